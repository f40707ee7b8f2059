"""How the sources fare: those that fail, or have not been read for long, each in a few words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from data.config import Settings
from data.monday import kpis
from data.pulls import sync, tracker
from data.rules import calendar, words
from data.store.connection import Row, Store

NAMES = {"looker": "Looker", "files": "KPI files", "github": "GitHub"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that is not well, in words: `source` is its name, `text` what is wrong."""

    source: str
    text: str


def troubles(store: Store, settings: Settings, as_of: datetime) -> tuple[Trouble, ...]:
    """What is not well with the sources that are set up, as it was known at a moment."""
    rows = store.rows("syncs/latest", as_of=as_of)
    found = (_trouble(store, settings, source, rows, as_of) for source in NAMES)
    return tuple(each for each in found if each)


def _trouble(store: Store, settings: Settings, source: str, rows: list[Row], as_of: datetime) -> Trouble | None:
    known = [row for row in rows if row["source"] == source and _counts(row)]
    if not known or not _is_set_up(settings, source):
        return None
    failing = [row for row in known if row["status"] == "error"]
    text = _failing(store, source, failing, as_of) if failing else _late(settings, known, as_of)
    return Trouble(NAMES[source], text) if text else None


def _counts(row: Row) -> bool:
    """Whether a row speaks for itself: of the tracker's pages it is the board that tells what they came to."""
    return row["source"] != tracker.SOURCE or row["element"] == tracker.BOARD


def _is_set_up(settings: Settings, source: str) -> bool:
    match source:
        case "looker" | "files":
            return not sync.missing(settings, source)
        case _:
            return not tracker.missing(settings)


def _failing(store: Store, source: str, failing: list[Row], as_of: datetime) -> str:
    """ "2 tiles failing since Thursday, newest value 11 January"."""
    places = {(row["source"], row["dashboard"], row["element"]) for row in failing}
    since = [
        row["failing_since"]
        for row in store.rows("syncs/failing", as_of=as_of)
        if (row["source"], row["dashboard"], row["element"]) in places
    ]
    noun = sync.COUNTED.get(source)
    what = f"{f'{words.count(len(failing), noun)} ' if noun else ''}failing since {_named(min(since), as_of)}"
    prefixes = [f"{prefix}/" for row in failing if (prefix := kpis.prefix_of(row))]
    newest = store.rows("readings/newest_under", prefixes=prefixes, as_of=as_of) if noun else []
    return what + "".join(f", newest value {words.day(row['date'])}" for row in newest)


def _late(settings: Settings, known: list[Row], as_of: datetime) -> str | None:
    """A source that somebody reads once a week is not late for that."""
    last = max(row["recorded_at"] for row in known)
    if as_of - last <= calendar.WEEK + timedelta(days=settings.limits.kpi_stale_days):
        return None
    return f"not read since {words.day(last)}"


def _named(moment: datetime, now: datetime) -> str:
    """ "today", "Thursday", "3 January"."""
    age = (now.date() - moment.date()).days
    if age == 0:
        return "today"
    return _WEEKDAYS[moment.weekday()] if age < 7 else words.day(moment)
