"""The project tracker, judged: which key result an item serves, whose date slipped, what was closed, what is due, and
what moved since a moment.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from data.rules import calendar, words
from data.rules.work import WorkItem

NO_TITLE = "An item this app may not see"

_LISTS = ("slipped", "closed", "given_up", "new", "gone")  # of moves, those of items alone
_NEVER = datetime.min.replace(tzinfo=UTC)
_CLOSED = ("closed", "merged")
_DONE = ("done", "closed", "complete", "completed", "shipped", "released")  # how a board says it of a draft
_GIVEN_UP = ("not planned", "duplicate")


@dataclass(frozen=True, slots=True)
class Dated:
    """A target date that an item had from a moment on, None for none."""

    target_date: date | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """A target date that is later than it was. `first` is the one it was first seen with, `count` how often it moved
    later, `before` what it was at the moment that one compares with, None where it has not moved later since.
    """

    first: date
    now: date
    count: int
    before: date | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """An item with the id of the key result it serves, None where it serves none of ours, and how its date slipped."""

    item: WorkItem
    key_result: str | None = None
    slip: Slip | None = None

    @property
    def title(self) -> str:
        return self.item.title or NO_TITLE


@dataclass(frozen=True, slots=True)
class StatusChange:
    tracked: Tracked
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Moves:
    """What moved since a moment: `new` came onto the board, `gone` left it, `given_up` was closed but not done."""

    slipped: tuple[Tracked, ...] = ()
    closed: tuple[Tracked, ...] = ()
    given_up: tuple[Tracked, ...] = ()
    changed: tuple[StatusChange, ...] = ()
    new: tuple[Tracked, ...] = ()
    gone: tuple[Tracked, ...] = ()

    def only(self, is_wanted: Callable[[Tracked], bool]) -> Moves:
        """The moves of the items that are wanted."""
        return Moves(
            changed=tuple(each for each in self.changed if is_wanted(each.tracked)),
            **{name: tuple(filter(is_wanted, getattr(self, name))) for name in _LISTS},
        )


@dataclass(frozen=True, slots=True)
class Served:
    """A key result that items may serve, by its id; its quarter `begins` on a day."""

    key_result: str
    title: str
    begins: date


def is_closed(item: WorkItem) -> bool:
    """Whether it is over. A draft cannot be closed: its status says so."""
    if item.state is None:
        return (item.status or "").strip().casefold() in _DONE
    return item.state in _CLOSED


def is_given_up(item: WorkItem) -> bool:
    """Whether it was closed as not planned, or as another's duplicate."""
    if not (is_closed(item) and item.fields and '"Closed as"' in item.fields):
        return False
    return json.loads(item.fields).get("Closed as") in _GIVEN_UP


def is_overdue(item: WorkItem, today: date) -> bool:
    return item.target_date is not None and item.target_date < today and not is_closed(item)


def is_due(item: WorkItem, week: date) -> bool:
    """Whether its target date lies in a week, and it is open."""
    return (
        item.target_date is not None
        and week <= item.target_date <= calendar.sunday(week)
        and not is_closed(item)
        and not item.is_archived
    )


def linker(served: Iterable[Served], today: date) -> Callable[[WorkItem], str | None]:
    """Tells the key result that an item serves: the one whose id its key-result field has, else whose title, in
    whatever case.

    A title that quarters share names the key result of the quarter in which the item was last alive, when it was closed
    or today: the newest of those that had begun by then, else the first of all.
    """
    by_id: dict[str, str] = {}
    by_title: dict[str, dict[date, str]] = defaultdict(dict)
    for each in served:
        by_id.setdefault(each.key_result, each.key_result)
        by_title[folded(each.title)].setdefault(each.begins, each.key_result)

    def serves(item: WorkItem) -> str | None:
        named = (item.key_result or "").strip()
        if not named or named in by_id:
            return by_id.get(named)
        quarters = by_title.get(folded(named))
        if not quarters:
            return None
        alive = item.closed_at.date() if item.closed_at else today
        return quarters[max((begins for begins in quarters if begins <= alive), default=min(quarters))]

    return serves


def assigned(item: WorkItem, names: Mapping[str, str]) -> str:
    """Who works on an item: "Dele Adeyinka and Marta Kowalczyk". `names` are those of people by their login, in lower
    case; whoever has none there stays with the login.
    """
    logins = [login.strip() for login in (item.assignees or "").split(",")]
    return words.listed([names.get(login.casefold(), login) for login in logins if login])


def folded(text: str) -> str:
    """A name as names are compared: without regard to case and spaces."""
    return " ".join(text.split()).casefold()


