"""One key result as a row of seven cells: status, title, value, change, confidence, weeks, and where it is heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from data.rules import calendar, values, words
from data.rules.calendar import Quarter
from data.rules.okr import Person
from data.rules.pace import PACED_KINDS
from data.rules.review import Flag, KeyResultReview
from pages.parts import links, statuses, strip

_DISCUSSED, _OVER = Markup("<tr class=discuss>{}</tr>"), Markup("<tr class=over>{}</tr>")
_PLAIN = Markup("<tr>{}</tr>")


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of a week share: people by e-mail.

    `is_running`: the week's deadline is still to come, so that nobody is silent yet.
    """

    week: date
    quarter: Quarter
    people: Mapping[str, Person]
    is_running: bool

    @property
    def sunday(self) -> date:
        return calendar.sunday(self.week)

    @property
    def silent_word(self) -> str:
        return "due" if self.is_running else "silent"

    def needs_discussion(self, row: KeyResultReview) -> bool:
        return row.discuss and not (self.is_running and row.discuss_reason == "silent")

    def reasons(self, row: KeyResultReview) -> list[Flag]:
        """The reasons to look at a key result, those to discuss it first; before the deadline its silence is none."""
        first = row.discuss_reasons if self.needs_discussion(row) else ()
        found = {flag.flag: flag for flag in (*first, *row.flags)}
        return [flag for flag in found.values() if not (self.is_running and flag.flag == "silent")]

    def name(self, email: str | None) -> str | None:
        return self.people[email].name if email and email in self.people else email


def row(row: KeyResultReview, context: Context) -> Markup:
    """A table row; one that Monday should discuss carries a mark at its edge and the word."""
    tag = _DISCUSSED if context.needs_discussion(row) else _OVER if row.status == "cancelled" else _PLAIN
    cells = (_status, _title, _value, _change, _confidence, _weeks, _heading)
    return tag.format(Markup("").join(cell(row, context) for cell in cells))


def bar(done: float | None, expected: float | None, label: str) -> Markup:
    """Progress 0..1 as a bar, drawn clamped, with a mark where it is expected to be; empty while unknown."""
    fill = Markup("<b style=width:{}%></b>").format(_percent(done)) if done is not None else ""
    mark = Markup("<u style=left:{}%></u>").format(_percent(expected)) if expected is not None else ""
    return Markup('<span class=bar role=img title="{}">{}{}</span>').format(label, fill, mark)


def small(text: Markup | str | None, css: str | None = None) -> Markup:
    """The quieter second line of a cell; nothing without text."""
    if not text:
        return Markup("")
    return Markup("<small class={}>{}</small>").format(css, text) if css else Markup("<small>{}</small>").format(text)


def _status(row: KeyResultReview, context: Context) -> Markup:
    word = context.silent_word if row.status == "silent" else None
    has_moved = row.previous_status not in (None, row.status)
    return _cell(statuses.badge(row.status, word), small(f"was {row.previous_status}" if has_moved else None))


def _title(row: KeyResultReview, context: Context) -> Markup:
    secret = Markup(" <span class=tag>confidential</span>") if row.confidential else ""
    title = links.link(row.title, "/kr", kr=row.key_result)
    return Markup("<td role=rowheader>{}{}{}</td>").format(title, secret, small(_about(row, context)))


def _about(row: KeyResultReview, context: Context) -> Markup:
    """Whether to discuss it, whose it is, and the first reason to look at it."""
    mark = Markup("<b class=bad>discuss</b> · ")
    reasons = context.reasons(row)
    return Markup("{}{}{}").format(
        mark if context.needs_discussion(row) else "",
        context.name(row.owner) or "no owner yet",
        Markup(" · {}").format(_told(reasons)) if reasons else "",
    )


def _told(reasons: Sequence[Flag]) -> Markup:
    first, *others = reasons
    told = Markup("<em>{}</em>: {}").format(first.flag, first.reason)
    if not others:
        return told
    more = "\n".join(f"{flag.flag}: {flag.reason}" for flag in others)
    return Markup('{} <span title="{}">(+{} more)</span>').format(told, more, len(others))


def _value(row: KeyResultReview, context: Context) -> Markup:
    now, goal = values.standing(row)
    has_way = row.kind in PACED_KINDS and row.progress is not None
    way = bar(row.progress, row.expected_progress, values.done_and_expected(row)) if has_way else ""
    return _cell(Markup("<b>{}</b>").format(now), goal, way, small(" · ".join(_beside_value(row))))


def _beside_value(row: KeyResultReview) -> Iterable[str]:
    """What a reader must know to believe the value."""
    if lack := values.missing(row):
        yield lack
    if weeks := values.weeks_in_band(row):
        yield weeks
    if row.value_as_of and not values.has_news(row) and row.status not in ("done", "cancelled"):
        yield f"as of {values.short_day(row.value_as_of)}"
    if row.kpi_value is not None and row.kpi_value != row.value:
        yield f"KPI: {words.number(row.kpi_value, row.unit)}"


def _change(row: KeyResultReview, context: Context) -> Markup:
    change = _moved_by(row, context)
    if not change:
        return _cell("–" if change is None else "same", css="soft")
    word, css = {True: ("better", "good"), False: ("worse", "bad"), None: (None, None)}[values.is_better(row)]
    return _cell(Markup("<b>{}</b>").format(words.change(change)), small(word), css=css)


def _moved_by(row: KeyResultReview, context: Context) -> float | None:
    """The week's change; None when the week has no value of its own."""
    if row.milestones:
        return values.newly_done(row, context.week)
    return row.change if values.has_news(row) else None


def _confidence(row: KeyResultReview, _: Context) -> Markup:
    now, before = row.confidence, row.previous_confidence
    if now is None or row.status == "cancelled":
        return _cell("–", css="soft")
    if row.update is None:
        return _cell(words.number(now, "%"), small("last known"), css="soft")
    if before is None or before == now:
        return _cell(words.number(now, "%"))
    arrow, css = ("↑", "good") if now > before else ("↓", "bad")
    return _cell(words.number(now, "%"), small(f"{arrow} from {words.number(before, '%')}", css))


def _weeks(row: KeyResultReview, context: Context) -> Markup:
    return _cell(strip.strip(row.strip, context.quarter))


def _heading(row: KeyResultReview, context: Context) -> Markup:
    if row.status in ("done", "cancelled"):
        return _cell("–", css="soft")
    if row.forecast:
        lands, when = values.landing(row.forecast, row.unit, row.due)
        return _cell(lands, small(when), title=values.interval(row.forecast, row.unit))
    upcoming = values.next_milestone(row, context.sunday)
    if upcoming:
        return _cell(upcoming[0], small(upcoming[1]))
    return _cell("no forecast", css="soft", title=row.forecast_reason)


def _cell(*parts: Markup | str, css: str | None = None, title: str | None = None) -> Markup:
    named = Markup("").join(
        Markup(' {}="{}"').format(name, text) for name, text in (("class", css), ("title", title)) if text
    )
    return Markup("<td{}>{}</td>").format(named, Markup("").join(parts))


def _percent(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * 100)
