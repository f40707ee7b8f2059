"""Sparklines: a KPI's last weeks as a small inline drawing, the cheapest way to show many trends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from data.rules import calendar, gauges, words
from data.rules.gauges import Gauge
from data.rules.okr import Reading

WIDTH, HEIGHT, _EDGE = 190, 34, 4
_MOST_POINTS = 60  # beyond this, one reading a week: more would not be seen

CSS = """
.spark { display: block; overflow: visible; }
.spark path { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; }
.spark .dash { stroke-dasharray: 2 3; } .spark .break { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 1 2; }
.spark circle { fill: var(--accent); } .spark .hollow { fill: var(--paper); stroke: var(--accent); stroke-width: 1.5; }
.spark .restated { fill: var(--paper); stroke: var(--s-at-risk); stroke-width: 1.5; }
"""


def of(gauge: Gauge, first: date, last: date) -> Markup:
    """A KPI's readings from a day to a day; nothing when there is none.

    Gaps stay open, restated values are rings, a new definition is a dotted upright, a period that still runs is dashed.
    """
    shown = [reading for reading in gauge.readings if first <= reading.date <= last]
    if not shown:
        return Markup("")
    place = _Place(first, last, [reading.value for reading in shown])
    restated = {day for day, _ in gauge.restated}
    breaks = [day for day in gauges.breaks(gauge.readings) if first <= day <= last]
    parts = [
        *(Markup('<path class="break" d="M{0:.0f} 0V{1}"/>').format(place.x(day), HEIGHT) for day in breaks),
        *(_path(place, run) for run in _runs(_thinned(shown), breaks, 2 * gauge.rhythm)),
        *(_dot(place, reading, "restated", 2.4) for reading in shown if reading.date in restated),
        _dot(place, shown[-1], "hollow" if shown[-1].is_partial else "", 2.6),
    ]
    return Markup('<svg class="spark" role="img" aria-label="{}" width="{}" height="{}">{}</svg>').format(
        _in_words(gauge, shown, breaks), WIDTH, HEIGHT, Markup("").join(parts)
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


def _path(place: _Place, run: Sequence[Reading]) -> Markup:
    whole = run[:-1] if run[-1].is_partial else run
    solid = Markup('<path d="M{}"/>').format("L".join(map(place.of, whole))) if len(whole) > 1 else Markup("")
    if not run[-1].is_partial or len(run) < 2:
        return solid
    return solid + Markup('<path class="dash" d="M{}L{}"/>').format(place.of(run[-2]), place.of(run[-1]))


def _dot(place: _Place, reading: Reading, css: str, radius: float) -> Markup:
    return Markup('<circle class="{}" cx="{:.0f}" cy="{:.1f}" r="{}"/>').format(
        css, place.x(reading.date), place.y(reading.value), radius
    )


def _thinned(readings: Sequence[Reading]) -> list[Reading]:
    if len(readings) <= _MOST_POINTS:
        return list(readings)
    return list({calendar.monday(reading.date): reading for reading in readings}.values())


def _in_words(gauge: Gauge, shown: Sequence[Reading], breaks: Sequence[date]) -> str:
    first, last = shown[0], shown[-1]
    unit = gauge.kpi.unit
    told = (
        f"{words.number(first.value, unit)} on {words.day(first.date)}, "
        f"{words.number(last.value, unit)} on {words.day(last.date)}"
    )
    return told + "".join(f"; new definition from {words.day(day)}" for day in breaks)
