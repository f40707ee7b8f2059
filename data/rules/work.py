"""The noun of the tracker: a work item, as it was seen at a moment.

Each is a fact with versions: the newest row for its item counts, and the rows before it are its history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

ItemKind = Literal["issue", "pull request", "draft", "redacted"]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An item of a project board.

    `item` is the board's own id of it, which outlives renames; `labels` and `assignees` are lists written with commas;
    `status_place` is where its status stood among those of the board, from 1.
    `fields` has every other field of the board as JSON text. `is_gone` is one that a whole, clean read no longer found.
    """

    item: str
    project: str
    kind: ItemKind
    title: str | None = None
    number: int | None = None
    repository: str | None = None
    url: str | None = None
    state: str | None = None
    status: str | None = None
    status_place: int | None = None
    team: str | None = None
    iteration: str | None = None
    iteration_start: date | None = None
    target_date: date | None = None
    key_result: str | None = None
    assignees: str | None = None
    labels: str | None = None
    created_at: datetime | None = None
    closed_at: datetime | None = None
    is_archived: bool = False
    is_gone: bool = False
    fields: str | None = None
    captured_at: datetime | None = None
