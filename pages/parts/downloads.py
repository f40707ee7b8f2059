"""Decks to take away: made when they are asked for, with one click."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data import exporting
from pages.parts import load


def decks(week: date) -> None:
    """The week as a deck, and its quarter week over week."""
    # Asked for outside a script run: what belongs to the page is taken now.
    store, settings, moment, quarter = load.store(), load.settings(), load.as_of(), str(load.quarter(week))
    with st.container(horizontal=True):
        st.download_button(
            "Deck of the week",
            data=lambda: exporting.deck(store, settings, week, moment),
            file_name=f"okr-{week}.pptx",
            mime=exporting.DECK,
            icon=":material/slideshow:",
            on_click="ignore",
            key="downloads-deck",
        )
        st.download_button(
            "The quarter, week over week",
            data=lambda: exporting.history(store, settings, quarter, moment),
            file_name=f"okr-{quarter.replace(' ', '-')}-history.pptx",
            mime=exporting.DECK,
            icon=":material/timeline:",
            on_click="ignore",
            key="downloads-history",
        )
