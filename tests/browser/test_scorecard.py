"""A scorecard graded by keyboard alone, as a director does it in week 12."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data import running
from data.config import Settings
from data.quarter import scorecards
from tests.browser.verbs import open_page
from tests.browser.verbs import running as run
from tests.server import serve
from tests.slow import some_in_every_run

pytestmark = pytest.mark.browser

DANIEL = "daniel.oyelaran@loomline.example"
SCORE = "Score, in percent complete"


@pytest.mark.parametrize("tabs", some_in_every_run((0, 1, 4), 4))
def test_wherever_the_cursor_is_control_and_enter_saves_the_grade_and_opens_the_next(
    sample_path: Path, open_tab, tabs: int
):
    tab = open_tab()
    page = tab.page
    with serve(sample_path) as url:
        open_page(page, f"{url}/scorecard?me={DANIEL}&grade=flaky-precision")
        expect(page.get_by_label(SCORE)).to_be_focused()
        with run(page):
            page.keyboard.type("81")
            for _ in range(tabs):
                page.keyboard.press("Tab")
            if not tabs:
                page.keyboard.press("Enter")
        with run(page):
            page.keyboard.press("Control+Enter")
        expect(page).not_to_have_url(f"{url}/scorecard?me={DANIEL}&grade=flaky-precision")
        expect(page.get_by_label(SCORE)).to_be_focused()
        assert tab.complaints == []
    with closing(running.opened(sample_path, Settings())) as store:
        card = scorecards.of(store, Settings(), "FY22 Q4")
    (row,) = (row for row in card.key_results if row.given)
    assert (row.key_result, row.given and row.given.score, row.grade) == ("flaky-precision", 0.81, "partly")
