"""The slides around the key results: the week at a glance, what changed, the order of discussion, KPIs, what was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from data.exports import deck_words, slides
from data.exports.deck_words import BODY, Anything, Readers, cell
from data.exports.slide_look import BAD, GOOD, INK, SOFT
from data.exports.slides import Box, Cell, Column, Deck, Paragraph, Run, Slide
from data.rules import confidential, words
from data.rules.looks import LOOKS
from data.rules.meeting import Action, AgendaItem, Minutes, Note
from data.rules.okr import STATUSES, Status
from data.rules.review import KeyResultReview, KpiReview, Movement, Review

_SIZES = (20, 18, 16, 14, 13, 12)
_TABLE_SIZES = (18, 16, 15, 14, 13)
_EDIT = "✎"


def opening(deck: Deck, review: Review, to: Readers) -> None:
    """Which week this is, and how many key results stand where."""
    state = "closed" if review.closed else "not closed yet"
    slide = deck.opening(f"{to.org}: {deck_words.week(review)}", words.span(review.week))
    if review.key_results:
        _counts(slide, review)
    else:
        told = f"{review.quarter} has no key results in this week: there is nothing to review yet."
        slide.text(Box(0.9, 3.6, 11.5, 0.6), Paragraph((Run(told),), 20))
    about = [f"As of {deck_words.moment(review.as_of)}, {state}", _for_whom(review, to)]
    slide.text(
        Box(0.9, 6.1, 11.5, 0.7), *(Paragraph((Run(line, colour=SOFT),), 14, before=2) for line in about if line)
    )


def _for_whom(review: Review, to: Readers) -> str | None:
    if not any(row.confidential for row in review.key_results):
        return None
    if to.internal:
        return "For the leadership only: holds confidential numbers"
    return "Confidential numbers are left out"


def _counts(slide: Slide, review: Review) -> None:
    """A large number for each status that there is or was, and how many more or fewer than last week."""
    has_past = any(review.previous_counts.values())
    shown: list[Status] = [each for each in STATUSES if review.counts[each] or review.previous_counts[each]]
    across = 11.5 / max(len(shown), 5)
    for number, status in enumerate(shown):
        look, moved = LOOKS[status], review.counts[status] - review.previous_counts[status]
        before = "same as last week" if not moved else f"{'+' if moved > 0 else '−'}{abs(moved)} since last week"
        slide.text(
            Box(0.9 + number * across, 3.5, across - 0.1, 1.7),
            Paragraph((Run(f"{review.counts[status]}", bold=True, colour=look.light),), 54),
            Paragraph((deck_words.status(status),), 18),
            *([Paragraph((Run(before, colour=SOFT),), 12, before=3)] if has_past else []),
        )


def changes(deck: Deck, review: Review, to: Readers) -> None:
    """What changed since last Monday in sentences, and who is silent; none without either."""
    silent = _silent(review, to)
    if not review.changes and not silent:
        return
    slide = deck.slide("What changed since last Monday")
    room = BODY._replace(width=BODY.width - 4.1) if silent else BODY
    told = [_change(change, review) for change in review.changes]
    nothing = (Run("No status changed, and nothing was edited or restated.", colour=SOFT),)
    deck_words.sentences(slide, room, told or [nothing], _SIZES, before=7)
    if silent:
        beside = Box(BODY.left + BODY.width - 3.6, BODY.top, 3.6, BODY.height)
        head = Paragraph((Run("Who is silent", bold=True, colour=SOFT),), 14)
        slide.text(beside._replace(height=0.3), head)
        below = Box(beside.left, beside.top + 0.3, beside.width, beside.height - 0.3)
        deck_words.sentences(slide, below, silent, _SIZES[2:], before=7)
    everything = ["".join(run.text for run in sentence) for sentence in (*told, *silent)]
    slide.notes("\n".join(everything))


def _change(change: Movement, review: Review) -> tuple[Run, ...]:
    """A change as a sentence whose subject stands out, after the glyph of the status it has now."""
    subject = next((kpi.name for kpi in review.kpis if change.kpi == kpi.kpi), "")
    mark = Run(f"{_EDIT} ", colour=SOFT)
    row = next((row for row in review.key_results if change.key_result == row.key_result), None)
    if row:
        subject = row.title
        if change.what in ("status", "silent"):
            mark = Run(f"{LOOKS[row.status].glyph} ", bold=True, colour=LOOKS[row.status].light)
    if not change.text.startswith(subject):
        return mark, Run(change.text)
    return mark, Run(subject, bold=True), Run(change.text.removeprefix(subject))


def _silent(review: Review, to: Readers) -> list[tuple[Run, ...]]:
    """Who has not written, each with the key results that wait."""
    by_owner: dict[str, list[str]] = {}
    for row in review.key_results:
        if row.status == "silent":
            by_owner.setdefault(to.name(row.owner) or "No owner yet", []).append(row.title)
    glyph = Run(f"{LOOKS['silent'].glyph} ", bold=True, colour=LOOKS["silent"].light)
    return [(glyph, Run(name, bold=True), Run(f": {', '.join(titles)}")) for name, titles in sorted(by_owner.items())]


_AGENDA = (
    Column("", 0.5, "right"),
    Column("Status", 1.45),
    Column("Key result", 4.75, most_lines=2),
    Column("Owner", 2.05),
    Column("Why this is here", 3.583, most_lines=2),
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The slides of the order of discussion, still without their rows, and the key results that each will hold."""

    slides: Sequence[Slide]
    rows: Sequence[Sequence[KeyResultReview]]
    size: float

    def fill(self, shown: Mapping[str, Slide], to: Readers) -> None:
        """Write the rows: each links to its key result's slide, which comes after the agenda."""
        number = count(1)
        for slide, rows in zip(self.slides, self.rows, strict=True):
            cells = [_agenda_row(next(number), row, to, shown[row.key_result]) for row in rows]
            slide.table(BODY, _AGENDA, cells, size=self.size, alt="Key results in the order of discussion")


