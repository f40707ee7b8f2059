"""What a heading of an OKR page stands for: an objective, a key result, a team, or a part that holds neither."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from data.rules import guess
from data.sources.markdown import lines
from data.sources.markdown.outline import Block, Bullets, Heading, Item, Paragraph, Table, Words

Meaning = Literal[
    "objective", "key result", "key results", "objective below", "objectives", "why", "team", "aside", "contents"
]

_PERIOD = re.compile(
    r"\b(?:OKRs?|goals?|objectives?(?: (?:and|&) key results?)?|plans?|quarter(?:ly)?|annual|year(?:ly)?|calendar|"
    r"fiscal|(?:FY|CY)[- ]?\d+(?:[- ]?[QH]\d)?|[QH][1-4]|\d+|set|draft|current|next|last|our|for|the|of|and|in|to|from|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t|tember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b|[^\w&/]",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"^\W*(?:on this page|(?:table of )?contents)\W*$", re.IGNORECASE)
_ASIDE = re.compile(
    r"^\W*(?:\d+[.)] )?(?:(?:key )?(?:concepts|dates)|initiatives?|alternatives?|(?:what(?:'|’)?s )?not included|"
    r"(?:external )?references?|resources|links|.*\bschedule|timeline|retro(?:spective)?s?|"
    r".*\b(?:recording|presentation)s?|"
    r"(?:what (?:are|is)|how|previous|past) .*|background|archive|process|FAQ|glossary|(?:how we )?scor.*|"
    r"tasks?(?: details)?|projects?|risks?|dependencies|what we(?:'|’)?ll (?:ship|do|build).*|non-?goals|appendix|"
    r"overview|introduction|summary|legend|review|progress|action items|next steps|"
    r"(?:.* )?tracking(?: notes)?|(?:(?:final|grading) )?(?:score|notes?))\W*$",
    re.IGNORECASE,
)
KEY_RESULT_COLUMN = r"\W*(?:key[ -]results?|KRs?)(?: \([^)]*\))?\W*"
_WHY = re.compile(r"^\W*(?:why|rationale?|motivation|context)\b[^:]{0,20}$", re.IGNORECASE)
_OBJECTIVES = re.compile(r"^\W*(?:the |our )?objectives?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a whole page: `has_labels` where any line calls itself an objective or a key result.

    `has_bold_objectives` where bold bullets stand over bullets that call themselves key results.
    """

    has_labels: bool
    has_bold_objectives: bool


def facts(blocks: Sequence[Block]) -> Facts:
    labels = {lines.label(words) for words in _all_words(blocks)}
    bold = (item for item in _all_items(blocks) if all(words.is_bold for words in item.lines))
    return Facts(bool(labels & {"objective", "key result"}), any(map(has_key_results_below, bold)))


def meaning(heading: Heading, blocks: Sequence[Block], at: int, page: Facts) -> Meaning:
    """What a heading means, by its own words first, then by what stands below it: it is the block numbered `at`."""
    text = heading.words.text
    if (label := lines.label(heading.words)) in ("objective", "key result"):
        return label
    if not _PERIOD.sub("", text):
        return _announced(text)
    if lines.announces_key_results(text) and len(text.split()) <= 4:
        return "key results"
    if _WHY.match(text):
        return "why"
    if _CONTENTS.match(text):
        return "contents"
    if _ASIDE.match(text):
        return "aside"
    return "objective" if _is_objective(blocks, at, page) else "team"


def _announced(text: str) -> Meaning:
    """What a heading of a period alone means: "Objective" stands over the words of one, "2019 Q4" over anything."""
    if not _OBJECTIVES.match(text):
        return "team"
    return "objectives" if text.strip(" :").lower().endswith("s") else "objective below"


def is_aside(text: str) -> bool:
    """Whether words like "Not included" or "Retrospective" stand over what is neither objective nor key result."""
    return bool(_ASIDE.match(text))


def team(text: str) -> str | None:
    """The team that a heading names: "Product/Engineering" of "Product/Engineering OKRs"; None for "2019 Q4"."""
    if not _PERIOD.sub("", text):
        return None
    name = re.sub(r"^\W*(?:team|department)\s*:\s*|^\d+[.)]\s+", "", text, flags=re.IGNORECASE)
    name = re.sub(r"\W*\b(?:OKRs?|goals|objectives)(?:\W.*)?$", "", name, flags=re.IGNORECASE).strip(" :")
    return name if _PERIOD.sub("", name) else None


def bullets_hold_objectives(bullets: Bullets, page: Facts) -> bool:
    """Whether the bullets are objectives with key results below them, not key results themselves."""
    items = bullets.items
    if any(label_of(item) == "key result" for item in items):
        return False
    if any(label_of(item) == "objective" or has_key_results_below(item) for item in items):
        return True
    parents = [item for item in items if children(item)]
    is_bold = all(words.is_bold and not is_aside(words.text) for item in parents for words in item.lines[:1])
    return bool(parents) and is_bold and not page.has_labels


def announcing(bullets: Bullets) -> Item | None:
    """The bullet "Key results:" over the key results, among others that say something else of the objective."""
    return next(
        (item for item in bullets.items if children(item) and lines.announces_key_results(item.lines[0].text)), None
    )


