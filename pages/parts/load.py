"""What pages read, cached: the one cache, keyed by the store's revision and the minute, so that every write and every
minute is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from data import audit, doctor, mapping, running
from data.audit import Trail
from data.config import Settings
from data.doctor import Examination
from data.exports.mails import reminder
from data.exports.mails.mail import Page
from data.jobs import State, states
from data.mapping import Delivered
from data.monday import health, history, kpis, readings, upcoming, weekly
from data.monday import meeting as meetings
from data.monday.health import Trouble
from data.monday.history import PastMeeting, PastQuarter
from data.monday.meeting import Meeting
from data.monday.readings import Seen
from data.monday.upcoming import Upcoming
from data.pulls import tracker as trackers
from data.pulls.answers import latest as latest_answers
from data.pulls.pulling import Source
from data.pulls.tracker import Board, Tracker
from data.quarter import carrying, drafts, publishing, scorecards
from data.quarter import planning as plannings
from data.quarter import retro as retros
from data.quarter import roundtable as roundtables
from data.quarter.calibrations import of as calibrations_of
from data.quarter.carrying import Offers
from data.quarter.drafts import QuarterDraft
from data.quarter.planning import Now, Planning
from data.quarter.retro import Retro
from data.quarter.scorecards import Kickoff
from data.rules import board, calendar
from data.rules.board import Facts
from data.rules.calendar import Quarter
from data.rules.calibration import Calibration
from data.rules.course import Story
from data.rules.gauges import Gauge
from data.rules.handbook import Handbook
from data.rules.meeting import Action, Minutes, Note, Send
from data.rules.monthly import MonthlyUpdate
from data.rules.okr import Grade, KeyResult, Kpi, Person, Update
from data.rules.quarterly import RetroNote
from data.rules.reminding import Reminder
from data.rules.retro import Roundtable
from data.rules.review import KeyResultReview, Review
from data.rules.scorecard import Scorecard
from data.rules.tracking import Tracked
from data.store import journal
from data.store.connection import Row, Store
from data.telling import alerts as alerting
from data.telling import letters, overtaken, sends
from data.telling import monthly as monthlies
from data.telling.alerts import Alert
from data.telling.overtaken import Changes
from data.telling.reminders import Plan
from data.telling.reminders import plans as plans_of_reminders
from data.telling.sends import Draft
from pages.parts.answers import Answers

Answer = TypeVar("Answer")

_ANSWERS = Answers(most=256)


def settings() -> Settings:
    return running.settings()


def store() -> Store:
    return running.store()


def as_of() -> datetime | None:
    """The moment of the past that is being looked at, None for now. A moment that cannot be read is none."""
    text = st.query_params.get("as_of")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def now() -> datetime:
    """The moment that the page shows: the one looked at, else the store's clock."""
    return as_of() or store().now()


def week_under_review() -> date:
    """The newest week whose deadline has passed."""
    return weekly.week_under_review(store(), settings(), now())


def week_to_log() -> date:
    """The week an update is for unless it says another."""
    return weekly.week_to_log(store(), settings(), now())


def review(week: date | None = None) -> Review:
    """The review of a week, by default the one under review."""
    chosen = week or week_under_review()
    return _cached(lambda moment: weekly.review(store(), settings(), chosen, moment), "review", chosen)


def meeting(week: date) -> Meeting:
    """The meeting that reviews a week."""
    return _cached(lambda moment: meetings.of(store(), settings(), week, moment), "meeting", week)


def stories(of: Review) -> dict[str, Story]:
    """The facts of every key result of a review, as the review knew them."""

    def ask(_: datetime) -> dict[str, Story]:
        known = weekly.facts(store(), settings(), of.week, of.as_of)
        return {story.key_result.key_result: story for story in board.stories(known)}

    return _cached(ask, "stories", of.week, of.as_of)


def quarter(week: date) -> Quarter:
    return calendar.quarter_of(week, settings().org.fiscal_year_start_month)


def quarters() -> list[str]:
    """The quarters that have objectives in force, as labels, oldest first."""
    return _cached(lambda moment: journal.quarters(store(), moment), "quarters")


def written_quarters() -> list[str]:
    """The quarters that have objectives, drafts among them, as labels, oldest first."""
    return _cached(lambda moment: journal.written_quarters(store(), moment), "written_quarters")


def coming(after: date) -> Quarter | None:
    """The next quarter in force that is reviewed from a week after this one."""
    start = settings().org.fiscal_year_start_month
    known = (calendar.parse_quarter(label, start) for label in quarters())
    return min((each for each in known if each.review_weeks[0] > after), default=None)


def quarter_draft(label: str) -> QuarterDraft:
    """A quarter's objectives in whatever state they are, with what they lack and what was said about them."""
    return _cached(lambda moment: drafts.state_of(store(), settings(), label, moment), "quarter_draft", label)


