"""Work items on a page: an item's link out, its target date with how it slipped, and the three lists of a week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from data.pulls.tracker import Tracker
from data.rules import tracking, values, words
from data.rules.tracking import Slip, Tracked
from data.rules.work import WorkItem
from pages.parts import load

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


@dataclass(frozen=True, slots=True)
class Names:
    """What people call what an item names: key results by their id, people by their login in lower case."""

    titles: Mapping[str, str]
    people: Mapping[str, str]

    def key_result(self, tracked: Tracked) -> str | None:
        """What an item serves, in another department's words where it is not ours."""
        return self.titles.get(tracked.key_result or "", tracked.item.key_result)

    def assigned(self, tracked: Tracked) -> str:
        return tracking.assigned(tracked.item, self.people)

    def of(self, tracked: Tracked) -> str:
        """Of an item what it serves, who works on it and their team."""
        serves = self.key_result(tracked) or "no key result"
        return joined(serves, self.assigned(tracked) or "nobody assigned", tracked.item.team)


def names(tracker: Tracker) -> Names:
    return Names(tracker.titles, load.names_on_github())


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
    return f"{repository} #{item.number}".strip()


def joined(*facts: str | None) -> str:
    """Facts about an item in one line; what is unknown is left out."""
    return " · ".join(filter(None, facts))


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


def lists(tracker: Tracker, names: Names, most: int, opened: str | None, to: Callable[[str | None], str]) -> Markup:
    """What slipped and what was closed since the week's Monday, and what is due this week: `most` of each, all of the
    one that is `opened`. `to` gives the address that opens a list, and of None the one that closes it.
    """
    day, late, is_late = words.day(tracker.since), tracker.overdue, ", or overdue" if tracker.overdue else ""
    shown = {
        "slipped": (f"Slipped since {day}", tracker.moves.slipped, _slip, "No target date moved later."),
        "closed": (f"Closed since {day}", tracker.moves.closed, _closed, "Nothing was closed."),
        "due": (f"Due this week{is_late}", (*late, *tracker.due), _due, "Nothing is due this week."),
    }
    sections = []
    for name, (heading, found, line, nothing) in shown.items():
        is_open = name == opened
        lines = [line(each, names, tracker.today) for each in (found if is_open else found[:most])]
        rest = _rest(len(found) - most, to(None if is_open else name), is_open=is_open)
        sections.append(_section(heading, len(found), lines, rest, nothing))
    return Markup('<div class="work-lists">{}</div>').format(Markup("").join(sections))


def _slip(tracked: Tracked, names: Names, _: date) -> Markup:
    slip = tracked.slip
    if slip is None or slip.before is None:
        return Markup("")
    when = slipped(slip, values.short_day(slip.now), slip.before)
    return _LINE.format(title(tracked), when, joined(often(slip), names.of(tracked)))


def _closed(tracked: Tracked, names: Names, _: date) -> Markup:
    at = tracked.item.closed_at or tracked.item.captured_at
    return _LINE.format(title(tracked), values.short_day(at) if at else "", names.of(tracked))


def _due(tracked: Tracked, names: Names, today: date) -> Markup:
    return _LINE.format(title(tracked), dates(tracked, today), joined(tracked.item.status, names.of(tracked)))


def _rest(count: int, address: str, *, is_open: bool) -> Markup:
    """The way to the items beyond the first ones, and back."""
    text = "Show fewer" if is_open else f"and {count} more"
    return Markup('<p><a data-page href="{}">{}</a></p>').format(address, text) if count > 0 else Markup("")


def _section(heading: str, count: int, lines: Sequence[Markup], rest: Markup, nothing: str) -> Markup:
    if not lines:
        return _LIST.format(heading, "", Markup('<p class="soft">{}</p>').format(nothing))
    return _LIST.format(heading, count, Markup("<ul>{}</ul>{}").format(Markup("").join(lines), rest))
