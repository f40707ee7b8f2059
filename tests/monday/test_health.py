"""A source that is not well is told of as of today, in a few words; one that is well is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.config import Kpis, Settings
from data.monday import health
from data.pulls import sync
from data.store.clock import Clock
from data.store.connection import Store

THURSDAY = datetime(2021, 12, 16, 9, 0, tzinfo=UTC)
FINE = "SELECT DATE '2021-12-13' AS date, 3 AS value"

Read = Callable[[datetime], None]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two queries."""
    folder = tmp_path / "kpis"
    folder.mkdir()
    for name in ("fine", "other"):
        (folder / f"{name}.sql").write_text(FINE, encoding="utf-8")
    return Settings(kpis=Kpis(folder=folder))


@pytest.fixture
def read(store: Store, settings: Settings) -> Read:
    """Reads the queries at a moment."""

    def at(moment: datetime) -> None:
        store.clock = Clock(moment)
        sync.run(store, settings, "files")

    return at


def breaks(settings: Settings, *names: str) -> None:
    for name in names:
        (settings.kpis.folder / f"{name}.sql").write_text("SELECT nothing", encoding="utf-8")


def told(store: Store, settings: Settings, as_of: datetime) -> list[tuple[str, str]]:
    return [(each.source, each.text) for each in health.troubles(store, settings, as_of)]


def test_all_is_well_before_the_first_reading_and_after_a_good_one(store: Store, settings: Settings, read: Read):
    assert told(store, settings, THURSDAY) == []
    read(THURSDAY)
    assert told(store, settings, store.now()) == []


def test_what_fails_is_counted_with_since_when_and_the_newest_value(store: Store, settings: Settings, read: Read):
    read(THURSDAY - timedelta(days=1))
    breaks(settings, "fine", "other")
    read(THURSDAY)
    read(THURSDAY + timedelta(days=1))
    monday = THURSDAY + timedelta(days=4)
    words = "2 files failing since Thursday, newest value 13 December"
    assert told(store, settings, monday) == [("KPI files", words)]
    assert told(store, settings, store.now() - timedelta(days=2)) == [], "as it was known then"


@pytest.mark.parametrize(("days", "when"), [(0, "today"), (6, "Thursday"), (7, "16 December")])
def test_the_day_is_told_as_people_say_it(store: Store, settings: Settings, read: Read, days: int, when: str):
    breaks(settings, "fine")
    read(THURSDAY)
    assert told(store, settings, THURSDAY + timedelta(days=days, minutes=1)) == [
        ("KPI files", f"1 file failing since {when}")
    ]


def test_it_is_well_again_once_it_was_read(store: Store, settings: Settings, read: Read):
    breaks(settings, "fine")
    read(THURSDAY)
    (settings.kpis.folder / "fine.sql").write_text(FINE, encoding="utf-8")
    read(THURSDAY + timedelta(hours=1))
    assert told(store, settings, store.now()) == []


def test_a_source_that_nobody_read_for_long_is_late(store: Store, settings: Settings, read: Read):
    read(THURSDAY)
    assert told(store, settings, THURSDAY + timedelta(days=10)) == []
    assert told(store, settings, THURSDAY + timedelta(days=11)) == [("KPI files", "not read since 16 December")]


def test_a_source_that_is_not_set_up_any_more_is_not_missed(store: Store, settings: Settings, read: Read):
    breaks(settings, "fine")
    read(THURSDAY)
    without = Settings(kpis=Kpis(folder=settings.kpis.folder / "elsewhere"))
    assert told(store, without, store.now()) == []
