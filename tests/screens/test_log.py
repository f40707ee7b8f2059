"""The weekly update: how an owner writes it, what the store then holds, and what the owner gets back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest

from data import running
from data.monday import weekly
from data.rules.okr import Update
from data.store import journal
from tests.screens.conftest import markup

WEEK = date(2022, 1, 10)  # half an hour before its sync, after its deadline
JOON_HO, DELE = "joonho.bae@loomline.example", "dele.adeyinka@loomline.example"
KOFI, WEN = "kofi.brightwater@loomline.example", "wen.achterberg@loomline.example"


def key(key_result: str, field: str, week: date = WEEK) -> str:
    return f"log.{key_result}.{week}.{field}"


def save(app: AppTest) -> AppTest:
    assert not app.exception
    return app.button(key="log_save").click().run()


def versions(key_result: str, week: date = WEEK) -> list[Update]:
    """What the store holds of a week, newest first."""
    store = running.store()
    return [update for update in journal.update_versions(store, key_result, store.now()) if update.week == week]


def test_somebody_who_has_not_said_who_they_are_picks_their_name_those_who_owe_something_first(sample_page: Any):
    shown = markup(sample_page("/log"))
    assert "Who are you?" in shown
    assert "/log?me=joonho.bae%40loomline.example" in shown
    assert shown.index("Joon-ho Bae") < shown.index("Tobias Renqvist") < shown.index("Daniel Oyelaran")
    assert "Bea Thornquist" not in shown, "she owns nothing and stands in for nobody"


def test_an_owner_gets_what_is_due_at_once_and_one_tap_saves_it(sample_page: Any):
    """trial-conversion is due; its KPI reads 4.2% and the last confidence was 80: both are there already."""
    app = sample_page("/log", me=JOON_HO)
    assert app.text_input(key=key("trial-conversion", "value")).value == "4.2"
    assert app.number_input(key=key("trial-conversion", "confidence")).value == 80

    app = save(app)

    (kept,) = versions("trial-conversion")
    assert (kept.author, kept.confidence) == (JOON_HO, 80)
    assert kept.value is None, "a value that is the KPI's stays the KPI's"
    shown = markup(app)
    assert "<h1>Saved</h1>" in shown and "Cleared: silent" in shown and "58% done, 84% expected by now" in shown
    assert "owner and numbers disagree" in shown, "80% says at risk, the numbers say off track"


def test_somebody_who_owes_nothing_is_told_so_and_may_revise(sample_page: Any):
    app = sample_page("/log", me=DELE)
    assert "All written" in markup(app) and "/log?me=dele.adeyinka%40loomline.example&amp;kr=p95-latency" in markup(app)
    assert not app.button, "nothing is opened that was not asked for"


def test_all_that_was_typed_is_kept(sample_page: Any):
    app = sample_page("/log", kr="trial-conversion")
    app.text_input(key=key("trial-conversion", "value")).set_value("4.75 %")
    app.number_input(key=key("trial-conversion", "confidence")).set_value(65.0)
    app.selectbox(key=key("trial-conversion", "status")).set_value("at risk")
    for field in ("wins", "risks", "next_steps"):
        app.text_area(key=key("trial-conversion", field)).set_value(f"The {field}")
    app.text_input(key=key("trial-conversion", "help")).set_value("A designer for a day")
    app.text_input(key=key("trial-conversion", "link")).set_value("https://example.com/proof")

    save(app.run())

    (kept,) = versions("trial-conversion")
    assert (kept.value, kept.confidence, kept.status) == (4.75, 65, "at risk")
    assert (kept.wins, kept.risks, kept.next_steps) == ("The wins", "The risks", "The next_steps")
    assert (kept.help, kept.link) == ("A designer for a day", "https://example.com/proof")


def test_a_value_is_judged_while_it_is_typed_and_nothing_is_stored(sample_page: Any):
    app = sample_page("/log", kr="trial-conversion")
    assert "58% done, 84% expected by now" in markup(app)

    app.text_input(key=key("trial-conversion", "value")).set_value("4.75").run()

    shown = markup(app)
    assert "87% done, 84% expected by now" in shown and "103% of pace, on track from 90%" in shown
    assert "Heading for" in shown and "61% chance" in shown
    assert "4.2%" in shown and "your own value counts instead" in shown, "the automatic value stays visible"
    assert versions("trial-conversion") == []


@pytest.mark.parametrize("text", ["about five", "4,2", "12 ms"])
def test_nonsense_gets_a_sentence_and_every_field_keeps_its_text(sample_page: Any, text: str):
    app = sample_page("/log", kr="trial-conversion")
    app.text_input(key=key("trial-conversion", "value")).set_value(text)
    app.text_area(key=key("trial-conversion", "wins")).set_value("Half an hour of prose")

    app = save(app.run())

    assert any(text in error.value for error in app.error)
    assert app.text_input(key=key("trial-conversion", "value")).value == text
    assert app.text_area(key=key("trial-conversion", "wins")).value == "Half an hour of prose"
    assert versions("trial-conversion") == []


def test_an_update_that_says_nothing_is_refused_in_words(sample_page: Any):
    app = sample_page("/log", kr="merge-block-baseline")
    app.number_input(key=key("merge-block-baseline", "confidence")).set_value(None)
    app = save(app.run())
    assert "says nothing yet" in app.error[0].value
    assert versions("merge-block-baseline") == []


def test_a_written_week_opens_with_its_version_and_saving_adds_another(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    assert "wrote the 1st version" in markup(app)
    assert app.text_input(key=key("p95-latency", "value")).value == "511"
    assert app.button(key="log_save").label == "Save as 2nd version"

    app.text_input(key=key("p95-latency", "value")).set_value("505")
    app = save(app.run())

    newest, first = versions("p95-latency")
    assert (newest.value, first.value) == (505, 511)
    assert newest.wins == first.wins and newest.next_steps == first.next_steps
    assert "2nd version" in markup(app)


def test_what_was_saved_can_be_revised_again_at_once(sample_page: Any):
    app = save(sample_page("/log", kr="p95-latency"))
    app = app.button(key="log_revise").click().run()
    assert app.button(key="log_save").label == "Save as 3rd version"


def test_steps_of_last_week_that_are_ticked_become_wins_and_the_others_can_be_taken_along(sample_page: Any):
    """Last week's steps are "Dele: merge #4987 after Java symbols" and "Kofi: Java symbols…"."""
    app = sample_page("/log", kr="p95-latency")
    app.text_area(key=key("p95-latency", "wins")).set_value("A good week")
    app.text_area(key=key("p95-latency", "next_steps")).set_value("")
    app.checkbox(key=key("p95-latency", "step 0")).check()
    app = app.button(key="log_keep").click().run()
    save(app)

    newest = versions("p95-latency")[0]
    assert newest.wins == "A good week\n* Dele: merge #4987 after Java symbols"
    assert newest.next_steps == "* Kofi: Java symbols by the 13th"


