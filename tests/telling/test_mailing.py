"""The door to the mail server, over the loopback: encrypted, signed in, once to everybody, refusals in sentences."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from data.exports.mails.mail import Image
from data.telling import mailing
from data.telling.mailing import Mail, NotSent, PerhapsSent, Server
from tests.mail_server import HANG_UP, HANG_UP_AFTER_TAKING, Inbox, certificate, serving

AT = datetime(2022, 1, 1, 9, 30, tzinfo=UTC)
PASSWORD = "hunter2 & more"
AT_ONCE = (0.0, 0.0)  # further tries without waiting
MAIL = Mail(
    subject="Größer: 80 → 100 installs",
    html='<p>Ünïcode</p>\n<p>.</p><img src="cid:chart-1@okr">',
    text="Ünïcode\n.\nA line that begins with a dot:\n.. and two",
    to=("vps@loomline.example", "directors@loomline.example"),
    sender="Loomline OKRs <okrs@loomline.example>",
    images=(Image("chart-1@okr", b"\x89PNG picture"),),
)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with serving() as held:
        yield held


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


def plain(inbox: Inbox) -> Server:
    return Server("127.0.0.1", inbox.port, "none")


def send(server: Server, mail: Mail = MAIL) -> mailing.Sent:
    return mailing.send(server, mail, AT, AT_ONCE)


def received(inbox: Inbox) -> EmailMessage:
    ((_, mail),) = inbox.mails
    return mail


def test_what_arrives_is_what_was_written(inbox: Inbox):
    sent = send(plain(inbox))
    mail = received(inbox)
    assert mail["Subject"] == "Größer: 80 → 100 installs"
    assert mail["From"] == "Loomline OKRs <okrs@loomline.example>"
    assert mail["To"] == "vps@loomline.example, directors@loomline.example"
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == sent.message_id
    assert sent.message_id.endswith("@loomline.example>")
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().splitlines() == MAIL.html.splitlines()
    assert (sent.to, sent.refused) == (MAIL.to, {})


def test_it_holds_text_then_html_with_its_images_inside(inbox: Inbox):
    send(plain(inbox))
    mail = received(inbox)
    assert mail.get_content_type() == "multipart/alternative"
    text, related = mail.iter_parts()
    assert (text.get_content_type(), related.get_content_type()) == ("text/plain", "multipart/related")
    html, image = related.iter_parts()
    assert html.get_content_type() == "text/html"
    assert (image.get_content_type(), image["Content-ID"]) == ("image/png", "<chart-1@okr>")
    assert image.get_content_disposition() == "inline"
    assert image.get_content() == b"\x89PNG picture"


def test_two_mails_of_one_subject_are_two_threads(inbox: Inbox):
    first, second = send(plain(inbox)), send(plain(inbox))
    assert first.message_id != second.message_id
    assert [mail[name] for _, mail in inbox.mails for name in ("References", "In-Reply-To")] == [None] * 4


def test_a_subject_of_two_lines_makes_no_header_of_its_own(inbox: Inbox):
    send(plain(inbox), replace(MAIL, subject="Update\r\nBcc: everybody@loomline.example"))
    assert received(inbox)["Subject"] == "Update Bcc: everybody@loomline.example"
    assert received(inbox)["Bcc"] is None


@pytest.mark.parametrize("address", ["jürgen@loomline.example", "nobody", "@loomline.example"])
def test_an_address_that_cannot_be_sent_to_is_told_before_anybody_gets_the_mail(inbox: Inbox, address: str):
    with pytest.raises(NotSent, match=f"“{address}” is no address that every mail server takes"):
        send(plain(inbox), replace(MAIL, to=(*MAIL.to, address)))
    assert inbox.mails == []


def test_headers_of_the_sender_are_added(inbox: Inbox):
    send(plain(inbox), replace(MAIL, headers={"Auto-Submitted": "auto-generated"}))
    assert received(inbox)["Auto-Submitted"] == "auto-generated"


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # that TLS was there before, the server does not see
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_signs_in_over_an_encrypted_connection(
    trusted: Path, monkeypatch: pytest.MonkeyPatch, security: mailing.Security
):
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(trusted, is_tls=security == "tls", password=PASSWORD) as inbox:
        send(Server("localhost", inbox.port, security, "okrs", PASSWORD))
        assert inbox.was_encrypted == [True]
        assert inbox.signed_in == ["okrs"]


def test_a_certificate_that_nobody_vouches_for_is_refused(trusted: Path):
    with serving(trusted, password=PASSWORD) as inbox:
        with pytest.raises(NotSent, match=r"shows a certificate that cannot be trusted: .* Check \[mail\] host"):
            send(Server("localhost", inbox.port, "starttls", "okrs", PASSWORD))
        assert (inbox.mails, inbox.signed_in) == ([], [])


def test_a_certificate_of_another_host_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = certificate(tmp_path, "mail.elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with serving(other, is_tls=True) as inbox, pytest.raises(NotSent, match="localhost shows a certificate"):
        send(Server("localhost", inbox.port, "tls"))


def test_a_password_is_never_sent_in_the_clear(inbox: Inbox):
    with pytest.raises(NotSent, match="does not offer STARTTLS on port"):
        send(Server("127.0.0.1", inbox.port, "starttls", "okrs", PASSWORD))
    assert inbox.signed_in == []


def test_tls_where_the_server_speaks_none_is_told_with_the_ports(inbox: Inbox):
    with pytest.raises(NotSent, match=r"does not speak TLS on port \d+\..* 465 is for tls, 587 for starttls"):
        send(Server("127.0.0.1", inbox.port, "tls"))


def test_a_wrong_password_is_told_without_it(trusted: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving(trusted, password=PASSWORD) as inbox:
        server = Server("localhost", inbox.port, "starttls", "okrs", "wrong horse")
        with pytest.raises(NotSent, match=r"does not let okrs in: .*\. Nothing was sent\. Check \[mail\]") as refused:
            send(server)
        assert "wrong horse" not in str(refused.value)
        assert "wrong horse" not in repr(server)
        assert inbox.mails == []


@pytest.mark.parametrize("busy", ["451 4.3.0 Busy", HANG_UP])
def test_a_server_that_is_busy_is_asked_again_and_gets_the_mail_once(inbox: Inbox, busy: str):
    inbox.greetings = [busy, "451 4.3.0 Busy"]
    send(plain(inbox))
    assert inbox.addresses == list(MAIL.to)


def test_a_mail_that_was_not_taken_for_the_moment_is_sent_again_once(inbox: Inbox):
    inbox.answers = ["452 4.3.1 Out of space"]
    sent = send(plain(inbox))
    assert inbox.addresses == list(MAIL.to)
    assert sent.refused == {}


def test_a_server_that_stays_busy_is_not_asked_for_ever(inbox: Inbox):
    inbox.greetings = ["451 4.3.0 Come back later"] * 9
    with pytest.raises(NotSent, match=r"did not take the mail .*Come back later\. Nothing was sent\."):
        send(plain(inbox))
    assert len(inbox.greetings) == 9 - 3
    assert inbox.mails == []


def test_a_mail_whose_answer_was_lost_is_never_sent_twice(inbox: Inbox):
    inbox.answers = [HANG_UP_AFTER_TAKING]
    with pytest.raises(PerhapsSent, match="it may have arrived"):
        send(plain(inbox))
    assert len(inbox.mails) == 1


def test_a_mail_that_is_refused_as_a_whole_is_not_tried_again(inbox: Inbox):
    inbox.answers = ["554 5.7.1 Looks like spam"]
    with pytest.raises(NotSent, match=r"did not take the mail: 5\.7\.1 Looks like spam\. Nothing was sent\."):
        send(plain(inbox))
    assert inbox.mails == []


def test_an_address_that_is_refused_is_named_and_the_others_get_the_mail(inbox: Inbox):
    inbox.refusals = {"vps@loomline.example": ["550 5.1.1 No such user"]}
    sent = send(plain(inbox))
    assert sent.to == ("directors@loomline.example",)
    assert sent.refused == {"vps@loomline.example": "5.1.1 No such user"}
    assert inbox.addresses == ["directors@loomline.example"]


def test_an_address_that_is_put_off_is_tried_again_alone(inbox: Inbox):
    inbox.refusals = {"vps@loomline.example": ["450 4.2.0 Greylisted"]}
    sent = send(plain(inbox))
    assert inbox.addresses == ["directors@loomline.example", "vps@loomline.example"]
    assert (set(sent.to), sent.refused) == (set(MAIL.to), {})
    assert len({mail["Message-ID"] for _, mail in inbox.mails}) == 1


def test_when_every_address_is_refused_nothing_was_sent(inbox: Inbox):
    inbox.refusals = {each: [f"550 5.1.1 No {each}"] for each in MAIL.to}
    with pytest.raises(NotSent, match=r"vps@loomline.example \(5\.1\.1 No vps@.*Nothing was sent"):
        send(plain(inbox))


def test_who_was_put_off_is_named_when_the_answer_to_the_second_try_is_lost(inbox: Inbox):
    inbox.refusals = {"vps@loomline.example": ["450 4.2.0 Greylisted"]}
    inbox.answers = ["250 OK", HANG_UP_AFTER_TAKING]
    sent = send(plain(inbox))
    assert sent.to == ("directors@loomline.example",)
    assert "it may have arrived" in sent.refused["vps@loomline.example"]
    assert len(inbox.mails) == 2


def test_a_server_that_is_not_there_is_told_in_a_sentence():
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        port = held.getsockname()[1]
    with pytest.raises(NotSent, match=r"The mail server 127\.0\.0\.1 .*: Connection refused\. Nothing was sent\."):
        send(Server("127.0.0.1", port, "none"))


def test_a_server_that_repeats_the_password_does_not_get_it_told():
    """It greets, offers AUTH, and refuses with the very password in its words."""
    with closing(socket.create_server(("127.0.0.1", 0))) as held:

        def talk() -> None:
            connection, _ = held.accept()
            with connection, connection.makefile("rwb", 0) as lines:
                lines.write(b"220 here\r\n")
                lines.readline()
                lines.write(b"250-here\r\n250 AUTH PLAIN\r\n")
                lines.readline()
                lines.write(f"535 your password {PASSWORD} is wrong\r\n".encode())
                lines.readline()

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        with pytest.raises(NotSent, match="your password … is wrong"):
            send(Server("127.0.0.1", held.getsockname()[1], "none", "okrs", PASSWORD))
