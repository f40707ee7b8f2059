"""Links between pages: plain anchors with real addresses, followed inside the session (see `listening`)."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

KEPT = ("as_of", "me")  # what every link carries on: the moment being looked at and who is looking


def to(page: str, **params: str | None) -> str:
    """The address of a page with its choices; who is looking and the moment looked at go along unless given (None drops
    one).
    """
    query = st.query_params.to_dict()
    kept = {name: query[name] for name in KEPT if name in query}
    chosen = {name: value for name, value in (kept | params).items() if value}
    return f"{page}?{urlencode(chosen)}" if chosen else page


def at_present(page: str) -> str:
    """The address of this page with every choice it has, as it stands now."""
    kept = [(name, value) for name in st.query_params for value in st.query_params.get_all(name) if name != "as_of"]
    return f"{page}?{urlencode(kept)}" if kept else page


def link(label: str, page: str, *, css: str = "", **params: str | None) -> Markup:
    """An anchor to a page, its label escaped."""
    return Markup('<a data-page href="{}" class="{}">{}</a>').format(to(page, **params), css, label)
