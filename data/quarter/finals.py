"""A scorecard taken on: drafted, made final and kept as it stands, and reopened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from data.config import Settings
from data.errors import OkrError, Problem, UsageError
from data.monday import frozen
from data.quarter import grades, scorecards
from data.rules import calendar, words
from data.rules.okr import Grade, Role
from data.rules.quarterly import ScorecardRecord
from data.rules.scorecard import Given, KeyResultScore, ObjectiveScore, Scorecard
from data.store import journal
from data.store.connection import Store

FINAL_IN = 13  # week of the quarter
_FINISHERS: tuple[Role, ...] = ("vp",)

Row = TypeVar("Row", KeyResultScore, ObjectiveScore)


class ScorecardIsNotFinal(OkrError):
    """It cannot be reopened, or not be made final yet; the problems say why."""


def to_draft(store: Store, settings: Settings, quarter: str | None = None, *, by: str | None = None) -> Scorecard:
    """The directors begin: the scorecard is a draft from now on. Raises NotTheirs and ScorecardIsFinal."""
    with store.writing() as writer:
        grades.allow(writer, by, grades.GRADERS, "draft the scorecard")
        card = scorecards.of(store, settings, quarter, writer.moment)
        grades.must_be_open(card)
        grades.move(writer, ScorecardRecord(card.quarter, "draft", by))
    return replace(card, state="draft")


def finalise(
    store: Store,
    settings: Settings,
    quarter: str | None = None,
    *,
    by: str | None = None,
    accept_suggestions: bool = False,
) -> Scorecard:
    """The VPs are done: the scorecard is kept as it stands and does not change any more.

    With `accept_suggestions` everything that nobody graded gets the grade that is suggested, signed by who accepts it.
    Raises NotTheirs, ScorecardIsFinal, and ScorecardIsNotFinal before week 13, or while a grade is missing.
    """
    with store.writing() as writer:
        grades.allow(writer, by, _FINISHERS, "make the scorecard final")
        card = scorecards.of(store, settings, quarter, writer.moment)
        grades.must_be_open(card)
        _must_be_ripe(card, settings, writer.moment, accept_suggestions)
        final = replace(
            card,
            state="final",
            objectives=tuple(_accepted(row, by, writer.moment) for row in card.objectives),
            key_results=tuple(_accepted(row, by, writer.moment) for row in card.key_results),
            final_by=by,
            final_at=writer.moment,
        )
        journal.record(writer, list(_final_grades(final)))
        grades.move(writer, ScorecardRecord(card.quarter, "final", by, scorecard=frozen.text(final)))
    return final


def reopen(
    store: Store, settings: Settings, quarter: str | None = None, *, by: str | None = None, reason: str | None = None
) -> Scorecard:
    """Make a final scorecard a draft again; both stay in the record. Raises NotTheirs, ScorecardIsNotFinal, and
    UsageError without a reason.
    """
    with store.writing() as writer:
        grades.allow(writer, by, _FINISHERS, "reopen the scorecard")
        card = scorecards.of(store, settings, quarter, writer.moment)
        if card.state != "final":
            raise ScorecardIsNotFinal(f"The scorecard of {card.quarter} is not final.")
        if not (reason or "").strip():
            raise UsageError("Say why it is reopened: everybody has seen it as final.")
        grades.move(writer, ScorecardRecord(card.quarter, "draft", by, (reason or "").strip()))
    return scorecards.of(store, settings, card.quarter)


def _accepted(row: Row, by: str | None, moment: datetime) -> Row:
    """The row with its suggestion given, where nobody gave anything and there is one."""
    suggested = row.suggested
    if row.given or suggested.grade is None:
        return row
    return replace(row, given=Given(suggested.score, suggested.grade, None, by, moment))


def _final_grades(final: Scorecard) -> Iterator[Grade]:
    """Every grade again, as a final one."""
    about = [(row.key_result, None, row.given) for row in final.key_results]
    about += [(None, row.objective, row.given) for row in final.objectives]
    for key_result, objective, given in about:
        if given:
            yield Grade(key_result, objective, given.score, given.grade, given.note, given.by, final=True)


def _must_be_ripe(card: Scorecard, settings: Settings, now: datetime, accept_suggestions: bool) -> None:
    """A final scorecard has every grade, and comes after the retrospectives."""
    week = scorecards.parsed(settings, card.quarter).week_number(calendar.monday(now.date()))
    if week < FINAL_IN:
        raise ScorecardIsNotFinal(
            f"{card.quarter} is in its week {week}. The scorecard can be made final from week {FINAL_IN} on."
        )
    if not card.key_results:
        raise ScorecardIsNotFinal(f"{card.quarter} has no key results: there is nothing to make final.")
    judged = [row for row in card.objectives if row.grade]  # one whose key results were all cancelled has no grade
    left = [row for row in (*card.key_results, *judged) if not row.given and row.result != "cancelled"]
    missing = [row for row in left if row.grade is None or not accept_suggestions]
    if missing:
        verb, them = ("is", "it") if len(missing) == 1 else ("are", "them")
        otherwise = "" if accept_suggestions else ", or accept what is suggested"
        raise ScorecardIsNotFinal(
            f"{words.count(len(missing), 'grade')} {verb} missing. Give {them}{otherwise}.",
            [Problem(f"“{row.title}”: {row.suggested.why}") for row in missing],
        )
