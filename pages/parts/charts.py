"""Charts: the one door to plotly. A figure is a plain dict, in the theme's colours, labelled at the ends of its lines.

Building a figure as a dict costs nothing; `plotly.express` costs the start-up of pandas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

import streamlit as st

from data.rules import calendar

Trace = dict[str, Any]
Figure = dict[str, Any]

FONT_SIZE = 12.5
_LINE_HEIGHT, _LABEL_GAP = 16.0, 4.0  # pixels: of one line of a label, between labels
_LETTER_WIDTH = 6.6

# After Okabe & Ito, "Color Universal Design" (2008), darkened for white and lightened for a dark page (at least 4.5:1).
_LIGHT = ("#0b66a8", "#b8420a", "#00735a", "#9c3f77", "#8f5b00", "#4a565a")
_DARK = ("#6cb8f2", "#ff8552", "#35c29c", "#e59ac6", "#f0c23e", "#c0cbce")


@dataclass(frozen=True, slots=True)
class Colours:
    """The theme's colours; `series` are for lines, in the order in which they are told apart best."""

    ink: str
    paper: str
    accent: str
    series: tuple[str, ...]

    @property
    def soft(self) -> str:
        return faded(self.ink, 0.72)

    @property
    def grid(self) -> str:
        return faded(self.ink, 0.11)


def colours() -> Colours:
    """The colours of the theme that the reader has chosen."""
    is_dark = st.context.theme.type == "dark"
    theme = "theme.dark" if is_dark else "theme.light"
    ink, paper, accent = (
        str(st.get_option(f"{theme}.{name}")) for name in ("textColor", "backgroundColor", "primaryColor")
    )
    return Colours(ink, paper, accent, _DARK if is_dark else _LIGHT)


def faded(colour: str, opacity: float) -> str:
    """A #rrggbb colour, seen through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def line(
    x: Sequence[date],
    y: Sequence[float | None],
    name: str,
    colour: str,
    *,
    texts: Sequence[str] | None = None,
    dash: str = "solid",
    width: float = 2.2,
    mode: str = "lines+markers",
    symbol: str | Sequence[str] = "circle",
    size: float = 6,
    axis: str = "",
) -> Trace:
    """One series. An unknown value (None) is a gap.

    `texts` are what hovering says of each point; without them it says nothing. `axis` names the subplot: "" for the
    first, "2" for the second.
    """
    hover: Trace = (
        {"text": [escaped(text) for text in texts], "hovertemplate": "%{text}<extra></extra>"}
        if texts
        else {"hoverinfo": "skip"}
    )
    return {
        "type": "scatter",
        "name": name,
        "mode": mode,
        "x": [day.isoformat() for day in x],
        "y": list(y),
        "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"color": colour, "size": size, "symbol": symbol, "line": {"color": colour, "width": 1.6}},
        "connectgaps": False,
        "cliponaxis": False,
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
        **hover,
    }


def fan(x: Sequence[date], low: Sequence[float], high: Sequence[float], colour: str, *, axis: str = "") -> Trace:
    """The area between two lines, such as a forecast's interval."""
    days = [day.isoformat() for day in x]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": days + days[::-1],
        "y": [*low, *reversed(high)],
        "fill": "toself",
        "fillcolor": faded(colour, 0.16),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
    }


