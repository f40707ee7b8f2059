"""A Slack on the loopback: a webhook, and the Web API as its reference describes it, which can misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "xoxb-a-bot"
NOBODY = {"ok": False, "error": "users_not_found"}
Answer = tuple[int, dict[str, Any], dict[str, str]]  # status, body, headers


@dataclass
class Slack:
    """`posted` went to the webhook's channel, `direct` to people by their address. `members` are the addresses known.

    `refusals` of messages are given in turn, by address or "channel"; then everything is taken. None hangs up.
    """

    address: str = ""
    members: set[str] = field(default_factory=set)
    posted: list[dict[str, Any]] = field(default_factory=list)
    direct: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusals: dict[str, list[Answer | None]] = field(default_factory=dict)

    @property
    def webhook(self) -> str:
        return f"{self.address}/services/T0123/B0456/hidden"

    @property
    def api(self) -> str:
        return f"{self.address}/api/"

    @property
    def told(self) -> list[str]:
        """The addresses written to, in their order."""
        return [email for email, _ in self.direct]

    def refusal(self, of: str) -> Answer | None:
        return self.refusals[of].pop(0) if self.refusals.get(of) else (200, {"ok": True}, {})


@contextmanager
def running() -> Iterator[Slack]:
    held = Slack()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """The Web API takes its arguments as a form or as JSON: https://docs.slack.dev/apis/web-api."""
            content = self.rfile.read(int(self.headers["Content-Length"]))
            is_json = self.headers.get_content_type() == "application/json"
            sent = json.loads(content or "{}") if is_json else dict(parse_qsl(content.decode()))
            if self.path.startswith("/services/"):
                self._take("channel", lambda: held.posted.append(sent))
            elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._answer((200, {"ok": False, "error": "invalid_auth"}, {}))
            elif self.path == "/api/auth.test":
                self._answer((200, {"ok": True, "team": "Acme", "user": "okrs"}, {}))
            elif self.path == "/api/users.lookupByEmail":
                is_member, user = sent["email"] in held.members, {"id": f"U-{sent['email']}"}
                self._answer((200, {"ok": True, "user": user} if is_member else NOBODY, {}))
            elif self.path == "/api/chat.postMessage":
                email = sent["channel"].removeprefix("U-")
                message = sent if is_json else sent | {"blocks": json.loads(sent["blocks"])}
                self._take(email, lambda: held.direct.append((email, message)))
            else:
                self._answer((200, {"ok": False, "error": "unknown_method"}, {}))

        def _take(self, of: str, keep: Any) -> None:
            answer = held.refusal(of)
            if answer and answer[1].get("ok"):
                keep()
            self._answer(answer)

        def _answer(self, answer: Answer | None) -> None:
            if answer is None:
                self.close_connection = True
                return
            status, body, headers = answer
            text = json.dumps(body) if self.path.startswith("/api/") else "ok" if body.get("ok") else body["error"]
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json", "Content-Length": len(text)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        held.address = f"http://127.0.0.1:{server.server_port}"
        yield held
        server.shutdown()
