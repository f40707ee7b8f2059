"""The slide of one key result at quarter end: how far it came, its grade and why, moved goalposts, what was learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.exports.decks import deck_key_result, deck_prose, deck_words, fitting, scorecard_deck_objective, slide_look
from data.exports.decks.deck_prose import Prose
from data.exports.decks.slide_look import MARGIN, SOFT, WIDTH
from data.exports.decks.slide_parts import Box, Paragraph, Run
from data.exports.decks.slides import Deck, Slide
from data.exports.readers import Readers
from data.rules import results, words
from data.rules.looks import GRADES
from data.rules.pace import PACED_KINDS
from data.rules.scorecard import Goalpost, KeyResultScore, ObjectiveScore, Preset, Retrospect

_ROOM = WIDTH - 2 * MARGIN
_FACTS, _BESIDE = 7.4, WIDTH - 2 * MARGIN - 7.4 - 0.45  # widths
_VALUE, _WAY, _BAR, _HEAD = 0.64, 0.32, 0.34, 0.3  # heights
_LEAST = 1.4  # the height that a retrospective note has at least
_GAP = 0.3
_BETWEEN = 6  # points between two sentences
_SIZES = (16, 15, 14, 13, 12)
_MOST_LINES = 4  # of one thing that somebody wrote; all of it is in the notes


def add(deck: Deck, row: KeyResultScore, objective: ObjectiveScore, preset: Preset, to: Readers) -> None:
    slide = deck.slide(row.title, room=deck_key_result.TITLE_ROOM)
    deck_key_result.above(slide, objective.title)
    slide.label(deck_key_result.PILL, results.marked(row.result, preset), GRADES[row.result].light)
    if row.grade and not row.given and not row.cancelled:
        scorecard_deck_objective.under_grade(slide, "as the numbers suggest")
    slide.text(deck_key_result.OWNER, Paragraph(deck_key_result.whose(row, to, _ROOM)))
    _facts(slide, row, preset, to)
    slide.notes("\n\n".join(_notes(row, objective, preset, to)))


def _facts(slide: Slide, row: KeyResultScore, preset: Preset, to: Readers) -> None:
    """The numbers and what is said about them, beside them the moved goalposts, below them the retrospective note."""
    across = _FACTS if row.changes else _ROOM
    said, moved, prose = (
        [*_said(row, preset, to, across)],
        [_moved(change, to) for change in row.changes],
        _of(row.retro),
    )
    top, bottom = deck_key_result.TOP, slide_look.FOOTER_TOP - 0.12
    needed = max(_lead(row) + _needed(said, across, _SIZES[-1]), _HEAD + _needed(moved, _BESIDE, _SIZES[-1]))
    least = max(
        min(deck_prose.height(prose, _ROOM, bottom - top - needed - _GAP), bottom - top - needed - _GAP), _LEAST
    )
    room = bottom - top - (least + _GAP if prose else 0)
    used = min(max(_standing(slide, Box(MARGIN, top, across, room), row, said), _goalposts(slide, room, moved)), room)
    below = top + used + _GAP
    deck_prose.columns(slide, Box(MARGIN, below, _ROOM, bottom - below), prose)


def _standing(slide: Slide, box: Box, row: KeyResultScore, said: Sequence[tuple[Run, ...]]) -> float:
    """The value, the way it has come, and as many of the sentences as there is room for; the height that it took."""
    now, goal = results.ended(row)
    size = next((size for size in (36, 32, 28, 24, 20) if fitting.width(now + goal, size, bold=True) <= box.width), 18)
    shown = fitting.one_line(now + goal, box.width, size, bold=True)
    value = Run(shown[: len(now)], bold=True), Run(shown[len(now) :], colour=SOFT)
    slide.text(box._replace(height=_VALUE), Paragraph(value, size), middle=True)
    if way := _way(row):
        slide.text(Box(box.left, box.top + _VALUE, box.width, _WAY), Paragraph(way, 15))
    if _has_bar(row):
        place = Box(box.left, box.top + _lead(row) - _BAR + 0.07, _FACTS, 0.16)
        slide.bar(place, row.progress or 0.0, None, results.came(row) or f"{now}{goal}")
    lead = _lead(row)
    return lead + _sentences(slide, Box(box.left, box.top + lead, box.width, box.height - lead), said)


def _goalposts(slide: Slide, room: float, moved: Sequence[tuple[Run, ...]]) -> float:
    """The height that they took; none without any."""
    if not moved:
        return 0.0
    box = Box(WIDTH - MARGIN - _BESIDE, deck_key_result.TOP, _BESIDE, room)
    slide.text(box._replace(height=_HEAD), Paragraph((Run("How the goalposts moved", bold=True, colour=SOFT),), 13))
    return _HEAD + _sentences(slide, Box(box.left, box.top + _HEAD, box.width, box.height - _HEAD), moved)


def _sentences(slide: Slide, box: Box, said: Sequence[tuple[Run, ...]]) -> float:
    deck_words.sentences(slide, box, said, _SIZES, _BETWEEN)
    fitting_ones = (height for size in _SIZES if (height := _needed(said, box.width, size)) <= box.height)
    return next(fitting_ones, box.height)


def _needed(said: Sequence[tuple[Run, ...]], across: float, size: float) -> float:
    return deck_words.needed(said, across, size, _BETWEEN)


def _lead(row: KeyResultScore) -> float:
    """The height of what stands above the sentences."""
    return _VALUE + (_WAY if _way(row) else 0) + (_BAR if _has_bar(row) else 0)


def _has_bar(row: KeyResultScore) -> bool:
    return row.kind in PACED_KINDS and row.progress is not None


def _way(row: KeyResultScore) -> tuple[Run, ...]:
    """How far it came, and of which day that is."""
    came = results.came(row)
    as_of = f"as of {words.day(row.value_as_of)}" if row.value_as_of and row.value is not None else None
    found = [Run(deck_words.sentence(came), bold=True)] if came else []
    return (*found, Run(f" · {as_of}" if came else as_of, colour=SOFT)) if as_of else tuple(found)


def _said(row: KeyResultScore, preset: Preset, to: Readers, across: float) -> Iterator[tuple[Run, ...]]:
    """The outcome in the owner's words, the grade and why, as first worded, the warning, what was said last."""
    if row.retro and row.retro.outcome:
        yield (Run(_short(row.retro.outcome, across)),)
    if row.given:
        yield scorecard_deck_objective.judgement("Given", row.given, preset, to)
    if not row.cancelled:
        yield scorecard_deck_objective.suggestion("The numbers suggest", row.last.suggested, preset)
    if told := results.first_worded(row, preset):
        yield (Run(told, bold=True),)
    if told := results.warned(row):
        yield (Run(_short(told, across)),)
    if not row.cancelled:
        yield _last(row)
    if row.retro is None:
        yield (Run("No retrospective note was written.", colour=SOFT),)