def test_what_was_closed_since_the_last_update_is_offered_as_a_win_with_its_link(sample_page: Any):
    """Two items were closed on 12 January; the wins that stand there name one of them, #4987, already."""
    app = sample_page("/log", kr="p95-latency")
    (offered,) = (box for box in app.checkbox if "closed" in str(box.key))
    assert (
        offered.label
        == "Plan queries by what they will read :gray[[search #4921](https://example.com/loomline/issues/4921)]"
    )
    before = app.text_area(key=key("p95-latency", "wins")).value
    line = "* Closed: [Plan queries by what they will read (search #4921)](https://example.com/loomline/issues/4921)"

    app = offered.check().run()

    assert app.text_area(key=key("p95-latency", "wins")).value == f"{before}\n{line}", "it is seen before it is saved"
    save(app)
    assert versions("p95-latency")[0].wins == f"{before}\n{line}"
    again = sample_page("/log", kr="p95-latency")
    assert not [box for box in again.checkbox if "closed" in str(box.key)], "it is told now"


def test_what_is_no_longer_ticked_leaves_the_wins_again(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    wins, box = key("p95-latency", "wins"), key("p95-latency", "step 0")
    app.text_area(key=wins).set_value("A good week")
    app = app.checkbox(key=box).check().run()
    assert app.text_area(key=wins).value == "A good week\n* Dele: merge #4987 after Java symbols"
    app = app.checkbox(key=box).uncheck().run()
    assert app.text_area(key=wins).value == "A good week"


def test_a_past_week_can_be_backfilled_and_the_page_says_that_it_is_one(sample_page: Any):
    week = date(2022, 1, 3)
    app = sample_page("/log", kr="merge-block-baseline", week=week.isoformat())
    assert "A backfill" in markup(app)
    app.text_area(key=key("merge-block-baseline", "risks", week)).set_value("Sam was away, this is from memory")
    app = save(app.run())
    (kept,) = versions("merge-block-baseline", week)
    assert kept.risks == "Sam was away, this is from memory"
    assert ", backfilled" in markup(app)


def test_a_key_result_of_a_past_quarter_opens_at_its_last_week(sample_page: Any):
    app = sample_page("/log", kr="q3-uptime")
    assert app.number_input(key=key("q3-uptime", "confidence", date(2021, 10, 25)))


def test_a_stand_in_sees_what_they_write_for_others_and_signs_with_their_own_name(sample_page: Any):
    """Wen Achterberg is on leave, Kofi Brightwater stands in."""
    assert "Precise symbols for five languages" in markup(sample_page("/log", me=KOFI))

    app = sample_page("/log", kr="symbol-languages", me=KOFI)
    assert "In place of Wen Achterberg, under your own name" in markup(app)
    app = save(app)

    assert versions("symbol-languages")[0].author == KOFI
    assert "by Kofi Brightwater, in place of Wen Achterberg" in markup(app)


def test_a_link_to_a_form_needs_no_name_its_owner_writes_until_somebody_else_says_so(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    writer = app.selectbox(key=f"log.me.{DELE}")
    assert writer.value == DELE
    app.text_area(key=key("p95-latency", "wins")).set_value("Typed before the name was changed")
    app = app.selectbox(key=f"log.me.{DELE}").set_value(WEN).run()
    assert app.query_params["me"] == WEN
    save(app)
    newest = versions("p95-latency")[0]
    assert (newest.author, newest.wins) == (WEN, "Typed before the name was changed")


def restart(app: AppTest) -> AppTest:
    """The server ends and begins again under the open page: the session is empty, the fields are as they were."""
    fields = app._tree.get_widget_states()
    object.__setattr__(app._session_state, "_state", SessionState())
    return app._run(fields)


def test_what_was_typed_outlives_the_session(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    app.text_area(key=key("p95-latency", "wins")).set_value("Mine")
    app.text_input(key=key("p95-latency", "value")).set_value("470")

    app = restart(app)

    assert app.text_area(key=key("p95-latency", "wins")).value == "Mine"
    assert "your own value counts instead" in markup(app), "what reads the fields has read them"
    assert not app.warning
    save(app)
    newest, before = versions("p95-latency")
    assert (newest.value, newest.wins, newest.risks) == (470, "Mine", before.risks)


def test_a_form_that_outlived_its_session_still_tells_of_what_was_saved_after_it_was_opened(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    app.text_area(key=key("p95-latency", "wins")).set_value("Mine")
    weekly.log(running.store(), running.settings(), Update("p95-latency", WEEK, wins="Theirs", author=KOFI))

    app = restart(app)

    assert "Kofi Brightwater saved a version" in app.warning[0].value
    assert app.text_area(key=key("p95-latency", "wins")).value == "Mine"


def test_a_form_that_is_opened_again_after_a_save_has_what_was_saved_also_in_a_new_session(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    app.text_area(key=key("p95-latency", "wins")).set_value("Mine")
    save(app)

    app = restart(app)

    assert app.text_area(key=key("p95-latency", "wins")).value == "Mine"
    assert app.button(key="log_save").label == "Save as 3rd version"


def test_two_people_who_edit_the_same_week_are_told_and_both_versions_stay(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    app.text_area(key=key("p95-latency", "wins")).set_value("Mine").run()
    theirs = Update("p95-latency", WEEK, confidence=70, wins="Theirs", author=KOFI)
    weekly.log(running.store(), running.settings(), theirs)

    app = app.run()
    assert "Kofi Brightwater saved a version" in app.warning[0].value
    assert app.text_area(key=key("p95-latency", "wins")).value == "Mine"

    app = save(app)
    assert "after you opened yours" in app.warning[0].value
    assert [update.wins for update in versions("p95-latency")][:2] == ["Mine", "Theirs"]


def test_a_form_that_nobody_has_typed_into_follows_what_others_write(sample_page: Any):
    app = sample_page("/log", kr="p95-latency")
    theirs = Update("p95-latency", WEEK, confidence=70, wins="Theirs", author=KOFI)
    weekly.log(running.store(), running.settings(), theirs)
    assert app.run().text_area(key=key("p95-latency", "wins")).value == "Theirs"


def test_after_saving_the_next_one_that_is_due_is_one_tap_away(sample_page: Any):
    """A fresh week, the one that begins on 17 January: all of Dele's key results are due."""
    monday = date(2022, 1, 17)
    app = save(sample_page("/log", kr="p95-latency", week=monday.isoformat()))
    assert 'class="next" href="/log?kr=cloud-availability&amp;week=2022-01-17"' in markup(app)


def test_a_done_or_not_done_key_result_is_switched_and_stays_done_the_next_week(sample_page: Any):
    app = sample_page("/log", kr="restore-drill", week="2022-01-17")
    assert app.toggle(key=key("restore-drill", "done", date(2022, 1, 17))).value is True
    save(app)
    assert versions("restore-drill", date(2022, 1, 17))[0].status == "done"


def test_milestones_are_shown_with_their_state_and_ask_for_no_number(sample_page: Any):
    app = sample_page("/log", kr="symbol-languages")
    state = {box.label: box.value for box in app.checkbox if ".milestone " in str(box.key)}
    assert state["Java :gray[done 12 January]"] is True
    assert state["Rust :gray[due 28 January]"] is False
    assert key("symbol-languages", "value") not in {field.key for field in app.text_input}


def test_a_dropped_key_result_owes_nothing(sample_page: Any):
    app = sample_page("/log", kr="airgap-bundle")
    assert "was dropped: it owes no update" in markup(app)
    assert not app.button


def test_the_past_can_be_looked_at_but_not_written(sample_page: Any):
    app = sample_page("/log", kr="p95-latency", as_of="2021-12-13T16:00:00Z")
    assert "nothing can be changed here" in markup(app)
    assert not app.button and not app.text_area


@pytest.mark.parametrize(
    ("week", "sentence"),
    [("yesterday", "not a date"), ("2022-01-12", "not a Monday"), ("2022-02-07", "has not begun")],
)
def test_a_week_that_cannot_be_written_is_said_and_the_current_one_opens(sample_page: Any, week: str, sentence: str):
    app = sample_page("/log", kr="p95-latency", week=week)
    assert sentence in app.warning[0].value
    assert app.text_input(key=key("p95-latency", "value")).value == "511"


def test_an_unknown_key_result_is_said_and_names_are_offered(sample_page: Any):
    app = sample_page("/log", kr="nonsense")
    assert "There is no key result" in app.error[0].value
    assert "Who are you?" in markup(app)


def test_an_empty_store_says_what_to_do_first(empty_page: Any):
    app = empty_page("/log")
    assert not app.exception


def test_an_owner_ticks_a_milestone_and_the_board_has_it_with_the_update(sample_page: Any):
    app = sample_page("/log", kr="symbol-languages", week=str(WEEK))
    boxes = [box for box in app.checkbox if ".milestone " in str(box.key)]
    open_one = next(box for box in boxes if not box.value)
    app = open_one.check().run()
    assert "100% done" in markup(app), "what it amounts to is told before it is saved"

    app = save(app)

    row = weekly.standing(running.store(), running.settings(), "symbol-languages", WEEK)
    assert row.progress == 1
    assert {each.done_on for each in row.milestones} >= {date(2022, 1, 16)}, "the last day of a week that is over"
    before = weekly.standing(running.store(), running.settings(), "symbol-languages", date(2022, 1, 3))
    assert before.progress != 1


def test_a_confidence_that_is_no_percentage_is_refused_in_words_and_nothing_is_lost(sample_page: Any):
    app = sample_page("/log", me=JOON_HO)
    app.text_area(key=key("trial-conversion", "wins")).set_value("The trial is shorter")
    app.number_input(key=key("trial-conversion", "confidence")).set_value(140)
    app = save(app)
    assert [error.value for error in app.error] == ["Confidence is a percentage from 0 to 100, not 140."]
    assert app.text_area(key=key("trial-conversion", "wins")).value == "The trial is shorter"
    assert versions("trial-conversion") == []


def test_what_prevented_a_save_is_told_until_the_form_changes(sample_page: Any):
    app = sample_page("/log", me=JOON_HO)
    app = save(app.text_input(key=key("trial-conversion", "value")).set_value("abc").run())
    assert len(app.error) == 1
    app = app.text_input(key=key("trial-conversion", "value")).set_value("4.5").run()
    assert not app.error


def test_a_cancelled_key_result_is_due_for_nobody(sample_page: Any):
    """One that its owner states as cancelled owes nothing, here as in `okr due`."""
    app = sample_page("/log", kr="trial-conversion", week=str(WEEK), me=JOON_HO)
    app.selectbox(key=key("trial-conversion", "status")).set_value("cancelled")
    save(app)
    later = date(2022, 1, 17)
    shown = markup(sample_page("/log", me=JOON_HO, week=str(later)))
    assert "kr=trial-conversion" not in shown
