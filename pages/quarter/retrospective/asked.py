"""What the address of /retro asks for: a quarter, one of its two retrospectives, and how to look at it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.rules import calendar, retro
from data.rules.calendar import Quarter
from pages.parts import links, load

NOTES, CARDS, PRESENT = "notes", "cards", "present"
VIEWS = {NOTES: "Owners’ notes", CARDS: "Cards and votes", PRESENT: "The meeting"}
KEPT = ("quarter", "retro", "view")  # what the address says wherever one goes on the page


@dataclass(frozen=True, slots=True)
class Asked:
    """`problem` is a sentence about what the address asks for and there is not."""

    quarter: Quarter
    which: int
    view: str
    problem: str | None = None

    @property
    def week(self) -> int:
        """The week of the quarter today, counted from 1; below or above its weeks before and after it."""
        return self.quarter.week_number(calendar.monday(load.now().date()))

    @property
    def has_begun(self) -> bool:
        return self.quarter.start <= load.now().date()

    def here(self, **choices: str | None) -> str:
        """The page's address, with these choices; what is not kept wherever one goes is dropped."""
        kept = {name: st.query_params.get(name) for name in KEPT}
        return links.to("/retro", **(kept | choices))


def asked() -> Asked:
    """Read the address. Before week 13 notes are written, from then on the meeting takes place."""
    due = load.quarter_due()
    label, problem = st.query_params.get("quarter"), None
    try:
        quarter = calendar.parse_quarter(label, due.start_month) if label else due
    except ValueError as error:
        quarter, problem = due, str(error)
    number, view = st.query_params.get("retro", "1"), st.query_params.get("view")
    if number not in ("1", "2"):
        problem = f"There is no retrospective “{number}”: 1 is the {retro.WITH[1]}, 2 the {retro.WITH[2]}."
        number = "1"
    at = Asked(quarter, int(number), view or NOTES, problem)
    if view in VIEWS:
        return at
    return Asked(quarter, at.which, NOTES if at.week < retro.WEEK else PRESENT, problem)
