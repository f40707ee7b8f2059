"""What a question costs at GitHub: the nodes it may ask for, and its points of the hourly limit.

Both as GitHub's documentation counts them (Rate limits and node limits for the GraphQL API).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

MOST_NODES = 500_000


def nodes(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """Every connection's `first`, times those of the connections around it, added up."""
    return sum(around * first for around, first in _connections(document, variables))


def points(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """A hundredth of the connections that may have to be opened: each once for every node around it."""
    return max(1, round(sum(around for around, _ in _connections(document, variables)) / 100))


def _connections(document: DocumentNode, variables: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """For each connection, the number of nodes around it and its own `first`. Our questions have no named fragments."""

    def below(selected: SelectionSetNode | None, around: int) -> Iterator[tuple[int, int]]:
        for each in selected.selections if selected else ():
            first = _first(each, variables) if isinstance(each, FieldNode) else None
            if first is not None:
                yield around, first
            if isinstance(each, FieldNode | InlineFragmentNode):
                yield from below(each.selection_set, around * (first or 1))

    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            yield from below(operation.selection_set, 1)


def _first(field: FieldNode, variables: Mapping[str, Any]) -> int | None:
    value = next((each.value for each in field.arguments or () if each.name.value == "first"), None)
    if isinstance(value, VariableNode):
        return variables[value.name.value]
    return int(value.value) if isinstance(value, IntValueNode) else None
