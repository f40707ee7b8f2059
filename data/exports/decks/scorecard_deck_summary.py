"""The first slides of a scorecard: its numbers, and how the quarter went beside those before it."""

from __future__ import annotations

from collections.abc import Sequence

from data.exports.decks import deck_words
from data.exports.decks.deck_words import BODY
from data.exports.decks.slide_bars import Bars, Part
from data.exports.decks.slide_look import INK, SOFT
from data.exports.decks.slide_parts import Box, Paragraph, Run
from data.exports.decks.slides import Deck, Slide
from data.exports.readers import Readers
from data.rules import grading, results, words
from data.rules.looks import GRADES
from data.rules.scorecard import RESULTS, Preset, Result, Scorecard, Tally

Parts = Sequence[tuple[Result, tuple[float | None, ...]]]

_SIZES = (20, 18, 16, 14, 13, 12)
_MOST_QUARTERS = 6  # a year and a half: more are too narrow to be read
_GAP = 0.5
_LEFT = BODY._replace(width=(BODY.width - _GAP) / 2)
_CHART = 2.7  # the height of the bars by commitment
# In a chart the two greys of what has no grade would run into each other.
_COLOURS: dict[Result, tuple[str, ...]] = {"ungraded": ("#c4cdd0", INK)}


def opening(deck: Deck, scorecard: Scorecard, to: Readers) -> None:
    """Which quarter this is, how many key results ended how, whether it is final, and who may read it."""
    slide = deck.opening(f"{to.org}: {scorecard.quarter} scorecard", _about(scorecard))
    if scorecard.key_results:
        _counts(slide, scorecard.tally, scorecard.preset)
    else:
        told = f"{scorecard.quarter} has no key results: there is nothing to score."
        slide.text(Box(0.9, 3.6, 11.5, 0.6), Paragraph((Run(told),), 20))
    told = [results.standing(scorecard, to.name), results.unsettled(scorecard), _for_whom(scorecard, to)]
    lines = [Paragraph((Run(line, colour=SOFT),), 14, before=2) for line in told if line]
    slide.text(Box(0.9, 6.0, 11.5, 0.85), *lines)


def _about(scorecard: Scorecard) -> str:
    """ "3 objectives, 11 key results"."""
    counted = ((scorecard.objectives, "objective"), (scorecard.key_results, "key result"))
    return ", ".join(words.count(len(found), noun) for found, noun in counted)


def _for_whom(scorecard: Scorecard, to: Readers) -> str | None:
    if not any(row.confidential for row in scorecard.key_results):
        return None
    if to.internal:
        return "For the leadership only: holds confidential numbers"
    return "Confidential numbers are left out"


def _counts(slide: Slide, tally: Tally, preset: Preset) -> None:
    """A large number for each result that there is, and the mean score."""
    shown: list[Result] = [result for result in RESULTS if tally.counts.get(result)]
    large = [(f"{tally.counts[result]}", _glyph(result, preset), GRADES[result].light) for result in shown]
    if tally.mean is not None:
        large.append((grading.scored(tally.mean, preset), Run("mean score", colour=SOFT), SOFT))
    across = 11.5 / max(len(large), 5)
    for number, (figure, name, colour) in enumerate(large):
        slide.text(
            Box(0.9 + number * across, 3.5, across - 0.1, 1.4),
            Paragraph((Run(figure, bold=True, colour=colour),), 54),
            Paragraph((name,), 18),
        )


def _glyph(result: Result, preset: Preset) -> Run:
    return Run(results.marked(result, preset), bold=True, colour=GRADES[result].light)


def how_it_went(deck: Deck, scorecard: Scorecard) -> None:
    """The grades by commitment, the quarter beside those before it, and the key sentences; none without key results."""
    if not scorecard.key_results:
        return
    slide = deck.slide("How the quarter went")
    told = [_sentence(*each) for each in results.sentences(scorecard)]
    beside = BODY._replace(left=BODY.left + _LEFT.width + _GAP, width=_LEFT.width)
    if _earlier(scorecard):
        slide.bars(_LEFT._replace(height=_CHART), _by_commitment(scorecard))
        slide.bars(beside, _by_quarter(scorecard))
        room = Box(_LEFT.left, _LEFT.top + _CHART + 0.2, _LEFT.width, _LEFT.height - _CHART - 0.2)
    else:
        slide.bars(_LEFT._replace(height=1.6 * _CHART), _by_commitment(scorecard))
        room = beside
    deck_words.sentences(slide, room, told or [(Run("Nothing is graded yet.", colour=SOFT),)], _SIZES, before=8)
    slide.notes("\n".join(_told(scorecard)))


def _sentence(told: str, beside: str) -> tuple[Run, ...]:
    return (Run(told, bold=True), *([Run(f" ({beside})")] if beside else []))


def _by_commitment(scorecard: Scorecard) -> Bars:
    kinds = [kind for kind in ("committed", "aspirational") if _count(scorecard, kind)]
    parts: Parts = [(result, tuple(_count(scorecard, kind, result) for kind in kinds)) for result in RESULTS]
    shown = _parts(parts, scorecard.preset)
    told = [
        f"{kind}: {', '.join(f'{part.values[at]:g} {part.name}' for part in shown if part.values[at])}"
        for at, kind in enumerate(kinds)
    ]
    return Bars(
        "Key results by grade",
        tuple(deck_words.sentence(kind) for kind in kinds),
        shown,
        f"Key results by grade; {'; '.join(told)}",
    )


def _count(scorecard: Scorecard, commitment: str, result: Result | None = None) -> float | None:
    found = [row.result for row in scorecard.key_results if row.commitment == commitment]
    return (len(found) if result is None else found.count(result)) or None


def _by_quarter(scorecard: Scorecard) -> Bars:
    """The oldest quarter at the left, each with its mean score below its name."""
    shown = [*reversed(_earlier(scorecard)), scorecard.tally]
    parts: Parts = [(result, tuple(tally.counts.get(result) or None for tally in shown)) for result in RESULTS]
    told = [f"{tally.quarter}: {results.counted(tally, scorecard.preset)}" for tally in shown]
    return Bars(
        "Key results by grade and quarter, with the mean score",
        tuple(_named(tally, scorecard.preset) for tally in shown),
        _parts(parts, scorecard.preset),
        f"The quarters compared; {'; '.join(told)}",
        is_upright=True,
    )


def _earlier(scorecard: Scorecard) -> Sequence[Tally]:
    """The quarters before that graded something, the newest first."""
    return [tally for tally in scorecard.earlier if results.count_graded(tally)][:_MOST_QUARTERS]


def _named(tally: Tally, preset: Preset) -> str:
    mean = f"\n{grading.scored(tally.mean, preset)}" if tally.mean is not None else ""
    return f"{tally.quarter}{mean}"


def _parts(parts: Parts, preset: Preset) -> tuple[Part, ...]:
    """Those that any bar has."""
    return tuple(
        Part(
            results.marked(result, preset),
            values,
            *_COLOURS.get(result, (GRADES[result].light,)),
        )
        for result, values in parts
        if any(values)
    )


def _told(scorecard: Scorecard) -> list[str]:
    tallies = (scorecard.tally, *scorecard.earlier)
    told = ["".join(run.text for run in _sentence(*each)) for each in results.sentences(scorecard)]
    return [*told, *(f"{tally.quarter}: {results.counted(tally, scorecard.preset)}" for tally in tallies)]
