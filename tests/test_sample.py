"""Promises of the sample: every kind of fact is in it, it fits together, and nothing in it is from the future."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from data import imports, sample
from data.config import Settings
from data.monday import weekly
from data.pulls import tracker
from data.quarter import retro
from data.rules import calendar, formats, wordings
from data.rules import month as months
from data.rules.okr import KINDS, OBJECTIVE_STATES
from data.rules.quarterly import PROMPTS
from data.rules.work import ItemKind
from data.sample import contents
from data.store import journal
from data.store.connection import Store
from data.telling import monthly

Q3, Q4, NEXT = "FY22 Q3", "FY22 Q4", "FY23 Q1"
TEAMS = ("Growth", "Platform")
EVER = datetime(9999, 1, 1, tzinfo=UTC)


@pytest.fixture(name="facts")
def _facts(sample: Store) -> dict[str, list[Any]]:
    """Everything in the sample by its file: every version of every record, the newest wording of every definition."""
    said = {name: kind.all(sample, EVER) for name, kind in journal.RECORDS.items()}
    worded = {name: _newest(sample, noun) for name, noun in journal.DEFINITIONS.items()}
    return said | worded | {"changes": journal.changes(sample, EVER)}


def _newest(store: Store, noun: journal.Definition) -> list[Any]:
    return [chain[-1].value for chain in noun.versions(store, EVER).values()]


def of_quarter(store: Store, quarter: str) -> tuple[list[str], list[str]]:
    """The names of a quarter's objectives, drafts too, and of their key results."""
    objectives = journal.objectives(store, quarter, store.now())
    key_results = journal.key_results(store, objectives, store.now())
    return [each.objective for each in objectives], [each.key_result for each in key_results]


def test_every_kind_of_file_has_something_in_it(facts):
    assert [name for name in formats.FILES if not facts[name]] == []


def test_an_import_warns_of_nothing_but_the_draft_that_nobody_owns(store: Store, settings: Settings):
    (warning,) = imports.bring_in(store, settings, contents()).warnings
    assert "nobody owns this key result yet" in str(warning)
    assert journal.key_result(store, "q1-first-search", store.now()).owner is None  # type: ignore[union-attr]


def test_nothing_was_said_after_the_day_on_which_the_sample_stands(facts):
    told = [
        (fact, field.name, getattr(fact, field.name))
        for rows in facts.values()
        for fact in rows
        for field in fields(fact)
    ]
    late = [each for each in told if isinstance(each[2], datetime) and each[2] > sample.TODAY]
    done = [each for each in told if each[1] == "done_on" and each[2] and each[2] > sample.TODAY.date()]
    assert late + done == []


def test_whoever_signs_is_one_of_its_people(facts):
    known = {person.email for person in facts["people"]}
    signed = {
        getattr(fact, name)
        for rows in facts.values()
        for fact in rows
        for name in ("by", "author", "voter", "done_by", "owner")
        if getattr(fact, name, None)
    }
    assert signed == known


def test_whoever_agreed_to_a_change_is_told_beside_it(facts):
    unsaid = [change for change in facts["changes"] if "Agreed with" in (change.reason or "") and not change.agreed_by]
    assert unsaid == []
    assert all(change.agreed_by for change in facts["changes"] if change.new == "approved")


# The quarter that ended


def test_every_key_result_of_the_last_quarter_was_graded_and_looked_back_on(sample: Store):
    objectives, key_results = of_quarter(sample, Q3)
    grades = journal.grades(sample, key_results, objectives, sample.now())
    assert len(grades) == len(key_results) + len(objectives)
    assert all(grade.final and grade.note and grade.score is not None and grade.grade for grade in grades)
    assert set(retro.notes_of(sample, key_results, sample.now())) == set(key_results)


