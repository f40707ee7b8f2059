"""Key results as the rows of a table, under the headings of their objectives: the board, and any page that lists key results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from data.rules import calendar, words
from data.rules.calendar import Quarter
from data.rules.okr import Milestone, Person
from data.rules.review import KeyResultReview, ObjectiveReview
from pages.parts import links, statuses, strip, values

CSS = (
    strip.CSS
    + """
.krs { width: 100%; border-collapse: collapse; table-layout: fixed; }
.krs th, .krs td { text-align: left; vertical-align: top; padding: 0.5rem 0.9rem 0.55rem 0; border: 0; }
.krs th:last-child, .krs td:last-child { padding-right: 0; }
.krs thead th { font-size: 0.78rem; font-weight: 500; color: var(--soft); padding-block: 0 0.3rem; white-space: nowrap; }
.krs tbody tr { border-top: 1px solid var(--line); }
.krs small { display: block; font-size: 0.83rem; color: var(--soft); line-height: 1.35; margin-top: 0.1rem; }
.krs small.good { color: var(--good); } .krs small.bad { color: var(--bad); }
.krs b { font-weight: 650; }
.krs .bar { display: block; margin-top: 0.45rem; max-width: 13rem; height: 0.4rem; }
.krs .value > .bar + small { margin-top: 0.35rem; }
.krs .goal { color: var(--soft); }
.krs .title > a { font-weight: 550; text-decoration: none; overflow-wrap: break-word; }
.krs .title > a:hover { text-decoration: underline; }
.krs .status { width: 6.6rem; padding-left: 0.7rem; } .krs .value { width: 14.5rem; } .krs .change { width: 6rem; }
.krs .sure { width: 6.3rem; } .krs .weeks { width: 12rem; } .krs .heading { width: 12.5rem; }
.krs tr.discuss { box-shadow: inset 3px 0 var(--bad); }
.krs .tag { font-size: 0.74rem; font-weight: 600; border: 1px solid currentcolor; border-radius: 999px; padding: 0 0.45rem;
  margin-left: 0.4rem; white-space: nowrap; color: var(--soft); }
.krs .tag.bad { color: var(--bad); }
.krs .over > :not(.status) { opacity: 0.72; }
.krs .objective > th { padding: 1.5rem 0 0.55rem; font-weight: 400; }
.krs tbody:first-of-type .objective > th { padding-top: 0.7rem; }
.krs .objective div { display: flex; align-items: baseline; justify-content: space-between; gap: 0.1rem 2rem; }
.krs .objective h3 { font-size: 1.06rem; font-weight: 650; line-height: 1.3; margin: 0; padding: 0; }
.krs .objective small { max-width: 56rem; }
.krs .objective .whose { white-space: nowrap; font-size: 0.83rem; color: var(--soft); }
.krs .objective .bar { display: inline-block; width: 7rem; margin: 0 0.4rem 0 0.8rem; }
@media (min-width: 1600px) {
  .krs .value { width: 18rem; } .krs .heading { width: 15rem; } .krs .bar { max-width: 16rem; }
}
@media (max-width: 900px) {
  .krs, .krs tbody { display: block; } .krs thead { display: none; }
  .krs tbody tr { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; padding: 0.7rem 0 0.8rem; }
  .krs td, .krs th, .krs td:last-child { padding: 0; width: auto !important; }
  .krs .title, .krs .objective > th { flex: 1 0 100%; } .krs tr.discuss { padding-left: 0.8rem; }
  .krs .status { order: -1; flex: 1 0 100%; } .krs .value { flex: 1 0 100%; }
  .krs .status small { display: inline; margin-left: 0.4rem; }
  .krs .objective div { display: block; } .krs .objective .bar { margin-left: 0; }
}
@media print {
  .krs { font-size: 7.5pt; line-height: 1.25; } .krs small, .krs .objective .whose { font-size: 6.5pt; }
  .krs th, .krs td { padding: 1.5pt 4pt 2pt 0; } .krs .objective > th { padding: 5pt 0 2pt; } .krs .objective h3 { font-size: 9pt; }
  .krs tr { break-inside: avoid; } .krs .bar, .krs .strip, .krs .strip i { print-color-adjust: exact; }
  .krs .status { width: 11%; } .krs .value { width: 17%; } .krs .change, .krs .sure { width: 8%; }
  .krs .weeks { width: 15%; } .krs .heading { width: 14%; } .krs .objective small { display: none; }
}
"""
)

_HEAD = Markup(
    '<thead><tr><th class="status">Status</th><th class="title">Key result</th><th class="value">Value → target</th>'
    '<th class="change">Since last week</th><th class="sure">Confidence</th><th class="weeks">Weeks 1–{}</th>'
    '<th class="heading">Heading for</th></tr></thead>'
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows share: the week and its quarter, people by e-mail, milestones and due dates by key result.

    `silent_word` is what silence is called: "due" before the deadline.
    """

    week: date
    quarter: Quarter
    people: Mapping[str, Person]
    milestones: Mapping[str, Sequence[Milestone]]
    due: Mapping[str, date]
    silent_word: str = "silent"

    @property
    def sunday(self) -> date:
        return calendar.sunday(self.week)

    def name(self, email: str | None) -> str | None:
        return self.people[email].name if email in self.people else email


