"""What a Markdown OKR page would change in a quarter: which drafts it means, and what it makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from data import definitions
from data.config import Settings
from data.errors import Problem
from data.quarter import drafts, scorecards
from data.quarter.brought import NUMBERS, Brought, BroughtKeyResult, BroughtObjective, Outcome
from data.quarter.drafts import KeyResultDraft, ObjectiveDraft
from data.rules import matching, measure, stages
from data.rules.calendar import Quarter
from data.rules.drafting import Written
from data.rules.matching import Outline
from data.rules.okr import KeyResult, Objective, Person
from data.sources.markdown import DraftKeyResult, DraftObjective, Page
from data.store import journal
from data.store.connection import Store

_MEASURE = ("kind", "unit", *measure.NUMBERS, "commitment")
_QUARTER = re.compile(r"\bFY ?\d\d ?Q[1-4]\b", re.IGNORECASE)


@dataclass(slots=True)
class _Names:
    """Ids made of titles, none of them given twice."""

    noun: journal.Definition
    taken: set[str]

    def new(self, title: str) -> str:
        found = definitions.free_id(self.noun, title, self.taken)
        self.taken.add(found)
        return found


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a page is laid beside: the quarter as it is, the people, and the names that are free."""

    file: str
    quarter: str
    people: Mapping[str, Person]
    objectives: _Names
    key_results: _Names


def beside(store: Store, settings: Settings, page: Page, quarter: str, file: str = "the page") -> Brought:
    """What a page would bring into a quarter. Raises UsageError when the quarter is not written like FY22 Q4."""
    wanted, moment = scorecards.parsed(settings, quarter), store.now()
    held = drafts.state_of(store, settings, str(wanted), moment).objectives
    names = [
        _Names(noun, {row[noun.key[0]] for row in store.rows(f"{noun.table}/ids")})
        for noun in (journal.OBJECTIVES, journal.KEY_RESULTS)
    ]
    desk = _Desk(file, str(wanted), journal.people(store, moment), *names)
    given = [_titled(each) for each in page.objectives if is_titled(each)]
    same = matching.objectives([_outline(each) for each in given], [_outline_of(each) for each in held])
    objectives = tuple(
        _objective(desk, draft, held[same[place]] if place in same else None) for place, draft in enumerate(given)
    )
    return Brought(str(wanted), page, objectives, tuple(_problems(desk, wanted, page, objectives)))


def is_titled(draft: DraftObjective | DraftKeyResult) -> bool:
    return bool(draft.title.strip())


def _titled(draft: DraftObjective) -> DraftObjective:
    return replace(draft, key_results=tuple(each for each in draft.key_results if is_titled(each)))


def _outline(draft: DraftObjective) -> Outline:
    return Outline(draft.title, draft.team, tuple(each.title for each in draft.key_results))


def _outline_of(held: ObjectiveDraft) -> Outline:
    titles = tuple(each.key_result.title for each in held.key_results)
    return Outline(held.objective.title, held.objective.team, titles)


def _objective(desk: _Desk, draft: DraftObjective, held: ObjectiveDraft | None) -> BroughtObjective:
    found = held.objective if held else Objective(desk.objectives.new(draft.title), desk.quarter, "", state="draft")
    wanted = replace(
        found,
        title=draft.title,
        why=draft.why or found.why,
        team=draft.team or found.team,
        owner=_owner(desk, draft.owner_name) or found.owner,
    )
    wanted, _ = definitions.read("objectives", wanted)
    outcome = _outcome(wanted, held.objective if held else None)
    titles = [each.key_result.title for each in held.key_results] if held else []
    same = matching.key_results([each.title for each in draft.key_results], titles)
    key_results = [
        _key_result(desk, each, wanted.objective, held.key_results[same[place]] if held and place in same else None)
        for place, each in enumerate(draft.key_results)
    ]
    if held and held.objective.state != "draft":
        return _left(draft, held, outcome, key_results)
    return BroughtObjective(draft, wanted, outcome, tuple(key_results))


