"""Streamlit's scripts and styles go over the wire compressed, in the way that the browser asks for."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable

import brotli
import pytest

from tests.server import Server


@pytest.fixture
def script(server: Server) -> str:
    """The address of the script that the first page asks for."""
    with urllib.request.urlopen(server.url) as page:
        found = re.search(rb'src="\.?(/static/js/[^"]+\.js)"', page.read())
    assert found
    return server.url + found[1].decode()


def fetch(url: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(url, headers=named)) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpacked"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip, deflate", "gzip", gzip.decompress)],
)
def test_a_script_is_compressed_as_the_browser_wants_it(
    script: str, accepted: str, encoding: str, unpacked: Callable[[bytes], bytes]
):
    plain, _ = fetch(script)
    first, headers = fetch(script, accept_encoding=accepted)
    again, _ = fetch(script, accept_encoding=accepted)
    assert headers["content-encoding"] == encoding
    assert "accept-encoding" in headers["vary"].lower()
    assert "immutable" in headers["cache-control"]
    assert len(first) < len(plain) / 2
    assert unpacked(first) == unpacked(again) == plain


def test_a_browser_that_accepts_nothing_gets_the_script_as_it_is(script: str):
    _, headers = fetch(script, accept_encoding="identity")
    assert "content-encoding" not in headers


def test_what_has_no_name_of_its_own_is_never_kept(server: Server):
    body, headers = fetch(f"{server.url}/static/js/no-such-script.js", accept_encoding="br")
    assert headers["cache-control"] == "no-cache"
    assert body.startswith(b"<!")


def test_a_script_carries_the_safety_headers_too(script: str):
    _, headers = fetch(script, accept_encoding="br")
    assert headers["x-content-type-options"] == "nosniff"
