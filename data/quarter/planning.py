"""The planning calendar of a quarter: where each step stands, who took it, and what people gave to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from data.config import Settings
from data.errors import OkrError, UsageError
from data.rules import calendar
from data.rules import planning as rules
from data.rules.calendar import Quarter
from data.rules.okr import Person
from data.rules.planning import Dated, State
from data.rules.quarterly import Comment, StepRecord
from data.rules.steps import Step
from data.store import journal
from data.store.connection import Store
from data.store.ids import new_id

_TOLD_FOR = timedelta(weeks=6)  # how long an overdue step is told on the board; the calendar shows it for ever

Key = tuple[str, str]


class NotTheirs(OkrError):
    """Somebody wants to do what is another's to do."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A step of a quarter with what is known of it; `record` is None while nobody wrote anything down."""

    dated: Dated
    state: State
    record: StepRecord | None = None
    inputs: tuple[Comment, ...] = ()

    @property
    def step(self) -> str:
        return self.dated.step.step


@dataclass(frozen=True, slots=True)
class Planning:
    """The steps of a quarter in the order of their weeks, and `after` them the kick-off in the next quarter.

    `week` is the Monday of the running week; `number` counts it from the quarter's first, None outside the quarter.
    """

    quarter: Quarter
    week: date
    steps: tuple[Planned, ...]
    after: tuple[Planned, ...]

    @property
    def number(self) -> int | None:
        return self.quarter.week_number(self.week) if self.week in self.quarter.weeks else None

    def step(self, name: str | None) -> Planned | None:
        return next((each for each in self.steps if each.step == name), None)


@dataclass(frozen=True, slots=True)
class Now:
    """What planning asks for at this moment: this week's steps that are not done yet, and those overdue."""

    quarter: Quarter
    number: int
    this_week: tuple[Planned, ...]
    overdue: tuple[Planned, ...]


def of(store: Store, settings: Settings, quarter: Quarter | None = None, as_of: datetime | None = None) -> Planning:
    """A quarter's planning, by default of the one that the running week plans in (a shared week: the newer one)."""
    as_of = as_of or store.now()
    today = as_of.date()
    quarter = quarter or rules.quarter_of(today, settings.org.fiscal_year_start_month)
    records = _records(store, (quarter, quarter.next), as_of)
    inputs: dict[str, list[Comment]] = {}
    for comment in journal.comments(store, as_of, quarter=str(quarter)):
        inputs.setdefault(comment.step or "", []).append(comment)
    steps = rules.laid(settings.planning.calendars, quarter)
    after = rules.kick_off(rules.laid(settings.planning.calendars, quarter.next))
    return Planning(
        quarter,
        calendar.monday(today),
        tuple(replace(each, inputs=tuple(inputs.get(each.step, ()))) for each in _planned(steps, records, today)),
        _planned(after, records, today),
    )


def now(store: Store, settings: Settings, as_of: datetime | None = None) -> Now:
    """This week's steps and those overdue; an org that never marked any of these two quarters' steps is not nagged."""
    as_of = as_of or store.now()
    today = as_of.date()
    quarter = rules.quarter_of(today, settings.org.fiscal_year_start_month)
    both = (quarter.previous, quarter)
    records = _records(store, both, as_of)
    dated = [each for each_quarter in both for each in rules.laid(settings.planning.calendars, each_quarter)]
    steps = _planned([each for each in dated if each.week > today - _TOLD_FOR], records, today)
    return Now(
        quarter,
        quarter.week_number(calendar.monday(today)),
        tuple(each for each in steps if each.state == "this week"),
        tuple(each for each in steps if each.state == "overdue") if records else (),
    )


def _records(store: Store, quarters: Collection[Quarter], as_of: datetime) -> Mapping[Key, StepRecord]:
    found = journal.steps(store, [str(quarter) for quarter in quarters], as_of)
    return {(record.quarter, record.step): record for record in found}


