"""The retrospectives of a quarter: the owners' notes before the meeting, cards and votes, and the meeting itself."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from pages.parts import links, load, who
from pages.quarter import retro_asked, retro_cards, retro_notes, retro_parts, retro_present
from pages.quarter.retro_asked import CARDS, NOTES, Asked

_CSS = {NOTES: retro_notes.CSS, CARDS: retro_cards.CSS}


def _nothing_yet(at: Asked) -> None:
    way = links.link("See its objectives", "/okrs", quarter=str(at.quarter))
    text = Markup('<div class="empty"><h2>There is nothing of {} to look back on yet</h2><p>{}</p></div>')
    retro_parts.html(text.format(at.quarter, way))


def _nothing() -> None:
    way = links.link("Bring in objectives and key results first", "/setup")
    retro_parts.html(Markup("<h1>Nothing to look back on yet</h1><p>{}</p>").format(way))


def _head(at: Asked) -> None:
    """The heading with the ways to look and, where something can be written, who is looking."""
    with st.container(horizontal=True, vertical_alignment="center", key="retro_head"):
        st.html(retro_parts.heading(at))
        if not retro_parts.is_read_only():
            who.picker("retro")
    st.html(retro_parts.ways(at))
    if at.problem:
        retro_parts.html(Markup('<p class="note" role="status">{}</p>').format(at.problem))


def _show(at: Asked) -> None:
    match at.view:
        case retro_asked.NOTES:
            retro_notes.show(at)
        case retro_asked.CARDS:
            retro_cards.show(at)
        case retro_asked.PRESENT:
            retro_present.show(at)


if load.is_empty():
    _nothing()
else:
    at = retro_asked.asked()
    st.html(Markup("<style>{}{}</style>").format(retro_parts.CSS, _CSS.get(at.view, retro_present.CSS)))
    _head(at)
    if at.has_begun and load.key_results(at.quarter):
        _show(at)
    else:
        _nothing_yet(at)
