"""The board: what a VP reads in ten seconds, for the sample and for quarters that have little or nothing in them."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import config, imports, running
from data.monday import meeting, weekly
from data.rules.okr import Update

DECEMBER = "2021-12-13T16:00:00Z"  # a Monday, three days after week 6 was due


def body(app: AppTest) -> str:
    """The page's own HTML, without the shell's style, bar and banner."""
    return "\n".join(element.proto.body for element in app.get("html") if 'class="okr">' in element.proto.body)


def text(app: AppTest) -> str:
    """What a reader sees of it, on one line."""
    return read(re.sub(r"<style>.*?</style>", "", body(app), flags=re.S))


def read(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def row(app: AppTest, title: str) -> str:
    """The table row of a key result, as it is read."""
    found = [read(html) for html in re.findall(r"<tr.*?</tr>", body(app), flags=re.S)]
    return next(words for words in found if title in words)


def titles(app: AppTest) -> list[str]:
    """The key results in the table, from top to bottom."""
    return re.findall(r'<td role=rowheader><a data-page href="/kr[^>]*>(.*?)</a>', body(app))


@pytest.fixture
def quarter(open_page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`quarter(objectives="…", key_results="…")`: the pages over a store of these CSV files, on 17 January 2022."""

    def of(**files: str):
        monkeypatch.setenv("OKR_TODAY", "2022-01-17T15:30:00Z")
        settings = config.load()
        with closing(running.opened(tmp_path / "own.duckdb", settings)) as store:
            imports.bring_in(store, settings, {f"{name}.csv": csv.encode() for name, csv in files.items()})
        return open_page(tmp_path / "own.duckdb")

    return of


def test_the_headline_names_the_week_its_dates_and_that_it_is_under_review(sample_page):
    shown = text(sample_page())
    assert shown.startswith("FY22 Q4, week 11 Mon 10 – Sun 16 January 2022 under review")


def test_statuses_are_counted_against_last_week_in_words(sample_page):
    assert "● 7 on track +1 ▲ 3 at risk −4 ■ 3 off track +1 ✓ 1 done ✕ 1 cancelled ○ 3 silent +2" in text(sample_page())


def test_what_changed_is_told_in_sentences_that_lead_to_their_key_result(sample_page):
    app = sample_page()
    assert "Precise symbols for five languages : at risk → on track" in text(app)
    assert '<a data-page href="/kr?kr=symbol-languages" class="">Precise symbols for five languages</a>' in body(app)


def test_a_restated_kpi_leads_to_the_kpis(open_page, sample_path, settings):
    with closing(running.opened(sample_path, settings)) as store:
        meeting.reopen_week(store, settings, date(2021, 11, 1), reason="Restated")
    app = open_page(sample_path)(week="2021-11-01")
    assert "Teams active in CI Insights was restated: its newest value is now 141 teams" in text(app)
    assert 'href="/kpis?kpi=ci-active-teams"' in body(app)


def test_who_is_silent_is_named_with_a_link_to_the_form_that_waits(sample_page):
    app = sample_page()
    assert "Who is silent ○ Joon-ho Bae : Trial to paid within 30 days reaches 5%" in text(app)
    assert 'href="/log?kr=trial-conversion&amp;week=2022-01-10"' in body(app)


def test_a_green_that_the_numbers_deny_says_so_and_is_to_be_discussed(sample_page):
    shown = row(sample_page(), "Flaky-test calls are right 85% of the time")
    assert shown.startswith("● on track")
    assert "discuss · Hana Virtanen · owner and numbers disagree : a confidence of 95% says on track" in shown
    assert "66% → 85% +0.7 better 95% ≈ 67% by 31 Jan, under 1% chance" in shown


def test_whatever_is_to_be_discussed_says_why_in_print(sample_page):
    app = sample_page()
    told = "status got worse : at risk last week, off track now"
    assert f"discuss · Lucía Ferrante · {told}" in row(app, "70% of searches succeed on the first page")
    told = "forecast crossed the target : the forecast no longer reaches the target: 11.7 pages last week"
    assert f"discuss · Marta Kowalczyk · {told}" in row(app, "At most 12 out-of-hours pages a week")


def test_better_and_worse_follow_the_key_results_own_direction(sample_page):
    app = sample_page()
    assert "−32 better" in row(app, "Search p95 on cloud falls to 450 ms")
    assert "+0.7 worse" in row(app, "Median time to first search falls to 2 days")
    assert "+8 worse" in row(app, "At most 12 out-of-hours pages a week")
    assert "+13 better" in row(app, "Teams that use CI Insights every week")


