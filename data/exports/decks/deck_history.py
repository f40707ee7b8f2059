"""The slides of a quarter week over week: all key results by week at a glance, then each with its numbers and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.exports.decks import (
    deck_course,
    deck_key_result,
    deck_meeting,
    deck_prose,
    deck_tables,
    deck_words,
    fitting,
    slide_look,
    slide_parts,
)
from data.exports.decks.deck_words import BODY, cell
from data.exports.decks.slide_look import MARGIN, PAPER, SOFT
from data.exports.decks.slide_parts import Box, Cell, Column, Paragraph, Run
from data.exports.decks.slides import Deck, Slide
from data.exports.readers import Readers
from data.rules import calendar, confidential, values, words
from data.rules.looks import LOOKS
from data.rules.okr import STATUSES, Status
from data.rules.review import KeyResultReview, ObjectiveReview, Review, WeekCell

_SIZE = 12
_TABLE = Box(MARGIN, 1.58, 8.25, slide_look.FOOTER_TOP - 1.66)
_CHART = Box(_TABLE.left + _TABLE.width + 0.15, 1.58, slide_look.WIDTH - 2 * MARGIN - _TABLE.width - 0.15, 3.6)
_TINTS: dict[Status, str] = {
    "on track": "#e0f0ec",
    "at risk": "#f6e6c4",
    "done": "#e0ecf5",
    "cancelled": "#f4f6f6",
    "silent": "#f4f6f6",
}
_COLUMNS = (
    Column("Week", 1.2),
    Column("Status", 1.2),
    Column("Value", 1.1, "right"),
    Column("Progress", 0.9, "right"),
    Column("Confidence", 1.13, "right"),
    Column("What was said", 2.72, most_lines=3),
)


@dataclass(frozen=True, slots=True)
class Course:
    """One key result through the weeks, oldest first; a week in which it was not there is left out."""

    rows: tuple[tuple[Review, KeyResultReview], ...]

    @property
    def newest(self) -> KeyResultReview:
        return self.rows[-1][1]

    def in_week(self, week: date) -> KeyResultReview | None:
        return next((row for review, row in self.rows if review.week == week), None)


def courses(reviews: Sequence[Review]) -> list[Course]:
    """Every key result that any week had, by objective as the newest week lists them."""
    objectives = [objective.objective for review in reversed(reviews) for objective in review.objectives]
    names = dict.fromkeys(row.key_result for review in reversed(reviews) for row in review.key_results)
    found = [
        Course(tuple((review, row) for review in reviews for row in review.key_results if row.key_result == name))
        for name in names
    ]
    return sorted(found, key=lambda course: objectives.index(course.newest.objective))


def opening(deck: Deck, reviews: Sequence[Review], to: Readers) -> None:
    first, last = reviews[0], reviews[-1]
    slide = deck.opening(f"{to.org}: {last.quarter}, week over week", _weeks_from(first, last))
    deck_meeting.standing(slide, last, to)


def _weeks_from(first: Review, last: Review) -> str:
    """ "Weeks 1 to 11, 1 November 2021 to 16 January 2022"."""
    sunday = calendar.sunday(last.week)
    days = f"{words.day(first.week)} {first.week.year} to {words.day(sunday)} {sunday.year}"
    if first is last:
        return f"Week {last.week_of_quarter}, {days}"
    return f"Weeks {first.week_of_quarter} to {last.week_of_quarter}, {days}"


def heat_map(deck: Deck, reviews: Sequence[Review], found: Sequence[Course], to: Readers) -> None:
    """Key results by week, each week a coloured glyph; no slide without key results."""
    if not found:
        return
    across = min((BODY.width - 6.0) / len(reviews), 0.7)
    columns = [
        Column("Key result", BODY.width - 1.8 - across * len(reviews)),
        Column("Owner", 1.8),
        *(Column(f"{review.week_of_quarter}", across, "center") for review in reviews),
    ]
    cells = [_heat_row(course, reviews, to) for course in found]
    size, pages = deck_tables.paged(columns, cells, cells)
    for title, rows in zip(deck_tables.numbered("Status by week of quarter", pages), pages, strict=True):
        slide = deck.slide(title)
        legend = [run for status in STATUSES for run in (deck_words.status(status), Run("   "))]
        slide.text(Box(BODY.left, 1.02, BODY.width, 0.24), Paragraph(tuple(legend), _SIZE))
        slide.table(BODY, columns, rows, size=size, alt="The status of each key result in each week")


def _heat_row(course: Course, reviews: Sequence[Review], to: Readers) -> list[Cell]:
    return [
        cell(course.newest.title, bold=True),
        cell(to.name(course.newest.owner) or "no owner yet"),
        *(_heat(course.in_week(review.week)) for review in reviews),
    ]


def _heat(row: KeyResultReview | None) -> Cell:
    """What needs eyes is filled; what does not is tinted."""
    if row is None:
        return cell(None)
    look, tint = LOOKS[row.status], _TINTS.get(row.status)
    return Cell((Run(look.glyph, bold=True, colour=look.light if tint else PAPER),), tint or look.light)


def key_result(deck: Deck, course: Course, objective: ObjectiveReview | None, to: Readers) -> None:
    """One key result's weeks as a table, the newest first, beside its course."""
    review, row = course.rows[-1]
    slide = deck.slide(row.title, room=deck_key_result.TITLE_ROOM)
    deck_key_result.head(slide, row, objective, to)
    _weeks(slide, course, to)
    strip = tuple(_cell(review, row) for review, row in course.rows)
    chart = deck_course.chart(replace(row, strip=strip), review)
    if chart:
        slide.chart(_CHART, chart)
    slide.notes("\n\n".join(_told(review, row, to) for review, row in reversed(course.rows)))


