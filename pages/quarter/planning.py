"""The planning calendar: where we are in the quarter and the year, every step, and the chosen one in full."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data import exporting
from data.quarter.planning import Planned, Planning
from data.rules import calendar
from data.rules.calendar import Quarter
from pages.parts import acts, load, who
from pages.quarter.calendar import form, parts, steps, timeline

_CSS = Markup("<style>{}{}{}{}{}</style>").format(
    Markup("""
.planning-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1rem; margin-top: 0.4rem; }
.okr .planning-head h1 { font-size: 1.55rem; font-weight: 700; line-height: 1.25; margin: 0; padding: 0; }
"""),
    parts.CSS,
    timeline.CSS,
    steps.CSS,
    form.CSS,
)


def _asked() -> tuple[Quarter | None, str | None]:
    """The quarter that the address names, and a problem with it as a sentence."""
    label = st.query_params.get("quarter")
    try:
        start = load.settings().org.fiscal_year_start_month
        return (calendar.parse_quarter(label, start) if label else None), None
    except ValueError as error:
        return None, f"{error} Showing the quarter that is running."


def _chosen(of: Planning) -> Planned | None:
    """The step that the address names, else the first one that asks for something: this week, overdue, to come."""
    states = ("this week", "overdue", "open")
    first = (step for state in states for step in of.steps if step.state == state)
    return of.step(st.query_params.get("step")) or next(first, None)


def _head(of: Planning, problem: str | None) -> Markup:
    note = Markup('<p class="note" role="status">{}</p>').format(problem) if problem else ""
    return Markup('<div class="planning-head"><h1>Planning in {}</h1><span class="soft">{}</span></div>{}').format(
        of.quarter, timeline.told(of), note
    )


def _download(of: Planning) -> None:
    # Asked for outside a script run: what belongs to the page is taken now.
    store, settings, moment, quarter = load.store(), load.settings(), load.as_of(), str(of.quarter)
    st.download_button(
        "Calendar file",
        data=lambda: exporting.calendar_file(store, settings, quarter, moment),
        file_name=f"okr-planning-{quarter.replace(' ', '-')}.ics",
        mime=exporting.CALENDAR,
        icon=":material/calendar_month:",
        help="The steps, the syncs and the deadlines of this quarter, for Google Calendar, Outlook and others. "
        "A newer file updates the events of an older one.",
        on_click="ignore",
        key="planning.calendar",
    )


def _page(of: Planning, problem: str | None) -> None:
    chosen = _chosen(of)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(Markup('<div class="okr">{}{}</div>').format(_head(of, problem), _CSS))
        _download(of)
        if load.as_of() is None:
            who.picker("planning")
    acts.refusal()
    drawn = timeline.year(of.quarter, load.now().date()) + timeline.weeks(of)
    st.html(Markup('<div class="okr">{}</div>').format(drawn))
    left, right = st.columns([7, 5], gap="large")
    with left:
        st.html(Markup('<div class="okr">{}</div>').format(steps.lists(of, chosen)))
    with right:
        if chosen:
            form.show(chosen)


_quarter, _problem = _asked()
_page(load.planning(_quarter), _problem)
