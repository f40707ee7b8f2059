"""What of the tracker is shown: the view, its headings and its filters, all in the address, and the links to others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from data.pulls.tracker import Tracker
from data.rules import words, work_views
from data.rules.tracking import Tracked
from data.rules.work_views import GROUPED, GROUPINGS, VIEWS, Grouping, View
from pages.parts import links

CSS = Markup("""
.work-choice { margin-top: 1.6rem; border-top: 1px solid var(--line); padding-top: 0.8rem; }
.work-choice nav { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.4rem; margin-bottom: 0.35rem; }
.work-choice nav > span { color: var(--soft); min-width: 5.2rem; }
.okr .work-choice a { text-decoration: none; padding: 0.16rem 0.7rem; border: 1px solid var(--line);
  border-radius: 999px; }
.okr .work-choice a:hover { border-color: var(--accent); }
.okr .work-choice a[aria-current] { border-color: var(--accent); color: var(--accent); font-weight: 650; }
""")

_LABELS: Mapping[View, str] = {
    "department": "Our key results",
    "organisation": "The organisation's",
    "deliverables": "Deliverables",
    "everything": "Everything",
}
_ABOUT: Mapping[View, str] = {
    "department": "Items that serve a key result of ours, open or closed since {}.",
    "organisation": "Items that serve any key result, ours or another department's, open or closed since {}.",
    "deliverables": "Items with a target date, open or closed since {}.",
    "everything": "Every item on the board, closed and archived ones too.",
}
_BY: Mapping[Grouping, str] = {
    "key_result": "key result",
    "status": "status",
    "iteration": "iteration",
    "target_date": "target date",
    "team": "team",
}
_NAV = Markup('<nav aria-label="{}"><span aria-hidden="true">{}</span>{}</nav>')
_LINK = Markup('<a data-page href="{}"{}>{}</a>')
_CURRENT = Markup(' aria-current="true"')


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for."""

    view: View
    by: Grouping
    team: str | None
    key_result: str | None
    part: int

    @property
    def label(self) -> str:
        return _LABELS[self.view]

    def of(self, tracker: Tracker) -> list[Tracked]:
        """The items of the view that the filters let through."""
        return [
            each
            for each in work_views.in_view(tracker.items, self.view, tracker.since)
            if self.team in (None, each.item.team) and self.key_result in (None, each.key_result)
        ]

    def to(self, **changed: str | None) -> str:
        """The address of this choice but for what is changed; it begins with the first part of the list."""
        own = {"view": self.view, "by": self.by, "team": self.team, "key_result": self.key_result}
        return links.to("/work", **(own | changed))


def asked() -> Choice:
    """What the address names, and what is usual for what it does not name or there is not."""
    named = st.query_params.to_dict()
    viewed: list[View] = [each for each in VIEWS if each == named.get("view")]
    view = viewed[0] if viewed else VIEWS[0]
    chosen: list[Grouping] = [each for each in GROUPINGS if each == named.get("by")]
    by = chosen[0] if chosen else GROUPED[view]
    part = named.get("part", "1")
    number = int(part) if part.isdecimal() and len(part) < 6 else 1
    return Choice(view, by, named.get("team") or None, named.get("key_result") or None, max(number, 1))


def choices(choice: Choice, tracker: Tracker, titles: Mapping[str, str]) -> Markup:
    """The views, headings and filters to choose from, and what the chosen view shows."""
    about = _ABOUT[choice.view].format(words.day(tracker.since))
    navs = (_views(choice), _groupings(choice), _teams(choice, tracker), _key_result(choice, titles))
    return Markup('<div class="work-choice">{}<p class="soft">{}</p></div>').format(Markup("").join(navs), about)


def parts(choice: Choice, count: int, most: int) -> Markup:
    """The parts of a list that is longer than can be shown at once: "1–500", "501–620"."""
    if count <= most:
        return Markup("")
    entries = [
        (f"{first + 1}–{min(first + most, count)}", choice.to(part=str(part)), part == choice.part)
        for part, first in enumerate(range(0, count, most), 1)
    ]
    return Markup('<div class="work-choice">{}</div>').format(_nav("Items", entries))


def _views(choice: Choice) -> Markup:
    return _nav("View", [(_LABELS[view], choice.to(view=view, by=None), view == choice.view) for view in VIEWS])


def _groupings(choice: Choice) -> Markup:
    return _nav("By", [(label, choice.to(by=by), by == choice.by) for by, label in _BY.items()])


def _teams(choice: Choice, tracker: Tracker) -> Markup:
    teams = sorted({each.item.team for each in tracker.items if each.item.team}, key=str.casefold)
    every = ("every team", choice.to(team=None), choice.team is None)
    return _nav("Team", [every, *((team, choice.to(team=team), team == choice.team) for team in teams)])


def _key_result(choice: Choice, titles: Mapping[str, str]) -> Markup:
    """The one key result that is looked at, to let go of; groups of the list lead to others."""
    if choice.key_result is None:
        return Markup("")
    return _nav(
        "Key result", [(f"{titles.get(choice.key_result, choice.key_result)} ✕", choice.to(key_result=None), True)]
    )


def _nav(label: str, entries: Iterable[tuple[str, str, bool]]) -> Markup:
    """Links by text and address, with the one that is chosen."""
    drawn = (_LINK.format(address, _CURRENT if is_chosen else "", text) for text, address, is_chosen in entries)
    return _NAV.format(label, label, Markup("").join(drawn))
