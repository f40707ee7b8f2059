"""What the address of /scorecard asks for: a quarter, how to look at it and for whom, and what is being graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from data.errors import UsageError
from data.quarter import grades
from data.rules import confidential
from data.rules.okr import Person
from data.rules.scorecard import KeyResultScore, ObjectiveScore, Scorecard
from pages.parts import links, load, who

KICKOFF, COMPANY = "kickoff", "company"
GRADE, JUDGE = "grade", "judge"  # a key result, an objective
KEPT = ("quarter", "view", "for")

Scored = KeyResultScore | ObjectiveScore


@dataclass(frozen=True, slots=True)
class Asked:
    """`card` is the scorecard as this view may see it; `graded` is the row whose form is open.

    `may_write`: whether who is looking may grade here and now. `people` are by e-mail address.
    """

    card: Scorecard
    people: Mapping[str, Person]
    is_kickoff: bool
    is_company: bool
    graded: Scored | None
    may_write: bool
    problem: str | None = None

    def name(self, email: str | None) -> str:
        person = self.people.get(email or "")
        return person.name if person else email or "somebody"

    def here(self, **choices: str | None) -> str:
        """The page's address with these choices; what was being graded is left."""
        kept = {name: st.query_params.get(name) for name in KEPT}
        return links.to("/scorecard", **(kept | choices))

    def form_of(self, row: Scored) -> str:
        return self.here(**{verb(row): name(row)})

    @property
    def order(self) -> tuple[Scored, ...]:
        """What there is to grade, in the order of the page: each objective after its key results."""
        card = self.card
        return tuple(
            row
            for objective in card.objectives
            for row in (*card.of_objective(objective.objective), objective)
            if row.result != "cancelled"
        )

    @property
    def left(self) -> tuple[Scored, ...]:
        """What nobody graded yet."""
        return tuple(row for row in self.order if row.given is None)

    def following(self, row: Scored) -> Scored | None:
        """The next without a grade, from this one on and around."""
        names = [(verb(each), name(each)) for each in self.order]
        at = names.index((verb(row), name(row))) + 1
        rest = (*self.order[at:], *self.order[: at - 1])
        return next((each for each in rest if each.given is None), None)


def asked() -> Asked:
    """Read the address. A quarter that cannot be read is told, and the one that is due is shown."""
    problem = None
    try:
        card = load.scorecard(st.query_params.get("quarter"))
    except UsageError as error:
        card, problem = load.scorecard(None), str(error)
    is_kickoff = st.query_params.get("view") == KICKOFF
    is_company = is_kickoff or st.query_params.get("for") == COMPANY
    may_write = not is_company and load.as_of() is None and card.state != "final" and _may_grade()
    shown = confidential.scorecard_outside(card, load.settings().org.confidential_names) if is_company else card
    return Asked(shown, load.people(), is_kickoff, is_company, _graded(card) if may_write else None, may_write, problem)


def verb(row: Scored) -> str:
    return GRADE if isinstance(row, KeyResultScore) else JUDGE


def name(row: Scored) -> str:
    return row.key_result if isinstance(row, KeyResultScore) else row.objective


def _may_grade() -> bool:
    """Directors and VPs, and who did not say who they are: there is no sign-in yet."""
    person = load.people().get(who.me() or "")
    return person is None or person.role in grades.GRADERS


def _graded(card: Scorecard) -> Scored | None:
    key_result, objective = st.query_params.get(GRADE), st.query_params.get(JUDGE)
    if key_result:
        return next((row for row in card.key_results if row.key_result == key_result and not row.cancelled), None)
    return next((row for row in card.objectives if row.objective == objective), None)
