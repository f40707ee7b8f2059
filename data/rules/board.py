"""The board of a week: every rule applied to every key result, from the facts to the Review."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from data.rules import calendar, course, forecast, gauges, movements, need, pace, progress, risk
from data.rules.calendar import Quarter
from data.rules.course import Story, Week
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.meeting import AgendaItem
from data.rules.okr import STATUSES, Change, KeyResult, Milestone, Objective, Person, Plan, Status, Update
from data.rules.review import Forecast, KeyResultReview, MilestoneReview, ObjectiveReview, Review, WeekCell, WeekUpdate


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one quarter by `as_of`; updates and readings reach back as far as its key results do."""

    quarter: Quarter
    week: date
    as_of: datetime
    objectives: Sequence[Objective] = ()
    key_results: Sequence[KeyResult] = ()
    milestones: Sequence[Milestone] = ()
    plans: Sequence[Plan] = ()
    updates: Sequence[Update] = ()
    changes: Sequence[Change] = ()
    gauges: Mapping[str, Gauge] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    raised: Mapping[str, AgendaItem] = field(default_factory=dict)  # by key result: what was raised by hand

    @property
    def on(self) -> date:
        """The day to which ages are counted: the week's Sunday, or today while the week runs."""
        return min(calendar.sunday(self.week), self.as_of.date())


def review(facts: Facts, limits: Limits) -> Review:
    """Judge a week. `closed` is the store's to say: it is False here."""
    objectives = {objective.objective: objective for objective in facts.objectives}
    rows = [_key_result(story, objectives[story.key_result.objective], facts, limits) for story in stories(facts)]
    rows.sort(key=_need)
    kpis = tuple(gauges.review(gauge, facts.week, facts.on, limits) for gauge in facts.gauges.values())
    return Review(
        quarter=str(facts.quarter),
        week=facts.week,
        week_of_quarter=facts.quarter.week_number(facts.week),
        as_of=facts.as_of,
        closed=False,
        counts=_counts(row.status for row in rows),
        previous_counts=_counts(row.previous_status for row in rows if row.previous_status),
        objectives=tuple(_objective(objective, rows) for objective in facts.objectives),
        key_results=tuple(rows),
        kpis=kpis,
        changes=movements.since_last_week(rows, kpis, _edits_of_week(facts), facts.people, limits, facts.objectives),
    )


def stories(facts: Facts) -> list[Story]:
    """The facts sorted by key result."""
    updates, milestones = _by_key_result(facts.updates), _by_key_result(facts.milestones)
    plans, changes = _by_key_result(facts.plans), _by_key_result(facts.changes)
    return [
        Story(
            key_result,
            facts.quarter,
            {update.week: update for update in updates[key_result.key_result]},
            milestones[key_result.key_result],
            {plan.week: plan.value for plan in plans[key_result.key_result]},
            changes[key_result.key_result],
            facts.gauges.get(key_result.kpi or ""),
        )
        for key_result in facts.key_results
    ]


def _by_key_result(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.key_result].append(row)
    return found


def _key_result(story: Story, objective: Objective, facts: Facts, limits: Limits) -> KeyResultReview:
    kr, weeks = story.key_result, course.weeks(story, facts.week, limits)
    now, before = weeks[-1], weeks[-2] if len(weeks) > 1 else None
    value, previous_value = course.last_value(weeks), course.last_value(weeks[:-1])
    case = _case(story, weeks, facts)
    flags = risk.flags(case, limits)
    landing, why_none = _forecast(story, weeks, limits)
    landed, _ = _forecast(story, weeks[:-1], limits)
    reasons = need.reasons(kr, now.status, before.status if before else None, flags, landing, landed)
    reading = story.gauge.in_week(facts.week) if story.gauge else None
    return KeyResultReview(
        key_result=kr.key_result,
        objective=kr.objective,
        title=kr.title,
        owner=kr.owner,
        team=objective.team,
        kind=kr.kind,
        unit=kr.unit,
        commitment=kr.commitment,
        confidential=kr.confidential,
        weight=_weight(kr),
        baseline=kr.baseline,
        target=kr.target,
        low=kr.low,
        high=kr.high,
        stretch=kr.stretch,
        due=pace.span(kr, story.quarter)[1],
        milestones=milestones(story, facts.week),
        kpi=kr.kpi,
        kpi_value=reading.value if reading else None,
        value=value,
        previous_value=previous_value,
        change=value - previous_value if value is not None and previous_value is not None else None,
        value_as_of=next((week.value_as_of for week in reversed(weeks) if week.value is not None), None),
        progress=now.progress,
        previous_progress=before.progress if before else None,
        expected_progress=now.expected,
        confidence=now.confidence,
        previous_confidence=before.confidence if before else None,
        status=now.status,
        previous_status=before.status if before else None,
        stated_status=now.update.status if now.update else None,
        implied_status=now.implied,
        implied_reason=now.implied_reason,
        forecast=landing,
        previous_forecast=landed,
        forecast_reason=why_none,
        flags=flags,
        update=_week_update(now.update),
        discuss=bool(reasons),
        discuss_reason=reasons[0].flag if reasons else None,
        discuss_reasons=reasons,
        strip=tuple(WeekCell(w.week, w.status, w.value, w.progress, w.confidence) for w in weeks),
    )


