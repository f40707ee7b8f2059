"""One KPI's whole series: its chart, with what was restated and where it was defined anew, and its captures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import streamlit as st
from markupsafe import Markup

from data.monday import readings
from data.monday.readings import Seen, Standing
from data.rules import calendar, gauges, words
from data.rules.gauges import Gauge
from data.rules.okr import Kpi, Reading
from data.rules.review import KeyResultReview
from pages.parts import charts, links, load
from pages.parts.charts import Colours, End, Trace

HEIGHT = 350
_MOST_ROWS = 120
_MANY = 60  # points beyond which a marker on each would hide the line

_STYLE = Markup("""<style>
.story { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 1.1rem; border-top: 1px solid var(--line);
  padding-top: 0.7rem; }
.story h2 { margin: 0 !important; font-size: 1.25rem !important; } .story .close { margin-left: auto; }
.captures { height: 19rem; overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
.captures table { width: 100%; border-collapse: collapse; border: 0; margin: 0; }
.captures th, .captures td { text-align: left; padding: 0.25rem 0.8rem; border: 0; border-bottom: 1px solid var(--line);
  font-size: 0.88rem; vertical-align: baseline; }
.captures thead th { position: sticky; top: 0; background: var(--paper); color: var(--soft); font-weight: 500; }
.captures .right { text-align: right; } .captures .old td { color: var(--s-at-risk); padding-top: 0; }
.captures tr:has(+ .old) td { border: 0; padding-bottom: 0; }
</style>""")


def show(gauge: Gauge, standing: Standing, serves: Sequence[KeyResultReview]) -> None:
    """The series as a chart, its readings beside it, and the whole as a file."""
    kpi, seen = gauge.kpi, load.captures(gauge.kpi.kpi)
    st.html(_page(_STYLE, _head(kpi, standing)))
    if not seen:
        return
    chart, table = st.columns([5, 2], gap="medium")
    with chart:
        _draw(kpi, seen, serves)
    with table:
        st.html(_page(_captures(kpi, seen)))
        st.download_button(
            "Every reading as CSV",
            lambda: readings.as_csv(seen),
            file_name=f"{kpi.kpi.replace('/', '-')}.csv",
            mime="text/csv",
            key="kpis-csv",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )


def _page(*parts: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(Markup("").join(parts))


def _head(kpi: Kpi, standing: Standing) -> Markup:
    seen = standing.review
    value = words.number(seen.value, kpi.unit) if seen.value is not None else "no reading yet"
    on = f"on {words.day(seen.as_of)} {seen.as_of.year}" if seen.as_of else ""
    close = links.link("Close", "/kpis")
    return Markup(
        '<div class="story"><h2>{}</h2><span><b class="num">{}</b> <span class="soft">{}</span></span>'
        '<span class="close">{}</span></div>'
    ).format(kpi.name, value, on, close)


def _draw(kpi: Kpi, seen: Sequence[Seen], serves: Sequence[KeyResultReview]) -> None:
    colours = charts.colours()
    newest = [each.reading for each in seen]
    goals = {row.target: f"target {words.number(row.target, kpi.unit)}" for row in serves if row.target is not None}
    before = [capture.value for each in seen for capture in each.before]
    reach = charts.reach([reading.value for reading in newest] + before + list(goals))
    last, breaks = newest[-1], gauges.breaks(newest)
    span = (newest[0].date, last.date)
    uprights = [charts.upright(day, _anew(day, last.date), colours.ink, within=span) for day in breaks]
    ends = [
        End(last.date, last.value, words.number(last.value, kpi.unit), colours.series[0]),
        *(End(last.date, target, text, colours.soft) for target, text in goals.items()),
    ]
    figure = charts.figure(
        [*_goals(goals, newest, colours), *_course(kpi, newest, breaks, colours), *_seen_before(kpi, seen, colours)],
        {
            "xaxis": charts.axis_weeks(
                _weeks(newest[0].date, last.date), load.settings().org.fiscal_year_start_month, colours
            ),
            "yaxis": charts.axis_values(reach, kpi.unit, colours),
        },
        colours,
        annotations=[*charts.label_ends(ends, reach, HEIGHT - 80), *(text for _, text in uprights)],
        shapes=[shape for shape, _ in uprights],
        right=charts.label_width(end.text for end in ends),
    )
    charts.draw(figure, alt=_alt(kpi, seen, breaks), key=f"kpis-{kpi.kpi}", height=HEIGHT)


def _anew(day: date, last: date) -> str:
    return f"defined anew from {words.day(day, last)}"


def _weeks(first: date, last: date) -> list[date]:
    monday = calendar.monday(first)
    return [monday + n * calendar.WEEK for n in range((last - monday).days // 7 + 1)]


def _course(kpi: Kpi, newest: Sequence[Reading], breaks: Sequence[date], colours: Colours) -> Iterator[Trace]:
    """The readings that count. A new definition starts a new line; the way to a period that still runs is dotted."""
    mode = "lines" if len(newest) > _MANY else "lines+markers"
    for start, end in pairwise([date.min, *breaks, date.max]):
        run = [reading for reading in newest if start <= reading.date < end]
        whole = [reading for reading in run if not reading.is_partial]
        yield _line(kpi, whole, colours, mode=mode)
        if run[-1].is_partial:
            yield _line(kpi, run[-1:], colours, mode="markers", symbol="circle-open", size=9)
            yield _way(kpi, run[-2:], colours)


def _line(kpi: Kpi, run: Sequence[Reading], colours: Colours, **look: Any) -> Trace:
    texts = [_told(kpi, reading) for reading in run]
    days, values = [reading.date for reading in run], [reading.value for reading in run]
    return charts.line(days, values, kpi.name, colours.series[0], texts=texts, **look)


def _way(kpi: Kpi, run: Sequence[Reading], colours: Colours) -> Trace:
    days, values = [reading.date for reading in run], [reading.value for reading in run]
    return charts.line(days, values, kpi.name, colours.series[0], dash="dot", mode="lines")


def _told(kpi: Kpi, reading: Reading) -> str:
    return words.number(reading.value, kpi.unit) + (" so far" if reading.is_partial else "")


def _seen_before(kpi: Kpi, seen: Sequence[Seen], colours: Colours) -> Iterator[Trace]:
    """Hollow points: what a restated date was seen as before."""
    old = [capture for each in seen for capture in each.before]
    if old:
        yield charts.line(
            [capture.date for capture in old],
            [capture.value for capture in old],
            "seen before",
            colours.series[4],
            texts=[f"was {words.number(c.value, kpi.unit)}{_captured(c)}" for c in old],
            mode="markers",
            symbol="circle-open",
            size=8,
        )


def _captured(capture: Reading) -> str:
    return f", seen on {words.day(capture.captured_at, capture.date)}" if capture.captured_at else ""


def _goals(goals: dict[float, str], newest: Sequence[Reading], colours: Colours) -> Iterator[Trace]:
    for target in goals:
        days = [newest[0].date, newest[-1].date]
        yield charts.line(days, [target] * 2, "target", colours.soft, dash="dash", width=1.2, mode="lines")


def _alt(kpi: Kpi, seen: Sequence[Seen], breaks: Sequence[date]) -> str:
    first, last = seen[0].reading, seen[-1].reading
    restated = sum(bool(each.before) for each in seen)
    parts = [
        f"{kpi.name}: {words.number(first.value, kpi.unit)} on {words.day(first.date)} {first.date.year}, "
        f"{words.number(last.value, kpi.unit)} on {words.day(last.date)} {last.date.year}",
        words.count(restated, "date") + " restated" if restated else "",
        *(_anew(day, last.date) for day in breaks),
    ]
    return ". ".join(part for part in parts if part) + "."


def _captures(kpi: Kpi, seen: Sequence[Seen]) -> Markup:
    shown = seen[::-1][:_MOST_ROWS]
    rows = Markup("").join(_capture_row(kpi, each) for each in shown)
    rest = len(seen) - len(shown)
    more = Markup('<p class="soft">{} in the file</p>').format(words.count(rest, "older date")) if rest else ""
    return Markup(
        '<div class="captures" tabindex="0" role="region" aria-label="Readings"><table><thead><tr>'
        '<th scope="col">Date</th><th scope="col" class="right">Value</th><th scope="col">Captured</th></tr></thead>'
        "<tbody>{}</tbody></table>{}</div>"
    ).format(rows, more)


def _capture_row(kpi: Kpi, each: Seen) -> Markup:
    reading = each.reading
    before = Markup("").join(
        Markup('<tr class="old"><td colspan="3" class="right">○ was {}{}</td></tr>').format(
            words.number(old.value, kpi.unit), _captured(old)
        )
        for old in each.before[::-1]
    )
    captured = f"{reading.captured_at:%-d %b %Y}" if reading.captured_at else ""
    return Markup(
        '<tr><td class="num">{:%-d %b %Y}</td><td class="num right">{}</td><td class="num soft">{}</td></tr>{}'
    ).format(reading.date, _told(kpi, reading), captured, before)
