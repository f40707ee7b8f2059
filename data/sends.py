"""What goes outside by itself: the summary of a week to Slack, shown before it goes and sent once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data import meeting, posting, weekly
from data.config import Settings
from data.errors import OkrError
from data.exports import notes, slack_blocks
from data.exports.notes import Summary
from data.rules import words
from data.rules.meeting import Send
from data.store import journal
from data.store.connection import Store

_turn = threading.Lock()  # two who press Send at once send once


class NotConnected(OkrError):
    """There is nowhere to send to."""


class SentBefore(OkrError):
    """The same was sent already."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What would go where: `to` is None without a webhook, `before` is the last send of the same week."""

    week: date
    summary: Summary
    to: str | None
    before: Send | None

    @property
    def text(self) -> str:
        return notes.text(self.summary)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return slack_blocks.blocks(self.summary)


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft and what became of it: `send` is None after a dry run."""

    draft: Draft
    send: Send | None

    def as_json(self) -> dict[str, Any]:
        moment = self.send.recorded_at if self.send else None
        return {
            "what": "summary",
            "week": self.draft.week.isoformat(),
            "to": self.draft.to,
            "sent_at": moment.isoformat().replace("+00:00", "Z") if moment else None,
            "by": self.send.by if self.send else None,
            "text": self.draft.text,
            "blocks": self.draft.blocks,
        }


def draft(store: Store, settings: Settings, week: date | None = None, as_of: datetime | None = None) -> Draft:
    """The summary of a week, by default of the newest whose deadline has passed, as it would be sent now."""
    as_of = as_of or store.now()
    review = weekly.review(store, settings, week, as_of)
    webhook = _webhook(settings)
    return Draft(
        week=review.week,
        summary=notes.summary(
            review,
            meeting.minutes_of(store, review.week, as_of),
            journal.people(store, as_of),
            settings.org.name,
            settings.org.address,
        ),
        to=posting.place(webhook) if webhook else None,
        before=journal.newest_send(store, "summary", review.week, as_of),
    )


def summary(
    store: Store,
    settings: Settings,
    week: date | None = None,
    *,
    dry_run: bool = False,
    again: bool = False,
    by: str | None = None,
) -> Sent:
    """Post the summary of a week to Slack, once, and keep what was posted; a dry run posts nothing.

    Raises NotConnected without a webhook, SentBefore when the week's went already unless `again`, and what
    `posting.post` raises.
    """
    if dry_run:
        return Sent(draft(store, settings, week), None)
    with _turn:
        ready = draft(store, settings, week)
        webhook = _webhook(settings)
        if not webhook or ready.to is None:
            raise NotConnected(
                "Slack is not connected. Make an incoming webhook for your channel at api.slack.com/apps and set "
                "SLACK_WEBHOOK_URL in the environment or in .streamlit/secrets.toml."
            )
        if ready.before and not again:
            raise SentBefore(f"{told(ready.before)} `okr send summary --again` sends it a second time.")
        posting.post(webhook, slack_blocks.fallback(ready.summary), ready.blocks)
        return Sent(ready, _kept(store, Send(ready.week, "summary", ready.to, ready.text, by)))


def told(send: Send) -> str:
    """When something was sent, and by whom, as a sentence."""
    at = f" on {words.day(send.recorded_at)}, {send.recorded_at:%H:%M} UTC" if send.recorded_at else ""
    return f"The summary of the week of {words.day(send.week)} was sent{at}{f' by {send.by}' if send.by else ''}."


def _kept(store: Store, send: Send) -> Send:
    with store.writing() as writer:
        kept = Send(send.week, send.what, send.to, send.text, send.by, writer.moment)
        journal.record(writer, [kept])
    return kept


def _webhook(settings: Settings) -> str | None:
    secret = settings.secrets.slack_webhook_url
    return (secret.get_secret_value().strip() or None) if secret else None
