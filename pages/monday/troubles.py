"""What is not well with the sources, as of today: a line on the board for each that is not."""

from __future__ import annotations

from markupsafe import Markup

from pages.parts import links, load

_LINE = Markup('<p class="planned"><span class="bad" aria-hidden="true">■</span> {}</p>')


def lines() -> Markup:
    """ "■ Looker could not be read since Friday 16:00 UTC. Showing Friday's numbers. Sync again from Setup →"."""
    told = [trouble.text for trouble in load.troubles()]
    if not told:
        return Markup("")
    label = "Sync again from Setup →" if load.as_of() is None else "Setup →"
    way = links.link(label, "/setup", section="Sources")
    return Markup("").join(map(_LINE.format, [*told[:-1], Markup("{} {}").format(told[-1], way)]))
