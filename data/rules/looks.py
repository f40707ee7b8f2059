"""How a status and a grade look wherever they are shown: a glyph, and a colour that the colour-blind can tell apart."""

from __future__ import annotations

from dataclasses import dataclass

from data.rules.okr import Status
from data.rules.scorecard import Result


@dataclass(frozen=True, slots=True)
class Look:
    """A glyph and the colours on a light and on a dark background (at least 4.5:1 against it)."""

    glyph: str
    light: str
    dark: str


# Blue-green, amber and vermilion after Okabe & Ito, "Color Universal Design" (2008), adapted for contrast.
LOOKS: dict[Status, Look] = {
    "on track": Look("●", "#00735a", "#35c29c"),
    "at risk": Look("▲", "#8f5b00", "#f0ad2e"),
    "off track": Look("■", "#b8420a", "#ff8552"),
    "done": Look("✓", "#0b5f9e", "#6cb8f2"),
    "cancelled": Look("✕", "#5d6a6e", "#9fb0b5"),
    "silent": Look("○", "#5d6a6e", "#9fb0b5"),
}

# What became of a key result, by the names that a Tally counts it under.
GRADES: dict[Result, Look] = {
    "achieved": LOOKS["on track"],
    "partly": LOOKS["at risk"],
    "missed": LOOKS["off track"],
    "ungraded": LOOKS["silent"],
    "cancelled": LOOKS["cancelled"],
}
