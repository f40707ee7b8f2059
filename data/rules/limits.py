"""The named thresholds by which the rules judge; an org sets its own in the `[risk]` section of its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _limit(default: float, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Limits:
    """Every threshold with its default; `field.metadata["doc"]` says in one line what it does.

    Raises ValueError, with a sentence, when thresholds contradict each other.
    """

    confidence_on_track: float = _limit(90.0, "Confidence, in percent, from which a key result is on track.")
    confidence_at_risk: float = _limit(75.0, "Confidence, in percent, from which it is at risk; below it is off track.")
    pace_on_track: float = _limit(
        0.9, "Progress ÷ expected progress (or share of weeks in band) from which the numbers say on track."
    )
    pace_at_risk: float = _limit(0.75, "The same from which the numbers say at risk; below they say off track.")
    behind_pace_below: float = _limit(0.9, "Progress ÷ expected progress below which a key result is behind pace.")
    movement: float = _limit(
        0.01,
        "The least change of progress (0..1) that counts: less is standing still, as much back is going backwards.",
    )
    stalled_weeks: int = _limit(3, "Weeks of standing still after which a key result is stalled.")
    confidence_drop: float = _limit(10.0, "Percentage points of confidence lost since last week that count as falling.")
    confidence_falling_weeks: int = _limit(
        3, "Weeks in a row of lower confidence, however little, that count as falling."
    )
    disagreement: int = _limit(
        1, "Steps between the owner's status and the numbers' that count as disagreeing: 1 = on track and at risk do."
    )
    value_disagreement: float = _limit(
        0.1,
        "Share of the way from baseline to target that the owner's value may be off its KPI's before they disagree.",
    )
    kpi_stale_days: int = _limit(3, "Days that a KPI's next reading may be late before the KPI is stale.")
    noise_factor: float = _limit(3.0, "How many times the usual change from week to week a change must be to be news.")
    noise_min_weeks: int = _limit(4, "Changes from week to week needed to tell what is usual.")
    forecast_min_weeks: int = _limit(4, "Weekly values needed for a forecast; three at least.")
    most_key_results: int = _limit(5, "Key results of one objective; with more it is worth two objectives.")
    most_key_results_per_owner: int = _limit(5, "Key results of one owner in a quarter; more are hard to look after.")
    calibration_min: int = _limit(
        10, "Graded key results needed before confidence is held against how they came out; five at least."
    )

    def __post_init__(self) -> None:
        if not 0 <= self.confidence_at_risk <= self.confidence_on_track <= 100:
            raise ValueError("confidence_at_risk must not be above confidence_on_track, both between 0 and 100.")
        if not 0 <= self.pace_at_risk <= self.pace_on_track:
            raise ValueError("pace_at_risk must not be above pace_on_track, nor below 0.")
        if self.forecast_min_weeks < 3:
            raise ValueError(
                "forecast_min_weeks must be 3 or more: two values draw a line but say nothing about its spread."
            )
        if self.calibration_min < 5:
            raise ValueError(
                "calibration_min must be 5 or more: fewer outcomes say nothing about anybody's confidence."
            )
        if min(self.stalled_weeks, self.confidence_falling_weeks, self.disagreement) < 1:
            raise ValueError("stalled_weeks, confidence_falling_weeks and disagreement must be 1 or more.")
        if min(self.most_key_results, self.most_key_results_per_owner) < 1:
            raise ValueError("most_key_results and most_key_results_per_owner must be 1 or more.")
