"""How a key result's numbers read in words: where it stands, what moved since last week, where it is heading."""

from __future__ import annotations

from datetime import date
from math import floor, log10

from data.rules import progress, words
from data.rules.okr import SLOPE_KINDS, KeyResult
from data.rules.review import Forecast, KeyResultReview

_UPWARD = {"increase": True, "stay_above": True, "decrease": False, "stay_below": False}


def standing(row: KeyResultReview) -> tuple[str, str]:
    """Where a key result stands and what it is to reach: ("44", " → 80 installs"), ("4 of 5 milestones", "")."""
    match row.kind:
        case "milestones" if row.milestones:
            count_done = sum(milestone.done_on is not None for milestone in row.milestones)
            return f"{count_done} of {words.count(len(row.milestones), 'milestone')}", ""
        case "milestones" if row.value is not None and row.target is not None:
            return f"{words.number(row.value)} of {words.number(row.target, row.unit or 'milestones')}", ""
        case "milestones":
            return "no milestones yet", ""
        case "done":
            return ("done" if row.progress == 1 else "not yet"), ""
        case "baseline":
            return _baseline(row)
        case "stay_above" | "stay_below" | "band":
            return _value(row), f", {_wanted(row)}"
        case _:
            target = words.number(row.target, row.unit) if row.target is not None else "no target yet"
            return _value(row, is_short=row.target is not None), f" → {target}"


def weeks_in_band(row: KeyResultReview) -> str | None:
    """ "in band 9 of 11 weeks", counted over the weeks that have a value; None while none has."""
    low, high = bounds(row)
    known = [cell.value for cell in row.strip if cell.value is not None]
    if not known or (low, high) == (None, None):
        return None
    count_in = sum(progress.in_band(value, low, high) for value in known)
    return f"in band {count_in} of {words.count(len(known), 'week')}"


def has_news(row: KeyResultReview) -> bool:
    """Whether the week has a value of its own; else the one shown is of an earlier week."""
    return bool(row.strip) and row.strip[-1].value is not None


def is_better(row: KeyResultReview) -> bool | None:
    """Whether the week's change goes the key result's own good way; None when unchanged or there is no such way."""
    if row.kind in _UPWARD and row.change:
        return (row.change > 0) == _is_upward(row)
    before, now = row.previous_progress, row.progress
    return None if before is None or now is None or before == now else now > before


def newly_done(row: KeyResultReview, week: date) -> int:
    """How many milestones were done in the week."""
    return sum(milestone.done_on is not None and milestone.done_on >= week for milestone in row.milestones)


def next_milestone(row: KeyResultReview, sunday: date) -> tuple[str, str] | None:
    """The first milestone still to do and when: ("Rust", "next, by 28 Jan"); None when nothing is left."""
    open_ones = (milestone for milestone in row.milestones if milestone.done_on is None)
    left = sorted(open_ones, key=lambda milestone: (milestone.due is None, milestone.due or sunday))
    if not left:
        return None
    first, due = left[0].milestone, left[0].due
    if due is None:
        return first, "next"
    return first, f"overdue since {short_day(due)}" if due <= sunday else f"next, by {short_day(due)}"


def landing(forecast: Forecast, unit: str | None, due: date) -> tuple[str, str]:
    """Where the value lands: ("≈ 77 installs", "by 31 Jan, 34% chance")."""
    chance = f", {likelihood(forecast.chance)} chance" if forecast.chance is not None else ""
    return lands(forecast, unit), f"by {short_day(due)}{chance}"


def lands(forecast: Forecast, unit: str | None) -> str:
    """The forecast in as many digits as it deserves: "≈ 77 installs"."""
    return f"≈ {words.number(forecast.value, unit, _digits(forecast))}"


def interval(forecast: Forecast, unit: str | None) -> str:
    low, high = (words.number(end, unit, _digits(forecast)) for end in (forecast.low, forecast.high))
    return f"80% interval: {low} to {high}"


def likelihood(chance: float) -> str:
    """A chance of 0..1 in percent; never 0% or 100%, which no forecast can promise."""
    if chance < 0.01:
        return "under 1%"
    return "over 99%" if chance > 0.99 else words.percent(chance)


def short_day(on: date) -> str:
    """A day where room is short: "31 Jan"."""
    return f"{on.day} {words.MONTHS[on.month - 1][:3]}"


def done_and_expected(row: KeyResultReview) -> str:
    """ "21% done, 84% expected by now"."""
    done = f"{words.percent(row.progress)} done" if row.progress is not None else "progress unknown"
    expected = f", {words.percent(row.expected_progress)} expected by now" if row.expected_progress is not None else ""
    return done + expected


def missing(row: KeyResultReview) -> str | None:
    """What the key result lacks to be measured, in words; None when nothing is missing."""
    lack = progress.missing(_wording(row)) if row.progress is None else None
    return "baseline not recorded yet" if lack == "no baseline" else lack


def _digits(forecast: Forecast) -> int:
    """The significant digits that a forecast deserves: down to a tenth of its interval's own first digit."""
    width = forecast.high - forecast.low
    if width <= 0:
        return 3
    size = max(abs(forecast.value), width)
    return max(floor(log10(size)) - floor(log10(width)) + 2, 1)


def sign(unit: str | None) -> str | None:
    """The unit where the other one is said nearby: only signs like % and $ stay, which cost nothing."""
    return unit if unit and (unit[0] in words.CURRENCIES or unit.startswith("%")) else None


def _value(row: KeyResultReview, is_short: bool = False) -> str:
    """`is_short` leaves the unit to the target that follows."""
    if row.value is None:
        return "no value yet"
    return words.number(row.value, sign(row.unit) if is_short else row.unit)


def _baseline(row: KeyResultReview) -> tuple[str, str]:
    recorded = row.baseline if row.baseline is not None else row.value
    if recorded is None:
        return "baseline not recorded yet", ""
    return words.number(recorded, row.unit), ", the baseline"


def _wanted(row: KeyResultReview) -> str:
    low, high = bounds(row)
    if low is not None and high is not None:
        return f"band {words.number(low, row.unit)}–{words.number(high, row.unit)}"
    return words.band(low, high)


def bounds(row: KeyResultReview) -> progress.Bounds:
    """The lowest and highest value that the key result allows; (None, None) for the kinds without such."""
    return progress.bounds(_wording(row))


def _wording(row: KeyResultReview) -> KeyResult:
    """The key result as this review has it worded, which for a closed week is not how it is worded now."""
    ends = {name: getattr(row, name) for name in ("kind", "unit", "baseline", "target", "low", "high")}
    return KeyResult(row.key_result, row.objective, row.title, **ends)


def _is_upward(row: KeyResultReview) -> bool:
    """Baseline and target say it where both are known; else the kind does."""
    if row.kind not in SLOPE_KINDS or row.baseline is None or row.target is None or row.baseline == row.target:
        return _UPWARD[row.kind]
    return row.target > row.baseline
