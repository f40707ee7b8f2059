"""The past is read-only: on every page it says so, offers nothing that writes, and its links stay in it."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.addresses import PLACES

AS_OF = "2021-12-13T16:00:00Z"
# What a button may do in the past: show something else, or hand out what is shown. Those of a download are no buttons.
STEPS = ("history-Left", "history-Right", "sync_previous", "sync_next", "retro_back", "retro_next")


def shown(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.fixture(scope="module", params=PLACES)
def past(request: pytest.FixtureRequest, page_only_read) -> AppTest:
    """Each page as it stood on Monday 13 December 2021, when the sync began, looked at by Hana."""
    return page_only_read(request.param, as_of=AS_OF, me="hana.virtanen@loomline.example")


def test_it_says_so_and_offers_the_way_back(past: AppTest):
    assert not past.exception
    assert not past.error
    assert "As it stood on 13 December 2021, 16:00 UTC, read-only." in shown(past)
    assert "Back to now" in shown(past)


def test_it_offers_no_form_and_no_button_that_writes(past: AppTest):
    writing = [button.label for button in past.button if button.key not in STEPS and not button.disabled]
    fields = [element.label for element in (*past.text_area, *past.chat_input) if not element.disabled]
    assert (writing, fields, len(past.get("form")), len(past.get("file_uploader"))) == ([], [], 0, 0)


def test_every_link_to_another_page_stays_in_it(past: AppTest):
    links = re.findall(r'<a data-page href="([^"]*)"[^>]*>([^<]*)', shown(past))
    assert links
    assert [
        (link, label) for link, label in links if "as_of=2021-12-13T16" not in link and label != "Back to now"
    ] == []
