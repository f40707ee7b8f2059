"""The scorecard of a quarter as an action: read, graded, drafted, made final, reopened; and who may see how sure was
right.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data import exporting, imports
from data.config import Org, Risk, Settings
from data.errors import UsageError
from data.monday import frozen, weekly
from data.quarter import calibrations, finals, grades, scorecards
from data.quarter.finals import ScorecardIsNotFinal
from data.quarter.grades import NotTheirs, ScorecardIsFinal
from data.rules import confidential
from data.rules.limits import Limits
from data.rules.okr import Update
from data.rules.scorecard import KeyResultScore, Scorecard
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests.org import SETTINGS, bring_in

VERA, ANA, BEN = "vera@acme.example", "ana@acme.example", "ben@acme.example"
LAST = date(2022, 1, 31)  # FY22 Q4's last week

ORG = {
    "people": f"""
        email,name,role,team
        {VERA},Vera,vp,
        {ANA},Ana,director,Platform
        {BEN},Ben,owner,Platform
    """,
    "objectives": f"""
        objective,quarter,title,team,owner
        reliability,FY22 Q4,People can rely on us,Platform,{ANA}
    """,
    "key_results": f"""
        key_result,objective,title,owner,kind,unit,baseline,target,confidential
        installs,reliability,80 installs,{BEN},increase,installs,20,80,
        margin,reliability,Margin of Saltmere grows to 40%,{BEN},increase,%,20,40,yes
    """,
    "updates": """
        key_result,week,value,confidence,wins,recorded_at
        installs,2022-01-10,50,90,Half way,2022-01-14T12:00:00Z
        margin,2022-01-31,40,95,Saltmere pays more,2022-02-01T12:00:00Z
    """,
}


def stand_at(store: Store, moment: str) -> None:
    store.clock = Clock(datetime.fromisoformat(moment).replace(tzinfo=UTC))


@pytest.fixture
def org(tmp_path: Path) -> Iterator[Store]:
    """A quarter that is over: week 1 of the next one."""
    with closing(open_store(tmp_path / "org.duckdb", Clock(datetime(2022, 2, 2, 9, tzinfo=UTC)))) as store:
        bring_in(store, **ORG)
        yield store


def card(store: Store, **asked: Any) -> Scorecard:
    return scorecards.of(store, SETTINGS, **asked)


def row(store: Store, name: str = "installs", **asked: Any) -> KeyResultScore:
    return next(each for each in card(store, **asked).key_results if each.key_result == name)


def give(store: Store, name: str = "installs", **given: Any):
    given.setdefault("by", ANA)
    return grades.give(store, SETTINGS, key_result=name, **given)


def finalise(store: Store, **more: Any) -> Scorecard:
    more.setdefault("by", VERA)
    more.setdefault("accept_suggestions", True)
    return finals.finalise(store, SETTINGS, "FY22 Q4", **more)


# Which quarter


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        ("2022-01-16T12:00", "FY22 Q3"),  # the Sunday of week 11
        ("2022-01-17T12:00", "FY22 Q4"),  # week 12
        ("2022-01-31T12:00", "FY22 Q4"),
        ("2022-02-01T12:00", "FY22 Q4"),  # week 1 of the next quarter
        ("2022-04-17T12:00", "FY22 Q4"),
    ],
)
def test_the_scorecard_that_is_due_is_the_running_quarters_from_week_12(sample: Store, settings, moment, quarter):
    assert str(scorecards.due(sample, settings, datetime.fromisoformat(moment).replace(tzinfo=UTC))) == quarter


def test_a_quarter_that_was_begun_early_is_due_early(store: Store):
    stand_at(store, "2022-01-10T12:00")
    bring_in(store, objectives="objective,quarter,title\nthen,FY22 Q3,Then\nnow,FY22 Q4,Now")
    assert card(store).quarter == "FY22 Q3"
    finals.to_draft(store, SETTINGS, "FY22 Q4")
    assert (card(store).quarter, card(store).state) == ("FY22 Q4", "draft")


def test_a_store_without_a_past_shows_the_running_quarter(store: Store):
    found = card(store)
    assert (found.quarter, found.key_results, found.state) == ("FY22 Q4", (), "open")


def test_a_quarter_that_cannot_be_read_is_told_in_a_sentence(store: Store):
    with pytest.raises(UsageError, match="Write it like FY22 Q4"):
        card(store, quarter="last")


# Its facts


def test_before_its_quarter_nothing_is_suggested_though_a_kpi_has_its_value_already(sample: Store, settings):
    card = scorecards.of(sample, settings, "FY23 Q1")
    assert any(row.value is not None for row in card.key_results)
    assert {row.result for row in card.key_results} == {"ungraded"}
    assert {row.suggested.why for row in card.key_results} == {"the quarter has not begun"}
    assert card.tally.mean is None and card.tally.warned is None
    assert {row.grade for row in card.objectives} == {None}


def test_final_values_may_come_after_the_quarters_end(org: Store):
    assert (row(org).value, row(org).score) == (50, 0.5)
    logged = grades.log_final(org, SETTINGS, "installs", value=77, by=BEN)
    assert (logged.update.week, logged.update.author) == (LAST, BEN)
    assert (row(org).value, row(org).score, row(org).grade) == (77, 0.95, "achieved")


def test_a_final_value_leaves_the_words_of_the_last_update(org: Store):
    grades.log_final(org, SETTINGS, "margin", value=39.5)
    (update,) = journal.updates(org, ["margin"], LAST, LAST, org.now())
    assert (update.value, update.confidence, update.wins, update.revisions) == (39.5, 95, "Saltmere pays more", 2)


def test_during_the_quarter_a_final_value_goes_into_the_week_that_runs(org: Store):
    stand_at(org, "2022-01-26T09:00")
    with closing(open_store(org.path.with_name("earlier.duckdb"), Clock(org.clock.now()))) as earlier:
        bring_in(earlier, **{name: text for name, text in ORG.items() if name != "updates"})
        assert grades.log_final(earlier, SETTINGS, "installs", value=60).update.week == date(2022, 1, 24)


def test_the_first_wording_is_how_it_was_before_its_goalposts_moved(sample: Store, settings):
    """Thirty installs were promised in July; the target became twenty in September."""
    found = {each.key_result: each for each in scorecards.of(sample, settings, "FY22 Q3").key_results}
    installs = found["q3-installs"]
    assert (installs.first.measure, installs.first.suggested.grade) == ("from 5 to 30 installs", "missed")
    assert (installs.last.measure, installs.last.suggested.grade) == ("from 5 to 20 installs", "achieved")
    assert [change.field for change in installs.changes] == ["target"]


def test_grades_that_came_in_as_final_make_the_scorecard_final_as_it_was_then(sample: Store, settings):
    found = scorecards.of(sample, settings, "FY22 Q3")
    assert (found.state, found.final_by) == ("final", "tobias.renqvist@loomline.example")
    assert found.final_at == found.as_of
    weekly.log(sample, settings, Update("q3-installs", date(2021, 10, 25), value=3))
    assert scorecards.of(sample, settings, "FY22 Q3") == found


def test_a_quarter_is_compared_with_those_before_that_were_graded(sample: Store, settings):
    (before,) = scorecards.of(sample, settings, "FY22 Q4").earlier
    assert before == scorecards.of(sample, settings, "FY22 Q3").tally


# Grading


def test_a_grade_that_is_given_counts_and_begins_the_draft(org: Store):
    assert card(org).state == "open"
    given = give(org, score=0.6, note=" Two came a day late. ")
    assert (given.score, given.grade, given.note) == (0.6, "missed", "Two came a day late.")
    kept = row(org).given
    assert kept
    assert (card(org).state, kept.score, kept.by) == ("draft", 0.6, ANA)


def test_of_a_score_or_a_grade_alone_the_other_follows(org: Store):
    assert give(org, score=0.9).grade == "achieved"
    assert give(org, grade="partly").score == 0.75, "nearest to the suggested 0.5"
    assert give(org, score=0.899).score == 0.89


def test_an_objective_is_graded_too(org: Store):
    grades.give(org, SETTINGS, objective="reliability", grade="partly", by=VERA)
    (objective,) = card(org).objectives
    assert (objective.suggested.score, objective.score, objective.grade) == (0.75, 0.75, "partly")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Give a score or a grade."),
        ({"note": "Well"}, "Give a score or a grade."),
        ({"score": 1.2}, "A score is from 0.0 to 1.0, not 1.2."),
        ({"score": 0.8, "grade": "achieved"}, "80% is partly, not achieved. Change one of them, or give one alone."),
        ({"name": "nothing", "score": 1}, "There is no key result and no objective “nothing”."),
    ],
)
def test_what_cannot_be_kept_is_told_in_a_sentence(org: Store, given, sentence):
    with pytest.raises(UsageError) as refused:
        give(org, **given)
    assert str(refused.value) == sentence
    assert card(org).state == "open"


def test_a_cancelled_key_result_is_not_graded(sample: Store, settings):
    with pytest.raises(UsageError, match="is cancelled: it is not graded"):
        grades.give(sample, settings, key_result="airgap-bundle", score=1)


def test_owners_do_not_grade_and_only_vps_make_final_and_reopen(org: Store):
    with pytest.raises(NotTheirs, match=r"Ben cannot give grades\. That is for (Ana or Vera|Vera or Ana)\."):
        give(org, score=1, by=BEN)
    with pytest.raises(NotTheirs, match=r"Ana cannot make the scorecard final\. That is for Vera\."):
        finalise(org, by=ANA)
    finalise(org)
    with pytest.raises(NotTheirs, match=r"Ana cannot reopen the scorecard\. That is for Vera\."):
        finals.reopen(org, SETTINGS, "FY22 Q4", by=ANA, reason="A late number")


# Draft, final, reopened


def test_what_nobody_graded_must_be_accepted_as_suggested_or_it_is_not_final(org: Store):
    give(org, score=0.6)
    with pytest.raises(ScorecardIsNotFinal, match="2 grades are missing") as refused:
        finalise(org, accept_suggestions=False)
    assert [str(problem) for problem in refused.value.problems] == [
        "“Margin of Saltmere grows to 40%”: 100% complete: achieved from 90%",
        "“People can rely on us”: mean of 2 scores by weight: partly from 75%",
    ]
    final = finalise(org)
    assert {each.key_result: each.given and each.given.by for each in final.key_results} == {
        "installs": ANA,
        "margin": VERA,
    }
    assert final.objectives[0].given


def test_what_has_neither_a_grade_nor_a_suggestion_keeps_it_from_being_final(org: Store):
    bring_in(
        org,
        key_results="key_result,objective,title,owner,baseline,target\nnew,reliability,New one,ben@acme.example,1,2",
    )
    with pytest.raises(ScorecardIsNotFinal) as refused:
        finalise(org)
    assert [str(problem) for problem in refused.value.problems] == ["“New one”: no value: no score can be suggested"]


def test_it_is_not_final_before_week_13(sample: Store, settings):
    with pytest.raises(ScorecardIsNotFinal, match="FY22 Q4 is in its week 12"):
        finals.finalise(sample, settings, "FY22 Q4", accept_suggestions=True)


def test_a_final_scorecard_does_not_change_whatever_comes_later(org: Store):
    final = finalise(org)
    assert (final.state, final.final_by, final.final_at) == ("final", VERA, final.as_of)
    weekly.log(org, SETTINGS, Update("installs", LAST, value=80))
    bring_in(org, grades="key_result,score,graded_at\ninstalls,0.1,2022-02-03T00:00:00Z")
    stricter = Settings(org=Org(grading="score"))
    assert scorecards.of(org, stricter, "FY22 Q4") == final
    assert scorecards.of(org, SETTINGS, "FY22 Q4", as_of=final.final_at) == final


def test_before_it_was_final_it_is_read_as_it_stood(org: Store):
    before = org.now()
    finalise(org)
    assert card(org, quarter="FY22 Q4", as_of=before).state == "open"


def test_nothing_is_given_to_a_final_scorecard(org: Store):
    finalise(org)
    for act in (
        lambda: give(org, score=0.5),
        lambda: grades.log_final(org, SETTINGS, "installs", value=3),
        lambda: finals.to_draft(org, SETTINGS, "FY22 Q4", by=VERA),
        lambda: finalise(org),
    ):
        with pytest.raises(ScorecardIsFinal, match="final since 2 February 2022"):
            act()


def test_a_final_scorecard_can_be_reopened_with_a_reason_and_both_stay_in_the_record(org: Store):
    finalise(org)
    with pytest.raises(UsageError, match="Say why"):
        finals.reopen(org, SETTINGS, "FY22 Q4", by=VERA, reason=" ")
    assert finals.reopen(org, SETTINGS, "FY22 Q4", by=VERA, reason="A late number").state == "draft"
    give(org, score=0.9)
    assert finalise(org).key_results[0].score == 0.9
    kept = journal.SCORECARDS.all(org, org.now())
    assert [(each.state, each.reason) for each in kept] == [
        ("final", None),
        ("draft", "A late number"),
        ("final", None),
    ]


def test_only_a_final_scorecard_is_reopened(org: Store):
    with pytest.raises(ScorecardIsNotFinal, match="is not final"):
        finals.reopen(org, SETTINGS, "FY22 Q4", by=VERA, reason="Why not")


def test_a_scorecard_as_text_reads_back_the_same(sample: Store, settings):
    found = scorecards.of(sample, settings)
    assert frozen.scorecard(frozen.text(found)) == found


def test_a_final_scorecard_is_the_same_after_an_export_and_an_import(org: Store, tmp_path: Path):
    give(org, score=0.6, note="Two came late")
    final = finalise(org)
    files = {name: text.encode() for name, text in exporting.csv_files(org).items()}
    with closing(open_store(tmp_path / "other.duckdb", Clock(org.now()))) as other:
        imports.bring_in(other, SETTINGS, files)
        assert card(other, quarter="FY22 Q4") == final


# Kick-off


def test_the_kick_off_shows_how_the_quarter_went_and_the_next_ones_okrs_in_force(org: Store):
    bring_in(
        org,
        objectives="objective,quarter,title,state\nnext,FY23 Q1,Next,published\nlater,FY23 Q1,Later,draft",
        key_results=f"key_result,objective,title,owner,baseline,target\nfirst,next,First,{BEN},0,1",
    )
    found = scorecards.kickoff(org, SETTINGS)
    assert (found.scorecard.quarter, found.quarter) == ("FY22 Q4", "FY23 Q1")
    assert [each.objective for each in found.objectives] == ["next"]
    assert [each.key_result for each in found.key_results] == ["first"]


# Outside


def test_outside_a_confidential_key_result_has_its_grade_and_no_number(org: Store):
    give(org, "margin", score=1.0, note="Saltmere signed for 44%")
    shown = confidential.scorecard_outside(card(org), ["Saltmere"])
    margin = next(each for each in shown.key_results if each.key_result == "margin")
    assert (margin.title, margin.grade, margin.score) == ("Margin of [name] grows to N1", "achieved", None)
    assert (margin.value, margin.target, margin.progress, margin.confidence) == (None, None, None, None)
    assert (margin.given and margin.given.note, margin.last.measure) == ("confidential", "confidential")
    assert "44" not in str(margin)
    assert "Saltmere" not in str(shown)


def test_outside_names_on_the_list_are_masked_in_every_text(org: Store):
    give(org, score=0.6, note="SALTMERE rail was late, Saltmeres were not; saltmere's too")
    shown = confidential.scorecard_outside(card(org), ["Saltmere", "Saltmere Rail"])
    installs = next(each for each in shown.key_results if each.key_result == "installs")
    assert installs.given
    assert installs.given.note == "[name] was late, Saltmeres were not; [name]'s too"
    assert (installs.value, installs.owner) == (50, BEN), "only what is confidential is hidden"


def test_outside_the_next_okrs_keep_numbers_of_confidential_key_results_and_names_to_themselves(org: Store):
    found = card(org)
    known = journal.key_results(org, journal.objectives(org, found.quarter, org.now()), org.now())
    _, told = confidential.okrs_outside((), known, ["Saltmere"])
    assert [(each.title, each.target) for each in told] == [("80 installs", 80), ("Margin of [name] grows to N1", None)]


def test_without_names_on_the_list_nothing_is_masked():
    assert confidential.masked("Saltmere pays", ["", " "]) == "Saltmere pays"
    assert confidential.masked("A.B. (Acme) Ltd", ["a.b. (acme)"]) == "[name] Ltd"


# How sure was right


FEW = Settings(risk=Risk(calibration_min=5))


def test_how_sure_was_right_is_told_to_vps_for_all_and_to_owners_for_themselves(sample: Store, settings):
    vp, owner = "ines.halloran@loomline.example", "joonho.bae@loomline.example"
    everybody, *owners = calibrations.of(sample, FEW, vp)
    assert (everybody.owner, everybody.horizons[-1].count) == (None, 15)
    assert owner in {each.owner for each in owners}
    (own,) = calibrations.of(sample, FEW, owner)
    assert own.owner == owner
    assert own in owners
    assert calibrations.of(sample, FEW, None) == ()
    assert calibrations.of(sample, FEW, "stranger@example.org") == ()


def test_how_sure_was_right_needs_enough_key_results(sample: Store, settings):
    own = calibrations.of(sample, settings, "joonho.bae@loomline.example")[0].horizons[-1]
    assert own.count + own.missing == Limits().calibration_min
    assert own.brier is None


def test_outcomes_of_quarters_that_nobody_graded_do_not_count(org: Store):
    assert calibrations.of(org, SETTINGS, BEN) == ()
    give(org, score=0.9)
    (own,) = calibrations.of(org, FEW, BEN)
    assert [(each.count, each.missing) for each in own.horizons] == [(0, 5), (0, 5), (1, 4)]


def test_outside_an_objective_does_not_tell_the_score_of_its_confidential_key_result(org: Store):
    """With the scores of the others beside it, the objective's would."""
    shown = confidential.scorecard_outside(card(org), [])
    kept = {row.objective for row in shown.key_results if row.confidential}
    assert kept
    assert all(row.score is None for row in shown.objectives if row.objective in kept)
    assert all(row.grade for row in shown.objectives if row.objective in kept), "the grade stays"
