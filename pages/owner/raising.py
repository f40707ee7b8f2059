"""Raising a key result by hand, so that the next Monday sync discusses it."""

from __future__ import annotations

import streamlit as st

from data.errors import OkrError
from data.monday import meeting as meetings
from data.rules import words
from data.rules.okr import KeyResult
from pages.parts import load, said


def offer(key_result: KeyResult) -> None:
    """A small button with a field for the reason; once it is raised, who did so and for which sync."""
    if load.as_of() or key_result.dropped:
        return
    sync = load.next_sync()
    held = [item for item in load.minutes(sync.week).items if item.key_result == key_result.key_result]
    when = f"the sync of {words.day(sync.begins_at)}"
    if any(item.state == "open" for item in held):
        st.caption(f"Raised by {said.name(held[-1].by)} for {when}")
        return
    with st.popover("Raise it on Monday", icon=":material/flag:", type="tertiary"):
        st.text_input("What should be talked about?", key="kr.raise", max_chars=200)
        for problem in st.session_state.pop("kr.problems", []):
            st.error(problem)
        st.button(f"Put it on {when}", key="kr_raise", on_click=_raise, args=(key_result,))


def _raise(key_result: KeyResult) -> None:
    week, why, by = load.next_sync().week, st.session_state["kr.raise"], st.query_params.get("me")
    try:
        meetings.raise_item(load.store(), week, why, by=by, key_result=key_result.key_result)
    except OkrError as error:
        st.session_state["kr.problems"] = [str(error)]
