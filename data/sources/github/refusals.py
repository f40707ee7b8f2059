"""What an answer of GitHub's that is no answer means: a sentence with what to do, and whether and when to try again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from requests import Response

BACKOFF = (1.0, 5.0)  # seconds before the second and the third try
SECONDARY_BACKOFF = (60.0, 120.0)  # GitHub wants a minute at least where it names no time, and longer the next time
SCOPE = "read:project"

_SLOW = re.compile(
    r"something went wrong while executing|timed? ?out|timeout|resource limits|node limit", re.IGNORECASE
)
_HEAVY_TYPES = ("RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED")


class Refused(Exception):
    """GitHub gave no usable answer. The message is a sentence for the shared screen.

    `waits` are the seconds to leave it before each further try, none where trying again cannot help. `is_heavy` says
    that a smaller page may do, `is_stale` that the cursor holds no longer.
    """

    def __init__(
        self, sentence: str, waits: Sequence[float] = (), *, is_heavy: bool = False, is_stale: bool = False
    ) -> None:
        super().__init__(sentence)
        self.waits = tuple(waits)
        self.is_heavy = is_heavy
        self.is_stale = is_stale


def refusal(response: Response, document: Any) -> Refused | None:
    """Why an answer is none; None where it holds data. `document` is its JSON, or text where it is not JSON."""
    errors = listed(document)
    reason = _reason(document, errors)
    if limit := _limit(response, errors, reason):
        return limit
    if response.status_code != 200:
        return _by_status(response, reason)
    if not isinstance(document, dict) or not (isinstance(document.get("data"), dict) or errors):
        return _no_data(document, response)
    return _in_errors(document, errors, reason)


def listed(document: Any) -> list[dict[str, Any]]:
    """The errors that an answer lists."""
    errors = document.get("errors") if isinstance(document, dict) else None
    return [each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []


def unanswered(failure: OSError, host: str, timeout: float) -> Refused:
    """Why nothing, or not everything, arrived."""
    from requests import exceptions

    match failure:
        case exceptions.SSLError():
            return Refused(
                f"The certificate of {host} is not trusted. Install its issuer's, or name it in REQUESTS_CA_BUNDLE."
            )
        case exceptions.ReadTimeout():
            return Refused(
                f"GitHub did not answer within {timeout:g} seconds. Sync again later.", BACKOFF, is_heavy=True
            )
        case exceptions.ChunkedEncodingError() | exceptions.ContentDecodingError():
            return Refused("GitHub's answer was cut off on the way. Sync again later.", BACKOFF)
    return Refused(
        f"GitHub cannot be reached at {host}. Check the network, and url under [github], then sync again.", BACKOFF
    )


def _limit(response: Response, errors: Sequence[dict[str, Any]], reason: str) -> Refused | None:
    """The hourly limit, or the one on requests in a short time, which both come as 200, 403 or 429."""
    types = {str(each.get("type")) for each in errors}
    is_hourly = bool(types & {"RATE_LIMITED", "RATE_LIMIT"}) or "api rate limit exceeded" in reason.lower()
    is_secondary = "secondary rate limit" in reason.lower() or response.status_code == 429
    asked, reset = _asked_wait(response), _reset(response)
    is_told_to_wait = response.status_code == 403 and (asked is not None or reset is not None)
    if not (is_hourly or is_secondary or is_told_to_wait):
        return None
    if asked is None and reset:
        wait = max(1.0, (reset - _moment(response)).total_seconds() + 1)
        said = f"GitHub's hourly limit for this token is used up; it is given again at {reset:%H:%M} UTC."
        return Refused(said, (wait, wait))
    waits = SECONDARY_BACKOFF if asked is None else (asked, asked)
    return Refused(f"GitHub gets too many requests and asks to wait {waits[0]:.0f} seconds.", waits)


def _by_status(response: Response, reason: str) -> Refused:
    status, host = response.status_code, urlsplit(response.url or "").hostname
    said = f"{status}: {reason}" if reason else str(status)
    if 300 <= status < 400:
        moved = urlsplit(response.headers.get("location", "")).hostname or "another address"
        return Refused(
            f"GitHub has moved from {host} to {moved} ({status}). Put the new address into url under [github]."
        )
    if status == 401:
        return Refused(
            f"GitHub does not accept the token ({said}). It is wrong, expired or revoked: make another and set "
            "GITHUB_TOKEN."
        )
    if status == 403:
        return Refused(
            f"GitHub does not let this token in ({said}). {permissions(response.headers.get('x-oauth-scopes'))}"
        )
    if status == 404:
        return Refused(_stranger(host, said))
    if status >= 500:
        asked = _asked_wait(response)
        waits = BACKOFF if asked is None else (asked, asked)
        return Refused(f"GitHub is in trouble ({said}). Sync again later.", waits, is_heavy=status in (502, 504))
    return Refused(f"GitHub does not accept the question ({said}).")


def permissions(scopes: str | None) -> str:
    """What a token needs to read a board. `scopes` are those it has, which GitHub says of classic tokens only."""
    has = f" This token has: {scopes or 'no scope'}." if scopes is not None else ""
    return (
        f"A classic token needs the scope {SCOPE} (and repo, for private repositories), a fine-grained one the "
        f"organization permission Projects: read; where SAML single sign-on is enforced, authorize it for SSO too.{has}"
    )


def _no_data(document: Any, response: Response) -> Refused:
    if isinstance(document, str) and not document.lstrip().startswith("{"):
        said = "with a web page" if document.lstrip().startswith("<") else "with something"
        host = urlsplit(response.url or "").hostname
        return Refused(f"GitHub answered {said} instead of data. {_stranger(host, '200')}")
    if isinstance(document, str):
        return Refused("GitHub's answer was cut off, or is not data. Sync again later.", BACKOFF)
    return Refused(_stranger(urlsplit(response.url or "").hostname, "200"))


def _stranger(host: str | None, said: str) -> str:
    return (
        f"What answers at {host} is not GitHub's GraphQL API ({said}). Check url under [github]: it is "
        "https://api.github.com/graphql, or https://HOST/api/graphql of an Enterprise Server."
    )


def _in_errors(document: dict[str, Any], errors: Sequence[dict[str, Any]], reason: str) -> Refused | None:
    types = {str(each.get("type")) for each in errors}
    has_data = document.get("data") is not None
    if "INSUFFICIENT_SCOPES" in types:
        return Refused(_missing_scope(reason))
    if "INVALID_CURSOR_ARGUMENTS" in types or "valid cursor" in reason:
        return Refused("GitHub no longer knows the place that the reading had come to.", is_stale=True)
    slow = [each for each in errors if _is_slow(each) and not (has_data and each.get("path"))]
    if slow or types & set(_HEAVY_TYPES):
        return Refused("GitHub needed too long for the question. Sync again later.", BACKOFF, is_heavy=True)
    if has_data or types & {"NOT_FOUND", "FORBIDDEN"}:
        return None
    return Refused(f"GitHub does not accept the question ({reason}).")


def _is_slow(error: dict[str, Any]) -> bool:
    return error.get("type") in _HEAVY_TYPES or bool(_SLOW.search(str(error.get("message"))))


def _missing_scope(reason: str) -> str:
    wanted = re.search(r"one of the following scopes: \[([^\]]*)\]", reason)
    has = re.search(r"only been granted the: \[([^\]]*)\]", reason)
    scope = wanted.group(1).replace("'", "") if wanted else SCOPE
    granted = f"; it has {has.group(1).replace(chr(39), '') or 'none'}" if has else ""
    return (
        f"The token lacks the scope {scope}{granted}. Add it where the token was made (Settings, Developer settings)."
    )


def _reason(document: Any, errors: Sequence[dict[str, Any]]) -> str:
    """What GitHub says went wrong, each sentence once."""
    said = [document.get("message")] if isinstance(document, dict) else []
    said += [each.get("message") for each in errors]
    return "; ".join(dict.fromkeys(str(part).strip().rstrip(".") for part in said if part))


def _asked_wait(response: Response) -> float | None:
    """The seconds in Retry-After, which is a number or an HTTP date; None without one."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return float(asked)
    until = _date(asked)
    return max(0.0, (until - _moment(response)).total_seconds()) if until else None


def _reset(response: Response) -> datetime | None:
    """When the hourly limit is given again; None while some of it is left."""
    at = response.headers.get("x-ratelimit-reset", "")
    is_used_up = response.headers.get("x-ratelimit-remaining") == "0"
    return datetime.fromtimestamp(int(at), UTC) if is_used_up and at.isdecimal() else None


def _moment(response: Response) -> datetime:
    """The time at GitHub, by whose clock the limits run."""
    return _date(response.headers.get("date", "")) or datetime.now(UTC)


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
