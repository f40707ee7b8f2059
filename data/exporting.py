"""What `okr export` writes: everything as files that an import reads back, the week as a deck, the quarter week over
week.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from data import meeting, weekly
from data.config import Settings
from data.errors import UsageError
from data.exports import tables
from data.rules import calendar, formats
from data.rules.calendar import Quarter
from data.store import journal
from data.store.connection import Store
from data.store.journal import DEFINITIONS, RECORDS

DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def csv_files(store: Store, as_of: datetime | None = None) -> dict[str, str]:
    """The store as CSV texts by file name, as it was known at a moment."""
    moment = as_of or store.now()
    nouns: dict[str, list[Any]] = {
        table: [chain[-1].value for chain in noun.versions(store, moment).values()]
        for table, noun in DEFINITIONS.items()
    }
    nouns |= {table: kind.all(store, moment) for table, kind in RECORDS.items()}
    nouns["changes"] = journal.changes(store, moment)
    return tables.csv_files(nouns)


def deck(store: Store, settings: Settings, week: date | None = None, as_of: datetime | None = None) -> bytes:
    """The week's deck, by default of the newest week whose deadline has passed, with what its meeting said."""
    from data.exports import deck as decks

    met = meeting.of(store, settings, week, as_of)
    return decks.week(met.review, met.minutes, journal.people(store, as_of or store.now()), settings.org.name)


def history(store: Store, settings: Settings, quarter: str | None = None, as_of: datetime | None = None) -> bytes:
    """A quarter week over week up to the newest week whose deadline has passed, by default that week's quarter.

    Raises UsageError when the quarter is not written like FY22 Q4, OkrError when none of its weeks is over.
    """
    from data.exports import deck as decks

    moment = as_of or store.now()
    newest = weekly.week_under_review(store, settings, moment)
    weeks = [week for week in _quarter(quarter, newest, settings).review_weeks if week <= newest]
    reviews = [weekly.review(store, settings, week, as_of) for week in weeks]
    return decks.history(reviews, journal.people(store, moment), settings.org.name)


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
