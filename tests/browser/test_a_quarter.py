"""A quarter in the browser, from an empty document to the kick-off of the next one; between its days the server is
started anew with its clock set forward.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import people, running
from data.config import Settings
from data.monday import weekly
from data.quarter import scorecards
from data.rules.okr import Person
from data.store.clock import Clock
from data.store.connection import open_store
from tests import decks
from tests.browser.verbs import click_button, click_link, open_page, type_into
from tests.browser.verbs import running as a_run
from tests.server import serve

pytestmark = pytest.mark.browser

VERA, ANA, BEN = "vera@acme.example", "ana@acme.example", "ben@acme.example"
PEOPLE = (
    Person(VERA, "Vera Lund", "vp"),
    Person(ANA, "Ana Flores", "director", "Platform"),
    Person(BEN, "Ben Okafor", "owner", "Platform"),
)
BEFORE, QUARTER, AFTER = "FY22 Q4", "FY23 Q1", "FY23 Q2"
OBJECTIVE, KEY_RESULT = "Search feels instant", "Search p95 falls"
NAME = "search-p95-falls"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """People, and nothing written yet."""
    path = tmp_path / "acme.duckdb"
    with closing(open_store(path, Clock(datetime(2021, 12, 1, tzinfo=UTC)))) as opened:
        for person in PEOPLE:
            people.save(opened, person, VERA, is_new=True)
    return path


def test_a_quarter_from_an_empty_document_to_the_next_kick_off(store: Path, open_tab):
    tabs = [open_tab() for _ in range(3)]
    autumn, spring, may = (tab.page for tab in tabs)
    with serve(store, OKR_TODAY="2021-12-21T10:00:00Z") as url:  # week 8 of the quarter before
        write(autumn, url)
        approve_and_publish(autumn, url)
        autumn.close()
    with serve(store, OKR_TODAY="2022-03-11T17:00:00Z") as url:  # Friday of week 6
        log(spring, url)
        move_the_goalpost(spring, url)
        spring.close()
    with serve(store, OKR_TODAY="2022-05-02T17:00:00Z") as url:  # the quarter is over
        look_back(may, url)
        grade_and_make_final(may, url)
        deck = downloaded(may, "Deck")
        carry_over_and_kick_off(may, url)
        may.close()
    assert [tab.complaints for tab in tabs] == [[], [], []]
    expect_kept(store)
    told = "\n".join(map(decks.texts, decks.opened(deck)))
    assert OBJECTIVE in told
    assert "achieved" in decks.texts(decks.titled(deck, KEY_RESULT))
    assert "The last shard moved in April" in told
    assert "Shard by shard" in told


def write(page: Page, url: str) -> None:
    """The director writes an objective with its key result and proposes it."""
    open_page(page, f"{url}/okrs?me={ANA}")
    expect(page.get_by_role("heading", name=f"OKRs of {QUARTER}")).to_be_visible()
    click_link(page, page.get_by_role("link", name="an objective", exact=True))
    type_into(page, "Objective", OBJECTIVE)
    type_into(page, "Why", "People leave while they wait")
    click_button(page, "Save, and add its key results")
    expect(page.get_by_role("heading", name="A new key result")).to_be_visible()
    type_into(page, "Key result", KEY_RESULT)
    choose(page, "Kind", "Decrease, from a baseline to a target")
    type_into(page, "Unit", "ms")
    type_into(page, "Baseline", "900")
    type_into(page, "Target", "400")
    choose(page, "Owner: one person", "Ben Okafor")
    expect(page.get_by_text("from 900 to 400 ms").first).to_be_visible()
    click_button(page, "Save")
    expect(page.get_by_role("link", name=KEY_RESULT)).to_be_visible()
    click_button(page, "Propose all")
    expect(page.locator(".state")).to_have_text("◔ proposed")


def approve_and_publish(page: Page, url: str) -> None:
    """The director cannot approve; the VP does."""
    expect(page.get_by_role("button", name="Approve all")).to_be_disabled()
    open_page(page, f"{url}/okrs?me={VERA}")
    click_button(page, "Approve all")
    expect(page.locator(".state")).to_have_text("◕ approved")
    click_button(page, "Publish all")
    expect(page.locator(".state")).to_have_text("● published")
    assert "from 900 to 400 ms" in downloaded(page, "Handbook page").decode()


def log(page: Page, url: str) -> None:
    """The owner's Friday."""
    open_page(page, f"{url}/log?me={BEN}&kr={NAME}")
    type_into(page, "Value, ms", "640")
    type_into(page, "Wins", "Half of the shards are moved")
    click_button(page, "Save")
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()


