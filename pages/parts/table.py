"""Key results as a table, under the headings of their objectives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from data.rules import words
from data.rules.review import KeyResultReview, ObjectiveReview
from pages.parts import rows, strip
from pages.parts.rows import Context

CSS = strip.CSS + Markup("""
.krs { width: 100%; border-collapse: collapse; table-layout: fixed; font-variant-numeric: tabular-nums; }
.krs th, .krs td { text-align: left; vertical-align: top; padding: 0.42rem 0.9rem 0.5rem 0; border: 0; }
.krs :is(th, td):first-child { padding-left: 0.7rem; } .krs :is(th, td):last-child { padding-right: 0; }
.krs thead th { font-size: 0.76rem; font-weight: 500; padding-block: 0 0.25rem; white-space: nowrap; }
.krs .status { width: 7.5rem; } .krs .value { width: 13.8rem; } .krs .change { width: 6.1rem; }
.krs .sure { width: 6rem; } .krs .weeks { width: 11.7rem; } .krs .heading { width: 12.2rem; }
.krs tbody tr { border-top: 1px solid var(--line); }
.krs small { display: block; font-size: 0.83rem; line-height: 1.35; margin-top: 0.1rem; }
.krs b { font-weight: 650; } .krs em { font-style: normal; }
.krs thead th, .krs small, .krs td:nth-child(3), .krs .tag { color: var(--soft); }
.krs td:nth-child(3) b, .krs em { color: var(--ink); }
.krs .good small, .krs small.good { color: var(--good); } .krs .bad small, .krs small.bad { color: var(--bad); }
.krs .badge { font-size: 0.95em; } .krs td:first-child, .krs td:last-child { white-space: nowrap; }
.krs td:nth-child(2) > a { font-weight: 600; text-decoration: none; overflow-wrap: break-word; }
.krs td:nth-child(2) > a:hover { text-decoration: underline; }
.krs td:nth-child(2) > small { display: -webkit-box; overflow: hidden;
  -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
.krs .bar { display: block; height: 0.4rem; margin: 0.5rem 0 0.3rem; max-width: 13rem; }
.krs .discuss > :first-child { box-shadow: inset 3px 0 var(--bad); }
.krs .over > :not(:first-child) { opacity: 0.7; } .krs .over td:nth-child(2) > a { text-decoration: line-through; }
.krs .tag { border: 1px solid; border-radius: 4px; padding: 0 0.3rem; font-size: 0.74rem; }
.krs .objective > th { padding: 1.4rem 0 0.5rem; font-weight: 400; }
.krs tbody:first-of-type .objective > th { padding-top: 0.6rem; }
.krs .objective div { display: flex; align-items: baseline; justify-content: space-between; gap: 0.1rem 2rem; }
.krs .objective h3 { font-size: 1.08rem; font-weight: 650; line-height: 1.3; margin: 0; padding: 0; }
.krs .objective small { max-width: 60rem; }
.krs .whose { white-space: nowrap; font-size: 0.85rem; color: var(--soft); }
.krs .whose .bar { display: inline-block; width: 7rem; margin: 0 0.4rem 0 0.8rem; }
@media (min-width: 1600px) {
  .krs .value { width: 17rem; } .krs .heading { width: 15rem; }
  .krs .change { width: 7rem; } .krs .sure { width: 8rem; }
  .krs .bar { max-width: 15rem; }
}
@media screen and (max-width: 900px) {
  .krs, .krs tbody { display: block; } .krs thead { display: none; }
  .krs tbody tr { display: flex; flex-wrap: wrap; gap: 0.35rem 1.5rem; padding: 0.7rem 0 0.8rem; }
  .krs tbody tr > * { padding: 0 !important; }
  .krs tbody tr > :nth-child(-n + 3) { flex: 1 0 100%; }
  .krs tbody .discuss { box-shadow: inset 3px 0 var(--bad); padding-left: 0.8rem; }
  .krs .discuss > :first-child { box-shadow: none; } .krs td:first-child small { display: inline; margin-left: 0.4rem; }
  .krs td::before { display: block; font-size: 0.74rem; color: var(--soft); }
  .krs td:nth-child(4)::before { content: "Week on week"; } .krs td:nth-child(5)::before { content: "Confidence"; }
  .krs td:nth-child(6)::before { content: "Weeks"; } .krs td:nth-child(7)::before { content: "Heading for"; }
  .krs tbody .objective { padding-top: 1.4rem; } .krs .objective div { display: block; }
  .krs .whose { white-space: normal; }
}
@media print {
  .krs { font-size: 6.8pt; line-height: 1.15; } .krs small, .krs .whose, .krs thead th, .krs .tag { font-size: 6pt; }
  .krs tr { break-inside: avoid; } .krs .bar *, .krs .strip i::before { print-color-adjust: exact; }
  .krs th, .krs td { padding: 1pt 4pt 1pt 0; } .krs .bar { margin: 1.5pt 0; height: 3pt; }
  .krs small { margin: 0; } .krs td:nth-child(2) > small { -webkit-line-clamp: 1; }
  .krs .status { width: 10.5%; } .krs .value { width: 16%; } .krs .change, .krs .sure { width: 7.5%; }
  .krs .weeks { width: 13.5%; } .krs .heading { width: 14.5%; } .krs thead th { white-space: normal; }
  .krs .strip { --week: 5.3pt; } .krs .strip i { height: 4.4pt; }
  .krs .objective > th { padding: 3pt 0 1pt; } .krs .objective h3 { font-size: 8pt; }
  .krs .objective small { display: none; }
}
""")

_HEAD = Markup(
    '<thead><tr><th scope="col" class="status">Status</th><th scope="col">Key result</th>'
    '<th scope="col" class="value">Value → target</th><th scope="col" class="change">Week on week</th>'
    '<th scope="col" class="sure">Confidence</th><th scope="col" class="weeks">Weeks {} to {}</th>'
    '<th scope="col" class="heading">Heading for</th></tr></thead>'
)

Section = tuple[ObjectiveReview | None, Sequence[KeyResultReview]]


def table(sections: Iterable[Section], context: Context) -> Markup:
    """Key results in sections, each under its objective's heading; a section without an objective has none."""
    weeks = context.quarter.review_weeks
    head = _HEAD.format(*map(context.quarter.week_number, (weeks[0], weeks[-1])))
    bodies = Markup("").join(_section(objective, found, context) for objective, found in sections)
    return Markup('<table class="krs">{}{}</table>').format(head, bodies)


def _section(objective: ObjectiveReview | None, found: Sequence[KeyResultReview], context: Context) -> Markup:
    heading = _heading(objective, context) if objective else ""
    return Markup("<tbody>{}{}</tbody>").format(heading, Markup("").join(rows.row(each, context) for each in found))


def _heading(objective: ObjectiveReview, context: Context) -> Markup:
    """An objective as a row across the table: title and why, owner, team and the progress of its key results."""
    whose = ", ".join(each for each in (context.name(objective.owner), objective.team) if each)
    done = "no progress known yet" if objective.progress is None else f"{words.percent(objective.progress)} done"
    bar = rows.bar(objective.progress, None, done)
    return Markup(
        '<tr class="objective"><th colspan="7" scope="rowgroup"><div><h3>{}</h3>'
        '<span class="whose">{}{}<span class="num">{}</span></span></div>{}</th></tr>'
    ).format(objective.title, whose, bar, done, rows.small(objective.why))
