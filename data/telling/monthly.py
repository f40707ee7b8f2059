"""The monthly update: composed from the month's reviews, edited, shown as it will arrive, found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.config import Settings
from data.errors import OkrError, UsageError
from data.exports.mails import mail, mail_prose, monthly_charts, monthly_text
from data.exports.mails.mail import Charts, Frame, Page, Prose
from data.exports.readers import Readers
from data.rules import confidential
from data.rules import month as rules
from data.rules.meeting import Send
from data.rules.month import Period
from data.rules.month_facts import Month
from data.rules.monthly import MonthlyUpdate
from data.rules.okr import Person
from data.store import journal
from data.store.connection import Store
from data.telling import months
from data.telling.months import Reviewed

_CHART = re.compile(r"!\[[^\]]*\]\((chart:[^)\s]*)\)")


class NotTheirs(OkrError):
    """Somebody wants to do what is another's to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A month's update as it would be sent now: the newest version, or composed where nobody has edited it.

    `stored` is the newest version, `before` the newest send of it, `reached` whoever got it in any. `to` and `sender`
    are empty where they are not set. `unknown` are the charts that the text names and nobody can draw; `is_empty` says
    that there are no key results to tell of, and nobody wrote anything.
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
    unknown: tuple[str, ...]
    is_empty: bool

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
    reviewed: Reviewed | None = None,
) -> Draft:
    """A month's update, by default the newest that is due, of a team or of the department; masked unless `internal`.

    `reviewed` gives the reviews of its weeks, by default those of the store. Raises UsageError when there is no such
    team.
    """
    as_of, reviewed = as_of or store.now(), reviewed or months.reviewed_by(store, settings)
    month = month or rules.month_of(as_of.date())
    spoken = months.period(store, settings, month, team, as_of)
    stored = next((each for each in journal.monthly_updates(store, month, as_of) if each.team == team), None)
    if stored and _is_edited(stored):
        subject, text, is_empty = stored.subject, stored.text, False
        charts = _charts(store, settings, month, team, _as_sent(stored) or as_of, reviewed, internal)
    else:
        facts = months.gathered(store, settings, spoken, team, as_of, reviewed, internal)
        subject, text = _composed(store, settings, facts, team, as_of, internal)
        is_empty, charts = not facts.key_results, monthly_charts.of(facts.review, spoken.since, facts.kpis)
    sends = [each for each in journal.sends_of_week(store, "mail", rules.week_of(month), as_of) if each.about == team]
    return Draft(
        period=spoken,
        team=team,
        subject=subject,
        text=text,
        page=_page(settings, subject, text, charts, internal),
        to=settings.mail.to,
        sender=settings.mail.sender,
        stored=stored,
        before=sends[-1] if sends else None,
        reached=tuple(dict.fromkeys(address for each in sends if each.to for address in each.to.split(", "))),
        unknown=tuple(dict.fromkeys(name for name in _CHART.findall(text) if charts(name) is None)),
        is_empty=is_empty,
    )


def _as_sent(stored: MonthlyUpdate | None) -> datetime | None:
    """When the newest version went out: it is shown with the charts that it had then."""
    return stored.recorded_at if stored and stored.state == "sent" else None


def composed(
    store: Store,
    settings: Settings,
    month: date,
    team: str | None,
    as_of: datetime,
    reviewed: Reviewed | None = None,
) -> tuple[str, str]:
    """Subject and text as the facts alone make them."""
    spoken = months.period(store, settings, month, team, as_of)
    facts = months.gathered(store, settings, spoken, team, as_of, reviewed or months.reviewed_by(store, settings))
    return _composed(store, settings, facts, team, as_of, internal=False)


def _composed(
    store: Store, settings: Settings, facts: Month, team: str | None, as_of: datetime, internal: bool
) -> tuple[str, str]:
    to = Readers(settings.org.name, journal.people(store, as_of), internal)
    return monthly_text.subject(settings.org.name, team, facts.period.month), monthly_text.text(facts, to)


def _charts(
    store: Store,
    settings: Settings,
    month: date,
    team: str | None,
    as_of: datetime,
    reviewed: Reviewed,
    internal: bool,
) -> Charts:
    """The charts of the month's last week, as it was known at a moment."""
    spoken = months.period(store, settings, month, team, as_of)
    review = months.newest(store, settings, spoken, team, as_of, reviewed, internal)
    return monthly_charts.of(review, spoken.since, months.told_kpis(store, settings, review, spoken))


def _page(settings: Settings, subject: str, text: str, charts: Charts, internal: bool) -> Page:
    """A subject and a text as they will arrive."""
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
        if refused := why_not_write(journal.people(store, writer.moment).get(by or "")):
            raise NotTheirs(refused)
        held = next((each for each in journal.monthly_updates(store, month, writer.moment) if each.team == team), None)
        update = MonthlyUpdate(
            month, " ".join(subject.split()), text.strip() + "\n", team, by=by, recorded_at=writer.moment
        )
        journal.record(writer, [update])
    is_news = held and held.recorded_at and (seen_at is None or held.recorded_at > seen_at)
    return Saved(update, held if is_news else None)


def why_not_write(person: Person | None) -> str | None:
    """Why somebody cannot write an update, as a sentence; None when they can."""
    if person and person.role == "viewer":
        return f"{person.name} may read the monthly update. Owners, directors and VPs write it."
    return None


def start_over(
    store: Store, settings: Settings, month: date, team: str | None = None, *, by: str | None = None
) -> MonthlyUpdate:
    """Give an update back to the facts; what was written stays among its versions.

    Raises NotTheirs when `by` may only read.
    """
    subject, text = composed(store, settings, month, team, store.now())
    with store.writing() as writer:
        if refused := why_not_write(journal.people(store, writer.moment).get(by or "")):
            raise NotTheirs(refused)
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


def teams(
    store: Store,
    settings: Settings,
    month: date,
    as_of: datetime | None = None,
    reviewed: Reviewed | None = None,
) -> list[str]:
    """The teams that have key results in a month, by name: each may send an update of its own."""
    as_of, reviewed = as_of or store.now(), reviewed or months.reviewed_by(store, settings)
    found = reviewed(months.period(store, settings, month, None, as_of).last, as_of)
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
