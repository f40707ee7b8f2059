"""The planning calendars on real dates: in which week of a quarter each step falls, where it stands, what it plans.

A step's week is counted from the week that holds the quarter's first day, so a week that two quarters share is the
newer one's week 1. The 13th week stays the 13th in a quarter of 14: the 14th, mostly shared, is the kick-off of the
next quarter. In the few quarters whose 13th week is itself shared, the retrospectives and the next kick-off fall in
one week, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from data.rules import calendar
from data.rules.calendar import Quarter
from data.rules.quarterly import StepRecord
from data.rules.steps import FINAL_QUARTER, Calendars, Step

CalendarName = Literal["quarterly", "annual"]
State = Literal["done", "this week", "overdue", "open", "not kept"]

_FRIDAY = timedelta(days=4)
_KICK_OFF_WEEKS = 3  # quarterly steps up to here end the round that planned this quarter; later ones plan the next


@dataclass(frozen=True, slots=True)
class Dated:
    """A step in a quarter: `week` is the Monday of the week it falls in."""

    step: Step
    calendar: CalendarName
    quarter: Quarter
    week: date

    @property
    def due(self) -> date:
        """The week's Friday."""
        return self.week + _FRIDAY

    @property
    def number(self) -> int:
        """The week of the quarter that the step falls in."""
        return self.quarter.week_number(self.week)

    @property
    def is_kick_off(self) -> bool:
        """Whether it ends the round that planned this quarter."""
        return self.calendar == "quarterly" and self.number <= _KICK_OFF_WEEKS

    @property
    def planned(self) -> Quarter:
        """The quarter whose OKRs the step is about."""
        return self.quarter if self.is_kick_off else self.quarter.next

    @property
    def plans(self) -> str:
        """What it plans, in words: FY23 Q1; of the annual steps the year, next in Q4 and else the running one."""
        if self.calendar == "quarterly":
            return str(self.planned)
        year = self.quarter.fiscal_year + (self.quarter.number == FINAL_QUARTER)
        return f"FY{year % 100:02d}"


def quarter_of(day: date, start_month: int = 2) -> Quarter:
    """The quarter whose planning steps a day belongs to: of a week that two quarters share, the newer one."""
    return calendar.quarter_of(calendar.sunday(calendar.monday(day)), start_month)


def week_of(step: Step, quarter: Quarter) -> date:
    """The Monday of the week a step falls in; a 14th week that a quarter does not have is its last one."""
    return quarter.weeks[min(step.week, len(quarter.weeks)) - 1]


def laid(calendars: Calendars, quarter: Quarter) -> tuple[Dated, ...]:
    """Both calendars on the days of one quarter, in the order of their weeks."""
    named: dict[CalendarName, tuple[Step, ...]] = {"quarterly": calendars.quarterly, "annual": calendars.annual}
    found = [
        Dated(step, name, quarter, week_of(step, quarter))
        for name, steps in named.items()
        for step in steps
        if quarter.number in step.quarters
    ]
    return tuple(sorted(found, key=lambda dated: dated.week))


def kick_off(steps: Iterable[Dated]) -> tuple[Dated, ...]:
    """Those among the steps of a quarter that end the round of the quarter before."""
    return tuple(dated for dated in steps if dated.is_kick_off)


def state(dated: Dated, record: StepRecord | None, today: date, *, is_kept: bool = True) -> State:
    """Done once somebody says so; else by the day. A step has until its week's Sunday before it is overdue.

    Where nobody keeps its quarter's steps (`is_kept`), nothing is overdue.
    """
    if record and record.done_on:
        return "done"
    if today < dated.week:
        return "open"
    if today <= calendar.sunday(dated.week):
        return "this week"
    return "overdue" if is_kept else "not kept"
