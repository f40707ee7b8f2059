"""The project tracker: GitHub's board kept as versions of its items, and what of it a week shows."""

from __future__ import annotations

import threading
import time as clock
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from data.config import Settings
from data.rules import calendar, tracking, words
from data.rules.okr import KeyResult
from data.rules.tracking import Dated, Moves, Tracked
from data.rules.work import WorkItem
from data.sources import github
from data.sources.github import Board, GitHubUnavailable, Page
from data.store import journal
from data.store.connection import Row, Store, Writer
from data.sync import SyncIsRunning

SOURCE = "github"
BOARD = "board"  # the element of a sync's last row, which tells what all of it came to

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Report:
    """What a reading of the board came to, page by page and as a whole."""

    pages: tuple[Page, ...]
    board: Board

    def as_json(self) -> dict[str, Any]:
        problems = [str(problem) for page in self.pages for problem in page.problems]
        return {
            "source": SOURCE,
            "status": self.board.status,
            "pages": len(self.pages),
            "items": len(self.board.ids),
            "problems": [*problems, *([self.board.message] if self.board.message else ())],
            "pages_read": [_page_json(page) for page in self.pages],
        }


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
        return _read(_Reading(store, settings, by), on_page, sleep)
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


def connection(settings: Settings) -> github.Connection:
    """Where the board is, from the settings."""
    token, given = settings.secrets.github_token, settings.github
    return github.Connection(
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


@dataclass(slots=True)
class _Reading:
    """One reading of the board into the store: what the store `held` when it began, kept up with what is found."""

    store: Store
    settings: Settings
    by: str | None
    held: dict[str, WorkItem] = field(default_factory=dict)
    count_changed: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a page, or the whole board, answered, as a sync is recorded."""

    dashboard: str
    element: str
    title: str
    status: str
    rows: int
    message: str


def _read(reading: _Reading, on_page: Callable[[Page], None], sleep: Callable[[float], None]) -> Report:
    reading.held = {item.item: item for item in journal.work_items(reading.store, reading.store.now())}
    read: list[Page] = []
    for part in _parts(reading, sleep):
        if isinstance(part, Board):
            _end(reading, part, len(read))
            return Report(tuple(read), part)
        _keep(reading, part)
        read.append(part)
        on_page(part)
    raise AssertionError("a reading ends with its board")


def _parts(reading: _Reading, sleep: Callable[[float], None]) -> Iterator[Page | Board]:
    """The pages and the board. That a board which is set up cannot be read is kept too: pages then say why."""
    try:
        yield from github.fetch(connection(reading.settings), now=reading.store.now(), sleep=sleep)
    except GitHubUnavailable as error:
        if not missing(reading.settings):
            with reading.store.writing() as writer:
                _record(reading, writer, BOARD, "", "error", 0, str(error))
        raise


def _keep(reading: _Reading, page: Page) -> None:
    with reading.store.writing() as writer:
        news = [new for item in page.items if (new := _news(item, reading.held.get(item.item), writer.moment))]
        journal.record(writer, news)
        _record(reading, writer, str(page.number), f"page {page.number}", page.status, page.count_read, page.message)
    reading.held.update((item.item, item) for item in news)
    reading.count_changed += len(news)


def _news(item: WorkItem, held: WorkItem | None, moment: datetime) -> WorkItem | None:
    """The version to keep of an item, None where it says nothing new. What became hidden keeps what was known of it."""
    if held and item.kind == "redacted" and held.kind != "redacted":
        return None
    if held and replace(item, captured_at=held.captured_at) == held:
        return None
    return replace(item, captured_at=moment)


def _end(reading: _Reading, board: Board, count_pages: int) -> None:
    """Mark what is gone, where all was read; keep what the reading came to."""
    gone = [item for name, item in reading.held.items() if board.is_whole and name not in board.ids]
    counts = [words.count(count_pages, "page"), words.count(len(board.ids), "item")]
    told = [f"{count} {what}" for count, what in ((reading.count_changed, "changed"), (len(gone), "gone")) if count]
    status = "error" if board.status == "failed" else board.status
    with reading.store.writing() as writer:
        journal.record(writer, [replace(item, is_gone=True, captured_at=writer.moment) for item in gone])
        _record(reading, writer, BOARD, board.title, status, len(board.ids), board.message)
        journal.record_event(writer, "tracker", ", ".join([*counts, *told]), reading.by)


def _record(reading: _Reading, writer: Writer, element: str, title: str, status: str, rows: int, message: str) -> None:
    answer = _Answer(place(reading.settings), element, title, status, rows, message)
    journal.record_sync(writer, SOURCE, answer, reading.by)


def _page_json(page: Page) -> dict[str, Any]:
    return {"page": page.number, "status": page.status, "items": page.count_read, "message": page.message}
