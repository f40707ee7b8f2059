"""The walk over a board's pages: what each gave, what of it could not be read, and whether that was all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from data.errors import Problem
from data.rules.work import WorkItem
from data.sources.github import project_items, queries
from data.sources.github.project_items import Columns
from data.sources.github.refusals import Refused, permissions
from data.sources.github.wire import SIZES, Answer, Question, Wire

STRANGE = "GitHub's answer is not what its API promises. Sync again later."
MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError)  # what comes of reading what is not there
_OF_CONTENT = ("assignees", "labels", "closedByPullRequestsReferences", "reviewRequests", "latestReviews")


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read. `count_read` items were on it, of the `total` that GitHub counts on the board.

    `items` are those of them that are new in this reading, or differ from what an earlier page said. `problems` has a
    sentence for each that could not be read whole; such an item is not among `items`, so what was known of it stays.
    """

    number: int
    status: Literal["ok", "empty", "partial", "error"]
    count_read: int = 0
    total: int | None = None
    message: str = ""
    items: tuple[WorkItem, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class Reading:
    """One walk from the first page to the last, and what it has come to so far."""

    ids: set[str] = field(default_factory=set)
    count_archived: int = 0
    count_nameless: int = 0
    has_moved: bool = False
    total: int | None = None
    problems: list[Problem] = field(default_factory=list)
    stopped: Refused | None = None

    @property
    def count(self) -> int:
        return len(self.ids) + self.count_nameless

    @property
    def has_drifted(self) -> bool:
        """The board changed while it was read: an item came twice, or GitHub's count is another, of late or all along.

        A count that is right at the end is not enough: one item deleted is one skipped, and the deleted one was read.
        """
        if self.stopped:
            return self.stopped.is_stale
        # Archived items are listed; should a server not count them, that is no drift.
        return self.has_moved or self.total not in (self.count, self.count - self.count_archived)

    @property
    def is_whole(self) -> bool:
        return not (self.stopped or self.problems or self.has_drifted)


@dataclass(frozen=True, slots=True)
class Walker:
    """What every page is read with. `given` are the items given so far, by id; it grows."""

    wire: Wire
    project: str
    columns: Columns
    now: datetime
    numbers: Iterator[int]
    given: dict[str, WorkItem]


def walk(walker: Walker, reading: Reading) -> Iterator[Page]:
    """The pages from the first on; `reading` says afterwards what they came to. A page that fails is the last."""
    question, begun = _from(walker.project, None, SIZES[0]), None
    while question:
        number = next(walker.numbers)
        try:
            answer = walker.wire.ask(question, begun)
            found = _items(answer)
            question = _next(answer.question, found["pageInfo"])
        except Refused as refused:
            reading.stopped = refused
            yield Page(number, "partial" if refused.is_stale else "error", message=str(refused))
            return
        begun = walker.wire.begin(question) if question else None
        count = reading.count
        yield _page(walker, reading, number, answer, found)
        if question and reading.count == count:
            reading.stopped = Refused("GitHub gives the same page again and again. Sync again later.", is_stale=True)
            return


def whole(wire: Wire, holder: Mapping[str, Any], connection: str) -> list[Any]:
    """All nodes of a connection, of which `holder` has the first. Raises Refused."""
    found = holder[connection]
    nodes = list(found["nodes"])
    while found["pageInfo"]["hasNextPage"]:
        variables = {"id": holder["id"], "first": SIZES[0], "after": found["pageInfo"]["endCursor"]}
        answer = wire.ask(Question(queries.rest(connection), variables))
        more = (answer.data.get("node") or {}).get(connection)
        if answer.errors or not more or not more["nodes"]:
            raise Refused(reason(answer.errors))
        nodes += more["nodes"]
        found = more
    return nodes


def reason(errors: Sequence[Mapping[str, Any]]) -> str:
    """What GitHub says is wrong, with what to do where it is a permission."""
    said = "; ".join(dict.fromkeys(str(each.get("message")).rstrip(".") for each in errors)) or "no reason given"
    is_permission = any(each.get("type") == "FORBIDDEN" for each in errors)
    return f"GitHub says: {said}.{f' {permissions(None)}' if is_permission else ''}"


def _from(project: str, after: str | None, size: int) -> Question:
    return Question(queries.ITEMS, {"project": project, "first": size, "after": after})


def _next(question: Question, info: Mapping[str, Any]) -> Question | None:
    if not info["hasNextPage"]:
        return None
    return _from(question.variables["project"], info["endCursor"], question.variables["first"])


def _items(answer: Answer) -> Mapping[str, Any]:
    """The connection of items. Raises Refused where the answer has none."""
    found = (answer.data.get("node") or {}).get("items")
    if isinstance(found, dict) and _is_connection(found):
        return found
    if any(each.get("type") == "NOT_FOUND" for each in answer.errors):
        raise Refused("The board is gone: it was deleted while it was read, or the token may not see it any more.")
    raise Refused(reason(answer.errors) if answer.errors else STRANGE)


def _is_connection(found: Mapping[str, Any]) -> bool:
    kinds = {"nodes": list, "pageInfo": dict, "totalCount": int}
    return all(isinstance(found.get(key), kind) for key, kind in kinds.items()) and "hasNextPage" in found["pageInfo"]


def _page(walker: Walker, reading: Reading, number: int, answer: Answer, found: Mapping[str, Any]) -> Page:
    nodes, by_index = found["nodes"], _by_index(answer.errors)
    reading.has_moved |= reading.total not in (None, found["totalCount"])
    reading.total = found["totalCount"]
    problems = [Problem(reason(errors)) for index, errors in by_index.items() if index not in range(len(nodes))]
    items = []
    for index, node in enumerate(nodes):
        _count(reading, node)
        try:
            item = _item(walker, node, by_index.get(index, ()))
        except Refused as refused:
            problems.append(Problem(f"{_name(node, number, index)} could not be read whole. {refused}"))
            continue
        if walker.given.get(item.item) != item:
            walker.given[item.item] = item
            items.append(item)
    reading.problems += problems
    return Page(
        number,
        "partial" if problems else "ok" if nodes else "empty",
        len(nodes),
        reading.total,
        " ".join((*answer.notes, *_summary(problems, nodes))),
        tuple(items),
        tuple(problems),
    )


def _count(reading: Reading, node: Any) -> None:
    if not isinstance(node, dict) or not node.get("id"):
        reading.count_nameless += 1
        return
    reading.has_moved |= node["id"] in reading.ids
    reading.count_archived += node["id"] not in reading.ids and node.get("isArchived") is True
    reading.ids.add(node["id"])


def _item(walker: Walker, node: Any, errors: Sequence[Mapping[str, Any]]) -> WorkItem:
    """Raises Refused for an item that is not all there: half an item would look like news."""
    if errors or node is None:
        raise Refused(reason(errors))
    try:
        node["fieldValues"]["nodes"] = whole(walker.wire, node, "fieldValues")
        for connection in _OF_CONTENT:
            if (node["content"] or {}).get(connection):
                node["content"][connection]["nodes"] = whole(walker.wire, node["content"], connection)
        return project_items.work_item(node, walker.columns, walker.project, walker.now)
    except MISSHAPEN as failure:
        raise Refused(STRANGE) from failure


def _by_index(errors: Sequence[Mapping[str, Any]]) -> dict[int | None, list[Mapping[str, Any]]]:
    """Errors by the item on the page that they are about; by None those about none."""
    by_index: dict[int | None, list[Mapping[str, Any]]] = defaultdict(list)
    for error in errors:
        match error.get("path"):
            case ["node", "items", "nodes", int(index), *_]:
                by_index[index].append(error)
            case _:
                by_index[None].append(error)
    return by_index


def _name(node: Any, number: int, index: int) -> str:
    content = (node.get("content") if isinstance(node, dict) else None) or {}
    title = content.get("title") if isinstance(content, dict) else None
    return f"“{title}”" if title else f"Item {index + 1} of page {number}"


def _summary(problems: Sequence[Problem], nodes: Sequence[Any]) -> list[str]:
    if problems:
        others = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        return [f"{problems[0]}{others}"]
    return [] if nodes else ["The board has no items."]
