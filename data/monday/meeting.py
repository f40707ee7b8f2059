"""The Monday meeting: what is on its list, what is said, decided and promised in it, and the closing of the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from data.config import Settings
from data.errors import OkrError, UsageError
from data.monday import frozen, weekly
from data.pulls import tracker
from data.rules import agenda
from data.rules.agenda import Slide
from data.rules.meeting import Action, AgendaItem, Closing, Minutes, Note, NoteKind
from data.rules.review import Review
from data.store import journal
from data.store.connection import Store
from data.store.ids import new_id


class WeekIsClosed(OkrError):
    """The week was closed before."""


class WeekIsOpen(OkrError):
    """The week is not closed, or not over yet."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything that the meeting of a week shows: `closing` is None while the week is open."""

    review: Review
    slides: tuple[Slide, ...]
    minutes: Minutes
    closing: Closing | None
    begins_at: datetime


def of(store: Store, settings: Settings, week: date | None = None, as_of: datetime | None = None) -> Meeting:
    """The meeting that reviews a week, by default the newest whose deadline has passed."""
    as_of = as_of or store.now()
    review = weekly.review(store, settings, week, as_of)
    minutes = minutes_of(store, review.week, as_of)
    closing = journal.closing(store, review.week, as_of)
    return Meeting(
        review=review,
        slides=agenda.slides(
            review, minutes.items, settings.org.sync_minutes, has_tracker=tracker.is_known(store, settings, as_of)
        ),
        minutes=minutes,
        closing=closing if closing and closing.closed else None,
        begins_at=settings.org.sync_of(review.week),
    )


def minutes_of(store: Store, week: date, as_of: datetime) -> Minutes:
    """What the meeting of a week has beside its review; actions are those open, and those done since the week began."""
    return Minutes(
        items=tuple(journal.agenda(store, week, as_of)),
        notes=tuple(journal.notes(store, week, week, as_of)),
        actions=tuple(journal.actions(store, week, as_of)),
    )


def raise_item(
    store: Store,
    week: date,
    title: str,
    *,
    by: str | None = None,
    minutes: float | None = None,
    link: str | None = None,
    key_result: str | None = None,
) -> AgendaItem:
    """Put something on the list of a week's meeting; with a key result, that one is discussed. Raises UsageError."""
    if minutes is not None and not 0 < minutes <= 240:
        raise UsageError(f"{minutes:g} minutes cannot be planned. Give between 1 and 240, or none.")
    item = AgendaItem(new_id(), week, _text(title, "title"), by, minutes, link or None, key_result)
    return _kept(store, item)


def change_item(store: Store, item: AgendaItem, **changes: Any) -> AgendaItem:
    """A newer version of an agenda item: another title, position, state, …"""
    return _kept(store, replace(item, recorded_at=None, **changes))


def reorder(store: Store, items: Sequence[AgendaItem]) -> None:
    """Keep the items in this order."""
    moved = [(n, item) for n, item in enumerate(items, 1) if item.position != n]
    with store.writing() as writer:
        journal.record(writer, [replace(item, position=float(n), recorded_at=None) for n, item in moved])


def note(
    store: Store,
    week: date,
    text: str,
    *,
    kind: NoteKind = "note",
    key_result: str | None = None,
    by: str | None = None,
) -> Note:
    """Keep a note or a decision of a week's meeting. Raises UsageError when it says nothing."""
    return _kept(store, Note(new_id(), week, _text(text, kind), kind, key_result, by))


def change_note(store: Store, note: Note, **changes: Any) -> Note:
    """A newer version of a note: reworded or withdrawn."""
    return _kept(store, replace(note, recorded_at=None, **changes))


def promise(
    store: Store,
    week: date,
    text: str,
    *,
    owner: str | None,
    due: date | None = None,
    key_result: str | None = None,
    by: str | None = None,
) -> Action:
    """Keep an action item, carried until it is done. Raises UsageError when nobody or nothing is named."""
    if not owner:
        raise UsageError("An action needs somebody who does it. Choose an owner.")
    return _kept(store, Action(new_id(), week, _text(text, "action"), owner, due, key_result, by=by))


def change_action(store: Store, action: Action, **changes: Any) -> Action:
    """A newer version of an action item: done (`done_on`), another owner or due date, withdrawn."""
    return _kept(store, replace(action, recorded_at=None, **changes))


def close_week(store: Store, settings: Settings, week: date | None = None, by: str | None = None) -> Closing:
    """The meeting is over: the week's board becomes history as it stands now.

    Ad hoc items that were not marked as reached are carried over to the next week by staying open. Raises WeekIsClosed
    when it was closed before, and WeekIsOpen while the week has not ended.
    """
    week = week or weekly.week_under_review(store, settings)
    with store.writing() as writer:
        held = journal.closing(store, week, writer.moment)
        if held and held.closed:
            raise WeekIsClosed(
                f"The week of {week} was closed on {held.recorded_at:%d %B %Y}. Reopen it to close it anew."
            )
        if writer.moment < settings.org.deadline_moment.in_week(week):
            raise WeekIsOpen(f"The week of {week} is still running. It can be closed after its deadline.")
        review = replace(weekly.review(store, settings, week, writer.moment), closed=True)
        closing = Closing(week, closed=True, by=by, review=frozen.text(review), recorded_at=writer.moment)
        journal.record(writer, [closing])
    return closing


def reopen_week(
    store: Store, settings: Settings, week: date | None = None, by: str | None = None, reason: str | None = None
) -> Closing:
    """Undo the closing of a week; both stay in the record. Raises WeekIsOpen when it is not closed."""
    week = week or weekly.week_under_review(store, settings)
    with store.writing() as writer:
        held = journal.closing(store, week, writer.moment)
        if held is None or not held.closed:
            raise WeekIsOpen(f"The week of {week} is not closed.")
        closing = Closing(week, closed=False, by=by, reason=reason, recorded_at=writer.moment)
        journal.record(writer, [closing])
    return closing


def _kept(store: Store, fact: Any) -> Any:
    with store.writing() as writer:
        kept = replace(fact, recorded_at=writer.moment)
        journal.record(writer, [kept])
    return kept


def _text(text: str, what: str) -> str:
    if not text.strip():
        raise UsageError(f"The {what} says nothing yet.")
    return text.strip()
