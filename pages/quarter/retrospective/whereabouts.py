"""Where in the retrospective's meeting one is: the slide that the address names, and the strip to jump along."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from data.quarter.retro import Retro
from data.rules import retro, words
from data.rules.retro import Slide, Topic
from data.rules.scorecard import KeyResultScore
from pages.monday.presenter import place as monday
from pages.parts import load
from pages.quarter.retrospective.asked import Asked

CSS = monday.CSS  # the strip looks like Monday's


@dataclass(frozen=True, slots=True)
class Place:
    """One slide of the meeting. A key result without a slide of its own is shown too: from what was achieved."""

    asked: Asked
    retro: Retro
    slides: tuple[Slide, ...]
    slide: Slide
    at: int

    @property
    def row(self) -> KeyResultScore | None:
        """The key result that the slide is about."""
        rows = self.retro.outcomes if self.slide.kind == "key_result" else ()
        return next((row for row in rows if row.key_result == self.slide.about), None)

    @property
    def topic(self) -> Topic | None:
        """The topic that the slide is about."""
        return self.retro.table.topic(self.slide.about or "") if self.slide.kind == "topic" else None

    @property
    def is_aside(self) -> bool:
        return self.slide not in self.slides

    @property
    def before(self) -> str | None:
        at = self.at if self.is_aside else self.at - 1
        return self.slides[at].key if at >= 0 else None

    @property
    def after(self) -> str | None:
        following = self.slides[self.at + 1 :]
        return following[0].key if following else None

    @property
    def minutes_before(self) -> float:
        return sum(slide.minutes for slide in self.slides[: self.at])

    def to(self, key: str) -> str:
        """The address of a slide."""
        return self.asked.here(view=self.asked.view, at=key)


def here(at: Asked) -> Place:
    """The slide that `?at=` names, the first one when it names none that there is."""
    found = load.retro(at.quarter, at.which)
    slides = retro.slides(found.outcomes, found.table, load.settings().org.retro_minutes)
    key = st.query_params.get("at") or ""
    number = next((n for n, slide in enumerate(slides) if _is_named(slide, key, found)), None)
    if number is not None:
        return Place(at, found, slides, slides[number], number)
    aside = next((retro.of_key_result(row) for row in found.outcomes if f"kr-{row.key_result}" == key), None)
    return Place(at, found, slides, aside or slides[0], min(1, len(slides) - 1) if aside else 0)


def _is_named(slide: Slide, key: str, found: Retro) -> bool:
    """Whether a slide goes by this key; a topic goes by any of its cards, so that grouping does not lose the place."""
    if slide.key == key:
        return True
    topic = found.table.topic(key.removeprefix("topic-"))
    return topic is not None and slide.about == topic.key


def go(key: str | None) -> None:
    """Show another slide from the next run on."""
    if key:
        st.query_params["at"] = key


def strip(place: Place) -> Markup:
    """ "3 of 14", a bar for each slide as wide as its minutes, and all of them by title to choose from."""
    position = f"{place.at + 1} of {len(place.slides)}" + (", looked up" if place.is_aside else "")
    bars = Markup("").join(_bar(slide, place) for slide in place.slides)
    titles = Markup("").join(_title(n, slide, place) for n, slide in enumerate(place.slides, 1))
    return Markup(
        '<nav class="strip-of-slides" aria-label="Slides" data-slide="{}"><b class="num">{}</b><ol>{}</ol>'
        "<details><summary>All slides</summary><ol>{}</ol></details></nav>"
    ).format(place.slide.key, position, bars, titles)


def _bar(slide: Slide, place: Place) -> Markup:
    return Markup('<li style="--minutes:{:.1f}"><a data-page href="{}" title="{}"{}></a></li>').format(
        slide.minutes, place.to(slide.key), slide.title, _state(slide, place)
    )


def _title(number: int, slide: Slide, place: Place) -> Markup:
    line = Markup(
        '<li><a data-page href="{}"{}><span class="num soft">{}</span><span></span><span>{}</span>'
        '<span class="num soft">{}</span></a></li>'
    )
    minutes = f"{words.number(round(slide.minutes))} min"
    return line.format(place.to(slide.key), _state(slide, place), number, slide.title, minutes)


def _state(slide: Slide, place: Place) -> Markup:
    if slide == place.slide:
        return Markup(' aria-current="step"')
    return Markup(' class="seen"') if place.slides.index(slide) < place.at else Markup("")
