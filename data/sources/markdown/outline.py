"""The door to markdown-it: the outline of a page as headings, paragraphs, lists and tables, each with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BULLET = re.compile(r"[-*+] ?\S|\d+[.)] ")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_PLACEHOLDER = re.compile(r"\W*[A-Z]\d*\W*")
_ATTRIBUTES = re.compile(r"\{:[^}]*\}")  # kramdown's, such as {:.no_toc}


@dataclass(frozen=True, slots=True)
class Words:
    """One source line without its Markdown: struck words are left out unless all of them are struck.

    `lead` is the bold text that it begins with, `tail` the emphasised text that it ends with, `emphasised` the first
    text that is either. `is_continued` is true after a hard line break.
    """

    text: str
    line: int
    lead: str = ""
    tail: str = ""
    emphasised: str = ""
    is_bold: bool = False
    is_struck: bool = False
    is_linked: bool = False
    is_continued: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: Words
    last: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One bullet: the lines of its own text, and the blocks below it."""

    lines: tuple[Words, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """Lines that say nothing of OKRs by themselves: code, comments, rules."""

    first: int
    last: int


Block = Heading | Paragraph | Bullets | Table | Markup


def of(text: str) -> list[Block]:
    """The blocks of a page in order; lines count from 1."""
    front = _FRONT_MATTER.match(text)
    lines = front[0].count("\n") if front else 0
    body = "\n" * lines + text[front.end() :] if front else text
    blocks = list(_blocks(_tree(body).children))
    return [Markup(1, lines), *blocks] if front else blocks


def _tree(text: str) -> SyntaxTreeNode:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(text))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    return parser.disable("text_join")  # an escaped brace begins no attributes


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        first, last = (node.map[0] + 1, node.map[1]) if node.map else (0, 0)
        match node.type:
            case "heading":
                yield Heading(int(node.tag[1]), joined(_lines(node, first)) or Words("", first), last)
            case "paragraph":
                yield _paragraph(_lines(node, first), first, last)
            case "bullet_list" | "ordered_list":
                yield Bullets(tuple(_item(child) for child in node.children))
            case "blockquote":
                yield from _blocks(node.children)
            case "table":
                yield from _table(node, first, last)
            case "html_block":
                yield _paragraph(_html(node.content, first), first, last)
            case "code_block" if _BULLET.match(node.content.lstrip()):  # a list that somebody indented too far
                yield from _blocks(_tree("\n" * (first - 1) + dedent(node.content)).children)
            case _:
                yield Markup(first, last)


def _paragraph(lines: list[Words], first: int, last: int) -> Block:
    return Paragraph(tuple(lines)) if lines else Markup(first, last)


def _item(node: SyntaxTreeNode) -> Item:
    first = node.map[0] + 1 if node.map else 0
    blocks = list(_blocks(node.children))
    if blocks and isinstance(blocks[0], Paragraph):
        return Item(blocks[0].lines, tuple(blocks[1:]))
    if blocks and isinstance(blocks[0], Heading):
        return Item((blocks[0].words,), tuple(blocks[1:]))
    return Item((Words("", first),), tuple(blocks))


def _table(node: SyntaxTreeNode, first: int, last: int) -> Iterator[Block]:
    rows = [row for part in node.children for row in part.children]
    cells = [tuple(_cell(cell, row) for cell in row.children) for row in rows]
    yield Markup(first, min(first + 1, last))
    yield Table(cells[0], tuple(cells[1:]))


def _cell(cell: SyntaxTreeNode, row: SyntaxTreeNode) -> Words:
    line = row.map[0] + 1 if row.map else 0
    found = joined(_lines(cell, line))
    return replace(found, line=line) if found else Words("", line)


def _html(content: str, first: int) -> list[Words]:
    """The text of an HTML block, line by line; a summary, which is what one sees of folded text, is bold."""
    plain = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), content)
    found = []
    for offset, line in enumerate(plain.splitlines()):
        if text := _TAG.sub(" ", line).strip(" \t-*+"):
            found.append(Words(" ".join(text.split()), first + offset, is_bold="<summary" in line))
    return found


def joined(lines: Sequence[Words]) -> Words | None:
    """Several lines as one, which begins where they begin."""
    if len(lines) < 2:
        return lines[0] if lines else None
    return replace(
        lines[0],
        text=" ".join(line.text for line in lines),
        tail=lines[-1].tail,
        is_bold=all(line.is_bold for line in lines),
        is_struck=all(line.is_struck for line in lines),
        is_linked=all(line.is_linked for line in lines),
        links=tuple(link for line in lines for link in line.links),
    )


@dataclass(slots=True)
class _Run:
    """A stretch of text in one style."""

    text: str
    is_bold: bool
    is_emphasised: bool
    is_struck: bool
    link: str | None


def _lines(node: SyntaxTreeNode, first: int) -> list[Words]:
    """The words of each source line of a block's text."""
    tokens = [token for child in node.children if child.token for token in child.token.children or []]
    lines, line, is_continued, runs = [], first, False, list[_Run]()
    style = dict.fromkeys(("strong", "em", "s"), 0)
    links: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak") or (
            token.type == "html_inline" and token.content.startswith("<br")
        ):
            lines.append(_words(runs, line, is_continued))
            line += token.type != "html_inline"
            is_continued, runs = token.type != "softbreak", []
        elif token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            links.pop()
        elif (name := token.type.rsplit("_", 1)[0]) in style:
            style[name] += token.nesting
        elif text := _content(token):
            run = _Run(text, style["strong"] > 0, style["em"] > 0, style["s"] > 0, links[-1] if links else None)
            if runs and replace(runs[-1], text=text) == run:
                runs[-1].text += text
            else:
                runs.append(run)
    lines.append(_words(runs, line, is_continued))
    return [words for words in lines if words.text]


def _content(token: Token) -> str:
    if token.type == "text":
        return _ATTRIBUTES.sub("", token.content)
    return token.content if token.type in ("code_inline", "text_special", "entity") else ""


def _is_italic(run: _Run) -> bool:
    return run.is_emphasised and not run.is_bold


def _words(runs: Sequence[_Run], line: int, is_continued: bool) -> Words:
    said = [run for run in runs if run.text.strip()]
    is_struck = bool(said) and all(run.is_struck for run in said)
    kept = [run for run in runs if is_struck or not run.is_struck]
    return Words(
        text="".join(run.text for run in kept).strip(),
        line=line,
        lead=said[0].text.strip() if said and said[0].is_bold else "",
        tail="".join(run.text for run in reversed(list(takewhile(_is_italic, reversed(said))))).strip(),
        emphasised=next((run.text.strip() for run in said if run.is_bold or run.is_emphasised), ""),
        is_bold=bool(said) and all(run.is_bold for run in said),
        is_struck=is_struck,
        is_linked=bool(said) and all(run.link for run in said),
        is_continued=is_continued,
        links=_links(kept),
    )


def _links(runs: Sequence[_Run]) -> tuple[str, ...]:
    """Where the text links to, but for placeholders such as N1, whose links only define them."""
    texts: dict[str, str] = {}
    for run in runs:
        if run.link:
            texts[run.link] = texts.get(run.link, "") + run.text
    return tuple(link for link, text in texts.items() if not _PLACEHOLDER.fullmatch(text))
