"""A KPI that moves beyond its usual noise is told to Slack once a week, with the sync that found it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from data.cli import DONE, FAILED, PARTLY, WRONG_USAGE, main
from data.config import Org, Secrets, Settings
from data.rules.okr import Reading
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from data.telling import alerts
from data.telling.posting import NotSent, PerhapsSent
from data.telling.sends import NotConnected
from tests import slack_server
from tests.org import ORG, bring_in
from tests.server import serving
from tests.slack_server import Slack

TUESDAY = datetime(2022, 1, 18, 9, tzinfo=UTC)
SUNDAYS = [date(2022, 1, 16) - timedelta(weeks=n) for n in reversed(range(8))]


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with slack_server.running() as running:
        yield running


@pytest.fixture
def tuesday(store: Store) -> Store:
    """The small org on a Tuesday: p95 moved by about 10 ms a week and jumped by 130, installs went their way."""
    bring_in(store, **ORG)
    store.clock = Clock(TUESDAY)
    read(store, "p95", [500, 510, 505, 515, 505, 515, 510, 640])
    read(store, "installs", [20, 23, 26, 28, 31, 34, 37, 40])
    return store


def read(store: Store, kpi: str, values: list[float], *, is_partial: bool = False) -> None:
    """Readings of the weeks up to the one under review; `is_partial` is the last one."""
    days = SUNDAYS[-len(values) :]
    readings = [Reading(kpi, day, value) for day, value in zip(days, values, strict=True)]
    if is_partial:
        readings[-1] = Reading(kpi, readings[-1].date, readings[-1].value, is_partial=True)
    with store.writing() as writer:
        journal.record(writer, readings)


def settings(slack: Slack) -> Settings:
    return Settings(
        org=Org(name="Acme", address="https://okr.acme.example"),
        secrets=Secrets.model_validate({"SLACK_WEBHOOK_URL": slack.webhook}),
    )


def told(store: Store, slack: Slack) -> list[str]:
    return [each.kpi.kpi for each in alerts.tell(store, settings(slack)).alerts]


def test_what_moved_beyond_its_noise_is_told_in_one_message(tuesday: Store, slack: Slack):
    assert told(tuesday, slack) == ["p95"]
    (message,) = slack.posted
    shown = json.dumps(message["blocks"], ensure_ascii=False)
    assert "Acme: 1 KPI moved beyond its usual noise" in shown
    assert "<https://okr.acme.example/kpis?kpi=p95|Search p95>: +130 ms to 640 ms, worse, where 10 ms is usual" in shown
    (send,) = journal.SENDS.all(tuesday, tuesday.now())
    assert (send.what, send.about, send.week) == ("alert", "p95", date(2022, 1, 10))
    assert "*Week of Mon 10 – Sun 16 January 2022*" in shown
    assert "<https://okr.acme.example/kpis|See the KPIs>" in shown


def test_it_is_told_once_and_the_next_week_anew(tuesday: Store, slack: Slack):
    assert told(tuesday, slack) == ["p95"]
    tuesday.clock = Clock(TUESDAY + timedelta(days=1))
    assert told(tuesday, slack) == []
    with tuesday.writing() as writer:
        journal.record(writer, [Reading("p95", date(2022, 1, 19), 980)])
    assert told(tuesday, slack) == ["p95"]
    assert [message["text"].split(":")[0] for message in slack.posted] == ["Acme", "Acme"]


def test_a_restated_value_of_a_week_that_was_told_is_no_second_message(tuesday: Store, slack: Slack):
    told(tuesday, slack)
    read(tuesday, "p95", [700])
    assert told(tuesday, slack) == []


def test_a_kpi_of_every_day_is_compared_with_the_same_day_of_the_weeks_before(store: Store, slack: Slack):
    """Installs of every day: 100 or so, and 10 or so on Sundays. A Monday is no news beside a Sunday, but 20 is."""
    bring_in(store, **ORG)
    store.clock = Clock(TUESDAY)
    days = [date(2022, 1, 17) - timedelta(days=n) for n in reversed(range(70))]
    usual = [Reading("installs", day, (10 if day.weekday() == 6 else 100) + day.toordinal() % 5) for day in days]
    with store.writing() as writer:
        journal.record(writer, usual)
    assert told(store, slack) == []
    with store.writing() as writer:
        journal.record(writer, [Reading("installs", days[-1], 20)])
    assert told(store, slack) == ["installs"]


def test_a_series_that_means_something_else_since_is_no_news(store: Store, slack: Slack):
    """The query behind the installs was changed: from then on it counts all of them."""
    bring_in(store, **ORG)
    store.clock = Clock(TUESDAY)
    values = [20, 23, 26, 28, 31, 34, 37, 640]
    with store.writing() as writer:
        readings = [Reading("installs", day, value, definition="a") for day, value in zip(SUNDAYS, values, strict=True)]
        journal.record(writer, [*readings[:-1], replace(readings[-1], definition="b")])
    assert told(store, slack) == []


def test_a_week_that_still_runs_is_no_news(store: Store, slack: Slack):
    bring_in(store, **ORG)
    store.clock = Clock(TUESDAY)
    read(store, "installs", [20, 23, 26, 28, 31, 34, 37, 5], is_partial=True)
    assert told(store, slack) == []


def test_what_moved_long_ago_is_no_news(tuesday: Store, slack: Slack):
    tuesday.clock = Clock(TUESDAY + timedelta(weeks=2))
    assert told(tuesday, slack) == []


def test_the_kpi_of_a_confidential_key_result_stays_inside(tuesday: Store, slack: Slack):
    latency = "latency,reliability,Search is quick,ben@acme.example,decrease,ms,900,500,2,p95"
    header = "key_result,objective,title,owner,kind,unit,baseline,target,weight,kpi,confidential"
    bring_in(tuesday, key_results=f"{header}\n{latency},yes")
    assert told(tuesday, slack) == []


SECRET = """
    key_result,objective,title,owner,kind,unit,baseline,target,weight,kpi,confidential
    {},{},Search is quick,ben@acme.example,decrease,ms,900,500,2,p95,yes
