"""GitHub's official schemas, today's and an older one, as judges of our questions and of the board's schema here."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    parse,
    validate,
)

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"
COPIES = ("github-schema.graphql.gz", "github-schema-octokit.graphql.gz")


@cache
def board() -> GraphQLSchema:
    """The part of the schema that is about a board, which the server here answers by."""
    return build_schema((Path(__file__).parent / "github_board.graphql").read_text(encoding="utf-8"))


@cache
def official(copy: str) -> GraphQLSchema | None:
    """An official schema, None where it does not lie beside the project."""
    if not (CONTRACTS / copy).exists():
        return None
    with gzip.open(CONTRACTS / copy, "rt", encoding="utf-8") as file:
        return build_schema(file.read(), assume_valid=True)


def wrong_question(schema: GraphQLSchema, question: str) -> list[str]:
    """What is wrong with a question, in sentences."""
    return [error.message for error in validate(schema, parse(question))]


def strayed(part: GraphQLSchema, whole: GraphQLSchema) -> Iterator[str]:
    """What a part of a schema has that the whole has not, or has otherwise."""
    for name, ours in part.type_map.items():
        if name.startswith("__"):
            continue
        theirs = whole.type_map.get(name)
        if type(ours) is not type(theirs):
            yield f"{name} is of another kind"
        elif isinstance(ours, GraphQLUnionType) and isinstance(theirs, GraphQLUnionType):
            yield from _missing(name, {each.name for each in ours.types}, {each.name for each in theirs.types})
        elif isinstance(ours, GraphQLEnumType) and isinstance(theirs, GraphQLEnumType):
            yield from _missing(name, set(ours.values), set(theirs.values))
        elif isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
            assert isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType)
            yield from _strayed_fields(ours, theirs)


def _strayed_fields(
    ours: GraphQLObjectType | GraphQLInterfaceType, theirs: GraphQLObjectType | GraphQLInterfaceType
) -> Iterator[str]:
    yield from _missing(ours.name, {each.name for each in ours.interfaces}, {each.name for each in theirs.interfaces})
    for name, field in ours.fields.items():
        official = theirs.fields.get(name)
        if official is None or str(field.type) != str(official.type):
            yield f"{ours.name}.{name} is not {field.type}"
            continue
        arguments = {f"{each}: {argument.type}" for each, argument in field.args.items()}
        yield from _missing(
            f"{ours.name}.{name}", arguments, {f"{each}: {argument.type}" for each, argument in official.args.items()}
        )


def _missing(where: str, ours: set[str], theirs: set[str]) -> Iterator[str]:
    yield from (f"{where} has no {name}" for name in sorted(ours - theirs))
