"""How far a quarter's objectives have come: draft, proposed, approved, published, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from data import definitions
from data.config import Settings
from data.errors import Problem, UsageError
from data.quarter import drafts
from data.quarter.drafts import ObjectiveDraft, QuarterDraft
from data.quarter.writing import DraftRefused
from data.rules.okr import IN_FORCE, OBJECTIVE_STATES, Objective, ObjectiveState
from data.store import journal
from data.store.connection import Store

VERBS: dict[ObjectiveState, str] = {
    "draft": "brought back to draft",
    "proposed": "proposed",
    "approved": "approved",
    "published": "published",
}


def move(
    store: Store,
    settings: Settings,
    quarter: str,
    state: ObjectiveState,
    by: str | None = None,
    *,
    objectives: Sequence[str] | None = None,
    reason: str | None = None,
) -> list[Objective]:
    """Take objectives to a state, by default all of the quarter that are one step before it: all of them or none.

    Back to draft needs a reason. Approving, publishing and reopening what was approved are for VPs. Raises
    DraftRefused with every problem.
    """
    with store.writing() as writer:
        found = drafts.state_of(store, settings, quarter, writer.moment)
        chosen = movable(found, state) if objectives is None else [_one(found, name) for name in objectives]
        if not chosen:
            raise DraftRefused(f"Nothing in {quarter} is ready to be {VERBS[state]}.")
        in_force = state in IN_FORCE or any(each.objective.is_in_force for each in chosen)
        if in_force:
            _must_be_vp(store, by, writer.moment)
        problems = [problem for each in chosen for problem in _hindered(each, state, found, writer.moment)]
        if state == "draft" and not (reason or "").strip():
            problems.append(Problem("say why it goes back to draft", column="reason"))
        if problems:
            raise DraftRefused(f"Nothing was {VERBS[state]}.", problems)
        moved = [replace(each.objective, state=state) for each in chosen]
        definitions.change(writer, journal.OBJECTIVES, moved, by, reason=(reason or "").strip() or None)
    return moved


def movable(found: QuarterDraft, state: ObjectiveState) -> list[ObjectiveDraft]:
    """The objectives that are one step before a state; back to draft come those that were proposed."""
    before = "proposed" if state == "draft" else _before(state)
    return [each for each in found.objectives if each.objective.state == before]


def _before(state: ObjectiveState) -> ObjectiveState:
    return OBJECTIVE_STATES[OBJECTIVE_STATES.index(state) - 1]


def _called(state: ObjectiveState) -> str:
    return "a draft" if state == "draft" else state


def _one(found: QuarterDraft, name: str) -> ObjectiveDraft:
    objective = found.objective(name)
    if objective is None:
        raise UsageError(f"{found.quarter} has no objective “{name}”.")
    return objective


def _hindered(each: ObjectiveDraft, state: ObjectiveState, found: QuarterDraft, now: datetime) -> Iterator[Problem]:
    """What keeps an objective from a state, in words."""
    title, is_at = each.objective.title, each.objective.state
    if state == "draft":
        if is_at == "draft":
            yield Problem(f"“{title}” is a draft already")
        elif each.objective.is_in_force and now.date() >= found.quarter.start:
            yield Problem(f"“{title}” is in force since {found.quarter} began: change it with a reason instead")
    elif is_at != _before(state):
        yield Problem(f"“{title}” is {_called(is_at)}: only what is {_called(_before(state))} can be {VERBS[state]}")
    else:
        yield from (Problem(f"“{about}”: {check.reason}") for about, check in each.blocks)


def _must_be_vp(store: Store, by: str | None, now: datetime) -> None:
    people = journal.people(store, now)
    if by in people and people[by].role != "vp":
        vps = [person.name for person in people.values() if person.role == "vp" and person.active]
        raise DraftRefused(f"{people[by].name} cannot do this: it is for the VPs, {' or '.join(vps) or 'nobody yet'}.")
