"""What an objective or a key result still lacks while it is written, each with its reason in words.

What `blocks` must be mended before the objective is proposed or approved; everything else is advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from data.rules import calendar, pace, progress, values, words
from data.rules.calendar import Quarter
from data.rules.limits import Limits
from data.rules.okr import SLOPE_KINDS, KeyResult, Milestone, Objective, Plan

TASK_VERBS = (
    *("launch", "ship", "build", "implement", "write", "hold", "deliver", "create", "release", "develop", "deploy"),
    *("migrate", "finish", "complete", "introduce", "publish", "design", "document", "refactor", "redesign", "upgrade"),
    *("install", "organise", "organize", "prepare", "rewrite", "set", "start", "roll", "add", "make", "do", "run"),
)
_AS_PERCENT = 10.0  # a weight above it is meant as a share of 100


@dataclass(frozen=True, slots=True)
class Check:
    """What was found, and in words why it matters."""

    check: str
    reason: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A key result with all that is written with it."""

    key_result: KeyResult
    milestones: tuple[Milestone, ...] = ()
    plans: tuple[Plan, ...] = ()


def of_objective(
    objective: Objective,
    key_results: Sequence[KeyResult],
    known: Mapping[str, Objective],
    limits: Limits,
    start_month: int = 2,
) -> tuple[Check, ...]:
    """What an objective lacks; `key_results` are its own, those dropped left out, `known` all objectives by id."""
    return (
        *_about(objective),
        *_count(len(key_results), limits.most_key_results),
        *_weights([each.weight for each in key_results], "key results"),
        *_parent(objective, known, start_month),
    )


def of_key_result(written: Written, quarter: Quarter, owned: int, limits: Limits) -> tuple[Check, ...]:
    """What a key result lacks; `owned` is how many key results its owner has in the quarter, this one included."""
    kr = written.key_result
    return (
        *_owner(kr, owned, limits.most_key_results_per_owner),
        *_measure(written),
        *_task(kr),
        *_way(kr),
        *_stretch(kr),
        *_dates(kr, quarter),
        *_milestones(written, quarter),
        *_plan(written, quarter),
    )


def _about(objective: Objective) -> Iterator[Check]:
    if not objective.why:
        yield Check("no why", "It has no why: say who is better off, and what happens if nothing is done.")
    if not objective.owner:
        yield Check("no owner", "Nobody answers for the objective yet.")


def _count(found: int, most: int) -> Iterator[Check]:
    if not found:
        yield Check("no key results", "It has no key result yet: one to five say how you would know.", blocks=True)
    elif found > most:
        reason = f"{found} key results are more than {most}: keep those that tell most, or make it two objectives."
        yield Check("too many key results", reason)


def _weights(weights: Sequence[float | None], what: str) -> Iterator[Check]:
    given = [weight for weight in weights if weight is not None]
    total = fsum(given)
    if given and len(given) == len(weights) and total == 0:
        yield Check("weights", f"The weights of its {what} add up to 0, so none of them counts.", blocks=True)
    elif any(weight > _AS_PERCENT for weight in given):
        if len(given) < len(weights):
            left = len(weights) - len(given)
            yield Check("weights", f"{left} of its {what} have no weight and count 1, beside {words.number(total)}.")
        elif round(total, 6) != 100:
            yield Check("weights", f"The weights of its {what} add up to {words.number(total)}, not to 100.")


def _parent(objective: Objective, known: Mapping[str, Objective], start_month: int) -> Iterator[Check]:
    parent = known.get(objective.parent or "")
    if objective.parent and objective.objective in _line(objective, known):
        yield Check("parent", "It serves an objective that serves it in turn.", blocks=True)
    elif parent and _quarter(parent, start_month) > _quarter(objective, start_month):
        yield Check("parent", f"It serves “{parent.title}” of {parent.quarter}, which comes later.", blocks=True)


def _quarter(objective: Objective, start_month: int) -> Quarter:
    return calendar.parse_quarter(objective.quarter, start_month)


def _line(objective: Objective, known: Mapping[str, Objective]) -> list[str]:
    """The ids of those that an objective serves, the nearest first, up to where it closes a circle."""
    found: list[str] = []
    above = objective.parent
    while above and above not in found:
        found.append(above)
        above = known[above].parent if above in known and above != objective.objective else None
    return found


def _owner(kr: KeyResult, owned: int, most: int) -> Iterator[Check]:
    if not kr.owner:
        yield Check("no owner", "Nobody owns it yet: exactly one person answers for a key result.", blocks=True)
    elif owned > most:
        reason = f"Its owner has {owned} key results in this quarter, more than {most}: which of them could wait?"
        yield Check("owner has many", reason)


def _measure(written: Written) -> Iterator[Check]:
    kr = written.key_result
    if kr.kind in SLOPE_KINDS:
        if kr.target is None:
            yield Check("no target", "It has no target: say which value it is to reach.", blocks=True)
        if kr.baseline is None:
            reason = "Its baseline is not known: measure it now, or make it “establish the baseline” first."
            yield Check("no baseline", reason)
    elif kr.kind == "milestones":
        if not written.milestones and kr.target is None:
            yield Check("no milestones", "It has no milestones: name the stages, one a line.", blocks=True)
    elif kr.kind == "band":
        if kr.low is None or kr.high is None:
            yield Check("no band", "A band needs its lowest and its highest value.", blocks=True)
    elif progress.missing(kr):
        side = "lowest" if kr.kind == "stay_above" else "highest"
        yield Check("no limit", f"It has no limit: say the {side} value that is still good.", blocks=True)
    if kr.low is not None and kr.high is not None and kr.low > kr.high:
        reason = f"Its lowest value, {words.number(kr.low)}, is above its highest, {words.number(kr.high)}."
        yield Check("band upside down", reason, blocks=True)


