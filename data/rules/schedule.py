"""When jobs that run by themselves are due: what was missed while nobody was there is made up for once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

RunStatus = Literal["ok", "partial", "failed"]


@dataclass(frozen=True, slots=True)
class Timetable:
    """`after` is the first moment after another at which a job is to run, None for never again.

    `at_once`: what never ran yet does not wait for its first moment.
    """

    after: Callable[[datetime], datetime | None]
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a job that came to an end."""

    started_at: datetime
    ended_at: datetime
    status: RunStatus
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """`again` is how long after a run that came to one of `faults` it is tried once more; None waits for its time."""

    name: str
    timetable: Timetable
    again: timedelta | None = None
    faults: Collection[RunStatus] = ("partial", "failed")


def every(interval: timedelta) -> Timetable:
    return Timetable(lambda moment: moment + interval, at_once=True)


def next_at(job: Job, last: Run | None, since: datetime) -> datetime | None:
    """When a job is to run next, a moment that may have passed; None for never.

    `last` is its last run that ended: one that was broken off is made up for. A job that never ran counts from `since`,
    when it was first watched.
    """
    if last is None:
        return since if job.timetable.at_once else job.timetable.after(since)
    regular = job.timetable.after(last.started_at)
    if job.again is None or last.status not in job.faults:
        return regular
    once_more = last.ended_at + job.again
    return min(regular, once_more) if regular else once_more


def due(jobs: Iterable[Job], last: Mapping[str, Run], now: datetime, since: datetime) -> list[Job]:
    """The jobs whose moment has come, each once however often it came; the one that waited longest first."""
    moments = [(next_at(job, last.get(job.name), since), job) for job in jobs]
    waiting = [(moment, job) for moment, job in moments if moment is not None and moment <= now]
    return [job for _, job in sorted(waiting, key=lambda each: each[0])]
