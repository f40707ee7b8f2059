"""Work items on a page: an item's link out, its target date with how it slipped, and the three lists of a week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from markupsafe import Markup

from data.pulls.tracker import Tracker
from data.rules import tracking, values, words
from data.rules.tracking import Slip, Tracked
from data.rules.work import WorkItem
from pages.parts import links

CSS = Markup("""
.work-lists { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 2.4rem; margin-top: 0.7rem; }
.okr .work-lists h2 { font-size: 1.05rem; margin: 0.5rem 0 0.3rem; }
.okr .work-lists ul { list-style: none; margin: 0; padding: 0; }
.okr .work-lists li { margin: 0; padding: 0.32rem 0; border-top: 1px solid var(--line); display: grid;
  grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.8rem; }
.work-lists small { grid-column: 1 / -1; color: var(--soft); font-size: 0.86em; }
.work-lists .when { text-align: right; } .work-lists p { margin: 0.2rem 0; }
.okr a.item { text-decoration: none; font-weight: 600; } .okr a.item:hover { text-decoration: underline; }
.slip s { color: var(--soft); } .slip { white-space: nowrap; } .hidden-item { font-style: italic; color: var(--soft); }
@media (max-width: 900px) { .work-lists { display: block; } }
""")

_LIST = Markup('<section><h2>{} <span class="soft num">{}</span></h2>{}</section>')
_LINE = Markup('<li><span>{}</span><span class="num when">{}</span><small>{}</small></li>')
_OUT = Markup('<a class="item" href="{}" target="_blank" rel="noopener">{}</a>')


def title(tracked: Tracked) -> Markup:
    """An item's title, a link out to it where it has an address of the web."""
    item = tracked.item
    if not item.title:
        return Markup('<span class="hidden-item">{}</span>').format(tracked.title)
    if (item.url or "").startswith(("https://", "http://")):
        return _OUT.format(item.url, item.title)
    return Markup("<b>{}</b>").format(item.title)


def number(item: WorkItem) -> str:
    """ "search #4921", "draft"."""
    if item.number is None:
        return item.kind
    repository = (item.repository or "").rpartition("/")[2]
    return f"{repository} #{item.number:.0f}".strip()


def dates(tracked: Tracked, today: date) -> Markup:
    """A target date: one that slipped after the struck-out one it was first seen with, one that passed as overdue."""
    item = tracked.item
    if item.target_date is None:
        return Markup("")
    css, late = ("bad", ", overdue") if tracking.is_overdue(item, today) else ("", "")
    day = Markup('<span class="{}">{}{}</span>').format(css, values.short_day(item.target_date), late)
    return slipped(tracked.slip, day, tracked.slip.first) if tracked.slip else day


def slipped(slip: Slip, now: str | Markup, before: date) -> Markup:
    """ "~~10 Dec~~ → 19 Jan", the old date struck out and said for those who hear the page."""
    text = Markup(
        '<span class="slip"><s><span class="visually-hidden">was </span>{}</s> '
        '<span aria-hidden="true">→</span><span class="visually-hidden">, now</span> {}</span>'
    )
    return text.format(values.short_day(before), now)


def often(slip: Slip | None) -> str | None:
    """ "moved later 3 times"; nothing of the first time."""
    return f"moved later {slip.count} times" if slip and slip.count > 1 else None


def lists(tracker: Tracker, titles: Callable[[str], str], most: int) -> Markup:
    """What slipped and what was closed since the week's Monday, and what is due this week, `most` of each."""
    day, today = words.day(tracker.since), tracker.today
    late = tracker.overdue

    def whose(tracked: Tracked, often: str | None = None) -> str:
        serves = titles(tracked.key_result) if tracked.key_result else tracked.item.key_result
        return ", ".join(filter(None, (tracked.item.team, often, serves))) or "no key result"

    def slip(tracked: Tracked) -> Markup:
        moved = tracked.slip
        if moved is None or moved.before is None:
            return Markup("")
        when = slipped(moved, values.short_day(moved.now), moved.before)
        return _LINE.format(title(tracked), when, whose(tracked, often(moved)))

    def closed(tracked: Tracked) -> Markup:
        at = tracked.item.closed_at or tracked.item.captured_at
        return _LINE.format(title(tracked), values.short_day(at) if at else "", whose(tracked))

    def due(tracked: Tracked) -> Markup:
        people = tracked.item.assignees or "nobody assigned"
        told = f"{people}, {(tracked.item.status or 'no status').lower()}"
        return _LINE.format(title(tracked), dates(tracked, today), told)

    sections = (
        _section(f"Slipped since {day}", tracker.moves.slipped, slip, most, "No target date moved later."),
        _section(f"Closed since {day}", tracker.moves.closed, closed, most, "Nothing was closed."),
        _section(f"Due this week{_late(late)}", (*late, *tracker.due), due, most, "Nothing is due this week."),
    )
    return Markup('<div class="work-lists">{}</div>').format(Markup("").join(sections))


def _late(late: Sequence[Tracked]) -> str:
    return ", or overdue" if late else ""


def _section(
    heading: str, found: Sequence[Tracked], line: Callable[[Tracked], Markup], most: int, nothing: str
) -> Markup:
    if not found:
        return _LIST.format(heading, "", Markup('<p class="soft">{}</p>').format(nothing))
    lines = Markup("").join(map(line, found[:most]))
    rest = Markup("<p>{}</p>").format(_more(len(found) - most)) if len(found) > most else ""
    return _LIST.format(heading, len(found), Markup("<ul>{}</ul>{}").format(lines, rest))


def _more(count: int) -> Markup:
    return links.link(f"and {count} more", "/work", view="deliverables", by="target_date")
