"""A quarter is written, approved and changed: who may do what, what is kept of it, and what no past ever knew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data import exporting, imports
from data.config import Settings
from data.errors import UsageError
from data.monday import weekly
from data.quarter import approving, carrying, drafting, drafts, rewording, scorecards
from data.quarter.rewording import Grounds
from data.quarter.writing import DraftRefused
from data.rules import calendar
from data.rules.drafting import Written
from data.rules.okr import KeyResult, Milestone, Objective, Plan
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests import org

ANA, BEN, VERA = "ana@acme.example", "ben@acme.example", "vera@acme.example"
NEXT = "FY23 Q1"
BEFORE = datetime(2022, 1, 10, tzinfo=UTC)
AGREED = Grounds("The market halved", "Vera")
WEEK = date(2022, 1, 10)


@pytest.fixture
def acme(store: Store) -> Store:
    """The small org with a VP, in week 12 of FY22 Q4."""
    org.bring_in(store, **org.ORG)
    org.bring_in(store, people="email,name,role\nvera@acme.example,Vera,vp")
    return store


def written(objective: str, title: str = "Self-serve installs", **known) -> Written:
    whole = {"owner": BEN, "baseline": 20.0, "target": 80.0, "unit": "installs"}
    milestones, plans = known.pop("milestones", ()), known.pop("plans", ())
    return Written(KeyResult("", objective, title, **{**whole, **known}), milestones, plans)


def draft(store: Store, title: str = "People find us", *key_results: str) -> Objective:
    """A drafted objective of next quarter with whole key results of these titles."""
    kept = drafting.save_objective(store, Objective("", NEXT, title, "They look elsewhere", owner=ANA), ANA).value
    for name in key_results:
        drafting.save_key_result(store, written(kept.objective, name), ANA)
    return kept


def state_of(store: Store, quarter: str = NEXT, as_of: datetime | None = None) -> drafts.QuarterDraft:
    return drafts.state_of(store, org.SETTINGS, quarter, as_of)


def move(store: Store, state, by: str | None = VERA, **known) -> list[Objective]:
    return approving.move(store, org.SETTINGS, NEXT, state, by, **known)


def approved(store: Store, *key_results: str) -> Objective:
    objective = draft(store, "People find us", *(key_results or ("Installs",)))
    move(store, "proposed", ANA)
    move(store, "approved")
    return objective


def texts(refused: pytest.ExceptionInfo[DraftRefused]) -> list[str]:
    return [problem.message for problem in refused.value.problems]


def test_what_is_written_first_is_a_draft_with_an_id_of_its_title(acme: Store):
    first, second = draft(acme, "Öur docs — answer it!"), draft(acme, "Our docs answer it")
    assert (first.objective, second.objective) == ("our-docs-answer-it", "our-docs-answer-it-2")
    assert [each.objective.state for each in state_of(acme).objectives] == ["draft", "draft"]


def test_a_draft_is_known_to_no_past_and_to_no_board(acme: Store):
    draft(acme, "People find us", "Installs")
    assert state_of(acme, as_of=BEFORE).objectives == ()
    assert journal.quarters(acme, acme.now()) == ["FY22 Q4"]
    assert journal.written_quarters(acme, acme.now()) == ["FY22 Q4", NEXT]
    assert journal.written_quarters(acme, BEFORE) == ["FY22 Q4"]
    assert weekly.review(acme, org.SETTINGS, date(2022, 2, 7)).key_results == ()
    with pytest.raises(UsageError, match="still a draft"):
        weekly.log(acme, org.SETTINGS, weekly.Update("installs", WEEK, 3.0))


def test_a_key_result_is_kept_with_its_milestones_and_plan_and_those_left_out_are_withdrawn(acme: Store):
    objective = draft(acme)
    stages = (Milestone("", "Beta", 40, date(2022, 3, 1)), Milestone("", "GA", 60))
    plan = (Plan("", date(2022, 2, 7), 30.0), Plan("", date(2022, 2, 14), 40.0))
    kept = drafting.save_key_result(acme, written(objective.objective, milestones=stages, plans=plan), ANA).value
    (found,) = state_of(acme).objectives[0].key_results
    assert found.written == kept
    assert [each.milestone for each in found.written.milestones] == ["Beta", "GA"]

    fewer = replace(kept, milestones=kept.milestones[:1], plans=kept.plans[1:])
    drafting.save_key_result(acme, fewer, BEN)
    (found,) = state_of(acme).objectives[0].key_results
    assert found.written == fewer
    assert found.edited.by == BEN

    drafting.save_key_result(acme, kept, BEN)  # what was taken out comes back
    assert state_of(acme).objectives[0].key_results[0].written == kept


def test_what_is_wrong_is_refused_by_column_and_nothing_is_kept(acme: Store):
    objective = draft(acme)
    twice = (Milestone("", "Beta"), Milestone("", "Beta"))
    with pytest.raises(DraftRefused) as refused:
        drafting.save_key_result(acme, written(objective.objective, " ", owner="x@y.z", weight=-1, milestones=twice))
    assert {problem.column for problem in refused.value.problems} == {"title", "owner", "weight", "milestones"}
    with pytest.raises(DraftRefused):
        drafting.save_objective(acme, replace(objective, parent=objective.objective))
    assert state_of(acme).objectives[0].key_results == ()


def test_a_second_writer_is_told_of_the_version_they_have_not_seen(acme: Store):
    objective = draft(acme)
    seen_at = state_of(acme).objectives[0].edited.at
    assert drafting.save_objective(acme, replace(objective, why="One"), ANA, seen_at=seen_at).newer is None
    newer = drafting.save_objective(acme, replace(objective, why="Two"), BEN, seen_at=seen_at).newer
    assert newer is not None
    assert newer.by == ANA
    assert state_of(acme).objectives[0].objective.why == "Two"


def test_a_withdrawn_draft_was_never_there(acme: Store):
    objective = draft(acme, "People find us", "Installs", "Visits")
    drafting.withdraw_key_result(acme, "visits", ANA)
    assert [each.key_result.title for each in state_of(acme).objectives[0].key_results] == ["Installs"]
    move(acme, "proposed", ANA)
    move(acme, "approved")
    assert [row.title for row in weekly.review(acme, org.SETTINGS, date(2022, 2, 7)).key_results] == ["Installs"]
    with pytest.raises(DraftRefused, match="is approved: change it with a reason"):
        drafting.withdraw_objective(acme, objective.objective, ANA)
    other = draft(acme, "Another", "More")
    drafting.withdraw_objective(acme, other.objective, ANA)
    assert state_of(acme).objective(other.objective) is None
    with pytest.raises(UsageError):
        weekly.standing(acme, org.SETTINGS, "more", WEEK)


def test_states_follow_each_other_with_who_and_when(acme: Store):
    approved(acme)
    move(acme, "published")
    steps = state_of(acme).objectives[0].steps
    assert [(step.state, step.by) for step in steps] == [
        ("draft", ANA),
        ("proposed", ANA),
        ("approved", VERA),
        ("published", VERA),
    ]
    assert all(step.at for step in steps)
    assert [step.at for step in state_of(acme, "FY22 Q4").objectives[0].steps] == [None]  # as it was imported


def test_only_what_is_whole_is_proposed_and_all_of_a_quarter_or_nothing(acme: Store):
    objective = draft(acme, "People find us", "Installs")
    draft(acme, "Nobody knows how")
    drafting.save_key_result(acme, written(objective.objective, "Visits", owner=None, target=None))
    with pytest.raises(DraftRefused, match=r"Nothing was proposed\.") as refused:
        move(acme, "proposed", ANA)
    assert [text.split(":")[0] for text in texts(refused)] == ["“Visits”", "“Visits”", "“Nobody knows how”"]
    assert {each.objective.state for each in state_of(acme).objectives} == {"draft"}


def test_vps_approve_and_publish_and_others_are_told_who_can(acme: Store):
    draft(acme, "People find us", "Installs")
    with pytest.raises(DraftRefused) as refused:
        move(acme, "approved", objectives=["people-find-us"])
    assert texts(refused) == ["“People find us” is a draft: only what is proposed can be approved"]
    move(acme, "proposed", BEN)
    with pytest.raises(DraftRefused, match=r"Ana cannot do this: it is for the VPs, Vera\."):
        move(acme, "approved", ANA)
    assert move(acme, "approved", None)[0].state == "approved"  # from the command line, where nobody said who


def test_back_to_draft_takes_a_reason_and_is_over_once_the_quarter_has_begun(acme: Store):
    approved(acme)
    with pytest.raises(DraftRefused):
        move(acme, "draft", objectives=["people-find-us"])
    move(acme, "draft", objectives=["people-find-us"], reason="The budget moved")
    assert state_of(acme).objectives[0].steps[-1].reason == "The budget moved"
    with pytest.raises(DraftRefused) as refused:
        approving.move(acme, org.SETTINGS, "FY22 Q4", "draft", VERA, objectives=["reliability"], reason="Again")
    assert "change it with a reason instead" in texts(refused)[0]


def test_edits_before_the_approval_are_no_goalposts_and_later_ones_are(acme: Store):
    objective = draft(acme, "People find us", "Installs")
    kept = state_of(acme).objectives[0].key_results[0].written
    drafting.save_key_result(acme, replace(kept, key_result=replace(kept.key_result, target=90.0)), ANA)
    move(acme, "proposed", ANA)
    move(acme, "approved")
    moved = replace(kept, key_result=replace(kept.key_result, target=60.0))
    rewording.change(acme, moved, AGREED, BEN)
    facts = weekly.story_facts(acme, org.SETTINGS, "installs", date(2022, 2, 7))
    (change,) = facts.changes
    assert (change.field, change.old, change.new) == ("target", "90", "60")
    assert (change.reason, change.by, change.agreed_by) == ("The market halved", BEN, "Vera")

    move(acme, "draft", objectives=[objective.objective], reason="Once more")
    drafting.save_key_result(acme, kept, ANA)
    move(acme, "proposed", ANA)
    move(acme, "approved")
    assert weekly.story_facts(acme, org.SETTINGS, "installs", date(2022, 2, 7)).changes == []


def test_moved_milestones_are_goalposts_and_done_ones_are_not(acme: Store):
    objective = draft(acme)
    stages = (Milestone("", "Beta", 40, date(2022, 3, 1)), Milestone("", "GA", 60))
    drafting.save_key_result(acme, written(objective.objective, kind="milestones", milestones=stages), ANA)
    move(acme, "proposed", ANA)
    move(acme, "approved")
    held = state_of(acme).objectives[0].key_results[0].written
    moved = (replace(held.milestones[0], due=date(2022, 4, 1)), Milestone("", "Launch", 60))
    rewording.change(acme, replace(held, milestones=moved), AGREED, BEN)
    found = state_of(acme).objectives[0].key_results[0].changes
    assert {(each.old, each.new) for each in found} == {
        ("Beta, weight 40, by 1 March", "Beta, weight 40, by 1 April"),
        ("GA, weight 60", None),
        (None, "Launch, weight 60"),
    }
    assert {(each.reason, each.agreed_by) for each in found} == {("The market halved", "Vera")}
    done = replace(state_of(acme).objectives[0].key_results[0].written.milestones[0], done_on=date(2022, 1, 17))
    update = weekly.Update(done.key_result, date(2022, 2, 7), confidence=90.0)
    weekly.log(acme, org.SETTINGS, update, milestones=[done])
    assert state_of(acme).objectives[0].key_results[0].changes == found


def test_a_plan_that_moved_is_one_goalpost_with_its_weeks(acme: Store):
    objective = draft(acme)
    weeks = [date(2022, 2, 7), date(2022, 2, 14), date(2022, 2, 21), date(2022, 2, 28)]
    planned = tuple(Plan("", week, 20.0 + 10 * n) for n, week in enumerate(weeks))
    drafting.save_key_result(acme, written(objective.objective, plans=planned), ANA)
    move(acme, "proposed", ANA)
    move(acme, "approved")

    def moved(plans: tuple[Plan, ...]) -> tuple[str | None, str | None]:
        held = state_of(acme).objectives[0].key_results[0].written
        rewording.change(acme, replace(held, plans=plans), AGREED, BEN)
        change = state_of(acme).objectives[0].key_results[0].changes[-1]
        assert (change.field, change.reason, change.by, change.agreed_by) == ("plan", AGREED.reason, BEN, "Vera")
        return change.old, change.new

    later = (planned[0], replace(planned[1], value=25.0), *planned[2:])
    assert moved(later) == ("30 by 20 February", "25 by 20 February")
    assert moved(later[:3]) == ("50 by 6 March", None)
    old, new = moved(tuple(Plan("", week, 99.0) for week in weeks))
    assert old == "20 by 13 February, 25 by 20 February, 40 by 27 February"
    assert new == "99 by 13 February … 99 by 6 March (4 weeks)"


def test_a_reworded_objective_is_news_of_its_week_and_stands_on_the_scorecard(acme: Store):
    kept = state_of(acme, "FY22 Q4").objectives[0].objective
    rewording.change_objective(acme, replace(kept, title="Sleep at night", owner=BEN), AGREED, ANA)
    week = calendar.monday(acme.now().date())
    told = [change.text for change in weekly.review(acme, org.SETTINGS, week).changes if change.key_result is None]
    begins = "The objective “Sleep at night”: "
    renamed = f"reworded from “{kept.title}” to “Sleep at night” by Ana, agreed by Vera — The market halved"
    assert f"{begins}{renamed}" in told
    assert any(text.startswith(f"{begins}owner changed from Ana to Ben by Ana") for text in told)
    (score,) = (each for each in scorecards.of(acme, org.SETTINGS, "FY22 Q4").objectives if each.changes)
    assert {(each.field, each.reason, each.agreed_by) for each in score.changes} == {
        ("title", "The market halved", "Vera"),
        ("owner", "The market halved", "Vera"),
    }


def test_a_change_takes_a_reason_and_somebody_who_agreed(acme: Store):
    kept = state_of(acme, "FY22 Q4").objectives[0].key_results[0].written
    with pytest.raises(DraftRefused) as refused:
        rewording.change(acme, kept, Grounds(" ", ""))
    assert {problem.column for problem in refused.value.problems} == {"reason", "agreed_by"}
    with pytest.raises(DraftRefused, match="Nothing was changed"):
        rewording.change(acme, kept, AGREED)
    objective = draft(acme, "People find us", "Installs")
    with pytest.raises(DraftRefused, match="is a draft: edit it"):
        rewording.drop(acme, "installs", AGREED)
    with pytest.raises(DraftRefused, match="is a draft: edit it"):
        rewording.change_objective(acme, replace(objective, title="They do"), AGREED)


def test_a_replaced_key_result_and_its_successor_name_each_other(acme: Store):
    past = weekly.review(acme, org.SETTINGS, WEEK)
    before = acme.now()
    dropped, new = rewording.supersede(acme, "rotation", written("", "Nobody is woken twice"), AGREED, ANA)
    assert dropped.dropped
    assert new.key_result.objective == "reliability"
    assert new.key_result.start == date(2022, 1, 17)
    changes = {each.key_result: each for each in weekly.facts(acme, org.SETTINGS, WEEK, acme.now()).changes}
    assert changes["rotation"].reason == "Replaced by “Nobody is woken twice”: The market halved"
    assert changes["nobody-is-woken-twice"].reason == "Replaces “A second rotation”: The market halved"
    assert changes["nobody-is-woken-twice"].field == "withdrawn"  # from its absence: it was added
    week = weekly.review(acme, org.SETTINGS, date(2022, 1, 17))
    told = [each.text for each in week.changes]
    assert any(text.startswith("Nobody is woken twice: added by Ana, agreed by Vera — Replaces") for text in told)
    assert {row.title: row.status for row in week.key_results}["A second rotation"] == "cancelled"
    as_it_was = weekly.review(acme, org.SETTINGS, WEEK, as_of=before)
    assert replace(as_it_was, as_of=past.as_of) == past


def test_a_dropped_objective_drops_its_key_results_and_an_owner_may_change(acme: Store):
    held = journal.objective(acme, "reliability", acme.now())
    assert held
    assert rewording.change_objective(acme, replace(held, owner=BEN), AGREED, ANA).value.owner == BEN
    assert len(rewording.drop_objective(acme, "reliability", AGREED, VERA)) == 3
    week = weekly.review(acme, org.SETTINGS, date(2022, 1, 17))
    assert {row.status for row in week.key_results} == {"cancelled"}
    with pytest.raises(DraftRefused, match="dropped already"):
        rewording.drop_objective(acme, "reliability", AGREED, VERA)
    with pytest.raises(DraftRefused, match="dropped already"):
        rewording.drop(acme, "latency", AGREED)


def test_comments_hang_where_they_were_said_until_they_are_withdrawn(acme: Store):
    objective = draft(acme, "People find us", "Installs")
    said = drafting.comment(acme, " Why 80? ", BEN, key_result="installs")
    drafting.comment(acme, "Good", VERA, objective=objective.objective)
    (found,) = state_of(acme).objectives
    assert [(each.text, each.by) for each in found.comments] == [("Good", VERA)]
    assert [(each.text, each.by) for each in found.key_results[0].comments] == [("Why 80?", BEN)]
    drafting.withdraw_comment(acme, said)
    assert state_of(acme).objectives[0].key_results[0].comments == ()
    with pytest.raises(UsageError):
        drafting.comment(acme, " ", BEN, key_result="installs")


def test_what_is_unfinished_is_carried_over_once_from_where_it_stands(acme: Store):
    org.bring_in(acme, updates="key_result,week,value\nself-serve,2022-01-10,44\nlatency,2022-01-10,480")
    offered = {each.key_result.key_result: each for _, some in _offers(acme) for each in some}
    assert {name: each.is_finished for name, each in offered.items()} == {
        "latency": False,  # its KPI has no reading, its update of this week counts
        "rotation": False,
        "self-serve": False,
    } | {"latency": True}
    carried = carrying.carry_over(acme, org.SETTINGS, NEXT, ["self-serve", "rotation"], ANA)
    assert [each.key_result.key_result for each in carried] == ["self-serve-fy23-q1", "rotation-fy23-q1"]
    found = state_of(acme).objective("reliability-fy23-q1")
    assert found
    assert (found.objective.state, found.objective.why) == ("draft", "Every outage costs a customer")
    kr = found.key_results[0].key_result
    assert (kr.baseline, kr.target, kr.owner, kr.kpi) == (44, None, ANA, None)
    with pytest.raises(DraftRefused) as refused:
        carrying.carry_over(acme, org.SETTINGS, NEXT, ["self-serve"], ANA)
    assert texts(refused) == ["“Self-serve installs” is carried over already"]
    drafting.withdraw_key_result(acme, "self-serve-fy23-q1", ANA)
    carrying.carry_over(acme, org.SETTINGS, NEXT, ["self-serve"], ANA, keeps_targets=True)
    again = state_of(acme).key_result("self-serve-fy23-q1")
    assert again
    assert again.key_result.target == 80


def _offers(store: Store):
    return carrying.offers(store, org.SETTINGS, NEXT).objectives


def test_what_was_written_and_changed_comes_back_from_its_files(acme: Store, tmp_path, settings: Settings):
    objective = approved(acme, "Installs", "Visits")
    found = state_of(acme).key_result("installs")
    assert found
    rewording.change(acme, replace(found.written, key_result=replace(found.key_result, target=60.0)), AGREED, BEN)
    rewording.supersede(acme, "visits", written("", "Readers"), AGREED, BEN)
    drafting.comment(acme, "Good", VERA, objective=objective.objective)
    files = {name: text.encode() for name, text in exporting.csv_files(acme).items()}
    copy = open_store(tmp_path / "copy.duckdb", Clock(acme.now()))
    imports.bring_in(copy, settings, files)
    theirs, ours = state_of(copy), state_of(acme)
    assert [each.objective for each in theirs.objectives] == [each.objective for each in ours.objectives]
    assert [each.steps for each in theirs.objectives] == [each.steps for each in ours.objectives]
    assert [each.written for each in theirs.objectives[0].key_results] == [
        each.written for each in ours.objectives[0].key_results
    ]
    week = date(2022, 2, 7)
    assert (
        weekly.facts(copy, settings, week, copy.now()).changes == weekly.facts(acme, settings, week, acme.now()).changes
    )
    assert state_of(copy, as_of=BEFORE).objectives == ()
    copy.close()
