"""The course of a key result as a line chart: its value by week, beside where it was to be and what it is to reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from data.exports.decks import slide_charts
from data.exports.decks.slide_charts import Axis, Chart, Label, Line, Side
from data.exports.decks.slide_look import ACCENT, SOFT
from data.rules import calendar, pace, values, words
from data.rules.calendar import Quarter
from data.rules.okr import SLOPE_KINDS, KeyResult, Milestone
from data.rules.review import KeyResultReview, Review

_ABOVE_AND_BELOW: tuple[Side, Side] = ("above", "below")
_PERCENT = Axis(0, 100, 25)
_CLOSE = 0.1  # of the axis: nearer to a line, words would lie on it
_ROOMY = 0.15  # of the axis: room enough for a word
_SAME = 0.02  # of the axis: lines that run together


@dataclass(frozen=True, slots=True)
class Course:
    """The weeks on the axis and a number for each, in one unit; `expected` are those it should have had by then."""

    weeks: tuple[date, ...]
    numbers: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    unit: str | None
    name: str = "Value"
    is_share: bool = False  # drawn from 0 to 100%

    @property
    def newest(self) -> int | None:
        """The position of the newest number."""
        return next((at for at in reversed(range(len(self.numbers))) if self.numbers[at] is not None), None)


class Level(NamedTuple):
    """A line at one height, and the words beside it."""

    name: str
    value: float
    text: str


def quarter(review: Review) -> Quarter:
    """The quarter of a review: its first day is the first of a month, in the week counted as its first."""
    first_week = review.week - (review.week_of_quarter - 1) * calendar.WEEK
    first = next(day for day in (first_week + timedelta(days=n) for n in range(7)) if day.day == 1)
    number = calendar.parse_quarter(review.quarter).number
    return calendar.parse_quarter(review.quarter, (first.month - 1 - 3 * (number - 1)) % 12 + 1)


def chart(row: KeyResultReview, review: Review) -> Chart | None:
    """The key result's numbers over the weeks of its quarter; its confidence where it has no numbers; None without
    either.
    """
    of = quarter(review)
    course = _course(row, of)
    if course.newest is None:
        course = _confidence(row, of)
    if course.newest is None:
        return None
    return _chart(row, course, tuple(f"{of.week_number(week)}" for week in course.weeks))


def _chart(row: KeyResultReview, course: Course, weeks: tuple[str, ...]) -> Chart:
    levels = [*_levels(row, course)]
    drawn = [*course.numbers, *course.expected, *(level.value for level in levels)]
    scale = _PERCENT if course.is_share else slide_charts.axis([number for number in drawn if number is not None])
    lines = [_value(course, levels, scale), *_level_lines(course, levels), *_pace(course, levels, scale)]
    title = f"{course.name} by week of quarter" + (f", {course.unit}" if course.unit else "")
    return Chart(title, weeks, tuple(lines), scale, _alt(row, course, levels))


def _course(row: KeyResultReview, of: Quarter) -> Course:
    cells = {cell.week: cell for cell in row.strip}
    weeks = tuple(sorted({*cells, *of.review_weeks}))
    if row.kind == "done":
        return Course(weeks, (None,) * len(weeks), (None,) * len(weeks), None)
    by_share = row.kind == "milestones" and all(cell.value is None for cell in row.strip)
    found = [cells.get(week) for week in weeks]
    if by_share:
        shares = [cell.progress if cell else None for cell in found]
        return Course(
            weeks,
            tuple(None if share is None else share * 100 for share in shares),
            tuple(None if share is None else share * 100 for share in _expected(row, of, weeks)),
            "%",
            "Milestones done",
            is_share=True,
        )
    return Course(
        weeks,
        tuple(cell.value if cell else None for cell in found),
        tuple(_between(row, share) for share in _expected(row, of, weeks)),
        row.unit,
    )


def _confidence(row: KeyResultReview, of: Quarter) -> Course:
    cells = {cell.week: cell.confidence for cell in row.strip}
    weeks = tuple(sorted({*cells, *of.review_weeks}))
    return Course(
        weeks, tuple(cells.get(week) for week in weeks), (None,) * len(weeks), "%", "Confidence", is_share=True
    )


def _expected(row: KeyResultReview, of: Quarter, weeks: Sequence[date]) -> list[float | None]:
    """Expected progress by week: along the whole line where the review's own number lies on it, else that number."""
    now = row.strip[-1].week if row.strip else None
    key_result = KeyResult(row.key_result, row.objective, row.title, kind=row.kind, due=row.due)
    milestones = [Milestone(row.key_result, m.milestone, m.weight, m.due, m.done_on) for m in row.milestones]
    straight = [pace.expected(key_result, week, of, {}, milestones) for week in weeks]
    known = dict(zip(weeks, straight, strict=True)).get(now) if now else None
    if known is not None and row.expected_progress is not None and abs(known - row.expected_progress) < 1e-9:
        return straight
    return [row.expected_progress if week == now else None for week in weeks]


