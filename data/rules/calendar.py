"""The fiscal calendar: quarters, their weeks, and the two moments of a week, its deadline and its sync.

A fiscal year starts on the first of `start_month` and is named by the calendar year it ends in (a year that starts in
January by its own). A week runs Monday to Sunday and is named by its Monday; a week that two quarters share is reviewed
with the older one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK = timedelta(weeks=1)
_LABEL = re.compile(r"FY(\d{2}) Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One fiscal quarter; `fiscal_year` is the calendar year the fiscal year ends in."""

    fiscal_year: int
    number: int
    start_month: int = 2

    def __str__(self) -> str:
        return f"FY{self.fiscal_year % 100:02d} Q{self.number}"

    @property
    def start(self) -> date:
        return _first_day(self)

    @property
    def end(self) -> date:
        """The quarter's last day."""
        return _last_day(self)

    @property
    def next(self) -> Quarter:
        return self._shifted(1)

    @property
    def previous(self) -> Quarter:
        return self._shifted(-1)

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the 13 or 14 weeks that touch the quarter, in order."""
        first, last = monday(self.start), monday(self.end)
        return tuple(first + n * WEEK for n in range((last - first).days // 7 + 1))

    @property
    def review_weeks(self) -> tuple[date, ...]:
        """The weeks that are updated, reviewed and closed with this quarter: those whose Monday lies in it."""
        return tuple(week for week in self.weeks if week >= self.start)

    def week_number(self, week: date) -> int:
        """Week of quarter, counted from 1: the week that holds the quarter's first day."""
        return (week - monday(self.start)).days // 7 + 1

    def _shifted(self, by: int) -> Quarter:
        year, number = divmod(self.fiscal_year * 4 + self.number - 1 + by, 4)
        return Quarter(year, number + 1, self.start_month)


@lru_cache(maxsize=256)  # asked for in every week of every key result
def _first_day(quarter: Quarter) -> date:
    first_year = quarter.fiscal_year if quarter.start_month == 1 else quarter.fiscal_year - 1
    months = (quarter.start_month - 1) + 3 * (quarter.number - 1)
    return date(first_year + months // 12, months % 12 + 1, 1)


@lru_cache(maxsize=256)
def _last_day(quarter: Quarter) -> date:
    return quarter.next.start - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeekMoment:
    """A time of the week such as "Fri 19:00" in a time zone."""

    weekday: int
    at: time
    zone: str

    def in_week(self, week: date) -> datetime:
        """The moment in UTC, in the week that begins on this Monday."""
        local = datetime.combine(week + timedelta(days=self.weekday), self.at, ZoneInfo(self.zone))
        return local.astimezone(UTC)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def sunday(week: date) -> date:
    return week + timedelta(days=6)


def quarter_of(day: date, start_month: int = 2) -> Quarter:
    """The quarter that holds a day; for a week's reviews, pass its Monday."""
    months = (day.month - start_month) % 12
    year_begins = day.year if day.month >= start_month else day.year - 1
    return Quarter(year_begins if start_month == 1 else year_begins + 1, months // 3 + 1, start_month)


@lru_cache(maxsize=256)
def parse_quarter(label: str, start_month: int = 2) -> Quarter:
    """Read "FY22 Q4". Raises ValueError with a sentence when the label is not of that form."""
    match = _LABEL.fullmatch(label.strip())
    if match is None:
        raise ValueError(f"“{label}” is not a quarter. Write it like FY22 Q4.")
    return Quarter(2000 + int(match[1]), int(match[2]), start_month)


def parse_moment(text: str, default_zone: str) -> WeekMoment:
    """Read "Fri 19:00" or "Mon 08:00 America/Los_Angeles". Raises ValueError with a sentence."""
    day, _, rest = text.strip().partition(" ")
    clock, _, zone = rest.strip().partition(" ")
    try:
        ZoneInfo(zone or default_zone)
        return WeekMoment(DAYS.index(day[:3].title()), time.fromisoformat(clock), zone or default_zone)
    except (ValueError, KeyError, OSError) as error:  # OSError: a region such as America
        raise ValueError(
            f"“{text}” is not a time of the week. Write it like Fri 19:00 or Mon 08:00 America/Los_Angeles."
        ) from error


def week_under_review(now: datetime, deadline: WeekMoment) -> date:
    """The newest week whose deadline has passed."""
    week = monday(now.date()) + WEEK
    while deadline.in_week(week) > now:
        week -= WEEK
    return week


def week_to_log(now: datetime, begins: Callable[[date], datetime]) -> date:
    """The current calendar week, or the one before it until the sync that reviews that one has begun."""
    week = monday(now.date())
    return week - WEEK if now < begins(week - WEEK) else week


def sync_of(week: date, sync: WeekMoment) -> datetime:
    """The moment the sync that reviews a week begins: in the week after it."""
    return sync.in_week(week + WEEK)
