"""KPIs in an org's own files: the tile that a CSV file, or the rows of a Parquet file or a query, stand for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from data.errors import Problem
from data.rules import words
from data.rules.okr import Kpi, Reading
from data.sources import rows, sheets
from data.sources.looker.dashboards import Tile
from data.sources.looker.tables import Unreadable

FOLDER = "files"  # where a tile of this source says that it hangs
COLUMNS: Mapping[str, str] = {"date": "DATE", "value": "DOUBLE"}
KPI: Mapping[str, str] = {"kpi": "VARCHAR"}
_MOST_TOLD = 3

Row = tuple[date | None, float | None, str | None]  # date, value, KPI


def of_csv(name: str, content: bytes, now: datetime, most: int) -> Tile:
    """The tile of a CSV file with the columns kpi, date and value. A problem in one row leaves all of it unread."""
    (sheet,), _ = sheets.read("readings.csv", content)
    read = rows.read(sheet)
    if wrong := [problem for problem in read.problems if not problem.is_warning]:
        return failed(name, f"{_told(wrong)} None of it was read.")
    found = [replace(reading, captured_at=now, definition=None) for _, reading in read.nouns]
    return _tile(name, found[:most], len(found) > most)


def of_rows(name: str, found: Sequence[Row], now: datetime, *, is_cut: bool, definition: str | None = None) -> Tile:
    """The tile of rows that a query found. One without a KPI is of the KPI that is called like its file."""
    own = name.rpartition("/")[2].rpartition(".")[0]
    read = (
        Reading(kpi or own, day, value, now, definition=definition)
        for day, value, kpi in found
        if day is not None and value is not None and math.isfinite(value)
    )
    return _tile(name, list(read), is_cut, len(found))


def failed(name: str, message: str) -> Tile:
    """A file or a query that cannot be read, for the reason that the message gives."""
    return Tile(FOLDER, name, name, "error", message=message)


def _tile(name: str, found: Sequence[Reading], is_cut: bool, count_rows: int | None = None) -> Tile:
    """A series is named after its file and the KPI: another file may have readings of the same KPI."""
    try:
        kept = list(_once(found))
    except Unreadable as trouble:
        return failed(name, str(trouble))
    named = {f"{FOLDER}/{name}/{kpi}": kpi for kpi in dict.fromkeys(reading.kpi for reading in kept)}
    tile = Tile(
        FOLDER,
        name,
        name,
        "ok",
        rows=len(kept) if count_rows is None else count_rows,
        kpis=tuple(Kpi(series, _name(kpi)) for series, kpi in named.items()),
        readings=tuple(replace(reading, kpi=f"{FOLDER}/{name}/{reading.kpi}") for reading in kept),
        named={series: Kpi(kpi, _name(kpi)) for series, kpi in named.items()},
    )
    if is_cut:
        message = f"Only the first {words.count(tile.rows, 'row')} were read, there are more. Ask for fewer dates."
        return replace(tile, status="truncated", message=message)
    if not kept:
        return replace(tile, status="empty", message="It has no values.")
    to_come = sum(reading.captured_at is not None and reading.date > reading.captured_at.date() for reading in kept)
    return replace(tile, message=_early(to_come)) if to_come else tile


def _once(found: Iterable[Reading]) -> Iterator[Reading]:
    """Each KPI and date once. Raises Unreadable where two rows differ about one."""
    values: dict[tuple[str, date], float] = {}
    for reading in found:
        key = (reading.kpi, reading.date)
        if key not in values:
            yield reading
        if values.setdefault(key, reading.value) != reading.value:
            raise Unreadable(f"Two rows give “{reading.kpi}” different values on {reading.date}. Leave one of them.")


def _early(count: int) -> str:
    return f"{words.count(count, 'row')} of a day that is still to come: shown from that day on."


def _name(kpi: str) -> str:
    """ "trial-conversion" as people read it: "Trial conversion"."""
    text = " ".join(kpi.replace("-", " ").replace("_", " ").split())
    return text[:1].upper() + text[1:] if "/" not in kpi else kpi


def _told(wrong: Sequence[Problem]) -> str:
    """The first problems of a file, each with where it is, and how many more there are."""
    told = "; ".join(_where(problem) for problem in wrong[:_MOST_TOLD])
    more = f"; and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
    return f"{told[:1].upper()}{told[1:]}{more}."


def _where(problem: Problem) -> str:
    place = ", ".join(filter(None, (f"line {problem.line}" if problem.line else None, problem.column)))
    found = f" (found “{problem.value}”)" if problem.value else ""
    return f"{f'{place}: ' if place else ''}{problem.message}{found}"
