"""The noun of the month: the update that goes out by e-mail, of a team or of the whole department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

UpdateState = Literal["draft", "composed", "sent"]


@dataclass(frozen=True, slots=True)
class MonthlyUpdate:
    """One version of a month's update: `month` is its first day, `team` None for the department, `text` Markdown.

    From a composed one on, the text follows the facts again, until somebody edits it.
    `to` are the addresses it was sent to, written with commas.
    """

    month: date
    subject: str
    text: str
    team: str | None = None
    state: UpdateState = "draft"
    to: str | None = None
    by: str | None = None
    recorded_at: datetime | None = None
