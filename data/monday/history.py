"""Looking back: the weeks of a quarter, what each was closed as, and what came in after it had been closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from data.config import Settings
from data.monday import frozen, meeting, weekly
from data.rules import calendar
from data.rules.calendar import Quarter
from data.rules.meeting import Closing, Minutes
from data.rules.okr import STATUSES, Person, Update
from data.rules.review import KeyResultReview, Review, WeekCell
from data.store import journal
from data.store.connection import Store

WeekState = Literal["closed", "open", "running", "to come"]


@dataclass(frozen=True, slots=True)
class PastWeek:
    """One week of a quarter: its cells by key result, as it was closed, else as they stand; empty while to come.

    `has_sync`: whether its meeting takes place.
    """

    week: date
    number: int
    state: WeekState
    has_sync: bool
    closing: Closing | None
    cells: Mapping[str, WeekCell]

    @property
    def counts(self) -> dict[str, int]:
        """How many key results have each status."""
        counted = Counter(cell.status for cell in self.cells.values())
        return {status: counted[status] for status in STATUSES}


@dataclass(frozen=True, slots=True)
class PastQuarter:
    """A quarter's weeks, and the review of the newest one that has begun: None before the quarter has.

    `gone`: key results of closed weeks that are not in that review, as they last were.
    """

    quarter: Quarter
    review: Review | None
    weeks: tuple[PastWeek, ...]
    gone: tuple[KeyResultReview, ...]

    def week(self, monday: date) -> PastWeek:
        return next(week for week in self.weeks if week.week == monday)

    @property
    def begun(self) -> tuple[PastWeek, ...]:
        return tuple(week for week in self.weeks if week.state != "to come")

    @property
    def newest(self) -> PastWeek | None:
        """The newest closed week, else the newest that is over, else the one that runs."""
        for state in ("closed", "open", "running"):
            found = [week for week in self.weeks if week.state == state]
            if found:
                return found[-1]
        return None


@dataclass(frozen=True, slots=True)
class PastMeeting:
    """The meeting of a week: its minutes, which stay open, and how it was closed.

    `late` updates were written after the closing: the board that was closed knows nothing of them. `people` are those
    of that moment, so that names stay what they were.
    """

    closing: Closing | None
    minutes: Minutes
    people: Mapping[str, Person]
    late: tuple[Update, ...]


def closed_boards(store: Store, settings: Settings, quarter: Quarter, as_of: datetime) -> dict[date, Review]:
    """The boards of a quarter's closed weeks by Monday: read where they were kept, judged where they were imported."""
    mondays = quarter.review_weeks
    return {
        closing.week: frozen.review(closing.review)
        if closing.review
        else weekly.review(store, settings, closing.week, as_of)
        for closing in journal.closings(store, mondays[0], mondays[-1], as_of)
    }


def of_quarter(
    store: Store,
    settings: Settings,
    quarter: Quarter,
    as_of: datetime | None = None,
    boards: Mapping[date, Review] | None = None,
) -> PastQuarter:
    """The weeks of a quarter as they are known at a moment; `boards`: those of its closed weeks, None to read them."""
    as_of = as_of or store.now()
    boards = closed_boards(store, settings, quarter, as_of) if boards is None else boards
    mondays = quarter.review_weeks
    newest = min(mondays[-1], calendar.monday(as_of.date()))
    review = weekly.review(store, settings, newest, as_of) if newest >= mondays[0] else None
    closings = {closing.week: closing for closing in journal.closings(store, mondays[0], mondays[-1], as_of)}
    weeks = tuple(
        PastWeek(
            week=week,
            number=quarter.week_number(week),
            state=_state(week, closings.get(week), settings, as_of),
            has_sync=week not in settings.org.weeks_without_sync,
            closing=closings.get(week),
            cells=_cells(week, boards.get(week, review)),
        )
        for week in mondays
    )
    return PastQuarter(quarter, review, weeks, _gone(review, boards))


def meeting_of(store: Store, week: date, as_of: datetime | None = None) -> PastMeeting:
    """What was said, decided and promised in the meeting of a week."""
    as_of = as_of or store.now()
    newest = journal.closing(store, week, as_of)
    closing = newest if newest and newest.closed else None
    ended_at = (closing and closing.recorded_at) or as_of
    return PastMeeting(
        closing=closing,
        minutes=_own(meeting.minutes_of(store, week, as_of), week),
        people=journal.people(store, ended_at),
        late=tuple(journal.updates_after(store, week, ended_at, as_of)) if closing else (),
    )


def _own(minutes: Minutes, week: date) -> Minutes:
    """Without the actions that were promised in other weeks."""
    return Minutes(minutes.items, minutes.notes, tuple(action for action in minutes.actions if action.week == week))


def _state(week: date, closing: Closing | None, settings: Settings, as_of: datetime) -> WeekState:
    if closing:
        return "closed"
    if week > as_of.date():
        return "to come"
    return "running" if as_of < settings.org.deadline_moment.in_week(week) else "open"


def _cells(week: date, review: Review | None) -> dict[str, WeekCell]:
    rows = review.key_results if review else ()
    return {row.key_result: cell for row in rows for cell in row.strip if cell.week == week}


def _gone(review: Review | None, boards: Mapping[date, Review]) -> tuple[KeyResultReview, ...]:
    known = {row.key_result for row in review.key_results} if review else set()
    found = {row.key_result: row for board in boards.values() for row in board.key_results}
    return tuple(row for name, row in found.items() if name not in known)
