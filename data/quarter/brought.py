"""What a Markdown OKR page brings into a quarter: each draft as the page has it and as it is kept, and what is to be
confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from data.errors import Problem
from data.rules.drafting import Written
from data.rules.okr import KeyResult, Objective
from data.rules.plain import plain
from data.sources.markdown import DraftKeyResult, DraftObjective, Page

# `left` is as it was: it was proposed, approved or published already, and the page says something else.
Outcome = Literal["new", "changed", "same", "left"]
OUTCOMES: tuple[Outcome, ...] = ("new", "changed", "same", "left")
NUMBERS = ("baseline", "target", "low", "high")


@dataclass(frozen=True, slots=True)
class BroughtKeyResult:
    """`written` is what the page makes of it; what is left keeps what the store has."""

    draft: DraftKeyResult
    written: Written
    outcome: Outcome

    @property
    def key_result(self) -> KeyResult:
        return self.written.key_result

    def as_json(self) -> dict[str, Any]:
        kr, draft = self.key_result, self.draft
        is_known = draft.kind or any(getattr(kr, name) is not None for name in NUMBERS)
        return {
            "key_result": kr.key_result,
            "line": draft.line,
            "outcome": self.outcome,
            "title": kr.title,
            "owner": kr.owner,
            "owner_on_page": draft.owner_name,
            "kind": kr.kind if is_known else None,
            **{name: getattr(kr, name) for name in ("unit", *NUMBERS, "stretch", "commitment", "weight")},
            "confidential": kr.confidential,
            "dropped": kr.dropped,
            "link": kr.link,
            "milestones": [
                {"milestone": each.milestone, "weight": each.weight, "due": plain(each.due)}
                for each in self.written.milestones
            ],
            "placeholders": [each.name for each in draft.placeholders],
            "guessed": list(draft.guessed),
            "uncertain": list(draft.uncertain),
            "notes": list(draft.notes),
        }


@dataclass(frozen=True, slots=True)
class BroughtObjective:
    draft: DraftObjective
    objective: Objective
    outcome: Outcome
    key_results: tuple[BroughtKeyResult, ...]

    def as_json(self) -> dict[str, Any]:
        objective = self.objective
        return {
            "objective": objective.objective,
            "line": self.draft.line,
            "outcome": self.outcome,
            "state": objective.state,
            "title": objective.title,
            "why": objective.why,
            "team": objective.team,
            "owner": objective.owner,
            "owner_on_page": self.draft.owner_name,
            "key_results": [each.as_json() for each in self.key_results],
        }


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought into a quarter, or would be when `is_dry_run`. Problems that are warnings need no mending."""

    quarter: str
    page: Page
    objectives: tuple[BroughtObjective, ...]
    problems: tuple[Problem, ...]
    is_dry_run: bool = True

    @property
    def key_results(self) -> Iterator[BroughtKeyResult]:
        return (each for objective in self.objectives for each in objective.key_results)

    @property
    def is_partial(self) -> bool:
        """Whether something on the page that looks like an OKR was not brought in."""
        return any(not problem.is_warning for problem in self.problems)

    @property
    def counts(self) -> dict[str, dict[Outcome, int]]:
        """How many objectives and key results came to what."""
        found = {
            "objectives": Counter(each.outcome for each in self.objectives),
            "key_results": Counter(each.outcome for each in self.key_results),
        }
        return {name: {outcome: counted[outcome] for outcome in OUTCOMES} for name, counted in found.items()}

    def as_json(self) -> dict[str, Any]:
        return {
            "dry_run": self.is_dry_run,
            "quarter": self.quarter,
            "files": self.counts,
            "objectives": [each.as_json() for each in self.objectives],
            "not_understood": [
                {"line": left.line, "text": left.text, "looks_like_key_result": left.looks_like_key_result}
                for left in self.page.not_understood
            ],
            "problems": [str(problem) for problem in self.problems if not problem.is_warning],
            "warnings": [str(problem) for problem in self.problems if problem.is_warning],
        }
