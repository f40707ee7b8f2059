"""The retrospective kept in a store: notes and their versions, cards and their authors, votes, and what is taken on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from data import exporting
from data.config import Settings
from data.errors import UsageError
from data.monday import meeting
from data.quarter import retro, roundtable
from data.quarter.retro import Retro
from data.quarter.roundtable import NotTheirs, NoVotesLeft
from data.rules import retro as rules
from data.rules.quarterly import Card, RetroNote
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests.org import ORG, bring_in

Q4 = "FY22 Q4"
ANA, BEN = "ana@acme.example", "ben@acme.example"


@pytest.fixture
def org(tmp_path: Path, at) -> Iterator[Store]:
    """The small org in week 13 of FY22 Q4: its week 12, that of 17 January, is under review."""
    with closing(open_store(tmp_path / "org.duckdb", Clock(at("2022-01-25 09:00")))) as store:
        bring_in(store, **ORG)
        yield store


def held(store: Store, which: int = 1) -> Retro:
    return retro.of(store, Settings(), Q4, which)


def add(store: Store, text: str, by: str | None = ANA, **facts) -> Card:
    return roundtable.add_card(store, Q4, "struggles", text, by=by, **facts)


def vote(store: Store, card: Card, voter: str | None, votes: int) -> None:
    roundtable.vote(store, Settings(), card, voter, votes)


def ballot(store: Store) -> dict[str, float]:
    """Topics in the order of the meeting, with their votes."""
    return {topic.title: topic.votes for topic in held(store).table.by_votes}


def test_a_note_is_kept_by_key_result_without_its_blank_parts(org: Store):
    retro.note(org, RetroNote("latency", outcome=" 520 ms ", worked="  ", by=BEN))
    note = held(org).notes["latency"]
    assert (note.outcome, note.worked, note.by) == ("520 ms", None, BEN)
    assert "self-serve" not in held(org).notes


def test_a_second_note_is_a_new_version_and_its_writer_is_told_of_one_they_had_not_seen(org: Store):
    first = retro.note(org, RetroNote("latency", outcome="520 ms", by=BEN))
    seen = retro.note(org, RetroNote("latency", outcome="510 ms", by=BEN), seen_at=first.note.recorded_at)
    unseen = retro.note(org, RetroNote("latency", outcome="500 ms", by=ANA), seen_at=first.note.recorded_at)
    assert (first.newer, seen.newer) == (None, None)
    assert unseen.newer and unseen.newer.outcome == "510 ms"
    assert held(org).notes["latency"].outcome == "500 ms"
    assert len(journal.RETRO_NOTES.all(org, org.now())) == 3


def test_a_note_that_says_nothing_or_is_about_nothing_is_refused(org: Store):
    with pytest.raises(UsageError, match="says nothing yet"):
        retro.note(org, RetroNote("latency", outcome=" ", by=BEN))
    with pytest.raises(UsageError, match="no key result “speed”"):
        retro.note(org, RetroNote("speed", outcome="Fast", by=BEN))


def test_the_outcomes_are_the_scorecards_with_every_key_result_of_the_quarter(org: Store):
    assert {row.key_result for row in held(org).outcomes} == {"self-serve", "latency", "rotation"}


def test_an_anonymous_card_holds_no_author_in_any_version_nor_in_any_export(org: Store):
    card = add(org, "I was afraid to say no", by=BEN, anonymous=True)
    other = add(org, "So was I", by=ANA)
    roundtable.group(org, [card, other], "Saying no")
    roundtable.mark_discussed(org, held(org).table.topics[0])
    roundtable.reword_card(org, card, "I am afraid to say no", by=BEN)
    roundtable.withdraw_card(org, card, by=BEN)
    versions = [each for each in journal.CARDS.all(org, org.now()) if each.card == card.card]
    assert len(versions) == 5
    assert {each.by for each in versions} == {None}
    exported = exporting.csv_files(org)["cards.csv"]
    assert BEN not in exported
    assert ANA in exported


def test_a_card_needs_words_and_either_a_name_or_the_wish_for_none(org: Store):
    with pytest.raises(UsageError, match="says nothing yet"):
        add(org, "  ")
    with pytest.raises(UsageError, match="Choose your name, or make the card anonymous"):
        add(org, "Too many meetings", by=None)


def test_each_retrospective_has_its_own_cards(org: Store):
    add(org, "For the directors")
    add(org, "For the CTO's team", which=2)
    assert [card.text for card in held(org, 1).table.cards] == ["For the directors"]
    assert [card.text for card in held(org, 2).table.cards] == ["For the CTO's team"]


def test_only_its_author_rewords_a_card_or_takes_it_back(org: Store):
    card = add(org, "Too many meetings", by=BEN)
    for refused in (
        lambda: roundtable.reword_card(org, card, "Nonsense", by=ANA),
        lambda: roundtable.withdraw_card(org, card, by=None),
    ):
        with pytest.raises(NotTheirs, match="somebody else’s"):
            refused()
    roundtable.reword_card(org, card, "Too many meetings before noon", by=BEN)
    assert [each.text for each in held(org).table.cards] == ["Too many meetings before noon"]
    roundtable.withdraw_card(org, card, by=BEN)
    assert held(org).table.cards == []


def test_grouping_by_anybody_keeps_what_the_author_has_changed_meanwhile(org: Store):
    card, other = add(org, "Late dates", by=BEN), add(org, "No dates", by=ANA)
    roundtable.reword_card(org, card, "Dates come late", by=BEN)
    roundtable.group(org, [card, other], " Dates ")
    assert [(topic.title, len(topic.cards)) for topic in held(org).table.topics] == [("Dates", 2)]
    assert {each.text for each in held(org).table.cards} == {"Dates come late", "No dates"}
    roundtable.ungroup(org, [other])
    assert [topic.title for topic in held(org).table.topics] == ["Dates", "No dates"]


def test_a_group_without_a_name_is_called_by_its_first_card_and_one_without_cards_is_refused(org: Store):
    roundtable.group(org, [add(org, "Late dates"), add(org, "No dates")])
    assert [topic.title for topic in held(org).table.topics] == ["Late dates"]
    with pytest.raises(UsageError, match="Pick the cards"):
        roundtable.group(org, [], "Nothing")


def test_nobody_gives_more_votes_than_they_have(org: Store):
    meetings, dates = add(org, "Meetings"), add(org, "Dates")
    vote(org, meetings, ANA, 2)
    with pytest.raises(NoVotesLeft, match="Everybody has 3 votes, and yours are given"):
        vote(org, dates, ANA, 2)
    vote(org, dates, ANA, 1)
    vote(org, dates, BEN, 3)
    assert ballot(org) == {"Dates": 4, "Meetings": 2}


def test_a_vote_that_is_taken_back_can_be_given_to_another_topic(org: Store):
    meetings, dates = add(org, "Meetings"), add(org, "Dates")
    vote(org, meetings, ANA, 3)
    vote(org, meetings, ANA, 1)
    vote(org, dates, ANA, 2)
    assert ballot(org) == {"Dates": 2, "Meetings": 1}


def test_votes_follow_their_cards_into_a_group_and_out_of_it(org: Store):
    meetings, calls, dates = add(org, "Meetings"), add(org, "Calls"), add(org, "Dates")
    vote(org, meetings, ANA, 1)
    vote(org, calls, ANA, 1)
    vote(org, dates, BEN, 1)
    roundtable.group(org, [meetings, calls], "Talking")
    assert ballot(org) == {"Talking": 2, "Dates": 1}
    roundtable.ungroup(org, [meetings, calls])
    assert ballot(org) == {"Meetings": 1, "Calls": 1, "Dates": 1}


def test_a_new_vote_for_a_group_counts_instead_of_those_for_its_single_cards(org: Store):
    meetings, calls = add(org, "Meetings"), add(org, "Calls")
    vote(org, meetings, ANA, 1)
    vote(org, calls, ANA, 2)
    roundtable.group(org, [meetings, calls], "Talking")
    vote(org, calls, ANA, 1)
    assert ballot(org) == {"Talking": 1}
    assert held(org).table.left(ANA) == 2


def test_a_card_that_was_taken_back_gives_its_votes_back(org: Store):
    card = add(org, "Meetings", by=BEN)
    vote(org, card, ANA, 3)
    roundtable.withdraw_card(org, card, by=BEN)
    assert held(org).table.left(ANA) == 3
    with pytest.raises(UsageError, match="taken back"):
        vote(org, card, ANA, 1)


def test_who_votes_has_a_name(org: Store):
    with pytest.raises(UsageError, match="Choose your name"):
        vote(org, add(org, "Meetings"), None, 1)


def test_a_topic_is_marked_as_discussed_with_all_its_cards_and_back(org: Store):
    roundtable.group(org, [add(org, "Meetings"), add(org, "Calls")], "Talking")
    roundtable.mark_discussed(org, held(org).table.topics[0])
    assert held(org).table.topics[0].is_discussed
    roundtable.mark_discussed(org, held(org).table.topics[0], is_discussed=False)
    assert not held(org).table.topics[0].is_discussed


def test_an_action_is_on_the_next_mondays_agenda_and_says_where_it_comes_from(org: Store):
    retro.promise(org, Settings(), 1, "Cancel two of them", owner=BEN, due=date(2022, 2, 4), topic="Meetings", by=ANA)
    action = held(org).actions[0]
    assert (action.week, action.owner, action.by) == (date(2022, 1, 17), BEN, ANA)
    next_monday = meeting.minutes_of(org, date(2022, 1, 24), org.now()).actions
    assert [each.text for each in next_monday] == ["Retro 1 on “Meetings”: Cancel two of them"]


def test_what_was_decided_belongs_to_its_retrospective_and_mondays_own_decisions_to_none(org: Store):
    retro.decide(org, Settings(), 2, "No meetings on Friday", by=ANA)
    retro.decide(org, Settings(), 1, "Ship it", key_result="latency", by=ANA)
    meeting.note(org, date(2022, 1, 17), "Hire", kind="decision", by=ANA)
    assert [note.text for note in held(org, 2).decisions] == ["Retro 2: No meetings on Friday"]
    assert [note.key_result for note in held(org, 1).decisions] == ["latency"]


def test_nothing_is_taken_on_without_words_or_without_somebody(org: Store):
    with pytest.raises(UsageError, match="action says nothing yet"):
        retro.promise(org, Settings(), 1, " ", owner=BEN)
    with pytest.raises(UsageError, match="Choose an owner"):
        retro.promise(org, Settings(), 1, "Cancel them", owner=None)


def test_a_retrospective_is_read_as_it_stood_at_a_moment(org: Store):
    add(org, "Meetings")
    before = org.now()
    vote(org, add(org, "Dates"), ANA, 2)
    then = retro.of(org, Settings(), Q4, 1, before)
    assert [topic.title for topic in then.table.topics] == ["Meetings"]
    assert then.table.votes == ()


def test_a_quarter_is_written_like_a_quarter(org: Store):
    with pytest.raises(UsageError, match="Write it like FY22 Q4"):
        retro.of(org, Settings(), "Q4 22")


def test_what_the_last_quarters_retrospective_took_on_in_this_quarters_first_weeks_is_not_this_ones(sample: Store):
    """The retrospectives of FY22 Q3 were held on 4 and 9 November, in the first two weeks of FY22 Q4."""
    for which in rules.WITH:
        assert retro.of(sample, Settings(), "FY22 Q3", which).actions
        assert retro.of(sample, Settings(), Q4, which).actions == ()
