"""The kick-off of week 1, to be read from across a room: how the quarter went, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from data.rules import drafting, results
from data.rules.drafting import Written
from data.rules.okr import SLOPE_KINDS, STAY_KINDS, KeyResult, Objective
from data.rules.scorecard import ObjectiveScore, Preset, Scorecard
from pages.parts import grades, links, said
from pages.quarter.grading.summary import distribution

CSS = Markup("""
.okr .kick { font-size: 1.35rem; line-height: 1.35; margin-top: 1rem; } .kick :is(p, li) { font-size: inherit; }
.okr .kick h2 { font-size: 2.3rem; line-height: 1.15; margin: 2.4rem 0 0.9rem; }
.okr .kick h2:first-child { margin-top: 0.6rem; }
.okr .kick .lead { font-size: 1.7rem; margin: 0.8rem 0 0.4rem; } .kick .lead b { font-weight: 700; }
.kick .grades { height: 3.4rem; } .kick .grades span b { font-size: 1.6rem; }
.kick .went { display: grid; grid-template-columns: max-content 1fr; gap: 0.55rem 2rem; margin: 1.2rem 0 0; }
.okr .kick .went p { margin: 0; font-weight: 600; }
.kick .went small { display: block; color: var(--soft); font-size: 1.15rem; font-weight: 400; max-width: 75rem; }
.kick .next { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(30rem, 100%), 1fr));
  gap: 1.6rem 2.6rem; }
.kick .next section { border-top: 3px solid var(--accent); padding-top: 0.7rem; }
.okr .kick h3 { font-size: 1.55rem; line-height: 1.25; margin: 0 0 0.2rem; padding: 0; font-weight: 680; }
.okr .kick ul { margin: 0.5rem 0 0; padding-left: 1.2rem; } .okr .kick li { margin: 0 0 0.35rem; font-size: 1.35rem; }
.kick li small { color: var(--soft); font-size: 1.1rem; white-space: nowrap; }
@media screen and (max-width: 640px) {
  .kick .went { grid-template-columns: 1fr; gap: 0.1rem; } .okr .kick .went p { margin-bottom: 0.7rem; }
}
""")


def kickoff(
    card: Scorecard, following: str, objectives: Sequence[Objective], key_results: Sequence[KeyResult]
) -> Markup:
    """A quarter's scorecard and the OKRs of the one after it, as the company may see them."""
    return Markup('<div class="kick">{}{}</div>').format(_went(card), _next(following, objectives, key_results))


def _went(card: Scorecard) -> Markup:
    judged = Markup("").join(_objective(objective, card.preset) for objective in card.objectives)
    told = [sentence for sentence, _ in results.sentences(card)][:2]
    lead = (
        Markup('<p class="lead"><b>{}</b>{}</p>').format(told[0], f". {told[1]}." if told[1:] else "") if told else ""
    )
    return Markup('<h2>How {} went</h2>{}{}<div class="went">{}</div>').format(
        card.quarter, distribution(card.tally, card.preset), lead, judged
    )


def _objective(objective: ObjectiveScore, preset: Preset) -> Markup:
    note = objective.given and objective.given.note
    return Markup("<div>{}</div><p>{}{}</p>").format(
        grades.badge(objective.result, preset, objective.score),
        objective.title,
        Markup("<small>{}</small>").format(note) if note else "",
    )


def _next(quarter: str, objectives: Sequence[Objective], key_results: Sequence[KeyResult]) -> Markup:
    if not objectives:
        way = links.link("Write them", "/okrs", quarter=quarter)
        return Markup("<h2>{}</h2><p>Its OKRs are not approved yet. {}</p>").format(quarter, way)
    sections = Markup("").join(_section(objective, key_results) for objective in objectives)
    return Markup('<h2>{}: what we are going for</h2><div class="next">{}</div>').format(quarter, sections)


def _facts(key_result: KeyResult) -> Iterator[str]:
    """How it is measured, where numbers say so and may be told, and whose it is."""
    if key_result.kind in (*SLOPE_KINDS, *STAY_KINDS) and not key_result.confidential:
        yield drafting.measured(Written(key_result))
    if key_result.owner:
        yield said.name(key_result.owner)


def _section(objective: Objective, key_results: Sequence[KeyResult]) -> Markup:
    its = [each for each in key_results if each.objective == objective.objective]
    lines = Markup("").join(
        Markup("<li>{} <small>{}</small></li>").format(each.title, ", ".join(_facts(each))) for each in its
    )
    why = Markup("<div class=soft>{}</div>").format(objective.why) if objective.why else ""
    return Markup("<section><h3>{}</h3>{}<ul>{}</ul></section>").format(objective.title, why, lines)
