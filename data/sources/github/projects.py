"""GitHub's project tracker: a Projects board of an organization or a user, read page by page into work items."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from data.errors import OkrError
from data.rules import words
from data.rules.work import WorkItem
from data.sources.github import pages, project_items
from data.sources.github.pages import MISSHAPEN, STRANGE, Page, Reading, Walker
from data.sources.github.project_items import Iteration
from data.sources.github.queries import PROJECTS
from data.sources.github.refusals import Refused, permissions
from data.sources.github.wire import Answer, Question, Wire

__all__ = ["Board", "Connection", "GitHubUnavailable", "Iteration", "Page", "fetch"]


class GitHubUnavailable(OkrError):
    """Nothing can be read from GitHub: it is not set up, cannot be reached, or shows no such board to the token."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the board is and who asks. `url` is GitHub's or an Enterprise Server's, `organization` may be a user.

    `project` is the number in the board's address, `key_result_field` the field that names an item's key result,
    `timeout` in seconds.
    """

    url: str
    token: str | None = field(repr=False)
    organization: str | None
    project: str | int | None
    key_result_field: str = "Key result"
    timeout: float = 60


@dataclass(frozen=True, slots=True)
class Board:
    """What a reading came to; it follows the last page.

    `project` is the board's id. Only when `is_whole` may an item that no page held be taken for gone: `ids` are then
    all that the board has, each read without an error. `message` says what is not as it should be.
    """

    project: str
    title: str
    url: str
    status: Literal["ok", "partial", "failed"]
    is_whole: bool
    ids: frozenset[str]
    message: str = ""
    iterations: tuple[Iteration, ...] = ()


def fetch(
    connection: Connection, *, now: datetime, sleep: Callable[[float], None] = time.sleep
) -> Generator[Page | Board, None, None]:
    """Each page as soon as it is read, while the next is on its way; then the board.

    A board that changes while it is read is read once more; the later pages then hold only what is new or different.
    Raises GitHubUnavailable before the first page; what goes wrong afterwards is told by the pages and the board.
    """
    url, token, login, number = _settings(connection)
    with closing(Wire(url, token, connection.timeout, sleep)) as wire:
        try:
            project = _project(wire, login, number)
            columns = project_items.columns(project.fields, connection.key_result_field)
            iterations = project_items.iterations(project.fields)
        except Refused as refused:
            raise GitHubUnavailable(str(refused)) from refused
        except MISSHAPEN as failure:
            raise GitHubUnavailable(STRANGE) from failure
        walker = Walker(wire, project.project, columns, now, itertools.count(1), {})
        reading = Reading()
        yield from pages.walk(walker, reading)
        if reading.has_drifted:
            reading = Reading()
            yield from pages.walk(walker, reading)
        yield _board(project, reading, walker.given, iterations)


@dataclass(frozen=True, slots=True)
class _Project:
    project: str
    title: str
    url: str
    is_closed: bool
    fields: tuple[dict[str, Any], ...]


def _settings(connection: Connection) -> tuple[str, str, str, int]:
    token, login, number = (connection.token or "").strip(), connection.organization, str(connection.project or "")
    if not (token and login and number):
        raise GitHubUnavailable(
            "GitHub is not set up. Set GITHUB_TOKEN, and organization and project under [github] in okr.toml."
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise GitHubUnavailable("GITHUB_TOKEN has characters that no token has. Copy it again, alone and on one line.")
    if not number.isdecimal():
        raise GitHubUnavailable(
            f"project under [github] is {number!r}. Write the number in the board's address: 12 for "
            f"https://github.com/orgs/{login}/projects/12"
        )
    return endpoint(connection.url), token, login.strip(), int(number)


def endpoint(url: str) -> str:
    """The address of the GraphQL API of the GitHub at `url`, which may also be that of its pages or its REST API."""
    address = urlsplit(url.strip())
    if address.scheme not in ("http", "https") or not address.hostname:
        raise GitHubUnavailable("url under [github] is no whole address. Write https://api.github.com/graphql.")
    if address.hostname in ("github.com", "www.github.com", "api.github.com"):
        return "https://api.github.com/graphql"
    path = address.path.rstrip("/")
    if not path.endswith("/graphql"):
        path = "/graphql" if address.hostname.startswith("api.") else "/api/graphql"
    return f"{address.scheme}://{address.netloc}{path}"


def _project(wire: Wire, login: str, number: int) -> _Project:
    """The board of the organization of that name, else of the user. Raises Refused."""
    for owner, query in PROJECTS.items():
        answer = wire.ask(Question(query, {"login": login, "number": number}))
        holder = answer.data.get(owner)
        if holder and holder["projectV2"]:
            return _whole_project(wire, holder["projectV2"], answer)
        if holder or not _is_missing(answer, owner):
            raise Refused(_no_board(answer, login, number))
    raise Refused(
        f"GitHub knows no organization and no user {login!r}, or does not show it to this token. "
        f"Check organization under [github]. {permissions(answer.scopes)}"
    )


def _whole_project(wire: Wire, found: dict[str, Any], answer: Answer) -> _Project:
    """With all its fields: without one of them, every item would seem to have lost its value."""
    fields = pages.whole(wire, found, "fields")
    if answer.errors or not all(fields):
        raise Refused(pages.reason(answer.errors))
    return _Project(found["id"], found["title"], found["url"], found["closed"], tuple(fields))


def _is_missing(answer: Answer, owner: str) -> bool:
    return not answer.errors or any(
        each.get("type") == "NOT_FOUND" and each.get("path") == [owner] for each in answer.errors
    )


def _no_board(answer: Answer, login: str, number: int) -> str:
    if any(each.get("type") == "FORBIDDEN" for each in answer.errors):
        return pages.reason(answer.errors)
    return (
        f"GitHub shows this token no project {number} of {login}: the number is wrong, the project is deleted, or the "
        f"token may not see it. {permissions(answer.scopes)}"
    )


def _board(project: _Project, reading: Reading, given: dict[str, WorkItem], iterations: tuple[Iteration, ...]) -> Board:
    status = "ok" if reading.is_whole else "partial" if given else "failed"
    said = " ".join(_remarks(project, reading, given))
    ids = frozenset(reading.ids)
    return Board(project.project, project.title, project.url, status, reading.is_whole, ids, said, iterations)


def _remarks(project: _Project, reading: Reading, given: dict[str, WorkItem]) -> Iterator[str]:
    if reading.stopped:
        count = f"{reading.count} of {reading.total} items were" if reading.total else "No item was"
        yield f"{count} read. {reading.stopped}"
    elif reading.has_drifted:
        yield (
            f"The board changed while it was read, twice: {reading.count} items came where GitHub counts "
            f"{reading.total}. None is taken for gone; sync again."
        )
    if reading.problems:
        yield f"{words.count(len(reading.problems), 'part')} of it could not be read; what was known before stays."
    if project.is_closed:
        yield "The project is closed on GitHub."
    if hidden := sum(given[item].kind == "redacted" for item in reading.ids & given.keys()):
        yield (
            f"{words.count(hidden, 'item')} without a title: this token may not see the repository. "
            "Give it the scope repo, or access to the repository."
        )
