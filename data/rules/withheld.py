"""The numbers that stay inside: each one of a published, confidential key result has a name, N1, N2, …, that it keeps.

Names are given in the order in which the store learned of what was published, by replaying it: what is added or
changed later gets later names and renames nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from data.rules import measure
from data.rules.okr import KeyResult, Objective

FIELDS = ("baseline", "target", "low", "high", "stretch")
_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "million": 1e6, "billion": 1e9, "thousand": 1e3}
_NUMBER = re.compile(
    r"(?<!\w)(?P<currency>[$€£¥]?)(?P<digits>\d(?:[\d.,]*\d)?)"
    r"(?P<sign>\s?%|\s?(?P<scale>k|m|bn?|thousand|million|billion)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a number stands: in a field of a key result, or, written so, in a text where it is none of a field."""

    of: str  # the id of the key result, or of the objective behind "objective "
    field: str
    text: str = ""


Names = Mapping[Slot, str]


@dataclass(frozen=True, slots=True)
class Learned:
    """A wording, and when the store learned it."""

    value: Objective | KeyResult
    learned_at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """An objective with its key results."""

    objective: Objective
    key_results: tuple[KeyResult, ...]

    @property
    def secrets(self) -> tuple[KeyResult, ...]:
        return tuple(each for each in self.key_results if each.confidential)


def names(wordings: Sequence[Sequence[Learned]], now: Sequence[Shelf] = ()) -> dict[Slot, str]:
    """The name of each number that was ever withheld; `wordings` has the history of each objective and key result, as
    it was learned. What stands `now` in none of them comes last.
    """
    found: dict[Slot, str] = {}
    moments = sorted({each.learned_at for chain in wordings for each in chain})
    for shelves in (*(_shelves(wordings, moment) for moment in moments), now):
        for slot in (slot for shelf in shelves for slot in _slots(shelf)):
            found.setdefault(slot, f"N{len(found) + 1}")
    return found


def key_result(kr: KeyResult, names: Names) -> tuple[str, dict[str, str]]:
    """A confidential key result's title without its numbers, and the name of each number that its fields hold."""
    fields = {name: names[Slot(kr.key_result, name)] for name in FIELDS if getattr(kr, name) is not None}
    return _masked(kr.title, (kr,), kr.key_result, "title", names), fields


def objective(shelf: Shelf, names: Names) -> Objective:
    """An objective without the numbers of its title and its why, where one of its key results is confidential."""
    if not shelf.secrets:
        return shelf.objective
    told = {
        field: _masked(text, shelf.secrets, _key(shelf.objective), field, names)
        for field in ("title", "why")
        if (text := getattr(shelf.objective, field))
    }
    return replace(shelf.objective, **told)


def numbers(shelf: Shelf, names: Names) -> Iterator[tuple[str, float | str, KeyResult | Objective, str]]:
    """What each name of a shelf stands for: the name, the number, whose it is, and in which field it stands."""
    for slot in dict.fromkeys(_slots(shelf)):
        kr = next((each for each in shelf.secrets if each.key_result == slot.of), None)
        about = kr or shelf.objective
        if slot.field in FIELDS:
            yield names[slot], getattr(kr, slot.field), about, slot.field
        else:
            yield names[slot], slot.text, about, slot.field


def _shelves(wordings: Sequence[Sequence[Learned]], moment: datetime) -> list[Shelf]:
    """What was published as it was known at a moment, by the ids of the objectives."""
    newest = [known[-1].value for chain in wordings if (known := [e for e in chain if e.learned_at <= moment])]
    objectives = [each for each in newest if isinstance(each, Objective) and each.state == "published"]
    key_results = [each for each in newest if isinstance(each, KeyResult) and not each.withdrawn]
    return [
        Shelf(objective, tuple(sorted(_of(objective, key_results), key=lambda kr: kr.key_result)))
        for objective in sorted(objectives, key=lambda each: each.objective)
        if not objective.withdrawn
    ]


def _of(objective: Objective, key_results: Sequence[KeyResult]) -> list[KeyResult]:
    return [each for each in key_results if each.objective == objective.objective]


def _slots(shelf: Shelf) -> Iterator[Slot]:
    if not shelf.secrets:
        return
    for kr in shelf.secrets:
        yield from (Slot(kr.key_result, name) for name in FIELDS if getattr(kr, name) is not None)
        yield from (Slot(kr.key_result, "title", number) for number in _unheld(kr.title, (kr,)))
    for field in ("title", "why"):
        text = getattr(shelf.objective, field) or ""
        yield from (Slot(_key(shelf.objective), field, number) for number in _unheld(text, shelf.secrets))


def _key(objective: Objective) -> str:
    return f"objective {objective.objective}"


def _unheld(text: str, key_results: Sequence[KeyResult]) -> Iterator[str]:
    """The numbers of a text that no field of these key results holds."""
    return (found[0] for found in _NUMBER.finditer(text) if _held(found, key_results) is None)


def _masked(text: str, key_results: Sequence[KeyResult], of: str, field: str, names: Names) -> str:
    return _NUMBER.sub(lambda found: names[_held(found, key_results) or Slot(of, field, found[0])], text)


def _held(found: re.Match[str], key_results: Sequence[KeyResult]) -> Slot | None:
    """The field that holds a number of a text, in the unit's scale or without it."""
    try:
        said = _meant(measure.number(found["digits"]), found["scale"] or "")
    except ValueError:  # a date or a version, such as 1.2.3
        return None
    for kr in key_results:
        for field in FIELDS:
            value = getattr(kr, field)
            if value is not None and said & _meant(value, (kr.unit or "").lstrip("$€£¥ ").partition(" ")[0]):
                return Slot(kr.key_result, field)
    return None


def _meant(value: float, scale: str) -> set[float]:
    return {value, value * _SCALES.get(scale.lower(), 1)}
