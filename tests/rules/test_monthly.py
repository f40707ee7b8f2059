"""The month of the update: when it is due, which weeks it tells of, and what of them is worth telling."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import calendar, month, month_facts, month_kpis
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.month import Period
from data.rules.month_facts import Month
from data.rules.month_kpis import KpiMonth
from data.rules.okr import STATUSES, Kpi, Reading
from data.rules.review import KeyResultReview, KpiReview, MilestoneReview, Movement, Review, WeekCell, WeekUpdate

FEBRUARY = 2
SINCE, LAST = date(2021, 11, 29), date(2021, 12, 27)
JANUARY = Period(date(2022, 1, 1), SINCE, tuple(SINCE + n * calendar.WEEK for n in range(1, 5)))
_STRIP = tuple(date(2021, 11, 1) + n * calendar.WEEK for n in range(9))

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("first", "week", "due"),
    [
        (date(2022, 1, 1), date(2021, 12, 27), date(2022, 1, 2)),  # a Saturday
        (date(2022, 5, 1), date(2022, 4, 25), date(2022, 5, 1)),  # a Sunday: due on the first itself
        (date(2021, 11, 1), date(2021, 11, 1), date(2021, 11, 7)),  # a Monday: a whole week for it
        (date(2022, 2, 1), date(2022, 1, 31), date(2022, 2, 6)),
    ],
)
def test_it_is_due_by_the_end_of_the_week_that_holds_the_first(first: date, week: date, due: date):
    assert (month.week_of(first), month.due_on(first)) == (week, due)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2021, 12, 26), date(2021, 12, 1)),  # the Sunday before the week of the first
        (date(2021, 12, 27), date(2022, 1, 1)),  # its Monday, still in December
        (date(2022, 1, 17), date(2022, 1, 1)),
        (date(2022, 1, 30), date(2022, 1, 1)),
        (date(2022, 1, 31), date(2022, 2, 1)),
        (date(2022, 4, 25), date(2022, 5, 1)),
        (date(2021, 10, 31), date(2021, 10, 1)),
        (date(2021, 11, 1), date(2021, 11, 1)),
    ],
)
def test_a_month_begins_with_the_week_that_holds_its_first(today: date, due: date):
    assert month.month_of(today) == due


@given(days)
def test_every_day_lies_in_one_month_from_its_week_to_the_next_ones(today: date):
    found = month.month_of(today)
    assert found.day == 1
    assert month.week_of(found) <= today < month.week_of(month.after(found))
    assert month.before(month.after(found)) == found


def test_it_tells_of_the_weeks_after_those_of_the_update_before():
    assert month.period(date(2022, 1, 1), FEBRUARY, newest=LAST) == JANUARY


def test_it_begins_where_the_one_before_ended_when_that_went_out_before_its_week_was_reviewed():
    found = month.period(date(2022, 1, 1), FEBRUARY, newest=LAST, told=date(2021, 11, 22))
    assert (found.since, found.weeks[0], found.last) == (date(2021, 11, 22), SINCE, LAST)


def test_it_ends_with_the_newest_week_that_is_reviewed():
    assert month.period(date(2022, 1, 1), FEBRUARY, newest=date(2021, 12, 20)).last == date(2021, 12, 20)


def test_a_month_later_it_still_tells_of_its_own_weeks_only():
    assert month.period(date(2022, 1, 1), FEBRUARY, newest=date(2022, 1, 24)).last == LAST


def test_who_has_not_written_for_a_year_tells_of_a_quarter():
    found = month.period(date(2022, 1, 1), FEBRUARY, newest=LAST, told=date(2021, 1, 4))
    assert len(found.weeks) == 13


def test_where_a_quarter_begins_on_the_first_the_update_is_about_the_one_that_ended():
    """1 February 2021 was a Monday: its week is the first of a quarter that has nothing to tell yet."""
    ended = month.period(date(2021, 2, 1), FEBRUARY, newest=date(2021, 2, 1))
    assert ended.last == date(2021, 1, 25)
    assert month.period(date(2021, 3, 1), FEBRUARY, newest=date(2021, 3, 1)).weeks[0] == date(2021, 2, 1)


@given(days, st.integers(1, 12))
def test_no_week_is_told_twice_and_none_is_left_out(today: date, start_month: int):
    this, far = month.month_of(today), today + timedelta(weeks=60)
    here, there = (month.period(each, start_month, newest=calendar.monday(far)) for each in (this, month.after(this)))
    assert there.since == here.last
    assert here.weeks
    assert all(week.weekday() == 0 for week in here.weeks)


# What is worth telling


def filled(noun: type, **known: Any) -> Any:
    return noun(**{field.name: known.get(field.name) for field in fields(noun)})


def key_result(name: str, *shares: float | None, then: str = "on track", now: str = "on track", **known: Any) -> Any:
    """A key result with its progress week by week, `then` in the last week told before and `now` in the newest."""
    cells = tuple(
        filled(WeekCell, week=week, status=then if week <= SINCE else now, progress=share, value=share)
        for week, share in zip(_STRIP[-len(shares) :] if shares else (), shares, strict=True)
    )
    last = shares[-1] if shares else None
    made = {
        "title": name.title(),
        "status": now,
        "strip": cells,
        "progress": last,
        "value": last,
        "milestones": (),
        "kind": "increase",
    }
    return filled(KeyResultReview, key_result=name, flags=(), **(made | known))


def review(*rows: KeyResultReview, week: date = LAST, **known: Any) -> Review:
    counts = {name: sum(row.status == name for row in rows) for name in STATUSES}
    made = {"quarter": "FY22 Q4", "week": week, "key_results": rows, "kpis": (), "changes": (), "counts": counts}
    return filled(Review, **(made | known))


def told(*rows: KeyResultReview, **known: Any) -> Month:
    return month_facts.of(JANUARY, [review(*rows, **known)], Limits())


def names(found: Any) -> list[str]:
    return [each.row.key_result for each in found]


def test_a_key_result_is_newly_done_once():
    found = told(key_result("new", 0.9, now="done"), key_result("old", *[1.0] * 9, then="done", now="done"))
    assert names(found.done) == ["new"]


def test_a_milestone_is_told_in_the_month_in_which_it_was_done():
    steps = [("before", date(2021, 12, 5)), ("within", date(2021, 12, 6)), ("open", None)]
    milestones = tuple(MilestoneReview(name, 1, None, done) for name, done in steps)
    ((_, done),) = told(key_result("a", milestones=milestones)).finished
    assert [each.milestone for each in done] == ["within"]


def test_only_what_moved_beyond_its_usual_steps_is_a_mover():
    steady = [0.02 * n for n in range(9)]
    leap = [*steady[:5], *(0.5 + share for share in steady[5:])]
    assert names(told(key_result("steady", *steady), key_result("leap", *leap)).movers) == ["leap"]


def test_early_in_a_quarter_every_step_is_a_mover_but_a_tiny_one():
    found = told(key_result("step", 0.0, 0.1), key_result("tiny", 0.0, 0.005), key_result("unknown", None, None))
    assert names(found.movers) == ["step"]


def test_of_what_stays_in_a_band_news_is_that_it_left_it_or_came_back():
    def pages(name: str, *values: float) -> Any:
        return key_result(name, *values, kind="stay_below", target=12.0)

    rows = pages("left", 9.0, *[10.0] * 7, 19.0), pages("back", 20.0, *[20.0] * 7, 4.0), pages("in", 1.0, *[2.0] * 8)
    found = told(*rows)
    assert names(found.movers) == ["left", "back"]
    assert [each.step for each in found.key_results] == [None] * 3
    assert [each.is_ahead for each in found.key_results] == [False, True, True]


def kpi(name: str, value: float | None = None, **known: Any) -> Any:
    return filled(KpiReview, **({"kpi": name, "name": name.title(), "value": value, "usual_change": 1.0} | known))


def gauge(name: str, *values: float, good: Any = "up") -> Gauge:
    """A KPI read on the Sundays that end with the last week."""
    weeks = [LAST - n * calendar.WEEK for n in reversed(range(len(values)))]
    readings = [Reading(name, calendar.sunday(week), value) for week, value in zip(weeks, values, strict=True)]
    return Gauge(Kpi(name, name.title(), None, good), tuple(readings))


def told_kpis(*kpis: Any, gauges: list[Gauge], rows: tuple[Any, ...] = ()) -> tuple[KpiMonth, ...]:
    by_name = {each.kpi.kpi: each for each in gauges}
    return month_kpis.of(review(*rows, kpis=kpis), by_name, JANUARY, Limits())


def test_four_weeks_of_usual_steps_are_no_news_for_a_kpi_and_twice_that_is():
    for value, is_news in ((6.0, False), (7.0, True)):
        (found,) = told_kpis(kpi("a", value), gauges=[gauge("a", 0.0, 1.0, 2.0, 3.0, value)])
        assert (found.is_news, found.was, found.change, found.good) == (is_news, 0.0, value, True)
        assert found.values[-5:] == (0.0, 1.0, 2.0, 3.0, value)


def test_kpis_that_moved_beyond_their_noise_come_first_then_those_that_key_results_read():
    series = [gauge(name, 0.0, 0.0, 0.0, 0.0, 1.0) for name in ("quiet", "read")] + [gauge("moved", 0, 0, 0, 0, 20)]
    found = told_kpis(
        kpi("quiet", 1.0), kpi("read", 1.0), kpi("moved", 20.0), gauges=series, rows=(key_result("a", 0.1, kpi="read"),)
    )
    assert [each.kpi.kpi for each in found] == ["moved", "read", "quiet"]


def test_the_history_of_a_kpi_whose_value_is_hidden_is_not_told():
    assert told_kpis(kpi("arr", None), gauges=[gauge("arr", 1.0, 2.0, 3.0)]) == ()


@pytest.mark.parametrize(("good", "is_good"), [("up", True), ("down", False), ("none", None)])
def test_which_way_is_good_is_the_kpis_to_say(good: str, is_good: bool | None):
    (found,) = told_kpis(kpi("a", 9.0), gauges=[gauge("a", 0.0, 0.0, 0.0, 0.0, 9.0, good=good)])
    assert found.good is is_good


def test_what_got_worse_worries_before_what_was_bad_already_and_silence_comes_last():
    rows = [
        key_result("silent", 0.1, now="silent"),
        key_result("was bad", *[0.1] * 9, then="off track", now="off track"),
        key_result("at risk", *[0.1] * 9, then="on track", now="at risk"),
        key_result("worse", *[0.1] * 9, then="on track", now="off track"),
        key_result("good", 0.1),
    ]
    assert names(told(*rows).worries) == ["worse", "was bad", "at risk", "silent"]


def test_what_is_ahead_of_its_pace_worries_less_than_what_is_behind():
    rows = [
        key_result(name, *[0.1] * 8, now="at risk", expected_progress=expected)
        for name, expected in (("ahead", 0.05), ("behind", 0.6))
    ]
    assert names(told(*rows).worries) == ["behind", "ahead"]


def test_the_win_that_is_told_is_that_of_the_week_that_brought_most():
    shares = [0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.4, 0.45, 0.45]
    weeks = [
        review(key_result("a", *shares, update=filled(WeekUpdate, wins=f"of {week}")), week=week)
        for week in JANUARY.weeks
    ]
    (row,) = month_facts.of(JANUARY, weeks, Limits()).key_results
    assert row.best_win and row.best_win.update.wins == "of 2021-12-13"
    assert (said := row.said("wins")) and said.update.wins == "of 2021-12-27"


def test_of_several_edits_of_a_week_the_most_telling_one_is_told():
    changes = [Movement(what, what, "a") for what in ("stretch", "target", "baseline", "status")]
    assert [each.what for each in told(key_result("a", 0.1), changes=tuple(changes)).edits] == ["target"]


def test_what_is_due_before_the_next_update_is_coming_the_overdue_first():
    steps = [("next", date(2022, 2, 6)), ("later", date(2022, 2, 7)), ("late", date(2021, 12, 20)), ("some day", None)]
    milestones = tuple(MilestoneReview(name, 1, due, None) for name, due in steps)
    coming = told(
        key_result("a", milestones=milestones), key_result("b", milestones=milestones, now="cancelled")
    ).coming
    assert [milestone.milestone for _, milestone in coming] == ["late", "next"]


def test_a_team_has_its_own_key_results_kpis_and_counts():
    whole = review(
        key_result("a", 0.1, team="Growth", objective="o", now="at risk"),
        key_result("b", 0.1, team="Search", objective="p"),
        key_result("c", 0.1, team="Growth", objective="o", kpi="read"),
        objectives=(),
        kpis=(filled(KpiReview, kpi="ours"), filled(KpiReview, kpi="theirs"), filled(KpiReview, kpi="read")),
        changes=(Movement("status", "A", "a"), Movement("status", "B", "b"), Movement("kpi", "C", kpi="ours")),
    )
    ours = month_facts.of_team(whole, "Growth", ["ours"])
    assert [row.key_result for row in ours.key_results] == ["a", "c"]
    assert (ours.counts["at risk"], ours.counts["on track"]) == (1, 1)
    assert [kpi.kpi for kpi in ours.kpis] == ["ours", "read"]
    assert [each.text for each in ours.changes] == ["A", "C"]
    assert month_facts.of_team(whole, None, []) is whole
