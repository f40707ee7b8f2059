"""One key result on the shared screen: why it is here, where it stands, its trend, and what its owner wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import streamlit as st
from markupsafe import Markup

from data.rules import course, values, words
from data.rules.course import Story
from data.rules.review import KeyResultReview
from pages.monday.presenter import picture
from pages.monday.presenter.place import Place
from pages.parts import charts, judgement, links, load, said, statuses
from pages.parts.rows import Context

_PROSE = {"wins": "Wins", "risks": "Risks", "next_steps": "Next steps", "help": "Help wanted"}

CSS = Markup("""
.okr .why { list-style: none; margin: 0; padding: 0.3rem 0.8rem; background: var(--warn); border-radius: 6px; }
.okr .why li { margin: 0; font-size: 0.93rem; } .why b { font-weight: 680; }
.okr .why .told-below { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.kr-slide h1 { font-size: 1.75rem; line-height: 1.15; margin: 0.5rem 0 0; padding: 0; font-weight: 720; }
.kr-slide h1 a { text-decoration: none; }
.kr-slide .stands { display: grid; gap: 0 1.6rem; align-items: start;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr); }
.kr-slide .now { font-size: 2.9rem; line-height: 1.1; font-weight: 720; margin: 0.2rem 0 0.4rem; }
.kr-slide .now span { font-size: 1.5rem; font-weight: 500; color: var(--soft); }
.kr-slide p { margin: 0 0 0.3rem; } .kr-slide .picture { width: 100%; height: auto; display: block; }
.okr .kr-slide .flags li { margin: 0 0 0.1rem; }
.st-key-sync_prose [data-testid="stMarkdownContainer"] { columns: 15rem 4; column-gap: 1.8rem;
  border-top: 1px solid var(--line); padding-top: 0.4rem; }
.st-key-sync_prose :is(p, li) { font-size: 1rem; line-height: 1.35; margin: 0; }
.st-key-sync_prose :is(p, ul, ol) { margin: 0 0 0.35rem; } .st-key-sync_prose :is(ul, ol) { padding-left: 1.1rem; }
.st-key-sync_prose h5 { font-size: 1rem; padding: 0.2rem 0 0; margin: 0; break-after: avoid; }
.st-key-sync_prose li { break-inside: avoid; }
@media (max-width: 900px) { .kr-slide .stands { display: block; } }
""")


def show(place: Place, row: KeyResultReview, context: Context) -> None:
    """The whole slide but for its minutes."""
    story = load.stories(place.meeting.review)[row.key_result]
    title = links.link(row.title, "/kr", kr=row.key_result)
    parts = (
        _why(row),
        title,
        _about(place, row),
        _standing(row, context),
        _picture(story, place, row),
        _moved(row, place.week),
    )
    st.html(
        Markup(
            '<div class="okr kr-slide">{}<h1>{}</h1><p class="soft">{}</p><div class="stands">{}{}</div>{}</div>'
        ).format(*parts)
    )
    with st.container(key="sync_prose"):
        st.markdown(_prose(story, place.week))


def _why(row: KeyResultReview) -> Markup:
    """Every reason to discuss it, in words; what help is wanted takes one line, the owner's prose has it in full."""
    line = Markup('<li class="{}">{}<b>{}</b>: {}</li>')
    lines = Markup("").join(
        line.format(
            "told-below" if reason.flag == "help wanted" else "",
            "Why this is here: " if n == 0 else "",
            reason.flag,
            reason.reason,
        )
        for n, reason in enumerate(row.discuss_reasons)
    )
    return Markup('<ul class="why">{}</ul>').format(lines) if lines else Markup("")


def _about(place: Place, row: KeyResultReview) -> Markup:
    objective = next(each for each in place.meeting.review.objectives if each.objective == row.objective)
    about = (row.team, row.commitment, "confidential" if row.confidential else None)
    owner = said.name(row.owner) if row.owner else "no owner yet"
    more = "".join(f" · {each}" for each in about if each)
    return Markup("<b>{}</b> · {}{}").format(owner, objective.title, more)


def _standing(row: KeyResultReview, context: Context) -> Markup:
    now, goal = values.standing(row)
    return Markup('<div class="judged"><p class="now">{}<span>{}</span></p><p>{}</p>{}{}{}{}</div>').format(
        now,
        goal,
        _stated(row),
        judgement.implied(row),
        judgement.pace(row),
        judgement.landing(row, row.due),
        _next_milestone(row, context),
    )


def _stated(row: KeyResultReview) -> Markup:
    if row.update is None:
        return statuses.badge(row.status)
    by = ", as the owner states it" if row.stated_status else ""
    sure = f", owner {words.number(row.confidence, '%')} confident" if row.confidence is not None else ""
    return Markup('{}<span class="soft">{}{}</span>').format(statuses.badge(row.status), by, sure)


def _next_milestone(row: KeyResultReview, context: Context) -> Markup:
    found = values.next_milestone(row, context.sunday)
    return Markup("<p><b>{}</b>: {}</p>").format(*found) if found else Markup("")


def _moved(row: KeyResultReview, week: date) -> Markup:
    """What changed since last Monday, and the flags that are no reason to discuss it."""
    told = "; ".join(_changes(row, week)) or "nothing moved"
    others = [flag for flag in row.flags if flag not in row.discuss_reasons]
    return Markup("<p><b>Since last Monday:</b> {}</p>{}").format(told, judgement.flags(others))


def _changes(row: KeyResultReview, week: date) -> Iterator[str]:
    """Status, value and confidence, as far as they moved."""
    if row.previous_status not in (None, row.status):
        yield f"{row.previous_status} → {row.status}"
    if count := values.newly_done(row, week):
        yield f"{words.count(count, 'milestone')} done"
    elif row.change and values.has_news(row):
        verdict = {True: ", better", False: ", worse", None: ""}[values.is_better(row)]
        yield f"{words.change(row.change, row.unit)}{verdict}"
    before, now = row.previous_confidence, row.confidence
    if row.update and before is not None and now is not None and before != now:
        yield f"confidence {words.number(before, '%')} → {words.number(now, '%')}"


def _picture(story: Story, place: Place, row: KeyResultReview) -> Markup:
    """Its course by week, with the status of each."""
    is_dark = st.context.theme.type == "dark"
    found = course.weeks(story, place.week, load.settings().limits)
    return picture.of(story, found, row.forecast, charts.colours(), is_dark)


def _prose(story: Story, week: date) -> str:
    """What the owner wrote for the week, or wrote last, as Markdown; a dollar is no formula's beginning."""
    last = max((each for each in story.updates if each <= week), default=None)
    if last is None:
        return ":gray[Nobody has written about it yet.]"
    found = ((title, getattr(story.updates[last], name)) for name, title in _PROSE.items())
    told = [f"##### {title}\n\n{text}" for title, text in found if text]
    if last != week:
        told.insert(0, f":gray[No update for this week. The week of {words.day(last)} said:]")
    return "\n\n".join(told).replace("$", "\\$") or ":gray[The update has numbers and no words.]"
