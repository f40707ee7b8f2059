"""The trends page: whatever is chosen is in the address, in the chart, in the table and in the files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]


def words(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def figure(app: AppTest) -> dict[str, Any]:
    (found,) = app.get("plotly_chart")
    return json.loads(found.proto.spec)


def drawn(app: AppTest) -> dict[str, list[float | None]]:
    """The lines that hovering tells about, by name."""
    return {trace["name"]: trace["y"] for trace in figure(app)["data"] if "text" in trace}


FLAGGED = ["flaky-precision", "first-page-success", "self-serve-installs"]  # the most flags in the sample's week 12


@pytest.fixture
def page(sample_page: Open) -> Callable[..., AppTest]:
    return lambda **choices: sample_page("/trends", **choices)


def test_it_opens_with_the_progress_of_the_three_key_results_that_have_the_most_flags(page) -> None:
    app = page()
    assert "Progress of 3 key results" in words(app)
    assert len(drawn(app)) == 3
    assert app.multiselect(key="trends-kr").value == FLAGGED


def test_a_link_shows_what_it_names(page) -> None:
    app = page(kr=["p95-latency", "ci-weekly-teams"], kpi="nps", measure="value")
    assert list(drawn(app)) == [
        "Search p95 on cloud falls to 450 ms",
        "Teams that use CI Insights every week",
        "Net promoter score",
    ]
    assert "Value of 2 key results and 1 KPI" in words(app)


def test_a_choice_is_kept_in_the_address_by_id(page) -> None:
    app = page()
    app.multiselect(key="trends-kpi").set_value(["nps"]).run()
    assert app.query_params["kpi"] == "nps"
    assert app.query_params["kr"] == FLAGGED
    assert "and 1 KPI" in words(app)


def test_an_emptied_picker_stays_empty(page) -> None:
    app = page()
    app.multiselect(key="trends-kr").set_value([]).run()
    assert "Choose a key result or a KPI above." in words(app)
    assert app.get("plotly_chart") == []


def test_a_group_is_chosen_at_once_and_replaces_what_was_chosen(page) -> None:
    app = page(kr="p95-latency", kpi="nps")
    app.selectbox(key="trends-group").set_value("Owner: Noor Siddiqi").run()
    assert sorted(app.query_params["kr"]) == ["activation-rate", "self-serve-installs"]
    assert app.multiselect(key="trends-kpi").value == []
    assert app.selectbox(key="trends-group").value is None


def test_a_week_of_which_nothing_is_known_is_a_gap_bridged_by_dots(page) -> None:
    app = page(kr="self-serve-arr")
    (values,) = drawn(app).values()
    gap = values.index(None)
    assert 0 < gap < len(values) - 1
    assert any(trace["line"]["dash"] == "dot" for trace in figure(app)["data"])
    assert "unknown</span></td>" in words(app)


def test_several_units_become_panels_of_one_figure(page) -> None:
    layout = figure(page(kr=["p95-latency", "self-serve-installs"], measure="value"))["layout"]
    assert {"yaxis", "yaxis2"} <= set(layout) and "yaxis3" not in layout
    captions = [note["text"] for note in layout["annotations"]]
    assert "value, ms" in captions and "value, installs" in captions


def test_what_finds_no_panel_is_named_and_in_the_table(page) -> None:
    chosen = ["nps", "signups", "ci-run-cost", "search-p95", "ci-active-teams", "out-of-hours-pages", "logo-churn"]
    html = words(page(kpi=chosen))
    assert "In the table only: Customers lost per month." in html
    assert 'href="/kpis?kpi=logo-churn"' in html


def test_lines_are_named_at_their_ends_and_there_is_no_legend(page) -> None:
    layout = figure(page(kr="p95-latency", measure="value"))["layout"]
    assert layout["showlegend"] is False
    ends = [note["text"].replace("<br>", " ") for note in layout["annotations"]]
    assert "Search p95 on cloud falls to 450 ms 511\u00a0ms" in ends


def test_the_chart_says_in_words_what_it_shows(page) -> None:
    (chart,) = page(kr="p95-latency", measure="value").get("plotly_chart")
    assert chart.proto.alt.startswith("Search p95 on cloud falls to 450 ms, value: 829 ms in the week of 1 November, ")


def test_pace_can_be_left_out(page) -> None:
    app = page(kr="p95-latency")
    assert any(trace["name"] == "pace" for trace in figure(app)["data"])
    app.toggle(key="pace").set_value(False).run()
    assert not any(trace["name"] == "pace" for trace in figure(app)["data"])


def test_confidence_has_ticks_where_its_status_changes(page) -> None:
    ticks = figure(page(kr="p95-latency", measure="confidence"))["layout"]["yaxis"]["ticktext"]
    assert {"on track 90%", "at risk 75%"} <= set(ticks)


def test_the_table_has_each_weeks_value_and_what_it_added_with_good_and_bad_told_by_sign(page) -> None:
    html = words(page(kr="p95-latency", measure="value"))
    assert '<td class="num">803<small class="good">−26</small></td>' in html
    assert "value in ms, lower is better" in html
    assert 'href="/kr?kr=p95-latency"' in html


def test_weeks_are_named_by_their_number_and_their_monday(page) -> None:
    app = page(kr="p95-latency")
    assert "W6<br>6 Dec" in figure(app)["layout"]["xaxis"]["ticktext"]
    assert ">W6<br>6 Dec</th>" in words(app)


def test_another_quarter_offers_its_own_key_results_and_says_what_it_has_not(page) -> None:
    app = page(span="FY22 Q3", kr=["q3-arr", "p95-latency"])
    assert list(drawn(app)) == ["Self-serve ARR reaches its plan"]
    assert "Not to be had in these weeks: p95-latency." in words(app)


def test_weeks_can_be_chosen_from_a_day_to_a_day(page) -> None:
    app = page(**{"span": "from – to", "from": "2021-12-01", "to": "2021-12-20", "kpi": "nps", "kr": "p95-latency"})
    assert len(drawn(app)["Search p95 on cloud falls to 450 ms"]) == 4
    assert "weeks of 29 November to 20 December 2021" in words(app)


def test_as_of_knows_nothing_that_was_learned_later(page) -> None:
    values = drawn(page(kr="p95-latency", measure="value", as_of="2021-12-06T00:00:00+00:00"))
    assert len(values["Search p95 on cloud falls to 450 ms"]) == 5


def test_the_choice_can_be_taken_along_as_csv_and_xlsx(page) -> None:
    files = [button.proto.label for button in page(kr="p95-latency").get("download_button")]
    assert files == ["CSV", "XLSX"]


def test_an_empty_store_says_what_to_do(empty_page) -> None:
    app = empty_page("/trends")
    assert "Nothing to show a trend of yet" in words(app)
    assert 'href="/setup"' in words(app)
