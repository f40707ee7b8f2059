"""The door to the mail server: one mail, sent at most once to each address, with its refusals in sentences."""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Literal

from data.config import Settings
from data.errors import OkrError
from data.exports.mails.mail import Image

Security = Literal["starttls", "tls", "none"]

_TIMEOUT = 20  # seconds for each answer of the server
_NO_CODE = -1  # what smtplib makes of an answer that is none
WAITS = (1.0, 5.0)  # seconds before each further try, while somebody waits for the page


class NotSent(OkrError):
    """No address got the mail."""


class PerhapsSent(OkrError):
    """The connection broke after the mail was handed over and before the server said that it has it."""


class _TryAgain(Exception):
    """The server is busy or went away before it had the mail."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in."""

    host: str
    port: int
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"The mail server {self.host}"


def server(settings: Settings) -> Server:
    """The mail server that is set up."""
    mail, password = settings.mail, settings.secrets.mail_password
    return Server(mail.host, mail.port, mail.security, mail.username, password.get_secret_value() if password else "")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as HTML and as plain text. `images` are shown in the HTML by `cid:`; `headers` are added to the usual."""

    subject: str
    html: str
    text: str
    to: tuple[str, ...]
    sender: str
    images: tuple[Image, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a mail: who got it, and who did not, each with the server's reason."""

    message_id: str
    to: tuple[str, ...]
    refused: Mapping[str, str]


def send(server: Server, mail: Mail, at: datetime, waits: Sequence[float] = WAITS) -> Sent:
    """Send a mail, dated `at`; after each of the `waits`, in seconds, try again what failed for the moment.

    An address whose server has taken the mail is never sent it again. Raises NotSent when nobody got it, PerhapsSent
    when nobody can tell.
    """
    message = composed(mail, at)
    content = re.sub(rb"(?m)^\.", b"..", message.as_bytes(policy=SMTP))  # a line of a lone dot would end the mail
    left, taken, refused = list(mail.to), [], {}
    for wait in (*waits, None):
        try:
            answers = _tried(server, parseaddr(mail.sender)[1], left, content)
        except _TryAgain as error:
            answers = {address: (450, str(error)) for address in left}
        except (NotSent, PerhapsSent) as error:
            if not taken:
                raise
            refused |= dict.fromkeys(left, str(error))
            break
        taken += [address for address, answer in answers.items() if answer is None]
        refused |= {address: answer[1] for address, answer in answers.items() if answer}
        left = [address for address, answer in answers.items() if answer and answer[0] < 500]
        if not left or wait is None:
            break
        time.sleep(wait)
    if not taken:
        raise NotSent(f"{_reasons(server, refused)} Nothing was sent.")
    return Sent(message["Message-ID"], tuple(taken), {each: refused[each] for each in mail.to if each not in taken})


def greet(server: Server, timeout: float) -> None:
    """Connect, encrypted and signed in as for a mail, without sending one. Raises NotSent; `timeout` is in seconds."""
    try:
        with _session(server, timeout) as smtp:
            smtp.noop()
    except _TryAgain as error:
        raise NotSent(f"{server} cannot be reached on port {server.port}: {error}.") from error


def composed(mail: Mail, at: datetime) -> EmailMessage:
    """The mail as it travels. It answers no other, so that mail programs give it a thread of its own."""
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=_address(mail.sender).domain)
    _fill(message, mail)
    return message


def as_draft(mail: Mail) -> bytes:
    """The mail as a file (.eml) that mail programs open to be sent on; its sender and its readers may be missing."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # Outlook opens it as one that is being written
    _fill(message, mail)
    return message.as_bytes()


def _fill(message: EmailMessage, mail: Mail) -> None:
    message["Subject"] = " ".join(mail.subject.split())
    if mail.sender:
        message["From"] = _address(mail.sender)
    if mail.to:
        message["To"] = [_address(each) for each in mail.to]
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    _, html = message.iter_parts()
    for image in mail.images:
        html.add_related(
            image.content, "image", "png", disposition="inline", cid=f"<{image.cid}>", filename=f"{image.cid}.png"
        )


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    if not address.isascii() or "@" not in address.strip("@"):
        raise NotSent(f"“{text}” is no address that every mail server takes. Nothing was sent.")
    return Address(name, addr_spec=address)


def _tried(server: Server, sender: str, to: Sequence[str], content: bytes) -> dict[str, tuple[int, str] | None]:
    """One try: for each address None when the server has taken the mail for it, else its code and its reason.

    Raises _TryAgain and NotSent when it has not for any, PerhapsSent.
    """
    with _session(server) as smtp:
        _settled(server, "does not take mail from " + sender, smtp.mail(sender))
        answers = {address: smtp.rcpt(address) for address in to}
        refused = {address: (code, _said(server, text)) for address, (code, text) in answers.items() if code >= 300}
        if len(refused) < len(answers):
            _settled(server, "does not take the mail", smtp.docmd("DATA"), ready=354)
            smtp.send(content.removesuffix(b"\r\n"))
            _settled(server, "did not take the mail", _handed_over(server, smtp))
        return {address: refused.get(address) for address in to}


def _handed_over(server: Server, smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """End the mail; from here on only the server's answer tells whether it has it (RFC 5321, 4.2.5)."""
    try:
        smtp.send(b"\r\n.\r\n")
        code, text = smtp.getreply()
        if code == _NO_CODE:
            raise smtplib.SMTPServerDisconnected
        return code, text
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise PerhapsSent(
            f"{server} hung up before it said that it has the mail, so it may have arrived. Ask somebody who should "
            "have got it before sending again."
        ) from error


