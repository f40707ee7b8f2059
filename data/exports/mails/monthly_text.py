"""The monthly update as its first draft, in Markdown: prose first, then wins, risks, what moved, decisions, next steps,
lessons.

Links name pages of the app, `![…](chart:…)` a picture that is drawn when the mail is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import urlencode

from data.exports import markdown_text
from data.exports.readers import Readers
from data.rules import calendar, values, words
from data.rules.looks import LOOKS
from data.rules.month_facts import KeyResultMonth, KpiMonth, Month
from data.rules.okr import STATUSES
from data.rules.review import MilestoneReview

STATUS_CHART = "chart:status"
KEY_RESULT_CHART = "chart:kr/"  # and the key result
_MOST = 6  # of one list: a mail is read between two meetings, the board holds the rest
_MOST_CHARTS = 3
_MOST_LETTERS = 240
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)]|#{1,6})\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_PICTURE = re.compile(r"!(?=\[)")


def subject(org: str, team: str | None, month: date) -> str:
    """ "Platform: monthly update, 1 January 2022"."""
    return f"{team or org}: monthly update, {words.day(month)} {month.year}"


def text(month: Month, to: Readers) -> str:
    """The draft. Sections that have nothing to say are left out."""
    if not month.key_results:
        return f"There are no key results in {month.review.quarter} yet.\n"
    sections = (
        ("Wins", _wins(month, to)),
        ("Challenges and risks", _risks(month, to)),
        ("What moved", (*_moved(month), *_charts(month))),
        ("Decisions and changed goals", _decisions(month)),
        ("Next steps", _next(month, to)),
        ("Lessons", _lessons(month)),
    )
    parts = [_prose(month), _chart("Where the key results stand, week by week", STATUS_CHART)]
    for title, lines in sections:
        told = list(lines)
        parts += [f"## {title}", "\n".join(told)] if told else []
    return "\n\n".join((*parts, _more(month))) + "\n"


def _prose(month: Month) -> str:
    """What was accomplished, where things stand, what worries most, what is next: a sentence each."""
    said = (_accomplished(month), _standing(month), _worry(month), _coming(month))
    return " ".join(sentence for sentence in said if sentence)


def _accomplished(month: Month) -> str:
    since = f"In the {words.count(len(month.period.weeks), 'week')} to {words.day(calendar.sunday(month.period.last))}"
    reached = [_quoted(each) for each in month.done]
    finished = [
        f"{_listed(markdown_text.inline(milestone.milestone) for milestone in milestones)} of {_quoted(each)}"
        for each, milestones in month.finished
    ]
    ahead = [each for each in month.movers if _is_ahead(each) and not each.row.milestones and _from_to(each)]
    moved = [f"{_quoted(each)} from {_from_to(each)}" for each in ahead]
    if not moved:
        valued = [each for each in month.key_results if not each.row.milestones and _from_to(each)]
        ahead = sorted(filter(_is_ahead, valued), key=lambda each: each.step or 0.0)
        moved = [f"{_quoted(each)} from {_from_to(each)}" for each in ahead[-1:]]
    acts = [
        *(f"reached {_listed(reached[:3])}" for _ in reached[:1]),
        *(f"finished {_listed(finished[:2])}" for _ in finished[:1]),
        *(f"brought {_listed(moved[:2])}" for _ in moved[:1]),
    ]
    if not acts:
        return f"{since} nothing was finished, and no key result came closer to its target."
    return f"{since} we {_listed(acts)}."


def _is_ahead(each: KeyResultMonth) -> bool:
    return (each.step or 0.0) > 0


def _standing(month: Month) -> str:
    counts = month.review.counts
    running = sum(counts.values()) - counts.get("cancelled", 0)
    now, then = _counted(counts), _counted(month.was.counts) if month.was else []
    past = f" (a month ago {_listed(then)})" if then and then != now else ""
    return f"Of our {words.count(running, 'key result')} we have {_listed(now)}{past}."


def _counted(counts: dict[str, int]) -> list[str]:
    names = {"silent": "without an update"}
    return [f"{counts[name]} {names.get(name, name)}" for name in STATUSES if counts.get(name) and name != "cancelled"]


def _worry(month: Month) -> str:
    first = next((each for each in month.worries if each.row.status != "silent"), None)
    if first is None:
        return ""
    why = next(
        (f" ({markdown_text.inline(flag.reason)})" for flag in first.row.flags if flag.flag != "help wanted"), ""
    )
    return f"What worries us most is {_quoted(first)}, which is {first.row.status}{why}."


def _coming(month: Month) -> str:
    due = [_due(milestone) for _, milestone in month.coming][:3]
    return f"Next: {_listed(due)}." if due else ""


def _due(milestone: MilestoneReview) -> str:
    on = f" by {words.day(milestone.due)}" if milestone.due else ""
    return f"{markdown_text.inline(milestone.milestone)}{on}"


def _wins(month: Month, to: Readers) -> Iterator[str]:
    """A win of each key result, the finished and the furthest moved first."""
    found = [each for each in month.key_results if each.best_win and each.row.status != "cancelled"]
    ranked = sorted(found, key=lambda each: (not each.is_newly_done, not each.is_news, -(each.step or 0.0)))
    yield from _list(ranked, lambda each: f"{_linked(each)}: {gist(each.best_win or '')}{_by(each, to)}", month)


def _risks(month: Month, to: Readers) -> Iterator[str]:
    silent = [each for each in month.worries if each.row.status == "silent"]
    said = [each for each in month.worries if each not in silent]
    yield from _list(said, lambda each: _risk(each, to), month)
    if silent:
        titles = "; ".join(_linked(each) + _by(each, to) for each in silent)
        yield f"- No update for the week of {words.day(month.period.last)}: {titles}"


def _risk(each: KeyResultMonth, to: Readers) -> str:
    """The status, and why in the owner's words, else in the numbers'."""
    reasons = [flag.reason for flag in each.row.flags if flag.flag != "help wanted"]
    why = gist(each.said("risks") or "") or "; ".join(map(markdown_text.inline, reasons[:1]))
    help_wanted = f" Help wanted: {gist(each.said('help') or '')}" if each.said("help") else ""
    status = f"{LOOKS[each.row.status].glyph} {each.row.status}"
    return f"{_linked(each)} ({status}){f': {why}' if why else ''}{help_wanted}{_by(each, to)}"


def _moved(month: Month) -> Iterator[str]:
    for each in month.movers[:_MOST]:
        if told := _from_to(each):
            share = f", {'up' if _is_ahead(each) else 'back'} {words.percent(abs(each.step or 0.0))} of the way"
            yield f"- {_linked(each)}: {told}{share}"
    for kpi in month.kpis[:_MOST]:
        yield f"- {_kpi(kpi)}"
    for each in month.key_results:
        if each.has_flipped and each.was and not {"silent", "cancelled"} & {each.was.status, each.row.status}:
            yield f"- {_linked(each)}: {each.was.status} → {each.row.status}"


def _from_to(each: KeyResultMonth) -> str:
    """ "26 to 41 of 80 installs"; empty where there is no value to tell."""
    row = each.row
    if row.milestones and each.step is not None:
        begun = each.was.progress if each.was and each.was.progress else 0.0
        return f"{words.percent(begun)} to {words.percent(row.progress or 0.0)} of its milestones"
    begun = each.was.value if each.was else row.baseline
    if begun is None or row.value is None:
        return ""
    target = f" (target {words.number(row.target, values.sign(row.unit))})" if row.target is not None else ""
    return f"{words.number(begun, values.sign(row.unit))} to {words.number(row.value, row.unit)}{target}"


def _kpi(told: KpiMonth) -> str:
    kpi = told.kpi
    good = {True: ", better", False: ", worse", None: ""}[told.good]
    change = f"{words.number(told.was, values.sign(kpi.unit))} to {words.number(kpi.value or 0.0, kpi.unit)}"
    return f"[{markdown_text.inline(kpi.name)}]({_page('/kpis', kpi=kpi.kpi)}) (KPI): {change}{good}"


def _decisions(month: Month) -> Iterator[str]:
    titles = {each.row.key_result: each for each in month.key_results}
    for edit in month.edits:
        each = titles.get(edit.key_result or "")
        told = edit.text.removeprefix(f"{each.row.title}: ") if each else edit.text
        yield f"- {f'{_linked(each)}: ' if each else ''}{gist(markdown_text.inline(told))}"
    for note in month.decisions:
        each = titles.get(note.key_result or "")
        yield f"- {f'{_linked(each)}: ' if each else ''}{gist(note.text)}"


def _next(month: Month, to: Readers) -> Iterator[str]:
    """The milestones that are due, then the owners' next steps, those that worry first."""
    dated = {each.row.key_result: each for each, _ in month.coming}
    for each in dated.values():
        yield f"- {_linked(each)}: {_listed(_due(step) for of, step in month.coming if of is each)}{_by(each, to)}"
    open_ones = (each for each in month.key_results if each.row.status not in ("done", "cancelled"))
    told = [each for each in open_ones if each.said("next_steps") and each.row.key_result not in dated]
    ranked = sorted(told, key=lambda each: each not in month.worries)
    yield from _list(ranked, lambda each: f"{_linked(each)}: {gist(each.said('next_steps') or '')}", month)


