"""The tracker's views, and the headings under which a view's items stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, get_args

from data.rules import calendar, tracking
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


def grouped(
    items: Iterable[Tracked], by: Grouping, today: date, titles: Mapping[str, str]
) -> list[tuple[str, list[Tracked]]]:
    """Items under headings: `titles` are those of key results by id, in the order they are to be shown.

    Within a group what is open comes first, by target date; what belongs to no group comes last, and before it of
    statuses those in which everything is closed.
    """
    groups: dict[tuple, list[Tracked]] = defaultdict(list)
    place = {name: n for n, name in enumerate(titles)}
    for each in items:
        groups[_group(each, by, today, titles, place)].append(each)
    is_over = {
        key: by == "status" and all(tracking.is_closed(each.item) for each in found) for key, found in groups.items()
    }
    order = sorted(groups, key=lambda key: (key[0], is_over[key], key))
    return [(key[-1], sorted(groups[key], key=_by_need)) for key in order]


def _group(each: Tracked, by: Grouping, today: date, titles: Mapping[str, str], place: Mapping[str, int]) -> tuple:
    """Where a group comes, and at last its heading."""
    item = each.item
    match by:
        case "key_result":
            if each.key_result and each.key_result in place:
                return 0, place[each.key_result], titles[each.key_result]
            return (1, 0, item.key_result) if item.key_result else (2, 0, "No key result")
        case "status":
            return (1, "No status") if not item.status else (0, item.status)
        case "team":
            return (1, "No team") if not item.team else (0, item.team)
        case "iteration":
            began = item.iteration_start or date.max
            return (1, date.max, "No iteration") if not item.iteration else (0, began, item.iteration)
        case "target_date":
            return _when(item, today)


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
