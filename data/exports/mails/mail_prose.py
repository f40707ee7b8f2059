"""The Markdown of mails, as HTML and as plain text. HTML in it stays text, pictures stand by themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Link = Callable[[str], str | None]  # a link as it is written → the address it leads to, None for nowhere
Picture = Callable[[str, str], str]  # its name and its words → HTML, or lines of text

_ACROSS = 76  # letters of a line of plain text, so that a reply that quotes it still fits
_KINDS = {"bullet_list_open": "- ", "ordered_list_open": "1. "}


def html(markdown: str, link: Link, picture: Picture) -> str:
    """Markdown as HTML without attributes of style."""
    reader = _reader()
    tokens = list(_pictured(reader.parse(markdown), picture, _html_block))
    for token in tokens:
        if token.type == "inline":
            token.children = list(_linked(token.children or (), link))
        elif token.type in ("heading_open", "heading_close"):
            token.tag = "h2"
    return reader.renderer.render(tokens, reader.options, {})


def text(markdown: str, link: Link, picture: Picture) -> str:
    """Markdown as text for people: headings underlined, links with their address behind them, lines wrapped."""
    blocks, marks = [], []
    for token in _pictured(_reader().parse(markdown), picture, _text_block):
        if token.type in _KINDS:
            marks.append(_KINDS[token.type])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
        elif token.type == "heading_open":
            marks.append("#")
        elif token.type == "heading_close":
            marks.pop()
        elif token.type == "inline":
            blocks.append(_block(_words(token.children or (), link), marks))
        elif token.content:
            blocks.append((token.content.strip("\n"), False))
    return _joined(blocks)


def _block(words: str, marks: Sequence[str]) -> tuple[str, bool]:
    """A paragraph, wrapped, and whether it is a line of a list."""
    if marks and marks[-1] == "#":
        return f"{words.upper()}\n{'-' * min(len(words), _ACROSS)}", False
    if not marks:
        return "\n".join(
            textwrap.fill(line, _ACROSS, break_long_words=False, break_on_hyphens=False) for line in words.split("\n")
        ), False
    indent = "  " * (len(marks) - 1)
    return textwrap.fill(
        words.replace("\n", " "),
        _ACROSS,
        initial_indent=indent + marks[-1],
        subsequent_indent=indent + " " * len(marks[-1]),
        break_long_words=False,
        break_on_hyphens=False,
    ), True


def _joined(blocks: Sequence[tuple[str, bool]]) -> str:
    """Blocks with an empty line between them, lines of one list without."""
    told = ""
    was_line = False
    for block, is_line in blocks:
        told += ("\n" if was_line and is_line else "\n\n" if told else "") + block
        was_line = is_line
    return told


def _words(tokens: Sequence[Token], link: Link) -> str:
    told, addresses = "", []
    for token in tokens:
        if token.type == "link_open":
            addresses.append((len(told), link(str(token.attrs["href"]))))
        elif token.type == "link_close":
            begun, address = addresses.pop()
            told += f" <{address}>" if address and address != told[begun:] else ""
        elif token.type in ("softbreak", "hardbreak"):
            told += " " if token.type == "softbreak" else "\n"
        else:
            told += token.content
    return told


def _linked(tokens: Sequence[Token], link: Link) -> Iterator[Token]:
    """Links with their address; those that lead nowhere become their text, and so does a picture within a sentence."""
    led: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            address = link(str(token.attrs["href"]))
            led.append(bool(address))
            token.attrs["href"] = address or ""
        is_kept = led.pop() if token.type == "link_close" else led[-1] if token.type == "link_open" else True
        if token.type == "image":
            yield _plain(token)
        elif is_kept:
            yield token


def _plain(image: Token) -> Token:
    token = image.copy()
    token.type, token.tag, token.content, token.children = "text", "", image.content, None
    return token


def _pictured(tokens: Sequence[Token], picture: Picture, block: Callable[[str], Token]) -> Iterator[Token]:
    """The tokens, with each paragraph that holds only pictures replaced by them."""
    left = list(tokens)
    while left:
        token = left.pop(0)
        images = _images(left[0]) if token.type == "paragraph_open" and not token.hidden and left else []
        if not images:
            yield token
            continue
        del left[:2]
        yield from (block(picture(str(each.attrs["src"]), each.content)) for each in images)


def _images(inline: Token) -> list[Token]:
    children = [each for each in inline.children or () if each.type != "softbreak"]
    return children if children and all(each.type == "image" for each in children) else []


def _html_block(content: str) -> Token:
    from markdown_it.token import Token

    return Token("html_block", "", 0, content=content)


def _text_block(content: str) -> Token:
    from markdown_it.token import Token

    return Token("picture", "", 0, content=content)


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
