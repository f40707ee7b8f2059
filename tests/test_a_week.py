"""A week of the small org, lived in simulated time through real servers on the loopback.

Synced, reminded, written, reviewed on Monday, summed up to Slack and, on the first of the month, mailed: once each.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data import schedule
from data.config import GitHub as GitHubSection
from data.config import Looker as LookerSection
from data.config import Mail, Org, Reminders, Secrets, Settings
from data.monday import meeting, weekly
from data.monday.meeting import WeekIsClosed
from data.pulls import tracker
from data.rules.meeting import Send
from data.rules.okr import Update
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from data.telling import monthly_sends, reminders, sends
from data.telling.sends import SentBefore
from tests import mail_server, slack_server
from tests.mail_server import Inbox
from tests.org import ORG, bring_in
from tests.slack_server import Slack
from tests.sources import github_server, looker_server
from tests.sources.github_server import GitHub
from tests.sources.looker_server import KEYS, Looker, dimension, json_detail, measure

ANA, BEN, EVERYBODY = "ana@acme.example", "ben@acme.example", "everybody@acme.example"
PEOPLE = """
    email,name,role,team
    ana@acme.example,Ana,director,Platform
    ben@acme.example,Ben,owner,Platform
"""
WEEK = date(2021, 11, 22)
BEGINS = datetime(2021, 11, 22, 17, tzinfo=UTC)  # Monday, after the sync
THURSDAY_EVENING = datetime(2021, 11, 25, 17, tzinfo=UTC)
FRIDAY_EVENING = datetime(2021, 11, 26, 17, tzinfo=UTC)
SYNC = datetime(2021, 11, 29, 17, tzinfo=UTC)
FIRST = datetime(2021, 12, 1, 9, tzinfo=UTC)
TWO_HOURS = timedelta(hours=2)
SIGNUPS = "signups.count"
NEVER = threading.Event()  # nobody stops the server


@dataclass
class Outside:
    """Everybody whom the org's server talks to."""

    looker: Looker
    github: GitHub
    inbox: Inbox
    slack: Slack

    @property
    def settings(self) -> Settings:
        """Looker is read at five, the board at six; people are reached by mail and by Slack's bot."""
        secrets = {
            "LOOKERSDK_BASE_URL": self.looker.address,
            "LOOKERSDK_CLIENT_ID": KEYS["client_id"],
            "LOOKERSDK_CLIENT_SECRET": KEYS["client_secret"],
            "GITHUB_TOKEN": github_server.TOKEN,
            "SLACK_WEBHOOK_URL": self.slack.webhook,
            "SLACK_BOT_TOKEN": slack_server.TOKEN,
            "SLACK_API_URL": self.slack.api,
        }
        sender = {"host": "127.0.0.1", "port": self.inbox.port, "security": "none", "sender": "okrs@acme.example"}
        url = f"{self.github.address}/graphql"
        return Settings(
            org=Org(name="Acme", address="https://okr.acme.example"),
            looker=LookerSection(schedule="0 5 * * *"),
            github=GitHubSection(organization="acme", project=12, url=url, schedule="0 6 * * *"),
            mail=Mail(**sender, to=(EVERYBODY,)),
            reminders=Reminders(active=True, alerts=True),
            secrets=Secrets.model_validate(secrets),
        )

    @property
    def counted(self) -> Counter[str]:
        """What arrived so far, by way and address."""
        mails = Counter(f"mail {address}" for address in self.inbox.addresses)
        return mails + Counter(f"slack {email}" for email in self.slack.told) + Counter(channel=len(self.slack.posted))

    def mailed(self, to: str) -> list[str]:
        """The plain texts of the mails to an address, without their line breaks."""
        bodies = [mail.get_body(("plain",)) for addresses, mail in self.inbox.mails if addresses == [to]]
        return [" ".join(body.get_content().split()) for body in bodies if body]


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A Looker whose sign-ups jump to 90 in the week of 15 November, a board with an issue, a mail server, a Slack."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    counts = [30, 31, 29, 30, 31, 30, 29, 90]
    mondays = [date(2021, 11, 15) - timedelta(weeks=n) for n in reversed(range(len(counts)))]
    rows = [(day.isoformat(), count) for day, count in zip(mondays, counts, strict=True)]
    with (
        looker_server.running() as looker,
        github_server.running() as github,
        mail_server.serving() as inbox,
        slack_server.running() as slack,
    ):
        answer = json_detail(dimension("signups.created_week", "date_week"), measure(SIGNUPS), rows=rows)
        looker.holds("q7", answer, fields=("signups.created_week", SIGNUPS))
        looker.shows("217", looker.tile("7", "q7", "Sign-ups"))
        github.board.add_field("Status", "SINGLE_SELECT")
        github.board.add_field("Key result", "TEXT")
        slack.members = {ANA, BEN}
        yield Outside(looker, github, inbox, slack)
    assert (looker.wrong, github.wrong) == ([], [])


