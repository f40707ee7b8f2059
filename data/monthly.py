"""The monthly update: composed from the month's reviews, edited, shown as it will arrive, and sent once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data import mailing, months, weekly
from data.config import Settings
from data.errors import OkrError, UsageError
from data.exports import mail, monthly_charts, monthly_text
from data.exports.mail import Frame, Page, Prose
from data.exports.readers import Readers
from data.mailing import Mail, Server
from data.rules import confidential, words
from data.rules import month as rules
from data.rules.meeting import Send
from data.rules.month import Period
from data.rules.monthly import MonthlyUpdate
from data.sends import NotConnected, SentBefore, when_sent
from data.store import journal
from data.store.connection import Store

_turn = threading.Lock()  # two who press Send at once send once


class NotTheirs(OkrError):
    """Somebody wants to do what is another's to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A month's update as it would be sent now: the newest version, or composed where nobody has edited it.

    `stored` is that version, `before` the send of it; `to` and `sender` are empty where they are not set.
    """

    period: Period
    team: str | None
    subject: str
    text: str
    page: Page
    to: tuple[str, ...]
    sender: str
    stored: MonthlyUpdate | None
    before: Send | None

    @property
    def month(self) -> date:
        return self.period.month


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept of an edit. `newer` is a version that somebody saved after the editor had opened theirs."""

    update: MonthlyUpdate
    newer: MonthlyUpdate | None


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
            "to": list(self.draft.to),
            "refused": self.refused,
            "sent_at": moment.isoformat().replace("+00:00", "Z") if moment else None,
            "by": self.send.by if self.send else None,
            "text": self.draft.page.text,
        }


@dataclass(frozen=True, slots=True)
class Due:
    """The department's update that is to be sent: by the end of `due_on`."""

    month: date
    due_on: date
    is_overdue: bool


def draft(
    store: Store,
    settings: Settings,
    month: date | None = None,
    team: str | None = None,
    as_of: datetime | None = None,
    *,
    internal: bool = False,
) -> Draft:
    """A month's update, by default the newest that is due, of a team or of the department; masked unless `internal`.

    Raises UsageError when there is no such team.
    """
    as_of = as_of or store.now()
    month = month or rules.month_of(as_of.date())
    _check_team(store, settings, team, as_of)
    spoken = months.period(store, settings, month, team, as_of)
    stored = next((each for each in journal.monthly_updates(store, month, as_of) if each.team == team), None)
    if stored:
        subject, text = stored.subject, stored.text
    else:
        subject, text = composed(store, settings, month, team, as_of, internal=internal)
    return Draft(
        period=spoken,
        team=team,
        subject=subject,
        text=text,
        page=shown(store, settings, month, team, subject, text, as_of, internal=internal),
        to=settings.mail.to,
        sender=settings.mail.sender,
        stored=stored,
        before=journal.newest_send(store, "mail", rules.week_of(month), as_of, about=team),
    )


def composed(
    store: Store, settings: Settings, month: date, team: str | None, as_of: datetime, *, internal: bool = False
) -> tuple[str, str]:
    """Subject and text as the facts alone make them."""
    facts = months.gathered(store, settings, months.period(store, settings, month, team, as_of), team, as_of, internal)
    to = Readers(settings.org.name, journal.people(store, as_of), internal)
    return monthly_text.subject(settings.org.name, team, month), monthly_text.text(facts, to)


def shown(
    store: Store,
    settings: Settings,
    month: date,
    team: str | None,
    subject: str,
    text: str,
    as_of: datetime,
    *,
    internal: bool = False,
) -> Page:
    """A subject and a text as they will arrive, with the charts of the month's last week."""
    spoken = months.period(store, settings, month, team, as_of)
    review = months.review(store, settings, spoken.last, team, as_of, internal)
    names = () if internal else settings.org.confidential_names
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith(("#", "!"))), "")
    frame = Frame(
        org=settings.org.name,
        title=_title(confidential.masked(subject, names), settings.org.name),
        address=settings.org.address,
        preview=confidential.masked(first, names)[:160],
        footer=f"Sent by {settings.org.name} once a month"
        + (", with what is confidential: for the leadership only." if internal else "."),
    )
    return mail.page(frame, [Prose(confidential.masked(text, names))], monthly_charts.of(review, spoken.since))


