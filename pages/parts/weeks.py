"""Weeks on screen: the one that the address asks for, and how weeks and their moments are written."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from data.rules import calendar, words
from data.rules.calendar import WeekMoment


def asked(today: date, name: str = "week") -> tuple[date | None, str | None]:
    """The week that `?week=` names and a problem with it, as a sentence; (None, None) when the address names none.

    A week that has not begun by `today` is a problem too.
    """
    text = st.query_params.get(name)
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, f"“{text}” is not a date: a week is named by its Monday, like {calendar.monday(today)}."
    if day.weekday():
        return None, f"{text} is not a Monday. The week it lies in is named {calendar.monday(day)}."
    if day > today:
        return None, f"The week of {words.day(day)} {day.year} has not begun yet."
    return day, None


def clock(moment: datetime, of: WeekMoment) -> str:
    """A moment of the week in its own time zone: "Friday 19:00 UTC"."""
    return f"{moment.astimezone(ZoneInfo(of.zone)):%A %H:%M %Z}"
