"""A form of /okrs: what its fields were opened with, what they amount to, and the attempt to save them.

Nothing typed is lost: a form that was touched keeps its text until it is saved or given up, whatever else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from data.errors import OkrError
from data.quarter.drafts import Edit
from pages.parts import acts, opened, said
from pages.parts.opened import Opened
from pages.quarter.objectives import asked

KEPT = "session"  # what was typed outlives a visit to another page


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one thing under its name, as they are stored, and when that was written."""

    name: str
    fields: Mapping[str, Any]
    seen_at: datetime | None = None

    def key(self, field: str) -> str:
        return f"{self.name}.{field}"

    def field(self, field: str) -> Any:
        return st.session_state.get(self.key(field), self.fields.get(field))

    def text(self, field: str) -> str | None:
        """A text as it is kept: without blanks around it, None where nothing is left."""
        return (self.field(field) or "").strip() or None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What prevented a save, and the fields as they were then: a form that has changed since is asked anew."""

    refusal: str
    fields: Mapping[str, Any]


def open_form(form: Form) -> Opened:
    """The form as its writer got it."""
    return opened.form(form.key, form.fields, form.seen_at)


def save(form: Form, act: Callable[[], Any], then: Mapping[str, str] | None = None) -> None:
    """Do what keeps the fields, from a button's callback; what prevents it is told, and every field keeps its text."""
    try:
        kept = act()
    except OkrError as error:
        st.session_state[form.key("attempt")] = Attempt(acts.told(error), _typed(form))
        return
    give_up(form)
    for name, value in (then or {}).items():
        st.query_params[name] = value
    newer: Edit | None = getattr(kept, "newer", None)
    st.session_state["okrs.saved"] = f"Saved.{_told_of(newer)}"


def _told_of(newer: Edit | None) -> str:
    if newer is None:
        return ""
    return f" {said.name(newer.by)} had saved a version on {said.moment(newer.at)}: both are kept, yours counts."


def give_up(form: Form) -> None:
    """Forget what was typed, and leave."""
    opened.let_go(form.key)
    st.session_state.pop(form.key("attempt"), None)
    asked.leave()
    st.session_state["okrs.left"] = True


def refusal(form: Form) -> None:
    """Tell what prevented the last attempt, as long as nothing was changed since."""
    attempt: Attempt | None = st.session_state.get(form.key("attempt"))
    if attempt and attempt.fields == _typed(form):
        st.error(attempt.refusal)


def warn_of_newer(form: Form, by: str | None) -> None:
    """Say that somebody saved a version after this form was opened."""
    before = opened.of(form.key)
    if before and form.seen_at != before.seen_at:
        st.warning(
            f"{said.name(by)} saved a version on {said.moment(form.seen_at)}, after you opened yours. "
            "Save keeps both; yours will be the newest."
        )


def followed() -> None:
    """Leave the form's fragment once it is saved or given up: the whole page is drawn anew."""
    if st.session_state.pop("okrs.left", False):
        st.rerun()


def saved() -> str | None:
    """What was saved last, told once."""
    return st.session_state.pop("okrs.saved", None)


def _typed(form: Form) -> dict[str, Any]:
    return {field: form.field(field) for field in form.fields}
