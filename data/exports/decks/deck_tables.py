"""Tables over as many slides as they need: the KPIs, what else is to be talked about, what was promised and decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from data.exports.decks import deck_words, slide_parts
from data.exports.decks.deck_words import BODY, Anything, cell
from data.exports.decks.slide_look import BAD, GOOD, INK, SOFT
from data.exports.decks.slide_parts import Cell, Column, Run
from data.exports.decks.slides import Deck
from data.exports.readers import Readers
from data.rules import agenda, confidential, words
from data.rules.looks import LOOKS
from data.rules.meeting import Action, AgendaItem, Minutes, Note
from data.rules.review import KpiReview, Review

_SIZES = (18, 16, 15, 14, 13, 12)

_KPIS = (
    Column("KPI", 3.6, most_lines=2),
    Column("Newest value", 1.7, "right"),
    Column("Since last week", 2.6),
    Column("As of", 1.5),
    Column("What to know about it", 2.933, most_lines=4),
)


def kpis(deck: Deck, review: Review, to: Readers) -> None:
    """The KPIs with their value, unit, change and date, and what is to be doubted; no slide without KPIs."""
    hidden = {row.kpi for row in review.key_results if to.hides(row)}
    rows = [_kpi_row(kpi, kpi.kpi in hidden) for kpi in review.kpis]
    tables(
        deck, "KPIs", _KPIS, rows, notes=[f"{kpi.name}: {kpi.stale_reason}" for kpi in review.kpis if kpi.stale_reason]
    )


def _kpi_row(kpi: KpiReview, is_hidden: bool) -> list[Cell]:
    if is_hidden:
        return [cell(kpi.name, bold=True), cell(confidential.WORD, colour=SOFT), cell(None), cell(None), cell(None)]
    if kpi.value is None or kpi.as_of is None:
        return [cell(kpi.name, bold=True), cell("no reading yet", colour=SOFT), cell(None), cell(None), _doubts(kpi)]
    on = words.day(kpi.as_of) + (", so far" if kpi.is_partial else "")
    return [
        cell(kpi.name, bold=True),
        cell(words.number(kpi.value, kpi.unit), bold=True),
        _kpi_change(kpi),
        cell(on, colour=SOFT),
        _doubts(kpi),
    ]


def _kpi_change(kpi: KpiReview) -> Cell:
    """ "▼ −37 ms, better"."""
    if kpi.change is None:
        return cell("nothing to compare yet", colour=SOFT)
    if kpi.change == 0:
        return cell("no change", colour=SOFT)
    verdict, colour = {True: (", better", GOOD), False: (", worse", BAD), None: ("", INK)}[kpi.good]
    arrow = "▲" if kpi.change > 0 else "▼"
    return cell(f"{arrow} {words.change(kpi.change, kpi.unit)}{verdict}", bold=True, colour=colour)


def _doubts(kpi: KpiReview) -> Cell:
    marks = []
    if kpi.stale:
        marks += [Run("■ Stale: ", bold=True, colour=BAD), Run(kpi.stale_reason or "")]
    if kpi.is_restated:
        marks.append(
            Run(f"{'; ' if marks else ''}○ Restated since it was first seen", bold=True, colour=LOOKS["at risk"].light)
        )
    return Cell(tuple(marks) or (Run(""),))


def items(deck: Deck, minutes: Minutes, to: Readers) -> None:
    """What else is to be talked about; what was raised about a key result is on the agenda already."""
    reached = [item for item in minutes.items if item.state == "reached" and item.key_result is None]
    found = [*agenda.ad_hoc(minutes.items), *reached]
    tables(deck, "Also on the agenda", _ITEMS, [_item(item, to) for item in found], [item.title for item in found])


_ITEMS = (
    Column("Topic", 6.6, most_lines=3),
    Column("Raised by", 2.5),
    Column("Minutes", 1.4, "right"),
    Column("", 1.833),
)


def _item(item: AgendaItem, to: Readers) -> list[Cell]:
    link = item.link if item.link and item.link.startswith(("https://", "http://")) else None
    return [
        cell(item.title, bold=True, link=link),
        cell(to.name(item.by)),
        cell(words.number(item.minutes) if item.minutes is not None else None),
        cell("reached" if item.state == "reached" else None, colour=SOFT),
    ]


def actions(
    deck: Deck, title: str, promised: Iterable[Action], about: Mapping[str, str], today: date, to: Readers
) -> None:
    """The actions, the first due first, those without a date after them, those done at the end.

    `about` are the titles of the key results that they may be about. No slide without actions.
    """
    found = sorted(
        (action for action in promised if not action.withdrawn),
        key=lambda action: (action.done_on is not None, action.due is None, action.due or date.max),
    )
    rows = [_action(action, about, today, to) for action in found]
    tables(deck, title, _ACTIONS, rows, [deck_words.action(action, to) for action in found])


_ACTIONS = (
    Column("What", 4.7, most_lines=3),
    Column("Who", 2.2),
    Column("Due", 2.5),
    Column("About", 2.933, most_lines=3),
)


def _action(action: Action, titles: Mapping[str, str], today: date, to: Readers) -> list[Cell]:
    return [
        cell(action.text, bold=action.done_on is None),
        cell(to.name(action.owner) or "nobody yet"),
        _due(action, today),
        cell(titles.get(action.key_result or ""), colour=SOFT),
    ]


def _due(action: Action, today: date) -> Cell:
    if action.done_on:
        return cell(f"{LOOKS['done'].glyph} done {words.day(action.done_on)}", bold=True, colour=LOOKS["done"].light)
    if action.due is None:
        return cell("no date", colour=SOFT)
    due = words.day(action.due)
    return cell(f"{due}, overdue", bold=True, colour=BAD) if action.due < today else cell(due)


def agreed(deck: Deck, review: Review, minutes: Minutes, to: Readers) -> None:
    """Decisions first, then notes; no slide without either."""
    found = sorted((note for note in minutes.notes if not note.withdrawn), key=lambda note: note.kind)
    titles = {row.key_result: row.title for row in review.key_results}
    rows = [_note(note, titles, to) for note in found]
    tables(deck, "Decisions and notes", _NOTES, rows, [note.text for note in found])


_NOTES = (
    Column("", 1.4),
    Column("What was said", 5.8, most_lines=4),
    Column("About", 2.933, most_lines=3),
    Column("Written by", 2.2),
)


def _note(note: Note, titles: Mapping[str, str], to: Readers) -> list[Cell]:
    is_decision = note.kind == "decision"
    return [
        cell("Decision" if is_decision else "Note", bold=is_decision, colour=INK if is_decision else SOFT),
        cell(deck_words.plain(note.text), bold=is_decision),
        cell(titles.get(note.key_result or ""), colour=SOFT),
        cell(to.name(note.by), colour=SOFT),
    ]


def tables(deck: Deck, title: str, columns: Sequence[Column], rows: Sequence[list[Cell]], notes: Sequence[str]) -> None:
    """A table over as many slides as it needs, its texts in full in the notes; no slide without rows."""
    size, pages = paged(columns, rows, rows)
    for name, found in zip(numbered(title, pages), pages, strict=True):
        slide = deck.slide(name)
        slide.table(BODY, columns, found, size=size, alt=title)
        if notes:
            slide.notes("\n\n".join(notes))


def paged(
    columns: Sequence[Column], cells: Sequence[Sequence[Cell]], rows: Sequence[Anything], room: float = BODY.height
) -> tuple[float, list[list[Anything]]]:
    """The largest size that needs no more slides and cuts no more texts than any other, and the rows by slide."""
    if not rows:
        return _SIZES[-1], []
    lines = [[cell(column.heading, bold=True) for column in columns], *cells]
    found = {size: _pages(columns, cells, rows, size, room) for size in _SIZES}
    size = min(_SIZES, key=lambda size: (len(found[size]), slide_parts.count_cut(columns, lines, size), -size))
    return size, found[size]


def _pages(
    columns: Sequence[Column], cells: Sequence[Sequence[Cell]], rows: Sequence[Anything], size: float, room: float
) -> list[list[Anything]]:
    heading = slide_parts.row_height(columns, [cell(column.heading, bold=True) for column in columns], size)
    heights = [slide_parts.row_height(columns, row, size) for row in cells]
    return deck_words.pages(rows, heights, room - heading)


def numbered(title: str, pages: Sequence[Any]) -> list[str]:
    return [f"{title} ({number} of {len(pages)})" if len(pages) > 1 else title for number in range(1, len(pages) + 1)]
