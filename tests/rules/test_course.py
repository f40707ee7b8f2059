"""The course of a key result, week by week: what each week knew, said and amounted to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.rules import calendar, course
from data.rules.course import Story, Week
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.okr import STATUSES, Change, KeyResult, Kpi, Milestone, Reading, Update

Q4 = calendar.parse_quarter("FY22 Q4")
FIRST = date(2021, 11, 1)
INSTALLS = KeyResult("installs", "growth", "Installs", baseline=20, target=80, unit="installs")
LIMITS = Limits()


def week(number: int) -> date:
    """The Monday of a week of the quarter, counted from 1."""
    return FIRST + (number - 1) * calendar.WEEK


def said(number: int, **words) -> Update:
    """An update, recorded on the Friday of its week."""
    recorded_at = datetime.combine(week(number), datetime.min.time(), UTC) + timedelta(days=4)
    return Update("installs", week(number), recorded_at=recorded_at, **words)


def weeks(*updates: Update, until: int = 4, key_result: KeyResult = INSTALLS, **more) -> tuple[Week, ...]:
    story = Story(key_result, Q4, {update.week: update for update in updates}, **more)
    return course.weeks(story, week(until), LIMITS)


def test_it_runs_from_the_quarters_first_week_to_the_one_asked_for():
    assert [each.week for each in weeks(until=3)] == [week(1), week(2), week(3)]


def test_it_begins_when_the_key_result_does():
    late = KeyResult("installs", "growth", "Installs", start=date(2021, 11, 18))
    assert course.first_week(late, Q4) == week(3)
    assert [each.week for each in weeks(until=4, key_result=late)] == [week(3), week(4)]
    assert [each.week for each in weeks(until=2, key_result=late)] == [week(2)], "the week asked for is always there"


def test_each_week_has_its_own_value_and_the_last_known_confidence():
    found = weeks(said(1, value=26, confidence=90), said(3, value=32, confidence=80))
    assert [each.value for each in found] == [26, None, 32, None]
    assert [each.confidence for each in found] == [90, 90, 80, 80]
    assert [each.status for each in found] == ["on track", "silent", "at risk", "silent"]
    assert course.last_value(found) == 32
    assert course.last_value(()) is None


def test_progress_carries_on_through_weeks_without_a_value():
    found = weeks(said(1, value=26), said(3, value=32))
    assert [each.progress for each in found] == [0.1, 0.1, 0.2, 0.2]


def test_what_is_expected_grows_with_the_days_gone_or_follows_the_plan():
    assert [each.expected for each in weeks(until=2)] == [7 / 92, 14 / 92]
    assert [each.expected for each in weeks(until=2, plan={week(1): 20.0, week(2): 50.0})] == [0, 0.5]


def reading(day: date, value: float) -> Reading:
    return Reading("kpi", day, value, captured_at=datetime.combine(day, datetime.min.time(), UTC))


def test_a_kpi_feeds_each_week_once_and_the_owners_value_goes_before_it():
    gauge = Gauge(Kpi("kpi", "Installs"), (reading(date(2021, 10, 25), 21), reading(week(2), 30), reading(week(3), 35)))
    found = weeks(said(3, value=36), gauge=gauge)
    assert [each.value for each in found] == [21, 30, 36, None], "the first week knows where the KPI stood before"
    assert found[1].value_as_of == datetime(2021, 11, 8, tzinfo=UTC)
    assert found[2].value_as_of == said(3).recorded_at


def test_a_stated_cancellation_holds_until_another_status_is_stated():
    found = weeks(said(1, status="cancelled"), said(2, wins="Still quiet"), said(4, status="on track"))
    assert [each.status for each in found] == ["cancelled", "cancelled", "cancelled", "on track"]


def test_a_dropped_key_result_is_cancelled_since_the_week_of_the_change():
    dropped = KeyResult("installs", "growth", "Installs", dropped=True)
    change = Change(datetime(2021, 11, 17, 10, tzinfo=UTC), "dropped", "no", "yes", key_result="installs")
    assert [each.status for each in weeks(key_result=dropped, changes=[change])] == [
        "silent",
        "silent",
        "cancelled",
        "cancelled",
    ]


def test_one_that_was_dropped_from_its_beginning_was_never_anything_else():
    dropped = KeyResult("installs", "growth", "Installs", dropped=True)
    assert {each.status for each in weeks(key_result=dropped)} == {"cancelled"}


def test_a_stated_done_makes_a_done_kind_reach_until_another_status_is_stated():
    rotation = KeyResult("installs", "growth", "Rotation", kind="done")
    found = weeks(said(2, status="done"), said(4, status="at risk"), key_result=rotation)
    assert [each.progress for each in found] == [0, 1, 1, 0]
    assert [each.status for each in found] == ["silent", "done", "silent", "at risk"]


def test_milestones_count_since_the_week_they_were_done_in():
    chart = KeyResult("installs", "growth", "Chart", kind="milestones")
    done = [Milestone("installs", "Built", 3, done_on=week(2)), Milestone("installs", "Used", 1)]
    assert [each.progress for each in weeks(key_result=chart, milestones=done)] == [0, 0.75, 0.75, 0.75]


def test_weeks_without_a_value_are_in_neither_count_of_a_band():
    uptime = KeyResult("installs", "growth", "Uptime", kind="stay_above", target=99.9)
    found = weeks(said(1, value=99.95), said(2, value=99.5), said(4, value=99.99), key_result=uptime)
    assert [each.progress for each in found] == [1, 0.5, 0.5, 2 / 3]


def test_a_kind_without_pace_is_off_track_once_its_due_date_has_passed():
    rotation = KeyResult("installs", "growth", "Rotation", kind="done", due=date(2021, 11, 14))
    found = weeks(*(said(n, confidence=95) for n in range(1, 5)), key_result=rotation)
    assert [each.implied for each in found] == [None, "off track", "off track", "off track"]


updates = st.builds(
    said,
    st.integers(1, 14),
    value=st.none() | st.floats(-1e6, 1e6),
    confidence=st.none() | st.floats(0, 100),
    status=st.sampled_from([None, *STATUSES[:-1]]),
)


@given(st.lists(updates), st.integers(1, 14))
def test_a_week_knows_nothing_of_the_weeks_after_it(said_: list[Update], until: int):
    assert weeks(*said_, until=14)[:until] == weeks(*said_, until=until)


@given(st.lists(updates))
def test_a_week_without_an_update_is_silent_or_cancelled(said_: list[Update]):
    for each in weeks(*said_, until=14):
        assert each.status in STATUSES
        assert each.update is not None or each.status in ("silent", "cancelled")


def test_a_week_that_two_quarters_share_is_the_older_quarters_unless_somebody_wrote_about_it():
    newer, shared = calendar.parse_quarter("FY23 Q1"), date(2022, 1, 31)  # the quarter begins on a Tuesday
    silent = Story(INSTALLS, newer, {})
    found = course.weeks(silent, date(2022, 2, 14), LIMITS)
    assert [each.week for each in found] == [date(2022, 2, 7), date(2022, 2, 14)]
    early = Story(INSTALLS, newer, {shared: Update("installs", shared, value=30)})
    assert [each.value for each in course.weeks(early, date(2022, 2, 7), LIMITS)] == [30, None]
