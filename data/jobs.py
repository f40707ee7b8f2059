"""The jobs that the server does by itself: what each does, when, how its last run went and when the next one is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from data import timetables
from data.config import Settings
from data.monday import weekly
from data.pulls import sync, tracker
from data.rules import reminding, schedule, words
from data.rules.schedule import Job, Run, RunStatus, Timetable
from data.store import journal
from data.store.connection import Store
from data.telling import alerts, reminders

BEGUN = "running"  # what a run is recorded as before it ended
TURNED_ON = "[store] jobs_on_sample = true turns it on"
_AGAIN = timedelta(hours=1)  # what could not be reached is tried again: people as long as the stage of a reminder lasts

# Called between one part of a job and the next; it raises when the server is to stop.
Pause = Callable[[object], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to, and a sentence on it."""

    status: RunStatus
    message: str


Work = Callable[[Store, Settings, Pause], Outcome]
_UNDER_WAY = Outcome("ok", "Somebody had it read just then.")


@dataclass(frozen=True, slots=True)
class Task:
    """Something that can be done by itself: `timetable` is None where it is not wanted, `when` says either in words."""

    name: str
    title: str
    when: str
    timetable: Timetable | None
    run: Work
    faults: Collection[RunStatus] = ("partial", "failed")  # after which it is tried again

    @property
    def job(self) -> Job | None:
        return Job(self.name, self.timetable, _AGAIN, self.faults) if self.timetable else None


@dataclass(frozen=True, slots=True)
class State:
    """A task as it stands: `next_at` may have passed while no server runs, `running_since` is None while it rests."""

    task: Task
    last: Run | None
    next_at: datetime | None
    running_since: datetime | None


def tasks(store: Store, settings: Settings) -> tuple[Task, ...]:
    """All there is to do by itself; on the sample quarter none of it is wanted unless it is set."""
    found = (
        _source("looker", "Read Looker", settings.looker.schedule, settings, _read("looker")),
        _source("kpis", "Read the KPI files", settings.kpis.schedule, settings, _read("files")),
        _source("github", "Read the tracker", settings.github.schedule, settings, _read_github),
        _reminders(settings),
        _alerts(store, settings),
    )
    if not are_off(store, settings):
        return found
    why = f"off on the sample; {TURNED_ON}"
    return tuple(replace(task, timetable=None, when=why) if task.timetable else task for task in found)


def are_off(store: Store, settings: Settings) -> bool:
    """Whether nothing is done by itself, whatever is set, because this is the sample quarter."""
    return journal.sample_today(store) is not None and not settings.store.jobs_on_sample


def states(store: Store, settings: Settings, as_of: datetime | None = None) -> tuple[State, ...]:
    """Every task with its last run and its next."""
    as_of = as_of or store.now()
    ended = last_runs(store, as_of)
    begun = _begun(store, ended, as_of)
    return tuple(
        State(
            task=task,
            last=ended.get(task.name),
            next_at=schedule.next_at(task.job, ended.get(task.name), as_of) if task.job else None,
            running_since=begun.get(task.name),
        )
        for task in tasks(store, settings)
    )


def last_runs(store: Store, as_of: datetime) -> dict[str, Run]:
    """By job its newest run that ended."""
    rows = [row for row in journal.runs(store, as_of) if row["status"] != BEGUN]
    rows.sort(key=lambda row: row["recorded_at"])
    return {row["job"]: Run(row["started_at"], row["recorded_at"], row["status"], row["message"]) for row in rows}


def _begun(store: Store, ended: Mapping[str, Run], as_of: datetime) -> dict[str, datetime]:
    """By job since when it runs, of those whose newest run has not ended."""
    begun = {row["job"]: row["started_at"] for row in journal.runs(store, as_of) if row["status"] == BEGUN}
    return {job: at for job, at in begun.items() if job not in ended or ended[job].started_at < at}


def _source(name: str, title: str, text: str, settings: Settings, run: Work) -> Task:
    """The reading of a source, at the times that its section of the settings names, and again where all of it failed: a
    part that fails is most often wrong for longer than an hour, and the rest may be dear to ask.
    """
    zone = settings.org.timezone
    when = f"{text}{'' if text.startswith('every') else f', {zone}'}" if text else f"off; [{name}] schedule turns it on"
    return Task(name, title, when, timetables.parse(text, zone), run, faults=("failed",))


def _read(source: sync.Source) -> Work:
    def run(store: Store, settings: Settings, pause: Pause) -> Outcome:
        try:
            report = sync.run(store, settings, source, on_tile=pause)
        except sync.SyncIsRunning:
            return _UNDER_WAY
        failed = [tile for tile in report.tiles if tile.status == "error"]
        told = words.count(len(report.tiles), sync.COUNTED[source])
        if failed:
            told = f"{len(failed)} of {told} failed. {failed[0].title}: {failed[0].message}"
        return Outcome(report.status, told)

    return run


def _read_github(store: Store, settings: Settings, pause: Pause) -> Outcome:
    try:
        board = tracker.sync(store, settings, on_page=pause).board
    except sync.SyncIsRunning:
        return _UNDER_WAY
    told = words.count(len(board.ids), "item")
    return Outcome(board.status, f"{told}. {board.message}" if board.message else told)


def _reminders(settings: Settings) -> Task:
    rhythm = reminders.rhythm(settings)
    moments = ", ".join(text for stage in reminding.STAGES if (text := getattr(settings.reminders, stage)))
    is_wanted = settings.reminders.active and bool(rhythm.stages)
    when = moments if is_wanted else "off; [reminders] active = true turns it on"
    timetable = Timetable(lambda moment: reminding.next_moment(rhythm, moment)) if is_wanted else None
    return Task("reminders", "Remind people", when, timetable, _remind)


def _remind(store: Store, settings: Settings, pause: Pause) -> Outcome:
    """Remind at the stage that is on; one that was missed until it was over stays missed."""
    now = store.now()
    week = weekly.week_to_log(store, settings, now)
    stage = reminding.current(reminders.rhythm(settings), week, now)
    if stage is None:
        return Outcome("ok", "It was too late for the last reminder.")
    report = reminders.remind(store, settings, week, stage, on_letter=pause)
    told = f"{words.count(report.count_sent, 'reminder')} sent." if report.letters else "Nothing was due."
    problems = report.problems
    return Outcome("partial" if problems else "ok", " ".join((told, *problems[:3])))


def _alerts(store: Store, settings: Settings) -> Task:
    def after(moment: datetime) -> datetime | None:
        """The newest sync, once it is done."""
        newest = sync.newest(store)
        return newest if newest and newest > moment and not sync.is_running() else None

    is_wanted = settings.reminders.alerts
    when = "after each sync" if is_wanted else "off; [reminders] alerts = true turns it on"
    return Task("alerts", "Tell Slack what moved", when, Timetable(after) if is_wanted else None, _tell)


def _tell(store: Store, settings: Settings, _: Pause) -> Outcome:
    told = [each.kpi.name for each in alerts.tell(store, settings).alerts]
    return Outcome("ok", f"Told: {', '.join(told)}." if told else "Nothing moved that was not told.")
