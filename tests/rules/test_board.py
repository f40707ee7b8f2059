"""The board of a week: every rule applied to every key result, sorted by who needs to be talked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from data.rules import board, calendar
from data.rules.board import Facts
from data.rules.limits import Limits
from data.rules.okr import KINDS, STATUSES, KeyResult, Kind, Milestone, Objective, Person, Plan, Update
from data.rules.review import Review

WEEK = date(2021, 12, 6)
MONDAY = datetime(2021, 12, 13, 16, tzinfo=UTC)
ANA = "ana@acme.example"
FACTS = Facts(
    quarter=calendar.parse_quarter("FY22 Q4"),
    week=WEEK,
    as_of=MONDAY,
    objectives=[Objective("growth", "FY22 Q4", "Growth", "Because", "Growth", ANA)],
    people={ANA: Person(ANA, "Ana")},
)


def review(*key_results: KeyResult, **more) -> Review:
    return board.review(replace(FACTS, key_results=key_results, **more), Limits())


def key_result(name: str, kind: Kind = "done", **more) -> KeyResult:
    return KeyResult(name, "growth", name.title(), ANA, kind, **more)


def said(name: str, week: date = WEEK, **words) -> Update:
    return Update(name, week, recorded_at=MONDAY, author=ANA, **words)


def test_an_empty_board_counts_every_status_as_none():
    empty = review()
    assert empty.counts == empty.previous_counts == dict.fromkeys(STATUSES, 0)
    assert (empty.key_results, empty.kpis, empty.changes) == ((), (), ())
    assert empty.objectives[0].progress is None


def test_the_counts_are_those_of_the_rows_now_and_a_week_ago():
    found = review(
        key_result("a"),
        key_result("b"),
        key_result("c"),
        updates=[said("a", confidence=95), said("a", WEEK - calendar.WEEK, confidence=80), said("b", status="done")],
    )
    assert {name: count for name, count in found.counts.items() if count} == {"on track": 1, "done": 1, "silent": 1}
    assert {name: count for name, count in found.previous_counts.items() if count} == {"at risk": 1, "silent": 2}


def test_a_row_belongs_to_the_team_of_its_objective():
    (row,) = review(key_result("a")).key_results
    assert (row.team, row.owner, row.objective) == ("Growth", ANA, "growth")


def test_without_a_weight_a_key_result_and_an_objective_weigh_one():
    found = review(key_result("a"), key_result("b", weight=0))
    assert {row.key_result: row.weight for row in found.key_results} == {"a": 1, "b": 0}
    assert found.objectives[0].weight == 1


def test_a_strip_tells_every_week_so_far():
    (row,) = review(key_result("a"), updates=[said("a", confidence=95)]).key_results
    assert [cell.week for cell in row.strip] == [date(2021, 11, 1) + n * calendar.WEEK for n in range(6)]
    assert [cell.status for cell in row.strip] == ["silent"] * 5 + ["on track"]


def test_in_the_first_week_there_is_nothing_before():
    (row,) = review(key_result("a"), week=date(2021, 11, 1)).key_results
    assert (row.previous_status, row.previous_value, row.previous_confidence, row.previous_progress) == (None,) * 4


def test_among_equals_weight_then_more_flags_then_the_title_come_first():
    found = review(
        *(key_result(name, weight=weight) for name, weight in (("b", None), ("a", None), ("heavy", 3))),
        key_result("flagged", "increase"),
        updates=[said(name, confidence=95) for name in ("a", "b", "heavy", "flagged")],
    )
    assert [row.key_result for row in found.key_results] == ["heavy", "flagged", "a", "b"]


def test_what_is_over_comes_last_and_is_not_discussed():
    found = review(
        key_result("over", dropped=True), key_result("done"), key_result("open"), updates=[said("done", status="done")]
    )
    assert [row.key_result for row in found.key_results] == ["open", "done", "over"]
    assert [row.discuss for row in found.key_results] == [True, False, False]


def test_the_age_of_a_kpi_is_counted_to_the_weeks_sunday_or_to_today_while_it_runs():
    assert FACTS.on == date(2021, 12, 12)
    assert replace(FACTS, as_of=datetime(2021, 12, 8, 9, tzinfo=UTC)).on == date(2021, 12, 8)


def test_as_json_moments_end_in_z_days_are_iso_and_unknown_is_null():
    (row,) = review(key_result("a"), updates=[said("a", confidence=95)]).as_json()["key_results"]
    assert row["update"]["recorded_at"] == "2021-12-13T16:00:00Z"
    assert (row["value"], row["forecast"]) == (None, None)
    assert row["strip"][-1] == {
        "week": "2021-12-06",
        "status": "on track",
        "value": None,
        "progress": 0.0,
        "confidence": 95,
    }
    assert review().as_json()["week"] == "2021-12-06"


numbers = st.none() | st.floats(-1e9, 1e9)
names = st.sampled_from("abc")
mondays = st.integers(0, 6).map(lambda n: date(2021, 11, 1) + n * calendar.WEEK)
key_results = st.builds(
    key_result,
    names,
    st.sampled_from(KINDS),
    baseline=numbers,
    target=numbers,
    low=numbers,
    high=numbers,
    weight=st.none() | st.floats(0, 1e6),
    dropped=st.booleans(),
    start=st.none() | st.dates(date(2021, 10, 1), date(2022, 1, 31)),
    due=st.none() | st.dates(date(2021, 11, 1), date(2022, 3, 1)),
)
updates = st.builds(
    said,
    names,
    mondays,
    value=numbers,
    confidence=st.none() | st.floats(0, 100),
    status=st.sampled_from([None, *STATUSES[:-1]]),
    help=st.none() | st.text(max_size=3),
)


@given(
    st.lists(key_results, max_size=3, unique_by=lambda each: each.key_result),
    st.lists(updates, max_size=12, unique_by=lambda each: (each.key_result, each.week)),
    st.lists(st.builds(Milestone, names, names, st.none() | st.floats(0, 9), done_on=st.none() | mondays), max_size=3),
    st.lists(st.builds(Plan, names, mondays, st.floats(-1e9, 1e9)), max_size=3),
)
def test_whatever_an_org_says_the_board_has_an_answer(key_results, updates, milestones, plans):
    found = review(*key_results, updates=updates, milestones=milestones, plans=plans)
    assert sum(found.counts.values()) == len(found.key_results) == len(key_results)
    written = {update.key_result for update in updates if update.week == WEEK}
    for row in found.key_results:
        assert row.status in STATUSES
        assert row.implied_status in (None, "on track", "at risk", "off track")
        assert row.discuss == (row.discuss_reason is not None)
        assert (row.forecast is None) == (row.forecast_reason is not None)
        assert (row.update is not None) == (row.key_result in written)
        assert all(len(flag.reason) for flag in row.flags)
        if row.status in ("done", "cancelled"):
            assert not row.flags
            assert not row.discuss
        elif row.key_result not in written:
            assert row.status == "silent"
    over = [row.status in ("done", "cancelled") for row in found.key_results]
    assert over == sorted(over)
    assert found.objectives[0].progress is None or 0 <= found.objectives[0].progress <= 1
