"""Forecast: where a value lands at its due date at its current course, with an interval and chance of its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum, sqrt

from data.rules import calendar, progress, student, words
from data.rules.limits import Limits
from data.rules.okr import KeyResult
from data.rules.review import Forecast

COVERAGE = 0.8  # nominal: how often the interval should hold the value
METHOD = (
    f"The course of the weekly values so far, extended to the due date; {COVERAGE:.0%} interval. It sees no late jump."
)

# A value that never strayed from its line has not shown how far it can. Its spread in a week is then taken as 1% of the
# stretch that matters, so that no interval has zero width: small beside any real noise, and the same in every unit.
FLOOR = 0.01

_NO_COURSE = {
    "milestones": "milestones land on dates, not along a line: there is no course to extend",
    "done": "done or not done: there is no course to extend",
    "baseline": "a baseline is recorded or not: there is no course to extend",
}

Course = list[tuple[date, float]]


def of(
    values: Sequence[tuple[date, float]],
    key_result: KeyResult,
    due: date,
    limits: Limits,
    *,
    on: date | None = None,
) -> tuple[Forecast | None, str | None]:
    """The forecast of the value at the due date, or None and the reason in words.

    `values` are weekly ones by the Monday of their week, each standing for the end of its Sunday; weeks may be missing.
    `on` is the day of asking, the newest value's Sunday unless given.
    """
    course = sorted(dict(values).items())
    reason = _why_none(course, key_result, due, limits, on)
    if reason is not None:
        return None, reason
    landing = _land(course, key_result, due)
    half = student.quantile((1 + COVERAGE) / 2, landing.freedom) * landing.spread
    chance = _chance(landing, key_result)
    return Forecast(landing.value, landing.value - half, landing.value + half, chance), None


@dataclass(frozen=True, slots=True)
class Landing:
    """The value at the due date as a t distribution: its middle, its spread, its degrees of freedom.

    `is_floored`: the spread is the floor, the values so far showed less.
    """

    value: float
    spread: float
    freedom: int
    is_floored: bool

    def chance_below(self, value: float) -> float:
        return student.cdf((value - self.value) / self.spread, self.freedom)


def _why_none(course: Course, key_result: KeyResult, due: date, limits: Limits, on: date | None) -> str | None:
    if key_result.kind in _NO_COURSE:
        return _NO_COURSE[key_result.kind]
    days = [day for day in (on, calendar.sunday(course[-1][0]) if course else None) if day is not None]
    if days and max(days) >= due:
        return "the due date has passed"
    if len(course) < limits.forecast_min_weeks:
        return f"{words.count(len(course), 'weekly value')} so far, {limits.forecast_min_weeks} are needed"
    return None


def _land(course: Course, key_result: KeyResult, due: date) -> Landing:
    """A random walk with drift, extended from the last value.

    Over t weeks a step has mean drift·t and variance s²·t, so that missing weeks count for what they are. Ahead by h
    weeks the variance is s²·h·(1 + h/T), where T weeks were seen: the walk's own and that of the estimated drift.
    Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., §5.5 (drift method), with t in
    place of the normal distribution.
    """
    steps = [((right - left) / calendar.WEEK, after - before) for (left, before), (right, after) in pairwise(course)]
    (first, began), (last, now) = course[0], course[-1]
    seen, ahead = (last - first) / calendar.WEEK, (due - calendar.sunday(last)) / calendar.WEEK
    drift, freedom = (now - began) / seen, len(steps) - 1
    shown = sqrt(fsum((step - drift * weeks) ** 2 / weeks for weeks, step in steps) / freedom)
    floor = FLOOR * _stretch(course, key_result)
    spread = max(shown, floor) * sqrt(ahead * (1 + ahead / seen))
    return Landing(now + drift * ahead, spread, freedom, is_floored=shown < floor)


def _stretch(course: Course, key_result: KeyResult) -> float:
    """The stretch that matters: between the outermost of baseline, target, bounds and the first value."""
    ends = (course[0][1], key_result.baseline, key_result.target, *progress.bounds(key_result))
    known = [end for end in ends if end is not None]
    return (max(known) - min(known)) or abs(course[0][1]) or 1.0


def _chance(landing: Landing, key_result: KeyResult) -> float | None:
    low, high = _wanted(key_result)
    if low is None and high is None:
        return None
    below_low = 0.0 if low is None else landing.chance_below(low)
    below_high = 1.0 if high is None else landing.chance_below(high)
    chance = max(below_high - below_low, 0.0)
    # Zero incidents week after week against a target of zero: a supposed spread must not make that even odds.
    if landing.is_floored and progress.in_band(landing.value, low, high):
        return max(chance, (1 + COVERAGE) / 2)
    return chance


def _wanted(key_result: KeyResult) -> progress.Bounds:
    match key_result.kind:
        case "increase":
            return key_result.target, None
        case "decrease":
            return None, key_result.target
        case _:
            return progress.bounds(key_result)
