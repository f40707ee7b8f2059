"""Who is reminded of what, and when: owners (or who stands in) twice before the deadline, before the sync who leads
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from data.rules import calendar, values, words
from data.rules.calendar import WeekMoment
from data.rules.okr import Person
from data.rules.review import Flag, KeyResultReview, WeekCell

Stage = Literal["thursday", "friday", "directors"]

STAGES: tuple[Stage, ...] = get_args(Stage)
_WEEKS_AHEAD = 60  # to look for the next reminder, however many syncs are left out


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the stages begin, updates are due and syncs begin; `left_out` are the weeks that no sync reviews."""

    stages: Mapping[Stage, WeekMoment]
    deadline: WeekMoment
    sync: WeekMoment
    sync_of: Callable[[date], datetime]
    left_out: Collection[date] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """When a stage of a week may remind: afterwards another stage does, or it is too late."""

    stage: Stage
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A key result that waits for its update, whose it is, and why a minute for it is well spent.

    `writer` is the owner, or who stands in; None when neither is there. `meant_for` is in whose place it is heard: the
    owner, or before the sync who leads them; the reader, unless they stand in.
    """

    key_result: str
    title: str
    owner: Person
    writer: Person | None
    meant_for: Person
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one person hears at one stage of a week."""

    stage: Stage
    week: date
    to: Person
    items: tuple[Item, ...]


def spans(rhythm: Rhythm, week: date) -> tuple[Span, ...]:
    """The stages of a week in their order. Directors follow a moved sync to its day, and hear nothing where no sync
    reviews the week; owners owe their update all the same.
    """
    deadline, sync = rhythm.deadline.in_week(week), rhythm.sync_of(week)
    begin: list[tuple[datetime, Stage]] = [(at.in_week(week), stage) for stage, at in rhythm.stages.items()]
    owners = sorted(each for each in begin if each[1] != "directors")
    ends = [*(begins for begins, _ in owners[1:]), deadline]
    found = [Span(stage, begins, min(until, deadline)) for (begins, stage), until in zip(owners, ends, strict=False)]
    directors = rhythm.stages.get("directors")
    if directors and week not in rhythm.left_out:
        moved = replace(directors, weekday=directors.weekday + _days_moved(rhythm, week))
        found.append(Span("directors", moved.in_week(week + calendar.WEEK), sync))
    return tuple(span for span in found if span.begins_at < span.ends_at)


def current(rhythm: Rhythm, week: date, now: datetime) -> Stage | None:
    """The stage that may remind now."""
    return next((span.stage for span in spans(rhythm, week) if span.begins_at <= now < span.ends_at), None)


def begun(rhythm: Rhythm, week: date, now: datetime) -> Stage:
    """The stage that began last, also when it is over; before all of them, and without any, the first."""
    found: list[Stage] = [span.stage for span in spans(rhythm, week) if span.begins_at <= now]
    return found[-1] if found else "thursday"


def next_moment(rhythm: Rhythm, after: datetime) -> datetime | None:
    """When the first stage after a moment begins; None when none ever does."""
    first = calendar.monday(after.date()) - calendar.WEEK
    weeks = (first + number * calendar.WEEK for number in range(_WEEKS_AHEAD))
    moments = (span.begins_at for week in weeks for span in spans(rhythm, week) if span.begins_at > after)
    return min(islice(moments, len(STAGES)), default=None)


def reminders(
    stage: Stage,
    week: date,
    owed: Iterable[KeyResultReview],
    people: Mapping[str, Person],
    manager_of: Callable[[Person], str | None],
    private: Mapping[str, KeyResultReview],
) -> tuple[Reminder, ...]:
    """Who hears what about the key results that owe the week's update: one reminder each, by name.

    An owner's stand-in hears it in the owner's place. At the stage of the directors it is the first above the owner who
    is there, or stands in; the owner where nobody is. Nobody who is not active hears anything. `owed` is what anybody
    may hear, `private` by key result what its writer alone may.
    """
    found: dict[str, list[Item]] = defaultdict(list)
    for row in owed:
        owner = people[row.owner or ""]
        leader = _leader(owner, people, manager_of) if stage == "directors" else None
        meant_for, writer = leader or owner, _reader(owner, people)
        if reader := _reader(meant_for, people):
            own = private.get(row.key_result) if reader == writer else None
            why = tuple(facts(own or row, is_private=own is not None))
            found[reader.email].append(Item(row.key_result, (own or row).title, owner, writer, meant_for, why))
    told = [Reminder(stage, week, people[email], _by_owner(items, email)) for email, items in found.items()]
    return tuple(sorted(told, key=lambda reminder: reminder.to.name.casefold()))


