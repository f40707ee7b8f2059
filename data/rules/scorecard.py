"""The scorecard of a quarter: the one value that the page, the JSON, the deck, the Markdown and the workbook are drawn
from.

Its field names are the JSON keys; `as_json` writes it out. Scores are 0.0..1.0, progress is unclamped, unknown is None.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from data.rules.okr import Commitment, GradeBand, Kind, Status
from data.rules.plain import plain
from data.rules.quarterly import ScorecardState

Preset = Literal["percent", "score"]
Result = Literal["achieved", "partly", "missed", "ungraded", "cancelled"]

RESULTS: tuple[Result, ...] = get_args(Result)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the numbers would give and why, in words; None where they cannot say, `why` then says what is missing."""

    score: float | None
    grade: GradeBand | None
    why: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A key result as it was worded at one moment, how far the final value is on that way, and what that would give.

    `measure` is its way in words: "from 20 to 80 installs".
    """

    title: str
    measure: str
    progress: float | None
    suggested: Suggestion


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave: the newest grade."""

    score: float | None
    grade: GradeBand | None
    note: str | None
    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Goalpost:
    """One field that was changed after the objective was approved: of it, or of one of its key results."""

    at: datetime
    field: str
    old: str | None
    new: str | None
    reason: str | None
    by: str | None
    agreed_by: str | None


@dataclass(frozen=True, slots=True)
class Retrospect:
    """The owner's retrospective note."""

    outcome: str | None
    worked: str | None
    did_not: str | None
    could_have: str | None
    team_input: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Warning:
    """The first sign of a miss: in which week, how many weeks before the quarter's last, and what it said.

    `by_numbers` and `by_owner` name the first week in which the numbers and the owner said so; None when never.
    """

    weeks: int
    by_numbers: date | None
    by_owner: date | None
    sign: str


@dataclass(frozen=True, slots=True)
class KeyResultScore:
    """`owner` is an e-mail address; `status` and `confidence` are the last ones of the quarter.

    `warning` is None unless it was missed or partly reached; then None means that nothing warned.
    """

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
    cancelled: bool
    baseline: float | None
    target: float | None
    low: float | None
    high: float | None
    stretch: float | None
    value: float | None
    value_as_of: datetime | None
    progress: float | None
    confidence: float | None
    status: Status
    first: Wording
    last: Wording
    given: Given | None
    changes: tuple[Goalpost, ...]
    warning: Warning | None
    retro: Retrospect | None

    @property
    def suggested(self) -> Suggestion:
        """What the last wording gives."""
        return self.last.suggested

    @property
    def score(self) -> float | None:
        """The one given, else the one suggested on the last wording."""
        return self.given.score if self.given and self.given.score is not None else self.last.suggested.score

    @property
    def grade(self) -> GradeBand | None:
        return self.given.grade if self.given and self.given.grade else self.last.suggested.grade

    @property
    def result(self) -> Result:
        """What became of it, as a Tally counts it."""
        return "cancelled" if self.cancelled else self.grade or "ungraded"


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """`suggested` is what its key results add up to; people judge, after their key results.

    `changes` is how it was reworded since it was approved.
    """

    objective: str
    title: str
    why: str | None
    owner: str | None
    team: str | None
    weight: float
    suggested: Suggestion
    given: Given | None
    changes: tuple[Goalpost, ...] = ()

    @property
    def score(self) -> float | None:
        return self.given.score if self.given and self.given.score is not None else self.suggested.score

    @property
    def grade(self) -> GradeBand | None:
        return self.given.grade if self.given and self.given.grade else self.suggested.grade

    @property
    def result(self) -> Result:
        return self.grade or "ungraded"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a quarter went in numbers; means are of scores, weighted, None where nothing has one.

    `counts` has achieved, partly, missed, ungraded and cancelled; `rewritten` counts key results whose grade would be
    another as first worded; `warned` is the median of the weeks of warning, of those that were not achieved.
    """

    quarter: str
    counts: dict[str, int]
    mean: float | None
    committed_mean: float | None
    aspirational_mean: float | None
    rewritten: int
    warned: float | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`tally` is this quarter's, `earlier` those before it, the newest first."""

    quarter: str
    state: ScorecardState
    as_of: datetime
    preset: Preset
    objectives: tuple[ObjectiveScore, ...]
    key_results: tuple[KeyResultScore, ...]
    tally: Tally
    earlier: tuple[Tally, ...]
    final_by: str | None = None
    final_at: datetime | None = None

    def of_objective(self, name: str) -> tuple[KeyResultScore, ...]:
        """The key results of one objective."""
        return tuple(row for row in self.key_results if row.objective == name)

    def as_json(self) -> dict[str, Any]:
        """The scorecard as JSON values: moments in ISO 8601 with Z, dates ISO, unknown null.

        Each key result and objective carries the `score` and `grade` that count.
        """
        document = plain(asdict(self))
        for name in ("objectives", "key_results"):
            for row, written in zip(getattr(self, name), document[name], strict=True):
                written |= {"score": row.score, "grade": row.grade}
        return document
