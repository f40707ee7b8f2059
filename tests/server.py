"""The real server, `streamlit run app.py` in a process of its own, for the browser tests, the command line's and the benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from data.config import ROOT

_SECONDS_TO_START, _SECONDS_TO_STOP = 60, 20


@contextmanager
def serve(store: Path, *, port: int | None = None, **env: str) -> Iterator[str]:
    """Serve a store at the URL it yields, on a free port unless one is named; `env` are settings such as OKR_TODAY.

    Nothing of this machine's own settings is read. The server is asked to stop (SIGTERM) at the end.
    """
    settings = store.with_name("okr.toml")
    settings.touch()
    with started(["app.py"], port, {"OKR_STORE": str(store), "OKR_CONFIG": str(settings), **env}, "/healthz") as url:
        yield url


@contextmanager
def started(arguments: Sequence[str], port: int | None, env: dict[str, str], health: str) -> Iterator[str]:
    """Run Streamlit with these arguments until the block ends. Raises RuntimeError with its output when it does not come up."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", *arguments, "--server.port", str(port)]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, env=_without_ours() | env, stdout=output, stderr=subprocess.STDOUT)
        try:
            if not _answers(process, url + health):
                output.seek(0)
                raise RuntimeError(f"The server did not come up:\n{output.read().decode()}")
            yield url
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS_TO_STOP)
            process.kill()
            process.wait()


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
