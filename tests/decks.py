"""Decks read back: their outline as text, their shapes in inches, and what LibreOffice makes of them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pptx import Presentation

from data.exports.decks import fitting

GOLDEN = Path(__file__).parent / "golden"
CAN_RENDER = bool(shutil.which("soffice") and shutil.which("pdftotext"))
_EMU = 914400
_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


class Word(NamedTuple):
    """A word where it was drawn, in points from the top left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: Word) -> bool:
        """Whether they lie on each other by more than a hair."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        smaller = min(self.bottom - self.top, other.bottom - other.top)
        return across > 1.5 and down > 0.4 * smaller


def opened(deck: bytes) -> list[Any]:
    """The slides of a deck."""
    return list(Presentation(io.BytesIO(deck)).slides)


def outline(deck: bytes) -> str:
    """A deck as text: each slide's title, what stands on it in reading order, its charts in numbers, and its notes."""
    return "\n".join(line for number, slide in enumerate(opened(deck), 1) for line in _slide(number, slide))


def texts(slide: Any) -> str:
    """Everything that is written on a slide."""
    return "\n".join(line for shape in slide.shapes for line in _shape(shape))


def notes(slide: Any) -> str:
    return slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""


def titled(deck: bytes, title: str) -> Any:
    """The slide of this title."""
    return next(slide for slide in opened(deck) if slide.shapes.title.text_frame.text == title)


def charts(slide: Any) -> list[Any]:
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def tables(slide: Any) -> list[list[list[str]]]:
    """The texts of a slide's tables, by row and column."""
    return [
        [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
        for shape in slide.shapes
        if shape.has_table
    ]


def everything(deck: bytes, *, workbooks: bool = True) -> str:
    """All that a deck's file holds as text, with the workbooks behind its charts or without."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(deck)) as package:
        for name in package.namelist():
            content = package.read(name)
            if not name.endswith(".xlsx"):
                found.append(content.decode(errors="replace"))
            elif workbooks:
                found.append(everything(content))
    return "\n".join(found)


def overflowing(slide: Any) -> Iterator[str]:
    """What is larger than its place: text boxes by the height of their text, tables by that of their rows."""
    for shape in slide.shapes:
        left, top, width, height = (length / _EMU for length in (shape.left, shape.top, shape.width, shape.height))
        if left < -0.01 or top < -0.01 or left + width > 13.34 or top + height > 7.51:
            yield f"{shape.name} leaves the slide"
        if shape.has_text_frame and shape.text_frame.text:
            insets = 0.0 if shape.is_placeholder else None  # a placeholder's come from the layout, which has none
            needed = _height(shape.text_frame, width, insets)
            if needed > height + 0.02:
                yield f"{needed:.2f} in {height:.2f} inches: {shape.text_frame.text[:60]}"
        if shape.has_table:
            rows = sum(max(row.height / _EMU, _row_height(shape.table, row)) for row in shape.table.rows)
            if top + rows > 7.06:
                yield f"a table down to {top + rows:.2f} inches"


def smallest(slide: Any) -> float:
    """The smallest type on a slide, in points, but for the footer."""
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    frames += [cell.text_frame for shape in slide.shapes if shape.has_table for cell in shape.table.iter_cells()]
    sizes = [run.font.size for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    return min(size.pt for size in sizes if size is not None)


def drawn(deck: bytes, folder: Path) -> list[list[Word]]:
    """The words of each slide where LibreOffice draws them."""
    (folder / "deck.pptx").write_bytes(deck)
    profile = Path(_profile().name).as_uri()  # made by the first drawing of a process, which takes as long as drawing
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        "deck.pptx",
    ]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    subprocess.run(["pdftotext", "-bbox", "deck.pdf", "words.html"], cwd=folder, check=True, timeout=60)
    pages = (folder / "words.html").read_text(encoding="utf-8").split("<page ")[1:]
    return [
        [
            Word(float(left), float(top), float(right), float(bottom), text)
            for left, top, right, bottom, text in _WORD.findall(page)
        ]
        for page in pages
    ]


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """LibreOffice's own files, for this process alone."""
    return tempfile.TemporaryDirectory(prefix="soffice-")


def on_each_other(found: list[Word]) -> list[tuple[str, str]]:
    """The words of a slide that lie on another."""
    return [(one.text, other.text) for at, one in enumerate(found) for other in found[at + 1 :] if one.covers(other)]


def _slide(number: int, slide: Any) -> Iterator[str]:
    title = slide.shapes.title
    yield f"== {number}. {title.text_frame.text}"
    for shape in slide.shapes:
        if shape.shape_id != title.shape_id:
            yield from _shape(shape)
    if notes(slide):
        yield "-- notes"
        yield notes(slide)
    yield ""


def _shape(shape: Any) -> Iterator[str]:
    alt = shape._element.xpath(".//p:cNvPr")[0].get("descr")
    if shape.has_text_frame and shape.text_frame.text:
        yield shape.text_frame.text.replace("\v", "\n")
    elif shape.has_table:
        for row in shape.table.rows:
            yield " | ".join(cell.text_frame.text for cell in row.cells)
    elif shape.has_chart:
        yield f"[chart: {alt}]"
        for series in shape.chart.plots[0].series:
            yield f"  {series.name}: {', '.join('–' if value is None else f'{value:.6g}' for value in series.values)}"
    elif alt:
        yield f"[{alt}]"


def _height(frame: Any, width: float, insets: float | None) -> float:
    across, down = frame.margin_left + frame.margin_right, frame.margin_top + frame.margin_bottom
    beside, above = (across / _EMU, down / _EMU) if insets is None else (insets, insets)
    return above + sum(_paragraph_height(paragraph, width - beside) for paragraph in frame.paragraphs)


def _paragraph_height(paragraph: Any, across: float) -> float:
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
    if not sizes:
        return 0.0
    before = paragraph.space_before.pt / 72 if paragraph.space_before else 0.0
    is_bold = sum(len(run.text) for run in paragraph.runs if run.font.bold) > len(paragraph.text) / 2
    return before + fitting.height(paragraph.text.replace("\v", "\n"), across, max(sizes), bold=is_bold)


def _row_height(table: Any, row: Any) -> float:
    found = []
    for cell, column in zip(row.cells, table.columns, strict=True):
        across = (column.width - cell.margin_left - cell.margin_right) / _EMU
        text = sum(_paragraph_height(paragraph, across) for paragraph in cell.text_frame.paragraphs)
        found.append(text + (cell.margin_top + cell.margin_bottom) / _EMU)
    return max(found)
