"""The HTTP door, in the same process as the pages: /healthz, /api/v1/<command>, and what every answer carries for
safety.
"""

from __future__ import annotations

import hmac
import json
import logging
import re
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data import commands, running, schedule
from data.bundles import Bundles
from data.commands import House
from data.errors import OkrError, UsageError
from data.store.holder import Holder

log = logging.getLogger("okr")

DONE, PARTLY, WRONG_USAGE, FAILED, STUMBLED = 200, 207, 400, 422, 500
_MOST_BYTES = 64 * 1024 * 1024


def _inline_scripts() -> str:
    """The scripts that Streamlit's own page carries inline, as sources of a Content-Security-Policy: no other inline
    script runs.
    """
    streamlit = find_spec("streamlit")
    page = Path(streamlit.origin).with_name("static") / "index.html" if streamlit and streamlit.origin else None
    inline = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL) if page else []
    return " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in inline)


SAFETY = {
    # Streamlit starts components from blob: modules and Plotly styles inline; nothing is loaded from another host.
    "content-security-policy": f"default-src 'self'; script-src 'self' blob: {_inline_scripts()}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


class Safety:
    """ASGI middleware: the safety headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SAFETY)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


async def healthz(_request: Request) -> Response:
    """Whether the store can answer."""
    try:
        await run_in_threadpool(lambda: running.store().rows("journal/newest"))
    except Exception:
        log.exception("The store cannot answer")
        return JSONResponse({"ok": False, "message": "The store cannot answer. `okr doctor` says why."}, 503)
    return JSONResponse({"ok": True, "revision": running.store().revision})


async def command(request: Request) -> Response:
    """Run one command for the holder of the token; exit codes 0/1/2/3 are HTTP 200/422/400/207."""
    if not _is_allowed(request):
        return JSONResponse(commands.failure("A bearer token is needed: set OKR_API_TOKEN."), 401)
    try:
        options = await _options(request)
        answer = await run_in_threadpool(_run, request.path_params["command"], options)
    except UsageError as error:
        return JSONResponse(commands.failure(str(error), error.problems), WRONG_USAGE)
    except OkrError as error:
        return JSONResponse(commands.failure(str(error), error.problems), FAILED)
    except Exception:
        log.exception("%s failed", request.path_params["command"])
        return JSONResponse(commands.failure("The server stumbled over this. Its log says where."), STUMBLED)
    if isinstance(answer, commands.File):
        headers = {"content-disposition": "attachment"}  # a file is never a page, an e-mail neither
        if answer.remark:
            headers[commands.REMARK] = quote(answer.remark)
        return Response(answer.content, DONE, headers, answer.media_type)
    return JSONResponse(answer.value, PARTLY if answer.is_partial else DONE)


async def _options(request: Request) -> dict:
    body = await request.body()
    if len(body) > _MOST_BYTES:
        raise UsageError("The contents are larger than 64 MB. Send them in parts.")
    try:
        options = json.loads(body or b"{}")
    except ValueError as error:
        raise UsageError("The options are not JSON.") from error
    if not isinstance(options, dict):
        raise UsageError("The options are not a JSON object.")
    return options


def _run(name: str, options: dict) -> commands.Answer:
    return commands.run(House(running.store(), running.settings()), name, options)


def _is_allowed(request: Request) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    holder = running.serving()
    return (
        holder is not None
        and scheme.lower() == "bearer"
        and hmac.compare_digest(token.strip().encode(), holder.token.encode())
    )


def lifespan(host: str | None, port: int) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Hold the store while the server runs, tell the command line that it answers at this address, and work through the
    jobs that run by themselves.
    """

    @asynccontextmanager
    async def serving(_app: object) -> AsyncIterator[None]:
        configured = running.settings().secrets.api_token
        token = configured.get_secret_value() if configured else secrets.token_urlsafe(32)
        try:
            await run_in_threadpool(running.serve, Holder(_url(host or "127.0.0.1", port), token))
        except OkrError as error:
            log.error("%s", error)  # the pages and /healthz say so too
        worker = schedule.start()
        try:
            yield
        finally:
            await run_in_threadpool(worker.stop)
            running.close()

    return serving


def _url(host: str, port: int) -> str:
    """Where the routes below are: at the root, also when the pages lie under a baseUrlPath."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


ROUTES = (
    Route("/healthz", healthz, methods=["GET"]),
    Route(commands.API + "{command}", command, methods=["POST"]),
)
MIDDLEWARE = (Middleware(Safety), Middleware(Bundles))
