"""A quarter's published OKRs as a message: every key result in a line below its objective."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from data.exports.slack import message
from data.exports.slack.message import Message, Section, Sentence
from data.rules import measure, words
from data.rules.handbook import Handbook, KeyResultTold, ObjectiveTold


def of(handbook: Handbook, org: str, address: str = "") -> Message:
    """The message about a masked quarter. `address` is where people open the app, for links."""
    objectives = [_objective(each, address) for each in handbook.objectives]
    count = sum(len(section.sentences) for section in objectives)
    much = f"{words.count(len(objectives), 'objective')}, {words.count(count, 'key result')}"
    return Message(
        title=f"{org}: the OKRs of {handbook.quarter}",
        standing=f"They are published: {much}.",
        remark="N1, N2, … stand for numbers that are not public." if handbook.has_withheld else None,
        link=message.link(address, "/okrs", quarter=handbook.quarter),
        sections=tuple(objectives),
        place="the OKRs",
    )


def _objective(objective: ObjectiveTold, address: str) -> Section:
    title = f"{objective.title} ({objective.team})" if objective.team else objective.title
    return Section(title, tuple(_key_results(objective, address)))


def _key_results(objective: ObjectiveTold, address: str) -> Iterator[Sentence]:
    for each in objective.key_results:
        if not each.dropped:
            yield Sentence(f": {_told(each)}", each.title, message.link(address, "/kr", kr=each.key_result))


def _told(each: KeyResultTold) -> str:
    """ "from 20 to 80 installs (Noor Siddiqi)"."""
    count = len(each.milestones)
    alone = replace(each.measure, owner=None, commitment=None, weight=None)
    said = words.count(count, "milestone") if count else measure.described(alone)
    return f"{said} ({each.measure.owner or 'no owner'})"