def _lessons(month: Month) -> Iterator[str]:
    titles = {each.row.key_result: each for each in month.key_results}
    for key_result, lesson in month.lessons[:_MOST]:
        about = f"{_linked(titles[key_result])}: " if key_result in titles else ""
        yield f"- {about}{gist(lesson)}"


def _charts(month: Month) -> Iterator[str]:
    """Pictures of what moved furthest and of what worries most, each in a paragraph of its own."""
    told = [*month.movers, *(each for each in month.worries if not each.is_news)]
    drawn = [each for each in told if sum(cell.value is not None for cell in each.row.strip) > 1]
    yield from (f"\n{_chart(each.row.title, KEY_RESULT_CHART + each.row.key_result)}" for each in drawn[:_MOST_CHARTS])


def _chart(alt: str, name: str) -> str:
    return f"![{markdown_text.inline(alt)}]({name})"


def _more(month: Month) -> str:
    week = month.period.last.isoformat()
    return f"More: [the board of that week]({_page('/', week=week)}), [the KPIs]({_page('/kpis', week=week)})."


def _list(found: Sequence[KeyResultMonth], line: Callable[[KeyResultMonth], str], month: Month) -> Iterator[str]:
    yield from (f"- {line(each)}" for each in found[:_MOST])
    if len(found) > _MOST:
        board = _page("/", week=month.period.last.isoformat())
        yield f"- and {len(found) - _MOST} more on [the board]({board})"


