"""Pace: the progress expected by the end of a week, straight over the key result's days or as it was planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from data.rules import calendar, progress
from data.rules.calendar import Quarter
from data.rules.okr import SLOPE_KINDS, KeyResult, Kind, Milestone

PACED_KINDS: tuple[Kind, ...] = (*SLOPE_KINDS, "milestones")


def expected(
    key_result: KeyResult,
    week: date,
    quarter: Quarter,
    plan: Mapping[date, float],
    milestones: Sequence[Milestone] = (),
) -> float | None:
    """Expected progress, 0..1, at the end of the week's Sunday; None without pace (stay kinds, done, baseline).

    `plan` holds planned values by Monday. It overrides the due dates of milestones, which, where every milestone has
    one, override the straight line.
    """
    if key_result.kind not in PACED_KINDS:
        return None
    share, _ = _expected(key_result, calendar.sunday(week), quarter, plan, milestones)
    return min(max(share, 0.0), 1.0)


def basis(
    key_result: KeyResult,
    week: date,
    quarter: Quarter,
    plan: Mapping[date, float],
    milestones: Sequence[Milestone] = (),
) -> str:
    """What expected progress is a share of, to be read after its number: "46%" "of the quarter gone"."""
    _, words = _expected(key_result, calendar.sunday(week), quarter, plan, milestones)
    return words


def expected_value(key_result: KeyResult, week: date, quarter: Quarter, plan: Mapping[date, float]) -> float | None:
    """Expected progress as a value between baseline and target, for the pace line of a chart."""
    share = expected(key_result, week, quarter, plan)
    if share is None or key_result.baseline is None or key_result.target is None:
        return None
    return key_result.baseline + share * (key_result.target - key_result.baseline)


def span(key_result: KeyResult, quarter: Quarter) -> tuple[date, date]:
    """The key result's first and last day: its own, else the quarter's."""
    return key_result.start or quarter.start, key_result.due or quarter.end


def _expected(
    key_result: KeyResult, on: date, quarter: Quarter, plan: Mapping[date, float], milestones: Sequence[Milestone]
) -> tuple[float, str]:
    start, due = span(key_result, quarter)
    planned = _planned(key_result, on, start, due, plan)
    if planned is not None:
        return planned, "planned by now"
    falling_due = _falling_due(on, milestones) if key_result.kind == "milestones" else None
    if falling_due is not None:
        return falling_due, "of its milestones due"
    own_dates = key_result.start is not None or key_result.due is not None
    return _straight(on, start, due), "of its time gone" if own_dates else "of the quarter gone"


def _straight(on: date, start: date, due: date) -> float:
    """Days gone of all days, the first and the last included; dates in the wrong order have no days between them."""
    days = (due - start).days + 1
    return ((on - start).days + 1) / days if days > 0 else float(on >= due)


def _falling_due(on: date, milestones: Sequence[Milestone]) -> float | None:
    dated = [(milestone, milestone.due <= on) for milestone in milestones if milestone.due is not None]
    return progress.weigh(dated) if len(dated) == len(milestones) else None


def _planned(key_result: KeyResult, on: date, start: date, due: date, plan: Mapping[date, float]) -> float | None:
    """The plan as progress: linear from the baseline through the planned weeks' Sundays to the target when due."""
    if key_result.baseline == key_result.target:
        return None
    shares = [(calendar.sunday(week), progress.along(key_result, value)) for week, value in sorted(plan.items())]
    points = [(day, share) for day, share in shares if share is not None]
    if not points:
        return None
    eve = start - timedelta(days=1)
    before = [(eve, 0.0)] if eve < points[0][0] else []
    after = [(due, 1.0)] if due > points[-1][0] else []
    return _between(before + points + after, on)


def _between(points: Sequence[tuple[date, float]], on: date) -> float:
    """Linear between the points, which are in order of day; level before the first and after the last."""
    if on <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if on <= right:
            return low + (high - low) * ((on - left) / (right - left))
    return points[-1][1]
