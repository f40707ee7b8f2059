"""The HTTP under the Looker SDK: patience with a busy server, a sentence for each refusal, recordings."""

from __future__ import annotations

import io
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

BACKOFF = (1.0, 5.0)  # seconds before the second and the third try
LONGEST_WAIT = 60.0  # a server that asks for more is asked again at the next sync
SECONDS_TO_CONNECT = 10.0  # a server that is there takes a connection at once, however long a query runs
LONGEST_SILENCE = 60.0  # seconds without an answer, after which a question is not repeated
LONGEST_SILENCE_TOGETHER = 300.0  # in one reading; what is left then is asked at the next sync
LOGIN, LOGOUT = "/api/4.0/login", "/api/logout"

_SENTENCES = {
    401: "Looker does not accept the login any more",
    403: "Looker does not let this account see it",
    404: "Looker does not have it, or does not let this account see it",
    422: "Looker does not accept the query",
    429: "Looker gets too many requests; sync again later",
}


class Refused(Exception):
    """Looker gave no usable answer. The message is a sentence; `status` is the HTTP status, where there was one.

    `may_pass` says that another try may help, `wait` how many seconds Looker asks to leave it until then. It passes
    through the SDK untouched. An error answer would not: the SDK drops its status and looks up its documentation on the
    internet, without a timeout.
    """

    def __init__(
        self, sentence: str, status: int | None = None, *, may_pass: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.may_pass = may_pass
        self.wait = wait


class Door(Protocol):
    """Where answers come from: requests' own adapter, or a recording."""

    @property
    def send(self) -> Callable[..., Response]: ...

    def close(self) -> None: ...


class Wire:
    """Sends through a door what the SDK asks; it stands in the SDK's session where requests' adapter does otherwise.

    `exchanges`, where given, grows by what was asked and answered.
    """

    def __init__(
        self, door: Door, sleep: Callable[[float], None], exchanges: list[dict[str, Any]] | None = None
    ) -> None:
        self._door = door
        self._sleep = sleep
        self._exchanges = exchanges
        self._silence = 0.0  # in seconds, of all questions so far

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        """The whole answer. What may pass (no answer, 429, 5xx) is tried again, unless Looker kept silent for long;
        raises Refused for what stays.
        """
        patience = self._silence + LONGEST_SILENCE
        for backoff in () if _path(request) == LOGOUT else BACKOFF:
            try:
                return self._answer(request, options)
            except Refused as refused:
                wait = backoff if refused.wait is None else refused.wait
                if not refused.may_pass or wait > LONGEST_WAIT or self._silence >= patience:
                    raise
            self._sleep(wait)
        return self._answer(request, options)

    def close(self) -> None:
        self._door.close()

    def _answer(self, request: PreparedRequest, options: Mapping[str, Any]) -> Response:
        if self._silence >= LONGEST_SILENCE_TOGETHER:
            raise Refused("Looker kept silent for too long, so it was not asked for this. Sync again later.")
        timeout, began = options["timeout"], time.monotonic()
        short = min(SECONDS_TO_CONNECT, timeout)
        patience = (short, short if _path(request) == LOGOUT else timeout)
        try:
            answer = self._door.send(request, **{**options, "timeout": patience})
            body = answer.content  # read here, so that one that is cut off is tried again too
        except OSError as failure:
            self._silence += time.monotonic() - began
            raise _unanswered(failure, request, timeout) from failure
        kind = answer.headers.get("content-type", "text/plain")
        if "charset" not in kind:  # Looker writes UTF-8; requests would take its `text` for Latin-1
            answer.headers["content-type"] = f"{kind}; charset=utf-8"
        if self._exchanges is not None and _path(request) not in (LOGIN, LOGOUT):
            said = {"status": answer.status_code, "content_type": kind, "answer": _json_or_text(body)}
            self._exchanges.append(_asked(request) | said)
        if answer.status_code >= 400:
            raise _refusal(answer)
        return answer


class Recording:
    """Answers out of a recording, in the order in which they were given. What is not in it does not exist."""

    def __init__(self, exchanges: Iterable[dict[str, Any]]) -> None:
        self._answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for exchange in exchanges:
            self._answers[_key(exchange)].append(exchange)

    def send(self, request: PreparedRequest, **_: Any) -> Response:
        if _path(request) in (LOGIN, LOGOUT):
            return _response(request, 200, {"access_token": "recorded", "token_type": "Bearer", "expires_in": 3600})
        answers = self._answers[_key(_asked(request))]
        if not answers:
            return _response(request, 404, {"message": "it is not in the recording", "documentation_url": None})
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return _response(request, found["status"], found["answer"], found["content_type"])

    def close(self) -> None:
        self._answers.clear()


def write(recording: Path, exchanges: Iterable[dict[str, Any]], *, row_limit: int) -> None:
    """Keeps exchanges as JSON, without host, headers, login and token. `row_limit` is the one they were asked with."""
    document = {"row_limit": row_limit, "exchanges": list(exchanges)}
    recording.write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")


def _refusal(answer: Response) -> Refused:
    status = answer.status_code
    may_pass = status == 429 or status >= 500
    if _path(answer.request) == LOGIN and not may_pass:
        return Refused(
            f"Looker refuses the login ({status}). Check LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET, "
            "and that LOOKERSDK_BASE_URL is the address of Looker's API."
        )
    otherwise = "Looker is in trouble; sync again later" if status >= 500 else "Looker does not accept the request"
    reason = _reason(answer.content)
    sentence = f"{_SENTENCES.get(status, otherwise)} ({status}{': ' if reason else ''}{reason})."
    return Refused(sentence, status, may_pass=may_pass, wait=_asked_wait(answer))


def _unanswered(failure: OSError, request: PreparedRequest, timeout: float) -> Refused:
    from requests import exceptions

    host = urlsplit(request.url or "").netloc
    match failure:
        case exceptions.SSLError():
            return Refused(
                f"The certificate of {host} is not trusted. Install its issuer's, or set LOOKERSDK_VERIFY_SSL=false."
            )
        case exceptions.ReadTimeout():
            said = f"Looker did not answer within {timeout} seconds. Sync again later, or raise LOOKERSDK_TIMEOUT."
        case exceptions.ChunkedEncodingError() | exceptions.ContentDecodingError():
            said = "Looker's answer was cut off on the way. Sync again later."
        case _:
            said = f"Looker cannot be reached at {host}. Check LOOKERSDK_BASE_URL and the network, then sync again."
    return Refused(said, may_pass=True)


def _reason(body: bytes) -> str:
    """What an error's body says, Looker's `message` and those of its `errors`; nothing when it is not Looker's."""
    document = _json_or_text(body)
    if not isinstance(document, dict):
        return ""
    errors = document.get("errors")
    details = [error.get("message") for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    said = [str(part).strip().rstrip(".") for part in (document.get("message"), *details) if part]
    return "; ".join(dict.fromkeys(said))


def _asked_wait(answer: Response) -> float | None:
    """The seconds in Retry-After, which is a number or an HTTP date; None without one."""
    asked = answer.headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except ValueError:
        return None


def _path(request: PreparedRequest) -> str:
    return urlsplit(request.url or "").path


def _asked(request: PreparedRequest) -> dict[str, Any]:
    address = urlsplit(request.url or "")
    query = urlencode(sorted(parse_qsl(address.query)))
    body = request.body if isinstance(request.body, bytes) else b"null"
    return {"request": f"{request.method} {address.path}{'?' if query else ''}{query}", "body": _json_or_text(body)}


def _key(exchange: Mapping[str, Any]) -> str:
    return json.dumps([exchange["request"], exchange["body"]], sort_keys=True)


def _json_or_text(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _response(request: PreparedRequest, status: int, answer: Any, content_type: str = "application/json") -> Response:
    from requests import Response

    response = Response()
    response.status_code = status
    response.request = request
    response.url = request.url or ""
    response.headers["content-type"] = content_type
    body = answer if isinstance(answer, str) else json.dumps(answer)
    response.raw = io.BytesIO(body.encode())
    return response
