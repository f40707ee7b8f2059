"""Noise: how much a series usually moves from week to week, so that what moved beyond it can be told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from data.rules.limits import Limits


def usual_change(values: Sequence[float | None], limits: Limits) -> float | None:
    """The usual change from one week to the next, in either direction; None while there is too little to tell.

    The median of the absolute changes between weeks that both have a value: the few weeks that are news do not move it.
    """
    changes = [abs(after - before) for before, after in pairwise(values) if before is not None and after is not None]
    return median(changes) if len(changes) >= limits.noise_min_weeks else None


def is_news(change: float | None, usual: float | None, limits: Limits) -> bool:
    """Whether a change is well beyond the usual one; nothing is news while the usual one is unknown.

    Of normally distributed steps, one in twenty-three is more than three times the median one.
    """
    return change is not None and usual is not None and abs(change) > limits.noise_factor * usual + 1e-9
