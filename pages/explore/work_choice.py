"""What of the tracker is shown: the filters, the view, its headings, all in the address, and the links to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import streamlit as st
from markupsafe import Markup

from data.pulls.tracker import Tracker
from data.rules import words
from data.rules.okr import Person
from data.rules.tracking import Tracked
from data.rules.work_views import GROUPED, GROUPINGS, VIEWS, Grouping, View
from pages.parts import links

CSS = Markup("""
.work-choice { margin-top: 1.6rem; border-top: 1px solid var(--line); padding-top: 0.8rem; }
.work-choice nav { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.4rem; margin-bottom: 0.35rem; }
.work-choice nav > span { color: var(--soft); min-width: 5.2rem; }
.okr .work-choice nav > a, .work-choice summary { text-decoration: none; padding: 0.16rem 0.7rem;
  border: 1px solid var(--line); border-radius: 999px; }
.okr .work-choice nav > a:hover, .work-choice summary:hover { border-color: var(--accent); }
.okr .work-choice nav > a[aria-current] { border-color: var(--accent); color: var(--accent); font-weight: 650; }
.work-choice.filters { display: flex; flex-wrap: wrap; gap: 0 2.4rem; margin-top: 0.6rem; border: 0; padding: 0; }
.okr .work-choice.filters nav > span { min-width: 0; }
.work-choice details { position: relative; } .work-choice summary { cursor: pointer; list-style: none; }
.work-choice summary::-webkit-details-marker { display: none; } .work-choice summary::after { content: " ▾"; }
.okr .work-choice ul { position: absolute; left: 0; top: 2.1rem; z-index: 100; width: 30rem; max-width: 88vw;
  max-height: 60vh; overflow: auto; margin: 0; padding: 0.4rem; list-style: none; background: var(--paper);
  border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 6px 24px rgb(0 0 0 / 0.25); }
.okr .work-choice li { margin: 0; }
.work-choice li a { display: flex; justify-content: space-between; gap: 1rem; padding: 0.28rem 0.5rem;
  text-decoration: none; }
.work-choice li a:hover { background: var(--wash); }
@media (max-width: 640px) { .work-choice nav > span { flex: 1 0 100%; } .okr .work-choice ul { position: static; } }
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
_OPTION = Markup('<li><a data-page href="{}"><span>{}</span><span class="soft num">{}</span></a></li>')
_OPTIONS = Markup("<details><summary>{}</summary><ul>{}</ul></details>")
_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for. `more` is the list at the top that is shown whole."""

    view: View
    by: Grouping
    team: str | None
    key_result: str | None
    part: int
    more: str | None = None

    @property
    def label(self) -> str:
        return _LABELS[self.view]

    @property
    def is_narrowed(self) -> bool:
        return (self.team, self.key_result) != (None, None)

    def lets_through(self, tracked: Tracked) -> bool:
        """Whether an item passes the filters."""
        return self.team in (None, tracked.item.team) and self.key_result in (None, tracked.key_result)

    def to(self, **changed: str | None) -> str:
        """The address of this choice but for what is changed; its lists begin with their first part."""
        own = {"view": self.view, "by": self.by, "team": self.team, "key_result": self.key_result}
        return links.to("/work", **(own | changed))


@dataclass(frozen=True, slots=True)
class Known:
    """What filters may name: the teams of people and of items, the key results by id, and of how many items each is."""

    teams: tuple[str, ...]
    titles: Mapping[str, str]
    on_board: Counter[str | None]

    @property
    def teams_on_board(self) -> list[str]:
        return [team for team in self.teams if self.on_board[team]]


def known(tracker: Tracker, titles: Mapping[str, str], people: Iterable[Person]) -> Known:
    teams = {each.item.team for each in tracker.items} | {person.team for person in people}
    on_board = Counter(each.item.team for each in tracker.items)
    on_board.update(each.key_result for each in tracker.items)
    return Known(tuple(sorted(filter(None, teams), key=str.casefold)), titles, on_board)


def asked() -> Choice:
    """What the address names, and what is usual for what it does not name or there is not."""
    named = st.query_params.to_dict()
    viewed: list[View] = [each for each in VIEWS if each == named.get("view")]
    view = viewed[0] if viewed else VIEWS[0]
    chosen: list[Grouping] = [each for each in GROUPINGS if each == named.get("by")]
    by = chosen[0] if chosen else GROUPED[view]
    part = named.get("part", "1")
    number = int(part) if part.isdecimal() and len(part) < 6 else 1
    team, key_result = named.get("team") or None, named.get("key_result") or None
    return Choice(view, by, team, key_result, max(number, 1), named.get("more"))


def checked(choice: Choice, known: Known) -> tuple[Choice, list[str]]:
    """The choice without what there is not, and a sentence for each name of the address that means nothing here."""
    said = []
    for name, label, usual in (("view", "view", choice.label), ("by", "way to group items", _BY[choice.by])):
        given = st.query_params.get(name)
        if given and given != getattr(choice, name):
            said.append(f"There is no {label} “{given}”: this is “{usual}”, and the others stand above the items.")
    team = next((each for each in known.teams if each.casefold() == (choice.team or "").casefold()), None)
    if choice.team and not team:
        said.append(f"No team is called “{choice.team}”: every team is shown. Choose one below.")
    key_result = choice.key_result if choice.key_result in known.titles else None
    if choice.key_result and not key_result:
        said.append(
            f"No key result of this quarter or of those next to it has the id “{choice.key_result}”: items of all are "
            "shown. Choose one below."
        )
    return replace(choice, team=team, key_result=key_result), said


def filters(choice: Choice, known: Known) -> Markup:
    """What everything on the page is narrowed by: a team, a key result."""
    return Markup('<div class="work-choice filters">{}{}</div>').format(
        _teams(choice, known), _key_results(choice, known)
    )


def choices(choice: Choice, tracker: Tracker) -> Markup:
    """The views and headings of the items to choose from, and what the chosen view shows."""
    about = _ABOUT[choice.view].format(words.day(tracker.since))
    text = Markup('<div class="work-choice">{}{}<p class="soft">{}</p></div>')
    return text.format(_views(choice), _groupings(choice), about)


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


def _teams(choice: Choice, known: Known) -> Markup:
    teams = [*known.teams_on_board, *([choice.team] if choice.team and not known.on_board[choice.team] else ())]
    every = ("every team", choice.to(team=None), choice.team is None)
    return _nav("Team", [every, *((team, choice.to(team=team), team == choice.team) for team in teams)])


def _key_results(choice: Choice, known: Known) -> Markup:
    """The one key result that is looked at, to let go of, and those that items serve to choose from."""
    lines = Markup("").join(
        _OPTION.format(choice.to(key_result=name), title, known.on_board[name])
        for name, title in known.titles.items()
        if known.on_board[name]
    )
    chosen = known.titles[choice.key_result] if choice.key_result else None
    held = [(f"{chosen} ✕", choice.to(key_result=None), True)] if chosen else []
    others = _OPTIONS.format("another one" if chosen else "every key result", lines) if lines else Markup("")
    return _nav("Key result", held, others)


def _nav(label: str, entries: Iterable[tuple[str, str, bool]], more: Markup = _NOTHING) -> Markup:
    """Links by text and address, with the one that is chosen, and what follows them."""
    drawn = [_LINK.format(address, _CURRENT if is_chosen else "", text) for text, address, is_chosen in entries]
    return _NAV.format(label, label, Markup("").join([*drawn, more]))
