"""The key results of a scorecard with their grades, below each objective, and its own judgement after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from data.rules import results
from data.rules.calendar import Quarter
from data.rules.scorecard import KeyResultScore, ObjectiveScore, Preset
from pages.parts import grades, links, rows
from pages.quarter.grading import stories
from pages.quarter.grading.asked import Asked, Scored

CSS = stories.CSS + Markup("""
.card { width: 100%; border-collapse: collapse; table-layout: fixed; font-variant-numeric: tabular-nums; }
.card :is(th, td) { text-align: left; vertical-align: top; padding: 0.5rem 1.1rem 0.55rem 0; border: 0;
  font-weight: 400; }
.card :is(th, td):first-child { padding-left: 0.7rem; } .card :is(th, td):last-child { padding-right: 0.4rem; }
.card thead th { font-size: 0.76rem; color: var(--soft); padding-block: 0 0.25rem; white-space: nowrap; }
.card .grade { width: 11.2rem; } .card .value { width: 13.5rem; } .card .why { width: 21%; }
.card .first { width: 12.5rem; } .card .act { width: 5.4rem; text-align: right;
  white-space: nowrap; }
.card tbody tr { border-top: 1px solid var(--line); }
.card small { display: block; font-size: 0.83rem; line-height: 1.35; color: var(--soft); margin-top: 0.1rem; }
.card td > b, .card .badge + .num { font-weight: 650; } .card .title > a { font-weight: 600; text-decoration: none; }
.card .title > a:hover { text-decoration: underline; } .okr .card .note-given { margin: 0.25rem 0 0; max-width: 46rem;
  font-size: 0.92rem; line-height: 1.4; }
.card .bar { display: block; height: 0.4rem; margin: 0.5rem 0 0.2rem; max-width: 11rem; }
.card .objective > th { padding: 1.5rem 0 0.45rem; } .card tbody:first-of-type .objective > th { padding-top: 0.7rem; }
.card .objective h3 { font-size: 1.12rem; font-weight: 650; line-height: 1.3; margin: 0; padding: 0; }
.card .objective small { max-width: 60rem; } .card .over > :not(:first-child) { opacity: 0.65; }
.card .over .title > a { text-decoration: line-through; }
.card tr.judged { background: var(--wash); } .card tr.judged .title { font-weight: 600; }
.card .suggested .badge { font-weight: 400; } .card tr.open { box-shadow: inset 3px 0 var(--accent); }
.card .act a { color: var(--accent); font-weight: 600; text-decoration: none; padding: 0.15rem 0.35rem;
  border: 1px solid var(--line); border-radius: 6px; } .card .act a:hover { border-color: var(--accent); }
