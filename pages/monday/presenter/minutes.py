"""What is said, decided and promised, typed in place beside every slide: notes, decisions, action items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

import streamlit as st
from markupsafe import Markup

from data.errors import OkrError
from data.monday import meeting as meetings
from data.rules import words
from data.rules.meeting import Action, Note, NoteKind
from pages.monday.presenter.place import Place, is_read_only
from pages.parts import load, said

Kind = NoteKind | Literal["action"]
KINDS: tuple[Kind, ...] = (*get_args(NoteKind), "action")
_FRIDAY = 4
_WHAT = {"note": "What was said", "decision": "What was decided", "action": "What will be done"}

CSS = Markup("""
.okr .minutes { list-style: none; margin: 0; padding: 0; }
.okr .minutes li { margin: 0 0 0.5rem; padding-left: 1.3rem; text-indent: -1.3rem; overflow-wrap: anywhere; }
.okr .minutes li > * { text-indent: 0; } .okr .minutes small { color: var(--soft); }
.okr .minutes .decision { font-weight: 600; }
.okr .minutes i { font-style: normal; display: inline-block; width: 1.3rem; }
.st-key-sync_minutes { border-left: 1px solid var(--line); padding-left: 1.4rem; gap: 0.6rem; }
.st-key-sync_minutes h2 { margin-top: 0; }
""")


def show(place: Place) -> None:
    """The minutes of the slide: what is kept, and one field to add to them."""
    notes, actions = of_slide(place)
    with st.container(key="sync_minutes"):
        st.html(_page(_heading(place), _notes(notes)))
        tick_off(actions)
        if is_read_only():
            return
        _correct(notes)
        _field(place)


def of_slide(place: Place) -> tuple[list[Note], list[Action]]:
    """The notes of a slide and its actions, open or done since the week began: a key result's own, else the meeting's;
    the slide of the actions has them as its own.
    """
    minutes, about = place.meeting.minutes, place.slide.about if place.slide.kind == "key_result" else None
    notes = [note for note in minutes.notes if note.key_result == about]
    is_listed = place.slide.kind in ("actions", "close")
    actions = [action for action in minutes.actions if action.key_result == about]
    return notes, [] if is_listed else actions


def tick_off(actions: Sequence[Action]) -> None:
    """Actions with a box to tick once they are done; the box shows what the store says, whoever ticked it."""
    for action in actions:
        key = f"sync.done.{action.action}"
        st.session_state[key] = action.done_on is not None
        st.checkbox(in_words(action), key=key, disabled=is_read_only(), on_change=attempt, args=(_tick, action, key))


def in_words(action: Action) -> str:
    """The action with who does it and by when, as Markdown."""
    today = load.now().date()
    due = ""
    if action.done_on:
        due = f", :gray[done {words.day(action.done_on)}]"
    elif action.due:
        is_over = action.due < today
        due = f", **:red[overdue since {words.day(action.due)}]**" if is_over else f", due {words.day(action.due)}"
    text = action.text.replace("$", "\\$").replace("\n", " ")
    return f"{text} — **{said.name(action.owner)}**{due}"


def _heading(place: Place) -> Markup:
    what = "About this key result" if place.slide.kind == "key_result" else "Of the meeting"
    return Markup("<h2>{}</h2>").format(what)


def _notes(notes: Sequence[Note]) -> Markup:
    line = Markup('<li class="{}"><i aria-label="{}">{}</i>{}<small>{}</small></li>')
    lines = Markup("").join(
        line.format(
            note.kind,
            note.kind,
            "◆" if note.kind == "decision" else "–",
            note.text,
            f" {said.name(note.by)}" if note.by else "",
        )
        for note in notes
    )
    return Markup('<ul class="minutes">{}</ul>').format(lines)


def _correct(notes: Sequence[Note]) -> None:
    """Notes are reworded or taken back one by one, on demand."""
    if not notes or not st.toggle("Correct notes", key="sync.correcting"):
        return
    for note in notes:
        key = f"sync.note.{note.note}"
        st.text_area(note.kind.capitalize(), note.text, key=key, height=90, help="Empty it to take it back.")
        st.button("Keep", key=f"{key}.keep", on_click=attempt, args=(_reword, note, key))


def _field(place: Place) -> None:
    key = f"sync.{place.slide.key}"
    kind = st.segmented_control("Kind", KINDS, format_func=str.capitalize, key="sync.kind", default="note",
                                required=True, label_visibility="collapsed", width="stretch")  # fmt: skip
    st.text_area(_WHAT[kind], key=f"{key}.text", height=110, persist_state="session")
    if kind == "action":
        _who_and_when(place, key)
    for problem in st.session_state.pop("sync.problems", []):
        st.error(problem)
    st.button(
        f"Add {kind}", key="sync_add", shortcut="Ctrl+Enter", type="primary", width="stretch",
        on_click=attempt, args=(_add, place, kind, key),
    )  # fmt: skip


def _who_and_when(place: Place, key: str) -> None:
    names = people()
    owner = place.row.owner if place.row else None
    st.selectbox(
        "Who does it",
        list(names),
        index=list(names).index(owner) if owner in names else None,
        format_func=lambda email: names[email],
        placeholder="Choose a person",
        key=f"{key}.owner",
        persist_state="session",
    )
    st.date_input("Due", next_friday(load.now().date()), key=f"{key}.due", persist_state="session")


def people() -> dict[str, str]:
    """The names of everybody who is there, by e-mail address."""
    active = (person for person in load.people().values() if person.active)
    return {person.email: person.name for person in sorted(active, key=lambda person: person.name.casefold())}


def next_friday(today: date) -> date:
    """The first Friday after today."""
    return today + timedelta(days=(_FRIDAY - today.weekday() - 1) % 7 + 1)


def me() -> str | None:
    """Who is looking, None when nobody said."""
    return st.query_params.get("me")


def attempt(act: Callable[..., None], *inputs: object) -> None:
    """Do what a widget asks for; what prevents it is told on the page."""
    try:
        act(*inputs)
    except OkrError as error:
        st.session_state["sync.problems"] = [str(error)]


def _add(place: Place, kind: Kind, key: str) -> None:
    text = st.session_state[f"{key}.text"]
    about = place.slide.about if place.slide.kind == "key_result" else None
    if kind == "action":
        owner, due = st.session_state[f"{key}.owner"], st.session_state[f"{key}.due"]
        meetings.promise(load.store(), place.week, text, owner=owner, due=due, key_result=about, by=me())
    else:
        meetings.note(load.store(), place.week, _named(place, text), kind=kind, key_result=about, by=me())
    st.session_state[f"{key}.text"] = ""


def _named(place: Place, text: str) -> str:
    """A note that is not about a key result says what it is about."""
    is_named = place.slide.kind in ("kpis", "work", "item") and text.strip()
    return f"{place.slide.title}: {text}" if is_named else text


def _tick(action: Action, key: str) -> None:
    done_on = load.now().date() if st.session_state[key] else None
    meetings.change_action(load.store(), action, done_on=done_on)


def _reword(note: Note, key: str) -> None:
    text = st.session_state[key].strip()
    changes = {"text": text} if text else {"withdrawn": True}
    meetings.change_note(load.store(), note, **changes)


def _page(*parts: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(Markup("").join(parts))
