"""What goes wrong with GitHub: nothing of it escapes or is lost, and nothing is taken for gone that was not read."""

from __future__ import annotations

import logging
import socket
import threading
import time
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from data.sources.github import projects as source
from data.sources.github import wire
from data.sources.github.projects import GitHubUnavailable
from data.sources.github.wire import LONGEST_WAIT, LONGEST_WAIT_TOGETHER
from tests.server import nobody_home
from tests.sources.conftest import NOW
from tests.sources.github_boards import SAML, Denied
from tests.sources.github_server import (
    TOKEN,
    altered,
    breaks_off,
    errs,
    falls_silent,
    meanwhile,
    resets,
    says,
)

SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
HOURLY = {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1234."}
SLOW = {
    "message": "Something went wrong while executing your query. This may be the result of a timeout, or it could be a "
    "GitHub bug. Please include `C318:5862:1A4A0BC` when reporting this issue."
}
RESOURCES = {"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits for this query exceeded."}


@pytest.fixture
def ids(github):
    """A board of three pages: 250 drafts, by id."""
    return github.board.drafts(250)


@pytest.fixture
def prompt(github, read, ids):
    """The board was read before, so that this GitHub answers at once: a timeout can be short."""
    github.remembered = {}
    read()
    github.asked.clear()


def given(pages) -> list[str]:
    return [item.item for page in pages for item in page.items]


def is_read(ids, pages, board) -> bool:
    """Every item given once, and whole."""
    return sorted(given(pages)) == sorted(ids) and board.is_whole and board.status == "ok"


def soon(seconds: int) -> str:
    return str(int(time.time()) + seconds)


# Limits.


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_is_waited_out_for_as_long_as_github_asks(github, read, waits, ids, status):
    github.misbehaves("Items", None, says(status, SECONDARY, Retry_After=30))

    pages, board = read()

    assert is_read(ids, pages, board)
    assert waits == [30.0]
    assert pages[1].message == "GitHub gets too many requests and asks to wait 30 seconds. Waited 30 s."


def test_the_wait_may_be_given_as_a_date(github, read, waits, ids):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    github.misbehaves("Items", says(429, SECONDARY, Retry_After=until))

    assert is_read(ids, *read())
    assert 80 < waits[0] <= 90


@pytest.mark.parametrize("fault", [says(403, SECONDARY), says(429), errs(SECONDARY)])
def test_a_secondary_limit_without_a_time_is_left_a_minute_then_two(github, read, waits, ids, fault):
    github.misbehaves("Items", fault, fault)

    assert is_read(ids, *read())
    assert waits == [60.0, 120.0]


@pytest.mark.parametrize("kind", ["RATE_LIMITED", "RATE_LIMIT"])
def test_the_hourly_limit_is_waited_for_when_it_is_given_again_soon(github, read, waits, ids, kind):
    """It comes as 200 with an error, and a reset by GitHub's own clock."""
    limit = {**HOURLY, "type": kind}
    github.misbehaves("Items", None, errs(limit, X_RateLimit_Remaining=0, X_RateLimit_Reset=soon(40)))

    pages, board = read()

    assert is_read(ids, pages, board)
    assert 38 <= waits[0] <= 42
    assert pages[1].message.startswith("GitHub's hourly limit for this token is used up; it is given again at ")


@pytest.mark.parametrize("message", ["API rate limit exceeded for user ID 1234.", "Forbidden"])
def test_the_hourly_limit_may_come_as_403(github, read, waits, ids, message):
    said = {"message": message}
    github.misbehaves("Items", says(403, said, X_RateLimit_Remaining=0, X_RateLimit_Reset=soon(10)))

    assert is_read(ids, *read())
    assert 8 <= waits[0] <= 12


@pytest.mark.parametrize(
    "fault",
    [
        errs(HOURLY, X_RateLimit_Remaining=0, X_RateLimit_Reset=soon(3000)),
        says(403, SECONDARY, Retry_After=int(LONGEST_WAIT) + 1),
    ],
)
def test_a_wait_that_is_too_long_is_left_to_the_next_sync(github, read, waits, ids, fault):
    github.misbehaves("Items", None, fault)

    pages, board = read()

    assert waits == []
    assert [(page.status, page.count_read) for page in pages] == [("ok", 100), ("error", 0)]
    assert (board.status, board.is_whole, given(pages)) == ("partial", False, ids[:100])
    assert board.message == f"100 of 250 items were read. {pages[1].message}"


def test_nothing_more_is_asked_of_a_github_that_wants_to_be_left_for_long(github, read):
    """Neither the further labels of the other items nor the next page."""
    for number in range(120):
        github.board.issue(f"Issue {number}", labels=[f"label {each}" for each in range(21)] if number < 5 else ())
    github.misbehaves("Rest", errs(HOURLY, X_RateLimit_Remaining=0, X_RateLimit_Reset=soon(3000)))

    pages, board = read()

    assert github.operations() in (["Project", "Items", "Items", "Rest"], ["Project", "Items", "Rest"])
    assert (len(pages[0].problems), board.is_whole) == (5, False)


def test_the_waits_of_one_reading_are_bounded_together(github, read, waits):
    github.board.drafts(700)
    limit = says(403, SECONDARY, Retry_After=280)
    github.misbehaves("Items", *[limit, None] * 6)

    pages, board = read()

    assert sum(waits) <= LONGEST_WAIT_TOGETHER
    assert (pages[-1].status, board.is_whole) == ("error", False)


def test_a_limit_that_stays_ends_the_reading(github, read, waits, ids):
    github.misbehaves("Items", *[says(403, SECONDARY)] * 9)

    _, board = read()

    assert waits == [60.0, 120.0]
    assert (board.status, board.is_whole, board.ids) == ("failed", False, frozenset())


# A GitHub that is slow or in trouble.


@pytest.mark.parametrize("fault", [says(502, "<html>502</html>"), says(504), errs(SLOW), errs(RESOURCES)])
def test_a_page_that_is_too_heavy_is_asked_for_in_smaller_ones(github, read, waits, ids, fault):
    github.misbehaves("Items", None, fault, fault)

    pages, board = read()

    assert is_read(ids, pages, board)
    assert github.sizes() == [100, 100, 50, 25, *[25] * 5]
    assert waits == [1.0, 1.0]
    assert pages[1].message == (
        "GitHub was too slow, so it was asked for 50 at a time. GitHub was too slow, so it was asked for 25 at a time."
    )


def test_a_page_that_stays_too_heavy_ends_the_reading_at_the_smallest(github, read, waits, ids):
    github.misbehaves("Items", None, *[says(504)] * 20)

    pages, board = read()

    assert github.sizes() == [100, 100, 50, 25, 10, 10, 10]
    assert waits == [1.0, 1.0, 1.0, 1.0, 5.0]
    assert pages[1].message == "GitHub is in trouble (504: It went wrong with 504). Sync again later."
    assert (board.status, board.is_whole, given(pages)) == ("partial", False, ids[:100])


@pytest.mark.parametrize("status", [500, 503])
def test_trouble_that_passes_is_waited_out(github, read, waits, ids, status):
    github.misbehaves("Items", says(status), says(status))

    assert is_read(ids, *read())
    assert waits == [1.0, 5.0]


@pytest.mark.parametrize("fault", [resets, breaks_off])
def test_a_broken_connection_is_tried_again(github, read, waits, ids, fault):
    github.misbehaves("Items", None, fault)

    assert is_read(ids, *read())
    assert waits == [1.0]


def test_a_github_that_falls_silent_is_asked_again_for_less(github, read, ids, prompt):
    github.misbehaves("Items", None, falls_silent)

    assert is_read(ids, *read(timeout=0.8))
    assert github.sizes()[:3] == [100, 100, 50]


def test_a_github_that_stays_silent_ends_the_reading(github, read, prompt):
    github.misbehaves("Items", None, *[falls_silent] * 9)

    pages, board = read(timeout=0.4)

    assert pages[1].message == "GitHub did not answer within 0.4 seconds. Sync again later."
    assert github.sizes() == [100, 100, 50, 25, 10, 10, 10]
    assert (board.status, board.is_whole) == ("partial", False)


def test_a_silence_that_lasts_too_long_ends_the_reading_before_the_page_is_asked_for_smaller(
    github, read, prompt, monkeypatch
):
    monkeypatch.setattr(wire, "LONGEST_SILENCE_TOGETHER", 0.5)
    github.misbehaves("Items", None, *[falls_silent] * 9)

    pages, board = read(timeout=0.4)

    assert pages[1].message == "GitHub did not answer within 0.4 seconds. Sync again later."
    assert github.sizes() == [100, 100, 50]
    assert (board.status, board.is_whole) == ("partial", False)


def test_a_host_that_takes_no_connection_is_not_waited_for_as_long_as_for_a_page(read, waits, monkeypatch):
    monkeypatch.setattr(wire, "SECONDS_TO_CONNECT", 0.1)
    with nobody_home() as address, pytest.raises(GitHubUnavailable, match=r"GitHub cannot be reached at 127\.0\.0\.1"):
        read(url=f"{address}/graphql", timeout=600)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (says(503), "GitHub is in trouble (503: It went wrong with 503)."),
        (resets, "GitHub cannot be reached at 127.0.0.1."),
        (breaks_off, "GitHub's answer was cut off on the way."),
        (says(200, "<html>Sign in</html>"), "GitHub answered with a web page instead of data."),
        (says(200, "pong"), "GitHub answered with something instead of data."),
        (says(200, '{"data": {"no'), "GitHub's answer was cut off, or is not data."),
        (says(200, {"hello": "world"}), "What answers at 127.0.0.1 is not GitHub's GraphQL API (200)."),
        (says(200, []), "What answers at 127.0.0.1 is not GitHub's GraphQL API (200)."),
        (says(200, {"data": {"node": {"items": {"nodes": 7}}}}), "GitHub's answer is not what its API promises."),
        (says(200, {"data": {"node": None}}), "GitHub's answer is not what its API promises."),
        (says(200, {"data": {"node": {"items": {"nodes": [], "pageInfo": 1}}}}), "GitHub's answer is not what its API"),
        (says(400, {"message": "Problems parsing JSON"}), "GitHub does not accept the question (400: Problems parsing"),
        (errs({"message": "Field 'isArchived' doesn't exist"}), "GitHub does not accept the question (Field 'isArch"),
        (says(401, {"message": "Bad credentials"}), "GitHub does not accept the token (401: Bad credentials)."),
        (
            says(302, "", Location="https://login.example.com/x?token=7"),
            "GitHub has moved from 127.0.0.1 to login.exam",
        ),
        (errs(SLOW), "GitHub needed too long for the question."),
    ],
)
def test_trouble_that_stays_ends_the_reading_with_what_was_read(github, read, ids, fault, said):
    github.misbehaves("Items", None, *[fault] * 9)

    pages, board = read()

    assert [(page.number, page.status) for page in pages] == [(1, "ok"), (2, "error")]
    assert pages[1].message.startswith(said)
    assert (given(pages), board.status, board.is_whole) == (ids[:100], "partial", False)


