"""The KPIs of the setup page as a table: value, course, the series that feed each, and the key results that read it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from data.mapping import Delivered
from data.monday import readings
from data.rules import words
from data.rules.calendar import Quarter
from data.rules.gauges import Gauge
from data.rules.okr import KeyResult, Kpi
from pages.parts import doubts, links, load, spark
from pages.parts.charts import Colours
from pages.setup import parts, previews
from pages.setup.previews import SECTION

_CSS = Markup("""<style>
.mapping td { vertical-align: middle; } .mapping img { display: block; }
.mapping tr.chosen-row { background: var(--wash); box-shadow: inset 3px 0 0 var(--accent); }
.mapping th:first-child, .mapping td:first-child { padding-left: 0.6rem; }
.mapping .name { font-weight: 650; text-decoration: none; } .mapping .name:hover { text-decoration: underline; }
.mapping .value { font-weight: 650; white-space: nowrap; }
.mapping td:nth-child(1) { width: 22%; } .mapping td:nth-child(2) { width: 20%; }
.mapping td:nth-child(4) { width: 20%; } .mapping .group td { width: auto; }
.mapping ul { margin: 0; padding: 0; list-style: none; font-size: 0.88rem; line-height: 1.35; }
.mapping li { margin: 0 0 0.2rem; } .mapping li .soft { white-space: nowrap; }
.mapping code { overflow-wrap: normal; white-space: normal !important; }
@media (max-width: 900px) {
  .mapping table, .mapping tbody, .mapping td { display: block; } .mapping thead { display: none; }
  .mapping tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0.3rem 0.8rem; padding: 0.6rem;
    border-bottom: 1px solid var(--line); }
  .mapping td, .mapping tr td:nth-child(n) { border: 0; padding: 0; width: auto; }
  .mapping tr td:first-child { grid-column: 1 / -1; }
  .mapping td:empty { display: none; } .mapping .group { padding: 1rem 0 0.4rem; }
  .mapping td:nth-child(4):not(:empty)::before { content: "Comes from"; }
  .mapping td:nth-child(5):not(:empty)::before { content: "Read by"; }
  .mapping td::before { color: var(--soft); font-size: 0.84rem; }
}
</style>""")


@dataclass(frozen=True, slots=True)
class View:
    """Every KPI with its readings since `first`, every series that was delivered, and who reads what."""

    first: date
    today: date
    gauges: Mapping[str, Gauge]
    delivered: tuple[Delivered, ...]
    readers: Mapping[str, list[tuple[KeyResult, Quarter]]]  # by KPI
    colours: Colours

    def feeding(self, kpi: str) -> list[Delivered]:
        return [each for each in self.delivered if each.kpi and each.kpi.kpi == kpi]

    @property
    def left_out(self) -> list[Delivered]:
        return [each for each in self.delivered if each.kpi is None]


def show(view: View) -> None:
    if not (view.gauges or view.delivered):
        st.html(_nothing_yet())
        return
    head = ("KPI", "Newest value", f"Last {previews.WEEKS} weeks", "Comes from", "Read by")
    st.html(_CSS + doubts.STYLE + Markup('<div class="mapping">{}</div>').format(parts.table(head, _rows(view))))


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
        yield from (_left_out(each, view) for each in view.left_out)


def _kpi(gauge: Gauge, view: View) -> Markup:
    kpi = gauge.kpi
    cells = (
        Markup("{}<small>{}</small>").format(_way(kpi.name, kpi=kpi.kpi), _direction(kpi, view)),
        _value(gauge, view),
        spark.of(gauge, view.first, view.today, view.colours),
        _sources(view.feeding(kpi.kpi)),
        _list(_reader(*each) for each in view.readers.get(kpi.kpi, ())),
    )
    return _line(cells, is_chosen=st.query_params.get("kpi") == kpi.kpi)


def _left_out(each: Delivered, view: View) -> Markup:
    who = load.people().get(each.by or "")
    since = (
        f"since {words.day(each.mapped_at, view.today)}{f', by {who.name}' if who else ''}" if each.mapped_at else ""
    )
    named = Markup("{}<small><code>{}</code></small><small>{}</small>").format(
        _way(each.name, series=each.series), each.series, since
    )
    return _line((named, "", "", "", ""), is_chosen=st.query_params.get("series") == each.series)


def _line(cells: tuple[str | Markup, ...], *, is_chosen: bool) -> Markup:
    return parts.line(cells, css="chosen-row" if is_chosen else "")


def _way(label: str, **chosen: str) -> Markup:
    return links.link(label, "/setup", css="name", section=SECTION, **chosen)


def _sources(feeding: list[Delivered]) -> Markup:
    """The series that feed a KPI, each to be chosen; one without any was imported, or is written by hand."""
    if not feeding:
        return Markup('<span class="soft">imported</span>')
    line = Markup("{}<small><code>{}</code></small>")
    return _list(
        line.format(links.link(each.name, "/setup", section=SECTION, series=each.series), _breakable(each.series))
        for each in feeding
    )


def _reader(key_result: KeyResult, quarter: Quarter) -> Markup:
    way = links.link(key_result.title, "/kr", kr=key_result.key_result)
    return Markup('{} <span class="soft">{}</span>').format(way, quarter)


def _breakable(series: str) -> Markup:
    """A series' id, which may go on in the next line after each of its parts."""
    return Markup("<wbr>").join(re.findall(r"[^/._]*[/._]?", series))


def _list(items: Iterable[Markup]) -> Markup:
    inner = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup("<ul>{}</ul>").format(inner) if inner else Markup("")


def _direction(kpi: Kpi, view: View) -> str:
    """ "in ms; lower is better"."""
    has_band = any(key_result.kind == "band" for key_result, _ in view.readers.get(kpi.kpi, ()))
    return "; ".join(filter(None, (kpi.unit and f"in {kpi.unit}", doubts.wanted(kpi, has_band=has_band))))


def _value(gauge: Gauge, view: View) -> Markup:
    """The newest value and its date, and that it is stale."""
    if not gauge.readings:
        return Markup('<span class="soft">no reading yet</span>')
    newest = gauge.readings[-1]
    told = Markup('<span class="num value">{}</span><small>{}{}</small>{}')
    so_far = ", so far" if newest.is_partial else ""
    old = readings.standing(gauge, view.today, load.settings().limits).review.stale_reason
    mark = Markup("<small>{}</small>").format(doubts.stale(old)) if old else ""
    return told.format(words.number(newest.value, gauge.kpi.unit), words.day(newest.date, view.today), so_far, mark)


def _nothing_yet() -> Markup:
    return Markup(
        '<p class="okr soft">No KPI yet. Connect Looker or name your own files under {}, or bring kpis.csv and '
        "readings.csv in under {}; what arrives is listed here.</p>"
    ).format(
        links.link("Sources", "/setup", section="Sources"),
        links.link("Import", "/setup", section="Import"),
    )
