"""Slides: a title, texts, tables, charts that can be edited, and notes, placed in inches on a 16:9 page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from data.exports.decks import fitting, slide_bars, slide_charts, slide_look
from data.exports.decks.slide_bars import Bars
from data.exports.decks.slide_charts import Chart
from data.exports.decks.slide_look import ACCENT, INK, LINE, MARGIN, PAPER, SOFT, WASH, WIDTH
from data.exports.decks.slide_parts import (
    CELL_LEADING,
    CELL_PADDING,
    PADDING,
    Box,
    Cell,
    Column,
    Paragraph,
    Run,
    cut_runs,
    row_height,
)

_ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the table style “No Style, No Grid”
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Deck:
    """A deck in the making; `content` is its file. Every slide carries `footer` and its number."""

    def __init__(self, title: str, author: str, footer: str, at: datetime) -> None:
        self._presentation, self._footer = slide_look.presentation(), footer
        about = self._presentation.core_properties
        about.title, about.author, about.last_modified_by = _clean(title), _clean(author), _clean(author)
        about.created = about.modified = at.replace(tzinfo=None)

    def opening(self, title: str, subtitle: str) -> Slide:
        """The title slide, with the house colour at its edge."""
        room = slide_look.OPENING_ROOM
        size = fitting.largest([title], room, 1.1, (40, 36, 32, 28, 24), bold=True)
        slide = self._add("Title Slide", fitting.cut(title, room, 1.1, size, bold=True, ending="…"), size)
        slide._slide.placeholders[1].text_frame.text = _clean(subtitle)
        slide.block(Box(0, 0, 0.3, slide_look.HEIGHT), ACCENT)
        return slide

    def slide(self, title: str, *, room: float = WIDTH - 2 * MARGIN) -> Slide:
        """A slide under its title, which may be `room` wide and is set smaller, then cut, to fit into two lines."""
        size = fitting.largest([title], room, 0.8, (28, 24, 22, 20), bold=True)
        slide = self._add("Title Only", fitting.cut(title, room, 0.8, size, bold=True, ending="…"), size)
        shape = slide._slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = shape.left, shape.top, Inches(room), shape.height
        return slide

    def content(self) -> bytes:
        for number, slide in enumerate(self._presentation.slides, 1):
            slide_look.footers(slide, _clean(fitting.one_line(self._footer, 10.0, slide_look.FOOTER_SIZE)), number)
        file = io.BytesIO()
        self._presentation.save(file)
        return file.getvalue()

    def _add(self, layout: str, title: str, size: float) -> Slide:
        slide = self._presentation.slides.add_slide(self._presentation.slide_layouts.get_by_name(layout))
        slide.shapes.title.text_frame.text = _clean(title)
        slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
        return Slide(slide, self._presentation)


class Slide:
    """One slide to draw on."""

    def __init__(self, slide: Any, presentation: Any) -> None:
        self._slide, self._presentation = slide, presentation

    def text(self, box: Box, *paragraphs: Paragraph, fill: str | None = None, middle: bool = False) -> None:
        """Paragraphs in a box that keeps its size: that they fit is the caller's care."""
        shape = self._slide.shapes.add_textbox(*_emu(box))
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        across, down = (PADDING, PADDING / 2) if fill else (0.0, 0.0)
        frame.margin_left = frame.margin_right = Inches(across)
        frame.margin_top = frame.margin_bottom = Inches(down)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
        if fill:
            _fill(shape, fill)
        self._paragraphs(frame, paragraphs)

    def block(self, box: Box, colour: str, *, alt: str = "") -> None:
        """A rectangle of one colour; without `alt` it is mere decoration."""
        _describe(self._shape(box, colour), alt)

    def label(self, box: Box, text: str, colour: str) -> None:
        """A word or two, white on a rounded block of colour."""
        shape = self._shape(box, colour, is_rounded=True)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        shape.text_frame.margin_left = shape.text_frame.margin_right = Inches(0.05)
        self._paragraphs(shape.text_frame, [Paragraph((Run(text, bold=True, colour=PAPER),), size=16, align="center")])

    def bar(self, box: Box, done: float, expected: float | None, alt: str) -> None:
        """Progress 0..1 as a bar, drawn clamped, with a mark where it is expected to be."""
        full = box.width * min(max(done, 0.0), 1.0)
        self.block(box, LINE, alt=alt)
        if full:
            self.block(box._replace(width=full), ACCENT)
        if expected is not None:
            mark = box.left + box.width * min(max(expected, 0.0), 1.0)
            self.block(Box(mark - 0.015, box.top - 0.06, 0.03, box.height + 0.12), INK)

    def table(
        self, box: Box, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, size: float = 13, alt: str = ""
    ) -> None:
        """A table under bold headings; its rows are as high as their texts, which are cut to their columns."""
        frame = self._slide.shapes.add_table(len(rows) + 1, len(columns), *_emu(box))
        _describe(frame, alt)
        table = frame.table
        table.first_row, table.horz_banding = True, False
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
        for place, column in zip(table.columns, columns, strict=True):
            place.width = Inches(column.width)
        heads = [Cell((Run(column.heading, bold=True, colour=SOFT),), WASH) for column in columns]
        for line, row in enumerate([heads, *rows]):
            table.rows[line].height = Inches(row_height(columns, row, size))
            for position, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._cell(table.cell(line, position), column, cell, size)

    def chart(self, box: Box, chart: Chart) -> None:
        frame = slide_charts.add(self._slide, _emu(box), chart)
        _describe(frame, chart.alt)

    def bars(self, box: Box, bars: Bars) -> None:
        frame = slide_bars.add(self._slide, _emu(box), bars)
        _describe(frame, bars.alt)

    def notes(self, text: str) -> None:
        """What the presenter reads, and everything the slide had no room for."""
        self._slide.notes_slide.notes_text_frame.text = _clean(text)
        slide_look.restyle_notes(self._presentation)

    def _shape(self, box: Box, colour: str, *, is_rounded: bool = False) -> Any:
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if is_rounded else MSO_SHAPE.RECTANGLE
        shape = self._slide.shapes.add_shape(kind, *_emu(box))
        _fill(shape, colour)
        shape.line.fill.background()
        shape._element.remove(shape._element.find(qn("p:style")))  # it brings the theme's shadow along
        return shape

    def _cell(self, place: Any, column: Column, cell: Cell, size: float) -> None:
        place.margin_left = place.margin_right = Inches(CELL_PADDING)
        place.margin_top = place.margin_bottom = Inches(CELL_LEADING)
        place.vertical_anchor = MSO_ANCHOR.MIDDLE if cell.fill else MSO_ANCHOR.TOP
        _underline(place._tc.get_or_add_tcPr())
        if cell.fill:
            place.fill.solid()
            place.fill.fore_color.rgb = RGBColor.from_string(slide_look.rgb(cell.fill))
        runs = cut_runs(cell.runs, column.width - 2 * CELL_PADDING, column.most_lines, size)
        self._paragraphs(place.text_frame, [Paragraph(runs, size=size, align=column.align)])

    def _paragraphs(self, frame: Any, paragraphs: Sequence[Paragraph]) -> None:
        for number, paragraph in enumerate(paragraphs):
            place = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            place.alignment, place.space_before = _ALIGN[paragraph.align], Pt(paragraph.before)
            for run in paragraph.runs:
                self._run(place, run, paragraph.size)

    def _run(self, place: Any, run: Run, size: float) -> None:
        for number, line in enumerate(_clean(run.text).split("\n")):
            if number:
                place.add_line_break()
            made = place.add_run()
            made.text = line
            made.font.size, made.font.bold = Pt(size), run.bold
            made.font.color.rgb = RGBColor.from_string(slide_look.rgb(run.colour))
            if isinstance(run.link, Slide):
                self._jump(made, run.link)
            elif run.link:
                made.hyperlink.address = run.link

    def _jump(self, run: Any, to: Slide) -> None:
        """A click on the run shows another slide of the deck."""
        click = OxmlElement("a:hlinkClick")
        click.set(qn("r:id"), self._slide.part.relate_to(to._slide.part, RELATIONSHIP_TYPE.SLIDE))
        click.set("action", "ppaction://hlinksldjump")
        run._r.get_or_add_rPr().append(click)


def _emu(box: Box) -> tuple[int, int, int, int]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def _fill(shape: Any, colour: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(slide_look.rgb(colour))


def _describe(shape: Any, alt: str) -> None:
    """What a reader hears who does not see the shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", _clean(alt))


def _underline(cell: Any) -> None:
    """A thin line below a table's cell."""
    line = OxmlElement("a:lnB")
    line.set("w", str(Pt(0.75)))
    fill, colour = OxmlElement("a:solidFill"), OxmlElement("a:srgbClr")
    colour.set("val", slide_look.rgb(LINE))
    fill.append(colour)
    line.append(fill)
    cell.append(line)


def _clean(text: str) -> str:
    """Text without the characters that a file of slides cannot hold."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
