"""The week strip: a quarter of one key result's statuses, one cell a week, told apart by shape as well as by colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from data.rules.calendar import Quarter
from data.rules.okr import Status
from data.rules.review import WeekCell
from pages.parts.statuses import css_class

# One letter a status: sixty strips of fourteen weeks are the most of a page's bytes.
_CELLS: dict[Status | None, str] = {
    "on track": "t", "at risk": "r", "off track": "o", "done": "d", "cancelled": "x", "silent": "s", None: "n",
}  # fmt: skip

_SHAPES = {
    "t": "border-radius: 50%;",
    "r": "clip-path: polygon(50% 4%, 100% 96%, 0 96%);",
    "o": "clip-path: inset(8%);",
    "d": "clip-path: polygon(0 52%, 16% 36%, 38% 58%, 84% 8%, 100% 24%, 38% 90%);",
    "x": "clip-path: polygon(18% 4%, 50% 36%, 82% 4%, 96% 18%, 64% 50%, 96% 82%, 82% 96%, 50% 64%, 18% 96%, 4% 82%, 36% 50%, 4% 18%);",
    "s": "border-radius: 50%; background: var(--paper); box-shadow: inset 0 0 0 1.5px var(--s-silent);",
}

CSS = (
    ".strip { --pitch: 0.78rem; display: inline-flex; height: 0.8rem; align-items: center; vertical-align: middle;"
    " background: radial-gradient(circle, var(--line) 1.3px, transparent 1.6px) 0 50% / var(--pitch) 0.8rem repeat-x; }"
    ".strip i { flex: none; width: 0.62rem; height: 0.62rem; margin: 0 0.08rem; }"
    + "".join(
        f".strip .{cell} {{ background: var(--{css_class(status)}); {_SHAPES[cell]} }}"
        for status, cell in _CELLS.items()
        if status
    )
)


def strip(cells: Sequence[WeekCell], quarter: Quarter) -> Markup:
    """The quarter's weeks from its first to its last; those to come, and those before the key result began, are dots."""
    status_of = {cell.week: cell.status for cell in cells}
    shapes = "".join(f'<i class="{_CELLS[status_of.get(week)]}"></i>' for week in quarter.weeks)
    return Markup('<span class="strip" role="img" title="{}">{}</span>').format(
        _in_words(status_of, quarter), Markup(shapes)
    )


def _in_words(status_of: dict[date, Status], quarter: Quarter) -> str:
    """ "weeks 1–7 on track, 8–10 at risk, 11 off track"."""
    known = [(quarter.week_number(week), status_of[week]) for week in quarter.weeks if week in status_of]
    runs = [(status, [number for number, _ in run]) for status, run in groupby(known, key=lambda pair: pair[1])]
    told = (f"{_from_to(numbers)} {status}" for status, numbers in runs)
    return "Weeks " + ", ".join(told) if runs else "No weeks yet"


def _from_to(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
