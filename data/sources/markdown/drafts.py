"""What an OKR page was understood to say: drafts of objectives and key results, and the lines that were not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.rules.okr import Commitment, Kind

Role = Literal["heading", "objective", "why", "owner", "key result", "note", "prose", "markup"]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A number that the page withholds or does not know yet: N1, the X of "X%"; `field` where the page says which."""

    name: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class DraftKeyResult:
    """One key result as the page has it. `owner_name` is as written: a name, a handle or an address.

    `guessed` says in words what was taken from which words of the title, `uncertain` what somebody has to confirm or
    fill in; both are empty where the page says the measure in the words of `data.rules.measure`. `notes` are the
    bullets below it and what its title had aside, such as an outcome.
    """

    title: str
    line: int
    kind: Kind | None = None
    baseline: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    stretch: float | None = None
    commitment: Commitment | None = None
    weight: float | None = None
    owner_name: str | None = None
    link: str | None = None
    placeholders: tuple[Placeholder, ...] = ()
    notes: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class DraftObjective:
    title: str
    line: int
    why: str | None = None
    team: str | None = None
    owner_name: str | None = None
    key_results: tuple[DraftKeyResult, ...] = ()


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    line: int
    text: str
    looks_like_key_result: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`roles` says for each line that was understood what it was taken for; every other line that is not blank is in
    `not_understood`."""

    title: str | None
    objectives: tuple[DraftObjective, ...]
    not_understood: tuple[NotUnderstood, ...]
    roles: Mapping[int, Role]
