"""Looker's time dimensions: which fields are one, which date a value stands for, and whether its period has ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.rules import calendar

# From the finest to the coarsest. What is finer than a day is read as its day.
LENGTHS = ("day", "week", "month", "quarter", "year")
_BY_TIMEFRAME = {
    **dict.fromkeys(("date", "time", "raw", "hour", "minute", "second", "millisecond", "microsecond"), "day"),
    **dict.fromkeys(("datetime", "timestamp"), "day"),
    **{length: length for length in LENGTHS},
    "fiscal_quarter": "quarter",
    "fiscal_year": "year",
}
_UNTYPED = ("date", "time", "datetime", "timestamp", "string", "")  # here the name says which timeframe it is
_QUARTER = re.compile(r"(?:FY)?(\d{4})[- ]?Q([1-4])")
_YEAR = re.compile(r"(?:FY)?(\d{4})")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Timeframe:
    """The periods a time dimension counts in. `fiscal_offset` is the months from January to the fiscal year's first."""

    length: str
    fiscal_offset: int = 0

    def starts(self, value: Any) -> date | None:
        """The first day of the period that a value names: `2021-12-06`, `2021-12`, `2021-Q4`, `2021`. None if none."""
        text = str(value).strip()
        try:
            if self.length in ("day", "week"):
                return date.fromisoformat(text[:10])
            if named := _QUARTER.fullmatch(text):
                return _later(date(int(named[1]), 1, 1), self.fiscal_offset + 3 * (int(named[2]) - 1))
            if self.length == "year" and (named := _YEAR.fullmatch(text)):
                return _later(date(int(named[1]), 1, 1), self.fiscal_offset)
            return date.fromisoformat(f"{text[:7]}-01")
        except ValueError:
            return None

    def ends(self, start: date) -> date:
        """The day after the period that starts at `start`."""
        if self.length in _MONTHS:
            return _later(start, _MONTHS[self.length])
        return start + timedelta(days=7 if self.length == "week" else 1)

    def dated(self, start: date) -> date:
        """The date of a reading: the period's first day; for a week the Monday of most of its days."""
        return calendar.monday(start + timedelta(days=3)) if self.length == "week" else start


def timeframe(field: Mapping[str, Any]) -> Timeframe | None:
    """The timeframe of a json_detail field; None for one that does not place its rows in time, like the day of week."""
    kind = re.sub(r"\d+$", "", str(field.get("type") or "")).removeprefix("date_")
    length = _by_name(str(field.get("name")), kind) if kind in _UNTYPED else _BY_TIMEFRAME.get(kind)
    is_fiscal = field.get("is_fiscal") or "fiscal" in f"{kind} {field.get('name')}"
    return Timeframe(length, int(field.get("fiscal_month_offset") or 0) if is_fiscal else 0) if length else None


def group(name: str) -> str:
    """The dimension group of a field's name, `orders.created` for `orders.created_week`; else the name itself."""
    for frame in sorted(_BY_TIMEFRAME, key=len, reverse=True):
        if name.endswith(f"_{frame}"):
            return name.removesuffix(f"_{frame}")
    return name


def _by_name(name: str, kind: str) -> str | None:
    ending = name.removeprefix(group(name)).removeprefix("_")
    return _BY_TIMEFRAME.get(ending) or ("day" if kind not in ("string", "") else None)


def _later(day: date, months: int) -> date:
    """The first of the month, so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
