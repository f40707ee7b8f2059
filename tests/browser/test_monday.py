"""A full Monday on the sample: the presenter opened cold, stepped through by keyboard, written into, and closed."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from data import meeting, running
from data.config import Settings
from tests.browser.verbs import open_page, wait_for_run
from tests.server import Server, serve

pytestmark = pytest.mark.browser

WEEK = date(2022, 1, 10)
PRIYA = "priya.nandakumar@loomline.example"
WORST = "flaky-precision"
BIG = {"width": 1920, "height": 1080}
SECONDS = 10_000  # what somebody else wrote is seen within seconds


def strip(page: Page) -> Locator:
    return page.locator("[data-slide]")


def expect_slide(page: Page, key: str) -> None:
    expect(strip(page)).to_have_attribute("data-slide", key)


def step_to(page: Page, key: str) -> None:
    page.keyboard.press("ArrowRight")
    expect_slide(page, key)


def keys(page: Page) -> list[str]:
    """The slides in their order, as the strip has them."""
    links = strip(page).locator("> ol a")
    return links.evaluate_all("links => links.map((link) => new URL(link.href).searchParams.get('at'))")


def add(page: Page, kind: str, text: str) -> None:
    """Type a note, a decision or an action beside the slide and keep it with the keyboard."""
    page.get_by_test_id("stButtonGroup").get_by_text(kind, exact=True).click()
    field = page.locator(".st-key-sync_minutes textarea")
    expect(page.get_by_role("button", name=f"Add {kind.lower()}")).to_be_visible()
    field.fill(text)
    field.press("Control+Enter")
    expect(page.locator(".st-key-sync_minutes").get_by_text(text).first).to_be_visible()
    expect(field).to_have_value("")


def test_a_full_monday(sample_path: Path, open_tab):
    tab = open_tab(viewport=BIG)
    page = tab.page
    with serve(sample_path) as url:
        open_page(page, f"{url}/sync?me={PRIYA}")
        slides = keys(page)
        assert slides[0] == "headline" and slides[-1] == "close"
        expect(page.get_by_text(f"1 of {len(slides)}")).to_be_visible()
        for key in slides[1:]:
            step_to(page, key)
            assert f"at={key}" in page.url
            expect(page.get_by_test_id("stException")).to_have_count(0)
            if key == f"kr-{WORST}":
                add(page, "Note", "The labels are the bottleneck")
                add(page, "Decision", "We stop tuning the model")
                add(page, "Action", "Label the last third")
                page.locator(".kr-slide .now").click()  # the keyboard is the presenter's again
        page.get_by_role("button", name="Close the week").click()
        expect(page.get_by_text("Closed by Priya Nandakumar")).to_be_visible()
        assert tab.complaints == []
    with closing(running.opened(sample_path, Settings())) as store:
        held = meeting.of(store, Settings(), WEEK)
    assert held.closing and held.closing.by == PRIYA
    assert [(note.kind, note.text, note.key_result, note.by) for note in held.minutes.notes] == [
        ("note", "The labels are the bottleneck", WORST, PRIYA),
        ("decision", "We stop tuning the model", WORST, PRIYA),
    ]
    assert ("Label the last third", date(2022, 1, 21)) in [(each.text, each.due) for each in held.minutes.actions]


def test_what_one_writes_another_sees_within_seconds_and_keeps_what_they_are_typing(server: Server, open_tab):
    one, other = (open_tab(viewport=BIG).page for _ in range(2))
    for page in (one, other):
        open_page(page, f"{server.url}/sync?at=kr-{WORST}")
    typing = other.locator(".st-key-sync_minutes textarea")
    typing.press_sequentially("Half a thou")
    add(one, "Note", "Seen by everybody")
    expect(other.get_by_text("Seen by everybody")).to_be_visible(timeout=SECONDS)
    expect(typing).to_have_value("Half a thou")
    typing.press_sequentially("ght")
    expect(typing).to_have_value("Half a thought")


def test_the_arrow_keys_are_the_texts_own_while_somebody_types(server: Server, page: Page):
    open_page(page, f"{server.url}/sync?at=kpis")
    typing = page.locator(".st-key-sync_minutes textarea")
    typing.press_sequentially("ab")
    typing.press("ArrowLeft")
    typing.press("x")
    expect(typing).to_have_value("axb")
    expect_slide(page, "kpis")


def test_a_reload_finds_the_slide_and_the_browsers_back_the_one_before(server: Server, page: Page):
    open_page(page, f"{server.url}/sync?at=kpis")
    page.keyboard.press("ArrowRight")
    expect_slide(page, "work")
    page.reload()
    wait_for_run(page)
    expect_slide(page, "work")
    page.keyboard.press("ArrowRight")
    expect_slide(page, keys(page)[3])
    page.go_back()
    expect_slide(page, "work")


def test_the_clock_runs_from_the_moment_the_meeting_is_started_and_a_reload_does_not_set_it_back(
    server: Server, page: Page
):
    open_page(page, f"{server.url}/sync")
    clock = page.get_by_role("timer")
    expect(clock).to_contain_text("begins in 30 min")
    clock.get_by_role("button", name="Start").click()
    expect(clock).to_contain_text("0:02 of 60 min")
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("of 60 min")
    expect(page.get_by_role("timer")).not_to_contain_text("begins in")
    expect(page.get_by_role("timer")).to_contain_text("left")


def test_any_slide_is_a_click_away(server: Server, page: Page):
    open_page(page, f"{server.url}/sync")
    page.get_by_text("All slides").click()
    page.locator("details").get_by_text("Nothing to raise").click()
    expect_slide(page, "rest")
    page.get_by_role("link", name="Self-serve ARR reaches its plan").click()
    expect_slide(page, "kr-self-serve-arr")


def test_the_slides_are_readable_from_across_a_room(server: Server, open_tab):
    page = open_tab(viewport=BIG).page
    open_page(page, f"{server.url}/sync?at=kr-{WORST}")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert page.locator(".kr-slide .now").evaluate(size) >= 56
    assert page.locator(".st-key-sync_prose p").first.evaluate(size) >= 22
    open_page(page, f"{server.url}/sync")
    assert page.locator(".opening .counts b").first.evaluate(size) >= 56
    assert page.evaluate("document.documentElement.scrollWidth") <= BIG["width"]
