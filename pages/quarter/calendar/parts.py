"""What the parts of the planning page share: how a step's state looks and reads, and where a step leads."""

from __future__ import annotations

from markupsafe import Markup

from data.quarter.planning import Planned
from data.rules import values, words
from data.rules.calendar import Quarter
from data.rules.planning import Dated, State
from pages.parts import links, said
from pages.parts.addresses import PLACES

GLYPHS: dict[State, tuple[str, str]] = {
    "done": ("✓", "good"),
    "this week": ("◆", "now"),
    "overdue": ("▲", "bad"),
    "open": ("○", "soft"),
    "not kept": ("–", "soft"),
}
_LOOKING_BACK = ("/scorecard", "/retro")

CSS = Markup("""
.okr .now { color: var(--accent); }
.okr .glyph { font-style: normal; font-weight: 700; }
""")


def glyph(state: State) -> Markup:
    sign, css = GLYPHS[state]
    return Markup('<i class="glyph {}" aria-hidden="true">{}</i>').format(css, sign)


def standing(step: Planned) -> Markup:
    """Where a step stands: "done 7 January by Tobias Renqvist", "due Friday 21 January", "overdue since …"."""
    css, text = GLYPHS[step.state][1], in_words(step)
    return Markup('<span class="standing {}">{} {}</span>').format(css, glyph(step.state), text)


def in_words(step: Planned) -> str:
    record, due = step.record, words.day(step.dated.due)
    match step.state:
        case "done" if record and record.done_on:
            by = f" by {said.name(record.done_by)}" if record.done_by else ""
            return f"done {words.day(record.done_on)}{by}"
        case "this week":
            return f"this week, due Friday {due}"
        case "overdue":
            return f"overdue since {due}"
        case "not kept":
            return "not kept"
    return f"open, due {due}"


def here(quarter: Quarter, step: str | None = None) -> str:
    return links.to("/planning", quarter=str(quarter), step=step)


def days(dated: Dated) -> str:
    """The working days of a step's week: "17–21 Jan", "29 Nov – 3 Dec"."""
    if dated.week.month == dated.due.month:
        return f"{dated.week.day}–{values.short_day(dated.due)}"
    return f"{values.short_day(dated.week)} – {values.short_day(dated.due)}"


def place(dated: Dated) -> Markup:
    """The page on which a step is taken, of the quarter it is about: what looks back is about the one that ends."""
    place = PLACES.get(dated.step.page)
    if place is None:
        return Markup("")
    quarter = dated.planned.previous if dated.step.page in _LOOKING_BACK else dated.planned
    return links.link(f"{place.title} →", dated.step.page, quarter=str(quarter))


def document(link: str) -> Markup:
    """A step's document; what is no web address stays text."""
    if not link.startswith(("http://", "https://")):
        return Markup("{}").format(link)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">document ↗</a>').format(link)
