"""The tracker's views, and the headings under which a view's items stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal, get_args

from data.rules import calendar, tracking, words
from data.rules.tracking import Tracked
from data.rules.work import WorkItem

View = Literal["department", "organisation", "deliverables", "everything"]
Grouping = Literal["key_result", "status", "iteration", "target_date", "team"]

VIEWS: tuple[View, ...] = get_args(View)
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
GROUPED: Mapping[View, Grouping] = {  # how a view is grouped unless somebody chooses
    "department": "key_result",
    "organisation": "key_result",
    "deliverables": "team",
    "everything": "status",
}

_UNPLACED = 1_000  # beyond the statuses that any board has
_NEVER = datetime.min.replace(tzinfo=UTC)
_DAY = timedelta(days=1)


def in_view(board: Iterable[Tracked], view: View, since: datetime) -> list[Tracked]:
    """The items that a view shows: of all but everything, those that are open or were closed since a moment."""
    match view:
        case "department":
            chosen = (each for each in board if each.key_result)
        case "organisation":
            chosen = (each for each in board if each.key_result or each.item.key_result)
        case "deliverables":
            chosen = (each for each in board if each.item.target_date)
        case "everything":
            return list(board)
    return [each for each in chosen if _is_current(each.item, since)]


@dataclass(frozen=True, slots=True)
class Order:
    """What headings stand in order by: `titles` of key results by id, in the order they are to be shown, the place of
    each status on its board, and by the first day of each iteration its last, None where nobody can tell it.
    """

    today: date
    titles: Mapping[str, str]
    statuses: Mapping[str, int]
    iterations: Mapping[date, date | None]


def order(board: Iterable[WorkItem], today: date, titles: Mapping[str, str]) -> Order:
    """The order of a board's headings, from all its items."""
    known = list(board)
    return Order(today, titles, status_places(known), iterations(known))


def status_places(items: Iterable[WorkItem]) -> dict[str, int]:
    """The place of each status among those of its board, as it was seen last."""
    placed = [item for item in items if item.status and item.status_place is not None]
    newest = sorted(placed, key=lambda item: item.captured_at or _NEVER)
    return {item.status: item.status_place for item in newest if item.status and item.status_place is not None}


def iterations(items: Iterable[WorkItem]) -> dict[date, date | None]:
    """The last day of each iteration by its first: the day before the next one begins. The last one takes as many days
    as the longest before it.
    """
    starts = sorted({item.iteration_start for item in items if item.iteration_start})
    ends: dict[date, date | None] = {first: after - _DAY for first, after in pairwise(starts)}
    if starts:
        longest = max((after - first for first, after in pairwise(starts)), default=None)
        ends[starts[-1]] = starts[-1] + longest - _DAY if longest else None
    return ends


def grouped(items: Iterable[Tracked], by: Grouping, order: Order) -> list[tuple[str, list[Tracked]]]:
    """Items under headings. Within a group what is open comes first, by target date; what belongs to no group comes
    last. Statuses come as on the board; where it does not tell, those in which everything is closed after the others.
    Of iterations the running one comes first, then what is coming, then the past, the latest first.
    """
    groups: dict[tuple, list[Tracked]] = defaultdict(list)
    place = {name: n for n, name in enumerate(order.titles)}
    for each in items:
        groups[_group(each, by, order, place)].append(each)
    is_over = {
        key: by == "status" and all(tracking.is_closed(each.item) for each in found) for key, found in groups.items()
    }
    ordered = sorted(groups, key=lambda key: (*key[:2], is_over[key], key))
    return [(key[-1], sorted(groups[key], key=_by_need)) for key in ordered]


def _group(each: Tracked, by: Grouping, order: Order, place: Mapping[str, int]) -> tuple:
    """Where a group comes, and at last its heading."""
    item = each.item
    match by:
        case "key_result":
            if each.key_result and each.key_result in place:
                return 0, place[each.key_result], order.titles[each.key_result]
            return (1, 0, item.key_result) if item.key_result else (2, 0, "No key result")
        case "status":
            return (0, order.statuses.get(item.status, _UNPLACED), item.status) if item.status else (1, 0, "No status")
        case "team":
            return (1, "No team") if not item.team else (0, item.team)
        case "iteration":
            return _iteration(item, order)
        case "target_date":
            return _when(item, order.today)


def _iteration(item: WorkItem, order: Order) -> tuple[int, int, str]:
    """The running iteration, those to come, the past ones, those whose days are not known, and none."""
    first, today = item.iteration_start, order.today
    if not item.iteration:
        return 4, 0, "No iteration"
    if first is None:
        return 3, 0, item.iteration
    last = order.iterations.get(first)
    if first > today:
        return 1, first.toordinal(), f"{item.iteration}, from {words.day(first, today)}"
    if last and last < today:
        return 2, -first.toordinal(), f"{item.iteration}, to {words.day(last, today)}"
    return 0, 0, f"{item.iteration}, now" + (f", to {words.day(last, today)}" if last else "")


def _when(item: WorkItem, today: date) -> tuple[int, str]:
    monday, on = calendar.monday(today), item.target_date
    if on is None:
        return 6, "No target date"
    if tracking.is_closed(item):
        return 5, "Closed"
    if on < today:
        return 0, "Overdue"
    week = (calendar.monday(on) - monday).days // 7
    if week < 2:
        return (1, "This week") if week == 0 else (2, "Next week")
    return (3, "Within the month after") if week < 6 else (4, "Later")


def _is_current(item: WorkItem, since: datetime) -> bool:
    return tracking.is_done_since(item, since) if tracking.is_closed(item) else not item.is_archived


def _by_need(each: Tracked) -> tuple:
    return tracking.is_closed(each.item), *tracking.by_date(each)
