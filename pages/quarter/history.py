"""Looking back: any closed week as it was, two weeks side by side, and the quarter week by week."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from data.monday.history import PastQuarter, PastWeek
from data.rules import compare, values
from pages.parts import downloads, links, load
from pages.quarter.looking_back import heat_map, past_board, side_by_side, timeline
from pages.quarter.looking_back.asked import BOARD, REPLAY, SIDE_BY_SIDE, Asked, asked

_CSS = {BOARD: past_board.CSS, REPLAY: heat_map.CSS, SIDE_BY_SIDE: side_by_side.CSS}
_EMPTY = Markup(".okr .empty { padding: 2rem 0; max-width: 46rem; } .okr .empty h2 { margin: 0 0 0.4rem; }")


def _page(*parts: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(Markup("").join(parts))


def _style(view: str) -> Markup:
    return Markup("<style>{}{}{}</style>").format(timeline.CSS, _EMPTY, _CSS[view])


def _shown(past: PastQuarter, at: Asked) -> PastWeek | None:
    """The week that is looked at: the one asked for, else the last that has begun."""
    if at.week:
        return past.week(at.week)
    return past.begun[-1] if past.begun else None


def _steps(past: PastQuarter, at: Asked, week: PastWeek) -> None:
    """A step to the week before or after, by button, arrow key or slider."""
    begun = [each.week for each in past.begun]
    place = begun.index(week.week)
    with st.container(horizontal=True, vertical_alignment="center", key="history_steps"):
        _step("‹", "Left", begun[place - 1] if place else None, at)
        if len(begun) > 1:
            st.session_state["history-week"] = week.week
            st.select_slider(
                "Week",
                begun,
                format_func=lambda monday: f"week {past.quarter.week_number(monday)}, {values.short_day(monday)}",
                key="history-week",
                on_change=lambda: _go(st.session_state["history-week"], at),
                label_visibility="collapsed",
            )
        _step("›", "Right", begun[place + 1] if place + 1 < len(begun) else None, at)


def _step(label: str, key: str, week: date | None, at: Asked) -> None:
    st.button(label, key=f"history-{key}", shortcut=key, disabled=week is None, on_click=_go, args=(week, at))


def _go(week: date, at: Asked) -> None:
    st.query_params["week"] = week.isoformat()
    if at.view == REPLAY:
        st.query_params["view"] = REPLAY


def _replay(past: PastQuarter, at: Asked, week: PastWeek) -> None:
    st.html(heat_map.marked(past, week))
    st.html(_page(heat_map.heat_map(past, at)))


def _board(past: PastQuarter, week: PastWeek) -> None:
    st.html(_page(past_board.board(week, load.review(week.week), load.past_meeting(week.week), past)))
    downloads.decks(week.week)


def _compare(past: PastQuarter, at: Asked, week: PastWeek) -> None:
    """The two weeks in their order; which one is compared with can be chosen among the quarter's."""
    other = at.other or week.week
    with st.container(horizontal=True, vertical_alignment="center", key="history_pair"):
        options = sorted({*(each.week for each in past.begun), other} - {week.week})
        st.session_state["history-with"] = other
        st.selectbox(
            "Compare with",
            options,
            format_func=_named,
            key="history-with",
            on_change=lambda: st.query_params.update({"with": st.session_state["history-with"].isoformat()}),
            width=260,
            label_visibility="collapsed",
        )
        only_changes = st.toggle("Only what changed", key="changes", bind="query-params")
    newer = max(week.week, other)
    found = compare.reviews(load.review(week.week), load.review(other), load.facts(newer).changes)
    shown = found.changed if only_changes else found.differences
    nothing = Markup('<div class="empty"><h2>Nothing changed between these weeks</h2></div>')
    st.html(_page(side_by_side.totals(found), side_by_side.table(found, shown) if shown else nothing))


def _named(week: date) -> str:
    quarter = load.quarter(week)
    return f"with {quarter}, week {quarter.week_number(week)} ({values.short_day(week)})"


def _show(at: Asked) -> None:
    past = load.past_quarter(at.quarter)
    week = _shown(past, at)
    if week is None or past.review is None or not (past.review.objectives or past.gone):
        st.html(_page(_style(REPLAY), _no_history(past)))
        return
    problem = Markup('<p class="note" role="status">{} Showing what there is.</p>').format(at.problem)
    st.html(_page(problem if at.problem else Markup(""), timeline.head(past, at, week), _style(at.view)))
    st.html(_page(timeline.timeline(past, at, week)))
    _steps(past, at, week)
    if at.view == BOARD:
        _board(past, week)
    elif at.view == SIDE_BY_SIDE:
        _compare(past, at, week)
    else:
        _replay(past, at, week)


def _no_history(past: PastQuarter) -> Markup:
    """A quarter that has not begun, or that nobody has planned: where there is something to look back on."""
    why = "has not begun yet" if past.review is None else "has no objectives"
    return Markup('<div class="empty"><h2>{} {}</h2><p>Quarters to look back on: {}</p></div>').format(
        past.quarter, why, timeline.quarters(str(past.quarter))
    )


def _nothing_yet() -> Markup:
    return Markup(
        '<div class="empty"><h2>Nothing to look back on yet</h2><p>Once there are key results, every week that the '
        "Monday meeting closes is kept here as it was. Bring them in under {}.</p></div>"
    ).format(links.link("Setup", "/setup"))


if load.is_empty():
    st.html(_page(_style(REPLAY), _nothing_yet()))
else:
    _show(asked())
