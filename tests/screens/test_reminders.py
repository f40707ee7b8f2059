"""The setup page's reminders and jobs: who gets what and when, who got it, and what the server does by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data import people, running
from data.monday import weekly
from data.rules.meeting import Send
from data.rules.okr import Update
from data.store import journal
from tests.screens.conftest import Open, markup

WEEK = date(2022, 1, 17)
THURSDAY = datetime(2022, 1, 20, 15, 30, tzinfo=UTC)
KOFI, WEN = "kofi.brightwater@loomline.example", "wen.achterberg@loomline.example"


@pytest.fixture
def thursday(monkeypatch: pytest.MonkeyPatch, open_page: Any, sample_path: Path) -> Open:
    """The sample on Thursday afternoon, with mail set up."""
    monkeypatch.setenv("OKR_TODAY", THURSDAY.isoformat())
    monkeypatch.setenv("OKR_MAIL__HOST", "mail.loomline.example")
    monkeypatch.setenv("OKR_MAIL__SENDER", "okrs@loomline.example")
    return open_page(sample_path)


def shown(page: Open) -> str:
    app = page("/setup", section="Reminders")
    assert not app.exception
    return markup(app)


def alerted(drawn: str) -> list[str]:
    """What the last column of the alerts says."""
    return re.findall(
        r'<td class="">([^<]*|<span class="num">✓[^<]*</span>)</td></tr>', drawn[drawn.index(">Alerts<") :]
    )


def reminded(about: str, to: str) -> None:
    store = running.store()
    with store.writing() as writer:
        journal.record(writer, [Send(WEEK, "reminder", to=to, about=about)])


def test_it_says_who_gets_what_and_when(thursday: Open):
    drawn = shown(thursday)
    assert "Thursday 20 January, 15:00 UTC" in drawn
    assert "Monday 24 January, 07:00 PST" in drawn
    assert 'Precise symbols for five languages<span class="soft"> (for Wen Achterberg)</span>' in drawn
    assert 'Precise symbols for five languages<span class="soft"> (Wen Achterberg, Kofi Brightwater stands in)' in drawn
    assert 'Self-serve ARR reaches its plan<span class="soft"> (nobody is above them)</span>' in drawn
    assert "<p>“2 updates due Friday 21 January, 19:00 UTC”</p>" in drawn
    assert "<li>13.3% by its KPI now, 9% at that update</li>" in drawn
    assert "They go by mail." in drawn
    assert "okr remind" in drawn


def test_what_is_on_and_what_comes_next_stand_first_and_what_is_over_last(sample_page: Open):
    """On Monday before the sync, directors are reminded of last week; on Thursday it is the owners' turn again."""
    drawn = shown(sample_page)
    stages = re.findall(r'<h3 class="stage">([^<]*) <', drawn)
    assert stages == [
        "Monday 17 January, 07:00 PST",
        "Thursday 20 January, 15:00 UTC",
        "Friday 21 January, 13:00 UTC",
        "Monday 24 January, 07:00 PST",
        "Friday 14 January, 13:00 UTC",
        "Thursday 13 January, 15:00 UTC",
    ]
    assert drawn.count('<details class="okr later">') == 4


