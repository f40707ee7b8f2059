"""Statuses as HTML: the glyph with its word, in the colour that the stylesheet gives the status."""

from __future__ import annotations

from markupsafe import Markup

from data.rules.looks import LOOKS
from data.rules.okr import Status


def css_class(status: str) -> str:
    return "s-" + status.replace(" ", "-")


def badge(status: Status, word: str | None = None) -> Markup:
    """Glyph and word; `word` replaces the status's own, such as “due” before the deadline."""
    look = LOOKS[status]
    return Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span>').format(
        css_class(status), look.glyph, word or status
    )


def glyph(status: Status) -> Markup:
    """The glyph alone, named for screen readers."""
    return Markup('<span class="badge {}" role="img" aria-label="{}">{}</span>').format(
        css_class(status), status, LOOKS[status].glyph
    )
