"""Reads tables: with a column of key results, or with bold rows as objectives over the rows of their key results."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.sources.markdown import headings, lines
from data.sources.markdown.drafts import NotUnderstood
from data.sources.markdown.outline import Table, Words
from data.sources.markdown.reading import Reading, name

_COLUMNS = {
    "objective": r"objectives?",
    "key result": headings.KEY_RESULT_COLUMN,
    "owner": r"(?:owners?|DRIs?|leads?|responsible|assignee|who)\b.*",
    "baseline": r"(?:baseline|start|from|starting)\b.*",
    "target": r"(?:target|goal|to)\b.*",
    "unit": r"unit",
}


def table(reading: Reading, found: Table) -> None:
    columns = _columns(found)
    for row in found.rows:
        cells = {column: row[at] for column, at in columns.items() if at < len(row) and row[at].text}
        if "key result" not in columns or not any(cell.text for cell in row):
            _leave(reading, row)
        elif "group" in columns and _is_group(row):
            reading.open(replace(row[0], text=re.sub(r"^\d+\s+", "", row[0].text)))
        else:
            _row(reading, row, cells, set(columns.values()))


def _columns(found: Table) -> Mapping[str, int]:
    """Where each kind of column is; `group` where bold rows of the first one are objectives."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(found.header):
        for column, pattern in _COLUMNS.items():
            if re.fullmatch(rf"\W*(?:{pattern})\W*", cell.text, re.IGNORECASE):
                columns.setdefault(column, at)
    if "key result" not in columns and "owner" in columns and any(map(_is_group, found.rows)):
        columns |= {"group": 0, "key result": 0}
    return columns


def _row(reading: Reading, row: Sequence[Words], cells: Mapping[str, Words], used: set[int]) -> None:
    if "objective" in cells:
        _open_once(reading, cells["objective"])
    words = _title(cells.get("key result"), row)
    is_remark = words is not None and words.text == words.emphasised and not words.is_bold
    if words is None or is_remark or reading.objective is None:
        _leave(reading, row)
        return
    key_result = reading.add(words)
    key_result.owner = name(cells["owner"].text) if "owner" in cells else key_result.owner
    key_result.said |= {
        column: cells[column].text for column in ("baseline", "target", "unit") if cells.get(column, words) is not words
    }
    key_result.links += [link for cell in row for link in cell.links if link not in key_result.links]
    key_result.notes += [cell.text for at, cell in enumerate(row) if at not in used and cell.text]


def _title(words: Words | None, row: Sequence[Words]) -> Words | None:
    """The cell with a key result's title; where its column has but a number or an id, the first that says more."""
    if words is None or len(re.sub(r"[\W\d_]|\bKR", "", words.text)) > 2:
        return words
    return next((cell for cell in row if len(re.findall(r"[^\W\d_]{2,}", cell.text)) > 1), None)


def _is_group(row: Sequence[Words]) -> bool:
    return bool(row) and row[0].is_bold and bool(row[0].text.strip("*_ ")) and not any(cell.text for cell in row[1:])


def _open_once(reading: Reading, words: Words) -> None:
    """Opens an objective unless the row above was of the same one."""
    if reading.objective is None or reading.objective.title != lines.statement(words).title:
        reading.open(words)


def _leave(reading: Reading, row: Sequence[Words]) -> None:
    text = " | ".join(cell.text for cell in row if cell.text.strip("*_ "))
    if text:
        reading.not_understood.append(NotUnderstood(row[0].line, text, False))
    elif row:
        reading.take(row[0], "markup")
