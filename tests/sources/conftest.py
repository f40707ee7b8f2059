"""A Looker and a GitHub of our own, and the ways in to them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.sources.github import projects as tracker
from data.sources.looker import looker as source
from data.sources.looker.looker import Connection, Tile
from tests.sources import github_server, looker_contract, looker_server
from tests.sources.github_server import TOKEN, GitHub
from tests.sources.looker_server import KEYS, Looker

NOW = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def looker() -> Iterator[Looker]:
    """A Looker that listens on the loopback. Whatever it was asked, the official document allows."""
    with looker_server.running() as running:
        yield running
    assert running.wrong == []


@pytest.fixture
def connection(looker: Looker) -> Connection:
    return Connection(looker.address, KEYS["client_id"], KEYS["client_secret"], timeout=5)


@pytest.fixture
def waits() -> list[float]:
    """The seconds that were waited between tries, in order; nothing waits for real."""
    return []


@pytest.fixture
def fetch(connection: Connection, waits: list[float]) -> Callable[..., list[Tile]]:
    """Reads dashboard 217, or what is named; keywords are those of `looker.fetch` and of the connection."""

    def fetch(*dashboards: str, looks: tuple[str, ...] = (), now: datetime = NOW, row_limit: int = 5000, **changed):
        asked = dashboards or (() if looks else ("217",))
        given = replace(connection, **changed)
        tiles = source.fetch(given, dashboards=asked, looks=looks, now=now, row_limit=row_limit, sleep=waits.append)
        return list(tiles)

    return fetch


@pytest.fixture
def official() -> looker_contract.Contract:
    """Looker's official document; where it does not lie beside the project the test is skipped, but never in CI."""
    contract = looker_contract.official()
    if contract is None:
        message = f"Looker's official API document is not at {looker_contract.DOCUMENT}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return contract


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A GitHub that listens on the loopback. Whatever it was asked, its schema and its rules allow."""
    with github_server.running() as running:
        yield running
    assert running.wrong == []


@pytest.fixture
def tracked(github: GitHub) -> tracker.Connection:
    """The way to project 12 of acme."""
    return tracker.Connection(f"{github.address}/graphql", TOKEN, "acme", 12, timeout=5)


@pytest.fixture
def read(tracked: tracker.Connection, waits: list[float]) -> Callable[..., tuple[list[tracker.Page], tracker.Board]]:
    """Reads the board: its pages, and what they came to; keywords are those of the connection."""

    def read(now: datetime = NOW, **changed):
        *pages, board = tracker.fetch(replace(tracked, **changed), now=now, sleep=waits.append)
        assert isinstance(board, tracker.Board)
        return [page for page in pages if isinstance(page, tracker.Page)], board

    return read
