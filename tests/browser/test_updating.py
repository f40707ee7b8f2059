"""What is logged in the browser is in the command line's review at once, and the other way round; nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.verbs import (
    click_button,
    count_runs,
    lose_connection,
    open_page,
    running,
    type_into,
    wait_until_back,
)
from tests.server import free_port, serve

pytestmark = pytest.mark.browser

KR = "p95-latency"
WEEK = "2022-01-10"
LAG = "The replicas lag when the nightly index runs"


def okr(store: Path, *words: str) -> Any:
    """What the command line answers as JSON, asked as a process of its own."""
    command = [sys.executable, "-m", "data", *words, "--store", str(store), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)


def reviewed(store: Path) -> dict[str, Any]:
    rows = okr(store, "review", "--week", WEEK)["key_results"]
    return next(row for row in rows if row["key_result"] == KR)


def test_an_update_logged_in_the_browser_is_in_the_review_at_once(sample_path: Path, page: Page):
    with serve(sample_path) as url:
        open_page(page, f"{url}/log?kr={KR}&week={WEEK}")
        type_into(page, "Value, ms", "471.5")
        type_into(page, "Wins", "Cut the tail by **warming** the cache")
        click_button(page, "Save")
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        row = reviewed(sample_path)
    assert row["value"] == 471.5
    assert row["update"]["wins"] == "Cut the tail by **warming** the cache"


def test_an_update_logged_by_the_command_line_is_on_the_page_with_its_next_run(sample_path: Path, page: Page):
    with serve(sample_path) as url:
        open_page(page, f"{url}/kr?kr={KR}")
        okr(sample_path, "update", KR, "--week", WEEK, "--value", "463", "--wins", "Pinned the hot shards")
        with running(page):
            page.keyboard.press("r")
        expect(page.get_by_role("main")).to_contain_text("Pinned the hot shards")


@pytest.mark.faults
def test_typed_text_survives_a_restart_of_the_server_under_an_open_page(sample_path: Path, page: Page):
    port = free_port()
    before = reviewed(sample_path)["update"]
    with serve(sample_path, port=port) as url:
        open_page(page, f"{url}/log?kr={KR}&week={WEEK}")
        type_into(page, "Value, ms", "471.5")
        page.get_by_label("Risks").first.fill(LAG)  # and stays in the field
    with serve(sample_path, port=port):
        wait_until_back(page)
        expect(page.get_by_label("Risks").first).to_have_value(LAG)
        expect(page.get_by_label("Value, ms").first).to_have_value("471.5")
        expect(page.get_by_text("your own value counts instead")).to_be_visible()
        click_button(page, "Save")
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        after = reviewed(sample_path)
    assert (after["value"], after["update"]["risks"]) == (471.5, LAG)
    assert after["update"]["wins"] == before["wins"]
    assert after["update"]["revisions"] == before["revisions"] + 1


@pytest.mark.faults
def test_a_form_that_outlived_its_server_knows_which_version_it_was_opened_from(sample_path: Path, page: Page):
    port = free_port()
    with serve(sample_path, port=port) as url:
        open_page(page, f"{url}/log?kr={KR}&week={WEEK}")
        type_into(page, "Risks", LAG)
    okr(sample_path, "update", KR, "--week", WEEK, "--value", "463", "--wins", "Pinned the hot shards")
    with serve(sample_path, port=port):
        wait_until_back(page)
        expect(page.get_by_text("after you opened yours. Save keeps both")).to_be_visible()
        expect(page.get_by_label("Risks").first).to_have_value(LAG)
        click_button(page, "Save")
        expect(page.get_by_text("Both are kept; yours is the newest and counts.")).to_be_visible()


@pytest.mark.faults
def test_a_draft_of_an_objective_survives_a_restart(sample_path: Path, page: Page):
    port = free_port()
    with serve(sample_path, port=port) as url:
        open_page(page, f"{url}/okrs?quarter=FY23+Q1&new=objective")
        type_into(page, "Objective", "Search feels instant")
        page.get_by_label("Why").first.fill("People leave while they wait")
    with serve(sample_path, port=port):
        wait_until_back(page)
        expect(page.get_by_label("Why").first).to_have_value("People leave while they wait")
        click_button(page, "Save, and add its key results")
        expect(page.get_by_role("heading", name="A new key result of “Search feels instant”")).to_be_visible()
        expect(page.get_by_text("People leave while they wait").first).to_be_visible()


@pytest.mark.faults
def test_an_item_for_the_agenda_survives_a_restart(sample_path: Path, page: Page):
    port = free_port()
    with serve(sample_path, port=port) as url:
        open_page(page, f"{url}/agenda")
        page.get_by_label("What to talk about").first.fill("Who moves the last shard?")
    with serve(sample_path, port=port):
        wait_until_back(page)
        click_button(page, "Put on the agenda")
        expect(page.locator(".entry", has_text="Who moves the last shard?")).to_have_count(1)
        expect(page.get_by_label("What to talk about").first).to_have_value("")


def test_a_lost_connection_costs_one_run_and_no_word(sample_path: Path, page: Page):
    with serve(sample_path) as url:
        open_page(page, f"{url}/log?kr={KR}&week={WEEK}")
        type_into(page, "Value, ms", "471.5")
        page.get_by_label("Risks").first.fill(LAG)
        runs = count_runs(page)
        lose_connection(page)
        wait_until_back(page)
        expect(page.get_by_label("Value, ms").first).to_have_value("471.5")
        assert count_runs(page) == runs + 1
        click_button(page, "Save")
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        after = reviewed(sample_path)
    assert (after["value"], after["update"]["risks"], after["update"]["revisions"]) == (471.5, LAG, 2)
