"""Decks to take away: made when they are asked for, with one click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import streamlit as st

from data import exporting
from data.exporting import ScorecardFormat
from pages.parts import load

_SCORECARDS: Mapping[ScorecardFormat, str] = {"pptx": "Deck", "md": "Markdown", "xlsx": "Workbook"}


def decks(week: date) -> None:
    """The week as a deck, and its quarter week over week."""
    # Asked for outside a script run: what belongs to the page is taken now.
    store, settings, moment, quarter = load.store(), load.settings(), load.as_of(), str(load.quarter(week))
    history = f"okr-{quarter.replace(' ', '-')}-history.pptx"
    with st.container(horizontal=True):
        _deck("Deck of the week", lambda: exporting.deck(store, settings, week, moment), f"okr-{week}.pptx")
        _deck("The quarter, week over week", lambda: exporting.history(store, settings, quarter, moment), history)


def scorecard(quarter: str, *, internal: bool) -> None:
    """A quarter's scorecard: whole, or as the company may see it, which is what leaves unless somebody wants more."""
    store, settings, moment = load.store(), load.settings(), load.as_of()
    with st.container(horizontal=True, vertical_alignment="center", key="downloads_scorecard"):
        is_whole = internal and st.checkbox("with what is confidential", key="downloads.internal")
        for suffix, label in _SCORECARDS.items():
            st.download_button(
                label,
                data=partial(exporting.scorecard, store, settings, quarter, suffix, internal=is_whole, as_of=moment),
                file_name=f"scorecard-{quarter.replace(' ', '-')}{'-internal' if is_whole else ''}.{suffix}",
                mime=exporting.SCORECARD[suffix],
                icon=":material/download:",
                on_click="ignore",
                key=f"downloads-scorecard-{suffix}",
            )


def handbook(quarter: str, *, internal: bool) -> None:
    """A quarter's published OKRs as the handbook's page; whole for the leadership, if they want it so."""
    store, settings, moment = load.store(), load.settings(), load.as_of()
    with st.container(horizontal=True, vertical_alignment="center", key="downloads_handbook"):
        is_whole = internal and st.checkbox("with what is confidential", key="downloads.handbook.internal")
        st.download_button(
            "Handbook page",
            data=lambda: exporting.handbook(store, settings, quarter, internal=is_whole, as_of=moment).content,
            file_name=f"okrs-{quarter.replace(' ', '-')}{'-internal' if is_whole else ''}.md",
            mime=exporting.MARKDOWN,
            icon=":material/download:",
            on_click="ignore",
            key="downloads-handbook",
        )


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
