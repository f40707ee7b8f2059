"""What the rules say about one key result, as HTML: pace, the implied status with its rule, forecast and flags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from data.rules import forecast, values, words
from data.rules.okr import SLOPE_KINDS, STAY_KINDS
from data.rules.review import Flag, Forecast, KeyResultReview
from pages.parts import rows, statuses

CSS = """
.judged p { margin: 0 0 0.4rem; } .judged .bar { display: block; height: 0.7rem; margin: 0.45rem 0 0.7rem; }
.okr .flags { list-style: none; margin: 0; padding: 0; }
.okr .flags li { margin: 0 0 0.35rem; padding-left: 1.2rem; text-indent: -1.2rem; }
.flags b { font-weight: 650; } .flags i { font-style: normal; color: var(--bad); margin-right: 0.2rem; }
"""


def pace(row: KeyResultReview) -> Markup:
    """Progress beside the progress expected by now, as a bar and in words."""
    if row.progress is None:
        return Markup('<p class="soft">Progress unknown: {}.</p>').format(values.missing(row) or "no value yet")
    if row.kind in STAY_KINDS:
        return Markup("<p><b>{}</b></p>").format(_sentence(values.weeks_in_band(row) or ""))
    told = values.done_and_expected(row)
    return Markup("{}<p><b>{}</b></p>").format(rows.bar(row.progress, row.expected_progress, told), told)


def implied(row: KeyResultReview) -> Markup:
    """What the numbers say, with the rule that fired, or why they say nothing."""
    if row.implied_status is None:
        return Markup('<p class="soft">The numbers say nothing yet: {}.</p>').format(row.implied_reason)
    return Markup("<p>The numbers say {}: {}.</p>").format(statuses.badge(row.implied_status), row.implied_reason)


def landing(row: KeyResultReview, due: date) -> Markup:
    """The forecast with its interval and its chance, or why there is none; nothing for kinds that have no course."""
    found = row.forecast
    if row.kind not in (*SLOPE_KINDS, *STAY_KINDS):
        return Markup("")
    if found is None:
        return Markup('<p class="soft">No forecast: {}.</p>').format(row.forecast_reason)
    text = Markup('<p title="{}">Heading for <b class="num">{}</b> on {}{} <span class="soft">({})</span></p>')
    at, _ = values.landing(found, row.unit, due)
    return text.format(forecast.METHOD, at, words.day(due), _chance(found, row), values.interval(found, row.unit))


def flags(found: Sequence[Flag]) -> Markup:
    """The flags with their reasons, one a line."""
    line = Markup('<li><i aria-hidden="true">⚑</i><b>{}</b>: {}</li>')
    return Markup('<ul class="flags">{}</ul>').format(Markup("").join(line.format(f.flag, f.reason) for f in found))


def _chance(found: Forecast, row: KeyResultReview) -> Markup:
    if found.chance is None:
        return Markup("")
    sloped = row.kind in SLOPE_KINDS and row.target is not None
    aim = f"of {words.number(row.target or 0.0, row.unit)}" if sloped else "of being where it should"
    return Markup(", <b>{} chance</b> {}").format(values.likelihood(found.chance), aim)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
