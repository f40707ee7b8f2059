"""Whether an update that somebody edited still says what the facts say: what of it has been overtaken since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest

from data.config import Settings
from data.exports.mails import mail_prose
from data.store import journal
from data.store.connection import Store
from data.telling import monthly
from data.telling.monthly import Draft
from data.telling.months import Reviewed

_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_PICTURE = re.compile(r"!\[.*\]\(.*\)|\#+ .*")


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A sentence of the update, and how it would be composed now: "" where nothing would be said."""

    said: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since somebody began to edit."""

    since: datetime
    overtaken: tuple[Overtaken, ...]


def changes(
    store: Store, settings: Settings, draft: Draft, as_of: datetime, reviewed: Reviewed | None = None
) -> Changes | None:
    """What an edited update still says as it was composed, where the facts would have it say something else.

    None while nobody has edited it, once it went, and while all of it holds. What was reworded by hand is not judged.
    """
    begun = _begun(store, draft, as_of)
    if begun is None:
        return None
    then, now = (
        list(_sentences(monthly.composed(store, settings, draft.month, draft.team, moment, reviewed)[1]))
        for moment in (begun, as_of)
    )
    kept = set(_sentences(draft.text))
    found = tuple(Overtaken(_plain(said), _plain(new)) for said, new in _differences(then, now) if said in kept)
    return Changes(begun, found) if found else None


def _begun(store: Store, draft: Draft, as_of: datetime) -> datetime | None:
    """When the text was taken from the facts that it still tells of; None when nothing is to be compared."""
    if draft.stored is None or draft.stored.state != "draft":
        return None
    versions = [
        each for each in journal.MONTHLY.all(store, as_of) if (each.month, each.team) == (draft.month, draft.team)
    ]
    composed = max((at for at, each in enumerate(versions) if each.state == "composed"), default=-1)
    return versions[composed + 1].recorded_at


def _sentences(text: str) -> Iterator[str]:
    """The lines of lists, and the sentences of paragraphs; no headings and no pictures."""
    for line in text.splitlines():
        if line.startswith("- "):
            yield line
        elif line.strip() and not _PICTURE.fullmatch(line):
            yield from _SENTENCE.split(line)


def _differences(then: list[str], now: list[str]) -> Iterator[tuple[str, str]]:
    for kind, first, end, new_first, new_end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if kind in ("replace", "delete"):
            paired = zip_longest(then[first:end], now[new_first:new_end], fillvalue="")
            yield from ((said, new) for said, new in paired if said)


def _plain(line: str) -> str:
    return " ".join(mail_prose.text(line, lambda _link: None, lambda _name, words: words).removeprefix("- ").split())
