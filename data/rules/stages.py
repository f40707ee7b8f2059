"""A milestone in words: "Beta is out, weight 40, due 2022-03-12", written where it is published and read back."""

from __future__ import annotations

import json
import re
from datetime import date

from data.rules import cells
from data.rules.okr import Milestone

_WORDS = re.compile(r"(?P<name>.*?)(?:, weight (?P<weight>\d[\d.e+-]*))?(?:, due (?P<due>\d{4}-\d\d-\d\d))?", re.DOTALL)


def described(milestone: Milestone) -> str:
    """A milestone in words that `read` understands; that it is done is nobody's to publish."""
    name, told = milestone.milestone, _told(milestone)
    is_plain = name == " ".join(name.split()) and not name.startswith('"') and _WORDS.fullmatch(name)["name"] == name  # type: ignore[index]
    return (name if is_plain else json.dumps(name, ensure_ascii=False)) + told


def read(key_result: str, text: str) -> Milestone:
    """The milestone that a line says; any text is one of that name."""
    found = _WORDS.fullmatch(text.strip())
    name, weight, due = (found["name"], found["weight"], found["due"]) if found else (text.strip(), None, None)
    try:
        return Milestone(
            key_result,
            json.loads(name) if name.startswith('"') else name,
            float(weight) if weight else None,
            date.fromisoformat(due) if due else None,
        )
    except ValueError:
        return Milestone(key_result, text.strip())


def _told(milestone: Milestone) -> str:
    weight = f", weight {cells.write(milestone.weight)}" if milestone.weight is not None else ""
    return weight + (f", due {milestone.due.isoformat()}" if milestone.due else "")