def facts(row: KeyResultReview, *, is_private: bool = False) -> Iterator[str]:
    """Why an update is worth its minute: what was said last, what the numbers did since, where they lead, what is odd.

    The row is of the week that waits for its update. Of a confidential key result only its writer is told more than
    when it was written about last.
    """
    last = next((cell for cell in reversed(row.strip[:-1]) if cell.status != "silent"), None)
    yield _last_update(last, row)
    if row.confidential and not is_private:
        return
    if number := _number(last, row):
        yield number
    if row.forecast:
        lands, by = values.landing(row.forecast, row.unit, row.due)
        yield f"Heads for {lands} {by}"
    yield from (_flagged(flag) for flag in row.flags if flag.flag != "silent")


def _last_update(last: WeekCell | None, row: KeyResultReview) -> str:
    if last is None:
        return "No update yet this quarter"
    sure = f", {words.number(last.confidence, '%')} sure" if last.confidence is not None else ""
    return f"Last update: week of {words.day(last.week)}{sure}"


def _number(last: WeekCell | None, row: KeyResultReview) -> str | None:
    """What the number did since the last update: "497 ms by its KPI now, 511 ms at that update"."""
    if row.kind == "milestones" and (following := values.next_milestone(row, calendar.sunday(row.strip[-1].week))):
        return ": ".join(following)
    if row.kind in ("milestones", "done", "baseline"):
        return None
    by_kpi = row.kpi_value is not None
    now, then = row.kpi_value if by_kpi else row.value, last.value if last else None
    if now is None:
        return None
    value = f"{words.number(now, row.unit)}{' by its KPI' if by_kpi else ''}"
    if last is None or then is None:
        return f"{value} now"
    if now == then:
        return f"{value} now, unchanged since that update"
    return f"{value} now, {words.number(then, row.unit)} at that update"


def _flagged(flag: Flag) -> str:
    says_itself = flag.reason.startswith(flag.flag) or flag.flag.startswith(flag.reason)
    text = flag.reason if says_itself else f"{flag.flag.replace('kpi', 'KPI')}: {flag.reason}"
    return text[:1].upper() + text[1:]


def _reader(person: Person, people: Mapping[str, Person]) -> Person | None:
    """Who hears what is meant for a person: their stand-in while they have one."""
    stand_in = people.get(person.stand_in or "")
    if stand_in and stand_in.active:
        return stand_in
    return person if person.active else None


def _leader(owner: Person, people: Mapping[str, Person], manager_of: Callable[[Person], str | None]) -> Person | None:
    """The first above an owner who can hear of their silence; None where nobody can, as above a VP."""
    seen, above = {owner.email}, people.get(manager_of(owner) or "")
    while above and above.email not in seen:
        reader = _reader(above, people)
        if reader and reader != owner:
            return above
        seen.add(above.email)
        above = people.get(manager_of(above) or "")
    return None


def _by_owner(items: Sequence[Item], reader: str) -> tuple[Item, ...]:
    """The reader's own first, then by whom they are for; of one owner in the order they came, which is that of need."""
    return tuple(sorted(items, key=lambda item: (item.owner.email != reader, item.owner.name.casefold())))


def _days_moved(rhythm: Rhythm, week: date) -> int:
    """How many days later than usual the sync that reviews a week is."""
    zone = ZoneInfo(rhythm.sync.zone)
    usual = rhythm.sync.in_week(week + calendar.WEEK).astimezone(zone).date()
    return (rhythm.sync_of(week).astimezone(zone).date() - usual).days
