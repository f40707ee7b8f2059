"""KPIs as gauges: which reading counts in a week, how it moved, whether that is good, and whether it can still be
believed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from statistics import median

from data.rules import calendar, noise, risk, words
from data.rules.limits import Limits
from data.rules.okr import Kpi, Reading
from data.rules.review import KpiReview

_RHYTHM_FROM = 8  # readings: enough to outvote a holiday, few enough to follow a change of schedule

NOISE_FROM = 14  # weeks: a quarter's worth of what is usual


@dataclass(frozen=True, slots=True)
class Gauge:
    """A KPI with its readings by date, one for each date: the newest capture.

    `restated` holds, for dates whose value was seen otherwise before, that earlier value. `failed_at` and `failure` are
    set while the KPI's source does not answer: what is shown are its last good values.
    """

    kpi: Kpi
    readings: tuple[Reading, ...] = ()
    restated: tuple[tuple[date, float], ...] = ()
    failed_at: datetime | None = None
    failure: str | None = None

    @property
    def rhythm(self) -> int:
        """Days from one reading to the next, by the newest ones; a week while there are too few to tell."""
        days = [reading.date for reading in self.readings[-_RHYTHM_FROM:]]
        return round(median((after - before).days for before, after in pairwise(days))) if len(days) > 1 else 7

    def in_week(self, week: date) -> Reading | None:
        """The newest reading dated on or before the week's Sunday."""
        after = bisect_right(self.readings, calendar.sunday(week), key=lambda reading: reading.date)
        return self.readings[after - 1] if after else None


def review(gauge: Gauge, week: date, on: date, limits: Limits) -> KpiReview:
    """The KPI at the end of a week, seen on a day."""
    now, before = gauge.in_week(week), gauge.in_week(week - calendar.WEEK)
    change = now.value - before.value if now and before else None
    stale_reason = _stale_reason(gauge, now, on, limits)
    return KpiReview(
        kpi=gauge.kpi.kpi,
        name=gauge.kpi.name,
        unit=gauge.kpi.unit,
        value=now.value if now else None,
        previous_value=before.value if before else None,
        change=change,
        usual_change=noise.usual_change(_by_week(gauge, week - calendar.WEEK), limits),
        good=_is_good(gauge.kpi, change),
        as_of=now.date if now else None,
        stale=stale_reason is not None,
        stale_reason=stale_reason,
        is_partial=now is not None and now.is_partial,
        is_restated=now is not None and now.date in {day for day, _ in gauge.restated},
    )


def _by_week(gauge: Gauge, last: date) -> list[float | None]:
    """The value of each of the weeks up to `last`, oldest first, None in one without a reading of its own."""
    weeks = [last - n * calendar.WEEK for n in reversed(range(NOISE_FROM))]
    found = [(week, gauge.in_week(week)) for week in weeks]
    return [reading.value if reading and reading.date >= week else None for week, reading in found]


def breaks(readings: Sequence[Reading]) -> list[date]:
    """The dates from which a series means something else: where the fingerprint of its query changes."""
    known = [reading for reading in readings if reading.definition]
    return [after.date for before, after in pairwise(known) if before.definition != after.definition]


def _is_good(kpi: Kpi, change: float | None) -> bool | None:
    if not change or kpi.good_direction == "none":
        return None
    return (change > 0) == (kpi.good_direction == "up")


def _stale_reason(gauge: Gauge, newest: Reading | None, on: date, limits: Limits) -> str | None:
    if gauge.failed_at is not None:
        return f"the source failed on {words.day(gauge.failed_at, on)}: {gauge.failure}"
    return risk.staleness(gauge.kpi.name, newest.date if newest else None, gauge.rhythm, on, limits)
