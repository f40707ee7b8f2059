"""Numbers in words: what a row of the board says about a value, its change and its forecast."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.rules import board, calendar, values
from data.rules.board import Facts
from data.rules.limits import Limits
from data.rules.okr import KeyResult, Objective, Update
from data.rules.review import Forecast, KeyResultReview, MilestoneReview
from pages.parts import strip

FIRST, SECOND = date(2021, 11, 1), date(2021, 11, 8)
MONDAY = datetime(2021, 11, 15, 16, tzinfo=UTC)  # when week 2 is reviewed
QUARTER = calendar.quarter_of(FIRST)


def reviewed(before: float | None, now: float | None, **wording) -> KeyResultReview:
    """A key result in week 2, with these values in weeks 1 and 2."""
    key_result = KeyResult("kr", "grow", "Title", **wording)
    updates = [Update("kr", week, value) for week, value in ((FIRST, before), (SECOND, now)) if value is not None]
    facts = Facts(
        QUARTER,
        SECOND,
        MONDAY,
        [Objective("grow", "FY22 Q4", "Grow")],
        [key_result],
        updates=updates,
    )
    return board.review(facts, Limits()).key_results[0]


@pytest.mark.parametrize(
    ("before", "now", "wording", "is_better"),
    [
        (3, 5, {"kind": "increase", "baseline": 0, "target": 10}, True),
        (5, 3, {"kind": "increase", "baseline": 0, "target": 10}, False),
        (9, 8, {"kind": "decrease", "baseline": 10, "target": 1}, True),
        (3, 5, {"kind": "increase", "target": 10}, True),
        (11, 19, {"kind": "stay_below", "target": 12}, False),
        (99.9, 99.95, {"kind": "stay_above", "target": 99.5}, True),
        (5, 5, {"kind": "increase", "baseline": 0, "target": 10}, None),
        (None, 5, {"kind": "stay_above", "target": 3}, None),
        (1.0, 1.05, {"kind": "band", "low": 0.8, "high": 1.1}, None),
        (1.0, 1.2, {"kind": "band", "low": 0.8, "high": 1.1}, False),
    ],
)
def test_a_change_is_good_or_bad_in_the_key_results_own_direction(before, now, wording, is_better):
    assert values.is_better(reviewed(before, now, **wording)) is is_better


@pytest.mark.parametrize(
    ("value", "low", "high", "reads"),
    [
        (76.857, 66.3, 87.4, "≈ 77"),
        (99.958, 99.828, 100.088, "≈ 99.96"),
        (6.086, 4.9, 7.3, "≈ 6.1"),
        (0.0, -1, 1, "≈ 0"),
    ],
)
def test_a_forecast_is_no_more_precise_than_its_interval(value, low, high, reads):
    lands, _ = values.landing(Forecast(value, low, high, 0.5), None, date(2022, 1, 31))
    assert lands == reads


@pytest.mark.parametrize(("chance", "reads"), [(2e-11, "under 1%"), (0.34, "34%"), (0.9999, "over 99%")])
def test_no_chance_is_called_certain(chance, reads):
    assert values.likelihood(chance) == reads


def test_the_next_milestone_is_the_first_that_is_not_done_and_says_when_it_is_overdue():
    """Go done on 3 November, TypeScript due on 12 November, Python without a date."""
    stages = (
        MilestoneReview("Python", 1, None, None),
        MilestoneReview("TypeScript", 1, date(2021, 11, 12), None),
        MilestoneReview("Go", 1, date(2021, 11, 5), date(2021, 11, 3)),
    )
    row = replace(reviewed(None, None, kind="milestones"), milestones=stages)
    assert values.next_milestone(row, date(2021, 11, 7)) == ("TypeScript", "next, by 12 Nov")
    assert values.next_milestone(row, date(2021, 11, 14)) == ("TypeScript", "overdue since 12 Nov")
    assert values.next_milestone(replace(row, milestones=stages[2:]), date(2021, 11, 7)) is None
    assert values.newly_done(row, FIRST) == 1
    assert values.newly_done(row, SECOND) == 0


def test_a_strip_has_one_run_for_equal_weeks_and_a_rest_for_the_weeks_to_come():
    row = reviewed(3, 5, baseline=0, target=10)
    drawn = strip.strip(row.strip, QUARTER)
    assert 'title="Week 1–2 on track"' in drawn
    assert drawn.endswith("<i class=t style=--weeks:2></i><i class=n style=--weeks:12></i></span>")
