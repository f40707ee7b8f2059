"""Looker's answers (json_detail documents) as tables of plain values, and the join that makes a merged result."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data.sources.looker import periods
from data.sources.looker.periods import Timeframe

_NOT_NUMBERS = ("string", "yesno", "date", "time", "list", "location", "zipcode", "tier", "bin")
_UNITS = ("%", "ms", "s", "sec", "seconds", "min", "minutes", "h", "hours", "days", "$", "€", "£", "USD", "EUR", "GBP")
_CURRENCIES = {"usd": "$", "eur": "€", "gbp": "£"}
_LITERAL = re.compile(r'"[^"]*"|\\.')


class Unreadable(Exception):
    """An answer without a usable table: a failed query, a document of another shape. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The query behind a table, as far as it defines what the numbers mean. `dynamic_fields` is Looker's JSON."""

    model: str
    explore: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    filter_expression: str | None = None
    dynamic_fields: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """`timeframe` is None for a dimension that does not place its rows in time."""

    name: str
    timeframe: Timeframe | None


@dataclass(frozen=True, slots=True)
class Measure:
    """`factor` turns Looker's value into the unit shown: 100 for a share that is formatted as a percentage."""

    name: str
    label: str
    unit: str | None
    factor: float
    asked: Asked


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values by field name. Pivots are dimensions like any other here, after those of the rows.

    `count_rows` counts rows as Looker does, before pivots are laid out. `left_out` says in a sentence what is missing,
    and is empty when nothing is. `timezone` is the one that was asked for, else the one that Looker says it used.
    """

    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    rows: tuple[Mapping[str, Any], ...]
    count_rows: int
    left_out: str = ""
    timezone: str | None = None


def read(document: Any, asked: Asked, limit: int) -> Table:
    """The table in a json_detail document, its first `limit` rows, without fields that the model hides.

    Raises Unreadable for an error that came with HTTP 200, and for a document of another shape.
    """
    _raise_errors(document)
    try:
        return _table(document, asked, limit)
    except (AttributeError, KeyError, TypeError, ValueError) as failure:
        raise Unreadable(
            "Looker's answer is not the result of a query. Open the tile in Looker, or sync again."
        ) from failure


def merge(tables: Sequence[Table], joined_on: Sequence[Mapping[str, str]]) -> Table:
    """The sources of a merged result in one table, joined as Looker does: each row of the first, with what matches it.

    `joined_on` gives for each source the merged name of each field it is joined on, by the field's own name. Any other
    field that two sources share is named `q1_…`, `q2_…` after the later source.
    """
    merged, *others = (_renamed(table, names) for table, names in zip(tables, joined_on, strict=True))
    for number, (other, names) in enumerate(zip(others, joined_on[1:], strict=True), start=1):
        merged = _joined(merged, other, sorted(names.values()), number)
    return merged


def _raise_errors(document: Any) -> None:
    """Looker reports a failed query with HTTP 200: json_detail in `errors`, other formats as `looker_error`."""
    if isinstance(document, list) and document and isinstance(document[0], dict) and document[0].get("looker_error"):
        raise Unreadable(f"The query failed: {document[0]['looker_error']}")
    errors = document.get("errors") if isinstance(document, dict) else None
    for error in errors if isinstance(errors, list) else []:
        if not isinstance(error, dict):
            raise Unreadable(f"The query failed: {error}")
        if error.get("level") not in ("warn", "warning", "info"):
            said = [str(error[key]) for key in ("message", "message_details") if error.get(key)]
            raise Unreadable(f"The query failed: {' '.join(dict.fromkeys(said)) or 'Looker does not say why.'}")


def _table(document: Mapping[str, Any], asked: Asked, limit: int) -> Table:
    fields, data = document["fields"], document["data"]
    pivoted = fields.get("pivots") or []
    pivoted_names = {pivot["name"] for pivot in pivoted}
    by_rows = [each for each in fields.get("dimensions") or () if each["name"] not in pivoted_names]
    numbers = [each for kind in ("measures", "supermeasures", "table_calculations") for each in fields.get(kind) or ()]
    pivots = [_pivot(pivot, pivoted) for pivot in document.get("pivots") or () if not pivot.get("is_total")]
    rows = tuple(flat for row in data[:limit] for flat in _flat(row, [each["name"] for each in by_rows], pivots))
    return Table(
        dimensions=tuple(_dimension(each, rows) for each in (*by_rows, *pivoted)),
        measures=tuple(_measure(each, asked) for each in numbers if _is_number(each) and not each.get("hidden")),
        rows=rows,
        count_rows=min(len(data), limit),
        left_out=_left_out(document, limit),
        timezone=asked.timezone or document.get("timezone"),
    )


def _left_out(document: Mapping[str, Any], limit: int) -> str:
    if len(document["data"]) > limit:
        return (
            f"Only the first {limit} rows were read, there are more. Raise the tile's row limit, or narrow its filters."
        )
    if document.get("columns_truncated") in (True, "yes"):
        return "Looker left out columns at the tile's column limit. Raise it, or narrow what the tile pivots on."
    return ""


def _pivot(pivot: Mapping[str, Any], pivoted: Sequence[Mapping[str, Any]]) -> tuple[str, Mapping[str, Any]]:
    """A pivot's key in the cells, and its values by the names of the pivoted fields."""
    return pivot["key"], pivot.get("data") or {pivoted[0]["name"]: pivot["key"]}


