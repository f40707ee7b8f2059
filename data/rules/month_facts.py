"""What of a month is worth telling in its update: what was reached, what moved, what worries, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from data.rules import calendar, month, month_kpis, noise, progress, values
from data.rules.limits import Limits
from data.rules.meeting import Note
from data.rules.month import Period
from data.rules.month_kpis import KpiMonth
from data.rules.okr import SLOPE_KINDS, STATUSES, Status
from data.rules.review import KeyResultReview, MilestoneReview, Movement, Review, WeekCell, WeekUpdate
from data.rules.status import is_worse

# What an edit changed, the most telling first.
_GOALPOSTS = (
    "dropped",
    "withdrawn",
    "target",
    "low",
    "high",
    "title",
    "due",
    "kind",
    "baseline",
    "stretch",
    "commitment",
)
_NO_COURSE: frozenset[Status] = frozenset(("silent", "cancelled"))
_WORRYING: tuple[Status, ...] = ("off track", "at risk", "silent")


@dataclass(frozen=True, slots=True)
class Written:
    """What an owner wrote for one week of the period."""

    week: date
    update: WeekUpdate


@dataclass(frozen=True, slots=True)
class KeyResultMonth:
    """A key result at the end of the period; `was` is its last week before it, None when it began within.

    `status` and `before` are the last known ones, of the end and of `was`: a week without an update changes neither.
    `written` is newest first. `is_news`: whether its value moved beyond what is usual, or over the bounds of its band.
    """

    row: KeyResultReview
    was: WeekCell | None
    written: tuple[Written, ...]
    is_news: bool
    status: Status
    before: Status | None

    @property
    def is_newly_done(self) -> bool:
        return self.status == "done" and self.before != "done"

    @property
    def has_turned(self) -> bool:
        """Whether it has another status than before; to be silent or cancelled is none of its own."""
        return self.before is not None and self.before != self.status and not _NO_COURSE & {self.before, self.status}

    @property
    def got_worse(self) -> bool:
        return is_worse(self.status, self.before)

    @property
    def is_ahead(self) -> bool:
        """Whether it is where the numbers expect it, whatever its owner fears: in its band, or not behind its pace."""
        row = self.row
        if (bounds := values.bounds(row)) != (None, None):
            return row.value is not None and progress.in_band(row.value, *bounds)
        return row.progress is not None and row.expected_progress is not None and row.progress >= row.expected_progress

    @property
    def step(self) -> float | None:
        """How far progress moved in the period, 0..1; one that began within moved from nothing.

        Of what is to stay in a band, progress counts good weeks: None, since nothing goes from here to there.
        """
        if not _has_way(self.row):
            return None
        begun = self.was.progress if self.was else 0.0
        return None if begun is None or self.row.progress is None else self.row.progress - begun

    @property
    def crossed(self) -> bool:
        """Whether it left the band that it is to stay in, or came back into it."""
        low, high = values.bounds(self.row)
        if (low, high) == (None, None) or self.was is None or self.was.value is None or self.row.value is None:
            return False
        return progress.in_band(self.was.value, low, high) != progress.in_band(self.row.value, low, high)

    @property
    def best_win(self) -> Written | None:
        """What was written of the week that brought the key result furthest; the newest of equals."""
        steps = {after.week: _step(before, after) for before, after in pairwise(self.row.strip)}
        done = {calendar.monday(each.done_on) for each in self.row.milestones if each.done_on}
        told = [each for each in self.written if each.update.wins]
        return max(told, key=lambda each: (each.week in done, steps.get(each.week, 0.0), each.week), default=None)

    def said(self, name: str) -> Written | None:
        """The newest week with a text under a heading of the update: "wins", "risks", "next_steps", "help"."""
        return next((each for each in self.written if getattr(each.update, name)), None)


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's update is composed of; `review` is that of its last week."""

    period: Period
    review: Review
    key_results: tuple[KeyResultMonth, ...]
    kpis: tuple[KpiMonth, ...]
    edits: tuple[Movement, ...]
    decisions: tuple[Note, ...]
    lessons: tuple[tuple[str, str], ...]

    @property
    def done(self) -> list[KeyResultMonth]:
        return [each for each in self.key_results if each.is_newly_done]

    @property
    def finished(self) -> list[tuple[KeyResultMonth, list[MilestoneReview]]]:
        """The milestones done in the period, of each key result that is not done as a whole."""
        since = calendar.sunday(self.period.since)
        found = [
            (each, [step for step in _done(each.row) if step.done_on and step.done_on > since])
            for each in self.key_results
            if not each.is_newly_done
        ]
        return [(each, done) for each, done in found if done]

    @property
    def movers(self) -> list[KeyResultMonth]:
        """Those whose value moved beyond the usual, the longest way first."""
        return sorted((each for each in self.key_results if each.is_news), key=lambda each: -abs(each.step or 0.0))

    @property
    def worries(self) -> list[KeyResultMonth]:
        """Off track and at risk, and those of which nothing is known; of each those behind their pace first, then those
        new there.
        """
        found = [each for each in self.key_results if each.status in _WORRYING]
        return sorted(found, key=lambda each: (_WORRYING.index(each.status), each.is_ahead, not each.got_worse))

    @property
    def silent(self) -> list[KeyResultMonth]:
        """Those without an update for the last week."""
        return [each for each in self.key_results if each.row.status == "silent"]

    @property
    def coming(self) -> list[tuple[KeyResultMonth, MilestoneReview]]:
        """The milestones to be done before the next update is due, and those overdue; the earliest first."""
        until = month.due_on(month.after(self.period.month))
        found = [
            (each, milestone)
            for each in self.key_results
            if each.row.status != "cancelled"
            for milestone in each.row.milestones
            if milestone.done_on is None and milestone.due and milestone.due <= until
        ]
        return sorted(found, key=lambda pair: pair[1].due or until)


