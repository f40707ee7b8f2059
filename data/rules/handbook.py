"""A quarter's published OKRs as they are told: outside without numbers and names that are confidential, or whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from data.rules import confidential, measure, withheld, words
from data.rules.drafting import Written
from data.rules.measure import Measure
from data.rules.okr import Milestone, Objective, ObjectiveState, Person
from data.rules.withheld import Names, Shelf

Of = tuple[Objective, Sequence[Written]]  # an objective with its key results


@dataclass(frozen=True, slots=True)
class KeyResultTold:
    """`measure` has placeholders for the numbers that are withheld."""

    key_result: str
    title: str
    measure: Measure
    milestones: tuple[Milestone, ...] = ()
    link: str | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveTold:
    """`owner` is a name."""

    title: str
    why: str | None
    team: str | None
    owner: str | None
    key_results: tuple[KeyResultTold, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a placeholder stands for: "N1", "$620k", "the target of Self-serve ARR"."""

    name: str
    number: str
    about: str


@dataclass(frozen=True, slots=True)
class Handbook:
    """`left_out` counts the objectives that are not published; `meanings` are told inside only."""

    quarter: str
    objectives: tuple[ObjectiveTold, ...]
    left_out: Mapping[ObjectiveState, int]
    is_internal: bool = False
    meanings: tuple[Meaning, ...] = ()

    @property
    def has_withheld(self) -> bool:
        return bool(self.meanings) and not self.is_internal


@dataclass(frozen=True, slots=True)
class Telling:
    """For whom it is told: the people's names, the placeholders, the names that nobody outside may read."""

    people: Mapping[str, Person]
    names: Names
    secret_names: Sequence[str]
    is_internal: bool

    def text(self, text: str) -> str:
        return text if self.is_internal else confidential.masked(text, self.secret_names)

    def person(self, email: str | None) -> str | None:
        """A person's name; whatever was signed with for one who is not known, but no address outside."""
        if email and email in self.people:
            return self.people[email].name
        return email if self.is_internal else None


def told(quarter: str, published: Sequence[Of], left_out: Mapping[ObjectiveState, int], telling: Telling) -> Handbook:
    """The published objectives in their order."""
    shelves = [Shelf(objective, tuple(each.key_result for each in written)) for objective, written in published]
    objectives = tuple(
        _objective(shelf, written, telling) for shelf, (_, written) in zip(shelves, published, strict=True)
    )
    meanings = {each.name: each for shelf in shelves for each in _meanings(shelf, telling)}
    in_order = tuple(meanings[name] for name in sorted(meanings, key=lambda name: int(name[1:])))
    return Handbook(quarter, objectives, left_out, telling.is_internal, in_order)


def _objective(shelf: Shelf, written: Sequence[Written], telling: Telling) -> ObjectiveTold:
    objective = shelf.objective if telling.is_internal else withheld.objective(shelf, telling.names)
    return ObjectiveTold(
        telling.text(objective.title),
        telling.text(objective.why) if objective.why else None,
        telling.text(objective.team) if objective.team else None,
        telling.person(objective.owner),
        tuple(_key_result(each, telling) for each in written),
    )


def _key_result(written: Written, telling: Telling) -> KeyResultTold:
    """A key result; of one that is confidential nothing outside but its title, its kind and placeholders."""
    kr, owner = written.key_result, telling.person(written.key_result.owner)
    is_hidden = kr.confidential and not telling.is_internal
    title, placeholders = withheld.key_result(kr, telling.names) if is_hidden else (kr.title, {})
    said = measure.of(kr, owner, placeholders)
    return KeyResultTold(
        kr.key_result,
        telling.text(title),
        replace(said, unit=telling.text(said.unit)) if said.unit else said,
        () if is_hidden else tuple(_milestone(each, telling) for each in written.milestones),
        None if is_hidden or (kr.link and _names_somebody(kr.link, telling)) else kr.link,
        kr.dropped,
    )


def _milestone(milestone: Milestone, telling: Telling) -> Milestone:
    return replace(milestone, milestone=telling.text(milestone.milestone))


def _names_somebody(link: str, telling: Telling) -> bool:
    """Whether an address tells a name that is confidential, as its parts or in one of them."""
    text = re.sub(r"[\W_]+", " ", unquote(link))
    return telling.text(text) != text


def _meanings(shelf: Shelf, telling: Telling) -> list[Meaning]:
    return [
        Meaning(
            name,
            number if isinstance(number, str) else words.number(number, getattr(about, "unit", None), digits=15),
            f"the {field} of “{about.title}”" if field in withheld.FIELDS else f"in the {field} of “{about.title}”",
        )
        for name, number, about, field in withheld.numbers(shelf, telling.names)
    ]
