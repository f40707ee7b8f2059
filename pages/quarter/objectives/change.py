"""Changing what is in force: how, why, and who agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from data.quarter import rewording
from data.quarter.drafts import QuarterDraft
from data.quarter.rewording import Grounds
from data.rules.drafting import Written
from data.rules.okr import KeyResult
from pages.parts import load, said, who
from pages.quarter.objectives import forms, inputs, panel, values
from pages.quarter.objectives.asked import Asked
from pages.quarter.objectives.forms import KEPT, Form

TWEAK, REWORD, REPLACE, DROP = "Tweak", "Reword", "Replace", "Drop"
_SAYS = {
    TWEAK: "Its numbers, its dates, its owner or its plan. What it says stays.",
    REWORD: "What it says or how it is measured.",
    REPLACE: "It is dropped, and another key result takes its place from today.",
    DROP: "It is given up. It stays on the board as cancelled, with the reason.",
}
_GROUNDS = {"reason": "", "agreed_by": []}


def show(at: Asked) -> None:
    found = load.quarter_draft(str(at.quarter))
    hows = (TWEAK, REWORD, REPLACE, DROP) if at.key_result else (REWORD, DROP)
    title = at.key_result.key_result.title if at.key_result else at.objective.objective.title if at.objective else ""
    st.html(Markup('<div class="okr"><h3 class="panel-title">Change “{}”</h3></div>').format(title))
    how = st.segmented_control(
        "How", hows, default=hows[0], required=True, key=f"{at.name}.how", label_visibility="collapsed"
    )
    says = "Its title, its why, its owner." if at.key_result is None and how == REWORD else _SAYS[how or hows[0]]
    if at.key_result is None and how == DROP:
        says = "All its key results are dropped: they stay on the board as cancelled, with the reason."
    st.html(Markup('<div class="okr soft">{}</div>').format(says))
    if at.key_result:
        _key_result(at, found, how or hows[0])
    else:
        _objective(at, found, how or hows[0])


def _key_result(at: Asked, found: QuarterDraft, how: str) -> None:
    name = at.key_result.key_result.key_result if at.key_result else ""
    stored = found.key_result(name)
    if stored is None:
        return
    held = _successor(stored.written) if how == REPLACE else stored.written
    fields = {} if how == DROP else values.of_key_result(held, at.quarter)
    form = Form(f"{at.name}.{how}", fields | _GROUNDS, stored.edited.at)
    before = forms.open_form(form)
    forms.warn_of_newer(form, stored.edited.by)
    if how != DROP:
        left, right = panel.beside()
        with left:
            inputs.key_result(form, at.quarter, words_too=how != TWEAK)
        written, problems = values.key_result(form, held, at.quarter)
        right.html(inputs.preview(written, panel.key_result_checks(found, written), problems))
    _why(form)

    def keep() -> Any:
        grounds, store = _grounds(form), load.store()
        if how == DROP:
            return rewording.drop(store, name, grounds, who.me())
        typed = panel.read(values.key_result(form, held, at.quarter))
        if how == REPLACE:
            return rewording.supersede(store, name, typed, grounds, who.me())
        return rewording.change(store, typed, grounds, who.me(), seen_at=before.seen_at)

    panel.buttons(form, keep, f"{how} it", None)


def _objective(at: Asked, found: QuarterDraft, how: str) -> None:
    name = at.objective.objective.objective if at.objective else ""
    stored = found.objective(name)
    if stored is None:
        return
    held = stored.objective
    fields = {} if how == DROP else values.of_objective(held)
    form = Form(f"{at.name}.{how}", fields | _GROUNDS, stored.edited.at)
    before = forms.open_form(form)
    forms.warn_of_newer(form, stored.edited.by)
    if how != DROP:
        left, right = panel.beside()
        with left:
            inputs.objective(form, found, held)
        written, problems = values.objective(form, held)
        right.html(inputs.objective_preview(panel.objective_checks(found, written), problems))
    _why(form)

    def keep() -> Any:
        grounds, store = _grounds(form), load.store()
        if how == DROP:
            return rewording.drop_objective(store, name, grounds, who.me())
        typed = panel.read(values.objective(form, held))
        return rewording.change_objective(store, typed, grounds, who.me(), seen_at=before.seen_at)

    panel.buttons(form, keep, f"{how} it", None)


def _successor(old: Written) -> Written:
    """What a key result's successor begins with: its place, its owner, its commitment."""
    kr = old.key_result
    new = KeyResult("", kr.objective, "", owner=kr.owner, commitment=kr.commitment, weight=kr.weight)
    return Written(replace(new, start=load.now().date()))


def _why(form: Form) -> None:
    reason, agreed = st.columns([5, 4])
    with reason:
        st.text_area(
            "Why",
            key=form.key("reason"),
            height="content",
            placeholder="What was learned since it was approved",
            persist_state=KEPT,
        )
    with agreed:
        st.multiselect(
            "Who agreed",
            _leaders(),
            key=form.key("agreed_by"),
            placeholder="VPs and directors, or type a name",
            accept_new_options=True,
            persist_state=KEPT,
        )


def _leaders() -> list[str]:
    people = load.people().values()
    found = [each for each in people if each.active and each.role in ("vp", "director")]
    return [said.name(each.email) for each in sorted(found, key=lambda each: (each.role != "vp", each.name))]


def _grounds(form: Form) -> Grounds:
    return Grounds(form.field("reason") or "", ", ".join(form.field("agreed_by") or []))
