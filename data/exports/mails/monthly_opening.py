"""The monthly update's first paragraph: what was accomplished, where things stand, what worries most, what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.exports import markdown_text
from data.exports.mails.monthly_words import due, from_to, quoted, where
from data.rules import calendar, words
from data.rules.month_facts import KeyResultMonth, Month
from data.rules.okr import STATUSES, Status

_MOST_MOVED = 2
_MOST_REACHED = 3


def prose(month: Month) -> str:
    """The paragraph: a sentence for each of the four, where there is something to say."""
    moved = _moved(month)
    worst = next((each for each in month.worries if each.status != "silent" and not each.is_ahead), None)
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
        *(f"reached {words.listed(reached)}" for _ in reached[:1]),
        *(f"finished {words.listed(finished)}" for _ in finished[:1]),
        *(f"brought {words.listed([f'{quoted(each)} {from_to(each)}' for each in moved])}" for _ in moved[:1]),
    ]
    if not acts:
        return f"{since} nothing was finished, and no key result came closer to its target."
    return f"{since} we {words.listed(acts)}."


def _milestones(names: Sequence[str]) -> str:
    return f"the milestone{'s' if len(names) > 1 else ''} {words.listed([*map(markdown_text.inline, names)])}"


def _moved(month: Month) -> list[KeyResultMonth]:
    """The values that came closest to their targets; the one that came furthest where none moved beyond the usual."""
    ahead = [each for each in month.movers if _came_closer(each)]
    if not ahead:
        ahead = sorted(filter(_came_closer, month.key_results), key=lambda each: -(each.step or 0.0))[:1]
    return ahead[:_MOST_MOVED]


def _came_closer(each: KeyResultMonth) -> bool:
    return (each.step or 0.0) > 0 and not each.row.milestones and from_to(each) != ""


def _standing(month: Month) -> str:
    """ "Of our 17 key results 9 are on track (7 before), 5 at risk and 3 done; 8 have no update for the week of …"."""
    running = [each for each in month.key_results if each.status != "cancelled"]
    counts = Counter(each.status for each in running)
    told: list[Status] = [each for each in STATUSES if counts[each] and each != "silent"]
    last = f"for the week of {words.day(month.period.last)}"
    cancelled = len(month.key_results) - len(running)
    also = f"; {'one more is' if cancelled == 1 else f'{cancelled} more are'} cancelled" if cancelled else ""
    if not told:
        return f"None of our {words.count(len(running), 'key result')} has an update {last} yet{also}."
    silent = len([each for each in running if each.row.status == "silent"])
    missing = f"; {silent} {_have(silent)} none {last}" if silent else ""
    known = " by their last update" if silent else ""
    if len(told) == 1 and not counts["silent"]:
        whole = f"All of our {words.count(len(running), 'key result')} are"
        ours = "Our one key result is" if len(running) == 1 else whole
        return f"{ours} {told[0]}{_before(running, told[0])}{known}{missing}{also}."
    first, *others = told
    parts = [f"{counts[first]} {_are(counts[first])} {first}{_before(running, first)}"]
    parts += [f"{counts[each]} {each}" for each in others]
    return f"Of our {words.count(len(running), 'key result')} {words.listed(parts)}{known}{missing}{also}."


def _before(running: Sequence[KeyResultMonth], status: Status) -> str:
    """ " (7 before)": how many were on track before the period, where they were not as many."""
    if status != "on track" or not any(each.before for each in running):
        return ""
    now, then = ([each.status for each in running].count(status), [each.before for each in running].count(status))
    return "" if now == then else f" ({then or 'none'} before)"


def _worry(worst: KeyResultMonth, month: Month, *, is_told: bool) -> str:
    """`is_told`: the sentence before praised how far it came."""
    row = worst.row
    days = (row.due - calendar.sunday(month.period.last)).days
    left = f", with {words.count(max(round(days / 7), 1), 'week')} left" if days > 0 else ", and its time is up"
    lead = f"Even so, {quoted(worst)} worries us most" if is_told else f"What worries us most is {quoted(worst)}"
    return f"{lead}: it is {' '.join(filter(None, (worst.status, where(row))))}{left}."


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
    return f"Next {'come' if len(first) > 1 else 'comes'} {words.listed(told)}{whole}."


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
