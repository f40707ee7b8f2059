"""A form as its writer got it: one that nobody has typed into follows what is known, one with text in it stays.

A session ends with its server; the page stays, and brings the values of its fields to the next session. Among them is a
field that nobody sees: it says which session filled the form, and from which version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import streamlit as st

Key = Callable[[str], str]  # the session's name of a form's field

_RETURNED = "opened.returned"  # set from the first sight of a form that came with its page until its fields are drawn


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in the fields when the form was opened, and when the version before them was recorded."""

    fields: Mapping[str, Any]
    seen_at: datetime | None


def form(key: Key, fields: Mapping[str, Any], seen_at: datetime | None) -> Opened:
    """The form as it was opened; its fields are filled when it is, or when what is known changed and nobody typed.

    To be called once per run, before the fields are drawn; it draws the one that nobody sees. Fields that came with
    their page keep what they have: what is written into the session would win over it.
    """
    before, fresh = of(key), Opened(dict(fields), seen_at)
    if key("opened") not in st.session_state:
        return _returned(key, fresh) or _fill(key, fresh)
    if before is None:
        before = _fill(key, fresh)
    elif not st.session_state.get(_RETURNED):
        if before != fresh and not is_touched(key):
            before = _fill(key, fresh)
        for name, value in before.fields.items():
            st.session_state.setdefault(key(name), value)  # those that were not on the page that came back
    st.session_state[_mark_key(key)] = _mark(before)
    _draw_mark(key)
    return before


def of(key: Key) -> Opened | None:
    """The form as it was opened, None where it was not, or was let go of."""
    return st.session_state.get(key("opened"))


def is_touched(key: Key) -> bool:
    """Whether a form has something in it that was neither there when it was opened nor saved since."""
    before = of(key)
    return before is not None and any(
        st.session_state.get(key(name), value) != value for name, value in before.fields.items()
    )


def let_go(key: Key) -> None:
    """Forget the fields, so that the form opens next time with what is known then."""
    before = of(key)
    for name in before.fields if before else ():
        st.session_state.pop(key(name), None)
    st.session_state[key("opened")] = None  # it is known here, whatever the page still has in its fields


def were_returned() -> bool:
    """Whether this run drew fields that came with their page: what was read of them before was read too early."""
    return st.session_state.pop(_RETURNED, False)


def _fill(key: Key, fresh: Opened) -> Opened:
    for name, value in fresh.fields.items():
        st.session_state[key(name)] = value
    st.session_state[key("opened")] = fresh
    return fresh


def _returned(key: Key, fresh: Opened) -> Opened | None:
    """The form that came with its page, seen for the first time in this session; None where it did not."""
    own = _mark(fresh)
    mark = _draw_mark(key, own)
    if mark == own:
        return None
    _, _, seen_at = mark.partition(" ")
    before = Opened(fresh.fields, datetime.fromisoformat(seen_at) if seen_at else None)
    st.session_state[key("opened")] = before
    st.session_state[_RETURNED] = True
    return before


def _mark(opened: Opened) -> str:
    """Which session filled a form, and from which version."""
    session = st.session_state.setdefault("opened.session", uuid4().hex)
    return f"{session} {opened.seen_at.isoformat() if opened.seen_at else ''}"


def _mark_key(key: Key) -> str:
    return f"opened.{key('mark')}"  # what begins like this is hidden by the stylesheet


def _draw_mark(key: Key, value: str = "") -> str:
    return st.text_input("Opened from", value, key=_mark_key(key), label_visibility="collapsed")
