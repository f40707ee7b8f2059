"""The agenda, open all week: what one puts on it, orders, ticks off and sends, asked of the store afterwards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import imports, running
from data.config import Settings
from data.monday import meeting
from data.rules import agenda
from data.rules.meeting import Action, AgendaItem
from data.sample import TODAY, contents
from data.store import journal
from data.store.clock import Clock
from tests.screens.conftest import markup

WEEK, BEFORE = date(2022, 1, 10), date(2022, 1, 3)
MEETING = {"agenda.csv", "notes.csv", "actions.csv", "closings.csv"}
INES, LUCIA, JOON_HO = (
    "ines.halloran@loomline.example",
    "lucia.ferrante@loomline.example",
    "joonho.bae@loomline.example",
)


@pytest.fixture
def sample_path(tmp_path: Path, settings: Settings) -> Path:
    """The sample without what was said in its meetings: here every test says its own."""
    files = {name: content for name, content in contents().items() if name not in MEETING}
    path = tmp_path / "sample.duckdb"
    with closing(running.opened(path, settings)) as store:
        store.clock = Clock(TODAY)
        imports.bring_in(store, settings, files, event=("sample", TODAY.isoformat()))
    return path


@pytest.fixture
def busy(sample_path: Path, settings: Settings) -> Path:
    """A sample whose list has two items, one carried over, and a key result raised by hand; two actions are open."""
    with closing(running.opened(sample_path, settings)) as store:
        meeting.raise_item(store, BEFORE, "Support rotation", by=INES, minutes=10, link="https://acme.example/doc")
        meeting.raise_item(store, WEEK, "Second region", by=JOON_HO)
        meeting.raise_item(store, WEEK, "Will the connector land?", by=INES, key_result="symbol-repos")
        meeting.note(store, BEFORE, "Forks stay.", kind="decision", key_result="first-page-success", by=INES)
        meeting.promise(store, BEFORE, "Ask finance", owner=JOON_HO, due=date(2022, 1, 12))
        meeting.promise(
            store, WEEK, "Cost of forks", owner=LUCIA, due=date(2022, 1, 21), key_result="first-page-success"
        )
    return sample_path


def items() -> list[AgendaItem]:
    store = running.store()
    return journal.agenda(store, WEEK, store.now())


def actions() -> dict[str, Action]:
    store = running.store()
    return {action.text: action for action in journal.actions(store, WEEK, store.now())}


def press(app: AppTest, label: str) -> AppTest:
    assert not app.exception
    return next(button for button in app.button if button.label == label).click().run()


def test_it_says_when_the_next_sync_is_and_what_it_reviews(sample_page: Any):
    shown = markup(sample_page("/agenda"))
    assert "Monday 17 January 2022, 08:00 PST" in shown
    assert "reviews FY22 Q4, week 11" in shown


def test_a_moved_sync_and_a_monday_without_one_are_named(sample_page: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_ORG__WEEKS_WITHOUT_SYNC", '["2022-01-10"]')
    monkeypatch.setenv("OKR_ORG__MOVED_SYNCS", '["2022-01-17 Tue 09:00"]')
    shown = markup(sample_page("/agenda"))
    assert "Tuesday 25 January 2022, 09:00 PST" in shown
    assert "Moved: this sync is not at its usual time" in shown
    assert "The sync of 17 January does not take place." in shown


def test_once_the_week_is_closed_the_list_is_that_of_the_next_sync(
    sample_path: Path, open_page: Any, settings: Settings
):
    with closing(running.opened(sample_path, settings)) as store:
        meeting.raise_item(store, WEEK, "Not reached")
        meeting.close_week(store, settings, WEEK)
    shown = markup(open_page(sample_path)("/agenda"))
    assert "Monday 24 January 2022" in shown
    assert "Not reached" in shown and "carried over from the week of 10 January" in shown


def test_empty_lists_say_what_will_stand_there(sample_page: Any):
    shown = markup(sample_page("/agenda"))
    for told in ("Nothing yet beyond the usual", "Nothing is promised", "None were noted", "No week is closed yet"):
        assert told in shown


def test_an_empty_store_leads_to_setup(empty_page: Any):
    app = empty_page("/agenda")
    assert not app.exception
    assert "There is nothing to meet about yet" in markup(app)


def test_it_shows_who_raised_what_and_since_when(busy: Path, open_page: Any):
    shown = markup(open_page(busy)("/agenda"))
    assert "raised by Ines Halloran · 10 min · carried over from the week of 3 January" in shown
    assert 'href="https://acme.example/doc"' in shown
    assert "Will the connector land? · raised by Ines Halloran" in shown
    assert "Forks stay." in shown and "week of 3 January" in shown
    assert "overdue since 12 January" in shown and "1 overdue" in shown


def test_an_item_is_put_on_the_list_under_ones_name_and_the_form_is_ready_for_the_next(sample_page: Any):
    app = sample_page("/agenda", me=INES)
    app.text_input(key="agenda.add.title").input("Who is on call in <February>?")
    app.number_input(key="agenda.add.minutes").set_value(15)
    app = press(app, "Put on the agenda")
    (item,) = items()
    assert (item.title, item.by, item.minutes, item.week) == ("Who is on call in <February>?", INES, 15, WEEK)
    assert "Who is on call in &lt;February&gt;?" in markup(app)
    assert app.text_input(key="agenda.add.title").value == ""


def test_a_key_result_can_be_raised_and_withdrawn_from_here(sample_page: Any):
    app = sample_page("/agenda", me=INES)
    app.text_input(key="agenda.add.title").input("Is this still worth it?")
    app.selectbox(key="agenda.add.key_result").set_value("p95-latency")
    app = press(app, "Put on the agenda")
    assert [item.key_result for item in items()] == ["p95-latency"]
    press(app, "withdraw")
    assert items() == []


def test_an_item_without_words_is_refused_in_words_and_nothing_typed_is_lost(sample_page: Any):
    app = sample_page("/agenda")
    app.text_input(key="agenda.add.link").input("https://acme.example")
    app = press(app, "Put on the agenda")
    assert [error.value for error in app.error] == ["The title says nothing yet."]
    assert app.text_input(key="agenda.add.link").value == "https://acme.example"
    assert items() == []


def test_items_are_moved_up_and_down_and_keep_their_order(busy: Path, open_page: Any):
    app = press(open_page(busy)("/agenda"), "↓")
    assert [item.title for item in agenda.ad_hoc(items())] == ["Second region", "Support rotation"]
    shown = markup(app)
    assert shown.index("Second region") < shown.index("Support rotation")


def test_what_was_reached_is_off_the_list_and_can_be_put_back(busy: Path, open_page: Any):
    app = press(open_page(busy)("/agenda"), "✓")
    press(open_page(busy)("/agenda"), "✓")
    assert [item.title for item in agenda.ad_hoc(items())] == []
    app = press(open_page(busy)("/agenda"), "put back")
    assert [item.title for item in agenda.ad_hoc(items())] == ["Second region"]
    assert not app.exception


def test_an_item_is_edited_where_it_stands(busy: Path, open_page: Any):
    store = running.opened(busy, Settings())
    item = next(each for each in journal.agenda(store, WEEK, store.now()) if each.title == "Second region")
    store.close()
    app = open_page(busy)("/agenda", edit=item.item)
    app.text_input(key=f"agenda.edit.{item.item}.title").input("Second region: yes or no")
    app = press(app, "Save")
    assert "Second region: yes or no" in [each.title for each in items()]
    assert "edit" not in app.query_params


def test_an_action_is_promised_ticked_off_and_unticked(sample_page: Any):
    app = sample_page("/agenda", me=INES)
    app.text_input(key="agenda.promise.text").input("Book the room")
    app.selectbox(key="agenda.promise.owner").set_value(LUCIA)
    app.date_input(key="agenda.promise.due").set_value(date(2022, 1, 20))
    app = press(app, "Add action")
    kept = actions()["Book the room"]
    assert (kept.owner, kept.due, kept.by, kept.week) == (LUCIA, date(2022, 1, 20), INES, WEEK)
    app = next(box for box in app.checkbox if box.label == "Done: Book the room").check().run()
    assert actions()["Book the room"].done_on == date(2022, 1, 17)
    assert "done on 17 January" in markup(app)
    next(box for box in app.checkbox if box.label == "Done: Book the room").uncheck().run()
    assert actions()["Book the room"].done_on is None


def test_an_action_without_an_owner_is_refused(sample_page: Any):
    app = sample_page("/agenda")
    app.text_input(key="agenda.promise.text").input("Somebody should")
    app = press(app, "Add action")
    assert [error.value for error in app.error] == ["An action needs somebody who does it. Choose an owner."]
    assert app.text_input(key="agenda.promise.text").value == "Somebody should"


def test_an_action_gets_another_owner_and_date(busy: Path, open_page: Any):
    store = running.opened(busy, Settings())
    action = next(each for each in journal.actions(store, WEEK, store.now()) if each.text == "Ask finance")
    store.close()
    app = open_page(busy)("/agenda", edit=action.action)
    app.selectbox(key=f"agenda.edit.{action.action}.owner").set_value(INES)
    app.date_input(key=f"agenda.edit.{action.action}.due").set_value(date(2022, 1, 31))
    press(app, "Save")
    kept = actions()["Ask finance"]
    assert (kept.owner, kept.due) == (INES, date(2022, 1, 31))


def test_somebody_sees_their_own_actions_alone_when_they_ask(busy: Path, open_page: Any):
    everybody = markup(open_page(busy)("/agenda", me=LUCIA))
    mine = markup(open_page(busy)("/agenda", me=LUCIA, whose="mine"))
    assert "Ask finance" in everybody and "Cost of forks" in everybody
    assert "Cost of forks" in mine and "Ask finance" not in mine


def test_the_past_is_read_only(busy: Path, open_page: Any, at: Callable[..., Any]):
    app = open_page(busy)("/agenda", as_of="2022-01-18T00:00:00Z")
    assert "Second region" in markup(app) and "Ask finance" in markup(app)
    assert not (app.button or app.checkbox or app.text_input or app.selectbox)


def test_an_action_on_a_key_result_is_in_its_owners_next_update_and_done_from_there(busy: Path, open_page: Any):
    app = open_page(busy)("/log", kr="first-page-success", me=LUCIA)
    assert "Open actions on this key result" in markup(app)
    app.text_area(key=f"log.first-page-success.{WEEK}.wins").input("Half typed")
    app = next(box for box in app.checkbox if box.label == "Done: Cost of forks").check().run()
    assert actions()["Cost of forks"].done_on == date(2022, 1, 17)
    assert app.text_area(key=f"log.first-page-success.{WEEK}.wins").value == "Half typed"
    assert "Ask finance" not in markup(app)


def test_the_summary_of_the_closed_week_can_be_copied_and_says_what_to_set_for_slack(
    busy: Path, open_page: Any, settings: Settings
):
    with closing(running.opened(busy, settings)) as store:
        meeting.close_week(store, settings, WEEK)
    app = open_page(busy)("/agenda")
    (text,) = [code.value for code in app.code]
    assert text.startswith("# Product and engineering: FY22 Q4, week 11")
    assert "Ask finance (Joon-ho Bae, due 12 January)" in text
    assert "SLACK_WEBHOOK_URL" in markup(app)
    assert not [button for button in app.button if "Slack" in button.label]


def test_a_send_that_fails_says_so_and_can_be_tried_again(
    busy: Path, open_page: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "ftp://nowhere.example")
    with closing(running.opened(busy, settings)) as store:
        meeting.close_week(store, settings, WEEK)
    app = press(open_page(busy)("/agenda"), "Send to Slack")
    assert [error.value[:33] for error in app.error] == ["SLACK_WEBHOOK_URL is not an addre"]
    assert journal.newest_send(running.store(), "summary", WEEK, running.store().now()) is None
    assert [button.label for button in app.button if "Slack" in button.label] == ["Send to Slack"]
