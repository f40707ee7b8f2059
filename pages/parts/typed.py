"""What people type into a field, read as what they mean: numbers with their unit, lists of steps."""

from __future__ import annotations

import re

from data.rules import words

_NUMBER = re.compile(r"([-+]?)\s*([$€£¥]?)\s*([-+]?)\s*(\d[\d,. ]*|\.\d+)\s*(.*)")
_GROUPED = re.compile(r"\d{1,3}([, ]\d{3})+(\.\d*)?|\d*\.?\d+|\d+\.")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+(?:\[[ xX]?\]\s+)?")


def number(text: str, unit: str | None = None) -> float | None:
    """The number in a text such as "1,234.5", "12%", "$561k" or "44 installs"; None when nothing was typed.

    Raises ValueError with a sentence when it is no number, or one of another unit.
    """
    bare = text.replace("−", "-").replace("\u00a0", " ").strip()
    if not bare:
        return None
    found = _NUMBER.fullmatch(bare)
    if found is None:
        raise ValueError(f"“{bare}” is not a number. Write it like {_example(unit)}.")
    sign, currency, inner_sign, digits, suffix = found.groups()
    if _GROUPED.fullmatch(digits.strip()) is None:
        raise ValueError(f"“{digits.strip()}” can be read in two ways. Write it with a point, like {_example(unit)}.")
    if (currency + suffix).casefold() not in _spellings(unit, currency):
        raise ValueError(f"“{bare}” is not in {unit or 'plain numbers'}. Write it like {_example(unit)}.")
    size = float(re.sub("[, ]", "", digits))
    return -size if "-" in (sign, inner_sign) else size


def steps(text: str | None) -> list[str]:
    """The entries of a list, one a line, without their bullets; a paragraph is one entry."""
    return [line for line in (_BULLET.sub("", line).strip() for line in (text or "").splitlines()) if line]


def bullets(entries: list[str]) -> str:
    """Entries as a list in Markdown."""
    return "\n".join(f"* {entry}" for entry in entries)


def joined(*parts: str | None) -> str | None:
    """Texts below each other, those that say nothing left out; None when none says anything."""
    return "\n".join(part.strip() for part in parts if part and part.strip()) or None


def _spellings(unit: str | None, currency: str) -> set[str]:
    """The ways in which a number's unit may be written, in lower case: "install" for installs, "k" for $k."""
    if unit is None:
        return {"", "%"}
    without_currency = unit[1:] if unit[0] in words.CURRENCIES else unit
    singular = unit.removesuffix("s") if len(unit) > 3 else unit  # one install, but no m for ms
    spelled = {"", unit, without_currency, singular, currency if currency == unit[0] else ""}
    return {spelling.casefold() for spelling in spelled}


def _example(unit: str | None) -> str:
    return words.number(12.5, unit) if unit and unit[0] in f"%{words.CURRENCIES}" else "1,234.5"
