"""How a quarter's results read in words: where a key result ended, its grade, moved goalposts, what warned of it."""

from __future__ import annotations

from collections.abc import Iterator

from data.rules import compare, grading, progress, values, words
from data.rules.compare import Names
from data.rules.looks import GRADES
from data.rules.okr import STAY_KINDS, KeyResult
from data.rules.scorecard import (
    RESULTS,
    Given,
    Goalpost,
    KeyResultScore,
    Preset,
    Result,
    Scorecard,
    Suggestion,
    Tally,
)

# The fields of a retrospective note, as they are called where it is told.
NOTE = {
    "outcome": "Outcome",
    "worked": "What worked",
    "did_not": "What did not",
    "could_have": "What we would do differently",
    "team_input": "From the team",
}
STATES = {"open": "not drafted yet", "draft": "a draft, not final", "final": "final"}


def word(result: Result, preset: Preset) -> str:
    """A grade in the preset's own word, "not graded", or "cancelled"."""
    match result:
        case "ungraded":
            return "not graded"
        case "cancelled":
            return "cancelled"
        case grade:
            return grading.label(grade, preset)


def marked(result: Result, preset: Preset) -> str:
    """Its glyph and its word: "▲ partly"."""
    return f"{GRADES[result].glyph} {word(result, preset)}"


def judged(judgement: Given | Suggestion | None, preset: Preset) -> str | None:
    """What was given or suggested: "▲ partly, 88%"; None when nothing was."""
    if judgement is None or (judgement.grade is None and judgement.score is None):
        return None
    mark = marked(judgement.grade, preset) if judgement.grade else None
    score = grading.scored(judgement.score, preset) if judgement.score is not None else None
    return ", ".join(filter(None, (mark, score)))


def ended(row: KeyResultScore) -> tuple[str, str]:
    """Where a key result ended and what it was to reach: ("497", " → 450 ms"), ("99.87%", ", at least 99.9%")."""
    value = words.number(row.value, row.unit) if row.value is not None else "no value"
    match row.kind:
        case "done":
            return ("done" if row.progress == 1 else "not done"), ""
        case "baseline":
            return (f"{value}, the baseline", "") if row.value is not None else ("no baseline recorded", "")
        case "milestones" if row.value is not None and row.target is not None:
            return words.number(row.value), f" of {words.number(row.target, row.unit or 'milestones')}"
        case "milestones":
            return (
                f"{words.percent_reached(row.progress)} of its milestones" if row.progress is not None else value
            ), ""
        case "stay_above" | "stay_below" | "band":
            low, high = progress.bounds(_wording(row))
            return value, f", {words.band(low, high, row.unit)}"
        case _:
            if row.value is None or row.target is None:
                return value, f" → {words.number(row.target, row.unit)}" if row.target is not None else ", no target"
            return words.number(row.value, values.sign(row.unit)), f" → {words.number(row.target, row.unit)}"


def came(row: KeyResultScore) -> str | None:
    """How far it came: "88% complete", "in band in 90% of the weeks"; None where the value says it already."""
    if row.kind in ("done", "baseline") or (row.kind == "milestones" and None in (row.value, row.target)):
        return None
    if row.progress is None:
        return "progress unknown"
    share = words.percent_reached(row.progress)
    return f"in band in {share} of the weeks" if row.kind in STAY_KINDS else f"{share} complete"


def first_worded(row: KeyResultScore, preset: Preset) -> str | None:
    """What it would have been: "As first worded, from 20 to 120 installs, it would be ■ missed, 61%."; None where that
    is how it was graded.
    """
    if row.first == row.last:
        return None
    would = judged(row.first.suggested, preset)
    measure = f", {row.first.measure}," if row.first.measure != row.last.measure else ""
    return f"As first worded{measure} it {f'would be {would}' if would else 'could not be graded'}."


def goalpost(change: Goalpost, name: Names) -> str:
    """One change: "9 December: target 120 → 80 (Noor Siddiqi, agreed by Ines Halloran).", without its reason."""
    agreed = f"agreed by {name(change.agreed_by)}" if change.agreed_by else None
    who = ", ".join(filter(None, (name(change.by), agreed)))
    return f"{words.day(change.at)}: {_edit(change, name)}{f' ({who})' if who else ''}."


def goalpost_and_why(change: Goalpost, name: Names) -> str:
    return f"{goalpost(change, name)} {change.reason or 'No reason was given.'}"


