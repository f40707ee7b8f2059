"""The files that come in and go out: the columns of each, which are required, and what makes two rows one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, get_type_hints

from data.rules.cells import Reader, reader
from data.rules.meeting import Action, AgendaItem, Closing, Note, Send
from data.rules.monthly import MonthlyUpdate
from data.rules.okr import Change, Grade, KeyResult, Kpi, Milestone, Objective, Person, Plan, Reading, Series, Update
from data.rules.quarterly import Card, Comment, RetroNote, ScorecardRecord, StepRecord, Vote
from data.rules.work import WorkItem


@dataclass(frozen=True, slots=True)
class Format:
    """One file: the dataclass of its rows and its columns in the order they are written.

    `required` columns must be there; the cells of `filled` ones are never empty. Rows with the same `key` are revisions
    of each other where `keeps_revisions`, else a mistake. Where there are `subjects`, each row fills exactly one.
    """

    noun: type
    columns: tuple[str, ...]
    required: frozenset[str]
    filled: frozenset[str]
    key: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    keeps_revisions: bool = False


def _format(noun: type, columns: str, key: str, subjects: str = "", keeps_revisions: bool = False) -> Format:
    names = columns.split()
    return Format(
        noun,
        columns=tuple(name.removeprefix("*") for name in names),
        required=frozenset(name[1:] for name in names if name.startswith("*")),
        filled=frozenset(field.name for field in fields(noun) if field.default is MISSING),
        key=tuple(key.split()),
        subjects=tuple(subjects.split()),
        keeps_revisions=keeps_revisions,
    )


FILES: Mapping[str, Format] = {
    "people": _format(Person, "*email *name role team manager stand_in active github", key="email"),
    "objectives": _format(
        Objective, "*objective *quarter *title why team owner parent weight state withdrawn", key="objective"
    ),
    "key_results": _format(
        KeyResult,
        "*key_result *objective *title *owner kind unit baseline target low high stretch commitment weight kpi"
        " confidential start due link dropped withdrawn",
        key="key_result",
    ),
    "milestones": _format(Milestone, "*key_result *milestone weight due done_on withdrawn", key="key_result milestone"),
    "plans": _format(Plan, "*key_result *week *value withdrawn", key="key_result week"),
    "updates": _format(
        Update,
        "*key_result *week value confidence status wins risks next_steps help link author recorded_at",
        key="key_result week",
        keeps_revisions=True,
    ),
    "kpis": _format(Kpi, "*kpi *name unit good_direction team", key="kpi"),
    "readings": _format(
        Reading, "*kpi *date *value captured_at is_partial definition", key="kpi date", keeps_revisions=True
    ),
    "changes": _format(
        Change,
        "key_result *changed_at *field old new reason by objective person kpi milestone week agreed_by",
        key="key_result objective person kpi milestone week field changed_at",
        subjects="key_result objective person kpi",
    ),
    "grades": _format(
        Grade,
        "key_result objective score grade note by graded_at final",
        key="key_result objective graded_at",
        subjects="key_result objective",
    ),
    "agenda": _format(
        AgendaItem,
        "*item *week *title by minutes link key_result position state recorded_at",
        key="item",
        keeps_revisions=True,
    ),
    "notes": _format(
        Note, "*note *week *text kind key_result by withdrawn recorded_at", key="note", keeps_revisions=True
    ),
    "actions": _format(
        Action,
        "*action *week *text owner due key_result done_on by withdrawn recorded_at",
        key="action",
        keeps_revisions=True,
    ),
    "closings": _format(Closing, "*week *closed by reason review recorded_at", key="week", keeps_revisions=True),
    "sends": _format(Send, "*week *what to text by recorded_at about", key="week what about", keeps_revisions=True),
    "steps": _format(
        StepRecord,
        "*quarter *step done_on done_by note link by recorded_at",
        key="quarter step",
        keeps_revisions=True,
    ),
    "comments": _format(
        Comment,
        "*comment *text objective key_result quarter step by withdrawn recorded_at",
        key="comment",
        keeps_revisions=True,
    ),
    "retro_notes": _format(
        RetroNote,
        "*key_result outcome worked did_not could_have team_input by recorded_at",
        key="key_result",
        keeps_revisions=True,
    ),
    "cards": _format(
        Card,
        "*card *quarter *prompt *text about retro topic discussed by withdrawn recorded_at",
        key="card",
        keeps_revisions=True,
    ),
    "votes": _format(Vote, "*card *voter votes recorded_at", key="card voter", keeps_revisions=True),
    "series": _format(Series, "*series kpi by recorded_at", key="series", keeps_revisions=True),
    "work_items": _format(
        WorkItem,
        "*item *project *kind title number repository url state status status_place team iteration iteration_start"
        " target_date key_result assignees labels created_at closed_at is_archived is_gone fields captured_at",
        key="item",
        keeps_revisions=True,
    ),
    "monthly": _format(
        MonthlyUpdate, "*month *subject *text team state to by recorded_at", key="month team", keeps_revisions=True
    ),
    "scorecards": _format(
        ScorecardRecord, "*quarter *state by reason scorecard recorded_at", key="quarter", keeps_revisions=True
    ),
}


def changed_file(change: Change) -> str:
    """The file (a key of FILES) that holds what a change edited: the definition that its key names."""
    if change.key_result is not None:
        return "milestones" if change.milestone is not None else "plans" if change.week is not None else "key_results"
    return "objectives" if change.objective is not None else "people" if change.person is not None else "kpis"


def read(file: str, column: str, text: str) -> Any:
    """The value of one cell as its noun holds it, None for a blank one; raises ValueError with what was expected.

    `old` and `new` of a change are such cells: of `changed_file(change)`, in the column `change.field`.
    """
    return readers(file)[column](text) if text.strip() else None


@cache
def readers(file: str) -> Mapping[str, Reader]:
    """For each column of a file, what reads its cells that are not blank."""
    hints = get_type_hints(FILES[file].noun)
    return {column: reader(column, hints[column]) for column in FILES[file].columns}
