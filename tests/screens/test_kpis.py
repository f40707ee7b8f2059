"""The KPI page: what a VP may and may not quote on Monday."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import imports
from data.config import Settings
from data.store import journal
from data.store.clock import Clock
from data.store.connection import open_store

Open = Callable[..., AppTest]
NOW = datetime(2022, 1, 17, 15, 30, tzinfo=UTC)

KPIS = """kpi,name,unit,good_direction,team
p95,Search p95,ms,down,Platform
teams,Weekly teams,teams,up,CI
cost,Cost per run,$,none,CI
signups,Sign-ups,sign-ups,up,
mystery,Mystery,,up,
"""

# p95: a past week restated from 400 to 420, better since; teams: defined anew on 10 January; cost: forgotten since
# November; sign-ups: this week still runs.
READINGS = """kpi,date,value,captured_at,is_partial,definition
p95,2022-01-03,400,2022-01-10T06:00:00Z,,
p95,2022-01-03,420,2022-01-11T06:00:00Z,,
p95,2022-01-10,390,2022-01-17T06:00:00Z,,
teams,2021-12-27,100,2022-01-03T06:00:00Z,,old
teams,2022-01-03,110,2022-01-10T06:00:00Z,,old
teams,2022-01-10,50,2022-01-17T06:00:00Z,,new
cost,2021-11-22,1.1,2021-11-29T06:00:00Z,,
cost,2021-11-29,1.2,2021-12-06T06:00:00Z,,
signups,2022-01-10,80,2022-01-17T06:00:00Z,,
signups,2022-01-17,9,2022-01-17T12:00:00Z,yes,
"""


class Tile:
    """What Looker answered for one tile."""

    def __init__(self, title: str, status: str, message: str) -> None:
        self.dashboard, self.element, self.title = "217", title.lower(), title
        self.status, self.rows, self.message = status, 0, message


@pytest.fixture
def kpi_store(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of five KPIs, seen on Monday 17 January 2022; of two Looker tiles one failed."""
    path = tmp_path / "kpis.duckdb"
    with closing(open_store(path, Clock(NOW))) as store:
        imports.bring_in(store, settings, {"kpis.csv": KPIS.encode(), "readings.csv": READINGS.encode()})
        with store.writing() as writer:
            journal.record_sync(writer, "looker", Tile("Latency", "ok", ""), None)
            journal.record_sync(writer, "looker", Tile("Installs", "error", "SQL error: no such column."), None)
    monkeypatch.setenv("OKR_TODAY", NOW.isoformat())
    return path


@pytest.fixture
def page(open_page: Callable[[Path], Open], kpi_store: Path, read: Callable[[AppTest], str]) -> Callable[..., str]:
    """`page(kpi="p95")` is the words of the page as it opens cold from its link."""
    return lambda **choices: read(open_page(kpi_store)("/kpis", **choices))


@pytest.fixture
def read() -> Callable[[AppTest], str]:
    def of(app: AppTest) -> str:
        assert not app.exception
        return "\n".join(element.proto.body for element in app.get("html"))

    return of


def row(html: str, name: str) -> str:
    """The table row of a KPI."""
    return next(part for part in html.split("<tr ") if part.startswith('class="kpi"') and f">{name}</a>" in part)


def chart(app: AppTest) -> tuple[dict[str, Any], str]:
    """The one chart of a page, and what it says to those who cannot see it."""
    (found,) = app.get("plotly_chart")
    return json.loads(found.proto.spec), found.proto.alt


def test_a_value_stands_with_its_unit_its_date_its_change_and_whether_that_is_good(page) -> None:
    p95 = row(page(), "Search p95")
    assert "390 ms" in p95 and "10 January" in p95 and "lower is better" in p95
    assert "▼ −30 ms, better" in p95 and "since 3 January" in p95


def test_a_restated_value_says_what_was_seen_before(page) -> None:
    assert "Restated:</span> 3 January is 420 ms, was first seen as 400 ms" in row(page(), "Search p95")


def test_what_was_defined_anew_is_not_compared_with_what_it_was_before(page) -> None:
    teams = row(page(), "Weekly teams")
    assert "Defined anew</span> from 10 January" in teams
    assert "not comparable" in teams and "−60" not in teams


