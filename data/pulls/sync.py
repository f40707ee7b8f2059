"""Pull KPIs from their sources, Looker and an org's own files: what each tile answered is kept, and of its readings
those that say something new.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from data.config import Settings
from data.errors import OkrError
from data.pulls import lookers, own_kpis
from data.rules import words
from data.rules.okr import Reading, Series
from data.rules.wordings import BEGINNING, Version
from data.sources.looker.dashboards import Tile
from data.store import journal
from data.store.connection import Row, Store, Writer

Source = Literal["looker", "files"]

_EVENTS: Mapping[Source, str] = {"looker": "sync", "files": "files"}
COUNTED: Mapping[str, str] = {"looker": "tile", "files": "file"}

_FETCH: Mapping[Source, Callable[[Settings, datetime], Iterator[Tile]]] = {
    "looker": lookers.fetch,
    "files": own_kpis.fetch,
}
_one_at_a_time = threading.Lock()


class SyncIsRunning(OkrError):
    """Another sync has not finished."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the tiles of a source answered."""

    tiles: tuple[Tile, ...]
    source: Source = "looker"

    @property
    def status(self) -> Literal["ok", "partial", "failed"]:
        failed = sum(tile.status == "error" for tile in self.tiles)
        if not failed:
            return "ok"
        return "failed" if failed == len(self.tiles) else "partial"

    def as_json(self) -> dict[str, Any]:
        return {"source": self.source, "status": self.status, "tiles": [_tile_json(tile) for tile in self.tiles]}


def run(
    store: Store,
    settings: Settings,
    source: Source = "looker",
    *,
    by: str | None = None,
    on_tile: Callable[[Tile], None] = lambda tile: None,
) -> Report:
    """Sync the dashboards and Looks, or the files and queries, of the settings, each tile kept as soon as it is read.

    Raises SyncIsRunning while another one runs, and LookerUnavailable when nothing can be read at all; that a Looker
    which is meant could not be read is kept then too.
    """
    if not _one_at_a_time.acquire(blocking=False):
        raise SyncIsRunning(
            "A sync is running already. Its tiles appear as they arrive; start another when it is done."
        )
    try:
        tiles = _FETCH[source](settings, store.now())
        return _remembered(store, source, by, (_kept(store, source, tile, by, on_tile) for tile in tiles))
    finally:
        _one_at_a_time.release()


def is_running() -> bool:
    """Whether a sync is under way in this process."""
    return _one_at_a_time.locked()


def newest(store: Store) -> datetime | None:
    """When the newest sync of any of the sources ended."""
    found = [row for what in _EVENTS.values() for row in store.rows("events/newest", what=what, as_of=store.now())]
    return max((row["recorded_at"] for row in found), default=None)


def is_meant(settings: Settings, source: Source = "looker") -> bool:
    """Whether a source is to be read, though something may be missing to ask it."""
    return lookers.is_meant(settings) if source == "looker" else own_kpis.count(settings) > 0


def missing(settings: Settings, source: Source = "looker") -> list[str]:
    """What is not set and without which a source cannot be asked; of several Lookers one that can be is enough."""
    if source == "files":
        return [] if own_kpis.count(settings) else [f"files under [kpis], or a query in {settings.kpis.folder}"]
    found = lookers.instances(settings)
    return [] if any(not each.missing for each in found) else [name for each in found for name in each.missing]


def _remembered(store: Store, source: Source, by: str | None, tiles: Iterable[Tile]) -> Report:
    """The report of a sync, kept in the audit trail; also of one that is broken off, with what it had read."""
    read: list[Tile] = []
    try:
        for tile in tiles:
            read.append(tile)
        _retire(store, source, read, by)
        return Report(tuple(read), source)
    finally:
        if any(tile.element for tile in read):  # a Looker that could not be reached brought nothing in
            failed = sum(tile.status == "error" for tile in read)
            told = f"{words.count(len(read), COUNTED[source])}, {failed or 'none'} failing"
            with store.writing() as writer:
                journal.record_event(writer, _EVENTS[source], told, by)


def _retire(store: Store, source: Source, read: Sequence[Tile], by: str | None) -> None:
    """Mark the tiles that hang nowhere any more; those of a dashboard or a Looker that cannot be read may still."""
    names = {(tile.dashboard, tile.element) for tile in read}
    unread = [tile.dashboard for tile in read if tile.status == "error" and not tile.element]
    rows = [row for row in store.rows("syncs/latest", as_of=store.now()) if row["source"] == source]
    left = [row for row in rows if (row["dashboard"], row["element"]) not in names and not _is_under(row, unread)]
    if left:
        with store.writing() as writer:
            for row in left:
                gone = Tile(row["dashboard"], row["element"], row["title"], "gone")
                journal.record_sync(writer, source, gone, by)


def _is_under(row: Row, places: Iterable[str | None]) -> bool:
    """Whether a tile hangs under one of these dashboards or Lookers; any may hang under the Looker without a name."""
    return any(place is None or f"{row['dashboard']}/".startswith(f"{place}/") for place in places)


def _kept(store: Store, source: Source, tile: Tile, by: str | None, on_tile: Callable[[Tile], None]) -> Tile:
    with store.writing() as writer:
        _define(writer, tile, by)
        left_out = _map(writer, tile)
        journal.record(writer, _news(writer, [each for each in tile.readings if each.kpi not in left_out]))
        journal.record_sync(writer, source, tile, by)
    on_tile(tile)
    return tile


def _define(writer: Writer, tile: Tile, by: str | None) -> None:
    """A KPI is defined when it is first seen; its name, unit and direction are the org's to change from then on."""
    known = {row["kpi"] for row in writer.rows("kpis/current", as_of=writer.moment)}
    seen = {kpi.kpi: kpi for kpi in (*tile.kpis, *tile.named.values())}
    new = [kpi for name, kpi in seen.items() if name not in known]
    journal.define(writer, journal.KPIS, [Version(kpi, BEGINNING, by) for kpi in new])


def _map(writer: Writer, tile: Tile) -> set[str]:
    """The series of a tile that are left out. One seen for the first time is the KPI that its source says, or its own;
    like that KPI it was so from the beginning.
    """
    mapped = {row["series"]: row["kpi"] for row in writer.rows("series/current", as_of=writer.moment)}
    new = [kpi.kpi for kpi in tile.kpis if kpi.kpi not in mapped]
    own = {series: tile.named[series].kpi if series in tile.named else series for series in new}
    journal.record(writer, [Series(series, kpi, recorded_at=BEGINNING) for series, kpi in own.items()])
    return {series for series, kpi in mapped.items() if kpi is None}


def _news(writer: Writer, readings: Sequence[Reading]) -> list[Reading]:
    """The readings that differ from what was captured last for their KPI and date."""
    if not readings:
        return []
    names, days = sorted({reading.kpi for reading in readings}), [reading.date for reading in readings]
    rows = writer.rows("readings/captures_of", kpis=names, first=min(days), last=max(days))
    held = {(row["kpi"], row["date"]): replace(Reading(**row), captured_at=None) for row in rows}
    return [
        replace(reading, captured_at=writer.moment)
        for reading in readings
        if held.get((reading.kpi, reading.date)) != replace(reading, captured_at=None)
    ]


def _tile_json(tile: Tile) -> dict[str, Any]:
    names = ("dashboard", "element", "title", "status", "rows", "message")
    return {name: getattr(tile, name) for name in names}
