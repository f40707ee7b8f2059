"""The slide of one key result in a week: where it stands, what the numbers say, its course, what its owner wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from data.exports import deck_course, deck_words, fitting, slide_look, slides
from data.exports.deck_words import Readers
from data.exports.slide_look import BAD, INK, LINE, MARGIN, SOFT, WARN, WIDTH
from data.exports.slides import Box, Deck, Paragraph, Run, Slide
from data.rules import calendar, confidential, values, words
from data.rules.looks import LOOKS
from data.rules.meeting import Minutes
from data.rules.okr import SLOPE_KINDS, STAY_KINDS
from data.rules.pace import PACED_KINDS
from data.rules.review import Flag, KeyResultReview, ObjectiveReview, Review, WeekUpdate

HEADINGS = {"wins": "Wins", "risks": "Risks", "next_steps": "Next steps", "help": "Help wanted"}
_SMALLEST = 12  # points: what a room can still read
_PILL = Box(WIDTH - MARGIN - 2.0, 0.4, 2.0, 0.46)
_OWNER = Box(MARGIN, 1.2, WIDTH - 2 * MARGIN, 0.3)
_TOP = 1.72
_STANDING, _CHART = 6.1, 5.9  # widths
_GAP = 0.33
_LEAST_PROSE, _MOST_PROSE = 1.0, 2.6  # heights
_COLUMN_HEAD = 0.36
_WIDEST_COLUMN = 6.0
_SIZES = (16, 15, 14, 13, _SMALLEST)


def add(
    deck: Deck, row: KeyResultReview, objective: ObjectiveReview | None, review: Review, minutes: Minutes, to: Readers
) -> Slide:
    slide = deck.slide(row.title, room=WIDTH - 2 * MARGIN - 2.3)
    _head(slide, row, objective, to)
    if to.hides(row):
        _hidden(slide, row)
        return slide
    prose = _prose(row.update)
    bottom = slide_look.FOOTER_TOP - 0.12
    columns = Box(MARGIN, bottom, WIDTH - 2 * MARGIN, 0)
    if prose:
        height = _prose_height(prose, columns.width)
        columns = columns._replace(top=bottom - height, height=height)
        _columns(slide, columns, prose)
    room = columns.top - _TOP - (0.15 if prose else 0)
    _standing(slide, Box(MARGIN, _TOP, _STANDING, room), row, calendar.sunday(review.week))
    chart = deck_course.chart(row, review)
    if chart:
        slide.chart(Box(WIDTH - MARGIN - _CHART, _TOP, _CHART, min(room, 4.2)), chart)
    slide.notes(_notes(row, objective, minutes, to))
    return slide


def _head(slide: Slide, row: KeyResultReview, objective: ObjectiveReview | None, to: Readers) -> None:
    """Objective above the title, owner below it, the status at the right, and why the key result is talked about."""
    room = WIDTH - 2 * MARGIN
    if objective:
        text = fitting.one_line(objective.title, room - 2.3, _SMALLEST)
        slide.text(Box(MARGIN, 0.16, room - 2.3, 0.22), Paragraph((Run(text, colour=SOFT),), _SMALLEST))
    look = LOOKS[row.status]
    slide.label(_PILL, f"{look.glyph} {row.status}", look.light)
    if row.previous_status and row.previous_status != row.status:
        was = Run(f"was {row.previous_status} last week", colour=SOFT)
        slide.text(Box(_PILL.left, _PILL.bottom + 0.04, _PILL.width, 0.22), Paragraph((was,), 12, align="center"))
    why = f"Discuss: {row.discuss_reason}" if row.discuss else None
    across = min(fitting.width(why, 14, bold=True) + 0.1, room * 0.55) if why else 0.0
    slide.text(_OWNER._replace(width=room - across - 0.2), Paragraph(_whose(row, to, room - across - 0.2)))
    if why:
        told = Run(fitting.one_line(why, across, 14, bold=True), bold=True, colour=BAD)
        slide.text(Box(WIDTH - MARGIN - across, _OWNER.top, across, 0.3), Paragraph((told,), align="right"))


def _whose(row: KeyResultReview, to: Readers, room: float) -> tuple[Run, ...]:
    owner = to.name(row.owner) or "no owner yet"
    about = [row.team, row.commitment, f"weight {words.number(row.weight)}" if row.weight != 1 else None]
    about.append(confidential.WORD if row.confidential else None)
    rest = f" · {told}" if (told := deck_words.joined(about)) else ""
    name = fitting.one_line(f"Owner: {owner}", room, 14, bold=True)
    left = room - fitting.width(name, 14, bold=True)
    shown = fitting.one_line(rest, left, 14) if left > 1 else ""
    return Run(name, bold=True), Run(shown and f" {shown}", colour=SOFT)


def _hidden(slide: Slide, row: KeyResultReview) -> None:
    slide.text(
        Box(MARGIN, 2.2, WIDTH - 2 * MARGIN, 1.4),
        Paragraph((Run(confidential.WORD, bold=True),), 36),
        Paragraph((Run("The numbers and the prose of this key result stay inside the leadership.", colour=SOFT),), 16),
    )


def _standing(slide: Slide, box: Box, row: KeyResultReview, sunday: date) -> None:
    """The value, the way it has come, and as much of what owner and numbers say as there is room for."""
    now, goal = _now_and_goal(row, sunday)
    size = next((size for size in (40, 34, 28, 24, 20) if fitting.width(now + goal, size, bold=True) <= box.width), 18)
    shown = fitting.one_line(now + goal, box.width, size, bold=True)
    value = Run(shown[: len(now)], bold=True), Run(shown[len(now) :], colour=SOFT)
    slide.text(box._replace(height=0.7), Paragraph(value, size))
    top = box.top + 0.74
    way = _way(row)
    if way:
        size = next((each for each in (15, 14, 13) if _width(way, each) <= box.width), _SMALLEST)
        slide.text(Box(box.left, top, box.width, 0.28), Paragraph(slides.cut_runs(way, box.width, 1, size), size))
        top += 0.34
    if row.kind in PACED_KINDS and row.progress is not None:
        told = values.done_and_expected(row)
        slide.bar(Box(box.left, top + 0.08, box.width, 0.16), row.progress, row.expected_progress, told)
        top += 0.36
    deck_words.sentences(slide, Box(box.left, top, box.width, box.bottom - top), [*_said(row)], _SIZES, before=4)


def _width(runs: Sequence[Run], size: float) -> float:
    return sum(fitting.width(run.text, size, bold=run.bold) for run in runs)


def _now_and_goal(row: KeyResultReview, sunday: date) -> tuple[str, str]:
    """The page's words; the milestones themselves are not in a review, only the share that is done."""
    if row.kind == "milestones" and row.value is None and row.progress is not None:
        return words.percent(row.progress), " of the milestones done"
    return values.standing(row)


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