def _cell(review: Review, row: KeyResultReview) -> WeekCell:
    value = row.value if values.has_news(row) else None
    return WeekCell(review.week, row.status, value, row.progress, row.confidence)


def _weeks(slide: Slide, course: Course, to: Readers) -> None:
    """As many weeks as fit, which leaves more room for what was said in the newest of them."""
    newest_first = [*reversed(course.rows)]
    room = _TABLE.height - _height([cell(column.heading, bold=True) for column in _COLUMNS])
    shown: list[list[Cell]] = []
    for most_lines, count_longer in ((3, 99), *((2, number) for number in range(len(newest_first), -1, -1))):
        lines = [most_lines if number < count_longer else 1 for number in range(len(newest_first))]
        cells = [_week(review, row, to, most) for (review, row), most in zip(newest_first, lines, strict=True)]
        shown, *left_out = deck_words.filled(cells, [*map(_height, cells)], room)
        if not left_out:
            break
    slide.table(_TABLE, _COLUMNS, shown, size=_SIZE, alt="Value, progress and confidence by week, the newest first")


def _height(row: Sequence[Cell]) -> float:
    return slide_parts.row_height(_COLUMNS, row, _SIZE)


def _week(review: Review, row: KeyResultReview, to: Readers, most_lines: int) -> list[Cell]:
    when = Cell((Run(f"{review.week_of_quarter} ", bold=True), Run(f"· {values.short_day(review.week)}", colour=SOFT)))
    status = Cell((deck_words.status(row.status),))
    if to.hides(row):
        hidden = cell(confidential.WORD, colour=SOFT)
        return [when, status, hidden, cell(None), cell(None), cell(None)]
    return [
        when,
        status,
        cell(_value(row)),
        cell(words.percent(row.progress) if row.progress is not None else "–"),
        cell(words.number(row.confidence, "%") if row.confidence is not None else "–"),
        _said(row, most_lines),
    ]


def _value(row: KeyResultReview) -> str:
    """The week's own value, or what stands for one."""
    if row.kind == "done" or row.milestones:
        return values.standing(row)[0].removesuffix(" milestones")
    return words.number(row.value, row.unit) if row.value is not None and values.has_news(row) else "–"


def _said(row: KeyResultReview, most_lines: int) -> Cell:
    """How the wins begin, or what else was written."""
    if row.update is None:
        return cell("no update", colour=SOFT)
    written = row.update.wins or row.update.risks or row.update.next_steps or row.update.help
    if not written:
        return cell("no words", colour=SOFT)
    across = _COLUMNS[-1].width - 2 * slide_parts.CELL_PADDING
    text = " ".join(deck_words.plain(written).split())
    return cell(fitting.cut(text, across, fitting.lines(most_lines, _SIZE), _SIZE, ending="…"))


def _told(review: Review, row: KeyResultReview, to: Readers) -> str:
    """A week in full, for the notes."""
    head = f"{deck_words.week(review)}: {row.status}"
    if row.update is None or to.hides(row):
        return f"{head}, {confidential.WORD if to.hides(row) else 'no update'}"
    return "\n".join([head, *deck_prose.written(row.update, to)])
