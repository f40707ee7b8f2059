"""The tracker's items that serve one key result, on its page."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from data.rules import tracking, values
from data.rules.okr import KeyResult
from data.rules.tracking import Tracked
from pages.parts import links, load, work

_MOST = 10

CSS = (
    Markup("""
.okr .of-kr { width: 100%; border-collapse: collapse; margin: 0; }
.of-kr td { border: 0; border-bottom: 1px solid var(--line); padding: 0.35rem 0.6rem 0.35rem 0; vertical-align: top; }
.of-kr small { display: block; color: var(--soft); } .of-kr td:last-child { text-align: right; padding-right: 0; }
.of-kr .over td, .of-kr .over a.item { color: var(--soft); font-weight: 400; }
""")
    + work.CSS
)


def section(key_result: KeyResult) -> Markup:
    """The items, open ones first by target date, then the latest closed; nothing while no item serves it."""
    mine, today = load.serving(key_result), load.now().date()
    if not mine:
        return Markup("")
    still_open = [each for each in mine if not tracking.is_closed(each.item) and not each.item.is_archived]
    closed = [each for each in mine if tracking.is_closed(each.item)]
    shown = [*sorted(still_open, key=tracking.by_date), *sorted(closed, key=tracking.closed_on, reverse=True)][:_MOST]
    lines = Markup("").join(_line(each, today) for each in shown)
    told = f"{len(still_open)} open, {len(closed)} closed"
    text = Markup('<h2>Work <span class="soft">{}</span></h2><table class="of-kr">{}</table>{}')
    return text.format(told, lines, _all(key_result) if len(mine) > len(shown) else "")


def _all(key_result: KeyResult) -> Markup:
    """The way to all of the items: the tracker's page knows the key results of the quarters near by."""
    if key_result.key_result not in load.tracked_titles():
        return Markup("")
    way = links.link("All of them", "/work", view="everything", by="status", key_result=key_result.key_result)
    return Markup("<p>{}</p>").format(way)


def _line(tracked: Tracked, today: date) -> Markup:
    item = tracked.item
    is_over = tracking.is_closed(item)
    ended = f"closed {values.short_day(item.closed_at)}" if is_over and item.closed_at else None
    when = ended or work.dates(tracked, today)
    told = work.joined(work.number(item), item.status, tracking.assigned(item, load.names_on_github()))
    line = Markup('<tr class="{}"><td>{}<small>{}</small></td><td class="num">{}</td></tr>')
    return line.format("over" if is_over else "", work.title(tracked), told, when)
