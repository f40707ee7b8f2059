"""What this week asks for beside updates, and what is overdue: planning steps and the monthly update; a line on the
board, if anything is.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from data.quarter.planning import Planned
from data.rules import words
from pages.parts import links, load

CSS = Markup("""
.okr .planned { margin: 0.1rem 0 0; } .planned b { font-weight: 600; } .planned .bad { font-weight: 600; }
""")


def line() -> Markup:
    now = load.planning_now()
    told = [_this_week(step, now.number) for step in now.this_week] + _overdue(now.overdue) + _monthly()
    return Markup('<p class="planned">{}</p>').format(Markup(" &ensp; ").join(told)) if told else Markup("")


def _this_week(step: Planned, number: int) -> Markup:
    """ "Week 12: draft the scorecard (directors), due Friday 21 January → open"."""
    dated = step.dated
    return Markup('<span class="soft">Planning, week {}:</span> <b>{}</b> ({}), due Friday {} · {}').format(
        number, dated.step.title, dated.step.who, words.day(dated.due), _open("open →", step)
    )


def _overdue(steps: Sequence[Planned]) -> list[Markup]:
    """The step that is overdue for longest, by its title; how many more there are."""
    if not steps:
        return []
    more = f" and {len(steps) - 1} more" if len(steps) > 1 else ""
    first = steps[0]
    text = Markup('<span class="bad">▲ Overdue since {}:</span> {}{}').format(
        words.day(first.dated.due), _open(first.dated.step.title, first), more
    )
    return [text]


def _monthly() -> list[Markup]:
    """The monthly update, while it is to be sent."""
    due = load.monthly_due()
    if due is None:
        return []
    way = links.link("monthly update", "/monthly", month=f"{due.month:%Y-%m}")
    if due.is_overdue:
        text = Markup('<span class="num"><span class="bad">▲ Overdue since {}:</span> {}</span>')
        return [text.format(words.day(due.due_on), way)]
    text = Markup('<span class="num"><span class="soft">By e-mail:</span> {}, due Sunday {}</span>')
    return [text.format(way, words.day(due.due_on))]


def _open(label: str, step: Planned) -> Markup:
    return links.link(label, "/planning", quarter=str(step.dated.quarter), step=step.step)
