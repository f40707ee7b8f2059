"""The shape of the store: a short list of numbered SQL files, each run once, in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import OkrError

if TYPE_CHECKING:
    import duckdb

FOLDER = Path(__file__).parent
NAMES = ("001_journal", "002_meeting", "003_sends", "004_quarter", "005_sources", "006_tracker")


class StoreIsNewer(OkrError):
    """The store was written by a newer release."""


class NotAStore(OkrError):
    """The file is a database of something else."""


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring a store to this release's shape.

    Raises NotAStore for somebody else's database and StoreIsNewer for one ahead of this release; both stay untouched.
    """
    tables = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    if tables and "migrations" not in tables:
        raise NotAStore(f"This database holds something else ({', '.join(sorted(tables)[:3])}). Check the path.")
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR)")
    done = {name for (name,) in connection.execute("SELECT name FROM migrations").fetchall()}
    unknown = done - set(NAMES)
    if unknown:
        raise StoreIsNewer(
            f"This store was written by a newer release ({', '.join(sorted(unknown))}). Update the program."
        )
    for name in NAMES:
        if name not in done:
            _run(connection, name)


def _run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.begin()
    connection.execute((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
    connection.execute("INSERT INTO migrations VALUES ($name)", {"name": name})
    connection.commit()
