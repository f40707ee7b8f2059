"""One line of an OKR page: what it calls itself, and its title without labels, outcomes and owners."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.sources.markdown.outline import Words

Label = Literal["objective", "key result", "why", "owner", "baseline", "target", "note"]

_NUMBER = r"(?:[ #-]*\d+(?:\.\d+)*[a-z]?)?"
_BEFORE = (  # a bullet of its own, an emoji, "1."
    r"^(?::\w+:|!?WIP!?|DRAFT|[^\w\[(«“\"'$<>≤≥~])*"
    r"(?:\d+(?:\.\d+)*[.)]\s+)?[\[(]?"
)
_SEPARATOR = r"[:|–—]|-\s|(?<=\d)\.\s|(?<=\d)\)|(?<=[\])])\s"
_END = rf"[\])]?\s*(?:{_SEPARATOR})+\s*"
_OBJECTIVE = re.compile(
    rf"{_BEFORE}(?:\w+ ){{0,2}}?(?:objective{_NUMBER}|(?:\w+-)?O ?\d+(?:\.\d+)*){_END}", re.IGNORECASE
)
_KEY_RESULT = re.compile(
    rf"{_BEFORE}(?:(?-i:[A-Z])[\w ,/&().+-]{{1,60}}? )?(?:key[ -]results?|KRs?){_NUMBER}"
    rf"(?:{_END}|(?<=\d)\s+(?=(?-i:[A-Z≥>\d])))",
    re.IGNORECASE,
)
_WORDS: Mapping[Label, str] = {
    "why": r"why(?: (?:this|it) matters| now| this)?|rationale?|motivation|context",
    "owner": r"(?:(?:objective|KR) )?owners?|DRIs?|leads?|(?:directly )?responsible(?: individual)?|assignee",
    "baseline": r"(?:current )?baseline|start(?:ing)?(?: value| point)?",
    "target": r"target(?: value)?|goal",
    "note": r"status|(?:final )?score|grad(?:e|ing\w*)|effort|today|progress|current(?: \w+)?|due|deadline|timeline|"
    r"confidence|measure\w*|notes?|update|track(?:ed|ing \w+)|active from|priority|sources?|links?|epic|issue|"
    r"KR measurement \w+",
}
_LABELS: Mapping[Label, re.Pattern[str]] = {
    label: re.compile(rf"^\W{{0,3}}(?:{words}){_NUMBER}\s*[:?–—]+\W*", re.IGNORECASE) for label, words in _WORDS.items()
}
_KEY_RESULTS = re.compile(
    r"^\W*(?:(?:the|our|these) )?(?:key[ -]results?|KRs)\W*$|\b(?:key[ -]results?|KRs)\b[^.:]{0,20}:$", re.IGNORECASE
)
_OBJECTIVES = re.compile(r"\bobjectives?\b[^.:]{0,60}:$", re.IGNORECASE)
_OUTCOME = re.compile(
    r"\s*(?:=+\s?[=>]+\.?\s*.*"
    r"|\s[-–—=]\s?\d{1,3}(?:\.\d+)? ?%(?: (?:done|complete|achieved|reached))?(?:[,;] .*)?\.?"
    r"|:\s\d{1,3} ?% (?:done|complete|achieved)\.?"
    r"|[(\[](?:(?:final )?(?:score|grade)[: ]*)?(?:[01]\.\d+|[01]/1|\d{1,3} ?% (?:done|complete))[)\]]"
    r"|\s(?:final )?(?:score|grade)d?:? [01](?:\.\d+)?)$",
    re.IGNORECASE | re.DOTALL,
)
_PERSON = r"[A-Z][\w'’.-]+(?: (?:(?:de|van|von|der|la) )*[A-Z][\w'’.-]+){1,2}"
_OWNERS = (
    re.compile(r"\s*[(\[]?\b(?:owners?|DRI|lead|responsible)\s*[:=]\s*@?(?P<name>[\w.@'’ -]+?)[)\]]?$", re.IGNORECASE),
    re.compile(r"\s*[(\[]@(?P<name>[\w.-]+)(?:\s*\(\?\))?[)\]]\s*$|\s+[-–—]?\s*@(?P<other>[\w.-]+)$"),
    re.compile(
        r"^(?:OWNER|@(?P<name>[\w.-]+|\?+))(?: \(\?\))?(?:\s*[-–—:]\s+|(?<=\)) )|^\[(?P<other>[a-z][a-z0-9_-]{2,})\]\s+"
    ),
    re.compile(rf"^(?P<name>{_PERSON}):\s+"),
)
_FUNCTIONS = re.compile(
    r"\b(?:marketing|sales|product|engineering|support|design|operations|ops|finance|legal|people|success|security|data|"
    r"content|development|infrastructure|quality|growth|team|director|manager|officer|head|chief|vp|management|web|"
    r"services?|relations|community|talent|services|intel|customer|tech|writing|field|research|phase|part|step)\b",
    re.IGNORECASE,
)
_TICK = re.compile(r"^\[(?P<tick>[ xX])\]\s+")
_PRIORITY = re.compile(r"^[(\[]?P[\dX][)\]]?\s*[-–—:]?\s+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A title with what stood around it: `aside` are outcomes and the like, which the title does not need.

    `guessed` says from which words the owner was taken where they do not say so.
    """

    title: str
    owner: str | None = None
    aside: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()