def _linked(each: KeyResultMonth) -> str:
    return f"[{_name(each)}]({_page('/kr', kr=each.row.key_result)})"


def _name(each: KeyResultMonth) -> str:
    return markdown_text.inline(each.row.title)


def _quoted(each: KeyResultMonth) -> str:
    return f"“{_name(each)}”"


def _by(each: KeyResultMonth, to: Readers) -> str:
    owner = to.name(each.row.owner)
    return f" ({markdown_text.inline(owner)})" if owner else ""


def _page(page: str, **choices: str) -> str:
    return f"{page}?{urlencode(choices)}"


def gist(prose: str) -> str:
    """What somebody wrote on one line: its first sentences, as many as are read in passing; pictures become links."""
    lines = [_BULLET.sub("", line).strip() for line in prose.splitlines()]
    whole = _PICTURE.sub("", " ".join(filter(None, (_ended(line) for line in lines))))
    kept = ""
    for sentence in _SENTENCE.split(whole):
        if kept and len(kept) + len(sentence) > _MOST_LETTERS:
            break
        kept = f"{kept} {sentence}".strip()
    if len(kept) <= _MOST_LETTERS:
        return kept
    return kept[:_MOST_LETTERS].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _ended(line: str) -> str:
    return line if not line or line[-1] in ".!?:;…" else f"{line}."


def _listed(parts: Iterable[str]) -> str:
    """ "a, b and c"."""
    told = list(parts)
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)
