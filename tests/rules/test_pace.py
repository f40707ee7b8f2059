"""Expected progress is the share of the time gone, unless there is a plan."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import pace
from data.rules.calendar import Quarter
from data.rules.okr import KINDS, KeyResult, Milestone

Q4 = Quarter(2022, 4)  # 2021-11-01 to 2022-01-31: 92 days
WEEK_6 = date(2021, 12, 6)
INSTALLS = KeyResult("self-serve", "reliability", "Self-serve installs", baseline=20, target=80)
MIGRATION = KeyResult("migration", "reliability", "Migrate", kind="milestones")

quarters = st.builds(Quarter, st.integers(2001, 2090), st.integers(1, 4), st.sampled_from([1, 2, 7, 10]))


def with_dates(start: date | None = None, due: date | None = None) -> KeyResult:
    return KeyResult("self-serve", "reliability", "Self-serve installs", baseline=20, target=80, start=start, due=due)


def stage(name: str, due: date | None, weight: float | None = None) -> Milestone:
    return Milestone("migration", name, weight, due)


# The straight line


def test_by_the_sunday_of_week_6_42_of_the_92_days_are_gone():
    assert pace.expected(INSTALLS, WEEK_6, Q4, {}) == pytest.approx(42 / 92)
    assert pace.basis(INSTALLS, WEEK_6, Q4, {}) == "of the quarter gone"


def test_a_key_result_with_dates_of_its_own_is_paced_over_those():
    """Due on 12 December, the Sunday of week 6, all its time is gone; from the 6th to the 19th, half of it."""
    assert pace.expected(with_dates(due=date(2021, 12, 12)), WEEK_6, Q4, {}) == 1.0
    fortnight = with_dates(date(2021, 12, 6), date(2021, 12, 19))
    assert pace.expected(fortnight, WEEK_6, Q4, {}) == 0.5
    assert pace.basis(fortnight, WEEK_6, Q4, {}) == "of its time gone"


def test_nothing_is_expected_before_the_start():
    assert pace.expected(with_dates(start=date(2021, 12, 13)), WEEK_6, Q4, {}) == 0.0


def test_dates_in_the_wrong_order_do_not_break_the_board():
    turned = with_dates(date(2021, 12, 20), date(2021, 12, 12))
    assert pace.expected(turned, WEEK_6, Q4, {}) == 1.0
    assert pace.expected(turned, date(2021, 11, 29), Q4, {}) == 0.0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in pace.PACED_KINDS])
def test_pace_has_no_meaning_for_the_other_kinds(kind):
    kr = KeyResult("uptime", "reliability", "Uptime", kind=kind, baseline=0, target=1)
    assert pace.expected(kr, WEEK_6, Q4, {WEEK_6: 0.5}) is None
    assert pace.expected_value(kr, WEEK_6, Q4, {}) is None


@given(quarters)
def test_expected_progress_only_grows_from_above_nothing_to_all(quarter):
    by_week = [pace.expected(INSTALLS, week, quarter, {}) or 0 for week in quarter.weeks]
    assert by_week == sorted(by_week)
    assert by_week[0] > 0
    assert by_week[-1] == 1.0


# The planned line


def test_a_plan_overrides_the_straight_line():
    """Planned to stand at 26 installs after week 6: a tenth of the way, though almost half of the quarter is gone."""
    plan = {WEEK_6: 26}
    assert pace.expected(INSTALLS, WEEK_6, Q4, plan) == pytest.approx(0.1)
    assert pace.basis(INSTALLS, WEEK_6, Q4, plan) == "planned by now"


def test_between_planned_weeks_the_plan_is_a_line():
    """50 % after week 2, 60 % after week 6; week 4 is half way between."""
    plan = {date(2021, 11, 8): 50, WEEK_6: 56}
    assert pace.expected(INSTALLS, date(2021, 11, 22), Q4, plan) == pytest.approx(0.55)


def test_a_plan_begins_at_the_baseline_and_ends_at_the_target():
    """Half way after week 6, of whose 42 days 7 are gone by week 1; the other half takes the 50 days that remain."""
    plan = {WEEK_6: 50}
    assert pace.expected(INSTALLS, date(2021, 11, 1), Q4, plan) == pytest.approx(0.5 * 7 / 42)
    assert pace.expected(INSTALLS, date(2021, 12, 13), Q4, plan) == pytest.approx(0.5 + 0.5 * 7 / 50)
    assert pace.expected(INSTALLS, date(2022, 1, 31), Q4, plan) == 1.0


def test_a_plan_that_ends_short_of_the_target_is_believed():
    kr = with_dates(due=date(2021, 12, 12))
    assert pace.expected(kr, WEEK_6, Q4, {WEEK_6: 74}) == pytest.approx(0.9)
    assert pace.expected(kr, date(2021, 12, 20), Q4, {WEEK_6: 74}) == pytest.approx(0.9)


@given(st.dictionaries(st.sampled_from(Q4.weeks), st.floats(-1000, 1000)), st.sampled_from(Q4.weeks))
def test_expected_progress_stays_a_share_whatever_was_planned(plan, week):
    share = pace.expected(INSTALLS, week, Q4, plan)
    assert share is not None
    assert 0 <= share <= 1


@pytest.mark.parametrize("ends", [{}, {"baseline": 80, "target": 80}])
def test_a_plan_needs_a_way_from_baseline_to_target_else_the_line_is_straight(ends):
    kr = KeyResult("self-serve", "reliability", "Self-serve installs", **ends)
    assert pace.expected(kr, WEEK_6, Q4, {WEEK_6: 26}) == pytest.approx(42 / 92)


# Milestones


def test_milestones_with_due_dates_are_expected_as_they_fall_due():
    """Design (1) is due on the Sunday of week 6, build (3) the day after."""
    stages = [stage("design", date(2021, 12, 12)), stage("build", date(2021, 12, 13), 3)]
    assert pace.expected(MIGRATION, WEEK_6, Q4, {}, stages) == 0.25
    assert pace.basis(MIGRATION, WEEK_6, Q4, {}, stages) == "of its milestones due"


def test_one_milestone_without_a_due_date_makes_the_line_straight():
    stages = [stage("design", date(2021, 12, 12)), stage("build", None)]
    assert pace.expected(MIGRATION, WEEK_6, Q4, {}, stages) == pytest.approx(42 / 92)
    assert pace.expected(MIGRATION, WEEK_6, Q4, {}) == pytest.approx(42 / 92)


def test_milestones_counted_by_a_value_can_be_planned():
    launches = KeyResult("launches", "reliability", "Launches", kind="milestones", target=5)
    assert pace.expected(launches, WEEK_6, Q4, {WEEK_6: 2}) == pytest.approx(0.4)


# As a value on the chart


def test_the_pace_line_of_the_chart_runs_from_baseline_to_target():
    assert pace.expected_value(INSTALLS, WEEK_6, Q4, {}) == pytest.approx(20 + 60 * 42 / 92)
    assert pace.expected_value(INSTALLS, date(2022, 1, 31), Q4, {}) == 80
    assert pace.expected_value(INSTALLS, WEEK_6, Q4, {WEEK_6: 26}) == pytest.approx(26)


def test_without_a_baseline_there_is_no_pace_line():
    assert pace.expected_value(KeyResult("a", "b", "c", target=80), WEEK_6, Q4, {}) is None
