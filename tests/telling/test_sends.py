"""Sending to Slack: through the real client to a webhook on the loopback that can misbehave; once, and as shown."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data import config, exporting, imports
from data.cli import main
from data.config import Org, Secrets, Settings
from data.exports.slack import block_kit, scorecard_message
from data.monday import meeting
from data.quarter.publishing import NothingPublished
from data.store import journal
from data.store.connection import Store
from data.telling import posting, sends
from data.telling.posting import NotSent, PerhapsSent
from tests import scorecards

WEEK = date(2022, 1, 10)
INES = "ines.halloran@loomline.example"
OK = (200, "ok", {})
BUSY = (429, "rate_limited", {"Retry-After": "0"})


@dataclass
class Slack:
    """A webhook. `answers` are given in turn: status, body, headers; then it is always ok. None hangs up."""

    webhook: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, str, dict[str, str]] | None] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(secrets=Secrets.model_validate({"SLACK_WEBHOOK_URL": self.webhook}))


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    held = Slack()

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held.posted.append(json.loads(body))
            answer = held.answers.pop(0) if held.answers else OK
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, said, headers = answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Webhook) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        held.webhook = f"http://127.0.0.1:{server.server_port}/services/T0123/B0456/hidden"
        yield held
        server.shutdown()


def sent(store: Store) -> list[Any]:
    """What went to Slack; the sample's past holds monthly e-mails too."""
    return [send for send in journal.SENDS.all(store, store.now()) if send.what != "mail"]


def test_the_summary_goes_as_it_was_shown_and_what_went_is_kept(sample: Store, slack: Slack):
    meeting.close_week(sample, slack.settings, WEEK)
    shown = sends.draft(sample, slack.settings, "summary")
    went = sends.send(sample, slack.settings, "summary", by=INES)

    (message,) = slack.posted
    assert message["blocks"] == shown.blocks
    assert message["text"].startswith("Product and engineering: FY22 Q4, week 11. Week of Mon 10")
    (kept,) = sent(sample)
    assert (kept.week, kept.what, kept.by, kept.text) == (WEEK, "summary", INES, shown.text)
    assert went.send == kept
    assert kept.to == "127.0.0.1, workspace T0123, webhook B0456"


def test_a_dry_run_shows_everything_and_sends_nothing(sample: Store, slack: Slack):
    shown = sends.send(sample, slack.settings, "summary", dry_run=True)
    assert "What changed since last Monday" in shown.draft.text
    assert shown.as_json()["sent_at"] is None
    assert slack.posted == [] and sent(sample) == []


def test_a_week_is_told_once_unless_it_is_asked_for_again(sample: Store, slack: Slack):
    sends.send(sample, slack.settings, "summary", by=INES)
    with pytest.raises(
        sends.SentBefore, match=r"week of 10 January was sent on 17 January, 15:30 UTC by ines\.halloran"
    ):
        sends.send(sample, slack.settings, "summary")
    assert len(slack.posted) == 1
    sends.send(sample, slack.settings, "summary", again=True)
    sends.send(sample, slack.settings, "summary", date(2022, 1, 3))
    assert len(slack.posted) == 3


def test_two_who_press_send_at_once_send_once(sample: Store, slack: Slack):
    refused: list[Exception] = []

    def press() -> None:
        try:
            sends.send(sample, slack.settings, "summary")
        except sends.SentBefore as error:
            refused.append(error)

    pressing = [threading.Thread(target=press) for _ in range(4)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join()
    assert (len(slack.posted), len(refused), len(sent(sample))) == (1, 3, 1)


@pytest.mark.parametrize("trouble", [BUSY, (500, "server_error", {}), (503, "later", {})])
def test_a_short_trouble_of_slack_is_waited_out(sample: Store, slack: Slack, trouble: Any):
    slack.answers = [trouble]
    sends.send(sample, slack.settings, "summary")
    assert [message["text"] for message in slack.posted] == [slack.posted[0]["text"]] * 2
    assert len(sent(sample)) == 1


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([(500, "server_error", {})] * 3, r"Slack is out of order \(500\)\. Nothing was sent\."),
        ([(429, "rate_limited", {"Retry-After": "3600"})], r"no more messages for 3600 seconds\. Nothing was sent\."),
        ([(404, "no_service", {})], r"no longer knows this webhook \(no_service\)\. Make a new one"),
        ([(400, "invalid_blocks", {})], r"Slack refused the message \(invalid_blocks\)\. Nothing was sent\."),
    ],
)
def test_a_refusal_is_told_in_a_sentence_and_can_be_tried_again(
    sample: Store, slack: Slack, answers: list[Any], told: str
):
    slack.answers = list(answers)
    with pytest.raises(NotSent, match=told):
        sends.send(sample, slack.settings, "summary")
    assert len(slack.posted) == len(answers)
    assert sent(sample) == []
    sends.send(sample, slack.settings, "summary")
    assert len(sent(sample)) == 1


