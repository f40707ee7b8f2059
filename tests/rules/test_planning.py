"""The planning calendars: the handbook's two tables on real dates, for any start of the year, and where steps stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import calendar, planning, steps
from data.rules.calendar import Quarter
from data.rules.quarterly import StepRecord
from data.rules.steps import Calendars, Step

DEFAULT = Calendars()
quarters = st.builds(Quarter, st.integers(2005, 2090), st.integers(1, 4), st.integers(1, 12))


def dates(quarter: Quarter) -> dict[str, str]:
    """The Monday of every step of a quarter, by the step's name."""
    return {dated.step.step: dated.week.isoformat() for dated in planning.laid(DEFAULT, quarter)}


def dated(name: str, quarter: Quarter) -> planning.Dated:
    return next(each for each in planning.laid(DEFAULT, quarter) if each.step.step == name)


# Which steps, in which weeks


def test_the_quarters_steps_are_those_of_the_handbook():
    assert [step.week for step in steps.QUARTERLY] == [1, 7, 8, 9, 10, 12, 13, 13]
    assert [step.step for step in steps.QUARTERLY if step.takes_input] == ["priorities"]


def test_the_years_steps_are_taken_in_full_in_q4_and_as_one_light_review_in_the_others():
    annual = [
        [each.number for each in planning.laid(DEFAULT, Quarter(2022, n)) if each.calendar == "annual"]
        for n in (1, 2, 3, 4)
    ]
    assert annual == [[6], [6], [6], [2, 3, 4, 5, 6]]
    assert [step.week for step in steps.ANNUAL if step.takes_input and 4 in step.quarters] == [3, 5]


# On real dates


def test_a_february_quarter_of_fourteen_weeks():
    """FY22 Q4 runs from Monday, 1 November 2021, to Monday, 31 January 2022, whose week is FY23 Q1's first."""
    assert dates(Quarter(2022, 4)) == {
        "kick-off": "2021-11-01",
        "year-vision": "2021-11-08",
        "year-comments": "2021-11-15",
        "year-second": "2021-11-22",
        "year-directors": "2021-11-29",
        "year-final": "2021-12-06",
        "priorities": "2021-12-13",
        "first-okrs": "2021-12-20",
        "final-draft": "2021-12-27",
        "approval": "2022-01-03",
        "scorecard-draft": "2022-01-17",
        "retro-directors": "2022-01-24",
        "retro-cto": "2022-01-24",
    }
    assert dates(Quarter(2023, 1))["kick-off"] == "2022-01-31"


def test_a_january_quarter_of_thirteen_weeks():
    """The first quarter of 2024 runs from Monday, 1 January, to Sunday, 31 March: no week is shared."""
    found = dates(Quarter(2024, 1, start_month=1))
    assert (found["kick-off"], found["priorities"], found["approval"]) == ("2024-01-01", "2024-02-12", "2024-03-04")
    assert (found["scorecard-draft"], found["retro-cto"]) == ("2024-03-18", "2024-03-25")
    assert dates(Quarter(2024, 2, start_month=1))["kick-off"] == "2024-04-01"


def test_a_january_year_that_begins_within_a_week():
    """1 January 2022 is a Saturday: its week, from 27 December, is week 1 and also the 14th of the quarter before."""
    assert dates(Quarter(2022, 1, start_month=1))["kick-off"] == "2021-12-27"
    assert dates(Quarter(2021, 4, start_month=1))["retro-cto"] == "2021-12-20"


def test_a_quarter_of_fourteen_weeks_of_its_own_has_one_to_spare_after_the_retrospectives():
    """The third quarter of 2018 runs from Sunday, 1 July, to Sunday, 30 September."""
    quarter = Quarter(2018, 3, start_month=1)
    assert len(quarter.weeks) == 14 and quarter.weeks[-1] != quarter.next.weeks[0]
    assert dates(quarter)["retro-cto"] == "2018-09-17"
    assert dates(quarter.next)["kick-off"] == "2018-10-01"


