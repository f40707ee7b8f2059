"""The slide of one key result in a week: where it stands, what the numbers say, its course, what its owner wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from data.exports.decks import deck_course, deck_prose, deck_words, fitting, slide_look, slide_parts
from data.exports.decks.slide_look import BAD, INK, MARGIN, SOFT, WIDTH
from data.exports.decks.slide_parts import Box, Paragraph, Run
from data.exports.decks.slides import Deck, Slide
from data.exports.readers import Readers
from data.rules import calendar, confidential, values, words
from data.rules.looks import LOOKS
from data.rules.meeting import Minutes
from data.rules.okr import SLOPE_KINDS, STAY_KINDS
from data.rules.pace import PACED_KINDS
from data.rules.review import Flag, KeyResultReview, ObjectiveReview, Review
from data.rules.scorecard import KeyResultScore

TITLE_ROOM = WIDTH - 2 * MARGIN - 2.3  # the width that the status at the right leaves
_SMALLEST = 12  # points: what a room can still read
PILL = Box(WIDTH - MARGIN - 2.0, 0.4, 2.0, 0.46)
OWNER = Box(MARGIN, 1.2, WIDTH - 2 * MARGIN, 0.3)
TOP = 1.64
_STANDING, _CHART = 6.9, 5.15  # widths
_VALUE, _WAY, _BAR = 0.64, 0.32, 0.34  # heights
_ABOVE_PROSE = 0.15
_BETWEEN = 4  # points between two sentences
_SIZES = (16, 15, 14, 13, _SMALLEST)


def add(
    deck: Deck, row: KeyResultReview, objective: ObjectiveReview | None, review: Review, minutes: Minutes, to: Readers
) -> Slide:
    slide = deck.slide(row.title, room=TITLE_ROOM)
    head(slide, row, objective, to, why=deck_words.why(row) if row.discuss else None)
    if to.hides(row):
        _hidden(slide)
        return slide
    prose, said = deck_prose.of(row.update), [*_said(row, calendar.sunday(review.week))]
    bottom, across = slide_look.FOOTER_TOP - 0.12, WIDTH - 2 * MARGIN
    needed = _lead(row) + deck_words.needed(said, _STANDING, _SMALLEST, _BETWEEN)
    height = deck_prose.height(prose, across, bottom - TOP - needed - _ABOVE_PROSE)
    room = bottom - TOP - (height + _ABOVE_PROSE if prose else 0)
    _standing(slide, Box(MARGIN, TOP, _STANDING, room), row, said)
    deck_prose.columns(slide, Box(MARGIN, bottom - height, across, height), prose)
    chart = deck_course.chart(row, review)
    if chart:
        slide.chart(Box(WIDTH - MARGIN - _CHART, TOP, _CHART, min(room, 4.2)), chart)
    slide.notes(_notes(row, objective, minutes, to))
    return slide


def head(
    slide: Slide, row: KeyResultReview, objective: ObjectiveReview | None, to: Readers, why: str | None = None
) -> None:
    """Objective above the title, owner below it, the status at the right, and why the key result is talked about."""
    room = WIDTH - 2 * MARGIN
    if objective:
        above(slide, objective.title)
    look = LOOKS[row.status]
    slide.label(PILL, f"{look.glyph} {row.status}", look.light)
    if row.previous_status and row.previous_status != row.status:
        was = Run(f"was {row.previous_status} last week", colour=SOFT)
        slide.text(Box(PILL.left, PILL.bottom + 0.04, PILL.width, 0.22), Paragraph((was,), 12, align="center"))
    told = f"Discuss: {why}" if why else ""
    across = min(fitting.width(told, 14, bold=True) + 0.1, room * 0.55)
    slide.text(OWNER._replace(width=room - across - 0.2), Paragraph(whose(row, to, room - across - 0.2)))
    if told:
        discuss = Run(fitting.one_line(told, across, 14, bold=True), bold=True, colour=BAD)
        slide.text(Box(WIDTH - MARGIN - across, OWNER.top, across, 0.3), Paragraph((discuss,), align="right"))


def above(slide: Slide, text: str) -> None:
    """What the slide belongs to, small above its title."""
    shown = fitting.one_line(text, TITLE_ROOM, _SMALLEST)
    slide.text(Box(MARGIN, 0.16, TITLE_ROOM, 0.22), Paragraph((Run(shown, colour=SOFT),), _SMALLEST))


def whose(row: KeyResultReview | KeyResultScore, to: Readers, room: float) -> tuple[Run, ...]:
    """Owner, team, commitment and weight, as much of it as fits on one line."""
    owner = to.name(row.owner) or "no owner yet"
    about = [row.team, row.commitment, f"weight {words.number(row.weight)}" if row.weight != 1 else None]
    about.append(confidential.WORD if row.confidential else None)
    rest = f" · {told}" if (told := deck_words.joined(about)) else ""
    name = fitting.one_line(f"Owner: {owner}", room, 14, bold=True)
    left = room - fitting.width(name, 14, bold=True)
    shown = fitting.one_line(rest, left, 14) if left > 1 else ""
    return Run(name, bold=True), Run(shown and f" {shown}", colour=SOFT)


def _hidden(slide: Slide) -> None:
    slide.text(
        Box(MARGIN, 2.2, WIDTH - 2 * MARGIN, 1.4),
        Paragraph((Run(confidential.WORD, bold=True),), 36),
        Paragraph((Run("The numbers and the prose of this key result stay inside the leadership.", colour=SOFT),), 16),
    )


def _standing(slide: Slide, box: Box, row: KeyResultReview, said: Sequence[tuple[Run, ...]]) -> None:
    """The value, the way it has come, and as much of what owner and numbers say as there is room for."""
    now, goal = values.standing(row)
    size = next((size for size in (36, 32, 28, 24, 20) if fitting.width(now + goal, size, bold=True) <= box.width), 18)
    shown = fitting.one_line(now + goal, box.width, size, bold=True)
    value = Run(shown[: len(now)], bold=True), Run(shown[len(now) :], colour=SOFT)
    slide.text(box._replace(height=_VALUE), Paragraph(value, size), middle=True)
    if way := _way(row):
        size = next((each for each in (15, 14, 13) if _width(way, each) <= box.width), _SMALLEST)
        place = Box(box.left, box.top + _VALUE, box.width, _WAY)
        slide.text(place, Paragraph(slide_parts.cut_runs(way, box.width, 1, size), size))
    if _has_bar(row):
        place = Box(box.left, box.top + _lead(row) - _BAR + 0.07, box.width, 0.16)
        slide.bar(place, row.progress or 0.0, row.expected_progress, values.done_and_expected(row))
    left = Box(box.left, box.top + _lead(row), box.width, box.height - _lead(row))
    deck_words.sentences(slide, left, said, _SIZES, _BETWEEN)


def _lead(row: KeyResultReview) -> float:
    """The height of what stands above the sentences."""
    return _VALUE + (_WAY if _way(row) else 0) + (_BAR if _has_bar(row) else 0)


def _has_bar(row: KeyResultReview) -> bool:
    return row.kind in PACED_KINDS and row.progress is not None


def _width(runs: Sequence[Run], size: float) -> float:
    return sum(fitting.width(run.text, size, bold=run.bold) for run in runs)


def _way(row: KeyResultReview) -> tuple[Run, ...]:
    """How far it has come, and the week's change with whether it is good."""
    moved = _moved(row)
    if row.progress is None or row.kind not in (*PACED_KINDS, *STAY_KINDS):
        return (moved,) if moved else ()
    told = values.weeks_in_band(row) if row.kind in STAY_KINDS else values.done_and_expected(row)
    way = Run(deck_words.sentence(told or ""), bold=True)
    return (way, Run(" · ", colour=SOFT), moved) if moved else (way,)