def _case(story: Story, weeks: Sequence[Week], facts: Facts) -> risk.Case:
    now = weeks[-1]
    newest = story.gauge.in_week(facts.week) if story.gauge else None
    raised = facts.raised.get(story.key_result.key_result)
    return risk.Case(
        key_result=story.key_result,
        week=facts.week,
        on=facts.on,
        status=now.status,
        has_update=now.update is not None,
        last_update=next((week.week for week in reversed(weeks[:-1]) if week.update), None),
        stated_status=now.update.status if now.update else None,
        implied_status=now.implied,
        implied_reason=now.implied_reason,
        progress=now.progress,
        expected=now.expected,
        basis=pace.basis(story.key_result, facts.week, facts.quarter, story.plan or {}, story.milestones),
        values=[(week.week, week.value) for week in weeks],
        owner_value=now.update.value if now.update else None,
        kpi_value=newest.value if newest and newest.date >= facts.week and not newest.is_partial else None,
        confidences=[(week.week, week.update.confidence if week.update else None) for week in weeks],
        help=now.update.help if now.update else None,
        kpi_name=story.gauge.kpi.name if story.gauge else None,
        kpi_as_of=newest.date if newest else None,
        kpi_rhythm=story.gauge.rhythm if story.gauge else 7,
        changes=[change for change in story.changes if _is_of_week(change, facts.week)],
        raised_by=_name(raised.by, facts.people) if raised else None,
        raised_about=raised.title if raised else None,
    )


def _name(email: str | None, people: Mapping[str, Person]) -> str:
    person = people.get(email or "")
    return person.name if person else email or "somebody"


def _forecast(story: Story, weeks: Sequence[Week], limits: Limits) -> tuple[Forecast | None, str | None]:
    """The forecast at the end of these weeks."""
    if not weeks:
        return None, None
    _, due = pace.span(story.key_result, story.quarter)
    values = [(week.week, week.value) for week in weeks if week.value is not None]
    return forecast.of(values, story.key_result, due, limits, on=calendar.sunday(weeks[-1].week))


def _week_update(update: Update | None) -> WeekUpdate | None:
    if update is None:
        return None
    return WeekUpdate(
        update.wins,
        update.risks,
        update.next_steps,
        update.help,
        update.link,
        update.author,
        update.recorded_at,
        update.revisions,
    )


def milestones(story: Story, week: date) -> tuple[MilestoneReview, ...]:
    """A key result's milestones as they stood at the end of a week."""
    return tuple(_milestone(milestone, week) for milestone in story.milestones)


def _milestone(milestone: Milestone, week: date) -> MilestoneReview:
    weight = 1.0 if milestone.weight is None else milestone.weight
    is_done = milestone.done_on is not None and milestone.done_on <= calendar.sunday(week)
    return MilestoneReview(milestone.milestone, weight, milestone.due, milestone.done_on if is_done else None)


def _objective(objective: Objective, rows: Sequence[KeyResultReview]) -> ObjectiveReview:
    parts = [(r.progress, r.weight) for r in rows if r.objective == objective.objective and r.status != "cancelled"]
    return ObjectiveReview(
        objective.objective,
        objective.title,
        objective.why,
        objective.owner,
        objective.team,
        progress.objective(parts),
        1.0 if objective.weight is None else objective.weight,
    )


def _need(row: KeyResultReview) -> tuple:
    """The order of discussion: by reasons, then by weight and flags; what is over comes last."""
    is_over = row.status in ("done", "cancelled")
    return is_over, need.rank(row.discuss_reasons), -row.weight, -len(row.flags), row.title


def _edits_of_week(facts: Facts) -> list[Change]:
    return [change for change in facts.changes if _is_of_week(change, facts.week)]


def _is_of_week(change: Change, week: date) -> bool:
    return calendar.monday(change.changed_at.date()) == week


def _counts(found: Iterable[Status]) -> dict[str, int]:
    counted = Counter(found)
    return {name: counted[name] for name in STATUSES}


def _weight(key_result: KeyResult) -> float:
    return 1.0 if key_result.weight is None else key_result.weight