def offers(label: str) -> Offers:
    """What could be carried over into a quarter from the one before."""
    return _cached(lambda _: carrying.offers(store(), settings(), label), "offers", label)


def past_quarter(of: Quarter) -> PastQuarter:
    """The weeks of a quarter, closed and open."""
    return _cached(
        lambda moment: history.of_quarter(store(), settings(), of, moment, _closed_boards(of)), "past_quarter", str(of)
    )


def _closed_boards(of: Quarter) -> dict[date, Review]:
    """What was closed stays as it is from minute to minute."""
    key = ("closed_boards", store().opened, store().revision, as_of(), str(of))
    return _ANSWERS.of(key, lambda: history.closed_boards(store(), settings(), of, now()))


def past_meeting(week: date) -> PastMeeting:
    """The meeting of a week as it ended, and what came in after it was closed."""
    return _cached(lambda moment: history.meeting_of(store(), week, moment), "past_meeting", week)


def next_sync() -> Upcoming:
    """The sync that is under way, else the next one."""
    return _cached(lambda moment: upcoming.sync(store(), settings(), moment), "next_sync")


def planning(of: Quarter | None = None) -> Planning:
    """The planning steps of a quarter, by default of the one that this week plans in."""
    return _cached(lambda moment: plannings.of(store(), settings(), of, moment), "planning", str(of))


def planning_now() -> Now:
    """This week's planning steps that are not done, and those overdue."""
    return _cached(lambda moment: plannings.now(store(), settings(), moment), "planning_now")


def quarter_due() -> Quarter:
    """The quarter that is looked back on now: the running one from its week 12 on, before that the last one."""
    return _cached(lambda moment: scorecards.due(store(), settings(), moment), "quarter_due")


def scorecard(label: str | None) -> Scorecard:
    """A quarter's scorecard, by default that of the quarter that is due. Raises UsageError."""
    return _cached(lambda moment: scorecards.of(store(), settings(), label, moment), "scorecard", label)


def verdict(key_result: str) -> tuple[Grade | None, RetroNote | None]:
    """The grade that a key result was given, and its owner's retrospective note."""

    def ask(moment: datetime) -> tuple[Grade | None, RetroNote | None]:
        grades = journal.grades(store(), [key_result], [], moment)
        notes = journal.retro_notes(store(), [key_result], moment)
        return next(iter(grades), None), next(iter(notes), None)

    return _cached(ask, "verdict", key_result)


def kickoff(label: str) -> Kickoff:
    """How a quarter went, beside the OKRs of the one after it."""
    return _cached(lambda moment: scorecards.kickoff(store(), settings(), label, moment), "kickoff", label)


def calibrations(viewer: str | None) -> tuple[Calibration, ...]:
    """How well confidence predicted outcomes, as far as this viewer may see it."""
    return _cached(lambda moment: calibrations_of(store(), settings(), viewer, moment), "calibrations", viewer)


def minutes(week: date) -> Minutes:
    """The list of a week's meeting, what was said in it, and the actions that are open."""
    return _cached(lambda moment: meetings.minutes_of(store(), week, moment), "minutes", week)


def decisions(first: date, last: date) -> list[Note]:
    """What was decided about the weeks from `first` to `last`, in that order."""

    def ask(moment: datetime) -> list[Note]:
        return [note for note in journal.notes(store(), first, last, moment) if note.kind == "decision"]

    return _cached(ask, "decisions", first, last)


def actions(since: date) -> list[Action]:
    """Open actions, the earliest due first, then those done since a day."""
    return _cached(lambda moment: journal.actions(store(), since, moment), "actions", since)


def newest_closed_week() -> date | None:
    return _cached(lambda moment: next((each.week for each in journal.closed_weeks(store(), moment)), None), "closed")


def summary(week: date) -> Draft:
    """The summary of a week as it would be sent, and whether it was."""
    return _cached(lambda moment: sends.draft(store(), settings(), "summary", week, moment), "summary", week)


def monthly(month: date, team: str | None) -> monthlies.Draft:
    """The update of a month, of a team or of the department, as it would arrive."""
    draft = partial(monthlies.draft, store(), settings(), month, team, reviewed=_reviewed)
    return _cached(lambda moment: draft(moment), "monthly", month, team)


def _reviewed(week: date, moment: datetime) -> Review:
    """The review of a week; what was closed stays as it is from minute to minute."""
    closing = journal.closing(store(), week, moment)
    if closing is None or not closing.closed:
        return weekly.review(store(), settings(), week, moment)
    key = ("closed_week", store().opened, store().revision, week, closing.recorded_at)
    return _ANSWERS.of(key, lambda: weekly.review(store(), settings(), week, moment))


