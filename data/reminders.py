"""Reminders: what each person will get and when, and the sending of it, once for each stage of a week."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from data import people, posting, reaching, weekly
from data.config import Settings
from data.errors import OkrError, Problem
from data.exports import message, reminder
from data.exports.reminder import Setting
from data.people import People
from data.reaching import Channel
from data.rules import confidential, reminding
from data.rules.meeting import Send
from data.rules.reminding import Reminder, Rhythm, Span, Stage
from data.rules.review import KeyResultReview
from data.sends import NotConnected
from data.store import journal
from data.store.connection import Store

_EVERYBODY = "channel"  # stands in the place of an address where one message names everybody
_turn = threading.Lock()  # two who remind at once remind once


class NobodyReminded(OkrError):
    """There was somebody to remind, and nobody could be reached."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One way on which a reminder goes, and the send of it when it went."""

    channel: Channel
    to: str
    sent: Send | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one person, or to the channel that names everybody (then `who` is no address), and on which ways."""

    who: str
    name: str
    reminders: tuple[Reminder, ...]
    subject: str
    text: str
    deliveries: tuple[Delivery, ...]

    @property
    def about(self) -> str:
        return f"{self.reminders[0].stage} {self.who}"


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of a week, when it begins and ends, and who gets what in it, as far as is known now."""

    span: Span
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The reminders of a week. `sent` are those that went, also to people who have written since."""

    week: date
    stages: tuple[PlannedStage, ...]
    sent: tuple[Send, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The letters of a stage: after a dry run as they would go."""

    week: date
    stage: Stage
    dry_run: bool
    letters: tuple[Letter, ...]
    count_sent: int

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
            "reminders": [_json(letter) for letter in self.letters],
        }


def plan(store: Store, settings: Settings, week: date | None = None, as_of: datetime | None = None) -> Plan:
    """What each person will get, and when, should nobody write in the meantime; by default of the week to log."""
    as_of = as_of or store.now()
    week = week or weekly.week_to_log(store, settings, as_of)
    found, writing = reminding.spans(rhythm(settings), week), _writing(store, settings, week, as_of)
    stages = [PlannedStage(span, _letters(store, settings, writing, span.stage, as_of)) for span in found]
    return Plan(week, tuple(stages), tuple(journal.sends_of_week(store, "reminder", week, as_of)))


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
        letters = _letters(store, settings, _writing(store, settings, week, now), stage, now)
        if dry_run:
            return Report(week, stage, True, letters, 0)
        if letters and not any(letter.deliveries for letter in letters):
            raise NotConnected(f"There is no way to remind people. {reaching.TO_DO} Nothing was sent.")
        done = []
        for letter in letters:
            done.append(_delivered(store, settings, letter, by))
            on_letter(done[-1])
    count = sum(_went(before, after) for before, after in zip(letters, done, strict=True))
    report = Report(week, stage, False, tuple(done), count)
    if report.problems and not any(each.sent for letter in done for each in letter.deliveries):
        raise NobodyReminded("Nobody was reminded.", [Problem(problem) for problem in report.problems])
    return report


def rhythm(settings: Settings) -> Rhythm:
    org = settings.org
    stages = settings.reminders.moments(org.timezone)
    return Rhythm(stages, org.deadline_moment, org.sync_moment, org.sync_of, frozenset(org.weeks_without_sync))


@dataclass(frozen=True, slots=True)
class _Writing:
    """What is still to be written for a week, by whom: without what stays inside, for reminders leave the house."""

    week: date
    rows: tuple[KeyResultReview, ...]
    people: People


def _writing(store: Store, settings: Settings, week: date, as_of: datetime) -> _Writing:
    due = {kr.key_result for owed in weekly.due(store, settings, week, as_of).owed for kr in owed.key_results}
    review = confidential.outside(weekly.review(store, settings, week, as_of))
    rows = tuple(row for row in review.key_results if row.key_result in due)
    return _Writing(week, confidential.unnamed(rows, settings.org.confidential_names), journal.people(store, as_of))


def _letters(store: Store, settings: Settings, writing: _Writing, stage: Stage, as_of: datetime) -> tuple[Letter, ...]:
    """What goes to whom at a stage, each way with the send that went before."""
    week, everybody, setting = writing.week, writing.people, _setting(settings, writing.week)
    reminders = reminding.reminders(
        stage, week, writing.rows, everybody, lambda person: people.manager(person, everybody)
    )
    sent = {(send.about, send.to): send for send in journal.sends_of_week(store, "reminder", week, as_of)}
    letters = [_letter(each, setting, reaching.channels(settings)) for each in reminders]
    if reminders and (url := reaching.webhook(settings)):
        shown = reminder.channel_message(reminders, setting)
        way = Delivery("slack", posting.place(url))
        letters.append(Letter(_EVERYBODY, "everybody", reminders, shown.title, message.text(shown), (way,)))
    return tuple(_with_sends(letter, sent) for letter in letters)


def _letter(told: Reminder, setting: Setting, channels: Sequence[Channel]) -> Letter:
    ways = tuple(Delivery(channel, reaching.place(channel, told.to.email)) for channel in channels)
    text = message.text(reminder.message_of(told, setting))
    return Letter(told.to.email, told.to.name, (told,), reminder.subject(told, setting), text, ways)


def _with_sends(letter: Letter, sent: dict[tuple[str | None, str | None], Send]) -> Letter:
    ways = (replace(way, sent=sent.get((letter.about, way.to))) for way in letter.deliveries)
    return replace(letter, deliveries=tuple(ways))


def _setting(settings: Settings, week: date) -> Setting:
    org = settings.org
    deadline, sync = org.deadline_moment, org.moved.get(week, org.sync_moment)
    return Setting(
        org.name,
        org.address,
        reminder.clock(deadline.in_week(week), deadline.zone),
        reminder.clock(org.sync_of(week), sync.zone),
    )


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
        send = Send(week, "reminder", way.to, letter.text, by, writer.moment, letter.about)
        journal.record(writer, [send])
    return replace(way, sent=send, problem=problem)


def _deliver(store: Store, settings: Settings, letter: Letter, way: Delivery) -> None:
    setting, url = _setting(settings, letter.reminders[0].week), reaching.webhook(settings)
    if letter.who == _EVERYBODY and url:
        reaching.tell_channel(url, letter.reminders, setting)
    else:
        reaching.deliver(settings, way.channel, letter.reminders[0], setting, store.now())


def _json(letter: Letter) -> dict[str, Any]:
    items = [item for told in letter.reminders for item in told.items]
    return {
        "to": letter.who,
        "name": letter.name,
        "key_results": [{"key_result": item.key_result, "owner": item.owner.email} for item in items],
        "ways": list(_ways_json(letter)),
        "subject": letter.subject,
        "text": letter.text,
    }


def _ways_json(letter: Letter) -> Iterator[dict[str, Any]]:
    for way in letter.deliveries:
        at = way.sent.recorded_at if way.sent else None
        sent_at = at.isoformat().replace("+00:00", "Z") if at else None
        yield {"channel": way.channel, "to": way.to, "sent_at": sent_at, "problem": way.problem}
