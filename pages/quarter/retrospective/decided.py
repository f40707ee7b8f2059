"""What the retrospective decides and takes on, typed in place beside every slide; the agenda carries it on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import streamlit as st
from markupsafe import Markup

from data.quarter import retro as retros
from data.rules import retro, words
from data.rules.meeting import Action, Note
from pages.parts import acts, load, promised, said, who
from pages.quarter.retrospective import pieces
from pages.quarter.retrospective.whereabouts import Place

Kind = Literal["decision", "action"]
KINDS: tuple[Kind, ...] = ("action", "decision")
_WHAT = {"action": "What will be done", "decision": "What was decided"}
_FORTNIGHT = timedelta(days=14)

CSS = Markup("""
.okr .said { list-style: none; margin: 0; padding: 0; }
.okr .said li { margin: 0 0 0.5rem; padding-left: 1.3rem; text-indent: -1.3rem; overflow-wrap: anywhere; }
.okr .said i { font-style: normal; display: inline-block; width: 1.3rem; text-indent: 0; }
.okr .said small { color: var(--soft); } .okr .said .decision { font-weight: 600; }
.st-key-retro_said { border-left: 1px solid var(--line); padding-left: 1.4rem; gap: 0.6rem; }
.st-key-retro_said h2 { margin-top: 0; }
""")


def show(place: Place) -> None:
    """What was said about this slide, and one field to add to it."""
    decisions, actions = _of_slide(place)
    with st.container(key="retro_said"):
        pieces.html(Markup("<h2>{}</h2>").format(_heading(place)), lines(decisions, actions))
        if not pieces.is_read_only():
            _field(place)


def lines(decisions: Sequence[Note], actions: Sequence[Action]) -> Markup:
    """Decisions, then actions with who does it and by when; without the mark of the retrospective."""
    decided = Markup('<li class="decision"><i aria-label="decision">◆</i>{}</li>')
    taken_on = Markup('<li><i aria-label="action">{}</i>{} — <b>{}</b> <small>{}</small></li>')
    return Markup('<ul class="said">{}{}</ul>').format(
        Markup("").join(decided.format(text(note.text)) for note in decisions),
        Markup("").join(
            taken_on.format("✓" if each.done_on else "☐", text(each.text), said.name(each.owner), promised.when(each))
            for each in actions
        ),
    )


def text(marked: str) -> str:
    """What was said, without the mark of the retrospective."""
    told = retro.read(marked)
    return told.text if told else marked


def _of_slide(place: Place) -> tuple[list[Note], list[Action]]:
    """What is about the slide's key result or topic, else what is about none."""

    def is_here(told: Note | Action) -> bool:
        read = retro.read(told.text)
        if place.row:
            return told.key_result == place.row.key_result
        if place.topic:
            return read is not None and retro.is_on(read, place.topic)
        return told.key_result is None and read is not None and read.topic is None

    if place.slide.kind == "actions":
        return [], []
    return (
        [note for note in place.retro.decisions if is_here(note)],
        [action for action in place.retro.actions if is_here(action)],
    )


def _heading(place: Place) -> str:
    if place.row:
        return "About this key result"
    return "On this topic" if place.topic else "Of the retrospective"


def _field(place: Place) -> None:
    key = f"retro.{place.slide.key}"
    kind = st.segmented_control(
        "Kind", KINDS, format_func=str.capitalize, key="retro.kind", default="action", required=True,
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    st.text_area(_WHAT[kind], key=f"{key}.text", height=110, persist_state="session")
    if kind == "action":
        _who_and_when(place, key)
    acts.refusal()
    st.button(
        f"Add {kind}", key="retro_say", shortcut="Ctrl+Enter", type="primary", width="stretch",
        on_click=acts.guarded, args=(_add, place, kind, key),
    )  # fmt: skip


def _who_and_when(place: Place, key: str) -> None:
    names = pieces.everybody()
    owner = place.row.owner if place.row else None
    st.selectbox(
        "Who does it",
        list(names),
        index=list(names).index(owner) if owner in names else None,
        format_func=names.__getitem__,
        placeholder="Choose a person",
        key=f"{key}.owner",
        persist_state="session",
    )
    st.date_input("Due", load.now().date() + _FORTNIGHT, key=f"{key}.due", persist_state="session")


def _add(place: Place, kind: Kind, key: str) -> None:
    store, settings, which, by = load.store(), load.settings(), place.retro.which, who.me()
    text, key_result = st.session_state[f"{key}.text"], place.row.key_result if place.row else None
    topic = place.topic.title if place.topic else None
    if kind == "action":
        owner, due = st.session_state[f"{key}.owner"], st.session_state[f"{key}.due"]
        retros.promise(store, settings, which, text, owner=owner, due=due, key_result=key_result, topic=topic, by=by)
    else:
        retros.decide(store, settings, which, text, key_result=key_result, topic=topic, by=by)
    st.session_state[f"{key}.text"] = ""


def summary(decisions: Sequence[Note], actions: Sequence[Action]) -> str:
    """ "3 actions, 1 decision"."""
    return ", ".join((words.count(len(actions), "action"), words.count(len(decisions), "decision")))