def slip(dates: Sequence[Dated], since: datetime) -> Slip | None:
    """How a target date slipped, from all that it was, oldest first; None where it is not later than at first."""
    known = [each for each in dates if each.target_date is not None]
    if not known or dates[-1].target_date is None:
        return None
    days = [each.target_date for each in known if each.target_date]
    first, now = days[0], days[-1]
    if now <= first:
        return None
    before = [each.target_date for each in known if each.since <= since and each.target_date]
    was = before[-1] if before else first
    count = sum(later > earlier for earlier, later in pairwise(days))
    return Slip(first, now, count, was if was < now else None)


def tracked(
    items: Iterable[WorkItem],
    dates: Mapping[str, Sequence[Dated]],
    serves: Callable[[WorkItem], str | None],
    since: datetime,
) -> tuple[Tracked, ...]:
    """Items beside what they serve; `dates` are those of the items whose target date ever changed."""
    slips = {name: slip(chain, since) for name, chain in dates.items()}
    return tuple(Tracked(item, serves(item), slips.get(item.item)) for item in items)


def moves(
    board: Sequence[Tracked],
    before: Mapping[str, WorkItem],
    seen: Mapping[str, WorkItem],
    since: datetime,
    serves: Callable[[WorkItem], str | None],
) -> Moves:
    """What moved on a board since a moment.

    `seen` are the items that were seen to change since then, as they are now, gone ones among them; `before` as they
    were then, those that were on the board.
    """
    closed = [each for each in board if _was_closed_since(each.item, before, seen, since)]
    done = [each for each in closed if not is_given_up(each.item)]
    pairs = [(each, before.get(each.item.item)) for each in board if each.item.item in seen]
    changed = [StatusChange(each, old.status, each.item.status) for each, old in pairs if old and _is_moved(each, old)]
    gone = [Tracked(old, serves(old)) for name, old in before.items() if name in seen and seen[name].is_gone]
    return Moves(
        slipped=tuple(sorted((each for each in board if _slipped(each)), key=_days_slipped, reverse=True)),
        closed=tuple(sorted(done, key=closed_on, reverse=True)),
        given_up=tuple(each for each in closed if is_given_up(each.item)),
        changed=tuple(changed),
        new=tuple(each for each, old in pairs if old is None),
        gone=tuple(gone),
    )


def due(board: Iterable[Tracked], week: date) -> tuple[Tracked, ...]:
    """What is open and due in a week, the earliest first."""
    return tuple(sorted((each for each in board if is_due(each.item, week)), key=by_date))


def overdue(board: Iterable[Tracked], today: date) -> tuple[Tracked, ...]:
    """What is open and was due before today, the oldest first."""
    late = (each for each in board if is_overdue(each.item, today) and not each.item.is_archived)
    return tuple(sorted(late, key=by_date))


def closed_on(each: Tracked) -> datetime:
    """When it was closed; a draft cannot be, so that the moment at which it was seen to be done counts."""
    return each.item.closed_at or each.item.captured_at or _NEVER


def by_date(each: Tracked) -> tuple:
    """The order of target dates, what has none at the end."""
    return each.item.target_date or date.max, each.title


def is_done_since(item: WorkItem, since: datetime) -> bool:
    """Whether it was closed, and not given up, after a moment. Of a draft that is when it was seen to be done."""
    ended = item.closed_at or (item.captured_at if item.state is None else None)
    return is_closed(item) and ended is not None and ended >= since and not is_given_up(item)


def done_between(items: Iterable[Tracked], since: datetime, until: datetime) -> list[Tracked]:
    """What was closed, and not given up, after a moment and by another, the latest last."""
    found = (each for each in items if is_done_since(each.item, since) and closed_on(each) <= until)
    return sorted(found, key=closed_on)


def _was_closed_since(
    item: WorkItem, before: Mapping[str, WorkItem], seen: Mapping[str, WorkItem], since: datetime
) -> bool:
    if not is_closed(item):
        return False
    if item.closed_at:
        return item.closed_at >= since
    old = before.get(item.item)
    return item.item in seen and old is not None and not is_closed(old)


def _is_moved(each: Tracked, old: WorkItem) -> bool:
    """What was closed meanwhile is told as that."""
    if is_closed(each.item):
        return False
    return old.status != each.item.status and "redacted" not in (old.kind, each.item.kind)


def _slipped(each: Tracked) -> bool:
    return each.slip is not None and each.slip.before is not None and not is_closed(each.item)


def _days_slipped(each: Tracked) -> timedelta:
    return each.slip.now - each.slip.before if each.slip and each.slip.before else timedelta()
