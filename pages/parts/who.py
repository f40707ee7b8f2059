"""Who is looking, as far as they said: it stands in the address, and goes with what they write."""

from __future__ import annotations

import streamlit as st

from pages.parts import load


def me() -> str | None:
    return st.query_params.get("me") or None


def picker(page: str) -> None:
    """A small field to say it in; one on a page."""
    people, chosen = load.people(), me()
    everybody = sorted((email for email in people if people[email].active), key=lambda email: people[email].name)
    key = f"{page}.me.{chosen}"
    st.selectbox(
        "You are",
        everybody,
        index=everybody.index(chosen) if chosen in everybody else None,
        format_func=lambda email: people[email].name,
        key=key,
        placeholder="Who are you?",
        on_change=_be,
        args=(key,),
        label_visibility="collapsed",
        width=240,
    )


def _be(key: str) -> None:
    st.query_params["me"] = st.session_state[key] or ""
