"""What is not well with the sources, as of today: a line on the board, if anything is."""

from __future__ import annotations

from markupsafe import Markup

from pages.parts import links, load


def line() -> Markup:
    """ "Looker: 2 tiles failing since Thursday, newest value 11 January · Setup →"."""
    told = [
        Markup('<span class="bad">■ {}:</span> {}').format(trouble.source, trouble.text) for trouble in load.troubles()
    ]
    if not told:
        return Markup("")
    way = links.link("Setup →", "/setup", section="Sources")
    return Markup('<p class="planned">{} · {}</p>').format(Markup(" &ensp; ").join(told), way)
