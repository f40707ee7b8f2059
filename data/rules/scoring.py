"""The scorecard out of a quarter's facts: every key result scored as first and as last worded, the objectives after
them, and the quarter's tally.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from statistics import median

from data.rules import board, course, grading, measure, signs
from data.rules.board import Facts
from data.rules.course import Story, Week
from data.rules.limits import Limits
from data.rules.okr import Change, Grade, KeyResult, Objective
from data.rules.quarterly import RetroNote, ScorecardState
from data.rules.scorecard import (
    RESULTS,
    Given,
    Goalpost,
    KeyResultScore,
    ObjectiveScore,
    Preset,
    Retrospect,
    Scorecard,
    Suggestion,
    Tally,
    Wording,
)
from data.rules.wordings import Version


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a quarter at its end: its facts up to its last week, how each key result was first worded, what
    was given and noted.

    `reviewed` is the newest week whose deadline has passed: nobody owes an update for a later one.
    """

    facts: Facts
    reviewed: date
    first_wordings: Mapping[str, KeyResult] = field(default_factory=dict)
    grades: Sequence[Grade] = ()
    retro_notes: Sequence[RetroNote] = ()


def scorecard(evidence: Evidence, preset: Preset, limits: Limits, state: ScorecardState = "open") -> Scorecard:
    """Score a quarter as it is known at the facts' moment; which quarters it is compared with is the store's to say."""
    facts, teams = evidence.facts, {each.objective: each.team for each in evidence.facts.objectives}
    rows = tuple(
        _key_result(story, teams[story.key_result.objective], evidence, preset, limits)
        for story in board.stories(facts)
    )
    if facts.as_of.date() < facts.quarter.start:
        rows = tuple(map(_to_come, rows))
    return Scorecard(
        quarter=str(facts.quarter),
        state=state,
        as_of=facts.as_of,
        preset=preset,
        objectives=tuple(_objective(objective, rows, evidence, preset) for objective in facts.objectives),
        key_results=rows,
        tally=tally(str(facts.quarter), rows),
        earlier=(),
    )


def first_wording(versions: Sequence[Version], approved_at: datetime | None) -> KeyResult:
    """How a key result was worded when its objective was approved; one that came later as it was worded first.

    `versions` are its wordings, oldest first.
    """
    written = [version for version in versions if not version.value.withdrawn]
    before = [version for version in written if approved_at and version.recorded_at <= approved_at]
    return (before[-1] if before else written[0]).value


def tally(quarter: str, rows: Sequence[KeyResultScore]) -> Tally:
    """How a quarter went in numbers."""
    counted = Counter(row.result for row in rows)
    short = [row for row in rows if row.grade in ("partly", "missed")]
    return Tally(
        quarter=quarter,
        counts={result: counted[result] for result in RESULTS},
        mean=_mean(rows),
        committed_mean=_mean([row for row in rows if row.commitment == "committed"]),
        aspirational_mean=_mean([row for row in rows if row.commitment == "aspirational"]),
        rewritten=sum(_is_rewritten(row) for row in rows),
        warned=median([row.warning.weeks if row.warning else 0 for row in short]) if short else None,
    )


def _key_result(story: Story, team: str | None, evidence: Evidence, preset: Preset, limits: Limits) -> KeyResultScore:
    kr, weeks = story.key_result, course.weeks(story, evidence.facts.week, limits)
    due = _due(weeks, evidence.reviewed)
    value, is_cancelled = course.last_value(weeks), weeks[-1].status == "cancelled"
    last = _wording(kr, weeks[-1].progress, value, preset, is_cancelled)
    first = evidence.first_wordings.get(kr.key_result, kr)
    given = _given(_newest(evidence.grades, key_result=kr.key_result), last.suggested, preset)
    row = KeyResultScore(
        key_result=kr.key_result,
        objective=kr.objective,
        title=kr.title,
        owner=kr.owner,
        team=team,
        kind=kr.kind,
        unit=kr.unit,
        commitment=kr.commitment,
        confidential=kr.confidential,
        weight=1.0 if kr.weight is None else kr.weight,
        cancelled=is_cancelled,
        baseline=kr.baseline,
        target=kr.target,
        low=kr.low,
        high=kr.high,
        stretch=kr.stretch,
        value=value,
        value_as_of=next((week.value_as_of for week in reversed(weeks) if week.value is not None), None),
        progress=weeks[-1].progress,
        confidence=weeks[-1].confidence,
        status=due[-1].status,
        first=_as_first_worded(story, last, weeks, first, preset, is_cancelled),
        last=last,
        given=given,
        changes=tuple(_goalpost(change) for change in story.changes),
        warning=None,
        retro=_retrospect(evidence.retro_notes, kr.key_result),
    )
    if row.grade not in ("partly", "missed"):
        return row
    return replace(row, warning=signs.warning(due, evidence.facts.quarter.review_weeks[-1], limits))


