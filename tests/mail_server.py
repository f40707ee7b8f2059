"""A real mail server on the loopback: it takes mail, or misbehaves as a test asks it to."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

HANG_UP, HANG_UP_AFTER_TAKING = "hang up", "hang up after taking"


@dataclass
class Inbox:
    """What arrived, each with the addresses it came for; `answers` to whole mails and `refusals` of addresses are given
    in turn, then everything is taken.
    """

    port: int = 0
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    greetings: list[str] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        return [address for to, _ in self.mails for address in to]

    # What the server asks its handler.

    async def handle_MAIL(
        self, server: Protocol, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.greetings:
            answer = self.greetings.pop(0)
            if answer == HANG_UP:
                return _hang_up(server)
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Protocol, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if refusals := self.refusals.get(address):
            return refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Protocol, session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == HANG_UP:
            return _hang_up(server)
        if answer.startswith("250") or answer == HANG_UP_AFTER_TAKING:
            content = envelope.content
            assert isinstance(content, bytes)
            self.mails.append((list(envelope.rcpt_tos), message_from_bytes(content, policy=default)))  # type: ignore[arg-type]
            self.was_encrypted.append(_transport(server).get_extra_info("sslcontext") is not None)
        return _hang_up(server) if answer == HANG_UP_AFTER_TAKING else answer


def _hang_up(server: Protocol) -> str:
    _transport(server).close()
    return "421 never read"


def _transport(server: Protocol) -> asyncio.BaseTransport:
    assert server.transport is not None
    return server.transport


@contextmanager
def serving(certificate: Path | None = None, *, is_tls: bool = False, password: str | None = None) -> Iterator[Inbox]:
    """A server on a free port; with a certificate it offers STARTTLS, or speaks TLS from the beginning."""
    inbox = Inbox()

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        is_right = password is not None and given.password == password.encode()
        if is_right:
            inbox.signed_in.append(given.login.decode())
        return AuthResult(success=is_right, handled=False)

    options: dict[str, Any] = {"authenticator": authenticate, "auth_required": password is not None}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
    if context and certificate:
        context.load_cert_chain(certificate)
    if context and not is_tls:
        options |= {"tls_context": context, "require_starttls": True}
    else:
        options |= {"auth_require_tls": False}
    loop = asyncio.new_event_loop()
    listening = loop.create_server(
        lambda: Protocol(inbox, hostname="localhost", loop=loop, **options),
        "127.0.0.1",
        0,
        ssl=context if is_tls else None,
    )
    server = loop.run_until_complete(listening)
    inbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield inbox
    finally:
        asyncio.run_coroutine_threadsafe(_stopped(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.close()


async def _stopped() -> None:
    """Everybody who is still served is hung up on."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def certificate(folder: Path, name: str = "localhost") -> Path:
    """A key and a certificate of its own for a host, in one file."""
    path = folder / f"{name}.pem"
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}")
    names = ("-addext", f"subjectAltName=DNS:{name}", "-keyout", str(path), "-out", str(folder / "cert"))
    subprocess.run([*made, *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "cert").read_bytes())
    return path