def _said(row: KeyResultReview) -> Iterator[tuple[Run, ...]]:
    """What owner, numbers and forecast say, then the flags that say more than that."""
    yield _status(row)
    if row.status in ("done", "cancelled"):
        return
    if row.progress is None:
        yield (Run(f"Progress unknown: {values.missing(row) or 'no value yet'}.", colour=SOFT),)
    disagree = [flag for flag in row.flags if flag.flag == "owner and numbers disagree"]
    yield from map(_flag, disagree) if disagree else [_implied(row)]
    yield from _landing(row)
    # A call for help stands beside the wins.
    yield from (_flag(flag) for flag in row.flags if flag.flag != "help wanted" and flag not in disagree)


def _flag(flag: Flag) -> tuple[Run, ...]:
    return Run(f"{flag.flag}: ", bold=True, colour=BAD), Run(flag.reason)


def _implied(row: KeyResultReview) -> tuple[Run, ...]:
    if row.implied_status is None:
        return (Run(f"The numbers say nothing yet: {row.implied_reason}.", colour=SOFT),)
    return Run("The numbers say "), deck_words.status(row.implied_status), Run(f": {row.implied_reason}.")


def _status(row: KeyResultReview) -> tuple[Run, ...]:
    stated = ", as the owner states it" if row.stated_status else ""
    if row.confidence is None:
        return deck_words.status(row.status), Run(stated)
    before = row.previous_confidence
    was = f", was {words.number(before, '%')}" if before is not None and before != row.confidence else ""
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
        Run(" when due"),
        *_chance(row),
        Run(f" ({values.interval(row.forecast, row.unit)})", colour=SOFT),
    )


