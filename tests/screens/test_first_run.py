"""A new, empty store offers three ways to begin, and each of them leads on."""

from __future__ import annotations

from pathlib import Path

from data import running
from data.rules import calendar
from data.sources import files
from data.sources.files import Known
from data.store import journal
from pages.setup import first_run
from tests.org import ORG
from tests.screens.conftest import markup
from tests.screens.test_setup import click, labels, upload


def test_an_empty_store_opens_with_three_ways_to_begin(empty_page):
    app = empty_page("/")

    for way in ("Bring your OKRs", "Look around first", "Connect Looker"):
        assert way in markup(app)
    assert not app.exception


def test_the_sample_is_one_click_away_and_the_board_follows(empty_page):
    app = click(empty_page("/"), "Open the sample")

    assert journal.sample_today(running.store())
    assert "Your quarter starts here." not in markup(app)
    assert "FY22 Q4" in markup(app)


def test_the_sample_is_not_offered_where_it_would_mix_with_what_is_there(empty_page):
    app = upload(empty_page("/"), people=ORG["people"])
    app = click(app, "Import these 2 rows")

    assert "Open the sample" not in labels(app)
    assert app.success[0].value.startswith("Imported: 2 new rows")
    assert "Bring your OKRs" in markup(app)


def test_ones_own_okrs_are_imported_right_there_and_the_board_follows(empty_page):
    app = click(upload(empty_page("/"), **ORG), "Import these 8 rows")

    assert "Your quarter starts here." not in markup(app)
    assert journal.quarters(running.store(), running.store().now()) == ["FY22 Q4"]


def test_the_example_files_import_as_they_stand():
    quarter = calendar.parse_quarter("FY27 Q4")
    contents = {name: "\n".join(lines).format(quarter=quarter).encode() for name, *lines in first_run.FILES}

    bundle, problems = files.read(contents, Known(), 2)

    assert problems == []
    assert (len(bundle.people), len(bundle.objectives), len(bundle.key_results)) == (2, 2, 2)


def test_a_looker_that_is_set_up_leads_to_its_first_sync(tmp_path: Path, open_page, monkeypatch):
    for name in ("BASE_URL", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.setenv(f"LOOKERSDK_{name}", "https://looker.example.com")

    shown = markup(open_page(tmp_path / "empty.duckdb")("/"))

    assert "Looker is set up." in shown
    assert 'href="/setup"' in shown


def test_an_empty_past_offers_nothing_to_click(empty_page):
    app = empty_page("/", as_of="2021-12-13T16:00:00Z")

    assert "Nothing was known here at that moment." in markup(app)
    assert labels(app) == []
