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
    assert slipped < shown.index("was 14 Jan → , now 19 Jan CI Insights, moved later 3 times") < closed < due
    assert "13 Jan, overdue" in shown
    assert "1 left the board" in shown


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
    app = of_team(sample_page("/work"), "Nobody")
    assert "No item here" in text(app)
    assert 'href="/work?view=everything"' in markup(app)


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
    assert "Item 0499" in first and "Item 0500" not in first
    assert "Item 0500" in second and "Item 0619" in second and "Item 0499" not in second
    assert "Todo 620 items" in first


# Where there is nothing


def test_without_a_board_the_page_says_what_to_set(empty_page: Open):
    shown = text(empty_page("/work"))
    assert "No tracker is connected yet" in shown
    assert "GITHUB_TOKEN" in shown and "project = 12" in shown and "work_items.csv" in shown


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
    assert "Gateway to shards over the new network path" in shown


def test_setup_tells_how_the_board_fares_and_reads_it(empty_page: Open, connected: GitHub):
    connected.board.drafts(3)
    app = empty_page("/setup")
    assert "Reads the board of acme, project 12, never read yet" in text(app)
    app.button(key="setup_github").click().run()
    assert "Product and engineering ✓ read 3" in text(app.run())
