"""The jobs that read sources: GitHub's board by itself, the next job whatever became of it, its runs to be seen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from data import jobs, schedule
from data.config import GitHub as GitHubSection
from data.config import Kpis, Secrets, Settings
from data.jobs import State
from data.monday import health
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from tests.sources import github_server
from tests.sources.github_boards import SAML
from tests.sources.github_server import TOKEN, GitHub, says

MONDAY = datetime(2022, 1, 17, 17, tzinfo=UTC)
QUARTER_HOUR = timedelta(minutes=15)
NEVER = threading.Event()  # nobody stops the server


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A GitHub whose project 12 of acme has three drafts."""
    with github_server.running() as held:
        held.board.add_field("Status", "SINGLE_SELECT")
        held.board.drafts(3)
        yield held
    assert held.wrong == []


@pytest.fixture
def settings(github: GitHub, tmp_path) -> Settings:
    """GitHub and a query of the org's own, each every quarter of an hour."""
    (tmp_path / "fine.sql").write_text("SELECT DATE '2022-01-10' AS date, 3 AS value", encoding="utf-8")
    return Settings(
        github=GitHubSection(
            organization="acme", project=12, url=f"{github.address}/graphql", schedule="every 15 minutes"
        ),
        kpis=Kpis(folder=tmp_path, schedule="every 15 minutes"),
        secrets=Secrets.model_validate({"GITHUB_TOKEN": TOKEN}),
    )


@pytest.fixture
def monday(store: Store) -> Store:
    """An empty store on Monday 17 January 2022, 17:00."""
    store.clock = Clock(MONDAY)
    return store


def due(store: Store, settings: Settings) -> list[str]:
    """What ran a quarter of an hour later."""
    store.clock = Clock(store.clock.now() + QUARTER_HOUR)
    return schedule.run_due(store, settings, MONDAY, NEVER)


def state(store: Store, settings: Settings, name: str = "github") -> State:
    return next(each for each in jobs.states(store, settings) if each.task.name == name)


def came_to(store: Store, settings: Settings, name: str = "github") -> tuple[str, str | None] | None:
    last = state(store, settings, name).last
    return (last.status, last.message) if last else None


def test_the_board_is_read_by_itself_and_again_after_its_time(monday: Store, settings: Settings, github: GitHub):
    assert due(monday, settings) == ["kpis", "github"]
    assert came_to(monday, settings) == ("ok", "3 items")
    assert len(journal.work_items(monday, monday.now())) == 3
    assert schedule.run_due(monday, settings, MONDAY, NEVER) == []
    github.board.drafts(1)
    assert due(monday, settings) == ["kpis", "github"]
    assert came_to(monday, settings) == ("ok", "4 items")


def test_its_last_and_its_next_run_can_be_seen(monday: Store, settings: Settings):
    assert state(monday, settings).last is None
    due(monday, settings)
    seen = state(monday, settings)
    assert (seen.task.title, seen.task.when) == ("Read the tracker", "every 15 minutes")
    assert seen.last
    assert seen.next_at == seen.last.started_at + QUARTER_HOUR


def test_a_board_that_cannot_be_read_blocks_no_other_job_and_is_tried_again(
    monday: Store, settings: Settings, github: GitHub
):
    due(monday, settings)
    github.misbehaves("Project", says(401), says(401))
    for _ in range(2):
        assert due(monday, settings) == ["kpis", "github"]
        status, message = came_to(monday, settings) or ("", "")
        assert status == "failed"
        assert "GitHub does not accept the token" in (message or "")
        assert came_to(monday, settings, "kpis") == ("ok", "1 file")
    (trouble,) = health.troubles(monday, settings, monday.now())
    assert trouble.text == "GitHub could not be read since today 17:30 UTC. Showing today's items."
    assert len(journal.work_items(monday, monday.now())) == 3
    due(monday, settings)
    assert came_to(monday, settings) == ("ok", "3 items")
    assert health.troubles(monday, settings, monday.now()) == ()


def test_a_token_that_was_lost_is_told(monday: Store, settings: Settings):
    due(monday, settings)
    without = settings.model_copy(update={"secrets": Secrets.model_validate({"GITHUB_TOKEN": ""})})
    due(monday, without)
    assert (came_to(monday, without) or "")[0] == "failed"
    (trouble,) = health.troubles(monday, without, monday.now())
    assert trouble.text == "GitHub could not be read since today 17:30 UTC. Showing today's items."
    assert trouble.why.startswith("GitHub is not set up. Set GITHUB_TOKEN")


def test_a_board_of_which_something_is_withheld_is_read_in_part(monday: Store, settings: Settings, github: GitHub):
    item = github.board.issue("Cache all shards")
    item["content"]["labels"] = SAML
    due(monday, settings)
    status, message = came_to(monday, settings) or ("", "")
    assert status == "partial"
    assert (message or "").startswith("4 items. ")
    (trouble,) = health.troubles(monday, settings, monday.now())
    assert trouble.text == "GitHub could be read only in part since today 17:15 UTC."
    assert trouble.why


def test_a_board_that_was_chosen_anew_is_not_reproached_with_the_one_before(
    monday: Store, settings: Settings, github: GitHub
):
    wrong = settings.model_copy(update={"github": settings.github.model_copy(update={"project": 99})})
    due(monday, wrong)
    assert len(health.troubles(monday, wrong, monday.now())) == 1
    due(monday, settings)
    assert health.troubles(monday, settings, monday.now()) == ()


def test_a_row_of_failures_is_a_beginning_and_an_end_a_run(monday: Store, settings: Settings, github: GitHub):
    """A source that fails is tried as often as one that is well, and the newest run is the one that is told."""
    github.misbehaves("Project", *[says(401)] * 9)
    ran = [name for _ in range(8) for name in due(monday, settings)]
    assert ran.count("github") == len(github.asked) == 8
    assert len(journal.runs(monday, monday.now())) == 4, "of each job the newest beginning and the newest end"
    assert len(health.troubles(monday, settings, monday.now())) == 1
