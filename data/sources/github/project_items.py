"""A board's nodes as work items: which field means what, by the fields' ids, and everything else as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data.rules.work import ItemKind, WorkItem

_KINDS: Mapping[str, ItemKind] = {
    "ISSUE": "issue",
    "PULL_REQUEST": "pull request",
    "DRAFT_ISSUE": "draft",
    "REDACTED": "redacted",
}
_VALUES = {
    "ProjectV2ItemFieldTextValue": "text",
    "ProjectV2ItemFieldNumberValue": "number",
    "ProjectV2ItemFieldDateValue": "date",
    "ProjectV2ItemFieldSingleSelectValue": "name",
    "ProjectV2ItemFieldIterationValue": "title",
}
_WORDS = ("SINGLE_SELECT", "TEXT")
_TARGET_DATES = ("target date", "due date", "end date")  # the first that the board has; GitHub's templates use the last
_KEY_RESULT_LABELS = ("kr:", "kr/")

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Iteration:
    """One iteration of a board: `days` long from `start`; a completed one is over and out of the board's choices."""

    iteration: str
    title: str
    start: date
    days: int
    is_completed: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """A board's fields: the name of each by its id, the ids of those that have a column of their own, and the place of
    each status among the board's, from 1.
    """

    names: Mapping[str, str]
    columns: Mapping[str, str]
    statuses: Mapping[str, int]


def columns(fields: Iterable[Node], key_result_field: str) -> Columns:
    """Which field is which. Names count without regard to case, and once: from here on it is the ids."""
    known = [each for each in fields if "id" in each]
    chosen = {
        "title": _named(known, ("title",), ("TITLE",)),
        "status": _named(known, ("status",), _WORDS),
        "team": _named(known, ("team",), _WORDS),
        "iteration": _named(known, ("iteration", "sprint"), ("ITERATION",)) or _first(known, "ITERATION"),
        "target_date": _named(known, _TARGET_DATES, ("DATE",)),
        "key_result": _named(known, (key_result_field.strip().casefold(),), _WORDS),
    }
    options = next((each.get("options") or () for each in known if each["id"] == chosen["status"]), ())
    return Columns(
        {each["id"]: each["name"] for each in known},
        {field: column for column, field in chosen.items() if field},
        {each["name"].strip(): place for place, each in enumerate(options, 1)},
    )


def iterations(fields: Iterable[Node]) -> tuple[Iteration, ...]:
    """Every iteration of every iteration field, by when it begins."""
    found = [
        Iteration(each["id"], each["title"], date.fromisoformat(each["startDate"]), each["duration"], is_completed)
        for field in fields
        if "configuration" in field
        for key, is_completed in (("completedIterations", True), ("iterations", False))
        for each in field["configuration"][key]
    ]
    return tuple(sorted(found, key=lambda each: each.start))


def work_item(node: Node, columns: Columns, project: str, now: datetime) -> WorkItem:
    """A node whose connections are complete. Raises KeyError, TypeError or ValueError where it has another shape."""
    content: Node = node["content"] or {}
    own, others = _values(node["fieldValues"]["nodes"], columns)
    fields = _built_in(content) | others
    labels = _sorted(each["name"] for each in _nodes(content, "labels"))
    return WorkItem(
        item=node["id"],
        project=project,
        kind=_KINDS[node["type"]] if content else "redacted",
        title=content.get("title"),
        number=content.get("number"),
        repository=(content.get("repository") or {}).get("nameWithOwner"),
        url=content.get("url"),
        state=_state(content),
        status=own.get("status"),
        status_place=columns.statuses.get(own.get("status") or ""),
        team=own.get("team"),
        iteration=own.get("iteration"),
        iteration_start=_date(own.get("iteration_start")),
        target_date=_date(own.get("target_date")),
        key_result=own.get("key_result") or _labelled(labels),
        assignees=", ".join(_sorted(each["login"] for each in _nodes(content, "assignees"))) or None,
        labels=", ".join(labels) or None,
        created_at=datetime.fromisoformat(content.get("createdAt") or node["createdAt"]),
        closed_at=datetime.fromisoformat(content["closedAt"]) if content.get("closedAt") else None,
        is_archived=node["isArchived"],
        fields=json.dumps(fields, ensure_ascii=False, sort_keys=True) if fields else None,
        captured_at=now,
    )


def _values(nodes: Iterable[Node | None], columns: Columns) -> tuple[dict[str, Any], dict[str, Any]]:
    """The field values that have a column of their own, by column, and the others by their field's name."""
    own, others = {}, {}
    for value in nodes:
        key = _VALUES.get(value["__typename"]) if value else None
        if not value or not key or value[key] in (None, ""):
            continue
        field = value["field"]["id"]
        found = value[key].strip() if isinstance(value[key], str) else value[key]
        if column := columns.columns.get(field):
            own[column] = found
            if column == "iteration":
                own["iteration_start"] = value["startDate"]
        else:
            others[columns.names.get(field, field)] = found
    return own, others


def _built_in(content: Node) -> dict[str, Any]:
    """What GitHub's own fields of a board show, under GitHub's names for them."""
    parts = content.get("subIssuesSummary") or {}
    requested = [_login(each["requestedReviewer"]) for each in _nodes(content, "reviewRequests")]
    reviewed = [_login(each["author"]) for each in _nodes(content, "latestReviews")]
    found = {
        "Milestone": (content.get("milestone") or {}).get("title"),
        "Parent issue": (content.get("parent") or {}).get("url"),
        "Sub-issues progress": f"{parts['completed']}/{parts['total']}" if parts.get("total") else None,
        "Linked pull requests": _sorted(each["url"] for each in _nodes(content, "closedByPullRequestsReferences")),
        "Reviewers": _sorted({name for name in (*requested, *reviewed) if name}),
        "Closed as": (content.get("stateReason") or "").lower().replace("_", " ") if content.get("closed") else None,
    }
    return {name: value for name, value in found.items() if value}


def _state(content: Node) -> str | None:
    if "closed" not in content:
        return None
    return "merged" if content.get("merged") else "closed" if content["closed"] else "open"


def _labelled(labels: Sequence[str]) -> str | None:
    """The key result that a label names: `kr:self-serve` or `kr/self-serve`."""
    return next((label[3:].strip() for label in labels if label.lower().startswith(_KEY_RESULT_LABELS)), None)


def _login(person: Node | None) -> str | None:
    if not person:
        return None
    return person.get("login") or person["__typename"].lower()


def _nodes(content: Node, connection: str) -> list[Node]:
    return [each for each in (content.get(connection) or {}).get("nodes", ()) if each]


def _sorted(names: Iterable[str]) -> list[str]:
    """In an order of our own: GitHub's may change from one reading to the next, and that would look like news."""
    return sorted(names, key=lambda name: (name.casefold(), name))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _named(fields: Sequence[Node], names: Sequence[str], kinds: Sequence[str]) -> str | None:
    by_name = {each["name"].strip().casefold(): each["id"] for each in fields if each["dataType"] in kinds}
    return next((by_name[name] for name in names if name in by_name), None)


def _first(fields: Sequence[Node], kind: str) -> str | None:
    return next((each["id"] for each in fields if each["dataType"] == kind), None)
