"""Cards that say the same become one topic: picked, named, and taken apart again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.quarter import roundtable
from data.rules.retro import Roundtable, Topic
from pages.parts import acts, load
from pages.quarter.retrospective import pieces
from pages.quarter.retrospective.asked import Asked

CSS = Markup("""
.st-key-retro_topics [data-testid="stCheckbox"] [data-testid="stMarkdownContainer"] { white-space: normal; }
.st-key-retro_topics [data-testid="stCheckbox"] :is(p, span) { white-space: normal; display: block; }
.st-key-retro_topics p:first-child:not(:last-child) { font-weight: 650; }
.st-key-retro_topics p + p { font-size: 0.82rem; color: var(--soft); margin: 0; }
""")


def show(at: Asked, table: Roundtable) -> None:
    """Every topic with a box to pick it by, under the prompt of its first card. Nothing runs until a button is used."""
    if not table.topics:
        pieces.html(Markup('<div class="empty"><h2>No card to group yet</h2><p>Write some first.</p></div>'))
        return
    with st.form("retro_group", border=False):
        pieces.html(Markup('<p class="soft">Pick what belongs together. Votes go along with their cards.</p>'))
        with st.container(key="retro_topics"):
            _columns(table)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Name of the topic", key="retro.group.name", placeholder="as its first card says", width=420)
            for label, act in (("Group", _group), ("Take apart", _take_apart)):
                st.form_submit_button(
                    label,
                    type="primary" if act is _group else "secondary",
                    on_click=acts.guarded,
                    args=(act, table),
                )


def _columns(table: Roundtable) -> None:
    prompts = pieces.PROMPTS
    for column, prompt in zip(st.columns(len(prompts), gap="medium"), prompts, strict=True):
        with column, st.container(gap="xsmall"):
            pieces.html(Markup("<h2>{}</h2>").format(prompts[prompt][0]))
            _pick([topic for topic in table.topics if topic.cards[0].prompt == prompt])


def _pick(topics: Sequence[Topic]) -> None:
    for topic in topics:
        st.checkbox(_label(topic), key=_key(topic))


def _label(topic: Topic) -> str:
    """The topic, and below the name of a group its cards; screen readers read it as it stands here."""
    below = [card.text for card in topic.cards] if topic.cards[0].topic else []
    return "\n\n".join(map(pieces.plain, (topic.title, *below)))


def _key(topic: Topic) -> str:
    return f"retro.pick.{topic.key}"


def _picked(table: Roundtable) -> list[Topic]:
    return [topic for topic in table.topics if st.session_state.get(_key(topic))]


def _group(table: Roundtable) -> None:
    cards = [card for topic in _picked(table) for card in topic.cards]
    roundtable.group(load.store(), cards, st.session_state["retro.group.name"])
    _unpick(table)


def _take_apart(table: Roundtable) -> None:
    cards = [card for topic in _picked(table) for card in topic.cards]
    roundtable.ungroup(load.store(), cards)
    _unpick(table)


def _unpick(table: Roundtable) -> None:
    for topic in table.topics:
        st.session_state[_key(topic)] = False
    st.session_state["retro.group.name"] = ""
