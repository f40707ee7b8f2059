"""How numbers, shares and days are written wherever people read them: pages, decks, mails and the reasons of the rules.

Nothing here takes None: what to say about an unknown ("no update yet", "no target") is the reader's place to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import floor, log10

CURRENCIES = "$€£¥"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOST_DECIMALS = 6  # beyond this there is only the noise of floating point


def number(value: float, unit: str | None = None, digits: int = 5) -> str:
    """A value with its unit: "1,234.5", "44 installs", "99.95%", "$1,200k", "−3 ms".

    `digits` counts the significant ones; whole numbers keep all of theirs. Three suit a computed one, like a forecast.
    """
    text = _digits(abs(value), digits)
    sign = "−" if value < 0 and text != "0" else ""
    return sign + _with_unit(text, unit)


def change(value: float, unit: str | None = None, digits: int = 5) -> str:
    """A difference with its sign: "+3 installs", "−$20k", of percentages "+0.2 points"; none when nothing changed."""
    text = number(value, "points" if unit == "%" else unit, digits)
    return f"+{text}" if value > 0 and _digits(value, digits) != "0" else text


def percent(share: float) -> str:
    """A share of 1 as whole percent: 0.457 → "46%"."""
    return number(round(share * 100), "%")


def percent_reached(share: float) -> str:
    """The same rounded down, for a share beside its cut-off: 0.899 must not read as a 90% that it missed."""
    return number(floor(share * 100 + 1e-9), "%")


def band(low: float | None, high: float | None, unit: str | None = None) -> str:
    """Where a value should be: "at least 99%", "at most 400 ms", "between 5 and 10 days"; "anywhere" without bounds."""
    if low is not None and high is not None:
        is_before = unit is not None and unit.startswith(tuple(CURRENCIES))
        return f"between {number(low, unit if is_before else None)} and {number(high, unit)}"
    if low is not None:
        return f"at least {number(low, unit)}"
    return "anywhere" if high is None else f"at most {number(high, unit)}"


def count(how_many: float, noun: str) -> str:
    """ "1 week", "3 weeks"."""
    return f"{number(how_many)} {noun}" if how_many == 1 else f"{number(how_many)} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def day(on: date, today: date | None = None) -> str:
    """A day within the year that is talked about: "20 December". Seen from `today`, one of another year names it."""
    year = f" {on.year}" if today and on.year != today.year else ""
    return f"{on.day} {MONTHS[on.month - 1]}{year}"


def span(week: date) -> str:
    """ "Mon 10 – Sun 16 January 2022"; a month is named twice only where the week crosses it."""
    sunday = week + timedelta(days=6)
    first = f"{week.day}" if week.month == sunday.month else day(week)
    return f"Mon {first} – Sun {day(sunday)} {sunday.year}"


def _digits(size: float, digits: int) -> str:
    before_point = floor(log10(size)) + 1 if size else 1
    decimals = min(max(digits - before_point, 0), _MOST_DECIMALS)
    text = f"{size:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_unit(text: str, unit: str | None) -> str:
    if not unit:
        return text
    if unit[0] in CURRENCIES:
        return unit[0] + text + unit[1:]
    return text + unit if unit.startswith("%") else f"{text} {unit}"
