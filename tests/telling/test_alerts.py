"""A KPI that moves beyond its usual noise is told to Slack once a week, with the sync that found it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

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
    return [each.kpi.kpi for each in alerts.tell(store, settings(slack))]


def test_what_moved_beyond_its_noise_is_told_in_one_message(tuesday: Store, slack: Slack):
    assert told(tuesday, slack) == ["p95"]
    (message,) = slack.posted
    shown = json.dumps(message["blocks"], ensure_ascii=False)
    assert "Acme: 1 KPI moved beyond its usual noise" in shown
    assert "<https://okr.acme.example/kpis?kpi=p95|Search p95>: +130 ms to 640 ms, worse, where 10 ms is usual" in shown
    (send,) = journal.SENDS.all(tuesday, tuesday.now())
    assert (send.what, send.about, send.week) == ("alert", "p95", date(2022, 1, 10))


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


def test_without_a_webhook_it_says_what_to_set_if_there_is_anything_to_tell(tuesday: Store):
    with pytest.raises(NotConnected, match="SLACK_WEBHOOK_URL"):
        alerts.tell(tuesday, Settings())


def test_what_slack_refused_is_told_the_next_time_and_what_may_have_arrived_is_not(tuesday: Store, slack: Slack):
    slack.refusals = {"channel": [(404, {"error": "no_service"}, {}), None]}
    with pytest.raises(NotSent):
        told(tuesday, slack)
    with pytest.raises(PerhapsSent):
        told(tuesday, slack)
    assert told(tuesday, slack) == []
    assert slack.posted == []
