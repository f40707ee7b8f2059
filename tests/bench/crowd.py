"""People of whose browser only the websocket is there: what a page costs the server, alone and many at once."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect


class CountedSocket:
    """A socket that counts the bytes which come over the wire, compressed as they are."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address)
        self.count_bytes = 0

    def recv(self, most: int) -> bytes:
        received = self._socket.recv(most)
        self.count_bytes += len(received)
        return received

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)


class Person:
    """Somebody with a session of their own."""

    def __init__(self, session: ClientConnection, wire: CountedSocket) -> None:
        self._session, self._wire = session, wire

    @property
    def count_bytes(self) -> int:
        """What has come over the wire so far."""
        return self._wire.count_bytes

    def open(self, address: str) -> float:
        """Open a page; milliseconds until the server has run it and sent all of it."""
        asked, parts = BackMsg(), urlsplit(address)
        asked.rerun_script.page_name, asked.rerun_script.query_string = parts.path.strip("/"), parts.query
        start = time.perf_counter()
        self._session.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(self._session.recv(timeout=60, decode=False))
            if told.HasField("script_finished"):
                return (time.perf_counter() - start) * 1000


@contextmanager
def person(url: str) -> Iterator[Person]:
    parts = urlsplit(url)
    wire: Any = CountedSocket((parts.hostname or "", parts.port or 80))
    address = f"ws://{parts.netloc}/_stcore/stream"
    protocol, origin = [Subprotocol("streamlit")], Origin(url)
    with connect(address, sock=wire, subprotocols=protocol, origin=origin, max_size=None) as session:
        yield Person(session, wire)


class Crowd:
    """Several people who all do the same in the same instant."""

    def __init__(self, people: list[Person], threads: ThreadPoolExecutor) -> None:
        self._people, self._threads = people, threads

    def open(self, address: str) -> list[Future[float]]:
        return [self._threads.submit(each.open, address) for each in self._people]


@contextmanager
def crowd(url: str, count: int) -> Iterator[Crowd]:
    with ExitStack() as sessions, ThreadPoolExecutor(count) as threads:
        yield Crowd([sessions.enter_context(person(url)) for _ in range(count)], threads)
