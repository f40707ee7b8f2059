"""The retrospective on screen: an owner's note, cards on the table, votes, and the meeting that is presented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from data import running
from data.config import Settings
from data.quarter import retro, roundtable
from data.quarter.retro import Retro
from data.rules.quarterly import Card, RetroNote
from data.store import journal
from data.store.connection import Store

Q4 = "FY22 Q4"
DELE = "dele.adeyinka@loomline.example"
HANA = "hana.virtanen@loomline.example"
MARTA = "marta.kowalczyk@loomline.example"


def body(app: AppTest) -> str:
    return "\n".join(each.proto.body for each in app.get("html") if 'class="okr' in each.proto.body)


def text(app: AppTest) -> str:
    """What a reader sees of the page's own HTML and Markdown, on one line."""
    told = re.sub(r"<style>.*?</style>", "", body(app), flags=re.S)
    prose = " ".join(each.value for each in app.markdown)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", f"{told} {prose}"))).strip()


def slide(app: AppTest) -> str:
    found = re.search(r'data-slide="([^"]*)"', body(app))
    assert found
    return found[1]


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def press_named(app: AppTest, label: str) -> AppTest:
    return next(each for each in app.button if each.label == label).click().run()


@contextmanager
def store_at(path: Path) -> Iterator[Store]:
    """The page's store; the page lets go of it."""
    running.close()
    with closing(running.opened(path, Settings())) as opened:
        yield opened


def held(path: Path, which: int = 1) -> Retro:
    with store_at(path) as store:
        return retro.of(store, Settings(), Q4, which)


def put(path: Path, *texts: str) -> list[Card]:
    """Cards of Marta's that are on the table before the page opens."""
    with store_at(path) as store:
        return [roundtable.add_card(store, Q4, "struggles", text, by=MARTA) for text in texts]


def write(app: AppTest, name: str, said: str) -> AppTest:
    """Type into a field of the note on flaky-test calls, or of another key."""
    key = name if name.startswith("retro.") else f"retro.flaky-precision.{name}"
    return app.text_area(key=key).input(said).run()


def labels(app: AppTest) -> list[Any]:
    return [each.label for each in app.checkbox]


def test_before_week_13_it_opens_with_the_notes_and_asks_who_is_looking(sample_page):
    shown = text(sample_page("/retro"))
    assert "Retrospective of FY22 Q4 takes place in week 13, Mon 24 – Sun 30 January 2022" in shown
    assert "Who are you?" in shown


def test_a_quarter_that_is_over_opens_with_the_meeting(sample_page):
    assert slide(sample_page("/retro", quarter="FY22 Q3")) == "opening"


def test_an_owner_finds_their_first_missing_note_with_its_result_and_what_they_wrote_in_the_quarter(sample_page):
    shown = text(sample_page("/retro", me=HANA))
    assert "Flaky-test calls are right 85% of the time 66% → 85%" in shown
    assert "missed 20% suggested" in shown or "missed 21% suggested" in shown
    assert "##### Week of 10 January **Wins.** 66.0%! Label cleaning two thirds done" in shown


def test_a_note_is_saved_and_the_next_one_opens(sample_page, sample_path):
    app = sample_page("/retro", me=DELE, kr="p95-latency")
    write(app, "retro.p95-latency.outcome", "512 ms")
    press(app, "retro_save")
    assert [each.value for each in app.success] == ["Saved: Search p95 on cloud falls to 450 ms."]
    assert "cloud-availability" in app.query_params["kr"]
    note = held(sample_path).notes["p95-latency"]
    assert (note.outcome, note.by) == ("512 ms", DELE)


def test_the_last_note_says_that_all_are_written(sample_page):
    app = sample_page("/retro", me=HANA, kr="flaky-precision")
    write(app, "outcome", "66 of 85")
    press(app, "retro_save")
    assert app.success[0].value.endswith("All your notes are written.")
    assert app.text_area(key="retro.flaky-precision.outcome").value == "66 of 85"


def test_an_empty_note_is_refused_in_a_sentence(sample_page):
    app = press(sample_page("/retro", me=HANA, kr="flaky-precision"), "retro_save")
    assert "One sentence on how it went is enough" in app.error[0].value


def test_nothing_typed_is_lost_on_the_way_to_another_key_result_and_back(sample_page):
    app = sample_page("/retro", me=HANA, kr="flaky-precision")
    write(app, "did_not", "The labels")
    app.query_params["kr"] = "p95-latency"
    app.run()
    assert "Flaky-test calls are right 85% of the time Hana Virtanen · typed, not saved yet" in text(app)
    app.query_params["kr"] = "flaky-precision"
    app.run()
    assert app.text_area(key="retro.flaky-precision.did_not").value == "The labels"


