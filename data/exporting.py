"""What `okr export` writes: everything as files that an import reads back, the week as a deck, the quarter week over
week.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from data.config import Settings
from data.errors import UsageError
from data.exports import tables
from data.monday import meeting, weekly
from data.pulls import tracker
from data.quarter import planning, publishing, retro, scorecards
from data.rules import calendar, confidential, formats
from data.rules import retro as retro_rules
from data.rules.calendar import Quarter
from data.rules.meeting import Action, Minutes
from data.rules.okr import Person
from data.rules.quarterly import StepRecord
from data.store import journal
from data.store.connection import Store
from data.store.journal import DEFINITIONS, RECORDS

CALENDAR = "text/calendar; charset=utf-8"
HTML = "text/html; charset=utf-8"
MAIL = "message/rfc822"
DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MARKDOWN = "text/markdown; charset=utf-8"
ScorecardFormat = Literal["pptx", "md", "xlsx"]
MailFormat = Literal["html", "eml"]
SCORECARD: Mapping[ScorecardFormat, str] = {
    "pptx": DECK,
    "md": MARKDOWN,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """The page, and in a sentence what of the quarter is not on it."""

    content: bytes
    left_out: str | None


def csv_files(store: Store, as_of: datetime | None = None) -> dict[str, str]:
    """The store as CSV texts by file name, as it was known at a moment."""
    moment = as_of or store.now()
    nouns: dict[str, list[Any]] = {
        table: [chain[-1].value for chain in noun.versions(store, moment).values()]
        for table, noun in DEFINITIONS.items()
    }
    for noun in (journal.OBJECTIVES, journal.KEY_RESULTS):  # the order of the document, which an import keeps
        places, name = journal.places(store, noun), noun.key[0]
        nouns[noun.table].sort(key=lambda value: places[getattr(value, name)])
    nouns |= {table: kind.all(store, moment) for table, kind in RECORDS.items()}
    nouns["changes"] = journal.changes(store, moment)
    return tables.csv_files(nouns)


def deck(store: Store, settings: Settings, week: date | None = None, as_of: datetime | None = None) -> bytes:
    """The week's deck, by default of the newest week whose deadline has passed, with what its meeting said."""
    from data.exports.decks import deck as decks
    from data.exports.decks import deck_work

    met = meeting.of(store, settings, week, as_of)
    board = tracker.of(store, settings, met.review.week, met.closing.recorded_at if met.closing else as_of)
    work = deck_work.told(board.moves, board.overdue, board.due)
    people = journal.people(store, as_of or store.now())
    return decks.week(met.review, met.minutes, people, settings.org.name, work=work)


def history(store: Store, settings: Settings, quarter: str | None = None, as_of: datetime | None = None) -> bytes:
    """A quarter week over week up to the newest week whose deadline has passed, by default that week's quarter.

    Raises UsageError when the quarter is not written like FY22 Q4, OkrError when none of its weeks is over.
    """
    from data.exports.decks import deck as decks

    moment = as_of or store.now()
    newest = weekly.week_under_review(store, settings, moment)
    weeks = [week for week in _quarter(quarter, newest, settings).review_weeks if week <= newest]
    reviews = [weekly.review(store, settings, week, as_of) for week in weeks]
    return decks.history(reviews, journal.people(store, moment), settings.org.name)


def scorecard(
    store: Store,
    settings: Settings,
    quarter: str | None = None,
    format: ScorecardFormat = "pptx",
    *,
    internal: bool = False,
    as_of: datetime | None = None,
) -> bytes:
    """A quarter's scorecard with what its retrospectives promised, by default of the quarter that is due; masked for
    the company unless it is `internal`. Raises UsageError when the quarter is not written like FY22 Q4.
    """
    moment, org = as_of or store.now(), settings.org
    card = scorecards.of(store, settings, quarter, moment)
    actions, people = _promised(store, settings, card.quarter, moment), journal.people(store, moment)
    if not internal:
        known = {row.key_result for row in card.key_results}
        hidden = {row.key_result for row in card.key_results if row.confidential}
        hidden |= {each.key_result for each in actions if each.key_result and each.key_result not in known}
        actions = confidential.unnamed(_outside(actions, hidden), org.confidential_names)
        card = confidential.scorecard_outside(card, org.confidential_names)
    match format:
        case "pptx":
            from data.exports.decks import scorecard_deck

            return scorecard_deck.made(card, actions, people, org.name, internal=internal)
        case "md":
            from data.exports import scorecard_markdown

            return scorecard_markdown.text(card, actions, people, org.name, internal=internal).encode()
        case "xlsx":
            from data.exports import scorecard_workbook

            return scorecard_workbook.content(card, people, org.name, internal=internal)


def _promised(store: Store, settings: Settings, quarter: str, as_of: datetime) -> tuple[Action, ...]:
    """The actions of both retrospectives; on which topic they were promised stays with those who were there."""
    actions = retro.promised(store, settings, quarter, as_of)
    said = [(each, retro_rules.read(each.text)) for each in actions]
    return tuple(replace(each, text=told.text) if told else each for each, told in said)


def _outside(actions: tuple[Action, ...], hidden: Collection[str]) -> tuple[Action, ...]:
    return confidential.minutes_outside(Minutes(actions=actions), hidden).actions


def handbook(
    store: Store,
    settings: Settings,
    quarter: str | None = None,
    *,
    internal: bool = False,
    as_of: datetime | None = None,
) -> HandbookPage:
    """A quarter's published OKRs as the handbook's page, by default of the newest quarter that has any; sanitised
    unless it is `internal`. Raises UsageError when the quarter is not written like FY22 Q4, NothingPublished.
    """
    from data.exports import handbook as pages

    told = publishing.of(store, settings, quarter, as_of, internal=internal)
    return HandbookPage(pages.text(told).encode(), publishing.left_out(told))


def calendar_file(store: Store, settings: Settings, quarter: str | None = None, as_of: datetime | None = None) -> bytes:
    """The planning calendar as iCalendar: of one quarter, or of the running one and the next.

    Raises UsageError when the quarter is not written like FY22 Q4.
    """
    from data.exports import ical

    moment, org = as_of or store.now(), settings.org
    running = planning.of(store, settings, None, moment).quarter
    quarters = [_quarter(quarter, running.start, settings)] if quarter else [running, running.next]
    people = journal.people(store, moment)
    plans = [planning.of(store, settings, each, moment) for each in quarters]
    steps = {each.dated: each for plan in plans for each in (*plan.steps, *plan.after)}  # a kick-off is in two plans
    rhythm = ical.Rhythm(
        org.sync_moment, org.sync_minutes, org.deadline_moment, frozenset(org.weeks_without_sync), org.moved
    )
    return ical.calendar(
        quarters,
        [ical.Step(each.dated, each.record, _name(people, each.record)) for each in steps.values()],
        rhythm,
        org.name,
        ical.Stamp(moment, org.address),
    )


def _name(people: Mapping[str, Person], record: StepRecord | None) -> str | None:
    by = record.done_by if record else None
    return people[by].name if by and by in people else by


def _quarter(label: str | None, week: date, settings: Settings) -> Quarter:
    start = settings.org.fiscal_year_start_month
    try:
        return calendar.parse_quarter(label, start) if label else calendar.quarter_of(week, start)
    except ValueError as error:
        raise UsageError(str(error)) from error


def templates() -> dict[str, str]:
    """Every file with its header and no row, by file name: what an org fills in."""
    return tables.csv_files(dict.fromkeys(formats.FILES, ()))


def packed(files: Mapping[str, str]) -> bytes:
    """Texts by file name as one ZIP archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
