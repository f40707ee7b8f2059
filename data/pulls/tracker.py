"""The project tracker: GitHub's board as the settings name it, read on demand, and what of it a week shows."""

from __future__ import annotations

import threading
import time as clock
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from data.config import Settings
from data.pulls import boards
from data.pulls.boards import BOARD, SOURCE, Report
from data.pulls.sync import SyncIsRunning
from data.rules import calendar, tracking
from data.rules.okr import KeyResult
from data.rules.tracking import Dated, Moves, Served, Tracked
from data.rules.work import WorkItem
from data.sources.github import projects
from data.sources.github.projects import Page
from data.store import journal
from data.store.connection import Row, Store

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tracker:
    """The tracker as a week shows it.

    `since` is the moment that moves are counted from, `due` are the open items of the week that follows from `today`.
    `titles` are those of the key results that items may serve, by id: of the week's quarter first.
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
    titles: Mapping[str, str] = field(default_factory=dict)

    def only(self, is_wanted: Callable[[Tracked], bool]) -> Tracker:
        """The same of the items that are wanted alone."""
        return replace(
            self,
            items=tuple(filter(is_wanted, self.items)),
            moves=self.moves.only(is_wanted),
            due=tuple(filter(is_wanted, self.due)),
            overdue=tuple(filter(is_wanted, self.overdue)),
        )


@dataclass(frozen=True, slots=True)
class Board:
    """What is known of the tracker's items at a moment, before anybody judges it.

    `dates` are the target dates of those whose date ever changed; `seen` are the items that were seen to change since
    another moment, `before` the same as they were then. The first and the newest version were captured at `began_at`
    and `newest_at`, None for never.
    """

    began_at: datetime | None = None
    newest_at: datetime | None = None
    items: Sequence[WorkItem] = ()
    dates: Mapping[str, Sequence[Dated]] = field(default_factory=dict)
    seen: Mapping[str, WorkItem] = field(default_factory=dict)
    before: Mapping[str, WorkItem] = field(default_factory=dict)


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


def is_meant(settings: Settings) -> bool:
    """Whether there is to be a tracker, though something may be missing to ask it."""
    return bool(settings.github.organization or settings.github.project)


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
    """The board for people to read: "acme, project 12", as far as it is set."""
    given = settings.github
    return ", ".join(filter(None, (given.organization, f"project {given.project}" if given.project else "")))


def is_known(store: Store, settings: Settings, as_of: datetime) -> bool:
    """Whether there is a tracker to show: it can be read, or was."""
    return not missing(settings) or journal.captured(store, as_of)[0] is not None


def board(store: Store, since: datetime, as_of: datetime, whole: bool) -> Board:
    """What is known at a moment, and of what was seen to change since another one. What was closed before that is left
    out of the items unless the `whole` board is asked for.
    """
    began_at, newest_at = journal.captured(store, as_of)
    if began_at is None:
        return Board()
    items = journal.work_items(store, as_of, None if whole else since)
    seen = [item for item in items if item.captured_at and item.captured_at > since]
    return Board(
        began_at,
        newest_at,
        items=items,
        dates=_dates(store, as_of),
        seen={item.item: item for item in (*seen, *journal.work_items_gone(store, since, as_of))},
        before={item.item: item for item in journal.work_items_before(store, since, as_of)},
    )


def of(
    store: Store,
    settings: Settings,
    week: date | None = None,
    as_of: datetime | None = None,
    *,
    since: date | None = None,
    whole: bool = False,
    known: Callable[[datetime], Board] | None = None,
) -> Tracker:
    """The tracker as a week shows it, by default the one that would be logged now: what moved since its Monday, or
    since the beginning of the day `since`, and what is due in the week of the moment it is looked at.

    What was closed before is left out of the items unless the `whole` board is asked for. `known` answers with the
    board of a moment on, for whoever keeps it.
    """
    as_of = as_of or store.now()
    week = week or calendar.week_to_log(as_of, settings.org.sync_of)
    zone = ZoneInfo(settings.org.timezone)
    began = datetime.combine(since or week, time(), zone).astimezone(UTC)
    today = min(as_of.astimezone(zone).date(), calendar.sunday(week + calendar.WEEK))
    found = Tracker(began, today, missing(settings), last=last(store, settings, as_of))
    read = known(began) if known else board(store, began, as_of, whole)
    if read.began_at is None:
        return found
    served = list(_served(store, settings, week, as_of))
    titles = {each.key_result: each.title for each in served}
    return _judged(replace(found, titles=titles), read, tracking.linker(served, today))


def serving(store: Store, settings: Settings, key_result: KeyResult, as_of: datetime) -> tuple[Tracked, ...]:
    """Every item that serves a key result, closed ones too, with how its date slipped since it was first seen."""
    title = tracking.folded(key_result.title)
    found = journal.work_items_naming(store, [tracking.folded(key_result.key_result), title], as_of)
    if not found:
        return ()
    start = settings.org.fiscal_year_start_month
    served = [
        Served(row["key_result"], row["title"], calendar.parse_quarter(row["quarter"], start).start)
        for row in journal.titled(store, title, as_of)
    ]
    dates = _dates(store, as_of, [item.item for item in found])
    items = tracking.tracked(found, dates, tracking.linker(served, as_of.date()), as_of)
    return tuple(each for each in items if each.key_result == key_result.key_result)


def _judged(found: Tracker, read: Board, serves: Callable[[WorkItem], str | None]) -> Tracker:
    items = tracking.tracked(read.items, read.dates, serves, found.since)
    moved = tracking.moves(items, read.before, read.seen, found.since, serves)
    was_known = read.began_at is not None and read.began_at <= found.since
    return replace(
        found,
        began_at=read.began_at,
        newest_at=read.newest_at,
        items=items,
        moves=moved if was_known else replace(moved, new=()),
        due=tracking.due(items, calendar.monday(found.today)),
        overdue=tracking.overdue(items, found.today),
    )


def _served(store: Store, settings: Settings, week: date, as_of: datetime) -> Iterator[Served]:
    """What an item may serve: the key results in force of the week's quarter, of the next and of the one before."""
    quarter = calendar.quarter_of(week, settings.org.fiscal_year_start_month)
    for each in (quarter, quarter.next, quarter.previous):
        objectives = [found for found in journal.objectives(store, str(each), as_of) if found.is_in_force]
        for found in journal.key_results(store, objectives, as_of) if objectives else ():
            yield Served(found.key_result, found.title, each.start)


