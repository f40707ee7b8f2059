"""Where one key result stands, in words: its goal, its progress against pace, what the numbers say, its forecast and its flags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from data.rules import forecast, progress, words
from data.rules.review import Flag, KeyResultReview
from pages.parts import statuses

CSS = """
.standing .bar { height: 0.7rem; margin: 0.5rem 0 0.6rem; max-width: 34rem; }
.standing p { margin: 0 0 0.35rem; } .standing .unsaid { color: var(--soft); }
.flags { list-style: none; margin: 0.3rem 0 0; padding: 0; } .flags li { margin: 0 0 0.3rem; padding-left: 1.15rem; text-indent: -1.15rem; }
.flags b { font-weight: 650; } .flags i { font-style: normal; color: var(--bad); }
"""


def goal(row: KeyResultReview) -> str:
    """What is aimed at: "840 → 450 ms", "at least 99.9%", "done or not done"."""
    match row.kind:
        case "increase" | "decrease":
            start = "?" if row.baseline is None else words.number(row.baseline)
            end = "no target" if row.target is None else words.number(row.target, row.unit)
            return f"{start} → {end}"
        case "stay_above":
            return words.band(row.target if row.low is None else row.low, None, row.unit)
        case "stay_below":
            return words.band(None, row.target if row.high is None else row.high, row.unit)
        case "band":
            return words.band(row.low, row.high, row.unit)
        case "milestones":
            return "all milestones done"
        case "done":
            return "done or not done"
        case _:
            return "establish the baseline"


def value(row: KeyResultReview, number: float | None) -> str:
    """A value with its unit, or that there is none."""
    return "no value yet" if number is None else words.number(number, row.unit)


def bar(row: KeyResultReview) -> Markup:
    """Progress as a bar, with a mark where it should be by now; nothing while progress is unknown."""
    done = progress.clamp(row.progress)
    if done is None:
        return Markup("")
    due = progress.clamp(row.expected_progress)
    mark = Markup("") if due is None else Markup('<u style="left:{:.1f}%"></u>').format(due * 100)
    return Markup('<div class="bar" aria-hidden="true"><b style="width:{:.1f}%"></b>{}</div>').format(done * 100, mark)


def pace(row: KeyResultReview) -> Markup:
    """Progress beside the progress expected by now, as a sentence."""
    if row.progress is None:
        return Markup('<p class="unsaid">Progress is unknown: {}.</p>').format(row.implied_reason or "no value yet")
    done = Markup('<b class="num">{}</b> {}').format(words.percent(row.progress), _done_words(row))
    if row.expected_progress is None:
        return Markup("<p>{}</p>").format(done)
    expected = Markup('<b class="num">{}</b> expected by now').format(words.percent(row.expected_progress))
    return Markup("<p>{}, {}</p>").format(done, expected)


def implied(row: KeyResultReview) -> Markup:
    """What the numbers say, with the rule that fired."""
    if row.implied_status is None:
        return Markup('<p class="unsaid">The numbers say nothing about the status: {}.</p>').format(row.implied_reason)
    return Markup("<p>The numbers say {}: {}</p>").format(statuses.badge(row.implied_status), row.implied_reason)


def landing(row: KeyResultReview, due: date) -> Markup:
    """The forecast as a sentence with its interval and its chance, or why there is none."""
    found = row.forecast
    if found is None:
        return Markup('<p class="unsaid">No forecast: {}.</p>').format(row.forecast_reason)
    low, high = words.number(found.low, digits=3), words.number(found.high, row.unit, digits=3)
    text = Markup('<p title="{}">Forecast for {}: <b class="num">{}</b> <span class="soft">({} to {})</span>{}</p>')
    at = words.number(found.value, row.unit, digits=3)
    return text.format(forecast.METHOD, words.day(due), at, low, high, _chance(row))


def flags(found: Sequence[Flag], none: str = "No flags.") -> Markup:
    """The flags with their reasons, one a line."""
    if not found:
        return Markup('<p class="unsaid">{}</p>').format(none)
    line = Markup('<li><i aria-hidden="true">⚑</i> <b>{}</b>: {}</li>')
    return Markup('<ul class="flags">{}</ul>').format(Markup("").join(line.format(f.flag, f.reason) for f in found))


def likely(chance: float) -> str:
    """A chance as a reader takes it: no forecast is ever sure."""
    if chance < 0.01:
        return "under 1%"
    return "over 99%" if chance > 0.99 else words.percent(chance)


def _chance(row: KeyResultReview) -> Markup:
    if row.forecast is None or row.forecast.chance is None:
        return Markup("")
    aim = f"reaching {words.number(row.target, row.unit)}" if _has_target(row) else "being where it should"
    return Markup(', <b class="num">{}</b> chance of {}').format(likely(row.forecast.chance), aim)


def _has_target(row: KeyResultReview) -> bool:
    return row.kind in ("increase", "decrease") and row.target is not None


def _done_words(row: KeyResultReview) -> str:
    return "of the weeks in band" if row.kind in ("stay_above", "stay_below", "band") else "done"
