"""What the address of /history asks for: a quarter, a week of it, another to compare with, and how to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from data.rules import calendar
from data.rules.calendar import Quarter
from pages.parts import links, load, weeks

BOARD, REPLAY, SIDE_BY_SIDE = "board", "replay", "side by side"
KEPT = ("quarter", "week", "with", "view", "changes")  # what the address says


@dataclass(frozen=True, slots=True)
class Asked:
    """`week` is None when the address names none; `other` is what it is compared with; `problem` is a sentence."""

    quarter: Quarter
    week: date | None
    other: date | None
    view: str
    problem: str | None = None

    def here(self, **choices: str | None) -> str:
        """The page's address as it is, but for the choices given; None drops one."""
        kept = {name: st.query_params.get(name) for name in KEPT}
        return links.to("/history", **(kept | choices))


def asked() -> Asked:
    """Read the address. A week outranks the quarter; without a week the whole quarter is looked at."""
    today = load.now().date()
    week, problem = weeks.asked(today)
    other, trouble = weeks.asked(today, "with")
    quarter = load.quarter(week) if week else None
    if quarter is None:
        quarter, doubt = _quarter()
        problem = problem or doubt
    return Asked(quarter, week, other, _view(week, other), problem or trouble)


def _view(week: date | None, other: date | None) -> str:
    if other and other != week:
        return SIDE_BY_SIDE
    return BOARD if week and st.query_params.get("view") != REPLAY else REPLAY


def _quarter() -> tuple[Quarter, str | None]:
    """The quarter that the address names, else the one under review."""
    current = load.quarter(load.week_under_review())
    label = st.query_params.get("quarter")
    try:
        return calendar.parse_quarter(label, current.start_month) if label else current, None
    except ValueError as error:
        return current, str(error)
