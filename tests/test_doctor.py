"""The doctor says of mail and Slack whether they would take what goes out, and sends nothing to find out."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data import doctor, printed
from data.config import Mail, Org, Reminders, Secrets, Settings
from data.doctor import Finding
from data.store.connection import Store
from tests import mail_server, slack_server
from tests.mail_server import certificate
from tests.slack_server import TOKEN, Slack

PASSWORD = "hunter2 & more"


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with slack_server.running() as held:
        yield held


def found(store: Store, about: str, mail: Mail | None = None, **secrets: Any) -> Finding:
    settings = Settings(mail=mail or Mail(), secrets=Secrets.model_validate(secrets))
    examined = doctor.examine(store, settings, is_asking=True)
    return next(each for each in examined.findings if each.about == about)


def server(port: int, security: Any = "none", username: str = "") -> Mail:
    return Mail(host="localhost", port=port, security=security, username=username, sender="okrs@acme.example")


def free_port() -> int:
    with closing(socket.create_server(("localhost", 0))) as taken:
        return taken.getsockname()[1]


# Mail


@pytest.mark.parametrize(("security", "how"), [("starttls", "encrypted by STARTTLS"), ("tls", "encrypted by TLS")])
def test_a_mail_server_that_lets_us_in_is_well_and_gets_no_mail(
    store: Store, trusted: Path, monkeypatch: pytest.MonkeyPatch, security: str, how: str
):
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server.serving(trusted, is_tls=security == "tls", password=PASSWORD) as inbox:
        mail = server(inbox.port, security, username="okrs")
        finding = found(store, "mail", mail, OKR_MAIL__PASSWORD=PASSWORD)
        assert finding == Finding("mail", True, f"localhost, port {inbox.port}: answers, {how}, lets okrs in")
        assert (inbox.signed_in, inbox.mails) == (["okrs"], [])


def test_a_mail_server_that_asks_nobody_who_they_are_is_well(store: Store):
    with mail_server.serving() as inbox:
        finding = found(store, "mail", server(inbox.port))
        assert finding.is_well
        assert finding.text.endswith("answers, not encrypted, asks for no login")


def test_a_refused_login_is_told_with_what_to_check_and_without_the_password(
    store: Store, trusted: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server.serving(trusted, password=PASSWORD) as inbox:
        mail = server(inbox.port, "starttls", username="okrs")
        finding = found(store, "mail", mail, OKR_MAIL__PASSWORD="wrong horse")
    assert not finding.is_well
    assert "Check [mail] username and OKR_MAIL__PASSWORD." in finding.to_do
    assert "wrong horse" not in repr(finding)


def test_a_server_without_starttls_and_one_that_is_not_there_are_told(store: Store):
    with mail_server.serving() as inbox:
        assert "does not offer STARTTLS" in found(store, "mail", server(inbox.port, "starttls")).to_do
    port = free_port()
    finding = found(store, "mail", server(port))
    assert not finding.is_well
    assert finding.to_do == f"The mail server localhost cannot be reached on port {port}: Connection refused."


def test_no_mail_is_a_hint_and_a_host_without_a_sender_a_failure(store: Store):
    nothing, half = found(store, "mail"), found(store, "mail", Mail(host="localhost"))
    assert (nothing.is_well, nothing.text) == (True, "not connected")
    assert nothing.to_do == "To send mail set host under [mail] and sender under [mail]."
    assert (half.is_well, half.to_do) == (False, "To send mail set sender under [mail].")


# Slack


def test_a_bot_is_asked_who_it_is_and_a_webhook_is_not_tried(store: Store, slack: Slack):
    finding = found(store, "slack", SLACK_WEBHOOK_URL=slack.webhook, SLACK_BOT_TOKEN=TOKEN, SLACK_API_URL=slack.api)
    assert finding == Finding(
        "slack",
        True,
        "posts to 127.0.0.1, workspace T0123, webhook B0456, not tried; writes to people as okrs in Acme",
    )
    assert (slack.posted, slack.direct) == ([], [])


@pytest.mark.parametrize(
    ("token", "url", "to_do"),
    [
        ("xoxb-revoked", None, "Slack does not know the bot any more (invalid_auth). Set SLACK_BOT_TOKEN anew."),
        (TOKEN, "http://127.0.0.1:9/api/", "Slack cannot be reached"),
        (TOKEN, "nonsense", "SLACK_API_URL is not an address"),
    ],
)
def test_a_bot_that_cannot_write_is_told(store: Store, slack: Slack, token: str, url: str | None, to_do: str):
    finding = found(store, "slack", SLACK_BOT_TOKEN=token, SLACK_API_URL=url or slack.api)
    assert not finding.is_well
    assert finding.to_do.startswith(to_do)
    assert token not in repr(finding)


def test_no_slack_is_a_hint(store: Store):
    finding = found(store, "slack")
    assert (finding.is_well, finding.text) == (True, "not connected")
    assert "SLACK_WEBHOOK_URL" in finding.to_do


# What goes out


def test_what_is_switched_on_and_cannot_go_is_told(store: Store):
    nobody = Settings(reminders=Reminders(active=True, alerts=True))
    found = {each.about: each for each in doctor.examine(store, nobody).findings}
    assert not found["reminders"].is_well
    assert found["reminders"].to_do.startswith("Set [mail] host and sender, or SLACK_BOT_TOKEN")
    assert (found["alerts"].is_well, found["alerts"].to_do) == (False, "Set SLACK_WEBHOOK_URL.")
    assert "address" not in found, "where nothing goes out, no link is missed"


def test_what_goes_out_without_links_is_told(store: Store):
    mail = Mail(host="localhost", sender="okrs@acme.example")
    (found,) = (each for each in doctor.examine(store, Settings(mail=mail)).findings if each.about == "address")
    assert not found.is_well
    assert found.to_do.startswith("Set [org] address in okr.toml")
    linked = Settings(mail=mail, org=Org(address="https://okrs.acme.example"))
    assert "address" not in {each.about for each in doctor.examine(store, linked).findings}


# In print


def test_what_nobody_set_up_is_neither_well_nor_ill(sample: Store):
    examined = doctor.examine(sample, Settings(), is_asking=True)
    assert examined.is_well
    lines = printed.text("doctor", examined.as_json()).splitlines()
    assert [line for line in lines if line.startswith("○")] == [
        "○ looker: not connected",
        "○ github: not connected",
        "○ mail: not connected",
        "○ slack: not connected",
        "○ jobs: nothing runs by itself on the sample; [store] jobs_on_sample = true turns it on",
    ]
    assert not any(line.startswith("✕") for line in lines)


def test_a_page_asks_nobody(store: Store, slack: Slack):
    settings = Settings(secrets=Secrets.model_validate({"SLACK_BOT_TOKEN": TOKEN, "SLACK_API_URL": slack.api}))
    abouts = {each.about for each in doctor.examine(store, settings).findings}
    assert not abouts & {"mail", "slack"}
