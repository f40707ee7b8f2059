"""Planning: where the steps of a quarter stand, who marked what, and what people gave to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from data.config import Planning, Settings
from data.errors import UsageError
from data.quarter import planning
from data.quarter.planning import NotTheirs, Planned
from data.rules.calendar import Quarter
from data.rules.steps import Step
from data.store.clock import Clock
from data.store.connection import Store
from tests.org import ORG, bring_in

Q4, Q1 = Quarter(2022, 4), Quarter(2023, 1)
ANA, BEN, VIEWER = "ana@acme.example", "ben@acme.example", "vi@acme.example"


@pytest.fixture
def org(store: Store) -> Store:
    """Ana directs, Ben owns, Vi only looks. It is Monday of week 12 of FY22 Q4."""
    bring_in(store, **ORG)
    bring_in(store, people=f"email,name,role\n{VIEWER},Vi,viewer")
    return store


def step(store: Store, settings: Settings, name: str, quarter: Quarter = Q4, as_of: datetime | None = None) -> Planned:
    found = planning.of(store, settings, quarter, as_of).step(name)
    assert found is not None
    return found


def test_an_untouched_quarter_stands_where_the_day_says(org: Store, settings: Settings):
    found = planning.of(org, settings)
    assert (found.quarter, found.week, found.number) == (Q4, date(2022, 1, 17), 12)
    states = {each.step: each.state for each in found.steps}
    assert (states["approval"], states["scorecard-draft"], states["retro-cto"]) == ("overdue", "this week", "open")
    assert [(str(each.dated.quarter), each.step) for each in found.after] == [("FY23 Q1", "kick-off")]


def test_in_a_shared_week_the_newer_quarter_plans(org: Store, settings: Settings, at: Callable[[str], datetime]):
    """Monday, 31 January 2022, is FY22 Q4's last day; its week is week 1 of FY23 Q1."""
    found = planning.of(org, settings, as_of=at("2022-01-31 09:00"))
    assert (found.quarter, found.number) == (Q1, 1)
    assert planning.of(org, settings, Q4, at("2022-01-31 09:00")).number == 14
    assert planning.of(org, settings, Q4, at("2022-03-01 09:00")).number is None


def test_a_step_is_marked_done_by_somebody_with_a_note_and_its_document(org: Store, settings: Settings):
    link = "https://docs.acme.example/scorecard"
    planning.mark_done(org, settings, Q4, "scorecard-draft", by=ANA, note=" Sent round. ", link=link)
    found = step(org, settings, "scorecard-draft")
    assert found.state == "done"
    assert found.record is not None
    assert (found.record.done_on, found.record.done_by) == (date(2022, 1, 17), ANA)
    assert (found.record.note, found.record.link) == ("Sent round.", link)


def test_a_later_note_leaves_who_did_it(org: Store, settings: Settings):
    planning.mark_done(org, settings, Q4, "approval", by=ANA)
    planning.tell(org, settings, Q4, "approval", by=BEN, note="Published on Tuesday")
    planning.mark_done(org, settings, Q4, "approval", by=BEN)
    record = step(org, settings, "approval").record
    assert record is not None
    assert (record.done_by, record.by, record.note) == (ANA, BEN, "Published on Tuesday")


def test_a_reopened_step_is_overdue_again_and_keeps_its_note(org: Store, settings: Settings):
    planning.mark_done(org, settings, Q4, "approval", by=ANA, note="Too early")
    done_at = org.now()
    planning.reopen(org, settings, Q4, "approval", by=BEN)
    found = step(org, settings, "approval")
    assert found.state == "overdue"
    assert found.record is not None
    assert (found.record.done_on, found.record.done_by, found.record.note) == (None, None, "Too early")
    assert step(org, settings, "approval", as_of=done_at).state == "done", "the past stays as it was"


def test_a_note_is_taken_away_by_an_empty_one(org: Store, settings: Settings):
    planning.tell(org, settings, Q4, "approval", note="Wrong", link="https://acme.example")
    planning.tell(org, settings, Q4, "approval", note=" ")
    record = step(org, settings, "approval").record
    assert record is not None
    assert (record.note, record.link) == (None, "https://acme.example")


def test_one_quarters_step_is_not_the_others(org: Store, settings: Settings):
    planning.mark_done(org, settings, Q1, "kick-off", by=ANA)
    assert step(org, settings, "kick-off").state == "overdue"
    assert planning.of(org, settings, Q4).after[0].state == "done"


