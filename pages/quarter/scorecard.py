"""Scorecard: how the quarter's key results and objectives were graded, drafted by directors, made final by VPs."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.rules import calendar, confidential, words
from data.rules.calendar import Quarter
from pages.parts import acts, downloads, links, load, who
from pages.quarter.grading import confidence, form, kickoff, states, summary, table
from pages.quarter.grading.asked import Asked, asked

_CSS = Markup("<style>{}{}{}{}{}{}</style>").format(
    states.CSS,
    summary.CSS,
    table.CSS,
    form.CSS,
    confidence.CSS,
    kickoff.CSS,
)
_EMPTY = Markup(
    '<div class="empty"><h2>{} has nothing to grade yet</h2><p>A scorecard has the key results of a quarter in force. '
    "{}</p></div>"
)
_TO_COME = Markup(
    '<div class="empty"><h2>{} has not begun</h2><p>It begins on {}; from then on its scorecard follows the values. '
    "{}</p></div>"
)


def _page(*parts: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(Markup("").join(parts)))


def _kickoff(at: Asked) -> None:
    found = load.kickoff(at.card.quarter)
    outside = confidential.okrs_outside(found.objectives, found.key_results, load.settings().org.confidential_names)
    _page(kickoff.kickoff(at.card, found.quarter, *outside))


def _card(at: Asked, quarter: Quarter) -> None:
    before, after = table.tables(at, quarter)
    _page(summary.summary(at), before)
    if at.graded:
        form.form(at, at.graded)
        if after:
            _page(after)


def _sure() -> None:
    """How sure was right: for the owner themself and the VPs."""
    if found := load.calibrations(who.me()):
        _page(confidence.section(found))


def _show(at: Asked) -> None:
    quarter = calendar.parse_quarter(at.card.quarter, load.settings().org.fiscal_year_start_month)
    problem = Markup('<p class="note" role="status">{}</p>').format(at.problem) if at.problem else Markup("")
    _page(_CSS, problem, states.head(at, quarter))
    if not at.graded:
        acts.refusal()
    if load.now().date() < quarter.start:
        way = links.link("Its OKRs", "/okrs", quarter=at.card.quarter)
        _page(_TO_COME.format(at.card.quarter, words.day(quarter.start), way))
        return
    if not at.card.key_results:
        ways = (
            links.link("Write OKRs", "/okrs") + Markup(" or ") + links.link("import them", "/setup", section="Import")
        )
        _page(_EMPTY.format(at.card.quarter, ways))
        return
    if at.is_kickoff:
        _kickoff(at)
        return
    states.move_on(at)
    _card(at, quarter)
    downloads.scorecard(at.card.quarter, internal=not at.is_company)
    if not at.is_company:
        _sure()


_show(asked())
