"""What changed since last week, in sentences, the most important first."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from data.rules import movements
from data.rules.limits import Limits
from data.rules.okr import Change, Person
from data.rules.review import Flag, KeyResultReview, KpiReview, Movement, WeekCell

ANA = "ana@acme.example"
PEOPLE = {ANA: Person(ANA, "Ana")}
MOMENT = datetime(2021, 12, 8, 10, tzinfo=UTC)


def filled(noun: type, **known: Any) -> Any:
    return noun(**{field.name: known.get(field.name) for field in fields(noun)})


def row(
    name: str, before: str | None, now: str, *flags: Flag, owner: str | None = ANA, **known: Any
) -> KeyResultReview:
    known = {"owner": owner, "previous_status": before, "status": now, "flags": flags, "discuss_reasons": (), **known}
    return filled(KeyResultReview, key_result=name, title=name.title(), **known)


def steady(name: str, now: float, status: str = "on track") -> KeyResultReview:
    """A key result that made 2 % of its way each week, and then what it made in the last one."""
    shares = [0.02 * n for n in range(6)] + [now]
    strip = tuple(filled(WeekCell, progress=share) for share in shares)
    values = {"previous_value": 10.0, "value": 100 * now, "unit": "installs"}
    return row(name, "on track", status, kind="increase", strip=strip, previous_progress=0.1, progress=now, **values)


def told(*rows: KeyResultReview, kpis: tuple[KpiReview, ...] = (), changes: tuple[Change, ...] = ()) -> list[str]:
    return [movement.text for movement in movements.since_last_week(rows, kpis, changes, PEOPLE, Limits())]


def test_nothing_is_told_of_what_stayed_as_it_was_or_is_new():
    assert told(row("a", "on track", "on track"), row("b", None, "silent"), row("c", "silent", "silent")) == []


def test_worse_comes_before_silence_edits_restated_and_better():
    kpi = filled(KpiReview, kpi="p95", name="Search p95", unit="ms", value=390.0, is_restated=True)
    edit = Change(MOMENT, "target", "90", "80", "Too far", ANA, key_result="better")
    found = movements.since_last_week(
        [
            row("better", "at risk", "on track"),
            row("silent", "at risk", "silent"),
            row("worse", "on track", "off track"),
        ],
        [kpi],
        [edit],
        PEOPLE,
        Limits(),
    )
    assert found == (
        Movement("status", "Worse: on track → off track", "worse"),
        Movement("silent", "Silent: no update from Ana, at risk the week before", "silent"),
        Movement("target", "Better: target changed from 90 to 80 by Ana — Too far", "better"),
        Movement("restated", "Search p95 was restated: its newest value is now 390 ms", kpi="p95"),
        Movement("status", "Better: at risk → on track", "better"),
    )


def test_a_status_that_got_worse_gives_its_first_reason():
    assert told(row("a", "on track", "at risk", Flag("behind pace", "38% done"), Flag("stalled", "20 now"))) == [
        "A: on track → at risk (38% done)"
    ]


def test_done_is_better_and_cancelled_is_neither():
    assert told(row("a", "on track", "done"), row("b", "on track", "cancelled")) == ["A: on track → done"]


def test_who_is_silent_is_named_as_far_as_they_are_known():
    assert told(row("a", "done", "silent", owner="ben@acme.example"), row("b", "done", "silent", owner=None)) == [
        "A: no update from ben@acme.example, done the week before",
        "B: no update from its owner, done the week before",
    ]


def test_dropping_and_taking_up_again_have_their_own_words():
    dropped = Change(MOMENT, "dropped", "no", "yes", key_result="a")
    again = Change(MOMENT, "dropped", "yes", "no", by="The board", key_result="a")
    assert told(row("a", None, "cancelled"), changes=(dropped, again)) == [
        "A: dropped",
        "A: taken up again by The board",
    ]


def test_an_emptied_field_changed_to_none():
    change = Change(MOMENT, "good_direction", None, "up", key_result="a")
    emptied = Change(MOMENT, "link", "https://acme.example", None, key_result="a")
    assert told(row("a", None, "silent"), changes=(change, emptied)) == [
        "A: good direction changed from none to up",
        "A: link changed from https://acme.example to none",
    ]


def test_edits_of_what_is_not_on_the_board_are_not_told():
    assert told(row("a", None, "silent"), changes=(Change(MOMENT, "title", "x", "y", key_result="b"),)) == []


def test_a_key_result_that_moved_beyond_its_noise_is_told_the_biggest_step_back_first():
    usual, leap, fall = steady("usual", 0.12), steady("leap", 0.3), steady("fall", 0.0)
    assert told(leap, usual, fall) == [
        "Fall: 10 → 0 installs, back 10% of the way, where 2% a week is usual",
        "Leap: 10 → 30 installs, up 20% of the way, where 2% a week is usual",
    ]


def test_a_kpi_that_moved_beyond_its_noise_is_told_with_whether_that_is_good():
    known = {"name": "Search p95", "unit": "ms", "usual_change": 5.0, "value": 390.0}
    kpis = [filled(KpiReview, kpi="p95", change=-30.0, good=good, **known) for good in (True, False, None)]
    calm = filled(KpiReview, kpi="p95", change=-10.0, good=True, **known)
    assert told(kpis=(*kpis, calm)) == [
        "Search p95: −30 ms to 390 ms, better, where 5 ms is usual",
        "Search p95: −30 ms to 390 ms, worse, where 5 ms is usual",
        "Search p95: −30 ms to 390 ms, where 5 ms is usual",
    ]


def test_a_forecast_that_crossed_its_target_is_told():
    crossed = Flag("forecast crossed the target", "the forecast no longer reaches the target")
    assert told(row("a", "on track", "on track", discuss_reasons=(crossed,))) == [
        "A: the forecast no longer reaches the target"
    ]


def test_a_key_result_has_one_sentence_beside_its_edits():
    fallen = steady("fall", 0.0, status="at risk")
    edit = Change(MOMENT, "owner", "Ana", "Ben", key_result="fall")
    assert told(fallen, changes=(edit,)) == ["Fall: on track → at risk", "Fall: owner changed from Ana to Ben"]