@contextmanager
def _session(server: Server, timeout: float = _TIMEOUT) -> Iterator[smtplib.SMTP]:
    """A connection as the settings want it: encrypted and signed in. It is closed without waiting for a good-bye."""
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _connected(server, timeout)
        yield smtp
    except ssl.SSLCertVerificationError as error:
        raise NotSent(
            f"{server} shows a certificate that cannot be trusted: {error.verify_message}. Nothing was sent. Check "
            "[mail] host; SSL_CERT_FILE names the certificates of an authority of your own."
        ) from error
    except ssl.SSLEOFError as error:
        raise _TryAgain("it hung up") from error
    except ssl.SSLError as error:
        raise NotSent(
            f"{server} does not speak TLS on port {server.port}. Nothing was sent. Check [mail] port and security: 465 "
            "is for tls, 587 for starttls."
        ) from error
    except smtplib.SMTPResponseException as error:
        _settled(server, "does not want to talk to us", (error.smtp_code, error.smtp_error))
        raise
    except (smtplib.SMTPException, OSError) as error:
        raise _TryAgain(f"{getattr(error, 'strerror', None) or error or 'no answer'}".rstrip(".")) from error
    finally:
        if smtp is not None:
            smtp.close()


def _connected(server: Server, timeout: float) -> smtplib.SMTP:
    if server.security == "tls":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=ssl.create_default_context())
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            _encrypt(server, smtp)
        if server.username:
            _sign_in(server, smtp)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _encrypt(server: Server, smtp: smtplib.SMTP) -> None:
    if not smtp.has_extn("starttls"):
        raise NotSent(
            f"{server} does not offer STARTTLS on port {server.port}. Nothing was sent. Check [mail] port and security."
        )
    smtp.starttls(context=ssl.create_default_context())
    smtp.ehlo_or_helo_if_needed()


def _sign_in(server: Server, smtp: smtplib.SMTP) -> None:
    try:
        smtp.login(server.username, server.password)
    except smtplib.SMTPAuthenticationError as error:
        _settled(
            server,
            f"does not let {server.username} in",
            (error.smtp_code, error.smtp_error),
            to_do=" Check [mail] username and OKR_MAIL__PASSWORD.",
        )
    except smtplib.SMTPNotSupportedError as error:
        raise NotSent(
            f"{server} knows no way to sign in that we know. Nothing was sent. Leave [mail] username empty if it asks "
            "for none."
        ) from error


def _settled(server: Server, refuses: str, answer: tuple[int, bytes | str], ready: int = 250, to_do: str = "") -> None:
    """Nothing when the server's answer is the one that goes on."""
    code, text = answer
    if code == ready or (ready == 250 and code == 251):
        return
    said = _said(server, text)
    if 400 <= code < 500 or code == _NO_CODE:
        raise _TryAgain(f"it {refuses}: {said}")
    raise NotSent(f"{server} {refuses}: {said}. Nothing was sent.{to_do}")


def _said(server: Server, text: bytes | str) -> str:
    """The server's own words on one line; a password that they repeat is left out."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(words.split())
    for secret in filter(None, (server.password, base64.b64encode(server.password.encode()).decode())):
        line = line.replace(secret, "…")
    return line[:200].rstrip(".") or "no reason given"


def _reasons(server: Server, refused: Mapping[str, str]) -> str:
    """Why nobody got the mail: each reason once, with the addresses it was given for unless it was for all."""
    reasons = {reason: [each for each in refused if refused[each] == reason] for reason in refused.values()}
    if len(reasons) == 1:
        return f"{server} did not take the mail for {', '.join(refused)}: {next(iter(reasons))}."
    told = "; ".join(f"{', '.join(addresses)} ({reason})" for reason, addresses in reasons.items())
    return f"{server} did not take the mail for {told}."
