"""What the KPI forms share: a series or a KPI at a glance, and what was saved or refused in words."""

from __future__ import annotations

import re
from datetime import date

import streamlit as st
from markupsafe import Markup

from data.rules import calendar, words
from data.rules.gauges import Gauge
from pages.parts import acts, charts, links, load, spark

SECTION = "KPIs"
WEEKS = 26
_KEPT = "setup.kpis.kept"


def span() -> tuple[date, date]:
    """The weeks that are shown."""
    monday = calendar.monday(load.now().date())
    return monday - (WEEKS - 1) * calendar.WEEK, calendar.sunday(monday)


def newest(gauge: Gauge | None) -> str:
    """ "44 installs on 12 December", of another year "on 12 December 2020"."""
    if gauge is None or not gauge.readings:
        return "no reading yet"
    last = gauge.readings[-1]
    so_far = ", so far" if last.is_partial else ""
    return f"{words.number(last.value, gauge.kpi.unit)} on {words.day(last.date, load.now().date())}{so_far}"


def of(gauge: Gauge) -> Markup:
    """The newest value, its date, and the weeks before; of a series that ended long ago the weeks before its end."""
    first, _ = span()
    last = load.now().date()
    if gauge.readings and gauge.readings[-1].date < first:
        last = gauge.readings[-1].date
        first = last - WEEKS * calendar.WEEK
    return Markup('<p class="value">{}</p>{}').format(newest(gauge), spark.of(gauge, first, last, charts.colours()))


def heading(name: str, identity: str, *told: Markup) -> Markup:
    """A KPI or a series by its name, its id as small print, and what is told of it."""
    close = links.link("Close", "/setup", css="close", section=SECTION)
    return Markup('<div class="okr chosen">{}<h3 tabindex="-1">{}</h3><p><code>{}</code></p>{}</div>').format(
        close, name, identity, Markup("").join(told)
    )


def kept(text: str) -> None:
    """From a widget's callback: what was kept, to be told once."""
    st.session_state[_KEPT] = text


def outcome() -> None:
    """What the last act kept, or what prevented it."""
    acts.refusal()
    if text := st.session_state.pop(_KEPT, None):
        st.success(re.sub(r"([\\`*_{}\[\]<>#$~|:])", r"\\\1", text))  # names are no Markdown
