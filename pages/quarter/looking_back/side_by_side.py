"""Two weeks of key results side by side, with what is different between them marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from data.rules import compare, values, words
from data.rules.compare import Comparison, Difference
from data.rules.okr import STATUSES, Change, Status
from data.rules.review import KeyResultReview, Review
from pages.parts import links, said, statuses

CSS = Markup("""
.pair { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: 0.8rem;
  font-variant-numeric: tabular-nums; }
.pair :is(th, td) { border: 0; text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.45rem 0; }
.pair th { font-weight: 400; }
.pair thead th { color: var(--soft); font-size: 0.82rem; vertical-align: bottom; }
.pair thead b { color: var(--ink); font-size: 1rem; font-weight: 650; } .pair thead small { font-size: 0.82rem; }
.pair tbody tr { border-top: 1px solid var(--line); } .pair small { display: block; color: var(--soft); }
.pair .which { width: 27%; } .pair .what { width: 23%; }
.pair td:nth-child(3), .pair td:nth-child(4) { padding-left: 0.9rem; }
.pair th:nth-child(3), .pair th:nth-child(4) { padding-left: 0.9rem; }
.pair :is(td, th):nth-child(2), .pair :is(td, th):nth-child(3) { border-right: 1px solid var(--line); }
.pair .which a { font-weight: 600; text-decoration: none; } .pair .which a:hover { text-decoration: underline; }
.pair .same > :not(.which) { opacity: 0.65; }
.okr .pair ul { list-style: none; margin: 0; padding: 0; } .okr .pair li { margin: 0 0 0.15rem; }
.pair li b { font-weight: 650; } .pair .flip .now { background: var(--wash); box-shadow: inset 3px 0 var(--accent); }
.okr .totals { display: flex; flex-wrap: wrap; gap: 0.2rem 1.6rem; margin: 0.9rem 0 0; padding: 0; list-style: none; }
.okr .totals li { margin: 0; white-space: nowrap; } .totals b { font-weight: 700; }
@media print {
  .pair { font-size: 7pt; line-height: 1.15; } .pair :is(th, td) { padding: 1pt 4pt 1pt 0; }
  .pair tr { break-inside: avoid; }
  .okr .pair :is(li, small) { font-size: 6.5pt; line-height: 1.15; margin: 0; }
}
""")


def totals(found: Comparison) -> Markup:
    """How many key results have each status in both weeks, then how many changed at all."""
    shown: list[Status] = [status for status in STATUSES if found.before.counts[status] or found.after.counts[status]]
    parts = [
        Markup("<li>{} {} <b>{} → {}</b></li>").format(
            statuses.glyph(status), status, found.before.counts[status], found.after.counts[status]
        )
        for status in shown
    ]
    changed = f"{len(found.changed)} of {words.count(len(found.differences), 'key result')} changed"
    return Markup('<ul class="totals">{}<li class="soft">{}</li></ul>').format(Markup("").join(parts), changed)


def table(found: Comparison, differences: Sequence[Difference]) -> Markup:
    """The key results as they were in both weeks, in the order of the later one."""
    head = Markup(
        '<thead><tr><th class="which">Key result</th><th>{}</th><th>{}</th><th class="what">{}</th></tr></thead>'
    )
    rows = Markup("").join(_row(each) for each in differences)
    return Markup('<table class="pair">{}<tbody>{}</tbody></table>').format(
        head.format(_week(found.before), _week(found.after), "What is different"), rows
    )


def _week(review: Review) -> Markup:
    state = f"closed {values.short_day(review.as_of)}" if review.closed else "not closed: as it stands now"
    return Markup("<b>Week {}</b> {}<small>{}</small>").format(review.week_of_quarter, words.day(review.week), state)


def _row(each: Difference) -> Markup:
    css = "same" if not each.has_changed else "flip" if each.has_flipped else ""
    owner = Markup("<small>{}</small>").format(said.name(each.row.owner)) if each.row.owner else ""
    title = links.link(each.row.title, "/kr", kr=each.row.key_result)
    told = Markup("").join(Markup("<li>{}</li>").format(line) for line in _told(each))
    return Markup(
        '<tr class="{}"><td class="which">{}{}</td><td>{}</td><td class="now">{}</td>'
        '<td class="what"><ul>{}</ul></td></tr>'
    ).format(css, title, owner, _side(each.before), _side(each.after), told)


def _side(row: KeyResultReview | None) -> Markup:
    """One week's state of a key result."""
    if row is None:
        return Markup('<span class="soft">not among the key results</span>')
    now, goal = values.standing(row)
    sure = f", {words.number(row.confidence, '%')} sure" if row.confidence is not None else ""
    return Markup("{}{}<small><b>{}</b>{}</small>").format(statuses.badge(row.status), sure, now, goal)


def _told(each: Difference) -> Iterable[Markup]:
    """The differences of one key result, the status first."""
    if each.before is None:
        yield Markup("<b>added</b>")
    elif each.after is None:
        yield Markup("<b>no longer there</b>")
    elif each.has_flipped:
        yield _flip(each, each.before.status, each.after.status)
    if each.has_moved:
        yield _moved(each)
    if each.surer:
        arrow, css = ("↑", "good") if each.surer > 0 else ("↓", "bad")
        points = words.count(abs(each.surer), "point")
        yield Markup('<span class="{}">{} {}</span> of confidence').format(css, arrow, points)
    yield from (_edit(edit) for edit in each.edits)


def _flip(each: Difference, before: Status, after: Status) -> Markup:
    """Both glyphs, and in a word whether that is better or worse."""
    css = "bad" if each.worse_by > 0 else "good" if each.worse_by < 0 else ""
    word = {"bad": "worse", "good": "better"}.get(css, f"now {after}")
    return Markup('{} → {} <b class="{}">{}</b>').format(statuses.glyph(before), statuses.glyph(after), css, word)


def _moved(each: Difference) -> Markup:
    if not each.moved:
        return Markup("the value reads differently")
    word, css = {True: (" better", "good"), False: (" worse", "bad"), None: ("", "")}[each.is_better]
    step = f"{words.change(each.moved)} done" if each.row.milestones else words.change(each.moved, each.row.unit)
    return Markup('<span class="{}">{}</span>{}').format(css, step, word)


def _edit(edit: Change) -> Markup:
    by = f", {said.name(edit.by)}" if edit.by else ""
    by += f", agreed by {said.name(edit.agreed_by)}" if edit.agreed_by else ""
    return Markup('<b>goalpost</b> {}<small title="{}">{}{}</small>').format(
        compare.worded(edit, said.name), edit.reason or "no reason given", values.short_day(edit.changed_at), by
    )