@pytest.fixture
def own(store: Store) -> Store:
    """The small org, early in its quarter: Ben owes two updates, Ana, his director, one."""
    store.clock = Clock(BEGINS)
    bring_in(store, **(ORG | {"people": PEOPLE}))
    return store


def lived(store: Store, settings: Settings, until: datetime) -> Counter[str]:
    """Time passes, two hours at a step, while the server runs; answers how often each job ran."""
    ran: Counter[str] = Counter()
    while store.clock.now() < until:
        store.clock = Clock(store.clock.now() + TWO_HOURS)
        ran.update(schedule.run_due(store, settings, BEGINS, NEVER))
    return ran


def write(store: Store, settings: Settings, key_result: str, value: float, wins: str) -> None:
    seen_at = store.now()
    week = weekly.week_to_log(store, settings)
    weekly.log(store, settings, Update(key_result, week, value=value, confidence=80, wins=wins), seen_at)


def text_of(message: dict[str, Any]) -> str:
    return str(message["blocks"])


def test_a_week_is_lived_and_everything_outside_is_told_once(own: Store, outside: Outside):
    settings = outside.settings
    issue = outside.github.board.issue("Cache all shards", {"Status": "In progress", "Key result": "latency"})

    # Monday to Thursday evening: read every night, the jump told, both reminded; then Ben writes one of his two.
    ran = lived(own, settings, THURSDAY_EVENING)
    assert ran == {"looker": 3, "github": 3, "alerts": 3, "reminders": 1}
    assert outside.counted == {"channel": 1, **both(ANA), **both(BEN)}
    assert "Sign-ups>: +61 to 90, where 1 is usual" in text_of(outside.slack.posted[0])
    write(own, settings, "latency", 700, "All shards are cached")
    issue["content"].update(closed=True, closedAt=THURSDAY_EVENING.isoformat())

    # Friday: what is written is not asked for again. Ana writes after it; Ben's second stays silent.
    ran += lived(own, settings, FRIDAY_EVENING)
    assert outside.counted == {"channel": 1, **both(ANA, 2), **both(BEN, 2)}
    assert [subject_count(outside, BEN, n) for n in range(2)] == ["2 updates", "1 update"]
    assert "Search is quick" not in outside.mailed(BEN)[1]
    write(own, settings, "self-serve", 35, "Fifteen new installs")

    # Monday: Ana, Ben's director, hears of what is still silent; the week is reviewed, closed and summed up.
    ran += lived(own, settings, SYNC)
    assert outside.counted == {"channel": 1, **both(ANA, 3), **both(BEN, 2)}
    assert "Ask Ben, or write what you know." in outside.mailed(ANA)[2]
    assert [each.item.title for each in tracker.of(own, settings, WEEK).moves.closed] == ["Cache all shards"]
    meeting.close_week(own, settings, by=ANA)
    with pytest.raises(WeekIsClosed):
        meeting.close_week(own, settings, by=ANA)
    summed_up = sends.send(own, settings, "summary", by=ANA)
    with pytest.raises(SentBefore):
        sends.send(own, settings, "summary")
    assert summed_up.draft.week == WEEK
    assert "Ben: A second rotation" in summed_up.draft.text

    # Wednesday, the first of the month: her team's monthly mail.
    ran += lived(own, settings, FIRST)
    monthly_sends.send(own, settings, team="Platform", by=ANA)
    with pytest.raises(SentBefore):
        monthly_sends.send(own, settings, team="Platform", by=ANA)
    (mail,) = outside.mailed(EVERYBODY)
    assert "All shards are cached" in mail
    assert "No update for the week of 22 November: A second rotation" in mail

    # Nothing of it is told again, whoever asks, and every message that arrived is kept as one send.
    assert reminders.remind(own, settings, WEEK, "directors").count_sent == 0
    assert ran == {"looker": 9, "github": 9, "alerts": 9, "reminders": 3}
    assert outside.counted == {"channel": 2, **both(ANA, 3), **both(BEN, 2), f"mail {EVERYBODY}": 1}
    assert Counter(send.what for send in all_sends(own)) == {"alert": 1, "reminder": 10, "summary": 1, "mail": 1}
    assert len(outside.looker.runs()) == 9
    assert Counter(outside.github.operations()) == {"Project": 9, "Items": 9}


def both(email: str, count: int = 1) -> dict[str, int]:
    return {f"mail {email}": count, f"slack {email}": count}


def subject_count(outside: Outside, to: str, position: int) -> str:
    subjects = [mail["Subject"] for addresses, mail in outside.inbox.mails if addresses == [to]]
    return subjects[position].split(" due ")[0]


def all_sends(store: Store) -> list[Send]:
    return journal.SENDS.all(store, store.now())
