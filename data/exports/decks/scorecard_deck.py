"""The scorecard of a quarter as a PowerPoint file: how it went, each objective with its key results, what it taught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.exports.decks import (
    scorecard_deck_closing,
    scorecard_deck_key_result,
    scorecard_deck_objective,
    scorecard_deck_summary,
)
from data.exports.decks.slides import Deck
from data.exports.readers import Readers
from data.rules.meeting import Action
from data.rules.okr import Person
from data.rules.scorecard import Scorecard


def made(
    scorecard: Scorecard, actions: Sequence[Action], people: Mapping[str, Person], org: str, *, internal: bool
) -> bytes:
    """A scorecard and the actions that came of the quarter, as they may be read; without what would be empty.

    A deck that is not `internal` is given a masked scorecard; its confidential key results stand in the tables alone.
    """
    to = Readers(org, people, internal)
    deck = Deck(f"{org}: {scorecard.quarter} scorecard", org, f"{org} · {scorecard.quarter} scorecard", scorecard.as_of)
    scorecard_deck_summary.opening(deck, scorecard, to)
    scorecard_deck_summary.how_it_went(deck, scorecard)
    for objective in scorecard.objectives:
        rows = scorecard.of_objective(objective.objective)
        scorecard_deck_objective.add(deck, objective, rows, scorecard.preset, to)
        for row in rows:
            if not to.hides(row):
                scorecard_deck_key_result.add(deck, row, objective, scorecard.preset, to)
    scorecard_deck_closing.add(deck, scorecard, actions, to)
    return deck.content()