def test_a_redirect_is_not_followed_with_the_token(github, read):
    """Neither to another host nor on this one: the token is for the address in the settings."""
    github.misbehaves("Project", says(307, "", Location=f"{github.address}/elsewhere"))

    with pytest.raises(GitHubUnavailable, match=r"GitHub has moved .* Put the new address into url"):
        read()

    assert github.operations() == ["Project"]


# Parts that GitHub does not give.


def test_an_item_that_github_does_not_give_is_a_problem_and_the_others_are_read(github, read):
    ids = github.board.drafts(3)
    github.board.items[1] = Denied("Could not resolve to a node", "NOT_FOUND")

    pages, board = read()

    assert (given(pages), pages[0].status, pages[0].count_read) == ([ids[0], ids[2]], "partial", 3)
    (problem,) = pages[0].problems
    assert str(problem) == "Item 2 of page 1 could not be read whole. GitHub says: Could not resolve to a node."
    assert pages[0].message == str(problem)
    assert (board.status, board.is_whole) == ("partial", False)
    assert board.message == "1 part of it could not be read; what was known before stays."


def test_an_item_whose_content_is_forbidden_keeps_what_was_known_of_it(github, read):
    """Half an item is not given: its emptied title and status would look like news."""
    item = github.board.issue("Hidden behind SAML")
    github.board.draft("Open")
    item["content"] = SAML

    pages, board = read()

    assert given(pages) == ["PVTI_2"]
    (problem,) = pages[0].problems
    assert "protected by organization SAML enforcement" in str(problem)
    assert "authorize it for SSO too" in str(problem)
    assert not board.is_whole
    assert "PVTI_1" in board.ids


