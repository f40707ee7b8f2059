"""The fields of an objective and of a key result as one sees them, and beside them what others will read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

import streamlit as st
from markupsafe import Markup

from data.quarter.drafts import QuarterDraft
from data.rules import calendar, drafting
from data.rules.calendar import Quarter
from data.rules.drafting import Check, Written
from data.rules.okr import KINDS, SLOPE_KINDS, Commitment, Kind, Objective
from pages.parts import load, said
from pages.quarter.objectives import marks, values
from pages.quarter.objectives.forms import KEPT, Form

KIND_WORDS: dict[Kind, str] = {
    "increase": "Increase, from a baseline to a target",
    "decrease": "Decrease, from a baseline to a target",
    "stay_above": "Stay above a limit",
    "stay_below": "Stay below a limit",
    "band": "Stay within a band",
    "milestones": "Milestones, in weighted stages",
    "done": "Done or not done",
    "baseline": "Establish the baseline",
}
_NUMBER_WORDS = {
    "baseline": "Baseline: where it stands",
    "target": "Target",
    "stretch": "Stretch, if any",
    "low": "Lowest good value",
    "high": "Highest good value",
}
_LIMIT = {"stay_above": "Stays at least", "stay_below": "Stays at most", "milestones": "Or only: how many milestones"}


def objective(form: Form, found: QuarterDraft, held: Objective) -> None:
    st.text_input(
        "Objective",
        key=form.key("title"),
        live=True,
        placeholder="Short, memorable, and better for somebody: Search feels instant",
        persist_state=KEPT,
    )
    st.text_area(
        "Why",
        key=form.key("why"),
        height="content",
        placeholder="Who is better off, and what happens if nothing is done?",
        persist_state=KEPT,
    )
    one, two, three = st.columns([2, 2, 1])
    with one:
        _owner(form, "Owner")
    with two:
        _choose(form, "team", "Team", _teams(found, form.field("team")), accept_new_options=True)
    with three:
        st.text_input("Weight", key=form.key("weight"), placeholder="1", persist_state=KEPT)
    parents = _parents(found, held)
    _choose(
        form,
        "parent",
        "Serves an objective",
        list(parents),
        lambda name: _of_a_team(parents[name]),
        placeholder="none: it stands for itself",
    )


def key_result(form: Form, quarter: Quarter, *, words_too: bool = True) -> None:
    """`words_too`: title, kind and unit can be changed, not the numbers and the people alone."""
    if words_too:
        _words(form)
    kind: Kind = form.field("kind")
    if kind == "milestones":
        _milestones(form)
    if kind != "milestones" or not form.text("milestones"):
        _numbers(form, kind)
    one, two = st.columns([3, 2])
    with one:
        _owner(form, "Owner: one person")
    with two:
        st.segmented_control(
            "Commitment",
            get_args(Commitment),
            required=True,
            key=form.key("commitment"),
            help="Committed: expected to land whole. Aspirational: 0.7 of it is good.",
            persist_state=KEPT,
        )
    if st.toggle(_more(kind), value=_has_more(form), key=form.key("more"), persist_state=KEPT):
        _rest(form, quarter, kind)


def preview(written: Written, checks: Sequence[Check], problems: Sequence[str]) -> Markup:
    """What the fields amount to: how others will read it, what cannot be read, what it lacks."""
    wrong = Markup("").join(Markup('<p class="bad">{}</p>').format(problem) for problem in problems)
    measure = Markup('<p class="measure">{}</p>').format(drafting.measured(written))
    return _card(measure, wrong, checks)


def objective_preview(checks: Sequence[Check], problems: Sequence[str]) -> Markup:
    wrong = Markup("").join(Markup('<p class="bad">{}</p>').format(problem) for problem in problems)
    return _card(Markup(""), wrong, checks)


def _card(head: Markup, wrong: Markup, checks: Sequence[Check]) -> Markup:
    fine = Markup('<p class="good">✓ Nothing is missing.</p>') if not checks and not wrong else ""
    text = Markup('<div class="okr o-card" aria-live="polite">{}{}{}{}</div>')
    return text.format(head, wrong, marks.checks(checks), fine)


def _words(form: Form) -> None:
    st.text_input(
        "Key result",
        key=form.key("title"),
        live=True,
        placeholder="How you would know: 80 active self-serve installs",
        persist_state=KEPT,
    )
    one, two = st.columns([3, 2])
    with one:
        st.selectbox("Kind", KINDS, format_func=KIND_WORDS.__getitem__, key=form.key("kind"), persist_state=KEPT)
    with two:
        st.text_input("Unit", key=form.key("unit"), live=True, placeholder="installs, %, ms, $k", persist_state=KEPT)


def _numbers(form: Form, kind: Kind) -> None:
    names = values.NUMBERS[kind]
    for column, name in zip(st.columns(max(len(names), 1)), names, strict=False):
        label = _LIMIT.get(kind, _NUMBER_WORDS[name]) if name == "target" else _NUMBER_WORDS[name]
        with column:
            st.text_input(label, key=form.key(name), live=True, persist_state=KEPT)


def _milestones(form: Form) -> None:
    st.text_area(
        "Milestones, one a line: name; weight; due",
        key=form.key("milestones"),
        height="content",
        placeholder="Beta with three customers; 40; 12 Mar\nGenerally available; 60; 15 Apr",
        persist_state=KEPT,
    )


def _more(kind: Kind) -> str:
    plan = "plan by week, " if kind in (*SLOPE_KINDS, "milestones") else ""
    return f"More: weight, dates, {plan}KPI, link, confidential"


def _has_more(form: Form) -> bool:
    names = ("weight", "start", "due", "plan", "kpi", "link", "confidential")
    return any(form.fields.get(name) for name in names)


def _rest(form: Form, quarter: Quarter, kind: Kind) -> None:
    one, two, three = st.columns(3)
    with one:
        st.text_input("Weight", key=form.key("weight"), placeholder="1", persist_state=KEPT)
    with two:
        _day(form, "start", f"Starts, if not on {quarter.start:%-d %b}")
    with three:
        _day(form, "due", f"Due, if not on {quarter.end:%-d %b}")
    if kind in (*SLOPE_KINDS, "milestones"):
        first = quarter.review_weeks[0]
        st.text_input(
            "Plan by week: the value at each week's end",
            key=form.key("plan"),
            placeholder=f"30, 35, 40 … the first for week {quarter.week_number(first)}; w9: 60 jumps to week 9",
            help=f"The first is for the week that ends on {calendar.sunday(first):%-d %B}. A dash leaves one out.",
            persist_state=KEPT,
        )
    one, two, three = st.columns([3, 3, 2], vertical_alignment="bottom")
    kpis = load.kpis_by_id()
    with one:
        _choose(form, "kpi", "Reads its value from a KPI", list(kpis), lambda name: kpis[name].name, placeholder="none")
    with two:
        st.text_input("Link", key=form.key("link"), placeholder="https://", persist_state=KEPT)
    with three:
        st.checkbox("Confidential numbers", key=form.key("confidential"), persist_state=KEPT)


def _day(form: Form, field: str, label: str) -> None:
    st.date_input(label, value=None, key=form.key(field), format="YYYY-MM-DD", persist_state=KEPT)


def _owner(form: Form, label: str) -> None:
    people = load.people()
    names = sorted((each for each in people if people[each].active), key=said.name)
    held = form.field("owner")
    _choose(form, "owner", label, [*names, *([held] if held and held not in names else [])], said.name)


def _choose(
    form: Form,
    field: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[Any], str] = str,
    placeholder: str = "nobody yet",
    **more: Any,
) -> None:
    """A choice that can be none."""
    st.selectbox(
        label,
        options,
        index=None,
        format_func=format_func,
        key=form.key(field),
        placeholder=placeholder if field != "team" else "none",
        persist_state=KEPT,
        **more,
    )


def _teams(found: QuarterDraft, own: str | None) -> list[str]:
    of_people = {person.team for person in load.people().values()}
    of_objectives = {each.team for each in found.known.values()}
    return sorted(filter(None, {*of_people, *of_objectives, own}))


def _parents(found: QuarterDraft, held: Objective) -> dict[str, Objective]:
    """The objectives of this quarter and earlier ones, the newest quarter first."""
    start = found.quarter.start_month
    known = {name: calendar.parse_quarter(each.quarter, start) for name, each in found.known.items()}
    names = [name for name, quarter in known.items() if quarter <= found.quarter and name != held.objective]
    names.sort(key=lambda name: (-known[name].start.toordinal(), found.known[name].team or "", found.known[name].title))
    if held.parent and held.parent in found.known and held.parent not in names:
        names.append(held.parent)
    return {name: found.known[name] for name in names}


def _of_a_team(objective: Objective) -> str:
    team = f", {objective.team}" if objective.team else ""
    return f"{objective.title} ({objective.quarter}{team})"
