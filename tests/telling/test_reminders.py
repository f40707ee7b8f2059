"""Reminders by mail and Slack, through real servers on the loopback: each person once for a week, stage and way."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data import commands, config
from data.cli import DONE, FAILED, PARTLY, WRONG_USAGE, main
from data.commands import Document, House
from data.config import Mail, Org, Reminders, Secrets, Settings
from data.monday import weekly
from data.rules.okr import Update
from data.rules.reminding import Stage
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from data.telling import reminders
from data.telling.reminders import NobodyReminded, Report
from data.telling.sends import NotConnected
from tests import mail_server, slack_server
from tests.mail_server import HANG_UP_AFTER_TAKING, Inbox
from tests.org import ORG, bring_in
from tests.slack_server import TOKEN, Slack

WEEK = date(2022, 1, 17)
ANA, BEN = "ana@acme.example", "ben@acme.example"
THURSDAY, FRIDAY = datetime(2022, 1, 20, 15, tzinfo=UTC), datetime(2022, 1, 21, 13, tzinfo=UTC)
MONDAY = datetime(2022, 1, 24, 15, tzinfo=UTC)
PEOPLE = """
    email,name,role,team
    ana@acme.example,Ana,director,Platform
    ben@acme.example,Ben,owner,Platform
"""
READINGS = """
    kpi,date,value
    p95,2022-01-09,700
    p95,2022-01-16,640
    p95,2022-01-19,610
"""
UPDATES = """
    key_result,week,value,confidence
    latency,2022-01-10,640,85
    self-serve,2022-01-10,70,
"""


@dataclass
class Outside:
    """The servers that reminders reach people by. Without Slack's bot they go by mail only."""

    inbox: Inbox
    slack: Slack
    has_bot: bool = True
    mail: dict[str, Any] = field(default_factory=dict)
    reminders: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        bot = {"SLACK_BOT_TOKEN": TOKEN} if self.has_bot else {}
        return {"SLACK_WEBHOOK_URL": self.slack.webhook, "SLACK_API_URL": self.slack.api, **bot}

    @property
    def settings(self) -> Settings:
        mail = {"host": "127.0.0.1", "port": self.inbox.port, "security": "none", "sender": "OKRs <okrs@acme.example>"}
        return Settings(
            org=Org(name="Acme", address="https://okr.acme.example"),
            mail=Mail(**(mail | self.mail)),
            reminders=Reminders(**self.reminders),
            secrets=Secrets.model_validate(self.environment),
        )


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with mail_server.serving() as inbox, slack_server.running() as slack:
        slack.members = {ANA, BEN}
        yield Outside(inbox, slack)


@pytest.fixture
def thursday(store: Store) -> Store:
    """The small org on Thursday afternoon: Ben owes two updates, Ana, his director, one."""
    bring_in(store, **(ORG | {"people": PEOPLE}), readings=READINGS, updates=UPDATES)
    store.clock = Clock(THURSDAY)
    return store


def remind(store: Store, outside: Outside, stage: Stage | None = None, **options: Any) -> Report:
    return reminders.remind(store, outside.settings, None, stage, **options)


def kept(store: Store) -> list[tuple[str | None, str | None]]:
    return [(send.about, send.to) for send in journal.sends_of_week(store, "reminder", WEEK, store.now())]


def text(inbox: Inbox, to: str) -> str:
    """The text of the one mail to somebody, without its line breaks."""
    (mail,) = [mail for addresses, mail in inbox.mails if addresses == [to]]
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def test_each_person_gets_one_mail_and_one_direct_message_with_all_that_is_due(thursday: Store, outside: Outside):
    report = remind(thursday, outside, by=ANA)
    assert (report.week, report.stage, report.count_sent, report.problems) == (WEEK, "thursday", 2, ())
    assert sorted(outside.inbox.addresses) == outside.slack.told == [ANA, BEN]
    assert kept(thursday) == [
        (f"thursday {ANA}", ANA),
        (f"thursday {ANA}", f"Slack: {ANA}"),
        (f"thursday {BEN}", BEN),
        (f"thursday {BEN}", f"Slack: {BEN}"),
    ]
    assert {send.by for send in journal.sends_of_week(thursday, "reminder", WEEK, thursday.now())} == {ANA}


