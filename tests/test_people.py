"""People: who manages whom, and one person added or changed without losing what was true before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data import audit, imports, people
from data.people import PersonRefused
from data.rules.okr import Person
from data.store import journal
from tests.org import ORG, SETTINGS, contents

VIC = "vic@acme.example"


def known(store) -> dict[str, Person]:
    return journal.people(store, store.now())


def test_a_person_without_a_manager_is_managed_by_the_active_director_of_the_same_team(store):
    imports.bring_in(store, SETTINGS, contents(**ORG))
    everybody = known(store)
    ana, ben = everybody["ana@acme.example"], everybody["ben@acme.example"]

    assert people.manager(ben, everybody) == ana.email
    assert people.manager(ana, everybody) is None
    assert people.manager(replace(ben, manager=VIC), everybody) == VIC
    assert people.manager(ben, {ana.email: replace(ana, active=False)}) is None


def test_a_new_person_was_always_there_and_the_trail_says_who_added_them(store, at):
    kept = people.save(store, Person(" Vic@Acme.example ", "Vic", "vp", team=" "), "ana@acme.example", is_new=True)

    assert kept == Person(VIC, "Vic", "vp", team=None)
    assert journal.people(store, at("2021-11-01 00:00")) == {VIC: kept}
    (entry,) = audit.trail(store, store.now()).entries
    assert (entry.what, entry.detail, entry.by) == ("Person added", f"Vic ({VIC})", "ana@acme.example")


def test_a_changed_person_reads_as_before_at_every_moment_before_the_change(store):
    imports.bring_in(store, SETTINGS, contents(**ORG))
    before, ben = store.now(), known(store)["ben@acme.example"]

    people.save(store, replace(ben, stand_in=None, active=False), "ana@acme.example")

    assert journal.people(store, before)[ben.email] == ben
    assert known(store)[ben.email] == replace(ben, stand_in=None, active=False)
    changes = [(change.field, change.old, change.new, change.by) for change in journal.changes(store, store.now())]
    assert changes == [
        ("stand_in", "ana@acme.example", None, "ana@acme.example"),
        ("active", "yes", "no", "ana@acme.example"),
    ]


def test_saving_somebody_as_they_are_writes_nothing(store):
    imports.bring_in(store, SETTINGS, contents(**ORG))
    revision = store.revision

    people.save(store, known(store)["ben@acme.example"], None)

    assert store.revision == revision


@pytest.mark.parametrize(
    ("said", "column", "message"),
    [
        ({"email": "vic"}, "email", "expected an e-mail address"),
        ({"email": ""}, "email", "this cannot be left empty"),
        ({"email": "ben@acme.example"}, "email", "Ben has this address; choose them to change them"),
        ({"name": "  "}, "name", "this cannot be left empty"),
        ({"role": "king"}, "role", "expected one of viewer, owner, director, vp"),
        ({"manager": VIC}, "manager", "expected somebody else"),
        ({"stand_in": "nobody@acme.example"}, "stand_in", "there is no such person"),
        ({"stand_in": "cleo@acme.example"}, "stand_in", "Cleo is not active and cannot write for others"),
        ({"github": "not a login"}, "github", "expected a GitHub login like octocat"),
        ({"github": "CLEO"}, "github", "Cleo has this login"),
    ],
)
def test_what_cannot_be_is_refused_with_its_column_and_nothing_is_written(store, said, column, message):
    imports.bring_in(
        store, SETTINGS, contents(people=ORG["people"] + "        cleo@acme.example,Cleo,owner,Platform,\n")
    )
    people.save(store, replace(known(store)["cleo@acme.example"], active=False, github="cleo"), None)
    revision = store.revision

    with pytest.raises(PersonRefused) as refused:
        people.save(store, replace(Person(VIC, "Vic"), **said), None, is_new=True)

    assert [(problem.column, problem.message) for problem in refused.value.problems] == [(column, message)]
    assert store.revision == revision
