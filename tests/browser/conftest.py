"""Fixtures for what only a browser can see: tabs of the machine's own Chromium."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser import verbs

OpenTab = Callable[..., "Tab"]


class Tab:
    """A page in a browser context of its own, and everything it complained about or asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked_for: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked_for.append(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        # From a deep link Streamlit looks for its server below the page's own path first, which is not found there.
        is_search = "/_stcore/" in message.location["url"] and "404" in message.text
        if message.type == "error" and not is_search:
            self.complaints.append(f"{message.text} ({message.location['url']})")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module at a time: Playwright's event loop would be in the way of other tests' own."""
    with sync_playwright() as playwright:
        yield verbs.launch(playwright, _executable())


def _executable() -> str:
    found = verbs.find_chromium()
    if found is None:
        reason = "There is no Chromium or Chrome on the PATH. As root, `make test` installs Debian's."
        pytest.fail(reason) if "CI" in os.environ else pytest.skip(reason)
    return found


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[OpenTab]:
    """`open_tab(color_scheme="dark")` is a tab that shares nothing with another; options are a browser context's."""
    with ExitStack() as closing:

        def opened(**options: Any) -> Tab:
            context = chromium.new_context(viewport=options.pop("viewport", {"width": 1280, "height": 800}), **options)
            closing.callback(context.close)
            context.add_init_script(verbs.COUNT_RUNS)
            return Tab(context.new_page())

        yield opened


@pytest.fixture(scope="module")
def _lasting(chromium: Browser) -> Iterator[Tab]:
    with chromium.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.add_init_script(verbs.COUNT_RUNS)
        yield Tab(context.new_page())


@pytest.fixture
def lasting_tab(_lasting: Tab) -> Iterator[Tab]:
    """One tab for all the tests of a module, for those that only look: it parses Streamlit's scripts once.

    An address opens in it in a session of its own, as cold for the server as in a new tab; what was kept or heard is
    forgotten after each test.
    """
    yield _lasting
    _lasting.page.evaluate("localStorage.clear(); sessionStorage.clear()")
    _lasting.page.goto("about:blank")
    _lasting.page.context.clear_cookies()
    _lasting.page.emulate_media(color_scheme="null")
    _lasting.complaints.clear()
    _lasting.asked_for.clear()


@pytest.fixture
def tab(open_tab: OpenTab) -> Tab:
    return open_tab()


@pytest.fixture
def page(tab: Tab) -> Page:
    return tab.page
