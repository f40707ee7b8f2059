"""How far a scorecard has come, open, draft, final, and the buttons that take it on."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.quarter import finals, scorecards
from data.rules import calendar, results, words
from data.rules.calendar import Quarter
from data.rules.scorecard import Scorecard
from pages.parts import acts, links, load, said, who
from pages.quarter.grading.asked import COMPANY, KICKOFF, Asked

CSS = Markup("""
.okr h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.2rem 0 0; padding: 0; font-weight: 680; }
.okr .top { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1.4rem; }
.okr .ways { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin-left: auto; }
.okr .ways [aria-current] { font-weight: 650; text-decoration: none; }
.okr .steps { display: flex; flex-wrap: wrap; gap: 0.2rem 0.5rem; list-style: none; margin: 0.5rem 0 0.2rem; padding: 0;
  align-items: center; }
.steps li { margin: 0; color: var(--soft); padding: 0.15rem 0.7rem; border: 1px solid var(--line);
  border-radius: 999px; }
.steps li[aria-current] { border-color: var(--accent); color: var(--ink); font-weight: 650; }
.steps li.past { border-style: dashed; }
""")
_STEPS = {
    "open": "Open",
    "draft": f"Draft: directors, week {scorecards.DRAFTED_IN}",
    "final": f"Final: VPs, week {finals.FINAL_IN}, after the retrospectives",
}


def head(at: Asked, quarter: Quarter) -> Markup:
    """The quarter, how far its scorecard is, and the ways to other quarters and views."""
    card = at.card
    return Markup('<div class="top"><h1>{} scorecard</h1><div>{}</div><div class="ways">{}</div></div>{}{}').format(
        card.quarter, _quarters(at), _ways(at, quarter), _steps(card, quarter), _for_whom(at)
    )


def move_on(at: Asked) -> None:
    """What can be done to the whole: begin the draft, make it final, reopen it."""
    card = at.card
    if load.as_of() or at.is_company or not card.key_results:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="scorecard_acts"):
        who.picker("scorecard")
        if card.state == "final":
            _reopen(card)
        elif card.state == "open":
            st.button("Begin the draft", key="scorecard_draft", type="primary", on_click=acts.guarded,
                      args=(_draft, card.quarter))  # fmt: skip
        else:
            _finalise(at)


def _finalise(at: Asked) -> None:
    """The button says how many suggestions it accepts, so that nobody accepts them unseen."""
    left = [row for row in at.left if row.grade is not None]
    label = f"Make it final, with {words.count(len(left), 'grade')} as suggested" if left else "Make it final"
    st.button(label, key="scorecard_final", icon=":material/lock:", on_click=acts.guarded,
              args=(_final, at.card.quarter))  # fmt: skip
    if at.left and at.may_write:
        following = at.left[0]
        way = Markup('<div class="okr"><a data-page href="{}">Grade the next one: {}</a></div>')
        st.html(way.format(at.form_of(following), following.title))


def _reopen(card: Scorecard) -> None:
    st.text_input("Why reopen it?", key="scorecard.reason", placeholder="Why reopen it? Everybody will read it",
                  label_visibility="collapsed", width=340)  # fmt: skip
    st.button("Reopen", key="scorecard_reopen", on_click=acts.guarded, args=(_take_back, card.quarter))


def _draft(quarter: str) -> None:
    finals.to_draft(load.store(), load.settings(), quarter, by=who.me())


def _final(quarter: str) -> None:
    finals.finalise(load.store(), load.settings(), quarter, by=who.me(), accept_suggestions=True)


def _take_back(quarter: str) -> None:
    reason = st.session_state["scorecard.reason"]
    finals.reopen(load.store(), load.settings(), quarter, by=who.me(), reason=reason)


def _quarters(at: Asked) -> Markup:
    """The quarters that have a scorecard to look at."""
    known = [label for label in load.quarters() if label != at.card.quarter]
    return Markup(" · ").join(
        Markup('<a data-page href="{}">{}</a>').format(at.here(quarter=label), label) for label in known
    )


def _ways(at: Asked, quarter: Quarter) -> Markup:
    views = (
        ("Whole", {"view": None, "for": None}, not at.is_company),
        ("As the company sees it", {"view": None, "for": COMPANY}, at.is_company and not at.is_kickoff),
        ("Kick-off", {"view": KICKOFF, "for": None}, at.is_kickoff),
    )
    here = Markup("").join(
        Markup('<a data-page href="{}"{}>{}</a>').format(
            at.here(quarter=at.card.quarter, **choices), Markup(' aria-current="true"') if is_here else "", label
        )
        for label, choices, is_here in views
    )
    following = str(quarter.next)
    retro = links.link("Retrospective", "/retro", quarter=at.card.quarter)
    carry = links.link(f"Carry over to {following}", "/okrs", quarter=following, carry="over")
    return Markup("{}{}{}").format(here, retro, carry)


def _steps(card: Scorecard, quarter: Quarter) -> Markup:
    reached = list(_STEPS).index(card.state)
    items = Markup("").join(
        Markup("<li{}>{}</li>").format(
            Markup(' aria-current="step"') if n == reached else Markup(' class="past"') if n < reached else "", label
        )
        for n, label in enumerate(_STEPS.values())
    )
    return Markup('<ol class="steps">{}<span class="soft">{} {}</span></ol>').format(
        items, results.standing(card, said.name) if card.state == "final" else "", _week(card, quarter)
    )


def _week(card: Scorecard, quarter: Quarter) -> str:
    """Where the quarter is, while its scorecard can change."""
    if card.state == "final":
        return ""
    today = load.now().date()
    if today < quarter.start:
        return f"Begins on {words.day(quarter.start)}."
    if today > quarter.end:
        return "The quarter is over; final values still count until the scorecard is final."
    week = quarter.week_number(calendar.monday(today))
    return f"Week {week} of {len(quarter.weeks)}: suggestions follow the values so far."


def _for_whom(at: Asked) -> Markup:
    if not at.is_company or at.is_kickoff:
        return Markup("")
    return Markup(
        '<p class="note" role="status">As it may leave the leadership: of confidential key results the grade alone, '
        "names on the confidential list as [name].</p>"
    )
