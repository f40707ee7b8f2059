"""Where in the meeting one is: the slide that the address names, those around it, and the strip to jump along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from data.monday.meeting import Meeting
from data.rules import words
from data.rules.agenda import Slide
from data.rules.review import KeyResultReview
from pages.parts import links, load, statuses

PAGE = "/sync"

CSS = Markup("""
.strip-of-slides { display: flex; align-items: center; gap: 0.9rem; }
.strip-of-slides > b { white-space: nowrap; font-size: 1.1rem; }
.strip-of-slides ol { display: flex; flex: 1; gap: 3px; margin: 0; padding: 0; list-style: none; min-width: 0; }
.okr .strip-of-slides ol li { flex: var(--minutes) 1 0; min-width: 0.5rem; margin: 0; }
.strip-of-slides ol a { display: block; height: 0.62rem; border-radius: 3px; background: var(--line); }
.strip-of-slides ol .seen { background: var(--soft); } .strip-of-slides ol a:hover { background: var(--accent); }
.strip-of-slides ol [aria-current] { background: var(--accent);
  box-shadow: 0 0 0 3px var(--wash), 0 0 0 4px var(--accent); }
.strip-of-slides details { position: relative; }
.strip-of-slides summary { cursor: pointer; white-space: nowrap; color: var(--soft); }
.strip-of-slides details ol { position: absolute; right: 0; top: 1.8rem; z-index: 100; display: block; width: 34rem;
  max-width: 80vw; max-height: 80vh; overflow: auto; background: var(--paper); border: 1px solid var(--line);
  border-radius: 8px; padding: 0.4rem; box-shadow: 0 6px 24px rgb(0 0 0 / 0.25); }
.okr .strip-of-slides details li { display: block; }
.strip-of-slides details ol a { display: grid; grid-template-columns: 1.4rem 1.2rem 1fr auto; gap: 0.3rem; height: auto;
  padding: 0.28rem 0.5rem; background: none; text-decoration: none; }
.strip-of-slides details ol a:hover { background: var(--wash); }
.strip-of-slides details ol [aria-current] { background: var(--wash);
  box-shadow: inset 3px 0 var(--accent); font-weight: 650; }
""")


@dataclass(frozen=True, slots=True)
class Place:
    """One slide of a meeting. A key result that is not on the agenda is shown too: as an aside of the rest."""

    meeting: Meeting
    slide: Slide
    at: int
    seen: frozenset[str]

    @property
    def week(self) -> date:
        return self.meeting.review.week

    @property
    def row(self) -> KeyResultReview | None:
        """The key result that the slide is about."""
        rows = self.meeting.review.key_results
        return next(
            (row for row in rows if self.slide.kind == "key_result" and row.key_result == self.slide.about), None
        )

    @property
    def is_aside(self) -> bool:
        return self.slide not in self.meeting.slides

    @property
    def before(self) -> str | None:
        at = self.at if self.is_aside else self.at - 1
        return self.meeting.slides[at].key if at >= 0 else None

    @property
    def after(self) -> str | None:
        following = self.meeting.slides[self.at + 1 :]
        return following[0].key if following else None

    @property
    def minutes_before(self) -> float:
        return sum(slide.minutes for slide in self.meeting.slides[: self.at])


def here(meeting: Meeting) -> Place:
    """The slide that `?at=` names, the first one when it names none that there is."""
    asked = st.query_params.get("at") or ""
    keys = [slide.key for slide in meeting.slides]
    at = keys.index(asked) if asked in keys else 0
    slide = meeting.slides[at]
    if asked not in keys and (aside := _aside(meeting, asked)):
        at, slide = keys.index("rest"), aside
    seen: set[str] = st.session_state.setdefault("sync.seen", set(keys[:at]))
    seen.add(slide.key)
    return Place(meeting, slide, at, frozenset(seen))


def go(key: str | None) -> None:
    """Show another slide from the next run on."""
    if key:
        st.query_params["at"] = key


def to(key: str) -> str:
    """The address of a slide of the week that is shown."""
    return links.to(PAGE, week=st.query_params.get("week"), at=key)


def link(label: str | Markup, key: str) -> Markup:
    return Markup('<a data-page href="{}">{}</a>').format(to(key), label)


def of_key_result(key_result: str) -> str:
    return f"kr-{key_result}"


def strip(place: Place) -> Markup:
    """ "3 of 14", a bar for each slide as wide as its minutes, and all of them by title to choose from."""
    slides = place.meeting.slides
    addresses = _addresses(slides)
    position = f"{place.at + 1} of {len(slides)}" + (", looked up" if place.is_aside else "")
    bars = Markup("").join(_bar(slide, addresses[slide.key], place) for slide in slides)
    titles = Markup("").join(_title(n, slide, addresses[slide.key], place) for n, slide in enumerate(slides, 1))
    return Markup(
        '<nav class="strip-of-slides" aria-label="Slides" data-slide="{}"><b class="num">{}</b><ol>{}</ol>'
        "<details><summary>All slides</summary><ol>{}</ol></details></nav>"
    ).format(place.slide.key, position, bars, titles)


def _addresses(slides: Iterable[Slide]) -> dict[str, str]:
    """Every slide's address by its key: as `to` has it, what they have in common made once."""
    common = links.to(PAGE, week=st.query_params.get("week"))
    mark = "&" if "?" in common else "?"
    return {slide.key: f"{common}{mark}{urlencode({'at': slide.key})}" for slide in slides}


def _bar(slide: Slide, address: str, place: Place) -> Markup:
    return Markup('<li style="--minutes:{:.1f}"><a data-page href="{}" title="{}"{}></a></li>').format(
        max(slide.minutes, 1.0), address, slide.title, _state(slide, place)
    )


def _title(number: int, slide: Slide, address: str, place: Place) -> Markup:
    is_past = slide.key in place.seen and slide.key != place.slide.key
    line = Markup(
        '<li><a data-page href="{}"{}><span class="num soft">{}</span><span>{}</span><span>{}</span>'
        '<span class="num soft">{}</span></a></li>'
    )
    mark = Markup('<span class="soft" aria-label="seen">✓</span>') if is_past else _glyph(slide, place.meeting)
    minutes = f"{words.number(round(slide.minutes))} min"
    return line.format(address, _state(slide, place), number, mark, slide.title, minutes)


def _state(slide: Slide, place: Place) -> Markup:
    if slide.key == place.slide.key:
        return Markup(' aria-current="step"')
    return Markup(' class="seen"') if slide.key in place.seen else Markup("")


def _glyph(slide: Slide, meeting: Meeting) -> Markup:
    rows = (row for row in meeting.review.key_results if slide.kind == "key_result" and row.key_result == slide.about)
    return next((statuses.glyph(row.status) for row in rows), Markup(""))


def _aside(meeting: Meeting, asked: str) -> Slide | None:
    """A key result that nobody put on the agenda."""
    for row in meeting.review.key_results:
        if asked == of_key_result(row.key_result):
            return Slide("key_result", asked, row.title, about=row.key_result)
    return None


def is_read_only() -> bool:
    """Whether a moment of the past is looked at."""
    return load.as_of() is not None
