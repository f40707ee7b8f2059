"""What was read so far of a page of somebody's own style, and the few things that its readers do to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from data.sources.markdown import headings, lines, measures
from data.sources.markdown.drafts import DraftKeyResult, DraftObjective, NotUnderstood, Page, Role
from data.sources.markdown.outline import Words

_NUMBERED = re.compile(r"^(?:objective|goal|O)?[ #-]*[\d.]+[:.)]\s+", re.IGNORECASE)
_UNSURE = re.compile(r"\s*\(\?\)$")


@dataclass(slots=True)
class KeyResult:
    """`said` has the baseline, target and unit that stand apart from the title."""

    words: Words
    title: str
    owner: str | None = None
    guessed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Objective:
    """`is_bullet` and `is_line` say that it was a bullet, or a plain line over its key results."""

    title: str
    line: int
    team: str | None
    owner: str | None = None
    is_bullet: bool = False
    is_line: bool = False
    whys: list[str] = field(default_factory=list)
    key_results: list[KeyResult] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """Where on the page the reader is, and what it found.

    `objective` is the one that key results belong to, `subject` whom a line "Owner: …" means, `detailed` the key result
    below whose heading the page is. `awaits` is what the last heading or line announced. Below the heading of
    `aside_level`, and after a line that says that something else follows, nothing without a label is an OKR.
    """

    page: headings.Facts
    title: str | None = None
    roles: dict[int, Role] = field(default_factory=dict)
    objectives: list[Objective] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    objective: Objective | None = None
    subject: Objective | KeyResult | None = None
    detailed: KeyResult | None = None
    detail_level: int | None = None  # of the heading "Key results" while those are headings themselves
    teams: list[tuple[int, str | None]] = field(default_factory=list)
    awaits: Literal["objective", "objectives", "key results", "announcement", "why", None] = None
    aside_level: int | None = None
    is_aside: bool = False

    @property
    def skips(self) -> bool:
        """Whether what stands here without a label is neither an objective nor a key result."""
        return self.is_aside or self.aside_level is not None

    def take(self, words: Words, role: Role) -> None:
        self.roles[words.line] = role

    def leave(self, words: Sequence[Words]) -> None:
        for each in words:
            looks = not self.skips and headings.looks_like_key_result(each)
            self.not_understood += [NotUnderstood(each.line, each.text, looks)] if each.text else []

    def open(self, words: Words) -> Objective:
        """Begins an objective: what follows belongs to it."""
        said = lines.statement(words)
        team = next((team for _, team in reversed(self.teams) if team), None)
        self.objective = Objective(_NUMBERED.sub("", said.title), words.line, team, said.owner)
        self.subject, self.awaits, self.is_aside, self.aside_level = self.objective, None, False, None
        self.objectives.append(self.objective)
        self.take(words, "objective")
        return self.objective

    def add(self, words: Words) -> KeyResult:
        """Adds a key result to the open objective; without one the line is left."""
        said = lines.statement(words)
        key_result = KeyResult(words, said.title, said.owner, list(said.guessed), list(said.aside), list(words.links))
        if self.objective is None or self.aside_level is not None:
            self.not_understood.append(NotUnderstood(words.line, words.text, True))
        else:
            self.objective.key_results.append(key_result)
            self.subject, self.awaits = key_result, None
            self.take(words, "key result")
        return key_result

    def note(self, key_result: KeyResult | None, words: Words) -> None:
        """A line below a key result: its owner, baseline or target, a link, or just a note."""
        self.take(words, "note")
        label, text = lines.label(words), lines.unlabelled(words)
        if key_result is None or not words.text:
            return
        if label == "owner":
            key_result.owner = name(text)
        elif label in ("baseline", "target"):
            key_result.said[label] = text
        elif words.is_linked:
            key_result.links += words.links
        else:
            key_result.notes.append(words.text)

    def done(self) -> Page:
        objectives = tuple(_objective(objective) for objective in self.objectives)
        return Page(self.title, objectives, tuple(self.not_understood), self.roles)


def name(text: str) -> str | None:
    """A person's name or handle: "dirkmc" of "@dirkmc (?)"."""
    return _UNSURE.sub("", text).strip(" @*_") or None


def _objective(objective: Objective) -> DraftObjective:
    return DraftObjective(
        title=objective.title,
        line=objective.line,
        why="\n\n".join(objective.whys) or None,
        team=objective.team,
        owner_name=objective.owner,
        key_results=tuple(_key_result(key_result) for key_result in objective.key_results),
    )


def _key_result(key_result: KeyResult) -> DraftKeyResult:
    draft = DraftKeyResult(
        title=key_result.title,
        line=key_result.words.line,
        owner_name=key_result.owner,
        link=next(iter(key_result.links), None),
        notes=tuple(key_result.notes),
        guessed=tuple(key_result.guessed),
        dropped=key_result.words.is_struck,
    )
    return measures.as_guessed(draft, key_result.said)
