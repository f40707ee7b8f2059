"""The presenter: the meeting's slides in their order, what each tells, and what is typed in place."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import running
from data.config import Settings
from data.monday import meeting
from data.rules.meeting import Minutes
from data.store.connection import Store

WEEK = date(2022, 1, 10)
BEFORE = date(2022, 1, 3)
WORST = "kr-flaky-precision"
PRIYA = "priya.nandakumar@loomline.example"


def body(app: AppTest) -> str:
    return "\n".join(each.proto.body for each in app.get("html") if 'class="okr' in each.proto.body)


def text(app: AppTest) -> str:
    """What a reader sees of the page's own HTML and Markdown, on one line."""
    told = re.sub(r"<style>.*?</style>", "", body(app), flags=re.S)
    prose = " ".join(each.value for each in app.markdown)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", f"{told} {prose}"))).strip()


def slide(app: AppTest) -> str:
    """The key of the slide that is shown."""
    found = re.search(r'data-slide="([^"]*)"', body(app))
    assert found
    return found[1]


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def kept(store: Path) -> Minutes:
    """What the store has of the meeting; the page lets go of it."""
    return asked(store, lambda opened: meeting.minutes_of(opened, WEEK, opened.now()))


def asked(path: Path, ask: Callable[[Store], Any]) -> Any:
    running.close()
    with closing(running.opened(path, Settings())) as opened:
        return ask(opened)


def titles(app: AppTest) -> list[str]:
    return re.findall(r'<a data-page href="[^"]*" title="([^"]*)"', body(app))


def test_the_slides_stand_in_the_order_of_the_meeting(sample_page):
    shown = titles(sample_page("/sync"))
    assert shown[:3] == ["The week", "KPIs", "Work"]
    assert shown[3] == "Flaky-test calls are right 85% of the time"
    assert shown[-5:-2] == [
        "Nothing to raise",
        "First draft of the Q1 objectives: ten minutes for the two that overlap",
        "Partner day in February: who shows search, who shows CI?",
    ]
    assert shown[-2:] == ["Open actions", "Close the week"]


def test_it_opens_with_the_week_and_what_changed(sample_page):
    shown = text(sample_page("/sync"))
    assert "1 of 16" in shown
    assert "FY22 Q4, week 11" in shown
    assert "Mon 10 – Sun 16 January 2022. Meeting on Monday 17 January, 08:00 PST" in shown
    assert "70% of searches succeed on the first page : at risk → off track" in shown


def test_next_and_back_go_from_slide_to_slide_and_the_address_says_where(sample_page):
    app = press(press(sample_page("/sync"), "sync_next"), "sync_next")
    assert (slide(app), app.query_params["at"]) == ("work", "work")
    assert "3 of 16" in text(app)
    assert slide(press(app, "sync_back")) == "kpis"


def test_the_meeting_ends_at_both_ends(sample_page):
    assert sample_page("/sync").button(key="sync_back").disabled
    assert sample_page("/sync", at="close").button(key="sync_next").disabled


def test_a_slide_opens_cold_from_its_address_and_an_unknown_one_is_the_first(sample_page):
    assert slide(sample_page("/sync", at=WORST)) == WORST
    assert slide(sample_page("/sync", at="kr-of-another-quarter")) == "headline"


def test_a_key_result_says_why_it_is_here_and_what_its_owner_and_the_numbers_say(sample_page):
    shown = text(sample_page("/sync", at=WORST))
    assert "Why this is here: owner and numbers disagree : a confidence of 95% says on track" in shown
    assert "Hana Virtanen" in shown
    assert "66% → 85%" in shown
    assert "● on track , owner 95% confident" in shown
    assert "The numbers say ■ off track : 21% done of the 84% expected by now: 24% of pace" in shown
    assert "Since last Monday: +0.7 points, better" in shown
    assert "##### Risks Nothing that worries me." in shown


def test_its_trend_is_told_in_words_too(sample_page):
    assert re.search(
        r'class="picture" src="data:image/svg\+xml,[^"]+" alt="Flaky-test calls[^"]*target 85%',
        body(sample_page("/sync", at=WORST)),
    )


def test_a_silent_key_result_shows_what_was_written_last(sample_page):
    shown = text(sample_page("/sync", at="kr-trial-conversion"))
    assert "Why this is here: silent : no update for this week" in shown
    assert "No update for this week. The week of 3 January said:" in shown


def test_every_key_result_of_the_quarter_can_be_shown(sample_page):
    app = sample_page("/sync", at="rest")
    for key in sorted(set(re.findall(r"at=(kr-[\w-]+)", body(app)))):
        assert slide(sample_page("/sync", at=key)) == key