def test_where_the_thirteenth_week_is_shared_the_retrospectives_come_before_the_kick_off_in_it():
    """FY22 Q1 runs from Monday, 1 February, to Friday, 30 April 2021: 89 days. FY22 Q2 begins on the Saturday."""
    older, newer = Quarter(2022, 1), Quarter(2022, 2)
    assert dates(older)["retro-cto"] == dates(newer)["kick-off"] == "2021-04-26"
    both = [*planning.laid(DEFAULT, older), *planning.laid(DEFAULT, newer)]
    order = [each.step.step for each in both if each.week == date(2021, 4, 26)]
    assert order == ["retro-directors", "retro-cto", "kick-off"]


def test_a_fourteenth_week_that_a_quarter_does_not_have_is_its_last():
    late = Calendars((Step("party", 14, "Celebrate", "Everybody"),), ())
    assert [each.week for each in planning.laid(late, Quarter(2022, 4))] == [date(2022, 1, 31)]
    assert [each.week for each in planning.laid(late, Quarter(2024, 1, 1))] == [date(2024, 3, 25)]


@given(quarters)
def test_every_step_lies_in_a_week_of_its_quarter_and_the_rounds_follow_each_other(quarter):
    found = planning.laid(DEFAULT, quarter)
    assert all(each.week in quarter.weeks for each in found)
    assert [each.week for each in found] == sorted(each.week for each in found)
    assert found[-1].week <= planning.kick_off(planning.laid(DEFAULT, quarter.next))[0].week


@given(st.dates(date(2005, 1, 1), date(2090, 12, 31)), st.integers(1, 12))
def test_every_week_plans_in_one_quarter_and_a_shared_one_in_the_newer(day, start_month):
    quarter = planning.quarter_of(day, start_month)
    assert calendar.monday(day) in quarter.weeks
    assert calendar.monday(day) not in quarter.next.weeks
    assert planning.quarter_of(calendar.monday(day), start_month) == quarter


# What a step plans


@pytest.mark.parametrize(
    ("name", "quarter", "plans"),
    [
        ("kick-off", Quarter(2022, 4), "FY22 Q4"),
        ("priorities", Quarter(2022, 4), "FY23 Q1"),
        ("retro-cto", Quarter(2022, 3), "FY22 Q4"),
        ("year-vision", Quarter(2022, 4), "FY23"),
        ("year-review", Quarter(2022, 2), "FY22"),
    ],
)
def test_it_is_told_what_a_step_plans(name, quarter, plans):
    assert dated(name, quarter).plans == plans


# Where a step stands


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2022-01-16", "open"),
        ("2022-01-17", "this week"),
        ("2022-01-21", "this week"),  # the Friday on which it is due
        ("2022-01-23", "this week"),
        ("2022-01-24", "overdue"),
    ],
)
def test_a_step_nobody_marked_stands_where_the_day_says(today, state):
    draft = dated("scorecard-draft", Quarter(2022, 4))
    assert draft.due == date(2022, 1, 21)
    assert planning.state(draft, None, date.fromisoformat(today)) == state
    assert planning.state(draft, StepRecord("FY22 Q4", "scorecard-draft", note="begun"), draft.week) == "this week"


def test_a_step_that_was_done_is_done_whenever_one_looks():
    draft = dated("scorecard-draft", Quarter(2022, 4))
    done = StepRecord("FY22 Q4", "scorecard-draft", done_on=date(2022, 1, 10))
    for days in (-30, 0, 30):
        assert planning.state(draft, done, draft.week + timedelta(days=days)) == "done"
    assert planning.state(draft, replace(done, done_on=None), date(2022, 2, 1)) == "overdue"


def test_where_nobody_keeps_the_steps_nothing_is_overdue():
    draft = dated("scorecard-draft", Quarter(2022, 4))
    assert planning.state(draft, None, date(2022, 1, 24), is_kept=False) == "not kept"
    assert planning.state(draft, None, draft.week, is_kept=False) == "this week"
