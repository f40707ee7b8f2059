"""What changed since last week, in sentences, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from data.rules import status, words
from data.rules.okr import Change, Person
from data.rules.review import KeyResultReview, KpiReview, Movement


def since_last_week(
    key_results: Sequence[KeyResultReview],
    kpis: Sequence[KpiReview],
    changes: Sequence[Change],
    people: Mapping[str, Person],
) -> tuple[Movement, ...]:
    """Statuses that got worse, fell silent, were edited or got better; then KPIs that were restated."""
    titles = {row.key_result: row.title for row in key_results}
    worse = [row for row in key_results if status.is_worse(row.status, row.previous_status)]
    better = [row for row in key_results if row.previous_status and status.is_worse(row.previous_status, row.status)]
    fell_silent = [row for row in key_results if row.status == "silent" and row.previous_status not in (None, "silent")]
    return (
        *map(_flipped, worse),
        *(_fell_silent(row, people) for row in fell_silent),
        *_edited(changes, titles, people),
        *map(_flipped, better),
        *(_restated(kpi) for kpi in kpis if kpi.is_restated),
    )


def _flipped(row: KeyResultReview) -> Movement:
    why = f" ({row.flags[0].reason})" if row.flags else ""
    return Movement("status", f"{row.title}: {row.previous_status} → {row.status}{why}", key_result=row.key_result)


def _fell_silent(row: KeyResultReview, people: Mapping[str, Person]) -> Movement:
    owner = _name(row.owner, people) or "its owner"
    text = f"{row.title}: no update from {owner}, {row.previous_status} the week before"
    return Movement("silent", text, key_result=row.key_result)


def _edited(changes: Iterable[Change], titles: Mapping[str, str], people: Mapping[str, Person]) -> Iterable[Movement]:
    for change in changes:
        if change.key_result is None or change.key_result not in titles:
            continue
        by = _name(change.by, people)
        text = f"{titles[change.key_result]}: {_edit(change)}"
        text += f" by {by}" if by else ""
        text += f" — {change.reason}" if change.reason else ""
        yield Movement(change.field, text, key_result=change.key_result)


def _name(email: str | None, people: Mapping[str, Person]) -> str | None:
    """A person's name; somebody who is not among the people keeps what they were called."""
    person = people.get(email or "")
    return person.name if person else email


def _edit(change: Change) -> str:
    if change.field == "dropped":
        return "dropped" if change.new == "yes" else "taken up again"
    return f"{change.field.replace('_', ' ')} changed from {change.old or 'none'} to {change.new or 'none'}"


def _restated(kpi: KpiReview) -> Movement:
    value = words.number(kpi.value, kpi.unit) if kpi.value is not None else "unknown"
    return Movement("restated", f"{kpi.name} was restated: its newest value is now {value}", kpi=kpi.kpi)
