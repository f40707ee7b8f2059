"""The slides before the key results: the week at a glance, what changed since the last one, the order of discussion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from data.exports.decks import deck_tables, deck_words
from data.exports.decks.deck_words import BODY, cell
from data.exports.decks.slide_look import BAD, SOFT
from data.exports.decks.slide_parts import Box, Cell, Column, Paragraph, Run
from data.exports.decks.slides import Deck, Slide
from data.exports.readers import Readers
from data.rules import words
from data.rules.looks import LOOKS
from data.rules.okr import STATUSES, Status
from data.rules.review import KeyResultReview, Movement, Review

_SIZES = (20, 18, 16, 14, 13, 12)
_EDIT = "✎"


def opening(deck: Deck, review: Review, to: Readers) -> None:
    """Which week this is, and how many key results stand where."""
    slide = deck.opening(f"{to.org}: {deck_words.week(review)}", words.span(review.week))
    standing(slide, review, to)


def standing(slide: Slide, review: Review, to: Readers) -> None:
    """How many key results stand where in a week, as of when, and who may read it."""
    if review.key_results:
        _counts(slide, review)
    else:
        told = f"{review.quarter} has no key results in this week: there is nothing to review yet."
        slide.text(Box(0.9, 3.6, 11.5, 0.6), Paragraph((Run(told),), 20))
    state = "closed" if review.closed else "not closed yet"
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
    Column("Key result", 5.0),
    Column("Owner", 2.05),
    Column("Why this is here", 3.333, most_lines=2),
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
    size, paged = deck_tables.paged(_AGENDA, cells, review.key_results)
    return Agenda([deck.slide(title) for title in deck_tables.numbered("The order of discussion", paged)], paged, size)


def _agenda_row(number: int, row: KeyResultReview, to: Readers, link: Slide | None) -> list[Cell]:
    why = cell(deck_words.why(row), bold=True, colour=BAD) if row.discuss else cell("nothing to raise", colour=SOFT)
    return [
        cell(f"{number}", colour=SOFT),
        Cell((deck_words.status(row.status),)),
        cell(row.title, bold=row.discuss, link=link),
        cell(to.name(row.owner) or "no owner yet"),
        why,
    ]
