"""The KPIs: what each is called, which series of the sources feed it, and which key results read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from data.rules.calendar import Quarter
from data.rules.okr import KeyResult
from pages.parts import charts, into_view, load
from pages.setup import kpi_form, kpi_table, parts, previews, series_form
from pages.setup.kpi_table import View

SECTION, _PANEL = previews.SECTION, "setup_chosen"
_CHOSEN_CSS = Markup("""<style>
.chosen h3 { margin: 0 !important; padding: 0 !important; font-size: 1.1rem !important; outline: none; }
.chosen p { margin: 0.2rem 0; } .chosen code { overflow-wrap: anywhere; font-size: 0.85em; }
.chosen .value { font-size: 1.2rem; font-weight: 650; } .chosen small { color: var(--soft); }
.chosen .close { float: right; margin-left: 0.8rem; } .st-key-setup_chosen { scroll-margin-top: 2.6rem; }
.st-key-setup_chosen [data-baseweb="select"] div { white-space: normal; height: auto; }
</style>""")


def show() -> None:
    parts.heading(SECTION, "What the sources deliver, what it is called here, and which key results read it.")
    if not parts.is_past():
        _chosen()
    kpi_table.show(_look())


def _look() -> View:
    first, last = previews.span()
    gauges = load.gauges(first, last)
    return View(first, load.now().date(), gauges, tuple(load.series()), _readers(), charts.colours())


def _readers() -> Mapping[str, list[tuple[KeyResult, Quarter]]]:
    """The key results of this quarter and the next that read a KPI."""
    found: dict[str, list[tuple[KeyResult, Quarter]]] = defaultdict(list)
    for quarter in kpi_form.quarters():
        for key_result in load.key_results(quarter).values():
            if key_result.kpi and not key_result.dropped:
                found[key_result.kpi].append((key_result, quarter))
    return found


def _chosen() -> None:
    kpis, delivered = load.kpis_by_id(), {each.series: each for each in load.series()}
    kpi, series = st.query_params.get("kpi"), st.query_params.get("series")
    if kpi in kpis or series in delivered:
        with st.container(key=_PANEL, border=True):
            st.html(_CHOSEN_CSS)
            if kpi in kpis:
                kpi_form.show(kpis[kpi])
            else:
                series_form.show(delivered[series or ""])
        into_view.bring(_PANEL, kpi or series or "", "h3")
        return
    previews.outcome()
    if kpi or series:
        st.html(Markup('<p class="okr note">There is no “{}” any more. Choose another.</p>').format(kpi or series))
    elif kpis or delivered:
        st.html(
            '<p class="okr soft">Choose a KPI to name it and to let a key result read it; choose a series that feeds '
            "it to make it another KPI, or to leave it out.</p>"
        )
