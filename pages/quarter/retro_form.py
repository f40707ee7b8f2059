"""The form of one retrospective note: what it is filled with, what is saved, and that nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from data import retro as retros
from data.errors import OkrError
from data.retro import NOTE_FIELDS, Noted
from data.rules.calendar import Quarter
from data.rules.quarterly import RetroNote
from data.rules.scorecard import KeyResultScore
from data.store.connection import Store


@dataclass(frozen=True, slots=True)
class Form:
    """The note on one key result: who writes it, and the newest version there is."""

    quarter: Quarter
    row: KeyResultScore
    author: str | None
    held: RetroNote | None

    def key(self, field: str) -> str:
        return f"retro.{self.row.key_result}.{field}"

    def text(self, field: str) -> str:
        return st.session_state.get(self.key(field)) or ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The form as its writer got it: what was in the fields, and when the version before them was recorded."""

    fields: dict[str, str]
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A note that was kept, and whether somebody else had written one meanwhile."""

    row: KeyResultScore
    noted: Noted


def open_form(form: Form) -> Opened:
    """The form as it was opened. One that nobody has typed into follows what is known; one with text in it stays."""
    opened: Opened | None = st.session_state.get(form.key("opened"))
    fresh = Opened(_prefilled(form), form.held.recorded_at if form.held else None)
    if opened is None or (opened != fresh and not _is_touched(form, opened)):
        opened = st.session_state[form.key("opened")] = fresh
        for field, value in fresh.fields.items():
            st.session_state[form.key(field)] = value
    return opened


def save(form: Form, opened: Opened, following: str | None, store: Store) -> None:
    """Keep the note and open the next one; what prevents it is told on the page, and every field keeps its text."""
    written: Any = {name: form.text(name) for name in NOTE_FIELDS}
    try:
        if form.author is None:
            raise OkrError("Nobody owns this key result yet. Choose your name at the top.")
        note = RetroNote(form.row.key_result, by=form.author, **written)
        noted = retros.note(store, note, seen_at=opened.seen_at)
    except OkrError as error:
        st.session_state["retro.refused"] = form.row.key_result, str(error)
        return
    st.session_state["retro.saved"] = Saved(form.row, noted)
    st.query_params["kr"] = following or form.row.key_result
    for name in ("opened", *opened.fields):
        st.session_state.pop(form.key(name), None)


def refusal(form: Form) -> str | None:
    """What prevented the last attempt to save this form, once."""
    about, told = st.session_state.get("retro.refused", (None, None))
    if about != form.row.key_result:
        return None
    del st.session_state["retro.refused"]
    return told


def is_unsaved(key_result: str) -> bool:
    """Whether a form of this session has words in it that were not saved."""
    opened: Opened | None = st.session_state.get(f"retro.{key_result}.opened")
    return opened is not None and any(
        st.session_state.get(f"retro.{key_result}.{name}", value) != value for name, value in opened.fields.items()
    )


def _prefilled(form: Form) -> dict[str, str]:
    return {name: (getattr(form.held, name) if form.held else None) or "" for name in NOTE_FIELDS}


def _is_touched(form: Form, opened: Opened) -> bool:
    return any(st.session_state.get(form.key(name), value) != value for name, value in opened.fields.items())
