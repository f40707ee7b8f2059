"""The form of one weekly update: its fields, what they amount to while somebody types, and the update that is saved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from data.config import Settings
from data.errors import OkrError
from data.monday import weekly
from data.rules import board, calendar, cells, pace, words
from data.rules.board import Facts
from data.rules.course import Story
from data.rules.limits import Limits
from data.rules.okr import STATED_STATUSES, KeyResult, Milestone, Reading, Status, Update
from data.rules.review import KeyResultReview
from data.rules.tracking import Tracked
from data.store.connection import Store
from pages.parts import opened, typed, work
from pages.parts.opened import Opened

_BRACKETS = str.maketrans("[]", "()")  # in a link's text they would end it
PROSE = ("wins", "risks", "next_steps", "help", "link")


@dataclass(frozen=True, slots=True)
class Form:
    """One key result in one week, with the facts by which it is judged and who writes."""

    facts: Facts
    author: str | None
    closed: tuple[Tracked, ...] = ()  # its items that were closed since its last update

    @property
    def key_result(self) -> KeyResult:
        return self.facts.key_results[0]

    @property
    def story(self) -> Story:
        return board.stories(self.facts)[0]

    @property
    def week(self) -> date:
        return self.facts.week

    @property
    def due(self) -> date:
        return pace.span(self.key_result, self.facts.quarter)[1]

    @property
    def held(self) -> Update | None:
        """The newest version that the week has."""
        return self.story.updates.get(self.week)

    @property
    def last(self) -> Update | None:
        """The newest update of an earlier week."""
        before = [update for update in self.facts.updates if update.week < self.week]
        return max(before, key=lambda update: update.week, default=None)

    @property
    def reading(self) -> Reading | None:
        """What the KPI says at the end of the week, however old."""
        gauge = self.story.gauge
        return gauge.in_week(self.week) if gauge else None

    @property
    def automatic(self) -> float | None:
        """The KPI's reading of this very week: the value that counts unless the owner writes another."""
        return self.reading.value if self.reading and self.reading.date >= self.week else None

    @property
    def steps(self) -> list[str]:
        """Last week's next steps, but for those that are told as wins already."""
        told = (self.held.wins if self.held else None) or ""
        return [step for step in typed.steps(self.last.next_steps if self.last else None) if step not in told]

    @property
    def offered(self) -> dict[str, Tracked]:
        """By the field of its box, what was closed and is not told as a win yet."""
        told = (self.held.wins if self.held else None) or ""
        return {f"closed {each.item.item}": each for each in self.closed if not _is_told(each, told)}

    @property
    def has_value(self) -> bool:
        """Whether a number means something: not where milestones are rows, nor where it is done or not."""
        return self.key_result.kind != "done" and not self.story.milestones

    def is_done(self, milestone: Milestone) -> bool:
        """Whether a milestone was done by the end of the week, as it is stored."""
        return milestone.done_on is not None and milestone.done_on <= calendar.sunday(self.week)

    @property
    def statuses(self) -> list[Status]:
        """The statuses that can be stated; done has a switch of its own where it is the whole question."""
        return [status for status in STATED_STATUSES if status != "done" or self.key_result.kind != "done"]

    def key(self, field: str) -> str:
        return f"log.{self.key_result.key_result}.{self.week}.{field}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What prevented a save, and the form as it was then: a form that has changed since is asked anew."""

    problems: list[str]
    typed: Any


@dataclass(frozen=True, slots=True)
class Saved:
    """An update that was kept, beside where its key result stood before."""

    logged: weekly.Logged
    before: KeyResultReview


def open_form(form: Form) -> Opened:
    return opened.form(form.key, _prefilled(form), form.held.recorded_at if form.held else None)


def draft(form: Form) -> tuple[Update, list[str]]:
    """The update that the fields amount to, and what in them cannot be read, as sentences."""
    number, no_number = value(form)
    confidence, no_confidence = _confidence(form)
    done = form.key_result.kind == "done" and _field(form, "done")
    prose: dict[str, Any] = {name: typed.joined(_field(form, name)) for name in PROSE}
    says_more = confidence is not None or any(prose.values())
    update = Update(
        key_result=form.key_result.key_result,
        week=form.week,
        value=None if number == form.automatic and says_more else number,  # what is the KPI's stays the KPI's
        confidence=confidence,
        status="done" if done else _field(form, "status"),
        author=form.author,
        **prose,
    )
    return update, [problem for problem in (no_number, no_confidence) if problem]


def value(form: Form) -> tuple[float | None, str | None]:
    """The number in the value field and, when it cannot be read, the reason."""
    if not form.has_value:
        return None, None
    try:
        return typed.number(_field(form, "value") or "", form.key_result.unit), None
    except ValueError as error:
        return None, str(error)


def _confidence(form: Form) -> tuple[float | None, str | None]:
    """The confidence in percent and, when it is none, the reason."""
    sure = _field(form, "confidence")
    if sure is None or 0 <= sure <= 100:
        return sure, None
    return None, f"Confidence is a percentage from 0 to 100, not {words.number(sure)}."


