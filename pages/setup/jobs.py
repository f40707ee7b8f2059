"""What the server does by itself: when, how it went last, and when it is next."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.jobs import State
from data.rules.schedule import Run
from pages.parts import load
from pages.setup import parts

_ENDS = {"ok": ("✓", "done", "good"), "partial": ("▲", "in part", "s-at-risk"), "failed": ("■", "failed", "bad")}
_BADGE = Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span>')


def show() -> None:
    parts.heading(
        "By itself",
        "While the server runs, it does these one after the other. What was missed while it was down is made up for "
        "once, and what fails is tried again within an hour. Times are UTC.",
    )
    head = ("What", "When", "Last run", "It came to", "Next run")
    st.html(parts.table(head, [_row(state) for state in load.jobs()]))


def is_on(name: str) -> bool:
    """Whether a job is done by itself."""
    return any(state.task.timetable is not None for state in load.jobs() if state.task.name == name)


def _row(state: State) -> tuple[str | Markup, ...]:
    last = state.last
    return (
        state.task.title,
        state.task.when,
        Markup('<span class="num">{}</span>').format(parts.moment(last.started_at)) if last else "not yet",
        _ended(last) if last else "",
        _next(state),
    )


def _ended(run: Run) -> Markup:
    glyph, word, css = _ENDS[run.status]
    return Markup("{}<small>{}</small>").format(_BADGE.format(css, glyph, word), run.message or "")


def _next(state: State) -> str | Markup:
    if state.running_since:
        return _BADGE.format("soft", "…", f"running since {state.running_since:%H:%M}")
    if state.next_at is None:
        return "after the next sync" if state.task.timetable else ""
    if state.next_at <= load.now():
        return "as soon as the server gets to it"
    return Markup('<span class="num">{}</span>').format(parts.moment(state.next_at))