def _planned(steps: Collection[Dated], records: Mapping[Key, StepRecord], today: date) -> tuple[Planned, ...]:
    """The steps with their records; of a quarter that is over somebody kept the steps if any was written about."""
    kept = {quarter for quarter, _ in records}
    found = []
    for dated in steps:
        record = records.get((str(dated.quarter), dated.step.step))
        is_kept = today <= dated.quarter.end or str(dated.quarter) in kept
        found.append(Planned(dated, rules.state(dated, record, today, is_kept=is_kept), record))
    return tuple(found)


def mark_done(
    store: Store, settings: Settings, quarter: Quarter, step: str, *, by: str | None = None, **told: str | None
) -> StepRecord:
    """The step is taken; `told` may hold its note and link. Raises UsageError and NotTheirs."""
    return _keep(store, settings, quarter, step, by, told, done=True)


def reopen(
    store: Store, settings: Settings, quarter: Quarter, step: str, *, by: str | None = None, **told: str | None
) -> StepRecord:
    """The step is not taken after all; `told` may hold its note and link. Raises UsageError and NotTheirs."""
    return _keep(store, settings, quarter, step, by, told, done=False)


def tell(
    store: Store, settings: Settings, quarter: Quarter, step: str, *, by: str | None = None, **told: str | None
) -> StepRecord:
    """Keep a step's note and link, whichever `told` holds. Raises UsageError and NotTheirs."""
    return _keep(store, settings, quarter, step, by, told)


def give_input(
    store: Store, settings: Settings, quarter: Quarter, step: str, text: str, *, by: str | None = None
) -> Comment:
    """Say something to a step that takes input, as anyone may. Raises UsageError when it takes none or says nothing."""
    if not _step(settings, quarter, step).takes_input:
        raise UsageError(f"The step “{step}” takes no input. Write it down as its note.")
    if not text.strip():
        raise UsageError("The input says nothing yet.")
    with store.writing() as writer:
        given = Comment(new_id(), text.strip(), quarter=str(quarter), step=step, by=by, recorded_at=writer.moment)
        journal.record(writer, [given])
    return given


def withdraw_input(store: Store, comment: Comment, *, by: str | None = None) -> Comment:
    """Take back what was said to a step. Raises NotTheirs when somebody else said it."""
    if by and comment.by and by != comment.by:
        raise NotTheirs("Only who said it can take it back.")
    with store.writing() as writer:
        withdrawn = replace(comment, withdrawn=True, by=comment.by, recorded_at=writer.moment)
        journal.record(writer, [withdrawn])
    return withdrawn


def _keep(
    store: Store,
    settings: Settings,
    quarter: Quarter,
    step: str,
    by: str | None,
    told: Mapping[str, str | None],
    done: bool | None = None,
) -> StepRecord:
    """A newer version of a step's record; `done` None leaves it as it is, and who took it first stays."""
    _step(settings, quarter, step)
    with store.writing() as writer:
        _may_keep(journal.people(store, writer.moment).get(by or ""))
        held = _records(store, (quarter,), writer.moment).get((str(quarter), step)) or StepRecord(str(quarter), step)
        if done is not None and done != bool(held.done_on):
            held = replace(held, done_on=writer.moment.date() if done else None, done_by=by if done else None)
        texts = {name: (text or "").strip() or None for name, text in told.items()}
        record = replace(held, by=by, recorded_at=writer.moment, **texts)
        journal.record(writer, [record])
    return record


def _may_keep(person: Person | None) -> None:
    if person and person.role == "viewer":
        raise NotTheirs(f"{person.name} may give input. Owners, directors and VPs keep the planning steps.")


def _step(settings: Settings, quarter: Quarter, name: str) -> Step:
    steps = {dated.step.step: dated.step for dated in rules.laid(settings.planning.calendars, quarter)}
    if name not in steps:
        raise UsageError(f"{quarter} has no planning step “{name}”. It has: {', '.join(steps) or 'none'}.")
    return steps[name]
