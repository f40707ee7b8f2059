"""What of a month's KPIs is worth telling: how each moved, week by week, and whether that was more than usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

from data.rules import calendar, noise
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.month import Period
from data.rules.okr import Direction
from data.rules.review import KpiReview, Review

_LEAST_WEEKS = 13  # a quarter's worth, whichever week of it is the last


@dataclass(frozen=True, slots=True)
class KpiMonth:
    """A KPI at the end of the period, with its own value of each of the last `weeks`, None where it has none.

    `was` is its value before the period, as it is known now; `direction` the good one; `is_news` whether it moved
    beyond what is usual.
    """

    kpi: KpiReview
    was: float | None
    direction: Direction
    weeks: tuple[date, ...]
    values: tuple[float | None, ...]
    is_news: bool

    @property
    def change(self) -> float | None:
        return None if self.was is None or self.kpi.value is None else self.kpi.value - self.was

    @property
    def good(self) -> bool | None:
        """Whether it went the good way; None when it stood still, or no way is better."""
        if not self.change or self.direction == "none":
            return None
        return (self.change > 0) == (self.direction == "up")


def weeks_of(period: Period) -> tuple[date, ...]:
    """The weeks over which a KPI is told, oldest first."""
    return tuple(period.last - n * calendar.WEEK for n in reversed(range(max(_LEAST_WEEKS, len(period.weeks) + 1))))


def of(review: Review, gauges: Mapping[str, Gauge], period: Period, limits: Limits) -> tuple[KpiMonth, ...]:
    """The KPIs of a review whose value may be told: those that moved beyond their noise first, then those that its key
    results read, then as the review has them.
    """
    read = {row.kpi for row in review.key_results if row.status != "cancelled"}
    told = [_kpi(kpi, gauges[kpi.kpi], period, limits) for kpi in review.kpis if kpi.kpi in gauges]
    known = [each for each in told if each.kpi.value is not None]
    return tuple(sorted(known, key=lambda each: (not each.is_news, each.kpi.kpi not in read)))


def is_beyond(change: float | None, usual: float | None, weeks: int, limits: Limits) -> bool:
    """Whether a change over several weeks is more than the usual ones add up to by chance: independent steps add up
    with the square root of their number. Two or three weeks into a quarter nothing is usual yet: every change is told.
    """
    if change is None or usual is None:
        return change is not None
    return noise.is_news(change, usual * sqrt(weeks), limits)


def _kpi(kpi: KpiReview, gauge: Gauge, period: Period, limits: Limits) -> KpiMonth:
    weeks = weeks_of(period)
    found = [(week, gauge.in_week(week)) for week in weeks]
    before = gauge.in_week(period.since)
    told = KpiMonth(
        kpi,
        before.value if before else None,
        gauge.kpi.good_direction,
        weeks,
        tuple(reading.value if reading and reading.date >= week else None for week, reading in found),
        is_news=False,
    )
    is_known = kpi.usual_change is not None and not kpi.stale
    return replace(told, is_news=is_known and is_beyond(told.change, kpi.usual_change, len(period.weeks), limits))
