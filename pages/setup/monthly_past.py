"""The monthly updates that went out, newest first, and a search in all their words."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.rules import words
from data.rules.monthly import MonthlyUpdate
from data.telling import monthly
from pages.parts import links, load, said

CSS = Markup("""
.okr .past { border-collapse: collapse; width: 100%; }
.okr .past th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
.okr .past th, .okr .past td { padding: 0.3rem 1rem 0.3rem 0; vertical-align: top; overflow-wrap: anywhere; }
.okr .past td:first-child { white-space: nowrap; }
.okr .past .soft { font-size: 0.9rem; }
""")


def show() -> None:
    sent = load.monthly_past()
    _html(Markup("<h2>Past updates</h2>"))
    if not sent:
        _html(Markup('<p class="soft">None was sent yet. Each one that goes out is kept here, with its words.</p>'))
        return
    query = st.text_input(
        "Search past updates", key="q", bind="query-params", placeholder="Words in a subject or a text", width=360
    )
    found = monthly.matching(sent, query or "")
    _html(_table(found) if found else Markup('<p class="soft">No update has all of “{}” in it.</p>').format(query))


def _table(sent: list[MonthlyUpdate]) -> Markup:
    head = Markup("<tr><th>Month</th><th>Update</th></tr>")
    rows = Markup("").join(_row(each) for each in sent)
    return Markup('<table class="past"><thead>{}</thead><tbody>{}</tbody></table>').format(head, rows)


def _row(update: MonthlyUpdate) -> Markup:
    opened = links.link(update.subject, "/monthly", month=f"{update.month:%Y-%m}", team=update.team)
    by = f" by {said.name(update.by)}" if update.by else ""
    month = f"{words.MONTHS[update.month.month - 1]} {update.month.year}"
    sent = f"Sent on {said.moment(update.recorded_at)}{by} to {update.to or 'nobody'}"
    return Markup('<tr><td>{}</td><td>{}<br><span class="soft">{}</span></td></tr>').format(month, opened, sent)


def _html(*body: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(Markup("").join(body)))
