"""The retrospective's rules: what is celebrated first, which cards are one topic, and whose votes count for what."""

from __future__ import annotations

from typing import Any

import pytest

from data.rules import retro
from data.rules.okr import Person
from data.rules.quarterly import Card, Vote
from data.rules.retro import Roundtable
from data.rules.scorecard import Given, KeyResultScore, Suggestion
from tests.scorecards import key_result

ANA, BEN, CLEO = "ana@acme.example", "ben@acme.example", "cleo@acme.example"


def outcome(title: str, grade: Any, score: float | None = None, **facts: Any) -> KeyResultScore:
    """A key result with this grade, given by somebody."""
    return key_result(title, "o", title, given=Given(score, grade, None, ANA, None) if grade else None, **facts)


def ungraded(title: str) -> KeyResultScore:
    """One that nobody graded, of which the numbers say nothing."""
    return key_result(title, "o", title, given=None, suggested=Suggestion(None, None, "no value"))


def card(name: str, topic: str | None = None, **facts: Any) -> Card:
    return Card(name, "FY22 Q4", "struggles", f"Card {name}", topic=topic, **facts)


def table(*cards: Card, votes: list[Vote] | None = None, allowed: int = 3) -> Roundtable:
    return retro.roundtable(cards, votes or [], allowed)


def topics(found: Roundtable) -> list[list[str]]:
    return [[card.card for card in topic.cards] for topic in found.topics]


def test_what_was_achieved_comes_first_then_partly_missed_and_ungraded_each_from_its_best_score():
    given = [
        ungraded("unknown"),
        outcome("missed by far", "missed", 0.1),
        outcome("just achieved", "achieved", 0.9),
        outcome("partly", "partly", 0.8),
        outcome("fully achieved", "achieved", 1.0),
        outcome("nearly", "missed", 0.7),
    ]
    assert [row.title for row in retro.in_order(given)] == [
        "fully achieved",
        "just achieved",
        "partly",
        "nearly",
        "missed by far",
        "unknown",
    ]


def test_what_was_given_up_comes_last_and_is_not_celebrated():
    given_up = outcome("given up", "achieved", 1.0, cancelled=True)
    assert retro.in_order([given_up, ungraded("unknown")])[-1] == given_up
    assert not retro.is_celebrated(given_up)


def test_a_card_alone_is_its_own_topic_and_a_group_goes_by_its_name():
    found = table(card("1"), card("2", "Deploys"), card("3"), card("4", "Deploys"))
    assert topics(found) == [["1"], ["2", "4"], ["3"]]
    assert [topic.title for topic in found.topics] == ["Card 1", "Deploys", "Card 3"]


def test_two_lone_cards_of_the_same_words_are_two_topics():
    twins = [Card(name, "FY22 Q4", "wins", "We shipped") for name in "12"]
    assert topics(table(*twins)) == [["1"], ["2"]]


def test_a_groups_votes_are_those_of_all_its_cards():
    found = table(card("1", "Deploys"), card("2", "Deploys"), votes=[Vote("1", ANA, 2), Vote("2", BEN, 1)])
    assert [topic.votes for topic in found.topics] == [3]
    assert found.given(found.topics[0], ANA) == 2


def test_a_later_vote_of_the_same_voter_for_the_same_card_replaces_the_earlier():
    found = table(card("1"), votes=[Vote("1", ANA, 3), Vote("1", BEN, 1), Vote("1", ANA, 1)])
    assert found.topics[0].votes == 2
    assert found.left(ANA) == 2


def test_votes_for_a_card_that_is_gone_count_for_nothing_and_can_be_given_anew():
    found = table(card("1"), votes=[Vote("gone", ANA, 3)])
    assert found.votes == ()
    assert found.left(ANA) == 3


def test_topics_are_discussed_by_votes_and_the_earliest_first_among_equals():
    found = table(card("1"), card("2"), card("3"), votes=[Vote("3", ANA, 2), Vote("2", BEN, 1), Vote("1", CLEO, 1)])
    assert [topic.key for topic in found.by_votes] == ["3", "1", "2"]
    assert [topic.key for topic in found.topics] == ["1", "2", "3"]  # as written, in which no vote shows


def test_nobody_has_fewer_than_no_votes_left_when_the_org_lowers_their_number():
    assert table(card("1"), votes=[Vote("1", ANA, 3)], allowed=2).left(ANA) == 0


def test_a_topic_is_discussed_once_all_its_cards_are():
    half = table(card("1", "Deploys", discussed=True), card("2", "Deploys"))
    assert not half.topics[0].is_discussed
    assert table(card("1", discussed=True)).topics[0].is_discussed


@pytest.mark.parametrize(("which", "expected"), [(1, ["Ana", "Ben"]), (2, ["Ana", "Cleo"])])
def test_vps_and_directors_vote_in_the_first_and_in_the_second_vps_and_whoever_has_voted(which, expected):
    people = {
        ANA: Person(ANA, "Ana", "vp"),
        BEN: Person(BEN, "Ben", "director"),
        CLEO: Person(CLEO, "Cleo", "owner"),
        "dan": Person("dan", "Dan", "vp", active=False),
    }
    votes = [Vote("1", CLEO, 1)] if which == 2 else []
    assert [each.name for each in retro.participants(people, which, table(card("1"), votes=votes))] == expected


def test_the_meeting_celebrates_together_then_takes_the_rest_one_by_one_then_the_topics_by_votes():
    outcomes = retro.in_order(
        [outcome("won", "achieved", 1.0), outcome("lost", "missed", 0.2), outcome("left", None, cancelled=True)]
    )
    slides = retro.slides(outcomes, table(card("1"), card("2"), votes=[Vote("2", ANA, 1)]), minutes=60)
    assert [slide.key for slide in slides] == [
        "opening",
        "celebrate",
        "kr-lost",
        "roundtable",
        "topic-2",
        "topic-1",
        "actions",
    ]


def test_the_hour_is_shared_out_and_a_topic_that_nobody_voted_for_gets_less():
    slides = retro.slides([outcome("lost", "missed")], table(card("1"), card("2"), votes=[Vote("2", ANA, 1)]), 60)
    minutes = {slide.key: slide.minutes for slide in slides}
    assert sum(minutes.values()) == pytest.approx(60)
    assert minutes["topic-2"] == pytest.approx(2 * minutes["topic-1"])


def test_nothing_achieved_is_no_slide_of_its_own():
    assert "celebrate" not in [slide.key for slide in retro.slides([outcome("lost", "missed")], table(), 60)]


@pytest.mark.parametrize("topic", [None, "Deploys", "“Quoted” words\nand lines"])
def test_what_is_marked_for_the_agenda_is_read_back(topic):
    said = retro.read(retro.marked("Write it down: today\nand tomorrow", 2, topic))
    assert said
    assert (said.which, said.text) == (2, "Write it down: today\nand tomorrow")
    assert (said.topic is None) == (topic is None)


def test_an_action_finds_its_topic_again_however_long_its_name():
    long = table(Card("1", "FY22 Q4", "wins", "We said “no” to two customers and " + "very " * 30 + "gladly"))
    said = retro.read(retro.marked("Say it again", 1, long.topics[0].title))
    assert said and retro.is_on(said, long.topics[0])


def test_what_was_said_on_a_monday_is_not_the_retrospectives():
    assert retro.read("Retrospectives begin at nine: remind everybody") is None


def test_a_group_without_a_name_is_called_as_it_was_before_else_as_its_first_card_says():
    assert retro.name_for([card("1"), card("2", "Deploys")]) == "Deploys"
    assert retro.name_for([card("1"), card("2")]) == "Card 1"
