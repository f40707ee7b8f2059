"""A Looker on the loopback: it answers as the official document says, judges its requests by it, and can misbehave."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.sources import looker_contract

API = "/api/4.0"
KEYS = {"client_id": "reader", "client_secret": "a secret that nobody else knows"}


@dataclass
class Asked:
    """One request as it came: `path` without the API's prefix, `query` and form or JSON `body` parsed."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    token: str | None


Misbehaviour = Callable[["_Handler"], None]


@dataclass
class Looker:
    """What this Looker holds, by id, and what it was asked. `answers` are json_detail documents by query id."""

    address: str = ""
    dashboards: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: dict[str, dict[str, Any]] = field(default_factory=dict)
    queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    merges: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    _faults: dict[str, list[Misbehaviour]] = field(default_factory=lambda: defaultdict(list))

    def holds(self, query: str, answer: Any, *, fields: Sequence[str] = ("signups.count",), **described: Any) -> str:
        """Saves a query and what it answers, by its id. Two queries differ in their fields."""
        saved = {"model": "growth", "view": "signups", "limit": "500", "query_timezone": "UTC"}
        self.queries[query] = {**saved, **described, "id": query, "fields": list(fields)}
        self.answers[query] = answer
        return query

    def shows(self, dashboard: str, *elements: dict[str, Any], **described: Any) -> None:
        """A dashboard with these elements."""
        self.dashboards[dashboard] = {
            "id": dashboard,
            "title": "The week",
            "deleted": False,
            "dashboard_elements": [{**element, "dashboard_id": dashboard} for element in elements],
            "dashboard_filters": [],
            **described,
        }

    def tile(self, element: str, query: str, title: str = "Signups", **maker: Any) -> dict[str, Any]:
        """A query tile; `maker` is more of its result maker."""
        saved = self.queries[query]
        made = {"query_id": query, "query": saved, "vis_config": saved.get("vis_config"), **maker}
        return {"id": element, "type": "vis", "title": title, "query_id": query, "query": saved, "result_maker": made}

    def misbehaves(self, path: str, *faults: Misbehaviour) -> None:
        """The next answers to requests whose path ends so, one fault each; after them it behaves."""
        self._faults[path].extend(faults)

    def forget_tokens(self) -> None:
        self.tokens.clear()

    def paths(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.asked]

    def runs(self) -> list[Asked]:
        return [each for each in self.asked if "/run/" in each.path]

    def fault(self, path: str) -> Misbehaviour | None:
        return next(
            (faults.pop(0) for ending, faults in self._faults.items() if faults and path.endswith(ending)), None
        )

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Status and document of a request, as the official document describes them."""
        match [unquote(part) for part in asked.path.strip("/").split("/")]:
            case ["login"] if asked.method == "POST":
                return self._login(asked.body)
            case _ if asked.token not in self.tokens:
                return 401, _error("Requires authentication.", 401)
            case ["logout"]:
                self.forget_tokens()
                return 204, None
            case ["dashboards", name] if name in self.dashboards:
                wanted = asked.query.get("fields", "").split(",")
                return 200, {key: value for key, value in self.dashboards[name].items() if key in wanted}
            case ["looks", name] if name in self.looks:
                return 200, self.looks[name]
            case ["queries", name] if name in self.queries:
                return 200, self.queries[name]
            case ["merge_queries", name] if name in self.merges:
                return 200, self.merges[name]
            case ["queries", "run", "json_detail"]:
                return self._run(self._query_like(asked.body), asked, asked.body.get("filters") or {})
            case ["queries", name, "run", "json_detail"] if name in self.queries:
                return self._run(name, asked, self.queries[name].get("filters") or {})
            case ["looks", name, "run", "json_detail"] if name in self.looks:
                query = self.looks[name]["query"]
                return self._run(query["id"], asked, query.get("filters") or {})
        return 404, _error("Not found", 404)

    def _login(self, form: Mapping[str, str]) -> tuple[int, Any]:
        if form != KEYS:
            return 404, _error("Not found", 404)
        self.tokens.append(f"token-{sum(path == 'POST /login' for path in self.paths())}")
        return 200, {"access_token": self.tokens[-1], "token_type": "Bearer", "expires_in": 3600}

    def _query_like(self, body: Mapping[str, Any]) -> str:
        return next(name for name, query in self.queries.items() if query["fields"] == body["fields"])

    def _run(self, query: str, asked: Asked, filters: Mapping[str, str]) -> tuple[int, Any]:
        answer = self.answers[query]
        if callable(answer):
            answer = answer(filters)
        if isinstance(answer, dict) and "data" in answer:
            answer = {**answer, "data": answer["data"][: int(asked.query["limit"])]}
        return 200, answer


@contextmanager
def running() -> Iterator[Looker]:
    """A Looker that listens until the block ends."""
    looker = Looker()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"looker": looker}))
    server.daemon_threads = True
    looker.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield looker
    finally:
        looker.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def says(status: int, body: Any = None, **headers: str) -> Misbehaviour:
    """Answers with a status and an error of Looker's, or with another body: a document, or text as it stands."""
    document = _error(f"It went wrong with {status}", status) if body is None else body
    kind = "text/html" if isinstance(body, str) and body.startswith("<") else "application/json"
    return lambda handler: handler.send(status, document, {"Content-Type": kind, **headers})