def test_somebody_elses_newer_note_is_told_before_and_after_saving(sample_page, sample_path):
    app = sample_page("/retro", me=HANA, kr="flaky-precision")
    write(app, "outcome", "66 of 85")
    retro.note(running.store(), RetroNote("flaky-precision", outcome="Two thirds", by=MARTA))
    app.run()
    assert "Marta Kowalczyk saved a note on 17 January" in app.warning[0].value
    assert app.text_area(key="retro.flaky-precision.outcome").value == "66 of 85"
    press(app, "retro_save")
    assert "Both are kept; yours is the newest" in app.warning[0].value
    assert held(sample_path).notes["flaky-precision"].outcome == "66 of 85"


def test_a_note_in_anothers_place_goes_under_ones_own_name(sample_page, sample_path):
    app = sample_page("/retro", me=MARTA, kr="flaky-precision")
    assert "In place of Hana Virtanen, under your own name" in text(app)
    write(app, "outcome", "Two thirds")
    press(app, "retro_save")
    assert held(sample_path).notes["flaky-precision"].by == MARTA


def test_an_empty_table_says_what_the_prompts_ask(sample_page):
    shown = text(sample_page("/retro", view="cards", quarter=Q4))
    assert "Wins What went well, and what made it so? No card yet." in shown
    assert "A safe space: a card is about yourself or your team." in shown


def test_a_card_carries_its_authors_name_and_can_be_changed_by_them(sample_page, sample_path):
    app = sample_page("/retro", view="cards", me=HANA)
    write(app, "retro.card.text", "Labels before models")
    press(app, "retro_add")
    assert "Labels before models Hana Virtanen, about the team · change" in text(app)
    assert app.text_area(key="retro.card.text").value == ""
    app.query_params["edit"] = held(sample_path).table.cards[0].card
    app.run()
    write(app, app.text_area[0].key, "Labels first")
    press(app, "retro_reword")
    assert [card.text for card in held(sample_path).table.cards] == ["Labels first"]


def test_an_anonymous_card_is_kept_without_its_author_who_can_still_take_it_back(sample_page, sample_path):
    app = sample_page("/retro", view="cards", me=HANA)
    app.selectbox(key="retro.card.prompt").set_value("struggles").run()
    app.checkbox(key="retro.card.anonymous").check().run()
    write(app, "retro.card.text", "I was afraid to say no")
    press(app, "retro_add")
    assert "I was afraid to say no anonymous, about the team · change" in text(app)
    with store_at(sample_path) as store:
        versions = [each for each in journal.CARDS.all(store, store.now()) if each.quarter == Q4]
    assert [(each.prompt, each.by) for each in versions] == [("struggles", None)]
    stranger = sample_page("/retro", view="cards", me=MARTA)
    assert "I was afraid to say no anonymous, about the team" in text(stranger)
    assert "· change" not in text(stranger)
    app.query_params["edit"] = versions[0].card
    app.run()
    press(app, "retro_withdraw")
    assert "I was afraid to say no" not in text(app)


def test_a_card_without_a_name_is_refused_and_keeps_its_text(sample_page):
    app = sample_page("/retro", view="cards")
    write(app, "retro.card.text", "Too many meetings")
    press(app, "retro_add")
    assert "Choose your name, or make the card anonymous" in app.error[0].value
    assert app.text_area(key="retro.card.text").value == "Too many meetings"


def test_picked_cards_become_one_topic_and_come_apart_again(sample_page, sample_path):
    meetings, _, dates = put(sample_path, "Meetings", "Calls", "Dates")
    app = sample_page("/retro", view="cards", do="group", me=HANA)
    app.checkbox(key=f"retro.pick.{meetings.card}").check()
    app.checkbox(key=f"retro.pick.{dates.card}").check()
    app.text_input(key="retro.group.name").input("Our calendars")
    press_named(app, "Group")
    assert labels(app) == ["Our calendars\n\nMeetings\n\nDates", "Calls"]
    assert not app.checkbox(key=f"retro.pick.{meetings.card}").value
    app.checkbox(key=f"retro.pick.{meetings.card}").check()
    press_named(app, "Take apart")
    assert labels(app) == ["Meetings", "Calls", "Dates"]


def test_voting_shows_only_ones_own_votes_and_who_has_some_left(sample_page, sample_path):
    first, second = put(sample_path, "Meetings", "Dates")
    with store_at(sample_path) as store:
        roundtable.vote(store, Settings(), second, "ines.halloran@loomline.example", 3)
    app = sample_page("/retro", view="cards", do="vote", me=MARTA)
    for _ in range(2):
        press(app, f"retro.add.{first.card}")
    shown = text(app)
    assert "Everybody has 3 votes. You have 1 vote left." in shown
    assert "Marta Kowalczyk (1)" in shown
    assert "Ines" not in shown  # has given all of hers
    assert "●● Meetings Struggles Dates Struggles" in shown
    press(app, f"retro.remove.{first.card}")
    assert [topic.votes for topic in held(sample_path).table.topics] == [1, 3]


def test_without_a_vote_left_none_can_be_given(sample_page, sample_path):
    first, second = put(sample_path, "Meetings", "Dates")
    app = sample_page("/retro", view="cards", do="vote", me=MARTA)
    for _ in range(3):
        press(app, f"retro.add.{first.card}")
    assert app.button(key=f"retro.add.{second.card}").disabled