def are_labelled(bullets: Bullets) -> bool:
    """Whether any bullet calls itself an objective or a key result, or has such below it."""
    return any(label_of(item) in ("objective", "key result") or has_key_results_below(item) for item in bullets.items)


def label_of(item: Item) -> lines.Label | None:
    return lines.label(item.lines[0]) if item.lines else None


def children(item: Item) -> list[Item]:
    return [child for block in item.blocks if isinstance(block, Bullets) for child in block.items]


def has_key_results_below(item: Item) -> bool:
    if item.lines and is_aside(item.lines[0].text):
        return False
    return any(label_of(child) == "key result" or has_key_results_below(child) for child in children(item)) or any(
        lines.label(words) == "key result" for words in item.lines[1:]
    )


def _is_objective(blocks: Sequence[Block], at: int, page: Facts) -> bool:
    body = list(_body(blocks, at))
    below = [block for block in _below(blocks, at) if isinstance(block, Heading)]
    labels = [lines.label(words) for block in body if isinstance(block, Paragraph) for words in block.lines]
    if any(lines.label(block.words) == "objective" for block in below) or "objective" in labels:
        return False
    if any(_announces(block, lines.announces_objectives) for block in body):
        return False
    if "key result" in labels or any(_announces(block, lines.announces_key_results) for block in [*below[:1], *body]):
        return not any(isinstance(block, Paragraph) and block.lines[0].is_bold for block in body[:1])
    if any(lines.label(block.words) == "key result" for block in below[:1]):
        return True
    lists = [block for block in body if isinstance(block, Bullets)]
    if not lists:
        return any(_lists_key_results(block) for block in body)
    if bullets_hold_objectives(lists[0], page) or _follows_bold(body, lists[0]):
        return False
    if any(label_of(item) == "key result" for item in lists[0].items):
        return True
    return not page.has_labels and not only_links(lists[0]) and _reads_like_objectives(blocks, at)


def only_links(bullets: Bullets) -> bool:
    return all(words.is_linked for item in bullets.items for words in item.lines if words.text)


def announces_key_results_below(blocks: Sequence[Block], at: int) -> bool:
    """Whether the key results of an objective stand below words that say so, and nothing before them is one."""
    return any(_announces(block, lines.announces_key_results) for block in _below(blocks, at))


def _announces(block: Block, ask: Callable[[str], bool]) -> bool:
    match block:
        case Heading():
            return ask(block.words.text)
        case Paragraph():
            return ask(block.lines[-1].text)
        case _:
            return False


def _lists_key_results(block: Block) -> bool:
    """Whether a table has key results, but not their objectives too."""
    names = [cell.text for cell in block.header] if isinstance(block, Table) else []
    return any(re.fullmatch(KEY_RESULT_COLUMN, name, re.IGNORECASE) for name in names) and not any(
        re.match(r"objective", name, re.IGNORECASE) for name in names
    )


def _follows_bold(body: Sequence[Block], block: Block) -> bool:
    at = body.index(block)
    before = body[at - 1] if at else None
    return isinstance(before, Paragraph) and before.lines[-1].is_bold


def _body(blocks: Sequence[Block], at: int) -> Iterator[Block]:
    """The blocks directly below a heading."""
    for block in blocks[at + 1 :]:
        if isinstance(block, Heading):
            return
        yield block


def _below(blocks: Sequence[Block], at: int) -> Iterator[Block]:
    """The blocks below a heading, with those below its own headings."""
    heading = blocks[at]
    for block in blocks[at + 1 :]:
        if isinstance(block, Heading) and isinstance(heading, Heading) and block.level <= heading.level:
            return
        yield block


def _reads_like_objectives(blocks: Sequence[Block], at: int) -> bool:
    """Whether a heading and its siblings that stand over bullets are mostly sentences rather than names of teams."""
    texts = [
        block.words.text
        for place, block in _siblings(blocks, at)
        if _PERIOD.sub("", block.words.text) and not _ASIDE.match(block.words.text)
        if any(isinstance(below, Bullets) for below in _body(blocks, place))
    ]
    return bool(texts) and sum(len(text.split()) for text in texts) >= 4 * len(texts)


def _siblings(blocks: Sequence[Block], at: int) -> Iterator[tuple[int, Heading]]:
    """The headings of the same level in the same part of the page, the one asked about among them."""
    found = [(place, block) for place, block in enumerate(blocks) if isinstance(block, Heading)]
    level = next(block.level for place, block in found if place == at)
    start = max((place for place, block in found if place < at and block.level < level), default=-1)
    end = min((place for place, block in found if place > at and block.level < level), default=len(blocks))
    yield from ((place, block) for place, block in found if start < place < end and block.level == level)


def _all_words(blocks: Sequence[Block]) -> Iterator[Words]:
    for block in blocks:
        match block:
            case Heading():
                yield block.words
            case Paragraph():
                yield from block.lines
            case Bullets():
                for item in block.items:
                    yield from item.lines
                    yield from _all_words(item.blocks)
            case Table():
                yield from (cell for cell in block.header)
            case _:
                pass


def _all_items(blocks: Sequence[Block]) -> Iterator[Item]:
    for item in [item for block in blocks if isinstance(block, Bullets) for item in block.items]:
        yield item
        yield from _all_items(item.blocks)


def looks_like_key_result(words: Words) -> bool:
    return not words.is_linked and guess.looks_measured(words.text)
