"""One key result's trend as a figure: value, target, pace and forecast by week, and the owner's confidence below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.rules import gauges, pace, progress, words
from data.rules.course import Story, Week
from data.rules.limits import Limits
from data.rules.okr import SLOPE_KINDS, STAY_KINDS
from data.rules.review import Forecast
from pages.parts import charts, values
from pages.parts.charts import Colours, End, Figure, Trace

HEIGHT = 430
_MARGINS = 68  # above and below the panels
_UPPER, _LOWER = (0.34, 1.0), (0.0, 0.22)  # the shares of the height of the value's and the confidence's panel
_TO_MONDAY = timedelta(days=6)  # a week's value stands for its Sunday and is drawn above its Monday


@dataclass(frozen=True, slots=True)
class Course:
    """What the upper panel shows: a number a week, in one unit, with where it should be by then and in the end."""

    weeks: Sequence[Week]
    numbers: Sequence[float | None]
    pace: Sequence[tuple[date, float]]
    target: Sequence[tuple[date, float]]
    unit: str | None

    @property
    def newest(self) -> tuple[date, float] | None:
        known = ((week.week, number) for week, number in zip(self.weeks, self.numbers, strict=True))
        return next(((week, number) for week, number in reversed([*known]) if number is not None), None)


def key_result_trend(story: Story, weeks: Sequence[Week], landing: Forecast | None, limits: Limits) -> Figure:
    """The figure as a plain dict; a key result without numbers has its confidence alone."""
    colours, course = charts.colours(), _course(story, weeks)
    axis = _axis(story, colours)
    sure, sure_axes, sure_shapes = _confidence(weeks, limits, colours)
    axes = {"xaxis2": {**axis, "anchor": "y2", "matches": "x"}, **sure_axes}
    if course.newest is None:
        upper = Panel((), (0.0, 1.0), (), ())
        axes["yaxis2"]["domain"] = [0.0, 1.0]
        axes["xaxis"] = {"visible": False, "range": axis["range"], "type": "date"}
        axes["yaxis"] = {"visible": False}
    else:
        upper = _upper(story, course, landing, colours)
        axes["xaxis"] = {**axis, "anchor": "y", "showticklabels": False}
        axes["yaxis"] = {**charts.axis_values(upper.reach, course.unit, colours), "domain": list(_UPPER)}
    notes = [*upper.notes, *_confidence_notes(weeks, colours, is_alone=course.newest is None)]
    right = charts.label_width(note["text"] for note in notes if note.get("xanchor") == "left" and "xshift" in note)
    return charts.figure(
        [*upper.traces, *sure],
        axes,
        colours,
        annotations=notes,
        shapes=[*upper.shapes, *sure_shapes],
        right=max(right, 60),
    )


def _axis(story: Story, colours: Colours) -> dict[str, Any]:
    """Every week by its number, every second one with its Monday: all fit beside the key result's standing."""
    axis = charts.axis_weeks(story.quarter.review_weeks, story.quarter.start_month, colours)
    texts = [text if n % 2 == 0 else text.partition("<br>")[0] for n, text in enumerate(axis["ticktext"])]
    return axis | {"ticktext": texts}


def height(weeks: Sequence[Week], story: Story) -> int:
    """How high the figure is drawn, in pixels: lower where confidence is all there is to show."""
    return HEIGHT if _course(story, weeks).newest else 200


def in_words(story: Story, weeks: Sequence[Week], landing: Forecast | None) -> str:
    """What the figure shows, for those who do not see it."""
    kr, course = story.key_result, _course(story, weeks)
    known = [(week, number) for week, number in zip(weeks, course.numbers, strict=True) if number is not None]
    said = [kr.title]
    for week, number in (known[0], known[-1]) if known else ():
        said.append(f"{words.number(number, course.unit)} in the week of {words.day(week.week)}")
    if kr.target is not None and kr.kind in SLOPE_KINDS:
        said.append(f"target {words.number(kr.target, kr.unit)}")
    if landing:
        said.append(f"heading for {_lands(story, landing)}")
    if weeks and weeks[-1].confidence is not None:
        said.append(f"confidence {words.number(weeks[-1].confidence, '%')}")
    return ", ".join(said) + "."


@dataclass(frozen=True, slots=True)
class Panel:
    """What is drawn in the upper panel, and the range of its axis."""

    traces: Sequence[Trace]
    reach: tuple[float, float]
    notes: Sequence[dict[str, Any]]
    shapes: Sequence[dict[str, Any]]