def test_the_meeting_goes_from_what_was_achieved_over_the_rest_to_topics_and_actions(sample_page):
    app = sample_page("/retro", quarter="FY22 Q3", view="present")
    seen = [slide(app)]
    while not app.button(key="retro_next").disabled:
        seen.append(slide(press(app, "retro_next")))
    assert app.query_params["at"] == "actions"
    assert seen[:2] == ["opening", "celebrate"]
    kinds = [key.partition("-")[0] for key in seen[2:]]
    assert kinds == sorted(kinds, key=["kr", "roundtable", "topic", "actions"].index)
    assert {"kr", "roundtable", "topic", "actions"} == set(kinds)
    assert slide(press(app, "retro_back")) == seen[-2]


def test_an_achieved_key_result_is_opened_from_the_celebration_and_left_for_what_follows(sample_page):
    app = sample_page("/retro", quarter="FY22 Q3", view="present", at="kr-q3-checkout")
    assert "Card checkout is live" in text(app)
    assert "2 of" in text(app) and "looked up" in text(app)
    assert slide(press(app, "retro_back")) == "celebrate"


def test_a_key_result_shows_its_grade_and_its_owners_note(sample_page):
    shown = text(sample_page("/retro", quarter="FY22 Q3", view="present", at="kr-q3-support-tickets"))
    assert "■ missed" in shown
    assert "What could have been done" in shown or "What did not" in shown


def test_a_key_result_without_a_note_says_whom_to_ask(sample_page):
    shown = text(sample_page("/retro", view="present", at="kr-flaky-precision"))
    assert "No note yet. Ask Hana Virtanen: why, and what would have helped?" in shown


def test_an_action_typed_on_a_topic_is_kept_with_it(sample_page, sample_path):
    (meetings,) = put(sample_path, "Meetings")
    key = f"topic-{meetings.card}"
    app = sample_page("/retro", view="present", at=key, me=MARTA)
    write(app, f"retro.{key}.text", "Cancel two of them")
    app.selectbox(key=f"retro.{key}.owner").set_value(HANA).run()
    press(app, "retro_say")
    assert "Cancel two of them — Hana Virtanen due 31 January" in text(app)
    assert app.text_area(key=f"retro.{key}.text").value == ""
    app.query_params["at"] = "actions"
    app.run()
    assert "What we take on: 1 action, 0 decisions Cancel two of them" in text(app).replace("☐ ", "")
    action = held(sample_path).actions[0]
    assert (action.text, action.owner, action.by) == ("Retro 1 on “Meetings”: Cancel two of them", HANA, MARTA)


def test_a_decision_typed_on_a_key_result_is_kept_about_it(sample_page, sample_path):
    app = sample_page("/retro", view="present", at="kr-flaky-precision", me=MARTA)
    app.button_group(key="retro.kind").set_value("decision").run()
    write(app, "retro.kr-flaky-precision.text", "We label first")
    press(app, "retro_say")
    assert "◆ We label first" in text(app)
    assert held(sample_path).decisions[0].key_result == "flaky-precision"


def test_a_topic_is_ticked_off_and_its_place_survives_grouping(sample_page, sample_path):
    meetings, dates = put(sample_path, "Meetings", "Dates")
    app = sample_page("/retro", view="present", at=f"topic-{dates.card}")
    app.checkbox(key=f"retro.discussed.{dates.card}").check().run()
    roundtable.group(running.store(), [meetings, dates], "Our calendars")
    app.run()
    assert "Our calendars" in text(app)
    assert slide(app) == f"topic-{meetings.card}"
    assert not app.checkbox(key=f"retro.discussed.{meetings.card}").value  # one of its cards was not talked about


def test_the_past_is_read_only(sample_page):
    for choices in ({"view": "notes", "kr": "flaky-precision"}, {"view": "cards", "do": "vote"}, {"view": "present"}):
        app = sample_page("/retro", as_of="2022-01-16T12:00:00Z", **choices)
        assert not app.exception
        assert {each.key for each in app.button} <= {"retro_back", "retro_next"}
        assert not app.text_area
    assert "Pick a key result on the left to read its note." in text(
        sample_page("/retro", as_of="2022-01-16T12:00:00Z", view="notes")
    )


def test_an_address_that_asks_for_what_there_is_not_is_answered_in_a_sentence(sample_page):
    shown = text(sample_page("/retro", quarter="Q4", retro="3", view="nonsense"))
    assert "There is no retrospective “3”" in shown
    assert "Retrospective of FY22 Q4" in shown


def test_what_people_write_is_shown_as_they_wrote_it(sample_page, sample_path):
    put(sample_path, "<b>5 $ & 6 $</b> *now*")
    assert "&lt;b&gt;5 $ &amp; 6 $&lt;/b&gt; *now*" in body(sample_page("/retro", view="cards"))


def test_an_empty_store_says_where_to_begin(empty_page):
    assert "Nothing to look back on yet" in text(empty_page("/retro"))
