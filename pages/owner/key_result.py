"""One key result's whole story: where it stands, its trend, every update, its KPI and how its goalposts moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup

from data.errors import UsageError
from data.rules import board, calendar, compare, course, pace, values, words
from data.rules.board import Facts
from data.rules.course import Story
from data.rules.okr import Change, Objective
from data.rules.review import KeyResultReview
from pages.owner import drafted, ended, items, raising, told
from pages.parts import charts, judgement, links, load, said, statuses, trend

_CSS = f"""<style>{judgement.CSS}{ended.CSS}{items.CSS}
.okr h1 {{ font-size: 1.6rem; line-height: 1.25; margin: 0.2rem 0; padding: 0; font-weight: 680; }}
.okr .facts {{ display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; color: var(--soft); }}
.okr .facts b {{ color: var(--ink); }}
.okr .act {{ display: inline-block; border: 1px solid var(--accent); color: var(--accent); border-radius: 6px;
  padding: 0.35rem 0.8rem; font-weight: 600; text-decoration: none; margin-top: 0.5rem; }}
.okr .now {{ font-size: 1.9rem; line-height: 1.2; font-weight: 700; margin: 0; }}
.okr .now span {{ font-size: 1.15rem; font-weight: 500; color: var(--soft); }}
.okr .plain {{ width: 100%; border-collapse: collapse; margin: 0; }}
.okr .plain td, .okr .plain th {{ border: 0; border-bottom: 1px solid var(--line); padding: 0.35rem 0.6rem 0.35rem 0;
  text-align: left; vertical-align: top; font-weight: 400; }}
