"""Acts of a button or a box that may be refused: the reason is told on the page, and every field keeps its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from data.errors import OkrError, Problem

_REFUSED = "acts.refused"


def guarded(act: Callable[..., None], *args: Any) -> None:
    """Do something, from a widget's callback; `refusal` tells what prevented it."""
    try:
        act(*args)
    except OkrError as error:
        st.session_state[_REFUSED] = told(error)


def told(error: OkrError) -> str:
    """What an error says, in Markdown: its sentence, and its problems as a list below it."""
    return "\n".join((f"{error}\n" if error.problems else str(error), *(f"* {_sentence(p)}" for p in error.problems)))


def _sentence(problem: Problem) -> str:
    column = (problem.column or "").replace("_", " ")
    return f"{column.capitalize()}: {problem.message}." if column else f"{problem.message.rstrip('.')}."


def refusal() -> None:
    """Tell, once, what prevented the last act."""
    if told := st.session_state.pop(_REFUSED, None):
        st.error(told)