def test_when_nobody_answers_the_phone_it_says_so_without_the_secret(sample: Store, slack: Slack):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        slack.webhook = f"http://127.0.0.1:{unused.getsockname()[1]}/services/T1/B2/hidden"
    with pytest.raises(NotSent, match=r"cannot be reached: .*refused.* Nothing was sent") as refused:
        sends.send(sample, slack.settings, "summary")
    assert "hidden" not in str(refused.value)


def test_a_message_whose_answer_was_lost_is_not_posted_twice(sample: Store, slack: Slack):
    slack.answers = [None]
    with pytest.raises(PerhapsSent, match="may have arrived"):
        sends.send(sample, slack.settings, "summary")
    assert len(slack.posted) == 1


def test_without_a_webhook_it_says_what_to_set(sample: Store, settings: Settings):
    with pytest.raises(sends.NotConnected, match="SLACK_WEBHOOK_URL"):
        sends.send(sample, settings, "summary")


@pytest.mark.parametrize("webhook", ["hooks.slack.com/services/T/B/x", "file:///etc/passwd", "https://"])
def test_what_is_no_web_address_is_not_asked(webhook: str):
    with pytest.raises(NotSent, match="SLACK_WEBHOOK_URL is not an address"):
        posting.post(webhook, "text", [])


def test_what_is_confidential_stays_in_the_house(sample: Store, slack: Slack):
    meeting.note(sample, WEEK, "We tell them $561k", kind="decision", key_result="self-serve-arr")
    sends.send(sample, slack.settings, "summary")
    assert "561" not in json.dumps(slack.posted)


def test_sends_go_out_with_everything_else_and_come_back(
    sample: Store, slack: Slack, tmp_path: Path, at: Callable[..., Any]
):
    from data import running

    sends.send(sample, slack.settings, "summary", by=INES)
    files = exporting.csv_files(sample)
    other = running.opened(tmp_path / "other.duckdb", slack.settings)
    imports.bring_in(other, slack.settings, {name: text.encode() for name, text in files.items()})
    assert sent(sample) != []
    assert journal.SENDS.all(other, at("2030-01-01 00:00")) == journal.SENDS.all(sample, sample.now())
    other.close()