def warned(row: KeyResultScore) -> str | None:
    """How long before the end a miss could be seen; None for what was not missed."""
    if row.cancelled or row.grade not in ("partly", "missed"):
        return None
    told = row.warning
    if told is None or (told.by_numbers is None and told.by_owner is None):
        return "Nothing warned of it before the end."
    signs = [(told.by_numbers, "the numbers"), (told.by_owner, "the owner")]
    since = " and ".join(f"{who} since the week of {words.day(week)}" for week, who in signs if week)
    before = f"{words.count(told.weeks, 'week')} before the quarter’s last" if told.weeks else "In the last week"
    return f"{before} there was a warning: {told.sign} ({since})."


def standing(scorecard: Scorecard, name: Names) -> str:
    """Whether it still may change: "Final, by Ines Halloran, 3 February 2022."."""
    if scorecard.state != "final" or scorecard.final_at is None:
        at = scorecard.as_of
        return f"As of {words.day(at)} {at.year}: {STATES[scorecard.state]}."
    by = f", by {name(scorecard.final_by)}" if scorecard.final_by else ""
    return f"Final{by}, {words.day(scorecard.final_at)} {scorecard.final_at.year}."


def unsettled(scorecard: Scorecard) -> str | None:
    """What a reader of a scorecard must know while it is not final."""
    if scorecard.state == "final" or all(row.given or row.cancelled for row in scorecard.key_results):
        return None
    return "A grade that nobody has given yet is the one that the numbers suggest."


def counted(tally: Tally, preset: Preset) -> str:
    """ "9 achieved, 3 partly, 2 missed, 1 not graded"; "no key results" for a quarter without any."""
    told = [f"{count} {word(result, preset)}" for result in RESULTS if (count := tally.counts.get(result, 0))]
    return ", ".join(told) or "no key results"


def sentences(scorecard: Scorecard) -> Iterator[tuple[str, str]]:
    """The quarter's key sentences, each as what is told and what it is compared with or means."""
    tally, preset = scorecard.tally, scorecard.preset
    before = scorecard.earlier[0] if scorecard.earlier else None
    if graded := count_graded(tally):
        yield f"{tally.counts['achieved']} of {_graded(scorecard, graded)}", _achieved_in(before)
    if tally.mean is not None:
        was = f"{grading.scored(before.mean, preset)} in {before.quarter}" if before and before.mean is not None else ""
        yield f"The mean score is {grading.scored(tally.mean, preset)}", was
    if tally.committed_mean is not None:
        told, whole = grading.scored(tally.committed_mean, preset), grading.scored(1.0, preset)
        yield f"Committed key results: {told}", f"{whole} is expected of them"
    if tally.aspirational_mean is not None:
        told = grading.scored(tally.aspirational_mean, preset)
        yield f"Aspirational key results: {told}", f"{grading.scored(grading.ASPIRATIONAL_IS_GOOD, preset)} is good"
    if tally.rewritten:
        yield f"{words.count(tally.rewritten, 'grade')} would be another as first worded", "the goalposts moved"
    if tally.warned is not None:
        yield f"A miss could be seen {words.count(tally.warned, 'week')} before the end", "the median"


def count_graded(tally: Tally) -> int:
    """How many key results of a quarter have a grade."""
    return sum(tally.counts.get(result, 0) for result in RESULTS[:3])


def _graded(scorecard: Scorecard, count: int) -> str:
    """ "16 graded key results achieved"; while some of the grades are only suggested "16 key results look achieved"."""
    achieved = word("achieved", scorecard.preset)
    if unsettled(scorecard) is None:
        return f"{words.count(count, 'graded key result')} {achieved}"
    return f"{words.count(count, 'key result')} {'looks' if count == 1 else 'look'} {achieved}"


def _achieved_in(tally: Tally | None) -> str:
    """ "6 of 15 in FY22 Q2"; nothing of a quarter that graded nothing."""
    graded = count_graded(tally) if tally else 0
    return f"{tally.counts['achieved']} of {graded} in {tally.quarter}" if tally and graded else ""


def _edit(change: Goalpost, name: Names) -> str:
    field = change.field.replace("_", " ")
    if turned := compare.turned(change.field, change.old, change.new):
        return turned
    if change.old is None and change.new is None:
        return f"{field} changed"
    if change.field == "title":
        return f"reworded, before “{change.old}”"
    old, new = (name(each) if change.field == "owner" else each for each in (change.old, change.new))
    return f"{field} {old or 'none'} → {new or 'none'}"


def _wording(row: KeyResultScore) -> KeyResult:
    ends = {name: getattr(row, name) for name in ("kind", "unit", "baseline", "target", "low", "high")}
    return KeyResult(row.key_result, row.objective, row.title, **ends)