def test_objectives_were_judged_after_their_key_results_and_then_the_scorecard_was_final(sample: Store):
    objectives, key_results = of_quarter(sample, Q3)
    of_key_results = [grade.graded_at or EVER for grade in journal.grades(sample, key_results, [], sample.now())]
    of_objectives = [grade.graded_at or EVER for grade in journal.grades(sample, [], objectives, sample.now())]
    draft, final = journal.SCORECARDS.all(sample, EVER)
    assert (draft.state, final.state) == ("draft", "final")
    assert draft.recorded_at < min(of_key_results) <= max(of_key_results) < min(of_objectives)
    assert max(of_objectives) < final.recorded_at
    assert journal.people(sample, EVER)[final.by].role == "vp"


@pytest.mark.parametrize("which", [1, 2])
def test_its_retrospectives_had_cards_under_every_prompt_votes_and_actions(sample: Store, settings: Settings, which):
    held = retro.of(sample, settings, Q3, which)
    assert {card.prompt for card in held.table.cards} == set(PROMPTS)
    assert {card.about for card in held.table.cards} == {"me", "team"}
    assert any(card.by is None for card in held.table.cards), "somebody stayed anonymous"
    assert held.table.by_votes[0].is_discussed and not held.table.by_votes[-1].is_discussed
    assert held.actions and all(action.done_on for action in held.actions)
    for voter in {vote.voter for vote in held.table.votes}:
        assert sum(held.table.given(topic, voter) for topic in held.table.topics) == settings.org.retro_votes


def test_a_topic_of_several_cards_gathers_the_most_votes(sample: Store, settings: Settings):
    topics = retro.of(sample, settings, Q3).table.by_votes
    assert [(topic.title, len(topic.cards)) for topic in topics[:2]] == [("Asking late", 2), ("Targets we like", 3)]


def test_two_owners_are_early_with_this_quarters_notes(sample: Store):
    _, key_results = of_quarter(sample, Q4)
    assert set(retro.notes_of(sample, key_results, sample.now())) == {"restore-drill", "self-serve-installs"}


# The planning


def test_the_planning_steps_are_done_up_to_this_week(sample: Store, settings: Settings):
    calendars = settings.planning.calendars
    begun = sample.now().date()
    for label in (Q3, Q4):
        quarter = calendar.parse_quarter(label)
        steps = [step for step in (*calendars.quarterly, *calendars.annual) if quarter.number in step.quarters]
        past = {step.step for step in steps if quarter.weeks[step.week - 1] + timedelta(weeks=1) <= begun}
        records = journal.steps(sample, [label], sample.now())
        assert {record.step for record in records if record.done_on} == past
        assert {record.step for record in records} <= {step.step for step in steps}


def test_where_steps_ask_for_input_somebody_gave_it(facts, settings: Settings):
    calendars = settings.planning.calendars
    asking = {
        step.step for step in (*calendars.quarterly, *calendars.annual) if step.takes_input and 4 in step.quarters
    }
    assert {comment.step for comment in facts["comments"] if comment.quarter == Q4} == asking


# The quarter to come


def test_the_next_quarters_objectives_are_in_every_state_of_being_written(sample: Store):
    states = Counter(each.state for each in journal.objectives(sample, NEXT, sample.now()))
    assert states == {"published": 3, "proposed": 1, "draft": 1}
    assert journal.objectives(sample, NEXT, datetime(2021, 12, 20, tzinfo=UTC)) == [], "nobody has begun yet"
    first_week = journal.objectives(sample, NEXT, datetime(2021, 12, 21, tzinfo=UTC))
    assert {each.objective: each.state for each in first_week} == {"q1-nights": "draft", "q1-symbols": "draft"}


def test_a_draft_and_its_key_results_are_unknown_before_somebody_wrote_them(sample: Store):
    week_seven = datetime(2021, 12, 17, tzinfo=UTC)
    objectives, key_results = of_quarter(sample, NEXT)
    known = [journal.key_result(sample, name, week_seven) for name in key_results]
    assert objectives and all(each is None or each.withdrawn for each in known)


