"""The tracker, judged: what slipped, what was closed, what is due, what moved, and under which headings it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data.rules import tracking
from data.rules.tracking import Dated, Moves, Served, Slip, StatusChange, Tracked
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


def slip(*days: str | None, since: datetime = MONDAY) -> Slip | None:
    """A target date that had these values, a week each, the last of them since the day after Monday."""
    began = MONDAY + DAY - (len(days) - 1) * timedelta(weeks=1)
    chain = [
        Dated(date.fromisoformat(f"2021-12-{day}") if day else None, began + n * timedelta(weeks=1))
        for n, day in enumerate(days)
    ]
    return tracking.slip(chain, since)


# Slipping


@pytest.mark.parametrize(
    ("days", "slipped"),
    [
        (("10",), None),
        (("10", "10"), None),
        (("17", "10"), None),
        (("10", "17"), (10, 17, 1, 10)),
        (("10", "17", "20"), (10, 20, 2, 17)),
        (("10", "20", "17"), (10, 17, 1, None)),
        (("10", None, "17"), (10, 17, 1, 10)),
        (("10", None), None),
        ((None, "17"), None),
        (("10", "17", "10"), None),
    ],
)
def test_a_date_slipped_when_it_is_later_than_at_first(days, slipped):
    """(first, now, how often it moved later, what it was on Monday where it has moved later since)"""
    found = slip(*days)
    told = found and (found.first.day, found.now.day, found.count, found.before.day if found.before else None)
    assert told == slipped


def test_a_date_first_seen_after_monday_slipped_since_then():
    found = slip("17", "20", since=MONDAY - 3 * timedelta(weeks=1))
    assert found
    assert found.before == date(2021, 12, 17)


# Ends


@pytest.mark.parametrize(
    ("told", "is_closed", "is_given_up"),
    [
        ({"state": "open", "status": "Done"}, False, False),
        ({"state": "closed"}, True, False),
        ({"state": "merged"}, True, False),
        ({"state": "closed", "fields": '{"Closed as": "completed"}'}, True, False),
        ({"state": "closed", "fields": '{"Closed as": "not planned"}'}, True, True),
        ({"state": "open", "fields": '{"Closed as": "not planned"}'}, False, False),
        ({"state": None, "status": " done "}, True, False),
        ({"state": None, "status": "Todo"}, False, False),
        ({"state": None, "status": None}, False, False),
    ],
)
def test_an_item_is_over_when_it_is_closed_and_a_draft_when_its_status_says_so(told, is_closed, is_given_up):
    assert (tracking.is_closed(item(**told)), tracking.is_given_up(item(**told))) == (is_closed, is_given_up)


def test_due_is_what_is_open_and_dated_in_the_week_and_overdue_what_was_before_today():
    found = board(
        item("sunday", target_date=date(2021, 12, 19)),
        item("monday", target_date=date(2021, 12, 13)),
        item("next", target_date=date(2021, 12, 20)),
        item("closed", target_date=date(2021, 12, 16), state="closed"),
        item("archived", target_date=date(2021, 12, 16), is_archived=True),
        item("undated"),
    )
    assert names(tracking.due(found, MONDAY.date())) == ["monday", "sunday"]
    assert names(tracking.overdue(found, TODAY)) == ["monday"]


# Key results


AUTUMN, WINTER = date(2021, 8, 1), date(2021, 11, 1)  # the first days of two quarters


def test_an_item_serves_the_key_result_named_by_id_else_by_title():
    serves = tracking.linker(
        [
            Served("p95", "Search is quick", WINTER),
            Served("other", "Search is quick", WINTER),
            Served("Top", "p95", WINTER),
        ],
        TODAY,
    )
    named = [item(key_result=text) for text in ("p95", "search  IS quick ", "top", "P95", "nobody", None)]
    assert [serves(each) for each in named] == ["p95", "p95", None, "Top", None, None]


@pytest.mark.parametrize(
    ("told", "served"),
    [
        ({}, "now"),
        ({"state": "closed", "closed_at": MONDAY}, "now"),
        ({"state": "closed", "closed_at": datetime(2021, 10, 29, tzinfo=UTC)}, "then"),
        ({"state": "closed", "closed_at": datetime(2021, 7, 29, tzinfo=UTC)}, "then"),
        ({"key_result": "then"}, "then"),
        ({"key_result": "next"}, "next"),
    ],
)
def test_a_title_that_quarters_share_is_that_of_the_quarter_in_which_the_item_was_last_alive(told, served):
    """Closed then, or open today; an id names its key result whenever that is."""
    begins = {"next": date(2022, 2, 1), "then": AUTUMN, "now": WINTER}
    serves = tracking.linker([Served(name, "Search is quick", day) for name, day in begins.items()], TODAY)
    assert serves(item(**{"key_result": "Search is quick", **told})) == served


def test_people_are_named_and_whoever_is_not_known_keeps_the_login():
    names = {"ann-lee": "Ann Lee", "bo": "Bo Ek"}
    told = ["Ann-Lee, bo, cy", "bo", None]
    assert [tracking.assigned(item(assignees=each), names) for each in told] == ["Ann Lee, Bo Ek and cy", "Bo Ek", ""]


# Movement


def test_what_moved_since_monday():
    before = {each.item: each for each in (item("moved", status="Todo"), item("gone"), item("done", status="Todo"))}
    now = [
        item("moved", status="Doing"),
        item("done", state="closed", closed_at=MONDAY + DAY, status="Done"),
        item("dropped", state="closed", closed_at=MONDAY + DAY, fields='{"Closed as": "duplicate"}'),
        item("old", state="closed", closed_at=MONDAY - DAY),
        item("new"),
        item("still", status="Todo"),
    ]
    seen = {each.item: each for each in (now[0], now[1], now[4], item("gone", is_gone=True))}
    found = tracking.moves(board(*now), before, seen, MONDAY, lambda _: None)
    assert [(each.tracked.item.item, each.before, each.after) for each in found.changed] == [("moved", "Todo", "Doing")]
    assert (names(found.closed), names(found.given_up)) == (["done"], ["dropped"])
    assert (names(found.new), names(found.gone)) == (["new"], ["gone"])


def test_a_draft_is_closed_since_its_status_turned_to_done():
    before = {"note": item("note", kind="draft", state=None, status="Todo")}
    note = item("note", kind="draft", state=None, status="Done", captured_at=MONDAY + DAY)
    long_done = item("old", kind="draft", state=None, status="Done")
    found = tracking.moves(board(note, long_done), before, {"note": note}, MONDAY, lambda _: None)
    assert (names(found.closed), found.changed) == (["note"], ())


def test_what_slipped_most_comes_first_and_what_is_closed_has_not():
    def slipped(name: str, days: int, **told: Any) -> Tracked:
        return Tracked(item(name, **told), slip=Slip(TODAY, TODAY + days * DAY, 1, TODAY))

    found = [slipped("a", 2), slipped("b", 9), slipped("c", 20, state="closed")]
    assert names(tracking.moves(found, {}, {}, MONDAY, lambda _: None).slipped) == ["b", "a"]


def test_moves_can_be_those_of_some_items_alone():
    kept, left = Tracked(item("kept", team="A")), Tracked(item("left", team="B"))
    both = (left, kept)
    changes = tuple(StatusChange(each, "Todo", "Doing") for each in both)
    found = Moves(both, both, both, changes, both, both).only(lambda each: each.item.team == "A")
    assert found == Moves((kept,), (kept,), (kept,), (StatusChange(kept, "Todo", "Doing"),), (kept,), (kept,))


def test_wins_are_what_was_done_between_two_moments():
    found = board(
        item("before", state="closed", closed_at=MONDAY - DAY),
        item("second", state="closed", closed_at=MONDAY + 2 * DAY),
        item("first", state="closed", closed_at=MONDAY + DAY),
        item("dropped", state="closed", closed_at=MONDAY + DAY, fields='{"Closed as": "not planned"}'),
        item("after", state="closed", closed_at=MONDAY + 9 * DAY),
        item("open"),
    )
    assert names(tracking.done_between(found, MONDAY, MONDAY + 7 * DAY)) == ["first", "second"]
