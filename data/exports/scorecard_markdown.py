"""The scorecard of a quarter as Markdown that reads well as it is written, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data.exports.markdown_text import inline, quoted, table
from data.exports.readers import Readers
from data.rules import confidential, grading, results, words
from data.rules.meeting import Action
from data.rules.okr import Person
from data.rules.scorecard import (
    RESULTS,
    Given,
    Goalpost,
    KeyResultScore,
    ObjectiveScore,
    Preset,
    Scorecard,
    Suggestion,
    Tally,
)

_HEADINGS = ("Key result", "Owner", "Final value → target", "Progress", "Suggested", "Given")


def text(
    scorecard: Scorecard, actions: Sequence[Action], people: Mapping[str, Person], org: str, *, internal: bool
) -> str:
    """A scorecard and the actions that came of the quarter; one that is not `internal` is given masked."""
    to = Readers(org, people, internal)
    parts = [
        *_summary(scorecard, to),
        *(part for objective in scorecard.objectives for part in _objective(scorecard, objective, to)),
        *_actions(actions, to),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(scorecard: Scorecard, to: Readers) -> Iterator[str]:
    yield f"# {inline(f'{to.org}: {scorecard.quarter} scorecard')}"
    standing = (results.standing(scorecard, to.name), results.unsettled(scorecard), _for_whom(scorecard, to))
    yield inline(" ".join(filter(None, standing)))
    told = results.sentences(scorecard)
    yield "\n".join(f"- **{inline(said)}**{f' ({inline(beside)})' if beside else ''}" for said, beside in told)
    heads = [
        "Quarter",
        *(results.marked(result, scorecard.preset) for result in RESULTS),
        "Mean",
        "Committed",
        "Aspirational",
    ]
    tallies = [_tally(tally, scorecard.preset) for tally in (scorecard.tally, *scorecard.earlier)]
    yield table(heads, tallies, right=range(1, len(heads)))


def _for_whom(scorecard: Scorecard, to: Readers) -> str | None:
    if not any(row.confidential for row in scorecard.key_results):
        return None
    if to.internal:
        return "For the leadership only: it holds confidential numbers."
    return "Confidential numbers are left out."


def _tally(tally: Tally, preset: Preset) -> list[str]:
    means = [
        grading.scored(mean, preset) if mean is not None else "–"
        for mean in (tally.mean, tally.committed_mean, tally.aspirational_mean)
    ]
    return [tally.quarter, *(f"{tally.counts.get(result, 0)}" for result in RESULTS), *means]


def _objective(scorecard: Scorecard, objective: ObjectiveScore, to: Readers) -> Iterator[str]:
    preset, rows = scorecard.preset, scorecard.of_objective(objective.objective)
    yield f"## {inline(objective.title)}: {results.marked(objective.result, preset)}"
    owner = f"Owner: {to.name(objective.owner) or 'no owner yet'}"
    yield inline(f"{owner} · {objective.team}" if objective.team else owner)
    yield f"Why: {inline(objective.why)}" if objective.why else ""
    yield _goalposts(objective.changes, to)
    yield from _given(objective.given, preset, to)
    yield _suggested("Its key results suggest", objective.suggested, preset)
    if rows:
        yield table(_HEADINGS, [_row(row, preset, to) for row in rows], right=(3,))
    for row in rows:
        if not to.hides(row):
            yield from _key_result(row, preset, to)


def _row(row: KeyResultScore, preset: Preset, to: Readers) -> list[str]:
    given = results.marked("cancelled", preset) if row.cancelled else results.judged(row.given, preset) or "not given"
    suggested = results.judged(row.last.suggested, preset) or "no suggestion"
    progress = words.percent_reached(row.progress) if row.progress is not None else "unknown"
    ended, progress = (confidential.WORD, "") if to.hides(row) else ("".join(results.ended(row)), progress)
    told = (row.title, to.name(row.owner) or "no owner yet", ended, progress, suggested, given)
    return [inline(each) for each in told]


def _key_result(row: KeyResultScore, preset: Preset, to: Readers) -> Iterator[str]:
    """What is to be said beyond the table: why, the moved goalposts, the warning, the retrospective note."""
    yield f"### {inline(row.title)}: {results.marked(row.result, preset)}"
    yield from _given(row.given, preset, to)
    yield "" if row.cancelled else _suggested("The numbers suggest", row.last.suggested, preset)
    yield inline(results.first_worded(row, preset) or "")
    yield inline(results.warned(row) or "")
    yield _goalposts(row.changes, to)
    if row.retro:
        for name, heading in results.NOTE.items():
            if prose := getattr(row.retro, name):
                yield f"**{heading}**\n\n{quoted(prose)}"


def _goalposts(changes: Sequence[Goalpost], to: Readers) -> str:
    if not changes:
        return ""
    moved = (f"- {inline(results.goalpost_and_why(each, to.name))}" for each in changes)
    return "\n".join(("How the goalposts moved:", "", *moved))


def _given(given: Given | None, preset: Preset, to: Readers) -> Iterator[str]:
    if given:
        by = f" by {inline(to.name(given.by) or '')}" if given.by else ""
        yield f"Given{by}: **{results.judged(given, preset)}**"
        yield quoted(given.note) if given.note else ""


def _suggested(lead: str, suggested: Suggestion, preset: Preset) -> str:
    return f"{lead} **{results.judged(suggested, preset) or 'nothing'}** ({inline(suggested.why)})."


def _actions(actions: Sequence[Action], to: Readers) -> Iterator[str]:
    told = [action for action in actions if not action.withdrawn]
    if told:
        yield "## What we take on"
        yield "\n".join(f"- [{'x' if each.done_on else ' '}] {inline(_promise(each, to))}" for each in told)


def _promise(action: Action, to: Readers) -> str:
    """ "Book the crawler (Ana, by 28 January)"."""
    by = f", by {words.day(action.due)}" if action.due else ""
    return f"{action.text} ({to.name(action.owner) or 'nobody yet'}{by})"