def test_those_that_are_published_went_through_every_state_and_are_in_force_since_they_were_approved(sample: Store):
    chains = journal.objective_versions(sample, ["q1-nights", "q1-symbols", "q1-self-serve"], sample.now())
    for chain in chains.values():
        absent, *written = (version.value for version in chain)
        assert absent.withdrawn and tuple(each.state for each in written) == OBJECTIVE_STATES
        assert wordings.in_force_since(chain).date() == date(2022, 1, 7)  # type: ignore[union-attr]


def test_its_key_results_are_of_every_kind_and_no_goalpost_moved_since(sample: Store):
    objectives = journal.objectives(sample, NEXT, sample.now())
    key_results = journal.key_results(sample, objectives, sample.now())
    assert {each.kind for each in key_results} == set(KINDS)
    assert {each.commitment for each in key_results} == {"committed", "aspirational"}
    assert [each.key_result for each in key_results if each.confidential] == ["q1-self-serve-arr"]
    assert weekly.goalposts(sample, objectives, key_results, sample.now()) == []


def test_what_is_not_approved_was_asked_for_a_better_measure(sample: Store):
    waiting = [each for each in journal.objectives(sample, NEXT, sample.now()) if not each.is_in_force]
    key_results = journal.key_results(sample, waiting, sample.now())
    names = [each.objective for each in waiting], [each.key_result for each in key_results]
    said = journal.comments(sample, sample.now(), quarter="", objectives=names[0], key_results=names[1])
    assert {each.objective for each in said} > set(names[0])
    assert any("better" in each.text or "measure" in each.text for each in said)


# The monthly updates


def test_the_updates_of_the_months_that_passed_went_out_but_for_the_one_that_is_overdue(sample: Store, settings):
    sent = {(each.month.month, each.team): each for each in monthly.past(sample)}
    assert set(sent) == {(9, None), (10, None)} | {(month, team) for month in (11, 12) for team in (None, *TEAMS)}
    due = monthly.due(sample, settings)
    assert due and (due.month, due.is_overdue) == (date(2022, 1, 1), True)
    for update in sent.values():
        draft = monthly.draft(sample, settings, update.month, update.team)
        assert draft.before and draft.before.recorded_at == update.recorded_at
        assert draft.before.to == update.to
        assert update.recorded_at and update.recorded_at.date() <= months.due_on(update.month)


def test_they_were_sent_by_whoever_may_and_tell_nothing_that_is_confidential(sample: Store):
    people = journal.people(sample, EVER)
    for update in monthly.past(sample):
        person = people[update.by or ""]
        assert person.role == "vp" if update.team is None else (person.role, person.team) == ("director", update.team)
        assert "ARR" not in update.text


def test_every_picture_that_they_name_is_drawn(sample: Store, settings: Settings):
    for update in monthly.past(sample):
        page = monthly.draft(sample, settings, update.month, update.team).page
        assert len(page.images) == update.text.count("](chart:") > 0


# The tracker


def test_the_trackers_items_are_of_every_kind_and_serve_key_results_of_the_quarter(sample: Store, settings: Settings):
    board = tracker.of(sample, settings, whole=True)
    assert {each.item.kind for each in board.items} == set(get_args(ItemKind))
    _, key_results = of_quarter(sample, Q4)
    served = {each.key_result for each in board.items if each.key_result}
    assert len(served & set(key_results)) > len(key_results) / 2
    assert any(each.item.key_result and not each.key_result for each in board.items), "the organisation has its own"


def test_in_the_week_under_review_work_slipped_was_closed_came_and_went(sample: Store, settings: Settings):
    board = tracker.of(sample, settings, date(2022, 1, 10))
    moves = board.moves
    assert all((moves.slipped, moves.closed, moves.changed, moves.new, moves.gone, board.due, board.overdue))
    assert max(each.slip.count for each in moves.slipped if each.slip) == 3