"""


def test_a_confidential_draft_of_the_quarter_to_come_keeps_its_kpi_inside_too(tuesday: Store, slack: Slack):
    objectives = "objective,quarter,title,owner,state\nfaster,FY23 Q1,Faster,ana@acme.example,draft"
    bring_in(tuesday, objectives=objectives, key_results=SECRET.format("faster-latency", "faster"))
    assert told(tuesday, slack) == []


def test_what_was_confidential_in_the_quarter_of_the_week_before_stays_inside(store: Store, slack: Slack):
    """The first Tuesday of a quarter: what moved in the last week of the one before is told now."""
    bring_in(store, **(ORG | {"key_results": SECRET.format("latency", "reliability")}))
    store.clock = Clock(datetime(2022, 2, 8, 9, tzinfo=UTC))
    days = [date(2022, 2, 6) - timedelta(weeks=n) for n in reversed(range(8))]
    with store.writing() as writer:
        values = [500, 510, 505, 515, 505, 515, 510, 640]
        journal.record(writer, [Reading("p95", day, value) for day, value in zip(days, values, strict=True)])
    assert told(store, slack) == []


def test_a_confidential_name_in_the_name_of_a_kpi_is_not_told(tuesday: Store, slack: Slack):
    org = Org(name="Acme", confidential_names=("Search",))
    alerts.tell(tuesday, settings(slack).model_copy(update={"org": org}))
    assert "[name] p95: +130 ms" in json.dumps(slack.posted, ensure_ascii=False)
    assert "Search" not in json.dumps(slack.posted)


def test_without_a_webhook_it_says_what_to_set_if_there_is_anything_to_tell(tuesday: Store):
    with pytest.raises(NotConnected, match="SLACK_WEBHOOK_URL"):
        alerts.tell(tuesday, Settings())


def test_what_slack_refused_is_told_the_next_time_and_what_may_have_arrived_is_not(tuesday: Store, slack: Slack):
    slack.refusals = {"channel": [(404, {"error": "no_service"}, {}), None]}
    with pytest.raises(NotSent, match=r"no longer knows this webhook .* Search p95 will be told the next time\."):
        told(tuesday, slack)
    with pytest.raises(PerhapsSent):
        told(tuesday, slack)
    assert told(tuesday, slack) == []
    assert slack.posted == []


# The command line

Okr = Callable[..., Result]


@pytest.fixture
def environment(tuesday: Store, slack: Slack, tmp_path: Path) -> dict[str, str]:
    """Tuesday's store, which nobody holds, a file of KPIs to sync, and Slack."""
    tuesday.close()
    weeks = "\n".join(
        f"signups,{day},{value}" for day, value in zip(SUNDAYS, (30, 31, 29, 30, 31, 30, 29, 90), strict=True)
    )
    (tmp_path / "weekly.csv").write_text(f"kpi,date,value\n{weeks}\n", encoding="utf-8")
    return {
        "OKR_STORE": str(tuesday.path),
        "OKR_TODAY": TUESDAY.isoformat(),
        "OKR_KPIS__FOLDER": str(tmp_path),
        "OKR_KPIS__FILES": '["weekly.csv"]',
        "SLACK_WEBHOOK_URL": slack.webhook,
    }


