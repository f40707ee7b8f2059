"""What a person does in the browser: open a page, follow a link, press a button. For tests and benchmarks; never a sleep."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

# Counts the script's runs, so that one waits for the run that an action starts and not for the one before it.
WATCH_RUNS = """
window.countRuns = 0;
new MutationObserver((changes) => {
  if (changes.some((change) => change.attributeName === "data-test-script-state" && change.oldValue !== "notRunning")) {
    const app = document.querySelector('[data-testid="stApp"]');
    if (app?.dataset.testScriptState === "notRunning") window.countRuns += 1;
  }
}).observe(document, {subtree: true, attributes: true, attributeOldValue: true});
"""
_READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_QUIET = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def find_chromium() -> str | None:
    """The machine's own Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def launch(playwright: Playwright, executable: str) -> Browser:
    # --no-sandbox: in a container Chromium cannot make its own, and the only pages it sees are ours
    return playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu", *_QUIET])


def open_page(page: Page, url: str) -> None:
    """Open an address cold."""
    page.goto(url)
    wait_for_run(page)


def wait_for_run(page: Page) -> None:
    """Wait until the script stands still and what it drew is there."""
    page.locator(_READY).wait_for()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


@contextmanager
def running(page: Page) -> Iterator[None]:
    """Wait at the end for the run that the block has started."""
    before = page.evaluate("countRuns")
    yield
    page.wait_for_function("before => countRuns > before", arg=before)
    wait_for_run(page)


def click_link(page: Page, link: Locator) -> None:
    """Follow a link to another of our pages."""
    with running(page):
        link.click()


def click_button(page: Page, name: str) -> None:
    with running(page):
        page.get_by_role("button", name=name).first.click()


def type_into(page: Page, label: str, text: str) -> None:
    """Fill a field and leave it, so that Streamlit takes what was typed."""
    field = page.get_by_label(label).first
    with running(page):
        field.fill(text)
        field.blur()
