"""What the views of the retrospective share: the heading with the ways to them, who is looking, how grades look."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.rules import grading, results, retro, words
from data.rules.calendar import Quarter
from data.rules.looks import GRADES
from data.rules.quarterly import Prompt
from data.rules.scorecard import KeyResultScore, Result
from pages.parts import links, load, said
from pages.quarter.retrospective.asked import NOTES, VIEWS, Asked

PROMPTS: dict[Prompt, tuple[str, str]] = {
    "wins": ("Wins", "What went well, and what made it so?"),
    "promises": ("Did we do what we said?", "Promises kept, and promises broken"),
    "struggles": ("Struggles", "What was hard, what slowed us down?"),
    "learnings": ("Learned", "What do we know now that we did not know?"),
}
_CLASSES: dict[Result, str] = {
    "achieved": "s-on-track",
    "partly": "s-at-risk",
    "missed": "s-off-track",
    "ungraded": "s-silent",
    "cancelled": "s-cancelled",
}

CSS = Markup("""
.okr.retro-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1.6rem; }
.okr.retro-head h1 { font-size: 1.45rem; line-height: 1.25; margin: 0.1rem 0; padding: 0; font-weight: 680; }
.okr .ways { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.3rem 1.6rem;
  border-bottom: 1px solid var(--line); margin-top: 0.2rem; }
.ways .views { display: flex; gap: 1.2rem; } .ways a { text-decoration: none; }
.ways .views a { border-bottom: 2px solid transparent; padding: 0.2rem 0; }
.ways .which { display: flex; gap: 0.3rem; padding-bottom: 0.2rem; }
.ways .which a { padding: 0.05rem 0.6rem; border: 1px solid var(--line); border-radius: 6px; font-size: 0.88em; }
.okr .ways a[aria-current] { border-color: var(--accent); color: var(--accent); font-weight: 650; }
.st-key-retro_card .okr h2, .st-key-retro_reminders .okr h2 { margin-top: 0.4rem; }
.st-key-retro_head > :first-child { flex: 1 1 30rem; min-width: 0; }
.okr .safe { color: var(--soft); max-width: 62rem; margin: 0.2rem 0 0.4rem; font-size: 0.9rem; }
.okr .empty { padding: 1.5rem 0; max-width: 46rem; } .okr .empty h2 { margin: 0 0 0.4rem; }
""")


def html(*parts: Markup | str) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(Markup("").join(parts)))


def heading(at: Asked) -> Markup:
    """The quarter, when its retrospectives are, and the quarters beside it."""
    text = Markup('<div class="okr retro-head"><h1>Retrospective of {}</h1><span class="soft">{}{}</span></div>')
    return text.format(at.quarter, _when(at), _others(at))


def ways(at: Asked) -> Markup:
    """The ways to look at a retrospective, and the two there are; the notes are for both."""
    both = retro.WITH.items() if at.view != NOTES else ()
    which = Markup("").join(
        _way(f"{number} · {who}", at.here(retro=str(number)), number == at.which) for number, who in both
    )
    views = Markup("").join(_way(label, at.here(view=view), view == at.view) for view, label in VIEWS.items())
    return Markup(
        '<div class="okr"><div class="ways"><nav class="views" aria-label="Views">{}</nav>'
        '<nav class="which" aria-label="Which retrospective">{}</nav></div></div>'
    ).format(views, which)


def _way(label: str, address: str, is_here: bool) -> Markup:
    current = Markup(' aria-current="page"') if is_here else ""
    return Markup('<a data-page href="{}"{}>{}</a>').format(address, current, label)


def _when(at: Asked) -> str:
    week = at.quarter.weeks[retro.WEEK - 1]
    takes_place = f"week {retro.WEEK}, {words.span(week)}"
    if at.week < retro.WEEK:
        return f"takes place in {takes_place}"
    return f"this week, {words.span(week)}" if at.week == retro.WEEK else f"was in {takes_place}"


def _others(at: Asked) -> Markup:
    """The quarters before and after it that have begun and have objectives."""
    known, today = load.quarters(), load.now().date()
    beside = (at.quarter.previous, at.quarter.next)
    ways = [_quarter(each, at) for each in beside if str(each) in known and each.start <= today]
    return Markup("").join(Markup(" · {}").format(way) for way in ways)


def _quarter(quarter: Quarter, at: Asked) -> Markup:
    return Markup('<a data-page href="{}">{}</a>').format(at.here(quarter=str(quarter)), quarter)


def everybody() -> dict[str, str]:
    """The names of everybody who is there, by e-mail address."""
    active = (person for person in load.people().values() if person.active)
    return {person.email: person.name for person in sorted(active, key=lambda person: person.name.casefold())}


def is_read_only() -> bool:
    """Whether a moment of the past is looked at."""
    return load.as_of() is not None


def plain(text: str) -> str:
    """What people wrote, for a label: on one line, with no mark of Markdown in force."""
    return "".join(f"\\{each}" if each in "\\`*_[]$~" else each for each in " ".join(text.split()))


def graded(row: KeyResultScore) -> Markup:
    """What became of it and its score; one that nobody gave yet is a suggestion."""
    by = Markup(' <span class="soft">suggested</span>') if row.grade and not row.given else ""
    return mark(row, results.word(row.result, load.settings().org.grading)) + by


def mark(row: KeyResultScore, word: str = "") -> Markup:
    """The glyph of its grade, with the word if one is given, and its score."""
    score = grading.scored(row.score, load.settings().org.grading) if row.score is not None else ""
    text = Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span> <b class="num">{}</b>')
    return text.format(_CLASSES[row.result], GRADES[row.result].glyph, word, score)


def value(row: KeyResultScore) -> Markup:
    """Where it ended, and more quietly what it was to reach."""
    return Markup('<b>{}</b><span class="soft">{}</span>').format(*results.ended(row))


def owner(row: KeyResultScore) -> str:
    return said.name(row.owner) if row.owner else "no owner yet"


def link(row: KeyResultScore) -> Markup:
    return links.link(row.title, "/kr", kr=row.key_result)