def _between(row: KeyResultReview, share: float | None) -> float | None:
    if share is None or row.target is None or (row.baseline is None and row.kind != "milestones"):
        return None
    start = row.baseline or 0.0
    return start + share * (row.target - start)


def _value(course: Course, levels: Sequence[Level], scale: Axis) -> Line:
    """The numbers, the newest one written where no other line is near."""
    at = course.newest or 0
    number = course.numbers[at] or 0.0
    others = [*(level.value for level in levels), *(each for each in course.expected[at : at + 2] if each is not None)]
    label = Label(
        at, words.number(number, values.sign(course.unit)), _side(number, others, scale, len(course.weeks) - at)
    )
    return Line(course.name, course.numbers, ACCENT, width=2.5, has_markers=True, label=label)


def _side(number: float, others: Sequence[float], scale: Axis, weeks_left: int) -> Side:
    near = _CLOSE * (scale.high - scale.low)
    if number - scale.low < near:  # the names of the weeks are below
        return "above"
    if weeks_left > 2 and all(abs(other - number) > near for other in others):
        return "right"
    above = min([other - number for other in others if other >= number], default=scale.high - number)
    below = min([number - other for other in others if other < number], default=number - scale.low)
    return "above" if above > 2 * near or above >= below else "below"


def _pace(course: Course, levels: Sequence[Level], scale: Axis) -> Iterator[Line]:
    """Where the value was to be: a line named where nothing else is near, or the one point that is known."""
    known = [(at, number) for at, number in enumerate(course.expected) if number is not None]
    if len(known) == 1:
        label = Label(known[0][0], "expected", "right")
        yield Line("Expected", course.expected, SOFT, has_markers=True, label=label)
    elif known:
        label = _pace_label(known[1:-1], course, levels, scale)
        yield Line("Pace", course.expected, SOFT, "dotted", label=label)


def _pace_label(
    places: Sequence[tuple[int, float]], course: Course, levels: Sequence[Level], scale: Axis
) -> Label | None:
    """The word where it has room and the pace is farthest from everything else; None where all run together."""
    newest = course.newest or 0
    beside = [*course.numbers[:newest], *(course.numbers[newest],) * 4, *course.numbers[newest + 4 :]]  # with its words
    best, most = None, (_CLOSE, 0.0)
    for at, number in places:
        others = [each for each in (beside[at], *(level.value for level in levels)) if each is not None]
        alone = min((abs(other - number) for other in others), default=0.0) / (scale.high - scale.low)
        for side in _ABOVE_AND_BELOW:
            score = min(_gap(number, side, others, scale), _ROOMY), alone
            if score > most:
                best, most = Label(at, "pace", side), score
    return best


def _gap(number: float, side: Side, others: Sequence[float], scale: Axis) -> float:
    """How much room there is above or below a number up to the next line, as a share of the axis."""
    end, sign = (scale.high, 1) if side == "above" else (scale.low, -1)
    shares = [sign * (other - number) / (scale.high - scale.low) for other in (*others, end)]
    return min((share for share in shares if share > _SAME), default=0.0)


def _level_lines(course: Course, levels: Sequence[Level]) -> Iterator[Line]:
    """Level lines, labelled at their ends; the stretch at its beginning, as it often lies close to the target."""
    for level in levels:
        is_stretch = level.name == "Stretch"
        away: Side = "above" if level.value >= (course.numbers[course.newest or 0] or 0.0) else "below"
        label = Label(3, level.text, away) if is_stretch else Label(len(course.weeks) - 1, level.text, "right")
        yield Line(
            level.name, (level.value,) * len(course.weeks), SOFT, "dashed" if is_stretch else "solid", label=label
        )


def _levels(row: KeyResultReview, course: Course) -> Iterator[Level]:
    """The target and beyond, or the bounds to stay within."""
    if course.is_share:
        return
    unit, (low, high) = values.sign(row.unit), values.bounds(row)
    if low is not None:
        yield Level("Lowest", low, words.band(low, None, unit))
    if high is not None:
        yield Level("Highest", high, words.band(None, high, unit))
    if row.target is not None and row.kind in (*SLOPE_KINDS, "milestones"):
        yield Level("Target", row.target, f"target {words.number(row.target, unit)}")
    if row.stretch is not None:
        yield Level("Stretch", row.stretch, f"stretch {words.number(row.stretch, unit)}")


def _alt(row: KeyResultReview, course: Course, levels: Sequence[Level]) -> str:
    known = [(week, number) for week, number in zip(course.weeks, course.numbers, strict=True) if number is not None]
    said = [f"{row.title}: {course.name[:1].lower()}{course.name[1:]} by week"]
    for week, number in dict.fromkeys((known[0], known[-1])):
        said.append(f"{words.number(number, course.unit)} in the week of {words.day(week)}")
    return ", ".join([*said, *(level.text for level in levels)]) + "."