def test_kpis_come_worst_first_and_news_is_marked(sample_page):
    shown = text(sample_page("/sync", at="kpis"))
    assert "12 KPIs, 3 with news ◆ Out-of-hours pages 19 pages ▲ +8 pages, worse usually 2 pages a week" in shown
    assert shown.index("27 days old") < shown.index("Active self-serve installs") < shown.index("Net promoter score")


def test_a_list_of_the_work_opens_whole_on_its_slide(sample_page):
    app = sample_page("/sync", at="work")
    assert "Stand-up digest by e-mail" not in text(app)
    assert 'href="/sync?at=work&amp;more=slipped">and 2 more</a>' in body(app)
    opened = text(sample_page("/sync", at="work", more="slipped"))
    assert "Stand-up digest by e-mail" in opened and "Show fewer" in opened


def test_work_says_how_it_comes_to_be_filled(sample_page):
    work = text(sample_page("/sync", at="work"))
    assert "Work: 7 slipped, 10 closed" in work
    assert "Hosts for the symbol backfill" in work
    assert "3,000 repositories with precise symbols · Priya Nandakumar and Tobias Renqvist · Search" in work


@pytest.mark.parametrize("kind", ["note", "decision"])
def test_a_note_typed_on_a_key_results_slide_is_kept_about_it(sample_page, sample_path, kind):
    app = sample_page("/sync", at=WORST, me=PRIYA)
    app.button_group(key="sync.kind").set_value(kind).run()
    app.text_area(key=f"sync.{WORST}.text").input("Look at the labels, not the model").run()
    press(app, "sync_add")
    assert "Look at the labels, not the model Priya Nandakumar" in text(app)
    assert app.text_area(key=f"sync.{WORST}.text").value == ""
    note = kept(sample_path).notes[0]
    assert (note.kind, note.key_result, note.by, note.week) == (kind, "flaky-precision", PRIYA, WEEK)


def test_an_action_is_the_owners_and_due_next_friday_unless_said_otherwise(sample_page, sample_path):
    app = sample_page("/sync", at=WORST)
    app.button_group(key="sync.kind").set_value("action").run()
    app.text_area(key=f"sync.{WORST}.text").input("Show the confusion matrix").run()
    press(app, "sync_add")
    assert "Show the confusion matrix — **Hana Virtanen**, due 21 January" in [each.label for each in app.checkbox]
    action = next(each for each in kept(sample_path).actions if each.text == "Show the confusion matrix")
    assert (action.owner, action.due) == ("hana.virtanen@loomline.example", date(2022, 1, 21))


def test_an_action_without_anybody_is_refused_and_what_was_typed_stays(sample_page, sample_path):
    app = sample_page("/sync", at="kpis")
    app.button_group(key="sync.kind").set_value("action").run()
    app.text_area(key="sync.kpis.text").input("Fix the tile").run()
    press(app, "sync_add")
    assert [each.value for each in app.error] == ["An action needs somebody who does it. Choose an owner."]
    assert app.text_area(key="sync.kpis.text").value == "Fix the tile"
    assert "Fix the tile" not in [action.text for action in kept(sample_path).actions]


def test_a_half_typed_note_waits_on_its_slide(sample_page):
    app = sample_page("/sync", at="kpis")
    app.text_area(key="sync.kpis.text").input("Half a").run()
    press(press(app, "sync_next"), "sync_back")
    assert app.text_area(key="sync.kpis.text").value == "Half a"


def test_a_note_is_reworded_and_an_emptied_one_taken_back(sample_page, sample_path):
    asked(sample_path, lambda store: [meeting.note(store, WEEK, each) for each in ("Tpyo", "Wrong")])
    app = sample_page("/sync")
    app.toggle(key="sync.correcting").set_value(True).run()
    for was, now in (("Tpyo", "Typo"), ("Wrong", "")):
        field = next(each for each in app.text_area if each.value == was)
        field.input(now).run()
        press(app, f"{field.key}.keep")
    assert [note.text for note in kept(sample_path).notes] == ["Typo"]


def test_open_actions_are_counted_ticked_and_overdue_ones_say_so(sample_page, sample_path):
    asked(sample_path, lambda store: meeting.promise(store, WEEK, "Write it down", owner=PRIYA))
    app = sample_page("/sync", at="actions")
    assert "5 open actions, 2 overdue, 1 new" in text(app)
    labels = "Show the labels that the model gets wrong, by customer — **Hana Virtanen**"
    assert app.checkbox[0].label == f"{labels}, **:red[overdue since 7 January]**"
    app.checkbox[0].check().run()
    assert "4 open actions, 1 overdue, 1 new" in text(app)
    done = next(action for action in kept(sample_path).actions if action.action == "a-labels")
    assert done.done_on == date(2022, 1, 17)


