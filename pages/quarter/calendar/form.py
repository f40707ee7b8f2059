"""The chosen step: what it is about, what people gave to it, and the forms to mark it done, note, link, give."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from data.quarter import planning
from data.quarter.planning import Planned
from data.rules import words
from data.rules.calendar import Quarter
from data.rules.quarterly import Comment, StepRecord
from pages.parts import acts, load, said, who
from pages.quarter.calendar import parts

_NEWER = "planning.newer"

CSS = Markup("""
.okr .step-head { border-left: 4px solid var(--accent); padding-left: 0.8rem; }
.okr .step-head h2 { margin: 0; font-size: 1.25rem; } .okr .step-head p { margin: 0.15rem 0 0; }
.okr .step-head .standing { font-size: 0.95rem; font-weight: 650; text-align: left; }
.okr .noted { margin: 0.7rem 0 0; }
.okr .inputs { list-style: none; margin: 0.2rem 0 0; padding: 0; }
.okr .inputs li { margin: 0 0 0.55rem; overflow-wrap: anywhere; white-space: pre-line; }
.okr .inputs small { display: block; color: var(--soft); }
""")


def show(step: Planned) -> None:
    """The step with its forms: for who only looks that for input, in the past none."""
    may_keep = load.as_of() is None and not _only_looks()
    _html(_head(step), Markup("") if may_keep else _note(step.record))
    if step.dated.step.takes_input:
        _inputs(step)
    if may_keep:
        _keep(step)


def _only_looks() -> bool:
    person = load.people().get(who.me() or "")
    return person is not None and person.role == "viewer"


def _html(*body: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(Markup("").join(body)))


def _head(step: Planned) -> Markup:
    dated = step.dated
    facts = [
        Markup("Week {} of {}, {}").format(dated.number, dated.quarter, parts.days(dated)),
        Markup("{}").format(dated.step.who),
        parts.place(dated),
        parts.document(step.record.link) if step.record and step.record.link else None,
    ]
    return Markup('<div class="step-head"><h2>{}</h2><p class="soft">{}</p><p>{}</p><p>{}</p></div>').format(
        dated.step.title, Markup(" · ").join(filter(None, facts)), dated.step.about, parts.standing(step)
    )


def _note(record: StepRecord | None) -> Markup:
    return Markup('<p class="noted">{}</p>').format(record.note) if record and record.note else Markup("")


def _keep(step: Planned) -> None:
    """Note, link, and the buttons that save them alone or say that the step is done or not."""
    record, is_done = step.record, step.state == "done"
    if newer := st.session_state.pop(_NEWER, None):
        st.warning(newer)
    with st.form(f"planning_keep_{step.step}", border=False):
        st.text_area(
            "Note",
            (record.note if record else None) or "",
            key=_key(step, "note"),
            height=80,
            persist_state="session",
        )
        st.text_input(
            "Link to its document",
            (record.link if record else None) or "",
            key=_key(step, "link"),
            placeholder="https://",
            persist_state="session",
        )
        with st.container(horizontal=True):
            if is_done:
                _submit("Save", _save, step, is_main=True)
                _submit("Not done after all", _reopen, step)
            else:
                _submit("Mark as done", _mark_done, step, is_main=True)
                _submit("Save only", _save, step)


def _submit(label: str, act: Any, step: Planned, *, is_main: bool = False) -> None:
    kind = "primary" if is_main else "secondary"
    st.form_submit_button(label, type=kind, on_click=acts.guarded, args=(act, step))


def _key(step: Planned, field: str) -> str:
    """A field of one version of a step: a newer version brings its own text."""
    at = step.record.recorded_at if step.record else None
    return f"planning.{field}.{step.dated.quarter}.{step.step}.{at}"


def _written(step: Planned) -> dict[str, str]:
    return {name: st.session_state[_key(step, name)] for name in ("note", "link")}


def _mark_done(step: Planned) -> None:
    _stay(step)
    planning.mark_done(*_place(step), by=who.me(), **_written(step))


def _save(step: Planned) -> None:
    _stay(step)
    planning.tell(*_place(step), by=who.me(), **_written(step))


def _reopen(step: Planned) -> None:
    _stay(step)
    planning.reopen(*_place(step), by=who.me(), **_written(step))


def _stay(step: Planned) -> None:
    """Keep this step open. Somebody else may have written meanwhile: both versions are kept, and who writes is told."""
    st.query_params["step"] = step.step
    newest = load.planning(step.dated.quarter).step(step.step)
    record = newest.record if newest else None
    if record and record != step.record:
        note = f" The note was: “{record.note}”" if record.note else ""
        st.session_state[_NEWER] = f"{said.name(record.by)} changed this step meanwhile; yours counts now.{note}"


def _place(step: Planned) -> tuple[Any, Any, Quarter, str]:
    return load.store(), load.settings(), step.dated.quarter, step.step


def _inputs(step: Planned) -> None:
    """What people gave, oldest first, each with who and when; and the form for one more."""
    count = len(step.inputs) or "none yet"
    _html(Markup('<h2>Input <small class="soft">{}</small></h2>').format(count), _given(step))
    if load.as_of() is not None:
        return
    for comment in step.inputs:
        if comment.by and comment.by == who.me():
            _own(comment)
    _give(step)


def _given(step: Planned) -> Markup:
    lines = [_input(comment) for comment in step.inputs]
    return Markup('<ol class="inputs">{}</ol>').format(Markup("").join(lines)) if lines else Markup("")


def _input(comment: Comment) -> Markup:
    return Markup("<li>{}<small>{}, {}</small></li>").format(
        comment.text, said.name(comment.by), words.day(comment.recorded_at) if comment.recorded_at else ""
    )


def _own(comment: Comment) -> None:
    st.button(
        f"Take back “{_short(comment.text)}”",
        key=f"planning.withdraw.{comment.comment}",
        type="tertiary",
        icon=":material/undo:",
        on_click=acts.guarded,
        args=(_withdraw, comment),
    )


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29].rstrip()}…"


def _withdraw(comment: Comment) -> None:
    planning.withdraw_input(load.store(), comment, by=who.me())


def _give(step: Planned) -> None:
    with st.form(f"planning_give_{step.step}", border=False):
        signed = f"as {said.name(who.me())}" if who.me() else "without a name (say above who you are)"
        st.text_area(f"Your input, {signed}", key=_input_key(step), height=90, persist_state="session")
        _submit("Add", _add, step)


def _input_key(step: Planned) -> str:
    return f"planning.input.{step.dated.quarter}.{step.step}"


def _add(step: Planned) -> None:
    key = _input_key(step)
    planning.give_input(*_place(step), st.session_state[key], by=who.me())
    st.session_state[key] = ""
