"""The setup page: what is asked for is in the store afterwards, and what is refused is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import audit, imports, running
from data.store import journal
from tests.org import ORG, contents
from tests.screens.conftest import markup
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, json_detail, measure

INES = "ines.halloran@loomline.example"
SECTIONS = ("Sources", "KPIs", "Import", "People", "Reminders", "Audit", "Backup", "Settings")


def upload(app, **files: str):
    """Give files to the page by noun: upload(app, people="email,name …")."""
    return app.file_uploader[0].set_value([(name, body, "text/csv") for name, body in contents(**files).items()]).run()


def click(app, label: str):
    (button,) = [button for button in app.button if button.label == label]
    return button.click().run()


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def people():
    return journal.people(running.store(), running.store().now())


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_opens_cold_from_its_address(sample_page, section):
    app = sample_page("/setup", section=section)

    assert not app.exception
    assert app.segmented_control(key="section").value == section


@pytest.mark.parametrize("section", SECTIONS)
def test_nothing_can_be_changed_while_the_past_is_looked_at(sample_page, section):
    app = sample_page("/setup", section=section, as_of="2021-12-13T16:00:00Z")

    assert not app.exception
    assert labels(app) == []
    assert not app.file_uploader


def test_an_upload_first_says_what_it_would_change_and_changes_nothing(empty_page):
    app = upload(empty_page("/setup", section="Import"), **ORG)

    assert [label for label in labels(app) if label.startswith("Import")] == ["Import these 8 rows"]
    assert '<td class="">Key results</td><td class="right num">3</td>' in markup(app)
    assert journal.is_empty(running.store())


def test_the_second_step_imports_the_same_uploads_in_the_name_of_who_is_looking(empty_page):
    app = upload(empty_page("/setup", section="Import", me="ana@acme.example"), **ORG)

    app = click(app, "Import these 8 rows")

    assert app.success[0].value.startswith("Imported: 8 new rows, 0 changed rows.")
    assert set(people()) == {"ana@acme.example", "ben@acme.example"}
    (entry,) = audit.trail(running.store(), running.store().now()).entries
    assert (entry.what, entry.by) == ("Files imported", "ana@acme.example")
    assert app.file_uploader[0].value == []


def test_files_with_a_problem_are_listed_by_line_and_column_and_can_be_mended(empty_page):
    broken = ORG["key_results"].replace("900,500", "many,500")
    app = upload(empty_page("/setup", section="Import"), **(ORG | {"key_results": broken}))

    assert app.error[0].value.startswith("Nothing was imported.")
    for told in ("key_results.csv", "baseline", "<code>many</code>", "expected a number like 12.5"):
        assert told in markup(app)
    assert not [label for label in labels(app) if label.startswith("Import")]
    assert journal.is_empty(running.store())

    assert "Import these 8 rows" in labels(upload(app, **ORG))


def test_what_only_deserves_a_look_does_not_stop_an_import(empty_page):
    app = upload(empty_page("/setup", section="Import"), people="email,name,colour\nana@acme.example,Ana,red")

    assert "Worth a look" in markup(app)
    assert "colour" in markup(app)
    assert "Import this 1 row" in labels(app)


def test_an_upload_that_says_nothing_new_has_nothing_to_import(empty_page):
    app = empty_page("/setup", section="Import")
    imports.bring_in(running.store(), running.settings(), contents(**ORG))

    app = upload(app, **ORG)

    assert app.info[0].value.startswith("All of this is in the store already.")
    assert not [label for label in labels(app) if label.startswith("Import")]


def test_the_table_of_people_names_managers_stand_ins_and_how_many_key_results_each_owns(sample_page):
    shown = markup(sample_page("/setup", section="People"))

    assert "Wen Achterberg<small>wen.achterberg@loomline.example</small><small>wenachterberg on GitHub" in shown
    assert '<td class="">Priya Nandakumar</td><td class="">Kofi Brightwater</td>' in shown


def test_a_stand_in_named_in_the_form_is_in_the_store_with_who_named_them(sample_page):
    app = sample_page("/setup", section="People", me=INES)
    hana, sam = "hana.virtanen@loomline.example", "sam.ostrowski@loomline.example"

    app.selectbox(key="setup_person").select(f"Hana Virtanen ({hana})").run()
    app.selectbox(key=f"setup_Stand-in_{hana}").select(sam)
    app.toggle(key=f"setup_active_{hana}").set_value(False)
    app.text_input(key=f"setup_github_{hana}").input("@hana-v")
    app = click(app, "Save")

    assert app.success[0].value == "Hana Virtanen is saved."
    assert (people()[hana].stand_in, people()[hana].active, people()[hana].github) == (sam, False, "hana-v")
    assert "Hana Virtanen (not active)" in markup(app)
    newest = audit.trail(running.store(), running.store().now()).entries[0]
    assert (newest.what, newest.by) == ("Person: Hana Virtanen", INES)


def test_a_person_who_cannot_be_is_refused_by_field_and_what_was_typed_stays(empty_page):
    app = empty_page("/setup", section="People")
    app.text_input(key="setup_email_new_0").input("ana at acme")
    app.text_input(key="setup_name_new_0").input("Ana")

    app = click(app, "Add")

    assert "Email: expected an e-mail address." in app.error[0].value
    assert app.text_input(key="setup_name_new_0").value == "Ana"
    assert people() == {}

    app.text_input(key="setup_email_new_0").input("ana@acme.example")
    assert click(app, "Add").success[0].value == "Ana is saved."
    assert people()["ana@acme.example"].name == "Ana"


def test_the_audit_trail_shows_old_and_new_with_the_reason_and_can_be_narrowed(sample_page):
    shown = markup(sample_page("/setup", section="Audit", kind="Definitions", who="Joon-ho Bae"))

    assert "Target: <del>30</del> → <ins>20</ins>" in shown
    assert "The ten installs that sales sets up by hand" in shown
    assert "Filled with the sample quarter" not in shown
    assert "Baseline: <del>140</del>" not in shown  # that was Daniel


def test_older_entries_are_a_link_that_keeps_the_filters(sample_page):
    app = sample_page("/setup", section="Audit", kind="Updates")
    older = moment_of_older(app)

    shown = markup(sample_page("/setup", section="Audit", kind="Updates", before=older))

    assert "← Newest" in shown
    assert "Friday, 14 January 2022" not in shown


def moment_of_older(app) -> str:
    """The moment in the link to older entries."""
    from html import unescape
    from urllib.parse import parse_qs, urlsplit

    (address,) = [part.split('"')[0] for part in markup(app).split('href="') if "before=" in part.split('"')[0]]
    asked = parse_qs(urlsplit(unescape(address)).query)
    assert (asked["section"], asked["kind"]) == (["Audit"], ["Updates"])
    return asked["before"][0]


def test_no_secret_is_ever_shown(sample_path: Path, open_page, monkeypatch):
    monkeypatch.setenv("LOOKERSDK_BASE_URL", "https://name:sesame-in-the-address@looker.example.com")
    monkeypatch.setenv("LOOKERSDK_CLIENT_ID", "sesame-id")
    monkeypatch.setenv("LOOKERSDK_CLIENT_SECRET", "sesame-secret")
    monkeypatch.setenv("OKR_API_TOKEN", "sesame-token")
    opened = open_page(sample_path)

    for section in ("Sources", "Settings", "Backup"):
        shown = markup(opened("/setup", section=section))
        assert "sesame" not in shown
    assert '<code>OKR_API_TOKEN</code></td><td class="">set</td>' in markup(opened("/setup", section="Settings"))


def test_settings_show_their_value_beside_their_default(sample_path: Path, open_page, monkeypatch):
    monkeypatch.setenv("OKR_ORG__DEADLINE", "Thu 12:00")

    shown = markup(open_page(sample_path)("/setup", section="Settings"))

    assert '<strong>Thu 12:00</strong></td><td class=""><span class="soft">Fri 19:00</span>' in shown


def test_sources_say_which_variables_are_missing(sample_path: Path, open_page, monkeypatch):
    monkeypatch.setenv("LOOKERSDK_BASE_URL", "https://looker.example.com")

    app = open_page(sample_path)("/setup", section="Sources")

    assert "not connected" in markup(app)
    assert "Not set: <code>LOOKERSDK_CLIENT_ID</code>, <code>LOOKERSDK_CLIENT_SECRET</code>." in markup(app)
    assert "Sync now" not in labels(app)


@pytest.fixture
def looker_page(sample_path: Path, open_page, monkeypatch):
    """The sources of the sample's store, connected to a Looker of our own; with that Looker."""
    with looker_server.running() as looker:
        monkeypatch.setenv("LOOKERSDK_BASE_URL", looker.address)
        for name, value in KEYS.items():
            monkeypatch.setenv(f"LOOKERSDK_{name.upper()}", value)
        looker.holds("q1", json_detail(measure("signups.count"), rows=[[42]]))
        looker.shows("217", looker.tile("7", "q1", "Signups"), looker.tile("8", "q1", "Activation"))
        yield open_page(sample_path), looker


