"""Bringing a Markdown OKR page into a quarter as drafts: the same page changes the same drafts, and only drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from data import definitions
from data.config import Settings
from data.errors import OkrError, Problem, UsageError
from data.quarter import laying_out, writing
from data.quarter.brought import Brought, BroughtKeyResult, BroughtObjective
from data.rules.okr import KeyResult, Objective
from data.rules.quarterly import Comment
from data.sources import markdown
from data.sources.markdown import Page
from data.store import journal
from data.store.connection import Store, Writer
from data.store.ids import new_id

MOST_BYTES = 2_000_000


class PageRefused(OkrError):
    """The page cannot be brought in; nothing was changed."""


def is_page(file: str) -> bool:
    return PurePath(file.lower()).suffix in (".md", ".markdown")


def alone(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """The page that is all of an import. Raises UsageError when there are other files."""
    if len(files) > 1:
        raise UsageError("Import a Markdown page by itself: it goes into the one quarter that you name.")
    return next(iter(files.items()))


def read(file: str, content: bytes) -> Page:
    """What a page says. Raises PageRefused when it is no text, or says nothing of objectives."""
    if len(content) > MOST_BYTES:
        raise PageRefused(f"{file} is larger than {MOST_BYTES // 1_000_000} MB: that is no page of OKRs.")
    try:
        page = markdown.read(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise PageRefused(f"{file} is not UTF-8 text. Save it as UTF-8 and import it again.") from None
    if not any(laying_out.is_titled(each) for each in page.objectives):
        problems = [Problem(f"not understood: {left.text}", file, left.line) for left in page.not_understood]
        how = "Make each one a heading, or bold, and its key results bullets below it"
        raise PageRefused(f"No objective was found in {file}. {how}.", problems)
    return page


def bring_in(
    store: Store,
    settings: Settings,
    page: Page,
    quarter: str,
    *,
    file: str = "the page",
    dry_run: bool = False,
    by: str | None = None,
) -> Brought:
    """Keep what a page says as drafts of a quarter: all of it or nothing. What is no draft any more stays as it is.

    What was guessed, and what the page says beside a key result, is kept as a comment on it. Raises PageRefused with
    everything that cannot be kept, UsageError when the quarter is not written like FY22 Q4.
    """
    if dry_run:
        return _checked(laying_out.beside(store, settings, page, quarter, file), file)
    with store.writing() as writer:
        brought = _checked(laying_out.beside(store, settings, page, quarter, file), file)
        for each in brought.objectives:
            _keep(store, writer, each, by)
        comments = [comment for each in brought.key_results for comment in _comments(store, each, file, by)]
        journal.record(writer, comments)
        journal.record_event(writer, "import", file, by)
    return replace(brought, is_dry_run=False)


def _checked(brought: Brought, file: str) -> Brought:
    problems = [
        replace(problem, file=file, line=each.draft.line)
        for each in (*brought.objectives, *brought.key_results)
        for problem in definitions.read(*_row(each))[1]
    ]
    if problems:
        raise PageRefused("Nothing was imported. Mend what is listed and import again.", problems)
    return brought


def _row(each: BroughtObjective | BroughtKeyResult) -> tuple[str, Objective | KeyResult]:
    return ("objectives", each.objective) if isinstance(each, BroughtObjective) else ("key_results", each.key_result)


def _keep(store: Store, writer: Writer, brought: BroughtObjective, by: str | None) -> None:
    if brought.outcome in ("new", "changed"):
        keep = definitions.add if brought.outcome == "new" else definitions.change
        keep(writer, journal.OBJECTIVES, [brought.objective], by)
    for each in brought.key_results:
        if each.outcome in ("new", "changed"):
            writing.keep(store, writer, each.written, by)


def _comments(store: Store, brought: BroughtKeyResult, file: str, by: str | None) -> Iterator[Comment]:
    """What a page says of a key result that has no place in its fields, where it was not said before."""
    draft, kr = brought.draft, brought.key_result
    told = (
        ("Read as", draft.guessed),
        ("To confirm", draft.uncertain),
        ("Beside it on the page", () if brought.written.milestones else draft.notes),
        ("Its owner on the page", (draft.owner_name,) if draft.owner_name and not kr.owner else ()),
    )
    lines = "\n".join(f"{about}: {'; '.join(said)}." for about, said in told if said)
    if not lines or brought.outcome not in ("new", "changed"):
        return
    before = journal.comments(store, store.now(), quarter="", key_results=[kr.key_result])
    if not any(each.text.endswith(lines) for each in before):
        yield Comment(new_id(), f"From {file}, line {draft.line}.\n{lines}", key_result=kr.key_result, by=by)
