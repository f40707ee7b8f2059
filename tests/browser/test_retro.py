"""A retrospective on the sample: presented by keyboard, voted on elsewhere, and what one writes another sees."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import running
from data.config import Settings
from data.quarter import retro, roundtable
from tests.browser.verbs import click_button, open_page
from tests.server import serve

pytestmark = pytest.mark.browser

Q4 = "FY22 Q4"
INES, MARTA = "ines.halloran@loomline.example", "marta.kowalczyk@loomline.example"
BIG = {"width": 1920, "height": 1080}
SECONDS = 10_000  # what somebody else wrote is seen within seconds


@pytest.fixture
def table(sample_path: Path) -> list[str]:
    """Two cards of Marta's on the table; their ids."""
    with closing(running.opened(sample_path, Settings())) as store:
        return [roundtable.add_card(store, Q4, "struggles", said, by=MARTA).card for said in ("Meetings", "Dates")]


def expect_slide(page: Page, key: str) -> None:
    expect(page.locator("[data-slide]")).to_have_attribute("data-slide", key)


def keys(page: Page) -> list[str]:
    """The slides in their order, as the strip has them."""
    links = page.locator("[data-slide] > ol a")
    return links.evaluate_all("links => links.map((link) => new URL(link.href).searchParams.get('at'))")


def test_a_retrospective_is_presented_by_keyboard_and_live_to_everybody(sample_path: Path, table: list[str], open_tab):
    presenter, voter = open_tab(viewport=BIG), open_tab()
    meetings, dates = table
    with serve(sample_path) as url:
        page, other = presenter.page, voter.page
        open_page(page, f"{url}/retro?view=present&me={INES}")
        slides = keys(page)
        assert slides[:2] == ["opening", "celebrate"]
        assert slides[-4:] == ["roundtable", f"topic-{meetings}", f"topic-{dates}", "actions"]
        for key in slides[1:-3]:
            page.keyboard.press("ArrowRight")
            expect_slide(page, key)
            assert f"at={key}" in page.url
            expect(page.get_by_test_id("stException")).to_have_count(0)

        open_page(other, f"{url}/retro?view=cards&do=vote&me={MARTA}")
        click_button(other, "Give a vote to Meetings")
        expect(page.get_by_text("1 vote").first).to_be_visible(timeout=SECONDS)
        page.keyboard.press("ArrowRight")
        expect_slide(page, f"topic-{meetings}")

        field = page.locator(".st-key-retro_said textarea")
        field.press_sequentially("No meetings on Fridays")
        field.press("ArrowLeft")  # the text's own while somebody types
        expect_slide(page, f"topic-{meetings}")
        page.get_by_test_id("stButtonGroup").get_by_text("Decision", exact=True).click()
        expect(page.get_by_role("button", name="Add decision")).to_be_visible()
        field.fill("No meetings on Fridays")
        field.press("Control+Enter")
        expect(page.locator(".said").get_by_text("No meetings on Fridays")).to_be_visible()
        page.get_by_text("Talked about").click()
        page.locator(".slide h1").click()  # the keyboard is the presenter's again
        for key in (f"topic-{dates}", "actions"):
            page.keyboard.press("ArrowRight")
            expect_slide(page, key)
        expect(page.get_by_text("What we take on: 0 actions, 1 decision")).to_be_visible()
        page.reload()
        expect_slide(page, "actions")
        assert presenter.complaints == voter.complaints == []
    with closing(running.opened(sample_path, Settings())) as store:
        held = retro.of(store, Settings(), Q4)
    assert [(note.text, note.by) for note in held.decisions] == [
        ("Retro 1 on “Meetings”: No meetings on Fridays", INES)
    ]
    assert [topic.is_discussed for topic in held.table.by_votes] == [True, False]


def test_the_slides_are_readable_from_across_a_room(sample_path: Path, table: list[str], open_tab):
    page = open_tab(viewport=BIG).page
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    with serve(sample_path) as url:
        open_page(page, f"{url}/retro?view=present&quarter=FY22+Q3&at=kr-q3-support-tickets")
        assert page.locator(".slide .ended b").evaluate(size) >= 56
        assert page.locator(".st-key-retro_prose p").first.evaluate(size) >= 26
        assert page.evaluate("document.documentElement.scrollWidth") <= BIG["width"]
