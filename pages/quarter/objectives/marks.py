"""What stands beside an objective or a key result: its state, what it lacks, what was said, how it was changed."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from data.quarter.drafts import Step
from data.rules import compare, words
from data.rules.drafting import Check
from data.rules.okr import Change, ObjectiveState
from data.rules.quarterly import Comment
from pages.parts import said

_GLYPHS: dict[ObjectiveState, str] = {"draft": "○", "proposed": "◔", "approved": "◕", "published": "●"}
_KEPT_OPEN = 4  # comments shown at once; earlier ones are folded away


def state(steps: Sequence[Step]) -> Markup:
    """The state that an objective is in, and who brought it there and when, with the way it came."""
    now = steps[-1]
    badge = Markup('<span class="state {}"><span aria-hidden="true">{}</span> {}</span>').format(
        now.state, _GLYPHS[now.state], now.state
    )
    if len(steps) == 1:
        return badge + Markup('<small class="by">{}</small>').format(_brought(now))
    way_here = Markup("").join(
        Markup("<li>{} {}{}</li>").format(step.state, _brought(step), f": {step.reason}" if step.reason else "")
        for step in steps
    )
    return badge + Markup('<details class="by"><summary>{}</summary><ul>{}</ul></details>').format(
        _brought(now), way_here
    )


def _brought(step: Step) -> str:
    """ "by Ana, 14 January"."""
    parts = [f"by {said.name(step.by)}" if step.by else "", words.day(step.at) if step.at else ""]
    return ", ".join(filter(None, parts))


def checks(found: Sequence[Check]) -> Markup:
    """What is lacking, each with its reason; what must be mended first."""
    ordered = sorted(found, key=lambda check: not check.blocks)
    line = Markup('<li class="{}"><i aria-hidden="true">{}</i><span class="visually-hidden">{}: </span>{}</li>')
    lines = Markup("").join(
        line.format("must", "!", "must be mended", check.reason)
        if check.blocks
        else line.format("", "·", "advice", check.reason)
        for check in ordered
    )
    return Markup('<ul class="checks">{}</ul>').format(lines) if ordered else Markup("")


def thread(comments: Sequence[Comment]) -> Markup:
    """What was said, oldest first."""
    if not comments:
        return Markup("")
    line = Markup("<li><b>{}</b> <small>{}</small><br>{}</li>")
    lines = [line.format(said.name(each.by), said.moment(each.recorded_at), each.text) for each in comments]
    earlier, shown = lines[:-_KEPT_OPEN], lines[-_KEPT_OPEN:]
    folded = Markup('<details><summary>{}</summary><ul class="talk">{}</ul></details>').format(
        words.count(len(earlier), "earlier comment"), Markup("").join(earlier)
    )
    return Markup('<div class="okr">{}<ul class="talk">{}</ul></div>').format(
        folded if earlier else "", Markup("").join(shown)
    )


def moved(changes: Sequence[Change]) -> Markup:
    """How the goalposts moved, newest first, each with its reason, who did it and who agreed."""
    if not changes:
        return Markup("")
    line = Markup("<li><b>{}</b> <small>{}</small><br>{}</li>")
    lines = Markup("").join(
        line.format(compare.worded(each, said.name), _changed(each), each.reason or "no reason given")
        for each in reversed(changes)
    )
    head = f"changed since it was approved: {words.count(len(changes), 'edit')}"
    return Markup('<details><summary>{}</summary><ul class="talk">{}</ul></details>').format(head, lines)


def _changed(change: Change) -> str:
    agreed = f", agreed by {said.name(change.agreed_by)}" if change.agreed_by else ""
    return f"{words.day(change.changed_at)}, {said.name(change.by)}{agreed}"
