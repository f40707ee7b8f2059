"""The door to Slack: one message, by an incoming webhook or by a bot to one person, with its refusals in sentences."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from data.errors import OkrError

_TIMEOUT = 10  # seconds
_RETRIES = 2
_LONGEST_WAIT = 30  # seconds that Slack may ask for while somebody waits for the page
_NO_API = "SLACK_API_URL is not an address like https://slack.com/api/."
_OWN = re.compile(r"/services/(T\w+)/(B\w+)/\w+")
_NO_BOT = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_GONE = frozenset({"no_service", "no_service_id", "no_team", "team_disabled", "invalid_token", "user_not_found"})


class NotSent(OkrError):
    """Slack did not take the message, or cannot be asked to."""


class PerhapsSent(OkrError):
    """The connection broke before Slack answered."""


class NotInSlack(NotSent):
    """Nobody in the workspace has this address."""


@dataclass(frozen=True, slots=True)
class Bot:
    """Who writes to single people. `url` is Slack's Web API."""

    token: str = field(repr=False)
    url: str


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
    if not _is_address(webhook):
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


def direct(bot: Bot, email: str, text: str, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Write to the person with this address, as `post` does to a channel.

    Raises NotInSlack when there is none, NotSent and PerhapsSent.
    """
    if not _is_address(bot.url):
        raise NotSent(_NO_API)
    slack = _web_client(bot, _TIMEOUT, _handlers())
    try:
        person = _asked(lambda: slack.users_lookupByEmail(email=email), email)
    except PerhapsSent as error:
        raise NotSent("Slack did not answer in time. Nothing was sent. Try again later.") from error
    _asked(
        lambda: slack.chat_postMessage(channel=person["user"]["id"], text=text, blocks=blocks, unfurl_links=False),
        email,
    )


def greet(bot: Bot, timeout: int) -> str:
    """Ask Slack once who the bot is: "okrs in Acme". Raises NotSent; `timeout` is in seconds."""
    if not _is_address(bot.url):
        raise NotSent(_NO_API)
    try:
        answer = _asked(lambda: _web_client(bot, timeout, []).auth_test(), "")
    except PerhapsSent as error:
        raise NotSent("Slack did not answer in time. Nothing was sent. Try again later.") from error
    return f"{answer['user']} in {answer['team']}"


def _is_address(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)


def _asked(ask: Callable[[], Any], email: str) -> Any:
    """What Slack's Web API answers; it says in words of its own what it refuses."""
    from slack_sdk.errors import SlackApiError, SlackClientError

    try:
        return ask()
    except SlackApiError as error:
        raise _bot_refusal(error.response, email) from error
    except SlackClientError as error:
        raise NotSent(f"Slack did not answer as it should: {error}. Nothing was sent.") from error
    except URLError as error:
        raise NotSent(f"Slack cannot be reached: {error.reason}. Nothing was sent. Try again later.") from error
    except (OSError, HTTPException) as error:
        raise PerhapsSent("Slack did not answer in time, so the message may have arrived.") from error


def _bot_refusal(answer: Any, email: str) -> NotSent:
    said = str(answer.get("error") or f"error {answer.status_code}")
    if said == "users_not_found":
        return NotInSlack(f"Nobody in Slack has the address {email}. Nothing was sent there.")
    if said == "missing_scope":
        return NotSent(f"The bot of SLACK_BOT_TOKEN may not do this: it needs the scope {answer.get('needed')}.")
    if said in _NO_BOT:
        return NotSent(f"Slack does not know the bot any more ({said}). Set SLACK_BOT_TOKEN anew. Nothing was sent.")
    return NotSent(_refusal(answer.status_code, said, answer.headers))


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
    from slack_sdk.webhook import WebhookClient

    return WebhookClient(webhook, timeout=_TIMEOUT, logger=_silent(), retry_handlers=_handlers())


def _web_client(bot: Bot, timeout: int, handlers: list[Any]) -> Any:
    from slack_sdk import WebClient

    return WebClient(bot.token, bot.url, timeout, logger=_silent(), retry_handlers=handlers)


def _handlers() -> list[Any]:
    from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, ServerErrorRetryHandler

    return [
        _patience()(max_retry_count=_RETRIES),
        ServerErrorRetryHandler(max_retry_count=_RETRIES),
        # Only where no connection came about: a message whose answer was lost must not be posted twice.
        ConnectionErrorRetryHandler(max_retry_count=_RETRIES, error_types=[URLError]),
    ]


def _silent() -> logging.Logger:
    logger = logging.getLogger("okr.slack")
    logger.setLevel(logging.CRITICAL)  # the client would log the webhook, which is a secret
    return logger


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
