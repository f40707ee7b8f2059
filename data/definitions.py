"""A definition as somebody typed it: read by the rules of its file, named by an id, kept as a version."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from data.errors import Problem
from data.rules import cells, formats
from data.rules.wordings import BEGINNING, Version
from data.store import journal
from data.store.connection import Writer
from data.store.journal import Definition

Noun = TypeVar("Noun")

_MOST_OF_AN_ID = 48


def read(file: str, typed: Noun) -> tuple[Noun, list[Problem]]:
    """What was typed with each text read as the cell of its file that it is; a blank one is unknown.

    The problems name the columns.
    """
    found, problems = {}, []
    for column in (field.name for field in fields(typed)):  # type: ignore[arg-type]
        text = cells.write(getattr(typed, column)).strip()
        try:
            found[column] = formats.read(file, column, text)
        except ValueError as error:
            problems.append(Problem(str(error), column=column, value=text))
    needed = [column for column in formats.FILES[file].filled if found.get(column, "") is None]
    problems += [Problem("this cannot be left empty", column=column) for column in sorted(needed)]
    return replace(typed, **found), problems  # type: ignore[type-var]


def add(
    writer: Writer,
    noun: Definition,
    values: Iterable[Any],
    by: str | None,
    *,
    reason: str | None = None,
    agreed_by: str | None = None,
) -> None:
    """Keep definitions that are new. Their history begins with their absence, so that no past knows them."""
    now = [Version(value, writer.moment, by, reason, agreed_by) for value in values]
    absent = [Version(replace(version.value, withdrawn=True), BEGINNING, by) for version in now]
    journal.define(writer, noun, [*absent, *now])


def add_parts(writer: Writer, noun: Definition, values: Iterable[Any], by: str | None) -> None:
    """Keep the milestones or the plan of a key result that is itself new: where it is absent, they are."""
    journal.define(writer, noun, [Version(value, BEGINNING, by) for value in values])


def change(
    writer: Writer,
    noun: Definition,
    values: Iterable[Any],
    by: str | None,
    *,
    reason: str | None = None,
    agreed_by: str | None = None,
) -> None:
    """Keep a newer version of definitions that are known."""
    journal.define(writer, noun, [Version(value, writer.moment, by, reason, agreed_by) for value in values])


def new_id(writer: Writer, noun: Definition, title: str) -> str:
    """An id made of a title that no definition of its kind has or had: "search-is-fast", then "search-is-fast-2"."""
    return free_id(noun, title, {row[noun.key[0]] for row in writer.rows(f"{noun.table}/ids")})


def free_id(noun: Definition, title: str, taken: Collection[str]) -> str:
    """The same beside the ids that are taken."""
    name, number = slug(title) or noun.key[0].replace("_", "-"), 1
    while (found := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return found


def slug(title: str) -> str:
    """A title as part of an address: lower case, no accents, whole words as far as there is room."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(text) <= _MOST_OF_AN_ID:
        return text
    return text[: _MOST_OF_AN_ID + 1].rpartition("-")[0] or text[:_MOST_OF_AN_ID]