def test_a_sync_by_hand_tells_of_each_tile_and_keeps_its_readings(looker_page):
    opened, _ = looker_page
    app = click(opened("/setup", section="Sources", me=INES), "Sync now")

    assert app.get("status")[0].label == "Done: 2 tiles, 2 rows."
    assert "Signups<small>dashboard 217</small>" in markup(app)
    store = running.store()
    assert {tile["title"] for tile in store.rows("syncs/latest", as_of=store.now())} == {"Signups", "Activation"}
    newest = audit.trail(store, store.now()).entries[0]
    assert (newest.what, newest.by) == ("Looker synced", INES)


def test_a_tile_that_fails_is_told_with_its_problem_and_when_it_was_last_good(looker_page):
    opened, looker = looker_page
    app = click(opened("/setup", section="Sources"), "Sync now")
    looker.answers["q1"] = json_detail(measure("signups.count"), rows=[], errors=[{"message": "No such table"}])

    app = click(app, "Sync now")

    assert app.get("status")[0].label.startswith("2 of 2 tiles could not be read.")
    assert "The query failed: No such table" in markup(app)
    assert "never" not in markup(app)


def test_a_looker_that_does_not_let_us_in_is_a_sentence(looker_page, monkeypatch):
    opened, _ = looker_page
    monkeypatch.setenv("LOOKERSDK_CLIENT_SECRET", "wrong")
    running.close()

    app = click(opened("/setup", section="Sources"), "Sync now")

    assert not app.exception
    assert app.get("status")[0].state == "error"
    assert app.get("status")[0].label


