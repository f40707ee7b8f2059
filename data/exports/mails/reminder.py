"""A reminder as people read it, in Slack and in their mail: what waits, why it is worth a minute, and the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from data.exports import markdown_text
from data.exports.mails import mail
from data.exports.mails.mail import Block, Button, Frame, Page, Prose
from data.exports.slack import message
from data.exports.slack.message import Message, Section, Sentence
from data.rules import words
from data.rules.reminding import Item, Reminder


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a reminder names beside its items: the org, where people open the app ("" when unknown), when updates are
    due and when the sync begins, both in words; None where the sync does not take place.
    """

    org: str
    address: str
    deadline: str
    sync: str | None


def clock(moment: datetime, zone: str) -> str:
    """ "Friday 21 January, 19:00 UTC"; a zone that has no letters says its offset, "16:00 UTC−03"."""
    local = moment.astimezone(ZoneInfo(zone))
    name = f"{local:%Z}"
    return f"{local:%A} {words.day(local)}, {local:%H:%M} {name if name.isalpha() else f'UTC{name}'.replace('-', '−')}"


def subject(reminder: Reminder, occasion: Occasion) -> str:
    if reminder.stage == "directors":
        return f"{words.count(len(reminder.items), 'key result')} still silent{_before(occasion)}"
    return f"{words.count(len(reminder.items), 'update')} due {occasion.deadline}"


def message_of(reminder: Reminder, occasion: Occasion) -> Message:
    """The reminder as a message to Slack."""
    return Message(
        title=subject(reminder, occasion),
        standing=_standing(reminder),
        remark=None,
        link=None,
        sections=tuple(_section(item, reminder, occasion) for item in reminder.items),
    )


def channel_message(reminders: Sequence[Reminder], occasion: Occasion) -> Message:
    """The reminders of a stage in one message to a channel, which names everybody and tells no numbers."""
    first, is_late = reminders[0], reminders[0].stage == "directors"
    lines = [
        Sentence(f": {item.title}{whose(item, reminder)}", reminder.to.name, _form(item, reminder, occasion))
        for reminder in reminders
        for item in reminder.items
    ]
    count = sum(len(reminder.items) for reminder in reminders)
    due = _before(occasion) if is_late else f", due {occasion.deadline}"
    return Message(
        title=f"{occasion.org}: {words.count(count, 'update')} still to write",
        standing=f"Of the week of {words.span(first.week)}{due}.",
        remark=None,
        link=message.link(occasion.address, "/log", week=first.week.isoformat()),
        sections=(Section("Who sees to it" if is_late else "Who writes", tuple(lines)),),
        place="the form",
    )


def page_of(reminder: Reminder, occasion: Occasion) -> Page:
    """The reminder as a mail."""
    frame = Frame(
        org=occasion.org,
        title=subject(reminder, occasion),
        address=occasion.address,
        preview=", ".join(item.title for item in reminder.items),
        footer=f"You get this because {_reason(reminder)}.",
    )
    return mail.page(frame, [Prose(_standing(reminder)), *_blocks(reminder)])


def _blocks(reminder: Reminder) -> Iterator[Block]:
    for item in reminder.items:
        lines = "\n".join(f"- {markdown_text.inline(fact)}" for fact in item.facts)
        yield Prose(f"## {markdown_text.inline(item.title + whose(item, reminder))}\n\n{lines}")
        yield Button("Write the update", _log(item, reminder))


def _section(item: Item, reminder: Reminder, occasion: Occasion) -> Section:
    form = _form(item, reminder, occasion)
    links = (Sentence("", "Write the update", form),) if form else ()
    return Section(f"{item.title}{whose(item, reminder)}", (*map(Sentence, item.facts), *links))


def _standing(reminder: Reminder) -> str:
    """What is asked, and of whom."""
    week, count = words.span(reminder.week), words.count(len(reminder.items), "key result")
    is_one = len(reminder.items) == 1
    quick = f"It takes under a minute{'' if is_one else ' each'}."
    if reminder.stage == "directors":
        others = [item.writer.name for item in reminder.items if item.writer and item.writer != reminder.to]
        or_write = "and write" if any(item.writer == reminder.to for item in reminder.items) else "or write"
        to_do = f"Ask {words.listed([*dict.fromkeys(others)])}, {or_write} what you know." if others else quick
        return f"{count} {'has' if is_one else 'have'} no update for the week of {week} yet. {to_do}"
    return f"{count} {'waits for its' if is_one else 'wait for their'} update for the week of {week}. {quick}"


def whose(item: Item, reminder: Reminder) -> str:
    """Whose it is and who writes, where that is not the reader for themselves: " (Wen, Kofi stands in)"."""
    owner, writer = item.owner, item.writer
    if owner == reminder.to:
        return ""
    if writer == reminder.to:
        return f" (for {owner.name})"
    if writer is None:
        return f" ({owner.name}, who is not here any more)"
    return f" ({owner.name})" if writer == owner else f" ({owner.name}, {writer.name} stands in)"


def _before(occasion: Occasion) -> str:
    return f" before {occasion.sync}" if occasion.sync else ""


def _reason(reminder: Reminder) -> str:
    to, items = reminder.to, reminder.items
    owns = any(item.owner == to for item in items)
    leads = any(item.meant_for == to != item.owner for item in items)
    others = [item.meant_for.name for item in items if item.meant_for != to]
    reasons = (
        "own key results" if owns else "",
        "lead people who have not written yet" if leads else "",
        f"stand in for {words.listed([*dict.fromkeys(others)])}" if others else "",
    )
    return f"you {words.listed([*filter(None, reasons)])}"


def _form(item: Item, reminder: Reminder, occasion: Occasion) -> str | None:
    """The form of this update, filled in for its writer."""
    return occasion.address.rstrip("/") + _log(item, reminder) if occasion.address else None


def _log(item: Item, reminder: Reminder) -> str:
    choices = {"kr": item.key_result, "week": reminder.week.isoformat(), "me": reminder.to.email}
    return f"/log?{urlencode(choices)}"
