"""How well confidence predicted outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import calendar, calibration
from data.rules.calibration import Said
from data.rules.limits import Limits
from data.rules.okr import Update

QUARTER = calendar.parse_quarter("FY22 Q4")
LIMITS = Limits(calibration_min=5)


def said(*pairs: tuple[float | None, bool], owner: str = "ana") -> list[Said]:
    """Key results with the same confidence at every week."""
    return [Said(f"kr-{n}", owner, achieved, (sure, sure, sure)) for n, (sure, achieved) in enumerate(pairs)]


def last(found: calibration.Calibration) -> calibration.Horizon:
    return found.horizons[-1]


def test_the_brier_score_is_0_for_who_is_certain_and_right_and_1_for_who_is_certain_and_wrong():
    assert calibration.brier([(100, True), (0, False)]) == 0
    assert calibration.brier([(100, False), (0, True)]) == 1
    assert calibration.brier([(50, True)]) == 0.25
    assert calibration.brier([(90, True), (80, False)]) == pytest.approx((0.01 + 0.64) / 2)


def test_it_is_read_against_always_saying_the_share_that_was_achieved():
    """Three of five were achieved: who always says 60 % scores 0.24."""
    found = last(calibration.of(said((90, True), (90, True), (60, True), (60, False), (20, False)), LIMITS))
    assert (found.count, found.base_rate, found.reference) == (5, 0.6, pytest.approx(0.24))
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.16 + 0.36 + 0.04) / 5)
    assert found.brier is not None
    assert found.skill == pytest.approx(1 - found.brier / 0.24)


def test_there_is_no_skill_where_every_outcome_was_the_same():
    found = last(calibration.of(said(*[(90.0, True)] * 5), LIMITS))
    assert (found.reference, found.skill) == (0, None)


def test_the_reliability_table_says_how_often_each_band_of_confidence_was_right():
    found = last(calibration.of(said((95, True), (90, False), (80, True), (100, True), (10, False)), LIMITS))
    assert [(band.low, band.high, band.count) for band in found.bands] == [
        (0, 50, 1),
        (50, 75, 0),
        (75, 90, 1),
        (90, 100, 3),
    ]
    sure = found.bands[-1]
    assert (sure.mean, sure.achieved) == (pytest.approx(0.95), pytest.approx(2 / 3))
    assert (found.bands[1].mean, found.bands[1].achieved) == (None, None)


def test_from_too_few_nothing_is_told_but_how_many_are_missing():
    found = last(calibration.of(said((90, True), (None, False), (80, True)), LIMITS))
    assert (found.count, found.missing, found.brier, found.bands) == (2, 3, None, ())


def test_each_week_of_the_quarter_counts_those_that_had_a_confidence_by_then():
    late = [Said("late", "ana", True, (None, None, 90.0))]
    found = calibration.of([*said(*[(80.0, True)] * 4), *late], LIMITS)
    assert [(horizon.week, horizon.count, horizon.missing) for horizon in found.horizons] == [
        (4, 4, 1),
        (8, 4, 1),
        (None, 5, 0),
    ]


def test_the_confidence_of_a_week_is_the_last_one_known_by_then():
    weeks = QUARTER.weeks
    told = [
        Update("kr", weeks[12], confidence=20),
        Update("kr", weeks[3], confidence=80),
        Update("kr", weeks[1], confidence=90),
        Update("kr", weeks[6], value=3),
        Update("kr", weeks[8], confidence=50),
    ]
    assert calibration.by_horizon(told, QUARTER) == (80, 80, 20)
    assert calibration.by_horizon([], QUARTER) == (None, None, None)


def test_owners_are_told_apart_and_key_results_without_one_are_nobodys():
    everybody = [*said((90, True), owner="ben"), *said((80, False)), Said("x", None, True, (1.0, 1.0, 1.0))]
    found = calibration.by_owner(everybody, LIMITS)
    assert [(each.owner, last(each).count) for each in found] == [("ana", 1), ("ben", 1)]


@given(st.lists(st.tuples(st.floats(0, 100), st.booleans()), min_size=5))
def test_every_key_result_is_in_one_band_and_the_score_is_between_0_and_1(pairs):
    found = last(calibration.of(said(*pairs), LIMITS))
    assert sum(band.count for band in found.bands) == len(pairs)
    assert found.brier is not None
    assert 0 <= found.brier <= 1
