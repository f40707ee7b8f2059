"""The server's own work: a week lived in simulated time, through restarts and with a source that fails, once each."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data import api, commands, doctor, jobs, running, schedule
from data.commands import Document, House
from data.config import Looker as LookerSection
from data.config import Mail, Org, Reminders, Secrets, Settings, StoreSection
from data.monday import weekly
from data.pulls import sync
from data.rules.okr import Update
from data.rules.schedule import Run
from data.store import journal, lease
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests import mail_server, slack_server
from tests.mail_server import Inbox
from tests.org import ORG, bring_in
from tests.server import serving
from tests.slack_server import Slack
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, Looker, dimension, json_detail, measure, says

ANA, BEN = "ana@acme.example", "ben@acme.example"
PEOPLE = """
    email,name,role,team
    ana@acme.example,Ana,director,Platform
    ben@acme.example,Ben,owner,Platform
"""
MONDAY = datetime(2022, 1, 17, 17, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIGNUPS = "signups.count"
NEVER = threading.Event()  # nobody stops the server


@pytest.fixture
def looker() -> Iterator[Looker]:
    """A Looker with sign-ups by week: about 30 until the week of 10 January, in which they jump to 90."""
    counts = [30, 31, 29, 30, 31, 30, 29, 90]
    mondays = [datetime(2022, 1, 10, tzinfo=UTC) - timedelta(weeks=n) for n in reversed(range(len(counts)))]
    rows = [(f"{day:%Y-%m-%d}", count) for day, count in zip(mondays, counts, strict=True)]
    with looker_server.running() as held:
        answer = json_detail(dimension("signups.created_week", "date_week"), measure(SIGNUPS), rows=rows)
        held.holds("q7", answer, fields=("signups.created_week", SIGNUPS))
        held.shows("217", held.tile("7", "q7", "Sign-ups"))
        yield held
    assert held.wrong == []


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server.serving() as held:
        yield held


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with slack_server.running() as held:
        yield held


@pytest.fixture
def settings(looker: Looker, inbox: Inbox, slack: Slack) -> Settings:
    """Everything by itself: Looker at noon and midnight, reminders by mail, alerts to Slack."""
    secrets = {
        "LOOKERSDK_BASE_URL": looker.address,
        "LOOKERSDK_CLIENT_ID": KEYS["client_id"],
        "LOOKERSDK_CLIENT_SECRET": KEYS["client_secret"],
        "SLACK_WEBHOOK_URL": slack.webhook,
    }
    return Settings(
        looker=LookerSection(schedule="0 */12 * * *"),
        mail=Mail(host="127.0.0.1", port=inbox.port, security="none", sender="okrs@acme.example"),
        reminders=Reminders(active=True, alerts=True),
        secrets=Secrets.model_validate(secrets),
    )


@pytest.fixture
def reminding(settings: Settings) -> Settings:
    """Reminders alone."""
    return settings.model_copy(update={"looker": LookerSection(), "reminders": Reminders(active=True)})


@pytest.fixture
def own(store: Store) -> Store:
    """The small org on Monday 17 January 2022, after the sync: Ben owes two updates, Ana, his director, one."""
    bring_in(store, **(ORG | {"people": PEOPLE}))
    store.clock = Clock(MONDAY)
    return store


def lived(store: Store, settings: Settings, until: datetime, since: datetime = MONDAY) -> Counter[str]:
    """Time passes in hours while the server runs; answers how often each job ran."""
    ran: Counter[str] = Counter()
    while store.clock.now() < until:
        store.clock = Clock(store.clock.now() + HOUR)
        ran.update(schedule.run_due(store, settings, since, NEVER))
    return ran


def runs(store: Store) -> dict[str, Run]:
    return jobs.last_runs(store, store.now())


def write_all(store: Store, settings: Settings) -> None:
    for name in ("latency", "rotation", "self-serve"):
        weekly.log(store, settings, Update(name, weekly.week_to_log(store, settings), confidence=80))


# A week


def test_a_week_by_itself(own: Store, settings: Settings, inbox: Inbox, slack: Slack, looker: Looker):
    """Synced twice a day; the jump told once; owners reminded on Thursday and Friday, the director on Monday."""
    ran = lived(own, settings, MONDAY + 8 * DAY)
    assert ran == {"looker": 16, "reminders": 3, "alerts": 16}
    assert len(looker.runs()) == 16
    assert inbox.addresses == [ANA, BEN, ANA, BEN, ANA]
    assert [mail["Subject"] for _, mail in inbox.mails] == [
        "1 update due Friday 21 January, 19:00 UTC",
        "2 updates due Friday 21 January, 19:00 UTC",
        "1 update due Friday 21 January, 19:00 UTC",
        "2 updates due Friday 21 January, 19:00 UTC",
        "3 key results still silent before Monday 24 January, 08:00 PST",
    ]
    assert len(slack.posted) == 1
    assert {name: run.status for name, run in runs(own).items()} == {"looker": "ok", "reminders": "ok", "alerts": "ok"}


@pytest.mark.faults
def test_a_week_through_restarts_is_the_same(
    own: Store, settings: Settings, inbox: Inbox, slack: Slack, looker: Looker
):
    """Every eleven hours the server is stopped and started anew."""
    ran, path, now = Counter(), own.path, MONDAY
    own.close()
    while now < MONDAY + 8 * DAY:
        with closing(open_store(path, Clock(now))) as store:
            ran.update(lived(store, settings, now + 11 * HOUR, since=now))
        now += 11 * HOUR
    assert (ran["reminders"], inbox.addresses) == (3, [ANA, BEN, ANA, BEN, ANA])
    assert ran["looker"] == 16
    assert len(slack.posted) == 1


def test_a_source_that_fails_blocks_nothing_and_says_why(own: Store, settings: Settings, inbox: Inbox, looker: Looker):
    looker.misbehaves("/login", *[says(404)] * 199)
    ran = lived(own, settings, MONDAY + 5 * DAY)
    assert (ran["looker"], ran["reminders"], ran["alerts"]) == (114, 2, 0), "from midnight on it is tried every hour"
    assert inbox.addresses == [ANA, BEN, ANA, BEN]
    failed = runs(own)["looker"]
    assert failed.status == "failed"
    assert failed.message
    assert "Looker" in failed.message


def test_who_has_written_is_left_in_peace(own: Store, reminding: Settings, inbox: Inbox):
    write_all(own, reminding)
    lived(own, reminding, MONDAY + 8 * DAY)
    assert inbox.addresses == []
    assert runs(own)["reminders"].message == "Nothing was due."


def test_what_was_missed_asleep_is_made_up_for_once_while_it_still_helps(own: Store, reminding: Settings, inbox: Inbox):
    """The laptop sleeps from Wednesday to Friday evening: two reminders were missed, and both are too late by now."""
    lived(own, reminding, MONDAY + 2 * DAY)
    own.clock = Clock(datetime(2022, 1, 21, 20, tzinfo=UTC))
    assert Counter(schedule.run_due(own, reminding, MONDAY, NEVER)) == {"reminders": 1}
    assert inbox.addresses == []
    assert runs(own)["reminders"].message == "It was too late for the last reminder."
    assert schedule.run_due(own, reminding, MONDAY, NEVER) == []


def test_a_reminder_that_is_late_but_in_time_goes_at_its_newest_stage(own: Store, reminding: Settings, inbox: Inbox):
    lived(own, reminding, MONDAY + 2 * DAY)
    own.clock = Clock(datetime(2022, 1, 21, 14, tzinfo=UTC))
    schedule.run_due(own, reminding, MONDAY, NEVER)
    assert [send.about for send in journal.SENDS.all(own, own.now()) if send.what == "reminder"] == [
        f"friday {ANA}",
        f"friday {BEN}",
    ]


def test_who_could_not_be_reached_is_tried_again_within_the_hour(own: Store, reminding: Settings, inbox: Inbox):
    inbox.refusals = {BEN: ["450 try later", "450 try later"]}
    ran = lived(own, reminding, datetime(2022, 1, 21, 9, tzinfo=UTC))
    assert (ran["reminders"], inbox.addresses) == (3, [ANA, BEN])


def test_a_moved_and_a_cancelled_sync_are_respected(own: Store, reminding: Settings, inbox: Inbox):
    """The sync of the first week is on Wednesday, that of the second does not take place: its updates are due."""
    moved = {"moved_syncs": ("2022-01-17 Wed 08:00",), "weeks_without_sync": (date(2022, 1, 24),)}
    lived(own, reminding.model_copy(update={"org": Org(**moved)}), MONDAY + 14 * DAY)
    told = [send for send in journal.SENDS.all(own, own.now()) if send.what == "reminder" and send.recorded_at]
    assert [f"{send.recorded_at:%a %-d %H:%M} {(send.about or '').split('@')[0]}" for send in told] == [
        "Thu 20 15:00 thursday ana",
        "Thu 20 15:00 thursday ben",
        "Fri 21 13:00 friday ana",
        "Fri 21 13:00 friday ben",
        "Wed 26 15:00 directors ana",
        *("Thu 27 15:00 thursday ana", "Thu 27 15:00 thursday ben"),
        *("Fri 28 13:00 friday ana", "Fri 28 13:00 friday ben"),
    ]


# One at a time


def test_a_run_that_was_broken_off_is_made_up_for(own: Store, reminding: Settings, inbox: Inbox):
    """The server is killed after Thursday's first mail; the next one sends the second."""
    lived(own, reminding, datetime(2022, 1, 20, 14, tzinfo=UTC))
    own.clock, stop = Clock(datetime(2022, 1, 20, 15, tzinfo=UTC)), threading.Event()
    inbox.mails = Hook(inbox.mails, stop.set)
    schedule.run_due(own, reminding, MONDAY, stop)
    assert inbox.addresses == [ANA]
    (state,) = [state for state in jobs.states(own, reminding) if state.task.name == "reminders"]
    assert f"{state.running_since:%a %H:%M}" == "Thu 15:00"
    own.clock = Clock(datetime(2022, 1, 20, 15, 20, tzinfo=UTC))
    schedule.run_due(own, reminding, MONDAY, NEVER)
    assert inbox.addresses == [ANA, BEN]


