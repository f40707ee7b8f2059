"""What of a month is worth telling in its update: what was reached, what moved, what worries, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import sqrt

from data.rules import calendar, month, noise, status
from data.rules.limits import Limits
from data.rules.meeting import Note
from data.rules.month import Period
from data.rules.okr import STATUSES, Status
from data.rules.review import KeyResultReview, KpiReview, MilestoneReview, Movement, Review, WeekCell, WeekUpdate

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
_WORRYING: tuple[Status, ...] = ("off track", "at risk", "silent")


@dataclass(frozen=True, slots=True)
class Written:
    """What an owner wrote for one week of the period."""

    week: date
    update: WeekUpdate


@dataclass(frozen=True, slots=True)
class KeyResultMonth:
    """A key result at the end of the period; `was` is its last week before it, None when it began within.

    `written` is newest first. `is_news`: whether its value moved beyond what is usual.
    """

    row: KeyResultReview
    was: WeekCell | None
    written: tuple[Written, ...]
    is_news: bool

    @property
    def is_newly_done(self) -> bool:
        return self.row.status == "done" and (self.was is None or self.was.status != "done")

    @property
    def has_flipped(self) -> bool:
        return self.was is not None and self.was.status != self.row.status

    @property
    def got_worse(self) -> bool:
        return self.was is not None and status.is_worse(self.row.status, self.was.status)

    @property
    def step(self) -> float | None:
        """How far progress moved in the period, 0..1; one that began within moved from nothing."""
        begun = self.was.progress if self.was else 0.0
        return None if begun is None or self.row.progress is None else self.row.progress - begun

    @property
    def best_win(self) -> str | None:
        """What the owner wrote of the week that brought the key result furthest; the newest of equals."""
        steps = {after.week: _step(before, after) for before, after in pairwise(self.row.strip)}
        done = {calendar.monday(each.done_on) for each in self.row.milestones if each.done_on}
        told = [each for each in self.written if each.update.wins]
        best = max(told, key=lambda each: (each.week in done, steps.get(each.week, 0.0), each.week), default=None)
        return best.update.wins if best else None

    def said(self, name: str) -> str | None:
        """The newest text under a heading of the update: "wins", "risks", "next_steps", "help"."""
        return next((text for each in self.written if (text := getattr(each.update, name))), None)


@dataclass(frozen=True, slots=True)
class KpiMonth:
    """A KPI that moved beyond its noise: `was` is its value before the period."""

    kpi: KpiReview
    was: float
    good: bool | None


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's update is composed of; `review` is that of its last week, `was` that of the week before it."""

    period: Period
    review: Review
    was: Review | None
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
            (each, [step for step in each.row.milestones if step.done_on and step.done_on > since])
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
        """Off track, at risk, silent; of each those that got there in the period first."""
        found = [each for each in self.key_results if each.row.status in _WORRYING]
        return sorted(found, key=lambda each: (_WORRYING.index(each.row.status), not each.got_worse))

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
    was: Review | None,
    limits: Limits,
    *,
    decisions: Sequence[Note] = (),
    lessons: Sequence[tuple[str, str]] = (),
) -> Month:
    """The month out of the reviews of its weeks, oldest first. `was` is the review of the week before them.

    `lessons` are pairs of a key result and what was learned.
    """
    rows = {row.key_result: row for review in reviews for row in review.key_results}
    return Month(
        period=period,
        review=reviews[-1],
        was=was if was and was.quarter == reviews[-1].quarter else None,
        key_results=tuple(_of(row, period, reviews, limits) for row in rows.values()),
        kpis=tuple(_kpis(reviews[-1], was, len(period.weeks), limits)),
        edits=tuple(edit for review in reviews for edit in _edits(review)),
        decisions=tuple(decisions),
        lessons=tuple(lessons),
    )


def of_team(review: Review, team: str | None, kpis: Iterable[str]) -> Review:
    """A review with only a team's key results and KPIs (by name), counted anew; whole without a team."""
    if team is None:
        return review
    rows = tuple(row for row in review.key_results if row.team == team)
    names, its_kpis = {row.key_result for row in rows}, frozenset(kpis)
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
    told = KeyResultMonth(row, earlier[-1] if earlier else None, tuple(written), is_news=False)
    usual = noise.usual_change([cell.progress for cell in row.strip], limits)
    return replace(told, is_news=_is_beyond(told.step, usual, len(period.weeks), limits) and _is_step(told, limits))


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


def _is_beyond(change: float | None, usual: float | None, weeks: int, limits: Limits) -> bool:
    """Whether a change over several weeks is more than the usual ones add up to by chance: independent steps add up
    with the square root of their number. Two or three weeks into a quarter nothing is usual yet: every change is told.
    """
    if change is None or usual is None:
        return change is not None
    return noise.is_news(change, usual * sqrt(weeks), limits)


def _kpis(now: Review, was: Review | None, weeks: int, limits: Limits) -> Iterable[KpiMonth]:
    then = {kpi.kpi: kpi.value for kpi in was.kpis} if was else {}
    for kpi in now.kpis:
        before = then.get(kpi.kpi)
        if kpi.value is None or before is None or kpi.usual_change is None:
            continue
        if _is_beyond(kpi.value - before, kpi.usual_change, weeks, limits):
            yield KpiMonth(kpi, before, _is_good(kpi, kpi.value - before))


def _is_good(kpi: KpiReview, change: float) -> bool | None:
    """Whether a change goes the KPI's good way, as the week's own change tells it; None when nothing tells."""
    if kpi.good is None or not kpi.change:
        return None
    return kpi.good if (kpi.change > 0) == (change > 0) else not kpi.good