@pytest.mark.parametrize(
    ("title", "reads"),
    [
        ("Precise symbols for five languages", "4 of 5 milestones +1 better"),
        ("Precise symbols for five languages", "Rust next, by 28 Jan"),
        ("At most 12 out-of-hours pages a week", "19 pages , at most 12 in band 9 of 11 weeks"),
        ("Cost per thousand CI runs stays in its band", "$1.01 , band $0.8–$1.1 in band 8 of 8 weeks · as of 27 Dec"),
        ("Know how long a red build blocks a merge", "baseline not recorded yet – 82% last known no forecast"),
        ("Restore a full shard in under two hours", "✓ done"),
        ("Air-gapped bundle runs at two customers", "not yet"),
        ("Week-one activation reaches 45%", "no value yet → 45% baseline not recorded yet"),
        (
            "80 active self-serve installs",
            "67 → 80 installs +14 better 91% ↑ from 82% ≈ 77 installs by 31 Jan, 34% chance",
        ),
        ("Search p95 on cloud falls to 450 ms", "511 → 450 ms KPI: 497 ms"),
        ("70% of searches succeed on the first page", "■ off track was at risk"),
        ("Self-serve ARR reaches its plan", "Self-serve ARR reaches its plan confidential"),
    ],
)
def test_every_kind_of_key_result_reads_naturally(sample_page, title, reads):
    assert reads in row(sample_page(), title)


def test_the_strip_tells_the_weeks_in_words_too(sample_page):
    assert 'title="Week 1–5 on track, 6–8 at risk, 9 silent, 10–11 at risk"' in body(sample_page())


def test_the_table_stands_under_its_objectives_with_why_and_owner(sample_page):
    shown = row(sample_page(), "The answer is on the first page")
    assert "Priya Nandakumar, Search 72% done" in shown
    assert "Search is what we are bought for." in shown


def test_a_week_that_still_runs_says_when_it_is_due_and_calls_nobody_silent(sample_page):
    shown = text(sample_page(week="2022-01-17"))
    assert "FY22 Q4, week 12 Mon 17 – Sun 23 January 2022 running, due Friday 19:00 UTC" in shown
    assert "Whose updates are due" in shown
    assert "17 due" in shown
    assert "silent" not in shown
    assert "discuss" not in shown.replace("needs discussion", "")


def test_a_past_week_opens_from_its_address_and_leads_back_to_today(sample_page):
    app = sample_page(week="2021-12-06")
    assert "FY22 Q4, week 6 Mon 6 – Sun 12 December 2021 closed" in text(app)
    assert '<a data-page href="/">today</a>' in body(app)
    assert 'href="/?week=2021-11-29">‹ previous week' in body(app)
    assert 'href="/?week=2021-12-13">next week ›' in body(app)


@pytest.mark.parametrize(
    ("week", "problem"),
    [
        ("yesterday", "“yesterday” is not a date: a week is named by its Monday, like 2022-01-17."),
        ("2022-01-12", "2022-01-12 is not a Monday. The week it lies in is named 2022-01-10."),
        ("2022-03-07", "The week of 7 March 2022 has not begun yet."),
    ],
)
def test_a_week_that_cannot_be_shown_gets_a_sentence_and_the_week_under_review(sample_page, week, problem):
    shown = text(sample_page(week=week))
    assert f"{problem} Showing the week under review." in shown
    assert "FY22 Q4, week 11" in shown


def test_the_past_is_shown_as_it_stood_and_every_link_stays_there(sample_page):
    app = sample_page(as_of=DECEMBER)
    assert "FY22 Q4, week 6" in text(app)
    links = re.findall(r'<a data-page href="([^"]*)"', body(app))
    assert links
    assert all("as_of=2021-12-13T16%3A00%3A00Z" in link for link in links)


def test_a_filter_leaves_what_matches(sample_page):
    app = sample_page().selectbox("team").set_value("Search").run()
    assert set(titles(app)) == {
        "70% of searches succeed on the first page",
        "Searches without a result fall to 8%",
        "Precise symbols for five languages",
        "3,000 repositories with precise symbols",
    }


def test_the_links_to_other_weeks_keep_the_filter(sample_page):
    assert 'href="/?week=2022-01-03&amp;team=Search">‹ previous week' in body(sample_page(team="Search"))


def test_a_filter_in_the_address_is_chosen_in_its_picker(sample_page):
    app = sample_page(status="at risk", owner="Marta Kowalczyk")
    assert app.selectbox("owner").value == "Marta Kowalczyk"
    assert titles(app) == ["At most 12 out-of-hours pages a week"]


