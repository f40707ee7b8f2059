"""What owners wrote, on slides: in columns under their headings, as much as fits; in the notes, every word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.exports.decks import deck_words, fitting
from data.exports.decks.slide_look import BAD, LINE, SOFT, WARN
from data.exports.decks.slide_parts import Box, Paragraph, Run
from data.exports.decks.slides import Slide
from data.exports.readers import Readers
from data.rules.review import WeekUpdate

HEADINGS = {"wins": "Wins", "risks": "Risks", "next_steps": "Next steps", "help": "Help wanted"}
_SIZES = (16, 15, 14, 13, 12)
_MOST_HEIGHT, _HEAD = 2.6, 0.36
_WIDEST_COLUMN, _GAP = 6.0, 0.33

Prose = Sequence[tuple[str, str]]  # heading and text


def of(update: WeekUpdate | None) -> Prose:
    """What the owner wrote, as plain text by heading; empty without an update."""
    if update is None:
        return []
    found = ((heading, getattr(update, name)) for name, heading in HEADINGS.items())
    return [(heading, deck_words.plain(text)) for heading, text in found if text and text.strip()]


def height(prose: Prose, across: float, room: float) -> float:
    """As high as the prose needs in the largest size that stays within `room`; 0 without any."""
    if not prose:
        return 0.0
    column = _across(prose, across)
    heights = [
        max(fitting.height(text, _inner(heading, column), size) for heading, text in prose) + _HEAD + 0.08
        for size in _SIZES
        if size <= 14
    ]
    return next((each for each in heights if each <= min(room, _MOST_HEIGHT)), min(heights[-1], _MOST_HEIGHT))


def columns(slide: Slide, box: Box, prose: Prose) -> None:
    """Each heading's text beside the others, in one size; what does not fit ends in a hint at the notes."""
    across, room = _across(prose, box.width), box.height - _HEAD
    sizes = (fitting.largest([text], _inner(heading, across), room, _SIZES) for heading, text in prose)
    size = min(sizes, default=_SIZES[0])
    for number, (heading, text) in enumerate(prose):
        place = Box(box.left + number * (across + _GAP), box.top, across, box.height)
        is_call = heading == HEADINGS["help"]
        if not is_call:
            slide.block(place._replace(height=0.02), LINE)
        slide.text(
            place if is_call else Box(place.left, place.top + 0.06, across, place.height - 0.06),
            Paragraph((Run(heading, bold=True, colour=BAD if is_call else SOFT),), 13),
            Paragraph((Run(fitting.cut(text, _inner(heading, across), room, size)),), size, before=2),
            fill=WARN if is_call else None,
        )


def _across(prose: Prose, room: float) -> float:
    count = max(len(prose), 1)
    return min((room - _GAP * (count - 1)) / count, _WIDEST_COLUMN)


def _inner(heading: str, across: float) -> float:
    return Box(0, 0, across, 1).inside().width if heading == HEADINGS["help"] else across


def written(update: WeekUpdate | None, to: Readers) -> Iterator[str]:
    """Every word of an update, its evidence and its signature."""
    if update is None:
        return
    for name, heading in HEADINGS.items():
        if text := getattr(update, name):
            yield f"{heading}\n{text}"
    if update.link:
        yield f"Evidence: {update.link}"
    when = f", {deck_words.moment(update.recorded_at)}" if update.recorded_at else ""
    yield f"Written by {to.name(update.author) or 'somebody'}{when}"
