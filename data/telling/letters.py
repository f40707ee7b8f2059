"""The letters of a stage: what goes to whom, on which ways, and which of them went before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from data import people
from data.config import Settings
from data.exports.mails import reminder
from data.exports.mails.reminder import Occasion
from data.exports.slack import message
from data.monday import weekly
from data.people import People
from data.rules import confidential, reminding
from data.rules.meeting import Send
from data.rules.reminding import Reminder, Stage
from data.rules.review import KeyResultReview
from data.store import journal
from data.store.connection import Store
from data.telling import posting, reaching
from data.telling.reaching import Channel

EVERYBODY = "channel"  # stands in the place of an address where one message names everybody


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
class Writing:
    """What is still to be written for a week, by whom: without what stays inside, for reminders leave the house."""

    week: date
    rows: tuple[KeyResultReview, ...]
    people: People


def writing(store: Store, settings: Settings, week: date, as_of: datetime) -> Writing:
    due = {kr.key_result for owed in weekly.due(store, settings, week, as_of).owed for kr in owed.key_results}
    review = confidential.outside(weekly.review(store, settings, week, as_of))
    rows = tuple(row for row in review.key_results if row.key_result in due)
    return Writing(week, confidential.unnamed(rows, settings.org.confidential_names), journal.people(store, as_of))


def of_stage(store: Store, settings: Settings, writing: Writing, stage: Stage, as_of: datetime) -> tuple[Letter, ...]:
    """What goes to whom at a stage, each way with the send that went before."""
    week, everybody, on = writing.week, writing.people, occasion(settings, writing.week)
    reminders = reminding.reminders(
        stage, week, writing.rows, everybody, lambda person: people.manager(person, everybody)
    )
    sent = {(send.about, send.to): send for send in journal.sends_of_week(store, "reminder", week, as_of)}
    letters = [_letter(each, on, reaching.channels(settings)) for each in reminders]
    if reminders and (url := reaching.webhook(settings)):
        shown = reminder.channel_message(reminders, on)
        way = Delivery("slack", posting.place(url))
        letters.append(Letter(EVERYBODY, "everybody", reminders, shown.title, message.text(shown), (way,)))
    return tuple(_with_sends(letter, sent) for letter in letters)


def _letter(told: Reminder, on: Occasion, channels: Sequence[Channel]) -> Letter:
    ways = tuple(Delivery(channel, reaching.place(channel, told.to.email)) for channel in channels)
    text = message.text(reminder.message_of(told, on))
    return Letter(told.to.email, told.to.name, (told,), reminder.subject(told, on), text, ways)


def _with_sends(letter: Letter, sent: Mapping[tuple[str | None, str | None], Send]) -> Letter:
    ways = (replace(way, sent=sent.get((letter.about, way.to))) for way in letter.deliveries)
    return replace(letter, deliveries=tuple(ways))


def occasion(settings: Settings, week: date) -> Occasion:
    org = settings.org
    deadline, sync = org.deadline_moment, org.moved.get(week, org.sync_moment)
    return Occasion(
        org.name,
        org.address,
        reminder.clock(deadline.in_week(week), deadline.zone),
        reminder.clock(org.sync_of(week), sync.zone),
    )


def as_json(letter: Letter) -> dict[str, Any]:
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
