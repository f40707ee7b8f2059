"""Taking objectives to their next state: one of them in its place, or all that are ready in the head of the page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.quarter import approving
from data.quarter.drafts import QuarterDraft
from data.rules import words
from data.rules.okr import OBJECTIVE_STATES, ObjectiveState, Person
from pages.parts import acts, load, who
from pages.quarter.objectives import forms
from pages.quarter.objectives.asked import Asked
from pages.quarter.objectives.forms import KEPT, Form

_DO: dict[ObjectiveState, str] = {"proposed": "Propose", "approved": "Approve", "published": "Publish"}
_DOING: dict[ObjectiveState, str] = {"approved": "Approving", "published": "Publishing"}
_WHAT_IT_MEANS: dict[ObjectiveState, str] = {
    "proposed": "It goes to the VPs for comments and approval. It can still be edited.",
    "approved": "From now on it counts: it is on the board when the quarter begins, and changes only with a reason.",
    "published": "It is what the company reads: the handbook's page and Slack are made of what is published.",
}


def panel(at: Asked) -> None:
    """One objective: its next state, or back to draft with a reason."""
    if at.objective is None:
        return
    objective = at.objective.objective
    form = Form(at.name, {"reason": ""})
    forms.open_form(form)
    after = OBJECTIVE_STATES.index(objective.state) + 1
    state = OBJECTIVE_STATES[after] if after < len(OBJECTIVE_STATES) else None
    does = _DO[state] if state else "Move"
    says = _WHAT_IT_MEANS[state] if state else ""
    lines = Markup("").join(
        Markup("<li>{}: {}</li>").format(about, check.reason) for about, check in at.objective.blocks
    )
    lacks = Markup("<p>Before that, mend:</p><ul>{}</ul>").format(lines) if lines and state else ""
    why = Markup("<p><b>{}</b></p>").format(_not_mine(state)) if state and _not_mine(state) else ""
    text = Markup('<div class="okr"><h3 class="panel-title">{} “{}”</h3><div class="soft">{}</div>{}{}</div>')
    st.html(text.format(does, objective.title, says, lacks, why))
    forms.refusal(form)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if state:
            _button(form, at, _DO[state], state, type="primary")
        if objective.state != "draft":
            st.text_input("Back to draft, because", key=form.key("reason"), persist_state=KEPT, width=360)
            _button(form, at, "Back to draft", "draft")
        st.button("Cancel", key="okrs_cancel", type="tertiary", on_click=forms.give_up, args=(form,))


def _button(form: Form, at: Asked, label: str, state: ObjectiveState, **look: str | None) -> None:
    def act() -> object:
        name = at.objective.objective.objective if at.objective else ""
        return _move(str(at.quarter), state, [name], form.field("reason"))

    st.button(
        label,
        key=f"okrs_to_{state}",
        disabled=state in _DO and _not_mine(state) is not None,
        on_click=forms.save,
        args=(form, act),
        **look,  # type: ignore[arg-type]
    )


def all_of_them(found: QuarterDraft) -> None:
    """A button for each state that some objectives of the quarter are ready for."""
    for state, label in _DO.items():
        ready = approving.movable(found, state)
        if ready:
            everything = len(ready) == len(found.objectives)
            st.button(
                f"{label} {'all' if everything else words.count(len(ready), 'objective')}",
                key=f"okrs_all_{state}",
                disabled=_not_mine(state) is not None,
                help=_not_mine(state) or _WHAT_IT_MEANS[state].replace("It ", "Each ", 1),
                on_click=acts.guarded,
                args=(_move, str(found.quarter), state),
            )


def why_not(found: QuarterDraft) -> str | None:
    """Why some of these buttons do nothing for the one who looks."""
    ready: list[ObjectiveState] = [state for state in _DO if approving.movable(found, state)]
    return next((reason for state in ready if (reason := _not_mine(state))), None)


def _move(quarter: str, state: ObjectiveState, names: Sequence[str] | None = None, reason: str | None = None) -> object:
    return approving.move(load.store(), load.settings(), quarter, state, who.me(), objectives=names, reason=reason)


def _not_mine(state: ObjectiveState) -> str | None:
    """Why the one who looks cannot do this; None when they can."""
    person: Person | None = load.people().get(who.me() or "")
    if person is None:
        return f"To {_DO[state].lower()}, say who you are first, at the top of the page."
    if state in ("approved", "published") and person.role != "vp":
        vps = [each.name for each in load.people().values() if each.role == "vp" and each.active]
        return f"{_DOING[state]} is for the VPs: {', '.join(vps) or 'nobody yet'}."
    return None
