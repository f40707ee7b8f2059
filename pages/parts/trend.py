"""One key result's trend as a figure: its value by week above, the owner's confidence below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.rules import words
from data.rules.course import Story, Week
from data.rules.limits import Limits
from data.rules.okr import SLOPE_KINDS
from data.rules.review import Forecast
from pages.parts import charts, trend_value
from pages.parts.charts import Colours, End, Figure
from pages.parts.trend_value import Panel

HEIGHT, _HEIGHT_ALONE = 430, 200
_MARGINS = 68  # pixels above and below the panels
_ABOVE, _BELOW, _ALONE = (0.34, 1.0), (0.0, 0.22), (0.0, 1.0)  # shares of the height


def key_result_trend(story: Story, weeks: Sequence[Week], landing: Forecast | None, limits: Limits) -> Figure:
    """The figure as a plain dict; a key result without numbers has its confidence alone."""
    colours, course = charts.colours(), trend_value.course(story, weeks)
    axis = _weeks(story, colours)
    if course.newest is None:
        panels = [_confidence(weeks, limits, _ALONE, colours)]
        axes = {"xaxis2": axis | {"anchor": "y2"}, "yaxis2": panels[0].axis}
    else:
        pixels = (HEIGHT - _MARGINS) * (_ABOVE[1] - _ABOVE[0])
        above = trend_value.panel(story, course, landing, pixels, colours)
        panels = [above, _confidence(weeks, limits, _BELOW, colours)]
        axes = {
            "xaxis": axis | {"anchor": "y", "showticklabels": False},
            "yaxis": above.axis | {"domain": list(_ABOVE)},
            "xaxis2": axis | {"anchor": "y2"},
            "yaxis2": panels[1].axis,
        }
    labels = [note["text"] for panel in panels for note in panel.notes if "xshift" in note]
    return charts.figure(
        [trace for panel in panels for trace in panel.traces],
        axes,
        colours,
        annotations=[note for panel in panels for note in panel.notes],
        shapes=[shape for panel in panels for shape in panel.shapes],
        right=charts.label_width(labels, letters=trend_value.LETTERS),
    )


def height(story: Story, weeks: Sequence[Week]) -> int:
    """How high the figure is drawn, in pixels: lower where confidence is all there is to show."""
    return HEIGHT if trend_value.course(story, weeks).newest else _HEIGHT_ALONE


def in_words(story: Story, weeks: Sequence[Week], landing: Forecast | None) -> str:
    """What the figure shows, for those who do not see it."""
    kr, course = story.key_result, trend_value.course(story, weeks)
    known = [(day, number) for day, number in course.points if number is not None]
    ends = [known[0], known[-1]] if len(known) > 1 else known
    said = [kr.title, *(f"{words.number(number, course.unit)} in the week of {words.day(day)}" for day, number in ends)]
    if kr.target is not None and kr.kind in SLOPE_KINDS:
        said.append(f"target {words.number(kr.target, kr.unit)}")
    if landing:
        said.append(f"forecast {trend_value.lands(story, landing)}")
    if weeks and weeks[-1].confidence is not None:
        said.append(f"confidence {words.number(weeks[-1].confidence, '%')}")
    return f"{', '.join(said)}."


def _weeks(story: Story, colours: Colours) -> dict[str, Any]:
    """Every week by its number, every second one with its Monday: all fit beside the key result's standing."""
    axis = charts.axis_weeks(story.quarter.review_weeks, story.quarter.start_month, colours)
    texts = [text if n % 2 == 0 else text.partition("<br>")[0] for n, text in enumerate(axis["ticktext"])]
    return axis | {"ticktext": texts}


def _confidence(weeks: Sequence[Week], limits: Limits, domain: tuple[float, float], colours: Colours) -> Panel:
    """The confidence that was said each week, against the cut-offs of the statuses."""
    colour, cut_offs = colours.series[3], [limits.confidence_at_risk, limits.confidence_on_track]
    said = [(week.week, week.update.confidence if week.update else None) for week in weeks]
    known = [(day, confidence) for day, confidence in said if confidence is not None]
    low = max(min([*cut_offs, *(confidence for _, confidence in known)]) - 8, -4)
    texts = [f"{words.number(confidence, '%')} confident" for _, confidence in known]
    days, numbers = [day for day, _ in known], [confidence for _, confidence in known]
    end = [End(*known[-1], words.number(known[-1][1], "%"), colour)] if known else []
    axis = charts.axis_values((low, 104), "%", colours) | {"domain": list(domain), "tickvals": [*cut_offs, 100]}
    return Panel(
        traces=[charts.line(days, numbers, "confidence", colour, texts=texts, axis="2")],
        axis=axis,
        notes=[_heading(domain[1], colour), *charts.label_ends(end, (low, 104), 80, axis="2")],
    )


def _heading(top: float, colour: str) -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "text": "confidence",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"color": colour, "size": charts.FONT_SIZE},
    }
