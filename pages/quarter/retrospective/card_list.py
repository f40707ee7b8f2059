"""The roundtable beyond the OKRs: cards under four prompts, put into topics by picking, and voted on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from data.rules.quarterly import Card, Prompt
from data.rules.retro import Roundtable
from pages.parts import acts, load, said
from pages.quarter.retrospective import card_form, grouping, pieces, voting
from pages.quarter.retrospective.asked import Asked

WRITE, GROUP, VOTE = "write", "group", "vote"
_STEPS = {WRITE: "Write", GROUP: "Group", VOTE: "Vote"}
_POLL = 2  # seconds until what somebody else wrote is seen
_WHO_SEES = (
    "A safe space: a card is about yourself or your team. Everybody who can open this app reads the cards; they go "
    "into no deck, no mail and no channel. An anonymous card is kept without its author, here and in every export. "
    "Nobody is shown who voted for what."
)

CSS = (
    Markup("""
.okr .steps { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: baseline; }
.steps nav { display: flex; }
.steps nav a { text-decoration: none; padding: 0.2rem 0.9rem; border: 1px solid var(--line); margin-left: -1px; }
.steps nav a:first-child { border-radius: 6px 0 0 6px; }
.steps nav a:last-child { border-radius: 0 6px 6px 0; }
.okr .steps nav a[aria-current] { background: var(--accent); color: var(--paper); font-weight: 650; }
.okr .table { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 0 1rem; }
.okr .table h2 { margin: 0.4rem 0 0; } .okr .table section > p { margin: 0 0 0.5rem; font-size: 0.88rem; }
.okr .retro-card { background: var(--wash); border-radius: 8px; padding: 0.55rem 0.75rem; margin: 0 0 0.55rem;
  border-left: 3px solid var(--accent); overflow-wrap: anywhere; white-space: pre-line; }
.okr .retro-card.own { border-left-width: 6px; }
.retro-card small { display: block; color: var(--soft); font-size: 0.82rem; margin-top: 0.2rem; }
.okr .table .in { color: var(--accent); }
@media (max-width: 900px) { .okr .table { grid-template-columns: minmax(0, 1fr); } }
""")
    + grouping.CSS
    + voting.CSS
)


def show(at: Asked) -> None:
    """The step that the address names, drawn anew once somebody else has written something."""
    step = _step()
    pieces.html(_steps(at, step))
    _draw(at, step)
    if not pieces.is_read_only():
        _watch(at)


@st.fragment
def _draw(at: Asked, step: str) -> None:
    st.session_state["retro.revision"] = load.store().revision
    table = load.roundtable(at.quarter, at.which)
    acts.refusal()
    _SHOWN[step](at, table)
    pieces.html(Markup('<p class="safe">{}</p>').format(_WHO_SEES))


@st.fragment(run_every=_POLL)
def _watch(at: Asked) -> None:
    if load.store().revision != st.session_state.get("retro.revision"):
        st.rerun()


def _step() -> str:
    asked = st.query_params.get("do")
    return asked if asked in _STEPS and not pieces.is_read_only() else WRITE


def _steps(at: Asked, step: str) -> Markup:
    text = Markup('<a data-page href="{}"{}>{}</a>')
    current = Markup(' aria-current="step"')
    ways = Markup("").join(
        text.format(at.here(do=name), current if name == step else "", label) for name, label in _STEPS.items()
    )
    if pieces.is_read_only():
        return Markup("")
    return Markup('<div class="steps"><nav aria-label="Steps">{}</nav></div>').format(ways)


def _write(at: Asked, table: Roundtable) -> None:
    if pieces.is_read_only():
        pieces.html(_board(at, table))
        return
    board, form = st.columns([3, 1], gap="medium")
    with board:
        pieces.html(_board(at, table))
    with form:
        card_form.show(at, table)


def _board(at: Asked, table: Roundtable) -> Markup:
    columns = Markup("").join(_column(prompt, at, table) for prompt in pieces.PROMPTS)
    return Markup('<div class="table">{}</div>').format(columns)


def _column(prompt: Prompt, at: Asked, table: Roundtable) -> Markup:
    title, question = pieces.PROMPTS[prompt]
    cards = [card for card in table.cards if card.prompt == prompt]
    drawn = Markup("").join(_card(card, at) for card in cards)
    empty = Markup('<p class="soft">No card yet.</p>') if not cards else ""
    return Markup('<section><h2>{}</h2><p class="soft">{}</p>{}{}</section>').format(title, question, drawn, empty)


def _card(card: Card, at: Asked) -> Markup:
    own = card_form.is_own(card)
    change = Markup(' · <a data-page href="{}">change</a>').format(at.here(edit=card.card)) if own else ""
    topic = Markup(' · <span class="in">in “{}”</span>').format(card.topic) if card.topic else ""
    text = Markup('<div class="retro-card{}">{}<small>{}{}{}</small></div>')
    return text.format(" own" if own else "", card.text, signature(card), topic, change)


def signature(card: Card) -> str:
    """ "Marta Kowalczyk, about the team"."""
    by = said.name(card.by) if card.by else "anonymous"
    return f"{by}, about {'themselves' if card.about == 'me' else 'the team'}"


_SHOWN: dict[str, Callable[[Asked, Roundtable], None]] = {
    WRITE: _write,
    GROUP: grouping.show,
    VOTE: voting.show,
}
