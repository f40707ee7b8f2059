"""Fixtures for pages: the shell run by AppTest over a store of the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data import running
from data.config import ROOT
from tests.own_settings import patch_settings

Open = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _packages_looked_at_once() -> Iterator[None]:
    """Each AppTest looks for components in every installed package: half of its time, always with one answer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Open]]:
    """`open_page(store_path)("/kr", kr="p95")` is a page as it opens cold, with its choices in the address."""
    with opening(monkeypatch) as of:
        yield of


@contextmanager
def opening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Open]]:
    """The same for fixtures that last longer than a test."""

    def of(store: Path) -> Open:
        monkeypatch.setenv("OKR_STORE", str(store))
        running.close()

        def opened(address: str = "/", **choices: str) -> AppTest:
            app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=30)
            for name, value in choices.items():
                app.query_params[name] = value
            # asked for as a browser does, without a look at the board first: `switch_page` knows no page before a run
            app._page_hash = calc_hash(address[1:]) if address != "/" else ""
            return app.run()

        return opened

    try:
        yield of
    finally:
        running.close()


@pytest.fixture
def sample_page(open_page: Callable[[Path], Open], sample_path: Path) -> Open:
    """A page over the sample quarter: `sample_page("/kr", kr="p95")`."""
    return open_page(sample_path)


@pytest.fixture(scope="module")
def page_only_read(_sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """A page over the sample quarter, for tests that only look at what it drew."""

    def opened(address: str = "/", **choices: str) -> AppTest:
        folder = tmp_path_factory.mktemp("read")
        with pytest.MonkeyPatch.context() as patch:
            patch_settings(patch, folder)
            with opening(patch) as open_page:
                return open_page(Path(shutil.copy(_sample_file, folder / "sample.duckdb")))(address, **choices)

    return opened


@pytest.fixture
def empty_page(open_page: Callable[[Path], Open], tmp_path: Path) -> Open:
    """A page over a new, empty store."""
    return open_page(tmp_path / "empty.duckdb")


def markup(app: AppTest) -> str:
    """All the HTML that a page draws by itself."""
    return "\n".join(element.proto.body for element in app.get("html"))
