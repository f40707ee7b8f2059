"""The work page: what moved since Monday, the board under headings, and what to do where there is no board."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import config, imports
from data.config import Settings
from data.pulls import tracker
from data.sources.github.projects import GitHubUnavailable
from data.store.clock import Clock
from data.store.connection import open_store
from tests.screens.conftest import markup
from tests.sources import github_server
from tests.sources.github_server import TOKEN, GitHub, says

Open = Callable[..., AppTest]
NOW = datetime(2022, 1, 17, 15, 30, tzinfo=UTC)


def text(app: AppTest) -> str:
    """The words of a page, without its look."""
    assert not app.exception
    bare = re.sub(r"<style>.*?</style>", "", markup(app), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


def of_team(app: AppTest, team: str) -> AppTest:
    """The page with a team in its address; the board, which AppTest opens first, has a filter of that name itself."""
    app.query_params["team"] = team
    return app.run()


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A GitHub with project 12 of acme."""
    with github_server.running() as running:
        yield running


@pytest.fixture
def connected(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> GitHub:
    """The way to it is set up."""
    told = {"ORGANIZATION": "acme", "PROJECT": "12", "URL": f"{github.address}/graphql"}
    for name, value in told.items():
        monkeypatch.setenv(f"OKR_GITHUB__{name}", value)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    return github


def test_the_page_begins_with_what_moved_since_monday(sample_page: Open):
    shown = text(sample_page("/work"))
    assert "Work since Monday 10 January: 7 slipped, 10 closed" in shown
    slipped, closed, due = (
        shown.index(each) for each in ("Slipped since", "Closed since", "Due this week, or overdue")
    )
    told = (
        "was 14 Jan → , now 19 Jan moved later 3 times · Teams that use CI Insights every week · Daniel Oyelaran · CI"
    )
    assert slipped < shown.index(told) < closed < due
    assert "13 Jan, overdue" in shown
    assert "1 left the board" in shown


def test_people_are_called_by_their_names_and_statuses_as_on_the_board(sample_page: Open):
    shown = text(sample_page("/work"))
    assert "Blocked · Cost per thousand CI runs stays in its band · Tobias Renqvist and Bea Thornquist · CI" in shown
    assert "tobiasrenqvist" not in shown


def test_filters_stand_above_the_lists_and_narrow_everything(sample_page: Open):
    """Growth has 2 of the 7 items that slipped, 3 of the 10 that were closed, and one that left the board."""
    shown = text(of_team(sample_page("/work"), "Growth"))
    assert "Work of Growth since Monday 10 January: 2 slipped, 3 closed" in shown
    assert shown.index("every key result") < shown.index("Slipped since 10 January 2")
    assert "Closed since 10 January 3" in shown and "Due this week 4" in shown
    assert "Also: 3 came onto the board, 1 changed status, 1 left the board" in shown
    assert "Marta Kowalczyk" not in shown


def test_a_team_is_found_in_whatever_case(sample_page: Open):
    assert "Work of Growth since" in text(of_team(sample_page("/work"), "growth"))


def test_a_key_result_is_chosen_from_those_that_items_serve(sample_page: Open):
    shown = markup(sample_page("/work"))
    way = 'href="/work?view=department&amp;by=key_result&amp;key_result=p95-latency"'
    assert f"<li><a data-page {way}><span>Search p95 on cloud falls to 450 ms</span>" in shown


def test_the_rest_of_a_list_opens_in_place_with_the_filters_kept(sample_page: Open):
    def closed(app: AppTest) -> str:
        return markup(app).partition("Closed since")[2].partition("</section>")[0]

    app = sample_page("/work", key_result="self-serve-installs", by="team")
    assert closed(app).count("<li>") == 3, "all of them fit"
    app = sample_page("/work", by="team")
    assert closed(app).count("<li>") == 8
    assert 'href="/work?view=department&amp;by=team&amp;more=closed">and 2 more</a>' in closed(app)
    app.query_params["more"] = "closed"
    opened = closed(app.run())
    assert opened.count("<li>") == 10
    assert 'href="/work?view=department&amp;by=team">Show fewer</a>' in opened


def test_a_view_grouping_and_team_are_in_the_address(sample_page: Open):
    app = of_team(sample_page("/work", view="everything", by="team"), "Growth")
    assert "Set-up wizard, six screens" in text(app)
    assert "Ranking v5 stays out" not in text(app).partition("Target date")[2]
    assert 'href="/work?view=everything&amp;by=status&amp;team=Growth"' in markup(app)


def test_one_key_results_items_can_be_let_go_of(sample_page: Open):
    app = sample_page("/work", view="everything", key_result="p95-latency")
    assert "Search p95 on cloud falls to 450 ms ✕" in text(app)
    assert "Gateway to shards" in text(app)
    assert "Invite a colleague" not in text(app).partition("Target date")[2]


@pytest.mark.parametrize("choices", [{"view": "nonsense"}, {"by": "x"}, {"part": "99"}, {"part": "-1"}])
def test_an_address_that_names_what_there_is_not_still_shows_the_page(sample_page: Open, choices: dict[str, str]):
    assert "Work since Monday 10 January" in text(sample_page("/work", **choices))


def test_filters_that_let_nothing_through_say_so(sample_page: Open):
    """Finance is a team that has no item."""
    app = of_team(sample_page("/work"), "Finance")
    assert "Work of Finance since Monday 10 January: nothing slipped, nothing closed" in text(app)
    assert "No item here" in text(app)
    assert 'href="/work?view=department&amp;by=key_result">Let go of the filters</a>' in markup(app)
    assert 'href="/work?view=everything"' in markup(app)


def test_names_that_mean_nothing_are_said_with_what_to_do(sample_page: Open):
    app = of_team(sample_page("/work", key_result="nope", view="everyting"), "Bogus")
    shown = text(app)
    assert "No team is called “Bogus”: every team is shown. Choose one below." in shown
    assert "has the id “nope”: items of all are shown. Choose one below." in shown
    assert "There is no view “everyting”: this is “Our key results”" in shown
    assert "Work since Monday 10 January: 7 slipped, 10 closed" in shown
    assert "nope ✕" not in shown and "team=Bogus" not in markup(app)


def test_iterations_begin_with_the_running_one(sample_page: Open):
    shown = text(sample_page("/work", view="everything", by="iteration")).partition("Target date")[2]
    headings = ("Iteration 6, now, to 23 January", "Iteration 7, from 24 January", "Iteration 5, to 9 January",
                "Iteration 1, to 14 November 2021", "No iteration")  # fmt: skip
    assert [shown.index(each) for each in headings] == sorted(shown.index(each) for each in headings)


def test_statuses_come_in_the_order_of_the_board(sample_page: Open):
    body = markup(sample_page("/work", view="everything", by="status"))
    assert re.findall("<h3>(.*?)</h3>", body) == [
        "Backlog", "Todo", "In progress", "Blocked", "Done", "Stopped"
    ]  # fmt: skip


def test_the_past_is_shown_as_it_was_known_then(sample_page: Open):
    shown = text(sample_page("/work", as_of="2021-12-15T12:00:00Z", view="everything"))
    assert "Work since Monday 13 December" in shown
    assert "Posting-list cache on all 24 shards" in shown
    assert "Guide: move off the embedded database" not in shown


def test_links_lead_out_only_to_the_web(
    tmp_path: Path, settings: Settings, open_page: Callable[[Path], Open], monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "links.duckdb"
    with closing(open_store(path, Clock(NOW))) as store:
        items = (
            "item,project,kind,title,url\n1,P,issue,Good,https://github.com/acme/web/issues/1\n"
            '2,P,issue,<b>Bad</b>,javascript:alert(1)\n3,P,redacted,,"https://x"\n'
        )
        imports.bring_in(store, settings, {"work_items.csv": items.encode()})
    monkeypatch.setenv("OKR_TODAY", NOW.isoformat())
    shown = markup(open_page(path)("/work", view="everything"))
    assert (
        '<a class="item" href="https://github.com/acme/web/issues/1" target="_blank" rel="noopener">Good</a>' in shown
    )
    assert "javascript:" not in shown
    assert "&lt;b&gt;Bad&lt;/b&gt;" in shown
    assert "An item this app may not see" in shown


def test_a_long_board_is_shown_in_pages(
    tmp_path: Path, settings: Settings, open_page: Callable[[Path], Open], monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "long.duckdb"
    with closing(open_store(path, Clock(NOW))) as store:
        lines = [f"{n},P,draft,Item {n:04},Todo" for n in range(620)]
        items = "\n".join(["item,project,kind,title,status", *lines])
        imports.bring_in(store, settings, {"work_items.csv": items.encode()})
    monkeypatch.setenv("OKR_TODAY", NOW.isoformat())
    first, second = (text(open_page(path)("/work", view="everything", part=part)) for part in ("1", "2"))
    assert "Item 0249" in first and "Item 0250" not in first
    assert "Item 0250" in second and "Item 0499" in second and "Item 0249" not in second and "Item 0500" not in second
    assert "501–620" in second
    assert "Todo 620 items" in first


# Where there is nothing


def test_without_a_board_the_page_leads_to_the_steps_that_connect_one(empty_page: Open):
    app = empty_page("/work")
    assert "No tracker is connected yet" in text(app) and "work_items.csv" in text(app)
    assert 'href="/setup?section=Sources"' in markup(app)


def test_the_steps_that_connect_a_board_stand_with_the_sources(sample_page: Open):
    """Also where items were imported, as those of the sample were."""
    shown = text(sample_page("/setup"))
    assert "GITHUB_TOKEN" in shown and "project = 12" in shown and "Start again, and read the board here" in shown


def test_a_board_that_was_never_read_is_read_at_a_click(empty_page: Open, connected: GitHub):
    connected.board.issue("Cache all shards")
    app = empty_page("/work", view="everything")
    assert "The board was never read" in text(app)
    app.button(key="work_sync").click().run()
    assert "Cache all shards" in text(app)
    assert "GitHub read" in text(app)


def test_a_board_without_items_says_so(empty_page: Open, connected: GitHub):
    app = empty_page("/work")
    app.button(key="work_sync").click().run()
    assert "The board has no items yet" in text(app)


def test_a_board_that_cannot_be_read_any_more_says_why_above_what_is_known(
    open_page: Callable[[Path], Open], connected: GitHub, tmp_path: Path
):
    path = tmp_path / "failing.duckdb"
    connected.board.issue("Cache all shards")
    with closing(open_store(path, Clock())) as store:
        tracker.sync(store, config.load())
        connected.misbehaves("Project", says(401))
        with pytest.raises(GitHubUnavailable):
            tracker.sync(store, config.load())
    shown = text(open_page(path)("/work", view="everything"))
    assert "The board could not be read" in shown
    assert "does not accept the token" in shown
    assert "Cache all shards" in shown


# Elsewhere


def test_a_key_result_shows_its_items(sample_page: Open):
    shown = text(sample_page("/kr", kr="p95-latency"))
    assert "Work 2 open, 3 closed" in shown
    assert "search #4921 · Done · Dele Adeyinka and Lucía Ferrante" in shown
    assert "Gateway to shards over the new network path" in shown


def test_setup_tells_how_the_board_fares_and_reads_it(empty_page: Open, connected: GitHub):
    connected.board.drafts(3)
    app = empty_page("/setup")
    assert "Reads the board of acme, project 12, never read yet" in text(app)
    app.button(key="setup_github").click().run()
    assert "Product and engineering ✓ read 3" in text(app.run())
