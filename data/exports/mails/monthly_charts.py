"""The charts of the monthly update, by the names that its text gives them: `chart:status`, `chart:kr/<key result>`,
`chart:kpi/<KPI>`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from data.exports.mails import mail_pictures
from data.exports.mails.mail import Chart, Charts, Mark
from data.exports.mails.mail_pictures import BETTER, NEITHER, SMALL, WORSE, Trend
from data.exports.mails.monthly_text import KEY_RESULT_CHART, KPI_CHART, STATUS_CHART
from data.rules import calendar, values, words
from data.rules.looks import LOOKS
from data.rules.month_facts import known_status
from data.rules.month_kpis import KpiMonth
from data.rules.okr import STATUSES, Status
from data.rules.review import KeyResultReview, Review

_BETTER = {"up": "more is better", "down": "less is better", "none": ""}


def of(review: Review, since: date, kpis: Sequence[KpiMonth]) -> Charts:
    """The charts that a review and its KPIs can draw; `since` is the last week that was told of before."""
    rows = {row.key_result: row for row in review.key_results}
    its_kpis = {each.kpi.kpi: each for each in kpis}

    def chart(name: str) -> Chart | None:
        if name == STATUS_CHART:
            return _status(review)
        if kpi := its_kpis.get(name.removeprefix(KPI_CHART)) if name.startswith(KPI_CHART) else None:
            return _kpi(kpi, since)
        row = rows.get(name.removeprefix(KEY_RESULT_CHART)) if name.startswith(KEY_RESULT_CHART) else None
        return _trend(row, since) if row else None

    return chart


def _status(review: Review) -> Chart:
    """Each week's statuses, as columns; in words the last known ones, as the text counts them."""
    known = Counter(known_status(row.status, row.strip) for row in review.key_results)
    silent = review.counts["silent"]
    weeks = sorted({cell.week for row in review.key_results for cell in row.strip})
    by_week = {week: dict.fromkeys(STATUSES, 0) for week in weeks}
    for row in review.key_results:
        for cell in row.strip:
            by_week[cell.week][cell.status] += 1
    return Chart(
        title=f"Where the key results of {review.quarter} stand",
        marks=tuple(_mark(name, f"{known[name]} {name}") for name in STATUSES if known[name]),
        picture=mail_pictures.columns(tuple(tuple(by_week[week].values()) for week in weeks)),
        left=f"week of {words.day(weeks[0])}" if weeks else "",
        right=f"week of {words.day(weeks[-1])}{f', {silent} without an update' if silent else ''}" if weeks else "",
    )


def _trend(row: KeyResultReview, since: date) -> Chart:
    """The value week by week; of milestones and the like, which have none, the progress."""
    has_values = sum(cell.value is not None for cell in row.strip) > 1
    course = [cell.value if has_values else cell.progress for cell in row.strip]
    guides = (row.target, *values.bounds(row)) if has_values else (1.0,)
    told = [cell.week for cell in row.strip if cell.week <= since]
    now, wanted = values.standing(row)
    status = known_status(row.status, row.strip)
    picture = mail_pictures.trend(
        Trend(tuple(course), tuple(each for each in guides if each is not None), since=max(len(told) - 1, 0))
    )
    return Chart(
        title=row.title,
        said=f"{now}{wanted}",
        marks=(_mark(status, status),),
        picture=picture,
        left=_end(row, course, 0, has_values) if picture else "",
        right=_end(row, course, -1, has_values) if picture else "",
    )


def _kpi(told: KpiMonth, since: date) -> Chart:
    """The KPI's value, what it moved since, and which way is the good one; small, beside its picture."""
    kpi = told.kpi
    recent = sum(week >= since for week in told.weeks)
    colour = _colour(told)
    picture = mail_pictures.trend(Trend(told.values, since=max(len(told.weeks) - recent, 0), size=SMALL, colour=colour))
    begun = next(
        ((week, value) for week, value in zip(told.weeks, told.values, strict=True) if value is not None), None
    )
    first = f"{words.number(begun[1], kpi.unit)} in the week of {words.day(begun[0])}" if begun and picture else ""
    late = f"no value since {words.day(kpi.as_of)}" if kpi.stale and kpi.as_of else ""
    return Chart(
        title=kpi.name,
        said=words.number(kpi.value or 0.0, kpi.unit),
        marks=() if kpi.stale else (Mark(_glyph(told), _moved(told, since), colour),),
        picture=picture,
        left="; ".join(filter(None, (first, _BETTER[told.direction], late))),
        is_small=True,
    )


def _glyph(told: KpiMonth) -> str:
    return "▲" if (told.change or 0.0) > 0 else "▼" if told.change else "→"


def _colour(told: KpiMonth) -> str:
    """What is no more than usual is neither good nor bad."""
    return {True: BETTER, False: WORSE, None: NEITHER}[told.good if told.is_news else None]


def _moved(told: KpiMonth, since: date) -> str:
    """ "up 15 since 5 December, better"."""
    day = words.day(calendar.sunday(since))
    if told.change is None:
        return f"no value before {day}"
    if not told.change:
        return f"as on {day}"
    unit = "points" if told.kpi.unit == "%" else values.sign(told.kpi.unit)
    way = {True: ", better", False: ", worse", None: ""}[told.good] if told.is_news else ", no more than usual"
    return f"{'up' if told.change > 0 else 'down'} {words.number(abs(told.change), unit)} since {day}{way}"


def _mark(status: Status, word: str) -> Mark:
    return Mark(LOOKS[status].glyph, word, mail_pictures.STATUS_COLOURS[status])


def _end(row: KeyResultReview, course: list[float | None], at: int, has_values: bool) -> str:
    """ "week of 1 November: 20"; its unit stands above."""
    value = course[at]
    week = f"week of {words.day(row.strip[at].week)}"
    if value is None:
        return week
    return f"{week}: {words.number(value, values.sign(row.unit)) if has_values else words.percent(value)}"
