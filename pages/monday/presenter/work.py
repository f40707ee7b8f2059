"""The slide of the work: what slipped, what was closed since last Monday, what is due this week, on one screen."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.pulls.tracker import Tracker
from data.rules import words
from pages.monday.presenter.place import PAGE, Place
from pages.parts import links, load, said, work

_MOST = 5  # lines of each list that one screen holds

CSS = work.CSS + Markup("""
.opening .work-lists { margin-top: 0.6rem; gap: 0 2rem; }
.okr.opening .work-lists li { padding: 0.35rem 0; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.5rem; }
.opening .work-lists li > span:first-child { font-size: 1.05rem; line-height: 1.22; }
.opening .work-lists small { line-height: 1.3; }
.okr.opening .work-lists .when { max-width: 4.7rem; white-space: normal; line-height: 1.22; }
.opening .work-lists .slip { white-space: normal; }
.okr.opening .trouble { margin: 0.6rem 0 0; }
""")


def show(place: Place) -> None:
    """The tracker as it stood when the week was closed, else as it stands."""
    closing = place.meeting.closing
    tracker = load.tracker(place.week, until=closing.recorded_at if closing else None)
    if not tracker.items:
        text = Markup(
            '<div class="okr opening"><h1>Work</h1><p class="lead">Nothing is known of the board yet. {}.</p></div>'
        )
        st.html(text.format(links.link("Sync it", "/work")))
        return
    lists = work.lists(tracker, work.names(tracker), _MOST, st.query_params.get("more"), _opening)
    text = Markup('<div class="okr opening"><h1>{}</h1>{}{}</div>')
    st.html(text.format(_headline(tracker), _trouble(tracker), lists))


def _opening(name: str | None) -> str:
    """The address of this slide with one of its lists open."""
    return links.to(PAGE, week=st.query_params.get("week"), at="work", more=name)


def _headline(tracker: Tracker) -> str:
    """ "7 slipped, 10 closed, 20 due this week"."""
    slipped, closed, due = len(tracker.moves.slipped), len(tracker.moves.closed), len(tracker.due)
    late = f", {len(tracker.overdue)} overdue" if tracker.overdue else ""
    return f"Work: {slipped or 'nothing'} slipped, {closed or 'nothing'} closed, {due or 'nothing'} due{late}"


def _trouble(tracker: Tracker) -> Markup:
    """That the board is not as fresh as the meeting: it was never read, or not of late."""
    last = tracker.last
    if last is None or last["status"] in ("ok", "empty"):
        return Markup("")
    good = f" What is shown is of {words.day(last['last_good_at'])}." if last["last_good_at"] else ""
    text = Markup('<p class="note trouble">GitHub could not be read whole {}.{}</p>')
    return text.format(said.moment(last["recorded_at"]), good)
