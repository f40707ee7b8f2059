"""Decks: the week for the Monday meeting, and a quarter week over week, as PowerPoint files drawn from reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.errors import OkrError
from data.exports.decks import deck_history, deck_key_result, deck_meeting, deck_tables, deck_words, deck_work
from data.exports.decks.slides import Deck
from data.exports.readers import Readers
from data.rules import confidential
from data.rules.meeting import Minutes
from data.rules.okr import Person
from data.rules.review import Review


def week(
    review: Review,
    minutes: Minutes,
    people: Mapping[str, Person],
    org: str,
    *,
    work: Sequence[deck_work.Told] = (),
    internal: bool = True,
) -> bytes:
    """The deck of a week, one slide per key result in the order of discussion; without what would be empty.

    `internal` decks show confidential numbers; others say “confidential” in their place, and nothing of their work.
    """
    if not internal:
        hidden = confidential.hidden(review)
        work = [(what, each) for what, each in work if each.key_result not in hidden]
        minutes = confidential.minutes_outside(minutes, confidential.hidden(review))
        review = confidential.outside(review)
    to = Readers(org, people, internal)
    deck = Deck(f"{org}: {deck_words.week(review)}", org, f"{org} · {deck_words.week(review)}", review.as_of)
    objectives = {objective.objective: objective for objective in review.objectives}
    deck_meeting.opening(deck, review, to)
    deck_meeting.changes(deck, review, to)
    agenda = deck_meeting.agenda(deck, review, to)
    deck_tables.kpis(deck, review, to)
    titles = {row.key_result: row.title for row in review.key_results}
    deck_work.add(deck, work, titles)
    shown = {
        row.key_result: deck_key_result.add(deck, row, objectives.get(row.objective), review, minutes, to)
        for row in review.key_results
    }
    agenda.fill(shown, to)
    deck_tables.items(deck, minutes, to)
    deck_tables.actions(deck, "Actions", minutes.actions, titles, review.as_of.date(), to)
    deck_tables.agreed(deck, review, minutes, to)
    return deck.content()


def history(reviews: Sequence[Review], people: Mapping[str, Person], org: str, *, internal: bool = True) -> bytes:
    """The weeks of a quarter: all key results by week at a glance, then a slide for each with its weeks.

    Time runs to the right in the heat map and in the charts; in the tables the newest week is at the top, as it is what
    a reader looks for first. Raises OkrError without a review.
    """
    if not reviews:
        raise OkrError("There is no week to tell of yet. Write updates first, or name a quarter that has some.")
    told = sorted(reviews if internal else map(confidential.outside, reviews), key=lambda review: review.week)
    to, newest = Readers(org, people, internal), told[-1]
    deck = Deck(
        f"{org}: {newest.quarter}, week over week", org, f"{org} · {newest.quarter}, week over week", newest.as_of
    )
    objectives = {objective.objective: objective for review in told for objective in review.objectives}
    courses = deck_history.courses(told)
    deck_history.opening(deck, told, to)
    deck_history.heat_map(deck, told, courses, to)
    for course in courses:
        deck_history.key_result(deck, course, objectives.get(course.newest.objective), to)
    return deck.content()
