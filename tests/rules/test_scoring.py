"""The scorecard out of a quarter's facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data.rules import calendar, scoring
from data.rules.board import Facts
from data.rules.calendar import WEEK
from data.rules.limits import Limits
from data.rules.okr import Change, Grade, KeyResult, Milestone, Objective, Update
from data.rules.quarterly import RetroNote
from data.rules.scorecard import Given, KeyResultScore, Retrospect, Scorecard, Warning
from data.rules.scoring import Evidence
from data.rules.wordings import BEGINNING, Version

QUARTER = calendar.parse_quarter("FY22 Q4")  # 1 November 2021 to 31 January 2022: 14 weeks
LAST = QUARTER.review_weeks[-1]
AFTER = datetime(2022, 2, 9, tzinfo=UTC)
LIMITS = Limits()
GROWTH = Objective("growth", "FY22 Q4", "People find us", team="Growth")
INSTALLS = KeyResult("installs", "growth", "Installs", "ana@acme.example", unit="installs", baseline=20, target=80)


def week(number: int) -> date:
    return QUARTER.weeks[number - 1]


def said(number: int, name: str = "installs", **words: Any) -> Update:
    return Update(name, week(number), recorded_at=datetime(2022, 2, 1, tzinfo=UTC), **words)


def card(
    *key_results: KeyResult, updates: Sequence[Update] = (), grades: Sequence[Grade] = (), **more: Any
) -> Scorecard:
    """The scorecard of a quarter that is over."""
    preset, until, reviewed = more.pop("preset", "percent"), more.pop("until", LAST), more.pop("reviewed", LAST)
    known = {name: more.pop(name) for name in ("changes", "milestones") if name in more}
    facts = Facts(QUARTER, until, AFTER, [GROWTH], key_results or (INSTALLS,), updates=updates, **known)
    return scoring.scorecard(Evidence(facts, reviewed, grades=grades, **more), preset, LIMITS)


def row(*key_results: KeyResult, **facts: Any) -> KeyResultScore:
    return card(*key_results, **facts).key_results[0]


def test_the_final_value_scores_the_key_result_and_says_why():
    found = row(updates=[said(3, value=40), said(14, value=71, confidence=80)])
    assert (found.value, found.progress, found.score, found.grade) == (71, 0.85, 0.85, "partly")
    assert found.last.measure == "from 20 to 80 installs"
    assert found.last.suggested.why.startswith("85% complete: partly from 75%")
    assert (found.confidence, found.status, found.team) == (80, "at risk", "Growth")
    assert found.value_as_of == datetime(2022, 2, 1, tzinfo=UTC)


def test_what_was_given_goes_before_what_is_suggested():
    at = datetime(2022, 2, 3, tzinfo=UTC)
    given = Grade("installs", score=0.9, grade="achieved", note="Counted a day late", by="ines", graded_at=at)
    found = row(updates=[said(14, value=71)], grades=[given])
    assert found.given == Given(0.9, "achieved", "Counted a day late", "ines", at)
    assert (found.score, found.grade, found.last.suggested.score) == (0.9, "achieved", 0.85)


def test_who_gave_a_score_or_a_grade_alone_gave_the_other_one_too():
    score_alone = row(updates=[said(14, value=71)], grades=[Grade("installs", score=0.7)])
    grade_alone = row(updates=[said(14, value=71)], grades=[Grade("installs", grade="achieved")])
    assert (score_alone.score, score_alone.grade) == (0.7, "missed")
    assert (grade_alone.score, grade_alone.grade) == (0.9, "achieved")


def test_a_key_result_is_scored_as_first_worded_and_as_last_worded():
    """The target went from 120 down to 80: 74 is 90 % of the way now and was 54 % of the first one."""
    change = Change(datetime(2021, 12, 9, tzinfo=UTC), "target", "120", "80", "Sales left", "ben", agreed_by="ines")
    found = row(
        updates=[said(14, value=74)],
        changes=[replace(change, key_result="installs")],
        first_wordings={"installs": replace(INSTALLS, target=120, title="120 installs")},
    )
    assert (found.last.suggested.grade, found.last.progress) == ("achieved", 0.9)
    assert (found.first.title, found.first.measure) == ("120 installs", "from 20 to 120 installs")
    assert (found.first.suggested.grade, found.first.progress) == ("missed", 0.54)
    (moved,) = found.changes
    assert (moved.field, moved.old, moved.new, moved.reason, moved.by, moved.agreed_by) == (
        "target",
        "120",
        "80",
        "Sales left",
        "ben",
        "ines",
    )


def test_a_value_in_another_unit_says_nothing_about_the_first_wording():
    found = row(
        updates=[said(14, value=74)], first_wordings={"installs": replace(INSTALLS, unit="%", baseline=1, target=5)}
    )
    assert found.first.suggested.grade is None
    assert found.first.suggested.why == "then counted in %, now in installs: no score can be suggested"


def test_the_first_wording_is_the_one_that_was_approved():
    drafted, approved, later = (datetime(2021, 10, day, tzinfo=UTC) for day in (18, 25, 29))
    versions = [
        Version(replace(INSTALLS, withdrawn=True), BEGINNING),
        Version(replace(INSTALLS, target=60), drafted),
        Version(replace(INSTALLS, target=70), approved),
        Version(INSTALLS, later),
    ]
    assert scoring.first_wording(versions, approved).target == 70
    assert scoring.first_wording(versions, BEGINNING).target == 60, "one that came after the approval, as it came"
    assert scoring.first_wording(versions[1:], None).target == 60


def test_a_dropped_or_cancelled_key_result_is_not_graded_and_counts_nowhere():
    dropped = replace(INSTALLS, key_result="dropped", dropped=True)
    stated = replace(INSTALLS, key_result="stated")
    found = card(
        dropped, stated, INSTALLS, updates=[said(14, "stated", value=80, status="cancelled"), said(14, value=80)]
    )
    assert [each.result for each in found.key_results] == ["cancelled", "cancelled", "achieved"]
    assert {each.last.suggested.why for each in found.key_results[:2]} == {"cancelled: not graded"}
    assert found.tally.counts == {"achieved": 1, "partly": 0, "missed": 0, "ungraded": 0, "cancelled": 2}
    assert (found.tally.mean, found.objectives[0].score) == (1.0, 1.0)


def test_one_without_a_value_is_not_graded_and_says_what_is_missing():
    found = card(updates=[said(14, confidence=90)])
    assert (found.key_results[0].score, found.key_results[0].grade) == (None, None)
    assert found.key_results[0].last.suggested.why == "no value: no score can be suggested"
    assert found.tally.counts["ungraded"] == 1
    assert found.tally.mean is None
    assert found.objectives[0].suggested.why == "none of its key results has a score"


def test_milestones_done_after_the_quarter_do_not_count():
    chart = KeyResult("chart", "growth", "Chart", kind="milestones")
    done = [Milestone("chart", "Built", 3, done_on=week(9)), Milestone("chart", "Used", 1, done_on=date(2022, 2, 8))]
    assert row(chart, milestones=done).score == 0.75


def test_an_objective_is_judged_after_its_key_results_given_or_suggested():
    """0.85 suggested with weight 1 and 1.0 given with weight 2 make 0.95."""
    other = replace(INSTALLS, key_result="other", weight=2)
    given = [Grade("other", score=1.0), Grade(objective="growth", grade="partly", note="Too early to say")]
    found = card(INSTALLS, other, updates=[said(14, value=71)], grades=given).objectives[0]
    assert (found.suggested.score, found.suggested.grade) == (0.95, "achieved")
    assert (found.given and found.given.score, found.grade) == (0.89, "partly"), "the nearest score that is partly"


def test_the_owners_note_is_on_the_scorecard():
    found = row(retro_notes=[RetroNote("installs", "71 of 80", "Sales", "The bot", "Count early", "Yes", "ana")])
    assert found.retro == Retrospect("71 of 80", "Sales", "The bot", "Count early", "Yes", "ana")


# Weeks of warning


def test_a_miss_was_warned_of_in_the_first_week_that_was_bad_and_stayed_so_to_the_end():
    """Installs stand still at 50 from week 7 on: behind pace since week 8, which its owner says from week 11."""
    steady = [said(n, value=20 + 5 * n, confidence=95) for n in range(1, 7)]
    stuck = [said(n, value=50, confidence=95 if n < 11 else 60) for n in range(7, 15)]
    found = row(updates=[*steady, *stuck]).warning
    assert found == Warning(
        weeks=6,
        by_numbers=week(8),
        by_owner=week(11),
        sign="50% done of the 61% expected by now: 82% of pace, at risk from 75%",
    )


def test_a_sign_that_went_away_again_was_no_warning():
    """Weeks 4 and 5 were bad and week 6 good again; from week 10 on installs stand still at 70."""
    told = [said(n, value=min(20 + 5 * n, 70), confidence=95) for n in range(1, 14)]
    told[3:5] = [said(4, value=22, confidence=60), said(5, value=22, confidence=60)]
    found = row(updates=[*told, said(14, value=70, confidence=70)]).warning
    assert found
    assert (found.by_numbers, found.by_owner, found.weeks) == (week(13), week(14), 1)


def test_green_until_the_last_week_is_to_be_seen():
    found = row(updates=[said(n, value=22, confidence=95) for n in range(1, 15)]).warning
    assert found
    assert (found.by_numbers, found.by_owner, found.weeks) == (week(1), None, 13)


def test_a_silent_week_neither_begins_nor_ends_what_the_owner_said():
    found = row(updates=[said(5, value=30, confidence=95), said(8, confidence=60), said(12, confidence=50)]).warning
    assert found
    assert found.by_owner == week(8)


def test_what_the_owner_states_goes_before_their_confidence():
    found = row(updates=[said(2, value=20, confidence=95, status="off track"), said(9, status="at risk")]).warning
    assert found
    assert found.by_owner == week(2)
    assert found.sign.endswith("of pace, off track below 75%; the owner said off track, 95% confident")


def test_of_one_that_is_done_or_not_done_only_the_owner_can_warn():
    rotation = KeyResult("installs", "growth", "Rotation", kind="done")
    silent = row(rotation, updates=[said(n, confidence=95) for n in range(1, 15)]).warning
    warned = row(rotation, updates=[said(10, confidence=70), said(14, confidence=20)]).warning
    assert silent == Warning(0, week(14), None, "not reached, and the due date has passed")
    assert warned == Warning(4, week(14), week(10), "the owner said off track, 70% confident")


def test_what_was_achieved_needed_no_warning():
    assert row(updates=[said(2, value=20, confidence=40), said(14, value=80, confidence=40)]).warning is None


def test_before_the_end_weeks_that_nobody_owes_yet_are_not_silence():
    """In week 12 the newest week whose deadline has passed is 11."""
    found = row(updates=[said(11, value=40, confidence=60)], until=week(12), reviewed=week(11))
    assert found.status == "off track"
    assert row(updates=[said(10, value=40, confidence=60)], until=week(12), reviewed=week(11)).status == "silent"


# The tally


def test_the_tally_tells_committed_from_aspirational_and_weighs():
    """Committed 1.0 (weight 3) and 0.5; aspirational 0.7."""
    rows = [
        replace(INSTALLS, key_result="a", weight=3),
        replace(INSTALLS, key_result="b"),
        replace(INSTALLS, key_result="c", commitment="aspirational"),
    ]
    ended = [said(14, "a", value=80), said(14, "b", value=50), said(14, "c", value=62)]
    tally = card(*rows, updates=ended).tally
    assert (tally.committed_mean, tally.aspirational_mean, tally.mean) == (0.875, 0.7, pytest.approx(0.84))
    assert tally.counts == {"achieved": 1, "partly": 0, "missed": 2, "ungraded": 0, "cancelled": 0}


def test_the_tally_counts_grades_that_would_be_others_as_first_worded():
    rows = [INSTALLS, replace(INSTALLS, key_result="same")]
    first = {"installs": replace(INSTALLS, target=120), "same": replace(rows[1], title="Another title")}
    tally = card(*rows, updates=[said(14, value=80), said(14, "same", value=80)], first_wordings=first).tally
    assert tally.rewritten == 1


def test_the_tally_has_the_median_weeks_of_warning_of_what_was_not_achieved():
    """Warned of 4 weeks and 0 weeks before the end; the achieved one is not among them."""
    kinds = [KeyResult(name, "growth", name, kind="done") for name in ("a", "b", "c")]
    told = [said(10, "a", confidence=50), said(14, "b", confidence=95), said(14, "c", status="done", confidence=10)]
    assert card(*kinds, updates=told).tally.warned == 2
    assert card(kinds[2], updates=told).tally.warned is None


def test_the_second_preset_grades_on_its_own_scale():
    found = card(updates=[said(14, value=58)], preset="score")
    assert (found.preset, found.key_results[0].score, found.key_results[0].grade) == ("score", 0.6, "partly")
    assert "expected at 1.0" in found.key_results[0].last.suggested.why


def test_a_scorecard_as_json_says_the_score_and_the_grade_that_count():
    document = card(updates=[said(14, value=71)], grades=[Grade("installs", score=0.9)]).as_json()
    (written,) = document["key_results"]
    assert (written["score"], written["grade"], written["last"]["suggested"]["score"]) == (0.9, "achieved", 0.85)
    assert document["as_of"] == "2022-02-09T00:00:00Z"
    assert (LAST - QUARTER.review_weeks[0]) // WEEK == 13