def _moved(row: KeyResultReview) -> Run | None:
    """The week's change; of an older value, its day."""
    if row.value is None or row.kind == "done" or row.status in ("done", "cancelled"):
        return None
    if not values.has_news(row):
        return Run(f"as of {words.day(row.value_as_of)}", colour=SOFT) if row.value_as_of else None
    if not row.change:
        return Run("same as last week", colour=SOFT) if row.change == 0 else None
    good, bad = (", better", slide_look.GOOD), (", worse", BAD)
    word, colour = {True: good, False: bad, None: ("", INK)}[values.is_better(row)]
    return Run(f"{words.change(row.change, row.unit)} since last week{word}", bold=True, colour=colour)


def _said(row: KeyResultReview, sunday: date) -> Iterator[tuple[Run, ...]]:
    """What owner, numbers and forecast say, then the flags that say more than that."""
    yield _status(row)
    if row.status in ("done", "cancelled"):
        return
    if row.progress is None:
        yield (Run(f"Progress unknown: {values.missing(row) or 'no value yet'}.", colour=SOFT),)
    reasons = {reason.flag: reason for reason in (*row.discuss_reasons, *row.flags)}
    for told in ("help wanted", "status got worse"):  # the call stands beside the wins, the status before at the top
        reasons.pop(told, None)
    disagree = reasons.pop("owner and numbers disagree", None)
    if disagree:
        yield _reason(disagree)
    if disagree is None or f"({row.implied_reason})" not in disagree.reason:  # about the value, not about the status
        yield _implied(row)
    yield from _landing(row)
    if upcoming := values.next_milestone(row, sunday):
        yield Run(upcoming[0], bold=True), Run(f": {upcoming[1]}")
    yield from map(_reason, reasons.values())


