"""The quarter's objectives and key results as one readable document, with what each lacks beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markupsafe import Markup

from data.quarter.drafts import KeyResultDraft, ObjectiveDraft, QuarterDraft
from data.rules import drafting, words
from data.rules.okr import Milestone
from pages.parts import links, load, said
from pages.quarter.objectives import marks
from pages.quarter.objectives.asked import OBJECTIVE, Asked, way

CSS = Markup("""
.okr .o { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; gap: 0 2.2rem; padding: 0.1rem 0 0.5rem; }
.okr .o.head { border-top: 2px solid var(--ink); margin-top: 1.6rem; padding-top: 0.5rem; }
.okr > .o.head:first-child { margin-top: 0; }
.okr .o .by { display: block; color: var(--soft); margin: 0.2rem 0 0.4rem 0.1rem; font-size: 0.84rem; }
.okr .o .by summary { font-size: 0.84rem; }
.okr .o.kr { border-top: 1px solid var(--line); padding-top: 0.55rem; }
.okr .o h2 { font-size: 1.25rem; line-height: 1.3; margin: 0.05rem 0; font-weight: 680; }
.okr .o h3 { font-size: 1rem; line-height: 1.35; margin: 0; padding: 0; font-weight: 620; }
.okr .o h3 a { text-decoration: none; } .okr .o h3 a:hover { text-decoration: underline; }
.okr .o p { margin: 0.1rem 0; max-width: 52rem; } .okr .o .why { max-width: 46rem; margin: 0.15rem 0 0.3rem; }
.o .facts { display: flex; flex-wrap: wrap; gap: 0 1.1rem; color: var(--soft); font-size: 0.9rem; }
.o .facts .num { white-space: normal; } .o .facts b, .o .measure { color: var(--ink); font-weight: 600; }
.okr .o .tools { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.86rem; margin-top: 0.15rem; }
.o .tools a { color: var(--accent); text-decoration: none; } .o .tools a:hover { text-decoration: underline; }
.okr .o.gone h3 { text-decoration: line-through; color: var(--soft); font-weight: 400; }
.okr .checks { list-style: none; margin: 0; padding: 0; font-size: 0.88rem; line-height: 1.4; }
.okr .checks li { margin: 0 0 0.3rem; padding-left: 1.25rem; position: relative; color: var(--soft); }
.checks li > i { position: absolute; left: 0; font-style: normal; font-weight: 700; }
.okr .checks li.must { color: var(--ink); } .checks li.must > i { color: var(--bad); }
.okr .talk { list-style: none; margin: 0.4rem 0 0; padding: 0 0 0 0.8rem; border-left: 2px solid var(--line);
  max-width: 46rem; font-size: 0.9rem; }
.okr .talk li { margin: 0 0 0.3rem; white-space: pre-line; } .okr .talk small { color: var(--soft); }
.okr .state { white-space: nowrap; font-weight: 600; font-size: 0.86rem; border: 1px solid var(--line);
  border-radius: 999px; padding: 0.05rem 0.6rem; }
