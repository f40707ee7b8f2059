"""The project tracker: GitHub's board as the settings name it, read on demand, and what of it a week shows."""

from __future__ import annotations

import threading
import time as clock
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from data.config import Settings
from data.pulls import boards
from data.pulls.boards import BOARD, SOURCE, Report
from data.pulls.sync import SyncIsRunning
from data.rules import calendar, tracking
from data.rules.okr import KeyResult
from data.rules.tracking import Dated, Moves, Tracked
from data.sources.github import projects
from data.sources.github.projects import Page
from data.store import journal
from data.store.connection import Row, Store

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tracker:
    """The tracker as a week shows it.

    `since` is the moment that moves are counted from, `due` are the open items of the week that follows from `today`.
    `missing` names what is to be set before it can be read, `last` is the newest reading; the first and the newest
    version of an item were captured at `began_at` and `newest_at`. None is for never.
    """

    since: datetime
    today: date
    missing: tuple[str, ...]
    last: Row | None = None
    began_at: datetime | None = None
    newest_at: datetime | None = None
    items: tuple[Tracked, ...] = ()
    moves: Moves = field(default_factory=Moves)
    due: tuple[Tracked, ...] = ()
    overdue: tuple[Tracked, ...] = ()


def sync(
    store: Store,
    settings: Settings,
    *,
    by: str | None = None,
    on_page: Callable[[Page], None] = lambda page: None,
    sleep: Callable[[float], None] = clock.sleep,
) -> Report:
    """Read the board, each page kept as soon as it is read: a version of every item that changed.

    What a page could not tell stays as it was; what is on the board no more is marked so only after a whole, clean
    reading. Raises SyncIsRunning while another one runs, and GitHubUnavailable when nothing can be read at all.
    """
    if not _one_at_a_time.acquire(blocking=False):
        raise SyncIsRunning(
            "GitHub is being read already. Its pages appear as they arrive; sync again when that is done."
        )
    try:
        return boards.read(store, connection(settings), place(settings), by, on_page, sleep)
    finally:
        _one_at_a_time.release()


def missing(settings: Settings) -> tuple[str, ...]:
    """What is not set and without which GitHub cannot be asked."""
    needed = {
        "GITHUB_TOKEN": settings.secrets.github_token,
        "organization under [github]": settings.github.organization,
        "project under [github]": settings.github.project,
    }
    return tuple(name for name, value in needed.items() if not value)


def connection(settings: Settings) -> projects.Connection:
    """Where the board is, from the settings."""
    token, given = settings.secrets.github_token, settings.github
    return projects.Connection(
        url=given.url,
        token=token.get_secret_value() if token else None,
        organization=given.organization or None,
        project=given.project or None,
        key_result_field=given.key_result_field,
    )


def place(settings: Settings) -> str:
    """The board for people to read: "acme, project 12"."""
    return f"{settings.github.organization}, project {settings.github.project}"


def is_known(store: Store, settings: Settings, as_of: datetime) -> bool:
    """Whether there is a tracker to show: it can be read, or was."""
    return not missing(settings) or journal.captured(store, as_of)[0] is not None


def of(
    store: Store,
    settings: Settings,
    week: date | None = None,
    as_of: datetime | None = None,
    *,
    since: date | None = None,
    whole: bool = False,
) -> Tracker:
    """The tracker as a week shows it, by default the one that would be logged now: what moved since its Monday, or
    since the beginning of the day `since`, and what is due in the week of the moment it is looked at.

    What was closed before is left out of the items unless the `whole` board is asked for.
    """
    as_of = as_of or store.now()
    week = week or calendar.week_to_log(as_of, settings.org.sync_of)
    zone = ZoneInfo(settings.org.timezone)
    began = datetime.combine(since or week, time(), zone).astimezone(UTC)
    today = min(as_of.astimezone(zone).date(), calendar.sunday(week + calendar.WEEK))
    found = Tracker(began, today, missing(settings), last=last(store, as_of))
    return _seen(found, store, _key_results(store, settings, week, as_of), as_of, whole)


def serving(store: Store, key_result: KeyResult, as_of: datetime) -> tuple[Tracked, ...]:
    """Every item that serves a key result, closed ones too, with how its date slipped since it was first seen."""
    named = [tracking.folded(key_result.key_result), tracking.folded(key_result.title)]
    found = journal.work_items_naming(store, named, as_of)
    dates = _dates(store, as_of, [item.item for item in found])
    board = tracking.tracked(found, dates, tracking.linker([key_result]), as_of)
    return tuple(each for each in board if each.key_result)


def _seen(found: Tracker, store: Store, key_results: Sequence[KeyResult], as_of: datetime, whole: bool) -> Tracker:
    began_at, newest_at = journal.captured(store, as_of)
    if began_at is None:
        return found
    since, serves = found.since, tracking.linker(key_results)
    items = journal.work_items(store, as_of, None if whole else since)
    board = tracking.tracked(items, _dates(store, as_of), serves, since)
    seen = {item.item: item for item in journal.work_item_versions(store, since, as_of)}
    before = {item.item: item for item in journal.work_items_before(store, since, as_of)}
    moved = tracking.moves(board, before, seen, since, serves)
    return replace(
        found,
        began_at=began_at,
        newest_at=newest_at,
        items=board,
        moves=moved if began_at <= since else replace(moved, new=()),
        due=tracking.due(board, calendar.monday(found.today)),
        overdue=tracking.overdue(board, found.today),
    )


def _key_results(store: Store, settings: Settings, week: date, as_of: datetime) -> list[KeyResult]:
    """Those an item may serve: of the week's quarter, then of the next and of the one before."""
    quarter = calendar.quarter_of(week, settings.org.fiscal_year_start_month)
    return [
        each
        for label in (quarter, quarter.next, quarter.previous)
        for each in journal.key_results(store, journal.objectives(store, str(label), as_of), as_of)
    ]


def _dates(store: Store, as_of: datetime, items: Sequence[str] | None = None) -> Mapping[str, list[Dated]]:
    found: dict[str, list[Dated]] = defaultdict(list)
    for row in store.rows("work_items/target_dates", as_of=as_of, items=items):
        found[row["item"]].append(Dated(row["target_date"], row["captured_at"]))
    return found


def pages(store: Store, as_of: datetime) -> list[Row]:
    """What the newest reading answered: a row per page, and last that of the board."""
    rows = [row for row in store.rows("syncs/latest", as_of=as_of) if row["source"] == SOURCE]
    first = max((row["recorded_at"] for row in rows if row["element"] == "1"), default=None)
    newest = [row for row in rows if row["element"] == BOARD or (first and row["recorded_at"] >= first)]
    return sorted(newest, key=lambda row: (row["element"] == BOARD, len(row["element"]), row["element"]))


def last(store: Store, as_of: datetime) -> Row | None:
    """What the newest reading of the board came to."""
    return next((row for row in store.rows("syncs/latest", as_of=as_of) if _is_board(row)), None)


def _is_board(row: Row) -> bool:
    return row["source"] == SOURCE and row["element"] == BOARD