class Hook(list):
    """A list that says when something is added."""

    def __init__(self, held: list, call: Callable[[], None]) -> None:
        super().__init__(held)
        self.call = call

    def append(self, each: Any) -> None:
        super().append(each)
        self.call()


def test_two_servers_never_work_through_the_jobs_at_once(own: Store, settings: Settings, looker: Looker):
    own.clock = Clock(MONDAY + 7 * HOUR)
    with lease.turn(own.path) as is_ours, lease.turn(own.path) as is_theirs:
        assert (is_ours, is_theirs) == (True, False)
        assert schedule.run_due(own, settings, MONDAY, NEVER) == []
    assert schedule.run_due(own, settings, MONDAY, NEVER) == ["looker", "alerts"]
    assert len(looker.runs()) == 1


def test_a_sync_that_somebody_started_is_not_started_twice(own: Store, settings: Settings, looker: Looker):
    own.clock = Clock(MONDAY + 7 * HOUR)
    asked, go_on = threading.Event(), threading.Event()
    looker.misbehaves("/run/json_detail", waits(looker, asked, go_on))
    somebody = threading.Thread(target=sync.run, args=(own, settings))
    somebody.start()
    assert asked.wait(20)
    assert schedule.run_due(own, settings, MONDAY, NEVER) == ["looker"]
    assert runs(own)["looker"].message == "Somebody had it read just then."
    go_on.set()
    somebody.join()
    assert len(looker.runs()) == 1


