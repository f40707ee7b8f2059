"""The course of one key result: what each of its weeks knew, said and amounted to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.rules import calendar, pace, progress, status
from data.rules.calendar import Quarter
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.okr import Change, KeyResult, Milestone, Status, Update


@dataclass(frozen=True, slots=True)
class Story:
    """The facts of one key result. `changes` is its goalpost log, `plan` its planned values by Monday."""

    key_result: KeyResult
    quarter: Quarter
    updates: Mapping[date, Update]
    milestones: Sequence[Milestone] = ()
    plan: Mapping[date, float] | None = None
    changes: Sequence[Change] = ()
    gauge: Gauge | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a key result. `value` is the week's own, `confidence` the last known; progress 0..1 and unclamped."""

    week: date
    update: Update | None
    value: float | None
    value_as_of: datetime | None
    progress: float | None
    expected: float | None
    confidence: float | None
    implied: Status | None
    implied_reason: str | None
    status: Status


def weeks(story: Story, last: date, limits: Limits) -> tuple[Week, ...]:
    """The weeks from the key result's first to `last`, oldest first, the last one always among them."""
    mondays = _mondays(story, last)
    dropped_in = _dropped_in(story)
    found: list[Week] = []
    for monday in mondays:
        found.append(_week(story, monday, found, dropped_in, limits))
    return tuple(found)


def first_week(key_result: KeyResult, quarter: Quarter) -> date:
    """The Monday of the first week in which an update is expected: a week that two quarters share is the older's."""
    return calendar.monday(key_result.start) if key_result.start else quarter.review_weeks[0]


def last_value(course: Sequence[Week]) -> float | None:
    return progress.last_known([week.value for week in course])


def progress_as(wording: KeyResult, weeks: Sequence[Week], milestones: Sequence[Milestone]) -> float | None:
    """The progress that these weeks would be under another wording of their key result."""
    is_done = _last_stated([week.update for week in weeks]) == "done"
    return progress.of(wording, [week.value for week in weeks], milestones, calendar.sunday(weeks[-1].week), is_done)


def _mondays(story: Story, last: date) -> list[date]:
    first = min(first_week(story.key_result, story.quarter), last, *story.updates)
    return [first + n * calendar.WEEK for n in range((last - first).days // 7 + 1)]


def _week(story: Story, monday: date, before: Sequence[Week], dropped_in: date | None, limits: Limits) -> Week:
    kr, sunday = story.key_result, calendar.sunday(monday)
    update = story.updates.get(monday)
    value, value_as_of = _own_value(story, update, monday, is_first=not before)
    values = [*(week.value for week in before), value]
    said = [*(week.update for week in before), update]
    confidence = progress.last_known([each.confidence if each else None for each in said])
    last_stated = _last_stated(said)
    done = progress.of(kr, values, story.milestones, sunday, last_stated == "done")
    expected = pace.expected(kr, monday, story.quarter, story.plan or {}, story.milestones)
    _, due = pace.span(kr, story.quarter)
    implied, reason = status.implied(kr, done, expected, progress.last_known(values), limits, past_due=sunday >= due)
    is_dropped = (dropped_in is not None and monday >= dropped_in) or last_stated == "cancelled"
    stated = update.status if update else None
    return Week(
        week=monday,
        update=update,
        value=value,
        value_as_of=value_as_of,
        progress=done,
        expected=expected,
        confidence=confidence,
        implied=implied,
        implied_reason=reason,
        status=status.of(stated, confidence, implied, update is not None, is_dropped, limits),
    )


def _own_value(
    story: Story, update: Update | None, monday: date, is_first: bool
) -> tuple[float | None, datetime | None]:
    """The owner's value for the week, else the KPI's reading of the week, each with its moment.

    The first week also takes an older reading: where the KPI stood when the key result began.
    """
    if update is not None and update.value is not None:
        return update.value, update.recorded_at
    reading = story.gauge.in_week(monday) if story.gauge else None
    if reading is None or (reading.date < monday and not is_first):
        return None, None
    return reading.value, reading.captured_at


def _last_stated(said: Sequence[Update | None]) -> Status | None:
    return next((update.status for update in reversed(said) if update and update.status), None)


def _dropped_in(story: Story) -> date | None:
    """The week in which the key result was dropped; one that was never anything else was dropped from its beginning."""
    if not story.key_result.dropped:
        return None
    moments = [change.changed_at for change in story.changes if change.field == "dropped"]
    return calendar.monday(moments[-1].date()) if moments else date.min
