"""The conversation with GitHub's GraphQL API: one question at a time, with patience that ends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from data.sources.github import refusals
from data.sources.github.refusals import BACKOFF, Refused

if TYPE_CHECKING:
    from requests import PreparedRequest

SIZES = (100, 50, 25, 10)  # nodes a page, from the most that GitHub gives down to what it can give when it is slow
LONGEST_WAIT = 300.0  # seconds; where GitHub asks for more, the next sync asks again
LONGEST_WAIT_TOGETHER = 900.0  # seconds waited in one reading of a board
SECONDS_TO_CONNECT = 10.0
LONGEST_SILENCE_TOGETHER = 180.0  # seconds without an answer in one reading of a board, after which it ends
AGENT = "okr-monday"


@dataclass(frozen=True, slots=True)
class Question:
    query: str
    variables: Mapping[str, Any]

    def lighter(self) -> Question | None:
        """The same for a smaller page; None where there is none."""
        size = self.variables.get("first", 0)
        smaller = next((each for each in SIZES if each < size), None)
        return replace(self, variables={**self.variables, "first": smaller}) if smaller else None


@dataclass(frozen=True, slots=True)
class Answer:
    """Data, and the errors that came beside it. `notes` are sentences on what it took; `question` is the one answered.

    `scopes` are those of a classic token, as GitHub lists them; None of another.
    """

    question: Question
    data: dict[str, Any]
    errors: tuple[dict[str, Any], ...] = ()
    scopes: str | None = None
    notes: tuple[str, ...] = ()


class Wire:
    """A way to GitHub. Everything goes through one thread, for GitHub wants requests one after another."""

    def __init__(self, url: str, token: str, timeout: float, sleep: Callable[[float], None]) -> None:
        from requests import Session

        self._url, self._token, self._timeout, self._sleep = url, token.encode(), timeout, sleep
        self._session = Session()
        self._session.headers.update({"User-Agent": AGENT, "Content-Type": "application/json"})
        self._session.auth = self._signed  # as a function: requests would put a login from a .netrc over a header
        self._thread = ThreadPoolExecutor(1, "github")
        self._waited, self._silence = 0.0, 0.0
        self._closed: Refused | None = None

    def begin(self, question: Question) -> Future[Answer]:
        """Asks ahead, once and without patience, while the caller does something else. `ask` takes what comes of it."""
        return self._thread.submit(self._send, question)

    def ask(self, question: Question, begun: Future[Answer] | None = None) -> Answer:
        """The answer, after as many tries as may help; a page that is too heavy is asked for in smaller ones.

        Raises Refused for what stays; where the wait would be or the silence was too long, also for everything asked
        afterwards.
        """
        notes: list[str] = []
        tries = 0
        while True:
            try:
                return replace((begun or self.begin(question)).result(), notes=tuple(notes))
            except Refused as refused:
                begun = None
                if self._closed:
                    raise
                lighter = question.lighter() if refused.is_heavy else None
                if lighter:
                    self._wait(BACKOFF[0], refused)
                    question = lighter
                    notes.append(f"GitHub was too slow, so it was asked for {question.variables['first']} at a time.")
                elif tries < len(refused.waits):
                    self._wait(refused.waits[tries], refused)
                    notes.append(f"{refused} Waited {refused.waits[tries]:.0f} s.")
                    tries += 1
                else:
                    raise

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    def _wait(self, seconds: float, refused: Refused) -> None:
        if seconds > LONGEST_WAIT or self._waited + seconds > LONGEST_WAIT_TOGETHER:
            self._closed = refused
            raise refused
        self._waited += seconds
        self._sleep(seconds)

    def _send(self, question: Question) -> Answer:
        if self._closed:
            raise self._closed
        body = json.dumps({"query": question.query, "variables": question.variables})
        patience, began = (min(SECONDS_TO_CONNECT, self._timeout), self._timeout), time.monotonic()
        try:
            # Not redirected: the token is for this address alone.
            response = self._session.post(self._url, body, timeout=patience, allow_redirects=False)
            content = response.content
        except OSError as failure:
            refused = refusals.unanswered(failure, urlsplit(self._url).hostname or "", self._timeout)
            self._silence += time.monotonic() - began
            if self._silence >= LONGEST_SILENCE_TOGETHER:
                self._closed = refused
            raise refused from failure
        document = _json_or_text(content.replace(self._token, b"..."))
        if refused := refusals.refusal(response, document):
            raise refused
        errors = tuple(refusals.listed(document))
        return Answer(question, document.get("data") or {}, errors, response.headers.get("x-oauth-scopes"))

    def _signed(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token.decode()}"
        return request


def _json_or_text(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")
