"""Which sync is next: the one under way until its hour is over or its week closed, Mondays without one left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from data.config import Org, Settings
from data.monday import meeting, upcoming
from data.store.connection import Store

WEEK, NEXT = date(2022, 1, 10), date(2022, 1, 17)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2022-01-14 20:00", WEEK),  # the deadline has passed
        ("2022-01-17 15:59", WEEK),
        ("2022-01-17 16:59", WEEK),  # under way
        ("2022-01-17 17:00", NEXT),
        ("2022-01-20 12:00", NEXT),
    ],
)
def test_it_is_the_sync_under_way_or_the_next_one(store: Store, at: Callable[[str], datetime], now: str, week: date):
    assert upcoming.sync(store, Settings(), at(now)).week == week


def test_a_closed_week_is_over_before_its_hour_is(store: Store, settings: Settings, at: Callable[[str], datetime]):
    meeting.close_week(store, settings, WEEK)
    assert upcoming.sync(store, settings, at("2022-01-17 16:30")).week == NEXT
    meeting.reopen_week(store, settings, WEEK)
    assert upcoming.sync(store, settings, at("2022-01-17 16:30")).week == WEEK


def test_a_monday_without_a_sync_is_left_out_and_named(store: Store, at: Callable[[str], datetime]):
    found = upcoming.sync(store, Settings(org=Org(weeks_without_sync=(WEEK,))), at("2022-01-15 12:00"))
    assert (found.week, found.left_out, found.is_moved) == (NEXT, (WEEK,), False)


def test_a_moved_sync_begins_when_it_was_moved_to(store: Store, at: Callable[[str], datetime]):
    moved = Settings(org=Org(moved_syncs=("2022-01-10 Wed 10:00",)))
    found = upcoming.sync(store, moved, at("2022-01-18 12:00"))
    assert (found.week, found.is_moved, found.begins_at) == (WEEK, True, at("2022-01-19 18:00"))
