"""Every source in one go: those that are set up are read one after the other, whatever becomes of the one before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from data.config import Settings
from data.errors import OkrError
from data.pulls import sync, tracker
from data.store.connection import Store

Source = Literal["looker", "files", "github"]
Hear = Callable[[str], None]  # is told of each tile and page as it arrives, in a few words

_NAMES: Mapping[Source, str] = {"looker": "Looker", "github": "GitHub"}  # what an org is expected to have


class NothingToRead(OkrError):
    """No source is set up, or none of those that are can be read at all."""


def one(
    store: Store, settings: Settings, source: Source, *, by: str | None = None, hear: Hear = lambda _: None
) -> dict[str, Any]:
    """Read one source; the answer as JSON values. Raises what reading it raises."""
    if source == "github":
        report = tracker.sync(store, settings, by=by, on_page=lambda page: hear(f"page {page.number}: {page.status}"))
        return report.as_json()
    tiles = sync.run(
        store, settings, source, by=by, on_tile=lambda tile: hear(f"{tile.title or tile.element}: {tile.status}")
    )
    return tiles.as_json()


def every(
    store: Store, settings: Settings, *, by: str | None = None, hear: Hear = lambda _: None
) -> list[dict[str, Any]]:
    """Read every source; one that is not set up is skipped, one that cannot be read has failed, both with a `message`.

    An org's own files are told of only where there are any. Raises NothingToRead when nothing was read.
    """
    sources: list[Source] = [*_NAMES, *(("files",) if not sync.missing(settings, "files") else ())]
    answers = [_tried(store, settings, source, by, hear) for source in sources]
    if all("message" in answer for answer in answers):
        failed = [answer for answer in answers if answer["status"] == "failed"]
        raise NothingToRead(" ".join(answer["message"] for answer in failed or answers))
    return answers


def _tried(store: Store, settings: Settings, source: Source, by: str | None, hear: Hear) -> dict[str, Any]:
    lacks = tracker.missing(settings) if source == "github" else sync.missing(settings, source)
    if lacks:
        return _nothing(source, "skipped", f"{_NAMES[source]} is not set up. Set {_listed(lacks)}.")
    try:
        return one(store, settings, source, by=by, hear=hear)
    except OkrError as error:
        return _nothing(source, "failed", str(error))


def _nothing(source: Source, status: str, message: str) -> dict[str, Any]:
    parts = {"pages": 0, "items": 0, "problems": [], "pages_read": []} if source == "github" else {"tiles": []}
    return {"source": source, "status": status, **parts, "message": message}


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
