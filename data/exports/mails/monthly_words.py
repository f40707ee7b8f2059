"""How the monthly update names a key result, where it came from and went, and what somebody wrote, each in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import dropwhile, takewhile
from urllib.parse import urlencode

from data.exports import markdown_text
from data.rules import values, words
from data.rules.month_facts import KeyResultMonth
from data.rules.review import KeyResultReview, MilestoneReview

_MOST_LETTERS = 240
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#{1,6})\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_PICTURE = re.compile(r"!(?=\[)")
_NAMED = re.compile(r"[^\W\d_][\w-]*(?: and [^\W\d_][\w-]*)?: ")
_MOST_QUOTED = 160
_STALE = re.compile(  # true on the day it was written only
    r"\b(today|tonight|yesterday|tomorrow|just now|(this|last|next) (morning|afternoon|evening|night|week|month)"
    r"|(mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bthe \d+(st|nd|rd|th)\b",
    re.IGNORECASE,
)


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


def progressed(each: KeyResultMonth) -> str:
    """What became of it, for a sentence after its name: "went from 26 to 41 installs, target 80"."""
    turned = f"; now {each.status}, {each.before} before" if each.has_turned else ""
    if each.is_newly_done and each.row.kind == "done":
        return "is done"
    if each.step or each.crossed:
        moved = ", ".join(filter(None, (from_to(each), wanted(each.row))))
        if moved:
            return f"{'went' if not each.is_newly_done else 'is done: it went'} {moved}{turned}"
    stands = where(each.row)
    return f"is {stands}{turned}" if stands else f"is {each.status}{f', {each.before} before' if turned else ''}"


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


def gist(prose: str, most: int = _MOST_LETTERS) -> str:
    """What somebody wrote on one line: its first sentences, as many as are read in passing; pictures become links."""
    return _shortened(_sentences(prose), most)


def saying(prose: str) -> str:
    """What somebody wrote, to be quoted weeks later beside the numbers: from its first sentence that is neither about
    today or Monday nor only a number up to the next such one, "…" before it where it is not the beginning.
    """
    sentences = _sentences(prose.replace("**", ""))
    later = list(dropwhile(_is_passing, sentences))
    told = list(takewhile(lambda each: not _is_passing(each), later))
    return f"{'… ' if len(later) < len(sentences) else ''}{_shortened(told, _MOST_QUOTED)}" if told else ""


def plan(prose: str) -> str:
    """Of next steps those that say who does them, "Sam: digest after the holidays."; all where none does."""
    named = [each for each in _sentences(prose) if _NAMED.match(each) and not _STALE.search(each)]
    return _shortened(named, _MOST_QUOTED) if named else saying(prose)


def _is_passing(sentence: str) -> bool:
    """Whether it holds for its day only, or says no more than a number does."""
    said = [word for word in re.findall(r"[^\W\d_]+", sentence) if len(word) > 2]
    is_number = any(letter.isdigit() for letter in sentence) and len(said) < 3
    return is_number or _STALE.search(sentence) is not None


def _sentences(prose: str) -> list[str]:
    lines = [_BULLET.sub("", line).strip() for line in prose.splitlines()]
    return _SENTENCE.split(_PICTURE.sub("", " ".join(filter(None, (ended(line) for line in lines)))))


def _shortened(sentences: Sequence[str], most: int) -> str:
    kept = ""
    for sentence in sentences:
        if kept and len(kept) + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".strip()
    if len(kept) <= most:
        return kept
    return kept[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def ended(line: str) -> str:
    return line if not line or line[-1] in ".!?:;…" else f"{line}."
