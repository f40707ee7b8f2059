"""How a key result's numbers read in words: the rules' own words, which every export uses too."""

from __future__ import annotations

from data.rules.values import (
    done_and_expected,
    done_by,
    has_news,
    interval,
    is_better,
    landing,
    likelihood,
    missing,
    newly_done,
    next_milestone,
    short_day,
    standing,
    weeks_in_band,
)

__all__ = [
    "done_and_expected",
    "done_by",
    "has_news",
    "interval",
    "is_better",
    "landing",
    "likelihood",
    "missing",
    "newly_done",
    "next_milestone",
    "short_day",
    "standing",
    "weeks_in_band",
]
