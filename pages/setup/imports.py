"""Files in and out: an import that first says what it would do, empty files to fill in, and everything as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from markupsafe import Markup

from data import exporting, imports
from data.errors import Problem
from data.imports import ImportRefused, Report
from data.rules import words
from pages.parts import load
from pages.setup import parts

_TURN = "setup_upload_turn"  # which upload this is: the next one begins with no files
_DONE = "setup_upload_done"  # what the last one brought


def show() -> None:
    parts.heading(
        "Import", "CSV files, or an XLSX with sheets of those names. You see what would change before it does."
    )
    if not parts.is_past():
        upload()
    parts.heading(
        "Take it with you",
        "The empty files show every column. The export holds everything and imports again without a difference.",
    )
    with st.container(horizontal=True):
        templates()
        st.download_button(
            "Export everything as CSV",
            lambda: exporting.packed(exporting.csv_files(load.store(), load.now())),
            f"okr-{load.now():%Y-%m-%d}.zip",
            "application/zip",
            on_click="ignore",
            icon=":material/download:",
        )


def templates() -> None:
    """The button that gives an empty file of every kind."""
    st.download_button(
        "Empty files to fill in",
        lambda: exporting.packed(exporting.templates()),
        "okr-templates.zip",
        "application/zip",
        on_click="ignore",
        icon=":material/draft:",
    )


def upload() -> bool:
    """Files, what they would change, and the button that imports them; whether there are files.

    Files with a problem stay, and change nothing.
    """
    turn = st.session_state.get(_TURN, 0)
    files = st.file_uploader(
        "Files to import",
        type=["csv", "xlsx"],
        accept_multiple_files=True,
        key=f"setup_upload_{turn}",
        label_visibility="collapsed",
    )
    if not files:
        if done := st.session_state.get(_DONE):
            st.success(_imported(done))
        return False
    contents = {file.name: file.getvalue() for file in files}
    if len(contents) < len(files):
        st.error("Two of these files have the same name. Take one of them away.")
    else:
        _plan(contents)
    return True


def _plan(contents: Mapping[str, bytes]) -> None:
    try:
        report = imports.bring_in(load.store(), load.settings(), contents, dry_run=True)
    except ImportRefused as refused:
        st.error(str(refused))
        st.html(parts.problems(problem for problem in refused.problems if not problem.is_warning))
        _warn(refused.problems)
        return
    st.html(_counts(report))
    _warn(report.warnings)
    rows = _news(report)
    if not rows:
        st.info("All of this is in the store already. There is nothing to import.")
    elif st.button(f"Import {'this' if rows == 1 else 'these'} {words.count(rows, 'row')}", type="primary"):
        _import(contents)


def _warn(problems: Iterable[Problem]) -> None:
    if warnings := [problem for problem in problems if problem.is_warning]:
        st.html(Markup('<div class="okr"><h2>Worth a look</h2></div>{}').format(parts.problems(warnings)))


def _import(contents: Mapping[str, bytes]) -> None:
    with st.spinner("Importing…"):
        report = imports.bring_in(load.store(), load.settings(), contents, by=parts.me())
    st.session_state[_DONE] = report
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.rerun()


def _news(report: Report) -> int:
    return sum(count.new + count.changed for count in report.files.values())


def _counts(report: Report) -> Markup:
    rows = [
        (name, *(words.number(number) if number else "" for number in (count.new, count.changed, count.same)))
        for name, count in report.files.items()
    ]
    return parts.table(("What it holds", "New", "Changed", "Already there"), _called(rows), numbers=(1, 2, 3))


def _called(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [(name.replace("_", " ").capitalize().replace("Kpi", "KPI"), *numbers) for name, *numbers in rows]


def _imported(report: Report) -> str:
    new = sum(count.new for count in report.files.values())
    changed = sum(count.changed for count in report.files.values())
    return f"Imported: {words.count(new, 'new row')}, {words.count(changed, 'changed row')}. The audit trail keeps it."
