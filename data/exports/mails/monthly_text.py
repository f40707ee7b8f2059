"""The monthly update as its first draft, in Markdown: prose first, then wins, risks, what moved, KPIs, decisions,
next steps, lessons.

Links name pages of the app, `![…](chart:…)` a picture that is drawn when the mail is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from data.exports import markdown_text
from data.exports.mails import monthly_opening
from data.exports.mails.monthly_words import due, ended, from_to, gist, linked, listed, page, wanted, where
from data.exports.readers import Readers
from data.rules import calendar, confidential, words
from data.rules.looks import LOOKS
from data.rules.month_facts import KeyResultMonth, Month

STATUS_CHART = "chart:status"
KEY_RESULT_CHART = "chart:kr/"  # and the key result
KPI_CHART = "chart:kpi/"  # and the KPI
_MOST = 6  # of one list: a mail is read between two meetings, the board holds the rest
_MOST_CHARTS = 3
_MOST_KPIS = 4
_MOST_NAMED = 3


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
        ("KPIs", _kpis(month)),
        ("Decisions and changed goals", _decisions(month)),
        ("Next steps", _next(month, to)),
        ("Lessons", _lessons(month)),
    )
    parts = [monthly_opening.prose(month), _chart("Where the key results stand, week by week", STATUS_CHART)]
    for title, lines in sections:
        told = list(lines)
        parts += [f"## {title}", "\n".join(told).strip()] if told else []
    return "\n\n".join((*parts, f"More: [the board of that week]({_board(month)}).")) + "\n"


def _wins(month: Month, to: Readers) -> Iterator[str]:
    """A win of each key result, the finished and the furthest moved first."""
    found = [each for each in month.key_results if each.best_win and each.row.status != "cancelled"]
    ranked = sorted(found, key=lambda each: (not each.is_newly_done, not each.is_news, -(each.step or 0.0)))
    yield from _list(ranked, lambda each: f"{linked(each)}: {gist(each.best_win or '')}{_by(each, to)}", month)


def _risks(month: Month, to: Readers) -> Iterator[str]:
    silent = [each for each in month.worries if each.row.status == "silent"]
    said = [each for each in month.worries if each not in silent]
    yield from _list(said, lambda each: _risk(each, to), month)
    week = f"for the week of {words.day(month.period.last)}"
    if len(silent) > _MOST_NAMED:
        yield f"- {len(silent)} key results have no update {week}: [the board]({_board(month)}) names them"
    elif silent:
        yield f"- No update {week}: {listed(linked(each) + _by(each, to) for each in silent)}"


def _risk(each: KeyResultMonth, to: Readers) -> str:
    """The status, and why in the owner's words, else where it stands."""
    why = gist(each.said("risks") or "") or ended(where(each.row))
    help_wanted = f" Help wanted: {gist(each.said('help') or '')}" if each.said("help") else ""
    status = f"{LOOKS[each.row.status].glyph} {each.row.status}"
    return f"{linked(each)}, {status}{f': {why}' if why else ''}{help_wanted}{_by(each, to)}"


def _moved(month: Month) -> Iterator[str]:
    """What moved beyond the usual, and what has another status than before, a line each."""
    flipped = [each for each in month.key_results if _has_turned(each)]
    found = list({each.row.key_result: each for each in (*month.movers, *flipped)}.values())
    yield from _list(
        [each for each in found if _movement(each)], lambda each: f"{linked(each)}: {_movement(each)}", month
    )


def _movement(each: KeyResultMonth) -> str:
    """ "from 26 to 41 installs, target 80; now on track, at risk before"."""
    moved = ", ".join(filter(None, (from_to(each), wanted(each.row)))) if each.is_news and from_to(each) else ""
    turned = f"now {each.row.status}, {each.was.status} before" if each.was and _has_turned(each) else ""
    return "; ".join(filter(None, (moved, turned)))


def _has_turned(each: KeyResultMonth) -> bool:
    """Whether it has another status than before; silence is told among the risks."""
    return (
        each.has_flipped and each.was is not None and not {"silent", "cancelled"} & {each.was.status, each.row.status}
    )


