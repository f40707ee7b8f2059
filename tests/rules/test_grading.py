"""Grading: what the numbers suggest at quarter end, and why, in both presets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import grading
from data.rules.okr import KINDS, KeyResult
from data.rules.scorecard import Preset

PRESETS: list[Preset] = ["percent", "score"]


def key_result(**wording: object) -> KeyResult:
    """Installs from 20 to 80, unless it is worded otherwise."""
    return KeyResult("installs", "growth", "Installs", **{"baseline": 20, "target": 80} | wording)  # type: ignore[arg-type]


def suggested(done: float | None, preset: Preset = "percent", value: float | None = 50, **wording: object):
    return grading.suggested(key_result(**wording), done, value, preset)


@pytest.mark.parametrize(
    ("done", "score", "grade"),
    [
        (1.0, 1.0, "achieved"),
        (0.9, 0.9, "achieved"),
        (0.36 / 0.4, 0.9, "achieved"),  # 0.8999999999999999
        (0.8999, 0.89, "partly"),
        (0.895, 0.89, "partly"),
        (0.75, 0.75, "partly"),
        (0.7499, 0.74, "missed"),
        (0.0, 0.0, "missed"),
    ],
)
def test_percent_grades_by_the_share_complete_rounded_down(done, score, grade):
    """89.5 % has not reached 90 %: it is read as 89 % and graded partly, never rounded into the better grade."""
    found = suggested(done)
    assert (found.score, found.grade) == (score, grade)


@pytest.mark.parametrize(
    ("done", "score", "grade"),
    [
        (1.0, 1.0, "achieved"),
        (0.7, 0.7, "achieved"),
        (0.65, 0.7, "achieved"),
        (0.649, 0.6, "partly"),
        (0.35, 0.4, "partly"),
        (0.349, 0.3, "missed"),
        (0.0, 0.0, "missed"),
    ],
)
def test_score_grades_after_rounding_half_up_to_one_decimal(done, score, grade):
    found = suggested(done, "score")
    assert (found.score, found.grade) == (score, grade)


def test_why_says_how_far_it_came_and_which_cut_off_that_reached():
    assert suggested(0.846, commitment="aspirational").why == (
        "84% complete: partly from 75%; aspirational: 70% is good"
    )
    assert suggested(0.95).why == "95% complete: achieved from 90%"
    assert suggested(0.5).why == "50% complete: missed below 75%; committed: expected at 100%"


def test_a_committed_one_is_expected_in_full_and_an_aspirational_one_at_full_was_too_easy():
    assert suggested(0.8, "score").why == "80% complete: 0.8, green from 0.7; committed: expected at 1.0"
    assert suggested(1.0, "score").why == "100% complete: 1.0, green from 0.7"
    aspirational = suggested(1.0, "score", commitment="aspirational")
    assert aspirational.why == "100% complete: 1.0, green from 0.7; aspirational: 1.0 was probably too easy"


def test_overshoot_and_going_backwards_are_told_and_scored_within_0_and_1():
    assert suggested(1.3).score == 1.0
    assert suggested(1.3).why == "130% complete, beyond its target: achieved from 90%"
    assert suggested(-0.2).score == 0.0
    assert suggested(-0.2).why.startswith("ended worse than its baseline: missed below 75%")


@pytest.mark.parametrize(
    ("wording", "done", "value", "why"),
    [
        ({"kind": "done"}, 1.0, None, "done: achieved"),
        ({"kind": "done"}, 0.0, None, "not done: missed; committed: expected at 100%"),
        ({"kind": "baseline", "baseline": None}, 1.0, 61, "baseline recorded: achieved"),
        (
            {"kind": "baseline", "baseline": None},
            0.0,
            None,
            "no baseline recorded: missed; committed: expected at 100%",
        ),
        ({"kind": "milestones", "target": None}, 0.95, None, "95% of its milestones done: achieved from 90%"),
        ({"kind": "milestones", "baseline": None, "target": 4}, 1.0, 4, "100% complete: achieved from 90%"),
        ({"kind": "stay_above", "target": 99.9}, 12 / 13, 99.95, "in band in 92% of the weeks: achieved from 90%"),
        (
            {"kind": "stay_below", "target": 250},
            12 / 13,
            260,
            "in band in 92% of the weeks, out of band at the end: achieved from 90%",
        ),
        ({"kind": "band", "low": 5, "high": 8}, 1.0, 6, "in band in 100% of the weeks: achieved from 90%"),
        ({"kind": "decrease", "baseline": 400, "target": 250}, 0.92, 262, "92% complete: achieved from 90%"),
        ({"baseline": 80}, 0.0, 70, "target not reached: missed below 75%; committed: expected at 100%"),
        ({"baseline": 80}, 1.0, 80, "target reached: achieved from 90%"),
    ],
)
def test_every_kind_is_explained_in_its_own_words(wording, done, value, why):
    assert suggested(done, value=value, **wording).why == why


@pytest.mark.parametrize("preset", PRESETS)
def test_a_cancelled_one_is_not_graded(preset):
    found = grading.suggested(key_result(), 0.5, 50, preset, is_cancelled=True)
    assert (found.score, found.grade, found.why) == (None, None, "cancelled: not graded")


@pytest.mark.parametrize(
    ("wording", "missing"),
    [
        ({}, "no value"),
        ({"baseline": None}, "no baseline"),
        ({"baseline": None, "target": None}, "neither a baseline nor a target"),
        ({"kind": "milestones", "target": None}, "no milestones"),
        ({"kind": "band"}, "no target and no band"),
    ],
)
def test_without_a_value_there_is_no_grade_and_why_says_what_is_missing(wording, missing):
    found = suggested(None, value=None, **wording)
    assert (found.score, found.grade) == (None, None)
    assert found.why == f"{missing}: no score can be suggested"


def test_an_objective_is_suggested_the_mean_of_its_scores_by_weight():
    found = grading.objective([(1.0, 2), (0.7, 1), (None, 1)], "percent")
    assert (found.score, found.grade) == (0.9, "achieved")
    assert found.why == "mean of 2 scores by weight, 1 key result without a score: achieved from 90%"
    assert grading.objective([(0.6, 1), (0.7, 1)], "score").grade == "achieved"
    nothing = grading.objective([(None, 1)], "score")
    assert (nothing.score, nothing.grade, nothing.why) == (None, None, "none of its key results has a score")


def test_somebody_who_gives_a_grade_alone_gives_the_nearest_score_that_stands_for_it():
    assert grading.score_for("achieved", 0.87, "percent") == 0.9
    assert grading.score_for("partly", 0.95, "percent") == 0.89
    assert grading.score_for("missed", 0.8, "percent") == 0.74
    assert grading.score_for("missed", 0.5, "percent") == 0.5
    assert grading.score_for("partly", 0.9, "score") == 0.6
    assert grading.score_for("partly", None, "score") is None


def test_grades_have_the_presets_own_words():
    assert [grading.label(grade, "percent") for grade in ("achieved", "partly", "missed", None)] == [
        "achieved",
        "partly",
        "missed",
        "not graded",
    ]
    assert [grading.label(grade, "score") for grade in ("achieved", "partly", "missed")] == ["green", "yellow", "red"]


@given(
    st.floats(-10, 10), st.sampled_from(KINDS), st.sampled_from(PRESETS), st.sampled_from(["committed", "aspirational"])
)
def test_a_suggested_score_always_stands_for_the_suggested_grade(done, kind, preset, commitment):
    found = suggested(done, preset, kind=kind, commitment=commitment)
    assert found.score is not None
    assert found.grade == grading.grade_of(found.score, preset)
    assert found.grade is not None
    assert grading.score_for(found.grade, found.score, preset) == found.score


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(PRESETS))
def test_more_progress_never_scores_less(one, other, preset):
    low, high = sorted((one, other))
    assert grading.score_of(low, preset) <= grading.score_of(high, preset)
