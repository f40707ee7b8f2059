"""Where one is in the year and in the quarter: the year's quarters as links, the quarter's weeks with their steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from data.quarter.planning import Planned, Planning
from data.rules import calendar, values, words
from data.rules.calendar import Quarter
from pages.quarter.calendar import parts

CSS = Markup("""
.okr .year { display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: 0.7rem;
  margin: 0.5rem 0 0; }
.okr .year > a { text-decoration: none; white-space: nowrap; }
.okr .year ol { position: relative; display: grid; grid-template-columns: repeat(4, 1fr); gap: 3px; list-style: none;
  margin: 0; padding: 0; }
.okr .year li { margin: 0; }
.year li a { display: flex; gap: 0.2rem 0.7rem; flex-wrap: wrap; align-items: baseline; text-decoration: none;
  padding: 0.2rem 0.6rem; border-radius: 5px; background: var(--wash); border-bottom: 2px solid transparent; }
.year li a[aria-current] { border-color: var(--accent); } .year li a[aria-current] b { font-weight: 700; }
.year li b { font-weight: 500; } .year small { color: var(--soft); }
.year .today { position: absolute; top: -3px; bottom: -3px; width: 2px; background: var(--accent); }
.okr .weeks { display: grid; grid-auto-columns: minmax(0, 1fr); grid-auto-flow: column; list-style: none;
  margin: 1.2rem 0 0.4rem; padding: 0; border-top: 1px solid var(--line); }
.okr .weeks > li { margin: 0; padding: 0.25rem 0.2rem 0.3rem 0.3rem; border-left: 1px solid var(--line);
  position: relative; min-height: 6.2rem;
  font-size: 0.72rem; line-height: 1.25; border-bottom: 1px solid var(--line); min-width: 0; }
.okr .weeks > li:last-child { border-right: 1px solid var(--line); }
.weeks b { font-size: 0.95rem; } .weeks > li > small { color: var(--soft); white-space: nowrap; font-size: inherit; }
.weeks .shared { display: block; }
.weeks .gone { background: var(--wash); }
.okr .weeks .is-now { box-shadow: inset 0 3px 0 var(--accent); } .weeks .is-now > em { color: var(--accent);
  font-style: normal; font-weight: 650; position: absolute; right: 0.3rem; top: -1.15rem; }
.weeks a { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden;
  text-decoration: none; margin-top: 0.25rem; hyphens: auto; padding-left: 0.2rem;
  border-left: 2px solid currentcolor; }
.okr .weeks a.done { color: var(--soft); } .okr .weeks a.this-week { color: var(--accent); font-weight: 650; }
.okr .weeks a.overdue { color: var(--bad); font-weight: 650; } .okr .weeks a.annual { border-left-style: dotted; }
@media screen and (max-width: 900px) {
  .okr .weeks { grid-auto-flow: row; grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .okr .weeks > li { min-height: 0; } .okr .weeks .is-now > em { position: static; float: right; }
  .okr .year { grid-template-columns: auto auto; } .okr .year ol { grid-row: 2; grid-column: 1 / -1;
    grid-template-columns: repeat(2, 1fr); } .year .today { display: none; }
}
""")


def year(shown: Quarter, today: date) -> Markup:
    """The four quarters of the shown one's fiscal year, today marked among them, and the ways to other years."""
    first = shown
    while first.number > 1:
        first = first.previous
    quarters = (first, first.next, first.next.next, first.next.next.next)
    whole = (quarters[-1].end - first.start).days + 1
    gone = (today - first.start).days / whole
    mark = Markup('<span class="today" style="left:{:.1%}" title="today"></span>').format(gone) if 0 <= gone < 1 else ""
    before, after = first.previous, quarters[-1].next
    return Markup(
        '<nav class="year" aria-label="Quarters"><a data-page href="{}">‹ {}</a><ol>{}{}</ol>'
        '<a data-page href="{}">{} ›</a></nav>'
    ).format(
        parts.here(before),
        before,
        Markup("").join(_quarter(each, each == shown) for each in quarters),
        mark,
        parts.here(after),
        after,
    )


def _quarter(quarter: Quarter, is_shown: bool) -> Markup:
    return Markup('<li><a data-page href="{}"{}><b>{}</b> <small>{} – {}</small></a></li>').format(
        parts.here(quarter),
        Markup(' aria-current="true"') if is_shown else "",
        quarter,
        values.short_day(quarter.start),
        values.short_day(quarter.end),
    )


def weeks(of: Planning) -> Markup:
    """The quarter's weeks in a row, each with the steps that fall in it; the running one is marked."""
    columns = (_week(monday, number, of) for number, monday in enumerate(of.quarter.weeks, 1))
    return Markup('<ol class="weeks" aria-label="Weeks of {}">{}</ol>').format(of.quarter, Markup("").join(columns))


def _week(monday: date, number: int, of: Planning) -> Markup:
    is_now = monday == of.week
    css = "is-now" if is_now else "gone" if monday < of.week else ""
    now = Markup("<em>now</em>") if is_now else ""
    steps = [step for step in (*of.steps, *of.after) if step.dated.week == monday]
    return Markup('<li class="{}"{}>{}<b>{}</b> <small>{}</small>{}</li>').format(
        css,
        Markup(' aria-current="date"') if is_now else "",
        now,
        number,
        values.short_day(monday),
        _shared(monday, of.quarter) + Markup("").join(_steps(steps)),
    )


def _shared(monday: date, quarter: Quarter) -> Markup:
    """The last week is mostly also the next quarter's first."""
    if monday != quarter.next.weeks[0]:
        return Markup("")
    return Markup('<small class="shared">1 of {}</small>').format(quarter.next)


def _steps(steps: Sequence[Planned]) -> Iterator[Markup]:
    for step in steps:
        css = f"{step.state.replace(' ', '-')} {step.dated.calendar}"
        yield Markup('<a data-page href="{}" class="{}" title="{}: {}">{} {}</a>').format(
            parts.here(step.dated.quarter, step.step),
            css,
            step.dated.step.title,
            parts.in_words(step),
            parts.glyph(step.state),
            step.dated.step.title,
        )


def told(of: Planning) -> str:
    """Where the running week lies, in a sentence: "Week 12 of 14: FY23 Q1 is being planned."."""
    if of.number is None:
        return "is over" if of.quarter.end < of.week else f"is to come, from {words.day(of.quarter.start)}"
    where = f"week {of.number} of {len(of.quarter.weeks)}, {_span(of.week)}"
    begins = next(
        (step.dated for step in of.steps if step.dated.calendar == "quarterly" and not step.dated.is_kick_off), None
    )
    if begins is None:
        return where
    if of.week < begins.week:
        return f"{where} · planning of {begins.plans} begins on {values.short_day(begins.week)}"
    return f"{where} · {begins.plans} is being planned"


def _span(week: date) -> str:
    return f"{values.short_day(week)} – {values.short_day(calendar.sunday(week))}"
