"""The upper panel of a key result's trend: its numbers by week, what they are held against, where they are heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.rules import gauges, pace, progress, values, words
from data.rules.course import Story, Week
from data.rules.okr import SLOPE_KINDS, Change
from data.rules.review import Forecast
from pages.parts import charts
from pages.parts.charts import Colours, End, Trace

LETTERS = 22  # where a label at the end of a line breaks
_TO_MONDAY = timedelta(days=6)  # a week's value stands for its Sunday and is drawn above its Monday

Points = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the figure: what is drawn in it, its value axis, its words and its shapes."""

    traces: Sequence[Trace]
    axis: dict[str, Any]
    notes: Sequence[dict[str, Any]] = ()
    shapes: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A number a week in one unit, None where unknown, with where it should be by then (`pace`) and in the end."""

    points: Sequence[tuple[date, float | None]]
    pace: Points
    target: Points
    unit: str | None

    @property
    def newest(self) -> tuple[date, float] | None:
        return next(((day, number) for day, number in reversed(self.points) if number is not None), None)


def course(story: Story, weeks: Sequence[Week]) -> Course:
    """What can be drawn by week: values, for milestones the share that is done, for done or not done nothing."""
    kr, mondays = story.key_result, story.quarter.review_weeks
    if kr.kind == "done":
        return Course([], [], [], None)
    if kr.kind == "milestones" and story.milestones:
        done = [(week.week, None if week.progress is None else week.progress * 100) for week in weeks]
        due_by = [(day, pace.expected(kr, day, story.quarter, story.plan or {}, story.milestones)) for day in mondays]
        by_now = [(day, share * 100) for day, share in due_by if share is not None]
        return Course(done, by_now, [(mondays[0], 100.0), (mondays[-1], 100.0)], "%")
    planned = [(day, pace.expected_value(kr, day, story.quarter, story.plan or {})) for day in mondays]
    by_now = [(day, value) for day, value in planned if value is not None]
    return Course([(week.week, week.value) for week in weeks], by_now, _target(story), kr.unit)


def panel(story: Story, course: Course, landing: Forecast | None, pixels: float, colours: Colours) -> Panel:
    """Everything above the confidence; `pixels` is how high it is drawn."""
    kr, bounds = story.key_result, progress.bounds(story.key_result)
    ends = (landing.low, landing.high) if landing else ()
    held_against = [number for _, number in (*course.pace, *course.target)]
    reach = charts.reach([*(number for _, number in course.points), *held_against, kr.stretch, *bounds, *ends])
    breaks = [charts.upright(day, text, colours.soft) for day, text in _breaks(story)]
    ends_of_lines = charts.label_ends([*labels(story, course, landing, colours)], reach, pixels, letters=LETTERS)
    return Panel(
        traces=[
            *_goals(story, course, colours),
            *_heading(story, course, landing, colours),
            _line(story, course, colours),
        ],
        axis=charts.axis_values(reach, course.unit, colours),
        notes=[*ends_of_lines, *_notes(course, colours), *(text for _, text in breaks)],
        shapes=[*_band(story, reach, colours), *(mark for mark, _ in breaks)],
    )


def lands(story: Story, landing: Forecast) -> str:
    """Where the forecast lands, with its unit."""
    return values.landing(landing, story.key_result.unit, due(story))[0]


def _target(story: Story) -> Points:
    """The target from week to week: a step wherever it was moved."""
    target, days = story.key_result.target, story.quarter.review_weeks
    if story.key_result.kind not in SLOPE_KINDS or target is None:
        return []
    points: list[tuple[date, float]] = []
    for change in _moves(story):
        with suppress(ValueError):  # an imported change log may say anything
            before, after = float(change.old or ""), float(change.new or "")
            points += [(days[0], before)] if not points else []
            points.append((change.changed_at.date(), after))
    return [*(points or [(days[0], target)]), (days[-1], target)]


def _moves(story: Story) -> list[Change]:
    return [change for change in story.changes if change.field == "target" and change.old]


def _goals(story: Story, course: Course, colours: Colours) -> Iterator[Trace]:
    """Target, pace and stretch: what the value is held against."""
    target = _plain(course.target, "target", colours.soft, "solid")
    yield target | {"line": target["line"] | {"shape": "hv"}}
    yield _plain(course.pace, "pace", colours.soft, "dot")
    if story.key_result.stretch is not None:
        days = story.quarter.review_weeks
        points = [(day, story.key_result.stretch) for day in (days[0], days[-1])]
        yield _plain(points, "stretch", charts.faded(colours.ink, 0.35), "dash")


def _plain(points: Points, name: str, colour: str, dash: str) -> Trace:
    days, numbers = [day for day, _ in points], [number for _, number in points]
    return charts.line(days, numbers, name, colour, dash=dash, width=1.4, mode="lines")


def _line(story: Story, course: Course, colours: Colours) -> Trace:
    known = [(day, number) for day, number in course.points if number is not None]
    texts = [words.number(number, course.unit) + _source(story, day) for day, number in known]
    days, numbers = [day for day, _ in known], [number for _, number in known]
    return charts.line(days, numbers, "value", colours.series[0], texts=texts)


def _source(story: Story, week: date) -> str:
    update = story.updates.get(week)
    return " from the KPI" if story.gauge and (update is None or update.value is None) else ""


def _heading(story: Story, course: Course, landing: Forecast | None, colours: Colours) -> Iterator[Trace]:
    """The forecast as a fan from the newest value to the due date, and its middle."""
    if landing is None or course.newest is None:
        return
    (day, now), end, colour = course.newest, due(story) - _TO_MONDAY, colours.series[0]
    yield charts.fan([day, end], [now, landing.low], [now, landing.high], colour)
    yield _plain([(day, now), (end, landing.value)], "forecast", colour, "dash")


def labels(story: Story, course: Course, landing: Forecast | None, colours: Colours) -> Iterator[End]:
    """What is written at the right ends of the lines."""
    kr, last = story.key_result, story.quarter.review_weeks[-1]
    if course.target:
        yield End(last, course.target[-1][1], f"target {words.number(course.target[-1][1], course.unit)}", colours.ink)
    if kr.stretch is not None:
        yield End(last, kr.stretch, f"stretch {words.number(kr.stretch, kr.unit)}", colours.soft)
    if landing:
        yield End(last, landing.value, f"forecast {lands(story, landing)}", colours.series[0])
    for word, bound in zip(("at least", "at most"), progress.bounds(kr), strict=True):
        if bound is not None:
            yield End(last, bound, f"{word} {words.number(bound, kr.unit)}", colours.series[2])


def _notes(course: Course, colours: Colours) -> Iterator[dict[str, Any]]:
    """The newest number above its point, and the word pace at its line."""
    if course.newest:
        yield _note(*course.newest, words.number(course.newest[1], course.unit), colours.series[0], "bottom", 6)
    if len(course.pace) > 2:
        yield _note(*course.pace[2], "pace", colours.soft, "top", -8)


def _note(day: date, number: float, text: str, colour: str, anchor: str, shift: int) -> dict[str, Any]:
    return {
        "xref": "x",
        "yref": "y",
        "x": day.isoformat(),
        "y": number,
        "text": charts.escaped(text),
        "showarrow": False,
        "yanchor": anchor,
        "yshift": shift,
        "font": {"color": colour, "size": charts.FONT_SIZE},
    }


def _band(story: Story, reach: tuple[float, float], colours: Colours) -> Iterator[dict[str, Any]]:
    """Where the value should stay, shaded; an open side reaches to the edge."""
    low, high = progress.bounds(story.key_result)
    if low is None and high is None:
        return
    yield {
        "type": "rect",
        "layer": "below",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": reach[0] if low is None else low,
        "y1": reach[1] if high is None else high,
        "fillcolor": charts.faded(colours.series[2], 0.12),
        "line": {"width": 0},
    }


def _breaks(story: Story) -> Iterator[tuple[date, str]]:
    """Where the target was moved or the KPI defined anew: numbers before and after do not mean the same."""
    first, last = story.quarter.review_weeks[0], story.quarter.end
    marks = [(change.changed_at.date(), "target moved") for change in _moves(story)]
    marks += [(day, "KPI defined anew") for day in gauges.breaks(story.gauge.readings if story.gauge else ())]
    yield from ((day, f"{what} {values.short_day(day)}") for day, what in marks if first <= day <= last)


def due(story: Story) -> date:
    return pace.span(story.key_result, story.quarter)[1]
