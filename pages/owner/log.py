"""The owner's weekly update: who writes, what they have due, and the form that answers while they type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import streamlit as st
from markupsafe import Markup

from data.errors import UsageError
from data.rules import calendar, tracking, words
from data.rules.board import Facts
from data.rules.okr import KeyResult, Person
from data.rules.tracking import Tracked
from pages.owner import update_fields, update_saved
from pages.owner.update_form import Form
from pages.parts import judgement, links, load, said, weeks

_CSS = f"""<style>{judgement.CSS}
.okr h1 {{ font-size: 1.45rem; line-height: 1.25; margin: 0.1rem 0; padding: 0; font-weight: 680; }}
.okr .tasks {{ list-style: none; padding: 0; margin: 0.3rem 0; }} .okr .tasks li {{ margin: 0; }}
.tasks a {{ display: flex; gap: 0.6rem; align-items: center; min-height: 2.75rem; padding: 0.4rem 0.7rem;
  box-sizing: border-box; text-decoration: none; border-bottom: 1px solid var(--line); }}
.tasks li:first-child a {{ border-top: 1px solid var(--line); }}
.tasks a:hover, .tasks a[aria-current] {{ background: var(--wash); }}
.tasks a[aria-current] {{ font-weight: 650; box-shadow: inset 3px 0 var(--accent); }}
.tasks .end {{ margin-left: auto; white-space: nowrap; }}
.weeks {{ display: flex; flex-wrap: wrap; gap: 0.2rem; }}
.weeks a {{ display: grid; justify-items: center; min-width: 2.75rem; padding: 0.25rem 0.1rem; border-radius: 6px;
  text-decoration: none; font-size: 0.8rem; border: 1px solid transparent; }}
.weeks a:hover {{ background: var(--wash); }}
.weeks a[aria-current] {{ border-color: var(--accent); font-weight: 650; }}
.okr summary {{ cursor: pointer; padding: 0.35rem 0; color: var(--soft); }}
.facts {{ display: flex; flex-wrap: wrap; gap: 0.1rem 1.4rem; margin: 0.2rem 0; color: var(--soft); }}
.card {{ background: var(--wash); border-radius: 8px; padding: 0.8rem 1rem; }} .card p:last-child {{ margin: 0; }}
.card h3 {{ font-size: 0.85rem; font-weight: 600; color: var(--soft); margin: 0 0 0.3rem; padding: 0; }}
.okr .next {{ display: block; background: var(--accent); color: var(--paper); border-radius: 8px; padding: 0.8rem 1rem;
  font-weight: 650; text-decoration: none; }}
.st-key-log input {{ min-height: 2.75rem; }}
:has(> .st-key-log_end) {{ position: sticky; bottom: 0; z-index: 5; }}
.st-key-log_end {{ background: var(--paper); padding: 0.5rem 0 0.7rem; }}
.st-key-log_save button {{ min-height: 3rem; }}
</style>"""

_WIDTH = 880  # a line of prose is no longer than one can read


@dataclass(frozen=True, slots=True)
class Task:
    """A key result that somebody writes about; due while the week has no update."""

    key_result: KeyResult
    is_due: bool


def _who() -> None:
    """A picker of names, those who owe something first."""
    week, people = load.week_to_log(), load.people()
    owed = {email: tasks for email, tasks in _owed(week).items() if email in people and people[email].active}
    if not owed:
        _html(Markup("<h1>Weekly update</h1><p>{}</p>").format(_nothing_due(week)))
        return
    line = Markup('<li><a data-page href="{}">{}<span class="end">{}</span></a></li>')
    names = Markup("").join(
        line.format(links.to("/log", me=email), people[email].name, _owes(owed[email]))
        for email in sorted(owed, key=lambda email: (-_count_due(owed[email]), people[email].name))
    )
    text = Markup('<h1>Who are you?</h1><p class="soft">{}</p><ul class="tasks">{}</ul>')
    _html(text.format(_deadline(week), names))


def _nothing_due(week: date) -> Markup:
    """Why nobody has anything to write."""
    if coming := load.coming(week):
        way = links.link(f"The OKRs of {coming}", "/okrs", quarter=str(coming))
        return Markup("Nothing is due yet. {} are next: their first week is {}.").format(
            way, words.span(coming.review_weeks[0])
        )
    ways = links.link("Write OKRs", "/okrs"), links.link("import them", "/setup")
    return Markup("Nobody owns a key result of this quarter yet. {} or {}.").format(*ways)


def _owed(week: date) -> dict[str, list[Task]]:
    """What everybody writes, by e-mail: their own key results and those they stand in for."""
    due, written, people = load.due(week), load.written(week), load.people()
    owed: dict[str, list[Task]] = defaultdict(list)
    for key_result in load.key_results(load.quarter(week)).values():
        owner = people.get(key_result.owner or "")
        if owner and not key_result.dropped and key_result.key_result in due | written:
            task = Task(key_result, is_due=key_result.key_result in due)
            for email in {owner.email, owner.stand_in or owner.email}:
                owed[email].append(task)
    return owed


def _mine(email: str | None, week: date) -> list[Task]:
    """What somebody writes; due ones first, then their own."""
    mine = _owed(week).get(email or "", [])
    return sorted(mine, key=lambda task: (not task.is_due, task.key_result.owner != email, task.key_result.title))


def _count_due(tasks: Sequence[Task]) -> int:
    return sum(task.is_due for task in tasks)


def _owes(tasks: Sequence[Task]) -> Markup:
    count = _count_due(tasks)
    return Markup("<b>{} due</b>").format(count) if count else Markup('<span class="soft">all written</span>')


def _deadline(week: date) -> str:
    """When the week's updates are due, and what it means to write now."""
    org, now = load.settings().org, load.now()
    until, sync = org.deadline_moment.in_week(week), org.sync_of(week)
    due = weeks.clock(until, org.deadline_moment)
    if now <= until:
        return f"Week of {words.day(week)}: due {due}."
    if now < sync:
        return f"Week of {words.day(week)}: was due {due}. Late, but in time for {weeks.clock(sync, org.sync_moment)}."
    return f"Week of {words.day(week)}: was due {due}. A backfill: the sync that reviewed it has begun."


