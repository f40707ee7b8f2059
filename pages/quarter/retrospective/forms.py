"""The form of one retrospective note: what it is filled with, what is saved, and that nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from data.errors import OkrError
from data.quarter import retro as retros
from data.quarter.retro import NOTE_FIELDS, Noted
from data.rules.calendar import Quarter
from data.rules.quarterly import RetroNote
from data.rules.scorecard import KeyResultScore
from data.store.connection import Store
from pages.parts import opened
from pages.parts.opened import Opened


@dataclass(frozen=True, slots=True)
class Form:
    """The note on one key result: who writes it, and the newest version there is."""

    quarter: Quarter
    row: KeyResultScore
    author: str | None
    held: RetroNote | None

    def key(self, field: str) -> str:
        return _key(self.row.key_result, field)

    def text(self, field: str) -> str:
        return st.session_state.get(self.key(field)) or ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A note that was kept, and whether somebody else had written one meanwhile."""

    row: KeyResultScore
    noted: Noted


def open_form(form: Form) -> Opened:
    return opened.form(form.key, _prefilled(form), form.held.recorded_at if form.held else None)


def save(form: Form, before: Opened, following: str | None, store: Store) -> None:
    """Keep the note and open the next one; what prevents it is told on the page, and every field keeps its text."""
    written: Any = {name: form.text(name) for name in NOTE_FIELDS}
    try:
        if form.author is None:
            raise OkrError("Nobody owns this key result yet. Choose your name at the top.")
        note = RetroNote(form.row.key_result, by=form.author, **written)
        noted = retros.note(store, note, seen_at=before.seen_at)
    except OkrError as error:
        st.session_state["retro.refused"] = form.row.key_result, str(error)
        return
    st.session_state["retro.saved"] = Saved(form.row, noted)
    st.query_params["kr"] = following or form.row.key_result
    opened.let_go(form.key)


def refusal(form: Form) -> str | None:
    """What prevented the last attempt to save this form, once."""
    about, told = st.session_state.get("retro.refused", (None, None))
    if about != form.row.key_result:
        return None
    del st.session_state["retro.refused"]
    return told


def is_unsaved(key_result: str) -> bool:
    """Whether a form of this session has words in it that were not saved."""
    return opened.is_touched(lambda field: _key(key_result, field))


def _key(key_result: str, field: str) -> str:
    return f"retro.{key_result}.{field}"


def _prefilled(form: Form) -> dict[str, str]:
    return {name: (getattr(form.held, name) if form.held else None) or "" for name in NOTE_FIELDS}
