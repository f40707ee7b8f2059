"""The fields of the weekly update as one sees them, and beside them what the board will show."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from data.rules import calendar, values, words
from data.rules.okr import Milestone
from data.rules.review import KeyResultReview
from pages.owner import update_form
from pages.owner.update_form import Form
from pages.parts import acts, judgement, links, load, promised, said, statuses, work
from pages.parts.opened import Opened

_KEPT = "session"  # what was typed outlives a visit to another page


def show(form: Form, deadline: str) -> None:
    """The form, its live judgement and Save."""
    opened = update_form.open_form(form)
    st.html(_heading(form, opened, deadline))
    _warn_of_newer(form, opened)
    _numbers(form)
    _checklist(form)
    _closed(form)
    _promised(form)
    _prose(form)
    _save(form, opened)


def _save(form: Form, opened: Opened) -> None:
    """Save, always within reach, and above it what prevented the last attempt."""
    label = f"Save as {said.ordinal(form.held.revisions + 1)} version" if form.held else "Save"
    with st.container(key="log_end", gap="xsmall"):
        for problem in update_form.problems(form):
            st.error(problem)
        st.button(
            label,
            key="log_save",
            type="primary",
            width="stretch",
            shortcut="Ctrl+Enter",
            on_click=update_form.save,
            args=(form, opened, load.store(), load.settings()),
        )


def _heading(form: Form, opened: Opened, deadline: str) -> Markup:
    row = update_form.standing(form, load.settings().limits)
    title = links.link(form.key_result.title, "/kr", kr=form.key_result.key_result)
    told = (_aim(form, row), _last_time(form), _held(form, opened), _in_place_of(form))
    facts = Markup("").join(Markup("<span>{}</span>").format(fact) for fact in told if fact)
    text = Markup('<div class="okr"><h1>{}</h1><div class="facts">{}</div><div class="facts">{}</div>{}</div>')
    return text.format(title, deadline, facts, _weeks(form))


def _aim(form: Form, row: KeyResultReview) -> str:
    _, target = values.standing(row)
    goal = target.lstrip(" ,→")
    return f"Goal: {goal} by {words.day(form.due)}" if goal else f"Until {words.day(form.due)}"


def _last_time(form: Form) -> str:
    last, unit = form.last, form.key_result.unit
    if last is None:
        return "Its first update"
    number = None if last.value is None else words.number(last.value, unit)
    confidence = None if last.confidence is None else f"{words.number(last.confidence, '%')} confident"
    when = "Last week" if last.week == form.week - calendar.WEEK else f"Week of {words.day(last.week)}"
    return f"{when}: {', '.join(part for part in (number, confidence, last.status) if part) or 'words only'}"


def _held(form: Form, opened: Opened) -> str | None:
    if form.held is None or form.held.recorded_at != opened.seen_at:
        return None
    version = f"{said.ordinal(form.held.revisions)} version"
    return f"{said.name(form.held.author)} wrote the {version} on {said.moment(form.held.recorded_at)}; filled in below"


def _in_place_of(form: Form) -> str | None:
    owner = form.key_result.owner
    if owner is None or form.author in (None, owner):
        return None
    return f"In place of {said.name(owner)}, under your own name"


def _weeks(form: Form) -> Markup:
    """The weeks that can be written, each a link: an empty one is a backfill, a written one gets a new version."""
    name = form.key_result.key_result
    newest = max(load.week_to_log(), calendar.monday(load.now().date()))
    until = max(min(newest, form.facts.quarter.review_weeks[-1]), form.week)
    row = update_form.standing(Form(load.story(name, until), None), load.settings().limits)
    link = Markup('<a data-page href="{}"{} title="Week of {}: {}">{}<span>{} {:%b}</span></a>')
    cells = Markup("").join(
        link.format(
            links.to("/log", kr=name, week=cell.week.isoformat()),
            Markup(' aria-current="true"') if cell.week == form.week else "",
            words.day(cell.week),
            cell.status,
            statuses.glyph(cell.status),
            cell.week.day,
            cell.week,
        )
        for cell in row.strip
    )
    return Markup('<details><summary>Write for another week</summary><div class="weeks">{}</div></details>').format(
        cells
    )


def _warn_of_newer(form: Form, opened: Opened) -> None:
    if form.held and form.held.recorded_at != opened.seen_at:
        writer, at = said.name(form.held.author), said.moment(form.held.recorded_at)
        st.warning(
            f"{writer} saved a version on {at}, after you opened yours. Save keeps both; yours will be the newest."
        )


def _numbers(form: Form) -> None:
    """What is counted and how sure the owner is, each with what it amounts to beside it, on a phone below it."""
    counted, says = _beside()
    with counted:
        _counted(form)
    sure, shows = _beside()
    with sure:
        _sure(form)
    update, _ = update_form.draft(form)
    row = update_form.judged(form, update, load.settings().limits)
    says.html(_numbers_say(form, row))
    shows.html(_board_shows(row))


def _beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    left, right = st.columns([2, 3], gap="medium")
    return left, right


def _counted(form: Form) -> None:
    if form.has_value:
        _value(form)
    elif form.key_result.kind == "done":
        st.toggle("It is done", key=form.key("done"), persist_state=_KEPT)
    else:
        _milestones(form)


def _sure(form: Form) -> None:
    st.number_input(
        "Confidence, %",
        value=None,
        step=5.0,
        format="%g",
        key=form.key("confidence"),
        help="How sure you are that it will be reached when due.",
        persist_state=_KEPT,
    )
    st.selectbox(
        "Status",
        form.statuses,
        index=None,
        key=form.key("status"),
        placeholder="from your confidence",
        persist_state=_KEPT,
    )


def _value(form: Form) -> None:
    kr, last = form.key_result, form.last
    label = "The baseline, once you know it" if kr.kind == "baseline" else "Value"
    st.text_input(
        f"{label}, {kr.unit}" if kr.unit else label,
        key=form.key("value"),
        live=True,
        placeholder=f"{words.number(last.value)} last time" if last and last.value is not None else None,
        persist_state=_KEPT,
    )
    _, problem = update_form.value(form)
    told = Markup('<div class="bad" role="alert">{}</div>').format(problem) if problem else Markup("")
    st.html(Markup('<div class="okr">{}{}</div>').format(told, _automatic(form)))


def _automatic(form: Form) -> Markup:
    """What the KPI says, which stays visible beside what is typed."""
    if form.reading is None or form.story.gauge is None:
        return Markup("")
    kpi, reading = form.story.gauge.kpi, form.reading
    number, _ = update_form.value(form)
    if form.automatic is None:
        use = "older than this week, so not filled in"
    else:
        counts = number in (None, form.automatic)
        use = "counts unless you write another" if counts else "your own value counts instead"
    text = Markup('<div class="soft">{}: <b class="num">{}</b> on {}, {}.</div>')
    return text.format(kpi.name, words.number(reading.value, kpi.unit), words.day(reading.date, form.week), use)


def _milestones(form: Form) -> None:
    """Every milestone with a box that says whether it is done."""
    with st.container(gap="xsmall"):
        st.html('<div class="okr">Milestones <span class="soft">tick what is done</span></div>')
        for n, each in enumerate(update_form.milestones(form)):
            when = f" :gray[{_when(each)}]" if each.due or each.done_on else ""
            st.checkbox(_plain(each.milestone) + when, key=form.key(f"milestone {n}"), persist_state=_KEPT)


def _when(milestone: Milestone) -> str:
    if milestone.done_on:
        return f"done {words.day(milestone.done_on)}"
    return f"due {words.day(milestone.due)}" if milestone.due else ""


def _plain(text: str) -> str:
    """Text in a label, where a dollar would begin a formula."""
    return text.replace("$", "\\$")


def _checklist(form: Form) -> None:
    """Last week's next steps: what is ticked becomes a win."""
    if not form.steps:
        return
    with st.container(gap="xsmall"):
        st.html(
            '<div class="okr">Last week\'s next steps <span class="soft">what you tick joins your wins</span></div>'
        )
        for number, step in enumerate(form.steps):
            _box(form, f"step {number}", _plain(step), step)
        st.button(
            "Take the unticked ones along",
            key="log_keep",
            icon=":material/arrow_downward:",
            type="tertiary",
            on_click=update_form.take_along,
            args=(form,),
        )


