"""How the sources fare: those that cannot be read, or were not for long, each in a sentence for everybody to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from data.config import Settings
from data.pulls import answers, lookers, sync, tracker
from data.pulls.pulling import Source
from data.rules import calendar, words
from data.store.connection import Row, Store

State = Literal["failed", "in part", "late"]

_SECTIONS: Mapping[Source, str] = {"looker": "looker", "files": "kpis", "github": "github"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that is not well. `text` says since when and what is shown instead, `why` what it answered and what to
    do; `name` is that of a Looker with one. What is late was read well, but too long ago.
    """

    source: Source
    name: str | None
    text: str
    why: str
    state: State


@dataclass(frozen=True, slots=True)
class _Source:
    """A source that is meant to be read: what people call it, and what its parts answered last. `whole` is the row that
    speaks for all of it, None where each part speaks for itself.
    """

    source: Source
    name: str | None
    title: str
    rows: Sequence[Row]
    whole: Row | None


def troubles(store: Store, settings: Settings, as_of: datetime) -> tuple[Trouble, ...]:
    """What is not well with the sources that are meant to be read, as it was known at a moment."""
    rows = answers.latest(store, settings, as_of)
    found = (_trouble(each, settings, as_of) for each in _sources(settings, rows) if each.rows)
    return tuple(each for each in found if each)


def _sources(settings: Settings, rows: Sequence[Row]) -> Iterator[_Source]:
    if lookers.is_meant(settings):
        yield from _lookers(settings, [row for row in rows if row["source"] == "looker"])
    if sync.is_meant(settings, "files"):
        files = [row for row in rows if row["source"] == "files"]
        yield _Source("files", None, "KPI files", files, None)
    if tracker.is_meant(settings):
        board = tracker.newest(rows)
        yield _Source("github", None, "GitHub", [board] if board else [], board)


def _lookers(settings: Settings, rows: Sequence[Row]) -> Iterator[_Source]:
    for each in lookers.instances(settings):
        own = [row for row in rows if lookers.is_of(row["dashboard"], each, settings)]
        whole = next((row for row in own if row["dashboard"] == each.name and not row["element"]), None)
        yield _Source("looker", each.name, each.title, own, whole)


def _trouble(of: _Source, settings: Settings, as_of: datetime) -> Trouble | None:
    failing = [row for row in of.rows if row["failing_since"]]
    first = of.whole or min(failing, key=lambda row: row["failing_since"], default=None)
    now = as_of.astimezone(ZoneInfo(settings.org.timezone))
    if not failing or first is None:
        return _late(of, settings, now)
    since = _moment(first["failing_since"], now)
    is_whole = first["status"] != "partial" and (of.whole is not None or len(failing) == len(of.rows))
    if first["status"] == "partial":
        text = f"{of.title} could be read only in part since {since}."
    elif of.whole:
        text = f"{of.title} could not be read since {since}. {_shown(of, of.rows, max, now)}"
    else:
        text = f"{_parts(of, failing)} could not be read since {since}. {_shown(of, failing, min, now)}"
    why = first["message"] if of.whole else f"{first['title']}: {first['message']}"
    return Trouble(of.source, of.name, text, why, "failed" if is_whole else "in part")


def _late(of: _Source, settings: Settings, now: datetime) -> Trouble | None:
    """A source that somebody reads once a week is not late for that."""
    last = max(row["recorded_at"] for row in of.rows)
    if now - last <= calendar.WEEK + timedelta(days=settings.limits.kpi_stale_days):
        return None
    why = f"Run `okr sync {of.source}`, or set a schedule under [{_SECTIONS[of.source]}] in okr.toml."
    return Trouble(of.source, of.name, f"{of.title}: not read since {_day(last, now)}.", why, "late")


def _parts(of: _Source, failing: Sequence[Row]) -> str:
    """ "“Sign-ups” of Looker", "2 KPI files"."""
    if of.source == "files":
        only = f"The KPI file “{failing[0]['title']}”"
        return only if len(failing) == 1 else words.count(len(failing), "KPI file")
    told = f"“{failing[0]['title']}”" if len(failing) == 1 else words.count(len(failing), "tile")
    return f"{told} of {of.title}"


def _shown(of: _Source, rows: Sequence[Row], which: Callable[..., datetime], now: datetime) -> str:
    """How old is what is shown: "Showing Friday's numbers."."""
    what = "items" if of.source == "github" else "numbers"
    good = [row["last_good_at"] for row in rows if row["last_good_at"]]
    if not good:
        return f"There are no {what} of it yet."
    read = which(good)
    is_recent = _age(read, now) < 7
    return f"Showing {_day(read, now)}'s {what}." if is_recent else f"Showing the {what} of {_day(read, now)}."


def _moment(at: datetime, now: datetime) -> str:
    """ "today 16:00 UTC", "Friday 16:00 UTC", "3 January"."""
    local = at.astimezone(now.tzinfo)
    return f"{_day(at, now)} {local:%H:%M %Z}" if _age(at, now) < 7 else _day(at, now)


def _day(at: datetime, now: datetime) -> str:
    local, age = at.astimezone(now.tzinfo), _age(at, now)
    if age == 0:
        return "today"
    return f"{local:%A}" if age < 7 else words.day(local, now)


def _age(at: datetime, now: datetime) -> int:
    """In days of the calendar."""
    return (now.date() - at.astimezone(now.tzinfo).date()).days