def agenda(deck: Deck, review: Review, to: Readers) -> Agenda:
    """Place the order of discussion, with the reason each key result is on it; no slide without key results."""
    cells = [_agenda_row(0, row, to, None) for row in review.key_results]
    size, paged = _paged(_AGENDA, cells, review.key_results)
    return Agenda([deck.slide(title) for title in _numbered("The order of discussion", paged)], paged, size)


def _agenda_row(number: int, row: KeyResultReview, to: Readers, link: Slide | None) -> list[Cell]:
    why = cell(row.discuss_reason, bold=True, colour=BAD) if row.discuss else cell("nothing to raise", colour=SOFT)
    return [
        cell(f"{number}", colour=SOFT),
        Cell((deck_words.status(row.status),)),
        cell(row.title, bold=row.discuss, link=link),
        cell(to.name(row.owner) or "no owner yet"),
        why,
    ]


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
    _tables(
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
        marks.append(Run("■ Stale: ", bold=True, colour=BAD))
        marks.append(Run(f"{kpi.stale_reason} "))
    if kpi.is_restated:
        marks.append(Run("○ Restated since it was first seen", bold=True, colour=LOOKS["at risk"].light))
    return Cell(tuple(marks) or (Run(""),))


def items(deck: Deck, minutes: Minutes, to: Readers) -> None:
    """What else is to be talked about; what was raised about a key result is on the agenda already."""
    found = [item for item in minutes.items if item.state != "withdrawn" and item.key_result is None]
    found.sort(key=lambda item: (item.position is None, item.position or 0.0))
    _tables(deck, "Also on the agenda", _ITEMS, [_item(item, to) for item in found], [item.title for item in found])


_ITEMS = (
    Column("Topic", 6.9, most_lines=3),
    Column("Raised by", 2.5),
    Column("Minutes", 1.1, "right"),
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


def actions(deck: Deck, review: Review, minutes: Minutes, to: Readers) -> None:
    """The open actions, the first due first; those without a date last."""
    found = sorted(deck_words.open_actions(minutes), key=lambda action: (action.due is None, action.due or date.max))
    titles = {row.key_result: row.title for row in review.key_results}
    rows = [_action(action, titles, review.as_of.date(), to) for action in found]
    _tables(deck, "Open actions", _ACTIONS, rows, [deck_words.action(action, to) for action in found])


_ACTIONS = (
    Column("What", 5.6, most_lines=3),
    Column("Who", 2.2),
    Column("Due", 2.0),
    Column("About", 2.533, most_lines=2),
)


def _action(action: Action, titles: Mapping[str, str], today: date, to: Readers) -> list[Cell]:
    is_late = action.due is not None and action.due < today
    due = words.day(action.due) if action.due else "no date"
    return [
        cell(action.text, bold=True),
        cell(to.name(action.owner) or "nobody yet"),
        cell(f"{due}, overdue", bold=True, colour=BAD) if is_late else cell(due),
        cell(titles.get(action.key_result or ""), colour=SOFT),
    ]


def agreed(deck: Deck, review: Review, minutes: Minutes, to: Readers) -> None:
    """Decisions first, then notes; no slide without either."""
    found = sorted((note for note in minutes.notes if not note.withdrawn), key=lambda note: note.kind)
    titles = {row.key_result: row.title for row in review.key_results}
    rows = [_note(note, titles, to) for note in found]
    _tables(deck, "Decisions and notes", _NOTES, rows, [note.text for note in found])


_NOTES = (
    Column("", 1.4),
    Column("What was said", 6.4, most_lines=4),
    Column("About", 2.7, most_lines=2),
    Column("Written by", 1.833),
)


def _note(note: Note, titles: Mapping[str, str], to: Readers) -> list[Cell]:
    is_decision = note.kind == "decision"
    return [
        cell("Decision" if is_decision else "Note", bold=is_decision, colour=INK if is_decision else SOFT),
        cell(deck_words.plain(note.text), bold=is_decision),
        cell(titles.get(note.key_result or ""), colour=SOFT),
        cell(to.name(note.by), colour=SOFT),
    ]


def _tables(
    deck: Deck, title: str, columns: Sequence[Column], rows: Sequence[list[Cell]], notes: Sequence[str]
) -> None:
    """A table over as many slides as it needs, its texts in full in the notes; no slide without rows."""
    size, paged = _paged(columns, rows, rows)
    for name, found in zip(_numbered(title, paged), paged, strict=True):
        slide = deck.slide(name)
        slide.table(BODY, columns, found, size=size, alt=title)
        if notes:
            slide.notes("\n\n".join(notes))


def _paged(
    columns: Sequence[Column], cells: Sequence[Sequence[Cell]], rows: Sequence[Anything]
) -> tuple[float, list[list[Anything]]]:
    """The rows that the cells stand for by slide, and the largest size of type that needs no more slides than another."""
    if not rows:
        return _TABLE_SIZES[-1], []
    found = {size: _pages(columns, cells, rows, size) for size in _TABLE_SIZES}
    size = min(found, key=lambda size: (len(found[size]), -size))
    return size, found[size]


def _pages(
    columns: Sequence[Column], cells: Sequence[Sequence[Cell]], rows: Sequence[Anything], size: float
) -> list[list[Anything]]:
    heading = slides.row_height(columns, [cell(column.heading, bold=True) for column in columns], size)
    heights = [slides.row_height(columns, row, size) for row in cells]
    return deck_words.pages(rows, heights, BODY.height - heading)


def _numbered(title: str, pages: Sequence[Any]) -> list[str]:
    return [f"{title} ({number} of {len(pages)})" if len(pages) > 1 else title for number in range(1, len(pages) + 1)]