def _box(form: Form, name: str, label: str, line: str) -> None:
    """A box that writes a line into the wins when it is ticked."""
    st.checkbox(label, key=form.key(name), persist_state=_KEPT, on_change=update_form.tell, args=(form, name, line))


def _closed(form: Form) -> None:
    """What was closed in the tracker since the last update: what is ticked becomes a win."""
    offered = form.offered
    if not offered:
        return
    with st.container(gap="xsmall"):
        told = "what you tick joins your wins"
        st.html(f'<div class="okr">Closed since your last update <span class="soft">{told}</span></div>')
        for name, each in offered.items():
            number, url = work.number(each.item), update_form.web(each.item.url)
            way = f"[{number}]({url})" if url else number
            title = _plain(update_form.plain(each.title))
            _box(form, name, f"{title} :gray[{way}]", update_form.closed_as_win(each))


def _promised(form: Form) -> None:
    """What was promised about this key result on Mondays and is not done, or was done in this week."""
    about = [each for each in load.actions(since=form.week) if each.key_result == form.key_result.key_result]
    if not about:
        return
    with st.container(gap="xsmall"):
        st.html(
            '<div class="okr">Open actions on this key result <span class="soft">what you tick is done</span></div>'
        )
        acts.refusal()
        for action in about:
            with st.container(horizontal=True, wrap=False, gap="small", key=f"log_{action.action}"):
                promised.tick(action, "log")
                text = Markup('<div class="okr">{} <span class="soft">{}, {}</span></div>')
                st.html(text.format(action.text, said.name(action.owner), promised.when(action)))


def _prose(form: Form) -> None:
    hints = {
        "Wins": "What moved, and what moved it",
        "Risks": "What slowed us, what may",
        "Next steps": "One a line, each with who does it",
    }
    for label, hint in hints.items():
        key = form.key(label.lower().replace(" ", "_"))
        st.text_area(label, key=key, placeholder=hint, height="content", persist_state=_KEPT)
    st.text_input(
        "Help wanted",
        key=form.key("help"),
        placeholder="From whom, and what: it goes on Monday's list",
        persist_state=_KEPT,
    )
    st.text_input("Link to evidence", key=form.key("link"), placeholder="https://", persist_state=_KEPT)


def _numbers_say(form: Form, row: KeyResultReview) -> Markup:
    text = Markup('<div class="okr card judged" aria-live="polite">{}{}{}</div>')
    return text.format(judgement.pace(row), judgement.implied(row), judgement.landing(row, form.due))


def _board_shows(row: KeyResultReview) -> Markup:
    text = Markup('<div class="okr card judged" aria-live="polite"><p>The board will show {}{}</p>{}</div>')
    return text.format(statuses.badge(row.status), _source(row), judgement.flags(row.flags))


def _source(row: KeyResultReview) -> str:
    if row.status == "silent":
        return ""
    if row.stated_status:
        return ", as you state it"
    return ", from the numbers" if row.confidence is None else ", from your confidence"
