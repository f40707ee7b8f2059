"""What the sources answered last, by tile, file and page: of those alone that the settings still name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from data.config import Settings
from data.pulls import lookers, own_kpis, tracker
from data.store.connection import Row, Store


def latest(store: Store, settings: Settings, as_of: datetime) -> list[Row]:
    """The rows of `queries/syncs/latest.sql` without what is of a dashboard, a file or a board that was named once."""
    files = own_kpis.names(settings)
    return [row for row in store.rows("syncs/latest", as_of=as_of) if _is_named(row, files, settings)]


def _is_named(row: Row, files: Collection[str], settings: Settings) -> bool:
    match row["source"]:
        case "looker":
            return lookers.is_named(row["dashboard"], row["element"], settings)
        case "files":
            return row["element"] in files
        case _:
            return row["dashboard"] == tracker.place(settings)
