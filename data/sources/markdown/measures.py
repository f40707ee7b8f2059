"""How a key result is measured: read from the words of our own pages, guessed from those of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from data.rules import guess, measure
from data.sources.markdown.drafts import DraftKeyResult, Placeholder

_GUESSED = ("kind", "unit", "baseline", "target", "low", "high")


def published(words: str) -> measure.Measure | None:
    """The measure in the parenthesis at the end of a title; None when it says something else."""
    is_enclosed = words.startswith("(") and words.endswith(")")
    return measure.read(words[1:-1]) if is_enclosed else None


def as_said(draft: DraftKeyResult, said: measure.Measure) -> DraftKeyResult:
    """The draft with the measure that its page gives; numbers that the page withholds are None and named."""
    numbers = {name: getattr(said, name) for name in measure.NUMBERS}
    withheld = tuple(Placeholder(value, name) for name, value in numbers.items() if isinstance(value, str))
    known = {name: None if isinstance(value, str) else value for name, value in numbers.items()}
    return replace(
        draft,
        kind=said.kind,
        unit=said.unit,
        commitment=said.commitment,
        owner_name=said.owner,
        placeholders=withheld,
        uncertain=tuple(f"the {each.field} is withheld: {each.name}" for each in withheld),
        **known,
    )


def as_guessed(draft: DraftKeyResult, said: Mapping[str, str]) -> DraftKeyResult:
    """The draft with a guess from its title, or from baseline, target and unit where the page says those apart."""
    target, baseline = said.get("target"), said.get("baseline", "")
    if target and any(character.isdigit() for character in baseline):
        found = guess.of(f"from {baseline} to {target}")
    else:
        found = guess.of(f"reach {target}" if target else draft.title)
    known = {name: getattr(found, name) for name in _GUESSED} | ({"unit": said["unit"]} if "unit" in said else {})
    return replace(
        draft,
        placeholders=tuple(Placeholder(name) for name in guess.placeholders(draft.title)),
        guessed=(*draft.guessed, *found.guessed),
        uncertain=found.uncertain,
        **known,
    )
