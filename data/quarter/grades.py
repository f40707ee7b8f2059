"""Grades, given to key results and objectives by those who may, while their scorecard is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from data.config import Settings
from data.errors import OkrError, UsageError
from data.monday import weekly
from data.monday.weekly import Logged
from data.quarter import scorecards
from data.rules import grading, words
from data.rules.calendar import Quarter
from data.rules.okr import Grade, GradeBand, Person, Role, Status, Update
from data.rules.quarterly import ScorecardRecord
from data.rules.scorecard import KeyResultScore, ObjectiveScore, Preset, Scorecard, Suggestion
from data.store import journal
from data.store.connection import Store, Writer

GRADERS: tuple[Role, ...] = ("director", "vp")

Scored = KeyResultScore | ObjectiveScore


class ScorecardIsFinal(OkrError):
    """A final scorecard does not change."""


class NotTheirs(OkrError):
    """Somebody wants to do what is for others to do."""


def give(
    store: Store,
    settings: Settings,
    *,
    key_result: str | None = None,
    objective: str | None = None,
    score: float | None = None,
    grade: GradeBand | None = None,
    note: str | None = None,
    by: str | None = None,
) -> Grade:
    """Give a key result or an objective its score, its grade, or both: of one alone the other follows.

    The first one begins the draft. Raises UsageError when it is unknown, cancelled, says nothing or contradicts itself,
    NotTheirs when somebody else grades, ScorecardIsFinal.
    """
    with store.writing() as writer:
        allow(writer, by, GRADERS, "give grades")
        quarter = _quarter_of(store, settings, key_result, objective, writer.moment)
        card = scorecards.alone(store, settings, quarter, writer.moment)
        must_be_open(card)
        score, grade = _consistent(score, grade, _row(card, key_result, objective).suggested, card.preset)
        given = Grade(key_result, objective, score, grade, (note or "").strip() or None, by, writer.moment)
        journal.record(writer, [given])
        if card.state == "open":
            move(writer, ScorecardRecord(card.quarter, "draft", by))
    return given


def log_final(
    store: Store,
    settings: Settings,
    key_result: str,
    *,
    value: float | None = None,
    status: Status | None = None,
    by: str | None = None,
) -> Logged:
    """Keep a key result's final value in the update of its quarter's last week, whose other words stay; it may come
    after the quarter's end, until the scorecard is final. Raises UsageError and ScorecardIsFinal.
    """
    if value is None and status is None:
        raise UsageError("Give the final value.")
    moment = store.now()
    quarter = _quarter_of(store, settings, key_result, None, moment)
    must_be_open(scorecards.alone(store, settings, quarter, moment))
    week = min(quarter.review_weeks[-1], weekly.week_to_log(store, settings, moment))
    held = next(iter(journal.updates(store, [key_result], week, week, moment)), Update(key_result, week))
    said = {name: said for name, said in (("value", value), ("status", status)) if said is not None}
    return weekly.log(store, settings, replace(held, **said, author=by, recorded_at=None))


def allow(writer: Writer, by: str | None, roles: tuple[Role, ...], what: str) -> None:
    """Raise NotTheirs for a known person of another role; without a sign-in a name proves nothing, and no name is let
    through.
    """
    people = {row["email"]: Person(**row) for row in writer.rows("people/current", as_of=writer.moment)}
    person = people.get(by or "")
    if person and person.role not in roles:
        whose = [each.name for each in people.values() if each.role in roles and each.active]
        raise NotTheirs(f"{person.name} cannot {what}. That is for {_listed(whose)}.")


def must_be_open(card: Scorecard) -> None:
    """Raise ScorecardIsFinal for one that is."""
    if card.state == "final":
        since = f" since {words.day(card.final_at)} {card.final_at.year}" if card.final_at else ""
        raise ScorecardIsFinal(f"The scorecard of {card.quarter} is final{since}. A VP can reopen it, with a reason.")


def move(writer: Writer, record: ScorecardRecord) -> None:
    """Keep that a scorecard went to another state."""
    journal.record(writer, [replace(record, recorded_at=writer.moment)])


def _listed(names: Sequence[str]) -> str:
    if len(names) > 3:
        return "directors and VPs"
    return " or ".join(names) or "a VP, and nobody is one yet: name one under Setup"


def _quarter_of(
    store: Store, settings: Settings, key_result: str | None, objective: str | None, as_of: datetime
) -> Quarter:
    """The quarter of a key result or of an objective."""
    known = journal.key_result(store, key_result, as_of) if key_result else None
    found = journal.objective(store, known.objective if known else objective or "", as_of)
    if found is None:
        raise UsageError(f"There is no key result and no objective “{key_result or objective}”.")
    return scorecards.parsed(settings, found.quarter)


def _row(card: Scorecard, key_result: str | None, objective: str | None) -> Scored:
    rows = [row for row in card.key_results if row.key_result == key_result]
    judged = [row for row in card.objectives if row.objective == objective]
    if len(rows) + len(judged) != 1:
        raise UsageError("Name a key result or an objective that is in force, and one of them alone.")
    if rows and rows[0].cancelled:
        raise UsageError(f"“{rows[0].title}” is cancelled: it is not graded.")
    return (*rows, *judged)[0]


def _consistent(
    score: float | None, grade: GradeBand | None, suggested: Suggestion, preset: Preset
) -> tuple[float | None, GradeBand]:
    """The score and the grade that belong together, out of either or both."""
    if score is None:
        if grade is None:
            raise UsageError("Give a score or a grade.")
        return grading.score_for(grade, suggested.score, preset), grade
    if not 0 <= score <= 1:
        raise UsageError(f"A score is from 0.0 to 1.0, not {score:g}.")
    score = grading.score_of(score, preset)
    stands_for = grading.grade_of(score, preset)
    if grade not in (None, stands_for):
        told = f"{grading.scored(score, preset)} is {grading.label(stands_for, preset)}"
        raise UsageError(f"{told}, not {grading.label(grade, preset)}. Change one of them, or give one alone.")
    return score, stands_for
