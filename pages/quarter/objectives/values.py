"""The fields of an objective and of a key result: what they are prefilled with, and what they amount to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from data.rules import cells
from data.rules.calendar import Quarter
from data.rules.drafting import Written
from data.rules.okr import SLOPE_KINDS, KeyResult, Kind, Objective
from pages.parts import typed
from pages.quarter.objectives import as_typed
from pages.quarter.objectives.forms import Form

NUMBERS: dict[Kind, tuple[str, ...]] = {
    **dict.fromkeys(SLOPE_KINDS, ("baseline", "target", "stretch")),
    **dict.fromkeys(("stay_above", "stay_below"), ("target", "stretch")),
    "band": ("low", "high"),
    "milestones": ("target",),
    "done": (),
    "baseline": ("baseline",),
}
_LIMITS = {"stay_above": "low", "stay_below": "high"}  # where an import may have put the limit instead of the target


def of_objective(objective: Objective) -> dict[str, Any]:
    return {
        "title": objective.title,
        "why": objective.why or "",
        "team": objective.team,
        "owner": objective.owner,
        "parent": objective.parent,
        "weight": cells.write(objective.weight),
    }


def objective(form: Form, held: Objective) -> tuple[Objective, list[str]]:
    """The objective that the fields amount to, and what in them cannot be read."""
    weight, problem = _number(form, "weight", None)
    written = replace(
        held,
        title=form.text("title") or "",
        why=form.text("why"),
        team=form.text("team"),
        owner=form.field("owner"),
        parent=form.field("parent"),
        weight=weight,
    )
    return written, [problem] if problem else []


def of_key_result(written: Written, quarter: Quarter) -> dict[str, Any]:
    kr = written.key_result
    limit = getattr(kr, _LIMITS.get(kr.kind, "target"))
    numbers = {name: cells.write(getattr(kr, name)) for name in ("baseline", "low", "high", "stretch", "weight")}
    return {
        "title": kr.title,
        "kind": kr.kind,
        "unit": kr.unit or "",
        **numbers,
        "target": cells.write(kr.target if limit is None else limit),
        "owner": kr.owner,
        "commitment": kr.commitment,
        "kpi": kr.kpi,
        "confidential": kr.confidential,
        "start": kr.start,
        "due": kr.due,
        "link": kr.link or "",
        "milestones": as_typed.milestones_text(written.milestones),
        "plan": as_typed.plan_text(written.plans, quarter),
    }


def key_result(form: Form, held: Written, quarter: Quarter) -> tuple[Written, list[str]]:
    """The key result that the fields amount to, and what in them cannot be read.

    Numbers and parts that mean nothing for the chosen kind are left out; their fields keep their text.
    """
    kind: Kind = form.field("kind")
    unit, problems = form.text("unit"), []
    numbers: dict[str, float | None] = {}
    for name in (*NUMBERS[kind], "weight"):
        numbers[name], problem = _number(form, name, unit if name != "weight" else None)
        problems += [problem] if problem else []
    stages, wrong_stages = as_typed.milestones(form.text("milestones") or "", quarter, held.milestones)
    plans, wrong_plan = as_typed.plan(form.text("plan") or "", quarter)
    has_stages, has_plan = kind == "milestones", kind in (*SLOPE_KINDS, "milestones")
    problems += (wrong_stages if has_stages else []) + (wrong_plan if has_plan else [])
    bare = replace(held.key_result, **dict.fromkeys(("baseline", "target", "low", "high", "stretch")))
    kr = replace(
        bare,
        **_at_their_limit(kind, numbers, held.key_result),
        title=form.text("title") or "",
        kind=kind,
        unit=unit,
        owner=form.field("owner"),
        commitment=form.field("commitment"),
        kpi=form.field("kpi"),
        confidential=bool(form.field("confidential")),
        start=form.field("start"),
        due=form.field("due"),
        link=form.text("link"),
    )
    return Written(kr, stages if has_stages else (), plans if has_plan else ()), problems


def _at_their_limit(kind: Kind, numbers: dict[str, float | None], held: KeyResult) -> dict[str, float | None]:
    """The limit of a stay kind goes back to the column that it came from."""
    column = _LIMITS.get(kind)
    if column and kind == held.kind and getattr(held, column) is not None:
        return {**{name: value for name, value in numbers.items() if name != "target"}, column: numbers["target"]}
    return numbers


def _number(form: Form, name: str, unit: str | None) -> tuple[float | None, str | None]:
    try:
        return typed.number(form.field(name) or "", unit), None
    except ValueError as error:
        return None, f"{name.capitalize()}: {error}"
