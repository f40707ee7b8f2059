"""Backup and restore: a consistent copy while the store is in use, and a new store out of such a copy."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from data import running
from data.config import Settings
from data.errors import OkrError
from data.store.connection import Store


class RestoreRefused(OkrError):
    """Restoring would overwrite a store."""


def copy(store: Store) -> bytes:
    """The whole store as the bytes of a DuckDB file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.duckdb"
        store.copy_to(path)
        return path.read_bytes()


def restore(backup: Path, path: Path, settings: Settings) -> None:
    """Make a new store at `path` out of a backup.

    Raises RestoreRefused when something is there, OkrError when it is no backup.
    """
    for there in (
        path,
        path.with_name(path.name + ".wal"),
    ):  # a store that was killed keeps its newest rows in the .wal
        if there.exists():
            raise RestoreRefused(
                f"{there} exists. Restoring never overwrites: move it away, with its .wal file if there is one, "
                "or name a new file with --store."
            )
    if not backup.is_file() or not backup.stat().st_size:
        raise OkrError(f"There is no backup at {backup}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".restoring")
    partial.write_bytes(backup.read_bytes())
    try:
        with closing(running.opened(partial, settings)) as store:
            store.rows("journal/newest")
    except OkrError as error:
        partial.unlink()
        raise OkrError(f"{backup} is not a backup of a store: {error}") from error
    partial.rename(path)
