"""The monthly update goes out: to whom the settings say, once for each month and team, and kept as it left."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.config import Settings
from data.errors import UsageError
from data.rules import confidential, words
from data.rules import month as rules
from data.rules.meeting import Send
from data.rules.monthly import MonthlyUpdate
from data.rules.okr import Person
from data.store import journal
from data.store.connection import Store
from data.telling import mailing, monthly
from data.telling.mailing import Mail
from data.telling.monthly import Draft, NotTheirs
from data.telling.sends import NotConnected, SentBefore, when_sent

_turn = threading.Lock()  # two who press Send at once send once


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft and what became of it: `send` is None after a dry run. `refused`: who did not get it, and why."""

    draft: Draft
    send: Send | None
    refused: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        moment = self.send.recorded_at if self.send else None
        return {
            "what": "mail",
            "about": _about(self.draft),
            "month": f"{self.draft.month:%Y-%m}",
            "team": self.draft.team,
            "week": rules.week_of(self.draft.month).isoformat(),
            "subject": self.draft.subject,
            "from": self.draft.sender or None,
            "to": list(self.draft.left),
            "refused": self.refused,
            "sent_at": moment.isoformat().replace("+00:00", "Z") if moment else None,
            "by": self.send.by if self.send else None,
            "text": self.draft.page.text,
        }


def send(
    store: Store,
    settings: Settings,
    month: date | None = None,
    team: str | None = None,
    *,
    dry_run: bool = False,
    again: bool = False,
    by: str | None = None,
    waits: Sequence[float] = mailing.WAITS,
) -> Sent:
    """Send a month's update, once, and keep what was sent; a dry run sends nothing. `again` sends it to those whom it
    did not reach, and to everybody where it reached them all.

    Raises NotTheirs when it is not for `by` to send, UsageError when there is nothing to tell, NotConnected without a
    server, a sender or anybody to send to, SentBefore when it went already unless `again`, and what `mailing.send`
    raises.
    """
    if dry_run:
        return Sent(monthly.draft(store, settings, month, team), None, {})
    with _turn:
        ready = monthly.draft(store, settings, month, team)
        if refused := why_not_send(journal.people(store, store.now()).get(by or ""), team):
            raise NotTheirs(f"{refused} Nothing was sent.")
        if ready.is_empty:
            raise UsageError("There is nothing to tell yet. Write the update, or send another month's.")
        _must_be_set_up(settings)
        if ready.before and not again:
            raise SentBefore(
                f"{when_sent(_about(ready), ready.before)} `okr send mail --again` sends it to {', '.join(ready.left)}."
            )
        letter = replace(_letter(settings, ready), to=ready.left)
        sent = mailing.send(mailing.server(settings), letter, store.now(), waits)
        return Sent(ready, _kept(store, ready, sent.to, by), dict(sent.refused))


def as_file(settings: Settings, ready: Draft) -> bytes:
    """The update as a file that a mail program opens, to be sent from there."""
    return mailing.as_draft(_letter(settings, ready))


def _letter(settings: Settings, ready: Draft) -> Mail:
    subject = confidential.masked(ready.subject, settings.org.confidential_names)
    return Mail(subject, ready.page.html, ready.page.text, ready.to, ready.sender, ready.page.images)


def why_not_send(person: Person | None, team: str | None) -> str | None:
    """Why somebody cannot send an update, as a sentence; None when they can."""
    if person is None or person.role == "vp" or (team and person.role == "director"):
        return None
    senders = "Directors and VPs send a team's update" if team else "VPs send the department's update"
    return f"{senders}; {person.name} may {'read' if person.role == 'viewer' else 'write'} it."


def _must_be_set_up(settings: Settings) -> None:
    lacking = [name for name in ("host", "sender", "to") if not getattr(settings.mail, name)]
    if lacking:
        raise NotConnected(
            f"Mail is not set up: [mail] {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} empty. "
            "okr.example.toml tells what each is for. Nothing was sent."
        )


def _about(ready: Draft) -> str:
    """ "the monthly update of 1 January 2022 of Platform"."""
    team = f" of {ready.team}" if ready.team else ""
    return f"the monthly update of {words.day(ready.month)} {ready.month.year}{team}"


def _kept(store: Store, ready: Draft, to: Sequence[str], by: str | None) -> Send:
    with store.writing() as writer:
        kept = Send(
            rules.week_of(ready.month), "mail", ", ".join(to), ready.page.text, by, writer.moment, about=ready.team
        )
        whole = ", ".join(dict.fromkeys((*ready.reached, *to)))
        update = MonthlyUpdate(ready.month, ready.subject, ready.text, ready.team, "sent", whole, by, writer.moment)
        journal.record(writer, [kept])
        journal.record(writer, [update])
        team = f" of {ready.team}" if ready.team else ""
        told = f"{words.day(ready.month)} {ready.month.year}{team}, to {', '.join(to)}"
        journal.record_event(writer, "monthly update sent", told, by)
    return kept