def _flat(
    row: Mapping[str, Any], dimensions: Sequence[str], pivots: Sequence[tuple[str, Mapping[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """A row without pivots as it is; a pivoted one as a row for each pivot, and one for what stands outside them."""
    shared = {name: _value(row.get(name)) for name in dimensions}
    numbers = {name: cell for name, cell in row.items() if name not in shared}
    pivoted = {name for name, cell in numbers.items() if _is_pivoted(cell, pivots)}
    plain = {name: _value(cell) for name, cell in numbers.items() if name not in pivoted}
    if plain or not pivots:
        yield shared | plain
    for key, values in pivots:
        yield shared | dict(values) | {name: _value(numbers[name].get(key)) for name in pivoted}


def _is_pivoted(cell: Any, pivots: Sequence[tuple[str, Any]]) -> bool:
    return isinstance(cell, dict) and any(isinstance(cell.get(key), dict) for key, _ in pivots)


def _value(cell: Any) -> Any:
    return cell.get("value") if isinstance(cell, dict) else cell


def _dimension(described: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Dimension:
    """A time dimension where its type or name says so and every value can be read as a period."""
    name, frame = described["name"], periods.timeframe(described)
    values = (row[name] for row in rows if row.get(name) is not None)
    return Dimension(name, frame if frame and all(frame.starts(value) for value in values) else None)


def _measure(described: Mapping[str, Any], asked: Asked) -> Measure:
    label = str(described.get("label_short") or described.get("label") or described["name"])
    unit, factor = _unit(described.get("value_format") or "", described.get("value_format_name") or "", label)
    return Measure(described["name"], label, unit, factor, asked)


def _is_number(described: Mapping[str, Any]) -> bool:
    if described.get("is_numeric") is not None:
        return bool(described["is_numeric"])
    return not str(described.get("type") or "").startswith(_NOT_NUMBERS)


def _unit(value_format: str, format_name: str, label: str) -> tuple[str | None, float]:
    r"""The unit and the factor to it, from a spreadsheet format, Looker's name of one, or a label: `Latency (ms)`.

    `0.0%` shows a share times 100; `0.0\%` and `0.0"%"` show the number as it is.
    """
    if "%" in _LITERAL.sub("", value_format) or format_name.startswith("percent"):
        return "%", 100.0
    literals = " ".join(literal.strip('"\\ ') for literal in _LITERAL.findall(value_format))
    signs = [sign for sign in _CURRENCIES.values() if sign in value_format]
    named = _CURRENCIES.get(format_name.split("_")[0])
    in_brackets = re.search(r"\(([^()]+)\)\s*$", label)
    said = (*signs, named, literals, in_brackets[1] if in_brackets else None)
    return next((unit for unit in said if unit in _UNITS), None), 1.0


def _renamed(table: Table, names: Mapping[str, str]) -> Table:
    return replace(
        table,
        dimensions=tuple(replace(each, name=names.get(each.name, each.name)) for each in table.dimensions),
        measures=tuple(replace(each, name=names.get(each.name, each.name)) for each in table.measures),
        rows=tuple({names.get(name, name): value for name, value in row.items()} for row in table.rows),
    )


def _joined(left: Table, right: Table, keys: Sequence[str], number: int) -> Table:
    taken = {each.name for each in (*left.dimensions, *left.measures)} - set(keys)
    right = _renamed(right, {name: f"q{number}_{name}" for name in taken})
    matches: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in right.rows:
        matches[_key(row, keys)].append(row)
    return Table(
        dimensions=(*left.dimensions, *(each for each in right.dimensions if each.name not in keys)),
        measures=(*left.measures, *right.measures),
        rows=tuple({**match, **row} for row in left.rows for match in matches.get(_key(row, keys), [{}])),
        count_rows=left.count_rows,
        left_out=left.left_out or right.left_out,
        timezone=left.timezone,
    )


def _key(row: Mapping[str, Any], keys: Collection[str]) -> tuple[str, ...]:
    return tuple(str(row.get(key)) for key in keys)
