"""Grades as HTML: glyph, word and score, in the colour of the status that means as much."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from data.rules import grading, results
from data.rules.looks import GRADES
from data.rules.scorecard import Preset, Result

_COLOURS: dict[Result, str] = {
    "achieved": "s-on-track",
    "partly": "s-at-risk",
    "missed": "s-off-track",
    "ungraded": "s-silent",
    "cancelled": "s-cancelled",
}


def css_class(result: Result) -> str:
    return _COLOURS[result]


@lru_cache(maxsize=1024)  # a page says the same few again and again
def badge(result: Result, preset: Preset, score: float | None = None) -> Markup:
    """Glyph and word, and the score where there is one."""
    told = Markup(" <span class=num>{}</span>").format(grading.scored(score, preset)) if score is not None else ""
    return Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span>{}').format(
        css_class(result), GRADES[result].glyph, results.word(result, preset), told
    )
