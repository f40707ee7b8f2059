"""What people wrote, inside a Markdown document: text stays text on its line, prose stays within its quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MARKS = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?<!\S)#")
_HEADING = re.compile(r"^(\s{0,3})(?=#{1,6}(\s|$)|=+\s*$|-+\s*$)")  # a line of = or - makes one of the line above
_FENCE = re.compile(r"^\s{0,3}(```|~~~)")
_WIDEST = 60  # letters of a table's column; a longer text pushes its own row alone
_CODE = re.compile(r"(`+[^`]+`+)")


def inline(text: str) -> str:
    """Text on one line, in which nothing is a mark, a tag or the border of a table's cell."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))


def quoted(prose: str) -> str:
    """Markdown that somebody wrote, as a quotation: it keeps its lists and links, but makes no heading and no HTML."""
    return "\n".join(f"> {line}".rstrip() for line in _contained(prose.strip().splitlines()))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """A table whose columns are as wide as most of their texts, so that it can be read as it is written.

    The texts are those of `inline`; the columns numbered in `right`, from 0, are set to the right.
    """
    widths = [min(max(len(line[at]) for line in (headings, *rows)), _WIDEST) for at in range(len(headings))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(wide) if at in right else cell.ljust(wide)
            for at, (cell, wide) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = [f"{'-' * max(wide - 1, 2)}{':' if at in right else '-'}" for at, wide in enumerate(widths)]
    return "\n".join([line(headings), f"| {' | '.join(rule)} |", *map(line, rows)])


def _contained(lines: Sequence[str]) -> Iterator[str]:
    is_code = False
    for line in lines:
        if _FENCE.match(line):
            is_code = not is_code
            yield line
        else:
            yield line if is_code else _untagged(_HEADING.sub(r"\1\\", line))


def _untagged(line: str) -> str:
    """The line without tags, but for those in code, where they are none."""
    return "".join(part if part.startswith("`") else part.replace("<", "\\<") for part in _CODE.split(line))
