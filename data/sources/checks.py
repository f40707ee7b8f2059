"""What the rows of an import must have in common: references that lead somewhere, bands with two ends, weeks that fit.

Each check looks at one promise of the files and yields a problem for each row that breaks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from data.errors import Problem
from data.rules import cells, formats
from data.rules.calendar import monday, parse_quarter
from data.rules.okr import SLOPE_KINDS, Change, KeyResult, Update
from data.sources.rows import Rows

AFTER_THE_END = timedelta(weeks=4)  # final values come in until the scorecard is final
REFERS_TO = {
    **dict.fromkeys(("owner", "manager", "stand_in", "person"), "people"),
    **dict.fromkeys(("objective", "parent"), "objectives"),
    "key_result": "key_results",
    "kpi": "kpis",
}
Wrong = tuple[str, str, str | None]  # what is wrong, in which column, and the value there
CALLED = {"people": "person", "objectives": "objective", "key_results": "key result", "kpis": "KPI"}


@dataclass(frozen=True, slots=True)
class Known:
    """What the store already holds, so that references can be checked."""

    people: frozenset[str] = frozenset()
    objectives: Mapping[str, str] = field(default_factory=dict)  # id -> quarter
    key_results: Mapping[str, str] = field(default_factory=dict)  # id -> objective
    kpis: frozenset[str] = frozenset()
    milestones: frozenset[tuple[str, str]] = frozenset()
    plans: frozenset[tuple[str, date]] = frozenset()


@dataclass(frozen=True, slots=True)
class Import:
    """The files of one import by name (keys of formats.FILES), beside what is known."""

    files: Mapping[str, Rows]
    known: Known
    start_month: int
    most_key_results: int

    def nouns(self, name: str) -> list[tuple[int, Any]]:
        return self.files[name].nouns if name in self.files else []

    def problem(self, name: str, line: int, message: str, column: str | None = None, **more: Any) -> Problem:
        return Problem(message, self.files[name].file, line, column, **more)

    def is_known(self, name: str, key: str) -> bool:
        return key in getattr(self.known, name) or self.may_bring(name, key)

    def may_bring(self, name: str, *key: Any) -> bool:
        """Whether this import has something; also true when nobody can say, because its file could not be read."""
        rows = self.files.get(name)
        return rows is not None and (key in rows.keys or not rows.is_complete)


def problems(given: Import) -> list[Problem]:
    """Everything wrong across the rows of an import, warnings among it."""
    return [problem for check in CHECKS for problem in check(given)]


def references(given: Import) -> Iterator[Problem]:
    """Who and what a row names is in this import or in the store; a tracker's items name what their board says."""
    for name in (name for name in given.files if name != "work_items"):
        form = formats.FILES[name]
        columns = [column for column in form.columns if column in REFERS_TO and form.key != (column,)]
        for column in columns:
            target = REFERS_TO[column]
            ids = {value for _, noun in given.nouns(name) if (value := getattr(noun, column)) is not None}
            missing = {value for value in ids if not given.is_known(target, value)}
            if missing:
                for line, noun in given.nouns(name):
                    if (value := getattr(noun, column)) in missing:
                        yield given.problem(name, line, f"there is no such {CALLED[target]}", column, value=value)


def subjects(given: Import) -> Iterator[Problem]:
    """A change or a grade is of one thing."""
    for name in given.files:
        columns = formats.FILES[name].subjects
        for line, noun in given.nouns(name) if columns else ():
            if len(named := _subjects(name, noun)) != 1:
                found = f"both {' and '.join(named)}" if named else "none"
                yield given.problem(name, line, f"expected exactly one of {', '.join(columns)}, found {found}")


def _subjects(name: str, noun: Any) -> list[str]:
    return [column for column in formats.FILES[name].subjects if getattr(noun, column) is not None]


def parents(given: Import) -> Iterator[Problem]:
    """An objective serves another one."""
    for line, objective in given.nouns("objectives"):
        if objective.parent == objective.objective:
            message = "an objective is not its own parent"
            yield given.problem("objectives", line, message, "parent", value=objective.parent)


def bands(given: Import) -> Iterator[Problem]:
    """A band has two ends, the low one below the high one."""
    for line, key_result in given.nouns("key_results"):
        low, high = key_result.low, key_result.high
        if low is not None and high is not None and low > high:
            message = f"low is above high, {cells.write(high)}"
            yield given.problem("key_results", line, message, "low", value=cells.write(low))
        if key_result.kind == "band":
            for column in ("low", "high"):
                if getattr(key_result, column) is None and _is_said(given, key_result, column):
                    yield given.problem("key_results", line, "a band needs a low and a high value", column)


def _is_said(given: Import, key_result: KeyResult, column: str) -> bool:
    """Whether an empty value means unknown: an absent column leaves what the store holds as it is."""
    return column in given.files["key_results"].given or key_result.key_result not in given.known.key_results


def spans(given: Import) -> Iterator[Problem]:
    """A key result starts before it is due."""
    for line, key_result in given.nouns("key_results"):
        if key_result.start and key_result.due and key_result.start > key_result.due:
            yield given.problem("key_results", line, "it is due before it starts", "due", value=str(key_result.due))


