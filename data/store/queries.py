"""The questions of `queries/<noun>/<question>.sql`, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "queries"


@cache
def text(question: str) -> str:
    """The SQL of a question such as "updates/of_weeks". Raises FileNotFoundError for a name that has no file."""
    return (FOLDER / f"{question}.sql").read_text(encoding="utf-8")
