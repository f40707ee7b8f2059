"""Reminders: what each person will get and when, and the sending of it, once for each stage of a week."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from data.config import Settings
from data.errors import OkrError, Problem
from data.monday import weekly
from data.rules import calendar, reminding, words
from data.rules.meeting import Send
from data.rules.reminding import Rhythm, Span, Stage
from data.store import journal
from data.store.connection import Store
from data.telling import letters, reaching
from data.telling.letters import Delivery, Letter, Writing
from data.telling.sends import NotConnected

_turn = threading.Lock()  # two who remind at once remind once


class NobodyReminded(OkrError):
    """There was somebody to remind, and nobody could be reached."""


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of a week, when it begins and ends, and who gets what in it, as far as is known now."""

    span: Span
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Unheard:
    """A key result that waits for its update, and its owner's name."""

    key_result: str
    title: str
    owner: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The reminders of a week. `sent` are those that went, also to people who have written since. Of what is `unheard`
    nobody is reminded at any stage: its owner is not active, and there is nobody in their place or above them.
    """

    week: date
    stages: tuple[PlannedStage, ...]
    sent: tuple[Send, ...]
    unheard: tuple[Unheard, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The letters of a stage: after a dry run as they would go. `remarks` are sentences on what one may not expect."""

    week: date
    stage: Stage
    dry_run: bool
    letters: tuple[Letter, ...]
    count_sent: int
    remarks: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What went wrong, each sentence once."""
        found = [each.problem for letter in self.letters for each in letter.deliveries if each.problem]
        return tuple(dict.fromkeys(found))

    def as_json(self) -> dict[str, Any]:
        return {
            "week": self.week.isoformat(),
            "stage": self.stage,
            "dry_run": self.dry_run,
            "sent": self.count_sent,
            "remarks": list(self.remarks),
            "reminders": [letters.as_json(letter) for letter in self.letters],
        }


def plans(store: Store, settings: Settings, as_of: datetime) -> tuple[Plan, ...]:
    """The reminders of the week to log, and those of the next where no stage of it is still to come."""
    first = plan(store, settings, weekly.week_to_log(store, settings, as_of), as_of)
    if any(stage.span.begins_at > as_of for stage in first.stages):
        return (first,)
    return first, plan(store, settings, first.week + calendar.WEEK, as_of)


def plan(store: Store, settings: Settings, week: date, as_of: datetime) -> Plan:
    """What each person will get of a week, and when, should nobody write in the meantime."""
    found, writing = reminding.spans(rhythm(settings), week), letters.writing(store, settings, week, as_of)
    stages = [PlannedStage(span, letters.of_stage(store, settings, writing, span.stage, as_of)) for span in found]
    sent = tuple(journal.sends_of_week(store, "reminder", week, as_of))
    return Plan(week, tuple(stages), sent, tuple(_unheard(writing, stages)))


def remind(
    store: Store,
    settings: Settings,
    week: date | None = None,
    stage: Stage | None = None,
    *,
    dry_run: bool = False,
    by: str | None = None,
    on_letter: Callable[[Letter], None] = lambda letter: None,
) -> Report:
    """Remind everybody who owes an update, on each way once for a week and stage; a dry run only says who would be.

    The stage is by default the one that began last. What fails for one person keeps nobody else from being reminded.
    Raises NotConnected without a way to reach anybody, NobodyReminded when each of them failed.
    """
    with _turn:
        now = store.now()
        week = week or weekly.week_to_log(store, settings, now)
        stage = stage or reminding.begun(rhythm(settings), week, now)
        writing = letters.writing(store, settings, week, now)
        waiting = letters.of_stage(store, settings, writing, stage, now)
        remarks = tuple(_remarks(settings, writing, waiting, now))
        if dry_run:
            return Report(week, stage, True, waiting, 0, remarks)
        if waiting and not any(letter.deliveries for letter in waiting):
            raise NotConnected(f"There is no way to remind people. {reaching.TO_DO} Nothing was sent.")
        done = []
        for letter in waiting:
            done.append(_delivered(store, settings, letter, by))
            on_letter(done[-1])
    count = sum(_went(before, after) for before, after in zip(waiting, done, strict=True))
    report = Report(week, stage, False, tuple(done), count, remarks)
    if report.problems and not any(each.sent for letter in done for each in letter.deliveries):
        raise NobodyReminded("Nobody was reminded.", [Problem(problem) for problem in report.problems])
    return report


def rhythm(settings: Settings) -> Rhythm:
    org = settings.org
    stages = settings.reminders.moments(org.timezone)
    return Rhythm(stages, org.deadline_moment, org.sync_moment, org.sync_of, frozenset(org.weeks_without_sync))


def _remarks(settings: Settings, writing: Writing, waiting: Sequence[Letter], now: datetime) -> Iterator[str]:
    of_week = f"the week of {words.day(writing.week, now.date())}"
    if not writing.count_all:
        yield f"{writing.quarter} has no key results in force, so nobody owes an update for {of_week}."
    elif not writing.rows:
        yield f"Nobody is to be reminded: all is written for {of_week}."
    elif not waiting:
        count = words.count(len(writing.rows), "key result")
        yield f"Nobody is there to be reminded: {count} without an update for {of_week}."
    elif not any(letter.deliveries for letter in waiting):
        yield f"There is no way to remind people. {reaching.TO_DO}"
    elif not settings.org.address:
        yield reaching.LINKLESS


def _unheard(writing: Writing, stages: Sequence[PlannedStage]) -> Iterator[Unheard]:
    told = [each for stage in stages for letter in stage.letters for each in letter.reminders]
    heard = {item.key_result for each in told for item in each.items}
    for row in writing.rows if stages else ():
        if row.key_result not in heard:
            yield Unheard(row.key_result, row.title, writing.people[row.owner or ""].name)


def _delivered(store: Store, settings: Settings, letter: Letter, by: str | None) -> Letter:
    ways = (way if way.sent else _sent(store, settings, letter, way, by) for way in letter.deliveries)
    return replace(letter, deliveries=tuple(ways))


def _went(before: Letter, after: Letter) -> bool:
    """Whether a letter has gone on a way that it had not gone before."""
    ways = zip(before.deliveries, after.deliveries, strict=True)
    return any(new.sent and not old.sent and not new.problem for old, new in ways)


def _sent(store: Store, settings: Settings, letter: Letter, way: Delivery, by: str | None) -> Delivery:
    """Send on one way and keep at once that it went, so that a crash repeats nothing; what may have gone counts too."""
    problem, week = None, letter.reminders[0].week
    try:
        _deliver(store, settings, letter, way)
    except reaching.PERHAPS as error:
        problem = f"{letter.name}: {error}"
    except OkrError as error:
        return replace(way, problem=f"{letter.name}: {error}")
    with store.writing() as writer:
        send = Send(week, "reminder", way.to, way.text, by, writer.moment, letter.about)
        journal.record(writer, [send])
    return replace(way, sent=send, problem=problem)


def _deliver(store: Store, settings: Settings, letter: Letter, way: Delivery) -> None:
    occasion, url = letters.occasion(settings, way.reminders[0].week), reaching.webhook(settings)
    if letter.who == letters.EVERYBODY and url:
        reaching.tell_channel(url, way.reminders, occasion)
    else:
        reaching.deliver(settings, way.channel, way.reminders[0], occasion, store.now())
