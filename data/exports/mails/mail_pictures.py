"""The door to Pillow: the small pictures in mails. They have no text and no ground of their own, so that they are read
on white and on black; what they say stands beside them as words.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from data.rules.okr import STATUSES, Status

if TYPE_CHECKING:
    from PIL.Image import Image as Canvas
    from PIL.ImageDraw import ImageDraw

Size = tuple[int, int]  # width and height in pixels as shown; drawn at twice that for fine screens

WIDE, SMALL = (552, 112), (220, 56)
_DENSITY, _SMOOTHING = 2, 2  # pixels per pixel shown, and drawn for each of those: Pillow's lines have hard edges
_SCALE = _DENSITY * _SMOOTHING
_MARGIN = 8

# At least 3:1 against white and against #1b1b1b, as WCAG 2.2 (1.4.11) asks of graphics.
STATUS_COLOURS: dict[Status, str] = {
    "on track": "#0f8f72",
    "at risk": "#b57a12",
    "off track": "#d8581c",
    "done": "#2b84c6",
    "cancelled": "#77868b",
    "silent": "#77868b",
}
LINE, GUIDE = "#0f8f86", "#77868b"
BETTER, WORSE, NEITHER = "#0f8f72", "#d8581c", "#77868b"


@dataclass(frozen=True, slots=True)
class Trend:
    """A series by week, oldest first, None where unknown; from the index `since` on it is drawn strongly.

    `guides` are values to be reached or kept, drawn as dashed lines; the last value is a dot of its `colour`.
    """

    values: tuple[float | None, ...]
    guides: tuple[float, ...] = ()
    since: int = 0
    size: Size = WIDE
    colour: str = LINE


@lru_cache(maxsize=256)
def trend(of: Trend) -> bytes | None:
    """The series as a PNG; None with fewer than two known values."""
    known = [value for value in of.values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(*known, *of.guides), max(*known, *of.guides)
    width, height = of.size
    room, across = height - 2 * _MARGIN, (width - 2 * _MARGIN) / (len(of.values) - 1)

    def place(at: int, value: float) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.5
        return (_MARGIN + at * across) * _SCALE, (_MARGIN + room * (1 - share)) * _SCALE

    canvas, pen = _blank(of.size)
    for guide in of.guides:
        _dashed(pen, place(0, guide)[1], width)
    for run in _runs(of.values):
        points = [place(at, value) for at, value in run]
        early = [point for point, (at, _) in zip(points, run, strict=True) if at <= of.since]
        late = [point for point, (at, _) in zip(points, run, strict=True) if at >= of.since]
        _line(pen, early, f"{LINE}90")
        _line(pen, late, LINE)
    last = max(at for at, value in enumerate(of.values) if value is not None)
    _dot(pen, place(last, known[-1]), 5, of.colour)
    return _png(canvas)


@lru_cache(maxsize=64)
def columns(of: tuple[tuple[int, ...], ...]) -> bytes | None:
    """How many key results have each of the STATUSES, week by week, as a PNG of stacked columns; None without any."""
    most = max((sum(counts) for counts in of), default=0)
    if not most:
        return None
    canvas, pen = _blank(WIDE)
    width, height = WIDE
    across, room = (width - 2 * _MARGIN) / len(of), height - 2 * _MARGIN
    for at, counts in enumerate(of):
        left, right = _MARGIN + at * across, _MARGIN + (at + 1) * across - 3
        bottom = float(height - _MARGIN)
        for status, count in zip(STATUSES, counts, strict=True):
            top = bottom - room * count / most
            if count:
                pen.rectangle([each * _SCALE for each in (left, top + 1, right, bottom)], fill=_fill(status))
            bottom = top
    return _png(canvas)


def _fill(status: Status) -> str:
    return STATUS_COLOURS[status] + ("60" if status in ("cancelled", "silent") else "")


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Stretches of weeks whose values are known, each with its index: what is unknown leaves a gap."""
    for is_known, run in groupby(enumerate(values), key=lambda each: each[1] is not None):
        if is_known:
            yield [(at, value) for at, value in run if value is not None]


def _line(pen: ImageDraw, points: Sequence[tuple[float, float]], colour: str) -> None:
    if len(points) > 1:
        pen.line(points, fill=colour, width=round(2.5 * _SCALE), joint="curve")
    elif points:
        _dot(pen, points[0], 2, colour)


def _dot(pen: ImageDraw, at: tuple[float, float], radius: float, colour: str) -> None:
    x, y = at
    reach = radius * _SCALE
    pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)


def _dashed(pen: ImageDraw, y: float, width: int) -> None:
    for left in range(_MARGIN, width - _MARGIN, 9):
        pen.line((left * _SCALE, y, (left + 5) * _SCALE, y), fill=GUIDE, width=_SCALE)


def _blank(size: Size) -> tuple[Canvas, ImageDraw]:
    from PIL import Image, ImageDraw

    canvas = Image.new("RGBA", (size[0] * _SCALE, size[1] * _SCALE))
    return canvas, ImageDraw.Draw(canvas)


def _png(canvas: Canvas) -> bytes:
    content = io.BytesIO()
    canvas.reduce(_SMOOTHING).save(content, "PNG", optimize=True)
    return content.getvalue()
