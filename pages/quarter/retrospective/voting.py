"""Voting on the topics: everybody has a few votes, and sees only their own until the meeting comes to the topics."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.quarter import roundtable
from data.rules import retro, words
from data.rules.retro import Roundtable, Topic
from pages.parts import acts, load, who
from pages.quarter.retrospective import pieces
from pages.quarter.retrospective.asked import Asked

CSS = Markup("""
.okr .ballot { font-size: 1.02rem; overflow-wrap: anywhere; padding: 0.15rem 0; }
.ballot small { color: var(--soft); display: block; } .okr .dots { color: var(--accent); letter-spacing: 0.1em; }
[class*="st-key-retro_vote_"] { border-bottom: 1px solid var(--line); padding-bottom: 0.3rem; }
[class*="st-key-retro_vote_"] > [data-testid="stElementContainer"]:has(.okr) { flex: 1 1 auto; min-width: 0; }
[class*="st-key-retro_vote_"] button { width: 2.6rem; min-height: 2.2rem; padding: 0; }
[class*="st-key-retro_vote_"] button [data-testid="stMarkdownContainer"] { position: absolute; width: 1px; height: 1px;
  overflow: hidden; clip-path: inset(50%); }
""")


def show(at: Asked, table: Roundtable) -> None:
    """The topics in the order they were written, each with the votes that who is looking gave it."""
    if not table.topics:
        pieces.html(Markup('<div class="empty"><h2>Nothing to vote on yet</h2><p>Write some cards first.</p></div>'))
        return
    me = who.me()
    pieces.html(_standing(at, table, me))
    with st.container(gap="xsmall"):
        for topic in table.topics:
            _line(topic, table, me)


def still_to_vote(table: Roundtable, which: int) -> str:
    """ "Marta Kowalczyk (3), Noor Siddiqi (1)": who has votes left."""
    expected = retro.participants(load.people(), which, table)
    left = [(person.name, table.left(person.email)) for person in expected]
    return ", ".join(f"{name} ({words.number(votes)})" for name, votes in left if votes)


def _standing(at: Asked, table: Roundtable, me: str | None) -> Markup:
    own = f"You have {words.count(table.left(me), 'vote')} left." if me else "Choose your name above to vote."
    waiting = still_to_vote(table, at.which)
    others = f"Still to vote: {waiting}." if waiting else "Everybody has voted."
    text = Markup('<p>Everybody has {}. <b>{}</b> <span class="soft">{}</span></p>')
    return text.format(words.count(table.allowed, "vote"), own, others)


def _line(topic: Topic, table: Roundtable, me: str | None) -> None:
    given = int(table.given(topic, me))
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"retro_vote_{topic.key}"
    ):
        _button("add", "Give a vote to", topic, given + 1, is_off=me is None or table.left(me) < 1)
        _button("remove", "Take a vote back from", topic, given - 1, is_off=given < 1)
        pieces.html(_topic(topic, given))


def _button(icon: str, act: str, topic: Topic, votes: int, is_off: bool) -> None:
    """A button that shows its icon alone; screen readers read what it does, and to which topic."""
    st.button(
        f"{act} {pieces.plain(topic.title)}",
        key=f"retro.{icon}.{topic.key}",
        icon=f":material/{icon}:",
        disabled=is_off,
        on_click=acts.guarded,
        args=(_vote, topic, votes),
    )


def _vote(topic: Topic, votes: int) -> None:
    roundtable.vote(load.store(), load.settings(), topic.cards[0], who.me(), votes)


def _topic(topic: Topic, given: int) -> Markup:
    dots = Markup('<span class="dots" role="img" aria-label="{}">{}</span> ').format(
        f"{words.count(given, 'vote')} of yours", "●" * given
    )
    count = len(topic.cards)
    more = words.count(count, "card") if topic.cards[0].topic else pieces.PROMPTS[topic.cards[0].prompt][0]
    return Markup('<div class="ballot">{}{}<small>{}</small></div>').format(dots if given else "", topic.title, more)
