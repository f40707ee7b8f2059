"""Actions that somebody promised: those open, those done since last Monday, and a form for more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st
from markupsafe import Markup

from data.monday import meeting
from data.rules import words
from data.rules.meeting import Action
from pages.monday import agenda_parts
from pages.parts import acts, links, load, promised, said

_NOTHING = Markup('<p class="soft">{}</p>')
EVERYBODY, MINE = "everybody’s", "mine"


def show(week: date) -> None:
    """The actions at the time of the sync that reviews a week."""
    actions = load.actions(since=week)
    open_ones = [action for action in actions if action.done_on is None]
    overdue = sum(promised.is_overdue(action) for action in open_ones)
    agenda_parts.heading(
        "Open actions",
        Markup("{}{}").format(
            len(open_ones) or "none",
            Markup(' · <span class="bad">{} overdue</span>').format(overdue) if overdue else "",
        ),
    )
    shown = _chosen(actions)
    if not shown:
        agenda_parts.html(_NOTHING.format(_nothing(bool(actions))))
    titles = {row.key_result: row.title for row in load.review(week).key_results}
    for action in shown:
        if agenda_parts.is_edited(action.action):
            _edit(action)
        else:
            _line(action, week, titles)
    if load.as_of() is None:
        _add(week, titles)


def _nothing(are_others: bool) -> str:
    if are_others:
        return "You have no open action."
    return "Nothing is promised. What somebody takes on in the meeting stays here until it is done."


def _chosen(actions: Sequence[Action]) -> Sequence[Action]:
    """Everybody's, or those of who is looking."""
    email = agenda_parts.me()
    if email is None or not actions:
        return actions
    whose = st.segmented_control(
        "Whose",
        (EVERYBODY, MINE),
        default=EVERYBODY,
        required=True,
        key="whose",
        bind="query-params",
        label_visibility="collapsed",
    )
    return [action for action in actions if action.owner == email] if whose == MINE else actions


def _line(action: Action, week: date, titles: dict[str, str]) -> None:
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="top", gap="small", key=f"agenda_{action.action}"
    ):
        if load.as_of() is None:
            promised.tick(action, "agenda")
        agenda_parts.html(_told(action, week, titles))


def _told(action: Action, week: date, titles: dict[str, str]) -> Markup:
    facts = [Markup("{}").format(said.name(action.owner)), promised.when(action)]
    if action.key_result:
        facts.append(links.link(titles.get(action.key_result, action.key_result), "/kr", kr=action.key_result))
    if action.week < week:
        facts.append(Markup("since the week of {}").format(words.day(action.week)))
    facts += [agenda_parts.edit_link(action.action)] if load.as_of() is None else []
    css = "done" if action.done_on else ""
    return Markup('<div class="entry {}"><b>{}</b><small>{}</small></div>').format(
        css, action.text, Markup(" · ").join(facts)
    )


def _fields(form: str, action: Action | None = None) -> None:
    people = load.people()
    active = [email for email in people if people[email].active or (action and email == action.owner)]
    everybody = sorted(active, key=lambda email: people[email].name)
    owner = action.owner if action else None
    st.text_input(
        "What is promised",
        action.text if action else "",
        key=f"agenda.{form}.text",
        placeholder="Something that can be ticked off",
    )
    who, when = st.columns([3, 2])
    with who:
        st.selectbox(
            "Owner",
            everybody,
            index=everybody.index(owner) if owner in everybody else None,
            format_func=said.name,
            key=f"agenda.{form}.owner",
            placeholder="Who does it",
        )
    with when:
        st.date_input("Due", action.due if action else None, key=f"agenda.{form}.due", format="YYYY-MM-DD")


def _edit(action: Action) -> None:
    """The form in the action's place."""
    with st.form(f"agenda_edit_{action.action}"):
        _fields(f"edit.{action.action}", action)
        with st.container(horizontal=True):
            st.form_submit_button("Save", type="primary", on_click=acts.guarded, args=(_save, action))
            st.form_submit_button("Withdraw", on_click=acts.guarded, args=(_withdraw, action))
            st.form_submit_button("Leave as it is", type="tertiary", on_click=agenda_parts.stop_editing)


def _save(action: Action) -> None:
    written = _written(f"edit.{action.action}")
    written["text"] = written["text"].strip() or action.text
    meeting.change_action(load.store(), action, **written)
    agenda_parts.stop_editing()


def _withdraw(action: Action) -> None:
    meeting.change_action(load.store(), action, withdrawn=True)
    agenda_parts.stop_editing()


def _written(form: str) -> dict[str, Any]:
    return {name: agenda_parts.field(f"{form}.{name}") for name in ("text", "owner", "due")}


def _add(week: date, titles: dict[str, str]) -> None:
    with st.form("agenda_promise"):
        _fields("promise")
        st.selectbox(
            "Key result, if it serves one",
            list(titles),
            index=None,
            format_func=titles.__getitem__,
            key="agenda.promise.key_result",
            placeholder="none",
            help="It then shows up in the owner's next update form.",
        )
        st.form_submit_button("Add action", type="primary", on_click=acts.guarded, args=(_promise, week))


def _promise(week: date) -> None:
    key_result = agenda_parts.field("promise.key_result")
    meeting.promise(load.store(), week, **_written("promise"), key_result=key_result, by=agenda_parts.me())
    agenda_parts.empty("promise", text="", owner=None, due=None, key_result=None)
