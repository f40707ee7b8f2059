"""The week: its review, its updates, and who still owes one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from data.config import Settings
from data.errors import UsageError
from data.monday import frozen, kpis
from data.rules import board, calendar, wordings
from data.rules.board import Facts
from data.rules.calendar import Quarter
from data.rules.okr import Change, KeyResult, Milestone, Objective, Person, Update
from data.rules.review import KeyResultReview, Review
from data.rules.wordings import Version
from data.store import journal
from data.store.connection import Store


@dataclass(frozen=True, slots=True)
class Logged:
    """What was kept of an update.

    `newer` is a version that somebody recorded after the writer had opened theirs: both are kept.
    """

    update: Update
    is_late: bool
    newer: Update | None
    row: KeyResultReview

    def as_json(self) -> dict[str, Any]:
        update = {name: value for name, value in asdict(self.update).items() if value is not None}
        newer = {"author": self.newer.author, "recorded_at": _iso(self.newer.recorded_at)} if self.newer else None
        return {
            **update,
            "week": self.update.week.isoformat(),
            "recorded_at": _iso(self.update.recorded_at),
            "late": self.is_late,
            "newer": newer,
            "progress": self.row.progress,
            "expected_progress": self.row.expected_progress,
            "now_status": self.row.status,
            "implied_status": self.row.implied_status,
        }


@dataclass(frozen=True, slots=True)
class Owed:
    """One person's key results without an update for a week; `writer` is who writes: the owner, or their stand-in."""

    owner: Person
    writer: Person
    key_results: tuple[KeyResult, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Who has not written yet for a week."""

    week: date
    deadline: datetime
    owed: tuple[Owed, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "week": self.week.isoformat(),
            "deadline": _iso(self.deadline),
            "due": [
                {
                    "owner": owed.owner.email,
                    "name": owed.owner.name,
                    "writer": owed.writer.email,
                    "key_results": [{"key_result": kr.key_result, "title": kr.title} for kr in owed.key_results],
                }
                for owed in self.owed
            ],
        }


def week_under_review(store: Store, settings: Settings, now: datetime | None = None) -> date:
    """The newest week whose deadline has passed."""
    return calendar.week_under_review(now or store.now(), settings.org.deadline_moment)


def week_to_log(store: Store, settings: Settings, now: datetime | None = None) -> date:
    """The week an update is for unless it says another."""
    return calendar.week_to_log(now or store.now(), settings.org.sync_of)


def review(store: Store, settings: Settings, week: date | None = None, as_of: datetime | None = None) -> Review:
    """The review of a week, by default the newest whose deadline has passed, as it was known at `as_of`.

    A week that was closed by then is read as it was closed, whatever was written or set since. Raises UsageError when
    `week` is no Monday.
    """
    as_of = as_of or store.now()
    week = _monday(week) if week else week_under_review(store, settings, as_of)
    closing = journal.closing(store, week, as_of)
    if closing is None or not closing.closed:
        return board.review(facts(store, settings, week, as_of), settings.limits)
    if closing.review:
        return frozen.review(closing.review)
    as_closed = facts(store, settings, week, closing.recorded_at or as_of)  # imported without its review
    return replace(board.review(as_closed, settings.limits), closed=True)


def facts(store: Store, settings: Settings, week: date, as_of: datetime) -> Facts:
    """What was known of a week's quarter at a moment."""
    quarter = calendar.quarter_of(week, settings.org.fiscal_year_start_month)
    objectives = [each for each in journal.objectives(store, str(quarter), as_of) if each.is_in_force]
    key_results = journal.key_results(store, objectives, as_of)
    return _facts_of(store, quarter, week, as_of, objectives, key_results)


def _facts_of(
    store: Store,
    quarter: Quarter,
    week: date,
    as_of: datetime,
    objectives: Sequence[Objective],
    key_results: Sequence[KeyResult],
    only_kpis: Collection[str] | None = None,
) -> Facts:
    names = [key_result.key_result for key_result in key_results]
    first = min((calendar.monday(kr.start or quarter.start) for kr in key_results), default=week)
    return Facts(
        quarter=quarter,
        week=week,
        as_of=as_of,
        objectives=objectives,
        key_results=key_results,
        milestones=journal.milestones(store, names, as_of),
        plans=journal.plans(store, names, as_of),
        updates=journal.updates(store, names, first, week, as_of),
        changes=goalposts(store, objectives, key_results, as_of),
        gauges=kpis.gauges(store, first, calendar.sunday(week), as_of, only_kpis),
        people=journal.people(store, as_of),
        raised={item.key_result: item for item in journal.agenda(store, week, as_of) if item.key_result},
    )


def goalposts(
    store: Store, objectives: Sequence[Objective], key_results: Sequence[KeyResult], as_of: datetime
) -> list[Change]:
    """How the goalposts of these key results and objectives moved since the objectives were approved, oldest first."""
    names = [objective.objective for objective in objectives]
    chains = journal.objective_versions(store, names, as_of)
    since = {name: wordings.in_force_since(chain) for (name,), chain in chains.items()}
    objective_of = {key_result.key_result: key_result.objective for key_result in key_results}
    reworded = (each for each in journal.changes_of(journal.OBJECTIVES, chains) if each.field != "state")
    changes = sorted((*journal.key_result_changes(store, list(objective_of), as_of), *reworded), key=_moment)
    about = ((each, each.objective or objective_of[each.key_result or ""]) for each in changes)
    return [each for each, objective in about if (begun := since[objective]) and each.changed_at > begun]


def _moment(change: Change) -> datetime:
    return change.changed_at


def log(
    store: Store,
    settings: Settings,
    update: Update,
    seen_at: datetime | None = None,
    milestones: Sequence[Milestone] = (),
) -> Logged:
    """Keep an owner's update: a new version where the week has one already; with it the `milestones` that changed.

    `seen_at`: when the newest version the writer had before them was recorded, None when there was none. The author is
    the key result's owner unless given. Raises UsageError when the key result or the week is unknown or the update says
    nothing.
    """
    update = _without_blanks(update)
    _check(update, says_more=bool(milestones))
    key_result, objective = _known(store, update.key_result, store.now())
    if not objective.is_in_force:
        raise UsageError(f"“{key_result.title}” is still a draft: it owes no update before it is approved.")
    with store.writing() as writer:
        rows = writer.rows("updates/of_week", key_result=update.key_result, week=update.week, as_of=writer.moment)
        author = update.author or key_result.owner
        written = replace(update, author=author, recorded_at=writer.moment, revisions=len(rows) + 1)
        journal.record(writer, [written])
        journal.define(writer, journal.MILESTONES, [Version(each, writer.moment, author) for each in milestones])
    is_news = bool(rows) and (seen_at is None or rows[0]["recorded_at"] > seen_at)
    return Logged(
        update=written,
        is_late=writer.moment > settings.org.deadline_moment.in_week(update.week),
        newer=Update(**rows[0]) if is_news else None,
        row=standing(store, settings, update.key_result, update.week),
    )


def standing(
    store: Store, settings: Settings, key_result: str, week: date, as_of: datetime | None = None
) -> KeyResultReview:
    """One key result in one week, as the board shows it. Raises UsageError when there is no such key result."""
    return board.review(story_facts(store, settings, key_result, week, as_of), settings.limits).key_results[0]


def story_facts(store: Store, settings: Settings, key_result: str, week: date, as_of: datetime | None = None) -> Facts:
    """The facts of one key result alone. Raises UsageError when there is no such key result."""
    as_of = as_of or store.now()
    found, objective = _known(store, key_result, as_of)
    quarter = calendar.parse_quarter(objective.quarter, settings.org.fiscal_year_start_month)
    return _facts_of(store, quarter, week, as_of, [objective], [found], only_kpis={found.kpi or ""})


def due(store: Store, settings: Settings, week: date | None = None, as_of: datetime | None = None) -> Due:
    """Who owes an update for a week: an owner's key results without one, those on leave with their stand-in as the
    writer.
    """
    as_of = as_of or store.now()
    week = _monday(week) if week else week_to_log(store, settings, as_of)
    found = facts(store, settings, week, as_of)
    owed = _owed(found)
    return Due(week, settings.org.deadline_moment.in_week(week), owed)


def _owed(found: Facts) -> tuple[Owed, ...]:
    written = {update.key_result for update in found.updates if update.week == found.week}
    stated = {update.key_result: update.status for update in found.updates if update.status}  # the last week's stays
    cancelled = {name for name, status in stated.items() if status == "cancelled"}
    by_owner: dict[str, list[KeyResult]] = defaultdict(list)
    for key_result in found.key_results:
        is_over = key_result.dropped or key_result.key_result in cancelled
        if key_result.owner and not is_over and key_result.key_result not in written:
            by_owner[key_result.owner].append(key_result)
    return tuple(
        Owed(found.people[owner], _writer(found.people, owner), tuple(key_results))
        for owner, key_results in sorted(by_owner.items())
    )


def _writer(people: Mapping[str, Person], owner: str) -> Person:
    stand_in = people.get(people[owner].stand_in or "")
    return stand_in if stand_in and stand_in.active else people[owner]


def _known(store: Store, name: str, as_of: datetime) -> tuple[KeyResult, Objective]:
    key_result = journal.key_result(store, name, as_of)
    objective = journal.objective(store, key_result.objective, as_of) if key_result else None
    if key_result is None or key_result.withdrawn or objective is None:
        raise UsageError(f"There is no key result “{name}”. `okr review` lists them.")
    return key_result, objective


def _without_blanks(update: Update) -> Update:
    """Blank prose is unknown, as in a file."""
    prose = ("wins", "risks", "next_steps", "help", "link")
    return replace(update, **{name: None for name in prose if not (getattr(update, name) or "").strip()})


def _check(update: Update, says_more: bool) -> None:
    _monday(update.week)
    said = (update.value, update.confidence, update.status, update.wins, update.risks, update.next_steps, update.help)
    if not says_more and all(part is None for part in said):
        raise UsageError("The update says nothing yet. Give a value, a confidence or a sentence.")
    if update.confidence is not None and not 0 <= update.confidence <= 100:
        raise UsageError(f"Confidence is a percentage from 0 to 100, not {update.confidence:g}.")
    if update.value is not None and not math.isfinite(update.value):
        raise UsageError("The value is not a number.")
    if update.status == "silent":
        raise UsageError("Silent is what a week without an update is called. State another status, or none.")


def _monday(week: date) -> date:
    if week.weekday():
        raise UsageError(f"{week} is no Monday. The week it lies in is named {calendar.monday(week)}.")
    return week


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
