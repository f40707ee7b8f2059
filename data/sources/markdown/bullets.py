"""Reads lists: what a bullet is follows from its label, from what is below it, then from what was said before."""

from __future__ import annotations

from collections.abc import Sequence

from data.sources.markdown import headings, lines, prose, tables
from data.sources.markdown.outline import Block, Bullets, Heading, Item, Markup, Paragraph, Table, Words, joined
from data.sources.markdown.reading import KeyResult, Objective, Reading

_PROPERTIES = ("why", "owner", "baseline", "target", "note")


def block(reading: Reading, found: Block, following: Block | None = None) -> None:
    """Reads any block but a heading, which only means something where it is not within a list."""
    match found:
        case Paragraph():
            prose.paragraph(reading, found, following)
        case Bullets():
            bullets(reading, found)
        case Table():
            tables.table(reading, found)
        case Markup():
            reading.roles |= dict.fromkeys(range(found.first, found.last + 1), "markup")
        case Heading():
            reading.take(found.words, "prose")


def bullets(reading: Reading, found: Bullets) -> None:
    """A list that stands by itself."""
    has_labels = any(headings.label_of(item) in ("objective", "key result") for item in found.items)
    if reading.detailed and not has_labels:
        _notes(reading, reading.detailed, [found])
    elif reading.objective and (announcing := headings.announcing(found)) and not reading.skips:
        _announced(reading, found, announcing)
    elif reading.awaits in ("why", "announcement") and reading.objective and not has_labels:
        _whys(reading, reading.objective, found)
    elif headings.bullets_hold_objectives(found, reading.page):
        _objectives(reading, found)
    elif has_labels or (reading.objective and not reading.skips and not headings.only_links(found)):
        reading.detail_level = None
        _below_objective(reading, found)
    elif (is_sure := reading.awaits == "objectives") or _is_bare_outline(reading, found):
        _objectives(reading, found, is_sure)
    else:
        _leave(reading, [found])
    reading.awaits = "announcement" if reading.awaits == "announcement" else None
    reading.subject = reading.objective


def _announced(reading: Reading, found: Bullets, announcing: Item) -> None:
    """A list of what there is to say of an objective, one bullet of which stands over its key results."""
    for item in found.items:
        if item is announcing:
            reading.take(item.lines[0], "heading")
            for child in headings.children(item):
                _key_result(reading, child)
        else:
            reading.subject = reading.objective
            _notes(reading, None, [Paragraph(item.lines), *item.blocks])


def _is_bare_outline(reading: Reading, found: Bullets) -> bool:
    """Whether bullets with bullets below them, on a page that labels nothing, can only be objectives."""
    parents = [item for item in found.items if headings.children(item)]
    is_told = all(len(item.lines[0].text.split()) > 2 for item in parents)  # "Good", "Bad", "Try" are no objectives
    return not reading.page.has_labels and not reading.skips and is_told and len(parents) * 2 >= len(found.items)


def _objectives(reading: Reading, found: Bullets, is_sure: bool = False) -> None:
    """Bullets on the level of objectives; `is_sure` where the page said that they are."""
    for item in found.items:
        words = _words(item)
        is_meant = is_sure or headings.children(item) or words.is_bold or lines.label(words) == "objective"
        if lines.label(words) == "key result":
            _key_result(reading, item)
        elif is_meant and words.text:
            _objective(reading, item, words)
        else:
            _leave_item(reading, item)


def _objective(reading: Reading, item: Item, words: Words) -> None:
    objective = reading.open(words)
    objective.is_bullet = True
    _rest(reading, item)
    for below in item.blocks:
        if isinstance(below, Bullets):
            _below_objective(reading, below)
        else:
            block(reading, below)
        reading.objective = objective


def _below_objective(reading: Reading, found: Bullets) -> None:
    """Bullets on the level of key results, among which may be objectives with key results of their own."""
    objective = reading.objective
    has_objectives = headings.bullets_hold_objectives(found, reading.page)
    for item in found.items:
        words, label = _words(item), headings.label_of(item)
        is_objective = label == "objective" or headings.has_key_results_below(item)
        is_alike = words.is_bold and (reading.page.has_bold_objectives or has_objectives)
        if not words.text and headings.children(item):
            for below in item.blocks:
                block(reading, below)
        elif label != "key result" and (is_objective or is_alike):
            _objective(reading, item, words)
        else:
            _key_result(reading, item)
        reading.objective = objective


def _key_result(reading: Reading, item: Item) -> None:
    """A bullet that is a key result; bullets below it are its notes, unless they are labelled themselves."""
    words, objective = _words(item), reading.objective
    label = lines.label(words)
    if objective is None or not words.text or (label is None and headings.is_aside(words.text)):
        _leave_item(reading, item)
    elif _is_property(words, label):
        reading.subject = objective
        prose.line(reading, words, label)
        _notes(reading, None, item.blocks)
    else:
        key_result = reading.add(words)
        _rest(reading, item)
        for below in item.blocks:
            if isinstance(below, Bullets) and headings.are_labelled(below):
                _below_objective(reading, below)
            else:
                _notes(reading, key_result, [below])
            reading.objective = objective


def _is_property(words: Words, label: lines.Label | None) -> bool:
    """Whether a bullet says something of the objective: "**Status:** green", "Owner: Ada"; not "Leads: 200 a month"."""
    is_plain = label in ("why", "owner") and not any(character.isdigit() for character in words.text)
    return label in _PROPERTIES and (bool(words.lead) or is_plain)


def _own(item: Item) -> list[Words]:
    """The lines of a bullet's own text: up to the first one that is labelled itself."""
    labelled = [at for at, words in enumerate(item.lines) if at and lines.label(words) is not None]
    return list(item.lines[: labelled[0]] if labelled else item.lines)


def _words(item: Item) -> Words:
    return joined(_own(item)) or item.lines[0]


def _rest(reading: Reading, item: Item) -> None:
    """Accounts for the other lines of a bullet's own text, and reads those with labels of their own."""
    own = _own(item)
    if role := reading.roles.get(own[0].line):
        reading.roles |= {words.line: role for words in own}
    if rest := item.lines[len(own) :]:
        prose.paragraph(reading, Paragraph(rest))


def _notes(reading: Reading, key_result: KeyResult | None, blocks: Sequence[Block]) -> None:
    for below in blocks:
        match below:
            case Bullets():
                for item in below.items:
                    _notes(reading, key_result, [Paragraph(item.lines), *item.blocks])
            case Paragraph():
                for words in below.lines:
                    reading.note(key_result, words)
            case _:
                block(reading, below)


def _whys(reading: Reading, objective: Objective, found: Bullets) -> None:
    for item in found.items:
        for words in item.lines:
            reading.take(words, "why")
        objective.whys.append(_words(item).text)
        for below in item.blocks:
            if isinstance(below, Bullets):
                _whys(reading, objective, below)
            else:
                block(reading, below)


def _leave(reading: Reading, blocks: Sequence[Block]) -> None:
    for below in blocks:
        match below:
            case Bullets():
                for item in below.items:
                    _leave_item(reading, item)
            case Paragraph():
                reading.leave(below.lines)
            case _:
                block(reading, below)


def _leave_item(reading: Reading, item: Item) -> None:
    reading.leave(item.lines)
    _leave(reading, item.blocks)
