"""The subject and the text of the monthly update, written in place: whatever leaves a field is kept at once."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.telling import monthly
from data.telling.monthly import Draft
from pages.parts import acts, load, said, who

_NEWER = "monthly.newer"
CSS = Markup("""
.okr .monthly-to { margin: 0; }
.okr.monthly-kept p { margin: 0 0 0.3rem; font-size: 0.9rem; }
""")
_HINT = Markup(
    '<p class="soft">Markdown. <code>[…](/kr?kr=…)</code> leads to a page of this app, <code>![…](chart:…)</code> '
    "draws a chart: delete its line to leave it out. What you write is kept when you leave the field, or with "
    "Ctrl+Enter.</p>"
)


def show(draft: Draft) -> None:
    if newer := st.session_state.pop(_NEWER, None):
        st.warning(newer)
    base = _base(draft)
    on_change = {"on_change": acts.guarded, "args": (_save, draft, base)}
    st.text_input("Subject", draft.subject, key=_key(draft, base, "subject"), persist_state="session", **on_change)
    st.text_area("Text", draft.text, key=_key(draft, base, "text"), height=560, persist_state="session", **on_change)
    st.html(Markup('<div class="okr monthly-kept"><p>{}</p>{}</div>').format(_kept(draft), _HINT))
    if draft.stored:
        st.button(
            "Start over from the facts",
            key="monthly.start_over",
            type="tertiary",
            icon=":material/restart_alt:",
            help="Composes the update anew; what was written is kept as an older version.",
            on_click=acts.guarded,
            args=(_start_over, draft),
        )


def _kept(draft: Draft) -> str:
    if draft.stored is None:
        return "Composed from the month's updates, decisions and numbers; nobody has edited it yet."
    by = f" by {said.name(draft.stored.by)}" if draft.stored.by else ""
    return f"Saved on {said.moment(draft.stored.recorded_at)}{by}."


def _base(draft: Draft) -> str:
    """The version that the fields began with: they keep their places while only this session saves newer ones."""
    newest = _at(draft.stored.recorded_at if draft.stored else None)
    base, latest = st.session_state.get(_held(draft), (newest, newest))
    if latest != newest:
        base = newest  # somebody else saved: their text is shown
    st.session_state[_held(draft)] = (base, newest)
    return base


def _held(draft: Draft) -> str:
    return f"monthly.base.{draft.month}.{draft.team}"


def _at(moment: object) -> str:
    return str(moment) if moment else "composed"


def _key(draft: Draft, base: str, field: str) -> str:
    return f"monthly.{field}.{draft.month}.{draft.team}.{base}"


def _save(draft: Draft, base: str) -> None:
    subject, text = (st.session_state[_key(draft, base, field)] for field in ("subject", "text"))
    saved = monthly.save(
        load.store(),
        load.settings(),
        draft.month,
        draft.team,
        subject,
        text,
        seen_at=draft.stored.recorded_at if draft.stored else None,
        by=who.me(),
    )
    st.session_state[_held(draft)] = (base, _at(saved.update.recorded_at))
    if saved.newer:
        st.session_state[_NEWER] = (
            f"{said.name(saved.newer.by)} saved another version on {said.moment(saved.newer.recorded_at)}, while you "
            "wrote. Both are kept; yours is shown and would be sent."
        )


def _start_over(draft: Draft) -> None:
    store, settings = load.store(), load.settings()
    subject, text = monthly.composed(store, settings, draft.month, draft.team, store.now())
    monthly.save(store, settings, draft.month, draft.team, subject, text, by=who.me())
