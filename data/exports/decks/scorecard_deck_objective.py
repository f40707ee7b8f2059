"""The slides of one objective: what people judged, what its key results add up to, and the key results as a table."""

from __future__ import annotations

from collections.abc import Sequence

from data.exports.decks import deck_key_result, deck_tables, deck_words, fitting, slide_look
from data.exports.decks.deck_words import cell
from data.exports.decks.slide_look import MARGIN, SOFT, WIDTH
from data.exports.decks.slide_parts import Box, Cell, Column, Paragraph, Run
from data.exports.decks.slides import Deck, Slide
from data.exports.readers import Readers
from data.rules import confidential, results, words
from data.rules.looks import GRADES
from data.rules.okr import GradeBand
from data.rules.scorecard import Given, KeyResultScore, ObjectiveScore, Preset, Suggestion

_SAID, _BETWEEN = (14, 13, 12), 4  # sizes and the points between two of the sentences above the table
_MOST_SAID = 1.75  # their height
_GAP = 0.15
_ROOM = WIDTH - 2 * MARGIN
_COLUMNS = (
    Column("Key result", 3.4, most_lines=3),
    Column("Owner", 1.65, most_lines=2),
    Column("Final value → target", 2.3, most_lines=2),
    Column("Progress", 1.083, "right"),
    Column("Suggested", 1.95),
    Column("Given", 1.95),
)


def add(deck: Deck, objective: ObjectiveScore, rows: Sequence[KeyResultScore], preset: Preset, to: Readers) -> None:
    """One slide, or more where its key results need them."""
    said = [*_said(objective, preset, to)]
    height = min(deck_words.needed(said, _ROOM, _SAID[0], _BETWEEN), _MOST_SAID)
    top = deck_key_result.OWNER.bottom + 0.08
    box = Box(MARGIN, top + height + _GAP, _ROOM, slide_look.FOOTER_TOP - 0.1 - top - height - _GAP)
    cells = [_row(row, preset, to) for row in rows]
    size, pages = deck_tables.paged(_COLUMNS, cells, cells, box.height)
    for title, found in zip(deck_tables.numbered(objective.title, pages or [[]]), pages or [[]], strict=True):
        slide = deck.slide(title, room=deck_key_result.TITLE_ROOM)
        _head(slide, objective, preset, to)
        deck_words.sentences(slide, Box(MARGIN, top, _ROOM, height + 0.02), said, _SAID, _BETWEEN)
        slide.table(box, _COLUMNS, found, size=size, alt="The objective’s key results and their grades")
        slide.notes(_notes(objective, preset, to))


def _head(slide: Slide, objective: ObjectiveScore, preset: Preset, to: Readers) -> None:
    deck_key_result.above(slide, "Objective")
    slide.label(deck_key_result.PILL, results.marked(objective.result, preset), GRADES[objective.result].light)
    if objective.grade:
        under_grade(slide, "as people judged it" if objective.given else "as its key results suggest")
    weight = f"weight {words.number(objective.weight)}" if objective.weight != 1 else None
    name = fitting.one_line(f"Owner: {to.name(objective.owner) or 'no owner yet'}", _ROOM, 14, bold=True)
    left = _ROOM - fitting.width(name, 14, bold=True)
    about = fitting.one_line(deck_words.joined((None, objective.team, weight)), left - 0.2, 14) if left > 1 else ""
    runs = Run(name, bold=True), Run(f" · {about}" if about else "", colour=SOFT)
    slide.text(deck_key_result.OWNER, Paragraph(runs))


def under_grade(slide: Slide, told: str) -> None:
    """Where the grade is from, small below it."""
    below = deck_key_result.PILL._replace(top=deck_key_result.PILL.bottom + 0.04, height=0.22)
    slide.text(below, Paragraph((Run(told, colour=SOFT),), 12, align="center"))


def _said(objective: ObjectiveScore, preset: Preset, to: Readers) -> list[tuple[Run, ...]]:
    """Why there was this objective, what was judged of it, and what its key results add up to."""
    found: list[tuple[Run, ...]] = []
    if objective.why:
        found.append((Run(_short(objective.why), colour=SOFT),))
    if objective.given:
        found.append(judgement("Given", objective.given, preset, to))
    found.append(suggestion("Its key results suggest", objective.suggested, preset))
    return found


def judgement(lead: str, given: Given, preset: Preset, to: Readers) -> tuple[Run, ...]:
    """ "Given by Ines Halloran: ▲ partly, 80%. The outage in December …"."""
    by = f" by {to.name(given.by)}" if given.by else ""
    note = f". {_short(deck_words.plain(given.note))}" if given.note else ""
    return Run(f"{lead}{by}: "), graded(given, preset), Run(note)


def suggestion(lead: str, suggested: Suggestion, preset: Preset) -> tuple[Run, ...]:
    if suggested.grade is None:
        return (Run(f"{lead} nothing: {suggested.why}.", colour=SOFT),)
    return Run(f"{lead} "), graded(suggested, preset), Run(f" ({_short(suggested.why)}).", colour=SOFT)


def graded(judged: Given | Suggestion, preset: Preset) -> Run:
    """Glyph, word and score in the grade's colour."""
    grade: GradeBand | None = judged.grade
    return Run(results.judged(judged, preset) or "not graded", bold=True, colour=GRADES[grade or "ungraded"].light)


def _short(text: str) -> str:
    """As much as two lines of the smallest size hold."""
    return fitting.cut(" ".join(text.split()), _ROOM, fitting.lines(2, 12), 12)


def _row(row: KeyResultScore, preset: Preset, to: Readers) -> list[Cell]:
    name = [cell(row.title, bold=True), cell(to.name(row.owner) or "no owner yet")]
    given = Cell((graded(row.given, preset),)) if row.given else cell("not given", colour=SOFT)
    if row.cancelled:
        given = Cell((Run(results.marked("cancelled", preset), bold=True, colour=GRADES["cancelled"].light),))
    if to.hides(row):
        return [*name, cell(confidential.WORD, colour=SOFT), cell(None), _suggested(row, preset), given]
    progress = words.percent_reached(row.progress) if row.progress is not None else "unknown"
    return [*name, cell("".join(results.ended(row))), cell(progress), _suggested(row, preset), given]


def _suggested(row: KeyResultScore, preset: Preset) -> Cell:
    suggested = row.last.suggested
    return Cell((graded(suggested, preset),)) if suggested.grade else cell("no suggestion", colour=SOFT)


def _notes(objective: ObjectiveScore, preset: Preset, to: Readers) -> str:
    suggested = results.judged(objective.suggested, preset) or "nothing"
    parts = [
        objective.title,
        objective.why,
        given_in_full(objective.given, preset, to) or "Not judged yet.",
        f"Its key results suggest {suggested}: {objective.suggested.why}",
    ]
    return "\n\n".join(part for part in parts if part)


def given_in_full(given: Given | None, preset: Preset, to: Readers) -> str | None:
    """What was given, by whom and with which words; None when nothing was."""
    if given is None:
        return None
    note = f": {given.note}" if given.note else ""
    return f"Given by {to.name(given.by) or 'somebody'}: {results.judged(given, preset)}{note}"
