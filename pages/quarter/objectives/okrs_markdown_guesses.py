"""How the key results of a Markdown page are measured, as a table in which each guess is confirmed or corrected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from data.quarter.brought import Brought
from data.rules.okr import KINDS
from data.sources.markdown import DraftKeyResult, Page
from pages.parts import load

_MEASURE = ("kind", "baseline", "target", "unit", "low", "high")
_ABOUT = Markup(
    '<div class="okr"><h2>How they are measured</h2><p class="soft">Correct what was guessed, and tick what is right. '
    "What stays unticked is saved as it is, and its open questions as a comment on it.</p></div>"
)
_ROWS, _BASE = "okrs.import.rows", "okrs.import.base"


def table(page: Page, brought: Brought, text: str) -> list[dict[str, Any]]:
    """A row for each key result, in the page's order. Corrections last as long as the text is the same."""
    owners = {each.draft.line: each.key_result.owner for each in brought.key_results}
    drafts = [each for objective in page.objectives for each in objective.key_results]
    key = f"okrs.import.table.{brought.quarter}.{hash(text)}"
    if key not in st.session_state:  # the table is drawn anew: as it was left, else as the page has it
        last, rows = st.session_state.get(_ROWS, (None, []))
        st.session_state[_BASE] = rows if last == key else [_row(each, owners.get(each.line)) for each in drafts]
    people = load.people()
    everybody = sorted((email for email in people if people[email].active), key=lambda email: people[email].name)
    number = st.column_config.NumberColumn
    st.html(_ABOUT)
    rows = st.data_editor(
        st.session_state[_BASE],
        key=key,
        hide_index=True,
        column_config={
            "line": number("Line", disabled=True, width=50),
            "title": st.column_config.TextColumn("Key result", disabled=True, width="large"),
            "is_right": st.column_config.CheckboxColumn(
                "Confirmed", help="Its kind and its numbers are as they should be.", width=90
            ),
            "kind": st.column_config.SelectboxColumn("Kind", options=KINDS, format_func=_worded, width=130),
            "baseline": number("Baseline", width=90),
            "target": number("Target", width=90),
            "unit": st.column_config.TextColumn("Unit", width=90),
            "low": number("At least", width=80),
            "high": number("At most", width=80),
            "owner": st.column_config.SelectboxColumn(
                "Owner", options=everybody, format_func=lambda email: people[str(email)].name, width=150
            ),
        },
        placeholder="–",
        alt="How each key result is measured",
    )
    st.session_state[_ROWS] = (key, rows)
    return rows


def applied(draft: DraftKeyResult, row: dict[str, Any]) -> DraftKeyResult:
    """A key result as its row has it; what was confirmed or corrected is no guess any more."""
    measured = {name: row[name] for name in _MEASURE}
    was = {name: getattr(draft, name) for name in _MEASURE}
    draft = replace(draft, owner_name=row["owner"] or draft.owner_name)
    if (row["is_right"] or measured != was) and measured["kind"]:
        return replace(draft, **measured, guessed=(), uncertain=())
    return draft


def forget() -> None:
    for name in (_ROWS, _BASE):
        st.session_state.pop(name, None)


def _row(draft: DraftKeyResult, owner: str | None) -> dict[str, Any]:
    return {
        "line": draft.line,
        "title": draft.title,
        "is_right": draft.kind is not None and not draft.guessed and not draft.uncertain,
        **{name: getattr(draft, name) for name in _MEASURE},
        "owner": owner,
    }


def _worded(kind: object) -> str:
    return str(kind).replace("_", " ")