@pytest.fixture
def okr(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Okr:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(main, words)


def test_the_command_line_shows_then_tells_once(okr: Okr, slack: Slack):
    shown = okr("send", "alerts", "--dry-run")
    assert shown.exit_code == DONE
    assert "Search p95: +130 ms to 640 ms, worse, where 10 ms is usual" in shown.stdout
    assert "Nothing was sent. It would go to 127.0.0.1, workspace T0123, webhook B0456." in shown.stdout
    assert slack.posted == []
    went = json.loads(okr("send", "alerts", "--by", "ana@acme.example", "--json").stdout)
    assert [(each["kpi"], each["week"]) for each in went["alerts"]] == [("p95", "2022-01-10")]
    assert (went["by"], went["sent_at"][:10]) == ("ana@acme.example", "2022-01-18")
    again = okr("send", "alerts")
    assert (again.exit_code, again.stdout.strip()) == (DONE, "No KPI moved beyond its usual noise that was not told.")
    assert len(slack.posted) == 1


def test_what_has_no_effect_on_alerts_is_refused(okr: Okr, slack: Slack):
    refused = okr("send", "alerts", "--again")
    assert (refused.exit_code, "takes no --again" in refused.stderr) == (WRONG_USAGE, True)
    assert slack.posted == []


def test_a_refusal_fails_in_a_sentence_and_waits_for_the_next_time(okr: Okr, slack: Slack):
    slack.refusals = {"channel": [(403, {"error": "action_prohibited"}, {})]}
    refused = okr("send", "alerts")
    assert refused.exit_code == FAILED
    assert "Slack refused the message (action_prohibited). Nothing was sent. Search p95 will be told" in refused.stderr
    assert okr("send", "alerts").exit_code == DONE
    assert len(slack.posted) == 1


def test_a_sync_without_a_server_tells_what_it_found_once(okr: Okr, slack: Slack, monkeypatch: pytest.MonkeyPatch):
    assert "alerts" not in json.loads(okr("sync", "files", "--json").stdout), "off by default"
    monkeypatch.setenv("OKR_REMINDERS__ALERTS", "true")
    synced = okr("sync", "files")
    assert synced.exit_code == DONE
    assert "Told 127.0.0.1, workspace T0123, webhook B0456:" in synced.stdout
    assert "Signups: +61 to 90" in synced.stdout
    assert "No KPI moved beyond" in okr("sync", "files").stdout
    assert len(slack.posted) == 1


def test_a_sync_stands_when_slack_refuses_and_the_next_one_tells(
    okr: Okr, slack: Slack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OKR_REMINDERS__ALERTS", "true")
    slack.refusals = {"channel": [(404, {"error": "no_service"}, {})]}
    synced = okr("sync", "files", "--json")
    answer = json.loads(synced.stdout)
    assert (synced.exit_code, answer["status"]) == (PARTLY, "ok")
    assert "will be told the next time" in answer["alerts"]["problem"]
    assert okr("sync", "files").exit_code == DONE
    assert len(slack.posted) == 1


def test_a_sync_in_the_server_tells_once_whoever_asks(
    okr: Okr, environment: dict[str, str], slack: Slack, monkeypatch: pytest.MonkeyPatch
):
    """The command line's sync runs in the server that holds the store, whose own job looks after each sync too."""
    monkeypatch.setenv("OKR_REMINDERS__ALERTS", "true")
    variables: dict[str, Any] = {"OKR_REMINDERS__ALERTS": "true", **environment}
    with serving(Path(environment["OKR_STORE"]), **variables):
        first, second = (json.loads(okr("sync", "files", "--json").stdout) for _ in range(2))
    assert {each["kpi"] for each in first["alerts"]["alerts"]} == {"p95", "signups"}
    assert (second["alerts"]["alerts"], second["alerts"]["problem"]) == ([], None)
    assert len(slack.posted) == 1


def test_on_the_sample_a_sync_tells_nobody(sample_path: Path, okr: Okr, slack: Slack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_REMINDERS__ALERTS", "true")
    monkeypatch.setenv("OKR_STORE", str(sample_path))
    assert okr("sync", "files").exit_code == DONE
    assert slack.posted == []
