"""Reads a page of somebody's own style from top to bottom: its headings, and what stands below each."""

from __future__ import annotations

from collections.abc import Sequence

from data.sources.markdown import bullets, headings, lines
from data.sources.markdown.drafts import Page
from data.sources.markdown.outline import Block, Heading
from data.sources.markdown.reading import Reading


def read(blocks: Sequence[Block]) -> Page:
    reading = Reading(headings.facts(blocks))
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            reading.roles |= dict.fromkeys(range(block.words.line, block.last + 1), "heading")
            _heading(reading, blocks, at, block)
        else:
            bullets.block(reading, block, next(iter(blocks[at + 1 :]), None))
    return reading.done()


def _heading(reading: Reading, blocks: Sequence[Block], at: int, heading: Heading) -> None:
    is_first = not any(isinstance(block, Heading) for block in blocks[:at])
    if is_first and heading.level == 1 and lines.label(heading.words) is None:
        reading.title = heading.words.text
    elif not _is_aside(reading, heading):
        is_within = bool(reading.teams) and reading.objective is not None and heading.level > reading.teams[-1][0]
        reading.teams = [(level, team) for level, team in reading.teams if level < heading.level]
        reading.awaits, reading.is_aside, reading.detailed = None, False, None
        _mean(reading, blocks, at, heading, is_within)


def _is_aside(reading: Reading, heading: Heading) -> bool:
    """Whether a heading is still below one that holds no OKRs; one that calls itself an objective never is."""
    level = reading.aside_level
    if level is not None and (heading.level <= level or lines.label(heading.words) == "objective"):
        reading.aside_level = None
    return reading.aside_level is not None


def _mean(reading: Reading, blocks: Sequence[Block], at: int, heading: Heading, is_within: bool) -> None:
    """`is_within` says that the heading stands below the one of an objective that is still open."""
    meaning = headings.meaning(heading, blocks, at, reading.page)
    match meaning:
        case "objective":
            reading.open(heading.words)
            reading.teams.append((heading.level, None))
            reading.awaits = "announcement" if headings.announces_key_results_below(blocks, at) else None
        case "key result":
            reading.detailed = reading.add(heading.words)
            reading.teams.append((heading.level, None))
        case "key results":
            reading.awaits, reading.detail_level = meaning, heading.level
        case "why":
            reading.awaits = meaning
        case "objective below":
            reading.objective, reading.awaits = None, "objective"
            reading.teams.append((heading.level, None))
        case "objectives":
            reading.objective, reading.awaits = None, meaning
        case "aside":
            reading.aside_level = heading.level
        case _ if is_within and reading.detail_level == heading.level - 1:
            reading.detailed = reading.add(heading.words)
        case _ if is_within:
            reading.is_aside = True
        case _:
            reading.objective = reading.subject = None
            reading.teams.append((heading.level, headings.team(heading.words.text) if meaning == "team" else None))
