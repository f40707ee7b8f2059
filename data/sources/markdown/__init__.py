"""The door for Markdown OKR pages: what a handbook page says of objectives and key results, and what was not read.

Our own pages say it all, and are read back without loss:

    # FY22 Q4 OKRs
    ## <team>
    ### Objective: <title>
    **Why:** <why>

    **Owner:** <name>

    - **KR:** <title> *(<measure, in the words of data.rules.measure>)*
      - <note>
      - [<text>](<link>)

What stands in angle brackets is plain text: every character of its own that Markdown knows is escaped by a backslash,
a line break is a backslash at the end of the line, and a blank line parts the paragraphs of a why. Team, why, owner and
notes may be missing. A dropped key result is struck: - ~~**KR:** <title> *(<measure>)*~~

Pages of other styles are read as far as they can be: objectives as headings, bold or numbered; `KR:` or no prefix;
tables; scores, owners and links beside the titles. Their measures are guessed from the words and say so.
"""

from __future__ import annotations

import re

from data.sources.markdown import outline, published, walk
from data.sources.markdown.drafts import DraftKeyResult, DraftObjective, NotUnderstood, Page, Placeholder, Role

__all__ = ["DraftKeyResult", "DraftObjective", "NotUnderstood", "Page", "Placeholder", "Role", "read"]

_MARKUP = re.compile(
    r"(?:>\s*)*(?:\[[^\]]+\]:.*|\{:.*\}|[-*_=|:~` ]+|</?[A-Za-z][^>]*>|<!--.*|.*-->|[-+*>]|\d+[.)]|TOC)?"
)


def read(text: str) -> Page:
    """What a page says. Every line that is not blank is either in its `roles` or in its `not_understood`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    blocks = outline.of(text)
    page = published.read(blocks) if published.is_ours(blocks) else walk.read(blocks)
    return _accounted(page, text.split("\n"))


def _accounted(page: Page, lines: list[str]) -> Page:
    """The page with the lines that no reader looked at: bare markup, and what nobody understood."""
    left = {found.line: found for found in page.not_understood}
    roles: dict[int, Role] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip() and number not in left:
            if role := "markup" if _MARKUP.fullmatch(line.strip()) else page.roles.get(number):
                roles[number] = role
            else:
                left[number] = NotUnderstood(number, line.strip(), False)
    return Page(page.title, page.objectives, tuple(left[number] for number in sorted(left)), roles)
