"""The door to Slack: one message through an incoming webhook, with its refusals in sentences."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from data.errors import OkrError

_TIMEOUT = 10  # seconds
_RETRIES = 2
_LONGEST_WAIT = 30  # seconds that Slack may ask for while somebody waits for the page
_OWN = re.compile(r"/services/(T\w+)/(B\w+)/\w+")
_GONE = frozenset({"no_service", "no_service_id", "no_team", "team_disabled", "invalid_token", "user_not_found"})


class NotSent(OkrError):
    """Slack did not take the message, or cannot be asked to."""


class PerhapsSent(OkrError):
    """The connection broke before Slack answered."""


def place(webhook: str) -> str:
    """Where a webhook leads, without what makes it secret: "hooks.slack.com, workspace T0123, webhook B0456"."""
    parts = urlsplit(webhook)
    own = _OWN.fullmatch(parts.path)
    host = parts.hostname or "no address"
    return f"{host}, workspace {own[1]}, webhook {own[2]}" if own else host


def post(webhook: str, text: str, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Post one message; waits out a rate limit of up to half a minute and tries a short outage again.

    Raises NotSent when Slack did not take it, and PerhapsSent when nobody can tell.
    """
    if urlsplit(webhook).scheme not in ("http", "https") or not urlsplit(webhook).hostname:
        raise NotSent("SLACK_WEBHOOK_URL is not an address like https://hooks.slack.com/services/….")
    try:
        answer = _client(webhook).send(text=text, blocks=blocks, unfurl_links=False)  # type: ignore[arg-type]
    except URLError as error:
        raise NotSent(
            f"{place(webhook)} cannot be reached: {error.reason}. Nothing was sent. Try again later."
        ) from error
    except (OSError, HTTPException) as error:
        raise PerhapsSent(
            "Slack did not answer in time, so the message may have arrived. Look into the channel before sending again."
        ) from error
    if answer.status_code != 200:
        raise NotSent(_refusal(answer.status_code, answer.body, answer.headers))


def _refusal(status: int, body: str, headers: Mapping[str, Any]) -> str:
    said = body.strip()[:80] or f"error {status}"
    if status == 429:
        wait = headers.get("Retry-After") or headers.get("retry-after")
        return (
            f"Slack takes no more messages for {f'{wait} seconds' if wait else 'now'}. Nothing was sent. Send it later."
        )
    if status >= 500:
        return f"Slack is out of order ({status}). Nothing was sent. Try again later."
    if said in _GONE or status in (404, 410):
        return (
            f"Slack no longer knows this webhook ({said}). Make a new one and set SLACK_WEBHOOK_URL. Nothing was sent."
        )
    return f"Slack refused the message ({said}). Nothing was sent."


def _client(webhook: str) -> Any:
    from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, ServerErrorRetryHandler
    from slack_sdk.webhook import WebhookClient

    handlers = [
        _patience()(max_retry_count=_RETRIES),
        ServerErrorRetryHandler(max_retry_count=_RETRIES),
        # Only where no connection came about: a message whose answer was lost must not be posted twice.
        ConnectionErrorRetryHandler(max_retry_count=_RETRIES, error_types=[URLError]),
    ]
    logger = logging.getLogger("okr.slack")
    logger.setLevel(logging.CRITICAL)  # the client would log the webhook, which is a secret
    return WebhookClient(webhook, timeout=_TIMEOUT, logger=logger, retry_handlers=handlers)


@cache
def _patience() -> type:
    from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

    class Patience(RateLimitErrorRetryHandler):
        """Waits as long as Slack asks, but for no hour."""

        def _can_retry(self, *, response: Any = None, **asked: Any) -> bool:
            headers = {name.lower(): values for name, values in response.headers.items()} if response else {}
            wait = next(iter(headers.get("retry-after", [])), "0")
            is_short = wait.isdecimal() and int(wait) <= _LONGEST_WAIT
            return is_short and super()._can_retry(response=response, **asked)

    return Patience
