"""The scorecard of a quarter, read: as it stands, or as it was made final."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from data.config import Settings
from data.errors import UsageError
from data.monday import frozen, weekly
from data.rules import calendar, scoring, wordings
from data.rules.calendar import Quarter
from data.rules.okr import KeyResult, Objective
from data.rules.quarterly import ScorecardRecord
from data.rules.scorecard import Scorecard, Tally
from data.rules.scoring import Evidence
from data.store import journal
from data.store.connection import Store

DRAFTED_IN = 12  # week of the quarter
_COMPARED = 4  # earlier quarters


@dataclass(frozen=True, slots=True)
class Kickoff:
    """Week 1: how the quarter before went, and the OKRs in force of the new one."""

    scorecard: Scorecard
    quarter: str
    objectives: tuple[Objective, ...]
    key_results: tuple[KeyResult, ...]


def of(store: Store, settings: Settings, quarter: str | None = None, as_of: datetime | None = None) -> Scorecard:
    """A quarter's scorecard as it was known at a moment, by default that of the quarter that is due.

    A final one is read as it was made final. Raises UsageError when the quarter is not written like FY22 Q4.
    """
    as_of = as_of or store.now()
    chosen = parsed(settings, quarter) if quarter else due(store, settings, as_of)
    record = journal.scorecard(store, str(chosen), as_of)
    if kept := _kept(record):
        return kept
    earlier = tuple(_earlier(store, settings, chosen, as_of))
    return replace(_scored(store, settings, chosen, record, as_of), earlier=earlier)


def alone(store: Store, settings: Settings, quarter: Quarter, as_of: datetime) -> Scorecard:
    """The same at less cost: one that is not final yet is compared with no other quarter."""
    record = journal.scorecard(store, str(quarter), as_of)
    return _kept(record) or _scored(store, settings, quarter, record, as_of)


def due(store: Store, settings: Settings, as_of: datetime) -> Quarter:
    """The quarter whose scorecard is on the table: the running one from its week 12 on, or once it was begun; before
    that the newest one that is over.
    """
    running = calendar.quarter_of(as_of.date(), settings.org.fiscal_year_start_month)
    known = [parsed(settings, label) for label in journal.quarters(store, as_of)]
    over = [quarter for quarter in known if quarter < running]
    week = running.week_number(calendar.monday(as_of.date()))
    is_due = week >= DRAFTED_IN or journal.scorecard(store, str(running), as_of)
    return max(over) if over and not (running in known and is_due) else running


def kickoff(store: Store, settings: Settings, quarter: str | None = None, as_of: datetime | None = None) -> Kickoff:
    """A quarter's scorecard beside the OKRs of the quarter after it."""
    as_of = as_of or store.now()
    scorecard = of(store, settings, quarter, as_of)
    following = parsed(settings, scorecard.quarter).next
    objectives = [each for each in journal.objectives(store, str(following), as_of) if each.is_in_force]
    key_results = journal.key_results(store, objectives, as_of)
    return Kickoff(
        scorecard, str(following), tuple(objectives), tuple(each for each in key_results if not each.dropped)
    )


def _kept(record: ScorecardRecord | None) -> Scorecard | None:
    """The scorecard as it was made final here."""
    return frozen.scorecard(record.scorecard) if record and record.state == "final" and record.scorecard else None


def _scored(
    store: Store, settings: Settings, quarter: Quarter, record: ScorecardRecord | None, as_of: datetime
) -> Scorecard:
    """The scorecard as its facts make it; one that was final before it came here as it was known then."""
    evidence = _evidence(store, settings, quarter, as_of)
    final = _final(record, evidence)
    if final is None:
        state = record.state if record else "draft" if evidence.grades else "open"
        return scoring.scorecard(evidence, settings.org.grading, settings.limits, state)
    by, at = final
    evidence = _evidence(store, settings, quarter, at)
    scored = scoring.scorecard(evidence, settings.org.grading, settings.limits, "final")
    return replace(scored, final_by=by, final_at=at)


def _final(record: ScorecardRecord | None, evidence: Evidence) -> tuple[str | None, datetime] | None:
    """By whom and when it was made final: as recorded, else once every key result has a grade given as final."""
    if record:
        return (record.by, record.recorded_at) if record.state == "final" and record.recorded_at else None
    stated = {update.key_result: update.status for update in evidence.facts.updates if update.status}
    graded = {grade.key_result: grade for grade in evidence.grades if grade.final}
    rest = [kr for kr in evidence.facts.key_results if kr.key_result not in graded and not kr.dropped]
    if not graded or any(stated.get(kr.key_result) != "cancelled" for kr in rest):
        return None
    newest = max(graded.values(), key=lambda grade: grade.graded_at or evidence.facts.as_of)
    return newest.by, newest.graded_at or evidence.facts.as_of


def _evidence(store: Store, settings: Settings, quarter: Quarter, as_of: datetime) -> Evidence:
    weeks = quarter.review_weeks
    week = min(max(calendar.monday(as_of.date()), weeks[0]), weeks[-1])
    facts = weekly.facts(store, settings, week, as_of)
    names = [each.key_result for each in facts.key_results]
    objectives = [each.objective for each in facts.objectives]
    approved = {
        name: wordings.in_force_since(chain)
        for (name,), chain in journal.objective_versions(store, objectives, as_of).items()
    }
    versions = journal.key_result_versions(store, names, as_of)
    return Evidence(
        facts=facts,
        reviewed=weekly.week_under_review(store, settings, as_of),
        first_wordings={
            each.key_result: scoring.first_wording(versions[(each.key_result,)], approved[each.objective])
            for each in facts.key_results
        },
        grades=journal.grades(store, names, objectives, as_of),
        retro_notes=journal.retro_notes(store, names, as_of),
    )


def _earlier(store: Store, settings: Settings, quarter: Quarter, as_of: datetime) -> Iterator[Tally]:
    """How the newest quarters before went, of those that somebody graded."""
    known = [parsed(settings, label) for label in journal.quarters(store, as_of)]
    left = _COMPARED
    for before in sorted((each for each in known if each < quarter), reverse=True):
        found = _tally(store, settings, before, as_of) if left else None
        if found:
            left -= 1
            yield found


def _tally(store: Store, settings: Settings, quarter: Quarter, as_of: datetime) -> Tally | None:
    record = journal.scorecard(store, str(quarter), as_of)
    if kept := _kept(record):
        return kept.tally
    objectives = journal.objectives(store, str(quarter), as_of)
    names = [each.key_result for each in journal.key_results(store, objectives, as_of)]
    is_graded = journal.grades(store, names, [each.objective for each in objectives], as_of)
    return _scored(store, settings, quarter, record, as_of).tally if record or is_graded else None


def parsed(settings: Settings, label: str) -> Quarter:
    """Raises UsageError when the label is not written like FY22 Q4."""
    try:
        return calendar.parse_quarter(label, settings.org.fiscal_year_start_month)
    except ValueError as error:
        raise UsageError(str(error)) from error
