"""A full Monday on the sample: the presenter opened cold, stepped through by keyboard, written into, and closed."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import running
from data.config import Settings
from data.monday import meeting
from tests import decks
from tests.browser.presented import (
    KeyResultSlide,
    add,
    differences,
    expect_slide,
    hidden_below,
    key_result,
    keys,
    looked_up,
    squeezed,
    step_to,
    strip,
    texts,
)
from tests.browser.verbs import click_link, open_page, wait_for_run
from tests.server import Server, serve

pytestmark = pytest.mark.browser

WEEK = date(2022, 1, 10)
PRIYA = "priya.nandakumar@loomline.example"
WORST = "flaky-precision"
BIG = {"width": 1920, "height": 1080}
SAID = {
    "Note": "The labels are the bottleneck",
    "Decision": "We stop tuning the model",
    "Action": "Label the last third",
}
# A connection whose messages arrive only when they are let through.
SLOW_TO_HEAR = """
window.heldBack = null;
window.countSent = 0;
window.letThrough = () => { const held = heldBack; heldBack = null; held.forEach((hear) => hear()); };
window.WebSocket = class extends WebSocket {
  addEventListener(what, listener, ...rest) {
    const later = (event) => { heldBack ? heldBack.push(() => listener(event)) : listener(event); };
    super.addEventListener(what, what === "message" ? later : listener, ...rest);
  }
  send(message) {
    countSent += 1;
    super.send(message);
  }
};
"""
SECONDS = 10_000  # what somebody else wrote is seen within seconds


def meet(page: Page) -> list[KeyResultSlide]:
    """Step through the whole meeting by keyboard, write into it, and tell which key results were shown."""
    shown = []
    for key in keys(page)[1:]:
        step_to(page, key)
        assert f"at={key}" in page.url
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert hidden_below(page) == 0, key
        if key.startswith("kr-"):
            shown.append(key_result(page))
        if key == "rest":
            shown.extend(looked_up(page))
        if key == f"kr-{WORST}":
            for kind, text in SAID.items():
                add(page, kind, text)
    return shown


def test_a_full_monday(sample_path: Path, open_tab):
    """Opened cold, stepped through by keyboard, written into and closed; the closed week says it all again in the
    history, and the deck that is taken away from there says what the slides said.
    """
    tab = open_tab(viewport=BIG)
    page = tab.page
    with serve(sample_path) as url:
        open_page(page, f"{url}/sync?me={PRIYA}")
        expect(strip(page)).to_have_attribute("data-slide", "headline")
        news = texts(page, ".news section:first-child .clamped")
        shown = meet(page)
        expect_slide(page, "close")
        page.get_by_role("button", name="Close the week").click()
        expect(page.get_by_text("Closed by Priya Nandakumar")).to_be_visible()
        click_link(page, page.get_by_role("link", name="The week in the history"))
        expect(page.get_by_text(re.compile("Closed on .* by Priya Nandakumar"))).to_be_visible()
        for text in SAID.values():
            expect(page.locator(".meeting").get_by_text(text)).to_be_visible()
        assert sorted(texts(page, ".krs tbody a[href^='/kr?']")) == sorted(each.title for each in shown)
        with page.expect_download() as downloading:
            page.get_by_role("button", name="Deck of the week").click()
        deck = downloading.value.path().read_bytes()
        assert tab.complaints == []
    assert [text for each in shown for text in differences(each, deck)] == []
    told = squeezed(decks.texts(decks.titled(deck, "What changed since last Monday")))
    assert [text for text in news if squeezed(text) not in told] == []
    whole = "\n".join(map(decks.texts, decks.opened(deck)))
    assert [text for text in SAID.values() if text not in whole] == []
    with closing(running.opened(sample_path, Settings())) as store:
        held = meeting.of(store, Settings(), WEEK)
    assert held.closing and held.closing.by == PRIYA
    assert [(note.kind, note.text, note.key_result, note.by) for note in held.minutes.notes] == [
        ("note", SAID["Note"], WORST, PRIYA),
        ("decision", SAID["Decision"], WORST, PRIYA),
    ]
    assert (SAID["Action"], date(2022, 1, 21)) in [(each.text, each.due) for each in held.minutes.actions]


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


def test_news_in_the_instant_of_a_step_does_not_step_back(server: Server, open_tab):
    """The browser asks for news every two seconds. Before it has heard of a step, it asks with the address before."""
    one, other = (open_tab(viewport=BIG).page for _ in range(2))
    other.add_init_script(SLOW_TO_HEAR)
    open_page(one, f"{server.url}/sync")
    open_page(other, f"{server.url}/sync?at=kpis")
    other.evaluate("heldBack = []")
    other.keyboard.press("ArrowRight")
    add(one, "Note", "Written in that instant")
    other.evaluate("countSent = 0")
    other.wait_for_function("() => countSent > 0")
    other.evaluate("letThrough()")
    expect(other.get_by_text("Written in that instant")).to_be_visible(timeout=SECONDS)
    expect_slide(other, "work")


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
    expect(clock).to_contain_text(re.compile(r"begins in (30|2\d) min"))  # by how long the server has run
    clock.get_by_role("button", name="Start").click()
    expect(clock).to_contain_text(re.compile(r"0:0[1-9] of 60 min"))
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
