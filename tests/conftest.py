"""Fixtures that every test may use: settings without this machine's, a fresh store, a store with the sample quarter."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from data import running, samples
from data.config import Settings
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests.own_settings import patch_settings
from tests.server import Server, serving

hypothesis.settings.register_profile("untimed", deadline=None)  # a slow machine breaks no promise
hypothesis.settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the developer's own okr.toml, secrets or environment."""
    patch_settings(monkeypatch, tmp_path)


@pytest.fixture
def settings() -> Settings:
    """The defaults."""
    return Settings()


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """A UTC moment from its text: at("2021-12-10 17:40")."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "okr.duckdb"
    open_store(path, Clock()).close()
    return path


@pytest.fixture
def store(_empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store whose clock stands at the sample's day, Monday 17 January 2022, 15:30 UTC."""
    shutil.copy(_empty_file, tmp_path / "okr.duckdb")
    with closing(open_store(tmp_path / "okr.duckdb", Clock(datetime(2022, 1, 17, 15, 30, tzinfo=UTC)))) as opened:
        yield opened


@pytest.fixture(scope="session")
def _sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.duckdb"
    defaults = Settings()
    with closing(running.opened(path, defaults)) as made:
        samples.fill(made, defaults)
    return path


@pytest.fixture
def sample_path(_sample_file: Path, tmp_path: Path) -> Path:
    """A file of this test's own that holds the sample quarter, held by nobody."""
    return Path(shutil.copy(_sample_file, tmp_path / "sample.duckdb"))


@pytest.fixture
def sample(sample_path: Path, settings: Settings) -> Iterator[Store]:
    """The sample quarter, open."""
    with closing(running.opened(sample_path, settings)) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(_sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over the sample quarter, in a process of its own; one for all the tests of a module."""
    store = Path(shutil.copy(_sample_file, tmp_path_factory.mktemp("served") / "okr.duckdb"))
    with serving(store) as running_server:
        yield running_server
