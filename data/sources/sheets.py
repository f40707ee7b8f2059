"""The bytes of a CSV or XLSX file as rows of text, with the line each row begins on."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from data.errors import Problem
from data.rules import cells, formats

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_XLSX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 150_000_000
MAX_XLSX_ROWS = 1_048_576  # Excel's own; a file that claims more was not written by a spreadsheet
MAX_XLSX_COLUMNS = 64
_CONTROL = re.compile("_x([0-9A-Fa-f]{4})_")  # how XLSX writes control characters
BROKEN = "this cannot be read as XLSX; save it again as XLSX or CSV"
NAMES = ", ".join(formats.FILES)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of text: `name` is a key of formats.FILES, `file` is what problems call it. One among others in a
    workbook may be somebody's own, which only has the name.

    `rows` yields (line, texts) without the empty ones, the header first. It raises Unreadable where it cannot go on.
    """

    name: str
    file: str
    rows: Iterator[tuple[int, list[str]]]
    is_among_others: bool = False


class Unreadable(Exception):
    """The rest of a file cannot be read, for the reason that the problem gives."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(file: str, content: bytes) -> tuple[list[Sheet], list[Problem]]:
    """The known tables in a file; the problems name what was not known or cannot be read at all."""
    path = PurePath(file.lower())
    if path.suffix not in (".csv", ".xlsx"):
        return [], [Problem("expected a CSV or XLSX file", file)]
    if path.suffix == ".csv" and path.stem not in formats.FILES:
        return [], [Problem(f"the file's name says what it holds; expected one of {NAMES}, then .csv", file)]
    if path.suffix == ".csv":
        return [Sheet(path.stem, file, _csv_rows(file, content))], []
    try:
        return _workbook(file, content)
    except Unreadable as error:
        return [], [error.problem]


def _decoded(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(Problem("the text is not UTF-8; save the file as “CSV UTF-8”", file, line)) from None


def _csv_rows(file: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(file, content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for texts in reader:
            if any(map(str.strip, texts)):
                yield line, texts
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(Problem(_quoting(str(error)), file, line)) from None


def _delimiter(text: str) -> str:
    """Excel writes semicolons where the comma is the decimal sign; the header tells."""
    header = next(iter(text.lstrip()[:4096].splitlines()), "")
    return ";" if header.count(";") > header.count(",") else ","


def _quoting(error: str) -> str:
    if "end of data" in error:
        return "a quotation mark is opened in this row and never closed"
    if "field larger" in error:
        return f"a cell is longer than {csv.field_size_limit():,} characters; is a quotation mark not closed?"
    return "a quotation mark inside a quoted cell must be doubled"


def _workbook(file: str, content: bytes) -> tuple[list[Sheet], list[Problem]]:
    import openpyxl

    try:
        _refuse_bombs(file, content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Unreadable:
        raise
    except Exception as error:  # whatever broken parts make zipfile, the XML parser or openpyxl stumble over
        raise Unreadable(Problem(BROKEN, file)) from error
    found: list[Sheet] = []
    problems: list[Problem] = []
    for worksheet in book.worksheets:
        place = f"{file} (sheet {worksheet.title})"
        if (name := worksheet.title.strip().lower()) in formats.FILES:
            rows = _xlsx_rows(place, worksheet)  # pyright: ignore[reportArgumentType]  read_only
            found.append(Sheet(name, place, rows, is_among_others=len(book.worksheets) > 1))
        else:
            problems.append(Problem(f"this sheet is ignored; known names are {NAMES}", place, is_warning=True))
    return (found, problems) if found else ([], [Problem(f"no sheet is named {NAMES}", file)])


def _refuse_bombs(file: str, content: bytes) -> None:
    if len(content) > MAX_XLSX_BYTES:
        raise Unreadable(Problem(f"the file is larger than {MAX_XLSX_BYTES // 1_000_000} MB; import it as CSV", file))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED_BYTES:
            limit = MAX_UNPACKED_BYTES // 1_000_000
            raise Unreadable(Problem(f"the file unpacks to more than {limit} MB; import it as CSV", file))


def _xlsx_rows(place: str, worksheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    worksheet.reset_dimensions()  # what a file says of its own size need not be true
    try:
        rows = worksheet.iter_rows(max_row=MAX_XLSX_ROWS, max_col=MAX_XLSX_COLUMNS, values_only=True)
        for line, values in enumerate(rows, 1):
            width = max((n for n, value in enumerate(values, 1) if value is not None), default=0)
            texts = [_cell_text(value) for value in values[:width]]
            if any(map(str.strip, texts)):
                yield line, texts
    except Exception as error:  # as above: openpyxl parses a sheet while it is read
        raise Unreadable(Problem(BROKEN, place)) from error


def _cell_text(value: Any) -> str:
    if isinstance(value, str):
        return _CONTROL.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return cells.write(value)
