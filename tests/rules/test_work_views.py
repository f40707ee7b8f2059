"""The tracker's views and headings: what each shows, and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data.rules import work_views
from data.rules.tracking import Tracked
from data.rules.work import WorkItem

MONDAY = datetime(2021, 12, 13, tzinfo=UTC)
TODAY = date(2021, 12, 15)
DAY = timedelta(days=1)


def item(name: str = "item", **told: Any) -> WorkItem:
    """An open issue, last captured before Monday."""
    return WorkItem(
        name, "PVT_12", **{"kind": "issue", "title": name, "state": "open", "captured_at": MONDAY - DAY, **told}
    )


def board(*items: WorkItem) -> list[Tracked]:
    return [Tracked(each, each.key_result) for each in items]


def names(found: Any) -> list[str]:
    return [each.item.item for each in found]


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("department", ["ours", "just closed"]),
        ("organisation", ["ours", "just closed", "theirs"]),
        ("deliverables", ["dated"]),
        ("everything", ["ours", "just closed", "long closed", "archived", "theirs", "dated", "plain"]),
    ],
)
def test_a_view_shows_what_is_open_or_closed_of_late(view, shown):
    found = [
        *board(
            item("ours", key_result="p95"),
            item("just closed", key_result="p95", state="closed", closed_at=MONDAY + DAY),
            item("long closed", key_result="p95", state="closed", closed_at=MONDAY - DAY),
            item("archived", key_result="p95", is_archived=True),
        ),
        Tracked(item("theirs", key_result="Company: something")),
        Tracked(item("dated", target_date=TODAY)),
        Tracked(item("plain")),
    ]
    assert names(work_views.in_view(found, view, MONDAY)) == shown


def headings(found: list[Tracked], by: work_views.Grouping) -> dict[str, list[str]]:
    titles = {"second": "Its second", "first": "A first"}
    order = work_views.order((each.item for each in found), TODAY, titles)
    return {heading: names(items) for heading, items in work_views.grouped(found, by, order)}


def test_key_results_come_in_their_order_then_others_then_none():
    found = [
        Tracked(item("none")),
        Tracked(item("other", key_result="Company: something")),
        *board(item("b", key_result="first"), item("a", key_result="second"), item("c", key_result="second")),
    ]
    assert headings(found, "key_result") == {
        "Its second": ["a", "c"], "A first": ["b"], "Company: something": ["other"], "No key result": ["none"],
    }  # fmt: skip


def test_statuses_in_which_all_is_over_come_after_the_others():
    found = board(
        item("1", status="Done", state="closed"), item("2", status="Todo"), item("3", status="In progress"), item("4")
    )
    assert list(headings(found, "status")) == ["In progress", "Todo", "Done", "No status"]


def test_target_dates_are_near_or_far():
    days = {"late": -1, "week": 2, "next": 7, "month": 20, "far": 60}
    found = board(*(item(name, target_date=TODAY + days * DAY) for name, days in days.items()))
    found += board(item("closed", target_date=TODAY - DAY, state="closed"), item("undated"))
    assert headings(found, "target_date") == {
        "Overdue": ["late"], "This week": ["week"], "Next week": ["next"], "Within the month after": ["month"],
        "Later": ["far"], "Closed": ["closed"], "No target date": ["undated"],
    }  # fmt: skip


def test_statuses_stand_as_on_the_board_as_it_was_seen_last():
    """The board had Todo before Doing, then Doing before Todo; nobody knows where Odd stood."""
    found = board(
        item("1", status="Odd"),
        item("2", status="Todo", status_place=1),
        item("3", status="Doing", status_place=2),
        item("4", status="Doing", status_place=1, captured_at=MONDAY),
        item("5", status="Todo", status_place=2, captured_at=MONDAY),
        item("6", status="Done", status_place=3, state="closed"),
        item("7"),
    )
    assert list(headings(found, "status")) == ["Doing", "Todo", "Done", "Odd", "No status"]


def test_the_running_iteration_comes_first_then_what_is_coming_then_the_past():
    days = {"1": (11, 8), "2": (11, 22), "3": (12, 6), "4": (12, 20), "5": (1, 3)}
    found = board(
        *(
            item(name, iteration=f"Sprint {name}", iteration_start=date(2022 if month == 1 else 2021, month, day))
            for name, (month, day) in days.items()
        ),
        item("unplanned"),
    )
    assert list(headings(found, "iteration")) == [
        "Sprint 3, now, to 19 December", "Sprint 4, from 20 December", "Sprint 5, from 3 January 2022",
        "Sprint 2, to 5 December", "Sprint 1, to 21 November", "No iteration",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "heading"),
    [
        ((date(2021, 12, 6),), "Sprint, now"),
        ((date(2021, 11, 22), date(2021, 12, 6)), "Sprint, now, to 19 December"),
        ((date(2021, 11, 15), date(2021, 11, 29)), "Sprint, to 12 December"),
    ],
)
def test_the_newest_iteration_takes_as_long_as_those_before_it(starts, heading):
    found = board(*(item(f"{start}", iteration="Sprint", iteration_start=start) for start in starts))
    last = [each for each in found if each.item.iteration_start == starts[-1]]
    order = work_views.order((each.item for each in found), TODAY, {})
    assert [title for title, _ in work_views.grouped(last, "iteration", order)] == [heading]


def test_teams_come_by_name():
    assert list(headings(board(item("1", team="B"), item("2", team="A"), item("3")), "team")) == ["A", "B", "No team"]


def test_in_a_group_what_is_open_comes_first_by_its_date():
    found = board(
        item("closed", state="closed", target_date=TODAY),
        item("undated"),
        item("later", target_date=TODAY + DAY),
        item("sooner", target_date=TODAY),
    )
    assert headings(found, "team")["No team"] == ["sooner", "later", "undated", "closed"]