Section = tuple[ObjectiveReview | None, Sequence[KeyResultReview]]


def table(sections: Iterable[Section], context: Context) -> Markup:
    """Key results in sections, each under its objective's heading; a section without an objective has none."""
    head = _HEAD.format(len(context.quarter.weeks))
    bodies = Markup("").join(_section(objective, rows, context) for objective, rows in sections)
    return Markup('<table class="krs">{}{}</table>').format(head, bodies)


def bar(done: float | None, expected: float | None = None, label: str = "") -> Markup:
    """Progress 0..1 as a bar, drawn clamped, with a mark where it is expected to be; only the mark while unknown."""
    fill = Markup('<b style="width:{}%"></b>').format(_percent(done)) if done is not None else ""
    mark = Markup('<u style="left:{}%"></u>').format(_percent(expected)) if expected is not None else ""
    return Markup('<span class="bar" role="img" title="{}">{}{}</span>').format(label, fill, mark)


def _section(objective: ObjectiveReview | None, rows: Sequence[KeyResultReview], context: Context) -> Markup:
    heading = objective_heading(objective, context) if objective else ""
    return Markup("<tbody>{}{}</tbody>").format(heading, Markup("").join(row(each, context) for each in rows))


def objective_heading(objective: ObjectiveReview, context: Context) -> Markup:
    """An objective as a row across the table: title, why, owner, team and the progress of its key results."""
    done = words.percent(objective.progress) if objective.progress is not None else "no progress known yet"
    known = bar(objective.progress, label=f"{done} done") if objective.progress is not None else ""
    whose = ", ".join(each for each in (context.name(objective.owner), objective.team) if each)
    return Markup(
        '<tr class="objective"><th colspan="7" scope="rowgroup"><div><h3>{}</h3>'
        '<span class="whose">{} {} <span class="num">{}</span></span></div>{}</th></tr>'
    ).format(objective.title, whose, known, done, _small(objective.why))


def row(row: KeyResultReview, context: Context) -> Markup:
    """One key result: status, title, value, change, confidence, weeks, forecast."""
    css = " ".join(name for name, is_so in (("discuss", row.discuss), ("over", row.status == "cancelled")) if is_so)
    cells = (_status, _title, _value, _change, _confidence, _weeks, _heading)
    return Markup('<tr class="{}">{}</tr>').format(css, Markup("").join(cell(row, context) for cell in cells))


def _status(row: KeyResultReview, context: Context) -> Markup:
    word = context.silent_word if row.status == "silent" else None
    was = row.previous_status if row.previous_status != row.status else None
    return _cell("status", statuses.badge(row.status, word), _small(was and f"was {was}"))


def _title(row: KeyResultReview, context: Context) -> Markup:
    link = links.link(row.title, "/kr", kr=row.key_result)
    discuss = (
        Markup(' <span class="tag bad" title="{}">discuss</span>').format(row.discuss_reason) if row.discuss else ""
    )
    secret = Markup(' <span class="tag">confidential</span>') if row.confidential else ""
    return _cell("title", link, discuss, secret, _small(_under_title(row, context)))


