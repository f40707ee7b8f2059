"""Carrying a quarter's key results over into drafts of the next one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data import definitions
from data.config import Settings
from data.errors import Problem, UsageError
from data.monday import weekly
from data.quarter import drafts, writing
from data.quarter.drafts import ObjectiveDraft, QuarterDraft
from data.quarter.writing import DraftRefused
from data.rules import board, calendar, progress
from data.rules.calendar import Quarter
from data.rules.drafting import Written
from data.rules.okr import SLOPE_KINDS, KeyResult, Objective
from data.rules.review import KeyResultReview
from data.store import journal
from data.store.connection import Store, Writer

_OF_A_QUARTER = re.compile(r"-fy\d\d-q[1-4]$")


@dataclass(frozen=True, slots=True)
class Offer:
    """A key result that could be carried over: where it stands, whether it is finished, what it would become.

    `row` is None where no week of its quarter has been.
    """

    written: Written
    row: KeyResultReview | None
    is_finished: bool
    is_carried: bool

    @property
    def key_result(self) -> KeyResult:
        return self.written.key_result


@dataclass(frozen=True, slots=True)
class Offers:
    """What the quarter before has, by objective in its order."""

    of: Quarter
    objectives: tuple[tuple[Objective, tuple[Offer, ...]], ...]


def offers(store: Store, settings: Settings, quarter: str) -> Offers:
    """What could be carried over into a quarter from the one before; dropped key results are not among it."""
    before, after = _both(store, settings, quarter)
    rows = _rows(store, settings, before.quarter)
    there = {each.key_result.key_result for found in after.objectives for each in found.key_results}
    found = (
        (each.objective, tuple(_offer(kr.written, rows, quarter, there) for kr in each.key_results if _counts(kr)))
        for each in before.objectives
        if each.objective.is_in_force
    )
    return Offers(before.quarter, tuple((objective, offered) for objective, offered in found if offered))


def carry_over(
    store: Store,
    settings: Settings,
    quarter: str,
    key_results: Sequence[str],
    by: str | None = None,
    *,
    keeps_targets: bool = False,
) -> list[Written]:
    """Draft these key results of the quarter before, with their objectives, for a quarter.

    A baseline is the last known value; targets are left empty unless they are kept, limits and bands always stay, and
    so do the milestones that are not done. All or nothing: raises DraftRefused for what was carried over before.
    """
    with store.writing() as writer:
        before, after = _both(store, settings, quarter)
        rows = _rows(store, settings, before.quarter)
        chosen = [(each, kr.written) for each in before.objectives for kr in each.key_results]
        chosen = [(each, written) for each, written in chosen if written.key_result.key_result in key_results]
        _refuse(chosen, key_results, after, before.quarter)
        for each in {each.objective.objective: each for each, _ in chosen}.values():
            _carry_objective(store, writer, each.objective, quarter, by)
        carried = [
            _carried(written, rows.get(written.key_result.key_result), quarter, keeps_targets) for _, written in chosen
        ]
        return [writing.keep(store, writer, each, by) for each in carried]


def _refuse(
    chosen: Sequence[tuple[ObjectiveDraft, Written]], asked: Sequence[str], after: QuarterDraft, before: Quarter
) -> None:
    if len(chosen) < len(set(asked)) or not chosen:
        raise UsageError(f"Choose key results of {before} to carry over.")
    label = str(after.quarter)
    problems = [
        Problem(f"“{written.key_result.title}” is carried over already")
        for _, written in chosen
        if after.key_result(carried_id(written.key_result.key_result, label))
    ]
    for each in {each.objective.objective: each for each, _ in chosen}.values():
        found = after.objective(carried_id(each.objective.objective, label))
        if found and found.objective.is_in_force:
            problems.append(Problem(f"“{found.objective.title}” is {found.objective.state} in {label} already"))
    if problems:
        raise DraftRefused("Nothing was carried over.", problems)


def carried_id(name: str, quarter: str) -> str:
    """The id that something has once it is carried over: the same each time, so that it comes only once."""
    return f"{_OF_A_QUARTER.sub('', name)}-{definitions.slug(quarter)}"


def _carry_objective(store: Store, writer: Writer, objective: Objective, quarter: str, by: str | None) -> None:
    name = carried_id(objective.objective, quarter)
    held = journal.objective(store, name, writer.moment)
    if held is not None and not held.withdrawn:
        return
    draft = replace(objective, objective=name, quarter=quarter, state="draft")
    keep = definitions.change if held else definitions.add
    keep(writer, journal.OBJECTIVES, [draft], by)


def _carried(written: Written, row: KeyResultReview | None, quarter: str, keeps_targets: bool) -> Written:
    kr = written.key_result
    value = row.value if row and row.value is not None else kr.baseline
    is_open = kr.kind in SLOPE_KINDS and not keeps_targets
    carried = replace(
        kr,
        key_result=carried_id(kr.key_result, quarter),
        objective=carried_id(kr.objective, quarter),
        baseline=value if kr.kind in SLOPE_KINDS else None,
        target=None if is_open else kr.target,
        stretch=None if is_open else kr.stretch,
        start=None,
        due=None,
        dropped=False,
    )
    left = tuple(replace(each, due=None) for each in written.milestones if each.done_on is None)
    return Written(carried, left)


def _both(store: Store, settings: Settings, quarter: str) -> tuple[QuarterDraft, QuarterDraft]:
    """The quarter before and the quarter itself, as they are now."""
    label = str(calendar.parse_quarter(quarter, settings.org.fiscal_year_start_month).previous)
    return drafts.state_of(store, settings, label), drafts.state_of(store, settings, quarter)


def _rows(store: Store, settings: Settings, quarter: Quarter) -> Mapping[str, KeyResultReview]:
    """Where each key result stands in the quarter's newest week, by id; none before its first week.

    As it is known now: a final value may have come after that week was closed.
    """
    week = min(weekly.week_to_log(store, settings), quarter.review_weeks[-1])
    if week < quarter.review_weeks[0]:
        return {}
    known = board.review(weekly.facts(store, settings, week, store.now()), settings.limits)
    return {row.key_result: row for row in known.key_results}


def _offer(written: Written, rows: Mapping[str, KeyResultReview], quarter: str, there: set[str]) -> Offer:
    kr = written.key_result
    row = rows.get(kr.key_result)
    is_finished = row is not None and (row.status == "done" or progress.clamp(row.progress) == 1.0)
    return Offer(written, row, is_finished, carried_id(kr.key_result, quarter) in there)


def _counts(draft: drafts.KeyResultDraft) -> bool:
    return not draft.key_result.dropped
