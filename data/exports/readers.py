"""For whom an export is: whose names it tells, and whether it may show what is confidential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.rules.okr import Person
from data.rules.review import KeyResultReview
from data.rules.scorecard import KeyResultScore


@dataclass(frozen=True, slots=True)
class Readers:
    """For whom something is written: an org, its people by e-mail, and whether they may see what is confidential."""

    org: str
    people: Mapping[str, Person]
    internal: bool

    def name(self, email: str | None) -> str | None:
        """A person's name; somebody who is not among the people keeps what they were called."""
        person = self.people.get(email or "")
        return person.name if person else email

    def hides(self, row: KeyResultReview | KeyResultScore) -> bool:
        return row.confidential and not self.internal
