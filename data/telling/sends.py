"""What goes to Slack by itself: composed, shown before it goes, and sent once.

Every kind is told the same way; `KINDS` names who composes it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from data.config import Settings
from data.errors import OkrError
from data.exports import notes
from data.exports.slack import block_kit, message, okrs_message, scorecard_message
from data.exports.slack.message import Message
from data.monday import meeting, weekly
from data.quarter import publishing, scorecards
from data.rules import calendar, confidential, results, words
from data.rules.meeting import Send, SendKind
from data.store import journal
from data.store.connection import Store
from data.telling import posting

_turn = threading.Lock()  # two who press Send at once send once


class NotConnected(OkrError):
    """There is nowhere to send to."""


class NotReady(OkrError):
    """What is to be told is not settled yet."""


class SentBefore(OkrError):
    """The same was sent already."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A message and what it is about, in words: "the summary of the week of 10 January".

    `week` is the one that the send is kept under: of what is about a quarter, the quarter's first review week.
    `not_yet` is a sentence on why it cannot go yet; it can be shown all the same.
    """

    week: date
    about: str
    message: Message
    not_yet: str | None = None


# Composes what is told of a week (or of its quarter), or of the newest there is to tell of, as known at a moment.
Composer = Callable[[Store, Settings, date | None, datetime], Composed]


@dataclass(frozen=True, slots=True)
class Draft:
    """What would go where: `to` is None without a webhook, `before` is the last send of the same."""

    what: SendKind
    composed: Composed
    to: str | None
    before: Send | None

    @property
    def week(self) -> date:
        return self.composed.week

    @property
    def message(self) -> Message:
        return self.composed.message

    @property
    def text(self) -> str:
        return message.text(self.message)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return block_kit.blocks(self.message)


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft and what became of it: `send` is None after a dry run."""

    draft: Draft
    send: Send | None

    def as_json(self) -> dict[str, Any]:
        moment = self.send.recorded_at if self.send else None
        return {
            "what": self.draft.what,
            "about": self.draft.composed.about,
            "week": self.draft.week.isoformat(),
            "to": self.draft.to,
            "sent_at": moment.isoformat().replace("+00:00", "Z") if moment else None,
            "by": self.send.by if self.send else None,
            "not_yet": self.draft.composed.not_yet,
            "text": self.draft.text,
            "blocks": self.draft.blocks,
        }


def draft(
    store: Store, settings: Settings, what: SendKind, week: date | None = None, as_of: datetime | None = None
) -> Draft:
    """A message as it would be sent now, by default about the newest week or quarter that there is to tell of."""
    as_of = as_of or store.now()
    composed = KINDS[what](store, settings, week, as_of)
    url = webhook(settings)
    return Draft(
        what=what,
        composed=composed,
        to=posting.place(url) if url else None,
        before=journal.newest_send(store, what, composed.week, as_of),
    )


def send(
    store: Store,
    settings: Settings,
    what: SendKind,
    week: date | None = None,
    *,
    dry_run: bool = False,
    again: bool = False,
    by: str | None = None,
) -> Sent:
    """Post a message to Slack, once, and keep what was posted; a dry run posts nothing.

    Raises NotReady when it cannot be told yet, NotConnected without a webhook, SentBefore when it went already unless
    `again`, and what `posting.post` raises.
    """
    if dry_run:
        return Sent(draft(store, settings, what, week), None)
    with _turn:
        ready = draft(store, settings, what, week)
        if ready.composed.not_yet:
            raise NotReady(f"{ready.composed.not_yet} Nothing was sent.")
        url = webhook(settings)
        if not url or ready.to is None:
            raise NotConnected(
                "Slack is not connected. Make an incoming webhook for your channel at api.slack.com/apps and set "
                "SLACK_WEBHOOK_URL in the environment or in .streamlit/secrets.toml."
            )
        if ready.before and not again:
            raise SentBefore(
                f"{when_sent(ready.composed.about, ready.before)} `okr send {what} --again` sends it a second time."
            )
        posting.post(url, block_kit.fallback(ready.message), ready.blocks)
        return Sent(ready, _kept(store, Send(ready.week, what, to=ready.to, text=ready.text, by=by)))


def when_sent(about: str, send: Send) -> str:
    """When something was sent, and by whom, as a sentence."""
    at = f" on {words.day(send.recorded_at)}, {send.recorded_at:%H:%M} UTC" if send.recorded_at else ""
    return f"{about[:1].upper()}{about[1:]} was sent{at}{f' by {send.by}' if send.by else ''}."


def _kept(store: Store, send: Send) -> Send:
    with store.writing() as writer:
        kept = replace(send, recorded_at=writer.moment)
        journal.record(writer, [kept])
    return kept


def webhook(settings: Settings) -> str | None:
    """The webhook of Slack's channel; None where it is not connected."""
    secret = settings.secrets.slack_webhook_url
    return (secret.get_secret_value().strip() or None) if secret else None


def _summary(store: Store, settings: Settings, week: date | None, as_of: datetime) -> Composed:
    """The summary of a week's meeting, by default of the newest week whose deadline has passed."""
    review = weekly.review(store, settings, week, as_of)
    told = notes.summary(
        review,
        meeting.minutes_of(store, review.week, as_of),
        journal.people(store, as_of),
        settings.org.name,
        settings.org.address,
    )
    return Composed(review.week, f"the summary of the week of {words.day(review.week)}", told)


def _scorecard(store: Store, settings: Settings, week: date | None, as_of: datetime) -> Composed:
    """The final scorecard of the quarter that holds a week, by default of the one that is due, masked."""
    quarter = calendar.quarter_of(week, settings.org.fiscal_year_start_month) if week else None
    scorecard = scorecards.of(store, settings, str(quarter) if quarter else None, as_of)
    outside = confidential.scorecard_outside(scorecard, settings.org.confidential_names)
    open_ = f"The scorecard of {scorecard.quarter} is {results.STATES[scorecard.state]}."
    return Composed(
        week=scorecards.parsed(settings, scorecard.quarter).review_weeks[0],
        about=f"the scorecard of {scorecard.quarter}",
        message=scorecard_message.of(outside, journal.people(store, as_of), settings.org.name, settings.org.address),
        not_yet=None if scorecard.state == "final" else f"{open_} It can be sent once a VP has made it final.",
    )


def _okrs(store: Store, settings: Settings, week: date | None, as_of: datetime) -> Composed:
    """The published OKRs of the quarter that holds a week, by default of the newest that has any, masked."""
    quarter = calendar.quarter_of(week, settings.org.fiscal_year_start_month) if week else None
    told = publishing.of(store, settings, str(quarter) if quarter else None, as_of)
    return Composed(
        week=scorecards.parsed(settings, told.quarter).review_weeks[0],
        about=f"the announcement of the OKRs of {told.quarter}",
        message=okrs_message.of(told, settings.org.name, settings.org.address),
    )


KINDS: Mapping[SendKind, Composer] = {"summary": _summary, "scorecard": _scorecard, "okrs": _okrs}
