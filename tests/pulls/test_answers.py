"""What a source answered is told as long as the settings name what was asked; it needs no new reading to be dropped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data import doctor
from data.config import GitHub, Kpis, Looker, LookerInstance, Secrets, Settings
from data.monday import health
from data.pulls import answers, tracker
from data.sources.looker.looker import Tile
from data.store import journal
from data.store.connection import Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Dashboard 217, Look 15, the Looker “eu” with dashboard 12 and Look 3, a file and a query, project 13 of acme."""
    (tmp_path / "churn.sql").touch()
    eu = LookerInstance(name="eu", base_url="https://eu.example", dashboards=("12",), looks=("3",))
    return Settings(
        looker=Looker(dashboards=("217",), looks=("15",), instances=(eu,)),
        kpis=Kpis(folder=tmp_path, files=("costs.csv",)),
        github=GitHub(organization="acme", project=13),
        secrets=Secrets.model_validate({"LOOKERSDK_BASE_URL": "https://looker.example", "GITHUB_TOKEN": "a-token"}),
    )


def failed(store: Store, source: str, dashboard: str | None, element: str) -> None:
    """A source says that it could not read something."""
    with store.writing() as writer:
        journal.record_sync(writer, source, Tile(dashboard, element, "", "error", message="It is gone."), None)


@pytest.mark.parametrize(
    ("source", "named", "named_once"),
    [
        ("looker", [("217", "7"), ("217", ""), (None, "look:15"), (None, "")], [("218", "7"), (None, "look:16")]),
        ("looker", [("eu/12", "7"), ("eu", "look:3"), ("eu", "")], [("eu/217", "7"), ("us/12", "7"), ("us", "")]),
        ("files", [("files", "costs.csv"), ("files", "churn.sql")], [("files", "other.csv")]),
        ("github", [("acme, project 13", "1"), ("acme, project 13", "board")], [("acme, project 12", "board")]),
    ],
)
def test_only_what_the_settings_name_is_told(
    store: Store, settings: Settings, source: str, named: list[Any], named_once: list[Any]
):
    for place in (*named, *named_once):
        failed(store, source, *place)
    found = answers.latest(store, settings, store.now())
    assert {(row["dashboard"], row["element"]) for row in found} == set(named)


def test_a_board_that_was_named_once_is_no_trouble_of_the_one_that_is_named_now(store: Store, settings: Settings):
    failed(store, "github", "acme, project 12", "board")
    assert health.troubles(store, settings, store.now()) == ()
    assert tracker.pages(store, settings, store.now()) == []
    assert tracker.last(store, settings, store.now()) is None
    (finding,) = (each for each in doctor.examine(store, settings).findings if each.about == "github")
    assert finding.text == "acme, project 13: never read"
