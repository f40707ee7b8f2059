"""Writing OKRs: a quarter's objectives and key results as a document, drafted, talked about, approved and changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.quarter.drafts import QuarterDraft
from data.rules import calendar, words
from data.rules.calendar import Quarter
from data.rules.okr import OBJECTIVE_STATES
from pages.parts import acts, load, who
from pages.quarter.objectives import asked, carry, document, forms, moves, panel, publish
from pages.quarter.objectives.asked import OBJECTIVE, Asked, way
from pages.quarter.objectives.document import Block

_CSS = Markup("<style>{}</style>").format(
    document.CSS
    + Markup("""
.okr h1 { font-size: 1.55rem; line-height: 1.25; margin: 0.2rem 0 0; padding: 0; font-weight: 700; }
.okr .top { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 1.1rem; }
.okr .quarters { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; margin-left: auto; }
.okr .quarters a[aria-current] { font-weight: 650; text-decoration: none; border-bottom: 2px solid var(--accent); }
.okr .ways { display: flex; flex-wrap: wrap; gap: 0.4rem 0.7rem; }
.okr .act { display: inline-block; border: 1px solid var(--accent); color: var(--accent); border-radius: 6px;
  padding: 0.35rem 0.8rem; font-weight: 600; text-decoration: none; font-size: 0.92rem; }
.okr .empty { padding: 1.6rem 0; max-width: 46rem; } .okr .empty h2 { margin: 0 0 0.4rem; font-size: 1.25rem; }
.okr .panel-title { font-size: 1.05rem; margin: 0; padding: 0; font-weight: 650; }
.o-card { background: var(--wash); border-radius: 8px; padding: 0.7rem 0.9rem; }
.okr.o-card p { margin: 0 0 0.4rem; } .okr.o-card .measure { font-weight: 600; }
.st-key-okrs_panel { border-color: var(--accent) !important; margin: 0.6rem 0; max-width: 82rem;
  scroll-margin-top: 1rem; }
""")
)


def _html(*parts: Markup | str) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(Markup("").join(parts)))


def _head(at: Asked, found: QuarterDraft) -> Markup:
    quarter = at.quarter
    year = f" {quarter.start.year}" if quarter.start.year != quarter.end.year else ""
    days = f"{words.day(quarter.start)}{year} – {words.day(quarter.end)} {quarter.end.year}"
    return Markup(
        '<div class="top"><h1>OKRs of {}</h1><span class="soft">{}{}</span>{}</div><p class="soft">{}</p>'
    ).format(quarter, days, _begins(quarter), _quarters(quarter), _standing(found))


def _begins(quarter: Quarter) -> str:
    days = (quarter.start - load.now().date()).days
    return f", begins in {words.count(days, 'day')}" if days > 0 else ""


def _quarters(chosen: Quarter) -> Markup:
    """The quarters that have something written, and those around today."""
    start = load.settings().org.fiscal_year_start_month
    written = [calendar.parse_quarter(label, start) for label in load.written_quarters()]
    today = load.quarter(load.now().date())
    shown = sorted({*written[-4:], today, today.next, chosen})
    link = Markup('<a data-page href="{}"{}>{}</a>')
    links = Markup("").join(
        link.format(asked.here(each), Markup(' aria-current="page"') if each == chosen else "", each) for each in shown
    )
    return Markup('<nav class="quarters" aria-label="Quarters">{}</nav>').format(links)


def _standing(found: QuarterDraft) -> str:
    """How much is written, how far it has come, what is lacking."""
    if not found.objectives:
        return ""
    states = Counter(each.objective.state for each in found.objectives)
    key_results = sum(not kr.key_result.dropped for each in found.objectives for kr in each.key_results)
    how_far = ", ".join(f"{states[state]} {state}" for state in OBJECTIVE_STATES if states[state])
    blocks = sum(len(each.blocks) for each in found.objectives if not each.objective.is_in_force)
    lacks = f". {words.count(blocks, 'point')} to mend before approval" if blocks else ""
    much = f"{words.count(len(found.objectives), 'objective')}, {words.count(key_results, 'key result')}"
    return f"{much}: {how_far}{lacks}."


def _bar(at: Asked, found: QuarterDraft) -> None:
    """What can be done with the quarter, and who is looking."""
    with st.container(horizontal=True, vertical_alignment="center", key="okrs_bar"):
        _html(Markup('<div class="ways">{}</div>').format(Markup("").join(_ways(at.quarter))))
        moves.all_of_them(found)
        if why := moves.why_not(found):
            _html(Markup('<span class="soft">{}</span>').format(why))
        st.space("stretch")
        who.picker("okrs")


def _ways(quarter: Quarter) -> Sequence[Markup]:
    found = [way("New objective", quarter, css="act", new=OBJECTIVE)]
    if load.now().date() <= quarter.end:
        found.append(way(f"Carry over from {quarter.previous}", quarter, css="act", carry="over"))
        found.append(way("Bring in Markdown", quarter, css="act", bring="markdown"))
    return found


def _empty(quarter: Quarter) -> Markup:
    if load.as_of():
        return Markup('<div class="empty"><h2>Nothing was written for {} yet</h2></div>').format(quarter)
    return Markup(
        '<div class="empty"><h2>Nothing written for {} yet</h2><p>Start with {}, {}, or {}.</p></div>'
    ).format(
        quarter,
        way("an objective", quarter, new=OBJECTIVE),
        way(f"carry over from {quarter.previous}", quarter, carry="over"),
        way("bring in a Markdown page", quarter, bring="markdown"),
    )


def _document(at: Asked, found: QuarterDraft) -> None:
    """The whole document at once; where one thing is edited, what comes before it and what comes after."""
    blocks = list(document.blocks(found, at))
    if at.verb is None:
        _html(*(markup for _, markup in blocks))
        return
    before, after = _parted(blocks, at)
    _html(*before)
    panel.show(at)
    _html(*after)


def _parted(blocks: Sequence[Block], at: Asked) -> tuple[list[Markup], list[Markup]]:
    """What is edited gives its place to the form; what is talked about or moved on stays above it."""
    place = [name for name, _ in blocks].index(_place(at))
    is_replaced = at.verb in ("edit", "change")
    shown = [markup for _, markup in blocks]
    return shown[: place + (not is_replaced)], shown[place + 1 :]


def _place(at: Asked) -> str:
    if at.key_result:
        return at.key_result.key_result.key_result
    if at.objective is None:
        return "end"
    name = document.objective_block(at.objective.objective.objective)
    return f"{name} end" if at.verb == "new" else name


def _bring(quarter: Quarter) -> None:
    from pages.quarter.objectives import okrs_markdown

    okrs_markdown.section(quarter)


def _page() -> None:
    at = asked.asked()
    found = load.quarter_draft(str(at.quarter))
    _html(_CSS, _head(at, found))
    if at.problem:
        st.warning(at.problem)
    if told := forms.saved():
        st.toast(told, duration=3)
    if load.as_of() is None:
        acts.refusal()
        _bar(at, found)
        if st.query_params.get("bring") == "markdown":
            _bring(at.quarter)
            return
        if st.query_params.get("carry"):
            carry.show(at)
    if found.objectives or at.verb:
        _document(at, found)
        if at.verb is None:
            publish.show(found)
    else:
        _html(_empty(at.quarter))


_page()
