"""What a person does in the browser: open a page, follow a link, press a button. Never a sleep."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Playwright, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Counts the runs that the server says are over, so that one waits for the run that an action starts and not for the one
# before it: a fast run is over before the page has shown that it runs. A message is a protobuf with a field for this.
COUNT_RUNS = """
window.countRuns = 0;
const isEndOfRun = (bytes) => {
  let at = 0;
  const number = () => {
    let value = 0, scale = 1;
    for (; bytes[at] & 128; at++, scale *= 128) value += (bytes[at] & 127) * scale;
    return value + bytes[at++] * scale;
  };
  while (at < bytes.length) {
    const tag = number(), size = number();
    if (tag === FIELD << 3) return true;
    if ((tag & 7) === 2) at += size;
  }
  return false;
};
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    window.connection = this;
    this.addEventListener("message", ({data}) => { countRuns += isEndOfRun(new Uint8Array(data)) ? 1 : 0; });
  }
};
""".replace("FIELD", str(ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER))
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


def wait_until_back(page: Page) -> None:
    """Wait until the page has found a server again, and the server knows it."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=60_000)
    expect(page.get_by_test_id("stApp")).not_to_have_attribute("inert", re.compile(""), timeout=60_000)
    wait_for_run(page)


def count_runs(page: Page) -> int:
    """How many runs the server has said are over."""
    return page.evaluate("countRuns")


@contextmanager
def running(page: Page) -> Iterator[None]:
    """Wait at the end for the run that the block has started."""
    before = count_runs(page)
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


def lose_connection(page: Page) -> None:
    """Cut the page's connection, and wait for the run that its coming back starts."""
    with running(page):
        page.evaluate("connection.close()")
