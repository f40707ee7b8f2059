"""An action that somebody promised, as pages show it: whether it is done, whose it is, when it is due."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.monday import meeting
from data.rules import words
from data.rules.meeting import Action
from pages.parts import acts, load


def tick(action: Action, page: str) -> None:
    """A box that says whether an action is done; each version of the action has a box of its own."""
    st.checkbox(
        f"Done: {action.text}",
        value=action.done_on is not None,
        key=f"{page}.done.{action.action}.{action.recorded_at}",
        label_visibility="collapsed",
        on_change=acts.guarded,
        args=(_turn, action),
    )


def is_overdue(action: Action) -> bool:
    return action.done_on is None and action.due is not None and action.due < load.now().date()


def when(action: Action) -> Markup:
    """ "due 24 January", "done on 13 January"."""
    if action.done_on:
        return Markup("done on {}").format(words.day(action.done_on))
    if action.due is None:
        return Markup("no due date")
    if is_overdue(action):
        return Markup('<b class="bad">overdue since {}</b>').format(words.day(action.due))
    return Markup("due {}").format(words.day(action.due))


def _turn(action: Action) -> None:
    done_on = None if action.done_on else load.now().date()
    meeting.change_action(load.store(), action, done_on=done_on)
