"""Every source in one go: those that are set up are read one after the other, whatever becomes of the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from data.config import Settings
from data.errors import OkrError
from data.pulls import lookers, sync, tracker
from data.rules import words
from data.store.connection import Store

Source = Literal["looker", "files", "github"]
Hear = Callable[[str], None]  # is told of each tile and page as it arrives, in a few words

SOURCES: Sequence[Source] = ("looker", "files", "github")


class NothingToRead(OkrError):
    """No source is set up, or none of those that are can be read at all."""


def one(
    store: Store, settings: Settings, source: Source, *, by: str | None = None, hear: Hear = lambda _: None
) -> dict[str, Any]:
    """Read one source; the answer as JSON values. Raises what reading it raises, and NothingToRead without a file of
    KPIs.
    """
    if source == "github":
        report = tracker.sync(store, settings, by=by, on_page=lambda page: hear(f"page {page.number}: {page.status}"))
        return report.as_json()
    tiles = sync.run(
        store, settings, source, by=by, on_tile=lambda tile: hear(f"{tile.title or tile.element}: {tile.status}")
    )
    if not sync.is_meant(settings, source) and not tiles.tiles:
        raise NothingToRead(_lacks(settings, source))
    return tiles.as_json()


def every(
    store: Store, settings: Settings, *, by: str | None = None, hear: Hear = lambda _: None
) -> list[dict[str, Any]]:
    """Read every source; one that nobody set up is skipped, one that cannot be read has failed, both with a `message`.

    An org's own files are told of only where there are any. Raises NothingToRead when nothing was read.
    """
    sources: list[Source] = ["looker", "github", *(("files",) if sync.is_meant(settings, "files") else ())]
    answers = [_tried(store, settings, source, by, hear) for source in sources]
    if all("message" in answer for answer in answers):
        failed = [answer["message"] for answer in answers if answer["status"] == "failed"]
        raise NothingToRead(" ".join(failed or [_lacks(settings, source) for source in SOURCES]))
    return answers


def _tried(store: Store, settings: Settings, source: Source, by: str | None, hear: Hear) -> dict[str, Any]:
    if not (tracker.is_meant(settings) if source == "github" else sync.is_meant(settings, source)):
        return _nothing(source, "skipped", _lacks(settings, source))
    try:
        return one(store, settings, source, by=by, hear=hear)
    except OkrError as error:
        return _nothing(source, "failed", str(error))


def _nothing(source: Source, status: str, message: str) -> dict[str, Any]:
    parts = {"pages": 0, "items": 0, "problems": [], "pages_read": []} if source == "github" else {"tiles": []}
    return {"source": source, "status": status, **parts, "message": message}


def _lacks(settings: Settings, source: Source) -> str:
    """That a source is not set up, and what to do."""
    match source:
        case "looker":
            return lookers.lacks("Looker", sync.missing(settings))
        case "github":
            return f"GitHub is not set up. Set {words.listed(tracker.missing(settings))}."
        case _:
            return (
                "No KPI files are set up. Name CSV and Parquet files under [kpis] in okr.toml, or put queries over "
                f"them into {settings.kpis.folder}."
            )
