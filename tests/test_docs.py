"""The documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.cli import main
from data.config import ROOT
from data.rules.formats import FILES
from tests import commands_page

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_of_commands_is_what_their_help_prints():
    assert commands_page.FILE.read_text(encoding="utf-8") == commands_page.text(), "run `make docs`"


@pytest.mark.parametrize("name", FILES)
def test_every_column_of_every_file_is_documented(name):
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    section = page.split(f"## {name}.csv")[1].split("\n## ")[0]
    missing = [column for column in FILES[name].columns if f"`{column}`" not in section]
    assert not missing


def test_every_command_the_readme_shows_exists():
    shown = set(re.findall(r"okr ([a-z]+(?:-[a-z]+)*)", README))
    assert shown
    assert shown <= set(main.commands)


def test_every_make_target_the_readme_shows_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = set(re.findall(r"make ([a-z]+)", README))
    assert {"demo", "run", "test", "check"} <= shown <= targets


def test_every_link_of_the_documents_leads_to_a_file():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / Path(target)).exists(), f"{page.name} links to {target}"
