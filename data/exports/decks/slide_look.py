"""The house look of a deck: its colours, its one font, its two layouts and where their placeholders lie."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

WIDTH, HEIGHT = 13.333, 7.5  # inches: 16:9
MARGIN = 0.5
FOOTER_TOP = 7.06
OPENING_ROOM = 11.5  # the width of the texts on the title slide
FONT = "Arial"  # on every machine, or a stand-in of the same widths
TITLE_SIZE, FOOTER_SIZE = 28, 10

INK, SOFT, LINE, WASH, PAPER = "#1b2426", "#566367", "#d9e0e1", "#f4f6f6", "#ffffff"
ACCENT, WARN, GOOD, BAD = "#0b6e63", "#fff4dc", "#00735a", "#b8420a"

_THEME_COLOURS = {
    "dk2": SOFT,
    "lt2": WASH,
    "accent1": ACCENT,
    "accent2": "#8f5b00",
    "accent3": BAD,
    "accent4": "#0b5f9e",
    "accent5": SOFT,
    "accent6": "#6b4c9a",
    "hlink": ACCENT,
    "folHlink": SOFT,
}
_LAYOUTS = ("Title Slide", "Title Only")
# Placeholder type → left, top, width, height in inches.
_PLACES = {
    "ctrTitle": (0.9, 1.15, OPENING_ROOM, 1.1),
    "subTitle": (0.9, 2.25, OPENING_ROOM, 0.9),
    "title": (MARGIN, 0.35, WIDTH - 2 * MARGIN, 0.8),
    "body": (MARGIN, 1.4, WIDTH - 2 * MARGIN, 5.4),
    "ftr": (MARGIN, FOOTER_TOP, 10.5, 0.28),
    "sldNum": (WIDTH - MARGIN - 1.0, FOOTER_TOP, 1.0, 0.28),
}


def rgb(colour: str) -> str:
    """ "#1b2426" as the file writes it."""
    return colour.removeprefix("#").upper()


def presentation() -> Any:
    """An empty presentation in the house look, with no layout that the deck does not use."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for layout in [layout for layout in made.slide_layouts if layout.name not in _LAYOUTS]:
        made.slide_layouts.remove(layout)
    theme = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob.decode()).encode()
    for page in (made.slide_master, *made.slide_layouts):
        _arrange(page)
    _style_text(made.slide_master)
    return made


def restyle_notes(made: Any) -> None:
    """The notes in the deck's font; they have a theme of their own."""
    theme = made.notes_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    for font in theme._element.iter(qn("a:latin")):
        font.set("typeface", FONT)


def footers(slide: Any, text: str, number: int) -> None:
    """The footer and the slide's number, as the placeholders that the layout keeps for them."""
    for placeholder in slide.slide_layout.placeholders:
        kind = _kind(placeholder)
        if kind not in ("ftr", "sldNum"):
            continue
        element = deepcopy(placeholder._element)
        element.nvSpPr.cNvPr.set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
        slide.shapes._spTree.append(element)
        if kind == "ftr":
            slide.shapes[-1].text_frame.text = text
        else:
            next(element.iter(qn("a:t"))).text = str(number)


def _theme(xml: str) -> str:
    xml = re.sub(r'(<a:latin typeface=)"[^"]*"', rf'\1"{FONT}"', xml)
    for name, colour in _THEME_COLOURS.items():
        xml = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{rgb(colour)}"/>\2', xml)
    return xml.replace('<a:sysClr val="windowText" lastClr="000000"/>', f'<a:srgbClr val="{rgb(INK)}"/>')


def _arrange(page: Any) -> None:
    for placeholder in list(page.placeholders):
        kind = _kind(placeholder)
        if kind == "dt":  # a date that moves with the day of opening would make a closed week look new
            placeholder._element.getparent().remove(placeholder._element)
        elif kind in _PLACES:
            left, top, width, height = map(Inches, _PLACES[kind])
            placeholder.left, placeholder.top, placeholder.width, placeholder.height = left, top, width, height
            _no_insets(placeholder)
        for tint in list(placeholder._element.iter(qn("a:tint"))):  # a grey too light to read
            tint.getparent().set("val", "tx2")
            tint.getparent().remove(tint)
        for style in placeholder._element.iter(qn("a:lvl1pPr")):
            style.set("algn", "r" if kind == "sldNum" else "l")
            if kind in ("ftr", "sldNum"):
                style.find(qn("a:defRPr")).set("sz", str(FOOTER_SIZE * 100))


def _no_insets(placeholder: Any) -> None:
    body = placeholder._element.txBody.bodyPr
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    for autofit in [child for child in body if child.tag != qn("a:prstTxWarp")]:
        body.remove(autofit)


def _style_text(master: Any) -> None:
    style = master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("sz", str(int(Pt(TITLE_SIZE).pt * 100)))
    style.find(qn("a:defRPr")).set("b", "1")


def _kind(placeholder: Any) -> str:
    return placeholder._element.ph.get("type", "body")
