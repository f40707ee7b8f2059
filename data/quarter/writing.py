"""What somebody wrote, checked against what is known and kept: an objective, or a key result with all its parts.

Whether it may be written, and why, is for `data.quarter.drafting` and `data.quarter.rewording` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from data import definitions
from data.errors import OkrError, Problem
from data.rules.drafting import Written
from data.rules.okr import KeyResult, Objective
from data.store import journal
from data.store.connection import Store, Writer
from data.store.journal import Definition


class DraftRefused(OkrError):
    """What was written cannot be kept, or goes no further yet; the problems say why, naming columns where they can."""


def keep(
    store: Store,
    writer: Writer,
    written: Written,
    by: str | None,
    reason: str | None = None,
    agreed_by: str | None = None,
) -> Written:
    """Write a key result with its parts, whatever its objective's state. Raises DraftRefused."""
    about: dict[str, Any] = {"reason": reason, "agreed_by": agreed_by}
    name = written.key_result.key_result
    found = journal.key_result(store, name, writer.moment) if name else None
    name = name or definitions.new_id(writer, journal.KEY_RESULTS, written.key_result.title)
    read = _read(writer, written, name)
    if found is None:
        definitions.add(writer, journal.KEY_RESULTS, [read.key_result], by, **about)
        definitions.add_parts(writer, journal.MILESTONES, read.milestones, by)
        definitions.add_parts(writer, journal.PLANS, read.plans, by)
        return read
    milestones = journal.milestones(store, [name], writer.moment)
    held = Written(found, tuple(milestones), tuple(journal.plans(store, [name], writer.moment)))
    if read != held:  # also where only its parts are new: it says when the whole was last written
        definitions.change(writer, journal.KEY_RESULTS, [read.key_result], by, **about)
    _keep_parts(writer, journal.MILESTONES, held.milestones, read.milestones, by, about)
    _keep_parts(writer, journal.PLANS, held.plans, read.plans, by, about)
    return read


def _read(writer: Writer, written: Written, name: str) -> Written:
    """Everything as its files read it. Raises DraftRefused."""
    problems: list[Problem] = []
    key_result, wrong = definitions.read("key_results", replace(written.key_result, key_result=name))
    problems += [*wrong, *_unknown(writer, key_result)]
    parts: dict[str, list[Any]] = {"milestones": [], "plans": []}
    for file, typed in (("milestones", written.milestones), ("plans", written.plans)):
        for part in typed:
            value, wrong = definitions.read(file, replace(part, key_result=name, withdrawn=False))
            parts[file].append(value)
            problems += wrong
    names = [each.milestone for each in parts["milestones"]]
    problems += [Problem("two milestones have this name", column="milestones", value=each) for each in _twice(names)]
    if problems:
        raise DraftRefused("Nothing was saved.", problems)
    return Written(key_result, tuple(parts["milestones"]), tuple(parts["plans"]))


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _keep_parts(
    writer: Writer, noun: Definition, held: Sequence[Any], wanted: Sequence[Any], by: str | None, about: dict
) -> None:
    """Write the milestones or the planned weeks that differ, and withdraw those that are gone."""
    if not held and not wanted:
        return
    owner, part = noun.key
    ever = {row[part] for row in writer.rows(f"{noun.table}/ids", key_result=getattr((*wanted, *held)[0], owner))}
    wanted_keys = {noun.key_of(each) for each in wanted}
    gone = [replace(each, withdrawn=True) for each in held if noun.key_of(each) not in wanted_keys]
    differing = [each for each in wanted if each not in held]
    definitions.add(writer, noun, [each for each in differing if getattr(each, part) not in ever], by, **about)
    changed = [each for each in differing if getattr(each, part) in ever]
    definitions.change(writer, noun, [*gone, *changed], by, **about)


def checked(writer: Writer, file: str, typed: Any) -> Any:
    """A definition as its file reads it. Raises DraftRefused."""
    read, problems = definitions.read(file, typed)
    if problems := [*problems, *_unknown(writer, read)]:
        raise DraftRefused("Nothing was saved.", problems)
    return read


def _unknown(writer: Writer, read: Objective | KeyResult) -> Iterator[Problem]:
    """The people, objectives and KPIs that are named but not known."""
    known = {
        "owner": {row["email"] for row in writer.rows("people/current", as_of=writer.moment)},
        "parent": {row["objective"] for row in writer.rows("objectives/ids")},
        "kpi": {row["kpi"] for row in writer.rows("kpis/current", as_of=writer.moment)},
    }
    for column, names in known.items():
        value = getattr(read, column, None)
        if value is not None and value not in names:
            yield Problem("there is no such one", column=column, value=value)
    if isinstance(read, Objective) and read.parent == read.objective:
        yield Problem("an objective does not serve itself", column="parent", value=read.parent)
