"""History: any closed week as it was, two weeks side by side, and the quarter week by week."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import printed, running
from data.config import Settings
from data.monday import meeting, weekly
from data.rules import values, words
from data.rules.okr import Update
from data.rules.review import Review
from data.store import journal
from pages.parts.statuses import LOOKS
from tests.org import ORG, bring_in

HANA = "hana.virtanen@loomline.example"
SIXTH, NINTH, TENTH, ELEVENTH = "2021-12-06", "2021-12-27", "2022-01-03", "2022-01-10"
WEEK = date(2022, 1, 10)  # week 11


def body(app: AppTest) -> str:
    """The page's own HTML, without the shell's style, bar and banner."""
    return "\n".join(element.proto.body for element in app.get("html") if 'class="okr">' in element.proto.body)


def text(html: str) -> str:
    """What a reader sees of it, on one line."""
    told = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", told))).strip()


def rows(app: AppTest, table: str) -> list[str]:
    """The rows of a table by its class, as they are read."""
    found = re.search(rf'<table class="?{table}"?>.*?</table>', body(app), flags=re.S)
    assert found
    return [text(row) for row in re.findall(r"<tr.*?</tr>", found[0], flags=re.S)]


def row(app: AppTest, table: str, title: str) -> str:
    return next(words for words in rows(app, table) if title in words)


def timeline(app: AppTest) -> list[str]:
    """The weeks of the quarter, as they are read."""
    found = re.search(r'<ol class="timeline">.*?</ol>', body(app), flags=re.S)
    assert found
    return [text(week) for week in re.findall(r"<li>.*?</li>", found[0], flags=re.S)]


@pytest.fixture
def closed_page(sample_path: Path, settings: Settings, open_page: Callable) -> Callable[..., AppTest]:
    """/history over the sample, whose weeks 1 to 10 are closed, and where Hana has just closed week 11."""
    with closing(running.opened(sample_path, settings)) as store:
        meeting.close_week(store, settings, WEEK, by=HANA)
    opened = open_page(sample_path)
    return lambda **choices: opened("/history", **choices)


def review(week: date = WEEK) -> Review:
    return weekly.review(running.store(), running.settings(), week)


def test_the_weeks_say_which_are_closed_by_whom_and_which_are_not(sample_page):
    weeks = timeline(sample_page("/history"))
    assert len(weeks) == 14
    assert weeks[9].startswith("10 3 Jan")
    assert weeks[9].endswith("closed 10 Jan Ines Halloran")
    assert weeks[10].endswith("not closed")
    assert weeks[11].endswith("running")
    assert weeks[12] == "13 24 Jan"


def test_a_week_without_a_meeting_says_so(sample_path, open_page, monkeypatch, tmp_path):
    (tmp_path / "okr.toml").write_text("[org]\nweeks_without_sync = [2022-01-10]\n", encoding="utf-8")
    weeks = timeline(open_page(sample_path)("/history"))
    assert weeks[10].endswith("not closed no meeting")


def test_the_heat_map_has_a_row_per_key_result_with_the_confidence_of_every_week(closed_page):
    app = closed_page()
    assert row(app, "heat", "Flaky-test calls") == "Flaky-test calls are right 85% of the time" + 11 * " 95"
    assert len(rows(app, "heat")) == 1 + 5 + 18  # the weeks, the objectives, the key results


def test_a_cell_tells_its_status_in_words_too_and_its_row_leads_to_the_key_result(closed_page):
    shown = body(closed_page())
    assert '<td class=o title="off track, 68% sure">68</td>' in shown
    assert re.search(r'<th scope=row title="[^"]*Hana Virtanen"><a data-page href="/kr\?kr=flaky', shown)
    assert all(f'content: "{look.glyph}"' in shown for look in LOOKS.values())


def test_a_column_leads_to_the_board_of_its_week(closed_page):
    assert f'<a data-page href="/history?week={TENTH}" title="The board of week 10">' in body(closed_page())


def test_the_replay_marks_the_week_and_fades_what_was_still_to_come(closed_page):
    app = closed_page(week=SIXTH, view="replay")
    styles = "\n".join(element.proto.body for element in app.get("html"))
    assert "nth-child(7) { outline" in styles
    assert "nth-child(n + 8) { opacity" in styles


def test_the_replay_steps_by_button_and_by_slider_and_the_address_follows(closed_page):
    app = closed_page(week=SIXTH, view="replay")
    app.button("history-Right").click().run()
    assert app.query_params["week"] == "2021-12-13"
    app.button("history-Left").click().run()
    assert app.query_params["week"] == SIXTH
    app.select_slider("history-week").set_value(WEEK).run()
    assert (app.query_params["week"], app.query_params["view"]) == (ELEVENTH, "replay")
    assert not app.exception


def test_the_replay_ends_at_both_ends_of_what_is_known(closed_page):
    assert closed_page(week="2021-11-01").button("history-Left").disabled
    assert closed_page(week="2022-01-17").button("history-Right").disabled


def test_a_closed_week_shows_its_board_and_says_when_it_was_closed_and_by_whom(closed_page):
    shown = text(body(closed_page(week=ELEVENTH)))
    assert "FY22 Q4, week 11 Mon 10 – Sun 16 January 2022 Closed on 17 January, 15:30 UTC by Hana Virtanen." in shown


def test_a_week_shows_what_was_decided_said_and_promised_in_its_meeting(closed_page):
    shown = text(body(closed_page(week=TENTH)))
    assert "If week 11 is below 65.5% we say out loud that 70% will not happen. Priya Nandakumar" in shown
    assert "Write the one-container install up for the blog Noor Siddiqi, by 12 Jan, done 12 Jan" in shown


def test_the_board_shown_is_what_the_command_line_answers_as_of_the_closing(closed_page):
    app = closed_page(week=ELEVENTH)
    found = journal.closing(running.store(), WEEK, running.store().now())
    assert found
    answered = weekly.review(running.store(), running.settings(), WEEK, as_of=found.recorded_at)
    assert printed.text("review", answered.as_json()) == printed.text("review", review().as_json())
    for each in answered.key_results:
        shown = row(app, "krs", each.title)
        assert shown.startswith(f"{LOOKS[each.status].glyph} {each.status}")
        assert "".join(values.standing(each)) in shown.replace(" , ", ", ")
        if each.confidence is not None and each.status != "cancelled":
            assert words.number(each.confidence, "%") in shown


def test_editing_a_target_or_a_past_update_after_the_closing_leaves_the_board_the_same(closed_page):
    before = rows(closed_page(week=ELEVENTH), "krs")
    store, settings = running.store(), running.settings()
    weekly.log(store, settings, Update("self-serve-installs", WEEK, value=11, confidence=12))
    known = journal.key_result(store, "self-serve-installs", store.now())
    assert known
    with store.writing() as writer:
        journal.define(writer, journal.KEY_RESULTS, [journal.Version(replace(known, target=99), writer.moment)])
    assert rows(closed_page(week=ELEVENTH), "krs") == before


def test_what_arrived_after_the_closing_is_listed_and_not_mixed_in(closed_page):
    closed_page(week=ELEVENTH)
    weekly.log(running.store(), running.settings(), Update("self-serve-installs", WEEK, value=11, confidence=12))
    board, later = text(body(closed_page(week=ELEVENTH))).split("Arrived after closing")
    assert "What arrived later (1 update) is at the end of the page." in board
    assert "12% sure" not in board
    assert "80 active self-serve installs : 11, 12% sure Noor Siddiqi, 17 January, 15:30 UTC, 2nd version" in later


def test_an_open_week_says_that_it_can_still_change(sample_page):
    shown = text(body(sample_page("/history", week=ELEVENTH)))
    assert "Not closed. As it stands now; it can still change." in shown
    assert "Still running. As it stands now" in text(body(sample_page("/history", week="2022-01-17")))


def test_two_weeks_side_by_side_mark_flips_with_both_glyphs_values_and_confidence(closed_page):
    app = closed_page(week=TENTH, **{"with": SIXTH})
    shown = row(app, "pair", "80 active self-serve installs")
    assert "■ off track , 55% sure 29 → 80 installs ▲ at risk , 82% sure 53 → 80 installs" in shown
    assert shown.endswith("■ → ▲ better +24 installs better ↑ 27 points of confidence")
    assert "on track 9 → 6" in text(body(app))


def test_goalposts_that_moved_between_two_weeks_are_marked_with_who_moved_them(closed_page):
    shown = row(closed_page(week=TENTH, **{"with": SIXTH}), "pair", "Teams that use CI Insights")
    assert "164" not in shown
    assert "goalpost target 300 → 260 16 Dec, Daniel Oyelaran" in shown


def test_only_what_changed_leaves_the_rest_out_and_every_link_keeps_that_choice(closed_page):
    everything = rows(closed_page(week=TENTH, **{"with": NINTH}), "pair")
    app = closed_page(week=TENTH, changes="true", **{"with": NINTH})
    assert app.toggle("changes").value
    assert 1 < len(rows(app, "pair")) < len(everything)
    assert all("changes=true" in each for each in re.findall(r'href="(/history\?week[^"]*with=[^"]*)"', body(app)))


def test_the_week_to_compare_with_can_be_chosen(closed_page):
    app = closed_page(week=TENTH, **{"with": SIXTH})
    app.selectbox("history-with").set_value(date(2021, 12, 27)).run()
    assert app.query_params["with"] == NINTH
    assert "Week 9 27 December closed 3 Jan" in rows(app, "pair")[0]


def test_weeks_of_two_quarters_can_be_held_side_by_side(closed_page):
    app = closed_page(week=TENTH, **{"with": "2021-10-25"})
    assert not app.exception
    assert row(app, "pair", "80 active self-serve installs").endswith("added")
    assert row(app, "pair", "Card checkout is live").endswith("no longer there")


def test_nothing_can_be_edited_here(closed_page):
    for choices in ({}, {"week": TENTH}, {"week": TENTH, "with": SIXTH}):
        app = closed_page(**choices)
        assert {button.key for button in app.button} == {"history-Left", "history-Right"}
        assert not app.text_area
        assert not app.text_input


def test_the_quarters_are_links_and_an_older_one_can_be_looked_at(closed_page):
    app = closed_page(quarter="FY22 Q3")
    assert '<a data-page href="/history?quarter=FY22+Q4">FY22 Q4</a>' in body(app)
    assert row(app, "heat", "Card checkout is live")


def test_a_quarter_without_closed_weeks_is_shown_as_it_stands(open_page, tmp_path, settings):
    with closing(running.opened(tmp_path / "own.duckdb", settings)) as store:
        bring_in(store, **ORG)
    app = open_page(tmp_path / "own.duckdb")("/history", quarter="FY22 Q4")
    assert all(week.endswith("not closed") for week in timeline(app))
    assert row(app, "heat", "Self-serve installs")


def test_of_the_quarters_first_week_the_next_one_is_set_beside_it(closed_page):
    assert 'href="/history?week=2021-11-01&amp;with=2021-11-08"' in body(closed_page(week="2021-11-01"))


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"quarter": "FY23 Q1"}, "FY23 Q1 has not begun yet Quarters to look back on: FY22 Q3 FY22 Q4"),
        ({"quarter": "FY21 Q1"}, "FY21 Q1 has no objectives"),
        ({"quarter": "spring"}, "“spring” is not a quarter. Write it like FY22 Q4. Showing what there is."),
        ({"week": "2022-01-05"}, "2022-01-05 is not a Monday. The week it lies in is named 2022-01-03."),
        ({"week": TENTH, "with": "2030-01-07"}, "The week of 7 January 2030 has not begun yet."),
    ],
)
def test_an_address_that_cannot_be_shown_gets_a_sentence(closed_page, choices, told):
    app = closed_page(**choices)
    assert not app.exception
    assert told in text(body(app))


def test_a_store_with_nothing_says_how_history_comes_about(empty_page):
    app = empty_page("/history")
    assert not app.exception
    assert "Nothing to look back on yet" in text(body(app))


def test_looked_at_from_the_past_a_week_that_was_closed_later_is_not_closed_yet(closed_page):
    app = closed_page(as_of="2022-01-10T16:30:00Z", week=TENTH)
    assert "Not closed." in text(body(app))
    assert timeline(app)[8].endswith("closed 3 Jan Tobias Renqvist")