def test_an_item_with_one_missing_part_is_named_by_its_title(github, read):
    github.board.issue("Index")["content"]["labels"] = SAML

    pages, _ = read()

    assert str(pages[0].problems[0]).startswith("“Index” could not be read whole. GitHub says: Resource protected")


def test_an_error_of_one_item_is_no_reason_for_smaller_pages(github, read):
    ids = github.board.drafts(2)
    github.board.items[0]["content"] = Denied(SLOW["message"], "INTERNAL")

    pages, _ = read()

    assert (given(pages), pages[0].status, github.sizes()) == ([ids[1]], "partial", [100])


def test_an_item_of_an_unknown_shape_is_a_problem_of_its_own(github, read):
    github.board.drafts(2)

    def change(document) -> None:
        document["data"]["node"]["items"]["nodes"][0]["type"] = "HOLOGRAM"

    github.misbehaves("Items", altered(change))

    pages, board = read()

    assert given(pages) == ["PVTI_2"]
    assert str(pages[0].problems[0]).startswith("“Draft 0” could not be read whole. GitHub's answer is not what")
    assert not board.is_whole


def test_an_error_about_nothing_on_the_page_makes_the_reading_unclean(github, read):
    github.board.drafts(2)
    github.misbehaves("Items", altered(lambda document: document.update(errors=[{"message": "A shard is away"}])))

    pages, board = read()

    assert len(given(pages)) == 2
    assert [str(problem) for problem in pages[0].problems] == ["GitHub says: A shard is away."]
    assert not board.is_whole


