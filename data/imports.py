"""Bring files into the store: all or nothing, and what is already there is not added twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from data.config import Settings
from data.errors import OkrError, Problem
from data.rules import wordings
from data.rules.okr import Change
from data.rules.wordings import Version
from data.sources import files
from data.sources.files import Bundle, Known
from data.store import journal
from data.store.connection import Store, Writer
from data.store.journal import DEFINITIONS, RECORDS, Definition, Record

_ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)  # the newest version of everything, whenever it counts


class ImportRefused(OkrError):
    """The files have problems; nothing was imported."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of one file are new, change what is there, or are there already."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do when `is_dry_run`."""

    is_dry_run: bool
    files: Mapping[str, Counts]
    warnings: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        counts = {name: asdict(count) for name, count in self.files.items()}
        return {"dry_run": self.is_dry_run, "files": counts, "warnings": [str(warning) for warning in self.warnings]}


@dataclass(slots=True)
class _Additions:
    """The rows an import appends, and how many there are by file."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    records: list[list[Any]] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)

    def write(self, writer: Writer) -> None:
        for table, versions in self.versions.items():
            journal.define(writer, DEFINITIONS[table], versions)
        for facts in self.records:
            journal.record(writer, facts)


def bring_in(
    store: Store,
    settings: Settings,
    contents: Mapping[str, bytes],
    *,
    dry_run: bool = False,
    by: str | None = None,
    event: tuple[str, str] | None = None,
) -> Report:
    """Import files by name and content, kept in the audit trail as `event` (what, detail).

    Raises ImportRefused with every problem; then nothing was imported.
    """
    bundle, problems = files.read(contents, _known(store), settings.org.fiscal_year_start_month, settings.limits)
    if any(not problem.is_warning for problem in problems):
        raise ImportRefused("Nothing was imported. Mend what is listed and import again.", problems)
    if dry_run:
        return Report(True, _additions(store, bundle, store.now(), by).counts, tuple(problems))
    with store.writing() as writer:
        additions = _additions(store, bundle, writer.moment, by)
        additions.write(writer)
        journal.record_event(writer, *(event or ("import", ", ".join(sorted(contents)))), by)
    return Report(False, additions.counts, tuple(problems))


def _known(store: Store) -> Known:
    held = {table: [v.value for v in _newest(store, noun)] for table, noun in DEFINITIONS.items()}
    return Known(
        people=frozenset(person.email for person in held["people"]),
        objectives={objective.objective: objective.quarter for objective in held["objectives"]},
        key_results={key_result.key_result: key_result.objective for key_result in held["key_results"]},
        kpis=frozenset(kpi.kpi for kpi in held["kpis"]),
        milestones=frozenset((milestone.key_result, milestone.milestone) for milestone in held["milestones"]),
        plans=frozenset((plan.key_result, plan.week) for plan in held["plans"]),
    )


def _newest(store: Store, noun: Definition) -> Iterable[Version]:
    return (chain[-1] for chain in noun.versions(store, _ALWAYS).values())


def _additions(store: Store, bundle: Bundle, now: datetime, by: str | None) -> _Additions:
    found = _Additions()
    for noun in DEFINITIONS.values():
        _add_definitions(found, noun, store, bundle, now, by)
    for kind in RECORDS.values():
        if rows := getattr(bundle, kind.table):
            new = _new(kind, rows, _held(store, kind, rows))
            found.records.append(new)
            found.counts[kind.table] = Counts(new=len(new), same=len(rows) - len(new))
    return found


def _add_definitions(
    found: _Additions, noun: Definition, store: Store, bundle: Bundle, now: datetime, by: str | None
) -> None:
    rows = {noun.key_of(row): row for row in getattr(bundle, noun.table)}
    changes = _changes_by_key(noun, bundle.changes)
    if not rows and not changes:
        return
    held = noun.versions(store, _ALWAYS)
    given = bundle.given.get(noun.table, frozenset())
    versions: list[Version] = []
    new = changed = 0
    for key in rows | dict.fromkeys(changes):
        chain = held.get(key, [])
        added = wordings.additions(
            chain,
            _merged(chain, rows[key], given) if key in rows else None,
            _all_changes(noun, key, chain, changes.get(key, [])),
            now,
            by,
        )
        versions += added
        new += not chain
        changed += bool(chain and added)
    found.versions[noun.table] = versions
    found.counts[noun.table] = Counts(new, changed, len(rows | changes) - new - changed)


def _merged(chain: Sequence[Version], row: Any, given: frozenset[str]) -> Any:
    """The row over what is there: a column that the file does not have leaves its field as it is."""
    if not chain:
        return row
    names = given & {field.name for field in fields(row)}
    return replace(chain[-1].value, **{name: getattr(row, name) for name in names})


def _changes_by_key(noun: Definition, changes: Sequence[Change]) -> dict[tuple, list[Change]]:
    found: dict[tuple, list[Change]] = defaultdict(list)
    for change in changes:
        key = noun.changed_key(change)
        if key is not None:
            found[key].append(change)
    return found


def _all_changes(noun: Definition, key: tuple, chain: Sequence[Version], given: Sequence[Change]) -> list[Change]:
    """The changes that made the stored history, and those given; of two for one field and moment the given one."""
    stored = journal.changes_of(noun, {key: chain})
    return list({(change.changed_at, change.field): change for change in (*stored, *given)}.values())


def _held(store: Store, kind: Record, rows: Sequence[Any]) -> list[Any]:
    """What the store holds that may be the same as these rows, oldest first, bounded to their span."""
    match kind.table:
        case "updates":
            span = [update.week for update in rows]
            names = sorted({update.key_result for update in rows})
            found = store.rows("updates/versions_of", key_results=names, first=min(span), last=max(span))
        case "readings":
            span = [reading.date for reading in rows]
            names = sorted({reading.kpi for reading in rows})
            found = store.rows("readings/captures_of", kpis=names, first=min(span), last=max(span))
        case _:
            return kind.all(store, _ALWAYS)
    return [kind.type(**row) for row in found]


def _new(kind: Record, rows: Sequence[Any], held: Sequence[Any]) -> list[Any]:
    """The rows that the store does not hold yet.

    Those of one key without a moment are there already when the last of them says what the store's newest says.
    """
    exact, moment = set(held), kind.moment
    newest = {kind.key_of(row): replace(row, **{moment: None}) for row in held}  # oldest first: the last one stays
    last = {kind.key_of(row): row for row in rows if getattr(row, moment) is None}
    known = {key for key, row in last.items() if newest.get(key) == row}
    return [row for row in rows if (row not in exact if getattr(row, moment) else kind.key_of(row) not in known)]