def _task(kr: KeyResult) -> Iterator[Check]:
    verb = re.match(r"\w+", kr.title)
    if kr.kind != "done" or verb is None or verb[0].lower() not in TASK_VERBS or re.search(r"\d", kr.title):
        return
    reason = (
        f"“{verb[0]} …” says what will be done, not what it changes. What would be different afterwards, and by how "
        "much? “Half of the new customers use it in their first week.”"
    )
    yield Check("reads like a task", reason)


def _way(kr: KeyResult) -> Iterator[Check]:
    if kr.kind not in SLOPE_KINDS or kr.baseline is None or kr.target is None:
        return
    start, end = words.number(kr.baseline, kr.unit), words.number(kr.target, kr.unit)
    if kr.baseline == kr.target:
        yield Check("target equals baseline", f"The target equals the baseline, {end}: there is no way to go.")
    elif (kr.target > kr.baseline) != (kr.kind == "increase"):
        yield Check("wrong way", f"It is to {kr.kind}, but goes from {start} to {end}.")


def _stretch(kr: KeyResult) -> Iterator[Check]:
    goal = {"stay_above": progress.bounds(kr)[0], "stay_below": progress.bounds(kr)[1]}.get(kr.kind, kr.target)
    if kr.stretch is None or goal is None or kr.kind not in (*SLOPE_KINDS, "stay_above", "stay_below"):
        return
    is_up = kr.kind in ("increase", "stay_above")
    if not (kr.stretch > goal if is_up else kr.stretch < goal):
        side = "above" if is_up else "below"
        reason = f"The stretch, {words.number(kr.stretch, kr.unit)}, should lie {side} {words.number(goal, kr.unit)}."
        yield Check("stretch", reason)


def _dates(kr: KeyResult, quarter: Quarter) -> Iterator[Check]:
    start, due = pace.span(kr, quarter)
    if start > due:
        reason = f"It is due on {words.day(due)}, before it starts on {words.day(start)}."
        yield Check("dates", reason, blocks=True)
    for day, what in ((kr.start, "starts"), (kr.due, "is due")):
        if day and not quarter.start <= day <= quarter.end:
            yield Check("dates", f"It {what} on {words.day(day)} {day.year}, outside {quarter}.")


def _milestones(written: Written, quarter: Quarter) -> Iterator[Check]:
    if not written.milestones:
        return
    start, due = pace.span(written.key_result, quarter)
    yield from _weights([each.weight for each in written.milestones], "milestones")
    late = [each for each in written.milestones if each.due and not start <= each.due <= due]
    for each in late[:1]:
        when = words.day(each.due or due)
        reason = f"“{each.milestone}” is due on {when}, outside {words.day(start)} to {words.day(due)}."
        yield Check("milestone dates", reason)


def _plan(written: Written, quarter: Quarter) -> Iterator[Check]:
    plans, kr = sorted(written.plans, key=lambda plan: plan.week), written.key_result
    if not plans:
        return
    if kr.kind not in pace.PACED_KINDS:
        yield Check("plan", "A plan by week says nothing here: only what moves to a target has a pace.")
        return
    outside = [plan for plan in plans if plan.week not in quarter.weeks]
    for plan in outside[:1]:
        yield Check("plan", f"The plan names the week of {words.day(plan.week)}, which is not in {quarter}.")
    yield from _monotone(kr, plans, quarter)


def _monotone(kr: KeyResult, plans: Sequence[Plan], quarter: Quarter) -> Iterator[Check]:
    shares = [(plan, progress.along(kr, plan.value)) for plan in plans]
    known = [(plan, share) for plan, share in shares if share is not None]
    for (before, done), (after, then) in pairwise(known):
        if then < done:
            was, now = words.number(before.value), words.number(after.value)
            number = quarter.week_number(after.week)
            yield Check("plan", f"The plan goes back in week {number}, from {was} to {now}.")
            return
    beyond = next((plan for plan, share in known if share > 1), None)
    if beyond is not None and kr.target is not None:
        week, value = quarter.week_number(beyond.week), words.number(beyond.value)
        yield Check("plan", f"The plan of week {week}, {value}, lies beyond the target, {words.number(kr.target)}.")


def measured(written: Written) -> str:
    """How a key result is measured, in words: "from 20 to 80 installs", "3 milestones", "done or not done"."""
    kr = written.key_result
    match kr.kind:
        case "increase" | "decrease":
            sign = values.sign(kr.unit)
            start = "a baseline not known yet" if kr.baseline is None else words.number(kr.baseline, sign)
            end = "no target yet" if kr.target is None else words.number(kr.target, kr.unit)
            return f"from {start} to {end}"
        case "stay_above" | "stay_below" | "band":
            low, high = progress.bounds(kr)
            return "stays " + ("within no limit yet" if (low, high) == (None, None) else words.band(low, high, kr.unit))
        case "milestones" if written.milestones:
            return words.count(len(written.milestones), "milestone")
        case "milestones":
            return "no milestones yet" if kr.target is None else words.count(kr.target, "milestone")
        case "done":
            return "done or not done"
        case _:
            known = "" if kr.baseline is None else f": {words.number(kr.baseline, kr.unit)}"
            return f"establish the baseline{known}"


def blocking(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if check.blocks]
