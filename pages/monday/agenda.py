"""The agenda, open all week: what the next sync talks about, what was decided and promised, and what was told of it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st
from markupsafe import Markup

from data.monday.upcoming import Upcoming
from data.rules import calendar, words
from data.rules.meeting import Note
from pages.monday import agenda_actions, agenda_items, agenda_parts, agenda_summary
from pages.parts import acts, links, load, said

_RECENT = 4 * calendar.WEEK


def _heading(sync: Upcoming) -> Markup:
    """When the sync is and what it reviews; a moved one, and Mondays without one, are named."""
    org, quarter = load.settings().org, load.quarter(sync.week)
    local = sync.begins_at.astimezone(ZoneInfo(org.sync_moment.zone))
    is_under_way = sync.begins_at <= load.now()
    told = [
        f"{local:%A} {words.day(local)} {local.year}, {local:%H:%M %Z}",
        f"reviews {quarter}, week {quarter.week_number(sync.week)}",
        "under way" if is_under_way else f"{org.sync_minutes} minutes",
    ]
    notes = [f"Moved: this sync is not at its usual time, {org.sync}."] if sync.is_moved else []
    notes += [f"The sync of {words.day(org.sync_of(week))} does not take place." for week in sync.left_out]
    remarks = Markup("").join(Markup('<p class="note">{}</p>').format(note) for note in notes)
    present = links.link("present it", "/sync", week=sync.week.isoformat())
    return Markup('<h1>Next sync</h1><p style="margin:0">{} · {}</p>{}').format(" · ".join(told), present, remarks)


def _who() -> None:
    """Who is looking: their name goes with what they add."""
    people = load.people()
    everybody = sorted((email for email in people if people[email].active), key=lambda email: people[email].name)
    chosen = agenda_parts.me()
    st.selectbox(
        "You are",
        everybody,
        index=everybody.index(chosen) if chosen in everybody else None,
        format_func=said.name,
        key=f"agenda.me.{chosen}",
        placeholder="Who are you?",
        on_change=_be,
        args=(f"agenda.me.{chosen}",),
        label_visibility="collapsed",
        width=240,
    )


def _be(key: str) -> None:
    st.query_params["me"] = st.session_state[key] or ""


def _decisions(last: date) -> None:
    """What was decided of late, newest week first."""
    found = load.decisions(last - _RECENT, last)
    agenda_parts.heading("Decisions", "of the last weeks")
    if not found:
        agenda_parts.html(Markup('<p class="soft">None were noted. Decisions are written down in the meeting.</p>'))
        return
    titles = {row.key_result: row.title for row in load.review(last).key_results}
    newest_first = sorted(found, key=lambda note: note.week, reverse=True)
    lines = Markup("").join(_decision(note, titles) for note in newest_first)
    agenda_parts.html(Markup('<ul class="decided">{}</ul>').format(lines))


def _decision(note: Note, titles: dict[str, str]) -> Markup:
    name = note.key_result
    facts = [Markup("week of {}").format(words.day(note.week))]
    facts += [links.link(titles.get(name, name), "/kr", kr=name)] if name else []
    facts += [Markup("noted by {}").format(said.name(note.by))] if note.by else []
    return Markup("<li>{}<small>{}</small></li>").format(note.text, Markup(" · ").join(facts))


def _page() -> None:
    sync = load.next_sync()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        agenda_parts.html(_heading(sync))
        if load.as_of() is None:
            _who()
    acts.refusal()
    left, right = st.columns([6, 5], gap="large")
    with left:
        agenda_items.show(sync.week)
        _decisions(sync.week)
    with right:
        agenda_actions.show(sync.week)
    agenda_summary.show(load.newest_closed_week())


st.html(agenda_parts.CSS)
if load.is_empty():
    way = links.link("Bring in your objectives, or look at the sample", "/setup")
    agenda_parts.html(Markup("<h1>Agenda</h1><p>There is nothing to meet about yet. {}</p>").format(way))
else:
    _page()
