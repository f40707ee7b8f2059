"""What a board holds becomes work items: of every kind, with fields of every kind, however many there are."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from data.sources.github import projects as source
from tests.sources.conftest import NOW
from tests.sources.github_boards import connection, person
from tests.sources.github_server import altered, meanwhile


@pytest.fixture
def fields(github):
    """Status, Team, Iteration, Target date and Key result, as a tracker has them; and Effort and Notes besides."""
    github.board.add_field("Status", "SINGLE_SELECT", options=["Todo", "In progress", "Done"])
    github.board.add_field("Team", "SINGLE_SELECT")
    github.board.add_iterations(
        "Iteration", completed={"Sprint 1": "2021-11-01"}, running={"Sprint 3": "2021-11-29", "Sprint 4": "2021-12-13"}
    )
    github.board.add_field("Target date", "DATE")
    github.board.add_field("Key result", "TEXT")
    github.board.add_field("Effort", "NUMBER")
    github.board.add_field("Notes", "TEXT")


def items(pages) -> list:
    return [item for page in pages for item in page.items]


def only(pages):
    (item,) = items(pages)
    return item


def test_an_issue_has_everything_the_board_knows_of_it(github, fields, read):
    values = {
        "Status": "In progress",
        "Team": "Search",
        "Iteration": "Sprint 3",
        "Target date": "2022-01-20",
        "Key result": "self-serve",
        "Effort": 3.5,
        "Notes": "Waits for the new index",
    }
    github.board.issue(
        "Faster search", values, assignees=["bo", "Ann"], labels=["infra", "big"], linked=["https://pr/9"]
    )

    item = only(read()[0])

    assert (item.item, item.project, item.kind, item.title) == ("PVTI_1", "PVT_12", "issue", "Faster search")
    assert item.status_place == 2
    assert (item.number, item.repository, item.url) == (1, "acme/web", "https://github.com/acme/web/issues/1")
    assert (item.status, item.team, item.key_result, item.state) == ("In progress", "Search", "self-serve", "open")
    assert (item.iteration, item.iteration_start) == ("Sprint 3", date(2021, 11, 29))
    assert item.target_date == date(2022, 1, 20)
    assert (item.assignees, item.labels) == ("Ann, bo", "big, infra")
    assert (item.created_at, item.closed_at) == (datetime(2021, 11, 2, 9, tzinfo=UTC), None)
    assert (item.is_archived, item.is_gone, item.captured_at) == (False, False, NOW)
    assert json.loads(item.fields) == {
        "Effort": 3.5,
        "Notes": "Waits for the new index",
        "Linked pull requests": ["https://pr/9"],
    }


def test_a_pull_request_has_its_reviewers(github, read):
    team = {"__typename": "Team", "id": "T_1", "name": "reviewers"}
    github.board.pull_request("Index", requested=[person("cy"), team], reviewed=[person("di"), person("cy"), None])

    item = only(read()[0])

    assert (item.kind, item.state) == ("pull request", "open")
    assert json.loads(item.fields) == {"Reviewers": ["cy", "di", "team"]}


@pytest.mark.parametrize(
    ("described", "state", "closed_as"),
    [
        ({"closed": True, "merged": True, "closedAt": "2021-12-14T10:00:00Z"}, "merged", None),
        ({"closed": True, "closedAt": "2021-12-14T10:00:00Z"}, "closed", None),
    ],
)
def test_a_pull_request_is_closed_or_merged(github, read, described, state, closed_as):
    github.board.pull_request("Index", **described)

    item = only(read()[0])

    assert (item.state, item.closed_at, item.fields) == (state, datetime(2021, 12, 14, 10, tzinfo=UTC), closed_as)


def test_an_issue_says_why_it_was_closed(github, read):
    """What was given up is no win."""
    github.board.issue("Index", closed=True, closedAt="2021-12-14T10:00:00Z", stateReason="NOT_PLANNED")

    item = only(read()[0])

    assert (item.state, json.loads(item.fields)) == ("closed", {"Closed as": "not planned"})


def test_an_issue_shows_its_place_among_other_issues(github, read):
    above = {"__typename": "Issue", "id": "I_9", "url": "https://github.com/acme/web/issues/9"}
    parts = {"completed": 3, "total": 5}
    github.board.issue("Index", parent=above, subIssuesSummary=parts, milestone={"id": "M_1", "title": "Winter"})

    assert json.loads(only(read()[0]).fields) == {
        "Milestone": "Winter",
        "Parent issue": "https://github.com/acme/web/issues/9",
        "Sub-issues progress": "3/5",
    }


def test_a_draft_has_fields_and_assignees_but_no_repository(github, fields, read):
    github.board.draft("Think about pricing", {"Status": "Todo"}, assignees=["ann"])

    item = only(read()[0])

    assert (item.kind, item.title, item.status, item.assignees) == ("draft", "Think about pricing", "Todo", "ann")
    assert (item.number, item.repository, item.url, item.state, item.closed_at) == (None, None, None, None, None)
    assert item.created_at == datetime(2021, 11, 2, 9, tzinfo=UTC)


def test_a_redacted_item_is_kept_and_the_board_says_what_the_token_lacks(github, read):
    github.board.redacted()

    pages, board = read()

    assert (only(pages).kind, only(pages).title) == ("redacted", None)
    assert (board.status, board.is_whole) == ("ok", True)
    assert board.message.startswith("1 item without a title: this token may not see the repository.")


def test_an_archived_item_is_an_item(github, read):
    github.board.issue("Old", isArchived=True)

    pages, board = read()

    assert only(pages).is_archived
    assert board.is_whole


def test_a_server_that_does_not_count_archived_items_has_not_drifted(github, read):
    github.board.issue("Old", isArchived=True)
    github.board.issue("New")
    github.misbehaves("Items", altered(lambda document: document["data"]["node"]["items"].update(totalCount=1)))

    pages, board = read()

    assert (len(pages), board.is_whole) == (1, True)


def test_an_item_in_a_completed_iteration_keeps_it(github, fields, read):
    github.board.issue("Done long ago", {"Iteration": "Sprint 1"})

    pages, board = read()

    assert (only(pages).iteration, only(pages).iteration_start) == ("Sprint 1", date(2021, 11, 1))
    told = [(each.title, each.start, each.days, each.is_completed) for each in board.iterations]
    assert told == [
        ("Sprint 1", date(2021, 11, 1), 14, True),
        ("Sprint 3", date(2021, 11, 29), 14, False),
        ("Sprint 4", date(2021, 12, 13), 14, False),
    ]


def test_names_of_fields_are_found_in_any_case(github, read):
    github.board.add_field("STATUS", "SINGLE_SELECT")
    github.board.add_field("team", "TEXT")
    github.board.add_field("target Date", "DATE")
    github.board.add_field("KR", "SINGLE_SELECT")
    values = {"STATUS": "Todo", "team": " Search ", "target Date": "2022-01-20", "KR": "uptime"}
    github.board.issue("Index", values)

    item = only(read(key_result_field="kr")[0])

    assert (item.status, item.team, item.key_result) == ("Todo", "Search", "uptime")
    assert (item.target_date, item.fields) == (date(2022, 1, 20), None)


@pytest.mark.parametrize("name", ["Sprint", "Cycle"])
def test_an_iteration_field_of_another_name_is_the_iteration(github, read, name):
    github.board.add_iterations(name, completed={}, running={"7": "2021-12-13"})
    github.board.issue("Index", {name: "7"})

    assert only(read()[0]).iteration == "7"


def test_a_second_iteration_and_a_second_date_are_among_the_other_fields(github, fields, read):
    github.board.add_iterations("Quarter", completed={}, running={"Q4": "2021-11-01"})
    github.board.add_field("Start date", "DATE")
    github.board.issue("Index", {"Quarter": "Q4", "Start date": "2021-12-01"})

    assert json.loads(only(read()[0]).fields) == {"Quarter": "Q4", "Start date": "2021-12-01"}


def test_a_field_that_is_renamed_while_it_is_read_is_still_the_same_field(github, read):
    """120 items, and between the first page and the second “Status” becomes “State”."""
    status = github.board.add_field("Status", "SINGLE_SELECT")
    for number in range(120):
        github.board.draft(f"Draft {number}", {"Status": "Todo"})
    github.misbehaves("Items", None, meanwhile(lambda: status.update(name="State")))

    pages, board = read()

    assert {item.status for item in items(pages)} == {"Todo"}
    assert board.is_whole


def test_a_field_that_is_added_while_it_is_read_is_not_lost(github, read):
    def add() -> None:
        github.board.add_field("Risk", "TEXT")
        github.board.draft("New", {"Risk": "high"})

    github.misbehaves("Items", meanwhile(add))

    assert json.loads(only(read()[0]).fields) == {"PVTF_2": "high"}


@pytest.mark.parametrize("label", ["kr:self-serve", "KR/self-serve", "kr: self-serve"])
def test_a_label_links_an_item_to_its_key_result(github, read, label):
    github.board.issue("Index", labels=["infra", label])

    assert only(read()[0]).key_result == "self-serve"


def test_the_field_counts_before_the_label(github, fields, read):
    github.board.issue("Index", {"Key result": "uptime"}, labels=["kr:self-serve"])

    assert only(read()[0]).key_result == "uptime"


def test_a_field_without_a_value_is_unknown(github, fields, read):
    github.board.issue("Index", {"Status": None, "Notes": "", "Effort": 0})

    item = only(read()[0])

    assert item.status is None
    assert json.loads(item.fields) == {"Effort": 0}


def test_a_board_is_read_to_its_last_page_and_every_item_once(github, read):
    expected = github.board.drafts(250)

    pages, board = read()

    assert [item.item for item in items(pages)] == expected
    assert [(page.number, page.status, page.count_read, page.total) for page in pages] == [
        (1, "ok", 100, 250),
        (2, "ok", 100, 250),
        (3, "ok", 50, 250),
    ]
    assert (board.status, board.is_whole, board.ids, board.message) == ("ok", True, frozenset(expected), "")
    assert github.sizes() == [100, 100, 100]


def test_the_next_page_is_on_its_way_while_this_one_is_used_but_not_the_one_after_it(github, tracked):
    github.board.drafts(350)
    is_asked_for = threading.Event()
    github.misbehaves("Items", None, meanwhile(is_asked_for.set))

    with closing(source.fetch(tracked, now=NOW)) as reading:
        next(reading)

        assert is_asked_for.wait(10)
    assert github.sizes() == [100, 100]


def test_more_values_labels_and_people_than_fit_on_a_page_are_read_to_the_end(github, read):
    names = [f"Field {number}" for number in range(160)]
    for name in names:
        github.board.add_field(name, "TEXT")
    github.board.issue(
        "Wide",
        dict.fromkeys(names, "x"),
        labels=[f"label {number}" for number in range(130)],
        assignees=[f"person{number}" for number in range(25)],
        linked=[f"https://pr/{number}" for number in range(15)],
    )
    github.board.pull_request("Busy", requested=[person(f"r{n}") for n in range(12)], reviewed=[person("s")] * 11)
    github.board.draft("Shared", assignees=[f"person{number}" for number in range(12)])

    pages, board = read()

    wide, busy, shared = items(pages)
    others = json.loads(wide.fields)
    assert len(others.pop("Linked pull requests")) == 15
    assert sorted(others) == sorted(names)
    assert (len(wide.labels.split(", ")), len(wide.assignees.split(", "))) == (130, 25)
    assert len(json.loads(busy.fields)["Reviewers"]) == 13
    assert len(shared.assignees.split(", ")) == 12
    assert board.is_whole


def test_a_board_of_a_user_is_found_too(github, read):
    github.board.owner, github.board.login = "user", "ann"
    github.board.draft("Mine")

    pages, board = read(organization="ann", project="12")

    assert (only(pages).title, board.status) == ("Mine", "ok")
    assert github.operations() == ["Project", "Project", "Items"]


def test_an_empty_board_is_whole(read):
    pages, board = read()

    assert [(page.status, page.message) for page in pages] == [("empty", "The board has no items.")]
    assert (board.status, board.is_whole, board.ids) == ("ok", True, frozenset())


def test_a_closed_project_is_read_and_said_to_be_closed(github, read):
    github.board.closed = True
    github.board.draft("Left over")

    pages, board = read()

    assert len(items(pages)) == 1
    assert (board.status, board.message) == ("ok", "The project is closed on GitHub.")


def test_two_readings_of_an_unchanged_board_give_equal_items(github, fields, read):
    """Otherwise every sync would make history of nothing: GitHub promises no order of labels and people."""
    item = github.board.issue("Index", {"Effort": 1, "Notes": "x"}, labels=["b", "a"], assignees=["bo", "ann"])
    before = only(read()[0])
    for name in ("labels", "assignees"):
        nodes = item["content"][name](None, first=100)["nodes"]
        item["content"][name] = connection(nodes[::-1])

    assert only(read()[0]) == before


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.github.com/graphql", "https://api.github.com/graphql"),
        ("https://api.github.com/", "https://api.github.com/graphql"),
        ("https://github.com", "https://api.github.com/graphql"),
        ("https://ghe.example.com", "https://ghe.example.com/api/graphql"),
        ("https://ghe.example.com/", "https://ghe.example.com/api/graphql"),
        ("https://ghe.example.com:8443/api/v3", "https://ghe.example.com:8443/api/graphql"),
        (" https://ghe.example.com/api/graphql/ ", "https://ghe.example.com/api/graphql"),
        ("https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"),
    ],
)
def test_the_address_of_an_enterprise_server_may_be_that_of_its_pages(url, expected):
    assert source.endpoint(url) == expected


def test_an_enterprise_server_is_read_by_its_address_alone(github, read):
    github.path = "/api/graphql"
    github.board.draft("Inside")

    assert only(read(url=github.address)[0]).title == "Inside"
