"""How well confidence predicted outcomes, told to those whom it concerns: the owner themself and the VPs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from data.config import Settings
from data.quarter import scorecards
from data.rules import calibration, grading
from data.rules.calibration import Calibration, Said
from data.rules.okr import Grade, Update
from data.store import journal
from data.store.connection import Store


def of(store: Store, settings: Settings, viewer: str | None, as_of: datetime | None = None) -> tuple[Calibration, ...]:
    """What this viewer may see, over all the quarters that were graded by a moment: a VP everybody's together and then
    each owner's, an owner their own, anybody else nothing.
    """
    as_of = as_of or store.now()
    person = journal.people(store, as_of).get(viewer or "")
    if person is None:
        return ()
    said = list(_said(store, settings, as_of))
    if person.role == "vp":
        return (calibration.of(said, settings.limits), *calibration.by_owner(said, settings.limits))
    own = [each for each in said if each.owner == viewer]
    return (calibration.of(own, settings.limits, viewer),) if own else ()


def _said(store: Store, settings: Settings, as_of: datetime) -> Iterator[Said]:
    for label in journal.quarters(store, as_of):
        yield from _said_in(store, settings, label, as_of)


def _said_in(store: Store, settings: Settings, label: str, as_of: datetime) -> Iterator[Said]:
    """The graded key results of a quarter and what their owners had said."""
    quarter = scorecards.parsed(settings, label)
    objectives = [each for each in journal.objectives(store, label, as_of) if each.is_in_force]
    key_results = {each.key_result: each for each in journal.key_results(store, objectives, as_of) if not each.dropped}
    grades = journal.grades(store, list(key_results), [], as_of)
    weeks = quarter.weeks
    updates: dict[str, list[Update]] = defaultdict(list)
    if grades:
        for update in journal.updates(store, list(key_results), weeks[0], weeks[-1], as_of):
            updates[update.key_result].append(update)
    for grade in grades:
        name, is_achieved = grade.key_result or "", _is_achieved(grade, settings)
        if is_achieved is not None:
            told = calibration.by_horizon(updates[name], quarter)
            yield Said(name, key_results[name].owner, is_achieved, told)


def _is_achieved(grade: Grade, settings: Settings) -> bool | None:
    if grade.grade is None and grade.score is not None:
        return grading.grade_of(grade.score, settings.org.grading) == "achieved"
    return None if grade.grade is None else grade.grade == "achieved"
