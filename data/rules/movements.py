"""What changed since last week, in sentences, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from data.rules import compare, noise, status, words
from data.rules.limits import Limits
from data.rules.okr import SLOPE_KINDS, Change, KeyResult, Objective, Person
from data.rules.review import KeyResultReview, KpiReview, Movement

_EDITS = {"milestone", "plan", *(field.name for field in fields(KeyResult))}  # an edit's movement has its field's name


def since_last_week(
    key_results: Sequence[KeyResultReview],
    kpis: Sequence[KpiReview],
    changes: Sequence[Change],
    people: Mapping[str, Person],
    limits: Limits,
    objectives: Sequence[Objective] = (),
) -> tuple[Movement, ...]:
    """Bad news first: statuses that got worse, silence, edited goalposts, forecasts that crossed their target, key
    results and KPIs that moved beyond their noise, restated KPIs; statuses that got better last. A key result has
    one sentence beside its edits.
    """
    subjects = {row.key_result: row.title for row in key_results}
    reworded = {each.objective: f"The objective “{each.title}”" for each in objectives}
    worse = [_flipped(row) for row in key_results if status.is_worse(row.status, row.previous_status)]
    better = [
        _flipped(row) for row in key_results if row.previous_status and status.is_worse(row.previous_status, row.status)
    ]
    silent = [_fell_silent(row, people) for row in key_results if _is_newly_silent(row)]
    crossed = [movement for row in key_results for movement in _crossed(row)]
    movers = sorted((row for row in key_results if _moved(row, limits)), key=lambda row: _step(row) or 0.0)
    found = (
        *worse,
        *silent,
        *_edited(changes, subjects, reworded, people),
        *crossed,
        *(_mover(row, limits) for row in movers),
        *(kpi_moved(kpi) for kpi in kpis if noise.is_news(kpi.change, kpi.usual_change, limits)),
        *(_restated(kpi) for kpi in kpis if kpi.is_restated),
        *better,
    )
    return tuple(_once(found))


def _once(found: Iterable[Movement]) -> Iterator[Movement]:
    """The first sentence of each key result; edits are news of their own."""
    told: set[str] = set()
    for movement in found:
        if movement.key_result is None or movement.what in _EDITS or movement.key_result not in told:
            yield movement
        if movement.key_result and movement.what not in _EDITS:
            told.add(movement.key_result)


def _is_newly_silent(row: KeyResultReview) -> bool:
    return row.status == "silent" and row.previous_status not in (None, "silent")


def _crossed(row: KeyResultReview) -> Iterator[Movement]:
    for reason in row.discuss_reasons:
        if reason.flag == "forecast crossed the target":
            yield Movement("forecast", f"{row.title}: {reason.reason}", key_result=row.key_result)


def _step(row: KeyResultReview) -> float | None:
    """How far progress moved since last week, 0..1."""
    if row.progress is None or row.previous_progress is None:
        return None
    return row.progress - row.previous_progress


def _moved(row: KeyResultReview, limits: Limits) -> bool:
    return row.kind in SLOPE_KINDS and noise.is_news(_step(row), _usual_step(row, limits), limits)


def _usual_step(row: KeyResultReview, limits: Limits) -> float | None:
    return noise.usual_change([cell.progress for cell in row.strip[:-1]], limits)


def _mover(row: KeyResultReview, limits: Limits) -> Movement:
    step, usual = _step(row) or 0.0, _usual_step(row, limits) or 0.0
    values = f"{words.number(row.previous_value or 0.0)} → {words.number(row.value or 0.0, row.unit)}"
    moved = f"{'up' if step > 0 else 'back'} {words.percent(abs(step))} of the way"
    text = f"{row.title}: {values}, {moved}, where {words.percent(usual)} a week is usual"
    return Movement("mover", text, key_result=row.key_result)


def kpi_moved(kpi: KpiReview) -> Movement:
    good = {True: ", better", False: ", worse", None: ""}[kpi.good]
    text = (
        f"{kpi.name}: {words.change(kpi.change or 0.0, kpi.unit)} to {words.number(kpi.value or 0.0, kpi.unit)}{good}"
    )
    return Movement("kpi", f"{text}, where {words.number(kpi.usual_change or 0.0, kpi.unit, 3)} is usual", kpi=kpi.kpi)


def _flipped(row: KeyResultReview) -> Movement:
    reasons = [flag.reason for flag in row.flags if flag.flag != "help wanted"]  # that is a request, not a cause
    why = f" ({reasons[0]})" if reasons else ""
    return Movement("status", f"{row.title}: {row.previous_status} → {row.status}{why}", key_result=row.key_result)


def _fell_silent(row: KeyResultReview, people: Mapping[str, Person]) -> Movement:
    owner = _name(row.owner, people) or "its owner"
    text = f"{row.title}: no update from {owner}, {row.previous_status} the week before"
    return Movement("silent", text, key_result=row.key_result)


def _edited(
    changes: Iterable[Change],
    key_results: Mapping[str, str],
    objectives: Mapping[str, str],
    people: Mapping[str, Person],
) -> Iterable[Movement]:
    """The edits of key results and of objectives, each named as it is called in the sentence."""
    for change in changes:
        subject = key_results.get(change.key_result or "") or objectives.get(change.objective or "")
        if subject is None:
            continue
        by = _name(change.by, people)
        text = f"{subject}: {_edit(change, people)}"
        text += f" by {by}" if by else ""
        text += f", agreed by {_name(change.agreed_by, people)}" if change.agreed_by else ""
        text += f" — {change.reason}" if change.reason else ""
        yield Movement(change.field, text, key_result=change.key_result)


def _name(email: str | None, people: Mapping[str, Person]) -> str | None:
    """A person's name; somebody who is not among the people keeps what they were called."""
    person = people.get(email or "")
    return person.name if person else email


def _edit(change: Change, people: Mapping[str, Person]) -> str:
    is_person = change.field == "owner"
    old, new = (_name(each, people) if is_person else each for each in (change.old, change.new))
    moved = f"{change.field.replace('_', ' ')} changed from {old or 'none'} to {new or 'none'}"
    if change.field == "title":
        moved = f"reworded from “{old}” to “{new}”"
    return compare.turned(change.field, change.old, change.new) or moved


def _restated(kpi: KpiReview) -> Movement:
    value = words.number(kpi.value, kpi.unit) if kpi.value is not None else "unknown"
    return Movement("restated", f"{kpi.name} was restated: its newest value is now {value}", kpi=kpi.kpi)