def test_an_alert_that_slack_refused_is_told_within_the_hour(own: Store, settings: Settings, slack: Slack):
    slack.refusals = {"channel": [(404, {"error": "no_service"}, {})]}
    sync.run(own, settings)
    assert schedule.run_due(own, settings, MONDAY, NEVER) == ["alerts"]
    failed = runs(own)["alerts"]
    assert failed.status == "failed"
    assert "Nothing was sent. Sign-ups will be told the next time." in (failed.message or "")
    assert schedule.run_due(own, settings, MONDAY, NEVER) == []
    own.clock = Clock(MONDAY + HOUR + timedelta(minutes=1))
    assert schedule.run_due(own, settings, MONDAY, NEVER) == ["alerts"]
    assert runs(own)["alerts"].message == "Told: Sign-ups."


def test_a_sync_by_command_and_the_server_beside_it_tell_once(own: Store, settings: Settings, slack: Slack):
    answer = commands.run(House(own, settings), "sync", {"source": "looker"})
    assert isinstance(answer, Document)
    assert [each["name"] for each in answer.value["alerts"]["alerts"]] == ["Sign-ups"]
    assert schedule.run_due(own, settings, MONDAY, NEVER) == ["alerts"]
    assert runs(own)["alerts"].message == "Nothing moved that was not told."
    assert len(slack.posted) == 1


def test_a_sync_by_hand_is_followed_by_its_alerts(own: Store, settings: Settings, slack: Slack):
    assert schedule.run_due(own, settings, MONDAY, NEVER) == []
    sync.run(own, settings)
    assert schedule.run_due(own, settings, MONDAY, NEVER) == ["alerts"]
    assert runs(own)["alerts"].message == "Told: Sign-ups."
    assert schedule.run_due(own, settings, MONDAY, NEVER) == []
    assert len(slack.posted) == 1


# What is wanted


