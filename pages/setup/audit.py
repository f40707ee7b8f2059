"""The audit trail: what was imported, synced, reworded, written and graded, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import streamlit as st
from markupsafe import Markup

from data import audit
from data.audit import Edit, Entry, Trail
from data.rules import compare, words
from data.rules.okr import Person
from pages.parts import links, load
from pages.setup import parts

_KINDS: dict[str, audit.Kind] = {
    "Imports": "import",
    "Syncs": "sync",
    "Definitions": "definition",
    "Updates": "update",
    "Grades": "grade",
}
_WORDS: dict[audit.Kind, str] = {kind: word.removesuffix("s") for word, kind in _KINDS.items()}
_EVERYTHING, _ANYBODY = "Everything", "Anybody"

_CSS = Markup("""<style>
.trail td:nth-child(-n + 2) { white-space: nowrap; color: var(--soft); }
.trail .group td:first-child { color: var(--ink); }
.trail th:nth-child(1) { width: 5rem; } .trail th:nth-child(2) { width: 7rem; } .trail th:nth-child(4) { width: 14rem; }
.trail del { color: var(--soft); } .trail ins { text-decoration: none; font-weight: 600; }
.trail q { color: var(--soft); font-style: italic; display: block; max-width: 52rem; }
</style>""")


def show() -> None:
    parts.heading("Audit trail", "Nothing is edited in place: every change is kept with who and when. Times are UTC.")
    kind, by = _filters()
    shown = load.trail(_before(), _KINDS.get(kind), by)
    if not shown.entries:
        st.html('<p class="okr soft">Nothing here. Choose other filters, or import your OKRs.</p>')
        return
    st.html(_CSS + _table(shown, load.people()))
    _older(shown)


def _filters() -> tuple[str, str | None]:
    people = {person.name: person.email for person in load.people().values()}
    left, right, _ = st.columns([2.4, 1, 1], vertical_alignment="bottom")
    with left:
        kind = st.segmented_control(
            "What", [_EVERYTHING, *_KINDS], default=_EVERYTHING, required=True, key="kind", bind="query-params"
        )
    with right:
        name = st.selectbox("Who", [_ANYBODY, *sorted(people)], key="who", bind="query-params")
    return kind or _EVERYTHING, people.get(name)


def _before() -> datetime | None:
    """The moment before which the trail is shown; one that cannot be read is none."""
    try:
        return datetime.fromisoformat(st.query_params.get("before", "")).astimezone(UTC)
    except ValueError:
        return None


def _table(shown: Trail, people: Mapping[str, Person]) -> Markup:
    rows: list[Markup] = []
    for day, entries in groupby(shown.entries, key=lambda entry: entry.at.date()):
        rows.append(parts.group(f"{day:%A}, {words.day(day)} {day.year}", 4))
        rows += [_row(entry, people) for entry in entries]
    return Markup('<div class="trail">{}</div>').format(parts.table(("Time", "", "What", "By"), rows))


def _row(entry: Entry, people: Mapping[str, Person]) -> Markup:
    what = links.link(entry.what, "/kr", kr=entry.key_result) if entry.key_result else entry.what
    detail = Markup("<small>{}</small>").format(entry.detail) if entry.detail else ""
    reason = Markup("<q>{}</q>").format(entry.reason) if entry.reason else ""
    said = Markup("").join((*map(_edit, entry.edits), detail, reason))
    by = people[entry.by].name if entry.by and entry.by in people else entry.by or ""
    time = Markup('<span class="num">{}</span>').format(f"{entry.at:%H:%M}")
    return parts.line((time, _WORDS.get(entry.kind, ""), Markup("{}{}").format(what, said), by))


def _edit(edit: Edit) -> Markup:
    if turned := compare.turned(edit.field, edit.old, edit.new):
        return Markup("<div>{}</div>").format(turned.capitalize())
    field, old, new = edit.field.replace("_", " ").capitalize(), edit.old or "empty", edit.new or "empty"
    return Markup("<div>{}: <del>{}</del> → <ins>{}</ins></div>").format(field, old, new)


def _older(shown: Trail) -> None:
    kept: dict[str, Any] = {name: st.query_params.get(name) for name in ("section", "kind", "who")}
    turns = []
    if st.query_params.get("before"):
        turns.append(links.link("← Newest", "/setup", **kept))
    if shown.older:
        label = f"Older than {words.day(shown.older)} {shown.older.year} →"
        turns.append(links.link(label, "/setup", **kept, before=shown.older.isoformat()))
    if turns:
        st.html(Markup('<p class="okr">{}</p>').format(Markup(" &nbsp; ").join(turns)))
