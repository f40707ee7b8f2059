"""The summary of a Monday meeting: what the message says, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.exports.slack import message
from data.exports.slack.message import Message, Section, Sentence
from data.rules import confidential, words
from data.rules.meeting import Action, Minutes, Note
from data.rules.okr import STATUSES, Person
from data.rules.review import KeyResultReview, Movement, Review

MOST_CHANGES = 10  # a summary is read on a phone, between two other messages


@dataclass(frozen=True, slots=True)
class _Teller:
    """What the sentences share: people by e-mail, the address of the app ("" when unknown), names by id."""

    people: Mapping[str, Person]
    address: str
    titles: Mapping[str, str]
    kpis: Mapping[str, str]

    def name(self, email: str | None) -> str:
        person = self.people.get(email or "")
        return person.name if person else email or "nobody yet"

    def link(self, page: str, **choices: str) -> str | None:
        return message.link(self.address, page, **choices)

    def about(self, key_result: str | None, text: str) -> Sentence:
        """A sentence, of a key result that is named before it if it is about one."""
        title = self.titles.get(key_result or "")
        if key_result is None or title is None:
            return Sentence(text)
        return Sentence(f": {text}", title, self.link("/kr", kr=key_result))


def summary(
    review: Review,
    minutes: Minutes,
    people: Mapping[str, Person],
    org: str,
    address: str = "",
    *,
    internal: bool = False,
) -> Message:
    """The summary of a week; sections that have nothing to say are left out.

    `address` is where people open the app, for links. Confidential key results are masked unless it is `internal`.
    """
    if not internal:
        minutes = confidential.minutes_outside(minutes, confidential.hidden(review) | _unknown(review, minutes))
        review = confidential.outside(review)
    teller = _Teller(
        people,
        address,
        titles={row.key_result: row.title for row in review.key_results},
        kpis={kpi.kpi: kpi.name for kpi in review.kpis},
    )
    sections = (
        Section("What changed since last Monday", tuple(_changes(review, teller))),
        Section("Decisions", tuple(_decisions(minutes.notes, teller))),
        Section("Actions", tuple(_actions(minutes.actions, review.week, teller))),
        Section("Done since last Monday", tuple(_done(minutes.actions, review.week, teller))),
        Section("Help wanted", tuple(_help(review, teller))),
        Section("No update", tuple(_silent(review, teller))),
    )
    return Message(
        title=f"{org}: {review.quarter}, week {review.week_of_quarter}",
        standing=_standing(review),
        remark=None if review.closed else "The week is not closed yet: what is said here may still change.",
        link=teller.link("/", week=review.week.isoformat()),
        sections=tuple(section for section in sections if section.sentences),
    )


def _unknown(review: Review, minutes: Minutes) -> frozenset[str]:
    """Key results of another quarter that the minutes name: nobody can tell here whether they are confidential."""
    named = {about.key_result for about in (*minutes.notes, *minutes.actions) if about.key_result}
    return frozenset(named - {row.key_result for row in review.key_results})


def _standing(review: Review) -> str:
    """ "7 on track (+1), 3 at risk (−4), 1 done", against the week before."""
    has_past = any(review.previous_counts.values())
    counts = [(name, review.counts.get(name, 0), review.previous_counts.get(name, 0)) for name in STATUSES]
    told = [
        f"{now} {name}{_moved(now - before) if has_past else ''}"
        for name, now, before in counts
        if now or (has_past and before)
    ]
    return f"Week of {words.span(review.week)}: {', '.join(told) or 'no key results'}."


def _moved(by: int) -> str:
    return f" ({words.change(by)})" if by else ""


def _changes(review: Review, teller: _Teller) -> Iterator[Sentence]:
    """The page's own sentences, the most important first."""
    for change in review.changes[:MOST_CHANGES]:
        yield _change(change, teller)
    left = len(review.changes) - MOST_CHANGES
    if left > 0:
        yield Sentence(f"and {left} more on the board")


def _change(change: Movement, teller: _Teller) -> Sentence:
    """A movement begins with the name of what moved, which leads there."""
    if change.kpi:
        name, link = teller.kpis.get(change.kpi, ""), teller.link("/kpis", kpi=change.kpi)
    else:
        name, link = teller.titles.get(change.key_result or "", ""), teller.link("/kr", kr=change.key_result or "")
    if not name or not change.text.startswith(name):
        return Sentence(change.text)
    return Sentence(change.text.removeprefix(name), name, link)


def _decisions(notes: Iterable[Note], teller: _Teller) -> Iterator[Sentence]:
    yield from (teller.about(note.key_result, message.short(note.text)) for note in notes if note.kind == "decision")


def _actions(actions: Iterable[Action], week: date, teller: _Teller) -> Iterator[Sentence]:
    """What is open of this week's meeting and of those before it, the earliest due first."""
    for action in actions:
        if action.done_on is None and action.week <= week:
            due = f", due {words.day(action.due)}" if action.due else ""
            yield teller.about(action.key_result, f"{message.short(action.text)} ({teller.name(action.owner)}{due})")


def _done(actions: Iterable[Action], week: date, teller: _Teller) -> Iterator[Sentence]:
    for action in actions:
        if action.done_on and action.done_on >= week and action.week <= week:
            yield teller.about(action.key_result, f"{message.short(action.text)} ({teller.name(action.owner)})")


def _help(review: Review, teller: _Teller) -> Iterator[Sentence]:
    for row in review.key_results:
        if any(flag.flag == "help wanted" for flag in row.flags):
            asked = message.short(row.update.help) if row.update and row.update.help else confidential.WORD
            yield teller.about(row.key_result, f"{asked} ({teller.name(row.owner)})")


def _silent(review: Review, teller: _Teller) -> Iterator[Sentence]:
    """Who has not written, with what they owe."""
    owed: dict[str | None, list[KeyResultReview]] = {}
    for row in review.key_results:
        if row.status == "silent":
            owed.setdefault(row.owner, []).append(row)
    for owner, rows in sorted(owed.items(), key=lambda each: teller.name(each[0])):
        yield Sentence(f"{teller.name(owner)}: {_titles(rows)}")


def _titles(rows: Sequence[KeyResultReview]) -> str:
    return "; ".join(row.title for row in rows)
