"""The course of a key result as a line chart: its value by week, beside where it was to be and what it is to reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.exports.slide_charts import Chart, Label, Line
from data.exports.slide_look import ACCENT, SOFT
from data.rules import calendar, pace, values, words
from data.rules.calendar import Quarter
from data.rules.okr import SLOPE_KINDS, KeyResult
from data.rules.review import KeyResultReview, Review

_CLOSE = 0.08  # of what is drawn: lines nearer than this share one label


@dataclass(frozen=True, slots=True)
class Course:
    """The weeks on the axis and a number for each, in one unit; `expected` are those it should have had by then."""

    weeks: tuple[date, ...]
    numbers: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    unit: str | None
    name: str = "Value"

    @property
    def newest(self) -> int | None:
        """The position of the newest number."""
        return next((at for at in reversed(range(len(self.numbers))) if self.numbers[at] is not None), None)


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
    lines = [_value(course), *_aims(row, course), *_pace(course)]
    title = f"{course.name} by week of quarter" + (f", {course.unit}" if course.unit else "")
    return Chart(title, tuple(f"{of.week_number(week)}" for week in course.weeks), tuple(lines), _alt(row, course))


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
    return Course(weeks, tuple(cells.get(week) for week in weeks), (None,) * len(weeks), "%", "Confidence")


def _expected(row: KeyResultReview, of: Quarter, weeks: Sequence[date]) -> list[float | None]:
    """Expected progress by week: along the whole line where the review's own number lies on it, else that number."""
    now = row.strip[-1].week if row.strip else None
    straight = [pace.expected(KeyResult("", "", "", kind=row.kind), week, of, {}) for week in weeks]
    known = dict(zip(weeks, straight, strict=True)).get(now) if now else None
    if known is not None and row.expected_progress is not None and abs(known - row.expected_progress) < 1e-9:
        return straight
    return [row.expected_progress if week == now else None for week in weeks]


def _between(row: KeyResultReview, share: float | None) -> float | None:
    if share is None or row.target is None or (row.baseline is None and row.kind != "milestones"):
        return None
    start = row.baseline or 0.0
    return start + share * (row.target - start)


def _value(course: Course) -> Line:
    at = course.newest or 0
    label = Label(at, words.number(course.numbers[at] or 0.0, course.unit), "above")
    return Line(course.name, course.numbers, ACCENT, width=2.5, has_markers=True, label=label)


def _pace(course: Course) -> Iterator[Line]:
    known = [at for at, number in enumerate(course.expected) if number is not None]
    if len(known) > 1:
        yield Line("Pace", course.expected, SOFT, "dotted", label=Label(known[2 if len(known) > 2 else 0], "pace", "below"))
    elif known:
        yield Line("Expected", course.expected, SOFT, has_markers=True, label=Label(known[0], "expected by now", "below"))


def _aims(row: KeyResultReview, course: Course) -> Iterator[Line]:
    """Level lines: the target and beyond, or the bounds to stay within. Of two that nearly meet, one is labelled."""
    aims = [*_levels(row, course)]
    drawn = [value for value in (*course.numbers, *course.expected, *(level for _, level, _ in aims)) if value is not None]
    span = (max(drawn) - min(drawn)) or 1.0
    labelled: list[float] = []
    for name, level, text in aims:
        is_free = all(abs(level - other) > _CLOSE * span for other in labelled)
        if is_free:
            labelled.append(level)
        label = Label(len(course.weeks) - 1, text, "right") if is_free else None
        dash = "dashed" if name == "Stretch" else "solid"
        yield Line(name, (level,) * len(course.weeks), SOFT, dash, label=label)


def _levels(row: KeyResultReview, course: Course) -> Iterable[tuple[str, float, str]]:
    if course.name == "Confidence":
        return
    if course.name == "Milestones done":
        yield "All of them", 100.0, "all done"
        return
    low, high = values.bounds(row)
    if low is not None:
        yield "Lowest", low, words.band(low, None, row.unit)
    if high is not None:
        yield "Highest", high, words.band(None, high, row.unit)
    if row.target is not None and row.kind in (*SLOPE_KINDS, "milestones"):
        yield "Target", row.target, f"target {words.number(row.target, row.unit)}"
    if row.stretch is not None:
        yield "Stretch", row.stretch, f"stretch {words.number(row.stretch, row.unit)}"


def _alt(row: KeyResultReview, course: Course) -> str:
    known = [(week, number) for week, number in zip(course.weeks, course.numbers, strict=True) if number is not None]
    said = [f"{row.title}: {course.name[:1].lower()}{course.name[1:]} by week"]
    for week, number in dict.fromkeys((known[0], known[-1])):
        said.append(f"{words.number(number, course.unit)} in the week of {words.day(week)}")
    said += [text for name, _, text in _levels(row, course) if name in ("Target", "Lowest", "Highest")]
    return ", ".join(said) + "."
