"""A Markdown page is brought in on /okrs, and what is published leaves from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import running
from data.quarter import drafts
from data.sources.markdown import DraftKeyResult
from data.store import journal
from pages.quarter.objectives import okrs_markdown_guesses
from tests.screens.conftest import Open, markup

INES = "ines.halloran@loomline.example"
LATER = "FY23 Q2"
PAGE = """## Growth
### People find us
Why: They look elsewhere.
- KR: Installs from 10 to 25 (Owner: Noor Siddiqi)
- Builds take ≤45 days

| a | b |
|---|---|
| odd | table |"""


def bring(page: Open, text: str = PAGE) -> AppTest:
    app = page("/okrs", quarter=LATER, bring="markdown", me=INES)
    return app.text_area(key="okrs.import.text").set_value(text).run()


def test_a_page_is_shown_as_it_was_understood_before_it_is_saved(sample_page: Open):
    app = bring(sample_page)
    assert not app.exception
    shown = markup(app)
    for said in ("People find us", "They look elsewhere.", "from 10 to 25, from “from 10 to 25”", "Understood"):
        assert said in shown
    assert "is this limit to be reached, or to hold every week?" in shown
    assert '<tr class="not"><td class="num">9</td><td>not understood</td><td>| odd | table |</td></tr>' in shown
    assert drafts.state_of(running.store(), running.settings(), LATER).objectives == ()


def test_it_is_saved_as_drafts_and_the_page_shows_them(sample_page: Open):
    app = bring(sample_page)
    app.button(key="okrs_import_save").click().run()
    assert not app.exception
    (found,) = drafts.state_of(running.store(), running.settings(), LATER).objectives
    assert [kr.key_result.title for kr in found.key_results] == ["Installs from 10 to 25", "Builds take ≤45 days"]
    assert found.edited.by == INES
    assert found.key_results[0].key_result.owner == "noor.siddiqi@loomline.example"
    assert "1 objective, 2 key results: 1 draft" in markup(app)
    assert not app.text_area


def test_an_upload_fills_the_field_and_what_cannot_be_read_leaves_it(sample_page: Open):
    app = bring(sample_page, "Just prose.")
    assert "No objective was found" in app.error[0].value
    assert app.text_area(key="okrs.import.text").value == "Just prose."
    app.file_uploader(key="okrs.import.upload.0").upload("okrs.md", b"# \xff", "text/markdown").run()
    assert "okrs.md is not UTF-8 text" in app.error[0].value
    assert app.text_area(key="okrs.import.text").value == "Just prose."
    app.file_uploader(key="okrs.import.upload.0").upload("okrs.md", PAGE.encode(), "text/markdown").run()
    assert app.text_area(key="okrs.import.text").value == PAGE
    assert not app.error


def test_what_cannot_be_kept_is_told_and_the_text_stays(sample_page: Open):
    text = "### Objective: Us\n\n- **KR:** A *(from 1 to 2; weight -1)*"
    app = bring(sample_page, text)
    app.button(key="okrs_import_save").click().run()
    assert "Weight: expected a weight of 0 or more" in app.error[0].value
    assert app.text_area(key="okrs.import.text").value == text
    app.button(key="okrs_import_cancel").click().run()
    assert not app.text_area
    assert "Nothing written for FY23 Q2 yet" in markup(app)


@pytest.mark.parametrize(
    ("changes", "is_guess"),
    [({}, True), ({"is_right": True}, False), ({"target": 30.0}, False), ({"kind": None}, True)],
)
def test_what_was_confirmed_or_corrected_is_no_guess_any_more(changes: dict, is_guess: bool):
    draft = DraftKeyResult("≤45 days", 3, "decrease", target=45.0, guessed=("so",), uncertain=("is it?",))
    row = {"is_right": False, "kind": "decrease", "baseline": None, "target": 45.0, "unit": None, "low": None}
    found = okrs_markdown_guesses.applied(draft, row | {"high": None, "owner": INES} | changes)
    assert bool(found.guessed and found.uncertain) == is_guess
    assert found.owner_name == INES
    assert found.target == (changes.get("target", 45.0))


def test_what_is_published_can_be_taken_along_and_is_shown_as_it_is_announced(sample_page: Open):
    shown = markup(sample_page("/okrs", quarter="FY23 Q1", me=INES))
    assert "2 objectives of FY23 Q1 left out as not published: 1 draft, 1 proposed." in shown
    assert "increase from $N1k to $N2k" in shown
    assert "Slack is not connected" in shown
    assert "For the handbook" not in markup(sample_page("/okrs", quarter=LATER))


def test_the_past_has_no_button_that_sends(sample_page: Open, sample_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T/B/x")
    app = sample_page("/okrs", quarter="FY22 Q4", as_of="2022-01-14T00:00:00Z")
    assert not app.exception
    assert not any("Slack" in button.label for button in app.button)
    assert {send.what for send in journal.SENDS.all(running.store(), running.store().now())} == {"mail"}  # the sample's
