"""Decks: the week for the Monday meeting, and a quarter week over week, as PowerPoint files drawn from reviews."""

from __future__ import annotations

from collections.abc import Mapping

from data.exports import deck_key_result, deck_meeting, deck_tables, deck_words
from data.exports.deck_words import Readers
from data.exports.slides import Deck
from data.rules import confidential
from data.rules.meeting import Minutes
from data.rules.okr import Person
from data.rules.review import Review

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def week(review: Review, minutes: Minutes, people: Mapping[str, Person], org: str, *, internal: bool = True) -> bytes:
    """The deck of a week, one slide per key result in the order of discussion; without what would be empty.

    `internal` decks show confidential numbers; others say “confidential” in their place.
    """
    if not internal:
        minutes = confidential.minutes_outside(minutes, confidential.hidden(review))
        review = confidential.outside(review)
    to = Readers(org, people, internal)
    deck = Deck(f"{org}: {deck_words.week(review)}", org, f"{org} · {deck_words.week(review)}", review.as_of)
    objectives = {objective.objective: objective for objective in review.objectives}
    deck_meeting.opening(deck, review, to)
    deck_meeting.changes(deck, review, to)
    agenda = deck_meeting.agenda(deck, review, to)
    deck_tables.kpis(deck, review, to)
    shown = {
        row.key_result: deck_key_result.add(deck, row, objectives.get(row.objective), review, minutes, to)
        for row in review.key_results
    }
    agenda.fill(shown, to)
    deck_tables.items(deck, minutes, to)
    deck_tables.actions(deck, review, minutes, to)
    deck_tables.agreed(deck, review, minutes, to)
    return deck.content()
