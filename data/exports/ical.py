"""The planning calendar as iCalendar (RFC 5545): its steps as weeks, the sync and the deadline as recurring events.

An event keeps its UID, and its SEQUENCE grows with the moment of export, so that a calendar that took an earlier file
updates its events instead of doubling them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import icalendar

from data.exports import ical_zone
from data.rules import words
from data.rules.calendar import WEEK, Quarter, WeekMoment
from data.rules.planning import Dated
from data.rules.quarterly import StepRecord

_PRODUCT = "-//okr-monday//planning calendar//EN"
_DAY = timedelta(days=1)
_WORKING_DAYS = 5
_REMINDER = timedelta(minutes=30)  # ends with the deadline
_FIRST_SEQUENCE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When an org meets and writes: the sync that reviews a week is in the week after it, unless left out or moved."""

    sync: WeekMoment
    sync_minutes: int
    deadline: WeekMoment
    left_out: frozenset[date]
    moved: Mapping[date, WeekMoment]


@dataclass(frozen=True, slots=True)
class Step:
    """A planning step, its record, and the name of who did it."""

    dated: Dated
    record: StepRecord | None
    done_by: str | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all events of one file share: when it was made, and where people open the app ("" when unknown)."""

    moment: datetime
    address: str

    def link(self, page: str, **choices: str) -> str | None:
        query = f"?{urlencode(choices)}" if choices else ""
        return f"{self.address.rstrip('/')}{page}{query}" if self.address else None

    def event(self, uid: str, summary: str, lines: Iterable[str | None], url: str | None) -> icalendar.Event:
        """An event without its time."""
        event = icalendar.Event()
        event.add("uid", f"{uid}@okr-monday")
        for name in ("dtstamp", "last-modified"):
            event.add(name, self.moment.astimezone(UTC).replace(microsecond=0))
        event.add("sequence", max(int((self.moment - _FIRST_SEQUENCE) / timedelta(minutes=1)), 0))
        event.add("summary", summary)
        event.add("description", "\n".join(line for line in lines if line))
        event.add("categories", ["OKR"])
        if url:
            event.add("url", url)
        return event


def calendar(quarters: Sequence[Quarter], steps: Sequence[Step], rhythm: Rhythm, org: str, stamp: Stamp) -> bytes:
    """The file: these steps, and the weekly events of these quarters."""
    events = [_step(step, stamp) for step in steps]
    for quarter in quarters:
        events += [*_syncs(quarter, rhythm, stamp), _deadlines(quarter, rhythm, stamp)]
    file = icalendar.Calendar()
    file.add("prodid", _PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", f"{org}: OKR planning")
    file.add("x-wr-timezone", rhythm.sync.zone)
    zones = {rhythm.sync.zone, rhythm.deadline.zone, *(moment.zone for moment in rhythm.moved.values())} - {"UTC"}
    years = range(quarters[0].start.year - 1, quarters[-1].end.year + 3)  # some more, for the zone's rule to show
    for zone in sorted(zones):
        file.add_component(ical_zone.component(zone, years))
    for event in events:
        file.add_component(event)
    return file.to_ical()


def _step(step: Step, stamp: Stamp) -> icalendar.Event:
    """The working days of the step's week, as whole days on which one is free for other things."""
    dated, record, quarter = step.dated, step.record, str(step.dated.quarter)
    link = stamp.link("/planning", quarter=quarter, step=dated.step.step)
    mark = "✓ " if record and record.done_on else ""
    lines = (
        dated.step.about,
        f"Who: {dated.step.who}",
        f"Week {dated.number} of {quarter}, for {dated.plans}",
        _done(record.done_on, step.done_by) if record and record.done_on else None,
        f"Document: {record.link}" if record and record.link else None,
        f"Planning: {link}" if link else None,
    )
    uid = f"{_slug(dated.quarter)}.{dated.step.step}.planning"
    event = stamp.event(uid, f"{mark}OKRs: {dated.step.title}", lines, link)
    event.add("dtstart", dated.week)
    event.add("dtend", dated.week + _WORKING_DAYS * _DAY)
    _is_free(event)
    return event


def _done(on: date, by: str | None) -> str:
    return f"Done on {words.day(on)} {on.year}{f' by {by}' if by else ''}"


def _syncs(quarter: Quarter, rhythm: Rhythm, stamp: Stamp) -> list[icalendar.Event]:
    """The syncs that review a quarter's weeks: a series, without those left out, and an event for each moved one."""
    taking_place = [week for week in quarter.review_weeks if week not in rhythm.left_out]
    if not taking_place:
        return []
    weeks = [week for week in quarter.review_weeks if week >= taking_place[0]]
    series = _sync(quarter, rhythm.sync, weeks[0], rhythm, stamp)
    series.add("rrule", {"freq": "weekly", "count": len(weeks)})
    for week in weeks:
        if week in rhythm.left_out:
            series.add("exdate", _local(rhythm.sync, week + WEEK))
    moved = [week for week in taking_place if week in rhythm.moved]
    return [series, *(_moved(quarter, week, rhythm, stamp) for week in moved)]


def _moved(quarter: Quarter, week: date, rhythm: Rhythm, stamp: Stamp) -> icalendar.Event:
    event = _sync(quarter, rhythm.moved[week], week, rhythm, stamp)
    event.add("recurrence-id", _local(rhythm.sync, week + WEEK))
    return event


def _sync(quarter: Quarter, at: WeekMoment, week: date, rhythm: Rhythm, stamp: Stamp) -> icalendar.Event:
    """The sync that reviews a week."""
    agenda, present = stamp.link("/agenda"), stamp.link("/sync")
    lines = (
        f"The key results of {quarter}, the KPIs, ad hoc items, actions.",
        f"Agenda: {agenda}" if agenda else None,
        f"Present: {present}" if present else None,
    )
    event = stamp.event(f"{_slug(quarter)}.sync", "OKRs: Monday sync", lines, present)
    begins = _local(at, week + WEEK)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=rhythm.sync_minutes))
    return event


def _deadlines(quarter: Quarter, rhythm: Rhythm, stamp: Stamp) -> icalendar.Event:
    """The half hour before the updates of each of a quarter's weeks are due."""
    form, weeks = stamp.link("/log"), quarter.review_weeks
    lines = ("An update for each key result you own: under a minute.", f"Write: {form}" if form else None)
    event = stamp.event(f"{_slug(quarter)}.deadline", "OKRs: updates due", lines, form)
    due = _local(rhythm.deadline, weeks[0])
    event.add("dtstart", due - _REMINDER)
    event.add("dtend", due)
    event.add("rrule", {"freq": "weekly", "count": len(weeks)})
    _is_free(event)
    return event


def _is_free(event: icalendar.Event) -> None:
    """Nobody is busy for it, in Outlook's words too."""
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")


def _local(at: WeekMoment, week: date) -> datetime:
    """A moment of a week on the clocks of its own zone."""
    return at.in_week(week).astimezone(UTC if at.zone == "UTC" else ZoneInfo(at.zone))


def _slug(quarter: Quarter) -> str:
    return str(quarter).lower().replace(" ", "-")
