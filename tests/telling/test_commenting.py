"""A key result's weekly update stands as one comment on its tracking issue, and follows the update."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from data import config
from data.cli import DONE, WRONG_USAGE, main
from data.config import Settings
from data.errors import UsageError
from data.monday import weekly
from data.rules.okr import Update
from data.sources.github.issue_comments import NotWritten
from data.sources.github.projects import GitHubUnavailable
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from data.telling import commenting
from tests.org import ORG, bring_in
from tests.sources import github_server
from tests.sources.github_issues import Issues
from tests.sources.github_server import TOKEN, GitHub, resets

WEEK = date(2021, 12, 13)
MONDAY = datetime(2021, 12, 20, 15, 0, tzinfo=UTC)
MARKER = "<!-- okr:latency:2021-12-13 -->"


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A GitHub whose issues have comments."""
    with github_server.running() as running:
        running.board = Issues()
        yield running
    assert running.wrong == []


@pytest.fixture
def environment(github: GitHub) -> dict[str, str]:
    return {
        "GITHUB_TOKEN": TOKEN,
        "OKR_GITHUB__URL": f"{github.address}/graphql",
        "OKR_GITHUB__COMMENT_UPDATES": "true",
        "OKR_ORG__CONFIDENTIAL_NAMES": '["Corvatt"]',
        "OKR_ORG__ADDRESS": "https://okr.acme.example",
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return config.load(environment)


@pytest.fixture
def board(github: GitHub) -> Issues:
    assert isinstance(github.board, Issues)
    return github.board


@pytest.fixture
def issue(board: Issues) -> str:
    return board.tracking_issue("Search is quick")


@pytest.fixture
def written(store: Store, settings: Settings, issue: str) -> Store:
    """The small org on Monday 20 December: latency links to its issue, self-serve to a page, both were updated."""
    store.clock = Clock(MONDAY)
    bring_in(store, **ORG)
    bring_in(
        store,
        key_results=f"""
            key_result,objective,title,owner,kind,unit,baseline,target,weight,kpi,link
            latency,reliability,Search is quick,ben@acme.example,decrease,ms,900,500,2,p95,{issue}
            self-serve,reliability,Self-serve installs,ana@acme.example,increase,installs,20,80,,,https://acme.example/x
        """,
    )
    update(store, settings, wins="Cached at Corvatt, thanks @sam. <b>Fast</b>")
    update(store, settings, "self-serve", wins="Ten more")
    return store


def update(store: Store, settings: Settings, key_result: str = "latency", **told: str) -> None:
    weekly.log(store, settings, Update(key_result, WEEK, value=600, confidence=80, **told))  # pyright: ignore[reportArgumentType]


def outcomes(report: commenting.Report) -> list[tuple[str, str]]:
    return [(each.key_result, each.outcome) for each in report.comments]


def test_an_update_becomes_a_comment_that_tells_what_may_be_told(
    written: Store, settings: Settings, board: Issues, issue: str
):
    assert outcomes(commenting.send(written, settings, WEEK)) == [("latency", "new")]
    (body,) = board.bodies(issue)
    assert body == "\n".join(
        [
            MARKER,
            "**Week of 13 December 2021: ▲ at risk, 80% confident**",
            "",
            "Search is quick: 600 → 500 ms",
            "",
            "**Wins**",
            "> Cached at [name], thanks @\u200bsam. \\<b>Fast\\</b>",
            "",
            "Ben, [the whole story](https://okr.acme.example/kr?kr=latency)",
        ]
    )


def test_the_same_update_is_not_sent_again(
    written: Store, settings: Settings, github: GitHub, board: Issues, issue: str
):
    commenting.send(written, settings, WEEK)
    asked = len(github.asked)
    assert outcomes(commenting.send(written, settings, WEEK)) == [("latency", "same")]
    assert len(github.asked) == asked
    assert len(board.bodies(issue)) == 1


def test_an_update_that_was_revised_edits_its_comment(written: Store, settings: Settings, board: Issues, issue: str):
    board.says(issue, "Nice!")
    commenting.send(written, settings, WEEK)
    update(written, settings, wins="Another number")
    assert outcomes(commenting.send(written, settings, WEEK)) == [("latency", "edited")]
    first, ours = board.bodies(issue)
    assert first == "Nice!"
    assert "Another number" in ours
    sent = journal.sends_of_week(written, "comment", WEEK, written.now())
    assert [send.about for send in sent] == ["latency", "latency"]


def test_a_comment_that_was_written_but_not_remembered_is_found_again(
    written: Store, settings: Settings, github: GitHub, board: Issues, issue: str
):
    """The answer to the change was lost: nobody knows, so it is not tried again at once, and later it is found."""
    for _ in range(120):
        board.says(issue, "Chatter")

    def added_and_lost(handler) -> None:
        github.answer(handler.asked["query"], handler.asked["variables"])
        resets(handler)

    github.misbehaves("mutation AddComment", added_and_lost)
    with pytest.raises(NotWritten, match="GitHub cannot be reached"):
        commenting.send(written, settings, WEEK)
    assert outcomes(commenting.send(written, settings, WEEK)) == [("latency", "same")]
    assert sum(body.startswith(MARKER) for body in board.bodies(issue)) == 1


def test_somebody_elses_comment_is_never_edited(written: Store, settings: Settings, board: Issues, issue: str):
    board.says(issue, f"{MARKER}\nPasted by hand")
    assert outcomes(commenting.send(written, settings, WEEK)) == [("latency", "new")]
    assert board.bodies(issue)[0] == f"{MARKER}\nPasted by hand"


def test_a_dry_run_and_an_option_that_is_off_ask_github_nothing(written: Store, settings: Settings, github: GitHub):
    report = commenting.send(written, Settings(), WEEK, dry_run=True)
    assert outcomes(report) == [("latency", "not sent")]
    with pytest.raises(UsageError, match=r"Set comment_updates = true under \[github\]"):
        commenting.send(written, Settings(), WEEK)
    off = settings.model_copy(update={"secrets": config.Secrets()})
    with pytest.raises(GitHubUnavailable, match="Set GITHUB_TOKEN"):
        commenting.send(written, off, WEEK)
    assert github.asked == []


def test_what_is_confidential_stays_inside(written: Store, settings: Settings, issue: str):
    bring_in(
        written,
        key_results=f"""
            key_result,objective,title,owner,kind,unit,baseline,target,confidential,link
            latency,reliability,Search is quick,ben@acme.example,decrease,ms,900,500,yes,{issue}
        """,
    )
    assert outcomes(commenting.send(written, settings, WEEK)) == []


def test_an_issue_in_trouble_is_told_and_the_others_get_theirs(written: Store, settings: Settings, board: Issues):
    other = board.tracking_issue("Installs")
    bring_in(
        written,
        key_results=f"""
            key_result,objective,title,owner,kind,unit,baseline,target,weight,kpi,link
            latency,reliability,Search is quick,ben@acme.example,decrease,ms,900,500,2,p95,https://github.com/acme/web/issues/9
            self-serve,reliability,Self-serve installs,ana@acme.example,increase,installs,20,80,,,{other}
        """,
    )
    report = commenting.send(written, settings, WEEK)
    assert sorted(outcomes(report)) == [("latency", "failed"), ("self-serve", "new")]
    assert report.is_partial
    (failed,) = (each for each in report.comments if each.outcome == "failed")
    assert "no issue at https://github.com/acme/web/issues/9" in (failed.problem or "")


def test_the_command_prints_what_became_of_each_comment(
    written: Store, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    for name, value in {**environment, "OKR_TODAY": MONDAY.isoformat()}.items():
        monkeypatch.setenv(name, value)
    written.close()

    def okr(*words: str):
        said = CliRunner().invoke(main, ["send", "comments", *words, "--store", str(written.path)])
        return said.exit_code, said.stdout

    code, text = okr("--dry-run")
    assert code == DONE
    assert "not sent  Search is quick" in text and "    **Week of 13 December 2021" in text
    code, text = okr("--json")
    assert (code, json.loads(text)["comments"][0]["outcome"]) == (DONE, "new")
    code, text = okr("--json", "--week", "2021-12-14")
    assert code == WRONG_USAGE
