"""The people of the org: who manages whom, and one person added or changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from data import definitions
from data.errors import OkrError, Problem, UsageError
from data.rules.okr import Person
from data.rules.wordings import BEGINNING, Version
from data.store import journal
from data.store.connection import Store

People = Mapping[str, Person]


class PersonRefused(OkrError):
    """What was said about a person cannot be kept; the problems name the columns."""


def manager(person: Person, people: People) -> str | None:
    """The e-mail address of a person's manager: the one named, else the director of the same team.

    Directors and VPs lead the people of their team: they have the manager who is named, or none.
    """
    if person.manager or not person.team or person.role in ("director", "vp"):
        return person.manager
    directors = (other for other in people.values() if other.role == "director" and other.active)
    return next((other.email for other in directors if other.team == person.team), None)


def check_known(store: Store, by: str | None) -> None:
    """That whoever is named is one of the people, where there are any. Raises UsageError, with whom it may mean."""
    people = journal.people(store, store.now())
    if by is None or by in people or not people:
        return
    near = get_close_matches(by, people, n=1)
    meant = f"Did you mean {near[0]}?" if near else "Name one of those who are listed under People on the setup page."
    raise UsageError(f"There is no person {by}. {meant}")


def save(store: Store, person: Person, by: str | None, *, is_new: bool = False) -> Person:
    """Keep a person as a newer version, and answer with what was kept; nothing is written when nothing differs.

    Like an import, the first version holds from the beginning. `is_new` refuses an address that is known. Raises
    PersonRefused.
    """
    read, problems = definitions.read("people", person)
    with store.writing() as writer:
        people = {row["email"]: Person(**row) for row in writer.rows("people/current", as_of=writer.moment)}
        problems += _wrong(read, people, is_new)
        if problems:
            raise PersonRefused("Nothing was saved.", problems)
        if read.email not in people:
            journal.define(writer, journal.PEOPLE, [Version(read, BEGINNING, by)])
            journal.record_event(writer, "person", f"{read.name} ({read.email})", by)
        elif read != people[read.email]:
            journal.define(writer, journal.PEOPLE, [Version(read, writer.moment, by)])
    return read


def _wrong(person: Person, people: People, is_new: bool) -> Iterator[Problem]:
    if is_new and person.email in people:
        yield Problem(f"{people[person.email].name} has this address; choose them to change them", column="email")
    for column in ("manager", "stand_in"):
        other = getattr(person, column)
        if other == person.email and other is not None:
            yield Problem("expected somebody else", column=column, value=other)
        elif other is not None and other not in people:
            yield Problem("there is no such person", column=column, value=other)
    same = _with_login(person, people)
    if same:
        yield Problem(f"{same.name} has this login", column="github", value=person.github)
    stand_in = people.get(person.stand_in or "")
    if stand_in and stand_in.email != person.email and not stand_in.active:
        yield Problem(f"{stand_in.name} is not active and cannot write for others", column="stand_in")


def _with_login(person: Person, people: People) -> Person | None:
    """Somebody else who is this person on GitHub, where case does not count."""
    login = (person.github or "").casefold()
    others = (other for other in people.values() if other.email != person.email and other.github)
    return next((other for other in others if (other.github or "").casefold() == login), None)
