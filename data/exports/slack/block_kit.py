"""A message as Slack's Block Kit has it: https://docs.slack.dev/reference/block-kit/blocks, within its limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from data.exports.slack.message import Message, Section, Sentence

MOST_BLOCKS = 50
MOST_LETTERS = 3000  # of a section's text
MOST_IN_HEADER = 150
MOST_IN_LINE = 400  # a sign grows to five letters at most when it is escaped, and a line must fit into a text

Block = dict[str, Any]


def blocks(message: Message) -> list[Block]:
    """Title, standing, and each section; a section that is too long goes on in a second block, between two lines."""
    found = [_header(message.title), _section(_standing(message))]
    found += [_section(text) for section in message.sections for text in _texts(section)]
    if len(found) <= MOST_BLOCKS:
        return found
    return [*found[: MOST_BLOCKS - 1], _section(f"There is more: see {message.place}.")]


def fallback(message: Message) -> str:
    """What a notification shows, where blocks cannot be."""
    return _cut(f"{message.title}. {message.standing}", MOST_IN_LINE)


def escaped(text: str) -> str:
    """Text that Slack shows as it is: nobody is mentioned and nothing linked by what somebody wrote."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _header(title: str) -> Block:
    short = title if len(title) <= MOST_IN_HEADER else title[: MOST_IN_HEADER - 1] + "…"  # plain text is not escaped
    return {"type": "header", "text": {"type": "plain_text", "text": short, "emoji": False}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _standing(message: Message) -> str:
    page = f"<{escaped(message.link)}|See {escaped(message.place)}>" if message.link else None
    remark = f"_{escaped(message.remark)}_" if message.remark else None
    return "\n".join(filter(None, (escaped(message.standing), remark, page)))


def _texts(section: Section) -> Iterator[str]:
    """The section's lines below its title, in as few texts as they fit into."""
    text = f"*{escaped(section.title)}*"
    for line in _lines(section.sentences):
        if len(text) + len(line) + 1 > MOST_LETTERS:
            yield text
            text = line
        else:
            text = f"{text}\n{line}"
    yield text


def _lines(sentences: Iterable[Sentence]) -> Iterator[str]:
    yield from (f"• {_subject(sentence)}{_cut(sentence.text, MOST_IN_LINE)}" for sentence in sentences)


def _subject(sentence: Sentence) -> str:
    subject = _cut(sentence.subject, MOST_IN_HEADER)
    return f"<{escaped(sentence.link)}|{subject}>" if subject and sentence.link else subject


def _cut(text: str, most: int) -> str:
    """At most so many letters, escaped; cut before that, so that no escaped sign is cut in two."""
    return escaped(text if len(text) <= most else text[: most - 1] + "…")
