"""A Looker that is down is told on the board and on the setup page in the same words, until it is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import running, schedule
from data.pulls import sync
from data.sources.looker import wire
from data.sources.looker.looker import LookerUnavailable
from data.store.clock import Clock
from tests.screens.conftest import markup
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, Looker, json_detail, measure

FRIDAY = datetime(2022, 1, 21, 16, 0, tzinfo=UTC)
MONDAY = datetime(2022, 1, 24, 15, 30, tzinfo=UTC)
DOWN = "Looker could not be read since Friday 16:00 UTC. Showing Thursday's numbers."


@pytest.fixture
def looker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Looker]:
    """The Looker of the settings, with one tile; what stays wrong with it is not waited for."""
    monkeypatch.setattr(wire, "BACKOFF", ())
    with looker_server.running() as held:
        held.holds("q1", json_detail(measure("signups.count"), rows=[[42]]))
        held.shows("217", held.tile("7", "q1", "Signups"))
        monkeypatch.setenv("LOOKERSDK_BASE_URL", held.address)
        for name, value in KEYS.items():
            monkeypatch.setenv(f"LOOKERSDK_{name.upper()}", value)
        yield held


@pytest.fixture
def opened(looker: Looker, sample_path: Path, open_page, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """A page on Monday: Looker was read on Thursday, and since Friday at 16:00 nobody is there."""
    page = open_page(sample_path)
    store, settings = running.store(), running.settings()
    store.clock = Clock(FRIDAY.replace(day=20))
    sync.run(store, settings)
    monkeypatch.setenv("LOOKERSDK_BASE_URL", "http://127.0.0.1:9")
    running.close()
    store, settings = running.store(), running.settings()
    store.clock = Clock(FRIDAY)
    with suppress(LookerUnavailable):
        sync.run(store, settings)
    store.clock = Clock(MONDAY)
    return page


def test_the_board_says_what_is_down_since_when_and_what_is_shown(opened):
    shown = unescape(markup(opened("/")))
    assert DOWN in shown
    assert "Sync again from Setup →" in shown


def test_the_board_of_the_past_knows_what_was_known(opened):
    assert "could not be read" not in markup(opened("/", as_of="2022-01-21T15:00:00Z"))
    then = unescape(markup(opened("/", as_of="2022-01-23T12:00:00Z")))
    assert DOWN in then
    assert "Sync again" not in then, "nothing can be done in the past"


def test_the_setup_page_says_the_same_with_why(opened):
    shown = unescape(markup(opened("/setup", section="Sources")))
    assert DOWN in shown
    assert "Looker cannot be reached at 127.0.0.1:9. Check LOOKERSDK_BASE_URL" in shown
    assert "</i> failed</span>" in shown
    assert "dashboard None" not in shown


def test_a_sync_that_gets_through_clears_it_at_once(opened, looker: Looker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOOKERSDK_BASE_URL", looker.address)
    running.close()
    running.store().clock = Clock(MONDAY)
    app = opened("/setup", section="Sources")
    assert DOWN in unescape(markup(app))
    (button,) = [each for each in app.button if each.label == "Sync now"]
    app = button.click().run()
    assert app.get("status")[0].label == "Done: 1 tile, 1 row."
    assert "could not be read" not in markup(app)
    assert "could not be read" not in markup(opened("/"))


def test_the_last_and_the_next_run_of_a_schedule_can_be_seen(opened, monkeypatch: pytest.MonkeyPatch):
    """Of a run that failed too, with why."""
    monkeypatch.setenv("OKR_LOOKER__SCHEDULE", "every 15 minutes")
    monkeypatch.setenv("OKR_STORE__JOBS_ON_SAMPLE", "true")
    running.close()
    running.store().clock = Clock(MONDAY)
    assert schedule.run_due(running.store(), running.settings(), MONDAY, schedule.threading.Event()) == ["looker"]
    shown = unescape(markup(opened("/setup", section="Sources")))
    assert (
        'Read Looker</td><td class="">every 15 minutes</td><td class=""><span class="num">24 Jan 2022, 15:30' in shown
    )
    assert "<small>Looker cannot be reached at 127.0.0.1:9." in shown
    assert '<span class="num">24 Jan 2022, 15:45</span>' in shown
