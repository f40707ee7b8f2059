"""How much room a text takes on a slide, in inches, and what of it fits: by the widths of Arial, on the safe side.

Sizes are points. Arial is measured because its stand-ins (Liberation Sans, Helvetica) are cut to the same widths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import ceil
from unicodedata import combining, east_asian_width

LINE = 1.2  # the height of a line, as a multiple of its size
POINTS = 72  # to an inch
CUT = " … (notes)"

_THOUSANDTHS = {
    222: "ijl'",
    278: " !,./:;I\\[]|ft",
    333: "-()`r{}",
    389: '*"',
    500: "J^cksvxyz",
    556: "#$0123456789?L_abdeghnopqu",
    611: "+<=>FTZ~",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    889: "M%m",
    944: "W",
    1015: "@",
}
_WIDTHS = {letter: width / 1000 for width, letters in _THOUSANDTHS.items() for letter in letters}
_NARROWEST = 0.2  # ems: no letter but an accent is narrower
_BOLD = 1.08
_SAFETY = 1.03  # kerning and hinting differ from one program to the next
_SENTENCE_END = re.compile(r"[.!?…][”\"')\]]*(?=\s)|(?=\n)")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text on one line."""
    return _ems(text) * (_BOLD if bold else 1) * _SAFETY * size / POINTS


def count_lines(text: str, across: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes where a line may be `across` wide; a word that is wider is broken."""
    return sum(_count_in_paragraph(paragraph, across, size, bold) for paragraph in text.split("\n"))


def height(text: str, across: float, size: float, *, bold: bool = False) -> float:
    return lines(count_lines(text, across, size, bold=bold), size)


def lines(count: int, size: float) -> float:
    """The height of so many lines."""
    return count * size * LINE / POINTS


def largest(texts: Iterable[str], across: float, room: float, sizes: Sequence[float], *, bold: bool = False) -> float:
    """The first of the sizes, largest first, at which texts below each other fit; the last one when none does."""
    found = list(texts)
    fitting = (size for size in sizes if sum(height(text, across, size, bold=bold) for text in found) <= room)
    return next(fitting, sizes[-1])


def cut(text: str, across: float, room: float, size: float, *, bold: bool = False, ending: str = CUT) -> str:
    """As much of a text as fits into `room`: cut after a sentence where that leaves most of it, else after a word."""
    most = max(int(room * POINTS / (size * LINE) + 1e-6), 1)
    could_fit = int(most * across * POINTS / (size * _NARROWEST)) + 1

    def fits(end: int) -> bool:
        return count_lines(_ended(text[:end], ending), across, size, bold=bold) <= most

    if len(text) <= could_fit and count_lines(text, across, size, bold=bold) <= most:
        return text
    characters = _last(range(1, min(len(text), could_fit) + 1), fits)
    words = [match.end() for match in re.finditer(r"\S+", text[:characters]) if match.end() < characters]
    sentences = [match.end() for match in _SENTENCE_END.finditer(text[:characters])]
    if sentences and sentences[-1] >= characters / 2:
        return _ended(text[: sentences[-1]], ending)
    end = words[-1] if words and words[-1] >= characters / 2 else characters
    return _ended(text[:end], ending)


def _ended(text: str, ending: str) -> str:
    kept = text.rstrip(" \n\t,;:–-")
    return f"{kept} {ending}" if ending == "…" and kept.endswith((".", "!", "?")) else kept + ending


def one_line(text: str, across: float, size: float, *, bold: bool = False) -> str:
    """A text on one line, its end left out when it is too long for it."""
    return cut(" ".join(text.split()), across, lines(1, size), size, bold=bold, ending="…")


def _last(ends: range, fits: Callable[[int], bool]) -> int:
    """The greatest end that fits, where everything below a fitting one fits too; 0 when none does."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(ends[middle - 1]) else (low, middle - 1)
    return low


def _count_in_paragraph(paragraph: str, across: float, size: float, bold: bool) -> int:
    lines, used, space = 1, 0.0, width(" ", size, bold=bold)
    for word in paragraph.split(" "):
        wide = width(word, size, bold=bold)
        if used and used + space + wide > across:
            lines, used = lines + 1, 0.0
        elif used:
            used += space
        if wide > across:
            broken = ceil(wide / across) - 1
            lines, wide = lines + broken, wide - broken * across
        used += wide
    return lines


@lru_cache(maxsize=16384)  # the same words are measured in many sizes
def _ems(word: str) -> float:
    return sum(map(_letter, word))


def _letter(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if combining(letter):
        return 0.0
    if letter.isalpha() and east_asian_width(letter) not in "WF":
        return 0.75
    return 1.05
