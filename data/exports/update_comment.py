"""A key result's weekly update as a comment on its tracking issue, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from data.exports import markdown_text
from data.rules import confidential, values, words
from data.rules.looks import LOOKS
from data.rules.review import KeyResultReview, WeekUpdate

_HEADINGS = {"wins": "Wins", "risks": "Risks", "next_steps": "Next steps", "help": "Help wanted"}
_MENTION = re.compile(r"(?<!\w)@(?=\w)")


def marker(key_result: str, week: date) -> str:
    """What the comment begins with and nobody sees: by it, it is found again."""
    return f"<!-- okr:{quote(key_result)}:{week} -->"


def text(row: KeyResultReview, update: WeekUpdate, week: date, author: str, names: Sequence[str], address: str) -> str:
    """The update without its marker; `names` are told nowhere, and nobody is notified who is mentioned in it."""
    look = LOOKS[row.status]
    sure = f", {words.number(row.confidence, '%')} confident" if row.confidence is not None else ""
    now, goal = values.standing(row)
    lines = [
        f"**Week of {words.day(week)} {week.year}: {look.glyph} {row.status}{sure}**",
        f"{markdown_text.inline(row.title)}: {now}{goal}",
        *(
            f"**{heading}**\n{markdown_text.quoted(prose)}"
            for name, heading in _HEADINGS.items()
            if (prose := getattr(update, name))
        ),
        _signed(row, author, address),
    ]
    return _MENTION.sub("@\u200b", confidential.masked("\n\n".join(lines), names))


def _signed(row: KeyResultReview, author: str, address: str) -> str:
    """Who wrote it, and where the whole story is."""
    page = f", [the whole story]({address.rstrip('/')}/kr?kr={quote(row.key_result)})" if address else ""
    return f"{markdown_text.inline(author)}{page}"
