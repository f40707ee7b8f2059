"""Looker through its real SDK: one login, and the tiles it gives; a recording replays through the same door."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from data.errors import OkrError
from data.sources.looker import dashboards as walk
from data.sources.looker import wire
from data.sources.looker.dashboards import Tile
from data.sources.looker.tables import Asked
from data.sources.looker.wire import Recording, Refused, Wire

__all__ = ["Connection", "LookerUnavailable", "Tile", "fetch", "load"]

_COPIED = (
    *("model", "view", "fields", "pivots", "fill_fields", "filter_expression", "sorts", "column_limit"),
    *("total", "row_total", "subtotals", "dynamic_fields"),
)


class LookerUnavailable(OkrError):
    """Nothing can be read from Looker: it is not set up, cannot be reached, or refuses the login."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Looker is and who asks. `timeout` is in seconds; `record_to` is the file that keeps the answers."""

    base_url: str | None
    client_id: str | None
    client_secret: str | None = field(repr=False)
    verify_ssl: bool = True
    timeout: float = 120
    record_to: Path | None = None


def fetch(
    connection: Connection,
    *,
    dashboards: Sequence[str],
    looks: Sequence[str],
    now: datetime,
    row_limit: int = 5000,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Tile]:
    """Each tile of each dashboard, then each Look, as soon as it is read; trouble with one is its own.

    A KPI's id is `<dashboard>/<element>/<field>`, or `look/<id>/<field>`, and `/<value>` for each dimension that is not
    the time: it outlives a renamed tile and an edited query. Raises LookerUnavailable before the first tile.
    """
    settings = _settings(connection)
    from requests.adapters import HTTPAdapter

    exchanges: list[dict[str, Any]] | None = [] if connection.record_to else None
    session = _Session(settings, Wire(HTTPAdapter(), sleep, exchanges), row_limit)
    try:
        yield from _tiles(session, dashboards, looks, now)
    finally:
        session.leave()
        if connection.record_to and exchanges:
            wire.write(connection.record_to, exchanges, row_limit=row_limit)


def load(recording: Path, *, dashboards: Sequence[str], looks: Sequence[str], now: datetime) -> Iterator[Tile]:
    """The tiles of a recording, as `fetch` would give them at `now`. What was not recorded is an error of its tile."""
    recorded = json.loads(recording.read_text(encoding="utf-8"))
    settings = _Settings("https://recording.invalid", "recorded", "recorded", verify_ssl=True, timeout=1)
    session = _Session(settings, Wire(Recording(recorded["exchanges"]), lambda _: None), recorded["row_limit"])
    return _tiles(session, dashboards, looks, now)


def _tiles(session: _Session, dashboards: Sequence[str], looks: Sequence[str], now: datetime) -> Iterator[Tile]:
    if not (dashboards or looks):
        raise LookerUnavailable("No dashboard and no Look is listed. Put their ids under [looker] in okr.toml.")
    try:
        session.login()
    except Refused as refused:
        raise LookerUnavailable(str(refused)) from refused
    yield from walk.read(session, dashboards, looks, now)


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the SDK asks its settings for. The SDK's own would read the environment and a looker.ini."""

    base_url: str
    client_id: str
    client_secret: str
    verify_ssl: bool
    timeout: float
    agent_tag: ClassVar[str] = "okr"
    headers: ClassVar[dict[str, str]] = {"Content-Type": "application/json"}

    def is_configured(self) -> None:
        """Checked already, by `_settings`."""

    def read_config(self) -> dict[str, str]:
        return {"client_id": self.client_id, "client_secret": self.client_secret}