def test_the_mail_says_why_a_minute_is_well_spent_and_leads_to_the_filled_in_form(thursday: Store, outside: Outside):
    remind(thursday, outside)
    told = text(outside.inbox, BEN)
    assert "2 key results wait for their update for the week of Mon 17 – Sun 23 January 2022." in told
    assert "610 ms by its KPI now, 640 ms at that update" in told
    assert "https://okr.acme.example/log?kr=latency&week=2022-01-17&me=ben%40acme.example" in told
    (mail,) = [mail for to, mail in outside.inbox.mails if to == [BEN]]
    assert mail["Subject"] == "2 updates due Friday 21 January, 19:00 UTC"
    html = mail.get_body(("html",))
    assert html is not None
    assert 'href="https://okr.acme.example/log?kr=rotation&amp;week=2022-01-17' in html.get_content()


def test_the_message_in_slack_says_the_same(thursday: Store, outside: Outside):
    remind(thursday, outside)
    (message,) = [message for email, message in outside.slack.direct if email == BEN]
    shown = json.dumps(message["blocks"])
    assert "610 ms by its KPI now, 640 ms at that update" in shown
    assert (
        "<https://okr.acme.example/log?kr=latency&amp;week=2022-01-17&amp;me=ben%40acme.example|Write the update>"
        in shown
    )
    assert message["text"].startswith("2 updates due Friday 21 January, 19:00 UTC.")


def test_nobody_hears_twice_at_a_stage_and_everybody_once_more_at_the_next(thursday: Store, outside: Outside):
    remind(thursday, outside)
    assert remind(thursday, outside).count_sent == 0
    thursday.clock = Clock(FRIDAY)
    assert remind(thursday, outside).stage == "friday"
    assert remind(thursday, outside).count_sent == 0
    assert sorted(outside.inbox.addresses) == [ANA, ANA, BEN, BEN]


def test_who_has_written_hears_no_more_and_when_all_have_nobody_does(thursday: Store, outside: Outside):
    for name in ("latency", "rotation"):
        weekly.log(thursday, outside.settings, Update(name, WEEK, confidence=80))
    remind(thursday, outside)
    assert outside.inbox.addresses == [ANA]
    weekly.log(thursday, outside.settings, Update("self-serve", WEEK, value=70))
    thursday.clock = Clock(FRIDAY)
    assert remind(thursday, outside).letters == ()
    assert outside.inbox.addresses == [ANA]


def test_a_stand_in_hears_for_whom_and_on_monday_the_director_does(store: Store, outside: Outside):
    bring_in(store, **ORG)  # Ana stands in for Ben
    store.clock = Clock(THURSDAY)
    remind(store, outside)
    assert outside.inbox.addresses == [ANA]
    told = text(outside.inbox, ANA)
    assert "search is quick (for ben)" in told.casefold()
    assert "because you own key results and stand in for Ben" in told
    outside.inbox.mails.clear()
    store.clock = Clock(MONDAY)
    remind(store, outside)
    told = text(outside.inbox, ANA)
    assert "3 key results still silent before Monday 24 January, 08:00 PST" in told
    assert "3 key results have no update for the week of Mon 17 – Sun 23 January 2022 yet." in told
    assert "yet. It takes under a minute each." in told, "there is nobody else to ask"
    assert "because you own key results and lead people who have not written yet" in told


def test_on_monday_a_director_reads_whom_to_ask_and_who_is_not_there(store: Store, outside: Outside):
    """Ben is on leave and Cleo writes for him, Dan has left; their director is on leave too, and Eva stands in."""
    people = """
        email,name,role,team,manager,stand_in,active
        ana@acme.example,Ana,director,Platform,,eva@acme.example,yes
        ben@acme.example,Ben,owner,Platform,,cleo@acme.example,yes
        cleo@acme.example,Cleo,owner,Platform,,,yes
        dan@acme.example,Dan,owner,Platform,,,no
        eva@acme.example,Eva,owner,Platform,,,yes
    """
    bring_in(
        store,
        **(
            ORG
            | {
                "people": people,
                "key_results": ORG["key_results"].replace(
                    "rotation,reliability,A second rotation,ben", "rotation,reliability,A second rotation,dan"
                ),
            }
        ),
    )
    store.clock = Clock(MONDAY)
    outside.has_bot = False
    remind(store, outside)
    assert outside.inbox.addresses == ["eva@acme.example"]
    told = text(outside.inbox, "eva@acme.example")
    assert "3 key results have no update" in told
    assert "Ask Cleo, and write what you know." in told, "she writes for Ana herself"
    assert "SEARCH IS QUICK (BEN, CLEO STANDS IN)" in told
    assert "A SECOND ROTATION (DAN, WHO IS NOT HERE ANY MORE)" in told
    assert "SELF-SERVE INSTALLS (FOR ANA)" in told
    assert "because you stand in for Ana." in told


