"""What lies behind a grade, folded away below its key result: both wordings, moved goalposts, warnings, the owner's
retrospective note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from data.rules import calendar, results, words
from data.rules.calendar import Quarter
from data.rules.scorecard import Goalpost, KeyResultScore, ObjectiveScore, Preset, Warning, Wording
from pages.parts import grades, retrospect
from pages.quarter.grading.asked import Asked

CSS = Markup("""
.card details { margin-top: 0.25rem; } .card summary { cursor: pointer; color: var(--soft); font-size: 0.83rem; }
.card summary:hover { color: var(--accent); }
.card .behind { display: grid; gap: 0.5rem; margin: 0.4rem 0 0.6rem; padding: 0.6rem 0.9rem; background: var(--wash);
  border-radius: 6px; font-size: 0.88rem; width: max-content; max-width: min(62rem, 74vw); }
.card .behind h4 { font-size: 0.76rem; font-weight: 600; color: var(--soft); margin: 0; padding: 0; }
.card .behind p { margin: 0 0 0.2rem; white-space: pre-line; } .card .behind ul { margin: 0; padding-left: 1.1rem; }
.okr .card .behind :is(p, li) { font-size: 0.88rem; }
.card .behind .two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.6rem; }
""")


def story(row: KeyResultScore, at: Asked, quarter: Quarter) -> Markup:
    """Folded: its summary says what there is to find. That nothing warned is told once the quarter is over."""
    is_over = at.card.as_of.date() > quarter.end
    has_warning = row.warning is not None or (is_over and row.grade in ("partly", "missed") and not row.cancelled)
    parts = Markup("").join(_parts(row, at, quarter, has_warning))
    if not parts:
        return Markup("")
    return Markup('<details><summary>{}</summary><div class="behind">{}</div></details>').format(
        ", ".join(_holds(row, has_warning)), parts
    )


def reworded(objective: ObjectiveScore, at: Asked) -> Markup:
    """Folded: how an objective was changed since it was approved."""
    if not objective.changes:
        return Markup("")
    times = words.count(len({change.at for change in objective.changes}), "time")
    return Markup(
        '<details><summary>changed {} since it was approved</summary><div class="behind">{}</div></details>'
    ).format(times, _goalposts(objective.changes, at))


def _holds(row: KeyResultScore, has_warning: bool) -> Iterator[str]:
    if row.changes:
        yield f"goalposts moved {words.count(len({change.at for change in row.changes}), 'time')}"
    elif row.first != row.last:
        yield "both wordings"
    if has_warning:
        weeks = row.warning.weeks if row.warning else 0
        yield f"warned {words.count(weeks, 'week')} before the end" if weeks else "no warning"
    if row.retro:
        yield "the owner’s note"


def _parts(row: KeyResultScore, at: Asked, quarter: Quarter, has_warning: bool) -> Iterator[Markup]:
    if row.first != row.last:
        first, last = (
            _wording(title, wording, at.card.preset)
            for title, wording in (("As first worded", row.first), ("As last worded", row.last))
        )
        yield Markup('<div class="two"><div>{}</div><div>{}</div></div>').format(first, last)
    if row.changes:
        yield Markup("<div><h4>Goalposts</h4>{}</div>").format(_goalposts(row.changes, at))
    if has_warning:
        yield Markup("<div><h4>Warning</h4>{}</div>").format(_warning(row.warning, quarter))
    if row.retro:
        yield Markup("<div>{}</div>").format(retrospect.note(row.retro, at.name(row.retro.by)))


def _wording(title: str, wording: Wording, preset: Preset) -> Markup:
    suggested = wording.suggested
    return Markup("<h4>{}</h4><p><b>{}</b></p><p>{}</p><p>{} <span class=soft>{}</span></p>").format(
        title,
        wording.title,
        wording.measure,
        grades.badge(suggested.grade or "ungraded", preset, suggested.score),
        suggested.why,
    )


def _goalposts(changes: Sequence[Goalpost], at: Asked) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(_goalpost(change, at) for change in changes))


def _goalpost(change: Goalpost, at: Asked) -> Markup:
    reason = Markup(" <span class=soft>{}</span>").format(change.reason) if change.reason else ""
    return Markup("<li>{}{}</li>").format(results.goalpost(change, at.name), reason)


def _warning(found: Warning | None, quarter: Quarter) -> Markup:
    """What warned first, and until when the owner and the numbers were green."""
    if found is None:
        return Markup("<p>Neither its numbers nor its owner warned of it.</p>")
    when = f"{words.count(found.weeks, 'week')} before the end" if found.weeks else "only in the last week"
    return Markup("<p>First sign {}: {}.</p><p>{} {}</p>").format(
        when, found.sign, _since("Numbers", found.by_numbers, quarter), _since("Owner", found.by_owner, quarter)
    )


def _since(whose: str, week: date | None, quarter: Quarter) -> str:
    if week is None:
        return f"{whose}: no worse than on track to the end."
    number = quarter.week_number(week)
    return f"{whose}: at risk or worse since week {number} ({words.day(calendar.sunday(week))})."
