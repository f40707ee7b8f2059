"""Changing what is in force in the middle of a quarter: tweaked, reworded, replaced or dropped, each time with a reason
and who agreed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from data import definitions
from data.errors import Problem, UsageError
from data.quarter import drafting, writing
from data.quarter.drafting import Kept
from data.quarter.writing import DraftRefused
from data.rules.drafting import Written
from data.rules.okr import KeyResult, Objective
from data.store import journal
from data.store.connection import Store


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why something is changed, and who agreed to it, in their own words or by e-mail address."""

    reason: str
    agreed_by: str

    def stated(self) -> Grounds:
        """The same without blanks. Raises DraftRefused where one is missing."""
        stated = Grounds(self.reason.strip(), self.agreed_by.strip())
        missing = [
            Problem(f"say {what}", column=column)
            for column, what in (("reason", "why it changes"), ("agreed_by", "who agreed"))
            if not getattr(stated, column)
        ]
        if missing:
            raise DraftRefused("What is in force changes only with a reason and somebody who agreed.", missing)
        return stated


def change(
    store: Store, written: Written, grounds: Grounds, by: str | None = None, *, seen_at: datetime | None = None
) -> Kept:
    """Tweak or reword a key result: its numbers, words, owner, milestones or plan. Raises DraftRefused."""
    stated = grounds.stated()
    with store.writing() as writer:
        held = _in_force(store, written.key_result.key_result, writer.moment)
        typed = replace(written.key_result, objective=held.objective, dropped=held.dropped, withdrawn=False)
        chain = journal.key_result_versions(store, [held.key_result], writer.moment)[held.key_result,]
        kept = writing.keep(
            store, writer, replace(written, key_result=typed), by, reason=stated.reason, agreed_by=stated.agreed_by
        )
        if not writer.has_written:
            raise DraftRefused("Nothing was changed: it reads as it did before.")
    return Kept(kept, drafting.newer(chain, seen_at))


def drop(store: Store, key_result: str, grounds: Grounds, by: str | None = None) -> KeyResult:
    """Give up a key result: it stays on the board as cancelled. Raises DraftRefused."""
    stated = grounds.stated()
    with store.writing() as writer:
        dropped = replace(_not_dropped(store, key_result, writer.moment), dropped=True)
        definitions.change(writer, journal.KEY_RESULTS, [dropped], by, reason=stated.reason, agreed_by=stated.agreed_by)
    return dropped


def supersede(
    store: Store, key_result: str, written: Written, grounds: Grounds, by: str | None = None
) -> tuple[KeyResult, Written]:
    """Drop a key result and put a new one in its place, under the same objective; each one's reason names the other.

    It starts today unless it says another day. Raises DraftRefused.
    """
    stated = grounds.stated()
    with store.writing() as writer:
        old = _not_dropped(store, key_result, writer.moment)
        start = written.key_result.start or writer.moment.date()
        typed = replace(written.key_result, key_result="", objective=old.objective, start=start, dropped=False)
        new = writing.keep(
            store,
            writer,
            replace(written, key_result=typed),
            by,
            reason=f"Replaces “{old.title}”: {stated.reason}",
            agreed_by=stated.agreed_by,
        )
        dropped = replace(old, dropped=True)
        reason = f"Replaced by “{new.key_result.title}”: {stated.reason}"
        definitions.change(writer, journal.KEY_RESULTS, [dropped], by, reason=reason, agreed_by=stated.agreed_by)
    return dropped, new


def change_objective(
    store: Store, objective: Objective, grounds: Grounds, by: str | None = None, *, seen_at: datetime | None = None
) -> Kept:
    """Reword an objective, or give it another owner. Raises DraftRefused."""
    stated = grounds.stated()
    with store.writing() as writer:
        held = _objective(store, objective.objective, writer.moment)
        chain = journal.objective_versions(store, [held.objective], writer.moment)[held.objective,]
        typed = replace(objective, quarter=held.quarter, state=held.state, withdrawn=False)
        read = writing.checked(writer, "objectives", typed)
        if read == held:
            raise DraftRefused("Nothing was changed: it reads as it did before.")
        definitions.change(writer, journal.OBJECTIVES, [read], by, reason=stated.reason, agreed_by=stated.agreed_by)
    return Kept(read, drafting.newer(chain, seen_at))


def drop_objective(store: Store, objective: str, grounds: Grounds, by: str | None = None) -> list[KeyResult]:
    """Give up an objective: all its key results are dropped. Raises DraftRefused."""
    stated = grounds.stated()
    with store.writing() as writer:
        held = _objective(store, objective, writer.moment)
        left = [each for each in journal.key_results(store, [held], writer.moment) if not each.dropped]
        if not left:
            raise DraftRefused(f"Every key result of “{held.title}” is dropped already.")
        dropped = [replace(each, dropped=True) for each in left]
        reason = f"With the objective “{held.title}”: {stated.reason}"
        definitions.change(writer, journal.KEY_RESULTS, dropped, by, reason=reason, agreed_by=stated.agreed_by)
    return dropped


def _not_dropped(store: Store, name: str, as_of: datetime) -> KeyResult:
    held = _in_force(store, name, as_of)
    if held.dropped:
        raise DraftRefused(f"“{held.title}” is dropped already.")
    return held


def _in_force(store: Store, name: str, as_of: datetime) -> KeyResult:
    found = journal.key_result(store, name, as_of)
    if found is None or found.withdrawn:
        raise UsageError(f"There is no key result “{name}”.")
    _objective(store, found.objective, as_of)
    return found


def _objective(store: Store, name: str, as_of: datetime) -> Objective:
    """An objective that may be changed with a reason: it is in force, and its quarter's scorecard is not final."""
    found = journal.objective(store, name, as_of)
    if found is None or found.withdrawn:
        raise UsageError(f"There is no objective “{name}”.")
    if not found.is_in_force:
        raise DraftRefused(f"“{found.title}” is {_a(found.state)}: edit it, no reason is needed yet.")
    scorecard = journal.scorecard(store, found.quarter, as_of)
    if scorecard and scorecard.state == "final":
        raise DraftRefused(f"The scorecard of {found.quarter} is final: what it graded does not change any more.")
    return found


def _a(state: str) -> str:
    return "a draft" if state == "draft" else f"{state}, not approved"
