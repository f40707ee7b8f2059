"""What was wanted, what was measured, and the table of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

KB, MB = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `measured` above `goal` misses it; `unit` is what both count, "×" for a ratio."""

    what: str
    goal: float
    measured: float
    unit: str = "×"
    about: str = ""

    @property
    def is_met(self) -> bool:
        return round(self.measured, 2) <= self.goal


def ratio(what: str, goal: float, ours: Sequence[float], empty: Sequence[float]) -> Row:
    """How many times the median of an empty page's milliseconds ours took."""
    mine, other = median(ours), median(empty)
    return Row(what, goal, mine / other, about=f"{mine:.0f} ms, empty {other:.0f} ms")


def table(rows: Iterable[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| what | goal | measured | met | |", "|---|---|---|---|---|"]
    for row in rows:
        goal, measured = (f"{number:,.2f}{row.unit}" for number in (row.goal, row.measured))
        lines.append(f"| {row.what} | ≤ {goal} | {measured} | {'yes' if row.is_met else '**no**'} | {row.about} |")
    return "\n".join(lines)
