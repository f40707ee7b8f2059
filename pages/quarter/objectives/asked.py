"""What the address of /okrs asks for: a quarter, and the one thing in it that is written, talked about or moved on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from data.quarter.drafts import KeyResultDraft, ObjectiveDraft, QuarterDraft
from data.rules import calendar
from data.rules.calendar import Quarter
from pages.parts import links, load

PLANNING_BEGINS = 7  # in this week of a quarter people begin to collect what matters in the next one
OBJECTIVE = "objective"
_VERBS = ("new", "edit", "change", "comment", "move")  # what can be done to one thing, in the order they are looked for


@dataclass(frozen=True, slots=True)
class Asked:
    """`verb` is done to `objective`, or to `key_result` of it; with `new`, one is written (below `objective`).

    The address says which as `?edit=<id>` (`&what=objective` where a key result has the same id), `?new=objective` or
    `?new=key_result&of=<objective>`.
    """

    quarter: Quarter
    verb: str | None = None
    objective: ObjectiveDraft | None = None
    key_result: KeyResultDraft | None = None
    problem: str | None = None

    @property
    def name(self) -> str:
        """What it is called in the keys of its widgets."""
        about = self.key_result.key_result.key_result if self.key_result else None
        whole = self.objective.objective.objective if self.objective else None
        return ".".join(part for part in ("okrs", str(self.quarter), self.verb, whole, about) if part)


def asked() -> Asked:
    """Read the address. One thing at a time: of several the first counts."""
    quarter, problem = _quarter()
    draft = load.quarter_draft(str(quarter))
    verb = next((verb for verb in _VERBS if verb in st.query_params), None)
    if verb is None or load.as_of():
        return Asked(quarter, problem=problem)
    if verb == "new":
        return _new(quarter, draft)
    return _about(quarter, draft, verb)


def here(quarter: Quarter | str, **choices: str | None) -> str:
    """The address of this page for a quarter."""
    return links.to("/okrs", quarter=str(quarter), **choices)


def way(label: str, quarter: Quarter | str, *, css: str = "", **choices: str | None) -> Markup:
    return links.link(label, "/okrs", css=css, quarter=str(quarter), **choices)


def leave() -> None:
    """Nothing is written, talked about or moved any more."""
    for name in (*_VERBS, "what", "of", "carry"):
        st.query_params.pop(name, None)


def default() -> Quarter:
    """The next quarter once its planning has begun, else the current one."""
    today = load.now().date()
    current = load.quarter(today)
    return current.next if current.week_number(calendar.monday(today)) >= PLANNING_BEGINS else current


def _quarter() -> tuple[Quarter, str | None]:
    label = st.query_params.get("quarter")
    try:
        found = calendar.parse_quarter(label, load.settings().org.fiscal_year_start_month) if label else default()
    except ValueError as error:
        return default(), str(error)
    return found, None


def _new(quarter: Quarter, draft: QuarterDraft) -> Asked:
    if st.query_params["new"] == OBJECTIVE:
        return Asked(quarter, "new")
    objective = draft.objective(st.query_params.get("of"))
    problem = None if objective else "A key result belongs to an objective: choose “add a key result” below one."
    return Asked(quarter, "new" if objective else None, objective, problem=problem)


def _about(quarter: Quarter, draft: QuarterDraft, verb: str) -> Asked:
    """What an id names: an objective where the address says so, else a key result, else an objective."""
    name = st.query_params[verb]
    key_result = draft.key_result(name) if st.query_params.get("what") != OBJECTIVE else None
    objective = draft.objective(key_result.key_result.objective if key_result else name)
    if objective is None:
        return Asked(quarter, problem=f"{quarter} has no objective or key result “{name}”.")
    if verb == "edit" and objective.objective.is_in_force:
        verb = "change"
    elif verb == "change" and not objective.objective.is_in_force:
        verb = "edit"
    return Asked(quarter, verb, objective, key_result)
