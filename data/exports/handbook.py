"""The handbook's OKR page: a quarter's published OKRs as Markdown, in the grammar that `data.sources.markdown` reads
back without loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.exports import markdown_text
from data.rules import measure, stages
from data.rules.handbook import Handbook, KeyResultTold, ObjectiveTold

_BLOCK = re.compile(r"^(?=[-+=>])|^\d+(?=[.)])")  # what a line begins with that is no paragraph
_COMMENT = re.compile(r"(?<=<)!|(?<=\{):")  # of HTML, and the attributes of kramdown
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")


def text(handbook: Handbook) -> str:
    parts = [f"# {handbook.quarter} OKRs", *_remark(handbook)]
    team: str | None = None
    for objective in sorted(handbook.objectives, key=lambda each: each.team is not None):
        if objective.team != team:
            team = objective.team
            parts.append(f"## {_line(team or '')}")
        parts += _objective(objective)
    return "\n\n".join([*parts, *_meanings(handbook)]) + "\n"


def _remark(handbook: Handbook) -> Iterator[str]:
    if handbook.is_internal:
        yield "For the leadership only: it holds what is confidential."
    elif handbook.has_withheld:
        yield "N1, N2, … stand for numbers that are not public."


def _objective(objective: ObjectiveTold) -> Iterator[str]:
    yield f"### Objective: {_line(objective.title)}"
    if objective.why:
        yield f"**Why:** {_prose(objective.why)}"
    if objective.owner:
        yield f"**Owner:** {_line(objective.owner)}"
    if objective.key_results:
        yield "\n".join(line for each in objective.key_results for line in _key_result(each))


def _key_result(told: KeyResultTold) -> Iterator[str]:
    struck = "~~" if told.dropped else ""
    said = f"**KR:** {_line(told.title)} *({_line(measure.described(told.measure))})*"
    yield f"- {struck}{said}{struck}"
    for milestone in told.milestones:
        yield f"  - {_line(stages.described(milestone))}"
    if told.link:
        yield f"  - [{_line(told.link)}](<{_address(told.link)}>)"


def _meanings(handbook: Handbook) -> Iterator[str]:
    if not (handbook.is_internal and handbook.meanings):
        return
    rows = [[markdown_text.inline(cell) for cell in (each.name, each.number, each.about)] for each in handbook.meanings]
    yield "## What N1, N2, … stand for on the public page"
    yield markdown_text.table(("Name", "Number", "What it is"), rows)


def _line(text: str) -> str:
    """Plain text on one line, in which nothing is a mark."""
    line = _BLOCK.sub(lambda found: f"{found[0]}\\", markdown_text.inline(text))
    return _COMMENT.sub(lambda found: f"\\{found[0]}", line)


def _prose(text: str) -> str:
    """Paragraphs of plain text, each line on one of its own."""
    paragraphs = (paragraph.splitlines() for paragraph in _PARAGRAPHS.split(text.strip()))
    return "\n\n".join("\\\n".join(_line(line) for line in lines if line.strip()) for lines in paragraphs)


def _address(link: str) -> str:
    return re.sub(r"[<>\\\s]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), link)
