"""What a reader of the board should hear first: what changed since last Monday, and who has not written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from data.rules import values
from data.rules.review import KeyResultReview, KpiReview, Movement, Review
from pages.parts import links, statuses
from pages.parts.rows import Context

AT_ONCE = 6  # what a glance takes in; the rest is below a fold

CSS = Markup("""
.news { display: grid; grid-template-columns: minmax(0, 1.75fr) minmax(0, 1fr); gap: 0 3rem; margin-top: 0.9rem;
  border-top: 1px solid var(--line); }
.okr .news h2 { margin: 0.75rem 0 0.35rem; font-size: 1.08rem; } .news p { margin: 0; }
.okr .news ul { margin: 0; padding: 0; list-style: none; }
.okr .news li { position: relative; margin: 0 0 0.2rem; padding-left: 1.35rem; }
.news .clamped { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.news li > .badge { position: absolute; left: 0; } .news summary { cursor: pointer; color: var(--soft); }
@media screen and (max-width: 900px) { .news { display: block; } }
@media print {
  .okr .news { margin-top: 4pt; grid-template-columns: minmax(0, 2.4fr) minmax(0, 1fr); gap: 0 1.5rem; }
  .okr .news li, .okr .news summary { font-size: 7pt; line-height: 1.25; margin: 0; }
  .okr .news h2 { font-size: 8.5pt; margin: 4pt 0 1pt; }
}
""")

_MARKS = {"forecast": "⇢", "restated": "↺"}
_EDIT = "✎"


def news(review: Review, context: Context) -> Markup:
    return Markup('<div class="news"><section>{}</section><section>{}</section></div>').format(
        _changes(review, context), _silent(review, context)
    )


def _changes(review: Review, context: Context) -> Markup:
    """Before the deadline, who has not written yet is no news."""
    rows = {row.key_result: row for row in review.key_results}
    kpis = {kpi.kpi: kpi for kpi in review.kpis}
    changes = [change for change in review.changes if not (context.is_running and change.what == "silent")]
    told = [_change(change, rows, kpis) for change in changes]
    nothing = Markup('<p class="soft">No status changed, and nothing was edited or restated.</p>')
    return Markup("<h2>What changed since last Monday</h2>{}").format(_list(told) if told else nothing)


def _change(change: Movement, rows: Mapping[str, KeyResultReview], kpis: Mapping[str, KpiReview]) -> Markup:
    """A change as a sentence; its subject, a key result or a KPI, is a link to it."""
    if change.kpi:
        kpi = kpis[change.kpi]
        subject, link = kpi.name, links.link(kpi.name, "/kpis", kpi=kpi.kpi)
        mark = _moved((kpi.change or 0) > 0, kpi.good) if change.what == "kpi" else _mark(change)
    elif change.key_result is None:  # an objective was reworded
        subject, link, mark = "", Markup(""), _mark(change)
    else:
        row = rows[change.key_result]
        subject, link = row.title, links.link(row.title, "/kr", kr=row.key_result)
        mark = _mark_of(row, change)
    return Markup('{}<span class="clamped">{}{}</span>').format(mark, link, change.text.removeprefix(subject))


def _mark_of(row: KeyResultReview, change: Movement) -> Markup:
    if change.what in ("status", "silent"):
        return statuses.glyph(row.status)
    if change.what == "mover":
        is_better = values.is_better(row)
        return _moved(is_better is True, is_better)
    return _mark(change)


def _moved(is_up: bool, is_better: bool | None) -> Markup:
    css = {True: "good", False: "bad", None: "soft"}[is_better]
    return Markup('<span class="badge {}" aria-hidden="true">{}</span>').format(css, "↑" if is_up else "↓")


def _mark(change: Movement) -> Markup:
    """What is neither a status nor a movement is an edit, if nothing else."""
    return Markup('<span class="badge soft" aria-hidden="true">{}</span>').format(_MARKS.get(change.what, _EDIT))


def _silent(review: Review, context: Context) -> Markup:
    """Who has not written, each with links to the forms that wait."""
    by_owner: dict[str, list[KeyResultReview]] = {}
    for row in review.key_results:
        if row.status == "silent":
            by_owner.setdefault(context.name(row.owner) or "No owner yet", []).append(row)
    told = [
        Markup("{}<b>{}</b>: {}").format(statuses.glyph("silent"), name, _forms(rows, review.week))
        for name, rows in sorted(by_owner.items())
    ]
    title = "Whose updates are due" if context.is_running else "Who is silent"
    nobody = Markup('<p class="soft">Nobody: every key result has its update.</p>')
    return Markup("<h2>{}</h2>{}").format(title, _list(told) if told else nobody)


def _forms(rows: Sequence[KeyResultReview], week: date) -> Markup:
    return Markup(", ").join(links.link(row.title, "/log", kr=row.key_result, week=week.isoformat()) for row in rows)


def _list(items: Sequence[Markup]) -> Markup:
    lines = [Markup("<li>{}</li>").format(item) for item in items]
    shown = Markup("<ul>{}</ul>").format(Markup("").join(lines[:AT_ONCE]))
    rest = lines[AT_ONCE:]
    if not rest:
        return shown
    return Markup("{}<details><summary>{} more</summary><ul>{}</ul></details>").format(
        shown, len(rest), Markup("").join(rest)
    )
