"""The real server, `streamlit run app.py` in a process of its own: for the browser tests, the command line's and the
benchmarks.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from data.config import ROOT

_SECONDS_TO_START, _SECONDS_TO_STOP = 60, 20


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, the store it holds, and its process."""

    url: str
    store: Path
    process: subprocess.Popen[bytes]


@contextmanager
def serve(store: Path, *, port: int | None = None, **env: str) -> Iterator[str]:
    """Serve a store at the URL it yields, on a free port unless one is named; `env` are settings such as OKR_TODAY.

    Nothing of this machine's own settings is read. The server is asked to stop (SIGTERM) at the end.
    """
    with serving(store, port=port, **env) as server:
        yield server.url


@contextmanager
def serving(store: Path, *, port: int | None = None, **env: str) -> Iterator[Server]:
    """The same, with the server's process for those who end it in their own way."""
    settings = store.with_name("okr.toml")
    settings.touch()
    own = {"OKR_STORE": str(store), "OKR_CONFIG": str(settings), "LOOKERSDK_BASE_URL": "", **env}
    with _process(["app.py"], ROOT, port, own, "/healthz") as (process, url):
        yield Server(url, store, process)


@contextmanager
def other_app(script: Path) -> Iterator[str]:
    """Serve a Streamlit script that is not ours, with Streamlit's own defaults."""
    quiet = ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    with _process([script.name, *quiet], script.parent, None, {}, "/_stcore/health") as (_, url):
        yield url


def visit(url: str, page: str = "", query: str = "") -> list[str]:
    """Open a page cold, as a browser does, and wait until its script has run; answers with the errors it shows.

    `page` is an address without its slash; `query` is what follows the question mark.
    """
    from streamlit.proto.Alert_pb2 import Alert
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets import Origin, Subprotocol
    from websockets.sync.client import connect

    asked, errors = BackMsg(), []
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    address = f"ws{url.removeprefix('http')}/_stcore/stream"
    with connect(address, subprotocols=[Subprotocol("streamlit")], origin=Origin(url), max_size=None) as session:
        session.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(session.recv(timeout=_SECONDS_TO_START, decode=False))
            drawn = told.delta.new_element
            if drawn.HasField("exception"):
                errors.append(drawn.exception.message)
            elif drawn.HasField("alert") and drawn.alert.format == Alert.Format.ERROR:
                errors.append(drawn.alert.body)
            if told.HasField("script_finished"):
                return errors


@contextmanager
def _process(
    arguments: Sequence[str], folder: Path, port: int | None, env: dict[str, str], health: str
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run Streamlit in a folder until the block ends. Raises RuntimeError with its output when it does not come up."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", *arguments, "--server.port", str(port)]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=folder, env=_without_ours() | env, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            if not _answers(process, url + health):
                output.seek(0)
                raise RuntimeError(f"The server did not come up:\n{output.read().decode()}")
            yield process, url
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS_TO_STOP)
            process.kill()
            process.wait()


@contextmanager
def nobody_home() -> Iterator[str]:
    """The address of a server that takes no connection and refuses none: its queue is full, and nobody works it off."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
        address, port = full.getsockname()
        for _ in range(2):
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex((address, port))
        yield f"http://{address}:{port}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return opened.getsockname()[1]


def _answers(process: subprocess.Popen, url: str) -> bool:
    """Whether the server answers in time; False as soon as it has ended."""
    every = 0.05
    for _ in range(round(_SECONDS_TO_START / every)):
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError), urllib.request.urlopen(url, timeout=5):
            return True
        with suppress(subprocess.TimeoutExpired):
            process.wait(every)
            return False
    return False


def _without_ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("OKR_", "LOOKERSDK_"))}
