"""A comment of ours on an issue: found by what it begins with, added once, edited when it says something else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from data.errors import OkrError
from data.sources.github import projects
from data.sources.github.pages import MISSHAPEN, STRANGE, reason
from data.sources.github.projects import Connection, GitHubUnavailable
from data.sources.github.refusals import Refused
from data.sources.github.wire import Answer, Question, Wire

_AT_ONCE = 100

ISSUE = """query Issue($url: URI!, $first: Int!, $after: String) {
  resource(url: $url) { ... on Issue {
    id
    comments(first: $first, after: $after) {
      nodes { id url body viewerDidAuthor }
      pageInfo { hasNextPage endCursor }
    }
  } }
}"""
ADD = """mutation AddComment($issue: ID!, $body: String!) {
  addComment(input: {subjectId: $issue, body: $body}) { commentEdge { node { id url } } }
}"""
EDIT = """mutation EditComment($comment: ID!, $body: String!) {
  updateIssueComment(input: {id: $comment, body: $body}) { issueComment { id url } }
}"""


class NotWritten(OkrError):
    """GitHub did not take a comment, or nobody can tell whether it did."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a comment: `url` is where it stands."""

    url: str
    outcome: Literal["new", "edited", "same"]


@dataclass(frozen=True, slots=True)
class _Issue:
    issue: str
    comment: dict[str, Any] | None  # ours, that begins with the marker


def every() -> tuple[str, ...]:
    """Every question and mutation there is, for whoever checks them against a schema."""
    return ISSUE, ADD, EDIT


@contextmanager
def opened(connection: Connection, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Wire]:
    """A way to write comments. Raises GitHubUnavailable without a token."""
    if not connection.token:
        raise GitHubUnavailable("GitHub is not set up. Set GITHUB_TOKEN: that of an account that may write to issues.")
    wire = Wire(projects.endpoint(connection.url), connection.token.strip(), connection.timeout, sleep)
    try:
        yield wire
    finally:
        wire.close()


def put(wire: Wire, issue: str, marker: str, text: str) -> Written:
    """See to it that the issue at an address has this text as one comment of this account, beginning with a marker.

    Raises NotWritten. To ask again is safe: what was written is found again.
    """
    body = f"{marker}\n{text}"
    try:
        found = _found(wire, issue, marker)
        if found.comment is None:
            node = _once(wire, Question(ADD, {"issue": found.issue, "body": body}))["addComment"]["commentEdge"]["node"]
            return Written(node["url"], "new")
        if _plain(found.comment["body"]) == _plain(body):
            return Written(found.comment["url"], "same")
        edit = Question(EDIT, {"comment": found.comment["id"], "body": body})
        return Written(_once(wire, edit)["updateIssueComment"]["issueComment"]["url"], "edited")
    except Refused as refused:
        raise NotWritten(str(refused)) from refused
    except MISSHAPEN as failure:
        raise NotWritten(STRANGE) from failure


def _found(wire: Wire, issue: str, marker: str) -> _Issue:
    """The issue, with our comment where it has one."""
    after = None
    while True:
        answer = wire.ask(Question(ISSUE, {"url": issue, "first": _AT_ONCE, "after": after}))
        held = answer.data.get("resource")
        if answer.errors or not held:
            raise Refused(_no_issue(answer, issue))
        ours = (each for each in held["comments"]["nodes"] if each and each["viewerDidAuthor"])
        comment = next((each for each in ours if each["body"].startswith(marker)), None)
        info = held["comments"]["pageInfo"]
        if comment or not info["hasNextPage"]:
            return _Issue(held["id"], comment)
        after = info["endCursor"]


def _once(wire: Wire, mutation: Question) -> dict[str, Any]:
    """The data of a change, asked for a single time: a change whose answer was lost may have been made."""
    answer = wire.begin(mutation).result()
    if answer.errors:
        raise Refused(reason(answer.errors))
    return answer.data


def _no_issue(answer: Answer, issue: str) -> str:
    if answer.errors and not any(each.get("type") == "NOT_FOUND" for each in answer.errors):
        return reason(answer.errors)
    return f"GitHub shows this token no issue at {issue}. Check the key result's link, and what the token may see."


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").strip()
