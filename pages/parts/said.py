"""Who wrote something and when, in words."""

from __future__ import annotations

from datetime import datetime

from data.rules import words
from data.rules.okr import Update
from pages.parts import load


def name(email: str | None) -> str:
    """A person's name; whatever was signed with when nobody by that address is known."""
    people = load.people()
    return people[email].name if email in people else email or "somebody"


def stand_in(email: str | None) -> str | None:
    """Who writes in somebody's place, None when nobody was named."""
    people = load.people()
    return people[email].stand_in if email in people else None


def moment(at: datetime | None) -> str:
    return f"{words.day(at)}, {at:%H:%M} UTC" if at else "a day unknown"


def timing(update: Update) -> str | None:
    """ "late" after its deadline, "backfilled" once the sync that reviewed its week has begun; None when in time."""
    org = load.settings().org
    if update.recorded_at is None or update.recorded_at <= org.deadline_moment.in_week(update.week):
        return None
    return "backfilled" if update.recorded_at >= org.sync_of(update.week) else "late"


def ordinal(number: int) -> str:
    """1 → "1st", 2 → "2nd", 11 → "11th"."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