def _to_come(row: KeyResultScore) -> KeyResultScore:
    """The row before its quarter: what is known of it already is no result."""
    nothing = Suggestion(None, None, "the quarter has not begun")
    first, last = (replace(wording, suggested=nothing) for wording in (row.first, row.last))
    return replace(row, first=first, last=last, warning=None)


def _due(weeks: Sequence[Week], reviewed: date) -> Sequence[Week]:
    """The weeks without those at the end for which nobody owes an update yet, unless there is one."""
    owed = [week.week <= reviewed or week.update is not None for week in weeks]
    count = max((n for n, is_owed in enumerate(owed, 1) if is_owed), default=1)
    return weeks[:count]


def _wording(
    key_result: KeyResult, done: float | None, value: float | None, preset: Preset, is_cancelled: bool
) -> Wording:
    way = replace(measure.of(key_result, owner=None), commitment=None, weight=None)
    suggested = grading.suggested(key_result, done, value, preset, is_cancelled=is_cancelled)
    return Wording(key_result.title, measure.described(way), done, suggested)


def _as_first_worded(
    story: Story, last: Wording, weeks: Sequence[Week], first: KeyResult, preset: Preset, is_cancelled: bool
) -> Wording:
    """The final value on the first wording's way; where the unit is another one, it says nothing about that."""
    now = story.key_result
    if first == now:
        return last
    if first.unit != now.unit and not is_cancelled:
        why = f"then counted in {first.unit or 'no unit'}, now in {now.unit or 'none'}: no score can be suggested"
        return replace(_wording(first, None, None, preset, is_cancelled), suggested=Suggestion(None, None, why))
    done = course.progress_as(first, weeks, story.milestones)
    return _wording(first, done, course.last_value(weeks), preset, is_cancelled)


def _objective(
    objective: Objective, rows: Sequence[KeyResultScore], evidence: Evidence, preset: Preset
) -> ObjectiveScore:
    its = [row for row in rows if row.objective == objective.objective and not row.cancelled]
    suggested = grading.objective([(row.score, row.weight) for row in its], preset)
    return ObjectiveScore(
        objective=objective.objective,
        title=objective.title,
        why=objective.why,
        owner=objective.owner,
        team=objective.team,
        weight=1.0 if objective.weight is None else objective.weight,
        suggested=suggested,
        given=_given(_newest(evidence.grades, objective=objective.objective), suggested, preset),
        changes=tuple(_goalpost(each) for each in evidence.facts.changes if each.objective == objective.objective),
    )


def _newest(grades: Sequence[Grade], *, key_result: str | None = None, objective: str | None = None) -> Grade | None:
    return next((each for each in grades if (each.key_result, each.objective) == (key_result, objective)), None)


def _given(grade: Grade | None, suggested: Suggestion, preset: Preset) -> Given | None:
    """What was given; of somebody who gave a score or a grade alone with the other one that goes with it."""
    if grade is None:
        return None
    score, band = grade.score, grade.grade
    if score is None and band is not None:
        score = grading.score_for(band, suggested.score, preset)
    elif band is None and score is not None:
        band = grading.grade_of(score, preset)
    return Given(score, band, grade.note, grade.by, grade.graded_at)


def _goalpost(change: Change) -> Goalpost:
    return Goalpost(change.changed_at, change.field, change.old, change.new, change.reason, change.by, change.agreed_by)


def _retrospect(notes: Sequence[RetroNote], key_result: str) -> Retrospect | None:
    note = next((note for note in notes if note.key_result == key_result), None)
    return note and Retrospect(**{each.name: getattr(note, each.name) for each in fields(Retrospect)})


def _mean(rows: Sequence[KeyResultScore]) -> float | None:
    return grading.mean((row.score, row.weight) for row in rows if not row.cancelled)


def _is_rewritten(row: KeyResultScore) -> bool:
    grades = {row.first.suggested.grade, row.last.suggested.grade}
    return None not in grades and len(grades) > 1
