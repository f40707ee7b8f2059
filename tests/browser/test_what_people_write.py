"""What owners write is shown as prose: it is no markup of the page, and showing it fetches nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import config, running
from data.monday import weekly
from data.rules.okr import Update
from tests.browser.verbs import open_page
from tests.server import serve

pytestmark = pytest.mark.browser

KR, TITLE = "p95-latency", "Search p95 on cloud falls to 450 ms"


@contextmanager
def another_host() -> Iterator[tuple[str, list[str]]]:
    """A server that is not ours: its address, and the paths that it was asked for."""
    asked: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}", asked
        host.shutdown()


def write(store: Path, text: str) -> None:
    """Put a text into every field of the update for the week under review."""
    defaults = config.load({})
    with closing(running.opened(store, defaults)) as opened:
        update = Update(KR, date(2022, 1, 10), value=470, wins=text, risks=text, next_steps=text, help=text)
        weekly.log(opened, defaults, update)


def test_prose_fetches_nothing_and_is_no_markup(sample_path: Path, page: Page):
    with another_host() as (elsewhere, asked):
        write(
            sample_path,
            f'Look: ![pixel]({elsewhere}/image) <img src="{elsewhere}/raw" onerror="document.title = \'taken over\'">'
            f"<style>body {{ background: url({elsewhere}/style) }}</style> **bold [unclosed",
        )
        with serve(sample_path) as url:
            for address, shown in {"/": TITLE, f"/kr?kr={KR}": "Look:", f"/log?kr={KR}": TITLE}.items():
                open_page(page, f"{url}{address}")
                page.wait_for_load_state("networkidle")
                expect(page.get_by_role("main")).to_contain_text(shown)
                expect(page.locator("[onerror]")).to_have_count(0)
                expect(page).not_to_have_title("taken over")
        assert asked == []
