"""Whose turn it is to work through a store's jobs: a lock on a file beside it, which no crash leaves behind."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(store: Path) -> Iterator[bool]:
    """Whether nobody else, in this process or another on this machine, works through the jobs while the block runs."""
    with store.with_name(f"{store.name}.jobs.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
