"""Every threshold has a default and a sentence, and thresholds that contradict each other are refused."""

from __future__ import annotations

from dataclasses import fields

import pytest

from data.rules.limits import Limits


def test_every_threshold_says_in_a_sentence_what_it_does():
    for threshold in fields(Limits):
        assert threshold.metadata["doc"].endswith(".")


@pytest.mark.parametrize(
    "thresholds",
    [
        {"confidence_on_track": 70},
        {"confidence_on_track": 101},
        {"pace_at_risk": 0.95},
        {"pace_at_risk": -0.1},
        {"forecast_min_weeks": 2},
        {"calibration_min": 4},
        {"stalled_weeks": 0},
        {"confidence_falling_weeks": 0},
        {"disagreement": 0},
        {"most_key_results": 0},
        {"most_key_results_per_owner": 0},
    ],
)
def test_contradicting_thresholds_are_refused_by_name(thresholds):
    (name,) = thresholds
    with pytest.raises(ValueError, match=name):
        Limits(**thresholds)
