"""Sparklines: a KPI's last weeks as a small inline picture, the cheapest way to show many trends.

The SVG travels as an image's address: of the markup that a page writes, Streamlit lets HTML through and no SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from data.rules import calendar, gauges, words
from data.rules.gauges import Gauge
from data.rules.okr import Reading
from pages.parts.charts import Colours

WIDTH, HEIGHT, _EDGE = 190, 34, 4
_MOST_POINTS = 200  # beyond this, one reading a week: more would not be seen
_GAP = 2  # a line joins readings at most so many of the KPI's own intervals, or weeks, apart


def of(gauge: Gauge, first: date, last: date, colours: Colours) -> Markup:
    """A KPI's readings from a day to a day; nothing when there is none.

    Gaps stay open, restated values are rings, a new definition is a dotted upright, a period that still runs is dashed.
    """
    shown = [reading for reading in gauge.readings if first <= reading.date <= last]
    if not shown:
        return Markup("")
    breaks = [day for day in gauges.breaks(gauge.readings) if first <= day <= last]
    restated = {day for day, _ in gauge.restated}
    place = _Place(first, last, [reading.value for reading in shown])
    drawing = "".join(
        [
            _group(f"stroke='{colours.ink}' stroke-dasharray='1 2'", [_upright(place, day) for day in breaks]),
            _group(
                f"stroke='{colours.soft}' stroke-width='1.5'", _lines(place, shown, breaks, _GAP * max(gauge.rhythm, 7))
            ),
            _group(
                f"stroke='{colours.series[4]}' stroke-width='1.6'",
                [_dot(place, reading, colours.paper) for reading in shown if reading.date in restated],
            ),
            _group(
                f"stroke='{colours.accent}' stroke-width='1.5'",
                [_dot(place, shown[-1], colours.paper if shown[-1].is_partial else colours.accent)],
            ),
        ]
    )
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}'>{drawing}</svg>"
    return Markup('<img src="data:image/svg+xml,{}" alt="{}" width="{}" height="{}">').format(
        quote(svg, safe=" =:/'(),.-"), _in_words(gauge, shown, breaks), WIDTH, HEIGHT
    )


class _Place:
    """Days and values as coordinates."""

    def __init__(self, first: date, last: date, values: Sequence[float]) -> None:
        self._first, self._days = first, max((last - first).days, 1)
        self._low, self._high = min(values), max(values)

    def x(self, day: date) -> float:
        return _EDGE + (day - self._first).days / self._days * (WIDTH - 2 * _EDGE)

    def y(self, value: float) -> float:
        height = self._high - self._low
        share = (value - self._low) / height if height else 0.5
        return HEIGHT - _EDGE - share * (HEIGHT - 2 * _EDGE)

    def of(self, reading: Reading) -> str:
        return f"{self.x(reading.date):.0f} {self.y(reading.value):.1f}"


def _runs(readings: Sequence[Reading], breaks: Sequence[date], gap: int) -> Iterator[list[Reading]]:
    """The stretches that may be joined by a line: no gap of more than so many days, no new definition within."""
    run: list[Reading] = []
    for reading in readings:
        if run and ((reading.date - run[-1].date).days > gap or any(run[-1].date < b <= reading.date for b in breaks)):
            yield run
            run = []
        run.append(reading)
    yield run


def _lines(place: _Place, shown: Sequence[Reading], breaks: Sequence[date], gap: int) -> Iterator[str]:
    for run in _runs(_thinned(shown), breaks, gap):
        whole = run[:-1] if run[-1].is_partial else run
        if len(whole) > 1:
            yield f"<path d='M{'L'.join(map(place.of, whole))}'/>"
        if run[-1].is_partial and whole:
            yield f"<path stroke-dasharray='2 3' d='M{place.of(whole[-1])}L{place.of(run[-1])}'/>"


def _upright(place: _Place, day: date) -> str:
    return f"<path d='M{place.x(day):.0f} 0V{HEIGHT}'/>"


def _dot(place: _Place, reading: Reading, fill: str) -> str:
    return f"<circle fill='{fill}' cx='{place.x(reading.date):.0f}' cy='{place.y(reading.value):.1f}' r='2.5'/>"


def _group(look: str, drawn: Iterable[str]) -> str:
    inner = "".join(drawn)
    return f"<g fill='none' {look}>{inner}</g>" if inner else ""


def _thinned(readings: Sequence[Reading]) -> list[Reading]:
    if len(readings) <= _MOST_POINTS:
        return list(readings)
    return list({calendar.monday(reading.date): reading for reading in readings}.values())


def _in_words(gauge: Gauge, shown: Sequence[Reading], breaks: Sequence[date]) -> str:
    first, last = shown[0], shown[-1]
    unit = gauge.kpi.unit
    told = (
        f"{words.number(first.value, unit)} on {words.day(first.date, last.date)}, "
        f"{words.number(last.value, unit)} on {words.day(last.date)}"
    )
    return told + "".join(f"; new definition from {words.day(day, last.date)}" for day in breaks)
