"""The one thing that is written, talked about or moved on, in its place in the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from data.quarter import drafting as writing
from data.quarter.drafts import QuarterDraft
from data.quarter.writing import DraftRefused
from data.rules import drafting
from data.rules.drafting import Written
from data.rules.okr import KeyResult, Objective
from pages.parts import into_view, load, who
from pages.quarter.objectives import forms, inputs, marks, values
from pages.quarter.objectives.asked import Asked
from pages.quarter.objectives.forms import Form

Noun = TypeVar("Noun")

_FIRST_FIELD = "input[type=text]:not([role=combobox]), textarea"


@st.fragment
def show(at: Asked) -> None:
    """A fragment: typing redraws nothing else."""
    forms.followed()
    with st.container(key="okrs_panel", border=True):
        if at.verb == "comment":
            from pages.quarter.objectives import talk

            talk.show(at)
        elif at.verb == "move":
            from pages.quarter.objectives import moves

            moves.panel(at)
        elif at.verb == "change":
            from pages.quarter.objectives import change

            change.show(at)
        elif at.key_result or (at.verb == "new" and at.objective):
            _key_result(at)
        else:
            _objective(at)
        into_view.bring("okrs_panel", at.name, _FIRST_FIELD)


def _objective(at: Asked) -> None:
    found = load.quarter_draft(str(at.quarter))
    stored = (found.objective(at.objective.objective.objective) or at.objective) if at.objective else None
    held = stored.objective if stored else Objective("", str(at.quarter), "", owner=who.me(), team=_my_team())
    form = Form(at.name, values.of_objective(held), stored.edited.at if stored else None)
    before = forms.open_form(form)
    _heading("Edit the objective" if stored else "A new objective")
    forms.warn_of_newer(form, stored.edited.by if stored else None)
    left, right = beside()
    with left:
        inputs.objective(form, found, held)
    written, problems = values.objective(form, held)
    said_of_it = marks.thread(stored.comments) if stored else Markup("")
    right.html(inputs.objective_preview(objective_checks(found, written), problems) + said_of_it)

    def keep() -> Any:
        typed = read(values.objective(form, held))
        kept = writing.save_objective(load.store(), typed, who.me(), seen_at=before.seen_at)
        if not stored:
            onward.update(new="key_result", of=kept.value.objective)
        return kept

    onward: dict[str, str] = {}
    buttons(
        form,
        keep,
        "Save" if stored else "Save, and add its key results",
        onward,
        withdraw=(lambda: writing.withdraw_objective(load.store(), held.objective, who.me())) if stored else None,
    )


def _key_result(at: Asked) -> None:
    found = load.quarter_draft(str(at.quarter))
    stored = (found.key_result(at.key_result.key_result.key_result) or at.key_result) if at.key_result else None
    held = stored.written if stored else new_key_result(at)
    form = Form(at.name, values.of_key_result(held, at.quarter), stored.edited.at if stored else None)
    before = forms.open_form(form)
    of = f" of “{at.objective.objective.title}”" if at.objective else ""
    _heading(f"Edit the key result{of}" if stored else f"A new key result{of}")
    forms.warn_of_newer(form, stored.edited.by if stored else None)
    left, right = beside()
    with left:
        inputs.key_result(form, at.quarter)
    written, problems = values.key_result(form, held, at.quarter)
    said_of_it = marks.thread(stored.comments) if stored else Markup("")
    right.html(inputs.preview(written, key_result_checks(found, written), problems) + said_of_it)

    def keep() -> Any:
        typed = read(values.key_result(form, held, at.quarter))
        return writing.save_key_result(load.store(), typed, who.me(), seen_at=before.seen_at)

    buttons(
        form,
        keep,
        "Save",
        None,
        another={"new": "key_result", "of": held.key_result.objective} if not stored else None,
        withdraw=(lambda: writing.withdraw_key_result(load.store(), held.key_result.key_result, who.me()))
        if stored
        else None,
    )


def new_key_result(at: Asked) -> Written:
    """An empty key result below an objective."""
    below = at.objective.objective if at.objective else None
    return Written(KeyResult("", below.objective if below else "", ""))


def objective_checks(found: QuarterDraft, written: Objective) -> tuple[drafting.Check, ...]:
    """What an objective lacks as it is typed; that a new one has no key results yet goes without saying."""
    stored = found.objective(written.objective)
    key_results = [each.key_result for each in stored.key_results if not each.key_result.dropped] if stored else []
    settings = load.settings()
    checks = drafting.of_objective(
        written, key_results, found.known, settings.limits, settings.org.fiscal_year_start_month
    )
    return checks if stored else tuple(check for check in checks if check.check != "no key results")


def key_result_checks(found: QuarterDraft, written: Written) -> tuple[drafting.Check, ...]:
    """What a key result lacks as it is typed."""
    kr = written.key_result
    owned = found.owned(kr.owner, without=kr.key_result) + 1
    return drafting.of_key_result(written, found.quarter, owned, load.settings().limits)


def read(found: tuple[Noun, list[str]]) -> Noun:
    """What the fields amount to. Raises DraftRefused when something in them cannot be read."""
    typed, problems = found
    if problems:
        raise DraftRefused(" ".join(problems))
    return typed


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    left, right = st.columns([5, 2], gap="medium")
    return left, right


def buttons(
    form: Form,
    keep: Callable[[], Any],
    label: str,
    then: dict[str, str] | None,
    another: dict[str, str] | None = None,
    withdraw: Callable[[], None] | None = None,
) -> None:
    """Save, and the ways out; above them what prevented the last attempt."""
    forms.refusal(form)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label,
            key="okrs_save",
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=forms.save,
            args=(form, keep, then),
        )
        if another:
            st.button("Save and add another", key="okrs_more", on_click=forms.save, args=(form, keep, another))
        st.button("Cancel", key="okrs_cancel", type="tertiary", on_click=forms.give_up, args=(form,))
        if withdraw:
            st.space("stretch")
            st.button(
                "Take the draft back",
                key="okrs_withdraw",
                type="tertiary",
                icon=":material/delete:",
                help="It disappears from the document. Its history is kept.",
                on_click=forms.save,
                args=(form, withdraw, None),
            )


def _heading(text: str) -> None:
    st.html(Markup('<div class="okr"><h3 class="panel-title">{}</h3></div>').format(text))


def _my_team() -> str | None:
    person = load.people().get(who.me() or "")
    return person.team if person else None
