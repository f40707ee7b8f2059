"""Reads paragraphs: whys and owners, labelled lines, and lines that say what follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from data.sources.markdown import headings, lines
from data.sources.markdown.outline import Block, Bullets, Paragraph, Words, joined
from data.sources.markdown.reading import KeyResult, Objective, Reading, name

_More = Callable[[Words], None] | None  # takes the lines that continue one


def paragraph(reading: Reading, found: Paragraph, following: Block | None = None) -> None:
    """`following` is the block below it, which can tell that its last line is an objective."""
    whole = joined(found.lines)
    if reading.awaits == "objective" and whole and not any(map(lines.label, found.lines)):
        reading.open(whole)
        reading.roles |= {words.line: "objective" for words in found.lines}
        return
    more: _More = None
    for words in found.lines:
        label = lines.label(words)
        if label is None and more and not words.is_bold:
            more(words)
        elif words.is_bold and headings.is_aside(words.text):
            reading.take(words, "heading")
            reading.is_aside, reading.awaits = True, None
        elif label is None and words is found.lines[-1] and _is_title(reading, words, following):
            reading.open(words).is_line = not words.is_bold
        else:
            more = line(reading, words, label)


def line(reading: Reading, words: Words, label: lines.Label | None) -> _More:
    match label:
        case "objective":
            reading.open(words)
        case "key result":
            reading.add(words)
        case "owner" if reading.subject and not reading.skips:
            reading.subject.owner = name(lines.unlabelled(words))
            reading.take(words, "owner")
        case "why" if reading.objective and not reading.skips:
            return _why(reading, reading.objective, words, lines.unlabelled(words))
        case "baseline" | "target" | "note":
            is_of_key_result = isinstance(reading.subject, KeyResult)
            reading.note(reading.subject if is_of_key_result else None, words)  # pyright: ignore[reportArgumentType]
        case _:
            return _unlabelled(reading, words)
    return None


def _unlabelled(reading: Reading, words: Words) -> _More:
    if lines.announces_key_results(words.text) or _names_objective(reading, words):
        _announce(reading, words)
    elif words.text.endswith(":"):
        _introduce(reading, words)
    elif reading.detailed:
        reading.note(reading.detailed, words)
    elif reading.objective and not reading.skips and not reading.objective.key_results and not words.is_linked:
        return _why(reading, reading.objective, words, words.text)
    else:
        reading.take(words, "prose")
    return None


def _names_objective(reading: Reading, words: Words) -> bool:
    """ "In support of our company OKR to *win every admin*, we will:" stands over the key results of what it names."""
    is_said = words.text.endswith(":") and re.search(r"\b(?:objective|OKR|goal)\b", words.text, re.IGNORECASE)
    return bool(is_said) and reading.objective is None and len(words.emphasised.split()) > 2 and not words.is_bold


def _announce(reading: Reading, words: Words) -> None:
    """A line that says that key results follow, and perhaps, emphasised, for which objective."""
    if _names_objective(reading, words):
        reading.open(replace(words, text=words.emphasised))
    else:
        reading.take(words, "heading")
    reading.awaits, reading.is_aside = "key results", False


def _introduce(reading: Reading, words: Words) -> None:
    """A line that says that something else follows."""
    reading.take(words, "prose")
    if lines.announces_objectives(words.text):
        is_one = re.search(r"\bobjective\b", words.text, re.IGNORECASE)
        reading.objective = reading.subject = None
        reading.awaits, reading.is_aside = ("objective" if is_one else "objectives"), False
    elif reading.objective and (reading.objective.key_results or reading.objective.is_bullet):
        reading.is_aside = True


def _is_title(reading: Reading, words: Words, following: Block | None) -> bool:
    """Whether a line right above bullets is an objective: they are labelled, or nothing on the page is."""
    if reading.skips or not isinstance(following, Bullets) or headings.only_links(following):
        return False
    if words.is_bold:
        is_free = reading.objective is None or bool(reading.objective.key_results)
        return is_free and (not reading.page.has_labels or headings.are_labelled(following))
    is_free = reading.objective is None or reading.objective.is_line
    is_plain = len(words.text.split()) <= 15 and words.text[-1] not in ":.,?…" and not words.emphasised
    return is_free and is_plain and not reading.page.has_labels and reading.awaits is None


def _why(reading: Reading, objective: Objective, words: Words, text: str) -> _More:
    def go_on(more: Words) -> None:
        reading.take(more, "why")
        objective.whys[-1] += ("\n" if more.is_continued else " ") + more.text

    reading.take(words, "why")
    reading.awaits = None if reading.awaits == "why" else reading.awaits
    objective.whys.append(text)
    return go_on