def save(
    store: Store,
    settings: Settings,
    month: date,
    team: str | None,
    subject: str,
    text: str,
    *,
    seen_at: datetime | None = None,
    by: str | None = None,
) -> Saved:
    """Keep an edit as the newest version. `seen_at`: when the version that the editor had before them was recorded.

    Raises UsageError when it says nothing, NotTheirs when `by` may only read.
    """
    if not subject.strip() or not text.strip():
        raise UsageError("An update needs a subject and a text. Nothing was saved.")
    _check_team(store, settings, team, store.now())
    with store.writing() as writer:
        person = journal.people(store, writer.moment).get(by or "")
        if person and person.role == "viewer":
            raise NotTheirs(f"{person.name} may read the monthly update. Owners, directors and VPs write it.")
        held = next((each for each in journal.monthly_updates(store, month, writer.moment) if each.team == team), None)
        update = MonthlyUpdate(
            month, " ".join(subject.split()), text.strip() + "\n", team, by=by, recorded_at=writer.moment
        )
        journal.record(writer, [update])
    is_news = held and held.recorded_at and (seen_at is None or held.recorded_at > seen_at)
    return Saved(update, held if is_news else None)


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
    """Send a month's update, once, and keep what was sent; a dry run sends nothing.

    Raises NotTheirs when it is not for `by` to send, NotConnected without a server, a sender or anybody to send to,
    SentBefore when it went already unless `again`, and what `mailing.send` raises.
    """
    if dry_run:
        return Sent(draft(store, settings, month, team), None, {})
    with _turn:
        ready = draft(store, settings, month, team)
        _may_send(store, by, ready)
        server = _server(settings)
        if ready.before and not again:
            raise SentBefore(
                f"{when_sent(_about(ready), ready.before)} `okr send mail --again` sends it a second time."
            )
        letter = Mail(ready.subject, ready.page.html, ready.page.text, ready.to, ready.sender, ready.page.images)
        sent = mailing.send(server, letter, store.now(), waits)
        return Sent(ready, _kept(store, ready, sent.to, by), dict(sent.refused))


def past(store: Store, query: str = "", as_of: datetime | None = None) -> list[MonthlyUpdate]:
    """The updates that went out, newest first: all, or those that have each word of the query in them."""
    wanted = query.casefold().split()
    sent = journal.sent_updates(store, as_of or store.now())
    return [each for each in sent if all(word in f"{each.subject}\n{each.text}".casefold() for word in wanted)]


def due(store: Store, settings: Settings, as_of: datetime | None = None) -> Due | None:
    """The department's update that is not sent: in its week, and after it until the next one's week begins.

    An org that never sent one is told in that week only. None without an update to send.
    """
    as_of = as_of or store.now()
    month = rules.month_of(as_of.date())
    due_on, is_overdue = rules.due_on(month), as_of.date() > rules.due_on(month)
    sent = [each.month for each in journal.sent_updates(store, as_of) if each.team is None]
    if month in sent or (is_overdue and not sent):
        return None
    return Due(month, due_on, is_overdue)


def teams(store: Store, settings: Settings, as_of: datetime | None = None) -> list[str]:
    """The teams that have key results, by name: each may send an update of its own."""
    found = weekly.review(store, settings, None, as_of).key_results
    return sorted({row.team for row in found if row.team})


def parsed(text: str) -> date:
    """The first day of a month written like 2022-01. Raises UsageError."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise UsageError(f"“{text}” is not a month. Write it like 2022-01.") from error


def _check_team(store: Store, settings: Settings, team: str | None, as_of: datetime) -> None:
    known = teams(store, settings, as_of) if team else []
    if team and team not in known:
        raise UsageError(f"There is no team “{team}”. There are: {', '.join(known) or 'none'}.")


def _may_send(store: Store, by: str | None, ready: Draft) -> None:
    person = journal.people(store, store.now()).get(by or "")
    if person is None or person.role == "vp" or (ready.team and person.role == "director"):
        return
    senders = "Directors and VPs send a team's update" if ready.team else "VPs send the department's update"
    raise NotTheirs(f"{senders}; {person.name} may write it. Nothing was sent.")


def _server(settings: Settings) -> Server:
    section, password = settings.mail, settings.secrets.mail_password
    lacking = [name for name in ("host", "sender", "to") if not getattr(section, name)]
    if lacking:
        raise NotConnected(
            f"Mail is not set up: [mail] {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} empty. "
            "okr.example.toml tells what each is for. Nothing was sent."
        )
    return Server(
        section.host, section.port, section.security, section.username, password.get_secret_value() if password else ""
    )


def _title(subject: str, org: str) -> str:
    """The subject without the org, which stands above it."""
    title = subject.removeprefix(f"{org}: ")
    return title[:1].upper() + title[1:]


def _about(ready: Draft) -> str:
    """ "the monthly update of 1 January 2022 of Platform"."""
    team = f" of {ready.team}" if ready.team else ""
    return f"the monthly update of {words.day(ready.month)} {ready.month.year}{team}"


def _kept(store: Store, ready: Draft, to: Sequence[str], by: str | None) -> Send:
    with store.writing() as writer:
        kept = Send(
            rules.week_of(ready.month), "mail", ", ".join(to), ready.page.text, by, writer.moment, about=ready.team
        )
        update = MonthlyUpdate(
            ready.month, ready.subject, ready.text, ready.team, "sent", ", ".join(to), by, writer.moment
        )
        journal.record(writer, [kept])
        journal.record(writer, [update])
    return kept
