"""The one store of a process: opened when first asked for, announced while it is served, exchanged for another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data import running, samples
from data.config import Settings
from data.errors import OkrError
from data.store import holder, journal
from data.store.connection import StoreIsBusy, StoreUnavailable
from data.store.holder import Holder

HERE = Holder("http://127.0.0.1:8501", "a token")


@pytest.fixture(autouse=True)
def process() -> Iterator[None]:
    """A process that has opened nothing yet, and serves nobody once the test is over."""
    running.close()
    yield
    running.close()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the org's own store is, by its settings."""
    monkeypatch.setenv("OKR_STORE__PATH", str(tmp_path / "own.duckdb"))
    return tmp_path / "own.duckdb"


def test_the_store_is_opened_once_and_anew_after_it_was_closed(sample_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_STORE", str(sample_path))
    first = running.store()
    assert running.store() is first
    assert first.path == sample_path
    running.close()
    assert running.store() is not first


def test_a_store_that_could_not_be_opened_is_tried_again(own: Path):
    own.write_text("Dear diary")
    with pytest.raises(StoreUnavailable):
        running.store()
    own.unlink()
    assert journal.is_empty(running.store())


def test_the_sample_stands_still_at_its_day_unless_today_is_set(sample_path: Path):
    with closing(running.opened(sample_path, Settings())) as store:
        assert store.now() - datetime(2022, 1, 17, 15, 30, tzinfo=UTC) < timedelta(hours=1)
    later = Settings(today=datetime(2022, 1, 24, 16, tzinfo=UTC))
    with closing(running.opened(sample_path, later)) as store:
        assert store.now() - datetime(2022, 1, 24, 16, tzinfo=UTC) < timedelta(hours=1)


def test_a_store_of_ones_own_lives_in_the_present(own: Path):
    with closing(running.opened(own, Settings())) as store:
        assert store.clock.starts_at is None


def test_whoever_is_served_finds_the_server_until_it_closes(own: Path):
    assert holder.of(own) is None
    running.serve(HERE)
    assert (holder.of(own), running.serving()) == (HERE, HERE)
    running.close()
    assert (holder.of(own), running.serving()) == (None, None)


def test_a_server_that_found_its_store_busy_is_announced_as_soon_as_it_has_it(own: Path):
    own.mkdir()
    with pytest.raises((StoreIsBusy, StoreUnavailable)):
        running.serve(HERE)
    own.rmdir()
    running.store()
    assert holder.of(own) == HERE


def test_leaving_the_sample_serves_the_orgs_own_store_and_keeps_the_samples_file(
    own: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OKR_STORE", str(sample_path))
    running.serve(HERE)
    samples.leave()
    assert running.store().path == own
    assert journal.is_empty(running.store())
    assert (holder.of(sample_path), holder.of(own)) == (None, HERE)
    with closing(running.opened(sample_path, Settings())) as sample:
        assert journal.sample_today(sample)


def test_a_sample_in_the_place_of_the_own_store_is_set_aside(own: Path):
    with closing(running.opened(own, Settings())) as store:
        samples.fill(store, Settings())
    running.serve(HERE)
    kept = samples.leave()
    assert running.store().path == own
    assert journal.is_empty(running.store())
    assert running.store().clock.starts_at is None
    assert holder.of(own) == HERE
    with closing(running.opened(kept, Settings())) as sample:
        assert journal.sample_today(sample)


def test_ones_own_store_cannot_be_left(own: Path):
    with pytest.raises(OkrError, match=r"This is your own store already, not the sample\."):
        samples.leave()
    assert running.store().path == own
