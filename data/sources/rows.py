"""Rows of text as nouns: the header, then every cell by its column's reader, with a problem for each that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from data.errors import Problem
from data.rules import cells, formats
from data.rules.cells import Reader
from data.rules.formats import Format
from data.rules.okr import KeyResult
from data.sources.sheets import Sheet, Unreadable

SHOWN = 80  # characters of a wrong cell that a problem repeats


@dataclass(slots=True)
class Rows:
    """What one file brought.

    `nouns` are the rows without problems, each with its line. `keys` are those of all rows, with the line of the first,
    so that a row with a problem does not make others refer to nothing; files that keep revisions have none. Not
    `is_complete`: the header or the bytes stopped the reading.
    """

    file: str
    given: frozenset[str] = frozenset()
    nouns: list[tuple[int, Any]] = field(default_factory=list)
    keys: dict[tuple[Any, ...], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_complete: bool = False


NOT_OURS = "this sheet is ignored; it has none of the columns that an import knows"


def read(sheet: Sheet) -> Rows:
    """The nouns of one sheet, in the sheet's order."""
    rows = Rows(sheet.file)
    form = formats.FILES[sheet.name]
    try:
        line, header = next(sheet.rows, (1, []))
        if sheet.is_among_others and not _knows(form, header):
            rows.problems.append(Problem(NOT_OURS, rows.file, is_warning=True))
            rows.is_complete = True
            return rows
        columns = _columns(form, header, line, rows)
        if rows.is_complete:
            rows.given = frozenset(columns)
            _read_rows(sheet, form, columns, len(header), rows)
    except Unreadable as error:
        rows.problems.append(error.problem)
        rows.is_complete = False
    return rows


def _knows(form: Format, header: Sequence[str]) -> bool:
    return any(name.strip().lower() in form.columns for name in header)


def _columns(form: Format, header: Sequence[str], line: int, rows: Rows) -> dict[str, int]:
    """Where each known column is. The rows are worth reading only if the header is complete."""
    names = [name.strip().lower() for name in header]
    columns = {name: position for position, name in enumerate(names) if name in form.columns}
    wrong = [
        *(f"missing column {name}" for name in form.columns if name in form.required and name not in columns),
        *(f"the column {name} is there twice" for name in columns if names.count(name) > 1),
    ]
    if form.subjects and not columns.keys() & set(form.subjects):
        wrong.append(f"missing column {' or '.join(form.subjects)}")
    rows.problems += [Problem(message, rows.file, line) for message in wrong]
    rows.problems += [_unknown(form, name, rows.file, line) for name in names if name and name not in columns]
    rows.is_complete = not wrong
    return columns


def _unknown(form: Format, name: str, file: str, line: int) -> Problem:
    close = get_close_matches(name, form.columns, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return Problem(f"unknown column, ignored{hint}", file, line, name, is_warning=True)


def _read_rows(sheet: Sheet, form: Format, columns: dict[str, int], width: int, rows: Rows) -> None:
    readers = formats.readers(sheet.name)
    positions = [(name, columns[name], readers[name]) for name in form.columns if name in columns]
    for line, texts in sheet.rows:
        if len(texts) > width:
            message = f"{len(texts)} cells under a header of {width}; is a comma in a text that is not quoted?"
            rows.problems.append(Problem(message, rows.file, line))
            continue
        texts += [""] * (width - len(texts))
        values, wrong = _values(texts, positions, form.filled)
        if not form.keeps_revisions:
            wrong += _repeated(form, values, line, rows.keys)
        if wrong:
            rows.problems += [replace(problem, file=rows.file, line=line) for problem in wrong]
        else:
            rows.nouns.append((line, form.noun(**_with_kind(values) if form.noun is KeyResult else values)))


def _values(
    texts: list[str], positions: list[tuple[str, int, Reader]], filled: frozenset[str]
) -> tuple[dict[str, Any], list[Problem]]:
    """What one row says, without its blank cells."""
    values: dict[str, Any] = {}
    wrong: list[Problem] = []
    for name, position, reader in positions:
        text = texts[position]
        if text.startswith("'"):
            text = text[1:]  # the guard that exports put before what a spreadsheet would run as a formula
        if text and not text.isspace():
            try:
                values[name] = reader(text)
            except ValueError as error:
                wrong.append(Problem(str(error), column=name, value=_shown(texts[position])))
        elif name in filled:
            wrong.append(Problem("this must be filled in", column=name))
    return values, wrong


def _repeated(form: Format, values: dict[str, Any], line: int, keys: dict[tuple[Any, ...], int]) -> list[Problem]:
    """Note the row's key, unless a required part of it is missing; a second row with it is a problem."""
    if any(name in form.filled and name not in values for name in form.key):
        return []
    key = tuple(values.get(name) for name in form.key)
    if (first := keys.setdefault(key, line)) == line:
        return []
    column = form.key[0] if len(form.key) == 1 else None
    named = " ".join(cells.write(part) for part in key if part is not None)
    return [Problem(f"this was already said in line {first}", column=column, value=named)]


def _with_kind(values: dict[str, Any]) -> dict[str, Any]:
    """A key result that does not say its kind goes from its baseline towards its target."""
    baseline, target = values.get("baseline"), values.get("target")
    falls = baseline is not None and target is not None and target < baseline
    return {"kind": "decrease" if falls else "increase", **values}


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
