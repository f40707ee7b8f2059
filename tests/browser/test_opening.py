"""Every page opens cold from its address, in light and dark, without an error and without asking another host."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from pages.parts.addresses import PLACES
from tests.browser.verbs import open_page
from tests.server import Server, serve
from tests.slow import some_in_every_run

pytestmark = pytest.mark.browser

KR = "p95-latency"
TITLE = "Search p95 on cloud falls to 450 ms"
# Choices in an address, and what the page shows because of them.
CHOICES = {
    "/": ("?week=2021-12-13", "FY22 Q4, week 7"),
    "/log": (f"?kr={KR}&week=2022-01-03", TITLE),
    "/kpis": ("?kpi=search-p95", "Search p95"),
    "/trends": (f"?kr={KR}", TITLE),
    "/history": ("?week=2021-12-13", "week 7"),
    "/kr": (f"?kr={KR}", TITLE),
}


@pytest.mark.parametrize("address", some_in_every_run(PLACES, "/kr", "/trends", "/scorecard"))
def test_a_deep_link_opens_on_a_server_that_nobody_has_visited(address: str, sample_path: Path, page: Page):
    choices, shown = CHOICES.get(address, ("", PLACES[address].title))
    with serve(sample_path) as url:
        open_page(page, f"{url}{address}{choices}")
        expect(page.get_by_role("main")).to_contain_text(shown)
        expect(page).to_have_title(f"{PLACES[address].title} · Product and engineering")
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert page.url == f"{url}{address}{choices}"


@pytest.mark.parametrize("scheme", some_in_every_run(("light", "dark"), "light"))
@pytest.mark.parametrize("address", PLACES)
def test_a_page_raises_no_error_and_asks_no_other_host(address: str, scheme: Any, server: Server, lasting_tab: Any):
    tab = lasting_tab
    tab.page.emulate_media(color_scheme=scheme)
    open_page(tab.page, f"{server.url}{address}{CHOICES.get(address, ('',))[0]}")
    hosts = {urlsplit(url).netloc for url in tab.asked_for if not url.startswith(("blob:", "data:"))}
    assert tab.complaints == []
    assert hosts == {urlsplit(server.url).netloc}


def test_the_weekly_update_fits_a_phone(server: Server, open_tab):
    page = open_tab(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).page
    open_page(page, f"{server.url}/log?kr={KR}")
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll("main, main *")]
             .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "auto")
             .map((part) => part.outerHTML.slice(0, 120))"""
    )
    assert too_wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
