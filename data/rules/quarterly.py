"""The nouns of the quarter around its weeks: planning steps, comments, retrospective notes, cards and votes, scorecards
made final.

Each is a fact with versions: the newest row for its key counts. Quarters are named like FY22 Q4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

Prompt = Literal["wins", "promises", "struggles", "learnings"]
About = Literal["me", "team"]
ScorecardState = Literal["open", "draft", "final"]

PROMPTS: tuple[Prompt, ...] = get_args(Prompt)


@dataclass(frozen=True, slots=True)
class StepRecord:
    """Where a planning step stands in a quarter; a step without a record is open. `done_by` did it."""

    quarter: str
    step: str
    done_on: date | None = None
    done_by: str | None = None
    note: str | None = None
    link: str | None = None
    by: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody gave to a drafted objective, to a drafted key result, or to a planning step of a quarter."""

    comment: str
    text: str
    objective: str | None = None
    key_result: str | None = None
    quarter: str | None = None
    step: str | None = None
    by: str | None = None
    withdrawn: bool = False
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RetroNote:
    """An owner's note on one key result at quarter end, with the team's input."""

    key_result: str
    outcome: str | None = None
    worked: str | None = None
    did_not: str | None = None
    could_have: str | None = None
    team_input: str | None = None
    by: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card of a retrospective's roundtable; `by` is None when it is anonymous, `topic` is the group it was put into.

    `retro` is 1 for the VPs with the directors, 2 for the VPs with the CTO's team.
    """

    card: str
    quarter: str
    prompt: Prompt
    text: str
    about: About = "team"
    retro: float = 1
    topic: str | None = None
    discussed: bool = False
    by: str | None = None
    withdrawn: bool = False
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """How many votes somebody gives to a topic: a card alone, or the card that names its group."""

    card: str
    voter: str
    votes: float = 1
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScorecardRecord:
    """A quarter's scorecard went to another state; made final, it is kept as JSON text."""

    quarter: str
    state: ScorecardState
    by: str | None = None
    reason: str | None = None
    scorecard: str | None = None
    recorded_at: datetime | None = None
