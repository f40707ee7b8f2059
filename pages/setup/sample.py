"""The way from the sample to a store of one's own."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from data import samples
from data.rules import words
from pages.parts import load
from pages.parts.addresses import PLACES
from pages.setup import parts

KEPT = "setup_sample_kept"  # where the sample's file lies, for the screen that follows

_SAID = Markup(
    '<div class="okr"><strong>This is the sample.</strong> An invented company, whose clock starts on {} each time. '
    '<span class="soft">Look around, change what you like. When you have seen enough, bring your own quarter.</span>'
    "</div>"
)
_ASKED = Markup(
    '<div class="okr"><strong>Leave the sample for your own store?</strong> <span class="soft">Yours is '
    "<code>{}</code>. The sample’s file is kept{}, with everything that was typed into it. "
    "Everybody who has this app open moves along.</span></div>"
)


def show() -> None:
    """On a sample store: what it is, and the button that leaves it, which asks once more in place."""
    today = load.sample_today()
    if today is None or load.as_of():
        return
    with st.container(border=True):
        said, buttons = st.columns([3.2, 1], vertical_alignment="center")
        if st.session_state.get("setup_leaving"):
            _confirm(said, buttons)
        else:
            said.html(_SAID.format(f"{words.day(today)} {today.year}"))
            buttons.button("Start with your own OKRs", type="primary", width="stretch", on_click=_ask, args=(True,))


def _confirm(said: DeltaGenerator, buttons: DeltaGenerator) -> None:
    own = load.settings().own_store
    where = " beside it, under a name that says so" if load.store().path == own else f": {load.store().path}"
    said.html(_ASKED.format(own, where))
    if buttons.button("Yes, open my own store", type="primary", width="stretch"):
        _leave()
    buttons.button("Stay in the sample", width="stretch", on_click=_ask, args=(False,))


def _ask(is_asked: bool) -> None:
    st.session_state["setup_leaving"] = is_asked


def _leave() -> None:
    _ask(False)
    st.session_state[KEPT] = str(samples.leave())
    me = parts.me()
    st.switch_page(PLACES["/"].file, query_params={"me": me} if me else None)
