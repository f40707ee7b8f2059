"""The planning page: where one is, where each step stands, and what one marks, notes and gives, asked of the store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import imports, running
from data.config import Settings
from data.quarter import planning
from data.quarter.planning import Planned
from data.rules.calendar import Quarter
from data.sample import TODAY, contents
from data.store.clock import Clock
from tests.screens.conftest import markup

Q4 = Quarter(2022, 4)
MARTA, BEA = "marta.kowalczyk@loomline.example", "bea.thornquist@loomline.example"


@pytest.fixture
def sample_path(tmp_path: Path, settings: Settings) -> Path:
    """The sample in which nobody has touched the planning calendar: here every test marks its own."""
    files = {name: content for name, content in contents().items() if name not in ("steps.csv", "comments.csv")}
    path = tmp_path / "sample.duckdb"
    with closing(running.opened(path, settings)) as store:
        store.clock = Clock(TODAY)
        imports.bring_in(store, settings, files, event=("sample", TODAY.isoformat()))
    return path


@pytest.fixture
def kept(sample_path: Path, settings: Settings) -> Path:
    """A sample in which approval is done, and two people have said what should matter."""
    with closing(running.opened(sample_path, settings)) as store:
        link = "https://handbook.example/okrs"
        planning.mark_done(store, settings, Q4, "approval", by=MARTA, note="All <four>", link=link)
        planning.give_input(store, settings, Q4, "priorities", "Quiet nights", by=MARTA)
        planning.give_input(store, settings, Q4, "priorities", "Refunds by hand", by=BEA)
    return sample_path


def step(name: str) -> Planned:
    found = planning.of(running.store(), running.settings(), Q4).step(name)
    assert found is not None
    return found


def write(app: AppTest, label: str, text: str) -> None:
    fields = [*app.text_area, *app.text_input]
    next(field for field in fields if field.label.startswith(label)).input(text)


def press(app: AppTest, label: str) -> AppTest:
    assert not app.exception
    return next(button for button in app.button if button.label == label).click().run()


# What is shown


def test_it_says_where_we_are_and_marks_the_running_week(sample_page: Any):
    shown = markup(sample_page("/planning"))
    assert "Planning in FY22 Q4" in shown
    assert "week 12 of 14, 17 Jan – 23 Jan · FY23 Q1 is being planned" in shown
    assert 'aria-current="date"><em>now</em><b>12</b>' in shown


def test_every_step_of_both_calendars_is_there_with_its_state_in_words(kept: Path, open_page: Any):
    shown = markup(open_page(kept)("/planning"))
    for told in (
        "Week 2",
        "Write a first vision for next year",
        "overdue since 12 November",
        "done 17 January by Marta Kowalczyk",
        "this week, due Friday 21 January",
        "open, due 28 January",
        "The year: FY23, in full",
        "input from 2 people",
        "All &lt;four&gt;",
        'href="https://handbook.example/okrs"',
    ):
        assert told in shown, told


def test_the_last_row_is_the_next_quarters_kick_off_and_leads_there(sample_page: Any):
    shown = markup(sample_page("/planning"))
    assert 'class="title" href="/planning?quarter=FY23+Q1&amp;step=kick-off"' in shown


def test_steps_lead_to_the_pages_where_they_are_taken(sample_page: Any):
    shown = markup(sample_page("/planning"))
    for address in ("/okrs?quarter=FY23+Q1", "/scorecard?quarter=FY22+Q4", "/retro?quarter=FY22+Q4"):
        assert f'href="{address}"' in shown
    assert 'href="/scorecard?quarter=FY22+Q3"' in shown, "the kick-off shows the scorecard of the quarter that ended"


def test_another_quarter_is_in_the_address_and_has_the_light_review(sample_page: Any):
    shown = markup(sample_page("/planning", quarter="FY23 Q1"))
    assert "Planning in FY23 Q1" in shown and "is to come, from 1 February" in shown
    assert "The year: FY23, a light review" in shown


def test_a_quarter_that_cannot_be_read_is_said_and_the_running_one_shown(sample_page: Any):
    shown = markup(sample_page("/planning", quarter="Q4"))
    assert "“Q4” is not a quarter. Write it like FY22 Q4. Showing the quarter that is running." in shown
    assert "Planning in FY22 Q4" in shown


def test_an_empty_store_has_a_calendar_too(empty_page: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_TODAY", "2022-03-15")
    app = empty_page("/planning")
    assert not app.exception
    assert "week 7 of 13" in markup(app)


def test_an_org_without_steps_is_told_so(sample_page: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_PLANNING__QUARTERLY", "[]")
    monkeypatch.setenv("OKR_PLANNING__ANNUAL", "[]")
    app = sample_page("/planning")
    assert not app.exception
    assert "No steps are set for this quarter" in markup(app)


# Acts


def test_this_weeks_step_is_open_in_full_and_marked_done_with_its_note(sample_page: Any):
    app = sample_page("/planning", me=MARTA)
    assert '<div class="step-head"><h2>Draft the scorecard</h2>' in markup(app)
    write(app, "Note", "Sent to the VPs")
    write(app, "Link", "https://docs.example/scorecard")
    app = press(app, "Mark as done")
    record = step("scorecard-draft").record
    assert record is not None
    assert (record.done_by, record.note, record.link) == (MARTA, "Sent to the VPs", "https://docs.example/scorecard")
    assert '<div class="step-head"><h2>Draft the scorecard</h2>' in markup(app), "it stays open, to be taken back"
    assert "done 17 January by Marta Kowalczyk" in markup(app)


def test_the_step_in_the_address_is_the_one_that_is_reopened(kept: Path, open_page: Any):
    app = press(open_page(kept)("/planning", step="approval", me=MARTA), "Not done after all")
    assert step("approval").state == "overdue"
    assert "overdue since 7 January" in markup(app)


def test_input_is_given_under_ones_name_also_by_who_only_looks_and_taken_back(kept: Path, open_page: Any):
    app = open_page(kept)("/planning", step="priorities", me=BEA)
    assert "Quiet nights<small>Marta Kowalczyk, 17 January</small>" in markup(app)
    write(app, "Your input, as Bea Thornquist", "An invoice a month")
    app = press(app, "Add")
    given = [(comment.by, comment.text) for comment in step("priorities").inputs]
    assert given[-1] == (BEA, "An invoice a month")
    assert next(field for field in app.text_area if field.label.startswith("Your input")).value == ""
    assert not any("Quiet nights" in button.label for button in app.button), "another's is not hers to take back"
    press(app, "Take back “Refunds by hand”")
    assert [text for _, text in given if text != "Refunds by hand"] == [each.text for each in step("priorities").inputs]


def test_who_only_looks_sees_the_note_and_keeps_no_steps(kept: Path, open_page: Any):
    app = open_page(kept)("/planning", step="approval", me=BEA)
    assert not app.text_area and not app.button
    assert '<p class="noted">All &lt;four&gt;</p>' in markup(app)


def test_input_that_says_nothing_is_refused_in_a_sentence(sample_page: Any):
    app = press(sample_page("/planning", step="priorities", me=MARTA), "Add")
    assert "The input says nothing yet" in app.error[0].value
    assert step("priorities").inputs == ()


def test_who_writes_over_a_newer_version_is_told_what_it_said(sample_page: Any):
    app = sample_page("/planning", step="approval", me=MARTA)
    planning.tell(running.store(), running.settings(), Q4, "approval", note="From elsewhere", by=None)
    write(app, "Note", "Mine")
    app = press(app, "Save only")
    assert "changed this step meanwhile; yours counts now. The note was: “From elsewhere”" in app.warning[0].value
    record = step("approval").record
    assert record is not None and record.note == "Mine"


def test_the_past_is_read_only(kept: Path, open_page: Any):
    app = open_page(kept)("/planning", step="approval", as_of="2022-01-10T10:00:00Z")
    assert not app.exception
    assert not app.text_area and not app.button
    assert "overdue since 7 January" in markup(app) and "week 11 of 14" in markup(app)


# On the board


def test_the_board_names_this_weeks_step_and_leads_to_it(sample_page: Any):
    shown = markup(sample_page())
    assert "Planning, week 12:" in shown and "<b>Draft the scorecard</b> (Directors), due Friday 21 January" in shown
    assert 'href="/planning?quarter=FY22+Q4&amp;step=scorecard-draft"' in shown
    assert shown.count("Overdue since") == 1, "nobody keeps the calendar yet, only the monthly update is late"


def test_the_board_names_what_is_overdue(kept: Path, open_page: Any):
    shown = markup(open_page(kept)())
    assert "Overdue since 17 December:" in shown and "and 2 more" in shown


def test_the_board_says_nothing_when_nothing_is_asked_for(kept: Path, open_page: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_PLANNING__QUARTERLY", "[]")
    monkeypatch.setenv("OKR_PLANNING__ANNUAL", "[]")
    assert "Planning, week" not in markup(open_page(kept)())
    before_the_monthly_update = open_page(kept)(as_of="2021-12-20T12:00:00Z")
    assert 'class="planned"' not in markup(before_the_monthly_update)


def test_an_earlier_weeks_board_does_not_speak_of_this_week(sample_page: Any):
    assert "Planning, week" not in markup(sample_page("/", week="2021-12-06"))
