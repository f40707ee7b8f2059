"""Writing a card, and changing one's own."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.quarter import roundtable
from data.rules.quarterly import Card
from data.rules.retro import Roundtable
from pages.parts import acts, load, who
from pages.quarter.retrospective import pieces
from pages.quarter.retrospective.asked import Asked

_MOST = 280  # a card is read at a glance
_ABOUT = {"team": "my team", "me": "me"}


def show(at: Asked, table: Roundtable) -> None:
    """The form of a new card, or that of the own card that the address names."""
    with st.container(key="retro_card", gap="small"):
        card = next((card for card in table.cards if card.card == st.query_params.get("edit")), None)
        if card and is_own(card):
            _change(card)
        else:
            _add(at)


def is_own(card: Card) -> bool:
    """Whether who is looking wrote it. Of an anonymous one only the session that wrote it knows."""
    if pieces.is_read_only():
        return False
    return card.card in _written() or (card.by is not None and card.by == who.me())


def _written() -> set[str]:
    """The anonymous cards of this session: kept in it alone."""
    return st.session_state.setdefault("retro.written", set())


def _add(at: Asked) -> None:
    pieces.html(Markup("<h2>Add a card</h2>"))
    prompt = st.selectbox(
        "Prompt",
        list(pieces.PROMPTS),
        format_func=lambda name: pieces.PROMPTS[name][0],
        key="retro.card.prompt",
        persist_state="session",
    )
    st.text_area(
        "Card",
        key="retro.card.text",
        placeholder=pieces.PROMPTS[prompt][1],
        max_chars=_MOST,
        height=130,
        persist_state="session",
    )
    st.segmented_control(
        "About", list(_ABOUT), format_func=_ABOUT.__getitem__, key="retro.card.about", default="team", required=True
    )
    st.checkbox("Anonymous", key="retro.card.anonymous", help="Kept without your name: nobody can ever tell.")
    st.button("Add the card", key="retro_add", type="primary", shortcut="Ctrl+Enter", width="stretch",
              on_click=acts.guarded, args=(_keep, at))  # fmt: skip


def _keep(at: Asked) -> None:
    state = st.session_state
    card = roundtable.add_card(
        load.store(),
        str(at.quarter),
        state["retro.card.prompt"],
        state["retro.card.text"],
        by=who.me(),
        which=at.which,
        about=state["retro.card.about"],
        anonymous=state["retro.card.anonymous"],
    )
    if card.by is None:
        _written().add(card.card)
    state["retro.card.text"] = ""


def _change(card: Card) -> None:
    pieces.html(Markup("<h2>Change your card</h2>"))
    key = f"retro.card.{card.card}"
    st.text_area("Card", card.text, key=key, max_chars=_MOST, height=130)
    st.button("Save", key="retro_reword", type="primary", shortcut="Ctrl+Enter", width="stretch",
              on_click=acts.guarded, args=(_reword, card, key))  # fmt: skip
    with st.container(horizontal=True):
        st.button("Take it back", key="retro_withdraw", on_click=acts.guarded, args=(_withdraw, card))
        st.button("Leave as it is", key="retro_leave", type="tertiary", on_click=_leave)


def _reword(card: Card, key: str) -> None:
    roundtable.reword_card(load.store(), card, st.session_state[key], by=who.me())
    _leave()


def _withdraw(card: Card) -> None:
    roundtable.withdraw_card(load.store(), card, by=who.me())
    _leave()


def _leave() -> None:
    st.query_params.pop("edit", None)
