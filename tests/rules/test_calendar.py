"""The fiscal calendar: quarters of any start month, the weeks that touch them, and the moments of a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import calendar
from data.rules.calendar import Quarter, WeekMoment

FRIDAY = WeekMoment(4, time(19), "UTC")
SYNC = WeekMoment(0, time(8), "America/Los_Angeles")
SECOND = timedelta(seconds=1)

start_months = st.integers(1, 12)
days = st.dates(date(2005, 1, 1), date(2090, 12, 31))
quarters = st.builds(Quarter, st.integers(2005, 2090), st.integers(1, 4), start_months)


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type]


# Quarters


@pytest.mark.parametrize(
    ("label", "start_month", "start", "end"),
    [
        ("FY22 Q4", 2, date(2021, 11, 1), date(2022, 1, 31)),
        ("FY23 Q1", 2, date(2022, 2, 1), date(2022, 4, 30)),
        ("FY24 Q4", 2, date(2023, 11, 1), date(2024, 1, 31)),
        ("FY22 Q1", 1, date(2022, 1, 1), date(2022, 3, 31)),  # a calendar year is named by its own
        ("FY24 Q1", 1, date(2024, 1, 1), date(2024, 3, 31)),
        ("FY22 Q4", 1, date(2022, 10, 1), date(2022, 12, 31)),
        ("FY22 Q1", 10, date(2021, 10, 1), date(2021, 12, 31)),
        ("FY22 Q2", 10, date(2022, 1, 1), date(2022, 3, 31)),
        ("FY22 Q4", 10, date(2022, 7, 1), date(2022, 9, 30)),
        ("FY22 Q1", 12, date(2021, 12, 1), date(2022, 2, 28)),
    ],
)
def test_a_fiscal_year_is_named_by_the_calendar_year_it_ends_in(label, start_month, start, end):
    quarter = calendar.parse_quarter(label, start_month)
    assert (quarter.start, quarter.end) == (start, end)
    assert str(quarter) == label
    assert calendar.quarter_of(start, start_month) == calendar.quarter_of(end, start_month) == quarter


@given(days, start_months)
def test_every_day_lies_in_exactly_one_quarter(day, start_month):
    quarter = calendar.quarter_of(day, start_month)
    assert quarter.start <= day <= quarter.end
    assert quarter.previous.end < quarter.start
    assert quarter.end < quarter.next.start


@given(quarters)
def test_quarters_follow_each_other_without_a_gap_in_order(quarter):
    assert quarter.end + timedelta(days=1) == quarter.next.start
    assert quarter.next.previous == quarter
    assert quarter < quarter.next


@given(quarters)
def test_a_label_reads_back_as_its_quarter(quarter):
    assert calendar.parse_quarter(str(quarter), quarter.start_month) == quarter


@pytest.mark.parametrize("label", ["FY22Q4", "FY2022 Q4", "FY22 Q5", "FY22 Q0", "22 Q4", "", "FY22 Q4 draft"])
def test_what_is_not_a_quarter_is_refused_with_an_example(label):
    with pytest.raises(ValueError, match="Write it like FY22 Q4"):
        calendar.parse_quarter(label)


# Weeks


def test_week_1_holds_the_first_day_and_the_last_week_may_be_the_fourteenth():
    """FY22 Q4 runs from Monday, 1 November, to Monday, 31 January."""
    quarter = Quarter(2022, 4)
    assert len(quarter.weeks) == 14
    assert (quarter.weeks[0], quarter.weeks[-1]) == (date(2021, 11, 1), date(2022, 1, 31))
    assert quarter.week_number(date(2021, 12, 6)) == 6
    assert quarter.week_number(date(2022, 1, 31)) == 14


def test_a_quarter_of_exactly_thirteen_weeks_has_thirteen():
    """The first quarter of 2024 runs from Monday, 1 January, to Sunday, 31 March."""
    thirteen = Quarter(2024, 1, start_month=1)
    assert len(thirteen.weeks) == 13
    assert (thirteen.weeks[0], calendar.sunday(thirteen.weeks[-1])) == (thirteen.start, thirteen.end)


def test_a_shared_week_is_reviewed_with_the_older_quarter_and_is_week_1_of_the_newer():
    """The week of 31 January 2022 holds the last day of FY22 Q4 and the first of FY23 Q1."""
    shared, older, newer = date(2022, 1, 31), Quarter(2022, 4), Quarter(2023, 1)
    assert shared in older.review_weeks
    assert shared not in newer.review_weeks
    assert newer.week_number(shared) == 1
    assert newer.review_weeks[0] == date(2022, 2, 7)
    assert calendar.quarter_of(shared) == older


@given(quarters)
def test_a_quarter_is_touched_by_13_or_14_weeks_and_every_day_lies_in_one(quarter):
    assert len(quarter.weeks) in (13, 14)
    assert quarter.weeks[0] <= quarter.start <= calendar.sunday(quarter.weeks[0])
    assert quarter.weeks[-1] <= quarter.end <= calendar.sunday(quarter.weeks[-1])
    assert [quarter.week_number(week) for week in quarter.weeks] == list(range(1, len(quarter.weeks) + 1))


@given(quarters)
def test_every_week_is_reviewed_once(quarter):
    both = (*quarter.review_weeks, *quarter.next.review_weeks)
    assert {later - earlier for earlier, later in pairwise(both)} == {calendar.WEEK}
    assert all(calendar.quarter_of(week, quarter.start_month) == quarter for week in quarter.review_weeks)


@given(days)
def test_a_week_runs_from_monday_to_sunday(day):
    week = calendar.monday(day)
    assert week.weekday() == 0
    assert week <= day <= calendar.sunday(week)


# Moments of the week


def test_a_deadline_in_utc_is_the_same_all_year():
    assert FRIDAY.in_week(date(2021, 12, 6)) == utc(2021, 12, 10, 19)


@pytest.mark.parametrize(
    ("week", "moment"),
    [
        (date(2022, 3, 7), utc(2022, 3, 7, 16)),  # standard time, UTC−8
        (date(2022, 3, 14), utc(2022, 3, 14, 15)),  # the clocks went forward on the 13th
        (date(2021, 11, 1), utc(2021, 11, 1, 15)),  # they go back on Sunday, the 7th
        (date(2021, 11, 8), utc(2021, 11, 8, 16)),
    ],
)
def test_eight_in_the_morning_stays_eight_in_the_morning_when_the_clocks_change(week, moment):
    assert SYNC.in_week(week) == moment


def test_a_deadline_after_the_clocks_changed_within_its_week():
    """Sunday, 27 March 2022, 20:00 in Berlin is summer time; the Friday before was not."""
    assert WeekMoment(6, time(20), "Europe/Berlin").in_week(date(2022, 3, 21)) == utc(2022, 3, 27, 18)
    assert WeekMoment(4, time(20), "Europe/Berlin").in_week(date(2022, 3, 21)) == utc(2022, 3, 25, 19)


def test_the_sync_of_a_week_is_in_the_week_after_it():
    assert calendar.sync_of(date(2021, 12, 6), SYNC) == utc(2021, 12, 13, 16)


def test_a_week_comes_under_review_the_moment_its_deadline_passes():
    passes = utc(2021, 12, 10, 19)
    assert calendar.week_under_review(passes - SECOND, FRIDAY) == date(2021, 11, 29)
    assert calendar.week_under_review(passes, FRIDAY) == date(2021, 12, 6)
    assert calendar.week_under_review(utc(2021, 12, 13, 16), FRIDAY) == date(2021, 12, 6)


def test_a_deadline_that_is_already_sunday_in_its_zone_counts_from_there():
    """Monday 00:30 in Auckland is still Sunday in UTC: the deadline there passes before UTC's Monday begins."""
    early = WeekMoment(0, time(0, 30), "Pacific/Auckland")
    passes = early.in_week(date(2021, 12, 13))
    assert passes == utc(2021, 12, 12, 11, 30)
    assert calendar.week_under_review(passes - SECOND, early) == date(2021, 12, 6)
    assert calendar.week_under_review(passes, early) == date(2021, 12, 13)