def test_a_filter_that_matches_nothing_offers_to_show_all_again(sample_page):
    app = sample_page(team="Search", status="done", week="2022-01-10")
    assert "No key result matches FY22 Q4 has 18 key results, none of them like this. Show all" in text(app)
    assert '<a data-page href="/?week=2022-01-10">Show all</a>' in body(app)


def test_sorted_by_need_the_rows_follow_the_review_without_headings(sample_page):
    app = sample_page(sort="needs discussion")
    assert titles(app) == [each.title for each in weekly.review(running.store(), running.settings()).key_results]
    assert "The answer is on the first page" not in text(app)


def test_what_is_logged_is_on_the_board_at_the_next_look(sample_page):
    sample_page()
    update = Update("trial-conversion", weekly.week_under_review(running.store(), running.settings()), 4.3, 92)
    weekly.log(running.store(), running.settings(), update)
    assert "● on track was at risk" in row(sample_page(), "Trial to paid within 30 days reaches 5%")


def test_a_quarter_without_objectives_says_where_to_bring_them_in(sample_page):
    app = sample_page(week="2021-05-03")
    told = "FY22 Q2 has no objectives Write them in OKRs , or bring them in under Setup ."
    assert f"{told} Quarters with a board: FY22 Q3 , FY22 Q4 ." in text(app)
    assert 'href="/?week=2021-10-25">FY22 Q3' in body(app)


def test_before_the_first_week_of_the_first_quarter_the_board_says_when_it_begins(quarter):
    opened = quarter(objectives="objective,quarter,title\ngrow,FY23 Q1,Grow\n")
    told = "The OKRs of FY23 Q1 are next: their first week is Mon 7 – Sun 13 February 2022."
    assert f"FY22 Q4 has no objectives {told}" in text(opened())
    assert f"Nothing is due yet. {told}" in text(opened("/log"))


def test_an_empty_store_shows_the_first_run_and_no_board(empty_page):
    app = empty_page()
    assert not app.exception
    assert "What changed since last Monday" not in text(app)


ONE_OBJECTIVE = "objective,quarter,title\ngrow,FY22 Q4,Grow\n"


def test_a_quarter_in_which_nobody_has_written_says_how_the_first_update_comes_about(quarter):
    opened = quarter(
        people="email,name\nana@x.example,Ana\n",
        objectives=ONE_OBJECTIVE,
        key_results="key_result,objective,title,owner,baseline,target\nusers,grow,Users,ana@x.example,0,10\n",
    )
    app = opened()
    assert "Nobody has written an update in FY22 Q4 yet." in text(app)
    assert "○ Ana : Users" in text(app)


def test_key_results_without_owner_value_baseline_or_target_are_rows_like_any_other(quarter):
    """One key result of each kind, nobody's, with no number but the bounds that a band cannot do without."""
    kinds = ("increase", "decrease", "stay_above", "stay_below", "band", "milestones", "done", "baseline")
    bounds = {"stay_above": "5,", "stay_below": ",5", "band": "5,9"}
    rows = "".join(f"{kind},grow,The {kind},,{kind},{bounds.get(kind, ',')}\n" for kind in kinds)
    app = quarter(objectives=ONE_OBJECTIVE, key_results="key_result,objective,title,owner,kind,low,high\n" + rows)()
    assert not app.exception
    assert not app.error
    assert "no value yet → no target yet neither a baseline nor a target" in row(app, "The increase")
    assert "no milestones" in row(app, "The milestones")
    assert all("no owner yet" in row(app, f"The {kind}") for kind in kinds)


def test_people_cannot_put_markup_on_the_board(quarter):
    opened = quarter(
        objectives="objective,quarter,title,why\ngrow,FY22 Q4,<b>Grow</b>,<script>alert(1)</script>\n",
        key_results="key_result,objective,title,owner\nusers,grow,<img src=x onerror=alert(1)>,\n",
    )
    shown = body(opened())
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<img" not in shown
    assert "<script" not in shown


def test_more_than_six_changes_fold_away(quarter):
    """Eight key results, on track in week 10 and off track in week 11."""
    names = [f"kr{number}" for number in range(8)]
    opened = quarter(
        people="email,name\nana@x.example,Ana\n",
        objectives=ONE_OBJECTIVE,
        key_results="key_result,objective,title,owner,baseline,target\n"
        + "".join(f"{name},grow,Title {name},ana@x.example,0,10\n" for name in names),
        updates="key_result,week,value,confidence,recorded_at\n"
        + "".join(
            f"{name},2022-01-03,9,95,2022-01-07T12:00:00Z\n{name},2022-01-10,9,50,2022-01-14T12:00:00Z\n"
            for name in names
        ),
    )
    assert "<summary>2 more</summary>" in body(opened())
