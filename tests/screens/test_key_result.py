"""One key result's whole story, from whatever link somebody comes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from data import imports, running
from data.monday import weekly
from data.rules.okr import KINDS, Reading, Update
from data.sample import contents
from data.store import journal
from tests.screens.conftest import markup


def prose(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def figure(app: AppTest) -> dict[str, Any]:
    (chart,) = app.get("plotly_chart")
    return json.loads(chart.proto.spec)


def line(app: AppTest, name: str) -> list[tuple[str, float]]:
    """The points of a line of the chart."""
    (trace,) = [trace for trace in figure(app)["data"] if trace.get("name") == name]
    return [(day[:10], number) for day, number in zip(trace["x"], trace["y"], strict=True) if number is not None]


def notes(app: AppTest) -> str:
    return " | ".join(note["text"].replace("<br>", " ") for note in figure(app)["layout"]["annotations"])


def test_every_kind_of_key_result_opens_in_force_and_as_a_draft(sample_page: Any):
    rows = [row.split(",") for row in contents()["key_results.csv"].decode().splitlines()[1:]]
    names = {(row[0].startswith("q1-"), kind): row[0] for row in rows for kind in KINDS if kind in row}.values()
    count_drafts = 0
    for name in names:
        app = sample_page("/kr", kr=name)
        assert not app.exception and not app.error and not app.warning, name
        is_draft = "on no board until its objective is approved" in markup(app)
        assert is_draft or "confidence" in notes(app), name
        count_drafts += is_draft
    assert 0 < count_drafts < len(names)


def test_the_headline_tells_whose_it_is_where_it_stands_and_what_the_numbers_say(sample_page: Any):
    shown = markup(sample_page("/kr", kr="ci-weekly-teams"))
    for words in (
        "CI Insights earns its place in the stand-up",
        "Daniel Oyelaran",
        "aspirational",
        "weight 2",
        "221",
        "260 teams",
        "at risk",
        "70% done, 84% expected by now",
        "83% of pace, at risk from 75%",
        "23% chance",
        "behind pace",
    ):
        assert words in shown, words


def test_a_confidential_one_is_marked(sample_page: Any):
    assert "confidential" in markup(sample_page("/kr", kr="self-serve-arr"))


def test_the_trend_shows_value_target_pace_forecast_and_confidence_by_week(sample_page: Any):
    app = sample_page("/kr", kr="p95-latency")
    values = line(app, "value")
    assert (values[0], values[-1]) == (("2021-11-01", 829), ("2022-01-10", 511))
    assert line(app, "target")[-1] == ("2022-01-31", 450)
    assert line(app, "forecast")[0] == ("2022-01-10", 511)
    assert line(app, "confidence")[-1] == ("2022-01-10", 92)
    assert line(app, "pace")[0][1] > line(app, "pace")[-1][1], "a falling key result has a falling pace line"
    for label in ("target 450 ms", "stretch 380 ms", "forecast ≈ 443 ms", "511 ms", "pace"):
        assert label in notes(app), label


def test_a_moved_target_is_a_step_with_its_reason_in_the_goalpost_log(sample_page: Any):
    app = sample_page("/kr", kr="ci-weekly-teams")
    assert line(app, "target") == [("2021-11-01", 300), ("2021-12-16", 260), ("2022-01-31", 260)]
    assert "target moved 16 Dec" in notes(app)
    shown = markup(app)
    assert "target: 300 → 260" in shown and "The climb shrinks from 160 to 130 teams" in shown


def test_a_band_is_shaded_where_the_value_should_stay(sample_page: Any):
    shapes = figure(sample_page("/kr", kr="ci-run-cost"))["layout"]["shapes"]
    assert [(shape["y0"], shape["y1"]) for shape in shapes if shape["type"] == "rect"] == [(0.8, 1.1)]


def test_a_kpi_that_was_defined_anew_is_a_break_in_the_chart(sample_page: Any):
    opened = sample_page("/kr", kr="p95-latency")
    with running.store().writing() as writer:
        readings = (("2021-12-01", "as it was"), ("2021-12-02", "as it is"))
        days = [Reading("search-p95", date.fromisoformat(day), 700, definition=query) for day, query in readings]
        journal.record(writer, days)
    assert "KPI defined anew 2 Dec" in notes(opened.run())


def test_the_chart_says_in_words_what_it_shows(sample_page: Any):
    (chart,) = sample_page("/kr", kr="p95-latency").get("plotly_chart")
    assert "829 ms in the week of 1 November, 511 ms in the week of 10 January, target 450 ms" in str(chart.proto)


def test_milestones_are_listed_with_what_is_due_next(sample_page: Any):
    shown = markup(sample_page("/kr", kr="symbol-languages"))
    assert "4 of 5 milestones" in shown and "○ Rust" in shown and "done 12 January" in shown


def test_every_update_is_told_newest_first_with_its_earlier_versions_folded_away(sample_page: Any):
    app = sample_page("/kr", kr="p95-latency")
    told = prose(app)
    assert told.index("Week of 10 January") < told.index("Week of 3 January") < told.index("Week of 1 November")
    (older,) = app.expander
    assert older.label == "1 earlier version of the week of 29 November"
    assert "**1st version**" in older.markdown[0].value


def test_an_update_tells_who_wrote_it_in_whose_place_and_how_late(sample_page: Any):
    told = prose(sample_page("/kr", kr="symbol-languages"))
    assert "Kofi Brightwater, in place of Wen Achterberg" in told


def test_a_backfill_is_marked_and_seen_at_once(sample_page: Any):
    opened = sample_page("/kr", kr="merge-block-baseline")
    assert "No update" in prose(opened)
    backfill = Update("merge-block-baseline", date(2022, 1, 3), confidence=60, risks="It cost $5 and $6")
    weekly.log(running.store(), running.settings(), backfill)
    told = prose(opened.run())
    assert "backfilled" in told
    assert "It cost \\$5 and \\$6" in told, "dollars are no formula"


def test_its_kpi_is_shown_with_what_was_restated(sample_page: Any):
    shown = markup(sample_page("/kr", kr="ci-weekly-teams"))
    assert "KPI: " in shown and "restated, was 209 teams" in shown


def test_it_links_to_its_form_but_not_from_the_past(sample_page: Any):
    assert 'href="/log?kr=p95-latency"' in markup(sample_page("/kr", kr="p95-latency"))
    past = markup(sample_page("/kr", kr="p95-latency", as_of="2021-12-13T16:00:00Z"))
    assert "Log an update" not in past and "657" in past, "6 December's value, read-only"


def test_an_unknown_key_result_is_said_and_the_quarters_are_offered(sample_page: Any):
    app = sample_page("/kr", kr="nonsense")
    assert "There is no key result “nonsense”" in app.warning[0].value
    assert "/kr?kr=p95-latency" in markup(app)


def test_without_a_key_result_one_is_found_by_title_owner_or_team(sample_page: Any):
    app = sample_page("/kr")
    assert "/kr?kr=p95-latency" in markup(app) and "/kr?kr=self-serve-arr" in markup(app)
    app = app.text_input(key="kr.find").set_value("lucía").run()
    assert "/kr?kr=first-page-success" in markup(app) and "/kr?kr=p95-latency" not in markup(app)


def test_nothing_but_the_story_is_printed_below_it(sample_page: Any):
    """An expression on a line of its own would be printed by Streamlit: None, at the end of the page."""
    app = sample_page("/kr", kr="p95-latency")
    assert not [element.value for element in app.markdown if element.value.strip("`") == "None"]


def test_a_quarter_without_key_results_says_where_they_come_from(empty_page: Any):
    shown = markup(empty_page("/kr"))
    assert "has no key results yet" in shown and "Import them in Setup" in shown


def test_an_update_that_nobody_signed_was_not_written_in_the_owners_place(sample_page: Any):
    upload = {"updates.csv": b"key_result,week,value\np95-latency,2022-01-10,470\n"}
    imports.bring_in(running.store(), running.settings(), upload)
    app = sample_page("/kr", kr="p95-latency")
    assert "**470 ms**" in prose(app) and "in place of" not in prose(app)


def test_a_key_result_is_raised_for_the_next_sync_with_a_reason(sample_page):
    app = sample_page("/kr", kr="self-serve-arr", me="priya.nandakumar@loomline.example")
    app.text_input(key="kr.raise").input("Who renews in March?").run()
    app.button(key="kr_raise").click().run()
    assert [each.value for each in app.caption] == ["Raised by Priya Nandakumar for the sync of 17 January"]
    items = journal.agenda(running.store(), date(2022, 1, 10), running.store().now())
    raised = next(item for item in items if item.key_result == "self-serve-arr")
    assert (raised.title, raised.by, raised.state) == (
        "Who renews in March?",
        "priya.nandakumar@loomline.example",
        "open",
    )


def test_a_key_result_is_not_raised_without_saying_why_nor_from_the_past(sample_page):
    app = sample_page("/kr", kr="self-serve-arr")
    app.button(key="kr_raise").click().run()
    assert [each.value for each in app.error] == ["The title says nothing yet."]
    assert not sample_page("/kr", kr="self-serve-arr", as_of="2022-01-10T12:00:00Z").button
