"""The nouns of the Monday meeting: agenda items, notes and decisions, action items, and the closing of a week.

Each is a fact with versions: the newest row for its key counts. Weeks are named by the Monday of the week under review.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

ItemState = Literal["open", "reached", "withdrawn"]
NoteKind = Literal["note", "decision"]
SendKind = Literal["summary", "okrs", "scorecard", "mail", "reminder", "alert", "comment"]

ITEM_STATES: tuple[ItemState, ...] = get_args(ItemState)
NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """Something to talk about: ad hoc, or a key result raised by hand.

    An open item is carried over from week to week.
    """

    item: str
    week: date
    title: str
    by: str | None = None
    minutes: float | None = None
    link: str | None = None
    key_result: str | None = None
    position: float | None = None
    state: ItemState = "open"
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What was said or decided in the meeting of a week. `about` names the key result, None for the meeting itself."""

    note: str
    week: date
    text: str
    kind: NoteKind = "note"
    key_result: str | None = None
    by: str | None = None
    withdrawn: bool = False
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something somebody promised to do; it is carried until it is done."""

    action: str
    week: date
    text: str
    owner: str | None = None
    due: date | None = None
    key_result: str | None = None
    done_on: date | None = None
    by: str | None = None
    withdrawn: bool = False
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A week was closed, with its Review as JSON text, or reopened."""

    week: date
    closed: bool
    by: str | None = None
    reason: str | None = None
    review: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Something about a week went outside: what, to where, and its text as it left.

    `about` tells apart what is sent more than once for a week: the stage and the person of a reminder, the KPI of an
    alert, the key result of a comment, the team of a monthly e-mail. What is about a quarter names the quarter's first
    review week.
    """

    week: date
    what: SendKind
    to: str | None = None
    text: str | None = None
    by: str | None = None
    recorded_at: datetime | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the meeting of a week has beside its review: actions are those open, and those done since the last one."""

    items: tuple[AgendaItem, ...] = ()
    notes: tuple[Note, ...] = ()
    actions: tuple[Action, ...] = ()
