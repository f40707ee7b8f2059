"""How long a large board takes to read, beside how long its pages take to download."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe

import requests

from data.sources.github import projects as source
from data.sources.github.projects import Connection, Page
from data.sources.github.wire import AGENT
from tests.sources import github_server
from tests.sources.github_boards import Board as Held
from tests.sources.github_server import TOKEN

NOW = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for the same answers: to download them one by one, and to read them with what is done to each page."""

    count_items: int
    count_pages: int
    download: float
    read: float

    @property
    def ratio(self) -> float:
        return self.read / self.download


def measured(read: Callable[[Connection], object], count: int = 5000, *, pause: float = 0.1) -> Measured:
    """Has a board of that many items `read`, from a server that takes `pause` s for an answer.

    GitHub takes 0.5 to 3 seconds for a page of 100. The server is a process of its own: in this one, its work would
    stand in the way of the reading's.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=_serve, args=(theirs, count, pause), daemon=True)
    server.start()
    try:
        address, bodies = ours.recv()
        download = _timed(lambda: _download(address, bodies))
        taken = _timed(lambda: read(_connection(address)))
    finally:
        ours.send("done")
        server.join()
    count_pages = sum(b"query Items" in body for body in bodies)
    return Measured(count, count_pages, download, taken)


def _serve(pipe: Pipe, count: int, pause: float) -> None:
    """The server: it says where it is and what it will be asked, for which the answers are made once beforehand."""
    with github_server.running() as github:
        _fill(github.board, count)
        github.remembered = {}
        pages = [part for part in source.fetch(_connection(github.address), now=NOW) if isinstance(part, Page)]
        assert sum(len(page.items) for page in pages) == count
        github.pause = pause
        pipe.send((github.address, list(github.remembered)))
        pipe.recv()


def _connection(address: str) -> Connection:
    return Connection(f"{address}/graphql", TOKEN, "acme", 12)


def _download(address: str, bodies: Sequence[bytes]) -> None:
    with requests.Session() as session:
        session.headers.update({"Content-Type": "application/json", "User-Agent": AGENT})
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        for body in bodies:
            assert session.post(f"{address}/graphql", body).content


def _fill(board: Held, count: int) -> None:
    """Issues with ten values each, three labels, two people and a linked pull request."""
    board.add_field("Status", "SINGLE_SELECT")
    board.add_field("Team", "SINGLE_SELECT")
    board.add_iterations("Iteration", completed={"1": "2021-11-01"}, running={"2": "2021-11-15"})
    board.add_field("Target date", "DATE")
    board.add_field("Key result", "TEXT")
    others = [board.add_field(f"Field {number}", "TEXT")["name"] for number in range(4)]
    for number in range(count):
        values = {
            "Status": ("Todo", "In progress", "Done")[number % 3],
            "Team": f"Team {number % 9}",
            "Iteration": str(1 + number % 2),
            "Target date": f"2022-01-{1 + number % 28:02}",
            "Key result": f"key-result-{number % 60}",
            **dict.fromkeys(others, "Some words about it, as people write them into a field of a board"),
        }
        labels, linked = ["infra", f"area {number % 30}", "customer"], [f"https://github.com/acme/web/pull/{number}"]
        board.issue(f"Deliverable {number}", values, labels=labels, assignees=["ann", f"p{number % 40}"], linked=linked)


def _timed(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun
