"""The monthly update in a browser: the mail as it will arrive beside its text, on a desk, a phone and a dark screen."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data import running
from data.config import Org, Settings
from data.telling import monthly
from tests.browser.verbs import open_page
from tests.server import Server
from tests.slow import some_in_every_run

pytestmark = pytest.mark.browser

ME = "ines.halloran@loomline.example"
DARK_GROUND, LIGHT_GROUND = "rgb(22, 29, 31)", "rgb(255, 255, 255)"
WRITTEN = """It **works** <script>parent.hacked = true</script> now.

![Installs](chart:kr/self-serve-installs)
"""


@pytest.fixture
def mail(sample_path: Path) -> str:
    """The sample's update as one file."""
    settings = Settings(org=Org(address="https://okr.loomline.example"))
    with closing(running.opened(sample_path, settings)) as store:
        return monthly.draft(store, settings).page.self_contained


def test_what_is_typed_is_shown_as_it_will_arrive(server: Server, open_tab):
    tab = open_tab(color_scheme="dark")
    page = tab.page
    open_page(page, f"{server.url}/monthly?me={ME}")
    page.get_by_label("Text", exact=True).fill(WRITTEN)
    page.keyboard.press("Control+Enter")
    frame = page.frame_locator('iframe[title="The mail as it will arrive"]')
    expect(frame.get_by_text("It works <script>parent.hacked = true</script> now.", exact=True)).to_be_visible()
    assert frame.locator("img").evaluate("image => image.naturalWidth") > 0
    assert page.evaluate("window.hacked") is None
    card = frame.locator(".card")
    expect(card).to_have_css("background-color", LIGHT_GROUND)  # as most will see it, whatever this screen is
    page.get_by_text("Dark screen").click()
    expect(card).to_have_css("background-color", DARK_GROUND)
    page.get_by_text("Phone").click()
    expect(page.locator('iframe[title="The mail as it will arrive"]')).to_have_css("width", "390px")
    assert tab.complaints == []
    open_page(page, f"{server.url}/monthly?me={ME}")
    expect(page.get_by_label("Text", exact=True)).to_have_value(WRITTEN)


@pytest.mark.parametrize(("scheme", "ground"), [("light", LIGHT_GROUND), ("dark", DARK_GROUND)])
@pytest.mark.parametrize("width", some_in_every_run((320, 390, 640, 1280), 390))
def test_the_mail_fits_every_width_on_a_light_and_a_dark_screen(
    mail: str, open_tab, width: int, scheme: str, ground: str
):
    tab = open_tab(color_scheme=scheme, viewport={"width": width, "height": 900})
    tab.page.set_content(mail)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.page.locator(".card").bounding_box()["width"] <= 600
    expect(tab.page.locator(".card")).to_have_css("background-color", ground)
    assert all(tab.page.locator("img").evaluate_all("images => images.map((image) => image.naturalWidth)"))
    assert not [url for url in tab.asked_for if not url.startswith("data:")]