.okr .state.proposed { border-color: var(--accent); color: var(--accent); }
.okr .state.approved, .okr .state.published { border-color: var(--good); color: var(--good); }
.okr .o details summary { cursor: pointer; color: var(--soft); font-size: 0.88rem; }
.okr .o details ul { margin: 0.1rem 0 0.2rem; padding-left: 1.2rem; font-size: 0.9rem; }
@media (max-width: 900px) { .okr .o { grid-template-columns: minmax(0, 1fr); } }
@media print {
  .okr .tools, .okr .o .checks { display: none; } .okr .o { grid-template-columns: 1fr; break-inside: avoid; }
}
""")

Block = tuple[str, Markup]  # what it is about: an objective's id, a key result's, or where a new one would come


def blocks(found: QuarterDraft, at: Asked) -> Iterator[Block]:
    """The document in its order, in pieces between which one thing may be edited."""
    for each in found.objectives:
        name = each.objective.objective
        yield objective_block(name), _objective(each, found, at)
        for key_result in each.key_results:
            yield key_result.key_result.key_result, _key_result(key_result, each, at)
        yield f"{objective_block(name)} end", Markup("")
    yield "end", Markup("")


def objective_block(name: str) -> str:
    return f"objective {name}"


def _objective(each: ObjectiveDraft, found: QuarterDraft, at: Asked) -> Markup:
    objective = each.objective
    parent = found.known.get(objective.parent or "")
    facts = [
        objective.team,
        Markup("<b>{}</b>").format(said.name(objective.owner)) if objective.owner else "no owner yet",
        f"serves “{parent.title}”, {parent.quarter}" if parent else None,
        f"weight {words.number(objective.weight)}" if objective.weight is not None else None,
    ]
    why = Markup('<p class="why">{}</p>').format(objective.why) if objective.why else ""
    return Markup('<div class="o head"><div>{}<h2>{}</h2>{}{}{}</div><div>{}{}</div></div>').format(
        _facts(facts),
        objective.title,
        why + marks.moved(each.changes),
        _tools(objective.title, _objective_tools(each, at)),
        marks.thread(each.comments),
        marks.state(each.steps),
        marks.checks(each.checks) if not objective.is_in_force else "",
    )


def _objective_tools(each: ObjectiveDraft, at: Asked) -> Iterator[Markup]:
    quarter, name = at.quarter, each.objective.objective
    if each.objective.is_in_force:
        yield way("change", quarter, change=name, what=OBJECTIVE)
    else:
        yield way("edit", quarter, edit=name, what=OBJECTIVE)
        yield way("add a key result", quarter, new="key_result", of=name)
    yield way("comment", quarter, comment=name, what=OBJECTIVE)
    step = {"draft": "propose", "proposed": "approve, or back to draft", "approved": "publish"}
    if label := step.get(each.objective.state):
        yield way(label, quarter, move=name, what=OBJECTIVE)


def _key_result(each: KeyResultDraft, objective: ObjectiveDraft, at: Asked) -> Markup:
    kr = each.key_result
    facts = [
        Markup('<span class="measure">{}</span>').format(drafting.measured(each.written)),
        Markup("<b>{}</b>").format(said.name(kr.owner)) if kr.owner else "no owner yet",
        kr.commitment,
        f"stretch {words.number(kr.stretch, kr.unit)}" if kr.stretch is not None else None,
        f"weight {words.number(kr.weight)}" if kr.weight is not None else None,
        f"from {words.day(kr.start)}" if kr.start else None,
        f"due {words.day(kr.due)}" if kr.due else None,
        "reads its KPI" if kr.kpi else None,
        "confidential" if kr.confidential else None,
        Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(kr.link, urlsplit(kr.link).netloc)
        if kr.link and kr.link.startswith(("https://", "http://"))
        else None,
        Markup("<b>dropped</b>") if kr.dropped else None,
    ]
    tools = _tools(kr.title, _key_result_tools(each, objective, at))
    shown = marks.checks(each.checks) if not objective.objective.is_in_force else ""
    return Markup('<div class="o kr {}"><div><h3>{}</h3>{}{}{}{}</div><div>{}</div></div>').format(
        "gone" if kr.dropped else "",
        links.link(kr.title, "/kr", kr=kr.key_result),
        _facts(facts),
        _parts(each) + marks.moved(each.changes),
        tools,
        marks.thread(each.comments),
        shown,
    )


def _key_result_tools(each: KeyResultDraft, objective: ObjectiveDraft, at: Asked) -> Iterator[Markup]:
    name = each.key_result.key_result
    if not objective.objective.is_in_force:
        yield way("edit", at.quarter, edit=name)
    elif not each.key_result.dropped:
        yield way("change", at.quarter, change=name)
    yield way("comment", at.quarter, comment=name)


def _tools(about: str, found: Iterator[Markup]) -> Markup:
    """What can be done about it, each a link; nothing in the past."""
    if load.as_of():
        return Markup("")
    return Markup('<nav class="tools" aria-label="{}">{}</nav>').format(about, Markup("").join(found))


def _facts(facts: Sequence[Markup | str | None]) -> Markup:
    shown = Markup("</span><span>").join(fact for fact in facts if fact)
    return Markup('<div class="facts"><span>{}</span></div>').format(shown)


def _parts(each: KeyResultDraft) -> Markup:
    """Its milestones, and its plan by week."""
    written = each.written
    if not written.milestones and not written.plans:
        return Markup("")
    stages = Markup("").join(Markup("<li>{}</li>").format(_milestone(stage)) for stage in written.milestones)
    listed = Markup("<details open><summary>Milestones</summary><ul>{}</ul></details>").format(stages)
    text = " · ".join(words.number(plan.value) for plan in sorted(written.plans, key=lambda plan: plan.week))
    plan = Markup('<p class="facts"><span>planned by week: <span class="num">{}</span></span></p>').format(text)
    return (listed if stages else Markup("")) + (plan if text else Markup(""))


def _milestone(stage: Milestone) -> Markup:
    about = [
        f"weight {words.number(stage.weight)}" if stage.weight is not None else "",
        f"by {words.day(stage.due)}" if stage.due else "",
        f"done {words.day(stage.done_on)}" if stage.done_on else "",
    ]
    return Markup('{} <span class="soft">{}</span>').format(stage.milestone, ", ".join(filter(None, about)))