def _left(
    draft: DraftObjective, held: ObjectiveDraft, outcome: Outcome, key_results: Sequence[BroughtKeyResult]
) -> BroughtObjective:
    """An objective that is a draft no more: nothing of it is changed."""
    left = [replace(each, outcome="same" if each.outcome == "same" else "left") for each in key_results]
    is_same = outcome == "same" and all(each.outcome == "same" for each in left)
    return BroughtObjective(draft, held.objective, "same" if is_same else "left", tuple(left))


def _key_result(desk: _Desk, draft: DraftKeyResult, objective: str, held: KeyResultDraft | None) -> BroughtKeyResult:
    found = held.written if held else Written(KeyResult(desk.key_results.new(draft.title), objective, ""))
    kr = replace(
        _measured(draft, found.key_result),
        title=draft.title,
        owner=_owner(desk, draft.owner_name) or found.key_result.owner,
        link=draft.link or found.key_result.link,
        confidential=found.key_result.confidential or _is_withheld(draft),
        dropped=draft.dropped or found.key_result.dropped,
    )
    kr, _ = definitions.read("key_results", kr)
    written = replace(found, key_result=kr)
    if kr.kind == "milestones" and draft.notes:
        done = {each.milestone: each.done_on for each in found.milestones}
        named = {each.milestone: each for each in (stages.read(kr.key_result, note) for note in draft.notes)}
        written = replace(
            written, milestones=tuple(replace(each, done_on=done.get(name)) for name, each in named.items())
        )
    return BroughtKeyResult(draft, written, _outcome(written, held.written if held else None))


def _measured(draft: DraftKeyResult, held: KeyResult) -> KeyResult:
    """A key result measured as its page says; what that withholds stays, and a guess fills only what nobody filled."""
    said = {name: getattr(draft, name) for name in _MEASURE}
    is_guess = bool(draft.guessed) or draft.kind is None
    if not is_guess:
        withheld = {each.field for each in draft.placeholders}
        told = {name: value for name, value in said.items() if name not in withheld}
        return replace(held, **told | {"commitment": draft.commitment or held.commitment})
    is_measured = held.kind != "increase" or any(getattr(held, name) is not None for name in NUMBERS)
    if is_measured and held.title == draft.title:
        return held
    return replace(held, **{name: value for name, value in said.items() if value is not None})


def _is_withheld(draft: DraftKeyResult) -> bool:
    return any(re.fullmatch(measure.PLACEHOLDER, each.name) for each in draft.placeholders)


def _outcome(wanted: object, held: object | None) -> Outcome:
    return "new" if held is None else "same" if wanted == held else "changed"


def _owner(desk: _Desk, name: str | None) -> str | None:
    found = matching.person(name, desk.people.values()) if name else None
    return found.email if found else None


def _problems(desk: _Desk, quarter: Quarter, page: Page, objectives: Iterable[BroughtObjective]) -> Iterator[Problem]:
    for left in page.not_understood:
        if left.looks_like_key_result:
            yield Problem(f"this looks like a key result and was not understood: {left.text}", desk.file, left.line)
    for each in page.objectives:
        for draft in (each, *each.key_results):
            if not is_titled(draft) or (draft is not each and not is_titled(each)):
                yield Problem("this has no title, or its objective has none, and was left out", desk.file, draft.line)
    for each in objectives:
        if each.outcome == "left":
            title, state = each.objective.title, each.objective.state
            text = f"“{title}” is {state} already: it stays as it is, and what the page says of it was left out"
            yield Problem(text, desk.file, each.draft.line)
    yield from _remarks(desk, quarter, page, objectives)


def _remarks(desk: _Desk, quarter: Quarter, page: Page, objectives: Iterable[BroughtObjective]) -> Iterator[Problem]:
    """What needs no mending but has to be known."""
    named = _QUARTER.search(page.title or "")
    if named and named[0].upper().replace(" ", "") != str(quarter).replace(" ", ""):
        text = f"the page calls itself “{page.title}” and goes into {quarter}"
        yield Problem(text, desk.file, is_warning=True)
    for objective in objectives:
        for draft in (objective.draft, *objective.draft.key_results):
            if draft.owner_name and not _owner(desk, draft.owner_name):
                text = f"nobody here is called “{draft.owner_name}”: “{draft.title}” gets no owner from the page"
                yield Problem(text, desk.file, draft.line, is_warning=True)
