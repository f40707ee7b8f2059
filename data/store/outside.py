"""DuckDB over an org's own files: one SELECT at a time, with nothing in its reach but the data files of one folder.

It runs in memory, apart from the store, without the network and without a way to write, for a bounded time.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data.errors import OkrError

DATA_FILES = (".csv", ".tsv", ".parquet", ".json", ".jsonl", ".ndjson", ".gz")
_MEMORY = "512MB"
_REACHED = re.compile('Cannot access (?:file|directory) "(.+?)" -')
_NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "threads": 1,
}


class QueryFailed(OkrError):
    """A query cannot be run as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found: rows of the columns that were wanted. `is_cut` says that there are more."""

    rows: tuple[tuple[Any, ...], ...]
    is_cut: bool


def ask(
    sql: str,
    folder: Path,
    files: Iterable[Path],
    wanted: Mapping[str, str],
    optional: Mapping[str, str],
    *,
    most: int,
    seconds: float,
) -> Found:
    """The first `most` rows of one SELECT, as the columns `wanted`, then `optional` (None where the query has none).

    Both give the type of each column by its name. The query may read these files of the folder and names them by their
    paths in it: `FROM 'orders.csv'`, `read_parquet('2021/orders.parquet')`. Raises QueryFailed.
    """
    with _apart(folder, files) as connection, _at_most(seconds, connection):
        try:
            select = _only_select(connection, sql)
            has = {str(row[0]).lower() for row in connection.execute(f"DESCRIBE {select}").fetchall()}
            if missing := [name for name in wanted if name not in has]:
                raise QueryFailed(f"It has no column {' and none named '.join(missing)}. It needs {', '.join(wanted)}.")
            columns = [_as(name, kind, name in has) for name, kind in {**wanted, **optional}.items()]
            # The query is the org's own, and is one SELECT; the columns are ours.
            bounded = f"SELECT {', '.join(columns)} FROM ({select}\n) LIMIT {most + 1}"  # noqa: S608
            rows = connection.execute(bounded).fetchall()
        except duckdb.InterruptException as error:
            raise QueryFailed(f"It ran for more than {seconds:g} seconds and was stopped. Ask for less.") from error
        except duckdb.Error as error:
            raise QueryFailed(_said(error)) from error
    return Found(tuple(rows[:most]), len(rows) > most)


def quoted(name: str) -> str:
    """A file's name as a text in SQL."""
    return "'{}'".format(name.replace("'", "''"))


@contextmanager
def _apart(folder: Path, files: Iterable[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own that can read these files of a folder and reach nothing else."""
    with duckdb.connect(":memory:", config=_NO_EXTENSIONS) as connection:
        names = [str(name) for path in files for name in (path, path.relative_to(folder).as_posix())]
        for setting, value in (
            ("memory_limit", quoted(_MEMORY)),
            ("temp_directory", "''"),
            ("file_search_path", quoted(str(folder))),
            ("allowed_paths", f"[{', '.join(map(quoted, names))}]"),
            ("enable_external_access", "false"),
            ("lock_configuration", "true"),
        ):
            connection.execute(f"SET {setting} = {value}")
        yield connection


@contextmanager
def _at_most(seconds: float, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    alarm = threading.Timer(seconds, connection.interrupt)
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _only_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The statement, without its semicolon. Raises QueryFailed where there is another kind, or not just one."""
    statements = connection.extract_statements(sql)
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        told = "nothing" if not kinds else ", ".join(kind.name for kind in kinds)
        raise QueryFailed(f"A KPI's query is one SELECT, which reads and changes nothing. This file has {told}.")
    return statements[0].query.strip().rstrip(";")


def _as(name: str, kind: str, is_there: bool) -> str:
    return f'CAST("{name}" AS {kind})' if is_there else "NULL"


def _said(error: duckdb.Error) -> str:
    """The first line of what DuckDB says, without the kind of error, with the line of the query it points at."""
    lines: Sequence[str] = str(error).strip().splitlines() or ["DuckDB does not say why"]
    at = next((line.partition(":")[0].lower() for line in lines[1:] if line.startswith("LINE ")), "")
    if isinstance(error, duckdb.PermissionException) and (reached := _REACHED.search(lines[0])):
        return f"“{reached[1]}” is no data file of its folder, and a KPI's query may read nothing else."
    what = lines[0].partition(" Error: ")[2] or lines[0]
    return f"{what[:1].upper()}{what[1:].rstrip('.!')}{f' ({at})' if at else ''}."
