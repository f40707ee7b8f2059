"""Grading: the score and the grade that the numbers suggest at quarter end, and why, in either of the two presets.

"percent": the score is the share complete, rounded down to whole percent as it is read (89.9 % has not reached 90 %);
achieved from 90 %, partly from 75 %. "score": 0.0 to 1.0, rounded half up to one decimal (0.65 is a 0.7); green from
0.7, yellow from 0.4, red below. Nothing scores beyond 0..1: overshoot and going backwards are told in the why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, fsum

from data.rules import progress, status, words
from data.rules.okr import SLOPE_KINDS, STAY_KINDS, Commitment, GradeBand, KeyResult
from data.rules.scorecard import Preset, Suggestion

CANCELLED = "cancelled: not graded"
ASPIRATIONAL_IS_GOOD = 0.7


@dataclass(frozen=True, slots=True)
class Scale:
    """The scores from which a preset grades achieved and partly, in how many steps it scores, and its words."""

    achieved: float
    partly: float
    steps: int
    labels: Mapping[GradeBand, str]


SCALES: Mapping[Preset, Scale] = {
    "percent": Scale(0.9, 0.75, 100, {"achieved": "achieved", "partly": "partly", "missed": "missed"}),
    "score": Scale(0.7, 0.4, 10, {"achieved": "green", "partly": "yellow", "missed": "red"}),
}


def suggested(
    key_result: KeyResult,
    done: float | None,
    value: float | None,
    preset: Preset,
    *,
    is_cancelled: bool = False,
) -> Suggestion:
    """What a key result's progress (unclamped) and last value suggest; without a grade the why says what is missing."""
    if is_cancelled:
        return Suggestion(None, None, CANCELLED)
    if done is None:
        return Suggestion(None, None, f"{progress.missing(key_result) or 'no value'}: no score can be suggested")
    score = score_of(done, preset)
    grade = grade_of(score, preset)
    is_either = key_result.kind in ("done", "baseline")
    judged = label(grade, preset) if is_either else _rule(grade, score, preset)
    told = (f"{_reached(key_result, done, value)}: {judged}", _expected(key_result.commitment, score, preset))
    return Suggestion(score, grade, "; ".join(part for part in told if part))


def objective(parts: Sequence[tuple[float | None, float]], preset: Preset) -> Suggestion:
    """What an objective's key results add up to: the mean of their scores by weight; unknown ones are left out."""
    known = [(score, weight) for score, weight in parts if score is not None and weight > 0]
    if not known:
        return Suggestion(None, None, "none of its key results has a score")
    score = score_of(mean(known) or 0.0, preset)
    grade = grade_of(score, preset)
    left_out = len(parts) - len(known)
    without = f", {words.count(left_out, 'key result')} without a score" if left_out else ""
    told = f"mean of {words.count(len(known), 'score')} by weight{without}"
    return Suggestion(score, grade, f"{told}: {_rule(grade, score, preset)}")


def mean(parts: Iterable[tuple[float | None, float]]) -> float | None:
    """The mean of (score, weight) by weight, unknown ones left out; None where nothing has one."""
    known = [(score, weight) for score, weight in parts if score is not None]
    total = fsum(weight for _, weight in known)
    return fsum(score * weight for score, weight in known) / total if total > 0 else None


def score_of(done: float, preset: Preset) -> float:
    """The score, 0.0..1.0, of a share complete."""
    share = min(max(done, 0.0), 1.0)
    half = 0.5 if preset == "score" else 0.0
    steps = SCALES[preset].steps
    return floor(share * steps + half + 1e-9) / steps


def grade_of(score: float, preset: Preset) -> GradeBand:
    """The grade that a score stands for."""
    scale = SCALES[preset]
    if status.reaches(score, scale.achieved):
        return "achieved"
    return "partly" if status.reaches(score, scale.partly) else "missed"


def score_for(grade: GradeBand, suggestion: float | None, preset: Preset) -> float | None:
    """The score of somebody who gave a grade alone: of those that stand for it the one nearest to the suggested, None
    where nothing is suggested.
    """
    lowest, highest = _ends(grade, preset)
    return None if suggestion is None else min(max(suggestion, lowest), highest)


def label(grade: GradeBand | None, preset: Preset) -> str:
    """A grade in the preset's own word."""
    return SCALES[preset].labels[grade] if grade else "not graded"


def scored(score: float, preset: Preset) -> str:
    """A score as the preset writes it: "84%" or "0.8"."""
    return words.percent_reached(score) if preset == "percent" else f"{score:.1f}"


def _ends(grade: GradeBand, preset: Preset) -> tuple[float, float]:
    """The lowest and the highest score that stand for a grade."""
    scale = SCALES[preset]
    step = 1 / scale.steps
    ends = {
        "achieved": (scale.achieved, 1.0),
        "partly": (scale.partly, scale.achieved - step),
        "missed": (0.0, scale.partly - step),
    }
    lowest, highest = ends[grade]
    return lowest, round(highest, 2)


def _reached(key_result: KeyResult, done: float, value: float | None) -> str:
    """How far it came, in the words of its kind."""
    share = words.percent_reached(max(done, 0.0))
    match key_result.kind:
        case "milestones" if key_result.target is None or value is None:
            return f"{share} of its milestones done"
        case "done":
            return "done" if done >= 1 else "not done"
        case "baseline":
            return "baseline recorded" if done >= 1 else "no baseline recorded"
        case kind if kind in STAY_KINDS:
            return f"in band in {share} of the weeks{_out_at_the_end(key_result, value)}"
        case _:
            return _along(key_result, done, share)


def _along(key_result: KeyResult, done: float, share: str) -> str:
    if key_result.kind in SLOPE_KINDS and key_result.baseline == key_result.target:
        return "target reached" if done >= 1 else "target not reached"
    if done < 0:
        return "ended worse than its baseline"
    return f"{share} complete, beyond its target" if done > 1 + 1e-9 else f"{share} complete"


def _out_at_the_end(key_result: KeyResult, value: float | None) -> str:
    low, high = progress.bounds(key_result)
    return "" if value is None or progress.in_band(value, low, high) else ", out of band at the end"


def _rule(grade: GradeBand, score: float, preset: Preset) -> str:
    """The grade with its cut-off; in the score preset after the score: "0.8, green from 0.7"."""
    scale = SCALES[preset]
    cut = {
        "achieved": f"from {scored(scale.achieved, preset)}",
        "partly": f"from {scored(scale.partly, preset)}",
        "missed": f"below {scored(scale.partly, preset)}",
    }[grade]
    judged = f"{label(grade, preset)} {cut}"
    return f"{scored(score, preset)}, {judged}" if preset == "score" else judged


def _expected(commitment: Commitment, score: float, preset: Preset) -> str | None:
    """What was expected of it: all of a committed one, most of an aspirational one."""
    whole = scored(1.0, preset)
    if commitment == "committed":
        is_short = score < (1.0 if preset == "score" else SCALES[preset].achieved)
        return f"committed: expected at {whole}" if is_short else None
    if score >= 1:
        return f"aspirational: {whole} was probably too easy"
    is_good = status.reaches(score, ASPIRATIONAL_IS_GOOD)
    return f"aspirational: {scored(ASPIRATIONAL_IS_GOOD, preset)} is good" if is_good else None
