"""One person's Chromium: how long it takes until a page is drawn, and what came over the wire for it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.verbs import COUNT_RUNS

# Times are taken inside the page, from the click to the last change of what it shows: without the driver's latency and
# without the quiet after it, by which one knows that nothing more will come.
_STOPWATCH = """
window.stopwatch = {
  changed: 0,
  isDrawn: (wanted) =>
    document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning" &&
    !document.querySelector('[data-testid="stSkeleton"]') && document.querySelector(wanted) !== null,
  until: (runs, wanted, quiet) => new Promise((resolve) => {
    const look = () => {
      const isOver = countRuns >= runs && stopwatch.isDrawn(wanted) && performance.now() - stopwatch.changed > quiet;
      isOver ? resolve(stopwatch.changed) : setTimeout(look, 20);
    };
    look();
  }),
  time: async (act, wanted) => {
    const runs = countRuns + 1, start = performance.now();
    act();
    return await stopwatch.until(runs, wanted, 250) - start;
  },
  go: (address) => {
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
  },
};
new MutationObserver(() => { stopwatch.changed = performance.now(); })
  .observe(document, {subtree: true, childList: true, characterData: true});
"""
CHART = ".js-plotly-plot .main-svg"


class Visit:
    """One tab of a person, with the bytes that came over HTTP and over the websocket since `forget`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self._url = page, url
        self.http = self.websocket = 0
        network = page.context.new_cdp_session(page)
        network.on("Network.loadingFinished", self._loaded)
        network.on("Network.webSocketFrameReceived", self._received)
        network.send("Network.enable")

    def open(self, address: str, wanted: str = "h1") -> float:
        """Open a page cold; milliseconds from the start of the navigation until it is drawn."""
        self.page.goto(self._url + address, wait_until="commit")
        return self.page.evaluate("wanted => stopwatch.until(1, wanted, 500)", wanted)

    def go(self, address: str, wanted: str = "h1") -> float:
        """Go to another page inside the session; milliseconds until it is drawn."""
        act = "([address, wanted]) => stopwatch.time(() => stopwatch.go(address), wanted)"
        return self.page.evaluate(act, [address, wanted])

    def click(self, what: str, wanted: str = "h1") -> float:
        """Click on the first element that fits a selector; milliseconds until what it brings about is drawn."""
        act = "([what, wanted]) => stopwatch.time(() => document.querySelector(what).click(), wanted)"
        return self.page.evaluate(act, [what, wanted])

    def forget(self) -> None:
        self.http = self.websocket = 0

    def _loaded(self, event: dict[str, Any]) -> None:
        self.http += event["encodedDataLength"]

    def _received(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        is_binary = frame["opcode"] == 2
        self.websocket += len(b64decode(frame["payloadData"]) if is_binary else frame["payloadData"].encode())


@contextmanager
def visiting(browser: Browser, url: str) -> Iterator[Visit]:
    """A person with an empty browser cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(COUNT_RUNS + _STOPWATCH)
    try:
        yield Visit(context.new_page(), url)
    finally:
        context.close()
