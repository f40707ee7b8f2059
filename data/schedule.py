"""The one background thread that works through the jobs while the server runs, one after the other."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from data import jobs, running
from data.config import Settings
from data.errors import OkrError
from data.jobs import BEGUN, Outcome, Task
from data.rules import schedule
from data.store import journal, lease
from data.store.connection import Store

log = logging.getLogger("okr")

_SECONDS_BETWEEN = 15  # a job begins so much later than its moment at most
_SECONDS_TO_STOP = 5  # well before a service manager kills, after ten


class Stopping(Exception):
    """The server is to stop: what runs is broken off between two of its parts."""


@dataclass(frozen=True, slots=True)
class Worker:
    """The thread."""

    _stop: threading.Event
    _thread: threading.Thread

    def stop(self) -> None:
        """Let the part that is under way end, for some seconds; then the thread is left to itself."""
        self._stop.set()
        self._thread.join(_SECONDS_TO_STOP)


def start() -> Worker:
    """Begin to work through the jobs of this process's store."""
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=(stop,), name="okr-jobs", daemon=True)
    thread.start()
    return Worker(stop, thread)


def run_due(store: Store, settings: Settings, since: datetime, stop: threading.Event) -> list[str]:
    """Run what is due, each job at most once, and answer with their names; nothing while another works through them.

    A job that never ran counts from `since`. A run that is broken off is not kept as one that ended, so that it is made
    up for.
    """
    done: list[str] = []
    with lease.turn(store.path) as is_ours:
        while is_ours and not stop.is_set():
            tasks = {task.name: task for task in jobs.tasks(store, settings)}
            now = store.now()
            wanted = [task.job for task in tasks.values() if task.job and task.name not in done]
            due = schedule.due(wanted, jobs.last_runs(store, now), now, since)
            if not due:
                break
            done.append(due[0].name)
            _run(store, settings, tasks[due[0].name], stop)
    return done


def _work(stop: threading.Event) -> None:
    watched: tuple[str, datetime] | None = None
    told = ""
    while not stop.is_set():
        try:
            store = running.store()
            if watched is None or watched[0] != store.opened:
                watched = store.opened, store.now()
            run_due(store, running.settings(), watched[1], stop)
        except OkrError as error:
            if told != str(error):  # once, not every few seconds
                log.warning("No job can be run: %s", error)
            told = str(error)
        except Exception:
            if not stop.is_set():  # a store that was closed under a job that took too long to stop
                log.exception("The jobs stumbled")
        stop.wait(_SECONDS_BETWEEN)


def _run(store: Store, settings: Settings, task: Task, stop: threading.Event) -> None:
    """Run a job between a row that says that it began and one that says what it came to."""

    def pause(_: object) -> None:
        if stop.is_set():
            raise Stopping

    with store.writing() as writer:
        started_at = writer.moment
        journal.record_run(writer, task.name, started_at, BEGUN, None)
    try:
        outcome = task.run(store, settings, pause)
    except Stopping:
        return
    except OkrError as error:
        outcome = Outcome("failed", " ".join((str(error), *(str(problem) for problem in error.problems[:3]))))
    except Exception:
        if stop.is_set():
            raise
        log.exception("The job %s stumbled", task.name)
        outcome = Outcome("failed", "The server stumbled over this. Its log says where.")
    with store.writing() as writer:
        journal.record_run(writer, task.name, started_at, outcome.status, outcome.message)
