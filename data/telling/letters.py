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
    """One way on which a reminder goes, what it says there, and the send of it when it went."""

    channel: Channel
    to: str
    reminders: tuple[Reminder, ...]
    text: str
    sent: Send | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one person, or to the channel that names everybody (then `who` is no address), and on which ways.

    It is told as a mail tells it, where one goes; what goes to Slack leaves out what is confidential.
    """

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
    """What is still to be written for a week, by whom: as anybody may hear it, and as its writers may by mail.

    `count_all` is of how many key results of the `quarter`.
    """

    week: date
    quarter: str
    count_all: int
    rows: tuple[KeyResultReview, ...]
    private: Mapping[str, KeyResultReview]
    people: People


def writing(store: Store, settings: Settings, week: date, as_of: datetime) -> Writing:
    due = {kr.key_result for owed in weekly.due(store, settings, week, as_of).owed for kr in owed.key_results}
    review = weekly.review(store, settings, week, as_of)
    outside = tuple(row for row in confidential.outside(review).key_results if row.key_result in due)
    return Writing(
        week,
        review.quarter,
        len(review.key_results),
        confidential.unnamed(outside, settings.org.confidential_names),
        {row.key_result: row for row in review.key_results if row.key_result in due},
        journal.people(store, as_of),
    )


def of_stage(store: Store, settings: Settings, writing: Writing, stage: Stage, as_of: datetime) -> tuple[Letter, ...]:
    """What goes to whom at a stage, each way with the send that went before."""
    on, channels = occasion(settings, writing.week), reaching.channels(settings)
    by_mail, in_slack = _reminders(writing, stage, writing.private), _reminders(writing, stage, {})
    letters = [_letter(*told, on, channels) for told in zip(by_mail, in_slack, strict=True)]
    if in_slack and (url := reaching.webhook(settings)):
        shown = reminder.channel_message(in_slack, on)
        way = Delivery("slack", posting.place(url), in_slack, message.text(shown))
        letters.append(Letter(EVERYBODY, "everybody", in_slack, shown.title, way.text, (way,)))
    sends = journal.sends_of_week(store, "reminder", writing.week, as_of)
    sent = {(send.about, send.to): send for send in sends}
    return tuple(_with_sends(letter, sent) for letter in letters)


def _reminders(writing: Writing, stage: Stage, private: Mapping[str, KeyResultReview]) -> tuple[Reminder, ...]:
    everybody = writing.people
    return reminding.reminders(
        stage, writing.week, writing.rows, everybody, lambda person: people.manager(person, everybody), private
    )


def _letter(by_mail: Reminder, in_slack: Reminder, on: Occasion, channels: Sequence[Channel]) -> Letter:
    to, told = by_mail.to, {"mail": by_mail, "slack": in_slack}
    texts = {channel: message.text(reminder.message_of(each, on)) for channel, each in told.items()}
    ways = (Delivery(each, reaching.place(each, to.email), (told[each],), texts[each]) for each in channels)
    shown = channels[0] if len(channels) == 1 else "mail"
    return Letter(to.email, to.name, (told[shown],), reminder.subject(by_mail, on), texts[shown], tuple(ways))


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
        None if week in org.weeks_without_sync else reminder.clock(org.sync_of(week), sync.zone),
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
        yield {"channel": way.channel, "to": way.to, "sent_at": sent_at, "problem": way.problem, "text": way.text}
