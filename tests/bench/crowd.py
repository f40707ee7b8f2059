"""People of whose browser only the websocket is there: what a page costs the server, and many at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect


class Person:
    """Somebody with a session of their own."""

    def __init__(self, session: ClientConnection) -> None:
        self._session = session

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
    address = f"ws{url.removeprefix('http')}/_stcore/stream"
    with connect(address, subprotocols=[Subprotocol("streamlit")], origin=Origin(url), max_size=None) as session:
        yield Person(session)


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
