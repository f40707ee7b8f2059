"""The nouns of the org: people, objectives, key results, updates, KPIs and their readings.

Moments are timezone-aware UTC datetimes; weeks are named by their Monday; None means unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

Role = Literal["viewer", "owner", "director", "vp"]
Kind = Literal["increase", "decrease", "stay_above", "stay_below", "band", "milestones", "done", "baseline"]
Commitment = Literal["committed", "aspirational"]
Status = Literal["on track", "at risk", "off track", "done", "cancelled", "silent"]
Direction = Literal["up", "down", "none"]
GradeBand = Literal["achieved", "partly", "missed"]
ObjectiveState = Literal["draft", "proposed", "approved", "published"]

ROLES: tuple[Role, ...] = get_args(Role)
KINDS: tuple[Kind, ...] = get_args(Kind)
OBJECTIVE_STATES: tuple[ObjectiveState, ...] = get_args(ObjectiveState)
IN_FORCE: tuple[ObjectiveState, ...] = ("approved", "published")
STATUSES: tuple[Status, ...] = get_args(Status)
STATED_STATUSES: tuple[Status, ...] = STATUSES[:-1]  # silence is never stated
STAY_KINDS: tuple[Kind, ...] = ("stay_above", "stay_below", "band")
SLOPE_KINDS: tuple[Kind, ...] = ("increase", "decrease")


@dataclass(frozen=True, slots=True)
class Person:
    """`github` is the login by which the tracker knows them."""

    email: str
    name: str
    role: Role = "owner"
    team: str | None = None
    manager: str | None = None
    stand_in: str | None = None
    active: bool = True
    github: str | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """`state` is how far its writing has come; `withdrawn` is one that was taken back as a draft and never counted."""

    objective: str
    quarter: str
    title: str
    why: str | None = None
    team: str | None = None
    owner: str | None = None
    parent: str | None = None
    weight: float | None = None
    state: ObjectiveState = "published"
    withdrawn: bool = False

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE


@dataclass(frozen=True, slots=True)
class KeyResult:
    """`start` and `due` are None when they are the quarter's own; `weight` None counts as 1.

    `dropped` was given up on the way; `withdrawn` was taken back as a draft and never counted.
    """

    key_result: str
    objective: str
    title: str
    owner: str | None = None
    kind: Kind = "increase"
    unit: str | None = None
    baseline: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    stretch: float | None = None
    commitment: Commitment = "committed"
    weight: float | None = None
    kpi: str | None = None
    confidential: bool = False
    start: date | None = None
    due: date | None = None
    link: str | None = None
    dropped: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    key_result: str
    milestone: str
    weight: float | None = None
    due: date | None = None
    done_on: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The value a key result is planned to have at the end of a week; overrides the straight pace line."""

    key_result: str
    week: date
    value: float
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """What an owner said about one week. `revisions` counts the versions written for that week, this one included."""

    key_result: str
    week: date
    value: float | None = None
    confidence: float | None = None  # percent, 0..100
    status: Status | None = None
    wins: str | None = None
    risks: str | None = None
    next_steps: str | None = None
    help: str | None = None
    link: str | None = None
    author: str | None = None
    recorded_at: datetime | None = None
    revisions: int = 1


@dataclass(frozen=True, slots=True)
class Kpi:
    kpi: str
    name: str
    unit: str | None = None
    good_direction: Direction = "none"
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One KPI value at one date, as seen at `captured_at`.

    `is_partial` marks a period that had not ended when it was captured. `definition` is a fingerprint of the query
    behind the value: where it changes along a series, the numbers before and after do not mean the same.
    """

    kpi: str
    date: date
    value: float
    captured_at: datetime | None = None
    is_partial: bool = False
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Which KPI a source's series is: `series` is the id that the source gives it, `kpi` None leaves it out."""

    series: str
    kpi: str | None = None
    by: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a definition that was edited: `old` held before `changed_at`, `new` since; `agreed_by` agreed to it.

    What was edited is named by its key: a key result, an objective, a person or a KPI alone, a milestone or a planned
    week together with its key result.
    """

    changed_at: datetime
    field: str
    old: str | None = None
    new: str | None = None
    reason: str | None = None
    by: str | None = None
    key_result: str | None = None
    objective: str | None = None
    person: str | None = None
    kpi: str | None = None
    milestone: str | None = None
    week: date | None = None
    agreed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """What was given at quarter end to a key result or to an objective; `score` is 0.0..1.0."""

    key_result: str | None = None
    objective: str | None = None
    score: float | None = None
    grade: GradeBand | None = None
    note: str | None = None
    by: str | None = None
    graded_at: datetime | None = None
    final: bool = False
