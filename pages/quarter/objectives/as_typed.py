"""Milestones and plans as people type them, and as they are written back into their fields."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date

from data.rules import calendar, cells, words
from data.rules.calendar import Quarter
from data.rules.okr import Milestone, Plan

_JUMP = re.compile(r"[wW](\d{1,2})\s*[:=]\s*(.+)")
_NONE = ("-", "–", "—", "_")
_SHORT_DAY = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?")


def milestones(text: str, quarter: Quarter, held: Iterable[Milestone] = ()) -> tuple[tuple[Milestone, ...], list[str]]:
    """The milestones of lines like "Beta; 40; 12 Mar", weight and due day in any order or left out, and what cannot be
    read. Those of the same name stay done.
    """
    done = {each.milestone: each.done_on for each in held}
    found: list[Milestone] = []
    problems: list[str] = []
    for line in filter(None, (line.strip(" ;*-•\t") for line in text.splitlines())):
        name, *parts = (part.strip() for part in line.split(";"))
        weight, due = None, None
        for part in filter(None, parts):
            if (number := _number(part)) is not None:
                weight = number
            elif (day := _day(part, quarter)) is not None:
                due = day
            else:
                problems.append(f"“{part}” is neither a weight nor a day. Write the line like: {name}; 40; 2022-03-12.")
        found.append(Milestone("", name, weight, due, done.get(name)))
    return tuple(found), problems


def milestones_text(milestones: Sequence[Milestone]) -> str:
    """One milestone a line, what is unknown left out."""
    lines = ((each.milestone, cells.write(each.weight), cells.write(each.due)) for each in milestones)
    return "\n".join("; ".join(part for part in line if part) for line in lines)


def plan(text: str, quarter: Quarter) -> tuple[tuple[Plan, ...], list[str]]:
    """The planned values of a text like "30, 40, w6: 60": one a week from the first that is reviewed, a dash where
    there is none, "w6:" jumps to a week of the quarter; and what cannot be read.
    """
    week = quarter.review_weeks[0]
    found: dict[date, float] = {}
    problems: list[str] = []
    for entry in filter(None, re.split(r"[\s,;]+", re.sub(r"\s*([:=])\s*", r"\1", text))):
        jump = _JUMP.fullmatch(entry)
        if jump:
            week, entry = quarter.weeks[0] + (int(jump[1]) - 1) * calendar.WEEK, jump[2]
        value = _number(entry)
        if value is not None:
            found[week] = value
        elif entry not in _NONE:
            problems.append(f"“{entry}” is not a planned value. Write one a week, like: 30, 40, 50.")
        week += calendar.WEEK
    return tuple(Plan("", monday, value) for monday, value in sorted(found.items())), problems


def plan_text(plans: Iterable[Plan], quarter: Quarter) -> str:
    """The values in their weeks' order, with a jump before the first that does not follow its predecessor."""
    expected = quarter.review_weeks[0]
    parts: list[str] = []
    for each in sorted(plans, key=lambda plan: plan.week):
        jump = "" if each.week == expected else f"w{quarter.week_number(each.week)}: "
        parts.append(jump + cells.write(each.value))
        expected = each.week + calendar.WEEK
    return ", ".join(parts)


def _number(text: str) -> float | None:
    try:
        number = float(text.replace("−", "-").rstrip("%"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _day(text: str, quarter: Quarter) -> date | None:
    """ "2022-03-12" or "12 Mar", which is in the quarter's own year."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        found = _SHORT_DAY.fullmatch(text)
    month = next((n for n, name in enumerate(words.MONTHS, 1) if found and name.startswith(found[2].title())), None)
    if found is None or month is None:
        return None
    year = quarter.start.year if month >= quarter.start.month else quarter.end.year
    try:
        return date(year, month, int(found[1]))
    except ValueError:
        return None
