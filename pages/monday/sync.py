"""The Monday meeting on one shared screen: one slide at a time, its minutes beside it, the clock above."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from pages.monday.presenter import closing, key_result, keyboard, minutes, opening, rest, work
from pages.monday.presenter import place as places
from pages.monday.presenter.place import Place
from pages.parts import clock, judgement, links, load, strip, weeks
from pages.parts.rows import Context

_POLL = 2  # seconds until what somebody else wrote is seen

# The whole page grows with the screen: 22 pixels of base size at a width of 1920.
_CSS = Markup("<style>{}</style>").format(
    Markup("""
html { font-size: clamp(14px, 1.17vw, 32px) !important; }
.topbar { font-size: max(11px, 0.6rem) !important; opacity: 0.75; }
.okr { font-size: 1rem; } [data-testid="stHeader"] { height: 1.6rem !important; min-height: 0 !important; }
[data-testid="stMainBlockContainer"] { max-width: none; padding-block: 0 0.3rem; }
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.st-key-sync_top { border-bottom: 1px solid var(--line); padding-bottom: 0.35rem; }
.st-key-sync_top > :first-child { flex: 1 1 20rem; min-width: 0; }
@media print { .st-key-sync_top, .st-key-sync_minutes { display: none; } }
""")
    + places.CSS
    + minutes.CSS
    + opening.CSS
    + work.CSS
    + key_result.CSS
    + rest.CSS
    + closing.CSS
    + strip.CSS
    + judgement.CSS
)


@st.fragment
def _present(week: date) -> None:
    """The slide that the address names. Stepping runs this alone."""
    st.session_state["sync.drawn"] = st.query_params.get("at"), load.store().revision
    place = places.here(load.meeting(week))
    with st.container(horizontal=True, vertical_alignment="center", key="sync_top"):
        st.html(Markup('<div class="okr">{}</div>').format(places.strip(place)))
        _clock(place)
        _steps(place)
    slide, said = st.columns([3, 1], gap="medium")
    with slide:
        _slide(place)
    with said:
        minutes.show(place)


def _slide(place: Place) -> None:
    context = _context(place)
    match place.slide.kind:
        case "headline":
            opening.week(place, context)
        case "kpis":
            opening.kpis(place)
        case "work":
            work.show(place)
        case "key_result" if place.row:
            key_result.show(place, place.row, context)
            rest.raise_this(place, place.row)
            rest.talked_about(place, rest.raised(place))
        case "rest":
            rest.show(place)
        case "item":
            rest.item(place)
        case "actions":
            closing.actions(place)
        case "close":
            closing.close(place)


def _steps(place: Place) -> None:
    for name, shortcut, icon, key in (
        ("Back", "Left", ":material/arrow_back:", place.before),
        ("Next", "Right", ":material/arrow_forward:", place.after),
    ):
        st.button(name, key=f"sync_{name.lower()}", shortcut=shortcut, icon=icon, disabled=key is None,
                  on_click=places.go, args=(key,))  # fmt: skip


def _clock(place: Place) -> None:
    """A meeting that is over, and one that is looked at from afterwards, has no clock."""
    if place.meeting.closing or places.is_read_only():
        return
    before = place.minutes_before
    clock.show(
        week=place.week.isoformat(),
        slide=place.slide.key,
        begins_in=(place.meeting.begins_at - load.store().now()).total_seconds(),
        minutes=load.settings().org.sync_minutes,
        since=before,
        until=before + place.slide.minutes,
        item_minutes=place.slide.minutes,
    )


def _context(place: Place) -> Context:
    week = place.week
    is_running = load.now() < load.settings().org.deadline_moment.in_week(week)
    return Context(week, load.quarter(week), load.people(), is_running)


@st.fragment(run_every=_POLL)
def _watch(week: date) -> None:
    """Draw anew once somebody has written something; until then only see to it that the next slide finds its facts.

    A browser that asks in the instant of a step still has the address of the slide before: to draw that would step
    back. It asks again soon.
    """
    load.stories(load.meeting(week).review)
    opening.gauges(week)
    at, revision = st.session_state["sync.drawn"]
    if at == st.query_params.get("at") and revision != load.store().revision:
        st.rerun()


def _nothing() -> None:
    text = Markup('<div class="okr"><h1>Nothing to meet about yet</h1><p>{}</p></div>')
    st.html(text.format(links.link("Bring in objectives and key results first", "/setup")))


if load.is_empty():
    _nothing()
else:
    asked, problem = weeks.asked(load.now().date())
    if problem:
        st.html(Markup('<div class="okr note" role="status">{} Showing the week under review.</div>').format(problem))
    st.html(_CSS)
    week = asked or load.week_under_review()
    _present(week)
    if not places.is_read_only():
        keyboard.listen()
        _watch(week)
