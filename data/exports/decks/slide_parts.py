"""What slides are made of, as values placed in inches: texts, tables, and how much room their rows take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from data.exports.decks import fitting
from data.exports.decks.slide_look import INK

if TYPE_CHECKING:
    from data.exports.decks.slides import Slide

Align = Literal["left", "center", "right"]

PADDING = 0.12  # within a filled box
CELL_PADDING = 0.06
CELL_LEADING = 0.03  # above and below the text of a cell


class Box(NamedTuple):
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def inside(self) -> Box:
        """Where the text of a filled box goes."""
        return Box(self.left + PADDING, self.top + PADDING / 2, self.width - 2 * PADDING, self.height - PADDING)


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. `link` is a web address, or the slide that a click goes to."""

    text: str
    bold: bool = False
    colour: str = INK
    link: str | Slide | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs in one size, in points; `before` is the space above it, in points too."""

    runs: tuple[Run, ...]
    size: float = 14
    before: float = 0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; its texts are cut to `most_lines`."""

    heading: str
    width: float
    align: Align = "left"
    most_lines: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    runs: tuple[Run, ...]
    fill: str | None = None


def row_height(columns: Sequence[Column], row: Sequence[Cell], size: float) -> float:
    """The height of a table's row, in inches."""
    lines = max(
        fitting.count_lines(
            "".join(run.text for run in cut_runs(cell.runs, column.width - 2 * CELL_PADDING, column.most_lines, size)),
            column.width - 2 * CELL_PADDING,
            size,
            bold=any(run.bold for run in cell.runs),
        )
        for column, cell in zip(columns, row, strict=True)
    )
    return fitting.lines(lines, size) + 2 * CELL_LEADING


def count_cut(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], size: float) -> int:
    """How many cells of a table would not show all of their text."""
    return sum(
        cut_runs(cell.runs, column.width - 2 * CELL_PADDING, column.most_lines, size) != cell.runs
        for row in rows
        for column, cell in zip(columns, row, strict=True)
    )


def cut_runs(runs: Sequence[Run], across: float, most_lines: int, size: float) -> tuple[Run, ...]:
    """Runs cut to so many lines; what is cut ends in "…"."""
    text = "".join(run.text for run in runs)
    kept = fitting.cut(
        text, across, fitting.lines(most_lines, size), size, bold=any(run.bold for run in runs), ending="…"
    )
    if kept == text:
        return tuple(runs)
    found, left = [], len(kept) - 1
    for run in runs:
        found.append(replace(run, text=run.text[:left]))
        left -= len(found[-1].text)
    told = [run for run in found if run.text] or found[:1]
    return (*told[:-1], replace(told[-1], text=f"{told[-1].text}…"))
