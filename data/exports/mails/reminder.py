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
    due and when the sync begins, both in words.
    """

    org: str
    address: str
    deadline: str
    sync: str


def clock(moment: datetime, zone: str) -> str:
    """ "Friday 21 January, 19:00 UTC"."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A} {words.day(local)}, {local:%H:%M %Z}"


def subject(reminder: Reminder, occasion: Occasion) -> str:
    if reminder.stage == "directors":
        return f"{words.count(len(reminder.items), 'key result')} still silent before {occasion.sync}"
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
    first = reminders[0]
    lines = [
        Sentence(f": {item.title}{_whose(item, reminder)}", reminder.to.name, _form(item, reminder, occasion))
        for reminder in reminders
        for item in reminder.items
    ]
    count = sum(len(reminder.items) for reminder in reminders)
    due = f"before {occasion.sync}" if first.stage == "directors" else f"due {occasion.deadline}"
    return Message(
        title=f"{occasion.org}: {words.count(count, 'update')} still to write",
        standing=f"Of the week of {words.span(first.week)}, {due}.",
        remark=None,
        link=message.link(occasion.address, "/log", week=first.week.isoformat()),
        sections=(Section("Who writes", tuple(lines)),),
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
        yield Prose(f"## {markdown_text.inline(item.title + _whose(item, reminder))}\n\n{lines}")
        yield Button("Write the update", _log(item, reminder))


def _section(item: Item, reminder: Reminder, occasion: Occasion) -> Section:
    form = _form(item, reminder, occasion)
    links = (Sentence("", "Write the update", form),) if form else ()
    return Section(f"{item.title}{_whose(item, reminder)}", (*map(Sentence, item.facts), *links))


def _standing(reminder: Reminder) -> str:
    """What is asked, and of whom."""
    week, count = words.span(reminder.week), words.count(len(reminder.items), "key result")
    is_one = len(reminder.items) == 1
    if reminder.stage == "directors":
        still = f"{count} {'has' if is_one else 'have'} no update for the week of {week} yet."
        return f"{still} Ask {_owners(reminder)}, or write what you know."
    waits = f"{count} {'waits for its' if is_one else 'wait for their'} update for the week of {week}."
    return f"{waits} It takes under a minute{'' if is_one else ' each'}."


def _owners(reminder: Reminder) -> str:
    names = list(dict.fromkeys(item.owner.name for item in reminder.items))
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _whose(item: Item, reminder: Reminder) -> str:
    """Whose it is, or for whom the reader writes, where it is not their own."""
    if item.owner.email == reminder.to.email:
        return ""
    return f" ({item.owner.name})" if reminder.stage == "directors" else f" (for {item.owner.name})"


def _reason(reminder: Reminder) -> str:
    if reminder.stage == "directors":
        return "you lead people who have not written yet"
    others = dict.fromkeys(item.owner.name for item in reminder.items if item.owner.email != reminder.to.email)
    owns = any(item.owner.email == reminder.to.email for item in reminder.items)
    reasons = ("own key results" if owns else "", f"stand in for {', '.join(others)}" if others else "")
    return f"you {' and '.join(filter(None, reasons))}"


def _form(item: Item, reminder: Reminder, occasion: Occasion) -> str | None:
    """The form of this update, filled in for its writer."""
    return occasion.address.rstrip("/") + _log(item, reminder) if occasion.address else None


def _log(item: Item, reminder: Reminder) -> str:
    choices = {"kr": item.key_result, "week": reminder.week.isoformat(), "me": reminder.to.email}
    return f"/log?{urlencode(choices)}"
