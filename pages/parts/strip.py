"""The week strip: a quarter of one key result's statuses, week by week, told apart by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from data.rules.calendar import Quarter
from data.rules.review import WeekCell

Run = tuple[str | None, list[date]]

# Classes of one letter, and one element for a run of weeks: sixty strips are a good part of a page.
_CLASSES: dict[str | None, str] = {
    "on track": "t", "at risk": "r", "off track": "o", "done": "d", "cancelled": "x", "silent": "s", None: "n",
}  # fmt: skip

# The glyphs of the statuses, drawn: of one size in every font. A run's mask repeats its glyph once a week.
CSS = Markup("""
.strip { --week: 0.78rem; display: inline-flex;
  background: radial-gradient(circle, var(--line) 1.3px, transparent 1.6px) 0 50% / var(--week) 100% repeat-x; }
.strip i { --glyph: none; width: calc(var(--weeks, 1) * var(--week)); height: 0.65rem; background: var(--paper); }
.strip i::before { content: ""; display: block; height: 100%; background: var(--colour);
  mask: var(--glyph) 0 0 / var(--week) 100% repeat-x; }
.strip .n { background: none; } .strip .n::before { display: none; }
.strip .t { --colour: var(--s-on-track); --glyph: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'\
 viewBox='0 0 12 10'%3E%3Ccircle cx='6' cy='5' r='4.8'/%3E%3C/svg%3E"); }
.strip .r { --colour: var(--s-at-risk); --glyph: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'\
 viewBox='0 0 12 10'%3E%3Cpath d='M6 .4 11 9.6H1z'/%3E%3C/svg%3E"); }
.strip .o { --colour: var(--s-off-track); --glyph: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'\
 viewBox='0 0 12 10'%3E%3Cpath d='M1.8.8h8.4v8.4H1.8z'/%3E%3C/svg%3E"); }
.strip .d { --colour: var(--s-done); --glyph: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'\
 viewBox='0 0 12 10'%3E%3Cpath d='M1.6 5.4 4.8 8.6 10.6 2' fill='none' stroke='red' stroke-width='2'/%3E%3C/svg%3E"); }
.strip .x { --colour: var(--s-cancelled); --glyph: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'\
 viewBox='0 0 12 10'%3E%3Cpath d='M2 1 10 9M10 1 2 9' fill='none' stroke='red' stroke-width='1.7'/%3E%3C/svg%3E"); }
.strip .s { --colour: var(--s-silent); --glyph: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'\
 viewBox='0 0 12 10'%3E%3Ccircle cx='6' cy='5' r='4' fill='none' stroke='red' stroke-width='1.4'/%3E%3C/svg%3E"); }
""")


def strip(cells: Sequence[WeekCell], quarter: Quarter) -> Markup:
    """The quarter's weeks from first to last; those to come, and those before the key result began, are dots."""
    status_of = {cell.week: cell.status for cell in cells}
    runs = [(status, list(weeks)) for status, weeks in groupby(quarter.review_weeks, key=status_of.get)]
    drawn = Markup("").join(_run(_CLASSES[status], len(weeks)) for status, weeks in runs)
    return Markup('<span class=strip role=img title="{}">{}</span>').format(_in_words(runs, quarter), drawn)


def _run(letter: str, weeks: int) -> Markup:
    if weeks == 1:
        return Markup("<i class={}></i>").format(letter)
    return Markup("<i class={} style=--weeks:{}></i>").format(letter, weeks)


def _in_words(runs: Sequence[Run], quarter: Quarter) -> str:
    """ "Week 1–7 on track, 8–10 at risk, 11 off track"."""
    told = ", ".join(f"{_from_to(weeks, quarter)} {status}" for status, weeks in runs if status)
    return f"Week {told}" if told else "No week yet"


def _from_to(weeks: Sequence[date], quarter: Quarter) -> str:
    first, last = quarter.week_number(weeks[0]), quarter.week_number(weeks[-1])
    return f"{first}" if first == last else f"{first}–{last}"