def _dates(store: Store, as_of: datetime, items: Sequence[str] | None = None) -> Mapping[str, list[Dated]]:
    found: dict[str, list[Dated]] = defaultdict(list)
    for row in store.rows("work_items/target_dates", as_of=as_of, items=items):
        found[row["item"]].append(Dated(row["target_date"], row["captured_at"]))
    return found


def pages(store: Store, settings: Settings, as_of: datetime) -> list[Row]:
    """What the newest reading answered: a row per page, and last that of the board."""
    rows = _answers(store, settings, as_of)
    first = next((row["recorded_at"] for row in rows if row["element"] == "1"), None)
    told = [row for row in rows if row["element"] == BOARD or (first and row["recorded_at"] >= first)]
    return sorted(told, key=lambda row: (row["element"] == BOARD, len(row["element"]), row["element"]))


def last(store: Store, settings: Settings, as_of: datetime) -> Row | None:
    """What the newest reading of the board came to."""
    return newest(_answers(store, settings, as_of))


def newest(rows: Sequence[Row]) -> Row | None:
    """Of what the sources answered last, what the tracker's board did."""
    return next((row for row in rows if row["source"] == SOURCE and row["element"] == BOARD), None)


def _answers(store: Store, settings: Settings, as_of: datetime) -> list[Row]:
    """What the board that the settings name answered last, and its pages."""
    rows, named = store.rows("syncs/latest", as_of=as_of), place(settings)
    return [row for row in rows if row["source"] == SOURCE and row["dashboard"] == named]
