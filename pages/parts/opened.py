"""A form as its writer got it: one that nobody has typed into follows what is known, one with text in it stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

Key = Callable[[str], str]  # the session's name of a form's field


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in the fields when the form was opened, and when the version before them was recorded."""

    fields: Mapping[str, Any]
    seen_at: datetime | None


def form(key: Key, fields: Mapping[str, Any], seen_at: datetime | None) -> Opened:
    """The form as it was opened; its fields are filled when it is, or when what is known changed and nobody typed."""
    before, fresh = of(key), Opened(dict(fields), seen_at)
    if before is None or (before != fresh and not is_touched(key)):
        before = st.session_state[key("opened")] = fresh
        for name, value in fresh.fields.items():
            st.session_state[key(name)] = value
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
    for name in (*(before.fields if before else ()), "opened"):
        st.session_state.pop(key(name), None)
