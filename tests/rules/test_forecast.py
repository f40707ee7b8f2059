"""The forecast extends the course of the weekly values to the due date, and is honest about how far it may be off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import sqrt
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.rules import calendar, forecast
from data.rules.limits import Limits
from data.rules.okr import KeyResult
from data.rules.review import Forecast

LIMITS = Limits()
FIRST = date(2021, 11, 1)
DUE = date(2022, 1, 30)  # the Sunday of week 13
INSTALLS = KeyResult("self-serve", "reliability", "Self-serve installs", baseline=20, target=80)
LATENCY = KeyResult("p95", "reliability", "p95", kind="decrease", baseline=500, target=300)
UPTIME = KeyResult("uptime", "reliability", "Uptime", kind="stay_above", target=99)
QUEUE = KeyResult("queue", "reliability", "Queue", kind="band", low=5, high=10)
INCIDENTS = KeyResult("p0", "reliability", "No P0 incidents", kind="stay_below", target=0)

whole = st.integers(-1000, 1000).map(float)
series = st.lists(whole, min_size=4, max_size=11)


def weekly(*values: float | None) -> list[tuple[date, float]]:
    """Values by week from the first of the quarter; None leaves a week out."""
    return [(FIRST + n * calendar.WEEK, value) for n, value in enumerate(values) if value is not None]


def of(values, kr=INSTALLS, due=DUE, limits=LIMITS) -> Forecast:
    found, reason = forecast.of(values, kr, due, limits)
    assert reason is None
    assert found is not None
    return found


def chance(values, kr=INSTALLS) -> float:
    found = of(values, kr).chance
    assert found is not None
    return found


def why_none(values, kr=INSTALLS, due=DUE, **more) -> str | None:
    found, reason = forecast.of(values, kr, due, LIMITS, **more)
    assert found is None
    return reason


# When there is none


def test_a_forecast_needs_four_weekly_values():
    assert why_none(weekly(20, 22)) == "2 weekly values so far, 4 are needed"
    assert why_none(weekly(20, None, None)) == "1 weekly value so far, 4 are needed"
    assert why_none([]) == "0 weekly values so far, 4 are needed"
    assert of(weekly(20, 22, 25, 27))


def test_how_many_values_are_needed_is_a_setting():
    assert of(weekly(20, 22, 25), limits=Limits(forecast_min_weeks=3))


def test_two_values_for_one_week_are_one():
    assert why_none([*weekly(20, 22, 25), (FIRST, 21)]) == "3 weekly values so far, 4 are needed"


@pytest.mark.parametrize("kind", ["milestones", "done", "baseline"])
def test_what_does_not_move_along_a_line_has_no_forecast(kind):
    assert "no course to extend" in str(why_none(weekly(0, 0, 1, 1), replace(INSTALLS, kind=kind)))


def test_after_the_due_date_there_is_nothing_to_forecast():
    four = weekly(20, 22, 25, 27)  # the last stands for Sunday, 28 November
    assert why_none(four, due=date(2021, 11, 28)) == "the due date has passed"
    assert why_none(four, on=DUE) == "the due date has passed"
    assert why_none([], on=DUE) == "the due date has passed"
    assert of(four, due=date(2021, 11, 29))


# Where it lands


def test_it_lands_where_the_mean_weekly_step_leads():
    """20, 26, 29, 35: five a week on average; nine weeks remain after the fourth."""
    assert of(weekly(20, 26, 29, 35)).value == pytest.approx(35 + 9 * 5)


def test_the_interval_is_that_of_a_random_walk_with_drift():
    """Steps of 6, 3 and 6 stray from 5 with a variance of 3; at two degrees of freedom t reaches 1.886 at 90 %."""
    found = of(weekly(20, 26, 29, 35))
    half = 1.8856 * sqrt(3) * sqrt(9 * (1 + 9 / 3))
    assert (found.low, found.high) == pytest.approx((80 - half, 80 + half), abs=0.01)
    assert found.chance == pytest.approx(0.5)  # it lands on the target itself


def test_a_missing_week_counts_as_the_time_it_was():
    """20, –, 32, 35, 41 is 5.25 a week; the first step took two, so that its 1.5 too many weigh half."""
    found = of(weekly(20, None, 32, 35, 41))
    variance = (1.5**2 / 2 + 2.25**2 + 0.75**2) / 2
    assert found.value == pytest.approx(41 + 8 * 5.25)
    assert found.high - found.value == pytest.approx(1.8856 * sqrt(variance * 8 * (1 + 8 / 4)), rel=1e-4)


def test_the_order_in_which_the_values_come_does_not_matter():
    values = weekly(20, 26, 29, 35, 44)
    assert of(values[::-1]) == of(values)


@given(series)
def test_the_interval_holds_the_landing_and_is_never_of_zero_width(values):
    found = of(weekly(*values))
    assert found.low < found.value < found.high


@given(series, st.integers(1, 100), st.integers(1, 100))
def test_the_further_away_the_due_date_the_wider_the_interval(values, days, more):
    course = weekly(*values)
    last = calendar.sunday(course[-1][0])
    near = of(course, due=last + timedelta(days=days))
    far = of(course, due=last + timedelta(days=days + more))
    assert far.high - far.low > near.high - near.low


@given(series, st.integers(1, 100), st.integers(-1000, 1000))
def test_the_forecast_does_not_change_with_the_unit(values, scale, shift):
    """In milliseconds or in seconds, above zero or above the baseline: the same landing, the same chance."""
    other = replace(INSTALLS, baseline=20 * scale + shift, target=80 * scale + shift)
    plain, scaled = of(weekly(*values)), of(weekly(*(value * scale + shift for value in values)), other)
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(
        tuple(number * scale + shift for number in (plain.value, plain.low, plain.high)), abs=1e-6
    )
    assert scaled.chance == pytest.approx(plain.chance, abs=1e-6)


# The chance of the target


@given(series)
@example([80.0, 80.0, 80.0, 80.0])
def test_what_helps_an_increase_hurts_the_decrease_with_the_same_target(values):
    falling = replace(INSTALLS, kind="decrease")
    up, down = chance(weekly(*values)), chance(weekly(*values), falling)
    assert 0 <= up <= 1
    assert 0 <= down <= 1
    assert of(weekly(*values)).value == of(weekly(*values), falling).value
    lands_on_target = of(weekly(*values)).value == INSTALLS.target  # which both have then reached
    assert (up - 0.5) * (down - 0.5) <= 1e-9 or lands_on_target


def test_a_course_past_the_target_has_a_better_chance_than_one_short_of_it():
    assert chance(weekly(20, 21, 23, 23)) < 0.1 < 0.9 < chance(weekly(20, 30, 38, 50))


def test_the_chance_of_a_decrease_is_that_of_landing_low_enough():
    good, bad = chance(weekly(500, 470, 455, 430), LATENCY), chance(weekly(500, 505, 495, 503), LATENCY)
    assert bad < 0.1 < 0.8 < good


def test_the_chance_of_a_stay_kind_is_that_of_being_in_band_when_due():
    """A queue steady in the middle of its band, one that grows out of it, and an uptime sinking towards its bound."""
    assert chance(weekly(7, 8, 8.8, 10), QUEUE) < 0.1 < 0.9 < chance(weekly(7.4, 7.5, 7.6, 7.5), QUEUE)
    assert chance(weekly(99.9, 99.8, 99.65, 99.5), UPTIME) < 0.5 < chance(weekly(99.5, 99.6, 99.4, 99.5), UPTIME)


def test_without_a_target_there_is_a_landing_but_no_chance():
    found = of(weekly(20, 26, 29, 35), replace(INSTALLS, target=None))
    assert found.value == pytest.approx(80)
    assert found.chance is None


# Values that never strayed


def test_values_that_never_strayed_are_not_taken_for_certain():
    """Four times 44 on the way from 20 to 80: it stays near 44, give or take, and hardly reaches 80."""
    found = of(weekly(44, 44, 44, 44))
    assert found.value == 44
    assert 1 < found.high - found.low < 20
    assert 0 < chance(weekly(44, 44, 44, 44)) < 0.02


def test_zero_incidents_week_after_week_are_a_good_chance_of_zero_incidents():
    assert of(weekly(0, 0, 0, 0, 0), INCIDENTS).chance == pytest.approx(0.9)


# How well the interval holds


def random_walk(random: Random, weeks: int) -> list[float]:
    """A walk with a drift of its own, from the first week to the last, both included."""
    drift, spread = random.uniform(-2, 4), random.uniform(0.5, 5)
    walk = [20.0]
    for _ in range(weeks - 1):
        walk.append(walk[-1] + random.gauss(drift, spread))
    return walk


@pytest.mark.parametrize("known", [4, 6, 10])
def test_the_interval_holds_about_eight_random_walks_in_ten(known):
    random = Random(20220131)  # noqa: S311
    walks = [random_walk(random, 13) for _ in range(400)]
    forecasts = [of(weekly(*walk[:known])) for walk in walks]
    held = sum(found.low <= walk[-1] <= found.high for found, walk in zip(forecasts, walks, strict=True))
    assert 0.7 <= held / len(walks) <= 0.95
