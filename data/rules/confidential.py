"""What may be told outside the leadership of confidential key results: that they exist, whose they are, how they stand.

Their numbers become placeholders or unknown, and what was written about them becomes the word “confidential”. Names on
the confidential list are never told, whoever wrote them where.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import count
from typing import Any, TypeVar

from data.rules.meeting import Minutes
from data.rules.okr import KeyResult, Objective
from data.rules.review import Flag, KeyResultReview, KpiReview, Movement, Review
from data.rules.scorecard import KeyResultScore, ObjectiveScore, Retrospect, Scorecard, Suggestion, Wording

Value = TypeVar("Value")

WORD = "confidential"
NAME = "[name]"
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


def scorecard_outside(scorecard: Scorecard, names: Sequence[str]) -> Scorecard:
    """The scorecard as it may leave the leadership: of a confidential key result its grade stays, numbers in its title
    become N1, N2, …, and `names` are told nowhere.
    """
    numbers = count(1)
    rows = tuple(_score(row, numbers) if row.confidential else row for row in scorecard.key_results)
    kept = {row.objective for row in rows if row.confidential}
    objectives = tuple(_sum(row) if row.objective in kept else row for row in scorecard.objectives)
    return unnamed(replace(scorecard, objectives=objectives, key_results=rows), names)


def okrs_outside(
    objectives: Sequence[Objective], key_results: Sequence[KeyResult], names: Sequence[str]
) -> tuple[tuple[Objective, ...], tuple[KeyResult, ...]]:
    """Objectives and key results as they may be told outside: by the same rule as a scorecard."""
    numbers = count(1)
    told = tuple(_untold(each, numbers) if each.confidential else each for each in key_results)
    return unnamed(tuple(objectives), names), unnamed(told, names)


def masked(text: str, names: Sequence[str]) -> str:
    """The text with each of these names replaced by “[name]”: whole words, in capitals or not."""
    pattern = _any_of(tuple(names))
    return pattern.sub(NAME, text) if pattern else text


def unnamed(value: Value, names: Sequence[str]) -> Value:
    """A value with the names masked in every text that it holds, but for ids, e-mail addresses and the people's own."""
    return _unnamed(value, tuple(names)) if _any_of(tuple(names)) else value


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds any of these names, the longest first; None without one."""
    wanted = sorted((name.split() for name in names if name.strip()), key=lambda parts: -len(" ".join(parts)))
    either = "|".join(r"\s+".join(map(re.escape, parts)) for parts in wanted)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if either else None


_KEYS = frozenset({"key_result", "objective", "owner", "by", "agreed_by", "final_by"})


def _unnamed(value: Any, names: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return masked(value, names)
    if isinstance(value, tuple):
        return tuple(_unnamed(each, names) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    told = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _KEYS}
    changed = {name: _unnamed(old, names) for name, old in told.items()}
    return replace(value, **{name: new for name, new in changed.items() if new is not told[name]})


def _untold(key_result: KeyResult, numbers: Iterator[int]) -> KeyResult:
    ends = dict.fromkeys(("baseline", "target", "low", "high", "stretch"))
    return replace(key_result, title=_numbered(key_result.title, numbers), **ends)


def _score(row: KeyResultScore, numbers: Iterator[int]) -> KeyResultScore:
    titles = {title: _numbered(title, numbers) for title in dict.fromkeys((row.title, row.first.title))}
    return replace(
        row,
        title=titles[row.title],
        baseline=None,
        target=None,
        low=None,
        high=None,
        stretch=None,
        value=None,
        progress=None,
        confidence=None,
        first=_wording(row.first, titles[row.first.title]),
        last=_wording(row.last, titles[row.title]),
        given=replace(row.given, score=None, note=_word(row.given.note)) if row.given else None,
        changes=tuple(replace(change, old=None, new=None, reason=_word(change.reason)) for change in row.changes),
        warning=replace(row.warning, sign=WORD) if row.warning else None,
        retro=_retrospect(row.retro) if row.retro else None,
    )


def _sum(row: ObjectiveScore) -> ObjectiveScore:
    """An objective without its scores: with the others beside it, they would tell that of a confidential key result."""
    given = replace(row.given, score=None) if row.given else None
    return replace(row, suggested=Suggestion(None, row.suggested.grade, WORD), given=given)


def _wording(wording: Wording, title: str) -> Wording:
    return Wording(title, WORD, None, Suggestion(None, wording.suggested.grade, WORD))


def _retrospect(retro: Retrospect) -> Retrospect:
    prose = {field.name: _word(getattr(retro, field.name)) for field in fields(retro) if field.name != "by"}
    return replace(retro, **prose)


def _word(text: str | None) -> str | None:
    return WORD if text else None


def _numbered(title: str, numbers: Iterator[int]) -> str:
    """The title with placeholders in the place of its numbers."""
    return _NUMBER.sub(lambda _: f"N{next(numbers)}", title)


def _row(row: KeyResultReview, numbers: Iterator[int]) -> KeyResultReview:
    return replace(
        row,
        title=_numbered(row.title, numbers),
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
