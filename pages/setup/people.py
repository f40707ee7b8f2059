"""The people of the org: who they are and what they own, and a form that adds or changes one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from data import people as directory
from data.people import PersonRefused
from data.rules import words
from data.rules.okr import ROLES, Person
from pages.parts import load
from pages.setup import parts

_NEW = "Add somebody…"
_ROLES = {"viewer": "Viewer", "owner": "Owner", "director": "Director", "vp": "VP"}


def show() -> None:
    parts.heading("People", "Owners write the weekly update; a stand-in writes in the place of somebody on leave.")
    if parts.is_past():
        _table()
        return
    wide, narrow = st.columns([2.7, 1], gap="large")
    with narrow:  # first, so that the table shows what was saved
        _form()
    with wide:
        _table()


def _table() -> None:
    people, owned = load.people(), _owned()
    if not people:
        st.html('<p class="okr soft">Nobody is here yet. Add yourself, or import people.csv.</p>')
        return
    listed = sorted(people.values(), key=lambda who: (not who.active, who.team or "", -ROLES.index(who.role), who.name))
    rows = [_row(person, people, owned[person.email]) for person in listed]
    st.html(parts.table(("Name", "Role", "Team", "Manager", "Stand-in", "Key results"), rows, numbers=(5,)))
    left = sum(owned[person.email] for person in listed if not person.active)
    if left:
        st.warning(f"{words.count(left, 'key result')} of this quarter: owned by somebody who is not active.")


def _owned() -> Counter[str]:
    """How many key results of the quarter under review each person owns."""
    rows = load.review().key_results
    return Counter(row.owner for row in rows if row.owner and row.status != "cancelled")


def _row(person: Person, people: Mapping[str, Person], owned: int) -> Markup:
    login = Markup("<small>{} on GitHub</small>").format(person.github) if person.github else ""
    name = Markup("{}{}<small>{}</small>{}").format(
        person.name, "" if person.active else " (not active)", person.email, login
    )
    cells = (
        name,
        _ROLES[person.role],
        person.team or "",
        _manager(person, people),
        _name(person.stand_in, people),
        str(owned or ""),
    )
    return parts.line(cells, (5,), css="" if person.active else "dim")


def _manager(person: Person, people: Mapping[str, Person]) -> str | Markup:
    found = directory.manager(person, people)
    if found and not person.manager:
        return Markup("{}<small>director of the team</small>").format(_name(found, people))
    return _name(found, people)


def _name(email: str | None, people: Mapping[str, Person]) -> str:
    return people[email].name if email and email in people else email or ""


def _form() -> None:
    people = load.people()
    names = {f"{who.name} ({who.email})": who for who in sorted(people.values(), key=lambda who: who.name)}
    chosen = names.get(st.selectbox("Add or change", [_NEW, *names], key="setup_person"))
    key = chosen.email if chosen else f"new_{len(people)}"  # a form of its own for each, empty again after an addition
    with st.form(f"setup_form_{key}"):
        written = _fields(chosen, key)
        if st.form_submit_button("Save" if chosen else "Add", type="primary"):
            _save(written, is_new=chosen is None)


def _fields(chosen: Person | None, key: str) -> Person:
    before = chosen or Person("", "")
    others = ["", *(email for email in load.people() if email != before.email)]
    called = {email: _name(email, load.people()) or "–" for email in others}

    def somebody(label: str, email: str | None, without: str = "–") -> str | None:
        index = others.index(email) if email in others else 0
        names = called | {"": without}
        return st.selectbox(label, others, index, names.__getitem__, key=f"setup_{label}_{key}") or None

    email = before.email or st.text_input("E-mail", key=f"setup_email_{key}")
    return replace(
        before,
        email=email,
        name=st.text_input("Name", before.name, key=f"setup_name_{key}"),
        role=st.selectbox("Role", ROLES, ROLES.index(before.role), _ROLES.__getitem__, key=f"setup_role_{key}"),
        team=st.text_input("Team", before.team or "", key=f"setup_team_{key}"),
        manager=somebody("Manager", before.manager, "The team’s director"),
        stand_in=somebody("Stand-in", before.stand_in, "Nobody"),
        github=st.text_input(
            "GitHub login", before.github or "", key=f"setup_github_{key}", help="So that the tracker shows their name"
        ),
        active=st.toggle("Active", before.active, key=f"setup_active_{key}"),
    )


def _save(written: Person, *, is_new: bool) -> None:
    try:
        kept = directory.save(load.store(), written, parts.me(), is_new=is_new)
    except PersonRefused as refused:
        lines = (f"{_called(each.column)}: {each.message}." for each in refused.problems)
        st.error("  \n".join((str(refused), *lines)))
    else:
        st.success(f"{kept.name} is saved.")


def _called(column: str | None) -> str:
    """A column as its field is labelled."""
    return "GitHub login" if column == "github" else (column or "").replace("_", "-").capitalize()
