"""The audit trail: who did what and when, assembled from the journal, newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, get_args

from data.rules import words
from data.rules.okr import Change, KeyResult
from data.rules.wordings import Version
from data.store import journal
from data.store.connection import Row, Store
from data.store.journal import DEFINITIONS, Definition

Kind = Literal["import", "sync", "definition", "update", "grade", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST = 200

_Versions = Mapping[str, Mapping[tuple, Sequence[Version]]]  # by table, then by key
_EVENTS: Mapping[str, tuple[Kind, str]] = {
    "import": ("import", "Files imported"),
    "sample": ("import", "Filled with the sample quarter"),
    "sync": ("sync", "Looker synced"),
    "files": ("sync", "KPI files read"),
    "series": ("definition", "Series mapped"),
    "tracker": ("sync", "GitHub synced"),
    "person": ("definition", "Person added"),
}
_NOUNS = {
    "people": "Person",
    "objectives": "Objective",
    "key_results": "Key result",
    "milestones": "Milestone",
    "plans": "Planned value",
    "kpis": "KPI",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of a definition that was edited; None is empty."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done. `by` is who did it, None where nobody said; `key_result` is the one that it is about, if any."""

    at: datetime
    kind: Kind
    what: str
    by: str | None
    detail: str = ""
    edits: tuple[Edit, ...] = ()
    reason: str | None = None
    key_result: str | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """Entries newest first; `older` is the moment before which there are more, None where these are the last."""

    entries: tuple[Entry, ...]
    older: datetime | None


def trail(
    store: Store,
    as_of: datetime,
    *,
    before: datetime | None = None,
    kinds: Collection[Kind] = (),
    by: str | None = None,
    most: int = MOST,
) -> Trail:
    """The newest entries known at a moment, of these kinds (all when empty) and of one person (everybody when None).

    At least `most` where there are as many: entries of one moment are never parted.
    """
    versions = {table: noun.versions(store, as_of) for table, noun in DEFINITIONS.items()}
    done = [_done(row, versions) for row in _rows(store, as_of, before, kinds, by, most + 1)]
    edited = [
        entry
        for entry in (_edited(versions) if not kinds or "definition" in kinds else ())
        if (before is None or entry.at < before) and by in (None, entry.by)
    ]
    return _newest(sorted([*done, *edited], key=lambda entry: entry.at, reverse=True), most)


def _newest(entries: Sequence[Entry], most: int) -> Trail:
    if len(entries) <= most:
        return Trail(tuple(entries), None)
    last = entries[most - 1].at
    kept = tuple(entry for entry in entries if entry.at >= last)
    return Trail(kept, last if len(kept) < len(entries) else None)


def _rows(
    store: Store, as_of: datetime, before: datetime | None, kinds: Collection[Kind], by: str | None, most: int
) -> list[Row]:
    named = [*kinds, *(event for event, (kind, _) in _EVENTS.items() if kind in kinds)] if kinds else None
    return store.rows("events/trail", as_of=as_of, before=before, kinds=named, author=by, most=most)


def _done(row: Row, versions: _Versions) -> Entry:
    match row["kind"]:
        case "update":
            return _written(row, versions)
        case "grade":
            return _graded(row, versions)
        case "sample":
            stands_at = datetime.fromisoformat(row["detail"])
            row = row | {"detail": f"Its clock starts on {_dated(stands_at)}."}
    kind, what = _EVENTS.get(row["kind"], ("other", row["kind"].capitalize()))
    return Entry(row["done_at"], kind, what, row["author"], row["detail"] or "")


def _written(row: Row, versions: _Versions) -> Entry:
    if row["count_facts"] > 1:
        return Entry(row["done_at"], "update", f"{row['count_facts']} updates", row["author"])
    name = row["key_result"]
    key_result: KeyResult | None = _current(versions["key_results"], (name,))
    said = [
        words.number(row["number"], key_result.unit if key_result else None) if row["number"] is not None else None,
        f"confidence {words.number(row['confidence'], '%')}" if row["confidence"] is not None else None,
        f"revision {row['revision'] - 1}" if row["revision"] > 1 else None,
    ]
    detail = ", ".join((f"Week of {_dated(row['week'])}", *filter(None, said)))
    what = key_result.title if key_result else name
    return Entry(row["done_at"], "update", what, row["author"], detail, key_result=name)


def _graded(row: Row, versions: _Versions) -> Entry:
    if row["count_facts"] > 1:
        return Entry(row["done_at"], "grade", f"{row['count_facts']} grades", row["author"])
    table, name = ("key_results", row["key_result"]) if row["key_result"] else ("objectives", row["objective"])
    graded = _current(versions[table], (name,))
    score = f"score {row['number']:.1f}" if row["number"] is not None else None
    detail = ", ".join(filter(None, (row["detail"], score))).capitalize()
    return Entry(
        row["done_at"], "grade", graded.title if graded else name, row["author"], detail, key_result=row["key_result"]
    )


def _edited(versions: _Versions) -> Iterable[Entry]:
    """An entry for each definition and moment at which it was reworded."""
    for table, noun in DEFINITIONS.items():
        for key, chain in versions[table].items():
            changes = journal.changes_of(noun, {key: chain})
            for moment, group in groupby(changes, key=lambda change: change.changed_at):
                yield _reworded(noun, key, moment, list(group), versions)


def _reworded(noun: Definition, key: tuple, moment: datetime, changes: Sequence[Change], versions: _Versions) -> Entry:
    first = changes[0]
    return Entry(
        moment,
        "definition",
        f"{_NOUNS[noun.table]}: {_called(noun, key, versions)}",
        first.by,
        edits=tuple(Edit(change.field, change.old, change.new) for change in changes),
        reason=first.reason,
        key_result=first.key_result,
    )


def _called(noun: Definition, key: tuple, versions: _Versions) -> str:
    value = _current(versions[noun.table], key)
    match noun.table:
        case "objectives" | "key_results":
            return value.title
        case "people" | "kpis":
            return value.name
    key_result = _current(versions["key_results"], key[:1])
    part = value.milestone if noun.table == "milestones" else f"week of {_dated(value.week)}"
    return f"{key_result.title if key_result else key[0]}, {part}"


def _current(versions: Mapping[tuple, Sequence[Version]], key: tuple) -> Any:
    return versions[key][-1].value if key in versions else None


def _dated(on: Any) -> str:
    return f"{words.day(on)} {on.year}"
