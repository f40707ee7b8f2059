"""The door for CSV and XLSX files: what one import brings, with a problem for everything that does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.errors import Problem
from data.rules.limits import Limits
from data.rules.meeting import Action, AgendaItem, Closing, Note, Send
from data.rules.monthly import MonthlyUpdate
from data.rules.okr import Change, Grade, KeyResult, Kpi, Milestone, Objective, Person, Plan, Reading, Series, Update
from data.rules.quarterly import Card, Comment, RetroNote, ScorecardRecord, StepRecord, Vote
from data.rules.work import WorkItem
from data.sources import checks, rows, sheets
from data.sources.checks import Known
from data.sources.rows import Rows

__all__ = ["Bundle", "Known", "read"]

MOST_LISTED = 50
_DEFAULTS = Limits()


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one import brings, each in the order of its file.

    `given` has, for each file that was there, the columns that it had: a column that is absent leaves the stored value
    as it is.
    """

    people: tuple[Person, ...] = ()
    objectives: tuple[Objective, ...] = ()
    key_results: tuple[KeyResult, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    plans: tuple[Plan, ...] = ()
    updates: tuple[Update, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    readings: tuple[Reading, ...] = ()
    changes: tuple[Change, ...] = ()
    grades: tuple[Grade, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    notes: tuple[Note, ...] = ()
    actions: tuple[Action, ...] = ()
    closings: tuple[Closing, ...] = ()
    sends: tuple[Send, ...] = ()
    steps: tuple[StepRecord, ...] = ()
    comments: tuple[Comment, ...] = ()
    retro_notes: tuple[RetroNote, ...] = ()
    cards: tuple[Card, ...] = ()
    votes: tuple[Vote, ...] = ()
    scorecards: tuple[ScorecardRecord, ...] = ()
    series: tuple[Series, ...] = ()
    work_items: tuple[WorkItem, ...] = ()
    monthly: tuple[MonthlyUpdate, ...] = ()
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read(
    contents: Mapping[str, bytes], known: Known, start_month: int, limits: Limits = _DEFAULTS
) -> tuple[Bundle, list[Problem]]:
    """Read files by name: `people.csv` and the others of formats.FILES, or an XLSX with sheets of those names.

    Problems that are not warnings come first and mean that nothing is to be imported; the bundle then holds the rows
    that have none.
    """
    files: dict[str, Rows] = {}
    problems: list[Problem] = []
    for file, content in contents.items():
        found, wrong = sheets.read(file, content)
        problems += wrong
        for sheet in found:
            if sheet.name in files:
                problems.append(Problem(f"{sheet.name} was already read from {files[sheet.name].file}", sheet.file))
            else:
                files[sheet.name] = rows.read(sheet)
                problems += files[sheet.name].problems
    problems += checks.problems(checks.Import(files, known, start_month, limits.most_key_results))
    return _bundle(files), _listed(problems)


def _bundle(files: Mapping[str, Rows]) -> Bundle:
    nouns: dict[str, Any] = {name: tuple(noun for _, noun in found.nouns) for name, found in files.items()}
    return Bundle(**nouns, given={name: found.given for name, found in files.items()})


def _listed(problems: Sequence[Problem]) -> list[Problem]:
    """Warnings last, by file and line; those beyond a screenful are only counted."""
    ordered = sorted(problems, key=lambda problem: (problem.is_warning, problem.file or "", problem.line or 0))
    listed, left_out = ordered[:MOST_LISTED], ordered[MOST_LISTED:]
    if left_out:
        listed.append(Problem(f"and {len(left_out)} more", is_warning=left_out[0].is_warning))
    return listed