def milestones(form: Form) -> list[Milestone]:
    """The milestones as they are ticked; one is done today, in a week that is over on its last day."""
    today = min(form.facts.as_of.date(), calendar.sunday(form.week))
    ticked = (bool(_field(form, f"milestone {n}")) for n in range(len(form.story.milestones)))
    return [
        each if tick == form.is_done(each) else replace(each, done_on=today if tick else None)
        for each, tick in zip(form.story.milestones, ticked, strict=True)
    ]


def judged(form: Form, update: Update, limits: Limits) -> KeyResultReview:
    """Where the key result would stand with this update; nothing is stored."""
    unsaved = replace(update, recorded_at=form.facts.as_of)
    others = [each for each in form.facts.updates if each.week != form.week]
    facts = replace(form.facts, updates=[*others, unsaved], milestones=milestones(form))
    return board.review(facts, limits).key_results[0]


def standing(form: Form, limits: Limits) -> KeyResultReview:
    """Where the key result stands as it is stored."""
    return board.review(form.facts, limits).key_results[0]


def problems(form: Form) -> list[str]:
    """What prevented the last attempt to save, as long as nothing was changed since."""
    attempt: Attempt | None = st.session_state.get(form.key("attempt"))
    return attempt.problems if attempt and attempt.typed == _typed(form) else []


def save(form: Form, before: Opened, store: Store, settings: Settings) -> None:
    """Keep the update; what prevents it is told on the page, and every field keeps its text."""
    update, problems = draft(form)
    if form.author is None:
        problems.append("Nobody owns this key result yet. Choose your name under “Writing as”.")
    if not problems:
        try:
            changed = [each for each in milestones(form) if each not in form.story.milestones]
            logged = weekly.log(store, settings, update, seen_at=before.seen_at, milestones=changed)
        except OkrError as error:
            problems.append(str(error))
        else:
            st.session_state["log.saved"] = Saved(logged, standing(form, settings.limits))
            st.query_params["kr"] = update.key_result  # else the next one that is due would take its place
            opened.let_go(form.key)
    st.session_state[form.key("attempt")] = Attempt(problems, _typed(form))


def tell(form: Form, box: str, line: str) -> None:
    """Write what was ticked below the wins; what is no longer ticked is taken out of them again."""
    others = [each for each in (_field(form, "wins") or "").splitlines() if typed.steps(each) != [line]]
    told = typed.bullets([line]) if _field(form, box) else None
    st.session_state[form.key("wins")] = typed.joined("\n".join(others), told) or ""


def take_along(form: Form) -> None:
    """Write last week's unticked steps below the next steps."""
    text = _field(form, "next_steps") or ""
    left = [step for n, step in enumerate(form.steps) if not _field(form, f"step {n}") and step not in text]
    st.session_state[form.key("next_steps")] = typed.joined(text, typed.bullets(left)) or ""


def _prefilled(form: Form) -> dict[str, Any]:
    held, last = form.held, form.last
    number = held.value if held and held.value is not None else form.automatic
    carried = last.status if last and last.status in ("done", "cancelled") else None
    status = held.status if held else carried
    is_done = form.key_result.kind == "done" and status == "done"
    from_before = held if held else last
    return {
        "value": cells.write(number),
        "confidence": from_before.confidence if from_before else None,
        "done": is_done,
        "status": None if is_done else status,
        **{name: (getattr(held, name) if held else None) or "" for name in PROSE},
        **{f"step {n}": False for n in range(len(form.steps))},
        **dict.fromkeys(form.offered, False),
        **{f"milestone {n}": form.is_done(each) for n, each in enumerate(form.story.milestones)},
    }


def _is_told(tracked: Tracked, wins: str) -> bool:
    """Whether wins name an item, by its title or its number."""
    number = tracked.item.number
    return plain(tracked.title) in wins or (number is not None and bool(re.search(rf"#{number}\b", wins)))


def closed_as_win(tracked: Tracked) -> str:
    """An item as a line of the wins: "Closed: [Plan queries (search #4921)](https://…)"."""
    item = tracked.item
    named = f"{plain(tracked.title)} ({work.number(item)})" if item.number is not None else plain(tracked.title)
    url = web(item.url)
    return f"Closed: [{named}]({url})" if url else f"Closed: {named}"


def plain(title: str) -> str:
    """A title where Markdown is read: in a link's text, a bracket would end it."""
    return title.translate(_BRACKETS)


def web(url: str | None) -> str | None:
    """An address of the web that may stand in a Markdown link."""
    is_web = (url or "").startswith(("https://", "http://")) and not set(url or "") & set("<>() \n")
    return url if is_web else None


def _typed(form: Form) -> Any:
    return form.author, {name: _field(form, name) for name in _prefilled(form)}


def _field(form: Form, name: str) -> Any:
    return st.session_state.get(form.key(name))