.okr .plain small {{ display: block; color: var(--soft); }} .okr .plain .right {{ text-align: right; }}
.okr .found {{ list-style: none; padding: 0; margin: 0 0 0.8rem; }} .okr .found li {{ margin: 0; padding: 0.25rem 0; }}
.okr .plain td:first-child {{ white-space: nowrap; }} .okr .plain .wide {{ width: 55%; }}
.st-key-kr_updates {{ max-width: 50rem; }} .st-key-kr_updates :is(p, ul, ol) {{ margin-bottom: 0.35rem; }}
.st-key-kr_updates h3 {{ font-size: 1rem; padding: 0.9rem 0 0; border-top: 1px solid var(--line); margin-top: 0.9rem; }}
.st-key-kr_updates h3:first-child {{ margin-top: 0; }}
</style>"""

_KINDS = {
    "increase": "increase",
    "decrease": "decrease",
    "stay_above": "stay above",
    "stay_below": "stay below",
    "band": "stay within a band",
    "milestones": "milestones",
    "done": "done or not done",
    "baseline": "establish the baseline",
}
_MOST_READINGS = 8
_NO_READING = Markup('<p class="soft">No reading yet. They come from Looker or with readings.csv, under Setup.</p>')


def _week(facts: Facts) -> date:
    """The week the story is told up to: the one under review, or a newer one that has an update."""
    written = max((update.week for update in facts.updates), default=facts.week)
    return min(max(load.week_under_review(), written), max(facts.quarter.review_weeks[-1], written))


def _show(name: str) -> None:
    until = load.story(name, calendar.monday(load.now().date()))
    if not until.objectives[0].is_in_force:
        drafted.show(until.key_results[0], until.objectives[0])
        return
    facts = load.story(name, _week(until))
    story, row = board.stories(facts)[0], board.review(facts, load.settings().limits).key_results[0]
    st.html(_page(_headline(story, row, facts.objectives[0])))
    raising.offer(story.key_result)
    standing, picture = st.columns([2, 3], gap="large")
    with standing:
        st.html(_page(_standing(story, row, facts.week)))
    with picture:
        _trend(story, row, facts.week)
    written, beside = st.columns([3, 2], gap="large")
    with written, st.container(key="kr_updates"):
        st.html(_page(Markup("<h2>Updates</h2>")))
        told.updates(story, course.weeks(story, facts.week, load.settings().limits))
    with beside:
        verdict = ended.section(name, str(story.quarter))
        done, work = _milestones(row), items.section(story.key_result)
        st.html(_page(Markup("{}{}{}{}{}").format(verdict, done, work, _kpi(story), _goalposts(story))))


def _headline(story: Story, row: KeyResultReview, objective: Objective) -> Markup:
    kr = story.key_result
    about = [
        Markup("<b>{}</b>").format(said.name(kr.owner)) if kr.owner else "no owner yet",
        objective.team,
        _KINDS[kr.kind],
        kr.commitment,
        f"weight {words.number(row.weight)}" if row.weight != 1 else None,
        "confidential" if kr.confidential else None,
        Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(kr.link, urlsplit(kr.link or "").netloc)
        if _is_web(kr.link)
        else None,
    ]
    facts = Markup("").join(Markup("<span>{}</span>").format(fact) for fact in about if fact)
    log = "" if load.as_of() or kr.dropped else links.link("Log an update", "/log", css="act", kr=kr.key_result)
    return Markup('<div class="soft">{} · {}</div><h1>{}</h1><div class="facts">{}</div>{}').format(
        story.quarter, objective.title, kr.title, facts, log
    )


def _standing(story: Story, row: KeyResultReview, week: date) -> Markup:
    now, goal = values.standing(row)
    _, due = pace.span(story.key_result, story.quarter)
    return Markup('<div class="judged"><p>{}</p><p class="now">{}<span>{}</span></p>{}{}{}{}{}{}</div>').format(
        _status(row, week),
        now,
        goal,
        _overridden(story, row, week),
        judgement.pace(row),
        judgement.implied(row),
        judgement.landing(row, due),
        _next_milestone(row, week),
        judgement.flags(row.flags),
    )


def _overridden(story: Story, row: KeyResultReview, week: date) -> Markup:
    """What its KPI says, where the owner wrote another value: "Search p95 says 497 ms on 10 January"."""
    reading = story.gauge.in_week(week) if story.gauge else None
    if story.gauge is None or reading is None or row.value in (None, reading.value):
        return Markup("")
    kpi, wrote = story.gauge.kpi, words.number(row.value, row.unit)
    text = Markup('<p class="soft">{} says <b class="num">{}</b> on {}; the owner wrote {}.</p>')
    way = links.link(kpi.name, "/kpis", kpi=kpi.kpi)
    return text.format(way, words.number(reading.value, kpi.unit), words.day(reading.date, week), wrote)


def _next_milestone(row: KeyResultReview, week: date) -> Markup:
    found = values.next_milestone(row, calendar.sunday(week))
    return Markup("<p><b>{}</b>: {}</p>").format(*found) if found else Markup("")


def _status(row: KeyResultReview, week: date) -> Markup:
    """The week's status, where it comes from and the confidence behind it."""
    stated = ", as the owner states it" if row.stated_status else ""
    sure = "" if row.confidence is None else f", {words.number(row.confidence, '%')} confident"
    return Markup('{}{}{} <span class="soft">in the week of {}</span>').format(
        statuses.badge(row.status), stated, sure, words.day(week)
    )


def _trend(story: Story, row: KeyResultReview, week: date) -> None:
    limits = load.settings().limits
    weeks = course.weeks(story, week, limits)
    charts.draw(
        trend.key_result_trend(story, weeks, row.forecast, limits),
        alt=trend.in_words(story, weeks, row.forecast),
        key=f"kr-{story.key_result.key_result}",
        height=trend.height(story, weeks),
    )


def _milestones(row: KeyResultReview) -> Markup:
    if not row.milestones:
        return Markup("")
    line = Markup(
        '<tr><td>{} {}</td><td class="soft">{}</td><td class="soft">{}</td><td class="right num">{}</td></tr>'
    )
    lines = Markup("").join(
        line.format(
            "✓" if each.done_on else "○",
            each.milestone,
            f"due {words.day(each.due)}" if each.due else "",
            f"done {words.day(each.done_on)}" if each.done_on else "",
            words.number(each.weight),
        )
        for each in row.milestones
    )
    return Markup('<h2>Milestones</h2><table class="plain">{}</table>').format(lines)


