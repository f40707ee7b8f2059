"""The first sign of a miss: since when the numbers, or their owner, said that a key result would not be achieved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from data.rules import status, words
from data.rules.calendar import WEEK
from data.rules.course import Week
from data.rules.limits import Limits
from data.rules.okr import Status
from data.rules.scorecard import Warning


def warning(weeks: Sequence[Week], last: date, limits: Limits) -> Warning | None:
    """The first sign of a miss: the week since which, without a better one in between, a status was at risk or off
    track up to the end.

    The numbers' status is the implied one; the owner's is the stated one, else what the confidence of that week's own
    update stands for. A week in which one of them says nothing neither begins nor ends its sign. `last` is the
    quarter's last week, from which the weeks of warning are counted.
    """
    numbers = _lasting(weeks, lambda week: week.implied)
    owner = _lasting(weeks, lambda week: _said(week, limits))
    signs = [week for week in (numbers, owner) if week]
    if not signs:
        return None
    first = min(week.week for week in signs)
    told = (
        numbers.implied_reason if numbers and numbers.week == first else None,
        f"the owner said {_owners_words(owner, limits)}" if owner and owner.week == first else None,
    )
    return Warning(
        weeks=(last - first) // WEEK,
        by_numbers=numbers.week if numbers else None,
        by_owner=owner.week if owner else None,
        sign="; ".join(part for part in told if part),
    )


def _lasting(weeks: Sequence[Week], said: Callable[[Week], Status | None]) -> Week | None:
    """The first week of the run of bad statuses that lasts to the end."""
    first = None
    for week in reversed(weeks):
        found = said(week)
        if found in ("at risk", "off track"):
            first = week
        elif found is not None:
            break
    return first


def _said(week: Week, limits: Limits) -> Status | None:
    """The owner's own status in a week."""
    if week.update is None:
        return None
    return week.update.status or status.from_confidence(week.update.confidence, limits)


def _owners_words(week: Week, limits: Limits) -> str:
    sure = week.update.confidence if week.update else None
    confident = f", {words.number(sure, '%')} confident" if sure is not None else ""
    return f"{_said(week, limits)}{confident}"
