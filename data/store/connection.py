"""The DuckDB file: who holds it, how it is read and how rows are appended. The only module that opens a database."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from data.errors import OkrError
from data.store import queries
from data.store.clock import Clock
from data.store.ids import new_id
from data.store.migrations import migrate

Row = dict[str, Any]

_TICK = timedelta(microseconds=1)  # the least step of a moment that DuckDB keeps
_HELD = re.compile(r"PID (\d+)")
_FORMAT = "v1.5.0"  # DuckDB 1.5, the newest with a PostgreSQL extension on PyPI, can open what 2.0 writes
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": _FORMAT,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 1,  # the questions are small and many readers ask at once: one thread each beats all threads for one
}


class StoreIsBusy(OkrError):
    """Another process holds the file."""


class StoreUnavailable(OkrError):
    """The file cannot be opened or written."""


@dataclass(slots=True)
class Store:
    """One open DuckDB file. Reads may come from any thread, each with a cursor of its own; writes take turns.

    `revision` moves with every write: what was computed from the store at one revision holds until the next.
    """

    path: Path
    clock: Clock
    _connection: duckdb.DuckDBPyConnection
    revision: int = 0
    opened: str = field(default_factory=new_id)  # tells it from every other, also from one that had its path before
    _newest: datetime | None = None
    _writing: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> datetime:
        """The clock's moment, never earlier than the newest row this store wrote."""
        now = self.clock.now()
        return max(now, self._newest) if self._newest else now

    def rows(self, question: str, **params: Any) -> list[Row]:
        """The answer to `queries/<question>.sql`, one dict per row; moments are aware UTC datetimes."""
        with self._connection.cursor() as cursor:
            return _fetch(cursor, question, params)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction with one moment: all of it is kept or nothing.

        Raises StoreUnavailable when the disk refuses.
        """
        with self._writing, self._connection.cursor() as cursor:
            cursor.begin()
            try:
                moment = self._next_moment()
                writer = Writer(cursor, moment)
                yield writer
                cursor.commit()
            except duckdb.Error as error:
                _roll_back(cursor)
                raise StoreUnavailable(
                    f"The store could not be written: {_first_line(error)}. Nothing was changed."
                ) from error
            except BaseException:
                _roll_back(cursor)
                raise
            if writer.has_written:
                self._newest = moment
                self.revision += 1

    def _next_moment(self) -> datetime:
        """Later than all that was written, also after the machine's clock was set back, when ids could not tell."""
        now = self.clock.now()
        return max(now, self._newest + _TICK) if self._newest else now

    def copy_to(self, path: Path) -> None:
        """A consistent copy of the whole store in a new file, also while others write."""
        file, copy = str(path).replace("'", "''"), f'"copy {new_id()}"'  # several copies may be under way
        with self._connection.cursor() as cursor:
            store = str(cursor.execute("SELECT current_database()").fetchall()[0][0]).replace('"', '""')
            cursor.execute(f"ATTACH '{file}' AS {copy} (STORAGE_VERSION '{_FORMAT}')")
            try:
                cursor.execute(f'COPY FROM DATABASE "{store}" TO {copy}')
            finally:
                cursor.execute(f"DETACH {copy}")

    def close(self) -> None:
        self._connection.close()


@dataclass(slots=True)
class Writer:
    """Appends rows inside one transaction; `moment` is when this store learns them."""

    _cursor: duckdb.DuckDBPyConnection
    moment: datetime
    has_written: bool = False

    def append(self, noun: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows by `queries/<noun>/append.sql`. Each gets an id and `learned_at`; all rows have the same keys."""
        if not rows:
            return
        columns = {name: [_naive(row[name]) for row in rows] for name in rows[0]}
        columns["id"] = [new_id() for _ in rows]
        columns["learned_at"] = [_naive(self.moment)] * len(rows)
        self._cursor.execute(queries.text(f"{noun}/append"), columns)
        self.has_written = True

    def rows(self, question: str, **params: Any) -> list[Row]:
        """The answer to a question as it stands inside this transaction."""
        return _fetch(self._cursor, question, params)


def open_store(path: Path, clock: Clock) -> Store:
    """Open the store, made and migrated if need be.

    Raises StoreIsBusy when another process holds the file and StoreUnavailable when it is no store or cannot be opened.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(path, config=_CONFIG)
    except duckdb.Error as error:
        raise _explained(path, error) from error
    try:
        migrate(connection)
    except OkrError:
        connection.close()
        raise
    newest = _fetch(connection.cursor(), "journal/newest", {})[0]["learned_at"]
    return Store(path, clock, connection, _newest=newest)


def _fetch(cursor: duckdb.DuckDBPyConnection, question: str, params: Mapping[str, Any]) -> list[Row]:
    cursor.execute(queries.text(question), {name: _naive(value) for name, value in params.items()})
    columns = cursor.description or []
    names = [column[0] for column in columns]
    moments = [n for n, column in enumerate(columns) if str(column[1]) == "TIMESTAMP"]
    return [dict(zip(names, _aware(row, moments), strict=True)) for row in cursor.fetchall()]


def _naive(value: Any) -> Any:
    """UTC without a zone: the only way the store keeps a moment."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _aware(row: tuple, moments: Sequence[int]) -> tuple:
    if not moments:
        return row
    values = list(row)
    for n in moments:
        values[n] = values[n].replace(tzinfo=UTC) if values[n] is not None else None
    return tuple(values)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.rollback()
    except duckdb.Error:  # the failure has already ended the transaction
        return


def _explained(path: Path, error: duckdb.Error) -> OkrError:
    held = _HELD.search(str(error))
    if held:
        return StoreIsBusy(
            f"{path} is in use by process {held[1]}. Stop it, or let it answer: start it with `make run`."
        )
    return StoreUnavailable(
        f"{path} cannot be opened as a store: {_first_line(error)}. Check the path, or restore a backup."
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
