"""What is asked of GitHub, held against its official schemas and its limits."""

from __future__ import annotations

import os

import pytest
from graphql import GraphQLSchema, parse

from data.sources.github import issue_comments, queries
from data.sources.github.wire import SIZES
from tests.sources import github_contract, github_cost

FULL_PAGE = {"project": "PVT_12", "id": "PVT_12", "login": "acme", "number": 12, "first": SIZES[0], "after": None}


@pytest.fixture(params=github_contract.COPIES)
def official(request) -> GraphQLSchema:
    """An official schema, today's and an older; without it beside the project the test is skipped, but never in CI."""
    schema = github_contract.official(request.param)
    if schema is None:
        message = f"GitHub's official schema is not at {github_contract.CONTRACTS / request.param}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return schema


def test_every_question_is_valid_today_and_on_an_older_server(official):
    wrong = [github_contract.wrong_question(official, question) for question in queries.every()]

    assert wrong == [[] for _ in queries.every()]


def test_what_is_asked_and_changed_about_comments_is_valid_on_both(official):
    assert [github_contract.wrong_question(official, each) for each in issue_comments.every()] == [[], [], []]


def test_the_boards_schema_here_is_a_part_of_githubs(official):
    """So what the server of these tests answers, GitHub can answer, and what it refuses, GitHub refuses."""
    assert list(github_contract.strayed(github_contract.board(), official)) == []


def test_the_judges_find_what_is_wrong(official):
    unknown = "query Items($id: ID!) { node(id: $id) { ... on ProjectV2 { colour } } }"
    ours = github_contract.build_schema(
        "type Query { node(id: ID!, at: Int): Node } interface Node { id: String! } enum IssueState { ASLEEP } "
        "union ProjectV2ItemContent = Query scalar Issue"
    )

    assert github_contract.wrong_question(official, unknown) == ["Cannot query field 'colour' on type 'ProjectV2'."]
    assert list(github_contract.strayed(ours, official)) == [
        "Query.node has no at: Int",
        "Node.id is not String!",
        "IssueState has no ASLEEP",
        "ProjectV2ItemContent has no Query",
        "Issue is of another kind",
    ]


@pytest.mark.parametrize("question", queries.every())
def test_no_question_asks_for_more_nodes_than_github_allows(question):
    assert 0 < github_cost.nodes(parse(question), FULL_PAGE) <= github_cost.MOST_NODES


def test_a_board_of_5000_items_takes_a_tenth_of_an_hours_points():
    """GitHub gives a user 5,000 points an hour, and other programs need some of them, too."""
    page = github_cost.points(parse(queries.ITEMS), FULL_PAGE)

    assert page * 5000 / SIZES[0] <= 500


def test_costs_are_counted_as_githubs_documentation_counts_them():
    """Its own example: 50 repositories, 20 pull requests with 10 comments, 20 issues with 10 comments, 10 followers."""
    question = """query { viewer {
      repositories(first: 50) { edges { repository: node {
        pullRequests(first: 20) { edges { node { comments(first: 10) { edges { node { bodyHTML } } } } } }
        issues(first: 20) { totalCount edges { node { comments(first: 10) { edges { node { bodyHTML } } } } } }
      } } }
      followers(first: 10) { edges { follower: node { login } } }
    } }"""

    assert github_cost.nodes(parse(question), {}) == 22_060
    assert github_cost.points(parse(question), {}) == 21  # 1 + 50 + 50 × 20 + 50 + 50 × 20 + 1 connections