def upright(
    x: date, text: str, colour: str, *, within: tuple[date, date] | None = None, axis: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A vertical line with words at its top: its shape and its annotation.

    The words are on its right, or, when the first and last day of the axis are given as `within`, where there is room.
    """
    is_late = within is not None and x - within[0] > within[1] - x
    place = {"xref": f"x{axis}", "yref": f"y{axis} domain"}
    shape = {
        "type": "line",
        **place,
        "x0": x.isoformat(),
        "x1": x.isoformat(),
        "y0": 0,
        "y1": 1,
        "line": {"color": colour, "width": 1.5, "dash": "dot"},
    }
    words = {
        **place,
        "x": x.isoformat(),
        "y": 1,
        "text": escaped(text),
        "showarrow": False,
        "xanchor": "right" if is_late else "left",
        "yanchor": "bottom",
        "font": {"color": colour, "size": FONT_SIZE - 1},
    }
    return shape, words


@dataclass(frozen=True, slots=True)
class End:
    """Where a line ends, and what is written there."""

    x: date
    y: float
    text: str
    colour: str


def label_ends(
    ends: Sequence[End], reach: tuple[float, float], pixels: float, *, axis: str = "", letters: int = 26
) -> list[dict[str, Any]]:
    """The lines' names at their right ends, moved apart where they would lie on each other.

    `reach` is the value axis' range, `pixels` how high it is drawn, `letters` where a long name breaks into lines.
    """
    low, high = reach
    scale = pixels / (high - low) if high > low else 1.0
    wrapped = [(end, _wrapped(end.text, letters)) for end in sorted(ends, key=lambda end: end.y)]
    heights = [len(lines) * _LINE_HEIGHT + _LABEL_GAP for _, lines in wrapped]
    wanted = [(end.y - low) * scale for end, _ in wrapped]
    placed = _apart(wanted, heights, pixels)
    return [
        {
            "xref": f"x{axis}",
            "yref": f"y{axis}",
            "x": end.x.isoformat(),
            "y": end.y,
            "yshift": round(at - want, 1),
            "xshift": 9,
            "text": "<br>".join(escaped(text) for text in lines),
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "middle",
            "align": "left",
            "font": {"color": end.colour, "size": FONT_SIZE},
        }
        for (end, lines), want, at in zip(wrapped, wanted, placed, strict=True)
    ]


def label_width(texts: Iterable[str], letters: int = 26) -> int:
    """The right margin, in pixels, that these labels need."""
    longest = max((len(text) for each in texts for text in _wrapped(each, letters)), default=0)
    return ceil(longest * _LETTER_WIDTH) + 16


def caption(text: str, colours: Colours, *, axis: str = "") -> dict[str, Any]:
    """What the values of a plot are, above its left edge."""
    return {
        "xref": f"x{axis} domain",
        "yref": f"y{axis} domain",
        "x": 0,
        "y": 1,
        "yshift": 4,
        "text": escaped(text),
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"color": colours.soft, "size": FONT_SIZE - 1},
    }


def axis_weeks(
    weeks: Sequence[date], start_month: int, colours: Colours, *, most: int = 15, until: date | None = None
) -> dict[str, Any]:
    """The time axis: weeks by their number in the quarter and their Monday, thinned to `most` so that they fit.

    It ends with the day `until`, the last week's Sunday unless given.
    """
    step = ceil(len(weeks) / most)
    shown = weeks[::-1][::step][::-1]
    return {
        "type": "date",
        "range": [_before(weeks[0], 2), (until or calendar.sunday(weeks[-1])).isoformat()],
        "tickvals": [week.isoformat() for week in shown],
        "ticktext": _ticks(shown, start_month),
        "hoverformat": "%-d %B %Y",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": colours.grid,
        "linecolor": colours.grid,
        "showline": True,
        "tickfont": {"color": colours.soft, "size": FONT_SIZE - 1},
        "showspikes": True,
        "spikemode": "across",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": faded(colours.ink, 0.3),
    }


def axis_values(reach: tuple[float, float], unit: str | None, colours: Colours) -> dict[str, Any]:
    """The value axis, its unit beside the numbers when it is a sign that is written there."""
    is_currency = unit is not None and unit[0] in "$€£¥"
    return {
        "range": list(reach),
        "separatethousands": True,
        "tickprefix": unit[0] if unit and is_currency else "",
        "ticksuffix": unit[1:] if unit and is_currency else unit if unit and unit.startswith("%") else "",
        "gridcolor": colours.grid,
        "zeroline": reach[0] < 0 < reach[1],
        "zerolinecolor": faded(colours.ink, 0.3),
        "fixedrange": True,
        "nticks": 6,
        "tickfont": {"color": colours.soft, "size": FONT_SIZE - 1},
    }


def reach(values: Iterable[float | None]) -> tuple[float, float]:
    """The range that shows all values with some room above and below; (0, 1) when none is known."""
    known = [value for value in values if value is not None]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    room = (high - low) * 0.08 or abs(high) * 0.08 or 1.0
    return (0.0 if 0 <= low < room else low - room), high + room


def figure(
    traces: Sequence[Trace],
    axes: Mapping[str, Any],
    colours: Colours,
    *,
    annotations: Sequence[dict[str, Any]] = (),
    shapes: Sequence[dict[str, Any]] = (),
    left: int = 56,
    right: int = 20,
    top: int = 24,
) -> Figure:
    """A figure without a legend; `axes` as in a layout ("xaxis", "yaxis2"), the room around in pixels."""
    layout = {
        "template": {},
        "font": {"family": st.get_option("theme.font"), "size": FONT_SIZE, "color": colours.ink},
        "paper_bgcolor": colours.paper,  # the page's own: a picture that is downloaded stays readable
        "plot_bgcolor": colours.paper,
        "margin": {"l": left, "r": right, "t": top, "b": 56, "pad": 2},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverdistance": -1,
        "spikedistance": -1,
        "hoverlabel": {
            "bgcolor": colours.paper,
            "bordercolor": faded(colours.ink, 0.25),
            "font": {"color": colours.ink},
        },
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours.soft, "activecolor": colours.accent},
        "dragmode": False,
        "annotations": list(annotations),
        "shapes": list(shapes),
        **axes,
    }
    return {"data": list(traces), "layout": layout}


def draw(figure: Figure, *, alt: str, key: str, height: int) -> None:
    """Put a figure on the page; `alt` is what it shows, in a sentence. Its one button downloads a picture."""
    config = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": key},
    }
    st.plotly_chart(figure, height=height, theme=None, key=key, config=config, alt=alt)


def _ticks(weeks: Sequence[date], start_month: int) -> list[str]:
    """ "W6 6 Dec" on two lines; where there are several quarters, the first week shown of each names it on a third."""
    quarters = [calendar.quarter_of(week, start_month) for week in weeks]
    is_first = [before != quarter for before, quarter in zip([None, *quarters], quarters, strict=False)]
    is_named = len(set(quarters)) > 1
    return [
        f"W{quarter.week_number(week)}<br>{week.day} {week:%b}" + (f"<br>{quarter}" if first and is_named else "")
        for week, quarter, first in zip(weeks, quarters, is_first, strict=True)
    ]


def _before(day: date, days: int) -> str:
    return date.fromordinal(day.toordinal() - days).isoformat()


def _apart(wanted: Sequence[float], heights: Sequence[float], pixels: float) -> list[float]:
    """Middles of labels, lowest first, as near to those wanted as they can be without touching or leaving the top."""
    placed: list[float] = []
    floor = float("-inf")
    for middle, height in zip(wanted, heights, strict=True):
        placed.append(max(middle, floor + height / 2))
        floor = placed[-1] + height / 2
    ceiling = max(pixels + heights[-1] / 2, sum(heights)) if heights else 0.0
    for at in reversed(range(len(placed))):
        placed[at] = min(placed[at], ceiling - heights[at] / 2)
        ceiling = placed[at] - heights[at] / 2
    return placed


def _wrapped(text: str, letters: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > letters and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


def escaped(text: str) -> str:
    """Plotly reads a small HTML; what people wrote is no markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