def label(words: Words) -> Label | None:
    """What a line calls itself: "KR 1.2: …", "Why: …"; None for a line without such a label, or with nothing else."""
    text = _untick(words.text)
    if (found := _OBJECTIVE.match(text)) and text[found.end() :].strip():
        return "objective"
    if (found := _KEY_RESULT.match(text)) and not _is_plural(found[0]):
        return "key result"
    return next((name for name, pattern in _LABELS.items() if pattern.match(text)), None)


def unlabelled(words: Words) -> str:
    """The text behind the label."""
    text = _untick(words.text)
    patterns = {"objective": _OBJECTIVE, "key result": _KEY_RESULT, **_LABELS}
    return text[found.end() :].strip() if (name := label(words)) and (found := patterns[name].match(text)) else text


def announces_key_results(text: str) -> bool:
    """ "Key results:", "We will measure this via the following key results:", "Key results: by Ada and Bo"."""
    found = _KEY_RESULT.match(text)
    return bool(_KEY_RESULTS.search(text)) or (found is not None and _is_plural(found[0]))


def announces_objectives(text: str) -> bool:
    """ "Our objectives are:", "Our objective this quarter is to:"."""
    return bool(_OBJECTIVES.search(text))


def statement(words: Words) -> Statement:
    """The title in a line of somebody's own style: without label, priority, score and owner."""
    ticked = _TICK.match(words.text)
    bare = unlabelled(words) if label(words) in ("objective", "key result") else _untick(words.text)
    text, aside = _PRIORITY.sub("", bare), ["ticked as done"] if ticked and ticked["tick"] != " " else []
    if (found := _OUTCOME.search(text)) and found.start():
        outcome = found[0].strip(" =>-–—:")
        outcome = outcome[1:-1] if outcome[:1] in "([" and outcome[-1:] in ")]" else outcome
        text, aside = text[: found.start()].strip(), [*aside, outcome.rstrip(".")]
    title, owner = _owner(_PRIORITY.sub("", text))
    is_said = owner is None or re.search(r"@|owner|DRI|lead|responsible", text, re.IGNORECASE)
    guessed = () if is_said else (f"owner {owner}, from the words beside the title",)
    return Statement(title.strip(), owner, tuple(note for note in aside if note), guessed)


def _owner(text: str) -> tuple[str, str | None]:
    """The title without its owner, and the owner's name or handle; what may be a team stays in the title."""
    for pattern in _OWNERS:
        if found := pattern.search(text):
            name = found["name"] or found.groupdict().get("other") or ""
            rest = (text[: found.start()] + text[found.end() :]).strip()
            if rest and not _FUNCTIONS.search(name) and not re.search(r"\b[A-Z]{2,}\b", name):
                return rest, name.strip("? ") or None
    return text, None


def _untick(text: str) -> str:
    return _TICK.sub("", text)


def _is_plural(label_found: str) -> bool:
    """ "Key results: …" announces several, "Key results 1: …" is one of them."""
    return bool(re.search(r"(?:results|KRs)\s*\W*$", label_found, re.IGNORECASE))
