"""How the monthly update names a key result, where it came from and went, and what somebody wrote, each in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from data.exports import markdown_text
from data.rules import values, words
from data.rules.month_facts import KeyResultMonth
from data.rules.review import KeyResultReview, MilestoneReview

_MOST_LETTERS = 240
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#{1,6})\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_PICTURE = re.compile(r"!(?=\[)")


def linked(each: KeyResultMonth) -> str:
    return f"[{name(each)}]({page('/kr', kr=each.row.key_result)})"


def quoted(each: KeyResultMonth) -> str:
    return f"“{name(each)}”"


def name(each: KeyResultMonth) -> str:
    return markdown_text.inline(each.row.title)


def page(path: str, **choices: str) -> str:
    return f"{path}?{urlencode(choices)}"


def from_to(each: KeyResultMonth) -> str:
    """ "from 26 to 41 installs"; empty where there is no value to tell."""
    row, back = each.row, "back " if (each.step or 0.0) < 0 else ""
    if row.milestones and each.step is not None:
        begun = each.was.progress if each.was and each.was.progress else 0.0
        return f"from {words.percent(begun)} {back}to {words.percent(row.progress or 0.0)} done"
    begun = each.was.value if each.was else row.baseline
    if begun is None or row.value is None or row.kind == "done":
        return ""
    return f"from {words.number(begun, values.sign(row.unit))} {back}to {words.number(row.value, row.unit)}"


def wanted(row: KeyResultReview) -> str:
    """ "target 80", "should be at most 12"; empty where there is no such number."""
    low, high = values.bounds(row)
    if (low, high) != (None, None):
        return f"should be {words.band(low, high, values.sign(row.unit))}"
    return f"target {words.number(row.target, values.sign(row.unit))}" if row.target is not None else ""


def where(row: KeyResultReview) -> str:
    """ "at 41 installs against a target of 80"; empty where no number tells."""
    low, high = values.bounds(row)
    sign = values.sign(row.unit)
    if row.milestones:
        return f"with {values.standing(row)[0]} done"
    if row.value is None or row.kind == "done":
        return ""
    if (low, high) != (None, None):
        return f"at {words.number(row.value, row.unit)} where it should be {words.band(low, high, sign)}"
    against = f" against a target of {words.number(row.target, sign)}" if row.target is not None else ""
    return f"at {words.number(row.value, row.unit)}{against}"


def due(milestone: MilestoneReview, last: date) -> str:
    """ "Rust by 28 January"; one that should have been done by the `last` day: "Java, due since 14 January"."""
    called = markdown_text.inline(milestone.milestone)
    if milestone.due is None:
        return called
    return f"{called}{', due since' if milestone.due <= last else ' by'} {words.day(milestone.due)}"


def gist(prose: str) -> str:
    """What somebody wrote on one line: its first sentences, as many as are read in passing; pictures become links."""
    lines = [_BULLET.sub("", line).strip() for line in prose.splitlines()]
    whole = _PICTURE.sub("", " ".join(filter(None, (ended(line) for line in lines))))
    kept = ""
    for sentence in _SENTENCE.split(whole):
        if kept and len(kept) + len(sentence) > _MOST_LETTERS:
            break
        kept = f"{kept} {sentence}".strip()
    if len(kept) <= _MOST_LETTERS:
        return kept
    return kept[:_MOST_LETTERS].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def ended(line: str) -> str:
    return line if not line or line[-1] in ".!?:;…" else f"{line}."


def listed(parts: Iterable[str]) -> str:
    """ "a, b and c"."""
    told = list(parts)
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)
