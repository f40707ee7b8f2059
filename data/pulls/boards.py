"""One reading of GitHub's board into the store: each page as it arrives, a version of every item that changed, and at
the end what is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data.rules import words, work_views
from data.rules.work import WorkItem
from data.sources.github import projects
from data.sources.github.projects import Board, Connection, GitHubUnavailable, Page
from data.store import journal
from data.store.connection import Store, Writer

SOURCE = "github"
BOARD = "board"  # the element of a sync's last row, which tells what all of it came to


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


@dataclass(slots=True)
class _Reading:
    """One reading of the board into the store: what the store `held` when it began, kept up with what is found, and the
    places of the statuses that it knew.
    """

    store: Store
    place: str
    by: str | None
    held: dict[str, WorkItem]
    places: dict[str, int]
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


def read(
    store: Store,
    connection: Connection,
    place: str,
    by: str | None,
    on_page: Callable[[Page], None],
    sleep: Callable[[float], None],
) -> Report:
    """Read a board to its end; `place` is what it is called in the record. Raises GitHubUnavailable."""
    held = {item.item: item for item in journal.work_items(store, store.now())}
    reading, read = _Reading(store, place, by, held, work_views.status_places(held.values())), []
    for part in _parts(reading, connection, sleep):
        if isinstance(part, Board):
            _end(reading, part, len(read))
            return Report(tuple(read), part)
        _keep(reading, part)
        read.append(part)
        on_page(part)
    raise AssertionError("a reading ends with its board")


def _parts(reading: _Reading, connection: Connection, sleep: Callable[[float], None]) -> Iterator[Page | Board]:
    """The pages and the board. That a board which is meant cannot be read is kept too: whoever shows it says why."""
    try:
        yield from projects.fetch(connection, now=reading.store.now(), sleep=sleep)
    except GitHubUnavailable as error:
        if reading.place:
            with reading.store.writing() as writer:
                _record(reading, writer, BOARD, "", "error", 0, str(error))
        raise


def _keep(reading: _Reading, page: Page) -> None:
    with reading.store.writing() as writer:
        news = [new for item in page.items if (new := _news(item, reading, writer.moment))]
        journal.record(writer, news)
        _record(reading, writer, str(page.number), f"page {page.number}", page.status, page.count_read, page.message)
    reading.held.update((item.item, item) for item in news)
    reading.count_changed += len(news)


def _news(item: WorkItem, reading: _Reading, moment: datetime) -> WorkItem | None:
    """The version to keep of an item, None where it says nothing new. What became hidden keeps what was known of it."""
    held = reading.held.get(item.item)
    if held and item.kind == "redacted" and held.kind != "redacted":
        return None
    if held and not _moves_status(item, reading) and _same(item, held):
        return None
    return replace(item, captured_at=moment)


def _moves_status(item: WorkItem, reading: _Reading) -> bool:
    """Whether it is the first to tell that its status has another place: one item is enough. Of a draft no version is
    made for that: its last one says since when it is done.
    """
    if not item.status or item.status_place is None or item.state is None:
        return False
    is_news = reading.places.get(item.status) != item.status_place
    reading.places[item.status] = item.status_place
    return is_news


def _same(item: WorkItem, held: WorkItem) -> bool:
    return replace(item, captured_at=held.captured_at, status_place=held.status_place) == held


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
    answer = _Answer(reading.place, element, title, status, rows, message)
    journal.record_sync(writer, SOURCE, answer, reading.by)


def _page_json(page: Page) -> dict[str, Any]:
    return {"page": page.number, "status": page.status, "items": page.count_read, "message": page.message}
