"""Pull from Looker: what each tile answered is kept, and of its readings those that say something new."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from data.config import Secrets, Settings
from data.errors import OkrError
from data.rules import words
from data.rules.okr import Reading
from data.rules.wordings import BEGINNING, Version
from data.sources import looker
from data.sources.looker import Tile
from data.store import journal
from data.store.connection import Store, Writer

_one_at_a_time = threading.Lock()


class SyncIsRunning(OkrError):
    """Another sync has not finished."""


@dataclass(frozen=True, slots=True)
class Report:
    """What Looker's tiles answered."""

    tiles: tuple[Tile, ...]

    @property
    def status(self) -> Literal["ok", "partial", "failed"]:
        failed = sum(tile.status == "error" for tile in self.tiles)
        if not failed:
            return "ok"
        return "failed" if failed == len(self.tiles) else "partial"

    def as_json(self) -> dict[str, Any]:
        return {"source": "looker", "status": self.status, "tiles": [_tile_json(tile) for tile in self.tiles]}


def run(
    store: Store, settings: Settings, *, by: str | None = None, on_tile: Callable[[Tile], None] = lambda tile: None
) -> Report:
    """Sync the dashboards and Looks of the settings, each tile kept as soon as it is read.

    Raises SyncIsRunning while another one runs, and LookerUnavailable when nothing can be read at all.
    """
    if not _one_at_a_time.acquire(blocking=False):
        raise SyncIsRunning(
            "A sync is running already. Its tiles appear as they arrive; start another when it is done."
        )
    try:
        return _remembered(store, by, (_kept(store, tile, by, on_tile) for tile in _fetch(store, settings)))
    finally:
        _one_at_a_time.release()


def missing(settings: Settings) -> list[str]:
    """The variables that are not set and without which Looker cannot be asked."""
    needed = ("looker_base_url", "looker_client_id", "looker_client_secret")
    named = {name: Secrets.model_fields[name].alias or name for name in needed}
    return [variable for name, variable in named.items() if not getattr(settings.secrets, name)]


def connection(settings: Settings) -> looker.Connection:
    """Where Looker is, from the settings."""
    secrets = settings.secrets
    secret = secrets.looker_client_secret
    return looker.Connection(
        base_url=secrets.looker_base_url,
        client_id=secrets.looker_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        verify_ssl=secrets.looker_verify_ssl,
        timeout=secrets.looker_timeout,
    )


def _fetch(store: Store, settings: Settings):
    return looker.fetch(
        connection(settings),
        dashboards=settings.looker.dashboards,
        looks=settings.looker.looks,
        now=store.now(),
        row_limit=settings.looker.row_limit,
    )


def host(settings: Settings) -> str:
    """Where Looker is, for people to read: the host alone, for an address may carry a password."""
    return urlsplit(settings.secrets.looker_base_url or "").hostname or "LOOKERSDK_BASE_URL"


def _remembered(store: Store, by: str | None, tiles: Iterable[Tile]) -> Report:
    """The report of a sync, kept in the audit trail; also of one that is broken off, with what it had read."""
    read: list[Tile] = []
    try:
        for tile in tiles:
            read.append(tile)
        return Report(tuple(read))
    finally:
        if read:
            failed = sum(tile.status == "error" for tile in read)
            with store.writing() as writer:
                journal.record_event(
                    writer, "sync", f"{words.count(len(read), 'tile')}, {failed or 'none'} failing", by
                )


def _kept(store: Store, tile: Tile, by: str | None, on_tile: Callable[[Tile], None]) -> Tile:
    with store.writing() as writer:
        _define(writer, tile, by)
        journal.record(writer, _news(writer, tile.readings))
        journal.record_sync(writer, "looker", tile, by)
    on_tile(tile)
    return tile


def _define(writer: Writer, tile: Tile, by: str | None) -> None:
    """A KPI is defined when it is first seen; its name, unit and direction are the org's to change from then on."""
    known = {row["kpi"] for row in writer.rows("kpis/current", as_of=writer.moment)}
    new = [kpi for kpi in tile.kpis if kpi.kpi not in known]
    journal.define(writer, journal.KPIS, [Version(kpi, BEGINNING, by) for kpi in new])


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
