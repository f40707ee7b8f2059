"""The monthly update: written on the left, shown on the right as it will arrive; who gets it; and past ones."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from data.errors import UsageError
from data.rules import calendar, words
from data.rules import month as months
from data.telling import monthly
from pages.parts import acts, load, said, who
from pages.setup import mail_preview, monthly_past, monthly_send, monthly_text

_MONTHS_BACK = 12

_CSS = Markup("<style>{}{}{}</style>").format(
    Markup("""
.monthly-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1rem; margin-top: 0.4rem; }
.okr .monthly-head h1 { font-size: 1.55rem; font-weight: 700; line-height: 1.25; margin: 0; padding: 0; }
@media (max-width: 640px) {
  .st-key-monthly_desk [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:last-child { order: -1; }
}
"""),
    monthly_text.CSS,
    monthly_past.CSS,
)


def _asked() -> tuple[date, str | None]:
    """The month that the address names, by default the one that is due, and a problem with it as a sentence."""
    due = months.month_of(load.now().date())
    try:
        month = monthly.parsed(st.query_params["month"]) if "month" in st.query_params else due
        load.monthly_teams(month)
        return month, None
    except UsageError as error:
        return due, f"{error} Showing the one that is due."


def _month_picker(chosen: date) -> None:
    """The next month, the one that is due and a year of those before it; and the chosen one, whichever it is."""
    offered = [months.after(months.month_of(load.now().date()))]
    while len(offered) < _MONTHS_BACK + 2:
        offered.append(months.before(offered[-1]))
    options = sorted({*offered, chosen}, reverse=True)
    key = f"monthly.month.{chosen}"
    st.selectbox(
        "Month",
        options,
        index=options.index(chosen),
        format_func=lambda month: f"{words.MONTHS[month.month - 1]} {month.year}",
        key=key,
        on_change=_go,
        args=(key,),
        label_visibility="collapsed",
        width=200,
    )


def _go(key: str) -> None:
    st.query_params["month"] = f"{st.session_state[key]:%Y-%m}"


def _team_picker(month: date) -> str | None:
    return st.selectbox(
        "Team",
        load.monthly_teams(month),
        index=None,
        placeholder="The department",
        key="team",
        bind="query-params",
        label_visibility="collapsed",
        width=220,
    )


def _head(draft: monthly.Draft, problem: str | None) -> Markup:
    first, last = draft.period.weeks[0], calendar.sunday(draft.period.last)
    told = "" if draft.is_empty else f"tells of {words.day(first)} to {words.day(last)}"
    note = Markup('<p class="note" role="status">{}</p>').format(problem) if problem else ""
    return Markup(
        '<div class="okr"><div class="monthly-head"><h1>Monthly update</h1>{}<span class="soft">{}</span></div>'
        "{}{}</div>"
    ).format(_standing(draft), told, note, _CSS)


def _standing(draft: monthly.Draft) -> Markup:
    """Whether it went, is due or is overdue."""
    if draft.is_empty:
        return Markup('<span class="soft">Nothing to tell of it yet</span>')
    if draft.before:
        by = f" by {said.name(draft.before.by)}" if draft.before.by else ""
        return Markup('<span class="good">✓ Sent on {}{}</span>').format(said.moment(draft.before.recorded_at), by)
    due = months.due_on(draft.month)
    if load.now().date() > due:
        return Markup('<span class="bad">▲ Not sent; it was due by Sunday {}</span>').format(words.day(due))
    return Markup("<span>Due by Sunday {}</span>").format(words.day(due))


def _page(month: date, problem: str | None) -> None:
    top = st.empty()
    with st.container(horizontal=True, vertical_alignment="center", key="monthly_choices"):
        _month_picker(month)
        team = _team_picker(month)
        if load.as_of() is None:
            who.picker("monthly")
    draft = load.monthly(month, team)
    top.html(_head(draft, problem))
    acts.refusal()
    if load.as_of() is not None:
        mail_preview.show(draft.page, "monthly")
    else:
        _desk(draft)
    monthly_past.show()


def _desk(draft: monthly.Draft) -> None:
    """The text and its sending beside the mail; on a narrow screen below it."""
    with st.container(key="monthly_desk"):
        left, right = st.columns([5, 6], gap="large")
    with left:
        overtaken = st.container(key="monthly_overtaken")
        wrong = monthly_text.show(draft)
        monthly_send.show(draft, wrong)
    with right:
        mail_preview.show(draft.page, "monthly")
    with overtaken:  # last, since it composes the update twice
        monthly_text.overtaken(draft)


_page(*_asked())
