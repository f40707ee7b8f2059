"""Bringing a Markdown page into a quarter: the page, what was understood of it, what is to be confirmed, and the save.

The text stays in its field until it is saved as drafts, and so do the corrections of what was guessed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from data.errors import OkrError
from data.quarter import bringing, laying_out
from data.quarter.brought import Brought
from data.rules import words
from data.rules.calendar import Quarter
from data.sources.markdown import Page
from pages.parts import acts, load, who
from pages.quarter.objectives import okrs_markdown_guesses, okrs_markdown_outline
from pages.quarter.objectives.forms import KEPT

_TEXT, _FILE, _TURN, _REFUSED = "okrs.import.text", "okrs.import.file", "okrs.import.turn", "okrs.import.refused"
_ABOUT = Markup(
    '<div class="okr"><h2>Bring a Markdown page into {}</h2><p class="soft">Headings for teams, objectives as '
    "headings, bold or numbered, key results as bullets below. What is saved are drafts: the same page saved again "
    "changes the same drafts, and nothing that is proposed or approved.</p></div>"
)
_EXAMPLE = """## Search
### Objective: The answer is on the first page
Why: Each search that ends on page two is a reason to go back to grep.
- KR: Searches that succeed on the first page rise from 58% to 70% (Lucía)
- KR: Searches without a result stay below 8%"""


def section(quarter: Quarter) -> None:
    st.html(_ABOUT.format(quarter))
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(refused)
    _source()
    text = st.session_state.get(_TEXT) or ""
    with st.container(horizontal=True):
        st.button("Read the page", key="okrs_import_read", type="secondary" if text.strip() else "primary")
        st.button("Cancel", key="okrs_import_cancel", type="tertiary", on_click=_leave)
    if not text.strip():
        return
    try:
        page = bringing.read(_file(), text.encode())
    except OkrError as error:
        st.error(acts.told(error))
        return
    _understood(quarter, page, text)


def _source() -> None:
    """The page as a file or as text; a file's text is put into the field, where it can be mended."""
    turn = st.session_state.get(_TURN, 0)
    key = f"okrs.import.upload.{turn}"
    st.file_uploader("A Markdown file", type=["md", "markdown", "txt"], key=key, on_change=_take, args=(key,))
    st.text_area(
        "Or its text",
        key=_TEXT,
        height=120 if st.session_state.get(_TEXT) else 220,
        placeholder=_EXAMPLE,
        persist_state=KEPT,
    )


def _take(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    try:
        st.session_state[_TEXT] = file.getvalue().decode("utf-8-sig")
        st.session_state[_FILE] = file.name
    except UnicodeDecodeError:
        st.session_state[_REFUSED] = f"{file.name} is not UTF-8 text. Save it as UTF-8 and choose it again."


def _file() -> str:
    return st.session_state.get(_FILE) or "the pasted page"


def _understood(quarter: Quarter, page: Page, text: str) -> None:
    brought = laying_out.beside(load.store(), load.settings(), page, str(quarter), _file())
    st.html(okrs_markdown_outline.told(brought))
    with st.expander("The page, line by line", expanded=brought.is_partial):
        st.html(okrs_markdown_outline.lines(page, text))
    corrected = _corrected(page, okrs_markdown_guesses.table(page, brought, text))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Save {_how_many(brought)} as drafts",
            key="okrs_import_save",
            type="primary",
            disabled=not _news(brought) and corrected == page,
            on_click=_save,
            args=(quarter, corrected),
        )


def _how_many(brought: Brought) -> str:
    objectives, key_results = len(brought.objectives), len(list(brought.key_results))
    return f"{words.count(objectives, 'objective')} with {words.count(key_results, 'key result')}"


def _news(brought: Brought) -> int:
    return sum(each.outcome in ("new", "changed") for each in (*brought.objectives, *brought.key_results))


def _corrected(page: Page, rows: list[dict[str, Any]]) -> Page:
    """The page with what was confirmed, corrected and filled in; its key results in their order."""
    left = iter(rows)
    return replace(
        page,
        objectives=tuple(
            replace(
                objective,
                key_results=tuple(okrs_markdown_guesses.applied(each, next(left)) for each in objective.key_results),
            )
            for objective in page.objectives
        ),
    )


def _save(quarter: Quarter, page: Page) -> None:
    try:
        brought = bringing.bring_in(load.store(), load.settings(), page, str(quarter), file=_file(), by=who.me())
    except OkrError as error:
        st.session_state[_REFUSED] = acts.told(error)
        return
    st.session_state["okrs.saved"] = f"{words.count(_news(brought), 'draft')} saved."
    _leave()


def _leave() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    for name in (_TEXT, _FILE):
        st.session_state.pop(name, None)
    okrs_markdown_guesses.forget()
    st.query_params.pop("bring", None)
