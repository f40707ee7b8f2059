"""A job is due when its moment has come: once however often it was missed, and soon again where it failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import schedule
from data.rules.schedule import Job, Run, RunStatus, Timetable

HOUR = timedelta(hours=1)
MONDAY = datetime(2022, 1, 17, tzinfo=UTC)


def at(clock: str, day: int = 17) -> datetime:
    hours, minutes = clock.split(":")
    return MONDAY.replace(day=day, hour=int(hours), minute=int(minutes))


def daily(clock: str, again: timedelta | None = None) -> Job:
    """A job that runs each day at this time."""

    def after(moment: datetime) -> datetime:
        today = datetime.combine(moment.date(), at(clock).time(), UTC)
        return today if today > moment else today + timedelta(days=1)

    return Job(f"daily {clock}", Timetable(after), again)


def ran(started_at: datetime, status: RunStatus = "ok", took: timedelta = timedelta(minutes=1)) -> Run:
    return Run(started_at, started_at + took, status)


HOURLY = Job("hourly", schedule.every(HOUR))


def due(job: Job, last: Run | None, now: datetime, since: datetime = MONDAY) -> bool:
    return schedule.due([job], {job.name: last} if last else {}, now, since) == [job]


def test_an_interval_counts_from_the_beginning_of_the_last_run():
    assert not due(HOURLY, ran(at("08:00")), at("08:59"))
    assert due(HOURLY, ran(at("08:00"), took=HOUR), at("09:00"))


def test_an_interval_that_never_began_begins_at_once_and_a_time_of_day_waits_for_it():
    assert due(HOURLY, None, at("08:00"), since=at("08:00"))
    assert not due(daily("09:00"), None, at("08:00"), since=at("08:00"))
    assert due(daily("09:00"), None, at("09:00"), since=at("08:00"))


def test_a_moment_before_the_job_was_first_watched_is_not_made_up_for():
    assert not due(daily("09:00"), None, at("10:00"), since=at("09:30"))


def test_what_was_missed_while_the_machine_slept_runs_once():
    """Asleep from Monday to Thursday: three mornings were missed; one run makes up for them."""
    job, thursday = daily("09:00"), at("10:00", day=20)
    assert due(job, ran(at("09:00")), thursday)
    assert not due(job, ran(thursday), thursday + HOUR)
    assert due(job, ran(thursday), at("09:00", day=21))


@pytest.mark.parametrize("status", ["failed", "partial"])
def test_a_failed_run_waits_for_its_time_unless_it_is_to_be_tried_again(status: RunStatus):
    patient, eager = daily("09:00"), daily("09:00", again=HOUR)
    failed = ran(at("09:00"), status, took=timedelta(minutes=5))
    assert not due(patient, failed, at("23:00"))
    assert not due(eager, failed, at("10:04"))
    assert due(eager, failed, at("10:05"))
    assert not due(eager, ran(at("09:00")), at("23:00"))


def test_a_job_may_be_tried_again_only_where_all_of_it_failed():
    job = replace(daily("09:00", again=HOUR), faults=("failed",))
    assert due(job, ran(at("09:00"), "failed"), at("10:30"))
    assert not due(job, ran(at("09:00"), "partial"), at("23:00"))


def test_a_job_without_a_moment_to_come_is_never_due():
    over = Job("over", Timetable(lambda _: None))
    assert schedule.next_at(over, None, MONDAY) is None
    assert not due(over, ran(MONDAY), MONDAY + timedelta(days=999))
    assert schedule.next_at(Job("over", over.timetable, HOUR), ran(MONDAY, "failed"), MONDAY) is not None


def test_those_that_waited_longest_come_first():
    jobs = [daily("09:00"), HOURLY, daily("08:00")]
    last = {job.name: ran(at("07:55")) for job in jobs}
    assert [job.name for job in schedule.due(jobs, last, at("09:30"), MONDAY)] == [
        "daily 08:00",
        "hourly",
        "daily 09:00",
    ]


@given(st.lists(st.integers(1, 600), min_size=1, max_size=60), st.integers(1, 240))
def test_however_often_one_looks_an_interval_runs_at_most_once_in_it(gaps: list[int], minutes: int):
    job, now, runs = Job("job", schedule.every(timedelta(minutes=minutes))), MONDAY, []
    for gap in gaps:
        now += timedelta(minutes=gap)
        if due(job, runs[-1] if runs else None, now):
            runs.append(ran(now))
    starts = [run.started_at for run in runs]
    assert starts
    assert all(later - earlier >= timedelta(minutes=minutes) for earlier, later in pairwise(starts))
