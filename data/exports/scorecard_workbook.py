"""The scorecard of a quarter as a workbook: its numbers as numbers, everything that was written in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from data.exports import tables
from data.exports.readers import Readers
from data.exports.tables import Row
from data.rules import results
from data.rules.okr import GradeBand, Person
from data.rules.scorecard import RESULTS, Given, KeyResultScore, ObjectiveScore, Scorecard, Suggestion

_SCORE = {"percent": "0%", "score": "0.0"}
_NUMBERS = ("baseline", "target", "low", "high", "stretch", "weight")
_SHARES: tuple[str, ...] = ("Progress", "Progress as first worded", "Confidence")
_SCORES: tuple[str, ...] = (
    "Mean score",
    "Committed",
    "Aspirational",
    "Suggested score",
    "Given score",
    "Suggested score as first worded",
)


def content(scorecard: Scorecard, people: Mapping[str, Person], org: str, *, internal: bool) -> bytes:
    """A scorecard as XLSX; one that is not `internal` is given masked."""
    to = Readers(org, people, internal)
    sheets = {
        "Summary": [*_summary(scorecard, to)],
        "Key results": [_key_result(scorecard, row, to) for row in scorecard.key_results],
        "Objectives": [_objective(scorecard, row, to) for row in scorecard.objectives],
        "Changes": [*_changes(scorecard, to)],
        "Retrospective": [*_retrospective(scorecard, to)],
    }
    score = _SCORE[scorecard.preset]
    shown_as = dict.fromkeys(_SHARES, "0%") | dict.fromkeys(_SCORES, score)
    return tables.xlsx({name: (_COLUMNS[name], rows) for name, rows in sheets.items()}, shown_as)


_COLUMNS = {
    "Summary": (
        *("Quarter", "State", "Final by", "Final on"),
        *("Achieved", "Partly", "Missed", "Not graded", "Cancelled", "Mean score", "Committed", "Aspirational"),
        *("Another grade as first worded", "Weeks of warning, median"),
    ),
    "Key results": (
        *("Objective", "Key result", "Owner", "Team", "Kind", "Commitment", "Weight", "Confidential", "Unit"),
        *("Baseline", "Target", "Low", "High", "Stretch", "Final value", "As of", "Progress", "Last status"),
        *("Confidence", "Result", "Suggested grade", "Suggested score", "Why"),
        *("Given grade", "Given score", "Note", "Given by", "Given on"),
        *("First worded", "Measured as first worded", "Progress as first worded"),
        *("Suggested grade as first worded", "Suggested score as first worded"),
        *("Weeks of warning", "Warning", "Id"),
    ),
    "Objectives": (
        *("Objective", "Why it was one", "Owner", "Team", "Weight", "Result"),
        *(
            "Suggested grade",
            "Suggested score",
            "Why",
            "Given grade",
            "Given score",
            "Note",
            "Given by",
            "Given on",
            "Id",
        ),
    ),
    "Changes": ("Key result", "Changed on", "Field", "Old", "New", "Reason", "By", "Agreed by"),
    "Retrospective": ("Key result", "Result", *results.NOTE.values(), "Written by"),
}


def _summary(scorecard: Scorecard, to: Readers) -> Iterator[Row]:
    state = {
        "State": results.STATES[scorecard.state],
        "Final by": to.name(scorecard.final_by),
        "Final on": _day(scorecard.final_at),
    }
    for number, tally in enumerate((scorecard.tally, *scorecard.earlier)):
        counts = zip(_COLUMNS["Summary"][4:9], RESULTS, strict=True)
        yield {
            "Quarter": tally.quarter,
            **(state if number == 0 else {}),
            **{column: tally.counts.get(result, 0) for column, result in counts},
            "Mean score": tally.mean,
            "Committed": tally.committed_mean,
            "Aspirational": tally.aspirational_mean,
            "Another grade as first worded": tally.rewritten,
            "Weeks of warning, median": tally.warned,
        }


def _key_result(scorecard: Scorecard, row: KeyResultScore, to: Readers) -> Row:
    objectives = {objective.objective: objective.title for objective in scorecard.objectives}
    is_reworded = row.first != row.last
    first = {
        "First worded": row.first.title,
        "Measured as first worded": row.first.measure,
        "Progress as first worded": row.first.progress,
        "Suggested grade as first worded": _grade(scorecard, row.first.suggested.grade),
        "Suggested score as first worded": row.first.suggested.score,
    }
    return {
        "Objective": objectives.get(row.objective),
        "Key result": row.title,
        "Owner": to.name(row.owner),
        "Team": row.team,
        "Kind": row.kind.replace("_", " "),
        "Commitment": row.commitment,
        "Confidential": "yes" if row.confidential else "no",
        "Unit": row.unit,
        **{name.capitalize(): getattr(row, name) for name in _NUMBERS},
        "Final value": row.value,
        "As of": _day(row.value_as_of) if row.value is not None else None,
        "Progress": row.progress,
        "Last status": row.status,
        "Confidence": row.confidence / 100 if row.confidence is not None else None,
        "Result": results.word(row.result, scorecard.preset),
        **_judged(scorecard, row.last.suggested, row.given, to),
        **(first if is_reworded else {}),
        "Weeks of warning": row.warning.weeks if row.warning else None,
        "Warning": row.warning.sign if row.warning else None,
        "Id": row.key_result,
    }


def _objective(scorecard: Scorecard, row: ObjectiveScore, to: Readers) -> Row:
    return {
        "Objective": row.title,
        "Why it was one": row.why,
        "Owner": to.name(row.owner),
        "Team": row.team,
        "Weight": row.weight,
        "Result": results.word(row.result, scorecard.preset),
        **_judged(scorecard, row.suggested, row.given, to),
        "Id": row.objective,
    }


def _judged(scorecard: Scorecard, suggested: Suggestion, given: Given | None, to: Readers) -> dict[str, Any]:
    told = {
        "Suggested grade": _grade(scorecard, suggested.grade),
        "Suggested score": suggested.score,
        "Why": suggested.why,
    }
    if given is None:
        return told
    return told | {
        "Given grade": _grade(scorecard, given.grade),
        "Given score": given.score,
        "Note": given.note,
        "Given by": to.name(given.by),
        "Given on": _day(given.at),
    }


def _grade(scorecard: Scorecard, grade: GradeBand | None) -> str | None:
    return results.word(grade, scorecard.preset) if grade else None


def _changes(scorecard: Scorecard, to: Readers) -> Iterator[Row]:
    for row in scorecard.key_results:
        for change in row.changes:
            yield {
                "Key result": row.title,
                "Changed on": change.at.date(),
                "Field": change.field.replace("_", " "),
                "Old": _typed(change.field, change.old),
                "New": _typed(change.field, change.new),
                "Reason": change.reason,
                "By": to.name(change.by),
                "Agreed by": to.name(change.agreed_by),
            }


def _typed(field: str, text: str | None) -> float | str | None:
    """What a field was changed from or to: a number where the field holds one."""
    try:
        return float(text) if text and field in _NUMBERS else text
    except ValueError:
        return text


def _retrospective(scorecard: Scorecard, to: Readers) -> Iterator[Row]:
    for row in scorecard.key_results:
        if row.retro:
            prose = {heading: getattr(row.retro, name) for name, heading in results.NOTE.items()}
            result = results.word(row.result, scorecard.preset)
            yield {"Key result": row.title, "Result": result, **prose, "Written by": to.name(row.retro.by)}


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None
