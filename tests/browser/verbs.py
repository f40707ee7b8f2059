"""What a person does in the browser, for the tests: open a page, wait until it is drawn, follow a link. Never a sleep."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

_READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'

# Counts the script's runs, so that one can wait for the run that an action starts and not find the one before it.
COUNT_RUNS = """
window.countRuns = 0;
new MutationObserver(() => {
  const now = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
  if (now === "notRunning" && window.stateBefore !== "notRunning") window.countRuns += 1;
  window.stateBefore = now;
}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"]});
"""


def open_page(page: Page, url: str) -> None:
    """Open an address cold."""
    page.goto(url)
    wait_for_run(page)


def wait_for_run(page: Page) -> None:
    """Wait until the script has run and what it drew is there."""
    page.locator(_READY).wait_for()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def click_link(page: Page, link: Locator) -> None:
    """Follow a link to another of our pages and wait until that one is drawn."""
    before = page.url
    link.click()
    page.wait_for_url(lambda url: url != before)
    wait_for_run(page)
