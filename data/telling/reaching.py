"""How people are reached: each by mail or by Slack's bot, or all at once in a channel of Slack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from data.config import Settings
from data.exports.mails import reminder
from data.exports.mails.reminder import Occasion
from data.exports.slack import block_kit
from data.rules.reminding import Reminder
from data.telling import mailing, posting
from data.telling.mailing import Mail
from data.telling.posting import Bot

Channel = Literal["mail", "slack"]

PERHAPS = (mailing.PerhapsSent, posting.PerhapsSent)  # nobody can tell whether it arrived
TO_DO = (
    "Set [mail] host and sender, or SLACK_BOT_TOKEN for direct messages; or [reminders] in_channel = true, which needs "
    "SLACK_WEBHOOK_URL."
)
TO_LINK = "Set [org] address in okr.toml: where people open this app, like https://okrs.example.com."
LINKLESS = f"It goes without a link to this app. {TO_LINK}"


def channels(settings: Settings) -> tuple[Channel, ...]:
    """The ways to single people that are wanted and set up."""
    is_set_up = {"mail": bool(settings.mail.host and settings.mail.sender), "slack": _bot(settings) is not None}
    return tuple(each for each in settings.reminders.channels if is_set_up[each])


def is_possible(settings: Settings) -> bool:
    """Whether reminders have any way to go."""
    return bool(channels(settings)) or webhook(settings) is not None


def webhook(settings: Settings) -> str | None:
    """The webhook of the channel that names everybody; None where it is not wanted, or Slack reaches each by a bot."""
    is_wanted = settings.reminders.in_channel and "slack" in settings.reminders.channels
    secret = settings.secrets.slack_webhook_url
    if not is_wanted or "slack" in channels(settings) or secret is None:
        return None
    return secret.get_secret_value().strip() or None


def place(channel: Channel, email: str) -> str:
    """Where a reminder goes: "hana@…" by mail, "Slack: hana@…"."""
    return email if channel == "mail" else f"Slack: {email}"


def deliver(settings: Settings, channel: Channel, told: Reminder, occasion: Occasion, at: datetime) -> None:
    """Send one person's reminder. Raises the door's NotSent, and of PERHAPS."""
    if channel == "mail":
        page, mail = reminder.page_of(told, occasion), settings.mail
        letter = Mail(
            reminder.subject(told, occasion), page.html, page.text, (told.to.email,), mail.sender, page.images
        )
        mailing.send(mailing.server(settings), letter, at, waits=())
        return
    if bot := _bot(settings):
        shown = reminder.message_of(told, occasion)
        posting.direct(bot, told.to.email, block_kit.fallback(shown), block_kit.blocks(shown))


def tell_channel(url: str, told: Sequence[Reminder], occasion: Occasion) -> None:
    """Name everybody in one message to a channel. Raises what `posting.post` raises."""
    shown = reminder.channel_message(told, occasion)
    posting.post(url, block_kit.fallback(shown), block_kit.blocks(shown))


def _bot(settings: Settings) -> Bot | None:
    secret = settings.secrets.slack_bot_token
    token = secret.get_secret_value().strip() if secret else ""
    return Bot(token, settings.secrets.slack_api_url) if token else None