@pytest.mark.parametrize(
    "fault", [says(500), errs({"type": "NOT_FOUND", "message": "It is gone"}, data={"node": None})]
)
def test_a_follow_up_that_fails_is_a_problem_of_its_item(github, read, fault):
    """An item with more labels than fit on the page, whose further labels do not come."""
    github.board.issue("Many labels", labels=[f"label {number}" for number in range(30)])
    github.board.draft("Plain")
    github.misbehaves("Rest", *[fault] * 3)

    pages, board = read()

    assert (given(pages), len(pages[0].problems), board.is_whole) == (["PVTI_2"], 1, False)


# A board that changes while it is read.


def test_an_item_that_slips_to_the_next_page_comes_once_and_the_board_is_read_again(github, read, ids):
    """Somebody adds an item on top: the last of the first page is the first of the second, too."""
    items = github.board.items

    def add() -> None:
        ids.append(github.board.draft("New")["id"])
        items.insert(0, items.pop())

    github.misbehaves("Items", None, meanwhile(add))

    pages, board = read()

    assert is_read(ids, pages, board)
    assert [page.number for page in pages] == [1, 2, 3, 4, 5, 6]
    assert [len(page.items) for page in pages[3:]] == [1, 0, 0]  # only what is new


def test_an_item_that_is_listed_twice_is_given_once_and_the_board_is_read_again(github, read):
    ids = github.board.drafts(2)

    def repeat(document) -> None:
        nodes = document["data"]["node"]["items"]["nodes"]
        nodes.append(nodes[0])

    github.misbehaves("Items", altered(repeat))

    pages, board = read()

    assert is_read(ids, pages, board)
    assert len(pages) == 2


def test_an_item_that_is_skipped_is_found_when_the_board_is_read_again(github, read, ids):
    """Somebody moves the top item to the end of the first page's successor: one item is on no page."""
    items = github.board.items
    github.misbehaves("Items", None, meanwhile(lambda: items.append(items.pop(0))))

    pages, board = read()

    assert is_read(ids, pages, board)
    assert len(pages) == 6


def test_an_item_that_is_deleted_meanwhile_is_not_among_those_the_board_has(github, read, ids):
    """And the one that took its place is, although the count was right the first time: one too many, one too few."""
    items = github.board.items
    github.misbehaves("Items", None, None, meanwhile(lambda: items.pop(0)))

    _, board = read()

    assert board.ids == frozenset(ids[1:])
    assert board.is_whole


def test_an_item_that_changes_between_the_readings_is_given_as_it_is_now(github, read, ids):
    def change() -> None:
        github.board.items[0]["content"]["title"] = "Changed"
        github.board.items.append(github.board.items.pop(1))

    github.misbehaves("Items", None, meanwhile(change))

    pages, board = read()

    newest = {item.item: item.title for page in pages for item in page.items}
    assert newest[ids[0]] == "Changed"
    assert board.is_whole