def of(
    period: Period,
    reviews: Sequence[Review],
    limits: Limits,
    *,
    kpis: Sequence[KpiMonth] = (),
    decisions: Sequence[Note] = (),
    lessons: Sequence[tuple[str, str]] = (),
) -> Month:
    """The month out of the reviews of its weeks, oldest first.

    `lessons` are pairs of a key result and what was learned.
    """
    rows = {row.key_result: row for review in reviews for row in review.key_results}
    return Month(
        period=period,
        review=reviews[-1],
        key_results=tuple(_of(row, period, reviews, limits) for row in rows.values()),
        kpis=tuple(kpis),
        edits=tuple(edit for review in reviews for edit in _edits(review)),
        decisions=tuple(decisions),
        lessons=tuple(lessons),
    )


def of_team(review: Review, team: str | None, kpis: Iterable[str]) -> Review:
    """A review with only a team's key results and KPIs (by name, and those that they read), counted anew; whole without
    a team.
    """
    if team is None:
        return review
    rows = tuple(row for row in review.key_results if row.team == team)
    names, its_kpis = {row.key_result for row in rows}, frozenset(kpis) | {row.kpi for row in rows if row.kpi}
    return replace(
        review,
        key_results=rows,
        counts={name: sum(row.status == name for row in rows) for name in STATUSES},
        previous_counts={name: sum(row.previous_status == name for row in rows) for name in STATUSES},
        objectives=tuple(each for each in review.objectives if each.objective in {row.objective for row in rows}),
        kpis=tuple(kpi for kpi in review.kpis if kpi.kpi in its_kpis),
        changes=tuple(each for each in review.changes if each.key_result in names or each.kpi in its_kpis),
    )


def _of(row: KeyResultReview, period: Period, reviews: Sequence[Review], limits: Limits) -> KeyResultMonth:
    written = [
        Written(review.week, found.update)
        for review in reversed(reviews)
        for found in review.key_results
        if found.key_result == row.key_result and found.update
    ]
    earlier = [cell for cell in row.strip if cell.week <= period.since]
    told = KeyResultMonth(
        row,
        earlier[-1] if earlier else None,
        tuple(written),
        is_news=False,
        status=known_status(row.status, row.strip),
        before=known_status(earlier[-1].status, earlier) if earlier else None,
    )
    usual = noise.usual_change([cell.progress for cell in row.strip], limits)
    is_step = _is_step(told, limits) and month_kpis.is_beyond(told.step, usual, len(period.weeks), limits)
    return replace(told, is_news=is_step or told.crossed)


def known_status(newest: Status, cells: Sequence[WeekCell]) -> Status:
    """The newest status that is known of weeks, oldest first: where the last ones are silent, the one before them."""
    if newest != "silent":
        return newest
    known: list[Status] = [cell.status for cell in cells if cell.status != "silent"]
    return known[-1] if known else "silent"


def _edits(review: Review) -> Iterable[Movement]:
    """The most telling change of each key result's goalposts in a week."""
    edits = [each for each in review.changes if each.what in _GOALPOSTS and each.key_result]
    told = {edit.key_result: edit for edit in sorted(edits, key=lambda edit: -_GOALPOSTS.index(edit.what))}
    return [edit for edit in edits if told[edit.key_result] is edit]


def _step(before: WeekCell, after: WeekCell) -> float:
    """How far the value of a week went; 0 while unknown."""
    return (after.progress or 0.0) - (before.progress or 0.0) if after.progress is not None else 0.0


def _is_step(told: KeyResultMonth, limits: Limits) -> bool:
    return abs(told.step or 0.0) >= limits.movement


def _done(row: KeyResultReview) -> list[MilestoneReview]:
    """The milestones in the order in which they were done."""
    return sorted((step for step in row.milestones if step.done_on), key=lambda step: step.done_on or row.due)


def _has_way(row: KeyResultReview) -> bool:
    """Whether it goes from a beginning to an end."""
    return row.kind in (*SLOPE_KINDS, "milestones", "done")
