"""The month of the update: when it is due, and which weeks it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data.rules import calendar

_LONGEST = 13 * calendar.WEEK  # who has not written for longer begins anew


def month_of(day: date) -> date:
    """The first day of the newest month whose update's week has begun: the week that holds that first day."""
    return calendar.sunday(calendar.monday(day)).replace(day=1)


def week_of(month: date) -> date:
    """The Monday of the week that holds the first of the month: the update goes out in it."""
    return calendar.monday(month)


def due_on(month: date) -> date:
    """The last day of that week."""
    return calendar.sunday(week_of(month))


def before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def last_week(month: date, start_month: int) -> date:
    """The newest week that a month's update can tell of: the one that holds the first of the month.

    A quarter's first week has nothing to tell yet: where the first of the month is its Monday, the update is about the
    quarter that ended.
    """
    week = week_of(month)
    is_first = calendar.quarter_of(week, start_month).review_weeks[0] == week
    return week - calendar.WEEK if is_first else week


@dataclass(frozen=True, slots=True)
class Period:
    """The weeks that an update tells of, oldest first: those after `since`, the last week told of before."""

    month: date
    since: date
    weeks: tuple[date, ...]

    @property
    def last(self) -> date:
        return self.weeks[-1]


def period(month: date, start_month: int, newest: date, told: date | None = None) -> Period:
    """The weeks of a month's update.

    `newest` is the newest week that is reviewed by now, `told` the last one that the update before this told of;
    without one, it is a month.
    """
    last = min(last_week(month, start_month), newest)
    since = told if told and told < last else last_week(before(month), start_month)
    since = min(max(since, last - _LONGEST), last - calendar.WEEK)
    return Period(month, since, tuple(since + n * calendar.WEEK for n in range(1, (last - since).days // 7 + 1)))
