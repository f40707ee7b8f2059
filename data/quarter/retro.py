"""A quarter's retrospectives: its outcomes, the owners' notes on them, and what is decided and taken on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from data.config import Settings
from data.errors import UsageError
from data.monday import meeting, weekly
from data.quarter import roundtable, scorecards
from data.rules import calendar, retro
from data.rules.calendar import Quarter
from data.rules.meeting import Action, Note
from data.rules.quarterly import RetroNote
from data.rules.retro import Roundtable, Said
from data.rules.scorecard import KeyResultScore
from data.store import journal
from data.store.connection import Store

NOTE_FIELDS = ("outcome", "worked", "did_not", "could_have", "team_input")


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that was kept, and the newer version that its writer had not seen, if any."""

    note: RetroNote
    newer: RetroNote | None


@dataclass(frozen=True, slots=True)
class Retro:
    """Everything a retrospective shows: `outcomes` in the order of the meeting, `notes` by key result."""

    quarter: str
    which: int
    outcomes: tuple[KeyResultScore, ...]
    notes: Mapping[str, RetroNote]
    table: Roundtable
    actions: tuple[Action, ...]
    decisions: tuple[Note, ...]


def of(store: Store, settings: Settings, quarter: str, which: int = 1, as_of: datetime | None = None) -> Retro:
    """One of a quarter's two retrospectives. Raises UsageError when the quarter's label cannot be read."""
    as_of = as_of or store.now()
    chosen = scorecards.parsed(settings, quarter)
    outcomes = retro.in_order(scorecards.alone(store, settings, chosen, as_of).key_results)
    actions, decisions = _said(store, chosen, which, as_of)
    return Retro(
        quarter=quarter,
        which=which,
        outcomes=outcomes,
        notes=notes_of(store, [row.key_result for row in outcomes], as_of),
        table=roundtable.of(store, settings, quarter, which, as_of),
        actions=actions,
        decisions=decisions,
    )


def promised(store: Store, settings: Settings, quarter: str, as_of: datetime) -> tuple[Action, ...]:
    """The actions of both of a quarter's retrospectives."""
    chosen = scorecards.parsed(settings, quarter)
    return tuple(action for which in retro.WITH for action in _said(store, chosen, which, as_of)[0])


def notes_of(store: Store, key_results: Sequence[str], as_of: datetime) -> dict[str, RetroNote]:
    """The owners' notes by key result; one without a note is left out."""
    return {note.key_result: note for note in journal.retro_notes(store, key_results, as_of)}


def note(store: Store, note: RetroNote, seen_at: datetime | None = None) -> Noted:
    """Keep an owner's note: a new version where there is one already.

    `seen_at`: when the newest version that its writer had before them was recorded, None when there was none. Raises
    UsageError when the key result is unknown or the note says nothing.
    """
    written = replace(note, **{name: (getattr(note, name) or "").strip() or None for name in NOTE_FIELDS})
    if not any(getattr(written, name) for name in NOTE_FIELDS):
        raise UsageError("The note says nothing yet. One sentence on how it went is enough.")
    if journal.key_result(store, note.key_result, store.now()) is None:
        raise UsageError(f"There is no key result “{note.key_result}”. `okr review` lists them.")
    with store.writing() as writer:
        rows = writer.rows("retro_notes/of_key_results", key_results=[note.key_result], as_of=writer.moment)
        kept = replace(written, recorded_at=writer.moment)
        journal.record(writer, [kept])
    is_news = bool(rows) and (seen_at is None or rows[0]["recorded_at"] > seen_at)
    return Noted(kept, RetroNote(**rows[0]) if is_news else None)


def promise(
    store: Store,
    settings: Settings,
    which: int,
    text: str,
    *,
    owner: str | None,
    due: date | None = None,
    key_result: str | None = None,
    topic: str | None = None,
    by: str | None = None,
) -> Action:
    """Keep an action that the agenda of the next Monday carries. Raises UsageError when nobody or nothing is named."""
    marked = retro.marked(_text(text, "The action"), which, topic)
    week = weekly.week_under_review(store, settings)
    return meeting.promise(store, week, marked, owner=owner, due=due, key_result=key_result, by=by)


def decide(
    store: Store,
    settings: Settings,
    which: int,
    text: str,
    *,
    key_result: str | None = None,
    topic: str | None = None,
    by: str | None = None,
) -> Note:
    """Keep a decision, which the agenda lists too. Raises UsageError when it says nothing."""
    marked = retro.marked(_text(text, "The decision"), which, topic)
    week = weekly.week_under_review(store, settings)
    return meeting.note(store, week, marked, kind="decision", key_result=key_result, by=by)


def _said(store: Store, quarter: Quarter, which: int, as_of: datetime) -> tuple[tuple[Action, ...], tuple[Note, ...]]:
    """What this retrospective promised and decided: from two weeks before its own on, until as near to the next one."""
    since, following = (each.weeks[retro.WEEK - 3] for each in (quarter, quarter.next))
    actions = journal.actions(store, since, as_of)
    notes = journal.notes(store, since, following - calendar.WEEK, as_of)
    held = [each for each in actions if since <= each.week < following]
    return (
        tuple(sorted((each for each in held if _is_of(each.text, which)), key=lambda each: each.action)),
        tuple(each for each in notes if each.kind == "decision" and _is_of(each.text, which)),
    )


def _is_of(text: str, which: int) -> bool:
    said: Said | None = retro.read(text)
    return said is not None and said.which == which


def _text(text: str, what: str) -> str:
    if not text.strip():
        raise UsageError(f"{what} says nothing yet.")
    return text.strip()