def test_the_steps_of_a_quarter_from_before_the_org_used_this_are_not_kept(org: Store, settings: Settings):
    before = planning.of(org, settings, Q4.previous)
    assert {each.state for each in before.steps} == {"not kept"}
    planning.tell(org, settings, Q4.previous, "approval", by=ANA, note="It was in May")
    assert {each.state for each in planning.of(org, settings, Q4.previous).steps} == {"overdue"}


@pytest.mark.parametrize("act", [planning.mark_done, planning.reopen, planning.tell])
def test_who_only_looks_keeps_no_steps(org: Store, settings: Settings, act: Callable):
    with pytest.raises(NotTheirs, match=r"Vi may give input\. Owners, directors and VPs keep the planning steps"):
        act(org, settings, Q4, "approval", by=VIEWER)


def test_a_step_that_the_quarter_does_not_have_is_refused_with_those_it_has(org: Store, settings: Settings):
    with pytest.raises(UsageError, match=r"FY23 Q1 has no planning step “year-vision”\. It has: kick-off, year-"):
        planning.mark_done(org, settings, Q1, "year-vision")


def test_an_orgs_own_steps_count(org: Store):
    own = Settings(planning=Planning(quarterly=(Step("offsite", 12, "Meet", "VPs"),), annual=()))
    assert [each.step for each in planning.of(org, own).steps] == ["offsite"]


# Input


def test_anyone_gives_input_to_the_steps_that_take_it_also_who_only_looks(org: Store, settings: Settings):
    planning.give_input(org, settings, Q4, "priorities", " Fewer pages at night ", by=VIEWER)
    planning.give_input(org, settings, Q4, "priorities", "Churn", by=ANA)
    planning.give_input(org, settings, Q4, "year-comments", "Too broad", by=BEN)
    given = [(comment.by, comment.text) for comment in step(org, settings, "priorities").inputs]
    assert given == [(VIEWER, "Fewer pages at night"), (ANA, "Churn")]
    assert [comment.text for comment in step(org, settings, "year-comments").inputs] == ["Too broad"]


def test_input_is_taken_back_by_who_gave_it(org: Store, settings: Settings):
    given = planning.give_input(org, settings, Q4, "priorities", "Churn", by=ANA)
    with pytest.raises(NotTheirs, match="Only who said it"):
        planning.withdraw_input(org, given, by=BEN)
    planning.withdraw_input(org, given, by=ANA)
    assert step(org, settings, "priorities").inputs == ()


@pytest.mark.parametrize(("name", "text", "why"), [("approval", "x", "takes no input"), ("priorities", " ", "nothing")])
def test_input_without_a_place_or_a_word_is_refused(org: Store, settings: Settings, name: str, text: str, why: str):
    with pytest.raises(UsageError, match=why):
        planning.give_input(org, settings, Q4, name, text)


# Now


def at_noon(store: Store, day: str) -> None:
    store.clock = Clock(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC))


def names(steps: tuple[Planned, ...]) -> list[str]:
    return [each.step for each in steps]


def test_this_weeks_step_is_asked_for_until_it_is_done(org: Store, settings: Settings):
    found = planning.now(org, settings)
    assert (found.quarter, found.number, names(found.this_week)) == (Q4, 12, ["scorecard-draft"])
    planning.mark_done(org, settings, Q4, "scorecard-draft", by=ANA)
    assert planning.now(org, settings).this_week == ()


def test_who_never_marked_a_step_is_not_told_what_is_overdue(org: Store, settings: Settings):
    assert planning.now(org, settings).overdue == ()
    planning.mark_done(org, settings, Q4, "priorities", by=ANA)
    assert names(planning.now(org, settings).overdue) == ["first-okrs", "final-draft", "approval"]


def test_what_the_last_quarter_left_is_told_into_the_new_one_for_six_weeks(org: Store, settings: Settings):
    planning.mark_done(org, settings, Q4, "scorecard-draft", by=ANA)
    at_noon(org, "2022-02-01")
    found = planning.now(org, settings)
    assert (found.number, names(found.this_week)) == (1, ["kick-off"])
    assert names(found.overdue)[-2:] == ["retro-directors", "retro-cto"]
    at_noon(org, "2022-03-07")
    assert names(planning.now(org, settings).overdue) == ["kick-off"]


def test_in_a_week_that_two_quarters_share_both_have_their_steps(org: Store, settings: Settings):
    at_noon(org, "2022-01-31")
    own = Settings(planning=Planning(quarterly=(*settings.planning.quarterly, Step("party", 14, "Celebrate", "All"))))
    assert names(planning.now(org, own).this_week) == ["party", "kick-off"]
