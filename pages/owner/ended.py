"""How one key result ended: the grade it was given, and its owner's retrospective note."""

from __future__ import annotations

from markupsafe import Markup

from data.rules.okr import Grade
from data.rules.quarterly import RetroNote
from pages.parts import grades, links, load, said
from pages.parts.retrospect import note as noted

CSS = (
    ".okr .ended p { margin: 0.2rem 0 0.4rem; white-space: pre-line; } .okr .ended h4 { font-size: 0.8rem; margin: 0; \
padding: 0; color: var(--soft); font-weight: 600; }"
)


def section(key_result: str, quarter: str) -> Markup:
    """Nothing while nobody graded it or wrote a note."""
    grade, note = load.verdict(key_result)
    if grade is None and note is None:
        return Markup("")
    return Markup('<div class="ended"><h2>{}</h2>{}{}</div>').format(
        links.link(f"Score of {quarter}", "/scorecard", quarter=quarter), _given(grade), _note(note)
    )


def _given(grade: Grade | None) -> Markup:
    if grade is None:
        return Markup('<p class="soft">Not graded yet.</p>')
    badge = grades.badge(grade.grade or "ungraded", load.settings().org.grading, grade.score)
    by = Markup(' <span class="soft">by {}, {}</span>').format(said.name(grade.by), said.moment(grade.graded_at))
    return Markup("<p>{}{}</p>{}").format(badge, by, Markup("<p>{}</p>").format(grade.note) if grade.note else "")


def _note(note: RetroNote | None) -> Markup:
    return noted(note, said.name(note.by)) if note else Markup("")
