"""Progress looks back, in one number for every kind of key result, and never mistakes unknown for zero."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import progress
from data.rules.okr import KINDS, KeyResult, Kind, Milestone

SUNDAY = date(2021, 12, 12)
whole = st.integers(-10_000, 10_000).map(float)
kinds_with_slope = st.sampled_from(["increase", "decrease"])
known_or_not = st.none() | whole


def key_result(kind: Kind, **fields) -> KeyResult:
    return KeyResult("self-serve", "reliability", "A key result", kind=kind, **fields)


def of(kr: KeyResult, values=(), milestones=(), on=SUNDAY, stated_done=False) -> float | None:
    return progress.of(kr, values, milestones, on, stated_done)


# Slopes: increase and decrease


@pytest.mark.parametrize(
    ("kind", "baseline", "target", "value", "expected"),
    [
        ("increase", 20, 80, 44, 0.4),
        ("decrease", 500, 300, 450, 0.25),
        ("increase", 20, 80, 95, 1.25),  # overshoot is news
        ("increase", 20, 80, 14, -0.1),  # and so is going backwards
        ("decrease", 500, 300, 520, -0.1),
    ],
)
def test_increase_and_decrease_are_measured_from_baseline_to_target_and_not_clamped(
    kind, baseline, target, value, expected
):
    assert of(key_result(kind, baseline=baseline, target=target), [value]) == pytest.approx(expected)


@given(kinds_with_slope, whole, whole)
def test_progress_is_nothing_at_the_baseline_and_all_at_the_target(kind, baseline, target):
    if baseline != target:
        assert progress.slope(baseline, baseline, target, kind) == 0.0
        assert progress.slope(target, baseline, target, kind) == 1.0


@given(whole, whole, whole, st.integers(1, 1000), whole)
def test_progress_does_not_change_with_the_unit(value, baseline, target, scale, shift):
    """Milliseconds or seconds, Celsius or Fahrenheit: the same way was gone."""
    if baseline == target:
        return
    in_other_unit = [number * scale + shift for number in (value, baseline, target)]
    assert progress.slope(*in_other_unit) == pytest.approx(progress.slope(value, baseline, target))


@pytest.mark.parametrize(
    ("kind", "value", "reached"), [("increase", 99, 0), ("increase", 101, 1), ("decrease", 101, 0)]
)
@pytest.mark.parametrize("at", [100.0])
def test_a_target_equal_to_its_baseline_has_no_slope_it_is_reached_or_not(kind, value, reached, at):
    assert progress.slope(value, at, at, kind) == reached
    assert progress.slope(at, at, at, kind) == 1.0


@pytest.mark.parametrize("unknown", ["value", "baseline", "target"])
def test_a_slope_with_an_unknown_end_is_unknown(unknown):
    value, baseline, target = (None if name == unknown else 44.0 for name in ("value", "baseline", "target"))
    assert progress.slope(value, baseline, target) is None


def test_the_last_known_value_counts_until_a_newer_one_is_known():
    assert of(key_result("increase", baseline=20, target=80), [38, 44, None, None]) == pytest.approx(0.4)


def test_no_value_at_all_is_unknown_and_not_zero():
    assert of(key_result("increase", baseline=20, target=80), [None, None]) is None
    assert of(key_result("band", low=1, high=2), [None]) is None


# Staying within bounds


@pytest.mark.parametrize(
    ("fields", "bounds"),
    [
        ({"kind": "stay_above", "target": 99.9}, (99.9, None)),
        ({"kind": "stay_above", "target": 99.9, "low": 99.5}, (99.5, None)),
        ({"kind": "stay_below", "target": 400}, (None, 400)),
        ({"kind": "stay_below", "target": 400, "high": 0}, (None, 0)),  # zero is a bound like any other
        ({"kind": "band", "low": 5, "high": 10, "target": 7}, (5, 10)),
        ({"kind": "increase", "low": 5, "high": 10}, (None, None)),
    ],
)
def test_the_bounds_of_a_stay_kind_are_its_own_or_its_target(fields, bounds):
    assert progress.bounds(key_result(**fields)) == bounds


def test_staying_in_band_is_the_share_of_the_weeks_with_a_value_that_were_in_band():
    """Four weeks have a value, three of them at most 400 ms; the two silent weeks are in neither count."""
    assert of(key_result("stay_below", target=400), [380, None, 400, 430, None, 390]) == 0.75


def test_a_bound_belongs_to_its_band():
    assert progress.in_band(5, 5, 10)
    assert progress.in_band(10, 5, 10)
    assert not progress.in_band(10.01, 5, 10)


@given(st.lists(known_or_not), known_or_not, known_or_not, st.randoms())
def test_the_share_in_band_is_a_share_whatever_the_order_of_the_weeks(values, low, high, random):
    share = progress.share_in_band(values, low, high)
    shuffled = random.sample(values, len(values))
    assert progress.share_in_band(shuffled, low, high) == share
    assert share is None or 0 <= share <= 1


def test_a_band_without_any_bound_measures_nothing():
    assert of(key_result("band"), [7]) is None


# Milestones, done, baseline


def stage(name: str, weight: float | None = None, done_on: date | None = None) -> Milestone:
    return Milestone("self-serve", name, weight, done_on=done_on)


def test_milestones_are_the_weights_done_by_that_day_and_a_missing_weight_is_one():
    """Design (no weight) done in time, build (3) done the day after, launch not done."""
    stages = [stage("design", None, SUNDAY), stage("build", 3, date(2021, 12, 13)), stage("launch", 1)]
    assert progress.milestones(stages, SUNDAY) == pytest.approx(1 / 5)
    assert of(key_result("milestones"), [], stages, date(2021, 12, 13)) == pytest.approx(4 / 5)


def test_no_milestones_is_unknown():
    assert progress.milestones([], SUNDAY) is None
    assert progress.milestones([stage("free", 0)], SUNDAY) is None
    assert of(key_result("milestones")) is None


def test_milestones_without_rows_are_counted_by_the_value():
    assert of(key_result("milestones", target=5), [1, 2]) == pytest.approx(0.4)


def test_rows_outrank_the_value_of_milestones():
    stages = [stage("design", done_on=SUNDAY), stage("build")]
    assert of(key_result("milestones", target=5), [5], stages) == 0.5


@pytest.mark.parametrize(
    ("values", "stated_done", "done"),
    [([], False, 0), ([0.9], False, 0), ([1], False, 1), ([1, None], False, 1), ([], True, 1)],
)
def test_done_or_not_done_is_stated_or_said_by_a_value_of_one(values, stated_done, done):
    assert of(key_result("done"), values, stated_done=stated_done) == done


def test_a_baseline_is_reached_once_it_is_recorded():
    assert of(key_result("baseline"), [None]) == 0.0
    assert of(key_result("baseline"), [None, 412]) == 1.0
    assert of(key_result("baseline", baseline=0)) == 1.0


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("done", "baseline")])
def test_a_key_result_that_lacks_what_it_is_measured_by_is_unknown_and_says_what_it_lacks(kind):
    bare = key_result(kind)
    assert of(bare, [7]) is None
    assert progress.missing(bare)


def test_what_is_missing_is_named():
    assert progress.missing(key_result("increase")) == "neither a baseline nor a target"
    assert progress.missing(key_result("increase", target=80)) == "no baseline"
    assert progress.missing(key_result("decrease", baseline=20)) == "no target"
    assert progress.missing(key_result("increase", baseline=0, target=80)) is None
    assert progress.missing(key_result("stay_above", target=0)) is None
    assert progress.missing(key_result("done")) is None


# Objectives

parts = st.lists(st.tuples(st.none() | st.floats(-2, 3), st.floats(0, 100)))


def test_an_objective_is_the_weighted_mean_of_what_is_known_clamped():
    """Overshoot (1.5) pays for nothing else, going backwards (-0.5) costs nothing else, unknown is left out."""
    assert progress.objective([(1.5, 1), (-0.5, 1), (None, 10), (0.5, 2)]) == 0.5


def test_an_objective_of_which_nothing_is_known_is_unknown():
    assert progress.objective([]) is None
    assert progress.objective([(None, 1)]) is None
    assert progress.objective([(0.5, 0)]) is None


@given(parts)
def test_an_objective_lies_between_its_least_and_its_most_advanced_key_result(parts):
    mean = progress.objective(parts)
    drawn = [min(max(part, 0), 1) for part, weight in parts if part is not None and weight > 0]
    if mean is not None:
        assert min(drawn) - 1e-9 <= mean <= max(drawn) + 1e-9


def test_clamped_progress_is_within_its_bar():
    assert [progress.clamp(number) for number in (-0.2, 0.4, 1.3, None)] == [0.0, 0.4, 1.0, None]