def _settings(connection: Connection) -> _Settings:
    if not (connection.base_url and connection.client_id and connection.client_secret):
        wanted = "LOOKERSDK_BASE_URL, LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET"
        raise LookerUnavailable(f"Looker is not set up. Set {wanted}; an admin of Looker makes the keys under Users.")
    address = urlsplit(connection.base_url.strip())
    if address.scheme not in ("http", "https") or not address.netloc:
        raise LookerUnavailable(
            f"LOOKERSDK_BASE_URL is {connection.base_url!r}. Write the whole address: https://looker.example.com"
        )
    # The host alone: the SDK logs in at a wrong address when the URL ends in a slash or a path.
    host = f"{address.scheme}://{address.netloc}"
    return _Settings(host, connection.client_id, connection.client_secret, connection.verify_ssl, connection.timeout)


class _Session:
    """One login at Looker, for one thread: threads that share the SDK's object would each log in."""

    def __init__(self, settings: _Settings, wire: Wire, row_limit: int) -> None:
        from looker_sdk.rtl.auth_session import AuthSession
        from looker_sdk.rtl.requests_transport import RequestsTransport
        from looker_sdk.rtl.serialize import deserialize40, serialize40
        from looker_sdk.sdk.api40.methods import Looker40SDK
        from requests import Session

        session = Session()
        for scheme in ("https://", "http://"):
            session.mount(scheme, cast(Any, wire))
        transport = RequestsTransport(cast(Any, settings), session)
        auth = AuthSession(cast(Any, settings), transport, cast(Any, deserialize40), "4.0")
        self.sdk = Looker40SDK(auth, cast(Any, deserialize40), cast(Any, serialize40), transport, "4.0")
        self.row_limit = row_limit

    def ask(self, operation: str, *arguments: str, **options: Any) -> Any:
        """What an operation of the SDK answers, after one new login if Looker forgot the last. Raises Refused."""
        try:
            return self._answer(operation, *arguments, **options)
        except Refused as refused:
            if refused.status != 401:
                raise
        self.login()
        return self._answer(operation, *arguments, **options)

    def run(self, query: Any, asked: Asked, limit: int, look: str | None = None) -> Any:
        """A query's json_detail document. Run as it is saved wherever that is what is asked: it needs fewer rights."""
        from looker_sdk.sdk.api40.models import WriteQuery

        options: dict[str, Any] = {"limit": limit, "server_table_calcs": True}
        if look:
            return _json(self.ask("run_look", look, "json_detail", **options))
        if query.id and asked.filters == (query.filters or {}) and asked.timezone == query.query_timezone:
            return _json(self.ask("run_query", query.id, "json_detail", **options))
        copied = {name: getattr(query, name) for name in _COPIED}
        body = WriteQuery(**copied, filters=dict(asked.filters), query_timezone=asked.timezone, limit=str(limit))
        return _json(self.ask("run_inline_query", "json_detail", body=body, **options))

    def login(self) -> None:
        """Raises Refused where Looker does not let us in, or is not what answers."""
        from looker_sdk.rtl.auth_token import AuthToken

        auth = self.sdk.auth
        auth.token = AuthToken()
        try:
            auth.authenticate({})
        except Refused:
            raise
        except Exception as failure:  # whatever the SDK makes of a page that is no token
            raise _stranger(auth.settings.base_url) from failure
        if not auth.token.access_token:
            raise _stranger(auth.settings.base_url)

    def leave(self) -> None:
        with suppress(Exception):  # Looker forgets the token by itself within the hour
            self.sdk.auth.logout()

    def _answer(self, operation: str, *arguments: str, **options: Any) -> Any:
        try:
            return getattr(self.sdk, operation)(*arguments, **options)
        except Refused:
            raise
        except Exception as failure:  # JSON's, cattrs' and the SDK's own errors, which the SDK lets through
            raise Refused("Looker's answer is not what its API promises. Sync again later.") from failure


def _stranger(address: str) -> Refused:
    return Refused(f"What answers at {address} is not Looker's API. Check LOOKERSDK_BASE_URL.")


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError as failure:
        is_page = text.lstrip()[:1] in ("<", b"<")
        said = "with a web page instead of data" if is_page else "with something cut off, or not data"
        raise Refused(f"Looker answered {said}. Sync again later.") from failure
