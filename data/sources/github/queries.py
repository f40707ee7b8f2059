"""The questions put to GitHub's GraphQL API: each is valid today and on an older Enterprise Server.

Connections are never nested in field values: GitHub counts a page's points by the connections it may have to open, and
labels inside each of 50 values of each of 100 items would use up an hour's points in 25 pages. Labels, people and pull
requests are asked of the content instead, and what does not fit there with a question of its own (`rest`). Fields that
belong to a whole organization are left out: older servers do not know the type of their values.
"""

from __future__ import annotations

_SELECTIONS = {
    "fields": """... on ProjectV2FieldCommon { id name dataType }
      ... on ProjectV2SingleSelectField { options { name } }
      ... on ProjectV2IterationField { configuration {
        iterations { id title startDate duration } completedIterations { id title startDate duration } } }""",
    "fieldValues": """__typename ... on ProjectV2ItemFieldValueCommon { field { ... on ProjectV2FieldCommon { id } } }
      ... on ProjectV2ItemFieldTextValue { text } ... on ProjectV2ItemFieldNumberValue { number }
      ... on ProjectV2ItemFieldDateValue { date } ... on ProjectV2ItemFieldSingleSelectValue { name }
      ... on ProjectV2ItemFieldIterationValue { title startDate }""",
    "labels": "name",
    "assignees": "login",
    "closedByPullRequestsReferences": "url",
    "reviewRequests": "requestedReviewer { __typename ... on Actor { login } }",  # a team's name takes another scope
    "latestReviews": "author { login }",
}
_OPTIONS = {"closedByPullRequestsReferences": ", includeClosedPrs: true"}
_HOLDERS = {
    "fields": ("ProjectV2",),
    "fieldValues": ("ProjectV2Item",),
    "labels": ("Labelable",),
    "assignees": ("Assignable", "DraftIssue"),
    "closedByPullRequestsReferences": ("Issue",),
    "reviewRequests": ("PullRequest",),
    "latestReviews": ("PullRequest",),
}


def _some(connection: str, count: int | str, after: str = "") -> str:
    arguments = f"first: {count}{after}{_OPTIONS.get(connection, '')}"
    return f"{connection}({arguments}) {{ nodes {{ {_SELECTIONS[connection]} }} pageInfo {{ hasNextPage endCursor }} }}"


def _project(owner: str) -> str:
    return f"""query Project($login: String!, $number: Int!) {{
  {owner}(login: $login) {{ projectV2(number: $number) {{ id title url closed {_some("fields", 100)} }} }}
}}"""


PROJECTS = {owner: _project(owner) for owner in ("organization", "user")}  # one project, by who owns it

ITEMS = f"""query Items($project: ID!, $first: Int!, $after: String) {{
  node(id: $project) {{ ... on ProjectV2 {{ items(first: $first, after: $after) {{
    totalCount
    pageInfo {{ hasNextPage endCursor }}
    nodes {{
      id type isArchived createdAt
      {_some("fieldValues", 50)}
      content {{
        ... on Node {{ id }}
        ... on Assignable {{ {_some("assignees", 10)} }}
        ... on Labelable {{ {_some("labels", 20)} }}
        ... on Closable {{ closed closedAt }}
        ... on UniformResourceLocatable {{ url }}
        ... on RepositoryNode {{ repository {{ nameWithOwner }} }}
        ... on DraftIssue {{ title createdAt {_some("assignees", 10)} }}
        ... on Issue {{
          number title createdAt stateReason milestone {{ title }}
          parent {{ url }} subIssuesSummary {{ completed total }}
          {_some("closedByPullRequestsReferences", 10)}
        }}
        ... on PullRequest {{
          number title createdAt merged milestone {{ title }}
          {_some("reviewRequests", 10)}
          {_some("latestReviews", 10)}
        }}
      }}
    }}
  }} }} }}
}}"""


def rest(connection: str) -> str:
    """What follows a cursor in a connection of a node, whatever kind of node holds it."""
    some = _some(connection, "$first", ", after: $after")
    found = " ".join(f"... on {holder} {{ {some} }}" for holder in _HOLDERS[connection])
    return f"query Rest($id: ID!, $first: Int!, $after: String!) {{ node(id: $id) {{ {found} }} }}"


def every() -> tuple[str, ...]:
    """Every question there is, for whoever checks them against a schema."""
    return (*PROJECTS.values(), ITEMS, *map(rest, _SELECTIONS))
