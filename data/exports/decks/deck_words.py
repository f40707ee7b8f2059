"""What the slides of a deck share: how statuses, sentences and tables are set on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from data.exports.decks import fitting, slide_look
from data.exports.decks.slide_parts import Box, Cell, Paragraph, Run
from data.exports.decks.slides import Slide
from data.exports.readers import Readers
from data.rules import words
from data.rules.looks import LOOKS
from data.rules.meeting import Action, Minutes
from data.rules.okr import Status
from data.rules.review import KeyResultReview, Review

BODY = Box(
    slide_look.MARGIN, 1.3, slide_look.WIDTH - 2 * slide_look.MARGIN, slide_look.FOOTER_TOP - 1.4
)  # below the title, above the footer

Anything = TypeVar("Anything")

_MARKUP = (
    (re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"^#{1,6} +", re.MULTILINE), ""),
    (re.compile(r"^([ \t]*)[-*+] +", re.MULTILINE), r"\1• "),
    (re.compile(r"\n\s*\n"), "\n"),
)


def week(review: Review) -> str:
    """ "FY22 Q4, week 11"."""
    return f"{review.quarter}, week {review.week_of_quarter}"


def moment(at: datetime) -> str:
    return f"{words.day(at)} {at.year}, {at:%H:%M} UTC"


def open_actions(minutes: Minutes) -> list[Action]:
    return [action for action in minutes.actions if action.done_on is None and not action.withdrawn]


def action(told: Action, to: Readers) -> str:
    """ "Book the crawler, Ana, by 28 January"."""
    due = f"by {words.day(told.due)}" if told.due else None
    return joined((told.text, to.name(told.owner), due), ", ")


def plain(text: str) -> str:
    """Owners' Markdown as a slide shows it: without its marks, lists as bullets."""
    for pattern, shown in _MARKUP:
        text = pattern.sub(shown, text)
    return text.strip()


def status(of: Status, word: str | None = None) -> Run:
    """Glyph and word in the status's colour."""
    return Run(f"{LOOKS[of].glyph} {word or of}", bold=True, colour=LOOKS[of].light)


def cell(
    text: str | None, *, bold: bool = False, colour: str = slide_look.INK, link: str | Slide | None = None
) -> Cell:
    """A table's cell, on one paragraph."""
    return Cell((Run(" ".join((text or "").split()), bold, colour, link),))


def why(row: KeyResultReview) -> str:
    """Why a key result is discussed: "status got worse, help wanted"."""
    return ", ".join(reason.flag for reason in row.discuss_reasons)


def joined(parts: Iterable[str | None], by: str = " · ") -> str:
    return by.join(part for part in parts if part)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentences(slide: Slide, box: Box, said: Sequence[tuple[Run, ...]], sizes: Sequence[float], before: float) -> None:
    """Sentences in the largest size in which all fit; where not even the smallest will do, the last ones are counted.

    `before` is the space above each, in points.
    """
    size = next((each for each in sizes if needed(said, box.width, each, before) <= box.height), sizes[-1])
    kept = len(said)
    while kept and needed(_counted(said, kept), box.width, size, before) > box.height:
        kept -= 1
    slide.text(box, *(Paragraph(runs, size, before) for runs in _counted(said, kept)))


def needed(said: Sequence[tuple[Run, ...]], across: float, size: float, before: float) -> float:
    """The height of sentences below each other, in inches."""
    return sum(_height(runs, across, size) + before / fitting.POINTS for runs in said)


def _counted(said: Sequence[tuple[Run, ...]], kept: int) -> list[tuple[Run, ...]]:
    """The first sentences, and how many more there are."""
    left = len(said) - kept
    return [*said[:kept], *([(Run(f"and {left} more (notes)", colour=slide_look.SOFT),)] if left else [])]


def _height(runs: Sequence[Run], across: float, size: float) -> float:
    text = "".join(run.text for run in runs)
    is_bold = sum(len(run.text) for run in runs if run.bold) > len(text) / 3
    return fitting.height(text, across, size, bold=is_bold)


def pages(rows: Sequence[Anything], heights: Sequence[float], room: float) -> list[list[Anything]]:
    """Rows in the order given, on as few pages as their heights allow, which are then filled alike."""
    greedy = filled(rows, heights, room)
    fair = sum(heights) / len(greedy) + max(heights, default=0.0) / 2
    alike = filled(rows, heights, min(fair, room))
    return alike if len(alike) == len(greedy) else greedy


def filled(rows: Sequence[Anything], heights: Sequence[float], room: float) -> list[list[Anything]]:
    """Rows in the order given, each page filled before the next; one page at least."""
    found: list[list[Anything]] = [[]]
    used = 0.0
    for row, height in zip(rows, heights, strict=True):
        if found[-1] and used + height > room:
            found.append([])
            used = 0.0
        found[-1].append(row)
        used += height
    return found
