"""A Projects board in memory, as GitHub's schema describes it: fields, items of every kind, and what they hold."""

from __future__ import annotations

import itertools
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_VALUE_TYPES = {
    "TITLE": ("ProjectV2ItemFieldTextValue", "text"),
    "TEXT": ("ProjectV2ItemFieldTextValue", "text"),
    "NUMBER": ("ProjectV2ItemFieldNumberValue", "number"),
    "DATE": ("ProjectV2ItemFieldDateValue", "date"),
    "SINGLE_SELECT": ("ProjectV2ItemFieldSingleSelectValue", "name"),
}
_CREATED = "2021-11-02T09:00:00Z"


class Denied(Exception):
    """A part that GitHub does not give, with the type it names."""

    def __init__(self, message: str, kind: str, **extensions: Any) -> None:
        super().__init__(message)
        self.type = kind
        self.extensions = extensions


SAML = Denied(
    "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this "
    "organization.",
    "FORBIDDEN",
    saml_failure=True,
)


@dataclass
class Board:
    """Project 12 of acme: the schema's own objects as dicts, with a function where the schema has arguments."""

    login: str = "acme"
    owner: str = "organization"
    number: int = 12
    title: str = "Product and engineering"
    closed: bool = False
    denied: Denied | None = None
    fields: list[dict[str, Any]] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.add_field("Title", "TITLE")
        self.add_field("Labels", "LABELS")

    def add_field(self, name: str, kind: str, **described: Any) -> dict[str, Any]:
        """Adds a field: TEXT, NUMBER, DATE, SINGLE_SELECT, which has `options`, or another kind of the schema's."""
        own = {"SINGLE_SELECT": "ProjectV2SingleSelectField", "ITERATION": "ProjectV2IterationField"}
        identity = {"__typename": own.get(kind, "ProjectV2Field"), "id": f"PVTF_{len(self.fields)}", "name": name}
        if kind == "SINGLE_SELECT":
            described["options"] = [{"name": option} for option in described.get("options", ())]
        self.fields.append({**identity, "dataType": kind, **described})
        return self.fields[-1]

    def add_iterations(self, name: str, *, completed: Mapping[str, str], running: Mapping[str, str]) -> dict[str, Any]:
        """Adds an iteration field, whose iterations of two weeks are given by title with the day they begin."""
        described = [
            [{"id": f"it-{title}", "title": title, "startDate": start, "duration": 14} for title, start in each.items()]
            for each in (completed, running)
        ]
        keys = ("completedIterations", "iterations")
        return self.add_field(name, "ITERATION", configuration=dict(zip(keys, described, strict=True)))

    def issue(self, title: str, values: Mapping[str, Any] | None = None, **described: Any) -> dict[str, Any]:
        """Adds an open issue of acme/web; `labels`, `assignees`, `linked` are lists of names and addresses."""
        number = next(self._numbers)
        content = {
            **_content("Issue", number, title, described.pop("labels", ()), described.pop("assignees", ())),
            "stateReason": None,
            "parent": None,
            "subIssuesSummary": {"completed": 0, "total": 0},
            "closedByPullRequestsReferences": connection([_pull(url) for url in described.pop("linked", ())]),
        }
        return self._add("ISSUE", number, content, values, described)

    def pull_request(self, title: str, values: Mapping[str, Any] | None = None, **described: Any) -> dict[str, Any]:
        """Adds an open pull request; `requested` are reviewers asked for, `reviewed` those who answered."""
        number = next(self._numbers)
        requested = [{"requestedReviewer": each} for each in described.pop("requested", ())]
        reviewed = [{"author": each} for each in described.pop("reviewed", ())]
        content = {
            **_content("PullRequest", number, title, described.pop("labels", ()), described.pop("assignees", ())),
            "merged": False,
            "reviewRequests": connection(requested),
            "latestReviews": connection(reviewed),
        }
        return self._add("PULL_REQUEST", number, content, values, described)

    def draft(self, title: str, values: Mapping[str, Any] | None = None, **described: Any) -> dict[str, Any]:
        """Adds a draft, which has assignees only."""
        number = next(self._numbers)
        assignees = connection([person(login) for login in described.pop("assignees", ())])
        content = {"__typename": "DraftIssue", "id": f"DI_{number}", "title": title, "createdAt": _CREATED}
        return self._add("DRAFT_ISSUE", number, {**content, "assignees": assignees}, values, described)

    def redacted(self) -> dict[str, Any]:
        """Adds an item whose repository the token may not see."""
        return self._add("REDACTED", next(self._numbers), None, {}, {})

    def drafts(self, count: int) -> list[str]:
        """Adds that many drafts, and gives their items' ids."""
        return [self.draft(f"Draft {number}")["id"] for number in range(count)]

    def root(self) -> dict[str, Any]:
        """What the schema's Query answers with."""
        return {"organization": self._owned("organization"), "user": self._owned("user"), "node": self._node}

    def _owned(self, owner: str) -> Callable[..., dict[str, Any]]:
        def find(_: Any, login: str) -> dict[str, Any]:
            if (owner, login) != (self.owner, self.login):
                kind = {"organization": "an Organization", "user": "a User"}[owner]
                raise Denied(f"Could not resolve to {kind} with the login of '{login}'.", "NOT_FOUND")
            return {"id": "O_1", "login": login, "projectV2": self._numbered}

        return find

    def _numbered(self, _: Any, number: int) -> dict[str, Any]:
        if self.denied:
            raise self.denied
        if number != self.number:
            raise Denied(f"Could not resolve to a ProjectV2 with the number {number}.", "NOT_FOUND")
        return self._project()

    def _project(self) -> dict[str, Any]:
        return {
            "__typename": "ProjectV2",
            "id": "PVT_12",
            "title": self.title,
            "url": f"https://github.com/orgs/{self.login}/projects/{self.number}",
            "closed": self.closed,
            "fields": connection(self.fields),
            "items": connection(self.items),
        }

    def _node(self, _: Any, id: str) -> dict[str, Any]:  # the schema's name for it
        if id == "PVT_12" and not self.denied:
            return self._project()
        items = [each for each in self.items if isinstance(each, dict)]
        for node in (*items, *(each["content"] for each in items)):
            if node and node["id"] == id:
                return node
        raise Denied(f"Could not resolve to a node with the global id of '{id}'", "NOT_FOUND")

    def _add(
        self, kind: str, number: int, content: Any, values: Mapping[str, Any] | None, described: Mapping[str, Any]
    ) -> dict[str, Any]:
        titled = {"Title": content["title"], **(values or {})} if content else {}
        held: list[dict[str, Any]] = [self._value(name, value) for name, value in titled.items()]
        if content and "labels" in content:
            held.append({"__typename": "ProjectV2ItemFieldLabelValue", "field": self.fields[1]})
        item = {
            "__typename": "ProjectV2Item",
            "id": f"PVTI_{number}",
            "type": kind,
            "isArchived": described.get("isArchived", False),
            "createdAt": _CREATED,
            "content": content and {**content, **{k: v for k, v in described.items() if k != "isArchived"}},
            "fieldValues": connection(held),
        }
        self.items.append(item)
        return item

    def _value(self, name: str, value: Any) -> dict[str, Any]:
        known = next(each for each in self.fields if each["name"] == name)
        if known["dataType"] == "ITERATION":
            every = known["configuration"]["completedIterations"] + known["configuration"]["iterations"]
            iteration = next(each for each in every if each["title"] == value)
            return {"__typename": "ProjectV2ItemFieldIterationValue", "id": "PVTFV_1", "field": known, **iteration}
        kind, key = _VALUE_TYPES[known["dataType"]]
        return {"__typename": kind, "id": "PVTFV_1", "field": known, key: value}


