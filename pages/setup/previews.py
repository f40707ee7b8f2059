"""What the KPI forms share: a series or a KPI at a glance, and what was saved or refused in words."""

from __future__ import annotations

from datetime import date

import streamlit as st
from markupsafe import Markup

from data.rules import calendar, words
from data.rules.gauges import Gauge
from pages.parts import acts, charts, load, spark

WEEKS = 26
_KEPT = "setup.kpis.kept"


def span() -> tuple[date, date]:
    """The weeks that are shown."""
    monday = calendar.monday(load.now().date())
    return monday - (WEEKS - 1) * calendar.WEEK, calendar.sunday(monday)


def newest(gauge: Gauge | None) -> str:
    """ "44 installs on 12 December"."""
    if gauge is None or not gauge.readings:
        return "no reading yet"
    last = gauge.readings[-1]
    so_far = ", so far" if last.is_partial else ""
    return f"{words.number(last.value, gauge.kpi.unit)} on {words.day(last.date)}{so_far}"


def of(gauge: Gauge) -> Markup:
    """The newest value, its date, and the weeks before."""
    first, _ = span()
    picture = spark.of(gauge, first, load.now().date(), charts.colours())
    return Markup('<p class="value num">{}</p>{}').format(newest(gauge), picture)


def heading(name: str, identity: str, gauge: Gauge | None) -> Markup:
    seen = of(gauge) if gauge else Markup("")
    return Markup('<div class="okr chosen"><h3>{}</h3><p><code>{}</code></p>{}</div>').format(name, identity, seen)


def kept(text: str) -> None:
    """From a widget's callback: what was kept, to be told once."""
    st.session_state[_KEPT] = text


def outcome() -> None:
    """What the last act kept, or what prevented it."""
    acts.refusal()
    if text := st.session_state.pop(_KEPT, None):
        st.success(text)
