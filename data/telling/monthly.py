"""The monthly update: composed from the month's reviews, edited, shown as it will arrive, found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.config import Settings
from data.errors import OkrError, UsageError
from data.exports.mails import mail, mail_prose, monthly_charts, monthly_text
from data.exports.mails.mail import Frame, Page, Prose
from data.exports.readers import Readers
from data.rules import confidential
from data.rules import month as rules
from data.rules.meeting import Send
from data.rules.month import Period
from data.rules.monthly import MonthlyUpdate
from data.store import journal
from data.store.connection import Store
from data.telling import months


class NotTheirs(OkrError):
    """Somebody wants to do what is another's to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A month's update as it would be sent now: the newest version, or composed where nobody has edited it.

    `stored` is the newest version, `before` the newest send of it, `reached` whoever got it in any. `to` and `sender`
    are empty where they are not set.
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
    reached: tuple[str, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """Who gets it when it is sent now: those whom no send of it reached, and everybody when there are none."""
        return tuple(address for address in self.to if address not in self.reached) or self.to

    @property
    def month(self) -> date:
        return self.period.month

    @property
    def is_edited(self) -> bool:
        return _is_edited(self.stored)


@dataclass(frozen=True, slots=True)
class Saved:
    """What was kept of an edit. `newer` is a version that somebody saved after the editor had opened theirs."""

    update: MonthlyUpdate
    newer: MonthlyUpdate | None


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
    spoken = months.period(store, settings, month, team, as_of)
    stored = next((each for each in journal.monthly_updates(store, month, as_of) if each.team == team), None)
    if stored and _is_edited(stored):
        subject, text = stored.subject, stored.text
    else:
        subject, text = composed(store, settings, month, team, as_of, internal=internal)
    sends = [each for each in journal.sends_of_week(store, "mail", rules.week_of(month), as_of) if each.about == team]
    return Draft(
        period=spoken,
        team=team,
        subject=subject,
        text=text,
        page=shown(store, settings, month, team, subject, text, _as_sent(stored) or as_of, internal=internal),
        to=settings.mail.to,
        sender=settings.mail.sender,
        stored=stored,
        before=sends[-1] if sends else None,
        reached=tuple(dict.fromkeys(address for each in sends if each.to for address in each.to.split(", "))),
    )


def _as_sent(stored: MonthlyUpdate | None) -> datetime | None:
    """When the newest version went out: it is shown with the charts that it had then."""
    return stored.recorded_at if stored and stored.state == "sent" else None


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
    review = months.newest(store, settings, spoken, team, as_of, internal)
    names = () if internal else settings.org.confidential_names
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith(("#", "!"))), "")
    frame = Frame(
        org=settings.org.name,
        title=_title(confidential.masked(subject, names), settings.org.name),
        address=settings.org.address,
        preview=_preview(confidential.masked(first, names)),
        footer=f"Sent by {settings.org.name} once a month"
        + (", with what is confidential: for the leadership only." if internal else "."),
    )
    charts = monthly_charts.of(review, spoken.since, months.told_kpis(store, settings, review, spoken))
    return mail.page(frame, [Prose(confidential.masked(text, names))], charts)


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
    if team and team not in (known := teams(store, settings, month)):
        raise UsageError(f"There is no team “{team}”. There are: {', '.join(known) or 'none'}.")
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


def start_over(
    store: Store, settings: Settings, month: date, team: str | None = None, *, by: str | None = None
) -> MonthlyUpdate:
    """Give an update back to the facts; what was written stays among its versions."""
    subject, text = composed(store, settings, month, team, store.now())
    with store.writing() as writer:
        update = MonthlyUpdate(month, subject, text, team, "composed", by=by, recorded_at=writer.moment)
        journal.record(writer, [update])
    return update


def _is_edited(update: MonthlyUpdate | None) -> bool:
    return update is not None and update.state != "composed"


def past(store: Store, query: str = "", as_of: datetime | None = None) -> list[MonthlyUpdate]:
    """The updates that went out, as they were sent, newest month first; those alone that match a query."""
    return matching(journal.sent_updates(store, as_of or store.now()), query)


def matching(updates: Sequence[MonthlyUpdate], query: str) -> list[MonthlyUpdate]:
    """Those that have each word of the query in their subject, their text or their team."""
    wanted = query.casefold().split()
    return [
        each
        for each in updates
        if all(word in f"{each.subject}\n{each.text}\n{each.team or ''}".casefold() for word in wanted)
    ]


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


def teams(store: Store, settings: Settings, month: date, as_of: datetime | None = None) -> list[str]:
    """The teams that have key results in a month, by name: each may send an update of its own."""
    as_of = as_of or store.now()
    found = months.newest(store, settings, months.period(store, settings, month, None, as_of), None, as_of)
    return sorted({row.team for row in found.key_results if row.team})


def parsed(text: str) -> date:
    """The first day of a month written like 2022-01. Raises UsageError."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise UsageError(f"“{text}” is not a month. Write it like 2022-01.") from error


def _preview(paragraph: str) -> str:
    """The first words without their marks, for the list of a mail program."""
    plain = mail_prose.text(paragraph, lambda _link: None, lambda _name, words: words)
    return " ".join(plain.split())[:160]


def _title(subject: str, org: str) -> str:
    """The subject without the org, which stands above it."""
    title = subject.removeprefix(f"{org}: ")
    return title[:1].upper() + title[1:]
