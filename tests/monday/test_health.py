"""A source that is not well is told of, since when and with what is shown instead; one that is well is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.config import Kpis, Org, Settings
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


def told(store: Store, settings: Settings, as_of: datetime) -> list[str]:
    return [each.text for each in health.troubles(store, settings, as_of)]


def test_a_source_is_as_well_as_its_last_reading(store: Store, settings: Settings, read: Read):
    def state() -> str | None:
        return next((each.state for each in health.troubles(store, settings, store.now())), None)

    read(THURSDAY)
    assert state() is None
    breaks(settings, "fine")
    read(THURSDAY + timedelta(days=1))
    assert state() == "in part"
    breaks(settings, "other")
    read(THURSDAY + timedelta(days=2))
    assert state() == "failed"


def test_all_is_well_before_the_first_reading_and_after_a_good_one(store: Store, settings: Settings, read: Read):
    assert told(store, settings, THURSDAY) == []
    read(THURSDAY)
    assert told(store, settings, store.now()) == []


def test_what_fails_is_counted_with_since_when_and_how_old_the_numbers_are(
    store: Store, settings: Settings, read: Read
):
    read(THURSDAY - timedelta(days=1))
    breaks(settings, "fine", "other")
    read(THURSDAY)
    read(THURSDAY + timedelta(days=1))
    monday = THURSDAY + timedelta(days=4)
    words = "2 KPI files could not be read since Thursday 09:00 UTC. Showing Wednesday's numbers."
    assert told(store, settings, monday) == [words]
    assert told(store, settings, store.now() - timedelta(days=2)) == [], "as it was known then"


@pytest.mark.parametrize(
    ("days", "when"), [(0, "today 09:00 UTC"), (6, "Thursday 09:00 UTC"), (7, "16 December"), (30, "16 December 2021")]
)
def test_the_day_is_told_as_people_say_it(store: Store, settings: Settings, read: Read, days: int, when: str):
    breaks(settings, "fine")
    read(THURSDAY)
    assert told(store, settings, THURSDAY + timedelta(days=days, minutes=1)) == [
        f"The KPI file “fine.sql” could not be read since {when}. There are no numbers of it yet."
    ]


@pytest.mark.parametrize(("days", "when"), [(1, "today's numbers"), (4, "Thursday's numbers"), (8, "numbers of 16")])
def test_how_old_the_numbers_are_is_told_likewise(store: Store, settings: Settings, read: Read, days: int, when: str):
    read(THURSDAY + timedelta(hours=23) if days == 1 else THURSDAY)
    breaks(settings, "fine")
    read(THURSDAY + timedelta(days=1))
    (text,) = told(store, settings, THURSDAY + timedelta(days=days, minutes=1))
    assert when in text


def test_the_clock_is_that_of_the_organization(store: Store, settings: Settings, read: Read):
    breaks(settings, "fine")
    read(THURSDAY.replace(hour=4))
    western = settings.model_copy(update={"org": Org(timezone="America/Los_Angeles")})
    (text,) = told(store, western, THURSDAY + timedelta(days=1))
    assert "since Wednesday 20:00 PST." in text


def test_it_is_well_again_once_it_was_read(store: Store, settings: Settings, read: Read):
    breaks(settings, "fine")
    read(THURSDAY)
    (settings.kpis.folder / "fine.sql").write_text(FINE, encoding="utf-8")
    read(THURSDAY + timedelta(hours=1))
    assert told(store, settings, store.now()) == []


def test_a_source_that_nobody_read_for_long_is_late(store: Store, settings: Settings, read: Read):
    read(THURSDAY)
    assert told(store, settings, THURSDAY + timedelta(days=10)) == []
    assert told(store, settings, THURSDAY + timedelta(days=11)) == ["KPI files: not read since 16 December."]


def test_a_source_that_is_not_set_up_any_more_is_not_missed(store: Store, settings: Settings, read: Read):
    breaks(settings, "fine")
    read(THURSDAY)
    without = Settings(kpis=Kpis(folder=settings.kpis.folder / "elsewhere"))
    assert told(store, without, store.now()) == []