def test_last_week_is_logged_until_the_sync_that_reviews_it_begins():
    begins = utc(2021, 12, 13, 16)
    assert calendar.week_to_log(utc(2021, 12, 12, 23, 59), partial(calendar.sync_of, sync=SYNC)) == date(2021, 12, 6)
    assert calendar.week_to_log(begins - SECOND, partial(calendar.sync_of, sync=SYNC)) == date(2021, 12, 6)
    assert calendar.week_to_log(begins, partial(calendar.sync_of, sync=SYNC)) == date(2021, 12, 13)


moments = st.datetimes(datetime(2021, 1, 1), datetime(2023, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.integers(0, 6), st.times().map(lambda at: at.replace(tzinfo=None)))
def test_the_week_under_review_is_the_newest_whose_deadline_has_passed(now, weekday, at):
    deadline = WeekMoment(weekday, at, "America/Los_Angeles")
    week = calendar.week_under_review(now, deadline)
    assert deadline.in_week(week) <= now < deadline.in_week(week + calendar.WEEK)


# Reading a moment from the settings


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Fri 19:00", FRIDAY),
        ("friday 19:00", FRIDAY),
        ("Mon 08:00 America/Los_Angeles", SYNC),
        (" Fri 19:00 ", FRIDAY),
    ],
)
def test_a_time_of_the_week_is_read_with_its_zone(text, moment):
    assert calendar.parse_moment(text, "UTC") == moment


@pytest.mark.parametrize(
    "text",
    ["", "Fri", "19:00", "Fri 25:00", "Fre 19:00", "Fri 19:00 Mars/Olympus", "Fri 19:00 America", "Fri 19:00 ../UTC"],
)
def test_what_is_not_a_time_of_the_week_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="Write it like Fri 19:00"):
        calendar.parse_moment(text, "UTC")
