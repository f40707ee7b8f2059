"""The next Monday sync: which week it reviews, when it begins, and what is unusual about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.config import Settings
from data.monday import weekly
from data.rules import calendar
from data.store import journal
from data.store.connection import Store


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next sync. `left_out` are the weeks before it whose sync does not take place."""

    week: date
    begins_at: datetime
    is_moved: bool
    left_out: tuple[date, ...] = ()


def sync(store: Store, settings: Settings, as_of: datetime | None = None) -> Upcoming:
    """The sync that is under way, else the next one: not over by the clock, its week not closed yet."""
    as_of = as_of or store.now()
    org = settings.org
    left_out = []
    for week in _weeks(weekly.week_under_review(store, settings, as_of)):
        begins_at = org.sync_of(week)
        if begins_at + timedelta(minutes=org.sync_minutes) <= as_of or _is_closed(store, week, as_of):
            continue
        if week not in org.weeks_without_sync:
            return Upcoming(week, begins_at, week in org.moved, tuple(left_out))
        left_out.append(week)
    raise AssertionError("weeks never end")


def _weeks(first: date) -> Iterator[date]:
    while True:
        yield first
        first += calendar.WEEK


def _is_closed(store: Store, week: date, as_of: datetime) -> bool:
    closing = journal.closing(store, week, as_of)
    return closing is not None and closing.closed
