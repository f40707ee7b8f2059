"""Looking back: a closed week stays as it was closed, whatever is written or set since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.config import Settings
from data.monday import history, meeting, weekly
from data.monday.history import PastQuarter
from data.rules.calendar import Quarter
from data.rules.okr import Update
from data.store.clock import Clock
from data.store.connection import Store
from tests.org import ORG, SETTINGS, bring_in

Q4 = Quarter(2022, 4)
WEEK = date(2021, 12, 6)  # week 6
ANA, BEN = "ana@acme.example", "ben@acme.example"

At = Callable[[str], datetime]


@pytest.fixture
def org(store: Store) -> Store:
    """The small org with an update for week 6, on Monday 13 December 2021 at 17:00 UTC."""
    store.clock = Clock(datetime(2021, 12, 13, 17, 0, tzinfo=UTC))
    bring_in(
        store,
        **ORG,
        updates="""
            key_result,week,value,confidence,author,recorded_at
            self-serve,2021-12-06,44,91,ana@acme.example,2021-12-10T17:40:00Z
        """,
    )
    return store


@pytest.fixture
def closed(org: Store, at: At) -> Store:
    """The same after week 6 was closed; it is Wednesday 15 December now."""
    meeting.note(org, WEEK, "Ship the proxy first", kind="decision", by=ANA)
    meeting.promise(org, WEEK, "Ask the vendor", owner=BEN)
    meeting.close_week(org, SETTINGS, WEEK, by=ANA)
    org.clock = Clock(at("2021-12-15 09:00"))
    return org


def past(store: Store, **settings: object) -> PastQuarter:
    org = SETTINGS.org.model_copy(update=settings)
    return history.of_quarter(store, SETTINGS.model_copy(update={"org": org}), Q4)


def test_every_week_of_the_quarter_says_what_it_is(closed: Store):
    states = {week.number: week.state for week in past(closed).weeks}
    assert [number for number, state in states.items() if state == "closed"] == [6]
    assert [number for number, state in states.items() if state == "open"] == [1, 2, 3, 4, 5]
    assert [number for number, state in states.items() if state == "running"] == [7]
    assert [number for number, state in states.items() if state == "to come"] == [8, 9, 10, 11, 12, 13, 14]


def test_a_closed_week_says_when_and_by_whom(closed: Store):
    closing = past(closed).week(WEEK).closing
    assert closing
    assert closing.recorded_at
    assert (closing.by, f"{closing.recorded_at:%Y-%m-%d %H:%M}") == (ANA, "2021-12-13 17:00")


def test_a_reopened_week_is_open_again_and_closed_to_who_looks_at_the_day_before(closed: Store, at: At):
    meeting.reopen_week(closed, SETTINGS, WEEK, by=ANA, reason="A typo")
    assert past(closed).week(WEEK).state == "open"
    assert history.of_quarter(closed, SETTINGS, Q4, at("2021-12-14 12:00")).week(WEEK).state == "closed"


def test_a_week_without_a_meeting_is_known_as_such(closed: Store):
    found = past(closed, weeks_without_sync=(date(2021, 12, 20),))
    assert [week.number for week in found.weeks if not week.has_sync] == [8]


def test_a_closed_weeks_cells_and_counts_stay_when_its_past_is_edited(closed: Store):
    before = past(closed).week(WEEK)
    weekly.log(closed, SETTINGS, Update("self-serve", WEEK, value=20, confidence=40))
    after = past(closed).week(WEEK)
    assert (after.cells, after.counts) == (before.cells, before.counts)
    assert after.cells["self-serve"].confidence == 91


def test_an_open_weeks_cells_follow_what_is_written(closed: Store):
    monday = date(2021, 11, 29)
    weekly.log(closed, SETTINGS, Update("self-serve", monday, value=30, confidence=70))
    assert past(closed).week(monday).cells["self-serve"].confidence == 70
    assert past(closed).week(monday).counts["off track"] == 1


def test_a_week_that_was_closed_elsewhere_without_its_review_is_judged_as_of_its_closing(org: Store):
    """Week 5 was 95 % sure when it was closed on 6 December, and revised to 60 % on the 8th."""
    bring_in(
        org,
        updates="""
            key_result,week,value,confidence,recorded_at
            self-serve,2021-11-29,41,95,2021-12-03T17:00:00Z
            self-serve,2021-11-29,41,60,2021-12-08T17:00:00Z
        """,
        closings="week,closed,by,recorded_at\n2021-11-29,yes,ana@acme.example,2021-12-06T17:00:00Z\n",
    )
    found = past(org).week(date(2021, 11, 29))
    assert (found.state, found.cells["self-serve"].confidence) == ("closed", 95)


def test_the_cells_of_the_sample_count_what_each_weeks_own_review_counts(sample: Store, settings: Settings):
    found = history.of_quarter(sample, settings, Q4)
    for week in found.begun:
        assert week.counts == weekly.review(sample, settings, week.week).counts, week.number


def test_a_closed_review_as_of_its_closing_is_the_one_shown_today(closed: Store):
    shown = weekly.review(closed, SETTINGS, WEEK).as_json()
    closing = past(closed).week(WEEK).closing
    assert closing
    bring_in(closed, key_results=ORG["key_results"].replace(",20,80,", ",20,120,"))
    weekly.log(closed, SETTINGS, Update("self-serve", WEEK, value=20, confidence=40))
    assert weekly.review(closed, SETTINGS, WEEK).as_json() == shown
    assert weekly.review(closed, SETTINGS, WEEK, as_of=closing.recorded_at).as_json() == shown


def test_a_key_result_that_left_the_quarter_is_still_in_the_weeks_that_were_closed_with_it(closed: Store):
    bring_in(
        closed,
        objectives="objective,quarter,title\nnext,FY23 Q1,Next year\n",
        key_results="key_result,objective,title,owner,kind\nrotation,next,A second rotation,ben@acme.example,done\n",
    )
    found = past(closed)
    assert [row.key_result for row in found.gone] == ["rotation"]
    assert "rotation" in found.week(WEEK).cells


def test_what_was_written_after_the_closing_is_told_apart(closed: Store):
    weekly.log(closed, SETTINGS, Update("self-serve", WEEK, value=45, confidence=80))
    found = history.meeting_of(closed, WEEK)
    assert [(update.value, update.revisions) for update in found.late] == [(45, 2)]


def test_the_minutes_stay_open_after_the_closing(closed: Store):
    meeting.note(closed, WEEK, "Written down on Wednesday")
    found = history.meeting_of(closed, WEEK)
    assert [note.text for note in found.minutes.notes] == ["Ship the proxy first", "Written down on Wednesday"]


def test_a_meeting_has_the_actions_that_were_promised_in_it_and_whether_they_were_done(closed: Store):
    action = history.meeting_of(closed, WEEK).minutes.actions[0]
    meeting.change_action(closed, action, done_on=date(2021, 12, 15))
    meeting.promise(closed, date(2021, 12, 13), "Another week's", owner=BEN)
    found = history.meeting_of(closed, WEEK).minutes.actions
    assert [(each.text, each.done_on) for each in found] == [("Ask the vendor", date(2021, 12, 15))]


def test_people_keep_the_names_they_had_when_the_week_was_closed(closed: Store):
    bring_in(closed, people="email,name,role,team\nana@acme.example,Ana Berg,director,Platform\n")
    assert history.meeting_of(closed, WEEK).people[ANA].name == "Ana"


def test_an_open_weeks_meeting_is_as_it_stands_and_nothing_came_afterwards(org: Store):
    meeting.note(org, WEEK, "Said just now")
    found = history.meeting_of(org, WEEK)
    assert found.closing is None
    assert [note.text for note in found.minutes.notes] == ["Said just now"]
    assert found.late == ()


def test_the_newest_week_to_look_at_is_the_newest_closed_one_else_the_newest_that_is_over(org: Store, at: At):
    assert (newest := past(org).newest)
    assert newest.number == 6
    meeting.close_week(org, SETTINGS, date(2021, 11, 29))
    assert (newest := past(org).newest)
    assert newest.number == 5


def test_a_quarter_that_has_not_begun_has_weeks_to_come_and_no_review(org: Store):
    found = history.of_quarter(org, SETTINGS, replace(Q4, fiscal_year=2023))
    assert found.review is None
    assert (found.begun, found.newest) == ((), None)


def test_a_store_with_nothing_has_weeks_without_key_results(store: Store):
    found = history.of_quarter(store, SETTINGS, Q4)
    assert all(not week.cells for week in found.weeks)
    assert sum(sum(week.counts.values()) for week in found.weeks) == 0
