"""The roundtable of a retrospective: cards beyond the OKRs, the topics they are put into, and the votes for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from data.config import Settings
from data.errors import OkrError, UsageError
from data.rules import retro
from data.rules.quarterly import About, Card, Prompt, Vote
from data.rules.retro import Roundtable, Topic
from data.store import journal
from data.store.connection import Store, Writer
from data.store.ids import new_id


class NoVotesLeft(OkrError):
    """More votes than a person has."""


class NotTheirs(OkrError):
    """Somebody else's card."""


def of(store: Store, settings: Settings, quarter: str, which: int, as_of: datetime) -> Roundtable:
    """The topics of a retrospective and their votes."""
    cards = [card for card in journal.cards(store, quarter, as_of) if card.retro == which]
    votes = journal.votes(store, [card.card for card in cards], as_of)
    return retro.roundtable(cards, votes, settings.org.retro_votes)


def add_card(
    store: Store,
    quarter: str,
    prompt: Prompt,
    text: str,
    *,
    by: str | None,
    which: int = 1,
    about: About = "team",
    anonymous: bool = False,
) -> Card:
    """Put a card on the table. An anonymous one is kept without its author. Raises UsageError when it says nothing, or
    nobody signs it.
    """
    if not anonymous and not by:
        raise UsageError("Whose card is it? Choose your name, or make the card anonymous.")
    author = None if anonymous else by
    card = Card(new_id(), quarter, prompt, _words(text), about, float(which), by=author)
    with store.writing() as writer:
        kept = replace(card, recorded_at=writer.moment)
        journal.record(writer, [kept])
    return kept


def reword_card(store: Store, card: Card, text: str, *, by: str | None) -> Card:
    """Another text for one's own card. Raises NotTheirs, and UsageError when it says nothing."""
    return _own(store, card, by, text=_words(text))


def withdraw_card(store: Store, card: Card, *, by: str | None) -> Card:
    """Take one's own card back. Raises NotTheirs."""
    return _own(store, card, by, withdrawn=True)


def group(store: Store, cards: Sequence[Card], title: str = "") -> list[Card]:
    """Make one topic of these cards, by anybody; without a title it is called as they suggest. Raises UsageError."""
    if not cards:
        raise UsageError("Pick the cards that belong together first.")
    return _change(store, cards, topic=title.strip() or retro.name_for(cards))


def ungroup(store: Store, cards: Sequence[Card]) -> list[Card]:
    """Each of these cards is a topic of its own again, with the votes that were given to it."""
    return _change(store, cards, topic=None)


def mark_discussed(store: Store, topic: Topic, is_discussed: bool = True) -> list[Card]:
    return _change(store, topic.cards, discussed=is_discussed)


def vote(store: Store, settings: Settings, card: Card, voter: str | None, votes: int) -> None:
    """Somebody gives this many votes to the topic that holds the card, instead of what they gave it before.

    Raises NoVotesLeft, and UsageError when nobody votes or the card was withdrawn.
    """
    if not voter:
        raise UsageError("Who votes? Choose your name first.")
    with store.writing() as writer:
        table = _table(writer, settings, card)
        topic = table.topic(card.card)
        if topic is None:
            raise UsageError("The card was taken back. Give your vote to another topic.")
        before = table.given(topic, voter)
        if votes < 0 or votes - before > table.left(voter):
            raise NoVotesLeft(
                f"Everybody has {table.allowed} votes, and yours are given. Take one back from another topic first."
            )
        held = [each for each in table.votes if each.voter == voter and topic.holds(each.card)]
        cleared = [replace(each, votes=0.0, recorded_at=None) for each in held if each.card != topic.key]
        journal.record(writer, [*cleared, Vote(topic.key, voter, float(votes))])


def _table(writer: Writer, settings: Settings, card: Card) -> Roundtable:
    """The roundtable that a card lies on, as it is while writing."""
    cards = [each for each in _cards(writer, card.quarter) if each.retro == card.retro]
    rows = writer.rows("votes/of_cards", cards=[each.card for each in cards], as_of=writer.moment)
    return retro.roundtable(cards, [Vote(**row) for row in rows], settings.org.retro_votes)


def _own(store: Store, card: Card, by: str | None, **changes: Any) -> Card:
    """A newer version of a card by who wrote it; an anonymous one is nobody's: only who wrote it can find it again."""
    if card.by is not None and card.by != by:
        raise NotTheirs("This card is somebody else’s. Only they can reword it or take it back.")
    return _change(store, [card], **changes)[0]


def _change(store: Store, cards: Sequence[Card], **changes: Any) -> list[Card]:
    """Newer versions of cards, which keep what others have changed in them meanwhile."""
    named = {card.card for card in cards}
    with store.writing() as writer:
        found = [card for card in _cards(writer, cards[0].quarter) if card.card in named]
        changed = [replace(card, recorded_at=writer.moment, **changes) for card in found]
        journal.record(writer, changed)
    if not changed:
        raise UsageError("The card was taken back meanwhile.")
    return changed


def _cards(writer: Writer, quarter: str) -> list[Card]:
    return [Card(**row) for row in writer.rows("cards/of_quarter", quarter=quarter, as_of=writer.moment)]


def _words(text: str) -> str:
    if not text.strip():
        raise UsageError("The card says nothing yet.")
    return text.strip()
