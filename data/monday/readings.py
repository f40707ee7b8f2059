"""One KPI's readings as people look at them: where it stands, what was restated, its whole series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise

from data.exports import tables
from data.rules import calendar, gauges
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.okr import Reading
from data.rules.review import KpiReview
from data.store.connection import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """A KPI's newest reading against the one known a week before it, dated `since`.

    `good` is None, beyond the review's own reasons, while the period runs or when the two readings do not mean the same
    (`is_redefined`).
    """

    review: KpiReview
    since: date | None
    is_redefined: bool

    @property
    def good(self) -> bool | None:
        return None if self.review.is_partial or self.is_redefined else self.review.good


@dataclass(frozen=True, slots=True)
class Seen:
    """One date of a KPI: every capture of its value, oldest first; the last one counts."""

    captures: tuple[Reading, ...]

    @property
    def reading(self) -> Reading:
        return self.captures[-1]

    @property
    def before(self) -> tuple[Reading, ...]:
        """What was seen of a period that was over and has been restated since, oldest first."""
        whole = [capture for capture in self.captures if not capture.is_partial]
        return tuple(old for old, new in pairwise(whole) if old.value != new.value)


def standing(gauge: Gauge, on: date, limits: Limits) -> Standing:
    """Where a KPI stands on a day, in the week of its newest reading."""
    week = calendar.monday(gauge.readings[-1].date if gauge.readings else on)
    now, before = gauge.in_week(week), gauge.in_week(week - calendar.WEEK)
    review = gauges.review(gauge, week, on, limits)
    if now is None or before is None:
        return Standing(review, None, False)
    redefined = any(before.date < day <= now.date for day in gauges.breaks(gauge.readings))
    return Standing(review, before.date, redefined)


def whole(store: Store, kpi: str, as_of: datetime) -> tuple[Seen, ...]:
    """Every date of a KPI, oldest first, as it was known at a moment."""
    captures = [Reading(**row) for row in store.rows("readings/captured", kpi=kpi, as_of=as_of)]
    return tuple(Seen(tuple(found)) for _, found in groupby(captures, key=lambda capture: capture.date))


def as_csv(seen: Sequence[Seen]) -> str:
    """Every capture, as a readings.csv that imports again."""
    captures = [capture for each in seen for capture in each.captures]
    return tables.csv_files({"readings": captures})["readings.csv"]