def test_a_board_that_never_stands_still_is_not_read_for_ever(github, read, ids):
    items = github.board.items
    moves = meanwhile(lambda: items.append(items.pop(0)))
    github.misbehaves("Items", *[None, moves, None] * 9)

    pages, board = read()

    assert len(pages) == 6
    assert (board.status, board.is_whole) == ("partial", False)
    assert board.message.startswith("The board changed while it was read, twice: ")
    assert set(given(pages)) == set(ids)


def test_a_cursor_that_github_forgot_starts_the_reading_again(github, read, ids):
    stale = {"type": "INVALID_CURSOR_ARGUMENTS", "message": "`Y3Vyc29yOjEwMA==` does not appear to be a valid cursor."}
    github.misbehaves("Items", None, errs(stale))

    pages, board = read()

    assert is_read(ids, pages, board)
    assert [page.status for page in pages] == ["ok", "partial", "ok", "ok", "ok"]


def test_a_cursor_that_is_forgotten_twice_ends_the_reading(github, read, ids):
    stale = errs({"message": "`x` does not appear to be a valid cursor."})
    github.misbehaves("Items", None, stale, None, stale)

    pages, board = read()

    assert (len(pages), board.status, board.is_whole) == (4, "partial", False)


def test_a_github_that_gives_one_page_again_and_again_is_not_asked_for_ever(github, read, ids):
    def again(document) -> None:
        document["data"]["node"]["items"]["pageInfo"].update(hasNextPage=True, endCursor="Y3Vyc29yOjA=")

    github.misbehaves("Items", *[altered(again)] * 50)

    pages, board = read()

    assert len(pages) <= 6
    assert not board.is_whole


def test_a_project_that_is_deleted_while_it_is_read_takes_nothing_with_it(github, read, ids):
    def delete() -> None:
        github.board.denied = Denied("Could not resolve to a ProjectV2 with the number 12.", "NOT_FOUND")

    github.misbehaves("Items", None, meanwhile(delete))

    pages, board = read()

    assert pages[1].message.startswith("The board is gone: it was deleted while it was read")
    assert (given(pages), board.is_whole) == (ids[:100], False)


@pytest.mark.parametrize("path", [["node", "items", "nodes", 7, "content"], ["node", "items", "nodes", "x"], "node"])
def test_an_error_about_an_item_that_is_not_there_is_not_lost(github, read, path):
    github.board.drafts(2)
    lost = {"message": "It went away", "path": path}
    github.misbehaves("Items", altered(lambda document: document.update(errors=[lost])))

    pages, board = read()

    assert [str(problem) for problem in pages[0].problems] == ["GitHub says: It went away."]
    assert not board.is_whole


# No way in.


def unavailable(read, **changed) -> str:
    with pytest.raises(GitHubUnavailable) as failure:
        read(**changed)
    return str(failure.value)


@pytest.mark.parametrize("changed", [{"token": None}, {"token": " "}, {"organization": None}, {"project": None}])
def test_what_is_not_set_up_says_what_to_set(read, changed):
    assert unavailable(read, **changed).startswith("GitHub is not set up. Set GITHUB_TOKEN, and organization and proj")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"project": "Roadmap"},
            "project under [github] is 'Roadmap'. Write the number in the board's address: 12 for",
        ),
        ({"url": "api.github.com"}, "url under [github] is no whole address."),
        ({"token": "ghp_line\nbreak"}, "GITHUB_TOKEN has characters that no token has."),
        ({"token": "ghp_ünicode"}, "GITHUB_TOKEN has characters that no token has."),
    ],
)
def test_a_setting_that_cannot_be_used_says_how_to_write_it(read, changed, said):
    message = unavailable(read, **changed)

    assert message.startswith(said)
    assert "ghp_" not in message


def test_a_bad_token_is_named_as_such_and_not_tried_again(github, read, waits):
    message = unavailable(read, token="ghp_revoked")

    assert message.startswith(
        "GitHub does not accept the token (401: Bad credentials). It is wrong, expired or revoked"
    )
    assert (waits, github.asked) == ([], [])


def test_a_token_without_the_scope_is_told_which(github, read):
    github.scopes = "repo, read:org"

    assert unavailable(read).startswith("The token lacks the scope read:project; it has repo, read:org. Add it")


