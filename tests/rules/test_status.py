"""Status is the owner's word; the numbers have theirs beside it, with the rule that they went by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import status
from data.rules.limits import Limits
from data.rules.okr import KeyResult

LIMITS = Limits()
INSTALLS = KeyResult("self-serve", "reliability", "Self-serve installs", baseline=20, target=80, unit="installs")
LATENCY = KeyResult("p95", "reliability", "p95 stays fast", kind="stay_below", target=400, unit="ms")
LAUNCH = KeyResult("launch", "reliability", "Launch", kind="done")


# Confidence


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(100, "on track"), (90, "on track"), (89.9, "at risk"), (75, "at risk"), (74.9, "off track"), (0, "off track")],
)
def test_confidence_has_its_bands(confidence, expected):
    assert status.from_confidence(confidence, LIMITS) == expected


def test_the_bands_of_confidence_are_settings():
    assert status.from_confidence(70, Limits(confidence_on_track=70, confidence_at_risk=40)) == "on track"


def test_unknown_confidence_is_no_status():
    assert status.from_confidence(None, LIMITS) is None


@given(st.floats(0, 100), st.floats(0, 100))
def test_status_is_never_better_for_lower_confidence(one, other):
    low, high = sorted((one, other))
    better = status.from_confidence(high, LIMITS)
    worse = status.from_confidence(low, LIMITS)
    assert status.steps_apart(worse, better) >= 0


# Which word counts


def of(stated=None, confidence=None, implied=None, has_update=True, dropped=False):
    return status.of(stated, confidence, implied, has_update, dropped, LIMITS)


def test_the_stated_status_counts_then_the_confidence_then_the_numbers():
    assert of("on track", 60, "off track") == "on track"
    assert of(None, 80, "off track") == "at risk"
    assert of(None, None, "off track") == "off track"


def test_silence_is_not_green():
    """What was stated, believed and measured before does not speak for the week without an update."""
    assert of("on track", 95, "on track", has_update=False) == "silent"
    assert of("done", has_update=False) == "silent"


def test_a_dropped_or_cancelled_key_result_is_cancelled_and_owes_no_update():
    assert of("on track", 95, dropped=True) == "cancelled"
    assert of(has_update=False, dropped=True) == "cancelled"
    assert of("cancelled", has_update=False) == "cancelled"


def test_an_update_that_says_nothing_about_the_status_is_silent_and_not_green():
    assert of() == "silent"


# What the numbers say


def implied(
    progress: float | None,
    expected: float | None = 0.5,
    kr: KeyResult = INSTALLS,
    value: float | None = 1.0,
    limits: Limits = LIMITS,
    **more: bool,
) -> status.Judged:
    return status.implied(kr, progress, expected, value, limits, **more)


def test_the_rule_is_printed_with_its_numbers():
    assert implied(0.44, 42 / 92) == (
        "on track",
        "44% done of the 46% expected by now: 96% of pace, on track from 90%",
    )
    assert implied(0.4, 42 / 92) == ("at risk", "40% done of the 46% expected by now: 87% of pace, at risk from 75%")
    assert implied(0.2, 0.5) == ("off track", "20% done of the 50% expected by now: 40% of pace, off track below 75%")


@pytest.mark.parametrize(
    ("progress", "expected", "says"),
    [(0.36, 0.4, "on track"), (0.45, 0.5, "on track"), (0.3, 0.4, "at risk"), (0.299, 0.4, "off track")],
)
def test_a_cut_off_belongs_to_the_better_side_whatever_floating_point_makes_of_it(progress, expected, says):
    assert implied(progress, expected)[0] == says


def test_a_share_just_below_its_cut_off_does_not_read_as_if_it_had_reached_it():
    assert implied(0.4499, 0.5) == ("at risk", "45% done of the 50% expected by now: 89% of pace, at risk from 75%")


def test_the_cut_offs_are_settings():
    limits = Limits(pace_on_track=0.7, pace_at_risk=0.4)
    assert implied(0.35, 0.5, limits=limits) == (
        "on track",
        "35% done of the 50% expected by now: 70% of pace, on track from 70%",
    )


def test_a_reached_target_is_on_track_and_never_done_by_itself():
    assert implied(1.04, 1.0) == ("on track", "target reached: 104% done")


def test_before_anything_is_expected_the_numbers_are_on_track():
    assert implied(0.0, 0.0) == ("on track", "nothing is expected yet")


def test_going_backwards_is_off_track():
    assert implied(-0.1, 0.5)[0] == "off track"


def test_without_a_value_the_numbers_say_nothing():
    assert implied(None, value=None) == (None, "no value yet")
    assert implied(None, None, LATENCY, None) == (None, "no value yet")


def test_without_a_baseline_or_target_the_reason_says_so():
    assert implied(None, kr=KeyResult("a", "b", "c", target=80)) == (None, "no baseline")


@given(st.floats(-1, 2), st.floats(-1, 2), st.floats(0, 1))
def test_the_implied_status_is_never_better_for_less_progress(one, other, expected):
    less, more = sorted((one, other))
    assert status.steps_apart(implied(less, expected)[0], implied(more, expected)[0]) >= 0


# In band


def test_a_stay_kind_goes_by_the_share_of_weeks_in_band():
    assert implied(0.92, None, LATENCY, 390) == (
        "on track",
        "in band in 92% of the weeks with a value, on track from 90%",
    )
    assert implied(0.8, None, LATENCY, 390)[0] == "at risk"
    assert implied(0.5, None, LATENCY, 390)[0] == "off track"


def test_while_out_of_band_now_a_stay_kind_is_never_better_than_at_risk():
    verdict, reason = implied(0.92, None, LATENCY, 430)
    assert verdict == "at risk"
    assert reason is not None
    assert reason.endswith("but out of band now: 430 ms, should be at most 400 ms")
    assert implied(0.5, None, LATENCY, 430)[0] == "off track"


# Without pace


def test_done_or_not_done_has_no_pace_until_it_is_due():
    assert implied(1.0, None, LAUNCH) == ("on track", "reached")
    assert implied(0.0, None, LAUNCH)[0] is None
    assert implied(0.0, None, LAUNCH, past_due=True) == ("off track", "not reached, and the due date has passed")


# Better and worse


def test_a_status_gets_worse_by_steps():
    assert status.steps_apart("off track", "on track") == 2
    assert status.steps_apart("done", "at risk") == -2
    assert status.is_worse("at risk", "on track")
    assert not status.is_worse("at risk", "at risk")


@pytest.mark.parametrize("incomparable", ["silent", "cancelled", None])
def test_silence_and_cancellation_are_neither_better_nor_worse(incomparable):
    assert not status.is_worse("off track", incomparable)
    assert status.steps_apart(incomparable, "on track") == 0
