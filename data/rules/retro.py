"""The retrospective: which outcomes come first, which cards are one topic, what is voted, and the meeting's slides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from data.rules.okr import Person
from data.rules.quarterly import Card, Vote
from data.rules.scorecard import RESULTS, KeyResultScore

Which = Literal[1, 2]
SlideKind = Literal["opening", "celebrate", "key_result", "roundtable", "topic", "actions"]

WITH: Mapping[int, str] = {1: "VPs with the directors", 2: "VPs with the CTO’s team"}
WEEK = 13  # of the quarter: both retrospectives take place in it

# The share of the hour by what a slide shows; a topic that nobody voted for gets what a key result gets.
_SHARES: dict[SlideKind, float] = {
    "opening": 0.5,
    "celebrate": 1.0,
    "key_result": 1.0,
    "roundtable": 1.5,
    "topic": 2.0,
    "actions": 1.0,
}
_MARK = re.compile(r"Retro ([12])(?: on “([^”]*)”)?: (.*)", re.DOTALL)
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Topic:
    """Cards that are talked about together, in the order they were written, and the votes for all of them."""

    cards: tuple[Card, ...]
    votes: float

    @property
    def key(self) -> str:
        """The card that names it: votes for the topic are given to this one."""
        return self.cards[0].card

    @property
    def title(self) -> str:
        return self.cards[0].topic or self.cards[0].text

    @property
    def is_discussed(self) -> bool:
        return all(card.discussed for card in self.cards)

    def holds(self, card: str) -> bool:
        return any(each.card == card for each in self.cards)


@dataclass(frozen=True, slots=True)
class Roundtable:
    """The cards of one retrospective as topics, in the order of their first cards: no vote shows in it."""

    topics: tuple[Topic, ...]
    votes: tuple[Vote, ...]
    allowed: int

    @property
    def cards(self) -> list[Card]:
        return [card for topic in self.topics for card in topic.cards]

    @property
    def by_votes(self) -> list[Topic]:
        """The topics in the order they are discussed: the most votes first, then the earliest."""
        return sorted(self.topics, key=lambda topic: -topic.votes)

    def topic(self, card: str) -> Topic | None:
        """The topic that holds a card."""
        return next((topic for topic in self.topics if topic.holds(card)), None)

    def given(self, topic: Topic, voter: str | None) -> float:
        """How many votes somebody gave to a topic."""
        return sum(vote.votes for vote in self.votes if vote.voter == voter and topic.holds(vote.card))

    def left(self, voter: str | None) -> float:
        """How many votes somebody may still give."""
        return max(self.allowed - sum(vote.votes for vote in self.votes if vote.voter == voter), 0)


@dataclass(frozen=True, slots=True)
class Slide:
    """One thing on the shared screen: `key` names it in the address, `about` is a key result or a card of its topic."""

    kind: SlideKind
    key: str
    title: str
    about: str | None = None
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided or promised in a retrospective: in which one, and on which topic if on one."""

    which: int
    topic: str | None
    text: str


def in_order(outcomes: Iterable[KeyResultScore]) -> tuple[KeyResultScore, ...]:
    """What was achieved comes first, then partly, missed and ungraded, each from its best score; the given up last."""
    return tuple(
        sorted(
            outcomes,
            key=lambda row: (RESULTS.index(row.result), -(row.score or 0.0), row.title.casefold()),
        )
    )


def is_celebrated(row: KeyResultScore) -> bool:
    return row.result == "achieved"


def roundtable(cards: Sequence[Card], votes: Iterable[Vote], allowed: int) -> Roundtable:
    """The topics of these cards, given in the order they were first written. Votes follow their card into its group."""
    groups: dict[tuple[bool, str], list[Card]] = {}
    for card in cards:
        groups.setdefault((True, card.topic) if card.topic else (False, card.card), []).append(card)
    counted = _newest(votes, {card.card for card in cards})
    topics = (Topic(tuple(group), _count(counted, group)) for group in groups.values())
    return Roundtable(tuple(topics), counted, allowed)


def name_for(cards: Sequence[Card]) -> str:
    """What a group is called unless somebody names it: as one of its cards was grouped before, else by its first."""
    named = next((card.topic for card in cards if card.topic), None)
    return named or _short(cards[0].text)


def participants(people: Mapping[str, Person], which: int, table: Roundtable) -> list[Person]:
    """Who is expected to vote: the VPs, the directors in the first retrospective, and whoever has voted."""
    roles = ("vp", "director") if which == 1 else ("vp",)
    voters = {vote.voter for vote in table.votes}
    expected = [each for each in people.values() if (each.active and each.role in roles) or each.email in voters]
    return sorted(expected, key=lambda person: person.name.casefold())


def slides(outcomes: Sequence[KeyResultScore], table: Roundtable, minutes: float) -> tuple[Slide, ...]:
    """The meeting: what was achieved together, the other key results one by one, the topics, the actions.

    The `minutes` are shared out; topics without a vote get less once others have one.
    """
    celebrated = [row for row in outcomes if is_celebrated(row)]
    plan = [
        Slide("opening", "opening", "Before we begin"),
        *([Slide("celebrate", "celebrate", "What we achieved")] if celebrated else []),
        *(of_key_result(row) for row in outcomes if not is_celebrated(row) and not row.cancelled),
        Slide("roundtable", "roundtable", "Beyond the OKRs"),
        *(Slide("topic", f"topic-{topic.key}", topic.title, topic.key) for topic in table.by_votes),
        Slide("actions", "actions", "What we take on"),
    ]
    unwanted = {topic.key for topic in table.topics if not topic.votes and table.votes}
    shares = [_SHARES["key_result"] if slide.about in unwanted else _SHARES[slide.kind] for slide in plan]
    return tuple(
        replace(slide, minutes=minutes * share / sum(shares)) for slide, share in zip(plan, shares, strict=True)
    )


def of_key_result(row: KeyResultScore) -> Slide:
    return Slide("key_result", f"kr-{row.key_result}", row.title, row.key_result)


def marked(text: str, which: int, topic: str | None = None) -> str:
    """How the agenda tells where it came from: "Retro 1 on “Deploys”: …"."""
    on = f" on “{_short(topic)}”" if topic else ""
    return f"Retro {which}{on}: {text}"


def read(text: str) -> Said | None:
    """What `marked` wrote; None for what was said elsewhere."""
    found = _MARK.fullmatch(text)
    return Said(int(found[1]), found[2], found[3]) if found else None


def is_on(said: Said, topic: Topic) -> bool:
    return said.topic == _short(topic.title)


def _short(text: str) -> str:
    """A text as a name: on one line, without the marks that quote it, cut at a word."""
    line = " ".join(text.replace("“", "").replace("”", "").split())
    if len(line) <= _LONGEST_NAME:
        return line
    return line[:_LONGEST_NAME].rsplit(" ", 1)[0] + " …"


def _count(votes: Iterable[Vote], cards: Iterable[Card]) -> float:
    named = {card.card for card in cards}
    return sum(vote.votes for vote in votes if vote.card in named)


def _newest(votes: Iterable[Vote], cards: set[str]) -> tuple[Vote, ...]:
    """Of the votes for these cards, the last of each voter for each card; those taken back are none."""
    newest = {(vote.card, vote.voter): vote for vote in votes if vote.card in cards}
    return tuple(vote for vote in newest.values() if vote.votes > 0)
