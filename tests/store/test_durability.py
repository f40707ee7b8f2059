"""Nothing that was acknowledged is lost: neither among many writers, nor when the server is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import cycle
from pathlib import Path

import pytest

from data import config, running
from data.config import ROOT
from data.store import journal
from data.store.connection import Store
from tests.server import serving, visit

WEEK = date(2021, 11, 15)
KEY_RESULTS = ("q3-uptime", "q3-installs", "q3-p95-latency", "q3-oncall-rotation")  # one for each process
# Logs updates at the server that holds a store, and says of each that was acknowledged when it was recorded.
WRITER = """
import sys
from pathlib import Path
import requests
from data.store import holder
found, name, count = holder.of(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
with requests.Session() as session:
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {found.token}"
    for n in range(count):
        update = {"key_result": name, "week": sys.argv[4], "value": n}
        answer = session.post(f"{found.url}/api/v1/update", json=update)
        answer.raise_for_status()
        print(answer.json()["recorded_at"], flush=True)
"""

Acknowledged = list[tuple[str, datetime]]


@contextmanager
def writers(store: Path, count: int) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """A process for each key result that logs so many updates; those that still run at the end are ended."""
    begun = {
        name: subprocess.Popen(
            [sys.executable, "-c", WRITER, str(store), name, str(count), WEEK.isoformat()],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for name in KEY_RESULTS
    }
    try:
        yield begun
    finally:
        for each in begun.values():
            each.kill()
            each.wait()


def said(name: str, lines: str) -> Acknowledged:
    return [(name, datetime.fromisoformat(line)) for line in lines.splitlines()]


def kept(path: Path) -> Acknowledged:
    """The updates that a store holds for the week that was written for, after it was opened anew."""
    with closing(running.opened(path, config.Settings())) as store:
        return [(each.key_result, each.recorded_at) for each in _versions(store) if each.recorded_at]


def _versions(store: Store):
    found = (each for name in KEY_RESULTS for each in journal.update_versions(store, name, store.now()))
    return (each for each in found if each.week == WEEK)


def read_pages(url: str, until: threading.Event, errors: list[str]) -> None:
    for page in cycle(("", "kr", "trends")):
        errors += visit(url, page, f"kr={KEY_RESULTS[0]}")
        if until.wait(0.2):
            return


@pytest.mark.parametrize("count", [10, pytest.param(250, marks=pytest.mark.faults)])
def test_the_updates_of_four_processes_are_all_kept_while_pages_are_read(sample_path: Path, count: int):
    errors: list[str] = []
    written = threading.Event()
    with serving(sample_path) as server:
        reader = threading.Thread(target=read_pages, args=(server.url, written, errors))
        reader.start()
        with writers(sample_path, count) as begun:
            acknowledged = [one for name, each in begun.items() for one in said(name, each.communicate()[0])]
        written.set()
        reader.join()
    assert len(acknowledged) == count * len(KEY_RESULTS)
    assert errors == []
    assert len(set(acknowledged)) == len(acknowledged)
    assert sorted(kept(sample_path)) == sorted(acknowledged)


def test_a_server_that_is_killed_loses_nothing_that_was_acknowledged(sample_path: Path):
    """Four processes are writing when it happens; the write-ahead log holds what the store's file does not yet."""
    with serving(sample_path) as server, writers(sample_path, 100_000) as begun:
        lines = {name: [_line(each) for _ in range(8)] for name, each in begun.items()}
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        for name, each in begun.items():
            lines[name].append(each.communicate()[0])
    log = sample_path.with_name(f"{sample_path.name}.wal")
    assert log.stat().st_size > 0
    acknowledged = {one for name, each in lines.items() for one in said(name, "".join(each))}
    assert len(acknowledged) >= 8 * len(KEY_RESULTS)
    assert acknowledged <= set(kept(sample_path))
    assert acknowledged <= set(kept(sample_path)), "and the log was kept for good when it was read"


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()
