"""The top of the board: which week it shows, whether that week still runs, and how many key results stand where."""

from __future__ import annotations

from datetime import datetime

import streamlit as st
from markupsafe import Markup

from data.rules import calendar, words
from data.rules.okr import STATUSES, Status
from data.rules.review import Review
from pages.parts import links, load, statuses, weeks
from pages.parts.rows import Context

CHOICES = ("week", "objective", "team", "owner", "status", "sort")  # what the board's address says

CSS = Markup("""
.headline { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1rem; margin-top: 0.4rem; }
.headline h1 { font-size: 1.55rem; font-weight: 700; letter-spacing: -0.01em; line-height: 1.25; }
.okr .headline h1 { margin: 0; padding: 0; }
.headline .state { font-weight: 600; }
.headline nav { margin-left: auto; display: flex; gap: 1.1rem; }
.okr .counts { display: flex; flex-wrap: wrap; gap: 0.3rem 2rem; margin: 0; padding: 0; list-style: none; }
.okr .counts li { margin: 0; white-space: nowrap; font-size: 1.2rem; }
.counts a { text-decoration: none; } .counts a:hover { text-decoration: underline; }
.counts b { font-weight: 700; } .counts small { font-size: 0.85rem; font-weight: 600; margin-left: 0.1rem; }
@media screen and (max-width: 900px) {
  .headline nav { margin-left: 0; } .okr .counts { gap: 0.2rem 1.3rem; } .okr .counts li { font-size: 1.05rem; }
}
@media print { .headline nav { display: none; } .headline h1 { font-size: 14pt; } .okr .counts li { font-size: 10pt; } }
""")


def here(**choices: str | None) -> str:
    """The board's address as it is, but for the choices given; None drops one."""
    return links.to("/", **({name: st.query_params.get(name) for name in CHOICES} | choices))


def anchor(label: Markup | str, **choices: str | None) -> Markup:
    return Markup('<a data-page href="{}">{}</a>').format(here(**choices), label)


def deadline(review: Review) -> datetime:
    return load.settings().org.deadline_moment.in_week(review.week)


def headline(review: Review, context: Context) -> Markup:
    """Quarter, week, its dates, whether it runs, and the way to other weeks."""
    return Markup(
        '<div class="headline"><h1>{}, week {}</h1><span class="soft">{}</span><span class="state">{}</span>{}</div>'
    ).format(
        review.quarter, review.week_of_quarter, words.span(review.week), _state(review, context), _other_weeks(review)
    )


def counts(review: Review, context: Context) -> Markup:
    """How many key results have each status, and how many more or fewer than last week; each a link to those alone.

    A week that still runs is not compared: what is missing in it is still to come.
    """
    has_past = any(review.previous_counts.values()) and not context.is_running
    shown: list[Status] = [
        status for status in STATUSES if review.counts[status] or (has_past and review.previous_counts[status])
    ]
    return Markup('<ul class="counts">{}</ul>').format(
        Markup("").join(_count(status, review, context, has_past) for status in shown)
    )


def _count(status: Status, review: Review, context: Context, has_past: bool) -> Markup:
    word = context.silent_word if status == "silent" else status
    label = Markup("<b>{}</b> {}").format(review.counts[status], word)
    moved = _moved(status, review.counts[status] - review.previous_counts[status]) if has_past else ""
    return Markup("<li>{} {} {}</li>").format(statuses.glyph(status), anchor(label, status=status), moved)


def _moved(status: Status, by: int) -> Markup:
    if by == 0:
        return Markup("")
    is_good = (by > 0) == (status in ("on track", "done"))
    css = "soft" if status == "cancelled" else "good" if is_good else "bad"
    sign = "+" if by > 0 else "−"
    return Markup('<small class="num {}" title="against last week">{}{}</small>').format(css, sign, abs(by))


def _state(review: Review, context: Context) -> str:
    if review.closed:
        return "closed"
    if context.is_running:
        return f"running, due {weeks.clock(deadline(review), load.settings().org.deadline_moment)}"
    return "under review" if review.week == load.week_under_review() else "earlier week"


def _other_weeks(review: Review) -> Markup:
    before, after = review.week - calendar.WEEK, review.week + calendar.WEEK
    found = [anchor("‹ previous week", week=before.isoformat())]
    if after <= load.now().date():
        found.append(anchor("next week ›", week=after.isoformat()))
    if review.week != load.week_under_review():
        found.append(anchor("today", week=None))
    return Markup('<nav aria-label="Weeks">{}</nav>').format(Markup("").join(found))
