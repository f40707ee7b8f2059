"""The last slides of a scorecard: what would be done differently, and what was promised."""

from __future__ import annotations

from collections.abc import Sequence

from data.exports.decks import deck_tables, deck_words
from data.exports.decks.deck_words import cell
from data.exports.decks.slide_parts import Cell, Column, Run
from data.exports.decks.slides import Deck
from data.exports.readers import Readers
from data.rules import results
from data.rules.looks import GRADES
from data.rules.meeting import Action
from data.rules.scorecard import KeyResultScore, Preset, Scorecard

_LEARNED = (
    Column("Key result", 4.2, most_lines=3),
    Column("Grade", 1.5),
    Column("What we would do differently", 6.633, most_lines=5),
)


def add(deck: Deck, scorecard: Scorecard, actions: Sequence[Action], to: Readers) -> None:
    """What the owners wrote for next time, and the actions; no slide without either."""
    told = [(row, row.retro.could_have) for row in scorecard.key_results if row.retro and not to.hides(row)]
    found = [(row, text) for row, text in told if text and text.strip()]
    rows = [_row(row, text, scorecard.preset) for row, text in found]
    notes = [f"{row.title}\n{text}" for row, text in found]
    deck_tables.tables(deck, "What we learned", _LEARNED, rows, notes)
    titles = {row.key_result: row.title for row in scorecard.key_results}
    deck_tables.actions(deck, "What we take on", actions, titles, scorecard.as_of.date(), to)


def _row(row: KeyResultScore, text: str, preset: Preset) -> list[Cell]:
    grade = Run(results.marked(row.result, preset), bold=True, colour=GRADES[row.result].light)
    return [cell(row.title, bold=True), Cell((grade,)), cell(deck_words.plain(text))]