def test_a_dry_run_shows_what_each_would_get_and_sends_nothing(thursday: Store, outside: Outside):
    report = remind(thursday, outside, dry_run=True)
    assert [(letter.who, [way.to for way in letter.deliveries]) for letter in report.letters] == [
        (ANA, [ANA, f"Slack: {ANA}"]),
        (BEN, [BEN, f"Slack: {BEN}"]),
    ]
    assert "610 ms by its KPI now" in report.letters[1].text
    assert outside.inbox.mails == outside.slack.direct == kept(thursday) == []


# Trouble


def test_trouble_with_one_person_keeps_nobody_else_from_being_reminded(thursday: Store, outside: Outside):
    outside.has_bot = False
    outside.inbox.refusals = {ANA: ["550 no such mailbox"]}
    report = remind(thursday, outside)
    assert outside.inbox.addresses == [BEN]
    assert report.count_sent == 1
    assert report.problems == (
        f"Ana: The mail server 127.0.0.1 did not take the mail for {ANA}: no such mailbox. Nothing was sent.",
    )
    assert remind(thursday, outside).count_sent == 1, "the next time it works"
    assert outside.inbox.addresses == [BEN, ANA]


def test_a_way_that_fails_is_tried_again_and_the_other_is_not(thursday: Store, outside: Outside):
    outside.slack.refusals = {BEN: [(200, {"ok": False, "error": "messages_tab_disabled"}, {})]}
    report = remind(thursday, outside)
    assert report.problems == ("Ben: Slack refused the message (messages_tab_disabled). Nothing was sent.",)
    assert report.count_sent == 2, "the mail went"
    again = remind(thursday, outside)
    assert (again.count_sent, again.problems) == (1, ())
    assert outside.slack.told == [ANA, BEN]
    assert sorted(outside.inbox.addresses) == [ANA, BEN]


def test_a_crash_in_the_middle_repeats_nothing(thursday: Store, outside: Outside):
    """The process ends after the first person; the next one goes on with the second."""

    class Crash(Exception):
        pass

    def crash(_: object) -> None:
        raise Crash

    with pytest.raises(Crash):
        remind(thursday, outside, on_letter=crash)
    assert outside.inbox.addresses == [ANA]
    remind(thursday, outside)
    assert outside.inbox.addresses == [ANA, BEN]
    assert outside.slack.told == [ANA, BEN]


def test_two_who_remind_at_once_remind_once(thursday: Store, outside: Outside):
    threads = [threading.Thread(target=remind, args=(thursday, outside)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outside.inbox.addresses) == sorted(outside.slack.told) == [ANA, BEN]


def test_what_may_have_arrived_is_told_and_not_sent_again(thursday: Store, outside: Outside):
    outside.has_bot = False
    outside.inbox.answers = [HANG_UP_AFTER_TAKING]
    report = remind(thursday, outside)
    (problem,) = report.problems
    assert "so it may have arrived" in problem
    assert remind(thursday, outside).count_sent == 0
    assert outside.inbox.addresses == [ANA, BEN]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((200, {"ok": False, "error": "invalid_auth"}, {}), r"does not know the bot any more \(invalid_auth\)"),
        ((200, {"ok": False, "error": "missing_scope", "needed": "chat:write"}, {}), r"it needs the scope chat:write"),
        ((429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "3600"}), r"no more messages for 3600 seconds"),
        ((503, {"ok": False, "error": "unavailable"}, {}), r"Slack is out of order \(503\)"),
        (None, r"may have arrived"),
    ],
)
def test_what_slack_refuses_is_told_in_a_sentence(thursday: Store, outside: Outside, answer: Any, told: str):
    outside.slack.refusals = {BEN: [answer] * 3}  # a server in trouble is asked three times
    report = remind(thursday, outside)
    (problem,) = report.problems
    assert re.search(told, problem)
    assert TOKEN not in problem