def test_leaving_the_sample_is_asked_once_more_and_can_be_declined(sample_page):
    app = click(sample_page("/setup"), "Start with your own OKRs")

    assert "Leave the sample for your own store?" in markup(app)
    assert "Start with your own OKRs" in labels(click(app, "Stay in the sample"))
    assert journal.sample_today(running.store())


def test_leaving_the_sample_opens_the_orgs_own_empty_store_and_keeps_the_samples_file(
    sample_path: Path, open_page, monkeypatch, tmp_path: Path
):
    monkeypatch.setenv("OKR_STORE__PATH", str(tmp_path / "own.duckdb"))
    app = click(open_page(sample_path)("/setup"), "Start with your own OKRs")

    app = click(app, "Yes, open my own store")

    assert running.store().path == tmp_path / "own.duckdb"
    assert journal.is_empty(running.store())
    assert sample_path.is_file()
    assert "Your quarter starts here." in markup(app)
    assert f"The sample is kept as <code>{sample_path}</code>" in markup(app)


def test_the_sample_in_the_orgs_own_place_is_set_aside_under_another_name(sample_path: Path, open_page, monkeypatch):
    monkeypatch.setenv("OKR_STORE__PATH", str(sample_path))
    monkeypatch.setenv("OKR_TODAY", "2022-01-17T15:30")  # the same minute, before and after
    app = click(open_page(sample_path)("/setup"), "Start with your own OKRs")

    app = click(app, "Yes, open my own store")

    assert "Your quarter starts here." in markup(app)
    (kept,) = sample_path.parent.glob("sample.sample-*.duckdb")
    assert journal.is_empty(running.store())
    running.move_to(kept)
    assert journal.quarters(running.store(), running.store().now()) == ["FY22 Q3", "FY22 Q4", "FY23 Q1"]


def test_an_orgs_own_store_offers_no_way_out_of_a_sample(empty_page):
    assert "Start with your own OKRs" not in labels(empty_page("/setup"))