def test_a_project_that_is_not_shown_is_missing_or_forbidden_and_the_message_names_both(github, read):
    """NOT_FOUND is what GitHub says of a board that the token may not see."""
    github.scopes = "read:project"

    message = unavailable(read, project=13)

    assert message.startswith(
        "GitHub shows this token no project 13 of acme: the number is wrong, the project is deleted"
    )
    assert "the scope read:project" in message
    assert "authorize it for SSO" in message
    assert message.endswith("This token has: read:project.")
    assert github.operations() == ["Project"]


def test_a_fine_grained_token_has_permissions_and_no_scopes(github, read):
    github.scopes = None

    message = unavailable(read, project=13)

    assert "the organization permission Projects: read" in message
    assert "This token has" not in message


def test_single_sign_on_is_named(github, read):
    github.board.denied = SAML

    message = unavailable(read)

    assert "protected by organization SAML enforcement" in message
    assert "authorize it for SSO too" in message


def test_single_sign_on_may_close_the_whole_door(github, read):
    said = {"message": "Resource protected by organization SAML enforcement."}
    github.misbehaves(
        "Project", says(403, said, X_GitHub_SSO="required; url=https://github.com/orgs/acme/sso?a=S3CRET")
    )

    message = unavailable(read)

    assert message.startswith("GitHub does not let this token in (403: Resource protected by organization SAML")
    assert "S3CRET" not in message


def test_a_name_that_is_neither_an_organization_nor_a_user_says_so(github, read):
    message = unavailable(read, organization="nobody")

    assert message.startswith("GitHub knows no organization and no user 'nobody', or does not show it to this token.")
    assert github.operations() == ["Project", "Project"]


@pytest.mark.parametrize("found", [[7], {"name": "acme"}, {"projectV2": {"id": "PVT_12"}}, {"projectV2": [7]}])
def test_a_project_of_an_unknown_shape_says_so(github, read, found):
    github.misbehaves("Project", says(200, {"data": {"organization": found}}))

    assert unavailable(read) == "GitHub's answer is not what its API promises. Sync again later."


def test_a_project_without_one_of_its_fields_is_not_read(github, read):
    """Every item would seem to have lost its status."""

    def change(document) -> None:
        document["data"]["organization"]["projectV2"]["fields"]["nodes"][0] = None
        document["errors"] = [{"message": "A field is away"}]

    github.misbehaves("Project", altered(change))

    assert unavailable(read) == "GitHub says: A field is away."


def test_another_server_at_the_address_is_recognised(github, read):
    github.path = "/somewhere"

    assert unavailable(read).startswith("What answers at 127.0.0.1 is not GitHub's GraphQL API (404: Not Found).")


def test_a_github_that_cannot_be_reached_says_so_after_three_tries(read, waits):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        message = unavailable(read, url=f"http://127.0.0.1:{taken.getsockname()[1]}")

    assert message.startswith("GitHub cannot be reached at 127.0.0.1.")
    assert waits == [1.0, 5.0]


# The token.


def test_the_token_is_in_no_message_no_repr_and_no_log(github, read, tracked, caplog, monkeypatch):
    """Not even when GitHub repeats it, and an error is logged with all its causes."""
    caplog.set_level(logging.DEBUG)
    said = [repr(tracked)]
    github.board.draft(f"Note to self: {TOKEN}")
    pages, board = read()
    said += [repr(pages), repr(board)]
    for fault in (says(401, {"message": f"Bad token {TOKEN}"}), resets, says(302, "", Location=f"https://x/{TOKEN}")):
        github.misbehaves("Project", *[fault] * 3)
        with pytest.raises(GitHubUnavailable) as failure:
            read()
        said.append("".join(traceback.format_exception(failure.value)))

    assert TOKEN not in "".join(said) + caplog.text


def test_a_netrc_does_not_replace_the_token(github, read, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))

    _, board = read()

    assert board.status == "ok"


def test_leaving_in_the_middle_leaves_nothing_running(github, tracked, ids):
    reading = source.fetch(tracked, now=NOW)
    next(reading)
    reading.close()

    assert github.sizes() in ([100], [100, 100])
    for thread in threading.enumerate():
        if thread.name.startswith("github"):
            thread.join(5)
            assert not thread.is_alive()
