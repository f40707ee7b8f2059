"""The table of a trend: weeks as columns, a row for each series, what each week added below its value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from data.monday.trends import Series
from data.rules import calendar, words
from pages.explore.trend_chart import View
from pages.parts import links

SIGNS = f"%{words.CURRENCIES}"

STYLE = Markup("""<style>
.wow { overflow-x: auto; }
.wow table { border-collapse: separate; border-spacing: 0; border: 0; margin: 0; min-width: 100%; }
.wow th, .wow td { border: 0; border-bottom: 1px solid var(--line); padding: 0.35rem 0 0.35rem 0.9rem;
  text-align: right; font-weight: 400; font-size: 0.9rem; white-space: nowrap; vertical-align: top; }
.wow thead th { color: var(--soft); font-size: 0.8rem; line-height: 1.25; vertical-align: bottom; }
.wow th:first-child { position: sticky; left: 0; background: var(--paper); text-align: left; white-space: normal;
  min-width: 16rem; max-width: 24rem; padding-left: 0; }
.wow tbody th:first-child { padding-left: 1.6rem; } .wow tbody th a { font-weight: 600; text-decoration: none; }
.wow small { display: block; font-size: 0.8rem; color: var(--soft); }
.wow td small.good { color: var(--good); } .wow td small.bad { color: var(--bad); } .wow .none { color: var(--soft); }
.wow .swatch { position: absolute; left: 0; top: 0.95rem; width: 1.1rem; }
</style>""")


def table(view: View) -> Markup:
    weeks = view.trend.weeks
    head = Markup("").join(_week(week, view.start_month) for week in weeks)
    rows = Markup("").join(_row(series, view) for series in view.trend.series)
    return Markup(
        '<div class="wow" tabindex="0" role="region" aria-label="Week over week"><table><thead><tr>'
        '<th scope="col">Week over week</th>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, rows)


def _week(week: date, start_month: int) -> Markup:
    quarter = calendar.quarter_of(week, start_month)
    return Markup('<th scope="col" title="{}">W{}<br>{} {:%b}</th>').format(
        quarter, quarter.week_number(week), week.day, week
    )


def _row(series: Series, view: View) -> Markup:
    colour, dash = view.look(series)
    style = "dashed" if dash == "dash" else "solid"
    cells = Markup("").join(_cells(series, view.trend.weeks))
    return Markup(
        '<tr><th scope="row"><i class="swatch" style="border-top: 3px {} {}"></i>{}<small>{}</small></th>{}</tr>'
    ).format(style, colour, _name(series), _about(series), cells)


def _name(series: Series) -> Markup:
    if series.kind == "KPI":
        return links.link(series.name, "/kpis", kpi=series.id)
    return links.link(series.name, "/kr", kr=series.id)


def _about(series: Series) -> str:
    """What the numbers of the row are: "value in ms, lower is better"."""
    unit = f" in {series.unit}" if series.measure == "value" and series.unit else ""
    what = f"KPI{unit}" if series.kind == "KPI" else series.measure + unit
    return what + {"up": ", higher is better", "down": ", lower is better", "none": ""}[series.good_direction]


def _cells(series: Series, weeks: Sequence[date]) -> list[Markup]:
    return [
        _cell(series, value, change, week in series.running)
        for week, value, change in zip(weeks, series.values, series.changes, strict=True)
    ]


def _cell(series: Series, value: float | None, change: float | None, is_running: bool) -> Markup:
    if value is None:
        return Markup(
            '<td class="none"><span aria-hidden="true">·</span><span class="visually-hidden">unknown</span></td>'
        )
    verdict = {True: "good", False: "bad", None: ""}[None if is_running else series.is_good(change)]
    return Markup('<td class="num">{}<small class="{}">{}{}</small></td>').format(
        _figure(series, value), verdict, _added(series, change), " so far" if is_running else ""
    )


def _figure(series: Series, value: float) -> str:
    """The value without the unit that its row names, but with a sign like % or $."""
    if series.measure == "progress":
        return words.percent(value)
    return words.number(value, series.unit if series.unit and series.unit[0] in SIGNS else None)


def _added(series: Series, change: float | None) -> str:
    if change is None:
        return ""
    return words.change(round(change * 100) if series.measure == "progress" else change) if change else "="
