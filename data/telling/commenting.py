"""Weekly updates as comments on the issues that key results link to: one comment for each key result and week."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from data.config import Settings
from data.errors import UsageError
from data.exports import update_comment
from data.monday import weekly
from data.pulls import tracker
from data.rules.meeting import Send
from data.sources.github import issue_comments
from data.sources.github.issue_comments import NotWritten, Written
from data.store import journal
from data.store.connection import Store

Outcome = Literal["new", "edited", "same", "not sent", "failed"]

_ISSUE = re.compile(r"https?://[^/\s]+/[^/\s]+/[^/\s]+/issues/\d+")
_turn = threading.Lock()  # two who send at once write once


@dataclass(frozen=True, slots=True)
class Comment:
    """An update as a comment: `issue` is the address that its key result links to, `url` where the comment stands."""

    key_result: str
    title: str
    issue: str
    text: str
    outcome: Outcome = "not sent"
    url: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    week: date
    comments: tuple[Comment, ...]

    @property
    def is_partial(self) -> bool:
        return any(each.outcome == "failed" for each in self.comments)

    def as_json(self) -> dict[str, Any]:
        return {
            "what": "comments",
            "week": self.week.isoformat(),
            "comments": [asdict(each) for each in self.comments],
        }


def send(
    store: Store, settings: Settings, week: date | None = None, *, dry_run: bool = False, by: str | None = None
) -> Report:
    """Write the updates of a week, by default of the one under review, as comments; those that changed are edited.

    A dry run writes nothing. Raises UsageError while comments are turned off, GitHubUnavailable without a token, and
    NotWritten when none could be written.
    """
    if dry_run:
        week, ready = _ready(store, settings, week)
        return Report(week, tuple(ready))
    if not settings.github.comment_updates:
        raise UsageError(
            "Comments on issues are off. Set comment_updates = true under [github] in okr.toml; "
            "`okr send comments --dry-run` shows what would be written."
        )
    with _turn:
        week, ready = _ready(store, settings, week)
        written = tuple(_written(store, settings, week, ready, by))
    if written and all(each.outcome == "failed" for each in written):
        raise NotWritten(written[0].problem or "")
    return Report(week, written)


def _ready(store: Store, settings: Settings, week: date | None) -> tuple[date, list[Comment]]:
    """The updates of key results that link to an issue; what is confidential stays inside."""
    review = weekly.review(store, settings, week)
    people = journal.people(store, review.as_of)
    links = _issues(store, review.quarter, store.now())
    found = []
    for row in review.key_results:
        if row.update and not row.confidential and row.key_result in links:
            author = people[row.update.author].name if row.update.author in people else row.update.author or "somebody"
            text = update_comment.text(
                row, row.update, review.week, author, settings.org.confidential_names, settings.org.address
            )
            found.append(Comment(row.key_result, row.title, links[row.key_result], text))
    return review.week, found


def _issues(store: Store, quarter: str, as_of: datetime) -> dict[str, str]:
    """By key result, the address of the issue that it links to."""
    known = journal.key_results(store, journal.objectives(store, quarter, as_of), as_of)
    return {each.key_result: found[0] for each in known if (found := _ISSUE.match((each.link or "").strip()))}


def _written(store: Store, settings: Settings, week: date, ready: Sequence[Comment], by: str | None) -> list[Comment]:
    with issue_comments.opened(tracker.connection(settings)) as wire:
        found = []
        for each in ready:
            before = journal.newest_send(store, "comment", week, store.now(), about=each.key_result)
            if before and before.text == each.text and (before.to or "").startswith(each.issue):
                found.append(replace(each, outcome="same", url=before.to))
                continue
            try:
                marker = update_comment.marker(each.key_result, week)
                written = issue_comments.put(wire, each.issue, marker, each.text)
            except NotWritten as error:
                found.append(replace(each, outcome="failed", problem=str(error)))
            else:
                _keep(store, week, each, written, by)
                found.append(replace(each, outcome=written.outcome, url=written.url))
        return found


def _keep(store: Store, week: date, comment: Comment, written: Written, by: str | None) -> None:
    with store.writing() as writer:
        send = Send(week, "comment", to=written.url, text=comment.text, by=by, about=comment.key_result)
        journal.record(writer, [replace(send, recorded_at=writer.moment)])
