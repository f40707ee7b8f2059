"""The monthly update's first paragraph: what was accomplished, where things stand, what worries most, what is next."""

from __future__ import annotations

from collections.abc import Sequence

from data.exports import markdown_text
from data.exports.mails.monthly_words import due, from_to, listed, quoted, where
from data.rules import calendar, words
from data.rules.month_facts import KeyResultMonth, Month
from data.rules.okr import STATUSES, Status

_MOST_MOVED = 2
_MOST_REACHED = 3


def prose(month: Month) -> str:
    """The paragraph: a sentence for each of the four, where there is something to say."""
    moved = _moved(month)
    worst = next((each for each in month.worries if each.row.status != "silent" and not each.is_ahead), None)
    said = (
        _accomplished(month, moved),
        _standing(month),
        _worry(worst, month, is_told=worst in moved) if worst else "",
        _coming(month),
    )
    return " ".join(sentence for sentence in said if sentence)


def _accomplished(month: Month, moved: Sequence[KeyResultMonth]) -> str:
    since = f"In the {words.count(len(month.period.weeks), 'week')} to {words.day(calendar.sunday(month.period.last))}"
    reached = [quoted(each) for each in month.done[:_MOST_REACHED]]
    finished = [
        f"{_milestones([step.milestone for step in steps])} of {quoted(each)}" for each, steps in month.finished[:2]
    ]
    acts = [
        *(f"reached {listed(reached)}" for _ in reached[:1]),
        *(f"finished {listed(finished)}" for _ in finished[:1]),
        *(f"brought {listed(f'{quoted(each)} {from_to(each)}' for each in moved)}" for _ in moved[:1]),
    ]
    if not acts:
        return f"{since} nothing was finished, and no key result came closer to its target."
    return f"{since} we {listed(acts)}."


def _milestones(names: Sequence[str]) -> str:
    return f"the milestone{'s' if len(names) > 1 else ''} {listed(map(markdown_text.inline, names))}"


def _moved(month: Month) -> list[KeyResultMonth]:
    """The values that came closest to their targets; the one that came furthest where none moved beyond the usual."""
    ahead = [each for each in month.movers if _came_closer(each)]
    if not ahead:
        ahead = sorted(filter(_came_closer, month.key_results), key=lambda each: -(each.step or 0.0))[:1]
    return ahead[:_MOST_MOVED]


def _came_closer(each: KeyResultMonth) -> bool:
    return (each.step or 0.0) > 0 and not each.row.milestones and from_to(each) != ""


def _standing(month: Month) -> str:
    """ "Of our 17 key results 5 are on track (7 before), 2 at risk and 1 done; 8 have no update for the week of …"."""
    counts = month.review.counts
    running = sum(counts.values()) - counts.get("cancelled", 0)
    silent = counts.get("silent", 0)
    told: list[Status] = [each for each in STATUSES if counts.get(each) and each not in ("silent", "cancelled")]
    last = f"for the week of {words.day(month.period.last)}"
    if not told:
        return f"None of our {words.count(running, 'key result')} has an update {last} yet."
    missing = f"; {silent} {_have(silent)} no update {last}" if silent else ""
    if len(told) == 1 and not silent:
        whole = f"All of our {words.count(running, 'key result')} are" if running > 1 else "Our one key result is"
        return f"{whole} {told[0]}{_before(month, told[0])}."
    first, *others = told
    parts = [f"{counts[first]} {_are(counts[first])} {first}{_before(month, first)}"]
    parts += [f"{counts[each]} {each}" for each in others]
    return f"Of our {words.count(running, 'key result')} {listed(parts)}{missing}."


def _before(month: Month, status: Status) -> str:
    """ " (7 before)": how many were on track before the period, where they were not as many."""
    if month.was is None or status != "on track":
        return ""
    now, then = month.review.counts.get(status, 0), month.was.counts.get(status, 0)
    return "" if now == then else f" ({then or 'none'} before)"


def _worry(worst: KeyResultMonth, month: Month, *, is_told: bool) -> str:
    """`is_told`: the sentence before praised how far it came."""
    row = worst.row
    days = (row.due - calendar.sunday(month.period.last)).days
    left = f", with {words.count(max(round(days / 7), 1), 'week')} left" if days > 0 else ", and its time is up"
    lead = f"Even so, {quoted(worst)} worries us most" if is_told else f"What worries us most is {quoted(worst)}"
    return f"{lead}: it is {' '.join(filter(None, (row.status, where(row))))}{left}."


def _coming(month: Month) -> str:
    """The first milestones to come, each with its key result."""
    last = calendar.sunday(month.period.last)
    first = month.coming[:3]
    if not first:
        return ""
    of = {each.row.key_result: each for each, _ in first}
    if len(of) > 1:
        told = [f"{due(milestone, last)} for {quoted(each)}" for each, milestone in first]
    else:
        told = [due(milestone, last) for _, milestone in first]
    whole = f", for {quoted(first[0][0])}" if len(of) == 1 else ""
    return f"Next {'come' if len(first) > 1 else 'comes'} {listed(told)}{whole}."


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