def _course(story: Story, weeks: Sequence[Week]) -> Course:
    kr, mondays = story.key_result, story.quarter.review_weeks
    if kr.kind == "milestones" and story.milestones:
        shares = [
            (week, pace.expected(kr, week, story.quarter, story.plan or {}, story.milestones)) for week in mondays
        ]
        by_now = [(week, share * 100) for week, share in shares if share is not None]
        done = [None if week.progress is None else week.progress * 100 for week in weeks]
        return Course(weeks, done, by_now, [(mondays[0], 100.0), (mondays[-1], 100.0)], "%")
    if kr.kind == "done":
        return Course(weeks, [None] * len(weeks), (), (), None)
    planned = [(week, pace.expected_value(kr, week, story.quarter, story.plan or {})) for week in mondays]
    way = [(week, value) for week, value in planned if value is not None]
    return Course(weeks, [week.value for week in weeks], way, _target(story), kr.unit)


def _target(story: Story) -> list[tuple[date, float]]:
    """The target from week to week: a step wherever it was moved."""
    if story.key_result.kind not in SLOPE_KINDS or story.key_result.target is None:
        return []
    first, last = story.quarter.review_weeks[0], story.quarter.review_weeks[-1]
    points: list[tuple[date, float]] = []
    for change in (change for change in story.changes if change.field == "target" and change.old):
        with suppress(ValueError):  # an imported change log may say anything
            points.append((points[-1][0] if points else first, float(change.old or "")))
            points.append((change.changed_at.date(), float(change.new or change.old or "")))
    return [*(points or [(first, story.key_result.target)]), (last, story.key_result.target)]


def _upper(story: Story, course: Course, landing: Forecast | None, colours: Colours) -> Panel:
    kr = story.key_result
    low, high = progress.bounds(kr)
    numbers = [*course.numbers, *(value for _, value in (*course.pace, *course.target)), kr.stretch, low, high]
    if landing:
        numbers += [landing.low, landing.high]
    reach = charts.reach(numbers)
    pixels = (HEIGHT - _MARGINS) * (_UPPER[1] - _UPPER[0])
    marks = [charts.upright(day, text, colours.soft) for day, text in _breaks(story)]
    ends = [*_ends(story, course, landing, colours)]
    return Panel(
        [*_lines(story, course, colours), *_fan(story, course, landing, colours), _numbers(story, course, colours)],
        reach,
        [
            *charts.label_ends(ends, reach, pixels, letters=18),
            *_newest(course, colours),
            *(words for _, words in marks),
        ],
        [*_wanted(story, reach, colours), *(shape for shape, _ in marks)],
    )


def _lines(story: Story, course: Course, colours: Colours) -> Iterator[Trace]:
    """Target, stretch and pace: what the value is held against."""
    for name, points, dash in (("target", course.target, "solid"), ("pace", course.pace, "dot")):
        days, numbers = [day for day, _ in points], [number for _, number in points]
        trace = charts.line(days, numbers, name, colours.soft, dash=dash, width=1.4, mode="lines")
        yield trace if name == "pace" else trace | {"line": trace["line"] | {"shape": "hv"}}
    if story.key_result.stretch is not None:
        span = [story.quarter.review_weeks[0], story.quarter.review_weeks[-1]]
        yield charts.line(
            span, [story.key_result.stretch] * 2, "stretch", colours.grid, dash="dash", width=1.4, mode="lines"
        )


def _numbers(story: Story, course: Course, colours: Colours) -> Trace:
    texts = [_told(story, week, number, course.unit) for week, number in zip(course.weeks, course.numbers, strict=True)]
    days = [week.week for week in course.weeks]
    trace = charts.line(days, course.numbers, "value", colours.series[0], texts=texts)
    return trace | {"connectgaps": True}


def _told(story: Story, week: Week, number: float | None, unit: str | None) -> str:
    if number is None:
        return ""
    source = " from the KPI" if story.gauge and (week.update is None or week.update.value is None) else ""
    return f"{words.number(number, unit)}{source}"


def _fan(story: Story, course: Course, landing: Forecast | None, colours: Colours) -> Iterator[Trace]:
    if landing is None or course.newest is None:
        return
    (week, now), end = course.newest, _end(story)
    yield charts.fan([week, end], [now, landing.low], [now, landing.high], colours.series[0])
    yield charts.line(
        [week, end], [now, landing.value], "forecast", colours.series[0], dash="dash", width=1.6, mode="lines"
    )