def test_a_tick_of_somebody_else_shows(sample_page, sample_path):
    action = asked(sample_path, lambda store: meeting.promise(store, WEEK, "Write it down", owner=PRIYA))
    app = sample_page("/sync", at="actions")
    box = f"sync.done.{action.action}"
    assert not app.checkbox(key=box).value
    meeting.change_action(running.store(), action, done_on=date(2022, 1, 17))
    assert app.run().checkbox(key=box).value


def test_a_key_result_with_nothing_to_raise_is_raised_in_the_meeting(sample_page, sample_path):
    app = press(sample_page("/sync", at="kr-self-serve-arr", me=PRIYA), "sync_raise")
    assert "Why this is here: raised : raised by Priya Nandakumar" in text(app)
    assert "of 17" in text(app)
    assert "self-serve-arr" in [item.key_result for item in kept(sample_path).items]


def test_something_else_gets_its_own_slide_and_is_not_carried_over_once_talked_about(sample_page, sample_path):
    app = sample_page("/sync", at="rest")
    app.text_input(key="sync.else").input("Hiring freeze").run()
    press(app, "sync_else_add")
    assert slide(app).startswith("item-")
    assert "Hiring freeze" in text(app)
    app.checkbox[0].check().run()
    assert slide(app).startswith("item-")
    item = next(each for each in kept(sample_path).items if each.title == "Hiring freeze")
    assert (item.state, item.week) == ("reached", WEEK)


def test_what_is_carried_over_is_told_before_closing(sample_page, sample_path):
    app = sample_page("/sync", at="close")
    item = next(each for each in app.checkbox if "Partner day" in each.label)
    item.check().run()
    kept_item = next(each for each in kept(sample_path).items if each.item == "partner-day")
    assert (kept_item.state, kept_item.week) == ("reached", WEEK)


def test_closing_the_week_says_who_and_when_and_reopening_keeps_the_reason(sample_page, sample_path):
    app = sample_page("/sync", at="close", me=PRIYA)
    assert "Updates written later are kept as late ones" in text(app)
    press(app, "sync_close")
    assert "The week is closed Closed by Priya Nandakumar, 17 January, 15:30 UTC" in text(app)
    app.text_input(key="sync.reason").input("A wrong number").run()
    press(app, "sync_reopen")
    assert "Close the week" in text(app)
    closings = asked(sample_path, lambda store: store.rows("closings/all", as_of=store.now()))
    of_week = [(row["closed"], row["by"], row["reason"]) for row in closings if row["week"] == WEEK]
    assert of_week == [
        (True, PRIYA, None),
        (False, PRIYA, "A wrong number"),
    ]


def test_in_a_closed_week_notes_are_still_kept_and_nothing_is_raised(sample_page, sample_path):
    asked(sample_path, lambda store: meeting.close_week(store, Settings(), WEEK))
    app = sample_page("/sync", at="kr-self-serve-arr")
    assert "sync_raise" not in [each.key for each in app.button]
    app.text_area(key="sync.kr-self-serve-arr.text").input("Said after the meeting").run()
    press(app, "sync_add")
    assert [note.text for note in kept(sample_path).notes] == ["Said after the meeting"]


def test_a_week_that_still_runs_is_not_closed(sample_page):
    app = press(sample_page("/sync", at="close", week="2022-01-17"), "sync_close")
    assert [each.value for each in app.error] == [
        "The week of 2022-01-17 is still running. It can be closed after its deadline."
    ]


def test_nothing_is_written_from_the_past(sample_page):
    for at in ("headline", WORST, "kr-self-serve-arr", "rest", "actions", "close"):
        app = sample_page("/sync", at=at, as_of="2022-01-17T15:00:00Z")
        assert {each.key for each in app.button} == {"sync_back", "sync_next"}
        assert not app.text_area
        assert not app.text_input


def test_a_monday_without_a_meeting_and_a_moved_one_say_so(sample_page, monkeypatch):
    monkeypatch.setenv("OKR_ORG__WEEKS_WITHOUT_SYNC", '["2022-01-10"]')
    monkeypatch.setenv("OKR_ORG__MOVED_SYNCS", '["2022-01-17 Tue 09:00"]')
    assert "This week has no meeting." in text(sample_page("/sync"))
    assert "The meeting was moved to Tuesday 25 January, 09:00 PST" in text(sample_page("/sync", week="2022-01-17"))


def test_an_empty_store_says_what_to_do(empty_page):
    assert "Nothing to meet about yet" in text(empty_page("/sync"))
