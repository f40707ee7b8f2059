"""The chart of a trend: one figure, a panel for each scale, every line named at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from typing import Any

from data.monday import trends
from data.monday.trends import Series, Trend
from data.rules import words
from data.rules.limits import Limits
from pages.parts import charts
from pages.parts.charts import Colours, End, Figure, Trace

MOST_PANELS = 6
_HEIGHT, _ROW_HEIGHT = 440, 285
_TOP, _BOTTOM = 28, 56  # pixels
_ROW_GAP = 96
_TICKS, _NAMED_TICKS = 56, 96  # room for the numbers of a value axis
_COLUMN, _PLOT = 0.53, 0.35  # of the width: where the second column begins, and what of a column is not for labels
_LETTERS, _FEW_LETTERS = 28, 19
_WEEKS, _FEW_WEEKS = 15, 6
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class View:
    """A trend and how it is to be seen."""

    trend: Trend
    start_month: int
    limits: Limits
    colours: Colours
    has_pace: bool

    def look(self, series: Series) -> tuple[str, str]:
        """The colour and the dash of a series; the colours come round once, dashed."""
        at = self.trend.series.index(series)
        palette = self.colours.series
        return palette[at % len(palette)], "solid" if at < len(palette) else "dash"


@dataclass(frozen=True, slots=True)
class Panel:
    """The series that share a value axis, the suffix of their axes, and where in the figure they lie (0..1)."""

    series: Sequence[Series]
    axis: str
    x: tuple[float, float]
    y: tuple[float, float]
    pixels: float
    is_alone: bool


def told(series: Series, value: float) -> str:
    """A value of a series in words: "46%", "497 ms"."""
    return words.percent(value) if series.measure == "progress" else words.number(value, series.unit)


def told_change(series: Series, change: float) -> str:
    """A change of a series in words; of a share, in percentage points: "+4 points"."""
    match series.measure:
        case "progress":
            return words.change(round(change * 100), "points")
        case "confidence":
            return words.change(change, "points")
        case "value":
            return words.change(change, series.unit)


def draw(view: View) -> list[str]:
    """Put the chart on the page. The names of the series that found no place in it."""
    groups = trends.panels(view.trend.series)
    shown = groups[:MOST_PANELS]
    height = _HEIGHT if len(shown) == 1 else ceil(len(shown) / 2) * _ROW_HEIGHT + _TOP + _BOTTOM
    panels = [_panel(at, shown, height - _TOP - _BOTTOM) for at in range(len(shown))]
    charts.draw(_figure(panels, view), alt=_alt(view.trend), key="trends-chart", height=height)
    return [series.name for group in groups[MOST_PANELS:] for series in group]


def _panel(at: int, groups: Sequence[Sequence[Series]], pixels: float) -> Panel:
    axis = str(at + 1) if at else ""
    if len(groups) == 1:
        return Panel(groups[at], axis, (0, 1), (0, 1), pixels, is_alone=True)
    row, column = divmod(at, 2)
    rows, gap = ceil(len(groups) / 2), _ROW_GAP / pixels
    plot = (1 - gap * (rows - 1)) / rows
    top = 1 - row * (plot + gap)
    x = (column * _COLUMN, column * _COLUMN + _PLOT)
    return Panel(groups[at], axis, x, (max(top - plot, 0), top), plot * pixels, is_alone=False)


def _figure(panels: Sequence[Panel], view: View) -> Figure:
    traces: list[Trace] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for panel in panels:
        pace = list(_pace(panel, view))
        reach = _reach(panel, pace, view.limits)
        traces += [trace for trace, _ in pace]
        traces += [trace for series in panel.series for trace in _course(series, panel, view)]
        ends = [end for _, end in pace] + [end for series in panel.series if (end := _end(series, view))]
        letters = _LETTERS if panel.is_alone else _FEW_LETTERS
        notes += charts.label_ends(ends, reach, panel.pixels, axis=panel.axis, letters=letters)
        notes.append(charts.caption(_caption(panel), view.colours, axis=panel.axis))
        for upright, text in _breaks(panel, view):
            shapes, notes = [*shapes, upright], [*notes, text]
        axes |= _axes(panel, reach, view)
    texts = (end.text for series in panels[0].series if (end := _end(series, view)))
    right = charts.label_width(texts, _LETTERS) if len(panels) == 1 else 20
    left = _NAMED_TICKS if any(panel.series[0].measure == "confidence" for panel in panels) else _TICKS
    return charts.figure(traces, axes, view.colours, annotations=notes, shapes=shapes, left=left, right=right, top=_TOP)


def _axes(panel: Panel, reach: tuple[float, float], view: View) -> dict[str, Any]:
    most = _WEEKS if panel.is_alone else _FEW_WEEKS
    weeks, first = view.trend.weeks, panel.series[0]
    x = charts.axis_weeks(weeks, view.start_month, view.colours, most=most, until=weeks[-1] + timedelta(days=2))
    y = charts.axis_values(reach, first.unit, view.colours)
    if first.measure == "progress":
        y["tickformat"] = ".0%"
    if first.measure == "confidence":
        y |= _cut_offs(reach, view.limits)
    return {
        f"xaxis{panel.axis}": {**x, "domain": list(panel.x), "anchor": f"y{panel.axis}"},
        f"yaxis{panel.axis}": {**y, "domain": list(panel.y), "anchor": f"x{panel.axis}"},
    }


def _cut_offs(reach: tuple[float, float], limits: Limits) -> dict[str, Any]:
    """Ticks where confidence changes its status, named, and a few others."""
    named = {limits.confidence_on_track: "on track", limits.confidence_at_risk: "at risk"}
    others = [tick for tick in (0, 25, 50, 100) if reach[0] <= tick and all(abs(tick - cut) >= 5 for cut in named)]
    ticks = {**{tick: f"{tick}%" for tick in others}, **{cut: f"{status} {cut:g}%" for cut, status in named.items()}}
    return {"tickvals": list(ticks), "ticktext": list(ticks.values())}


def _caption(panel: Panel) -> str:
    first = panel.series[0]
    return f"{first.measure}, {first.unit}" if first.measure == "value" and first.unit else first.measure


def _reach(panel: Panel, pace: Sequence[tuple[Trace, End]], limits: Limits) -> tuple[float, float]:
    shown = [value for series in panel.series for value in series.values]
    beside = [value for trace, _ in pace for value in trace["y"]]
    always = {
        "progress": (0.0, 1.0),
        "confidence": (limits.confidence_at_risk, limits.confidence_on_track, 100.0),
        "value": (),
    }
    return charts.reach([*shown, *beside, *always[panel.series[0].measure]])


def _course(series: Series, panel: Panel, view: View) -> Iterator[Trace]:
    """The known weeks; a dotted bridge over weeks of which nothing is known, and to a period that is not over."""
    colour, dash = view.look(series)
    bridges = list(_bridges(series))
    if bridges:
        days, values = zip(*bridges, strict=True)
        yield charts.line(days, values, series.name, colour, dash="dot", width=1.3, mode="lines", axis=panel.axis)
    days, values = zip(*_whole(series), strict=True)
    yield charts.line(days, values, series.name, colour, dash=dash, mode="lines", axis=panel.axis)
    symbols = ["circle-open" if week in series.running else "circle" for week in series.weeks]
    yield charts.line(
        series.weeks,
        series.values,
        series.name,
        colour,
        texts=_texts(series),
        mode="markers",
        symbol=symbols,
        axis=panel.axis,
    )


def _whole(series: Series) -> Iterator[tuple[date, float | None]]:
    """The weeks of periods that are over, with a gap before each new definition."""
    for week, value in zip(series.weeks, series.values, strict=True):
        if week in series.breaks:
            yield week, None
        yield week, None if week in series.running else value


def _bridges(series: Series) -> Iterator[tuple[date, float | None]]:
    """From known to known over what lies between, each bridge followed by a gap; none leads over a new definition."""
    known = [(at, value) for at, value in enumerate(series.values) if value is not None]
    for (before, start), (after, end) in pairwise(known):
        skipped = series.weeks[before + 1 : after + 1]
        if (after - before > 1 or series.weeks[after] in series.running) and not series.breaks.intersection(skipped):
            yield series.weeks[before], start
            yield series.weeks[after], end
            yield series.weeks[after], None


def _breaks(panel: Panel, view: View) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """An upright where a KPI is defined anew."""
    weeks = view.trend.weeks
    for series in panel.series:
        for week in sorted(series.breaks.intersection(weeks)):
            yield charts.upright(
                week, "defined anew", view.look(series)[0], within=(weeks[0], weeks[-1]), axis=panel.axis
            )


def _texts(series: Series) -> list[str]:
    """What hovering says of each week: the name, the value and what it added."""
    return [
        "" if value is None else f"{series.name}: {told(series, value)}{_more(series, week, change)}"
        for week, value, change in zip(series.weeks, series.values, series.changes, strict=True)
    ]


def _more(series: Series, week: date, change: float | None) -> str:
    so_far = " so far" if week in series.running else ""
    return so_far + (f" ({told_change(series, change)})" if change else "")


def _end(series: Series, view: View) -> End | None:
    """The name and the last known value, with its week when that is not the last one."""
    weeks = view.trend.weeks
    known = [(week, value) for week, value in zip(weeks, series.values, strict=True) if value is not None]
    if not known:
        return None
    week, value = known[-1]
    of = f" ({week.day} {week:%b})" if week != weeks[-1] else ""
    text = f"{told(series, value)}{of}".replace(" ", _NO_BREAK)
    return End(weeks[-1], value, f"{series.name} {text}", view.look(series)[0])


def _pace(panel: Panel, view: View) -> Iterator[tuple[Trace, End]]:
    """The expected course of each key result, one line for those that share it."""
    paced = [series for series in panel.series if view.has_pace and any(value is not None for value in series.pace)]
    courses = dict.fromkeys(series.pace for series in paced)
    for pace in courses:
        of = [series for series in paced if series.pace == pace]
        colour = view.look(of[0])[0] if len(courses) > 1 and len(of) == 1 else view.colours.soft
        week, value = [(week, value) for week, value in zip(view.trend.weeks, pace, strict=True) if value is not None][
            -1
        ]
        trace = charts.line(
            view.trend.weeks, pace, "pace", colour, dash="dash", width=1.1, mode="lines", axis=panel.axis
        )
        yield trace, End(week, value, "pace", colour)


def _alt(trend: Trend) -> str:
    """What the chart shows, a sentence for each series."""
    return " ".join(_sentence(trend.weeks, series) for series in trend.series)


def _sentence(weeks: Sequence[date], series: Series) -> str:
    known = [(week, value) for week, value in zip(weeks, series.values, strict=True) if value is not None]
    if not known:
        return f"{series.name}: no {series.measure} in these weeks."
    (first, start), (last, end) = known[0], known[-1]
    return (
        f"{series.name}, {series.measure}: {told(series, start)} in the week of {words.day(first)}, "
        f"{told(series, end)} in the week of {words.day(last)}."
    )
