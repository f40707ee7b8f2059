"""What may be told outside the leadership of confidential key results: that they exist, whose they are, how they stand.

Their numbers become placeholders or unknown, and what was written about them becomes the word “confidential”.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from data.rules.meeting import Minutes
from data.rules.review import Flag, KeyResultReview, KpiReview, Movement, Review

WORD = "confidential"
_NUMBER = re.compile(r"(?<!\w)[$€£¥]?\d(?:[\d.,]*\d)?(?:\s?%|[kKM]\b)?")


def hidden(review: Review) -> frozenset[str]:
    """The names of the confidential key results."""
    return frozenset(row.key_result for row in review.key_results if row.confidential)


def outside(review: Review) -> Review:
    """The review as it may leave the leadership; numbers in the titles become N1, N2, …"""
    numbers = count(1)
    rows = tuple(_row(row, numbers) if row.confidential else row for row in review.key_results)
    secret = {row.kpi for row in rows if row.confidential}
    kpis = tuple(_kpi(kpi) if kpi.kpi in secret else kpi for kpi in review.kpis)
    names = {row.key_result: row.title for row in rows if row.confidential}
    names |= {kpi.kpi: kpi.name for kpi in kpis if kpi.kpi in secret}
    return replace(
        review,
        key_results=rows,
        kpis=kpis,
        changes=tuple(_change(change, names) for change in review.changes),
    )


def minutes_outside(minutes: Minutes, key_results: Collection[str]) -> Minutes:
    """The minutes without what was said about these key results."""
    return Minutes(
        tuple(
            replace(item, title=WORD, link=None) if item.key_result in key_results else item for item in minutes.items
        ),
        tuple(replace(note, text=WORD) if note.key_result in key_results else note for note in minutes.notes),
        tuple(replace(action, text=WORD) if action.key_result in key_results else action for action in minutes.actions),
    )


def _row(row: KeyResultReview, numbers: Iterator[int]) -> KeyResultReview:
    return replace(
        row,
        title=_NUMBER.sub(lambda _: f"N{next(numbers)}", row.title),
        baseline=None,
        target=None,
        low=None,
        high=None,
        stretch=None,
        milestones=(),
        kpi_value=None,
        value=None,
        previous_value=None,
        change=None,
        progress=None,
        previous_progress=None,
        expected_progress=None,
        confidence=None,
        previous_confidence=None,
        implied_reason=WORD,
        forecast=None,
        previous_forecast=None,
        forecast_reason=WORD,
        flags=_named(row.flags),
        update=None,
        discuss_reasons=_named(row.discuss_reasons),
        strip=tuple(replace(cell, value=None, progress=None, confidence=None) for cell in row.strip),
    )


def _named(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    return tuple(Flag(flag.flag, WORD) for flag in flags)


def _kpi(kpi: KpiReview) -> KpiReview:
    return replace(kpi, value=None, previous_value=None, change=None, usual_change=None, good=None, stale_reason=None)


def _change(change: Movement, names: Mapping[str, str]) -> Movement:
    name = names.get(change.key_result or change.kpi or "")
    return replace(change, text=f"{name}: {WORD}") if name else change