def _chance(row: KeyResultReview) -> tuple[Run, ...]:
    if row.forecast is None or row.forecast.chance is None:
        return ()
    sloped = row.kind in SLOPE_KINDS and row.target is not None
    aim = f"of {words.number(row.target or 0.0, row.unit)}" if sloped else "of being where it should"
    return Run(", "), Run(f"{values.likelihood(row.forecast.chance)} chance", bold=True), Run(f" {aim}")


def _prose(update: WeekUpdate | None) -> list[tuple[str, str]]:
    """What the owner wrote, by heading."""
    if update is None:
        return []
    found = ((heading, getattr(update, name)) for name, heading in HEADINGS.items())
    return [(heading, deck_words.plain(text)) for heading, text in found if text and text.strip()]


def _prose_height(prose: Sequence[tuple[str, str]], room: float) -> float:
    """As high as the longest column needs to be read well, within what leaves the numbers theirs."""
    across = _across(prose, room)
    needed = max(fitting.height(text, _inner(heading, across), 14) for heading, text in prose)
    return min(max(needed + _COLUMN_HEAD + 0.1, _LEAST_PROSE), _MOST_PROSE)


def _columns(slide: Slide, box: Box, prose: Sequence[tuple[str, str]]) -> None:
    """Each heading's text beside the others, in one size; what does not fit ends in a hint at the notes."""
    across, room = _across(prose, box.width), box.height - _COLUMN_HEAD
    size = min(fitting.largest([text], _inner(heading, across), room, _SIZES) for heading, text in prose)
    for number, (heading, text) in enumerate(prose):
        place = Box(box.left + number * (across + _GAP), box.top, across, box.height)
        is_call = heading == HEADINGS["help"]
        if not is_call:
            slide.block(place._replace(height=0.02), LINE)
        slide.text(
            place if is_call else Box(place.left, place.top + 0.06, across, place.height - 0.06),
            Paragraph((Run(heading, bold=True, colour=BAD if is_call else SOFT),), 13),
            Paragraph((Run(fitting.cut(text, _inner(heading, across), room, size)),), size, before=2),
            fill=WARN if is_call else None,
        )


def _across(prose: Sequence[tuple[str, str]], room: float) -> float:
    return min((room - _GAP * (len(prose) - 1)) / len(prose), _WIDEST_COLUMN)


def _inner(heading: str, across: float) -> float:
    return Box(0, 0, across, 1).inside().width if heading == HEADINGS["help"] else across


def _notes(row: KeyResultReview, objective: ObjectiveReview | None, minutes: Minutes, to: Readers) -> str:
    """Everything there is to say: in full, as it was written."""
    parts = [row.title, f"Objective: {objective.title}" if objective else "", *_written(row.update, to)]
    if row.update is None:
        parts.append("No update for this week.")
    parts += [f"{flag.flag}: {flag.reason}" for flag in row.flags]
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


def _written(update: WeekUpdate | None, to: Readers) -> Iterator[str]:
    if update is None:
        return
    for name, heading in HEADINGS.items():
        if text := getattr(update, name):
            yield f"{heading}\n{text}"
    if update.link:
        yield f"Evidence: {update.link}"
    when = f", {deck_words.moment(update.recorded_at)}" if update.recorded_at else ""
    yield f"Written by {to.name(update.author) or 'somebody'}{when}"