def resets(handler: _Handler) -> None:
    """Drops the connection without a word."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def falls_silent(handler: _Handler) -> None:
    """Never answers."""
    handler.looker.closing.wait(60)
    handler.close_connection = True


def breaks_off(handler: _Handler) -> None:
    """Promises more than it sends."""
    handler.send(200, '{"fields": {"measures": [', {"Content-Length": "5000"})
    handler.close_connection = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: the second would wait for the first to be acknowledged
    looker: Looker

    def _handle(self) -> None:
        asked = self._asked()
        self.looker.asked.append(asked)
        if (contract := looker_contract.official()) and self.path != "/api/logout":
            self.looker.wrong += contract.wrong_request(asked.method, asked.path, asked.query, asked.body)
        if fault := self.looker.fault(asked.path):
            fault(self)
            return
        status, document = self.looker.answer(asked)
        if contract:
            self.looker.wrong += contract.wrong_answer(asked.method, asked.path, status, document)
        self.send(status, document, {})

    do_GET = do_POST = do_DELETE = _handle

    def _asked(self) -> Asked:
        address = urlsplit(self.path)
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        is_form = self.headers.get("Content-Type") == "application/x-www-form-urlencoded"
        body = dict(parse_qsl(text)) if is_form else json.loads(text or "null")
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
        path = address.path.removeprefix(API) if address.path.startswith(API) else address.path.removeprefix("/api")
        return Asked(self.command, path, dict(parse_qsl(address.query)), body, token)

    def send(self, status: int, document: Any, headers: Mapping[str, str]) -> None:
        body = document.encode() if isinstance(document, str) else json.dumps(document).encode()
        body = b"" if status == 204 else body
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The tests' output is theirs."""


def _error(message: str, status: int) -> dict[str, Any]:
    return {"message": message, "documentation_url": f"https://cloud.google.com/looker/docs/r/err/4.0/{status}/get/x"}


def dimension(name: str, kind: str = "string", **described: Any) -> dict[str, Any]:
    label = name.split(".")[-1].replace("_", " ").title()
    return {"name": name, "type": kind, "label": label, "category": "dimension", "hidden": False, **described}


def measure(name: str, **described: Any) -> dict[str, Any]:
    label = name.split(".")[-1].replace("_", " ").title()
    typed = {"type": "count", "is_numeric": True, "value_format": None, "category": "measure", "hidden": False}
    return {"name": name, "label": label, "label_short": label, **typed, **described}


def calculation(name: str, **described: Any) -> dict[str, Any]:
    return {"name": name, "label": name.replace("_", " ").title(), "type": "number", "measure": True, **described}


def json_detail(*fields: dict[str, Any], rows: Sequence[Sequence[Any]], **more: Any) -> dict[str, Any]:
    """A result without pivots: a row has a value for each field, in their order."""
    names = [each["name"] for each in fields]
    data = [{name: {"value": value} for name, value in zip(names, row, strict=True)} for row in rows]
    return {"fields": _by_kind(fields), "pivots": None, "data": data, "errors": None, "timezone": "UTC", **more}


def pivoted(
    *fields: dict[str, Any], pivot: dict[str, Any], values: Sequence[Any], rows: Sequence[Sequence[Any]], **more: Any
) -> dict[str, Any]:
    """A result pivoted on one field: a row has a value for each dimension, then for each number a list by pivot."""
    names = [each["name"] for each in fields]
    keys = [str(value) for value in values]
    data = [
        {
            name: dict(zip(keys, ({"value": each} for each in cell), strict=True))
            if isinstance(cell, list)
            else {"value": cell}
            for name, cell in zip(names, row, strict=True)
        }
        for row in rows
    ]
    pivots = [
        {"key": key, "data": {pivot["name"]: value}, "is_total": False} for key, value in zip(keys, values, strict=True)
    ]
    by_kind = {**_by_kind(fields), "pivots": [pivot]}
    return {"fields": by_kind, "pivots": pivots, "data": data, "errors": None, "timezone": "UTC", **more}


def _by_kind(fields: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "dimensions": [each for each in fields if each.get("category") == "dimension"],
        "measures": [each for each in fields if each.get("category") == "measure"],
        "table_calculations": [each for each in fields if "category" not in each],
        "pivots": [],
    }
