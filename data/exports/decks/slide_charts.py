"""Line charts on slides: native ones, whose numbers can be edited, labelled at their lines rather than by a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Literal

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from data.exports.decks import fitting, slide_look
from data.exports.decks.slide_look import INK, LINE, SOFT

SIZE = 12  # points, of what is written in a chart
_WEEK_SIZE = 10  # of the weeks' numbers, of which fourteen stand side by side
_STEPS = 4  # on the axis of values, or a few more
Side = Literal["right", "above", "below"]
_EMU = 914400  # to an inch
_DASHES = {
    "solid": MSO_LINE_DASH_STYLE.SOLID,
    "dashed": MSO_LINE_DASH_STYLE.DASH,
    "dotted": MSO_LINE_DASH_STYLE.ROUND_DOT,
}
_SIDES = {"right": XL_LABEL_POSITION.RIGHT, "above": XL_LABEL_POSITION.ABOVE, "below": XL_LABEL_POSITION.BELOW}


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    step: float

    @property
    def decimals(self) -> int:
        return len(f"{self.step:.9f}".rstrip("0").partition(".")[2])

    @property
    def label_width(self) -> float:
        return max(fitting.width(f"{end:,.{self.decimals}f}", SIZE) for end in (self.low, self.high))


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside the point of a line that has this position."""

    at: int
    text: str
    side: Side


@dataclass(frozen=True, slots=True)
class Line:
    """A line with one value for each category, None where there is none."""

    name: str
    values: tuple[float | None, ...]
    colour: str
    dash: Literal["solid", "dashed", "dotted"] = "solid"
    width: float = 1.5
    has_markers: bool = False
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over the same categories; `alt` says what they show to those who do not see it."""

    title: str
    categories: tuple[str, ...]
    lines: tuple[Line, ...]
    axis: Axis
    alt: str


def axis(values: Sequence[float]) -> Axis:
    """An axis in round steps that holds all values with some air; it begins at 0 rather than below it."""
    low, high = min(values), max(values)
    span = (high - low) or abs(high) or 1.0
    air = 0.05 * span
    step = _round(1.1 * span / _STEPS)
    bottom = floor((low - air) / step) * step
    return Axis(max(bottom, 0.0) if low >= 0 else bottom, ceil((high + air) / step) * step, step)


def _round(rough: float) -> float:
    """The next step of 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(rough))
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= rough * (1 - 1e-9))


def add(slide: Any, place: tuple[int, int, int, int], chart: Chart) -> Any:
    """The chart on a slide, placed in EMU; its graphic frame."""
    data = CategoryChartData()
    data.categories = chart.categories
    for line in chart.lines:
        data.add_series(line.name, line.values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data)
    drawn, scale = frame.chart, chart.axis
    drawn.has_legend = False
    drawn.font.size, drawn.font.color.rgb = Pt(SIZE), colour(SOFT)
    title(drawn, fitting.one_line(chart.title, 0.8 * place[2] / _EMU, SIZE))
    _axes(drawn, scale)
    for series, line in zip(drawn.plots[0].series, chart.lines, strict=True):
        _draw(series, line)
    drawn._chartSpace.chart.find(qn("c:dispBlanksAs")).set("val", "span")
    _place_plot(drawn, scale, chart, place[2] / _EMU, place[3] / _EMU)
    return frame


def title(drawn: Any, text: str) -> None:
    """A chart's title, small at its top left."""
    drawn.has_title = True
    frame = drawn.chart_title.text_frame
    frame.text = text
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = Pt(SIZE), False, colour(SOFT)
    _layout(drawn.chart_title._element, before="c:overlay", x=0.0, y=0.0)


def _axes(drawn: Any, scale: Axis) -> None:
    values, weeks = drawn.value_axis, drawn.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = scale.low, scale.high, scale.step
    values.major_gridlines.format.line.color.rgb = colour(LINE)
    values.major_gridlines.format.line.width = Pt(0.75)
    values.format.line.fill.background()
    values.tick_labels.number_format_is_linked = False
    values.tick_labels.number_format = "#,##0" + ("." + "0" * scale.decimals if scale.decimals else "")
    weeks.format.line.color.rgb = colour(SOFT)
    weeks.tick_labels.font.size = Pt(_WEEK_SIZE)
    weeks._element.find(f".//{qn('a:bodyPr')}").set("rot", "0")  # names beside each other are not turned
    values.major_tick_mark = weeks.major_tick_mark = XL_TICK_MARK.NONE


def _draw(series: Any, line: Line) -> None:
    series.smooth = False
    pen = series.format.line
    pen.color.rgb, pen.width, pen.dash_style = colour(line.colour), Pt(line.width), _DASHES[line.dash]
    if line.has_markers:
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 6
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour(line.colour)
        series.marker.format.line.color.rgb = colour(line.colour)
    else:
        series.marker.style = XL_MARKER_STYLE.NONE
    if line.label:
        _write(series, line, line.label)


def _write(series: Any, line: Line, label: Label) -> None:
    drawn = series.points[label.at].data_label
    drawn.position = _SIDES[label.side]
    frame = drawn.text_frame
    frame.text, frame.word_wrap = label.text, False
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(SIZE), line.has_markers
    font.color.rgb = colour(INK if line.has_markers else line.colour)


def _place_plot(drawn: Any, scale: Axis, chart: Chart, width: float, height: float) -> None:
    """The inner plot, so that the words at the ends of the lines have their room."""
    ends = [line.label for line in chart.lines if line.label and line.label.at == len(line.values) - 1]
    words = [label.text for label in ends if label.side == "right"]
    left = scale.label_width + 0.15
    right = max((fitting.width(text, SIZE) for text in words), default=0.0) + 0.15
    plot = drawn._chartSpace.chart.plotArea
    layout = plot.find(qn("c:layout"))
    if layout is not None:
        plot.remove(layout)
    inner = {"x": left / width, "y": 0.36 / height, "w": 1 - (left + right) / width, "h": 1 - 0.72 / height}
    _layout(plot, before=None, target="inner", **inner)


def _layout(element: Any, before: str | None, target: str | None = None, **shares: float) -> None:
    """A place within the chart, as shares of its width and height."""
    layout, manual = OxmlElement("c:layout"), OxmlElement("c:manualLayout")
    settings = [("layoutTarget", target)] if target else []
    settings += [(f"{name}Mode", "edge") for name in ("x", "y")]
    settings += [(name, f"{share:.4f}") for name, share in shares.items()]
    for name, value in settings:
        child = OxmlElement(f"c:{name}")
        child.set("val", str(value))
        manual.append(child)
    layout.append(manual)
    for old in element.findall(qn("c:layout")):
        element.remove(old)
    following = element.find(qn(before)) if before else element[0] if len(element) else None
    if following is None:
        element.append(layout)
    else:
        following.addprevious(layout)


def colour(name: str) -> RGBColor:
    """ "#1b2426" as charts have it."""
    return RGBColor.from_string(slide_look.rgb(name))