def move_the_goalpost(page: Page, url: str) -> None:
    """A target changes with a reason and who agreed, and the document tells it."""
    open_page(page, f"{url}/okrs?quarter={QUARTER}&me={BEN}")
    page.locator(".o.kr").get_by_role("link", name="change").click()
    type_into(page, "Target", "500")
    click_button(page, "Tweak it")
    expect(page.get_by_text("What is in force changes only with a reason")).to_be_visible()
    expect(page.get_by_label("Target").first).to_have_value("500")
    page.get_by_label("Why").first.fill("Two shards cannot move")
    choose(page, "Who agreed", "Vera Lund")
    page.keyboard.press("Tab")  # its list stays open for more names
    click_button(page, "Tweak it")
    page.get_by_text("changed since it was approved: 1 edit").click()
    expect(page.get_by_text("Two shards cannot move")).to_be_visible()
    expect(page.locator(".o.kr .measure")).to_have_text("from 900 to 500 ms")


def look_back(page: Page, url: str) -> None:
    """The owner's note, and a card for the roundtable."""
    open_page(page, f"{url}/retro?view=notes&me={BEN}")
    expect(page.get_by_role("heading", name=f"Retrospective of {QUARTER}")).to_be_visible()
    type_into(page, "What worked", "Shard by shard")
    click_button(page, "Save")
    expect(page.get_by_text(f"Saved: {KEY_RESULT}")).to_be_visible()
    click_link(page, page.get_by_role("link", name="Cards and votes"))
    page.get_by_label("Card", exact=True).fill("Dates come late")
    click_button(page, "Add the card")
    expect(page.locator(".retro-card")).to_contain_text("Dates come late")


def grade_and_make_final(page: Page, url: str) -> None:
    """The final value comes after the quarter's end; the director grades, the VP makes it final."""
    open_page(page, f"{url}/scorecard?me={ANA}&grade={NAME}")
    type_into(page, "Final value", "520")
    click_button(page, "Keep the value")
    expect(page.get_by_text("95%").first).to_be_visible()
    type_into(page, "Note", "The last shard moved in April")
    page.get_by_role("button", name="Save, and on to the next").click()
    expect(page.get_by_text("The last shard moved in April").first).to_be_visible()
    open_page(page, f"{url}/scorecard?me={VERA}")
    click_button(page, "Make it final, with 1 grade as suggested")
    expect(page.locator(".steps [aria-current]")).to_contain_text("Final")


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as downloading:
        page.get_by_role("button", name=button, exact=True).click()
    return downloading.value.path().read_bytes()


def carry_over_and_kick_off(page: Page, url: str) -> None:
    """What comes next begins where this ended, and the kick-off shows both."""
    click_link(page, page.get_by_role("link", name=f"Carry over to {AFTER}"))
    box = page.get_by_role("checkbox", name=KEY_RESULT)
    if not box.is_checked():
        page.get_by_text(KEY_RESULT).last.click()
    click_button(page, "Carry over")
    expect(page.locator(".o.kr .measure")).to_have_text("from 520 to no target yet")
    click_link(page, page.locator(".o.kr").get_by_role("link", name="edit"))
    type_into(page, "Target", "400")
    click_button(page, "Save")
    for act, state in (("Propose", "proposed"), ("Approve", "approved"), ("Publish", "published")):
        click_button(page, f"{act} all")
        expect(page.locator(".state")).to_contain_text(state)
    open_page(page, f"{url}/scorecard?view=kickoff&me={VERA}")
    expect(page.get_by_role("heading", name=f"How {QUARTER} went")).to_be_visible()
    expect(page.get_by_role("heading", name=f"{AFTER}: what we are going for")).to_be_visible()
    expect(page.locator(".kick .next li")).to_contain_text([f"{KEY_RESULT} from 520 to 400 ms, Ben Okafor"])


def choose(page: Page, label: str, option: str) -> None:
    """Pick from a list."""
    page.get_by_label(label).first.click()
    with a_run(page):
        page.get_by_role("option", name=option).click()


def expect_kept(path: Path) -> None:
    """What the store knows afterwards."""
    settings = Settings()
    with closing(running.opened(path, settings)) as store:
        card = scorecards.of(store, settings, QUARTER)
        board = weekly.review(store, settings, date(2022, 3, 7))
    (row,) = card.key_results
    assert (card.state, card.final_by) == ("final", VERA)
    assert (row.value, row.grade, row.given and row.given.by) == (520, "achieved", ANA)
    assert [(each.old, each.new, each.reason, each.agreed_by) for each in row.changes] == [
        ("400", "500", "Two shards cannot move", "Vera Lund")
    ]
    assert (board.week_of_quarter, board.key_results[0].value) == (6, 640)
