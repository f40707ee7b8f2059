"""A GitHub on the loopback: it executes questions over a board in memory, is as strict as GitHub, and can misbehave."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from graphql import DocumentNode, execute_sync, parse

from tests.sources import github_contract, github_cost
from tests.sources.github_boards import Board, Denied

TOKEN = "ghp_aSecretThatNobodyElseKnows0123456789"


@dataclass
class Asked:
    """One request as it came."""

    operation: str
    variables: dict[str, Any]


Misbehaviour = Callable[["_Handler"], None]


@dataclass
class GitHub:
    """The board this GitHub has, and what it was asked. `scopes` are those of the token, None for a fine-grained one.

    Each answer takes `pause` seconds; `remembered`, where given, keeps answers and gives them again.
    """

    address: str = ""
    board: Board = field(default_factory=Board)
    path: str = "/graphql"
    scopes: str | None = "read:project, repo"
    pause: float = 0
    remembered: dict[bytes, str] | None = None
    asked: list[Asked] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)
    _faults: dict[str, list[Misbehaviour | None]] = field(default_factory=lambda: defaultdict(list))

    def misbehaves(self, operation: str, *faults: Misbehaviour | None) -> None:
        """The next answers to an operation (Project, Items, Rest), one fault each; None behaves, as all after them."""
        self._faults[operation].extend(faults)

    def fault(self, operation: str) -> Misbehaviour | None:
        return self._faults[operation].pop(0) if self._faults[operation] else None

    def operations(self) -> list[str]:
        return [each.operation for each in self.asked]

    def sizes(self) -> list[int]:
        """How many items were asked for at a time."""
        return [each.variables["first"] for each in self.asked if each.operation == "Items"]

    def answer(self, question: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The document that GitHub answers a question with."""
        document, wrong = _judged(question)
        if wrong:
            self.wrong += wrong
            return {"errors": [{"message": message} for message in wrong]}
        if github_cost.nodes(document, variables) > github_cost.MOST_NODES:
            return {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": "This query requests too many nodes."}]}
        if self.scopes is not None and "projectV2" in question and "read:project" not in self.scopes:
            return {"errors": [_insufficient(self.scopes)]}
        result = execute_sync(github_contract.board(), document, self.board.root(), variable_values=dict(variables))
        errors = {"errors": [_formatted(error) for error in result.errors]} if result.errors else {}
        return {"data": result.data, **errors}


@cache
def _judged(question: str) -> tuple[DocumentNode, list[str]]:
    """A question, and what is wrong with it by the board's schema."""
    return parse(question), github_contract.wrong_question(github_contract.board(), question)


def _formatted(error: Any) -> dict[str, Any]:
    """An error as GitHub writes it: its type stands beside the message."""
    denied = error.original_error
    typed = {"type": denied.type, "extensions": denied.extensions} if isinstance(denied, Denied) else {}
    return {**typed, "path": error.path, "message": error.message}


def _insufficient(scopes: str) -> dict[str, Any]:
    has = ", ".join(f"'{scope}'" for scope in scopes.split(", ") if scope)
    message = (
        "Your token has not been granted the required scopes to execute this query. The 'projectV2' field requires one "
        f"of the following scopes: ['read:project'], but your token has only been granted the: [{has}] scopes. Please "
        "modify your token's scopes at: https://github.com/settings/tokens."
    )
    return {"type": "INSUFFICIENT_SCOPES", "message": message}


@contextmanager
def running() -> Iterator[GitHub]:
    """A GitHub that listens until the block ends."""
    github = GitHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"github": github}))
    server.daemon_threads = True
    github.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield github
    finally:
        github.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def says(status: int, body: Any = None, **headers: Any) -> Misbehaviour:
    """Answers with a status and a message, or with another body: a document, or text as it stands."""
    document = {"message": f"It went wrong with {status}"} if body is None else body
    given = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return lambda handler: handler.send(status, document, given)


def errs(*errors: dict[str, Any], data: Any = None, **headers: Any) -> Misbehaviour:
    """Answers 200 with these errors, as GraphQL does."""
    return says(200, {"data": data, "errors": list(errors)}, **headers)


def meanwhile(happens: Callable[[], Any]) -> Misbehaviour:
    """Answers as it should, after something has happened to the board."""

    def misbehave(handler: _Handler) -> None:
        happens()
        handler.answer()

    return misbehave


def altered(change: Callable[[dict[str, Any]], Any]) -> Misbehaviour:
    """Answers as it should, but for a change to the document."""

    def misbehave(handler: _Handler) -> None:
        document = handler.github.answer(handler.asked["query"], handler.asked["variables"])
        change(document)
        handler.send(200, document, {})

    return misbehave


def resets(handler: _Handler) -> None:
    """Drops the connection without a word."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def falls_silent(handler: _Handler) -> None:
    """Never answers."""
    handler.github.one_at_a_time.release()
    handler.github.closing.wait(60)
    handler.github.one_at_a_time.acquire()
    handler.close_connection = True


def breaks_off(handler: _Handler) -> None:
    """Promises more than it sends."""
    handler.send(200, '{"data": {"node": {', {"Content-Length": "5000"})
    handler.close_connection = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: the second would wait for the first to be acknowledged
    github: GitHub
    body: bytes
    asked: dict[str, Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.github.one_at_a_time.acquire(blocking=False):
            self.github.wrong.append("It was asked two things at once")
            self.github.one_at_a_time.acquire()
        try:
            self._handle(body)
        finally:
            self.github.one_at_a_time.release()

    def do_GET(self) -> None:
        self.github.wrong.append(f"GET {self.path}")
        self.send(404, {"message": "Not Found"}, {})

    def _handle(self, body: bytes) -> None:
        if refused := self._refused():
            self.send(*refused, {})
            return
        self.body, self.asked = body, json.loads(body)
        operation = self.asked["query"].partition("(")[0].removeprefix("query ")
        self.github.asked.append(Asked(operation, self.asked["variables"]))
        if fault := self.github.fault(operation):
            fault(self)
            return
        self.answer()

    def _refused(self) -> tuple[int, Any] | None:
        """Status and document for a request that GitHub does not look into."""
        wanted = {"User-Agent": "okr-monday", "Content-Type": "application/json"}
        self.github.wrong += [f"{name}: {self.headers[name]}" for name in wanted if self.headers[name] != wanted[name]]
        if self.path != self.github.path:
            return 404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"}
        return None

    def answer(self) -> None:
        remembered = self.github.remembered
        answer = remembered.get(self.body) if remembered else None
        if answer is None:
            answer = json.dumps(self.github.answer(self.asked["query"], self.asked["variables"]))
        if remembered is not None:
            remembered[self.body] = answer
        time.sleep(self.github.pause)
        self.send(200, answer, {})

    def send(self, status: int, document: Any, headers: Mapping[str, str]) -> None:
        body = document.encode() if isinstance(document, str) else json.dumps(document).encode()
        self.send_response(status)
        usual = {
            "Content-Type": "text/html" if body.startswith(b"<") else "application/json; charset=utf-8",
            "Content-Length": str(len(body)),
            "X-RateLimit-Remaining": "4990",
            "X-RateLimit-Reset": str(int(time.time()) + 3000),
            **({"X-OAuth-Scopes": self.github.scopes} if self.github.scopes is not None else {}),
        }
        for name, value in {**usual, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The tests' output is theirs."""
