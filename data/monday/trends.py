"""Trends: key results and KPIs week by week, side by side, for a chart, a table and files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from data.exports import tables
from data.rules import board, calendar, course
from data.rules.board import Facts
from data.rules.course import Story, Week
from data.rules.gauges import Gauge, breaks
from data.rules.limits import Limits
from data.rules.okr import Direction, KeyResult

Measure = Literal["progress", "value", "confidence"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

_MOST_STRETCH = 4.0  # how much wider than its widest line a panel may get before the lines in it look flat
_COLUMNS = ("kind", "id", "name", "measure", "unit", "quarter", "week_of_quarter", "week", "value", "change")


@dataclass(frozen=True, slots=True)
class Series:
    """One key result or KPI, with an entry for each week of its trend; None where nothing is known of that week itself.

    Progress is 0..1 and unclamped, confidence percent. `running` are the weeks whose value is of a period not yet over,
    `breaks` those from which a KPI is defined anew.
    """

    id: str
    kind: Literal["key result", "KPI"]
    name: str
    measure: Measure
    unit: str | None
    good_direction: Direction
    weeks: tuple[date, ...]
    values: tuple[float | None, ...]
    pace: tuple[float | None, ...]
    running: frozenset[date] = frozenset()
    breaks: frozenset[date] = frozenset()

    @property
    def changes(self) -> tuple[float | None, ...]:
        """What each known value adds to the one known before it, which must mean the same."""
        found, before = [], None
        for week, value in zip(self.weeks, self.values, strict=True):
            before = None if week in self.breaks else before
            found.append(None if value is None or before is None else value - before)
            before = before if value is None else value
        return tuple(found)

    def is_good(self, change: float | None) -> bool | None:
        """Whether a change is in the good direction; None when nothing changed or no direction is."""
        if not change or self.good_direction == "none":
            return None
        return (change > 0) == (self.good_direction == "up")


@dataclass(frozen=True, slots=True)
class Trend:
    """The chosen series over the same weeks, named by their Mondays."""

    weeks: tuple[date, ...]
    series: tuple[Series, ...]


def over(
    weeks: Sequence[date],
    quarters: Sequence[Facts],
    gauges: Mapping[str, Gauge],
    key_results: Sequence[str],
    kpis: Sequence[str],
    measure: Measure,
    limits: Limits,
) -> Trend:
    """The key results by a measure, then the KPIs by value, over weeks; what is not in the facts is left out.

    `quarters` are the facts of the quarters that the weeks lie in. Of the last week, nothing may be known yet: then it
    is left out.
    """
    stories = {story.key_result.key_result: (story, facts) for facts in quarters for story in board.stories(facts)}
    series = [
        *(_of_key_result(*stories[name], weeks, measure, limits) for name in key_results if name in stories),
        *(_of_kpi(gauges[name], weeks) for name in kpis if name in gauges),
    ]
    count = len(weeks)
    if count > 1 and all(each.values[-1] is None for each in series):
        count -= 1
    return Trend(tuple(weeks[:count]), tuple(_cut(each, count) for each in series))


def panels(series: Sequence[Series]) -> list[list[Series]]:
    """The series by what can share a value axis: one measure, one unit, and a scale on which no line looks flat."""
    found: list[list[Series]] = []
    for each in series:
        home = next((panel for panel in found if _fits(panel, each)), None)
        if home is None:
            found.append([each])
        else:
            home.append(each)
    return found


def as_csv(trend: Trend, start_month: int) -> str:
    """One row per series and week; progress is 0..1, an unknown value is empty."""
    return tables.csv_text(_COLUMNS, _rows(trend, start_month))


def as_xlsx(trend: Trend, start_month: int) -> bytes:
    """A workbook: the weeks side by side, and the same as rows for a pivot table."""
    weeks = [week.isoformat() for week in trend.weeks]
    side_by_side = (
        {
            "name": each.name,
            "measure": each.measure,
            "unit": each.unit,
            **dict(zip(weeks, each.values, strict=True)),
        }
        for each in trend.series
    )
    return tables.xlsx(
        {
            "Week over week": (("name", "measure", "unit", *weeks), side_by_side),
            "Rows": (_COLUMNS, _rows(trend, start_month)),
        }
    )


def _of_key_result(story: Story, facts: Facts, weeks: Sequence[date], measure: Measure, limits: Limits) -> Series:
    kr = story.key_result
    known = {week.week: week for week in course.weeks(story, facts.week, limits)}
    found = [known.get(week) for week in weeks]
    return Series(
        id=kr.key_result,
        kind="key result",
        name=kr.title,
        measure=measure,
        unit={"progress": None, "value": kr.unit, "confidence": "%"}[measure],
        good_direction=_good_direction(kr) if measure == "value" else "up",
        weeks=tuple(weeks),
        values=tuple(_measured(kr, week, measure) if week else None for week in found),
        pace=tuple(_pace(kr, week, measure) if week else None for week in found),
    )


def _measured(kr: KeyResult, week: Week, measure: Measure) -> float | None:
    """The week's own number: what is only carried on from an earlier week is unknown here."""
    match measure:
        case "value":
            return week.value
        case "confidence":
            return week.update.confidence if week.update else None
        case "progress":
            says_something = {
                "milestones": True,
                "done": week.update is not None or week.value is not None,
            }.get(kr.kind, week.value is not None)
            return week.progress if says_something else None


