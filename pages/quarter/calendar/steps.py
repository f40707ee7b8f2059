"""The steps of a quarter as two lists, the quarter's and the year's: when, who, where each stands, its note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from data.quarter.planning import Planned, Planning
from pages.quarter.calendar import parts

CSS = Markup("""
.okr .steps { list-style: none; margin: 0.2rem 0 0; padding: 0; }
.okr .steps li { margin: 0; padding: 0.4rem 0.6rem 0.45rem; border-bottom: 1px solid var(--line); display: grid;
  grid-template-columns: 6.2rem minmax(0, 1fr) 11.5rem; gap: 0 0.8rem; border-left: 3px solid transparent; }
.okr .steps li[aria-current] { background: var(--wash); border-left-color: var(--accent); }
.steps .when { white-space: nowrap; color: var(--soft); line-height: 1.25; }
.steps .when b { color: var(--ink); display: block; }
.steps .when small, .steps .facts { font-size: 0.82rem; color: var(--soft); }
.steps .title { font-weight: 600; text-decoration: none; } .steps .title:hover { text-decoration: underline; }
.steps .facts, .steps .said { display: block; } .steps .said { font-size: 0.88rem; overflow-wrap: anywhere; }
.okr .standing { font-size: 0.88rem; text-align: right; }
.okr .steps .good, .okr .steps .standing.soft { color: var(--soft); } .okr .steps .good .glyph { color: var(--good); }
.okr .steps .standing:is(.now, .bad) { font-weight: 650; }
@media screen and (max-width: 640px) {
  .okr .steps li { grid-template-columns: 4.8rem minmax(0, 1fr); } .okr .standing { grid-column: 2; text-align: left; }
}
""")


def lists(of: Planning, chosen: Planned | None) -> Markup:
    """Both calendars, the one that has a step this week first; the chosen step is marked."""
    quarterly = [step for step in of.steps if step.dated.calendar == "quarterly"]
    annual = [step for step in of.steps if step.dated.calendar == "annual"]
    found = [_list(f"The quarter: planning {of.quarter.next}", [*quarterly, *of.after], of, chosen)]
    if annual:
        year = _list(f"The year: {annual[0].dated.plans}, {_scale(annual)}", annual, of, chosen)
        found.insert(0 if any(step.state == "this week" for step in annual) else 1, year)
    return Markup("").join(found)


def _scale(annual: Sequence[Planned]) -> str:
    return "a light review" if len(annual) == 1 else "in full"


def _list(title: str, steps: Sequence[Planned], of: Planning, chosen: Planned | None) -> Markup:
    if not steps:
        return Markup('<h2>{}</h2><p class="soft">No steps are set for this quarter.</p>').format(title)
    done = sum(step.state == "done" for step in steps)
    rows = Markup("").join(_row(step, of, step is chosen) for step in steps)
    return Markup('<h2>{} <small class="soft">{} of {} done</small></h2><ol class="steps">{}</ol>').format(
        title, done, len(steps), rows
    )


def _row(step: Planned, of: Planning, is_chosen: bool) -> Markup:
    dated = step.dated
    week = f"Week {dated.number}" if dated.quarter == of.quarter else f"{dated.quarter}"
    return Markup(
        '<li{}><span class="when"><b>{}</b><small>{}</small></span>'
        '<div><a data-page class="title" href="{}">{}</a>{}</div>{}</li>'
    ).format(
        Markup(' aria-current="true"') if is_chosen else "",
        week,
        parts.days(dated),
        parts.here(dated.quarter, step.step),
        dated.step.title,
        Markup("").join(_about(step)),
        parts.standing(step),
    )


def _about(step: Planned) -> Iterator[Markup]:
    record = step.record
    facts = [Markup("{}").format(step.dated.step.who), parts.place(step.dated)]
    if record and record.link:
        facts.append(parts.document(record.link))
    elif step.dated.step.has_document and step.state not in ("open", "not kept"):
        facts.append(Markup("no document linked yet"))
    if step.inputs:
        facts.append(Markup("input from {}").format(_people(step)))
    yield Markup('<span class="facts">{}</span>').format(Markup(" · ").join(filter(None, facts)))
    if record and record.note:
        yield Markup('<span class="said">{}</span>').format(record.note)


def _people(step: Planned) -> str:
    count = len({comment.by for comment in step.inputs})
    return "1 person" if count == 1 else f"{count} people"