def _under_title(row: KeyResultReview, context: Context) -> Markup:
    owner = context.name(row.owner) or "no owner yet"
    if not row.flags:
        return escape(owner)
    first, *others = row.flags
    more = Markup(' <span title="{}">and {} more</span>').format(
        "\n".join(f"{flag.flag}: {flag.reason}" for flag in others), len(others)
    )
    return Markup("{} · <b>{}</b>: {}{}").format(owner, first.flag, first.reason, more if others else "")


def _value(row: KeyResultReview, context: Context) -> Markup:
    now, goal = values.standing(row, context.milestones.get(row.key_result, ()), context.sunday)
    numbers = Markup('<b class="num">{}</b><span class="goal">{}</span>').format(now, goal)
    has_way = row.kind in ("increase", "decrease", "milestones") and row.progress is not None
    drawn = bar(row.progress, row.expected_progress, values.done_and_expected(row)) if has_way else ""
    return _cell("value", numbers, drawn, _small("; ".join(_about_value(row))))


def _about_value(row: KeyResultReview) -> Iterable[str]:
    """What a reader must know to believe the value."""
    if lack := values.missing(row):
        yield lack
    if share := values.weeks_in_band(row):
        yield share
    if (
        row.value is not None
        and row.value_as_of
        and not values.has_news(row)
        and row.status not in ("done", "cancelled")
    ):
        yield f"as of {words.day(row.value_as_of)}"
    if row.kpi_value is not None and row.kpi_value != row.value:
        yield f"the KPI reads {words.number(row.kpi_value, row.unit)}"


def _change(row: KeyResultReview, context: Context) -> Markup:
    if row.kind == "milestones":
        count = values.newly_done(context.milestones.get(row.key_result, ()), context.sunday)
        change = f"+{count}" if count else None
    elif not values.has_news(row) or row.change is None:
        return _cell("change", Markup('<span class="soft">–</span>'))
    else:
        change = words.change(row.change) if row.change else None
    if change is None:
        return _cell("change", Markup('<span class="soft">no change</span>'))
    word, css = {True: ("better", "good"), False: ("worse", "bad"), None: ("", "")}[values.is_better(row)]
    return _cell("change", Markup('<b class="num {}">{}</b>').format(css, change), _small(word, css))


def _confidence(row: KeyResultReview, _: Context) -> Markup:
    now, before = row.confidence, row.previous_confidence
    if now is None:
        return _cell("sure", Markup('<span class="soft">–</span>'))
    moved = before is not None and before != now
    known = Markup('<span class="num{}">{}</span>').format(
        " soft" if row.update is None else "", words.number(now, "%")
    )
    if not moved:
        return _cell("sure", known, _small("last known" if row.update is None and row.status == "silent" else None))
    arrow, css = ("↑", "good") if now > before else ("↓", "bad")
    return _cell("sure", known, _small(f"{arrow} from {words.number(before, '%')}", css))


def _weeks(row: KeyResultReview, context: Context) -> Markup:
    return _cell("weeks", strip.strip(row.strip, context.quarter))


def _heading(row: KeyResultReview, context: Context) -> Markup:
    due = context.due.get(row.key_result, context.quarter.end)
    if row.status in ("done", "cancelled"):
        return _cell("heading")
    if row.forecast:
        lands, when = values.landing(row.forecast, row.unit, due)
        known = Markup('<span class="num" title="{}">{}</span>').format(values.interval(row.forecast, row.unit), lands)
        return _cell("heading", known, _small(when))
    upcoming = values.next_milestone(context.milestones.get(row.key_result, ()), context.sunday)
    if upcoming:
        return _cell("heading", upcoming[0], _small(upcoming[1]))
    return _cell(
        "heading", Markup('<span class="soft" title="{}">no forecast</span>').format(row.forecast_reason or "")
    )


def _cell(css: str, *parts: Markup | str) -> Markup:
    return Markup('<td class="{}">{}</td>').format(css, Markup("").join(parts))


def _small(text: Markup | str | None, css: str = "") -> Markup:
    return Markup('<small class="{}">{}</small>').format(css, text) if text else Markup("")


def _percent(share: float) -> int:
    return round(min(max(share, 0.0), 1.0) * 100)
