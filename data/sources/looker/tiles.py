"""The KPIs and readings in a tile's table: their identity, name, date, value, and the fingerprint of their meaning."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from data.rules.okr import Kpi, Reading
from data.sources.looker import periods
from data.sources.looker.periods import Timeframe
from data.sources.looker.tables import Measure, Table, Unreadable

SERIES_LIMIT = 200  # a tile with more lines is a listing, not KPIs that anybody looks at every week

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d+)?")
_MEANINGS = ("expression", "based_on", "type", "filters", "filter_expression", "calculation_type", "args", "percentile")


@dataclass(frozen=True, slots=True)
class Found:
    """`left_out` says in a sentence what the tile has and is not here; empty when that is nothing."""

    kpis: tuple[Kpi, ...]
    readings: tuple[Reading, ...]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class _Axis:
    """The time dimension that dates the readings."""

    name: str
    timeframe: Timeframe


def found(
    table: Table, *, identity: str, title: str, hidden: Collection[str], timezone: tzinfo, now: datetime
) -> Found:
    """Every series of a table as a KPI, every number in it as a reading.

    The finest time dimension dates the readings; without one they are of the day of `now` in `timezone`. Every other
    dimension, pivoted or not, tells series apart: its value is a part of the KPI's id and name, so a table by region
    gives one KPI for each region. A null, and a row without a date, give no reading. Raises Unreadable when two rows
    claim the same KPI and date.
    """
    axis, labels = _axis_and_labels(table)
    measures = [measure for measure in table.measures if measure.name not in hidden]
    definitions = {measure.name: _definition(measure, table, axis) for measure in measures}
    today = now.astimezone(timezone).date()
    kpis: dict[str, Kpi] = {}
    readings: dict[tuple[str, date], Reading] = {}
    left_out = table.left_out
    for row in table.rows:
        dated = _dated(row, axis, today)
        parts = [_text(row[label]) for label in labels if label in row]
        for measure in measures:
            value = _number(row.get(measure.name), measure.factor)
            if dated is None or value is None:
                continue
            kpi = "/".join((identity, measure.name, *map(_escaped, parts)))
            if kpi not in kpis and len(kpis) == SERIES_LIMIT:
                left_out = (
                    f"Only the first {SERIES_LIMIT} lines became KPIs. Filter the tile to those that matter every week."
                )
                continue
            kpis[kpi] = Kpi(kpi, _name(title, measure, len(measures), parts), measure.unit)
            day, is_partial = dated
            reading = Reading(kpi, day, value, now, is_partial, definitions[measure.name])
            if readings.setdefault((kpi, day), reading).value != value:
                raise Unreadable(
                    f"Several rows hold “{kpis[kpi].name}” on {day}. Group the tile by day, week or month."
                )
    return Found(tuple(kpis.values()), tuple(readings.values()), left_out)


def _axis_and_labels(table: Table) -> tuple[_Axis | None, list[str]]:
    """The finest time dimension, and the names of the dimensions that tell series apart.

    Coarser timeframes of the axis' own dimension group (the year beside the month) say nothing new and are neither.
    """
    timed = [_Axis(each.name, each.timeframe) for each in table.dimensions if each.timeframe]
    axis = min(timed, key=lambda each: periods.LENGTHS.index(each.timeframe.length), default=None)
    redundant = {each.name for each in timed if axis and periods.group(each.name) == periods.group(axis.name)}
    return axis, [each.name for each in table.dimensions if each.name not in redundant]


def _dated(row: Mapping[str, Any], axis: _Axis | None, today: date) -> tuple[date, bool] | None:
    """The date of a row's readings and whether its period is still running; None for a row that has no date."""
    if axis is None:
        return today, False
    start = axis.timeframe.starts(row.get(axis.name))
    return (axis.timeframe.dated(start), axis.timeframe.ends(start) > today) if start else None


def _number(value: Any, factor: float) -> float | None:
    """A number, also from a string (`"1,234.5"`, `"12%"`); None for everything else: unknown is not zero."""
    if isinstance(value, str):
        text = value.strip()
        if text.endswith("%"):
            text, factor = text.removesuffix("%").rstrip(), 1.0
        if not text or not text[-1].isdigit() or not _NUMBER.fullmatch(text):
            return None
        value = float(text.replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if factor == 1.0 else round(value * factor, 10)


def _text(value: Any) -> str:
    return "∅" if value is None else str(value)  # Looker's own sign for null


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace("/", "%2F")


def _name(title: str, measure: Measure, count_measures: int, parts: Sequence[str]) -> str:
    name = title if count_measures == 1 or title == measure.label else f"{title}: {measure.label}"
    return " – ".join((name, *parts))


def _definition(measure: Measure, table: Table, axis: _Axis | None) -> str:
    """A fingerprint of what the numbers mean: not titles, limits and sorts, nor the span of time that is shown."""
    asked = measure.asked
    window = periods.group(axis.name) if axis else None
    dimensions = sorted(each.name for each in table.dimensions)
    meaning = {
        "query": [asked.model, asked.explore, asked.filter_expression, asked.timezone],
        "filters": {
            name: value for name, value in asked.filters.items() if not window or periods.group(name) != window
        },
        "measure": [measure.name, measure.factor],
        "dimensions": dimensions,
        "expressions": _expressions(asked.dynamic_fields, [measure.name, *dimensions]),
    }
    return hashlib.sha256(json.dumps(meaning, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _expressions(dynamic_fields: str | None, names: Sequence[str]) -> list[Any]:
    """What the custom fields and table calculations among `names` compute, with those they build on."""
    try:
        entries = {_entry_name(entry): entry for entry in json.loads(dynamic_fields or "[]")}
    except (ValueError, AttributeError, TypeError):
        return [dynamic_fields]
    wanted, meanings = list(names), {}
    while wanted:
        name = wanted.pop()
        if name in entries and name not in meanings:
            meanings[name] = {key: entries[name][key] for key in _MEANINGS if entries[name].get(key)}
            wanted += [
                *re.findall(r"\$\{([^}:]+)", str(entries[name].get("expression"))),
                str(entries[name].get("based_on")),
            ]
    return sorted(meanings.items())


def _entry_name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("table_calculation") or entry.get("measure") or entry.get("dimension"))
