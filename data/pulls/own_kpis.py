"""KPIs from an org's own files and queries: where they lie, and the tile that each of them is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from data.config import ROOT, Settings
from data.rules import words
from data.sources import kpi_files
from data.sources.looker.dashboards import Tile
from data.store import outside
from data.store.outside import QueryFailed

MOST_BYTES = 50_000_000
_IN_A_FILE = {**kpi_files.COLUMNS, **kpi_files.KPI}


def folder(settings: Settings) -> Path:
    """Where the files and queries lie; a relative path is in the project's folder."""
    return ROOT / settings.kpis.folder


def queries(settings: Settings) -> list[Path]:
    return sorted(folder(settings).rglob("*.sql"))


def count(settings: Settings) -> int:
    """How many files and queries there are to read."""
    return len(settings.kpis.files) + len(queries(settings))


def names(settings: Settings) -> frozenset[str]:
    """What the tiles of the files and queries are called."""
    own = folder(settings)
    return frozenset((*map(_name, settings.kpis.files), *(_under(query, own) for query in queries(settings))))


def fetch(settings: Settings, now: datetime) -> Iterator[Tile]:
    """The tile of every file of the settings, then of every query of their folder."""
    own = folder(settings)
    for name in settings.kpis.files:
        yield _file(own / name, _name(name), settings, now)
    found = queries(settings)
    data = [path for path in sorted(own.rglob("*")) if path.suffix in outside.DATA_FILES] if found else []
    for query in found:
        yield _query(query, _under(query, own), data, settings, now)


def _name(file: str) -> str:
    return Path(file).name if Path(file).is_absolute() else file


def _under(query: Path, own: Path) -> str:
    return query.relative_to(own).as_posix()


def _file(path: Path, name: str, settings: Settings, now: datetime) -> Tile:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return kpi_files.failed(name, f"It is larger than {MOST_BYTES // 1_000_000} MB. Leave out old dates.")
        if path.suffix == ".csv":
            return kpi_files.of_csv(name, path.read_bytes(), now, settings.kpis.row_limit)
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        return kpi_files.failed(name, f"{path} cannot be read: {why}. Put it there, or take it out of [kpis] files.")
    if path.suffix == ".parquet":
        sql = f"FROM read_parquet({outside.quoted(path.name)})"
        return _asked(sql, name, path.parent, [path], settings, now, is_query=False)
    return kpi_files.failed(name, f"A KPI's file is a .csv or a .parquet, and {path.name} is neither.")


def _query(path: Path, name: str, data: Sequence[Path], settings: Settings, now: datetime) -> Tile:
    try:
        sql = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return kpi_files.failed(name, f"{path} cannot be read as text. Save it as UTF-8.")
    return _asked(sql, name, folder(settings), data, settings, now, is_query=True)


def _asked(
    sql: str, name: str, within: Path, data: Sequence[Path], settings: Settings, now: datetime, *, is_query: bool
) -> Tile:
    """A query's own answer may leave out the KPI: it is then the one that its file is named after."""
    wanted, optional = (kpi_files.COLUMNS, kpi_files.KPI) if is_query else (_IN_A_FILE, {})
    limits = settings.kpis
    try:
        found = outside.ask(sql, within, data, wanted, optional, most=limits.row_limit, seconds=limits.seconds)
    except QueryFailed as error:
        told = str(error)
        return kpi_files.failed(name, told if is_query else told.replace(" (line 1)", ""))  # of a query nobody wrote
    definition = _fingerprint(sql) if is_query else None
    return kpi_files.of_rows(name, found.rows, now, is_cut=found.is_cut, definition=definition)


def _fingerprint(sql: str) -> str:
    """What tells one meaning of a query's numbers from another: its text, however it is laid out."""
    return hashlib.sha256(" ".join(sql.split()).encode()).hexdigest()[:12]


def told(settings: Settings) -> str:
    """What is read: "2 files and 1 query in kpis"."""
    files, asked = len(settings.kpis.files), len(queries(settings))
    parts = [words.count(files, "file")] if files else []
    parts += [f"{asked} {'query' if asked == 1 else 'queries'}"] if asked else []
    return f"{' and '.join(parts) or 'nothing'} in {settings.kpis.folder}"
