"""The KPIs: what each is called, which series of the sources feed it, and which key results read it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from data.mapping import Delivered
from data.rules import words
from data.rules.gauges import Gauge
from data.rules.okr import Kpi
from pages.parts import charts, links, load, spark
from pages.parts.charts import Colours
from pages.setup import kpi_form, parts, previews, series_form

SECTION = "KPIs"
_WANTED = {"up": "higher is better", "down": "lower is better", "none": "no direction is better"}

_CSS = Markup("""<style>
.mapping td { vertical-align: middle; } .mapping img { display: block; }
.mapping tr.chosen-row { background: var(--wash); box-shadow: inset 3px 0 0 var(--accent); }
.mapping td:first-child { padding-left: 0.6rem; } .mapping .name { font-weight: 650; text-decoration: none; }
.mapping .name:hover { text-decoration: underline; } .mapping .value { font-weight: 650; white-space: nowrap; }
.mapping ul { margin: 0; padding: 0; list-style: none; font-size: 0.88rem; line-height: 1.35; }
.mapping li { margin: 0 0 0.2rem; } .mapping li .soft { white-space: nowrap; }
.mapping code { overflow-wrap: normal; white-space: normal !important; }
.chosen h3 { margin: 0 !important; padding: 0 !important; font-size: 1.1rem !important; }
.chosen p { margin: 0.2rem 0; } .chosen code { overflow-wrap: anywhere; font-size: 0.85em; }
.chosen .value { font-size: 1.2rem; font-weight: 650; } .chosen small { color: var(--soft); }
</style>""")


@dataclass(frozen=True, slots=True)
class View:
    """Every KPI with its readings since `first`, every series that was delivered, and who reads what."""

    first: date
    today: date
    gauges: Mapping[str, Gauge]
    delivered: tuple[Delivered, ...]
    readers: Mapping[str, list[Markup]]  # by KPI: its key results
    colours: Colours

    def feeding(self, kpi: str) -> list[Delivered]:
        return [each for each in self.delivered if each.kpi and each.kpi.kpi == kpi]

    @property
    def left_out(self) -> list[Delivered]:
        return [each for each in self.delivered if each.kpi is None]


def show() -> None:
    parts.heading(SECTION, "What the sources deliver, what it is called here, and which key results read it.")
    if parts.is_past():
        _table(_look())
        return
    wide, narrow = st.columns([2.7, 1], gap="large")
    with narrow:  # first, so that the table shows what was saved
        _chosen()
    with wide:
        _table(_look())


def _look() -> View:
    first, last = previews.span()
    gauges = load.gauges(first, last)
    return View(first, load.now().date(), gauges, tuple(load.series()), _readers(), charts.colours())


def _readers() -> Mapping[str, list[Markup]]:
    """The key results of this quarter and the next that read a KPI."""
    found: dict[str, list[Markup]] = defaultdict(list)
    for quarter in kpi_form.quarters():
        for name, key_result in load.key_results(quarter).items():
            if key_result.kpi and not key_result.dropped:
                told = Markup('{} <span class="soft">{}</span>').format(
                    links.link(key_result.title, "/kr", kr=name), quarter
                )
                found[key_result.kpi].append(told)
    return found


def _chosen() -> None:
    kpis, delivered = load.kpis_by_id(), {each.series: each for each in load.series()}
    kpi, series = st.query_params.get("kpi"), st.query_params.get("series")
    previews.outcome()
    if kpi in kpis:
        kpi_form.show(kpis[kpi])
    elif series in delivered:
        series_form.show(delivered[series])
    elif kpi or series:
        st.html(Markup('<p class="okr note">There is no “{}” any more. Choose another.</p>').format(kpi or series))
    elif kpis or delivered:
        st.html(
            '<p class="okr soft">Choose a KPI to name it and to let a key result read it; choose a series that feeds '
            "it to make it another KPI, or to leave it out.</p>"
        )


def _table(view: View) -> None:
    if not (view.gauges or view.delivered):
        st.html(_nothing_yet())
        return
    head = ("KPI", "Newest value", f"Last {previews.WEEKS} weeks", "Comes from", "Read by")
    st.html(_CSS + Markup('<div class="mapping">{}</div>').format(parts.table(head, _rows(view))))


def _rows(view: View) -> Iterable[Markup]:
    teams: dict[str, list[Gauge]] = defaultdict(list)
    for gauge in view.gauges.values():
        teams[gauge.kpi.team or ""].append(gauge)
    for team, gauges in sorted(teams.items(), key=lambda group: (not group[0], group[0].casefold())):
        if len(teams) > 1 or team:
            yield parts.group(team or "No team", 5)
        yield from (_kpi(gauge, view) for gauge in gauges)
    if view.left_out:
        yield parts.group("Left out", 5)
        yield from (_left_out(each) for each in view.left_out)


def _kpi(gauge: Gauge, view: View) -> Markup:
    kpi = gauge.kpi
    cells = (
        Markup("{}<small>{}</small>").format(_way(kpi.name, kpi=kpi.kpi), _direction(kpi)),
        _value(gauge),
        spark.of(gauge, view.first, view.today, view.colours),
        _sources(view.feeding(kpi.kpi)),
        _list(view.readers.get(kpi.kpi, ())),
    )
    return _line(cells, is_chosen=st.query_params.get("kpi") == kpi.kpi)


def _left_out(each: Delivered) -> Markup:
    named = Markup("{}<small><code>{}</code></small>").format(_way(each.name, series=each.series), each.series)
    who = load.people().get(each.by or "")
    since = f"since {words.day(each.mapped_at)}{f', by {who.name}' if who else ''}" if each.mapped_at else ""
    cells = (named, "", "", Markup('<span class="soft">{}</span>').format(since), "")
    return _line(cells, is_chosen=st.query_params.get("series") == each.series)


def _line(cells: tuple[str | Markup, ...], *, is_chosen: bool) -> Markup:
    return parts.line(cells, css="chosen-row" if is_chosen else "")


def _way(label: str, **chosen: str) -> Markup:
    return links.link(label, "/setup", css="name", section=SECTION, **chosen)


def _sources(feeding: list[Delivered]) -> Markup:
    """The series that feed a KPI, each to be chosen; one without any was imported, or is written by hand."""
    if not feeding:
        return Markup('<span class="soft">imported</span>')
    way = Markup('<a data-page href="{}" title="{}"><code>{}</code></a>')
    return _list(
        way.format(links.to("/setup", section=SECTION, series=each.series), each.name, _breakable(each.series))
        for each in feeding
    )


def _breakable(series: str) -> Markup:
    """A series' id, which may go on in the next line after each of its parts."""
    return Markup("<wbr>").join(re.findall(r"[^/._]*[/._]?", series))


def _list(items: Iterable[Markup]) -> Markup:
    inner = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup("<ul>{}</ul>").format(inner) if inner else Markup("")


def _direction(kpi: Kpi) -> str:
    """ "ms, lower is better"."""
    return ", ".join(filter(None, (kpi.unit, _WANTED[kpi.good_direction])))


def _value(gauge: Gauge) -> Markup:
    """The newest value and its date."""
    if not gauge.readings:
        return Markup('<span class="soft">no reading yet</span>')
    newest = gauge.readings[-1]
    told = Markup('<span class="num value">{}</span><small>{}{}</small>')
    so_far = ", so far" if newest.is_partial else ""
    return told.format(words.number(newest.value, gauge.kpi.unit), words.day(newest.date), so_far)


def _nothing_yet() -> Markup:
    return Markup(
        '<p class="okr soft">No KPI yet. Connect Looker or name your own files under {}, or bring kpis.csv and '
        "readings.csv in under {}; what arrives is listed here.</p>"
    ).format(
        links.link("Sources", "/setup", section="Sources"),
        links.link("Import", "/setup", section="Import"),
    )
