"""The monthly update as its first draft, in Markdown: prose first, then wins, risks, what moved, KPIs, decisions,
next steps, lessons.

Links name pages of the app, `![…](chart:…)` a picture that is drawn when the mail is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from data.exports import markdown_text
from data.exports.mails import monthly_opening
from data.exports.mails.monthly_words import due, ended, gist, linked, page, plan, progressed, saying
from data.exports.readers import Readers
from data.rules import calendar, confidential, words
from data.rules.looks import LOOKS
from data.rules.month_facts import KeyResultMonth, Month, Written

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
    """What went well, a sentence each, the finished and the furthest moved first; what worries is told as a risk."""
    yield from _list(_won(month), lambda each: f"{_fact(each)}{_quoted(each.best_win, 'wins', each, to)}", month)


def _won(month: Month) -> list[KeyResultMonth]:
    worries = month.worries
    fine = [each for each in month.key_results if each.status != "cancelled" and each not in worries]
    found = [each for each in fine if each.best_win or each.is_newly_done or each.is_news]
    return sorted(found, key=lambda each: (not each.is_newly_done, not each.is_news, -(each.step or 0.0)))


def _risks(month: Month, to: Readers) -> Iterator[str]:
    yield from _list(_worrying(month), lambda each: _risk(each, to), month)
    week, silent = f"for the week of {words.day(month.period.last)}", month.silent
    if len(silent) > _MOST_NAMED:
        yield f"- {len(silent)} key results have no update {week}: [the board]({_board(month)}) names them"
    elif silent:
        yield f"- No update {week}: {words.listed([linked(each) + _by(each, to) for each in silent])}"


def _worrying(month: Month) -> list[KeyResultMonth]:
    return [each for each in month.worries if each.status != "silent"]


def _risk(each: KeyResultMonth, to: Readers) -> str:
    """The status and the numbers, then in the owner's words why, or how it came on all the same, and what helps."""
    why, wanted = each.said("risks"), each.said("help")
    asked = saying(wanted.update.help or "") if wanted else ""
    help_wanted = f" Help wanted: “{asked}”" if asked else ""
    win = each.best_win if (each.step or 0.0) > 0 else None
    words_of_it = _quoted(why, "risks", each, to) or _quoted(win, "wins", each, to)
    return f"{LOOKS[each.status].glyph} {_fact(each)}{words_of_it}{help_wanted}"


def _fact(each: KeyResultMonth) -> str:
    """ "Searches fall to 8% went from 12% to 11%, target 8."."""
    return f"{linked(each)} {progressed(each)}."


def _quoted(written: Written | None, name: str, each: KeyResultMonth, to: Readers) -> str:
    """ " Dele Adeyinka: “…”": what its writer said of it, who is its owner unless somebody stood in."""
    said = saying(getattr(written.update, name)) if written else ""
    if not written or not said:
        return ""
    writer = to.name(written.update.author or each.row.owner)
    return f" {markdown_text.inline(writer)}: “{said}”" if writer else f" “{said}”"


def _moved(month: Month) -> Iterator[str]:
    """What moved beyond the usual or has another status than before, where that is not told yet, a line each."""
    told = [*_won(month)[:_MOST], *_worrying(month)[:_MOST]]
    turned = [each for each in month.key_results if each.has_turned and not each.is_news]
    yield from _list([each for each in (*month.movers, *turned) if each not in told], _fact, month)


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
        steps = [due(step, last) for of, step in month.coming if of is each]
        yield f"- {linked(each)}: {words.listed(steps)}{_by(each, to)}"
    worries = month.worries
    open_ones = [each for each in month.key_results if each.status not in ("done", "cancelled")]
    told = {
        each.row.key_result: (written := each.said("next_steps")) and plan(written.update.next_steps or "")
        for each in open_ones
        if each.row.key_result not in dated
    }
    ranked = sorted((each for each in open_ones if told.get(each.row.key_result)), key=lambda each: each not in worries)
    yield from _list(ranked, lambda each: f"{linked(each)}: “{told[each.row.key_result]}”", month)


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
    told = [*month.movers, *(each for each in month.worries if not each.is_news and each.status != "silent")]
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
