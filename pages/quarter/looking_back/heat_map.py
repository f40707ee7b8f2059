"""The heat map: every key result of a quarter by week, status as glyph and colour, confidence as a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from data.monday.history import PastQuarter, PastWeek
from data.rules import words
from data.rules.looks import LOOKS
from data.rules.okr import STATUSES, Status
from data.rules.review import KeyResultReview, WeekCell
from pages.parts import links, said, statuses
from pages.quarter.looking_back.asked import Asked

# Classes of one letter: sixty key results in fourteen weeks are a good part of a page.
_CLASSES: dict[Status, str] = {
    "on track": "t", "at risk": "r", "off track": "o", "done": "d", "cancelled": "x", "silent": "s",
}  # fmt: skip

CSS = Markup("""
.heat { width: 100%; border-collapse: separate; border-spacing: 2px; table-layout: fixed; margin-top: 0.8rem;
  font-variant-numeric: tabular-nums; }
.heat :is(th, td) { border: 0; padding: 0; text-align: center; font-weight: 400; }
.heat col:first-child { width: 28%; } .heat thead th { font-size: 0.8rem; color: var(--soft); padding-bottom: 0.15rem; }
.heat thead a { display: block; text-decoration: none; border-radius: 4px; } .heat thead b { color: var(--ink); }
.heat tbody th { text-align: left; padding-right: 0.8rem; line-height: 1.25; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.heat tbody th a { text-decoration: none; } .heat tbody th a:hover { text-decoration: underline; }
.heat .objective th { padding: 0.7rem 0 0.15rem; font-weight: 650; }
.heat td { height: 1.7rem; border-radius: 3px; font-size: 0.8rem; line-height: 1.7rem; white-space: nowrap;
  color: var(--ink); background: color-mix(in srgb, var(--c, transparent) 20%, transparent); }
.heat td::before { color: var(--c); margin-right: 0.25em; font-weight: 700; }
.heat td.s { background: none; box-shadow: inset 0 0 0 1px var(--line); } .heat td.x { background: var(--wash); }
.heat td:empty:not([class])::before { content: "·"; color: var(--line); }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; margin-top: 0.5rem; font-size: 0.85rem; }
@media print {
  .heat { font-size: 7pt; border-spacing: 1px; } .heat .objective th { padding-top: 3pt; }
  .heat td { height: 11pt; font-size: 6.5pt; line-height: 11pt; print-color-adjust: exact; }
}
""") + Markup("").join(
    Markup('.heat .{} {{ --c: var(--{}); }} .heat .{}::before {{ content: "{}"; }} ').format(
        letter, statuses.css_class(status), letter, LOOKS[status].glyph
    )
    for status, letter in _CLASSES.items()
)


def heat_map(past: PastQuarter, asked: Asked) -> Markup:
    """The table; what is marked in it is a stylesheet's matter, so that a step through the weeks sends no new table."""
    head = Markup("").join(_column(week, asked) for week in past.weeks)
    bodies = Markup("").join(_section(title, rows, past) for title, rows in _sections(past))
    return Markup("<table class=heat><colgroup><col></colgroup><thead><tr><th></th>{}</tr></thead>{}</table>{}").format(
        head, bodies, _legend()
    )


def marked(past: PastQuarter, week: PastWeek) -> Markup:
    """The style that marks the column of a week, and fades those that were still to come."""
    column = past.weeks.index(week) + 2
    return Markup(
        "<style>.heat tr:not(.objective) > :nth-child({0}) {{ outline: 2px solid var(--accent); }}\n"
        ".heat tr:not(.objective) > :nth-child(n + {1}) {{ opacity: 0.22; }}</style>"
    ).format(column, column + 1)


def _column(week: PastWeek, asked: Asked) -> Markup:
    if week.state == "to come":
        return Markup("<th scope=col>{}</th>").format(week.number)
    address = asked.here(quarter=None, week=week.week.isoformat(), view=None)
    return Markup('<th scope=col><a data-page href="{}" title="The board of week {}"><b>{}</b></a></th>').format(
        address, week.number, week.number
    )


def _sections(past: PastQuarter) -> Iterable[tuple[str, Sequence[KeyResultReview]]]:
    """Key results under their objectives, in the order of the newest board; last those it does not know any more."""
    if past.review:
        for objective in past.review.objectives:
            rows = [row for row in past.review.key_results if row.objective == objective.objective]
            if rows:
                yield objective.title, rows
    if past.gone:
        yield "No longer in this quarter", past.gone


def _section(title: str, rows: Sequence[KeyResultReview], past: PastQuarter) -> Markup:
    heading = Markup("<tr class=objective><th colspan={} scope=rowgroup>{}</th></tr>").format(
        len(past.weeks) + 1, title
    )
    return Markup("<tbody>{}{}</tbody>").format(heading, Markup("").join(_row(row, past) for row in rows))


def _row(row: KeyResultReview, past: PastQuarter) -> Markup:
    cells = Markup("").join(_cell(week.cells.get(row.key_result), week) for week in past.weeks)
    title = f"{row.title}, {said.name(row.owner)}" if row.owner else row.title
    return Markup('<tr><th scope=row title="{}">{}</th>{}</tr>').format(
        title, links.link(row.title, "/kr", kr=row.key_result), cells
    )


def _cell(cell: WeekCell | None, week: PastWeek) -> Markup:
    """The number is the confidence that was stated or last known; what is over has none."""
    if cell is None:
        return Markup("<td></td>")
    status = "due" if cell.status == "silent" and week.state == "running" else cell.status
    if cell.confidence is None or cell.status in ("done", "cancelled", "silent"):
        return Markup('<td class={} title="{}"></td>').format(_CLASSES[cell.status], status)
    return Markup('<td class={} title="{}, {} sure">{}</td>').format(
        _CLASSES[cell.status], status, words.number(cell.confidence, "%"), words.number(cell.confidence)
    )


def _legend() -> Markup:
    named = Markup("").join(Markup("<span>{}</span>").format(statuses.badge(status)) for status in STATUSES)
    return Markup(
        '<div class="legend">{}<span class="soft">The number is the confidence in percent.</span></div>'
    ).format(named)