def test_nothing_runs_by_itself_unless_it_is_set(own: Store):
    own.clock = Clock(MONDAY + 30 * DAY)
    assert schedule.run_due(own, Settings(), MONDAY, NEVER) == []
    assert [state.task.when.split(";")[0] for state in jobs.states(own, Settings())] == ["off"] * 5


def test_nothing_runs_by_itself_on_the_sample_unless_that_is_set(sample: Store, settings: Settings, looker: Looker):
    sample.clock = Clock(MONDAY + 7 * HOUR)
    assert schedule.run_due(sample, settings, MONDAY, NEVER) == []
    assert "jobs_on_sample" in jobs.states(sample, settings)[0].task.when
    wanted = settings.model_copy(update={"store": StoreSection(jobs_on_sample=True)})
    assert schedule.run_due(sample, wanted, MONDAY, NEVER) == ["looker", "alerts"]


def test_the_last_and_the_next_run_can_be_seen(own: Store, settings: Settings, looker: Looker):
    looker.misbehaves("/login", *[says(404)] * 9)
    lived(own, settings, MONDAY + 8 * HOUR)
    by_name = {state.task.name: state for state in jobs.states(own, settings)}
    assert f"{by_name['looker'].next_at:%a %H:%M}" == "Tue 02:00"
    assert f"{by_name['reminders'].next_at:%a %H:%M}" == "Thu 15:00"
    assert by_name["reminders"].last is None
    found = {finding.about: finding for finding in doctor.examine(own, settings).findings}
    assert not found["job looker"].is_well
    assert "0 */12 * * *, UTC; last 2022-01-18 01:00 UTC: failed; next 2022-01-18 02:00 UTC" in found["job looker"].text
    assert "Looker" in found["job looker"].to_do
    assert found["job reminders"].is_well


# The thread


def test_the_thread_begins_and_ends_with_the_server(
    own: Store, settings: Settings, looker: Looker, monkeypatch: pytest.MonkeyPatch
):
    """While the server runs, what is due runs; when it stops during a job, the job is broken off and made up for."""
    environment(monkeypatch, own.path, settings)
    own.close()
    asked, go_on = threading.Event(), threading.Event()

    looker.misbehaves("/run/json_detail", waits(looker, asked, go_on))

    async def served() -> None:
        async with api.lifespan("127.0.0.1", 8501)(None):
            assert await asyncio.to_thread(asked.wait, 20)
            assert sync.is_running()
            asyncio.get_running_loop().call_later(0.1, go_on.set)

    asyncio.run(served())
    assert "okr-jobs" not in [thread.name for thread in threading.enumerate()]
    with closing(open_store(own.path, Clock(MONDAY + DAY))) as store:
        assert "looker" not in runs(store)


def test_a_server_that_is_told_to_stop_during_a_job_leaves_the_store_whole(
    own: Store, settings: Settings, looker: Looker
):
    """SIGTERM while Looker keeps a job waiting: the process ends in seconds, and the store opens with all it had."""
    own.close()
    asked = threading.Event()
    looker.misbehaves("/run/json_detail", waits(looker, asked, looker.closing))
    environment: Any = variables(settings) | {"OKR_LOOKER__SCHEDULE": "every hour"}
    with serving(own.path, **environment) as server:
        assert asked.wait(60)
        server.process.terminate()
        assert server.process.wait(timeout=20) is not None
    assert not own.path.with_name(f"{own.path.name}.wal").exists()
    with closing(open_store(own.path, Clock(None))) as store:
        assert len(journal.people(store, store.now())) == 2
        assert "looker" not in runs(store)


def waits(looker: Looker, asked: threading.Event, go_on: threading.Event) -> Callable[[Any], None]:
    """Looker says that it was asked, and answers when it may go on."""

    def wait(handler: Any) -> None:
        asked.set()
        go_on.wait(60)
        handler.send(*looker.answer(looker.asked[-1]), {})

    return wait


def variables(settings: Settings) -> dict[str, str]:
    secrets = settings.secrets
    assert secrets.looker_client_secret
    return {
        "LOOKERSDK_BASE_URL": secrets.looker_base_url or "",
        "LOOKERSDK_CLIENT_ID": secrets.looker_client_id or "",
        "LOOKERSDK_CLIENT_SECRET": secrets.looker_client_secret.get_secret_value(),
    }


def environment(monkeypatch: pytest.MonkeyPatch, store: Path, settings: Settings) -> None:
    for name, value in variables(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OKR_STORE", str(store))
    monkeypatch.setenv("OKR_LOOKER__SCHEDULE", "every hour")
    running.close()
