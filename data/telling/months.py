"""The facts of a month's update: its weeks, their reviews, what was decided and what was learned in them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime

from data.config import Settings
from data.errors import UsageError
from data.monday import kpis, weekly
from data.rules import calendar, confidential, month_facts, month_kpis, words
from data.rules import month as rules
from data.rules import retro as retro_rules
from data.rules.meeting import Note
from data.rules.month import Period
from data.rules.month_facts import Month
from data.rules.month_kpis import KpiMonth
from data.rules.review import Review
from data.store import journal
from data.store.connection import Store

Reviewed = Callable[[date, datetime], Review]  # the review of a week as it was known at a moment


def period(store: Store, settings: Settings, month: date, team: str | None, as_of: datetime) -> Period:
    """The weeks that an update tells of: those after what the one before it told.

    Raises UsageError for a month that is further ahead than the next one.
    """
    coming = rules.after(rules.month_of(as_of.date()))
    if month > coming:
        raise UsageError(
            f"{words.MONTHS[month.month - 1]} {month.year} is still to come: {coming:%Y-%m} is the newest."
        )
    start = settings.org.fiscal_year_start_month
    newest = weekly.week_under_review(store, settings, as_of)
    sent = [each for each in journal.sent_updates(store, as_of) if each.team == team and each.month < month]
    told = None
    if sent and sent[0].recorded_at:
        known_then = weekly.week_under_review(store, settings, sent[0].recorded_at)
        told = min(rules.last_week(sent[0].month, start), known_then)
    return rules.period(month, start, newest, told)


def reviewed_by(store: Store, settings: Settings) -> Reviewed:
    return lambda week, as_of: weekly.review(store, settings, week, as_of)


def newest(
    store: Store,
    settings: Settings,
    spoken: Period,
    team: str | None,
    as_of: datetime,
    reviewed: Reviewed,
    internal: bool = False,
) -> Review:
    """The period's last week, of a team or of the department. Raises UsageError when there is no such team."""
    whole = reviewed(spoken.last, as_of)
    known = sorted({row.team for row in whole.key_results if row.team})
    if team and team not in known:
        raise UsageError(f"There is no team “{team}”. There are: {', '.join(known) or 'none'}.")
    return _told(store, settings, whole, team, as_of, internal)


def _told(
    store: Store, settings: Settings, review: Review, team: str | None, as_of: datetime, internal: bool
) -> Review:
    """What a review tells of a team, masked unless `internal`."""
    if not internal:
        review = confidential.unnamed(confidential.outside(review), settings.org.confidential_names)
    its_kpis = [kpi.kpi for kpi in journal.kpis(store, as_of) if kpi.team == team] if team else ()
    return month_facts.of_team(review, team, its_kpis)


def told_kpis(store: Store, settings: Settings, review: Review, spoken: Period) -> tuple[KpiMonth, ...]:
    """The KPIs of a month's last review week by week, those beyond their noise first; none that is masked."""
    weeks = month_kpis.weeks_of(spoken)
    names = [kpi.kpi for kpi in review.kpis if kpi.value is not None]
    gauges = kpis.gauges(store, weeks[0], calendar.sunday(weeks[-1]), review.as_of, names)
    return month_kpis.of(review, gauges, spoken, settings.limits)


def gathered(
    store: Store,
    settings: Settings,
    spoken: Period,
    team: str | None,
    as_of: datetime,
    reviewed: Reviewed,
    internal: bool = False,
) -> Month:
    """What a month's update is composed of. Raises UsageError when there is no such team."""
    last = newest(store, settings, spoken, team, as_of, reviewed, internal)
    earlier = [reviewed(week, as_of) for week in spoken.weeks[:-1]]
    reviews = [*(_told(store, settings, review, team, as_of, internal) for review in earlier), last]
    names = () if internal else settings.org.confidential_names
    secret = frozenset() if internal else frozenset().union(*map(confidential.hidden, reviews))
    told = {row.key_result for review in reviews for row in review.key_results} - secret
    return month_facts.of(
        spoken,
        reviews,
        settings.limits,
        kpis=told_kpis(store, settings, reviews[-1], spoken),
        decisions=confidential.unnamed(_decisions(store, spoken, told, team, as_of), names),
        lessons=confidential.unnamed(_lessons(store, spoken, told, as_of), names),
    )


def _decisions(
    store: Store, spoken: Period, key_results: Collection[str], team: str | None, as_of: datetime
) -> tuple[Note, ...]:
    """What was decided about these key results and, for the department, in the meetings as such; of a retrospective
    without the topic, which stays with those who were there.
    """
    made = [each for each in journal.notes(store, spoken.weeks[0], spoken.last, as_of) if each.kind == "decision"]
    told = [each for each in made if each.key_result in key_results or (each.key_result is None and team is None)]
    said = [(each, retro_rules.read(each.text)) for each in told]
    return tuple(replace(each, text=read.text) if read else each for each, read in said)


def _lessons(
    store: Store, spoken: Period, key_results: Collection[str], as_of: datetime
) -> tuple[tuple[str, str], ...]:
    """What owners wrote in the period that they could have done differently."""
    notes = journal.retro_notes(store, sorted(key_results), as_of)
    first, last = calendar.sunday(spoken.since), calendar.sunday(spoken.last)
    return tuple(
        (note.key_result, note.could_have)
        for note in notes
        if note.could_have and note.recorded_at and first < note.recorded_at.date() <= last
    )