def _pace(kr: KeyResult, week: Week, measure: Measure) -> float | None:
    if measure == "progress":
        return week.expected
    if measure == "confidence" or week.expected is None or kr.baseline is None or kr.target is None:
        return None
    return kr.baseline + week.expected * (kr.target - kr.baseline)


def _good_direction(kr: KeyResult) -> Direction:
    match kr.kind:
        case "increase" | "decrease" if kr.baseline is not None and kr.target is not None:
            return "up" if kr.target > kr.baseline else "down"
        case "decrease" | "stay_below":
            return "down"
        case "band" | "baseline":
            return "none"
        case _:
            return "up"


def _of_kpi(gauge: Gauge, weeks: Sequence[date]) -> Series:
    found = [gauge.in_week(week) for week in weeks]
    own = [reading if reading and reading.date >= week else None for reading, week in zip(found, weeks, strict=True)]
    return Series(
        id=gauge.kpi.kpi,
        kind="KPI",
        name=gauge.kpi.name,
        measure="value",
        unit=gauge.kpi.unit,
        good_direction=gauge.kpi.good_direction,
        weeks=tuple(weeks),
        values=tuple(reading.value if reading else None for reading in own),
        pace=(None,) * len(weeks),
        running=frozenset(
            week for reading, week in zip(own, weeks, strict=True) if reading is not None and reading.is_partial
        ),
        breaks=frozenset(calendar.monday(day) for day in breaks(gauge.readings)),
    )


def _cut(series: Series, count: int) -> Series:
    return replace(series, weeks=series.weeks[:count], values=series.values[:count], pace=series.pace[:count])


def _fits(panel: Sequence[Series], series: Series) -> bool:
    first = panel[0]
    if (first.measure, first.unit) != (series.measure, series.unit):
        return False
    if series.measure != "value":
        return True
    extents = [_extent([each]) for each in (*panel, series)]
    return _extent([*panel, series]) <= _MOST_STRETCH * max(extents)


def _extent(series: Sequence[Series]) -> float:
    """How far the values lie apart; a flat line counts as a tenth of its height."""
    known = [value for each in series for value in each.values if value is not None]
    return max(max(known) - min(known), 0.1 * max(map(abs, known))) if known else 0.0


def _rows(trend: Trend, start_month: int) -> Iterator[dict[str, Any]]:
    for each in trend.series:
        for week, value, change in zip(trend.weeks, each.values, each.changes, strict=True):
            quarter = calendar.quarter_of(week, start_month)
            yield {
                "kind": each.kind,
                "id": each.id,
                "name": each.name,
                "measure": each.measure,
                "unit": each.unit,
                "quarter": str(quarter),
                "week_of_quarter": quarter.week_number(week),
                "week": week,
                "value": value,
                "change": change,
            }
