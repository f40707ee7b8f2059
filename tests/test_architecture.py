"""The architecture, read from the imports: they run one way, and each library has one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import data
import pages
from data.config import ROOT

SOURCES = tuple(
    str(path.relative_to(ROOT))
    for path in [ROOT / "app.py", *(ROOT / "data").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
)

BELOW_ACTIONS = (
    *("data.store", "data.sources", "data.exports", "data.rules"),
    *("data.config", "data.definitions", "data.errors", "data.people", "data.running", "data.timetables"),
)
OF_THE_WEEK = ("data.monday", "data.pulls", *BELOW_ACTIONS)
# What a part of the program may import of the program; the longest matching name speaks for a module.
MAY_IMPORT = {
    "app.py": ("data.api", "pages.parts"),
    "pages/": ("data", "pages"),
    "data/cli.py": ("data",),
    "data/__main__.py": ("data.cli",),
    "data/api.py": ("data",),
    "data/": ("data",),
    "data/telling/": ("data.telling", "data.quarter", *OF_THE_WEEK),
    "data/quarter/": ("data.quarter", *OF_THE_WEEK),
    "data/monday/": OF_THE_WEEK,
    "data/pulls/": ("data.pulls", *BELOW_ACTIONS),
    "data/errors.py": (),
    "data/config.py": ("data.errors", "data.rules", "data.timetables"),
    "data/definitions.py": ("data.errors", "data.rules", "data.sources", "data.store"),
    "data/sample/": (),
    "data/rules/": ("data.rules",),
    "data/sources/": ("data.sources", "data.rules", "data.errors"),
    "data/exports/": ("data.exports", "data.rules", "data.errors"),
    "data/store/": ("data.store", "data.rules", "data.errors"),
}
# Where each library may be imported: by these modules alone.
DOORS = {
    "streamlit": ("pages/", "app.py"),
    "duckdb": ("data/store/",),
    "looker_sdk": ("data/sources/looker/looker.py",),
    "openpyxl": ("data/sources/sheets.py",),
    "markdown_it": ("data/sources/markdown/outline.py", "data/exports/mails/mail_prose.py"),  # read; shown in mails
    "smtplib": ("data/telling/mailing.py",),
    "jinja2": ("data/exports/mails/mail.py",),
    "css_inline": ("data/exports/mails/mail.py",),
    "PIL": ("data/exports/mails/mail_pictures.py",),
    "xlsxwriter": ("data/exports/tables.py",),
    "slack_sdk": ("data/telling/posting.py",),
    "pptx": ("data/exports/decks/slide",),
    "icalendar": ("data/exports/ical",),
    "apscheduler": ("data/timetables.py",),
    "click": ("data/cli.py",),
    "starlette": ("data/api.py", "data/bundles.py"),
    "brotli": ("data/bundles.py",),
}
# Slow to import: only inside the function that needs them, so that the command line and the first page come up fast.
SLOW = (
    "pandas",
    "plotly",
    "looker_sdk",
    "openpyxl",
    "xlsxwriter",
    "numpy",
    "requests",
    "streamlit",
    "pptx",
    "icalendar",
    "apscheduler",
    "jinja2",
    "css_inline",
    "PIL",
    "markdown_it",
)


@cache
def tree(module: str) -> ast.Module:
    """Parsed when a test first asks for it, not while the tests are collected."""
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


@cache
def imports(module: str) -> tuple[str, ...]:
    """The full names a module imports, also inside its functions, but not those only for the type checker."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[str]:
    for node in _but_for_types(tree(module)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _but_for_types(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        yield child
        yield from _but_for_types(child)


def part_of(name: str, parents: tuple[str, ...]) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def allowed(module: str) -> tuple[str, ...]:
    return MAY_IMPORT[max((part for part in MAY_IMPORT if module.startswith(part)), key=len)]


@pytest.mark.parametrize("module", SOURCES)
def test_imports_run_one_way(module: str):
    ours = [name for name in imports(module) if part_of(name, ("data", "pages", "app", "tests"))]
    assert [name for name in ours if not part_of(name, allowed(module))] == []


@pytest.mark.parametrize("module", SOURCES)
def test_pages_command_line_and_http_never_import_each_other(module: str):
    edges = {"data.cli", "data.__main__", "data.api", "data.remote", "pages", "app"}
    expected = {
        "app.py": {"data.api", "pages"},
        "data/__main__.py": {"data.cli"},
        "data/cli.py": {"data.remote"},
    }.get(module, {"pages"} if module.startswith("pages/") else set())
    assert {edge for name in imports(module) for edge in edges if part_of(name, (edge,))} <= expected


def test_the_rules_import_only_the_standard_library_and_numpy():
    found = {name.split(".")[0] for module in SOURCES if module.startswith("data/rules/") for name in imports(module)}
    assert found - set(sys.stdlib_module_names) <= {"data", "numpy"}


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str):
    users = [module for module in SOURCES if any(part_of(name, (library,)) for name in imports(module))]
    assert users, f"nobody uses {library}"
    assert [module for module in users if not module.startswith(DOORS[library])] == []


def test_only_the_settings_read_the_environment():
    for module in SOURCES:
        read = [
            node
            for node in ast.walk(tree(module))
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        ]
        assert not read or module == "data/config.py", module


def test_nobody_empties_the_cache():
    """The cache is keyed by the store's revision: what was written is seen, and emptying it costs everybody."""
    pages = [module for module in SOURCES if module.startswith("pages/")]
    nodes = [(module, node) for module in pages for node in ast.walk(tree(module))]
    functions = [node for _, node in nodes if isinstance(node, ast.FunctionDef)]
    cached = {each.name for each in functions if any("st.cache_" in ast.unparse(mark) for mark in each.decorator_list)}
    assert cached
    emptied = [
        (module, node.lineno)
        for module, node in nodes
        if isinstance(node, ast.Attribute)
        and node.attr in ("clear", "clear_all")
        and ast.unparse(node.value).split(".")[-1] in {*cached, "cache_data", "cache_resource", "caching"}
    ]
    assert emptied == []


def test_charts_are_drawn_in_one_place():
    drawing = {
        module
        for module in SOURCES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr == "plotly_chart"
    }
    assert drawing == {"pages/parts/charts.py"}


@pytest.mark.parametrize("module", SOURCES)
def test_every_module_says_in_its_first_words_what_it_owns(module: str):
    assert (ast.get_docstring(tree(module)) or "").strip()


def test_data_and_pages_are_this_projects():
    """Their names are common ones: a package of the same name elsewhere on the path must not come first."""
    assert [Path(str(package.__file__)) for package in (data, pages)] == [
        ROOT / "data" / "__init__.py",
        ROOT / "pages" / "__init__.py",
    ]


def test_every_folder_of_the_source_is_a_package_and_none_of_the_tests_is():
    """A package under tests/ named like one of ours would stand in its way; a missing one is not installed."""
    folders = {path.parent for name in ("data", "pages") for path in (ROOT / name).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_beside_the_shell_lie_only_packages():
    """Streamlit puts pages/ first on the path: a module there would hide a library of its name."""
    assert {path.name for path in (ROOT / "pages").glob("*.py")} == {"__init__.py", "shell.py"}


def test_the_command_line_starts_without_what_only_some_commands_need():
    code = f"import sys, data.cli; print([name for name in {SLOW} if name in sys.modules])"
    started = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert started.stdout.strip() == "[]"