def test_who_is_not_in_slack_still_gets_the_mail(thursday: Store, outside: Outside):
    outside.slack.members = {ANA}
    report = remind(thursday, outside)
    assert sorted(outside.inbox.addresses) == [ANA, BEN]
    assert report.problems == (f"Ben: Nobody in Slack has the address {BEN}. Nothing was sent there.",)


def test_a_short_rate_limit_is_waited_out(thursday: Store, outside: Outside):
    outside.slack.refusals = {BEN: [(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"})]}
    assert remind(thursday, outside).problems == ()
    assert outside.slack.told == [ANA, BEN]


def test_when_nobody_can_be_reached_it_failed(thursday: Store, outside: Outside):
    outside.has_bot = False
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        outside.mail = {"port": unused.getsockname()[1]}
    with pytest.raises(NobodyReminded, match="Nobody was reminded") as refused:
        remind(thursday, outside)
    assert [str(problem).split(":")[0] for problem in refused.value.problems] == ["Ana", "Ben"]
    assert kept(thursday) == []


def test_without_a_way_to_people_it_says_what_to_set(thursday: Store, settings: Settings):
    with pytest.raises(
        NotConnected, match=r"no way to remind people\. Set \[mail\] host and sender, or SLACK_BOT_TOKEN"
    ):
        reminders.remind(thursday, settings)


# The channel


def test_without_a_bot_the_channel_can_be_told_once_for_all(thursday: Store, outside: Outside):
    outside.has_bot, outside.reminders = False, {"in_channel": True, "channels": ("slack",)}
    remind(thursday, outside)
    remind(thursday, outside)
    (message,) = outside.slack.posted
    shown = json.dumps(message["blocks"])
    assert "Acme: 3 updates still to write" in shown
    assert "me=ben%40acme.example|Ben>: Search is quick" in shown
    assert "610" not in shown, "the channel is not told numbers"
    assert kept(thursday) == [("thursday channel", "127.0.0.1, workspace T0123, webhook B0456")]


def test_the_channel_is_left_alone_unless_a_setting_says_so(thursday: Store, outside: Outside):
    outside.has_bot = False
    remind(thursday, outside)
    assert outside.slack.posted == []
    outside.has_bot, outside.reminders = True, {"in_channel": True}
    thursday.clock = Clock(FRIDAY)
    remind(thursday, outside)
    assert outside.slack.posted == []
    assert outside.slack.told == [ANA, BEN]


# What stays inside


SECRET = """
    key_result,objective,title,owner,kind,unit,baseline,target,weight,kpi,confidential
    latency,reliability,Search is quick at 512 ms,ben@acme.example,decrease,ms,900,500,2,p95,yes
"""


@pytest.fixture
def secret(thursday: Store) -> Store:
    """The same Thursday; the one number of Ben's that everybody talks about is confidential."""
    bring_in(thursday, key_results=SECRET)
    return thursday


def test_what_is_confidential_goes_to_its_writers_mailbox_and_never_to_slack(secret: Store, outside: Outside):
    remind(secret, outside)
    told = text(outside.inbox, BEN)
    assert "SEARCH IS QUICK AT 512 MS" in told
    assert "610 ms by its KPI now, 640 ms at that update" in told
    in_slack = json.dumps(outside.slack.direct)
    assert "Search is quick at N1" in in_slack
    assert "610" not in in_slack
    assert "640" not in in_slack


def test_who_stands_in_writes_and_reads_the_numbers_and_a_director_does_not(secret: Store, outside: Outside):
    outside.has_bot = False
    secret.clock = Clock(MONDAY)
    remind(secret, outside)
    assert "(BEN)" in text(outside.inbox, ANA)
    assert "610" not in text(outside.inbox, ANA)
    bring_in(secret, people=ORG["people"])  # Ana stands in for Ben
    outside.inbox.mails.clear()
    remind(secret, outside, "friday")
    assert "610 ms by its KPI now" in text(outside.inbox, ANA)


def test_the_channel_is_told_nothing_that_is_confidential(secret: Store, outside: Outside):
    outside.has_bot, outside.reminders = False, {"in_channel": True}
    remind(secret, outside)
    shown = json.dumps(outside.slack.posted)
    assert "Search is quick at N1" in shown
    assert "512" not in shown


def test_a_preview_says_what_goes_where(secret: Store, outside: Outside):
    (ben,) = [letter for letter in remind(secret, outside, dry_run=True).letters if letter.who == BEN]
    assert [("610" in way.text, way.channel) for way in ben.deliveries] == [(True, "mail"), (False, "slack")]
    assert "610" in ben.text
    outside.reminders = {"channels": ("slack",)}
    (ben,) = [letter for letter in remind(secret, outside, dry_run=True).letters if letter.who == BEN]
    assert "610" not in ben.text


def test_confidential_names_are_told_by_mail_to_who_writes_and_to_nobody_else(thursday: Store, outside: Outside):
    org = Org(name="Acme", confidential_names=("Search",))
    settings = outside.settings.model_copy(update={"org": org})
    (ben,) = [letter for letter in reminders.remind(thursday, settings, dry_run=True).letters if letter.who == BEN]
    assert ["## Search is quick" in way.text for way in ben.deliveries] == [True, False]
    assert "## [name] is quick" in ben.deliveries[1].text
    (ana,) = reminders.remind(thursday, settings, None, "directors", dry_run=True).letters
    assert {"## [name] is quick (Ben)" in way.text for way in ana.deliveries} == {True}


def test_without_an_address_of_the_app_there_are_no_links(thursday: Store, outside: Outside):
    settings = outside.settings.model_copy(update={"org": Org()})
    reminders.remind(thursday, settings)
    assert "/log" not in text(outside.inbox, BEN)


# The plan


def test_the_plan_says_who_gets_what_when_and_who_got_it(thursday: Store, outside: Outside):
    remind(thursday, outside)
    (plan,) = reminders.plans(thursday, outside.settings, thursday.now())
    assert [(each.span.stage, [letter.who for letter in each.letters]) for each in plan.stages] == [
        ("thursday", [ANA, BEN]),
        ("friday", [ANA, BEN]),
        ("directors", [ANA]),
    ]
    sent = {
        each.span.stage: all(way.sent for letter in each.letters for way in letter.deliveries) for each in plan.stages
    }
    assert sent == {"thursday": True, "friday": False, "directors": False}
    assert [send.to for send in plan.sent] == [ANA, f"Slack: {ANA}", BEN, f"Slack: {BEN}"]


def test_a_plan_can_be_made_without_any_way_to_people(thursday: Store, settings: Settings):
    plan = reminders.plan(thursday, settings, WEEK, thursday.now())
    assert [letter.deliveries for letter in plan.stages[0].letters] == [(), ()]


def test_before_the_sync_the_next_reminders_are_those_of_the_week_that_runs(thursday: Store, outside: Outside):
    monday, after = reminders.plans(thursday, outside.settings, MONDAY)
    assert (monday.week, after.week) == (WEEK, date(2022, 1, 24))
    assert f"{after.stages[0].span.begins_at:%a %d %H:%M}" == "Thu 27 15:00"


@pytest.mark.parametrize(
    ("week", "why"),
    [
        ("2022-01-17", "Nobody is to be reminded: all is written for the week of 17 January."),
        ("2030-01-07", "FY30 Q4 has no key results in force, so nobody owes an update for the week of 7 January 2030."),
    ],
)
def test_why_nobody_is_reminded_is_said(thursday: Store, outside: Outside, week: str, why: str):
    for name in ("latency", "rotation", "self-serve"):
        weekly.log(thursday, outside.settings, Update(name, WEEK, confidence=80))
    report = reminders.remind(thursday, outside.settings, date.fromisoformat(week))
    assert (report.letters, report.remarks) == ((), (why,))


def test_a_key_result_of_which_nobody_can_be_reminded_is_not_taken_for_written(thursday: Store, outside: Outside):
    nobody = PEOPLE.replace("role,team", "role,team,active").replace("Platform", "Platform,no")
    bring_in(thursday, people=nobody)
    report = remind(thursday, outside)
    (why,) = report.remarks
    assert why == "Nobody is there to be reminded: 3 key results without an update for the week of 17 January."


def test_a_dry_run_says_what_will_be_missing(thursday: Store, outside: Outside, settings: Settings):
    assert remind(thursday, outside, dry_run=True).remarks == ()
    (no_way,) = reminders.remind(thursday, settings, dry_run=True).remarks
    assert no_way.startswith("There is no way to remind people. Set [mail] host and sender")
    without = outside.settings.model_copy(update={"org": Org(name="Acme")})
    (no_link,) = reminders.remind(thursday, without, dry_run=True).remarks
    assert no_link.startswith("It goes without a link to this app. Set [org] address in okr.toml")


# The command line


@pytest.fixture
def okr(sample_path: Path, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`okr remind` over the sample quarter on its Thursday, with everybody in Slack."""
    for name, value in outside.environment.items():
        monkeypatch.setenv(name, value)
    mail = {"host": "127.0.0.1", "port": outside.inbox.port, "security": "none", "sender": "okrs@acme.example"}
    for name, value in mail.items():
        monkeypatch.setenv(f"OKR_MAIL__{name}".upper(), str(value))
    monkeypatch.setenv("OKR_TODAY", THURSDAY.isoformat())
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    assert config.load().reminders.active is False

    def run(*words: str) -> Any:
        return CliRunner().invoke(main, ["remind", "--store", str(sample_path), *words])

    return run


def test_the_command_line_shows_then_reminds_once(okr: Any, outside: Outside):
    shown = okr("--dry-run")
    assert shown.exit_code == DONE
    assert (
        "Kofi Brightwater <kofi.brightwater@loomline.example>: 2 updates due Friday 21 January, 19:00 UTC"
        in shown.stdout
    )
    assert "  | ## Precise symbols for five languages (for Wen Achterberg)" in shown.stdout
    assert "Nothing was sent." in shown.stdout
    assert outside.inbox.mails == []
    went = okr("--by", "ines.halloran@loomline.example")
    assert (went.exit_code, "Sent 12 reminders." in went.stdout) == (DONE, True)
    once_more = okr().stdout
    assert "  ines.halloran@loomline.example: sent on Thursday 20 January 2022, 15:00 UTC" in once_more
    assert once_more.endswith("Nothing new was sent.\n")
    again = json.loads(okr("--json").stdout)
    assert (again["stage"], again["week"], again["sent"], len(again["reminders"])) == ("thursday", "2022-01-17", 0, 12)
    assert len(outside.inbox.mails) == 12


@pytest.mark.parametrize(
    ("by", "meant"),
    [
        ("ines.haloran@loomline.example", "Did you mean ines.halloran@loomline.example?"),
        ("nobody@example.com", "Name one of those who are listed under People on the setup page."),
    ],
)
def test_who_sends_is_somebody_known(okr: Any, outside: Outside, by: str, meant: str):
    refused = okr("--by", by)
    assert (refused.exit_code, refused.stderr) == (WRONG_USAGE, f"There is no person {by}. {meant}\n")
    assert outside.inbox.mails == []


def test_where_nobody_is_known_yet_anybody_may_send(store: Store):
    house = House(store, Settings())
    assert isinstance(commands.run(house, "remind", {"by": "nobody@example.com", "dry_run": True}), Document)
    assert isinstance(commands.run(house, "send", {"what": "alerts", "by": "nobody@example.com"}), Document)


def test_a_stage_and_a_week_can_be_named(okr: Any, outside: Outside):
    told = json.loads(okr("--week", "2022-01-10", "--stage", "directors", "--json").stdout)
    assert (told["week"], told["stage"]) == ("2022-01-10", "directors")
    assert sorted(outside.inbox.addresses) == [
        "daniel.oyelaran@loomline.example",
        "ines.halloran@loomline.example",
        "tobias.renqvist@loomline.example",
    ]
    assert okr("--stage", "saturday").exit_code == WRONG_USAGE


def test_the_exit_code_tells_how_much_was_done(okr: Any, outside: Outside):
    outside.inbox.refusals = {"hana.virtanen@loomline.example": ["550 no such mailbox"]}
    partly = okr()
    assert partly.exit_code == PARTLY
    assert "no such mailbox" in partly.stdout
    outside.inbox.greetings = ["550 go away"] * 20
    failed = okr("--stage", "friday", "--json")
    assert failed.exit_code == FAILED
    assert json.loads(failed.stdout)["error"] == "Nobody was reminded."
    assert len(json.loads(failed.stdout)["problems"]) == 12