def monthly_changes(draft: monthlies.Draft) -> Changes | None:
    """What of an edited update the facts have overtaken."""
    compare = partial(overtaken.changes, store(), settings(), draft, reviewed=_reviewed)
    return _cached(compare, "monthly_changes", draft.month, draft.team)


def monthly_teams(month: date) -> list[str]:
    """The teams that may send an update of a month."""
    teams = partial(monthlies.teams, store(), settings(), month, reviewed=_reviewed)
    return _cached(lambda moment: teams(moment), "monthly_teams", month)


def monthly_past() -> list[MonthlyUpdate]:
    """The monthly updates that went out, newest first."""
    return _cached(lambda moment: monthlies.past(store(), as_of=moment), "monthly_past")


def monthly_due() -> monthlies.Due | None:
    """The department's monthly update, while it is to be sent."""
    return _cached(lambda moment: monthlies.due(store(), settings(), moment), "monthly_due")


def published(label: str) -> Handbook:
    """What is published of a quarter, as it is told outside. Raises NothingPublished."""
    return _cached(lambda moment: publishing.of(store(), settings(), label, moment), "published", label)


def announcement(of: Quarter) -> Draft:
    """The announcement of a quarter's published OKRs as it would go, and whether it went. Raises NothingPublished."""
    week = of.review_weeks[0]
    return _cached(lambda moment: sends.draft(store(), settings(), "okrs", week, moment), "announcement", week)


def retro(of: Quarter, which: int) -> Retro:
    """One of a quarter's two retrospectives."""
    return _cached(lambda moment: retros.of(store(), settings(), str(of), which, moment), "retro", str(of), which)


def roundtable(of: Quarter, which: int) -> Roundtable:
    """The topics of one of a quarter's two retrospectives."""
    return _cached(
        lambda moment: roundtables.of(store(), settings(), str(of), which, moment), "roundtable", str(of), which
    )


def kpis_by_id() -> dict[str, Kpi]:
    """Every KPI there is."""
    return _cached(lambda moment: {each.kpi: each for each in journal.kpis(store(), moment)}, "kpis")


def people() -> dict[str, Person]:
    """Everybody by e-mail address."""
    return _cached(lambda moment: journal.people(store(), moment), "people")


def names_on_github() -> dict[str, str]:
    """The names of people by their login on GitHub, in lower case."""
    return {who.github.casefold(): who.name for who in people().values() if who.github}


def key_results(of: Quarter) -> dict[str, KeyResult]:
    """The key results of a quarter by id, as they are worded now."""

    def ask(moment: datetime) -> dict[str, KeyResult]:
        objectives = [each for each in journal.objectives(store(), str(of), moment) if each.is_in_force]
        found = journal.key_results(store(), objectives, moment)
        return {key_result.key_result: key_result for key_result in found}

    return _cached(ask, "key_results", str(of))


def written(week: date) -> frozenset[str]:
    """The ids of the key results of the week's quarter that have an update for the week."""

    def ask(moment: datetime) -> frozenset[str]:
        found = journal.updates(store(), list(key_results(quarter(week))), week, week, moment)
        return frozenset(update.key_result for update in found)

    return _cached(ask, "written", week)


def due(week: date) -> frozenset[str]:
    """The ids of the key results that owe an update for a week."""

    def ask(moment: datetime) -> frozenset[str]:
        owed = weekly.due(store(), settings(), week, moment).owed
        return frozenset(key_result.key_result for each in owed for key_result in each.key_results)

    return _cached(ask, "due", week)


def facts(week: date) -> Facts:
    """What is known of a week's quarter up to that week."""
    return _cached(lambda moment: weekly.facts(store(), settings(), week, moment), "facts", week)


def story(key_result: str, week: date) -> Facts:
    """The facts of one key result up to a week. Raises UsageError when there is no such key result."""
    return _cached(
        lambda moment: weekly.story_facts(store(), settings(), key_result, week, moment), "story", key_result, week
    )


def versions(key_result: str) -> list[Update]:
    """Every version of every update of a key result, newest week first and in it the newest version."""
    return _cached(lambda moment: journal.update_versions(store(), key_result, moment), "versions", key_result)


def gauges(first: date, last: date) -> dict[str, Gauge]:
    """Every KPI by id with its readings."""
    return _cached(lambda moment: kpis.gauges(store(), first, last, moment), "gauges", first, last)


def captures(kpi: str) -> tuple[Seen, ...]:
    """One KPI's whole series, oldest first, with every capture of each date."""
    return _cached(lambda moment: readings.whole(store(), kpi, moment), "captures", kpi)


def tiles(source: str = "looker") -> list[Row]:
    """What each tile of a source that the settings name answered last, and when it last answered well."""

    def ask(moment: datetime) -> list[Row]:
        return [row for row in latest_answers(store(), settings(), moment) if row["source"] == source]

    return _cached(ask, "tiles", source)


