"""The agenda of the Monday meeting: its slides in order, why each is there, and how the hour is shared out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from data.rules.meeting import AgendaItem
from data.rules.review import Flag, KeyResultReview, Review

SlideKind = Literal["headline", "kpis", "work", "key_result", "rest", "item", "actions", "close"]

# The share of the meeting's time by what a slide shows; a key result has half a share more for each further reason.
_SHARES: dict[SlideKind, float] = {
    "headline": 1.0,
    "kpis": 1.5,
    "work": 1.0,
    "key_result": 1.0,
    "rest": 1.0,
    "item": 1.5,
    "actions": 1.0,
    "close": 0.5,
}
_SHARE_PER_REASON = 0.5


@dataclass(frozen=True, slots=True)
class Slide:
    """One thing on the shared screen.

    `key` names it in the address; `about` is the key result or agenda item it shows.
    """

    kind: SlideKind
    key: str
    title: str
    reasons: tuple[Flag, ...] = ()
    about: str | None = None
    minutes: float = 0.0


def slides(review: Review, items: Sequence[AgendaItem], minutes: float, *, has_tracker: bool) -> tuple[Slide, ...]:
    """The meeting from the headline to the close, with its `minutes` shared out by need.

    An agenda item that asks for minutes gets them, the others share what is left. What was reached keeps its slide.
    The work has none where no tracker is connected.
    """
    plan = [
        Slide("headline", "headline", "The week"),
        Slide("kpis", "kpis", "KPIs"),
        *([Slide("work", "work", "Work")] if has_tracker else ()),
        *(_key_result(row) for row in review.key_results if row.discuss),
        Slide("rest", "rest", "Nothing to raise"),
        *(_item(item) for item in _in_order(item for item in items if item.state != "withdrawn")),
        Slide("actions", "actions", "Open actions"),
        Slide("close", "close", "Close the week"),
    ]
    return _timed(plan, {item.item: item.minutes for item in items if item.minutes}, minutes)


def ad_hoc(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The open items that are not about a key result, in the order they were put; those have their own slides."""
    return _in_order(item for item in items if item.state == "open")


def _in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    own_slides = (item for item in items if item.key_result is None)
    return sorted(own_slides, key=lambda item: (item.position is None, item.position or 0.0, item.week, item.item))


def _key_result(row: KeyResultReview) -> Slide:
    return Slide("key_result", f"kr-{row.key_result}", row.title, row.discuss_reasons, row.key_result)


def _item(item: AgendaItem) -> Slide:
    return Slide("item", f"item-{item.item}", item.title, about=item.item)


def _timed(plan: Sequence[Slide], asked: dict[str, float], minutes: float) -> tuple[Slide, ...]:
    fixed = [asked.get(slide.about or "") if slide.kind == "item" else None for slide in plan]
    left = max(minutes - sum(each or 0.0 for each in fixed), 0.0)
    shares = [0.0 if each else _share(slide) for slide, each in zip(plan, fixed, strict=True)]
    whole = sum(shares)
    return tuple(
        replace(slide, minutes=each or left * share / whole)
        for slide, each, share in zip(plan, fixed, shares, strict=True)
    )


def _share(slide: Slide) -> float:
    return _SHARES[slide.kind] + _SHARE_PER_REASON * max(len(slide.reasons) - 1, 0)