def test_a_reminder_is_shown_as_it_arrives_with_its_link(thursday: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_ORG__ADDRESS", "https://okrs.loomline.example")
    app = thursday("/setup", section="Reminders")
    (chosen,) = [each for each in app.selectbox if each.label == "As it arrives"]
    app = chosen.set_value(2).run()
    app = app.segmented_control(key="setup.shown").set_value("Plain text").run()
    (code,) = app.code
    text = " ".join(code.value.split())
    assert "1 key result waits for its update for the week of Mon 17 – Sun 23 January 2022." in text
    assert "Write the update: https://okrs.loomline.example/log?kr=" in text


def test_that_they_go_without_a_link_is_said(thursday: Open, monkeypatch: pytest.MonkeyPatch):
    assert "They go without a link to the form. Set [org] address" in shown(thursday)
    running.close()
    monkeypatch.setenv("OKR_ORG__ADDRESS", "https://okrs.loomline.example")
    assert "without a link" not in shown(thursday)


def test_it_says_who_got_it_also_of_who_has_written_since(thursday: Open):
    thursday("/setup", section="Reminders")
    reminded(f"thursday {KOFI}", KOFI)
    reminded("thursday hana.virtanen@loomline.example", "Slack: hana.virtanen@loomline.example")
    update = Update("flaky-precision", WEEK, value=67, confidence=90)
    weekly.log(running.store(), running.settings(), update)
    drawn = shown(thursday)
    assert drawn.count("✓ mail 20 Jan 2022, 15:30") == 1
    assert "has written since" in drawn
    assert "✓ Slack 20 Jan 2022, 15:30" in drawn


def test_without_a_way_to_people_it_says_what_to_set(sample_page: Open):
    assert "There is no way to reach people yet. Set [mail] host and sender" in shown(sample_page)


def test_a_week_whose_sync_does_not_take_place_reminds_its_owners(thursday: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_ORG__WEEKS_WITHOUT_SYNC", '["2022-01-17"]')
    drawn = shown(thursday)
    assert "No sync reviews the week of 17 January; its updates are due all the same." in drawn
    assert "Friday 21 January, 13:00 UTC" in drawn
    assert "Monday 24 January" not in drawn


def test_what_slack_gets_without_the_confidential_is_said(thursday: Open, monkeypatch: pytest.MonkeyPatch):
    assert "In Slack without" not in shown(thursday)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-a-bot")
    running.close()
    assert "<small>In Slack without what is confidential.</small>" in shown(thursday)


def test_what_nobody_would_be_reminded_of_is_named(thursday: Open):
    thursday("/setup", section="Reminders")
    store = running.store()
    ines = journal.people(store, store.now())["ines.halloran@loomline.example"]
    people.save(store, replace(ines, active=False), None)
    drawn = shown(thursday)
    assert "Nobody is reminded of “Self-serve ARR reaches its plan” (Ines Halloran)" in drawn
    assert 'href="/setup?section=People"' in drawn


def test_alerts_are_shown_before_they_go_and_afterwards(thursday: Open):
    drawn = shown(thursday)
    assert "They are sent when somebody runs <code>okr send alerts</code>" in drawn
    assert "set <code>SLACK_WEBHOOK_URL</code>" in drawn
    assert 'href="/kpis?kpi=out-of-hours-pages' in drawn
    assert "+8 pages to 19 pages, worse, where 2 pages is usual" in drawn
    assert alerted(drawn) == ["not yet", "not yet"]
    said = "Out-of-hours pages: +8 pages to 19 pages, worse, where 2 pages is usual"
    with running.store().writing() as writer:
        journal.record(writer, [Send(date(2022, 1, 10), "alert", "Slack", said, about="out-of-hours-pages")])
    assert alerted(shown(thursday)) == ["not yet", '<span class="num">✓ Slack 20 Jan 2022, 15:30</span>']


def test_alerts_go_by_themselves_where_that_is_set_and_on_the_sample_where_that_is_set_too(
    thursday: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OKR_REMINDERS__ALERTS", "true")
    monkeypatch.setenv("OKR_REMINDERS__ACTIVE", "true")
    assert shown(thursday).count("<code>[store] jobs_on_sample = true</code>") == 2
    running.close()
    monkeypatch.setenv("OKR_STORE__JOBS_ON_SAMPLE", "true")
    drawn = shown(thursday)
    assert "After each sync, Slack’s channel is told of KPIs that moved beyond their usual noise" in drawn
    assert "The server sends them by itself; who has written by then hears nothing." in drawn


def test_a_quiet_week_alerts_nobody(empty_page: Open):
    assert "No KPI moved beyond its usual noise in this week or the last: it stays quiet." in shown(empty_page)


def test_an_empty_store_stays_quiet(empty_page: Open):
    assert "Nobody owes an update: it stays quiet." in shown(empty_page)


def test_the_sources_show_what_the_server_does_by_itself(
    sample_path: Path, open_page: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OKR_STORE__JOBS_ON_SAMPLE", "true")
    monkeypatch.setenv("OKR_LOOKER__SCHEDULE", "every 30 minutes")
    page = open_page(sample_path)
    page("/setup")
    store = running.store()
    with store.writing() as writer:
        journal.record_run(writer, "looker", writer.moment - timedelta(minutes=5), "failed", "Looker did not answer.")
    drawn = markup(page("/setup"))
    assert "every 30 minutes" in drawn
    assert "failed</span><small>Looker did not answer.</small>" in drawn
    assert "17 Jan 2022, 15:55" in drawn
    assert "off; [github] schedule turns it on" in drawn


def test_on_the_sample_nothing_runs_by_itself_and_it_says_so(sample_page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_LOOKER__SCHEDULE", "every 30 minutes")
    assert "off on the sample; [store] jobs_on_sample = true turns it on" in markup(sample_page("/setup"))