def _writer(owner: str | None) -> str | None:
    """Who writes, by default the owner; anybody may write in their place, under their own name."""
    people = load.people()
    chosen, stand_in = st.query_params.get("me") or owner, said.stand_in(owner)
    everybody = sorted(people, key=lambda email: (email != owner, email != stand_in, people[email].name))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="log_writer"):
        st.html('<div class="okr soft">Writing as</div>', width="content")
        st.selectbox(
            "Writing as",
            everybody,
            index=everybody.index(chosen) if chosen in people else None,
            format_func=lambda email: _role(people[email], owner, stand_in),
            key=f"log.me.{chosen}",
            on_change=_be,
            args=(f"log.me.{chosen}",),
            label_visibility="collapsed",
            width=250,
        )
    return chosen if chosen in people else None


def _be(key: str) -> None:
    st.query_params["me"] = st.session_state[key]


def _role(person: Person, owner: str | None, stand_in: str | None) -> str:
    if person.email == owner:
        return f"{person.name}, owner"
    return f"{person.name}, stand-in" if person.email == stand_in else person.name


def _facts(name: str, week: date | None) -> Facts:
    """The facts for the week asked for, else for the newest that can be written: a past quarter ends with its last."""
    facts = load.story(name, week or load.week_to_log())
    if not facts.objectives[0].is_in_force:
        raise UsageError(f"“{facts.key_results[0].title}” is still a draft: it owes no update before it is approved.")
    last = facts.quarter.review_weeks[-1]
    return facts if week or facts.week <= last else load.story(name, last)


@st.fragment
def _write(name: str, week: date, author: str | None) -> None:
    """What is due, and the form or what became of it. A fragment: typing redraws nothing else."""
    facts = load.story(name, week)
    form = Form(facts, author, _closed(facts))
    saved = update_saved.of(form)
    mine = _mine(author, week)
    if saved:
        update_saved.show(form, saved, next((task.key_result for task in mine if task.is_due), None))
    _html(_tasks(mine, name, is_open="kr" not in st.query_params))
    if form.key_result.dropped:
        _html(Markup('<p class="note">{} was dropped: it owes no update.</p>').format(form.key_result.title))
    elif not saved:
        update_fields.show(form, _deadline(week))


def _closed(facts: Facts) -> tuple[Tracked, ...]:
    """The key result's items that were closed after its last update, by the end of the week that is written for."""
    before = [update.recorded_at for update in facts.updates if update.week < facts.week and update.recorded_at]
    until = datetime.combine(facts.week + calendar.WEEK, time(), UTC)
    since = max(before, default=datetime.combine(facts.quarter.start, time(), UTC))
    return tuple(tracking.done_between(load.serving(facts.key_results[0]), since, until))


def _all_written(mine: Sequence[Task], week: date) -> None:
    text = Markup('<h1>All written</h1><p class="soft">Nothing is due for the week of {}. Open one to revise it.</p>{}')
    _html(text.format(words.day(week), _tasks(mine, None, is_open=True)))


def _tasks(tasks: Sequence[Task], chosen: str | None, is_open: bool) -> Markup:
    entries = Markup("").join(_task(task, task.key_result.key_result == chosen) for task in tasks)
    summary = f"Your key results: {_count_due(tasks) or 'none'} of {len(tasks)} due"
    text = Markup('<details{}><summary>{}</summary><ul class="tasks">{}</ul></details>')
    return text.format(Markup(" open") if is_open else "", summary, entries) if tasks else Markup("")


def _task(task: Task, is_chosen: bool) -> Markup:
    state = Markup("<b>due</b>") if task.is_due else Markup('<span class="soft">✓ written</span>')
    current = Markup(' aria-current="step"') if is_chosen else ""
    address = links.to("/log", kr=task.key_result.key_result, week=st.query_params.get("week"))
    text = Markup('<li><a data-page href="{}"{}><span>{}</span><span class="end">{}</span></a></li>')
    return text.format(address, current, task.key_result.title, state)


def _read_only(name: str | None) -> None:
    way = links.link("See the key result as it stood", "/kr", kr=name) if name else ""
    text = Markup("<h1>Weekly update</h1><p>Updates are written now: nothing can be changed here.</p><p>{}</p>")
    _html(text.format(way))


def _html(body: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(body))


def _page() -> None:
    email = st.query_params.get("me")
    week, problem = weeks.asked(load.now().date())
    if problem:
        st.warning(problem)
    if "kr" not in st.query_params:
        update_saved.forget()
    mine = _mine(email, week or load.week_to_log())
    name = st.query_params.get("kr") or next((task.key_result.key_result for task in mine if task.is_due), None)
    if load.as_of() is not None:
        _read_only(name)
    elif name is None and mine:
        _all_written(mine, week or load.week_to_log())
    elif name is None:
        _who()
    else:
        facts = _facts(name, week)
        _write(name, facts.week, _writer(facts.key_results[0].owner))


st.html(_CSS)
with st.container(width=_WIDTH, key="log"):
    try:
        _page()
    except UsageError as error:
        st.error(str(error))
        _who()
