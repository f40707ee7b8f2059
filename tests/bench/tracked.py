"""What it takes to keep a large board of the tracker, beside what its pages take to download, and to judge it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from pydantic import SecretStr

from data.config import Secrets, Settings
from data.pulls import tracker
from data.sources.github.projects import Connection
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests.bench.goals import Row
from tests.bench.stores import TODAY
from tests.sources import github_bench


def rows(folder: Path) -> Iterator[Row]:
    """5,000 items, none of which is known yet: every one is new and kept. Then what moved is told from them, as the
    work page does first after a sync.
    """
    with closing(open_store(folder / "tracked.duckdb", Clock(TODAY))) as store:
        found = github_bench.measured(lambda connection: tracker.sync(store, _settings(connection)))
        told = f"{found.read:.1f} s, its {found.count_pages} pages alone {found.download:.1f} s"
        yield Row("a tracker of 5,000 items: synced, over its downloads", 1.3, found.ratio, about=told)
        taken = sorted(_judging(store) for _ in range(5))
    yield Row("a tracker of 5,000 items: read from the store and judged", 150, median(taken), " ms")


def _judging(store: Store) -> float:
    """Milliseconds until the store has told a week's work."""
    start = time.perf_counter()
    tracker.of(store, Settings())
    return (time.perf_counter() - start) * 1000


def _settings(connection: Connection) -> Settings:
    board = {"organization": connection.organization, "project": connection.project, "url": connection.url}
    secrets = Secrets.model_validate({"GITHUB_TOKEN": SecretStr(connection.token or "")})
    return Settings.model_validate({"github": board, "secrets": secrets})
