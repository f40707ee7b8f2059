"""The sample: fill a new store with it, and take an org from it to a store of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data import imports, running, sample
from data.config import Settings
from data.errors import OkrError
from data.imports import Report
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store


class StoreIsNotEmpty(OkrError):
    """The sample would be mixed with somebody's own quarter."""


def fill(store: Store, settings: Settings) -> Report:
    """Fill an empty store with the sample. Raises StoreIsNotEmpty when it has anything in it."""
    if not journal.is_empty(store):
        raise StoreIsNotEmpty(f"{store.path.name} is not empty. Name a new file with --store to see the sample.")
    store.clock = Clock(settings.today or sample.TODAY)
    return imports.bring_in(store, settings, sample.contents(), event=("sample", sample.TODAY.isoformat()))


def leave() -> Path:
    """Serve the org's own store instead of the sample, whose file is kept: where, is the answer.

    Raises OkrError when the store is no sample.
    """
    store, own = running.store(), running.settings().own_store
    if journal.sample_today(store) is None:
        raise OkrError("This is your own store already, not the sample.")
    if store.path != own:
        running.move_to(own)
        return store.path
    kept = own.with_name(f"{own.stem}.sample-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{own.suffix}")
    running.set_aside(kept)
    return kept
