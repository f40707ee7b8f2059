"""How a quarter's results read in words, wherever they are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.rules import results
from data.rules.scorecard import Given, Suggestion, Warning
from tests import scorecards
from tests.scorecards import key_result


def name(email: str | None) -> str | None:
    person = scorecards.PEOPLE.get(email or "")
    return person.name if person else email


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"value": 497.0, "target": 450.0, "unit": "ms"}, ("497", " → 450 ms")),
        ({"value": 561.0, "target": 620.0, "unit": "$k"}, ("$561k", " → $620k")),
        ({"value": None, "target": 450.0, "unit": "ms"}, ("no value", " → 450 ms")),
        ({"value": 12.0, "target": None}, ("12", ", no target")),
        ({"kind": "stay_above", "value": 99.87, "target": 99.9, "unit": "%"}, ("99.87%", ", at least 99.9%")),
        ({"kind": "stay_below", "value": 19.0, "high": 12.0, "unit": "pages"}, ("19 pages", ", at most 12 pages")),
        ({"kind": "band", "value": 6.0, "low": 5.0, "high": 8.0, "unit": "days"}, ("6 days", ", between 5 and 8 days")),
        ({"kind": "milestones", "value": 3.0, "target": 5.0, "unit": None}, ("3", " of 5 milestones")),
        ({"kind": "milestones", "value": None, "progress": 0.7}, ("70% of its milestones", "")),
        ({"kind": "done", "progress": 1.0}, ("done", "")),
        ({"kind": "done", "progress": 0.0}, ("not done", "")),
        ({"kind": "baseline", "value": 41.0, "unit": "min"}, ("41 min, the baseline", "")),
        ({"kind": "baseline", "value": None}, ("no baseline recorded", "")),
    ],
)
def test_where_a_key_result_ended_reads_by_its_kind(facts: dict, told: tuple[str, str]):
    assert results.ended(key_result("kr", "objective", "A key result", **facts)) == told


def test_how_far_it_came_is_said_where_the_value_does_not():
    assert results.came(key_result("kr", "o", "A", progress=0.899)) == "89% complete"
    assert results.came(key_result("kr", "o", "A", kind="band", progress=0.9)) == "in band in 90% of the weeks"
    assert results.came(key_result("kr", "o", "A", progress=None)) == "progress unknown"
    assert results.came(key_result("kr", "o", "A", kind="done")) is None
    assert results.came(key_result("kr", "o", "A", kind="milestones", value=None, progress=0.7)) is None


def test_a_grade_reads_in_the_words_of_the_preset():
    assert results.judged(Suggestion(0.88, "partly", ""), "percent") == "▲ partly, 88%"
    assert results.judged(Given(0.7, "achieved", None, None, None), "score") == "● green, 0.7"
    assert results.judged(Given(None, "missed", None, None, None), "score") == "■ red"
    assert results.judged(Suggestion(None, None, "no value"), "percent") is None
    assert results.marked("ungraded", "score") == "○ not graded"


def test_the_first_wording_is_told_only_where_there_was_another():
    row = key_result("kr", "o", "A")
    assert results.first_worded(row, "percent") is None
    first = replace(row.last, measure="from 0 to 20", suggested=Suggestion(0.5, "missed", "half way"))
    told = "As first worded, from 0 to 20, it would be ■ missed, 50%."
    assert results.first_worded(replace(row, first=first), "percent") == told
    unknown = replace(row.last, suggested=Suggestion(None, None, "no baseline"))
    assert results.first_worded(replace(row, first=unknown), "percent") == "As first worded it could not be graded."


def test_a_miss_says_how_long_before_the_end_it_could_be_seen():
    missed = key_result("kr", "o", "A", suggested=Suggestion(0.5, "missed", ""))
    warning = Warning(1, date(2022, 1, 17), date(2022, 1, 24), "41% done, 80% expected")
    assert results.warned(replace(missed, warning=warning)) == (
        "1 week before the quarter’s last there was a warning: 41% done, 80% expected "
        "(the numbers since the week of 17 January and the owner since the week of 24 January)."
    )
    late = results.warned(replace(missed, warning=replace(warning, weeks=0))) or ""
    assert late.startswith("In the last week there was")
    assert results.warned(missed) == "Nothing warned of it before the end."
    assert results.warned(key_result("kr", "o", "A")) is None
    assert results.warned(replace(missed, cancelled=True)) is None


def test_goalposts_tell_what_moved_and_who_agreed():
    installs = next(row for row in scorecards.rich().key_results if row.key_result == "installs")
    target, title = installs.changes
    assert results.goalpost(target, name) == "9 December: target 120 → 80 (Noor Siddiqi, agreed by Ines Halloran)."
    assert results.goalpost_and_why(title, name) == (
        "9 December: reworded, before “120 active self-serve installs” (Noor Siddiqi). No reason was given."
    )
    hidden = replace(target, old=None, new=None, by=None, agreed_by=None)
    assert results.goalpost(hidden, name) == "9 December: target changed."
    assert results.goalpost(replace(target, field="dropped", new="no"), name).startswith("9 December: taken up again")


@pytest.mark.parametrize(
    ("field", "old", "new", "told"),
    [
        ("withdrawn", "yes", "no", "added"),
        ("milestone", None, "GA, weight 60", "milestone added: GA, weight 60"),
        ("milestone", "GA, weight 60", None, "milestone taken away: GA, weight 60"),
        ("milestone", "GA, weight 60", "GA, weight 40", "milestone GA, weight 60 → GA, weight 40"),
        ("plan", None, "60 by 23 January", "plan added: 60 by 23 January"),
        ("owner", "noor@loomline.example", None, "owner Noor Siddiqi → none"),
        ("milestone", None, None, "milestone changed"),
    ],
)
def test_what_comes_or_goes_and_whose_it_is_read_as_words(field: str, old: str | None, new: str | None, told: str):
    target = next(row for row in scorecards.rich().key_results if row.key_result == "installs").changes[0]
    moved = replace(target, field=field, old=old, new=new, by=None, agreed_by=None)
    assert results.goalpost(moved, name) == f"9 December: {told}."


def test_the_key_sentences_leave_out_what_nobody_knows():
    nothing = replace(scorecards.unwritten().tally, warned=None)
    assert list(results.sentences(replace(scorecards.unwritten(), tally=nothing))) == []
    first, mean, *_ = results.sentences(replace(scorecards.rich(), preset="score"))
    assert first == ("4 of 9 graded key results green", "9 of 15 in FY22 Q3")
    assert mean == ("The mean score is 0.7", "0.9 in FY22 Q3")


def test_what_is_only_suggested_is_not_called_graded():
    told, beside = next(results.sentences(replace(scorecards.rich(), state="draft")))
    assert (told, beside) == ("4 of 9 key results look achieved", "9 of 15 in FY22 Q3")


def test_it_is_said_that_grades_are_only_suggested_while_somebody_has_to_give_them():
    assert results.unsettled(scorecards.rich()) is None
    assert "nobody has given yet" in (results.unsettled(scorecards.unwritten()) or "")