def _kpi(story: Story) -> Markup:
    """Its KPI's newest readings, each with what was seen before it was restated."""
    if story.gauge is None:
        return Markup("")
    kpi = story.gauge.kpi
    seen = [each for each in load.captures(kpi.kpi) if each.reading.date <= story.quarter.end][::-1][:_MOST_READINGS]
    line = Markup('<tr><td>{}</td><td class="right num">{}</td><td class="soft wide">{}</td></tr>')
    lines = Markup("").join(
        line.format(
            values.short_day(each.reading.date),
            words.number(each.reading.value, kpi.unit),
            ", ".join(f"restated, was {words.number(old.value, kpi.unit)}" for old in each.before[::-1]),
        )
        for each in seen
    )
    title = links.link(kpi.name, "/kpis", kpi=kpi.kpi)
    readings = Markup('<table class="plain">{}</table>').format(lines) if seen else _NO_READING
    return Markup("<h2>KPI: {}</h2>{}").format(title, readings)


def _goalposts(story: Story) -> Markup:
    """How the key result was reworded, newest first, with reason and who."""
    if not story.changes:
        return Markup('<h2>Goalposts</h2><p class="soft">Worded as it was at the start: nothing was moved.</p>')
    lines = Markup("").join(_goalpost(change) for change in reversed(story.changes))
    return Markup('<h2>Goalposts moved</h2><table class="plain">{}</table>').format(lines)


def _goalpost(change: Change) -> Markup:
    moved = compare.turned(change.field, change.old, change.new) or _moved(change)
    return Markup("<tr><td>{}</td><td>{}<small>{}</small><small>{}</small></td></tr>").format(
        values.short_day(change.changed_at), moved, change.reason or "no reason given", _who(change)
    )


def _who(change: Change) -> str:
    agreed = f", agreed by {said.name(change.agreed_by)}" if change.agreed_by else ""
    return said.name(change.by) + agreed


def _moved(change: Change) -> str:
    old, new = (said.name(each) if each and change.field == "owner" else each for each in (change.old, change.new))
    return f"{change.field.replace('_', ' ')}: {old or 'none'} → {new or 'none'}"


def _is_web(link: str | None) -> bool:
    return link is not None and link.startswith(("https://", "http://"))


def _choose(problem: str | None) -> None:
    """The quarter's key results to choose from."""
    if problem:
        st.warning(problem)
    review = load.review()
    if not review.key_results:
        way = links.link("Import them in Setup", "/setup", section="Import")
        st.html(_page(Markup("<h2>{} has no key results yet</h2><p>{}</p>").format(review.quarter, way)))
        return
    sought = (
        st.text_input("Find a key result", type="search", key="kr.find", live=True, max_chars=80).strip().casefold()
    )
    found = [row for row in review.key_results if sought in f"{row.title} {said.name(row.owner)} {row.team}".casefold()]
    sections = Markup("").join(
        _section(objective.title, [row for row in found if row.objective == objective.objective])
        for objective in review.objectives
    )
    empty = Markup('<p class="soft">No key result of {} is called that.</p>').format(review.quarter)
    st.html(_page(sections or empty))


def _section(title: str, rows: Sequence[KeyResultReview]) -> Markup:
    if not rows:
        return Markup("")
    line = Markup('<li>{} {} <span class="soft">{}</span></li>')
    lines = Markup("").join(
        line.format(statuses.glyph(row.status), links.link(row.title, "/kr", kr=row.key_result), said.name(row.owner))
        for row in rows
    )
    return Markup('<h2>{}</h2><ul class="found">{}</ul>').format(title, lines)


def _page(body: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(body)


st.html(_CSS)
name = st.query_params.get("kr")
try:
    if name:
        _show(name)
    else:
        _choose(None)
except UsageError:
    _choose(f"There is no key result “{name}”. Choose one of this quarter's.")