def _kpis(month: Month) -> Iterator[str]:
    """Small pictures of KPIs, but for those whose key result is drawn already."""
    drawn = {each.row.kpi for each in _drawn(month)}
    told = [each.kpi for each in month.kpis if each.kpi.kpi not in drawn]
    yield from (f"{_chart(kpi.name, KPI_CHART + kpi.kpi)}\n" for kpi in told[:_MOST_KPIS])
    if told:
        yield f"[All KPIs]({page('/kpis', week=month.period.last.isoformat())})"


def _decisions(month: Month) -> Iterator[str]:
    """What was decided and changed, all of a key result on one line."""
    titles = {each.row.key_result: each for each in month.key_results}
    said: dict[str | None, list[str]] = {}
    for edit in month.edits:
        each = titles.get(edit.key_result or "")
        said.setdefault(edit.key_result, []).append(_edited(edit.text, each))
    for note in month.decisions:
        said.setdefault(note.key_result, []).append(gist(note.text))
    for key_result, told in said.items():
        if each := titles.get(key_result or ""):
            yield f"- {linked(each)}: {' '.join(told)}"
        else:
            yield from (f"- {line}" for line in told)


def _edited(text: str, each: KeyResultMonth | None) -> str:
    """ "Target changed from 300 to 260 by Daniel Oyelaran. Twice the restated baseline."."""
    told = text.removeprefix(f"{each.row.title}: ") if each else text
    if told == confidential.WORD:
        return "Its goal was changed; how is confidential."
    fact, _, reason = told.partition(" — ")
    whole = " ".join(filter(None, (ended(fact[:1].upper() + fact[1:]), reason)))
    return gist(markdown_text.inline(whole))


def _next(month: Month, to: Readers) -> Iterator[str]:
    """The milestones that are due, then the owners' next steps, those that worry first."""
    last = calendar.sunday(month.period.last)
    dated = {each.row.key_result: each for each, _ in month.coming}
    for each in dated.values():
        yield f"- {linked(each)}: {listed(due(step, last) for of, step in month.coming if of is each)}{_by(each, to)}"
    open_ones = (each for each in month.key_results if each.row.status not in ("done", "cancelled"))
    told = [each for each in open_ones if each.said("next_steps") and each.row.key_result not in dated]
    ranked = sorted(told, key=lambda each: each not in month.worries)
    yield from _list(ranked, lambda each: f"{linked(each)}: {gist(each.said('next_steps') or '')}", month)


def _lessons(month: Month) -> Iterator[str]:
    titles = {each.row.key_result: each for each in month.key_results}
    for key_result, lesson in month.lessons[:_MOST]:
        about = f"{linked(titles[key_result])}: " if key_result in titles else ""
        yield f"- {about}{gist(lesson)}"


def _charts(month: Month) -> Iterator[str]:
    """Pictures of what moved furthest and of what worries most, each in a paragraph of its own."""
    yield from (f"\n{_chart(each.row.title, KEY_RESULT_CHART + each.row.key_result)}" for each in _drawn(month))


def _drawn(month: Month) -> list[KeyResultMonth]:
    """Those with a picture; of what is done or not yet, none is worth one."""
    told = [*month.movers, *(each for each in month.worries if not each.is_news and each.row.status != "silent")]
    valued = [each for each in told if each.row.kind != "done"]
    return [each for each in valued if sum(cell.value is not None for cell in each.row.strip) > 1][:_MOST_CHARTS]


def _chart(alt: str, name: str) -> str:
    return f"![{markdown_text.inline(alt)}]({name})"


def _list(found: Sequence[KeyResultMonth], line: Callable[[KeyResultMonth], str], month: Month) -> Iterator[str]:
    yield from (f"- {line(each)}" for each in found[:_MOST])
    if len(found) > _MOST:
        yield f"- and {len(found) - _MOST} more on [the board]({_board(month)})"


def _board(month: Month) -> str:
    return page("/", week=month.period.last.isoformat())


def _by(each: KeyResultMonth, to: Readers) -> str:
    owner = to.name(each.row.owner)
    return f" ({markdown_text.inline(owner)})" if owner else ""
