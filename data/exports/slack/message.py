"""A message to Slack before it is set: a title, where things stand, sections of sentences; the same as text to copy."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

MOST_LETTERS = 300  # of one thing that somebody wrote: a message is read on a phone, between two others


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line. It begins with its `subject`, if any, which leads to the address `link`."""

    text: str
    subject: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """`standing` is the whole in a sentence or two, `remark` what a reader must know beforehand.

    `link` leads to `place`, the page that holds all of it: "the board".
    """

    title: str
    standing: str
    remark: str | None
    link: str | None
    sections: tuple[Section, ...]
    place: str = "the board"


def text(message: Message) -> str:
    """The message as Markdown that also reads well where Markdown is shown as it is written."""
    head = [f"# {_linked(message.title, message.link)}", message.standing, *filter(None, [message.remark])]
    parts = [
        "\n".join((f"## {section.title}", "", *(f"- {_line(sentence)}" for sentence in section.sentences)))
        for section in message.sections
    ]
    return "\n\n".join((*head, *parts)) + "\n"


def link(address: str, page: str, **choices: str) -> str | None:
    """A page of the app that people open at `address`; None where that is not known."""
    if not address:
        return None
    return address.rstrip("/") + page + (f"?{urlencode(choices)}" if choices else "")


def short(text: str) -> str:
    """What somebody wrote on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    if len(line) <= MOST_LETTERS:
        return line
    return line[:MOST_LETTERS].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _line(sentence: Sentence) -> str:
    return _linked(sentence.subject, sentence.link) + sentence.text


def _linked(label: str, address: str | None) -> str:
    return f"[{label}]({address})" if label and address else label
