"""Streamlit's own scripts and styles, which it serves uncompressed: compressed once per process and kept."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# In the order of preference. A browser offers br only where nobody can listen: over HTTPS, or to its own machine.
ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=6),
    "gzip": lambda content: gzip.compress(content, compresslevel=6),
}


class Bundles:
    """ASGI middleware: what never changes under its name is sent compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[tuple[str, str], Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        encoding = _encoding(scope)
        if encoding is None:
            await self.app(scope, receive, send)
            return
        key = scope["path"], encoding
        response = self._kept.get(key)
        if response is None:
            response = await _answer(self.app, scope, receive)
            if response.status_code == 200 and "immutable" in response.headers.get("cache-control", ""):
                response = self._kept[key] = await run_in_threadpool(_compressed, response, encoding)
        await response(scope, receive, send)


def _encoding(scope: Scope) -> str | None:
    """How the answer may be compressed; None for everything but a whole script or style."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].endswith((".js", ".css")):
        return None
    headers = Headers(scope=scope)
    if "range" in headers or "if-none-match" in headers:
        return None
    accepted = headers.get("accept-encoding", "")
    return next((name for name in ENCODINGS if name in accepted), None)


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """The whole answer of an app, held back."""
    response, body = Response(), bytearray()

    async def hold(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code, response.raw_headers = message["status"], list(message["headers"])
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, hold)
    response.body = bytes(body)
    return response


def _compressed(response: Response, encoding: str) -> Response:
    response.body = ENCODINGS[encoding](bytes(response.body))
    response.headers["content-encoding"] = encoding
    response.headers["content-length"] = str(len(response.body))
    response.headers.add_vary_header("accept-encoding")
    return response