def _ends(story: Story, course: Course, landing: Forecast | None, colours: Colours) -> Iterator[End]:
    kr, last = story.key_result, story.quarter.review_weeks[-1]
    if course.target:
        yield End(last, course.target[-1][1], f"target {words.number(course.target[-1][1], course.unit)}", colours.ink)
    if kr.stretch is not None:
        yield End(last, kr.stretch, f"stretch {words.number(kr.stretch, kr.unit)}", colours.soft)
    if landing:
        yield End(last, landing.value, f"forecast {_lands(story, landing)}", colours.series[0])
    low, high = progress.bounds(kr)
    if kr.kind in STAY_KINDS and (low is not None or high is not None):
        yield End(last, low if low is not None else high or 0.0, _band(low, high, kr.unit), colours.series[2])


def _lands(story: Story, landing: Forecast) -> str:
    return values.landing(landing, story.key_result.unit, _end(story))[0]


def _band(low: float | None, high: float | None, unit: str | None) -> str:
    if low is None or high is None:
        return words.band(low, high, unit)
    return f"{words.number(low, unit)} to {words.number(high, unit)}"


def _newest(course: Course, colours: Colours) -> Iterator[dict[str, Any]]:
    """The newest number above its point, and the word pace at its line."""
    if course.newest:
        week, number = course.newest
        yield _note(week, number, words.number(number, course.unit), colours.series[0], "bottom")
    if len(course.pace) > 2:
        week, number = course.pace[2]
        yield _note(week, number, "pace", colours.soft, "top")


def _note(day: date, number: float, text: str, colour: str, anchor: str) -> dict[str, Any]:
    return {
        "xref": "x",
        "yref": "y",
        "x": day.isoformat(),
        "y": number,
        "text": charts.escaped(text),
        "showarrow": False,
        "yanchor": anchor,
        "yshift": 6 if anchor == "bottom" else -8,
        "font": {"color": colour, "size": charts.FONT_SIZE},
    }


def _wanted(story: Story, reach: tuple[float, float], colours: Colours) -> Iterator[dict[str, Any]]:
    """The band in which the value should stay, shaded."""
    low, high = progress.bounds(story.key_result)
    if low is None and high is None:
        return
    yield {
        "type": "rect",
        "layer": "below",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": reach[0] if low is None else low,
        "y1": reach[1] if high is None else high,
        "fillcolor": charts.faded(colours.series[2], 0.12),
        "line": {"width": 0},
    }


def _breaks(story: Story) -> Iterator[tuple[date, str]]:
    """Where a goalpost was moved or the KPI was defined anew: the numbers before and after do not mean the same."""
    first, last = story.quarter.review_weeks[0], story.quarter.end
    moved = sorted({change.changed_at.date() for change in story.changes if change.field == "target" and change.old})
    yield from ((day, f"target moved {words.day(day)}") for day in moved if first <= day <= last)
    anew = gauges.breaks(story.gauge.readings) if story.gauge else []
    yield from ((day, f"KPI defined anew {words.day(day)}") for day in anew if first <= day <= last)


def _end(story: Story) -> date:
    """The due date on the axis, where a Sunday is drawn above its Monday."""
    return pace.span(story.key_result, story.quarter)[1] - _TO_MONDAY


def _confidence(
    weeks: Sequence[Week], limits: Limits, colours: Colours
) -> tuple[list[Trace], dict[str, Any], list[dict[str, Any]]]:
    said = [week.update.confidence if week.update else None for week in weeks]
    known = [confidence for confidence in said if confidence is not None]
    texts = ["" if confidence is None else f"{words.number(confidence, '%')} confident" for confidence in said]
    trace = charts.line([week.week for week in weeks], said, "confidence", colours.series[3], texts=texts, axis="2")
    low = min([limits.confidence_at_risk, *known]) - 8
    cuts = (limits.confidence_at_risk, limits.confidence_on_track)
    axis = charts.axis_values((max(low, -4), 104), "%", colours) | {"domain": list(_LOWER), "tickvals": [*cuts, 100]}
    return [trace | {"connectgaps": True}], {"yaxis2": axis}, []


def _confidence_notes(weeks: Sequence[Week], colours: Colours, is_alone: bool) -> list[dict[str, Any]]:
    yield_at = next((week for week in reversed(weeks) if week.update and week.update.confidence is not None), None)
    heading = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1.0 if is_alone else _LOWER[1],
        "text": "confidence",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"color": colours.series[3], "size": charts.FONT_SIZE},
    }
    if yield_at is None or yield_at.update is None or yield_at.update.confidence is None:
        return [heading]
    text = words.number(yield_at.update.confidence, "%")
    ends = [End(yield_at.week, yield_at.update.confidence, text, colours.series[3])]
    return [heading, *charts.label_ends(ends, (0, 104), 80, axis="2")]