def test_a_kpi_whose_reading_is_late_is_stale_for_a_reason_in_words(page) -> None:
    cost = row(page(), "Cost per run")
    assert "Stale:</span> the newest reading of Cost per run is of 29 November 2021, 49 days old" in cost
    assert "▲ +$0.1" in cost and "better" not in cost.replace("neither higher nor lower is better", "")


def test_a_period_that_still_runs_is_marked_and_not_judged(page) -> None:
    signups = row(page(), "Sign-ups")
    assert "17 January, so far" in signups and "the period still runs" in signups
    assert "worse" not in signups


def test_a_kpi_without_a_reading_says_so_instead_of_zero(page) -> None:
    mystery = row(page(), "Mystery")
    assert "no reading yet" in mystery and "nothing to compare yet" in mystery


def test_kpis_stand_under_their_teams_and_those_of_no_team_last(page) -> None:
    html = page()
    places = [html.index(f">{team}</th>") for team in ("CI", "Platform", "No team")]
    assert places == sorted(places)


def test_the_head_says_when_looker_was_synced_and_which_tiles_fail_with_a_way_to_setup(page) -> None:
    html = page()
    assert "Looker synced today at 15:30 UTC, 1 of 2 tiles failing" in html
    assert "Installs</span> SQL error: no such column; it has never answered" in html
    assert 'href="/setup"' in html


def test_sparklines_are_pictures_with_their_ends_in_words(page) -> None:
    assert 'alt="420 ms on 3 January, 390 ms on 10 January"' in row(page(), "Search p95")


def test_a_link_opens_the_whole_series_with_what_was_seen_before_as_hollow_points(open_page, kpi_store) -> None:
    figure, alt = chart(open_page(kpi_store)("/kpis", kpi="p95"))
    before = next(trace for trace in figure["data"] if trace["name"] == "seen before")
    assert (before["x"], before["y"], before["marker"]["symbol"]) == (["2022-01-03"], [400.0], "circle-open")
    assert before["text"] == ["was 400 ms, seen on 10 January"]
    assert alt == "Search p95: 420 ms on 3 January 2022, 390 ms on 10 January 2022. 1 date restated."


def test_a_new_definition_is_drawn_as_an_upright_with_words_and_no_line_crosses_it(open_page, kpi_store) -> None:
    figure, _ = chart(open_page(kpi_store)("/kpis", kpi="teams"))
    (upright,) = figure["layout"]["shapes"]
    assert upright["x0"] == "2022-01-10"
    assert "defined anew from 10 January" in [note["text"] for note in figure["layout"]["annotations"]]
    assert [trace["x"] for trace in figure["data"]] == [["2021-12-27", "2022-01-03"], ["2022-01-10"]]


def test_the_way_to_a_period_that_still_runs_is_dotted_and_its_point_hollow(open_page, kpi_store) -> None:
    figure, _ = chart(open_page(kpi_store)("/kpis", kpi="signups"))
    whole, point, way = figure["data"]
    assert whole["x"] == ["2022-01-10"]
    assert (point["x"], point["marker"]["symbol"], point["text"]) == (
        ["2022-01-17"],
        "circle-open",
        ["9 sign-ups so far"],
    )
    assert way["line"]["dash"] == "dot"


def test_beside_the_chart_stand_the_readings_with_their_captures(page) -> None:
    html = page(kpi="p95")
    assert "○ was 400 ms, seen on 10 January" in html
    assert html.index("10 Jan 2022") < html.index("3 Jan 2022")


def test_a_link_to_a_kpi_that_is_not_there_says_so_and_shows_those_that_are(page) -> None:
    html = page(kpi="<b>x</b>")
    assert "There is no KPI “&lt;b&gt;x&lt;/b&gt;”" in html and "Search p95" in html


def test_as_of_shows_the_value_that_was_seen_then(page) -> None:
    p95 = row(page(as_of="2022-01-10T12:00:00+00:00"), "Search p95")
    assert "400 ms" in p95 and "Restated" not in p95 and "390" not in p95


def test_a_row_links_to_the_key_results_that_read_their_value_from_it(sample_page, read) -> None:
    html = read(sample_page("/kpis"))
    assert 'href="/kr?kr=p95-latency"' in row(html, "Search p95 on cloud, seven days")


def test_an_empty_store_says_how_kpis_get_here(empty_page, read) -> None:
    html = read(empty_page("/kpis"))
    assert "No KPI yet" in html and "LOOKERSDK_CLIENT_SECRET" in html and "readings.csv" in html