def series() -> list[Delivered]:
    """Every series that the sources delivered, with the KPI it is."""
    return _cached(lambda moment: mapping.series(store(), moment), "series")


def standing(key_result: str) -> KeyResultReview:
    """Where a key result stands in the week that is logged now. Raises UsageError when there is no such key result."""
    week = week_to_log()
    return _cached(
        lambda moment: weekly.standing(store(), settings(), key_result, week, moment), "standing", key_result, week
    )


def troubles(source: Source | None = None) -> tuple[Trouble, ...]:
    """The sources that are not well, or what is not well with one."""
    found: tuple[Trouble, ...] = _cached(lambda moment: health.troubles(store(), settings(), moment), "troubles")
    return tuple(each for each in found if source in (None, each.source))


def tracker(week: date, *, since: date | None = None, until: datetime | None = None, whole: bool = False) -> Tracker:
    """The tracker as a week shows it, at the moment that is looked at or `until`. It moves with the store and the day,
    not with the minute.
    """
    moment = until or as_of()
    key = ("tracker", store().opened, store().revision, moment, now().date(), week, since, whole)

    def ask() -> Tracker:
        known = partial(_tracker_board, moment=moment, whole=whole)
        return trackers.of(store(), settings(), week, moment, since=since, whole=whole, known=known)

    return _ANSWERS.of(key, ask)


def _tracker_board(since: datetime, *, moment: datetime | None, whole: bool) -> Board:
    """What was read of the tracker stays as it is whatever else is written."""
    key = ("board", store().opened, journal.items_learned_at(store()), moment, now().date(), since, whole)
    return _ANSWERS.of(key, lambda: trackers.board(store(), since, moment or store().now(), whole))


def serving(key_result: KeyResult) -> tuple[Tracked, ...]:
    """The tracker's items that serve a key result, closed ones too."""
    return _cached(
        lambda moment: trackers.serving(store(), settings(), key_result, moment),
        "serving", key_result.key_result, key_result.title,
    )  # fmt: skip


def tracker_pages() -> list[Row]:
    """What the newest reading of the tracker's board answered: a row per page, and last that of the board."""
    return _cached(lambda moment: trackers.pages(store(), settings(), moment), "tracker_pages")


def tracked_titles() -> dict[str, str]:
    """The titles of the key results that work items may serve, by id: this quarter's first."""
    of = quarter(week_to_log())
    return {name: each.title for near in (of, of.next, of.previous) for name, each in key_results(near).items()}


def is_empty() -> bool:
    """Whether there is no objective yet, not even a draft."""
    return not written_quarters()


def trail(before: datetime | None, kind: audit.Kind | None, by: str | None) -> Trail:
    """The audit trail, newest first: of one kind or all, of one person or everybody."""

    def ask(moment: datetime) -> Trail:
        return audit.trail(store(), moment, before=before, kinds=(kind,) if kind else (), by=by)

    return _cached(ask, "trail", before, kind, by)


def examination() -> Examination:
    return _cached(lambda _: doctor.examine(store(), settings()), "examination")


def jobs() -> tuple[State, ...]:
    """What the server does by itself: when, how it went last, and when it is next."""
    return _cached(lambda moment: states(store(), settings(), moment), "jobs")


def reminders() -> tuple[Plan, ...]:
    """Who gets which reminder of the week to log, and who got one; of the next week too where that is what comes."""
    return _cached(lambda moment: plans_of_reminders(store(), settings(), moment), "reminders")


def reminder_mail(told: Reminder) -> Page:
    """A reminder as it arrives by mail."""
    choices = told.stage, told.week, told.to.email
    return _cached(lambda _: reminder.page_of(told, letters.occasion(settings(), told.week)), "reminder_mail", *choices)


def alerts() -> tuple[list[Alert], list[Send]]:
    """Which KPIs moved beyond their usual noise and are not told yet, and what was told of this week and the last."""

    def ask(moment: datetime) -> tuple[list[Alert], list[Send]]:
        return alerting.news(store(), settings(), moment), alerting.told_lately(store(), moment)

    return _cached(ask, "alerts")


def sample_today() -> datetime | None:
    """The day at which the sample stands still, None in an org's own store."""
    return _cached(lambda _: journal.sample_today(store()), "sample_today")


def has_anything() -> bool:
    """Whether this store ever learned anything."""
    return _cached(lambda _: not journal.is_empty(store()), "has_anything")


def _cached(ask: Callable[[datetime], Answer], question: str, *choices: Any) -> Answer:
    """The answer at the moment shown; now is taken to the minute, so that what was computed serves everybody for that
    long.
    """
    moment = as_of()
    minute = None if moment else store().now().replace(second=0, microsecond=0)
    key = (question, store().opened, store().revision, moment, minute, *choices)
    return _ANSWERS.of(key, lambda: ask(moment or store().now()))
