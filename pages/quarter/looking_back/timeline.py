"""The weeks of a quarter as a row of links: how many key results stood where, and whether each week was closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from data.monday.history import PastQuarter, PastWeek
from data.rules import calendar, values
from data.rules.okr import STATUSES, Status
from pages.parts import links, load, said, statuses
from pages.quarter.looking_back.asked import BOARD, REPLAY, SIDE_BY_SIDE, Asked

_TOP_DOWN: tuple[Status, ...] = ("silent", "cancelled", "off track", "at risk", "on track", "done")
_ROOM = 0.2  # the share of a column that a number needs to be read

CSS = Markup("""
.past-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1rem; margin-top: 0.4rem; }
.past-head h1 { font-size: 1.55rem; font-weight: 700; letter-spacing: -0.01em; line-height: 1.25; }
.okr .past-head h1 { margin: 0; padding: 0; }
.past-head nav { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; } .past-head .quarters { margin-left: auto; }
.past-head nav a { text-decoration: none; border-bottom: 2px solid transparent; }
.past-head nav a[aria-current] { border-color: var(--accent); font-weight: 650; }
.okr .timeline { display: grid; grid-auto-columns: minmax(0, 1fr); grid-auto-flow: column; gap: 3px;
  list-style: none; margin: 0.7rem 0 0; padding: 0; }
.okr .timeline li { margin: 0; padding: 0; font-size: 0.75rem; line-height: 1.3; text-align: center; }
.timeline small { display: block; font-size: inherit; color: var(--soft); white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.timeline :is(a, div) { display: block; border-radius: 6px; padding: 0.2rem 0.15rem; text-decoration: none; }
.timeline a:hover { background: var(--wash); } .timeline b { font-size: 0.95rem; }
.timeline [aria-current] { background: var(--wash); box-shadow: inset 0 0 0 2px var(--accent); }
.timeline .other { box-shadow: inset 0 0 0 2px var(--soft); }
.stack { display: flex; flex-direction: column; height: 3.4rem; margin: 0.15rem 0.4rem 0.2rem; gap: 1px; }
.stack i { flex: var(--n) 0 0; background: var(--c); color: var(--paper); overflow: hidden;
  font-style: normal; font-weight: 650; line-height: 1; display: grid; place-content: center; border-radius: 1px; }
.stack .s-silent { background: none; border: 1px solid var(--c); color: var(--soft); }
.timeline .shut { color: var(--ink); } .timeline .coming { opacity: 0.5; }
@media screen and (max-width: 900px) {
  .okr .timeline { grid-auto-flow: row; grid-template-columns: repeat(7, minmax(0, 1fr)); }
}
@media print {
  @page { size: A4; margin: 9mm; }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; } [data-testid="stVerticalBlock"] { gap: 0.2rem; }
  .past-head h1 { font-size: 14pt; }
  .timeline, .past-head nav, .st-key-history_steps, .st-key-history_pair { display: none !important; }
}
""") + Markup("").join(
    Markup(".stack .{0} {{ --c: var(--{0}); }} ").format(statuses.css_class(status)) for status in STATUSES
)


def head(past: PastQuarter, asked: Asked, week: PastWeek) -> Markup:
    """The quarter, the three ways to look at it, and the other quarters."""
    return Markup('<div class="past-head"><h1>{}</h1><nav aria-label="Views">{}</nav>{}</div>').format(
        past.quarter, _views(past, asked, week), quarters(str(past.quarter))
    )


def quarters(current: str) -> Markup:
    """Every quarter that has objectives, as links."""
    found = Markup(" ").join(
        _anchor(links.to("/history", quarter=label), label, label == current) for label in load.quarters()
    )
    return Markup('<nav class="quarters" aria-label="Quarters">{}</nav>').format(found)


def _views(past: PastQuarter, asked: Asked, week: PastWeek) -> Markup:
    """A board and a comparison are of a week: where none was chosen, of the newest closed one with the one before."""
    chosen = week if asked.week else past.newest or week
    shown = chosen.week.isoformat()
    views = {
        REPLAY: ("Heat map", {"week": shown if asked.week else None, "view": REPLAY, "with": None}),
        BOARD: (f"Board of week {chosen.number}", {"week": shown, "view": None, "with": None}),
        SIDE_BY_SIDE: ("Two weeks side by side", {"week": shown, "view": None, "with": _beside(past, chosen)}),
    }
    return Markup("").join(
        _anchor(asked.here(**choices), label, view == asked.view) for view, (label, choices) in views.items()
    )


def _beside(past: PastQuarter, week: PastWeek) -> str:
    """The week before, of the first one the week after."""
    place = past.weeks.index(week)
    return (week.week - calendar.WEEK if place else week.week + calendar.WEEK).isoformat()


def _anchor(address: str, label: str, is_current: bool) -> Markup:
    current = Markup(' aria-current="true"') if is_current else ""
    return Markup('<a data-page href="{}"{}>{}</a>').format(address, current, label)


def timeline(past: PastQuarter, asked: Asked, week: PastWeek) -> Markup:
    """The quarter's weeks; the one that is shown is marked, and the one it is compared with."""
    return Markup('<ol class="timeline">{}</ol>').format(
        Markup("").join(_week(each, asked, week.week) for each in past.weeks)
    )