def _reason(flag: Flag) -> tuple[Run, ...]:
    return Run(f"{flag.flag}: ", bold=True, colour=BAD), Run(flag.reason)


def _implied(row: KeyResultReview) -> tuple[Run, ...]:
    if row.implied_status is None:
        return (Run(f"The numbers say nothing yet: {row.implied_reason}.", colour=SOFT),)
    return Run("The numbers say "), deck_words.status(row.implied_status), Run(f": {row.implied_reason}.")


def _status(row: KeyResultReview) -> tuple[Run, ...]:
    stated = ", as the owner states it" if row.stated_status else ""
    if row.confidence is None or row.status == "cancelled":
        return deck_words.status(row.status), Run(stated)
    before = row.previous_confidence
    was = f", was {words.number(before, '%')}" if before is not None and before != row.confidence else ""
    if row.update is None:
        was = " (last known)"
    return deck_words.status(row.status), Run(f"{stated}, {words.number(row.confidence, '%')} confident{was}")


def _landing(row: KeyResultReview) -> Iterator[tuple[Run, ...]]:
    """The forecast in the page's words, or why there is none; nothing for kinds that have no course."""
    if row.kind not in (*SLOPE_KINDS, *STAY_KINDS):
        return
    if row.forecast is None:
        yield (Run(f"No forecast: {row.forecast_reason}.", colour=SOFT),)
        return
    yield (
        Run("Heading for "),
        Run(values.lands(row.forecast, row.unit), bold=True),
        Run(f" on {words.day(row.due)}"),
        *_chance(row),
        Run(f" ({values.interval(row.forecast, row.unit)})", colour=SOFT),
    )


def _chance(row: KeyResultReview) -> tuple[Run, ...]:
    if row.forecast is None or row.forecast.chance is None:
        return ()
    sloped = row.kind in SLOPE_KINDS and row.target is not None
    aim = f"of {words.number(row.target or 0.0, row.unit)}" if sloped else "of being where it should"
    return Run(", "), Run(f"{values.likelihood(row.forecast.chance)} chance", bold=True), Run(f" {aim}")


def _notes(row: KeyResultReview, objective: ObjectiveReview | None, minutes: Minutes, to: Readers) -> str:
    """Everything there is to say: in full, as it was written."""
    parts = [row.title, f"Objective: {objective.title}" if objective else "", *deck_prose.written(row.update, to)]
    if row.update is None:
        parts.append("No update for this week.")
    reasons = {reason.flag: reason for reason in (*row.discuss_reasons, *row.flags)}
    parts += [f"{flag.flag}: {flag.reason}" for flag in reasons.values()]
    if row.implied_status:
        parts.append(f"The numbers say {row.implied_status}: {row.implied_reason}.")
    parts += [
        f"{deck_words.sentence(note.kind)}: {note.text}"
        for note in minutes.notes
        if note.key_result == row.key_result and not note.withdrawn
    ]
    parts += [
        f"Open action: {deck_words.action(action, to)}"
        for action in deck_words.open_actions(minutes)
        if action.key_result == row.key_result
    ]
    return "\n\n".join(part for part in parts if part)
