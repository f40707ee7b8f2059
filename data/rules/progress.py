"""Progress looks back: how far a key result has come, 0..1 and unclamped, None while unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import fsum

from data.rules.okr import KeyResult, Kind, Milestone

Bounds = tuple[float | None, float | None]


def of(
    key_result: KeyResult,
    values: Sequence[float | None],
    milestones: Sequence[Milestone],
    on: date,
    stated_done: bool,
) -> float | None:
    """The progress of a key result of any kind.

    `values` holds one entry per week of the key result's span so far, oldest first. The last known one counts, except
    for the stay kinds, where each week counts by its own value. Milestones count by their rows; without rows the value
    is read as how many of `target` are done.
    """
    latest = last_known(values)
    match key_result.kind:
        case "stay_above" | "stay_below" | "band":
            low, high = bounds(key_result)
            return None if missing(key_result) else share_in_band(values, low, high)
        case "milestones" if (by_rows := _share_done(milestones, on)) is not None:
            return by_rows
        case "done":
            return 1.0 if stated_done or (latest is not None and latest >= 1) else 0.0
        case "baseline":
            return 0.0 if key_result.baseline is None and latest is None else 1.0
        case _:
            return along(key_result, latest)


def slope(value: float | None, baseline: float | None, target: float | None, kind: Kind = "increase") -> float | None:
    """How far a value is from baseline to target, `(v-b)/(t-b)`; below 0 it is worse than the baseline.

    Where baseline and target are the same there is no slope: 1.0 when the value has reached the target in the direction
    of the kind, else 0.0.
    """
    if value is None or baseline is None or target is None:
        return None
    if baseline == target:
        return float(value <= target if kind == "decrease" else value >= target)
    return (value - baseline) / (target - baseline)


def along(key_result: KeyResult, value: float | None) -> float | None:
    """How far a value is on the key result's own way; milestones that are counted by a value start from 0."""
    from_zero = key_result.kind == "milestones" and key_result.baseline is None
    return slope(value, 0.0 if from_zero else key_result.baseline, key_result.target, key_result.kind)


def clamp(progress: float | None) -> float | None:
    """Progress as it is drawn: within 0..1."""
    return None if progress is None else min(max(progress, 0.0), 1.0)


def last_known(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def bounds(key_result: KeyResult) -> Bounds:
    """The lowest and highest value a stay kind allows, None where it is open; (None, None) for every other kind."""
    match key_result.kind:
        case "stay_above":
            return (key_result.target if key_result.low is None else key_result.low), None
        case "stay_below":
            return None, (key_result.target if key_result.high is None else key_result.high)
        case "band":
            return key_result.low, key_result.high
        case _:
            return None, None


def in_band(value: float, low: float | None, high: float | None) -> bool:
    """Whether a value is within its bounds, which belong to the band; a bound of None is open."""
    return (low is None or value >= low) and (high is None or value <= high)


def share_in_band(values: Sequence[float | None], low: float | None, high: float | None) -> float | None:
    """The share, 0..1, of the weeks with a value that were in band; weeks without one are in neither count."""
    known = [value for value in values if value is not None]
    return sum(in_band(value, low, high) for value in known) / len(known) if known else None


def milestones(milestones: Sequence[Milestone], on: date) -> float | None:
    """The share of the weights, 0..1, that was done on or before a day; None when there is nothing to weigh."""
    return _share_done(milestones, on)


def weigh(milestones: Iterable[tuple[Milestone, bool]]) -> float | None:
    """The share of the weights that carries a yes; a milestone without a weight counts 1."""
    weights = [(1.0 if milestone.weight is None else milestone.weight, yes) for milestone, yes in milestones]
    total = fsum(weight for weight, _ in weights)
    return fsum(weight for weight, yes in weights if yes) / total if total > 0 else None


def objective(parts: Iterable[tuple[float | None, float]]) -> float | None:
    """An objective's progress: the weighted mean of (progress, weight), each clamped to 0..1, unknown ones left out."""
    known = [(min(max(progress, 0.0), 1.0), weight) for progress, weight in parts if progress is not None]
    total = fsum(weight for _, weight in known)
    return fsum(progress * weight for progress, weight in known) / total if total > 0 else None


def missing(key_result: KeyResult) -> str | None:
    """What a key result of unknown progress lacks to be measured, in words; None when it only lacks a value."""
    match key_result.kind:
        case "increase" | "decrease":
            return _missing_end(key_result)
        case "stay_above" | "stay_below" | "band":
            return "no target and no band" if bounds(key_result) == (None, None) else None
        case "milestones":
            return "no milestones" if key_result.target is None else None
        case _:
            return None


def _missing_end(key_result: KeyResult) -> str | None:
    match key_result.baseline, key_result.target:
        case None, None:
            return "neither a baseline nor a target"
        case None, _:
            return "no baseline"
        case _, None:
            return "no target"
        case _:
            return None


def _share_done(milestones: Sequence[Milestone], on: date) -> float | None:
    return weigh((milestone, milestone.done_on is not None and milestone.done_on <= on) for milestone in milestones)