def test_the_command_line_shows_then_sends_once(sample_path: Path, slack: Slack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_WEBHOOK_URL", slack.webhook)
    assert config.load().secrets.slack_webhook_url

    def okr(*words: str) -> Any:
        return CliRunner().invoke(main, ["send", "summary", "--store", str(sample_path), *words])

    shown = okr("--dry-run")
    assert shown.exit_code == 0
    assert "## What changed since last Monday" in shown.stdout
    assert "It would go to 127.0.0.1, workspace T0123, webhook B0456." in shown.stdout
    assert slack.posted == []
    went = okr("--by", INES)
    assert "Sent the summary of the week of 10 January to 127.0.0.1" in went.stdout
    again = okr("--json")
    assert again.exit_code == 1
    assert "was sent on 17 January" in json.loads(again.stdout)["error"]
    assert okr("--again").exit_code == 0
    assert len(slack.posted) == 2


# The scorecard


def test_a_final_scorecard_goes_once_a_quarter_and_is_kept_under_its_first_week(sample: Store, slack: Slack):
    august = date(2021, 8, 16)
    shown = sends.draft(sample, slack.settings, "scorecard", august)
    went = sends.send(sample, slack.settings, "scorecard", august, by=INES)

    (message,) = slack.posted
    assert message["blocks"] == shown.blocks
    assert message["text"].startswith("Product and engineering: FY22 Q3 scorecard. Final, by Tobias Renqvist")
    assert (went.send, went.draft.week) == (sent(sample)[0], date(2021, 8, 2))
    with pytest.raises(sends.SentBefore, match=r"^The scorecard of FY22 Q3 was sent on 17 January, 15:30 UTC by ines"):
        sends.send(sample, slack.settings, "scorecard", date(2021, 10, 25))
    sends.send(sample, slack.settings, "summary")
    sends.send(sample, slack.settings, "scorecard", august, again=True)
    assert [send.what for send in sent(sample)] == ["scorecard", "summary", "scorecard"]


def test_the_scorecard_tells_each_key_result_below_its_objective(sample: Store, slack: Slack):
    text = sends.draft(sample, slack.settings, "scorecard", date(2021, 8, 2)).text
    assert "## Self-hosted without a call to support: ■ missed" in text
    assert "- Active self-serve installs: ● achieved, 20 → 20 installs (Noor Siddiqi)" in text
    assert "- Self-serve ARR reaches its plan: ● achieved (Ines Halloran)" in text  # confidential: its grade alone


def test_a_scorecard_that_is_not_final_is_shown_but_not_sent(sample: Store, slack: Slack):
    shown = sends.send(sample, slack.settings, "scorecard", dry_run=True)
    assert "FY22 Q4 scorecard" in shown.draft.text
    with pytest.raises(sends.NotReady, match=r"^The scorecard of FY22 Q4 is not drafted yet\. .* Nothing was sent\."):
        sends.send(sample, slack.settings, "scorecard")
    assert slack.posted == [] and sent(sample) == []


def test_a_name_that_is_confidential_is_not_told_to_slack(sample: Store, slack: Slack):
    settings = slack.settings.model_copy(update={"org": Org(confidential_names=("checkout",))})
    assert "- Card [name] is live" in sends.draft(sample, settings, "scorecard", date(2021, 8, 2)).text


def test_a_long_scorecard_keeps_slacks_limits():
    row = scorecards.rich().key_results[0]
    many = tuple(replace(row, key_result=f"{number}", title="&<" * 300) for number in range(400))
    told = scorecard_message.of(replace(scorecards.wordy(), key_results=many), {}, "Loomline", "https://okr.example")
    blocks = block_kit.blocks(told)
    assert len(blocks) == block_kit.MOST_BLOCKS
    assert all(len(block["text"]["text"]) <= block_kit.MOST_LETTERS for block in blocks)
    assert blocks[-1]["text"]["text"] == "There is more: see the scorecard."


def test_the_command_line_sends_a_quarters_scorecard(sample_path: Path, slack: Slack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_WEBHOOK_URL", slack.webhook)

    def okr(*words: str) -> Any:
        return CliRunner().invoke(main, ["send", *words, "--store", str(sample_path)])

    shown = okr("scorecard", "--dry-run")
    assert shown.exit_code == 0
    assert "The scorecard of FY22 Q4 is not drafted yet. It can be sent once a VP has made it final." in shown.stdout
    assert okr("scorecard").exit_code == 1
    went = okr("scorecard", "--quarter", "FY22 Q3", "--json")
    assert json.loads(went.stdout)["about"] == "the scorecard of FY22 Q3"
    assert "`okr send scorecard --again`" in okr("scorecard", "--quarter", "FY22 Q3").stderr
    assert "name its Monday with --week" in okr("summary", "--quarter", "FY22 Q3").stderr
    assert len(slack.posted) == 1


# The OKRs


def test_the_published_okrs_are_announced_once_a_quarter(sample: Store, slack: Slack):
    shown = sends.draft(sample, slack.settings, "okrs")
    went = sends.send(sample, slack.settings, "okrs", by=INES)

    (message,) = slack.posted
    assert message["blocks"] == shown.blocks
    assert message["text"].startswith("Product and engineering: the OKRs of FY23 Q1. They are published: 3 objectives")
    assert (went.send, went.draft.week) == (sent(sample)[0], date(2022, 2, 7))
    with pytest.raises(sends.SentBefore, match=r"^The announcement of the OKRs of FY23 Q1 was sent on 17 January"):
        sends.send(sample, slack.settings, "okrs", date(2022, 2, 14))
    sends.send(sample, slack.settings, "okrs", date(2021, 12, 6))
    assert "the OKRs of FY22 Q4" in slack.posted[1]["text"]


def test_the_announcement_tells_each_key_result_and_no_confidential_number(sample: Store, slack: Slack):
    settings = slack.settings.model_copy(
        update={"org": Org(address="https://okr.example", confidential_names=("cloud",))}
    )
    text = sends.draft(sample, settings, "okrs", date(2022, 2, 7)).text
    assert "(https://okr.example/okrs?quarter=FY23+Q1)" in text
    assert "[Self-serve ARR reaches its plan](https://okr.example/kr?kr=q1-self-serve-arr): increase from $N1k" in text
    assert "): 4 milestones (Wen Achterberg)" in text
    assert "Search p95 on [name] falls to 350 ms" in text
    assert not any(number in text for number in ("620", "800", "850"))
    assert "A red build" not in text  # proposed


def test_okrs_of_which_nothing_is_published_are_not_announced(sample: Store, slack: Slack):
    with pytest.raises(NothingPublished, match="Nothing is written for FY23 Q3 yet"):
        sends.send(sample, slack.settings, "okrs", date(2022, 8, 15))
    assert slack.posted == []


def test_the_command_line_announces_a_quarters_okrs(sample_path: Path, slack: Slack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SLACK_WEBHOOK_URL", slack.webhook)

    def okr(*words: str) -> Any:
        return CliRunner().invoke(main, ["send", "okrs", "--quarter", "FY22 Q4", "--store", str(sample_path), *words])

    assert "# Product and engineering: the OKRs of FY22 Q4" in okr("--dry-run").stdout
    assert slack.posted == []
    assert "Sent the announcement of the OKRs of FY22 Q4 to 127.0.0.1" in okr().stdout
    assert "`okr send okrs --again`" in okr().stderr
    assert okr("--again").exit_code == 0
    assert len(slack.posted) == 2
