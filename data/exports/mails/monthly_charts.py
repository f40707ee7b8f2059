"""The charts of the monthly update, by the names that its text gives them: `chart:status`, `chart:kr/<key result>`."""

from __future__ import annotations

from datetime import date

from data.exports.mails import mail_pictures
from data.exports.mails.mail import Chart, Charts, Mark
from data.exports.mails.mail_pictures import Trend
from data.exports.mails.monthly_text import KEY_RESULT_CHART, STATUS_CHART
from data.rules import values, words
from data.rules.looks import LOOKS
from data.rules.okr import STATUSES, Status
from data.rules.review import KeyResultReview, Review


def of(review: Review, since: date) -> Charts:
    """The charts that a review can draw; `since` is the last week that was told of before."""
    rows = {row.key_result: row for row in review.key_results}

    def chart(name: str) -> Chart | None:
        if name == STATUS_CHART:
            return _status(review)
        row = rows.get(name.removeprefix(KEY_RESULT_CHART)) if name.startswith(KEY_RESULT_CHART) else None
        return _trend(row, since) if row else None

    return chart


def _status(review: Review) -> Chart:
    """Each week's statuses, as columns, with those of the last week in words."""
    weeks = sorted({cell.week for row in review.key_results for cell in row.strip})
    by_week = {week: dict.fromkeys(STATUSES, 0) for week in weeks}
    for row in review.key_results:
        for cell in row.strip:
            by_week[cell.week][cell.status] += 1
    return Chart(
        title=f"Where the {words.count(len(review.key_results), 'key result')} of {review.quarter} stand",
        marks=tuple(_mark(name, f"{review.counts[name]} {name}") for name in STATUSES if review.counts[name]),
        picture=mail_pictures.columns(tuple(tuple(by_week[week].values()) for week in weeks)),
        left=f"week of {words.day(weeks[0])}" if weeks else "",
        right=f"week of {words.day(weeks[-1])}" if weeks else "",
    )


def _trend(row: KeyResultReview, since: date) -> Chart:
    """The value week by week; of milestones and the like, which have none, the progress."""
    has_values = sum(cell.value is not None for cell in row.strip) > 1
    course = [cell.value if has_values else cell.progress for cell in row.strip]
    guides = (row.target, *values.bounds(row)) if has_values else (1.0,)
    told = [cell.week for cell in row.strip if cell.week <= since]
    now, wanted = values.standing(row)
    picture = mail_pictures.trend(
        Trend(tuple(course), tuple(each for each in guides if each is not None), since=max(len(told) - 1, 0))
    )
    return Chart(
        title=row.title,
        said=f"{now}{wanted}",
        marks=(_mark(row.status, row.status),),
        picture=picture,
        left=_end(row, course, 0, has_values) if picture else "",
        right=_end(row, course, -1, has_values) if picture else "",
    )


def _mark(status: Status, word: str) -> Mark:
    return Mark(LOOKS[status].glyph, word, mail_pictures.STATUS_COLOURS[status])


def _end(row: KeyResultReview, course: list[float | None], at: int, has_values: bool) -> str:
    """ "week of 1 November: 20 installs"."""
    value = course[at]
    week = f"week of {words.day(row.strip[at].week)}"
    if value is None:
        return week
    return f"{week}: {words.number(value, row.unit) if has_values else words.percent(value)}"
