"""The one store and the settings of this process, opened when first asked for; pages and HTTP door share them."""

from __future__ import annotations

import threading
from pathlib import Path

from data import config
from data.store import holder, journal
from data.store.clock import Clock
from data.store.connection import Store, open_store
from data.store.holder import Holder

_lock = threading.RLock()
_settings: config.Settings | None = None
_store: Store | None = None
_serving: Holder | None = None


def settings() -> config.Settings:
    """The settings in force, read when first asked for. Raises SettingsError."""
    global _settings
    with _lock:
        if _settings is None:
            _settings = config.load()
        return _settings


def store() -> Store:
    """The store of this process. Raises StoreIsBusy or StoreUnavailable."""
    global _store
    with _lock:
        if _store is None:
            _store = opened(settings().store_path, settings())
            if _serving:
                holder.announce(_store.path, _serving)
        return _store


def serving() -> Holder | None:
    """Where this process answers over HTTP, None while it does not."""
    return _serving


def serve(address: Holder) -> None:
    """Say from now on, beside whichever store is open, that this process holds it."""
    global _serving
    with _lock:
        _serving = address
        holder.announce(store().path, address)


def close() -> None:
    """Close the store, answer nobody any more and forget the settings; the next question opens and reads them anew."""
    global _settings, _serving
    with _lock:
        _let_go()
        _settings = _serving = None


def move_to(path: Path) -> None:
    """Serve another file from now on."""
    global _store
    with _lock:
        _let_go()
        _store = opened(path, settings())
        if _serving:
            holder.announce(path, _serving)


def set_aside(to: Path) -> None:
    """Keep the open store's file under another name and serve a new, empty one in its place."""
    path = store().path
    with _lock:
        _let_go()
        path.rename(to)
    move_to(path)


def _let_go() -> None:
    global _store
    if _store is not None:
        _store.close()
        if _serving:
            holder.withdraw(_store.path, _serving)
    _store = None


def opened(path: Path, settings: config.Settings) -> Store:
    """A store with its clock: the one that was set, else the sample's own fixed day, else real time."""
    found = open_store(path, Clock(settings.today))
    if settings.today is None:
        found.clock = Clock(journal.sample_today(found))
    return found
