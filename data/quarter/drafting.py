"""Writing a quarter's objectives and key results as drafts, and commenting on them.

What is in force is changed by `data.quarter.rewording` alone, with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data import definitions
from data.errors import UsageError
from data.quarter import writing
from data.quarter.drafts import Edit
from data.quarter.writing import DraftRefused
from data.rules.drafting import Written
from data.rules.okr import KeyResult, Objective
from data.rules.quarterly import Comment
from data.store import journal
from data.store.connection import Store
from data.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept; `newer` is what somebody else wrote after the writer had opened theirs: it is kept too."""

    value: Any
    newer: Edit | None = None


def save_objective(
    store: Store, objective: Objective, by: str | None = None, *, seen_at: datetime | None = None
) -> Kept:
    """Keep a draft: a new objective where its id is empty, else a newer version; its state stays as it is.

    `seen_at` is when the version that the writer changes was written. Raises DraftRefused.
    """
    with store.writing() as writer:
        chain = _chain(store, journal.OBJECTIVES, objective.objective, writer.moment)
        held = chain[-1].value if chain and not chain[-1].value.withdrawn else None
        if held:
            must_be_draft(held)
        name = objective.objective or definitions.new_id(writer, journal.OBJECTIVES, objective.title)
        state = held.state if held else "draft"
        read = writing.checked(writer, "objectives", replace(objective, objective=name, state=state, withdrawn=False))
        if not chain:
            definitions.add(writer, journal.OBJECTIVES, [read], by)
        elif read != chain[-1].value:
            definitions.change(writer, journal.OBJECTIVES, [read], by)
    return Kept(read, newer(chain, seen_at))


def save_key_result(store: Store, written: Written, by: str | None = None, *, seen_at: datetime | None = None) -> Kept:
    """Keep a key result of a drafted objective with its milestones and its plan: new where its id is empty.

    Milestones and planned weeks that are no longer named are withdrawn. Raises DraftRefused.
    """
    with store.writing() as writer:
        kr = written.key_result
        must_be_draft(objective_of(store, kr, writer.moment))
        chain = _chain(store, journal.KEY_RESULTS, kr.key_result, writer.moment)
        kept = writing.keep(store, writer, replace(written, key_result=replace(kr, withdrawn=False)), by)
    return Kept(kept, newer(chain, seen_at))


def withdraw_objective(store: Store, name: str, by: str | None = None) -> None:
    """Take back a drafted objective with its key results, as if it was never written. Raises DraftRefused for what is
    in force.
    """
    with store.writing() as writer:
        objective = journal.objective(store, name, writer.moment)
        if objective is None or objective.withdrawn:
            raise UsageError(f"There is no objective “{name}”.")
        must_be_draft(objective)
        gone = journal.key_results(store, [objective], writer.moment)
        definitions.change(writer, journal.KEY_RESULTS, [replace(each, withdrawn=True) for each in gone], by)
        definitions.change(writer, journal.OBJECTIVES, [replace(objective, withdrawn=True)], by)


def withdraw_key_result(store: Store, name: str, by: str | None = None) -> None:
    """Take back a key result of a drafted objective, as if it was never written. Raises DraftRefused as above."""
    with store.writing() as writer:
        key_result = journal.key_result(store, name, writer.moment)
        if key_result is None or key_result.withdrawn:
            raise UsageError(f"There is no key result “{name}”.")
        must_be_draft(objective_of(store, key_result, writer.moment))
        definitions.change(writer, journal.KEY_RESULTS, [replace(key_result, withdrawn=True)], by)


def comment(
    store: Store, text: str, by: str | None = None, *, objective: str | None = None, key_result: str | None = None
) -> Comment:
    """Say something about an objective or about a key result. Raises UsageError when it says nothing."""
    if not text.strip():
        raise UsageError("The comment says nothing yet.")
    return _recorded(store, Comment(new_id(), text.strip(), objective, key_result, by=by))


def withdraw_comment(store: Store, comment: Comment) -> Comment:
    return _recorded(store, replace(comment, withdrawn=True, recorded_at=None))


def _recorded(store: Store, comment: Comment) -> Comment:
    with store.writing() as writer:
        kept = replace(comment, recorded_at=writer.moment)
        journal.record(writer, [kept])
    return kept


def objective_of(store: Store, key_result: KeyResult, as_of: datetime) -> Objective:
    """A key result's objective. Raises UsageError when there is none."""
    found = journal.objective(store, key_result.objective, as_of)
    if found is None or found.withdrawn:
        raise UsageError(f"There is no objective “{key_result.objective}”. Write it first.")
    return found


def must_be_draft(objective: Objective) -> None:
    if objective.is_in_force:
        raise DraftRefused(f"“{objective.title}” is {objective.state}: change it with a reason and who agreed.")


def newer(chain: Sequence[Any], seen_at: datetime | None) -> Edit | None:
    """The version that was written after the one that a writer had before them."""
    if not chain or seen_at is None or chain[-1].recorded_at <= seen_at:
        return None
    return Edit(chain[-1].recorded_at, chain[-1].recorded_by)


def _chain(store: Store, noun: journal.Definition, name: str, as_of: datetime) -> list[Any]:
    ask = journal.objective_versions if noun is journal.OBJECTIVES else journal.key_result_versions
    return ask(store, [name], as_of).get((name,), []) if name else []
