"""Going from page to page stays in the session, keeps the moment that is looked at, and the browser's back works."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.verbs import click_link, open_page, running
from tests.server import Server

pytestmark = pytest.mark.browser

TITLE = "Search p95 on cloud falls to 450 ms"
AS_OF = "2021-12-13T16:00:00Z"


def test_a_row_of_the_board_opens_its_key_result_and_back_returns(server: Server, page: Page):
    open_page(page, f"{server.url}/?sort=needs+discussion")
    page.evaluate("window.isTheSameDocument = true")
    click_link(page, page.get_by_role("link", name=TITLE).first)
    expect(page).to_have_url(f"{server.url}/kr?kr=p95-latency")
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    with running(page):
        page.go_back()
    expect(page).to_have_url(f"{server.url}/?sort=needs+discussion")
    expect(page.get_by_role("link", name="Median time to first search falls to 2 days").first).to_be_visible()
    assert page.evaluate("window.isTheSameDocument")


def test_the_moment_looked_at_and_who_is_looking_go_along(server: Server, page: Page):
    open_page(page, f"{server.url}/?as_of={AS_OF}&me=hana.virtanen@loomline.example")
    for name in ("KPIs", "Trends", "Setup", "This week"):
        click_link(page, page.get_by_role("navigation").get_by_role("link", name=name))
        expect(page.get_by_text("As it stood on 13 December 2021, 16:00 UTC")).to_be_visible()
        assert "me=hana.virtanen" in page.url
    click_link(page, page.get_by_role("link", name=TITLE).first)
    expect(page.get_by_text("As it stood on 13 December 2021, 16:00 UTC")).to_be_visible()
    click_link(page, page.get_by_role("link", name="Back to now"))
    expect(page.get_by_text("As it stood on")).to_have_count(0)
    assert "as_of" not in page.url


def test_a_page_says_which_one_it_is_to_those_who_cannot_see_it(server: Server, page: Page):
    open_page(page, f"{server.url}/kpis")
    current = page.get_by_role("navigation").locator("[aria-current=page]")
    expect(current).to_have_text("KPIs")
    expect(page).to_have_title("KPIs · Product and engineering")
