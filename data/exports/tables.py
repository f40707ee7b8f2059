"""Tables as CSV and XLSX: the files that an import reads back, and what pages offer to download."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from data.errors import OkrError
from data.rules import cells, formats

Row = Mapping[str, Any]
_LONG, _WIDEST = 60, 420  # letters of a text that is wrapped, and pixels of the widest column
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "'")


def csv_files(nouns: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """The nouns of an org, by the names of formats.FILES, as files that import again without a difference."""
    return {f"{name}.csv": _csv(formats.FILES[name].columns, _nouns(name, rows)) for name, rows in nouns.items()}


def csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """A CSV with a header. Numbers stay numbers; text that a spreadsheet would run as a formula gets a leading '."""
    return _csv(columns, ([row.get(column) for column in columns] for row in rows))


def _nouns(name: str, rows: Iterable[Any]) -> Iterable[list[Any]]:
    columns = formats.FILES[name].columns
    return ([getattr(row, column) for column in columns] for row in rows)


def _csv(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_guarded(column) for column in columns])
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def _guarded(value: Any) -> str:
    text = cells.write(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RUN_BY_SPREADSHEETS) else text


def xlsx(
    sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]], shown_as: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """A workbook with one sheet for each table, under a bold header that stays in view.

    Numbers and dates are cells of those kinds, moments are text in UTC, and no text becomes a formula or a link.
    `shown_as` has the number formats of columns that need one, such as "0%" of a share. Raises OkrError when a table or
    a text is larger than a spreadsheet can hold.
    """
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        top = {"valign": "top"}
        bold, plain = book.add_format({"bold": True, **top}), book.add_format(top)
        day, long = book.add_format({"num_format": "yyyy-mm-dd", **top}), book.add_format({"text_wrap": True, **top})
        looks = {column: book.add_format({"num_format": shown, **top}) for column, shown in shown_as.items()}
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, columns, bold)
            for line, row in enumerate(rows, 1):
                for position, column in enumerate(columns):
                    value = _xlsx_cell(row.get(column))
                    is_long = isinstance(value, str) and (len(value) > _LONG or "\n" in value)
                    look = long if is_long else day if isinstance(value, date) else looks.get(column, plain)
                    if sheet.write(line, position, value, look):
                        raise OkrError(
                            f"Row {line} of “{name}” does not fit into a spreadsheet. Download it as CSV instead."
                        )
            sheet.autofit(max_width=_WIDEST)
    return content.getvalue()


def _xlsx_cell(value: Any) -> Any:
    """XLSX tells text from formulas by itself; only the ' that an import removes has to be doubled."""
    match value:
        case str():
            return f"'{value}" if value.startswith("'") else value
        case bool() | datetime():
            return cells.write(value)
        case float() if not math.isfinite(value):
            return None
    return value
