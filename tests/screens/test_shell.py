"""Every page opens cold from its address, in the present and in the past, without an exception."""

from __future__ import annotations

import pytest

from pages.parts.addresses import PLACES


@pytest.mark.parametrize("address", PLACES)
def test_a_page_opens_cold_from_its_address(sample_page, address):
    app = sample_page(address)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("address", PLACES)
def test_a_page_of_the_past_says_so_and_offers_the_way_back(sample_page, address):
    app = sample_page(address, as_of="2021-12-13T16:00:00Z")
    shown = "\n".join(element.proto.body for element in app.get("html"))
    assert "As it stood on 13 December 2021, 16:00 UTC" in shown
    assert "Back to now" in shown
    assert not app.exception


def test_links_keep_the_moment_and_who_is_looking(sample_page):
    app = sample_page("/", as_of="2021-12-13T16:00:00Z", me="hana.virtanen@loomline.example")
    shown = "\n".join(element.proto.body for element in app.get("html"))
    assert 'href="/trends?as_of=2021-12-13T16%3A00%3A00Z&amp;me=hana.virtanen%40loomline.example"' in shown


def test_the_way_back_to_now_keeps_what_the_page_shows(sample_page):
    choices = {"kr": ["installs", "arr"], "me": "hana.virtanen@loomline.example"}
    app = sample_page("/trends", as_of="2021-12-13T16:00:00Z", **choices)
    shown = "\n".join(element.proto.body for element in app.get("html"))
    assert 'href="/trends?kr=installs&amp;kr=arr&amp;me=hana.virtanen%40loomline.example">Back to now' in shown
