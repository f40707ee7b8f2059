"""What is news is what moved beyond its own usual step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.rules import noise
from data.rules.limits import Limits

LIMITS = Limits()
numbers = st.floats(-1e6, 1e6)


def test_a_step_far_beyond_the_usual_one_is_news():
    """Steps of 2 and 3 a week: 14 is news, 4 is not."""
    usual = noise.usual_change([20, 22, 25, 27, 30, 32], LIMITS)
    assert usual is not None
    assert noise.is_news(14, usual, LIMITS)
    assert noise.is_news(-14, usual, LIMITS)
    assert not noise.is_news(4, usual, LIMITS)


def test_too_few_steps_tell_nothing():
    assert noise.usual_change([1, 2, 3, 4], LIMITS) is None
    assert not noise.is_news(1000, None, LIMITS)


def test_weeks_without_a_value_make_no_step():
    assert noise.usual_change([1, None, 2, None, 3, None, 4, None, 5], LIMITS) is None


def test_one_outlier_in_the_past_does_not_hide_the_next():
    steady = noise.usual_change([10, 12, 14, 16, 18, 20, 22], LIMITS)
    jumpy = noise.usual_change([10, 12, 14, 90, 92, 94, 96], LIMITS)
    assert steady == jumpy == 2


@given(st.lists(numbers, min_size=6, max_size=14), numbers)
def test_a_shifted_series_has_the_same_usual_step(values, shift):
    moved = noise.usual_change([value + shift for value in values], LIMITS)
    assert moved is not None
    assert abs(moved - (noise.usual_change(values, LIMITS) or 0.0)) <= 1e-3
