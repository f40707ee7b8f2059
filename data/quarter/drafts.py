"""A quarter's objectives and key results as they are being written: how far each has come, what it lacks, what was said
about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.config import Settings
from data.rules import calendar, drafting, wordings
from data.rules.calendar import Quarter
from data.rules.drafting import Check, Written
from data.rules.okr import Change, KeyResult, Milestone, Objective, ObjectiveState
from data.rules.quarterly import Comment
from data.rules.wordings import BEGINNING, Version
from data.store import journal
from data.store.connection import Store

Threads = Mapping[tuple[str | None, str | None], list[Comment]]  # by objective or key result


@dataclass(frozen=True, slots=True)
class Edit:
    """When something was last written, and by whom; what came with the first import holds from the beginning."""

    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """An objective went to a state; `at` is None for one that was in it from the beginning."""

    state: ObjectiveState
    at: datetime | None
    by: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class KeyResultDraft:
    """`changes` is how its goalposts moved since its objective was approved, oldest first."""

    written: Written
    edited: Edit
    checks: tuple[Check, ...]
    comments: tuple[Comment, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def key_result(self) -> KeyResult:
        return self.written.key_result


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """An objective with its key results in the order they were written; `checks` are its own, the last step is now."""

    objective: Objective
    key_results: tuple[KeyResultDraft, ...]
    steps: tuple[Step, ...]
    edited: Edit
    checks: tuple[Check, ...]
    comments: tuple[Comment, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def blocks(self) -> list[tuple[str, Check]]:
        """What keeps it from being proposed and approved, each with the title it is about."""
        of_its_own = [(self.objective.title, check) for check in drafting.blocking(self.checks)]
        of_its_key_results = [
            (each.key_result.title, check)
            for each in self.key_results
            if not each.key_result.dropped
            for check in drafting.blocking(each.checks)
        ]
        return of_its_own + of_its_key_results


@dataclass(frozen=True, slots=True)
class QuarterDraft:
    """Everything written for a quarter, by team; `known` are the objectives of all quarters by id."""

    quarter: Quarter
    objectives: tuple[ObjectiveDraft, ...]
    known: Mapping[str, Objective]

    def objective(self, name: str | None) -> ObjectiveDraft | None:
        return next((each for each in self.objectives if each.objective.objective == name), None)

    def key_result(self, name: str | None) -> KeyResultDraft | None:
        found = (each for objective in self.objectives for each in objective.key_results)
        return next((each for each in found if each.key_result.key_result == name), None)

    def owned(self, owner: str | None, *, without: str | None = None) -> int:
        """How many key results somebody has in this quarter, one of them left out."""
        every = (each.key_result for objective in self.objectives for each in objective.key_results)
        return sum(kr.owner == owner and not kr.dropped and kr.key_result != without for kr in every)


def state_of(store: Store, settings: Settings, quarter: str, as_of: datetime | None = None) -> QuarterDraft:
    """The objectives of a quarter, in whatever state they are, at a moment."""
    as_of = as_of or store.now()
    chains = {name: chain for (name,), chain in journal.OBJECTIVES.versions(store, as_of).items()}
    known = {name: chain[-1].value for name, chain in chains.items() if not chain[-1].value.withdrawn}
    objectives = [each for each in known.values() if each.quarter == quarter]
    places = journal.places(store, journal.OBJECTIVES)
    objectives.sort(key=lambda each: (each.team or "", _begun(chains[each.objective]), places[each.objective]))
    key_results = journal.key_results(store, objectives, as_of)
    comments = _comments(store, objectives, key_results, as_of)
    found = calendar.parse_quarter(quarter, settings.org.fiscal_year_start_month)
    drafts = _key_results(store, settings, found, key_results, chains, comments, as_of)
    return QuarterDraft(
        found,
        tuple(
            _objective(
                each, chains[each.objective], drafts[each.objective], comments[each.objective, None], known, settings
            )
            for each in objectives
        ),
        known,
    )


def _key_results(
    store: Store,
    settings: Settings,
    quarter: Quarter,
    key_results: Sequence[KeyResult],
    of_objectives: Mapping[str, Sequence[Version]],
    comments: Threads,
    as_of: datetime,
) -> dict[str, list[KeyResultDraft]]:
    """The key results by objective, in the order in which they were written."""
    names = [each.key_result for each in key_results]
    chains = {name: chain for (name,), chain in journal.key_result_versions(store, names, as_of).items()}
    changes = defaultdict(list)
    for change in journal.key_result_changes(store, names, as_of):
        changes[change.key_result].append(change)
    written = _written(store, key_results, as_of)
    owned = Counter(each.owner for each in key_results if not each.dropped)
    found: dict[str, list[KeyResultDraft]] = defaultdict(list)
    places = journal.places(store, journal.KEY_RESULTS)
    for kr in sorted(key_results, key=lambda each: (_begun(chains[each.key_result]), places[each.key_result])):
        whole, chain = written[kr.key_result], chains[kr.key_result]
        checks = drafting.of_key_result(whole, quarter, owned[kr.owner], settings.limits)
        found[kr.objective].append(
            KeyResultDraft(
                whole,
                _edit(chain),
                () if kr.dropped else checks,
                tuple(comments[None, kr.key_result]),
                _since_approval(changes[kr.key_result], of_objectives[kr.objective]),
            )
        )
    return found


def _objective(
    objective: Objective,
    chain: Sequence[Version],
    key_results: Sequence[KeyResultDraft],
    comments: Sequence[Comment],
    known: Mapping[str, Objective],
    settings: Settings,
) -> ObjectiveDraft:
    counted = [each.key_result for each in key_results if not each.key_result.dropped]
    start = settings.org.fiscal_year_start_month
    return ObjectiveDraft(
        objective,
        tuple(key_results),
        _steps(chain),
        _edit(chain),
        drafting.of_objective(objective, counted, known, settings.limits, start),
        tuple(comments),
        _since_approval(journal.changes_of(journal.OBJECTIVES, {(objective.objective,): chain}), chain),
    )


def _written(store: Store, key_results: Sequence[KeyResult], as_of: datetime) -> dict[str, Written]:
    names = [each.key_result for each in key_results]
    milestones, plans = defaultdict(list), defaultdict(list)
    for milestone in journal.milestones(store, names, as_of):
        milestones[milestone.key_result].append(milestone)
    for plan in journal.plans(store, names, as_of):
        plans[plan.key_result].append(plan)
    return {
        each.key_result: Written(
            each, tuple(sorted(milestones[each.key_result], key=_due)), tuple(plans[each.key_result])
        )
        for each in key_results
    }


def _comments(
    store: Store, objectives: Iterable[Objective], key_results: Iterable[KeyResult], as_of: datetime
) -> Threads:
    """What was said, by the objective or the key result that it is about."""
    found = journal.comments(
        store,
        as_of,
        quarter="",
        objectives=[each.objective for each in objectives],
        key_results=[each.key_result for each in key_results],
    )
    threads: Threads = defaultdict(list)
    for comment in found:
        threads[comment.objective, comment.key_result].append(comment)
    return threads


def _due(milestone: Milestone) -> tuple[bool, date | None]:
    return milestone.due is None, milestone.due or date.max


def _begun(chain: Sequence[Version]) -> datetime:
    """Since when it is there."""
    return next(version.recorded_at for version in chain if not version.value.withdrawn)


def _edit(chain: Sequence[Version]) -> Edit:
    return Edit(chain[-1].recorded_at, chain[-1].recorded_by)


def _since_approval(changes: Iterable[Change], chain: Sequence[Version]) -> tuple[Change, ...]:
    """What was changed since the objective with these versions was approved; its state is told by its steps."""
    since = wordings.in_force_since(chain)
    return tuple(each for each in changes if since and each.changed_at > since and each.field != "state")


def _steps(chain: Sequence[Version]) -> tuple[Step, ...]:
    """The states that an objective went through; taking it back and writing it anew begins again."""
    steps: list[Step] = []
    before: Objective | None = None
    for version in chain:
        is_new = before is None or before.withdrawn or before.state != version.value.state
        if is_new and not version.value.withdrawn:
            at = version.recorded_at if version.recorded_at > BEGINNING else None
            steps.append(Step(version.value.state, at, version.recorded_by, version.reason))
        before = version.value
    return tuple(steps)