def _last(row: KeyResultScore) -> tuple[Run, ...]:
    confident = f", {words.number(row.confidence, '%')} confident" if row.confidence is not None else ""
    return Run("Last status: "), deck_words.status(row.status), Run(f"{confident}.")


def _short(text: str, across: float) -> str:
    return fitting.cut(deck_words.plain(text), across, fitting.lines(_MOST_LINES, _SIZES[-1]), _SIZES[-1])


def _moved(change: Goalpost, to: Readers) -> tuple[Run, ...]:
    """The change stands out before its reason."""
    told = _short(results.goalpost_and_why(change, to.name), _BESIDE)
    head = len(results.goalpost(change, to.name))
    return Run(told[:head], bold=True), Run(told[head:])


def _of(retro: Retrospect | None) -> Prose:
    """The owner's note but for its outcome, as plain text by heading."""
    found = (
        [(heading, getattr(retro, name)) for name, heading in results.NOTE.items() if name != "outcome"]
        if retro
        else []
    )
    return [(heading, deck_words.plain(text)) for heading, text in found if text and text.strip()]


def _notes(row: KeyResultScore, objective: ObjectiveScore, preset: Preset, to: Readers) -> Iterator[str]:
    """Everything there is to say: in full, as it was written."""
    yield row.title
    yield f"Objective: {objective.title}"
    yield deck_words.joined((f"{row.last.measure}: {''.join(results.ended(row))}", results.came(row)), ", ")
    if told := scorecard_deck_objective.given_in_full(row.given, preset, to):
        yield told
    yield f"Suggested: {results.judged(row.last.suggested, preset) or 'nothing'}: {row.last.suggested.why}"
    if told := results.first_worded(row, preset):
        yield f"{told} {row.first.title}: {row.first.suggested.why}"
    for change in row.changes:
        yield results.goalpost_and_why(change, to.name)
    if told := results.warned(row):
        yield told
    if row.retro:
        for name, heading in results.NOTE.items():
            if text := getattr(row.retro, name):
                yield f"{heading}\n{text}"
        yield f"Written by {to.name(row.retro.by) or 'somebody'}"