def _week(week: PastWeek, asked: Asked, shown: date) -> Markup:
    label = Markup("<b>{}</b> {}{}{}").format(
        week.number, values.short_day(week.week), _stack(week), Markup("").join(_state(week))
    )
    if week.state == "to come":
        return Markup('<li><div class="coming">{}</div></li>').format(label)
    address = asked.here(week=week.week.isoformat(), view=REPLAY if asked.view == REPLAY else None)
    mark = Markup(' aria-current="true"') if week.week == shown else ""
    css = "other" if asked.view == SIDE_BY_SIDE and week.week == asked.other else ""
    return Markup('<li><a data-page href="{}" class="{}" title="{}"{}>{}</a></li>').format(
        address, css, f"{in_words(week)}{_closed_in_words(week)}", mark, label
    )


def _state(week: PastWeek) -> Iterator[Markup]:
    """Closed when and by whom, open or running; and that a week has no meeting."""
    if week.closing and week.closing.recorded_at:
        yield Markup('<small class="shut">closed {}</small>').format(values.short_day(week.closing.recorded_at))
        yield _small(said.name(week.closing.by) if week.closing.by else "")
    elif week.state != "to come":
        yield _small("not closed" if week.state == "open" else week.state)
    if not week.has_sync:
        yield _small("no meeting")


def _closed_in_words(week: PastWeek) -> str:
    if week.closing is None:
        return ""
    by = f" by {said.name(week.closing.by)}" if week.closing.by else ""
    return f". Closed on {said.moment(week.closing.recorded_at)}{by}"


def _small(text: str) -> Markup:
    return Markup("<small>{}</small>").format(text)


def in_words(week: PastWeek) -> str:
    """ "Week 5: 9 on track, 2 silent"; before its deadline, what is silent is due."""
    silent = "due" if week.state == "running" else "silent"
    told = [f"{count} {silent if name == 'silent' else name}" for name, count in week.counts.items() if count]
    return f"Week {week.number}: {', '.join(told) or 'no key results'}"


def _stack(week: PastWeek) -> Markup:
    """The counts as one column, the best status at the bottom; numbers where there is room."""
    parts = Markup("").join(_part(status, week) for status in _TOP_DOWN if week.counts[status])
    return Markup('<span class="stack" aria-hidden="true">{}</span>').format(parts)


def _part(status: Status, week: PastWeek) -> Markup:
    count = week.counts[status]
    number = f"{statuses.LOOKS[status].glyph} {count}" if count > _ROOM * len(week.cells) else ""
    return Markup('<i class="{}" style="--n:{}">{}</i>').format(statuses.css_class(status), count, number)
