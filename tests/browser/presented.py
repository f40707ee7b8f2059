"""What a person does in the Monday meeting, and what they read on its slides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from data.rules.looks import LOOKS
from tests import decks
from tests.browser.verbs import wait_for_run

_GLYPHS = tuple(f"{look.glyph} " for look in LOOKS.values())
_NOTHING_WRITTEN = ("No update for this week", "Nobody has written", "The update has numbers and no words")
_READ = """() => {
  const texts = (where) => [...document.querySelectorAll(where)].map((each) => each.innerText);
  const [title, value, status] = [".kr-slide h1", ".kr-slide .now", ".kr-slide .now ~ p .badge"].map(texts);
  return {title: title[0], value: value[0], status: status[0], why: texts(".kr-slide .why b"),
          prose: texts(".st-key-sync_prose :is(h5, li, p:not(li p))")};
}"""


@dataclass(frozen=True, slots=True)
class KeyResultSlide:
    """A key result as the shared screen shows it, its prose in pieces: headings, paragraphs, entries of lists."""

    title: str
    value: str
    status: str
    why: list[str]
    prose: list[str]

    @property
    def is_of_the_week(self) -> bool:
        """Whether its prose was written for this week; a silent one shows what was written last."""
        return not "".join(self.prose).startswith(
            ("No update for this week", "Nobody has written", "The update has numbers")
        )


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


def key_result(page: Page) -> KeyResultSlide:
    """The key result that is on screen, once all of it is drawn."""
    wait_for_run(page)
    return KeyResultSlide(**page.evaluate(_READ))


def looked_up(page: Page) -> list[KeyResultSlide]:
    """From the slide with nothing to raise: each of its key results, opened and left again."""
    found = []
    for link in page.locator(".calm a").all():
        href = link.get_attribute("href") or ""
        link.click()
        expect_slide(page, href.rpartition("at=")[2])
        found.append(key_result(page))
        page.keyboard.press("ArrowLeft")
        expect_slide(page, "rest")
        wait_for_run(page)
    return found


def hidden_below(page: Page) -> int:
    """How many pixels of the slide one would have to scroll for."""
    wait_for_run(page)
    return page.get_by_test_id("stMain").evaluate("main => main.scrollHeight - main.clientHeight")


def texts(page: Page, where: str) -> list[str]:
    """What is written in every element that fits a selector."""
    return page.locator(where).all_inner_texts()


def squeezed(text: str) -> str:
    """A text without its spaces and without Markdown's marks, which a page shows as type and a deck's notes keep."""
    return re.sub(r"[\s*_`]+|\[(?=[^\]]*\]\()|(?<=\w)\]\([^)]*\)", "", text)


def differences(shown: KeyResultSlide, deck: bytes) -> list[str]:
    """What the page and the deck's slide of the same key result do not say alike. Prose is compared as a whole: the
    notes below the slide have it in full.
    """
    slide = decks.titled(deck, shown.title)
    lines, notes = decks.texts(slide).splitlines(), decks.notes(slide)
    why = next((line.removeprefix("Discuss: ") for line in lines if line.startswith("Discuss: ")), "")
    status = next(line for line in lines if line.startswith(_GLYPHS))
    found = re.search(r"^(Wins|Risks|Next steps|Help wanted)\n.*?(?=^Evidence: |^Written by )", notes, re.S | re.M)
    pairs = (
        (squeezed(shown.value), next((each for each in map(squeezed, lines) if each == squeezed(shown.value)), "")),
        (squeezed(shown.status), squeezed(status)),
        (", ".join(shown.why), why),
        (squeezed("".join(shown.prose if shown.is_of_the_week else [])), squeezed(found[0]) if found else ""),
    )
    return [f"{shown.title}: {page} on the page, {other} in the deck" for page, other in pairs if page != other]