.card .tag { border: 1px solid; border-radius: 4px; padding: 0 0.3rem; font-size: 0.74rem; color: var(--soft); }
@media (min-width: 1600px) { .card .value { width: 17rem; } .card .first { width: 17rem; } .card .why { width: 24%; } }
@media screen and (max-width: 900px) {
  .card, .card tbody { display: block; } .card thead { display: none; }
  .card tbody tr { display: flex; flex-wrap: wrap; gap: 0.2rem 1.5rem; padding: 0.6rem 0; }
  .card tbody tr > * { padding: 0 0.5rem !important; width: auto !important; } .card .title { flex: 1 0 100%; }
}
@media print { .card tr { break-inside: avoid; } .card .act { display: none; } }
""")

_HIDDEN = Markup('<span class="soft">confidential</span>')
_COLUMNS = Markup(
    "<colgroup><col class=grade><col class=title><col class=value><col class=why><col class=first><col class=act>"
    "</colgroup>"
)
_HEAD = Markup(
    '<thead><tr><th scope="col" class="grade">Grade</th><th scope="col" class="title">Key result</th>'
    '<th scope="col" class="value">Final value</th><th scope="col" class="why">Suggested</th>'
    '<th scope="col" class="first">As first worded</th><th scope="col" class="act"></th></tr></thead>'
)


def tables(at: Asked, quarter: Quarter) -> tuple[Markup, Markup]:
    """The table up to the row that is being graded, and the rest of it; without such a row all is in the first."""
    before: list[Markup] = []
    after: list[Markup] = []
    found = before
    for row, drawn in _rows(at, quarter):
        found.append(drawn)
        if row is not None and row is at.graded:
            found = after
    return _table(before, _HEAD), _table(after, Markup(""))


def _table(lines: Sequence[Markup], head: Markup) -> Markup:
    if not lines:
        return Markup("")
    return Markup('<table class="card">{}{}<tbody>{}</tbody></table>').format(_COLUMNS, head, Markup("").join(lines))


def _rows(at: Asked, quarter: Quarter) -> Iterator[tuple[Scored | None, Markup]]:
    for objective in at.card.objectives:
        yield None, _heading(objective, at)
        for row in at.card.of_objective(objective.objective):
            yield row, _key_result(row, at, quarter)
        yield objective, _judgement(objective, at)


def _heading(objective: ObjectiveScore, at: Asked) -> Markup:
    whose = ", ".join(filter(None, (at.name(objective.owner) if objective.owner else None, objective.team)))
    return Markup(
        '<tr class="objective"><th colspan="6" scope="rowgroup"><h3>{}</h3><small>{}</small>{}</th></tr>'
    ).format(objective.title, " · ".join(filter(None, (whose, objective.why))), stories.reworded(objective, at))


def _key_result(row: KeyResultScore, at: Asked, quarter: Quarter) -> Markup:
    preset = at.card.preset
    css = "over" if row.cancelled else "open" if row is at.graded else ""
    return Markup(
        '<tr class="{}"><td class="grade">{}</td><td class="title" role="rowheader">{}</td><td class="value">{}</td>'
        '<td class="why">{}</td><td class="first">{}</td><td class="act">{}</td></tr>'
    ).format(
        css,
        _grade(row, at),
        _title(row, at, quarter),
        _HIDDEN if _is_hidden(row, at) else _value(row),
        _suggested(row, preset),
        _first(row, preset),
        _act(row, at),
    )


def _judgement(objective: ObjectiveScore, at: Asked) -> Markup:
    """The objective itself, after its key results."""
    preset = at.card.preset
    note = _note(objective)
    return Markup(
        '<tr class="judged {}"><td class="grade">{}</td><td class="title" role="rowheader" colspan="2">'
        'The objective{}</td><td class="why" colspan="2">{}</td><td class="act">{}</td></tr>'
    ).format(
        "open" if objective is at.graded else "",
        _grade(objective, at),
        note,
        _suggested(objective, preset),
        _act(objective, at),
    )


def _grade(row: Scored, at: Asked) -> Markup:
    css = "" if row.given else "suggested"
    badge = Markup('<span class="{}">{}</span>').format(css, grades.badge(row.result, at.card.preset, row.score))
    if row.given:
        return badge + rows.small(f"by {at.name(row.given.by)}" if row.given.by else None)
    return badge + rows.small("suggested" if row.grade else None)


def _title(row: KeyResultScore, at: Asked, quarter: Quarter) -> Markup:
    weight = f"weight {row.weight:g}" if row.weight != 1 else None
    about = " · ".join(filter(None, (at.name(row.owner) if row.owner else "no owner", row.commitment, weight)))
    secret = Markup(" <span class=tag>confidential</span>") if row.confidential else ""
    link = links.link(row.title, "/kr", kr=row.key_result)
    if _is_hidden(row, at):
        return Markup("{}{}{}").format(link, secret, rows.small(about))
    story = stories.story(row, at, quarter)
    return Markup("{}{}{}{}{}").format(link, secret, rows.small(about), _note(row), story)


def _is_hidden(row: KeyResultScore, at: Asked) -> bool:
    return at.is_company and row.confidential


def _note(row: Scored) -> Markup:
    if row.given is None or not row.given.note:
        return Markup("")
    return Markup('<p class="note-given">{}</p>').format(row.given.note)


def _value(row: KeyResultScore) -> Markup:
    now, goal = results.ended(row)
    bar = rows.bar(row.progress, None, row.last.suggested.why) if row.progress is not None else ""
    return Markup("<b>{}</b>{}{}").format(now, goal, bar)


def _suggested(row: Scored, preset: Preset) -> Markup:
    """Why; and the suggestion itself where somebody gave another one."""
    suggested = row.suggested
    is_other = row.given is not None and (row.given.grade, row.given.score) != (suggested.grade, suggested.score)
    badge = grades.badge(suggested.grade or "ungraded", preset, suggested.score) if is_other else ""
    return Markup("{}{}").format(badge, rows.small(suggested.why))


def _first(row: KeyResultScore, preset: Preset) -> Markup:
    """What the first wording would give, where it was another one."""
    if row.first == row.last or row.cancelled:
        return Markup('<span class="soft" title="worded as it was approved">–</span>')
    suggested, is_reworded = row.first.suggested, row.first.measure == row.last.measure
    return Markup('<span class="suggested">{}</span>{}').format(
        grades.badge(suggested.grade or "ungraded", preset, suggested.score),
        rows.small("reworded, the same measure" if is_reworded else row.first.measure),
    )


def _act(row: Scored, at: Asked) -> Markup:
    if not at.may_write or row.result == "cancelled" or row is at.graded:
        return Markup("")
    label = "change" if row.given else "grade" if isinstance(row, KeyResultScore) else "judge"
    return Markup('<a data-page href="{}" aria-label="{} {}">{}</a>').format(at.form_of(row), label, row.title, label)
