"""One key result's trend as an inline picture: a fraction of what a chart costs to draw, and crisp on a big screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from html import unescape
from math import floor, log10
from urllib.parse import quote

from markupsafe import Markup, escape

from data.rules import progress, words
from data.rules.course import Story, Week
from data.rules.looks import LOOKS
from data.rules.review import Forecast
from pages.parts import charts, trend, trend_value
from pages.parts.charts import Colours, End
from pages.parts.trend_value import Course

WIDTH, HEIGHT = 450, 226  # of its own units, in which charts.FONT_SIZE is the size of its words
_LEFT, _TOP, _BOTTOM = 42, 18, 40
_LETTERS = 15  # where a label at the end of a line breaks
_TO_MONDAY = timedelta(days=6)  # a week's value stands for its Sunday and is drawn above its Monday
_MOST_LINES = 5


def of(story: Story, weeks: Sequence[Week], landing: Forecast | None, colours: Colours, is_dark: bool) -> Markup:
    """Value, target, pace, forecast and status by week; of a key result without numbers the confidence. Nothing before
    there is either.
    """
    course = trend_value.course(story, weeks)
    is_confidence = course.newest is None
    if is_confidence:
        landing, course = None, _confidence(weeks)
    if course.newest is None:
        return Markup("")
    looks = {week.week: LOOKS[week.status] for week in weeks}
    glyphs = {week: (look.glyph, look.dark if is_dark else look.light) for week, look in looks.items()}
    what = "confidence" if is_confidence else "by week of quarter"
    drawing = _Drawing(story, course, landing, glyphs, colours).svg(what)
    said = trend.in_words(story, weeks, landing)
    return Markup('<img class="picture" src="data:image/svg+xml,{}" alt="{}">').format(
        quote(drawing, safe=" =:/'(),.-"), said
    )


def _confidence(weeks: Sequence[Week]) -> Course:
    return Course([(week.week, week.update.confidence if week.update else None) for week in weeks], [], [], "%")


@dataclass(frozen=True)
class _Drawing:
    """The lines of one picture; x are days, y are numbers in the course's unit. `glyphs` are the statuses by week."""

    story: Story
    course: Course
    landing: Forecast | None
    glyphs: Mapping[date, tuple[str, str]]
    colours: Colours

    def svg(self, what: str) -> str:
        accent, soft = self.colours.series[0], self.colours.soft
        parts = [
            *self._grid(),
            *self._weeks(),
            *self._band(),
            self._line(self.course.target, soft, width=1.6, is_stepped=True),
            self._line(self.course.pace, soft, dash="2 4", width=1.6),
            *self._fan(accent),
            self._line(self._known, accent, width=2.6),
            *(self._dot(day, number, accent) for day, number in self._known),
            *self._words(accent),
            _text(_LEFT, 11, what, soft),
        ]
        return (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' font-size='{charts.FONT_SIZE}' "
            f"font-family='system-ui,sans-serif'>{''.join(parts)}</svg>"
        )

    @cached_property
    def _known(self) -> list[tuple[date, float]]:
        return [(day, number) for day, number in self.course.points if number is not None]

    @cached_property
    def _ends(self) -> list[End]:
        return list(trend_value.labels(self.story, self.course, self.landing, self.colours))

    @cached_property
    def _right(self) -> int:
        return charts.label_width([end.text for end in self._ends], letters=_LETTERS)

    @cached_property
    def _reach(self) -> tuple[float, float]:
        numbers = [number for _, number in (*self._known, *self.course.pace, *self.course.target)]
        fan = (self.landing.low, self.landing.high) if self.landing else ()
        return charts.reach([*numbers, *fan, *(end.y for end in self._ends)])

    @cached_property
    def _mondays(self) -> tuple[date, ...]:
        return self.story.quarter.review_weeks

    def _x(self, day: date) -> float:
        first, last = self._mondays[0], self._mondays[-1]
        share = (day - first).days / max((last - first).days, 1)
        return round(_LEFT + 6 + share * (WIDTH - _LEFT - 6 - self._right), 1)

    def _y(self, number: float) -> float:
        low, high = self._reach
        return round(HEIGHT - _BOTTOM - (number - low) / (high - low) * self._height, 1)

    @property
    def _height(self) -> int:
        return HEIGHT - _TOP - _BOTTOM

    def _grid(self) -> Iterator[str]:
        edge = WIDTH - self._right
        for number in _round_numbers(*self._reach):
            y = self._y(number)
            yield f"<path d='M{_LEFT} {y}H{edge}' stroke='{self.colours.grid}'/>"
            text = words.number(number, self.course.unit if (self.course.unit or "").startswith(("%", "$")) else None)
            yield _text(_LEFT - 6, y + 4, text, self.colours.soft, "end")

    def _weeks(self) -> Iterator[str]:
        for week in self._mondays:
            number = f"{self.story.quarter.week_number(week)}"
            yield _text(self._x(week), HEIGHT - 22, number, self.colours.soft, "middle")
            if week in self.glyphs:
                yield _text(self._x(week), HEIGHT - 6, *self.glyphs[week], "middle")

    def _band(self) -> Iterator[str]:
        low, high = progress.bounds(self.story.key_result)
        if (low, high) == (None, None) or self.course.unit != self.story.key_result.unit:
            return
        top = self._y(high) if high is not None else _TOP
        height = (self._y(low) if low is not None else HEIGHT - _BOTTOM) - top
        width, fill = WIDTH - _LEFT - self._right, charts.faded(self.colours.series[2], 0.13)
        yield f"<rect x='{_LEFT}' y='{top}' width='{width}' height='{height:.1f}' fill='{fill}'/>"

    def _fan(self, colour: str) -> Iterator[str]:
        """From the newest number to where the forecast's interval ends."""
        if self.landing is None or self.course.newest is None:
            return
        (day, now), due = self.course.newest, trend_value.due(self.story) - _TO_MONDAY
        x, y, end = self._x(day), self._y(now), self._x(due)
        low, high = self._y(self.landing.low), self._y(self.landing.high)
        yield f"<path d='M{x} {y}L{end} {high}V{low}Z' fill='{charts.faded(colour, 0.18)}'/>"
        yield self._line([(day, now), (due, self.landing.value)], colour, dash="6 4", width=1.8)

    def _words(self, colour: str) -> Iterator[str]:
        """The newest number above its point, the pace's name, and the lines' names at their right ends."""
        if self.course.newest:
            yield self._newest(*self.course.newest, colour)
        if len(self.course.pace) > 2:
            yield self._pace()
        for note in charts.label_ends(self._ends, self._reach, self._height, letters=_LETTERS):
            lines = note["text"].split("<br>")
            top = self._y(note["y"]) - note["yshift"] - 8 * (len(lines) - 1) + 4
            for n, text in enumerate(lines):
                yield _text(WIDTH - self._right + 8, top + 16 * n, unescape(text), note["font"]["color"])

    def _newest(self, day: date, number: float, colour: str) -> str:
        """The newest number, on the side of its point where the line does not come from."""
        before = [value for known, value in self._known if known < day]
        is_above = not before or number >= before[-1]
        text = words.number(number, self.course.unit)
        return _text(self._x(day), self._y(number) + (-9 if is_above else 20), text, colour, "middle", is_bold=True)

    def _pace(self) -> str:
        """The word pace at its line, where the value is furthest from it."""
        value = dict(self._known)
        beside = [(day, number, value.get(day, number)) for day, number in self.course.pace[1:-1]]
        day, number, other = max(beside, key=lambda point: abs(point[1] - point[2]))
        x, y = self._x(day), self._y(number)
        rises = self.course.pace[-1][1] >= self.course.pace[0][1]
        is_above = number >= other
        return _text(
            x, y - 8 if is_above else y + 17, "pace", self.colours.soft, "end" if is_above == rises else "start"
        )

    def _line(
        self,
        points: Iterable[tuple[date, float]],
        colour: str,
        *,
        dash: str = "",
        width: float,
        is_stepped: bool = False,
    ) -> str:
        places = [(self._x(day), self._y(number)) for day, number in points]
        if len(places) < 2:
            return ""
        first, *others = places
        steps = "".join(f"H{x}V{y}" if is_stepped else f"L{x} {y}" for x, y in others)
        dashed = f" stroke-dasharray='{dash}'" if dash else ""
        return f"<path d='M{first[0]} {first[1]}{steps}' fill='none' stroke='{colour}' stroke-width='{width}'{dashed}/>"

    def _dot(self, day: date, number: float, colour: str) -> str:
        return f"<circle cx='{self._x(day)}' cy='{self._y(number)}' r='3.4' fill='{colour}'/>"


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start", is_bold: bool = False) -> str:
    weight = " font-weight='700'" if is_bold else ""
    return f"<text x='{x}' y='{y:.1f}' fill='{colour}' text-anchor='{anchor}'{weight}>{escape(text)}</text>"


def _round_numbers(low: float, high: float) -> list[float]:
    """At most so many numbers that people count in, from low to high."""
    rough = (high - low) / _MOST_LINES
    size = 10.0 ** floor(log10(rough))
    step = next(size * n for n in (1, 2, 5, 10) if size * n >= rough)
    first = -floor(-low / step)
    return [round(n * step, 10) for n in range(first, floor(high / step) + 1)]
