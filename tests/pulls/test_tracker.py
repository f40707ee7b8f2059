"""The tracker keeps what changed on GitHub's board, once, and tells a week what moved on it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data import config
from data.cli import DONE, FAILED, PARTLY, main
from data.config import Settings
from data.pulls import tracker
from data.pulls.sync import SyncIsRunning
from data.rules.work import WorkItem
from data.sources.github.projects import GitHubUnavailable
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from tests.org import ORG, bring_in
from tests.sources import github_server
from tests.sources.github_boards import SAML
from tests.sources.github_server import TOKEN, GitHub, says

MONDAY = date(2021, 12, 13)
WEDNESDAY = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A GitHub with project 12 of acme, which has a status, a team, a target date and a key result."""
    with github_server.running() as running:
        for name, kind in {"Status": "SINGLE_SELECT", "Team": "SINGLE_SELECT", "Target date": "DATE"}.items():
            running.board.add_field(name, kind)
        running.board.add_field("Key result", "TEXT")
        yield running
    assert running.wrong == []


@pytest.fixture
def environment(github: GitHub) -> dict[str, str]:
    return {
        "GITHUB_TOKEN": TOKEN,
        "OKR_GITHUB__ORGANIZATION": "acme",
        "OKR_GITHUB__PROJECT": "12",
        "OKR_GITHUB__URL": f"{github.address}/graphql",
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return config.load(environment)


@pytest.fixture
def wednesday(store: Store) -> Store:
    """An empty store on Wednesday 15 December 2021."""
    store.clock = Clock(WEDNESDAY)
    return store


def kept(store: Store) -> list[WorkItem]:
    """Every version of every item, oldest first."""
    return journal.WORK_ITEMS.all(store, store.now())


def titles(found: Any) -> list[str]:
    return [each.title for each in found]


def later(store: Store, by: timedelta) -> None:
    store.clock = Clock(store.now() + by)


def changed(item: dict[str, Any], github: GitHub, **values: Any) -> None:
    """Gives an item other values on the board: Status="Done"."""
    position = github.board.items.index(item)
    del github.board.items[position]
    content, title = item["content"], item["content"]["title"]
    again = github.board.issue(title, values)
    again.update(id=item["id"], content=content)
    github.board.items.insert(position, github.board.items.pop())


def closed(item: dict[str, Any], at: datetime) -> None:
    item["content"].update(closed=True, closedAt=at.isoformat())


# What is kept


def test_every_item_is_kept_as_it_was_first_seen(wednesday: Store, settings: Settings, github: GitHub):
    github.board.issue("Cache all shards", {"Status": "Todo", "Target date": "2021-12-17", "Key result": "p95"})
    github.board.draft("Think about regexes")
    report = tracker.sync(wednesday, settings)
    assert (report.board.status, len(report.pages)) == ("ok", 1)
    first, second = journal.work_items(wednesday, wednesday.now())
    assert (first.title, first.status, first.target_date, first.key_result) == (
        "Cache all shards", "Todo", date(2021, 12, 17), "p95",
    )  # fmt: skip
    assert (second.kind, first.captured_at) == ("draft", second.captured_at)


def test_the_same_board_again_keeps_no_version_twice(wednesday: Store, settings: Settings, github: GitHub):
    github.board.issue("Cache all shards", {"Status": "Todo"}, labels=["infra"], assignees=["dele"])
    github.board.redacted()
    for _ in range(3):
        tracker.sync(wednesday, settings)
    assert len(kept(wednesday)) == 2


def test_a_field_that_changed_is_a_new_version_of_its_item_alone(wednesday: Store, settings: Settings, github: GitHub):
    moved = github.board.issue("Cache all shards", {"Status": "Todo"})
    github.board.issue("Plan the queries", {"Status": "Todo"})
    tracker.sync(wednesday, settings)
    later(wednesday, DAY)
    changed(moved, github, Status="In progress")
    tracker.sync(wednesday, settings)
    assert [(each.title, each.status) for each in kept(wednesday)] == [
        ("Cache all shards", "Todo"), ("Plan the queries", "Todo"), ("Cache all shards", "In progress"),
    ]  # fmt: skip


def test_a_board_whose_statuses_are_in_another_order_is_news_of_one_item_a_status(
    wednesday: Store, settings: Settings, github: GitHub
):
    """One item tells where a status stands; of a draft no version is made, for its last says since when it is done."""
    status = next(each for each in github.board.fields if each["name"] == "Status")
    status["options"] = [{"name": "Todo"}, {"name": "Done"}]
    github.board.draft("Note", {"Status": "Done"})
    for title, name in {"A": "Todo", "B": "Todo", "C": "Done"}.items():
        github.board.issue(title, {"Status": name})
    tracker.sync(wednesday, settings)
    assert [each.status_place for each in kept(wednesday)] == [2, 1, 1, 2]
    status["options"].reverse()
    tracker.sync(wednesday, settings)
    tracker.sync(wednesday, settings)
    assert [(each.title, each.status_place) for each in kept(wednesday)[4:]] == [("A", 2), ("C", 1)]


def test_an_item_that_left_the_board_is_gone_and_may_come_back(wednesday: Store, settings: Settings, github: GitHub):
    item = github.board.issue("Cache all shards")
    github.board.issue("Plan the queries")
    tracker.sync(wednesday, settings)
    github.board.items.remove(item)
    tracker.sync(wednesday, settings)
    assert titles(journal.work_items(wednesday, wednesday.now())) == ["Plan the queries"]
    github.board.items.append(item)
    tracker.sync(wednesday, settings)
    assert titles(journal.work_items(wednesday, wednesday.now())) == ["Cache all shards", "Plan the queries"]
    assert [each.is_gone for each in kept(wednesday) if each.title == "Cache all shards"] == [False, True, False]


def test_nothing_is_gone_after_a_reading_that_broke_off(wednesday: Store, settings: Settings, github: GitHub):
    github.board.drafts(150)
    tracker.sync(wednesday, settings)
    github.board.items.clear()
    github.board.drafts(150)
    github.misbehaves("Items", None, says(401))
    report = tracker.sync(wednesday, settings)
    assert (report.board.status, report.as_json()["pages"]) == ("partial", 2)
    assert len(journal.work_items(wednesday, wednesday.now())) == 250
    (last, *_) = (row for row in tracker.pages(wednesday, settings, wednesday.now()) if row["element"] == "board")
    assert last["status"] == "partial"
    assert "100 of 150 items were read" in last["message"]


def test_what_becomes_hidden_keeps_what_was_known_of_it(wednesday: Store, settings: Settings, github: GitHub):
    item = github.board.issue("Cache all shards", {"Status": "Todo"})
    tracker.sync(wednesday, settings)
    item.update(type="REDACTED", content=None)
    tracker.sync(wednesday, settings)
    assert titles(journal.work_items(wednesday, wednesday.now())) == ["Cache all shards"]


def test_each_page_is_told_and_kept_as_soon_as_it_is_read(wednesday: Store, settings: Settings, github: GitHub):
    github.board.drafts(130)
    seen: list[tuple[int, int]] = []
    tracker.sync(wednesday, settings, on_page=lambda page: seen.append((page.number, len(kept(wednesday)))))
    assert seen == [(1, 100), (2, 130)]


def test_what_the_reading_answered_is_kept_with_who_asked(wednesday: Store, settings: Settings, github: GitHub):
    github.board.drafts(230)
    tracker.sync(wednesday, settings, by="ana@acme.example")
    del github.board.items[120:]
    tracker.sync(wednesday, settings, by="ben@acme.example")
    rows = tracker.pages(wednesday, settings, wednesday.now())
    assert [(row["element"], row["status"], row["count_rows"]) for row in rows] == [
        ("1", "ok", 100), ("2", "ok", 20), ("board", "ok", 120),
    ]  # fmt: skip
    assert {row["recorded_by"] for row in rows} == {"ben@acme.example"}
    (event,) = (
        row
        for row in wednesday.rows("events/trail", as_of=wednesday.now(), before=None, kinds=None, author=None, most=1)
    )
    assert (event["kind"], event["detail"]) == ("tracker", "2 pages, 120 items, 110 gone")


def test_a_board_that_cannot_be_read_says_why_and_keeps_what_is_known(
    wednesday: Store, settings: Settings, github: GitHub
):
    github.board.issue("Cache all shards")
    tracker.sync(wednesday, settings)
    good = wednesday.now()
    github.misbehaves("Project", says(401))
    with pytest.raises(GitHubUnavailable, match="does not accept the token"):
        tracker.sync(wednesday, settings)
    told = tracker.of(wednesday, settings)
    assert titles(told.items) == ["Cache all shards"]
    assert told.last
    assert told.last["status"] == "error"
    assert told.last["last_good_at"] <= good < told.last["recorded_at"]
    assert "does not accept the token" in told.last["message"]


def test_without_a_board_a_sync_says_what_is_missing_and_keeps_nothing(wednesday: Store):
    with pytest.raises(GitHubUnavailable, match=r"^GitHub is not set up\. Set GITHUB_TOKEN, and organization"):
        tracker.sync(wednesday, Settings())
    assert journal.is_empty(wednesday)
    assert tracker.missing(Settings()) == (
        "GITHUB_TOKEN", "organization under [github]", "project under [github]",
    )  # fmt: skip


def test_only_one_reading_runs_at_a_time(wednesday: Store, settings: Settings, github: GitHub):
    github.board.drafts(1)
    refused: list[str] = []

    def ask_again(_: object) -> None:
        with pytest.raises(SyncIsRunning) as error:
            tracker.sync(wednesday, settings)
        refused.append(str(error.value))

    done = threading.Thread(target=lambda: tracker.sync(wednesday, settings, on_page=ask_again))
    done.start()
    done.join()
    assert refused == ["GitHub is being read already. Its pages appear as they arrive; sync again when that is done."]
    assert tracker.sync(wednesday, settings).board.status == "ok"


def test_a_limit_of_requests_is_waited_out(wednesday: Store, settings: Settings, github: GitHub):
    github.board.drafts(1)
    github.misbehaves("Items", says(429, retry_after=7))
    waits: list[float] = []
    assert tracker.sync(wednesday, settings, sleep=waits.append).board.status == "ok"
    assert waits == [7]


# What a week shows


@pytest.fixture
def read_for_a_week(wednesday: Store, settings: Settings, github: GitHub) -> Store:
    """A board read on Wednesday 8 and Wednesday 15 December 2021. In between one date slipped, one item was closed,
    one changed its status, one came and one went.
    """
    wednesday.clock = Clock(WEDNESDAY - WEEK)
    bring_in(wednesday, **ORG)
    board = github.board
    slipping = board.issue("Slips", {"Status": "Todo", "Target date": "2021-12-10", "Key result": "P95"})
    closing = board.issue("Is closed", {"Status": "In progress"})
    moving = board.issue("Gets begun", {"Status": "Todo", "Target date": "2021-12-17"})
    leaving = board.issue("Goes")
    tracker.sync(wednesday, settings)
    wednesday.clock = Clock(WEDNESDAY)
    changed(slipping, github, **{"Status": "Todo", "Target date": "2021-12-22", "Key result": "P95"})
    closed(closing, WEDNESDAY - DAY)
    changed(moving, github, **{"Status": "In progress", "Target date": "2021-12-17"})
    board.items.remove(leaving)
    board.issue("Comes")
    tracker.sync(wednesday, settings)
    return wednesday


def test_a_week_tells_what_moved_since_its_monday(read_for_a_week: Store, settings: Settings):
    told = tracker.of(read_for_a_week, settings, MONDAY)
    assert told.since == datetime(2021, 12, 13, tzinfo=UTC)
    (slipped,) = told.moves.slipped
    assert slipped.slip
    assert (slipped.title, slipped.slip.before, slipped.slip.now, slipped.slip.count) == (
        "Slips", date(2021, 12, 10), date(2021, 12, 22), 1,
    )  # fmt: skip
    assert titles(told.moves.closed) == ["Is closed"]
    assert [(each.tracked.title, each.before, each.after) for each in told.moves.changed] == [
        ("Gets begun", "Todo", "In progress")
    ]
    assert titles(told.moves.new) == ["Comes"]
    assert titles(told.moves.gone) == ["Goes"]
    assert titles(told.due) == ["Gets begun"]


def test_a_board_first_read_this_week_has_nothing_new(wednesday: Store, settings: Settings, github: GitHub):
    github.board.drafts(3)
    tracker.sync(wednesday, settings)
    told = tracker.of(wednesday, settings, MONDAY)
    assert told.began_at
    assert told.began_at > told.since
    assert told.moves.new == ()
    assert len(told.items) == 3


def test_the_past_is_shown_as_it_was_known_then(read_for_a_week: Store, settings: Settings):
    then = tracker.of(read_for_a_week, settings, as_of=WEDNESDAY - DAY)
    assert titles(then.items) == ["Slips", "Is closed", "Gets begun", "Goes"]
    assert then.moves.slipped == ()
    assert then.last
    assert then.last["recorded_at"] < WEDNESDAY - DAY


def test_an_item_serves_the_key_result_that_its_field_names(wednesday: Store, settings: Settings, github: GitHub):
    bring_in(wednesday, **ORG)
    (named, *_) = journal.key_results(
        wednesday, journal.objectives(wednesday, "FY22 Q4", wednesday.now()), wednesday.now()
    )
    for text in (named.key_result, f"  {named.title.upper()} ", "Somebody else's"):
        github.board.issue(text, {"Key result": text})
    tracker.sync(wednesday, settings)
    assert [each.key_result for each in tracker.of(wednesday, settings).items] == [
        named.key_result, named.key_result, None,
    ]  # fmt: skip


TWICE = {
    "people": "email,name\nann@acme.example,Ann\n",
    "objectives": "objective,quarter,title\nold,FY22 Q3,Quick\nnew,FY22 Q4,Quick again\n",
    "key_results": "key_result,objective,title,owner\nthen,old,Search is quick,ann@acme.example\n"
    "now,new,Search is quick,ann@acme.example\n",
    "work_items": "item,project,kind,title,state,key_result,closed_at\n1,P,issue,Open,open,Search is quick,\n"
    "2,P,issue,Done in winter,closed,Search is quick,2021-12-01T10:00:00Z\n"
    "3,P,issue,Done in autumn,closed,search is  quick,2021-10-01T10:00:00Z\n4,P,issue,Named,open,then,\n",
}


def test_the_items_of_a_title_that_two_quarters_share_are_on_one_page_each(wednesday: Store):
    bring_in(wednesday, **TWICE)
    moment = wednesday.now()
    found = {name: journal.key_result(wednesday, name, moment) for name in ("then", "now")}
    shown = {
        name: sorted(titles(tracker.serving(wednesday, Settings(), key_result, moment)))
        for name, key_result in found.items()
        if key_result
    }
    assert shown == {"then": ["Done in autumn", "Named"], "now": ["Done in winter", "Open"]}
    told = {each.title: each.key_result for each in tracker.of(wednesday, Settings(), whole=True).items}
    assert told == {"Done in autumn": "then", "Named": "then", "Done in winter": "now", "Open": "now"}


def test_a_tracker_that_is_not_set_up_is_not_known_but_an_imported_one_is(wednesday: Store):
    assert not tracker.is_known(wednesday, Settings(), wednesday.now())
    bring_in(wednesday, work_items="item,project,kind,title\nPVTI_1,PVT_1,draft,Imported\n")
    told = tracker.of(wednesday, Settings())
    assert tracker.is_known(wednesday, Settings(), wednesday.now())
    assert titles(told.items) == ["Imported"]


# The command

Okr = Callable[..., tuple[int, Any]]


@pytest.fixture
def okr(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Okr:
    """The command line with the way to GitHub: its exit code and its one document."""
    for name, value in {**environment, "OKR_TODAY": "2021-12-15T16:00:00Z"}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, Any]:
        said = CliRunner().invoke(main, [*words, "--json", "--store", str(tmp_path / "okr.duckdb")])
        assert said.stderr == ""
        return said.exit_code, json.loads(said.stdout)

    return run


def test_the_command_counts_pages_and_items(okr: Okr, github: GitHub):
    github.board.drafts(101)
    code, document = okr("sync", "github")
    told = document.pop("pages_read")
    assert (code, document) == (
        DONE, {"source": "github", "status": "ok", "pages": 2, "items": 101, "problems": []},
    )  # fmt: skip
    assert told[0] == {"page": 1, "status": "ok", "items": 100, "message": ""}


def test_of_all_sources_the_one_that_is_not_set_up_is_skipped(okr: Okr, github: GitHub):
    github.board.drafts(1)
    code, document = okr("sync")
    assert code == DONE
    assert [(each["source"], each["status"]) for each in document["sources"]] == [
        ("looker", "skipped"), ("github", "ok"),
    ]  # fmt: skip
    assert document["sources"][0]["message"].startswith("Looker is not set up. Set LOOKERSDK_BASE_URL,")


def test_the_other_source_is_read_though_one_cannot_be(okr: Okr, github: GitHub, monkeypatch: pytest.MonkeyPatch):
    github.board.drafts(1)
    for name, value in {"BASE_URL": "nonsense", "CLIENT_ID": "id", "CLIENT_SECRET": "secret"}.items():
        monkeypatch.setenv(f"LOOKERSDK_{name}", value)
    code, document = okr("sync")
    assert code == PARTLY
    assert [each["status"] for each in document["sources"]] == ["failed", "ok"]
    github.misbehaves("Project", says(401))
    code, document = okr("sync")
    assert code == FAILED
    assert "does not accept the token" in document["error"]


def test_an_item_in_trouble_is_done_in_part_and_listed(okr: Okr, github: GitHub):
    github.board.drafts(1)
    item = github.board.issue("Cache all shards")
    item["content"]["labels"] = SAML
    code, document = okr("sync", "github")
    assert (code, document["status"]) == (PARTLY, "partial")
    assert "“Cache all shards” could not be read whole" in document["problems"][0]


def test_for_people_there_is_a_line_for_each_page(
    environment: dict[str, str], github: GitHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    github.board.drafts(101)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(main, ["sync", "github", "--store", str(tmp_path / "okr.duckdb")])
    assert said.stdout.splitlines() == [
        "github: ok",
        "  ok          100 items  page 1",
        "  ok            1 items  page 2",
    ]
