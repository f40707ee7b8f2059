"""A time zone for an iCalendar file: its clock changes as yearly rules, which every calendar program understands.

A list of dates, which RFC 5545 allows too, is not understood by Outlook.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MINUTE, _DAY, _WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Change:
    """The clocks change at `wall`, the local time until then, from one offset to another."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def is_forward(self) -> bool:
        return self.after > self.before

    @property
    def place(self) -> tuple[int, int]:
        """Which of the weekdays in its month it is, from the first (1) or, the last one, from the end (−1)."""
        return (self.wall.day - 1) // 7 + 1, -1 if (self.wall + _WEEK).month != self.wall.month else 0


def component(zone: str, years: range) -> icalendar.Timezone:
    """The VTIMEZONE that holds in these years; where changes follow no yearly rule, each stands by itself."""
    made = icalendar.Timezone()
    made.add("tzid", zone)
    begin = datetime(years[0], 1, 1, tzinfo=UTC)
    changes = list(_changes(ZoneInfo(zone), begin, datetime(years[-1] + 1, 1, 1, tzinfo=UTC)))
    rules = [_rule(changes, len(years), is_forward) for is_forward in (True, False)]
    if changes and all(rules):
        for change, byday in filter(None, rules):
            part = _part(change)
            part.add("rrule", {"freq": "yearly", "bymonth": change.wall.month, "byday": byday})
            made.add_component(part)
        return made
    for change in [_standing(ZoneInfo(zone), begin), *changes]:
        made.add_component(_part(change))
    return made


def _rule(changes: Sequence[Change], years: int, is_forward: bool) -> tuple[Change, str] | None:
    """The first change of a kind and the day of the month that all of its kind fall on, such as 2SU or -1SU."""
    kind = [change for change in changes if change.is_forward == is_forward]
    alike = {(c.wall.month, c.wall.weekday(), c.wall.time(), c.before, c.after) for c in kind}
    if len(kind) != years or len(alike) != 1:
        return None
    nth, last = zip(*(change.place for change in kind), strict=True)
    place = -1 if all(last) else nth[0] if len(set(nth)) == 1 else None
    return (kind[0], f"{place}{_DAYS[kind[0].wall.weekday()]}") if place else None


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Change]:
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    for before, after in pairwise(days):
        old, new = _offset(zone, before), _offset(zone, after)
        if old != new:
            at = _turn(zone, before, after, old)
            yield Change((at + old).replace(tzinfo=None), old, new, at.astimezone(zone).tzname() or str(zone))


def _turn(zone: ZoneInfo, before: datetime, after: datetime, old: timedelta) -> datetime:
    """The minute, between two moments, in which the offset is no longer the old one."""
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _standing(zone: ZoneInfo, begin: datetime) -> Change:
    """What the clocks show at the beginning."""
    offset = _offset(zone, begin)
    return Change(begin.replace(tzinfo=None), offset, offset, begin.astimezone(zone).tzname() or str(zone))


def _part(change: Change) -> icalendar.TimezoneDaylight | icalendar.TimezoneStandard:
    part = icalendar.TimezoneDaylight() if change.is_forward else icalendar.TimezoneStandard()
    part.add("dtstart", change.wall)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    return part
