"""What was understood of a Markdown page, as an outline, and its lines with what each was taken for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from data.errors import Problem
from data.quarter.brought import Brought, BroughtKeyResult, BroughtObjective, Outcome
from data.rules import measure, words
from data.rules.measure import Measure
from data.sources.markdown import DraftKeyResult, Page
from pages.parts import said

_CSS = Markup("""<style>
.okr .brought { list-style: none; margin: 0.3rem 0 0; padding: 0; max-width: 72rem; }
.okr .brought > li { border-top: 1px solid var(--line); padding: 0.5rem 0 0.6rem; }
.okr .brought h3 { font-size: 1.05rem; margin: 0; padding: 0; font-weight: 650; }
.okr .brought p { margin: 0.1rem 0; max-width: 52rem; }
.okr .brought ol { margin: 0.3rem 0 0; padding-left: 1.4rem; } .okr .brought ol li { margin: 0.15rem 0; }
.okr .brought small { display: block; color: var(--soft); font-size: 0.86rem; }
.okr .brought .asked { display: inline-block; margin-left: 0.7rem; color: var(--bad); }
.okr .brought .asked::before { content: "? "; font-weight: 700; }
.okr .brought .new { color: var(--good); } .okr .brought .left { color: var(--bad); }
.okr .brought .outcome { font-weight: 600; font-size: 0.86rem; white-space: nowrap; }
.okr .lines { border-collapse: collapse; width: 100%; font-size: 0.86rem; }
.okr .lines td { padding: 0.05rem 0.8rem 0.05rem 0; vertical-align: top; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.okr .lines td:first-child, .okr .lines td:nth-child(2) { color: var(--soft); white-space: nowrap; }
.okr .lines td:first-child { text-align: right; }
.okr .lines tr.not td { background: var(--warn); } .okr .lines tr.not td:nth-child(2) { color: var(--ink); }
.okr .lines tr.look td:nth-child(2) { color: var(--bad); font-weight: 650; }
.okr .lines tr.objective td:last-child, .okr .lines tr.key td:last-child { font-weight: 600; }
</style>""")
_OUTCOMES: dict[Outcome, str] = {
    "new": "new",
    "changed": "changes the draft that is there",
    "same": "there already",
    "left": "stays as it is",
}


def told(brought: Brought) -> Markup:
    """What comes in, by objective, and above it what does not."""
    objectives = Markup("").join(_objective(each) for each in brought.objectives)
    head = Markup("<h2>Understood</h2>{}").format(_problems(brought.problems))
    return Markup('{}<div class="okr">{}<ul class="brought">{}</ul></div>').format(_CSS, head, objectives)


def lines(page: Page, text: str) -> Markup:
    """Every line with its number, what it was taken for, and marked where it was not understood."""
    rows = Markup("").join(_lines(page, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    return Markup('<div class="okr"><table class="lines"><tbody>{}</tbody></table></div>').format(rows)


def _objective(each: BroughtObjective) -> Markup:
    objective = each.objective
    about = ", ".join(filter(None, (objective.team, said.name(objective.owner) if objective.owner else None)))
    return Markup('<li>{} <span class="soft">{}</span><h3>{}</h3>{}<ol>{}</ol></li>').format(
        _outcome(each.outcome),
        about,
        each.draft.title,
        Markup('<p class="soft">{}</p>').format(objective.why) if objective.why else "",
        Markup("").join(_key_result(key_result) for key_result in each.key_results),
    )


def _key_result(each: BroughtKeyResult) -> Markup:
    draft = each.draft
    outcome = "" if each.outcome == "new" else _outcome(each.outcome)
    dropped = Markup(" <b>dropped</b>") if draft.dropped else ""
    read = "; ".join(draft.guessed) or (_said(draft))
    asked = Markup("").join(Markup('<span class="asked">{}</span>').format(question) for question in draft.uncertain)
    return Markup("<li>{}{} {}<small>{}{}</small></li>").format(draft.title, dropped, outcome, read, asked)


def _said(draft: DraftKeyResult) -> str:
    """The measure that a page of ours says."""
    names = ("unit", *measure.NUMBERS, "commitment")
    return (
        measure.described(Measure(draft.kind, **{name: getattr(draft, name) for name in names})) if draft.kind else ""
    )


def _outcome(outcome: Outcome) -> Markup:
    return Markup('<span class="outcome {}">{}</span>').format(outcome, _OUTCOMES[outcome])


def _problems(problems: Sequence[Problem]) -> Markup:
    if not problems:
        return Markup("")
    item = Markup("<li>{}{}</li>")
    listed = Markup("").join(
        item.format(f"Line {each.line}: " if each.line else "", f"{each.message[:1].upper()}{each.message[1:]}.")
        for each in problems
    )
    head = words.count(len(problems), "point")
    return Markup('<div class="note">{} to look at<ul>{}</ul></div>').format(head, listed)


def _lines(page: Page, texts: Sequence[str]) -> Iterator[Markup]:
    row = Markup('<tr class="{}"><td class="num">{}</td><td>{}</td><td>{}</td></tr>')
    left = {each.line: each for each in page.not_understood}
    for number, text in enumerate(texts, start=1):
        if number in left:
            looks = left[number].looks_like_key_result
            what = "not understood: a key result?" if looks else "not understood"
            yield row.format("not look" if looks else "not", number, what, text)
        elif text.strip():
            role = page.roles.get(number, "")
            yield row.format(role, number, role, text)
