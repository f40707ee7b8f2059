"""How well confidence predicted outcomes: what owners said at some week of the quarter, held against the grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum

from data.rules import progress
from data.rules.calendar import Quarter
from data.rules.limits import Limits
from data.rules.okr import Update

HORIZONS: tuple[int | None, ...] = (4, 8, None)  # weeks of the quarter; None is its last


@dataclass(frozen=True, slots=True)
class Said:
    """A graded key result and its last known confidence, in percent, at the end of each week of HORIZONS.

    A confidence is None when its owner had not said any by then.
    """

    key_result: str
    owner: str | None
    achieved: bool
    confidences: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Key results with a confidence from `low` up to `high` (the last band holds its end): how sure, how often right.

    `mean` is their mean confidence and `achieved` the share that was achieved, both 0..1 and None without any.
    """

    low: float
    high: float
    count: int
    mean: float | None
    achieved: float | None


@dataclass(frozen=True, slots=True)
class Horizon:
    """Confidence at one week held against the outcomes. `week` is None for the quarter's last.

    `brier` is 0 (certain and right) to 1 (certain and wrong); `reference` is that of always saying `base_rate`, the
    share that was achieved: knowing nothing about any of them. While fewer than are needed have a confidence, `missing`
    counts those still needed and there are no numbers.
    """

    week: int | None
    count: int
    missing: int
    brier: float | None = None
    base_rate: float | None = None
    reference: float | None = None
    bands: tuple[Band, ...] = ()

    @property
    def skill(self) -> float | None:
        """The Brier skill score, 1 − brier ÷ reference: above 0 confidence knew something; None without a reference."""
        return 1 - self.brier / self.reference if self.brier is not None and self.reference else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """One owner's, or everybody's when `owner` is None."""

    owner: str | None
    horizons: tuple[Horizon, ...]


def by_horizon(updates: Sequence[Update], quarter: Quarter) -> tuple[float | None, ...]:
    """The last known confidence of one key result at each of HORIZONS, out of its updates of the quarter."""
    told = sorted(updates, key=lambda update: update.week)
    return tuple(_by(quarter.weeks[week - 1 if week else -1], told) for week in HORIZONS)


def of(said: Sequence[Said], limits: Limits, owner: str | None = None) -> Calibration:
    """How well these confidences predicted, by week of the quarter."""
    return Calibration(owner, tuple(_horizon(week, pairs, limits) for week, pairs in _by_week(said)))


def by_owner(said: Sequence[Said], limits: Limits) -> tuple[Calibration, ...]:
    """The same for each owner, in the order of their addresses."""
    owners = sorted({each.owner for each in said if each.owner})
    return tuple(of([each for each in said if each.owner == owner], limits, owner) for owner in owners)


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """The mean of (confidence ÷ 100 − outcome)², outcome 1 when achieved and else 0.

    Source: G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950),
    in its form for two outcomes that counts one of them.
    """
    return fsum((confidence / 100 - achieved) ** 2 for confidence, achieved in pairs) / len(pairs)


def _by(last: date, told: Sequence[Update]) -> float | None:
    return progress.last_known([update.confidence for update in told if update.week <= last])


def _by_week(said: Sequence[Said]) -> Iterable[tuple[int | None, list[tuple[float, bool]]]]:
    for n, week in enumerate(HORIZONS):
        told = [(each.confidences[n], each.achieved) for each in said]
        yield week, [(confidence, achieved) for confidence, achieved in told if confidence is not None]


def _horizon(week: int | None, pairs: Sequence[tuple[float, bool]], limits: Limits) -> Horizon:
    missing = max(limits.calibration_min - len(pairs), 0)
    if missing or not pairs:
        return Horizon(week, len(pairs), missing)
    base_rate = sum(achieved for _, achieved in pairs) / len(pairs)
    return Horizon(
        week=week,
        count=len(pairs),
        missing=0,
        brier=brier(pairs),
        base_rate=base_rate,
        reference=base_rate * (1 - base_rate),
        bands=_bands(pairs, limits),
    )


def _bands(pairs: Sequence[tuple[float, bool]], limits: Limits) -> tuple[Band, ...]:
    """The reliability table, in bands that end where a confidence means another status."""
    ends = sorted({0.0, 50.0, limits.confidence_at_risk, limits.confidence_on_track, 100.0})
    return tuple(_band(low, high, pairs) for low, high in pairwise(ends))


def _band(low: float, high: float, pairs: Sequence[tuple[float, bool]]) -> Band:
    found = [(sure, achieved) for sure, achieved in pairs if low <= sure < high or sure == high == 100]
    if not found:
        return Band(low, high, 0, mean=None, achieved=None)
    return Band(
        low,
        high,
        len(found),
        mean=fsum(sure for sure, _ in found) / len(found) / 100,
        achieved=sum(achieved for _, achieved in found) / len(found),
    )
