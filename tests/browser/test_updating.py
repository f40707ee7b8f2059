"""What is logged in the browser is in the command line's review at once, and the other way round; nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.verbs import click_button, open_page, running, type_into, wait_for_run
from tests.server import free_port, serve

pytestmark = pytest.mark.browser

KR = "p95-latency"
WEEK = "2022-01-10"


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
@pytest.mark.xfail(strict=True, reason="A new server does not know the form's fragment, and Save does nothing.")
def test_typed_text_survives_a_restart_of_the_server_under_an_open_page(sample_path: Path, page: Page):
    port = free_port()
    with serve(sample_path, port=port) as url:
        open_page(page, f"{url}/log?kr={KR}&week={WEEK}")
        page.get_by_label("Risks").first.fill("The replicas lag when the nightly index runs")
    with serve(sample_path, port=port):
        expect(page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-connection-state", "CONNECTED", timeout=60_000
        )
        wait_for_run(page)
        expect(page.get_by_label("Risks").first).to_have_value("The replicas lag when the nightly index runs")
        click_button(page, "Save")
        expect(page.get_by_role("heading", name="Saved")).to_be_visible()
        assert reviewed(sample_path)["update"]["risks"] == "The replicas lag when the nightly index runs"
