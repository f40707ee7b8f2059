"""Which of the things that are there a page means: by their wording, and people by what they are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from data.rules.okr import Person

Thing = TypeVar("Thing")

_NUMBERS = re.compile(r"(?:\bn?\d\w*\b ?)+")  # withheld ones too


@dataclass(frozen=True, slots=True)
class Outline:
    """An objective as it can be told from others: its title, its team, the titles of its key results."""

    title: str
    team: str | None = None
    key_results: tuple[str, ...] = ()


def objectives(given: Sequence[Outline], held: Sequence[Outline]) -> dict[int, int]:
    """Which of those that are there each of the given ones means, by their places; no two mean the same.

    Title and team tell; of another team it is the same only where they share a key result.
    """
    ways = (
        lambda one, other: _same(one.title, other.title) and _same(one.team or "", other.team or ""),
        lambda one, other: _alike(one.title, other.title) and _same(one.team or "", other.team or ""),
        lambda one, other: _same(one.title, other.title) and bool(key_results(one.key_results, other.key_results)),
    )
    return _paired(given, held, ways)


def key_results(given: Sequence[str], held: Sequence[str]) -> dict[int, int]:
    """The same for the titles of one objective's key results; one whose numbers were moved means the same."""
    return _paired(given, held, (_same, _alike))


def person(name: str, people: Iterable[Person]) -> Person | None:
    """Whom a page means by a name, a handle or an address; None when nobody, or more than one, is called so."""
    wanted = name.strip().removeprefix("@").strip()
    called = [each for each in people if _is_called(each, wanted)]
    if len(called) > 1:
        called = [each for each in called if each.active]
    return called[0] if len(called) == 1 else None


def _paired(
    given: Sequence[Thing], held: Sequence[Thing], ways: Sequence[Callable[[Thing, Thing], bool]]
) -> dict[int, int]:
    """The places of those that belong together: what a stricter way finds goes before what a laxer one would."""
    found: dict[int, int] = {}
    for is_same in ways:
        for place, one in enumerate(given):
            left = (at for at in range(len(held)) if at not in found.values() and is_same(one, held[at]))
            if place not in found and (at := next(left, None)) is not None:
                found[place] = at
    return found


def _same(title: str, other: str) -> bool:
    return _wording(title) == _wording(other)


def _alike(title: str, other: str) -> bool:
    return _NUMBERS.sub("# ", _wording(title)) == _NUMBERS.sub("# ", _wording(other))


def _wording(title: str) -> str:
    """A title as far as it says what it is about: letters and digits, however they are set."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[\W_]+", " ", plain).strip() or title.strip()


def _is_called(person: Person, wanted: str) -> bool:
    if "@" in wanted:
        return wanted.lower() == person.email
    names = {_compact(person.name), _compact(person.email.partition("@")[0])}
    return bool(_compact(wanted)) and _compact(wanted) in names


def _compact(name: str) -> str:
    """A name without accents, blanks and points: "Marta Kowalczyk" and "marta.kowalczyk" are the same."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
