"""How the command line reaches the store: the file itself when it is free, else the server that holds it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from data import commands, running
from data.commands import Answer, Document, File, House
from data.config import Settings
from data.errors import OkrError, Problem, UsageError
from data.store import holder as store_holder
from data.store.connection import StoreIsBusy

_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER = 3, 600
_WAITS = (0.05, 0.1, 0.2, 0.4) + (0.5,) * 30  # for another command to finish
_STRANGERS = (401, 404, 405)  # what another program on this port answers, or the server of another store
_PAGES = ("text/html", "text/plain")  # the same, unless it is a file to be saved


class ServerRefused(OkrError):
    """The running server could not do what was asked."""


def run(
    path: Path,
    settings: Settings,
    name: str,
    options: Mapping[str, Any],
    hear: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Run a command on the store at `path`: here when the file is free, else in the server that holds it.

    Waits its turn while another command holds the file. `hear` is told what a sync reads when it runs here. Raises
    OkrError.
    """
    waits = iter(_WAITS)
    while True:
        answer = _ask_server(path, name, options)
        if answer is not None:
            return answer
        try:
            store = running.opened(path, settings)
        except StoreIsBusy:
            wait = next(waits, None)
            if wait is None:
                raise
            time.sleep(wait)
        else:
            with closing(store):
                return commands.run(House(store, settings, hear), name, options)


def _ask_server(path: Path, name: str, options: Mapping[str, Any]) -> Answer | None:
    """The running server's answer; None when no server of this store answers."""
    holder = store_holder.of(path)
    if holder is None or not _is_listening(holder.url):
        return None
    import requests

    with requests.Session() as session:
        session.trust_env = False  # the server is on this machine: no proxy, no .netrc
        try:
            response = session.post(
                holder.url + commands.API + name,
                data=json.dumps(dict(options)),  # requests' own would not send a value that is not a number
                headers={"Authorization": f"Bearer {holder.token}", "Content-Type": "application/json"},
                timeout=_SECONDS_TO_ANSWER,
            )
        except requests.RequestException as error:
            raise ServerRefused("The running server did not answer. Look there whether it was done.") from error
    is_page = _media_type(response) in _PAGES and "content-disposition" not in response.headers
    is_ours = response.status_code not in _STRANGERS and not is_page
    return _answer(response) if is_ours else None


def _is_listening(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), _SECONDS_TO_CONNECT).close()
    except OSError:
        return False
    return True


def _media_type(response: Any) -> str:
    return response.headers.get("content-type", "").partition(";")[0]


def _answer(response: Any) -> Answer:
    if _media_type(response) != "application/json":
        return File(response.content, _media_type(response), unquote(response.headers.get(commands.REMARK, "")) or None)
    document = response.json()
    if response.status_code in (200, 207):
        return Document(document, is_partial=response.status_code == 207)
    error = UsageError if response.status_code == 400 else ServerRefused
    raise error(document.get("error", "The server refused."), [Problem(text) for text in document.get("problems", [])])
