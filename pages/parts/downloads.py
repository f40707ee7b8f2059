"""Decks to take away: made when they are asked for, with one click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from data import exporting
from pages.parts import load


def decks(week: date) -> None:
    """The week as a deck, and its quarter week over week."""
    # Asked for outside a script run: what belongs to the page is taken now.
    store, settings, moment, quarter = load.store(), load.settings(), load.as_of(), str(load.quarter(week))
    history = f"okr-{quarter.replace(' ', '-')}-history.pptx"
    with st.container(horizontal=True):
        _deck("Deck of the week", lambda: exporting.deck(store, settings, week, moment), f"okr-{week}.pptx")
        _deck("The quarter, week over week", lambda: exporting.history(store, settings, quarter, moment), history)


def _deck(label: str, make: Callable[[], bytes], name: str) -> None:
    st.download_button(
        label,
        data=make,
        file_name=name,
        mime=exporting.DECK,
        icon=":material/slideshow:",
        on_click="ignore",
        key=f"downloads-{label}",
    )
