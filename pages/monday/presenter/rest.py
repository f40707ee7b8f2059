"""The slides after the key results under discussion: those with nothing to raise, and the ad hoc items."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.monday import meeting as meetings
from data.rules import values
from data.rules.meeting import AgendaItem
from data.rules.review import KeyResultReview
from pages.monday.presenter import minutes
from pages.monday.presenter import place as places
from pages.monday.presenter.place import Place
from pages.parts import load, said, statuses

CSS = Markup("""
.okr .calm { list-style: none; margin: 0.8rem 0 0; padding: 0; columns: 26rem 3; column-gap: 2.5rem; }
.okr .calm li { display: grid; grid-template-columns: 1.4rem minmax(0, 1fr) auto; gap: 0 0.5rem; break-inside: avoid;
  margin: 0; padding: 0.4rem 0; border-bottom: 1px solid var(--line); font-size: 1rem; }
.calm a { text-decoration: none; font-weight: 600; }
.calm small { grid-column: 2; color: var(--soft); font-size: 0.9rem; }
.calm .num { white-space: normal; text-align: right; }
""")


def show(place: Place) -> None:
    """All the key results that nobody needs to talk about, in one screen; any of them can be raised."""
    rows = [row for row in place.meeting.review.key_results if not row.discuss]
    lines = Markup("").join(map(_line, rows))
    st.html(
        Markup('<div class="okr opening"><h1>Nothing to raise</h1><ul class="calm">{}</ul></div>').format(lines)
        if rows
        else Markup('<div class="okr opening"><h1>Every key result is on the agenda</h1></div>')
    )
    if not places.is_read_only():
        _something_else(place)


def raise_this(place: Place, row: KeyResultReview) -> None:
    """Put the key result that is shown on the agenda of this meeting; a closed week's agenda stays as it was."""
    if row.discuss or place.meeting.closing or places.is_read_only():
        return
    st.button("Raise this", key="sync_raise", icon=":material/flag:", on_click=_raise, args=(place, row))


def item(place: Place) -> None:
    """An ad hoc item: who wants to talk about what."""
    found = _items(place)
    asked = Markup("").join(_item(each) for each in found)
    st.html(Markup('<div class="okr opening"><h1>{}</h1>{}</div>').format(place.slide.title, asked))
    talked_about(place, found)


def talked_about(place: Place, items: Sequence[AgendaItem]) -> None:
    """A box for each item: ticked, it is not carried over to the next meeting."""
    for each in items:
        key = f"sync.reached.{each.item}"
        st.session_state[key] = each.state == "reached"
        label = "Talked about" if place.slide.kind == "item" else f"Talked about: {each.title}"
        st.checkbox(
            label.replace("$", "\\$"), key=key, disabled=places.is_read_only(),
            on_change=minutes.attempt, args=(_reach, place, each, key),
        )  # fmt: skip


def raised(place: Place) -> list[AgendaItem]:
    """The items by which the key result on screen was raised."""
    return [each for each in place.meeting.minutes.items if place.row and each.key_result == place.row.key_result]


def _items(place: Place) -> list[AgendaItem]:
    return [each for each in place.meeting.minutes.items if each.item == place.slide.about]


def _item(item: AgendaItem) -> Markup:
    link = Markup('<p class="lead"><a href="{}" target="_blank" rel="noopener">{}</a></p>').format(item.link, item.link)
    is_web = (item.link or "").startswith(("https://", "http://"))
    return Markup('<p class="lead">{}{}</p>{}').format(
        f"Brought by {said.name(item.by)}" if item.by else "Brought by somebody",
        f", {item.minutes:g} minutes" if item.minutes else "",
        link if is_web else (item.link or ""),
    )


def _line(row: KeyResultReview) -> Markup:
    now, goal = values.standing(row)
    return Markup('<li>{}{}<span class="num">{}{}</span><small>{}</small></li>').format(
        statuses.glyph(row.status),
        places.link(row.title, places.of_key_result(row.key_result)),
        now,
        goal,
        said.name(row.owner) if row.owner else "no owner yet",
    )


def _something_else(place: Place) -> None:
    """One more thing to talk about, typed in the meeting."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="sync_else"):
        st.text_input("Something else to talk about", key="sync.else", persist_state="session", max_chars=200)
        st.button("Put it on the agenda", key="sync_else_add", on_click=minutes.attempt, args=(_bring, place))


def _bring(place: Place) -> None:
    item = meetings.raise_item(load.store(), place.week, st.session_state["sync.else"], by=minutes.me())
    st.session_state["sync.else"] = ""
    places.go(f"item-{item.item}")


def _raise(place: Place, row: KeyResultReview) -> None:
    meetings.raise_item(load.store(), place.week, "in the meeting", by=minutes.me(), key_result=row.key_result)


def _reach(place: Place, item: AgendaItem, key: str) -> None:
    """Reached in this meeting, an item belongs to its week, and stays in its list."""
    is_reached = st.session_state[key]
    changes = {"state": "reached", "week": place.week} if is_reached else {"state": "open"}
    meetings.change_item(load.store(), item, **changes)
