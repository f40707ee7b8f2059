"""Two weeks side by side: what is marked as different, which way it went, and whose goalposts moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data.rules import board, compare
from data.rules.board import Facts
from data.rules.calendar import Quarter
from data.rules.compare import Comparison, Difference
from data.rules.limits import Limits
from data.rules.okr import Change, KeyResult, Milestone, Objective, Update
from data.rules.review import Review

FIFTH, SEVENTH = date(2021, 11, 29), date(2021, 12, 13)
INSTALLS = KeyResult("installs", "grow", "Installs", baseline=20, target=80, unit="installs")
LATENCY = KeyResult("latency", "grow", "Latency", kind="decrease", baseline=900, target=500, unit="ms")


def week(
    monday: date,
    *updates: Update,
    key_results: tuple[KeyResult, ...] = (INSTALLS,),
    milestones: tuple[Milestone, ...] = (),
) -> Review:
    """The board of one week of FY22 Q4, seen on the Monday after it."""
    return board.review(
        Facts(
            quarter=Quarter(2022, 4),
            week=monday,
            as_of=datetime(2021, 12, 20, 17, 0, tzinfo=UTC),
            objectives=[Objective("grow", "FY22 Q4", "Grow")],
            key_results=key_results,
            milestones=milestones,
            updates=updates,
        ),
        Limits(),
    )


def said(key_result: KeyResult, monday: date, **what: Any) -> Update:
    return Update(key_result.key_result, monday, **what)


def only(found: Comparison) -> Difference:
    assert len(found.differences) == 1
    return found.differences[0]


def test_a_status_that_flipped_is_a_difference_with_its_direction():
    before = week(FIFTH, said(INSTALLS, FIFTH, confidence=95))
    after = week(SEVENTH, said(INSTALLS, SEVENTH, confidence=60))
    found = only(compare.reviews(before, after))
    assert (found.has_flipped, found.worse_by) == (True, 2)
    assert only(compare.reviews(before, before)).has_flipped is False


def test_silence_is_a_flip_but_neither_better_nor_worse():
    found = only(compare.reviews(week(FIFTH, said(INSTALLS, FIFTH, confidence=95)), week(SEVENTH)))
    assert (found.has_flipped, found.worse_by) == (True, 0)


@pytest.mark.parametrize(
    ("key_result", "then", "now", "moved", "is_better"),
    [
        (INSTALLS, 30.0, 44.0, 14.0, True),
        (INSTALLS, 44.0, 30.0, -14.0, False),
        (LATENCY, 800.0, 640.0, -160.0, True),
        (LATENCY, 640.0, 800.0, 160.0, False),
        (INSTALLS, 44.0, 44.0, 0.0, None),
    ],
)
def test_a_value_moves_its_key_results_own_good_way(key_result, then, now, moved, is_better):
    before = week(FIFTH, said(key_result, FIFTH, value=then), key_results=(key_result,))
    after = week(SEVENTH, said(key_result, SEVENTH, value=now), key_results=(key_result,))
    found = only(compare.reviews(before, after))
    assert (found.moved, found.is_better, found.has_moved) == (moved, is_better, moved != 0)


def test_a_value_that_became_known_is_a_difference_without_a_step():
    found = only(compare.reviews(week(FIFTH), week(SEVENTH, said(INSTALLS, SEVENTH, value=30))))
    assert (found.has_moved, found.moved) == (True, None)


def test_milestones_move_by_how_many_were_done():
    staged = replace(INSTALLS, kind="milestones", baseline=None, target=None)
    done = tuple(Milestone("installs", name, done_on=date(2021, 12, 8)) for name in ("Go", "Rust"))
    before, after = (week(each, key_results=(staged,), milestones=done) for each in (FIFTH, SEVENTH))
    found = only(compare.reviews(before, after))
    assert (found.moved, found.is_better) == (2, True)


def test_confidence_is_compared_in_points_and_unknown_is_no_change():
    before = week(FIFTH, said(INSTALLS, FIFTH, confidence=95))
    assert only(compare.reviews(before, week(SEVENTH, said(INSTALLS, SEVENTH, confidence=91)))).surer == -4
    assert only(compare.reviews(week(FIFTH), before)).surer is None


def test_weeks_are_compared_in_their_order_whichever_is_named_first():
    early, late = week(FIFTH), week(SEVENTH)
    found = compare.reviews(late, early)
    assert (found.before, found.after) == (early, late)


def test_a_key_result_of_one_week_alone_is_added_or_gone():
    both = (INSTALLS, LATENCY)
    added = compare.reviews(week(FIFTH), week(SEVENTH, key_results=both)).differences
    gone = compare.reviews(week(FIFTH, key_results=both), week(SEVENTH)).differences
    assert {each.row.key_result: each.before is None for each in added} == {"installs": False, "latency": True}
    assert {each.row.key_result: each.after is None for each in gone} == {"installs": False, "latency": True}
    assert all(each.has_changed for each in (*added, *gone) if each.row.key_result == "latency")


def target(day: int, old: str, new: str) -> Change:
    """The target was edited on a day of December."""
    return Change(datetime(2021, 12, day, 12, tzinfo=UTC), "target", old, new, key_result="installs")


def test_goalposts_moved_between_open_weeks_are_those_edited_after_the_first_and_by_the_end_of_the_second():
    edits = [target(3, "60", "70"), target(8, "70", "75"), target(19, "75", "80"), target(22, "80", "90")]
    found = only(compare.reviews(week(FIFTH), week(SEVENTH), edits))
    assert [compare.worded(edit, str) for edit in found.edits] == ["target 70 → 75", "target 75 → 80"]
    assert found.has_changed


def test_a_closed_board_holds_the_edits_up_to_its_closing():
    """Week 5 was closed on Monday 6 December at 17:00: what was edited that noon is in it already."""
    closed = replace(week(FIFTH), closed=True, as_of=datetime(2021, 12, 6, 17, 0, tzinfo=UTC))
    found = compare.reviews(closed, week(SEVENTH), [target(6, "60", "70"), target(7, "70", "80")])
    assert [compare.worded(edit, str) for edit in only(found).edits] == ["target 70 → 80"]


def test_an_edit_reads_as_what_was_edited():
    at = datetime(2021, 12, 8, tzinfo=UTC)
    assert compare.worded(Change(at, "dropped", "no", "yes"), str) == "dropped"
    assert compare.worded(Change(at, "dropped", "yes", "no"), str) == "taken up again"
    assert compare.worded(Change(at, "good_direction", None, "up"), str) == "good direction none → up"


def test_only_what_changed_leaves_the_rest_out():
    both = (INSTALLS, LATENCY)
    numbers = [said(LATENCY, each, value=700, confidence=92) for each in (FIFTH, SEVENTH)]
    before = week(FIFTH, numbers[0], said(INSTALLS, FIFTH, value=30), key_results=both)
    after = week(SEVENTH, *numbers, said(INSTALLS, SEVENTH, value=40), key_results=both)
    assert [each.row.key_result for each in compare.reviews(before, after).changed] == ["installs"]
