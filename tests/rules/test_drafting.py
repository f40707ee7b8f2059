"""What a drafted objective or key result lacks is said in words; only what cannot be approved like this blocks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.rules import drafting
from data.rules.calendar import Quarter
from data.rules.drafting import Check, Written
from data.rules.limits import Limits
from data.rules.okr import KeyResult, Milestone, Objective, Plan

QUARTER = Quarter(2023, 1)  # 1 February to 30 April 2022
WHOLE = {"owner": "ana@acme.example", "baseline": 20.0, "target": 80.0, "unit": "installs"}


def key_result(**known: Any) -> KeyResult:
    return KeyResult("kr", "o", **{"title": "Self-serve installs", **WHOLE, **known})


def checks(kr: KeyResult, *, owned: int = 1, **parts: Any) -> dict[str, Check]:
    found = drafting.of_key_result(Written(kr, **parts), QUARTER, owned, Limits())
    return {check.check: check for check in found}


def about(objective: Objective, *key_results: KeyResult, **known: Objective) -> dict[str, Check]:
    found = drafting.of_objective(objective, key_results, known, Limits())
    return {check.check: check for check in found}


def objective(name: str = "o", **known: Any) -> Objective:
    whole = {"quarter": "FY23 Q1", "title": name.title(), "why": "Because", "owner": "ana@acme.example"}
    return Objective(name, **{**whole, **known})


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"kind": "decrease", "baseline": 900, "target": 500, "stretch": 400},
        {"kind": "stay_above", "baseline": None, "target": 99.9},
        {"kind": "stay_below", "baseline": None, "target": None, "high": 12},
        {"kind": "band", "baseline": None, "target": None, "low": 5, "high": 8},
        {"kind": "milestones", "baseline": None, "target": 5},
        {"kind": "done", "baseline": None, "target": None, "title": "Customers restore their data themselves"},
        {"kind": "done", "baseline": None, "target": None, "title": "Ship to 5 customers"},
        {"kind": "baseline", "baseline": None, "target": None},
    ],
)
def test_a_whole_key_result_of_each_kind_lacks_nothing(known):
    assert checks(key_result(**known)) == {}


@pytest.mark.parametrize(
    ("known", "lacks"),
    [
        ({"owner": None}, "no owner"),
        ({"target": None}, "no target"),
        ({"kind": "stay_above", "target": None}, "no limit"),
        ({"kind": "band", "low": 5.0}, "no band"),
        ({"kind": "band", "low": 8.0, "high": 5.0}, "band upside down"),
        ({"kind": "milestones", "target": None}, "no milestones"),
        ({"start": date(2022, 4, 1), "due": date(2022, 3, 1)}, "dates"),
    ],
)
def test_what_nobody_could_judge_blocks(known, lacks):
    found = checks(key_result(**known))
    assert list(found) == [lacks]
    assert found[lacks].blocks


@pytest.mark.parametrize(
    ("known", "lacks", "reason"),
    [
        ({"baseline": None}, "no baseline", "Its baseline is not known"),
        ({"target": 20.0}, "target equals baseline", "The target equals the baseline, 20 installs"),
        ({"target": 10.0}, "wrong way", "It is to increase, but goes from 20 installs to 10 installs."),
        ({"stretch": 70.0}, "stretch", "The stretch, 70 installs, should lie above 80 installs."),
        ({"due": date(2022, 5, 31)}, "dates", "It is due on 31 May 2022, outside FY23 Q1."),
    ],
)
def test_what_is_worth_another_thought_is_advice_with_its_numbers(known, lacks, reason):
    found = checks(key_result(**known))
    assert list(found) == [lacks]
    assert found[lacks].reason.startswith(reason)
    assert not found[lacks].blocks


def test_a_task_is_asked_for_what_it_changes_but_never_blocked():
    found = checks(key_result(kind="done", title="Launch the new checkout"))["reads like a task"]
    assert found.reason.startswith("“Launch …” says what will be done, not what it changes.")
    assert not found.blocks
    assert checks(key_result(title="Launch the new checkout")) == {}  # it has a measure


def test_an_owner_of_too_many_is_named_with_the_number():
    assert checks(key_result(), owned=5) == {}
    assert "6 key results in this quarter, more than 5" in checks(key_result(), owned=6)["owner has many"].reason


def test_a_plan_goes_one_way_up_to_the_target_within_the_quarter():
    def plan(*values: float, first: date = date(2022, 2, 7)) -> tuple[Plan, ...]:
        return tuple(Plan("kr", date.fromordinal(first.toordinal() + 7 * n), value) for n, value in enumerate(values))

    assert checks(key_result(), plans=plan(20, 30, 30, 80)) == {}
    assert checks(key_result(), plans=plan(20, 40, 30))["plan"].reason == "The plan goes back in week 4, from 40 to 30."
    assert "lies beyond the target, 80" in checks(key_result(), plans=plan(20, 90))["plan"].reason
    outside = checks(key_result(), plans=plan(20, first=date(2022, 5, 2)))
    assert outside["plan"].reason == "The plan names the week of 2 May, which is not in FY23 Q1."
    down = key_result(kind="decrease", baseline=80, target=20)
    assert checks(down, plans=plan(80, 40, 20)) == {}
    assert "says nothing" in checks(key_result(kind="done"), plans=plan(1))["plan"].reason


def test_milestones_are_weighed_to_a_whole_and_due_within_the_quarter():
    def stages(*weights: float | None, due: date | None = None) -> tuple[Milestone, ...]:
        return tuple(Milestone("kr", f"Stage {n}", weight, due) for n, weight in enumerate(weights))

    stage = key_result(kind="milestones", baseline=None, target=None)
    assert checks(stage, milestones=stages(1, 2)) == {}
    assert checks(stage, milestones=stages(40, 60)) == {}
    assert "add up to 90, not to 100" in checks(stage, milestones=stages(40, 50))["weights"].reason
    assert checks(stage, milestones=stages(0, 0))["weights"].blocks
    late = checks(stage, milestones=stages(1, due=date(2022, 6, 1)))["milestone dates"]
    assert late.reason == "“Stage 0” is due on 1 June, outside 1 February to 30 April."


def test_an_objective_has_a_why_an_owner_and_one_to_five_key_results():
    assert about(objective(), key_result()) == {}
    assert about(objective())["no key results"].blocks
    assert not about(objective(), *[key_result()] * 6)["too many key results"].blocks
    assert set(about(objective(why=None, owner=None), key_result())) == {"no why", "no owner"}


def test_weights_that_look_like_shares_add_up_to_a_hundred():
    assert "add up to 80, not to 100" in about(objective(), *[key_result(weight=40)] * 2)["weights"].reason
    half = about(objective(), key_result(weight=60), key_result())["weights"]
    assert half.reason == "1 of its key results have no weight and count 1, beside 60."
    assert about(objective(), key_result(weight=2), key_result()) == {}


def test_no_objective_serves_a_later_one_or_in_the_end_itself():
    later = objective("later", quarter="FY23 Q2")
    assert about(objective(parent="later"), key_result(), later=later)["parent"].blocks
    assert about(objective(parent="same"), key_result(), same=objective("same")) == {}
    circle = objective("b", parent="o")
    assert "serves it in turn" in about(objective(parent="b"), key_result(), b=circle)["parent"].reason
    elsewhere = {"b": objective("b", parent="c"), "c": objective("c", parent="b")}  # a circle it is not part of
    assert about(objective(parent="b"), key_result(), **elsewhere) == {}
