"""An owner's retrospective note: its parts under their headings."""

from __future__ import annotations

from markupsafe import Markup

from data.rules.quarterly import RetroNote
from data.rules.scorecard import Retrospect

_HEADINGS = {
    "outcome": "Outcome",
    "worked": "What worked",
    "did_not": "What did not",
    "could_have": "What could have been done",
    "team_input": "The team’s input",
}


def note(found: Retrospect | RetroNote, by: str) -> Markup:
    """`by` is the name of who wrote it."""
    told = [(title, text) for name, title in _HEADINGS.items() if (text := getattr(found, name))]
    body = Markup("").join(Markup("<h4>{}</h4><p>{}</p>").format(title, text) for title, text in told)
    return Markup('{}<p class="soft">{}’s note</p>').format(body, by) if found.by else body
