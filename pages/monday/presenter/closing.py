"""The end of the meeting: the open actions, and closing the week."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.monday import meeting as meetings
from data.rules import words
from data.rules.meeting import Action, Closing, Note
from pages.monday.presenter import minutes, rest
from pages.monday.presenter.place import Place, is_read_only
from pages.parts import downloads, links, load, said

CSS = Markup("""
.st-key-sync_actions label p { font-size: 1.15rem; } .lead { font-size: 1.25rem; max-width: 50rem; }
.okr .closing ul { padding-left: 1.2rem; } .okr .closing li { font-size: 1.15rem; margin: 0 0 0.3rem; }
""")


def actions(place: Place) -> None:
    """What was promised, the overdue first, to tick off."""
    found = place.meeting.minutes.actions
    st.html(Markup('<div class="okr opening"><h1>{}</h1></div>').format(_count(found, place)))
    with st.container(key="sync_actions"):
        minutes.tick_off(found)
        if not found:
            st.html(
                '<div class="okr"><p class="lead soft">Nothing was promised yet. Add an action on any slide.</p></div>'
            )


def close(place: Place) -> None:
    """What closing does, and the button; afterwards who closed it and when, and the way back."""
    closing = place.meeting.closing
    st.html(_page(_closed(place, closing) if closing else _open(place)))
    downloads.decks(place.week)
    if is_read_only():
        return
    if closing:
        _reopen(place)
        return
    if untouched := [item for item in place.meeting.minutes.items if item.state == "open"]:
        st.html(_page(Markup("<h2>What is not ticked comes back next Monday</h2>")))
        rest.talked_about(place, untouched)
    _who()
    st.button("Close the week", key="sync_close", type="primary", icon=":material/lock:", on_click=minutes.attempt,
              args=(_close, place))  # fmt: skip


def _count(found: Sequence[Action], place: Place) -> str:
    """ "3 open actions, 1 overdue, 2 new"."""
    today = load.now().date()
    open_ones = [action for action in found if action.done_on is None]
    is_overdue = [action.due is not None and action.due < today for action in open_ones]
    counts = {"overdue": sum(is_overdue), "new": sum(action.week == place.week for action in open_ones)}
    return ", ".join([words.count(len(open_ones), "open action"), *(f"{n} {what}" for what, n in counts.items() if n)])


def _open(place: Place) -> Markup:
    kept = place.meeting.minutes
    decided = [note for note in kept.notes if note.kind == "decision"]
    notes = [note for note in kept.notes if note.kind == "note"]
    promised = [action for action in kept.actions if action.week == place.week]
    counted = ((decided, "decision"), (notes, "note"), (promised, "new action"))
    kept_so_far = ", ".join(words.count(len(found), what) for found, what in counted if found) or "nothing"
    return Markup(
        '<h1>Close the week</h1><p class="lead">Closing keeps the board of {} as it stands now. Updates written later '
        "are kept as late ones and do not change it. Notes, decisions and actions can still be written.</p>"
        '<p class="lead">Kept so far: {}.</p>{}'
    ).format(words.span(place.week), kept_so_far, _lists(decided, promised))


def _lists(decided: Sequence[Note], promised: Sequence[Action]) -> Markup:
    decisions = Markup("").join(Markup("<li>◆ {}</li>").format(note.text) for note in decided)
    line = Markup("<li>{} — <b>{}</b></li>")
    actions = Markup("").join(line.format(action.text, said.name(action.owner)) for action in promised)
    return Markup("<ul>{}{}</ul>").format(decisions, actions)


def _closed(place: Place, closing: Closing) -> Markup:
    by = f" by {said.name(closing.by)}" if closing.by else ""
    history = links.link("The week in the history", "/history", week=place.week.isoformat())
    return Markup(
        '<h1>The week is closed</h1><p class="lead">Closed{}, {}. Its board does not change any more; notes, '
        'decisions and actions can still be written.</p><p class="lead">{}</p>'
    ).format(by, said.moment(closing.recorded_at), history)


def _who() -> None:
    """Who closes: the one who is looking, once they said so."""
    names, key = minutes.people(), "sync.who"
    st.session_state[key] = minutes.me() if minutes.me() in names else None
    st.selectbox(
        "Who closes it",
        list(names),
        index=None,
        format_func=lambda email: names[email],
        placeholder="Choose your name",
        key=key,
        on_change=_am,
        args=(key,),
        width=420,
    )


def _am(key: str) -> None:
    if st.session_state[key]:
        st.query_params["me"] = st.session_state[key]


def _reopen(place: Place) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Why reopen it?", key="sync.reason", placeholder="A reason everybody will read")
        st.button("Reopen the week", key="sync_reopen", on_click=minutes.attempt, args=(_take_back, place))


def _close(place: Place) -> None:
    meetings.close_week(load.store(), load.settings(), place.week, by=minutes.me())


def _take_back(place: Place) -> None:
    reason = st.session_state["sync.reason"].strip() or None
    meetings.reopen_week(load.store(), load.settings(), place.week, by=minutes.me(), reason=reason)


def _page(body: Markup) -> Markup:
    return Markup('<div class="okr opening closing">{}</div>').format(body)
