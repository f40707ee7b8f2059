"""The tracker's items as one table under headings, some hundreds at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from data.rules import tracking, values, words, work_views
from data.rules.tracking import Tracked
from data.rules.work_views import Order
from pages.explore import work_choice
from pages.explore.work_choice import Choice
from pages.parts import links, work
from pages.parts.work import Names

MOST = 250  # items that are shown at once

CSS = Markup("""
.okr .items { width: 100%; border-collapse: collapse; table-layout: fixed; }
.items th, .items td { border: 0; text-align: left; vertical-align: top; padding: 0.38rem 1.1rem 0.4rem 0; }
.items thead th { font-size: 0.8rem; font-weight: 500; color: var(--soft); padding-bottom: 0.1rem; }
.items tbody tr { border-top: 1px solid var(--line); } .items tbody tr:first-child { border-top: 0; }
.items .heading th { padding-top: 1.3rem; font-weight: 400; }
.items h3 { display: inline; font-size: 1.05rem; font-weight: 650; margin: 0; padding: 0; }
.items .what { width: 32%; } .items .key_result { width: 22%; } .items .date { width: 11.5rem; }
.items .status { width: 7.5rem; } .items .iteration { width: 8rem; }
.items small { display: block; color: var(--soft); font-size: 0.86em; }
.items .over td { color: var(--soft); } .items .over a.item { font-weight: 500; }
@media (max-width: 900px) {
  .items, .items tbody { display: block; } .items thead { display: none; }
  .items tbody tr { display: flex; flex-wrap: wrap; gap: 0.1rem 1.4rem; padding: 0.5rem 0; }
  .items tbody tr > * { padding: 0; width: auto; } .items tbody tr > :first-child { flex: 1 0 100%; }
}
""")

_COLUMNS = {
    "what": "Item",
    "status": "Status",
    "people": "Team and people",
    "key_result": "Key result",
    "iteration": "Iteration",
    "date": "Target date",
}
_HEADED = {"key_result": "key_result", "status": "status", "iteration": "iteration", "target_date": None, "team": None}
_HEAD = Markup('<th scope="col" class="{}">{}</th>')
_ROW = Markup('<tr class="{}"><td>{}<small>{}</small></td>{}</tr>')
_CELL = Markup("<td>{}</td>")
_TWO = Markup("{}<small>{}</small>")
_HEADING = Markup(
    '<tbody><tr class="heading"><th colspan="{}" scope="rowgroup"><h3>{}</h3> <span class="soft">{}</span></th></tr>'
    "{}</tbody>"
)


def table(choice: Choice, found: Sequence[Tracked], order: Order, names: Names) -> Markup:
    """The items of one part under their headings, and the way to the other parts."""
    groups = work_views.grouped(found, choice.by, order)
    hidden = _HEADED[choice.by]
    ways = {name: links.link(title, "/kr", kr=name) for name, title in names.titles.items()}
    columns = {name: label for name, label in _COLUMNS.items() if name != hidden}
    head = Markup("").join(_HEAD.format(name, label) for name, label in columns.items())
    first = min((choice.part - 1) * MOST, (len(found) - 1) // MOST * MOST)
    bodies, place = [], 0
    for heading, items in groups:
        shown = items[max(first - place, 0) : max(first + MOST - place, 0)]
        place += len(items)
        if shown:
            rows = Markup("").join([_row(each, hidden, order.today, ways, names) for each in shown])
            title = ways.get(items[0].key_result or "", heading) if choice.by == "key_result" else heading
            bodies.append(_HEADING.format(len(columns), title, _count(items), rows))
    text = Markup('<table class="items"><thead><tr>{}</tr></thead>{}</table>{}')
    return text.format(head, Markup("").join(bodies), work_choice.parts(choice, len(found), MOST))


def _count(items: Sequence[Tracked]) -> str:
    """ "7 items, 5 open"."""
    count_open = sum(not tracking.is_closed(each.item) for each in items)
    return words.count(len(items), "item") + (f", {count_open} open" if 0 < count_open < len(items) else "")


def _row(tracked: Tracked, hidden: str | None, today: date, ways: Mapping[str, Markup], names: Names) -> Markup:
    item = tracked.item
    cells = {
        "status": item.status or item.state or "",
        "people": _TWO.format(item.team or "", names.assigned(tracked)),
        "key_result": ways.get(tracked.key_result or "", item.key_result or ""),
        "iteration": item.iteration or "",
        "date": _date(tracked, today),
    }
    drawn = Markup("").join([_CELL.format(cell) for name, cell in cells.items() if name != hidden])
    told = work.joined(work.number(item), item.labels, "archived" if item.is_archived else None)
    return _ROW.format("over" if tracking.is_closed(item) else "", work.title(tracked), told, drawn)


def _date(tracked: Tracked, today: date) -> Markup:
    """The target date, how it slipped, and when the item was closed."""
    item = tracked.item
    closed = f"closed {values.short_day(item.closed_at)}" if item.closed_at and tracking.is_closed(item) else None
    return _TWO.format(work.dates(tracked, today), work.joined(work.often(tracked.slip), closed))
