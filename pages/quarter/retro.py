"""The retrospectives of a quarter: the owners' notes before the meeting, cards and votes, and the meeting itself."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from pages.parts import links, load, who
from pages.quarter.retrospective import asked, card_list, note_forms, pieces, present
from pages.quarter.retrospective.asked import CARDS, NOTES, Asked

_CSS = {NOTES: note_forms.CSS, CARDS: card_list.CSS}


def _nothing_yet(at: Asked) -> None:
    way = links.link("See its objectives", "/okrs", quarter=str(at.quarter))
    text = Markup('<div class="empty"><h2>There is nothing of {} to look back on yet</h2><p>{}</p></div>')
    pieces.html(text.format(at.quarter, way))


def _nothing() -> None:
    way = links.link("Bring in objectives and key results first", "/setup")
    pieces.html(Markup("<h1>Nothing to look back on yet</h1><p>{}</p>").format(way))


def _head(at: Asked) -> None:
    """The heading with the ways to look and, where something can be written, who is looking."""
    with st.container(horizontal=True, vertical_alignment="center", key="retro_head"):
        st.html(pieces.heading(at))
        if not pieces.is_read_only():
            who.picker("retro")
    st.html(pieces.ways(at))
    if at.problem:
        pieces.html(Markup('<p class="note" role="status">{}</p>').format(at.problem))


def _show(at: Asked) -> None:
    match at.view:
        case asked.NOTES:
            note_forms.show(at)
        case asked.CARDS:
            card_list.show(at)
        case asked.PRESENT:
            present.show(at)


if load.is_empty():
    _nothing()
else:
    at = asked.asked()
    st.html(Markup("<style>{}{}</style>").format(pieces.CSS, _CSS.get(at.view, present.CSS)))
    _head(at)
    if at.has_begun and load.key_results(at.quarter):
        _show(at)
    else:
        _nothing_yet(at)
