"""The review of a week: the one value that the page, the JSON, the deck, the mail and the summary are drawn from.

Its field names are the JSON keys; `as_json` writes it out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from data.rules.okr import Commitment, Kind, Status
from data.rules.plain import plain


@dataclass(frozen=True, slots=True)
class Flag:
    """A risk flag and, in words with its numbers, the rule that fired."""

    flag: str
    reason: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the value lands at the due date at its current course; `low`..`high` is the interval, `chance` 0..1 of
    reaching the target.
    """

    value: float
    low: float
    high: float
    chance: float | None


@dataclass(frozen=True, slots=True)
class WeekUpdate:
    """What the owner wrote for the week. `revisions` counts the versions, 1 = never revised."""

    wins: str | None
    risks: str | None
    next_steps: str | None
    help: str | None
    link: str | None
    author: str | None
    recorded_at: datetime | None
    revisions: int


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One week of a key result's strip: what was known at the end of that week."""

    week: date
    status: Status
    value: float | None
    progress: float | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class MilestoneReview:
    """A milestone as it stood at the end of the week: `done_on` is None while it was not done."""

    milestone: str
    weight: float
    due: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class KeyResultReview:
    """One key result in one week. Progress numbers are 0..1 and unclamped, confidence is percent."""

    key_result: str
    objective: str
    title: str
    owner: str | None
    team: str | None
    kind: Kind
    unit: str | None
    commitment: Commitment
    confidential: bool
    weight: float
    baseline: float | None
    target: float | None
    low: float | None
    high: float | None
    stretch: float | None
    due: date
    milestones: tuple[MilestoneReview, ...]
    kpi: str | None
    kpi_value: float | None
    value: float | None
    previous_value: float | None
    change: float | None
    value_as_of: datetime | None
    progress: float | None
    previous_progress: float | None
    expected_progress: float | None
    confidence: float | None
    previous_confidence: float | None
    status: Status
    previous_status: Status | None
    stated_status: Status | None
    implied_status: Status | None
    implied_reason: str | None
    forecast: Forecast | None
    previous_forecast: Forecast | None
    forecast_reason: str | None
    flags: tuple[Flag, ...]
    update: WeekUpdate | None
    discuss: bool
    discuss_reason: str | None
    discuss_reasons: tuple[Flag, ...]
    strip: tuple[WeekCell, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveReview:
    objective: str
    title: str
    why: str | None
    owner: str | None
    team: str | None
    progress: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class KpiReview:
    """A KPI at the end of the week.

    `good`: whether the week's change is in the good direction, None when unchanged or undirected. `usual_change` is the
    usual one from week to week, in either direction, None while there is too little to tell.
    """

    kpi: str
    name: str
    unit: str | None
    value: float | None
    previous_value: float | None
    change: float | None
    usual_change: float | None
    good: bool | None
    as_of: date | None
    stale: bool
    stale_reason: str | None
    is_partial: bool
    is_restated: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """One thing that changed since last week, as a sentence."""

    what: str
    text: str
    key_result: str | None = None
    kpi: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    quarter: str
    week: date
    week_of_quarter: int
    as_of: datetime
    closed: bool
    counts: dict[str, int]
    previous_counts: dict[str, int]
    objectives: tuple[ObjectiveReview, ...]
    key_results: tuple[KeyResultReview, ...]
    kpis: tuple[KpiReview, ...]
    changes: tuple[Movement, ...]

    def as_json(self) -> dict[str, Any]:
        """The review as JSON values: moments in ISO 8601 with Z, dates ISO, unknown null."""
        return plain(asdict(self))
