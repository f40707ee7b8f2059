"""KPIs as gauges: the reading of a week, whether its movement is good, and when it can no longer be believed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from data.rules import gauges
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.okr import Direction, Kpi, Reading

WEEK = date(2021, 12, 6)
SUNDAY = date(2021, 12, 12)
LIMITS = Limits()


def gauge(*readings: tuple[date, float], direction: Direction = "down", **more) -> Gauge:
    return Gauge(Kpi("p95", "Search p95", "ms", direction), tuple(Reading("p95", *each) for each in readings), **more)


def every(days: int, count: int, last: date = SUNDAY) -> Gauge:
    """So many readings, so many days apart, up to the last one."""
    return gauge(*((last - n * timedelta(days=days), 400.0) for n in reversed(range(count))))


def test_the_reading_of_a_week_is_the_newest_one_by_its_sunday():
    found = gauge((date(2021, 11, 29), 420), (SUNDAY, 410), (date(2021, 12, 13), 400))
    assert found.in_week(WEEK) == Reading("p95", SUNDAY, 410)
    assert found.in_week(date(2021, 11, 29)) == Reading("p95", date(2021, 11, 29), 420)
    assert found.in_week(date(2021, 12, 20)) == Reading("p95", date(2021, 12, 13), 400)
    assert found.in_week(date(2021, 11, 22)) is None


def test_a_kpi_without_readings_is_unknown_and_stale():
    found = gauges.review(gauge(), WEEK, SUNDAY, LIMITS)
    assert (found.value, found.previous_value, found.change, found.good, found.as_of) == (None,) * 5
    assert (found.stale, found.stale_reason) == (True, "no reading of Search p95 yet")


def test_its_value_is_compared_with_the_week_before():
    found = gauges.review(gauge((date(2021, 12, 5), 420), (SUNDAY, 390)), WEEK, SUNDAY, LIMITS)
    assert (found.value, found.previous_value, found.change, found.as_of) == (390, 420, -30, SUNDAY)
    assert not found.stale


def test_without_a_value_the_week_before_there_is_no_change():
    found = gauges.review(gauge((SUNDAY, 390)), WEEK, SUNDAY, LIMITS)
    assert (found.value, found.change, found.good) == (390, None, None)


@pytest.mark.parametrize(
    ("direction", "before", "now", "is_good"),
    [
        ("up", 1, 2, True),
        ("up", 2, 1, False),
        ("down", 1, 2, False),
        ("down", 2, 1, True),
        ("none", 1, 2, None),
        ("up", 1, 1, None),
        ("down", 1, 1, None),
    ],
)
def test_a_change_is_good_in_the_good_direction(direction: Direction, before: float, now: float, is_good: bool | None):
    found = gauge((date(2021, 12, 5), before), (SUNDAY, now), direction=direction)
    assert gauges.review(found, WEEK, SUNDAY, LIMITS).good is is_good


@pytest.mark.parametrize(
    ("days", "count", "rhythm"), [(1, 10, 1), (7, 5, 7), (30, 4, 30), (1, 1, 7), (1, 0, 7), (7, 2, 7)]
)
def test_the_rhythm_is_the_time_between_readings_a_week_while_it_is_not_known(days: int, count: int, rhythm: int):
    assert every(days, count).rhythm == rhythm


def test_the_rhythm_follows_a_new_schedule_and_forgives_a_holiday():
    monthly = [(date(2021, 6, 1) + n * timedelta(days=30), 1.0) for n in range(5)]
    daily = [(date(2021, 11, 29) + timedelta(days=n), 1.0) for n in range(8) if n != 4]
    assert gauge(*monthly, *daily).rhythm == 1


@pytest.mark.parametrize(("rhythm", "fresh_for", "year"), [(1, 5, ""), (7, 17, ""), (30, 63, " 2021")])
def test_a_kpi_is_stale_when_its_next_reading_is_late_by_its_own_rhythm(rhythm: int, fresh_for: int, year: str):
    """Two periods and three days after the date of the newest one: a period is over before it can be read.

    Seen from another year its day is told with its own, else December reads as the one to come.
    """
    found = every(rhythm, 6)
    on = SUNDAY + timedelta(days=fresh_for)
    assert not gauges.review(found, WEEK, on, LIMITS).stale
    late = gauges.review(found, WEEK, on + timedelta(days=1), LIMITS)
    assert late.stale_reason == f"the newest reading of Search p95 is of 12 December{year}, {fresh_for + 1} days old"


def test_a_kpi_whose_source_failed_is_stale_and_says_why():
    failed = gauge((SUNDAY, 390), failed_at=datetime(2021, 12, 12, 6, tzinfo=UTC), failure="The query failed: x")
    assert gauges.review(failed, WEEK, SUNDAY, LIMITS).stale_reason == (
        "the source failed on 12 December: The query failed: x"
    )


def test_a_restated_reading_is_marked_in_the_weeks_it_speaks_for():
    found = gauge((date(2021, 12, 5), 420), (SUNDAY, 390), restated=((date(2021, 12, 5), 430),))
    assert not gauges.review(found, WEEK, SUNDAY, LIMITS).is_restated
    assert gauges.review(found, date(2021, 11, 29), SUNDAY, LIMITS).is_restated


def test_a_running_period_is_marked():
    running = Gauge(Kpi("p95", "Search p95"), (Reading("p95", WEEK, 3, is_partial=True),))
    assert gauges.review(running, WEEK, SUNDAY, LIMITS).is_partial


def test_a_series_breaks_where_its_query_changed():
    days = [WEEK + n * timedelta(weeks=1) for n in range(6)]
    definitions = [None, "a", "a", None, "b", "b"]
    readings = [Reading("p95", day, 1, definition=each) for day, each in zip(days, definitions, strict=True)]
    assert gauges.breaks(readings) == [days[4]]
    assert gauges.breaks(readings[:3]) == gauges.breaks([]) == []