def changed(given: Import) -> Iterator[Problem]:
    """A change names something that exists and one of its fields; both its values are ones that the field can have."""
    for line, change in given.nouns("changes"):
        if len(_subjects("changes", change)) != 1:
            continue
        for wrong in (_wrong_part(given, change), *_wrong_values(change)):
            if wrong:
                message, column, value = wrong
                yield given.problem("changes", line, message, column, value=value)


def _wrong_part(given: Import, change: Change) -> Wrong | None:
    if change.key_result is None and (change.milestone or change.week):
        return "a milestone or a planned week is named together with its key result", "key_result", None
    if change.milestone and change.week:
        return "expected a milestone or a planned week, not both", "week", str(change.week)
    key = (change.key_result or "", change.milestone or "")
    if change.milestone and key not in given.known.milestones and not given.may_bring("milestones", *key):
        return "the key result has no such milestone", "milestone", change.milestone
    planned = (change.key_result or "", change.week)
    if change.week and planned not in given.known.plans and not given.may_bring("plans", *planned):
        return "the key result has no planned value for this week", "week", str(change.week)
    return None


def _wrong_values(change: Change) -> Iterator[Wrong]:
    file = formats.changed_file(change)
    form = formats.FILES[file]
    columns = [column for column in form.columns if column not in form.key]
    if change.field not in columns:
        yield f"expected one of {', '.join(columns)}", "field", change.field
        return
    for column, text in (("old", change.old), ("new", change.new)):
        try:
            formats.read(file, change.field, text or "")
        except ValueError as error:
            yield f"{error}, for this is what {change.field} holds", column, text


def weeks(given: Import) -> Iterator[Problem]:
    """Warnings for updates far outside the quarter of their key result, or its own days where those reach further."""
    key_results = {noun.key_result: noun for _, noun in given.nouns("key_results")}
    days: dict[str, tuple[date, date] | None] = {}
    for line, update in given.nouns("updates"):
        if update.key_result not in days:
            days[update.key_result] = _days(given, update, key_results.get(update.key_result))
        if (span := days[update.key_result]) and not monday(span[0]) <= update.week <= span[1] + AFTER_THE_END:
            message = f"this week is far from the key result's quarter, {span[0]} to {span[1]}"
            yield given.problem("updates", line, message, "week", value=str(update.week), is_warning=True)


def _days(given: Import, update: Update, key_result: KeyResult | None) -> tuple[date, date] | None:
    objective = key_result.objective if key_result else given.known.key_results.get(update.key_result)
    imported = (noun.quarter for _, noun in given.nouns("objectives") if noun.objective == objective)
    label = next(imported, given.known.objectives.get(objective or ""))
    if label is None:
        return None
    quarter = parse_quarter(label, given.start_month)
    own = [day for day in (key_result.start, key_result.due) if day] if key_result else []
    return min([quarter.start, *own]), max([quarter.end, *own])


def advice(given: Import) -> Iterator[Problem]:
    """Warnings for key results without an owner or without a way to go."""
    for line, key_result in given.nouns("key_results"):
        if key_result.owner is None:
            yield given.problem("key_results", line, "nobody owns this key result yet", "owner", is_warning=True)
        target = key_result.target
        if key_result.kind in SLOPE_KINDS and target is not None and target == key_result.baseline:
            value = cells.write(target)
            message = "the target equals the baseline, so there is no progress between them"
            yield given.problem("key_results", line, message, "target", value=value, is_warning=True)


def percentages(given: Import) -> Iterator[Problem]:
    """Warnings for confidences that look like shares: a spreadsheet's 78 % is the number 0.78."""
    for line, update in given.nouns("updates"):
        if update.confidence is not None and 0 < update.confidence < 1:
            value = cells.write(update.confidence)
            message = "confidence is in percent, from 0 to 100"
            yield given.problem("updates", line, message, "confidence", value=value, is_warning=True)


def counts(given: Import) -> Iterator[Problem]:
    """Warnings for objectives with no key results or with more than can be watched."""
    imported = {noun.key_result: noun for _, noun in given.nouns("key_results")}
    held = {**given.known.key_results, **{name: noun.objective for name, noun in imported.items()}}
    count = Counter(objective for name, objective in held.items() if name not in imported or not imported[name].dropped)
    lines = {noun.objective: ("key_results", line) for line, noun in given.nouns("key_results")}
    lines |= {noun.objective: ("objectives", line) for line, noun in given.nouns("objectives")}
    for objective, (name, line) in lines.items():
        if count[objective] > given.most_key_results:
            most = given.most_key_results
            message = f"{count[objective]} key results are more than the {most} an objective should have"
            yield given.problem(name, line, message, "objective", value=objective, is_warning=True)
        elif not count[objective]:
            yield given.problem(name, line, "no key result yet", "objective", value=objective, is_warning=True)


CHECKS: tuple[Callable[[Import], Iterator[Problem]], ...] = (
    references,
    subjects,
    parents,
    bands,
    spans,
    changed,
    weeks,
    advice,
    percentages,
    counts,
)
