"""Stacked bars on slides: native charts, whose numbers can be edited, with a legend and a number in every part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from data.exports.decks import slide_charts
from data.exports.decks.slide_look import INK, PAPER, SOFT

_GAP, _WIDE_GAP = 45, 90  # between the bars, in percent of their thickness; few bars are not made fat


@dataclass(frozen=True, slots=True)
class Part:
    """One part of every bar, None where a bar has none of it."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    ink: str = PAPER  # of the number in it


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each category: lying, as long as its sum; upright, all of one height, so that shares compare.

    `alt` says what they show to those who do not see them.
    """

    title: str
    categories: tuple[str, ...]
    parts: tuple[Part, ...]
    alt: str
    is_upright: bool = False


def add(slide: Any, place: tuple[int, int, int, int], bars: Bars) -> Any:
    """The chart on a slide, placed in EMU; its graphic frame."""
    data = CategoryChartData(number_format="0")
    data.categories = bars.categories
    for part in bars.parts:
        data.add_series(part.name, part.values)
    kind = XL_CHART_TYPE.COLUMN_STACKED_100 if bars.is_upright else XL_CHART_TYPE.BAR_STACKED
    frame = slide.shapes.add_chart(kind, *place, data)
    drawn = frame.chart
    drawn.font.size, drawn.font.color.rgb = Pt(slide_charts.SIZE), slide_charts.colour(SOFT)
    slide_charts.title(drawn, bars.title)
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(drawn, bars)
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = _WIDE_GAP if len(bars.categories) < 3 else _GAP, 100
    for series, part in zip(plot.series, bars.parts, strict=True):
        _draw(series, part)
    return frame


def _axes(drawn: Any, bars: Bars) -> None:
    """The numbers stand in the bars: an axis of them would say it twice."""
    values, categories = drawn.value_axis, drawn.category_axis
    values.has_major_gridlines = False
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    values.format.line.fill.background()
    categories.reverse_order = not bars.is_upright  # the first one on top
    categories.format.line.fill.background()
    size = 14 if len(bars.categories) < 5 else slide_charts.SIZE
    categories.tick_labels.font.size, categories.tick_labels.font.color.rgb = Pt(size), slide_charts.colour(INK)
    values.major_tick_mark = categories.major_tick_mark = XL_TICK_MARK.NONE


def _draw(series: Any, part: Part) -> None:
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = slide_charts.colour(part.colour)
    series.format.line.color.rgb, series.format.line.width = slide_charts.colour(PAPER), Pt(1.5)
    series.invert_if_negative = False
    series.data_labels.show_value = True
    font = series.data_labels.font
    font.size, font.bold, font.color.rgb = Pt(14), True, slide_charts.colour(part.ink)