def connection(nodes: Sequence[Any]) -> Callable[..., dict[str, Any]]:
    """A connection as GitHub pages it: 1 to 100 at a time, after a cursor, which is a place in the list."""

    def page(_: Any, first: int | None = None, after: str | None = None, **__: Any) -> dict[str, Any]:
        if first is None or not 1 <= first <= 100:
            raise Denied("You must provide a `first` value from 1 to 100.", "EXCESSIVE_PAGINATION")
        begin = _place(after) if after is not None else 0
        end = begin + first
        found = list(nodes[begin:end])
        info = {"hasNextPage": end < len(nodes), "endCursor": _cursor(begin + len(found)) if found else None}
        return {"nodes": found, "pageInfo": info, "totalCount": len(nodes)}

    return page


def person(login: str, kind: str = "User") -> dict[str, Any]:
    return {"__typename": kind, "id": f"{kind}_{login}", "login": login}


def _content(kind: str, number: int, title: str, labels: Sequence[str], assignees: Sequence[str]) -> dict[str, Any]:
    path = {"Issue": "issues", "PullRequest": "pull"}[kind]
    return {
        "__typename": kind,
        "id": f"{kind}_{number}",
        "number": number,
        "title": title,
        "url": f"https://github.com/acme/web/{path}/{number}",
        "createdAt": _CREATED,
        "closed": False,
        "closedAt": None,
        "repository": {"id": "R_1", "nameWithOwner": "acme/web"},
        "milestone": None,
        "labels": connection([{"id": f"LA_{name}", "name": name} for name in labels]),
        "assignees": connection([person(login) for login in assignees]),
    }


def _pull(url: str) -> dict[str, Any]:
    return {"__typename": "PullRequest", "id": url, "url": url}


def _cursor(place: int) -> str:
    return b64encode(f"cursor:{place}".encode()).decode()


def _place(cursor: str) -> int:
    try:
        return int(b64decode(cursor).decode().removeprefix("cursor:"))
    except ValueError:
        raise Denied(f"`{cursor}` does not appear to be a valid cursor.", "INVALID_CURSOR_ARGUMENTS") from None
