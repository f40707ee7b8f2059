"""The scorecard of a quarter as a message: how it went, and every key result in a line below its objective."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.exports.readers import Readers
from data.exports.slack import message
from data.exports.slack.message import Message, Section, Sentence
from data.rules import results
from data.rules.okr import Person
from data.rules.scorecard import KeyResultScore, ObjectiveScore, Scorecard


def of(scorecard: Scorecard, people: Mapping[str, Person], org: str, address: str = "") -> Message:
    """The message about a masked scorecard. `address` is where people open the app, for links."""
    to = Readers(org, people, internal=False)
    went = tuple(Sentence(f" ({beside})" if beside else "", told) for told, beside in results.sentences(scorecard))
    objectives = (_objective(scorecard, objective, to, address) for objective in scorecard.objectives)
    return Message(
        title=f"{org}: {scorecard.quarter} scorecard",
        standing=f"{results.standing(scorecard, to.name)} {results.counted(scorecard.tally, scorecard.preset)}.",
        remark=None,
        link=message.link(address, "/scorecard", quarter=scorecard.quarter),
        sections=tuple(each for each in (Section("How the quarter went", went), *objectives) if each.sentences),
        place="the scorecard",
    )


def _objective(scorecard: Scorecard, objective: ObjectiveScore, to: Readers, address: str) -> Section:
    graded = results.marked(objective.result, scorecard.preset)
    return Section(f"{objective.title}: {graded}", tuple(_key_results(scorecard, objective, to, address)))


def _key_results(scorecard: Scorecard, objective: ObjectiveScore, to: Readers, address: str) -> Iterator[Sentence]:
    for row in scorecard.of_objective(objective.objective):
        link = message.link(address, "/kr", kr=row.key_result)
        yield Sentence(f": {_told(row, scorecard, to)}", row.title, link)


def _told(row: KeyResultScore, scorecard: Scorecard, to: Readers) -> str:
    """ "● achieved, 497 → 450 ms (Marta Kowalczyk)"."""
    ended = f", {''.join(results.ended(row))}" if not to.hides(row) else ""
    return f"{results.marked(row.result, scorecard.preset)}{ended} ({to.name(row.owner) or 'no owner'})"
