"""The retrospective on one shared screen: one slide at a time, what is taken on beside it, the clock above."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from pages.parts import clock, load
from pages.quarter.retrospective import card_list, decided, pieces, slides, whereabouts
from pages.quarter.retrospective.asked import Asked
from pages.quarter.retrospective.whereabouts import Place

_POLL = 2  # seconds until what somebody else wrote is seen
_LONG_AGO = -1e9  # nobody planned when it begins: the clock waits to be started by hand

# The whole page grows with the screen: 22 pixels of base size at a width of 1920.
CSS = (
    Markup("""
html { font-size: clamp(14px, 1.17vw, 32px) !important; }
.topbar { font-size: max(11px, 0.6rem) !important; opacity: 0.75; }
.okr { font-size: 1rem; } [data-testid="stHeader"] { height: 1.6rem !important; min-height: 0 !important; }
[data-testid="stMainBlockContainer"] { max-width: none; padding-block: 0 1rem; }
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.okr.retro-head, .okr .ways { font-size: max(12px, 0.7rem); } .okr.retro-head h1 { font-size: 1.2em; }
.st-key-retro_top { border-bottom: 1px solid var(--line); padding-bottom: 0.35rem; }
.st-key-retro_top > :first-child { flex: 1 1 20rem; min-width: 0; }
@media print { .st-key-retro_top, .st-key-retro_said, .st-key-retro_head, .ways { display: none; } }
""")
    + whereabouts.CSS
    + card_list.CSS
    + slides.CSS
    + decided.CSS
)


def show(at: Asked) -> None:
    """The slide that the address names, drawn anew once somebody has written something."""
    _present(at)
    if not pieces.is_read_only():
        _watch(at)


@st.fragment
def _present(at: Asked) -> None:
    """Stepping runs this alone."""
    st.session_state["retro.revision"] = load.store().revision
    place = whereabouts.here(at)
    with st.container(horizontal=True, vertical_alignment="center", key="retro_top"):
        pieces.html(whereabouts.strip(place))
        _clock(place)
        _steps(place)
    slide, said = st.columns([3, 1], gap="medium")
    with slide:
        slides.show(place)
    with said:
        decided.show(place)


@st.fragment(run_every=_POLL)
def _watch(at: Asked) -> None:
    if load.store().revision != st.session_state.get("retro.revision"):
        st.rerun()


def _steps(place: Place) -> None:
    for name, shortcut, icon, key in (
        ("Back", "Left", ":material/arrow_back:", place.before),
        ("Next", "Right", ":material/arrow_forward:", place.after),
    ):
        st.button(name, key=f"retro_{name.lower()}", shortcut=shortcut, icon=icon, disabled=key is None,
                  on_click=whereabouts.go, args=(key,))  # fmt: skip


def _clock(place: Place) -> None:
    """A meeting that is looked at from afterwards has no clock."""
    if pieces.is_read_only():
        return
    before = place.minutes_before
    clock.show(
        week=f"retro.{place.retro.quarter}.{place.retro.which}",
        slide=place.slide.key,
        begins_in=_LONG_AGO,
        minutes=load.settings().org.retro_minutes,
        since=before,
        until=before + place.slide.minutes,
        item_minutes=place.slide.minutes,
    )
