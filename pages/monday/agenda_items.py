"""What is on the list of the next sync: ad hoc items in their order, key results raised by hand, a form for more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup

from data.monday import meeting
from data.rules import agenda, words
from data.rules.meeting import AgendaItem
from pages.monday import agenda_parts
from pages.parts import acts, links, load, said

_NOTHING = Markup(
    '<p class="soft">Nothing yet beyond the usual: the KPIs, the key results that need discussion, open actions.</p>'
)


def show(week: date) -> None:
    """The list of the sync that reviews a week."""
    items = load.minutes(week).items
    ad_hoc = agenda.ad_hoc(items)
    _ad_hoc(ad_hoc, week)
    _reached([item for item in items if item.state == "reached"])
    _raised([item for item in items if item.key_result and item.state == "open"], week)
    if load.as_of() is None:
        _add(week)


def _ad_hoc(items: Sequence[AgendaItem], week: date) -> None:
    asked = sum(item.minutes or 0.0 for item in items)
    time = f"{words.number(asked)} of {load.settings().org.sync_minutes} minutes asked for" if asked else ""
    agenda_parts.heading("Ad hoc items", time)
    if not items:
        agenda_parts.html(_NOTHING)
    for place, item in enumerate(items):
        if agenda_parts.is_edited(item.item):
            _edit(item)
        else:
            _line(items, place, week)


def _line(items: Sequence[AgendaItem], place: int, week: date) -> None:
    """One item; its buttons move it, and tell that it was reached."""
    item = items[place]
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall", key=f"agenda_{place}"):
        agenda_parts.html(_told(item, week, place + 1))
        if load.as_of() is None:
            _button("↑", "Move up", item, _move, items, place, -1, disabled=place == 0)
            _button("↓", "Move down", item, _move, items, place, +1, disabled=place == len(items) - 1)
            _button("✓", "Reached: it has been talked about", item, _change, item, "reached")


def _told(item: AgendaItem, week: date, number: int | None = None) -> Markup:
    about = [
        f"raised by {said.name(item.by)}" if item.by else None,
        f"{words.number(item.minutes)} min" if item.minutes else None,
        f"carried over from the week of {words.day(item.week)}" if item.week < week else None,
    ]
    facts = [Markup("{}").format(fact) for fact in about if fact]
    facts += [agenda_parts.outside(item.link)] if item.link else []
    facts += [agenda_parts.edit_link(item.item)] if load.as_of() is None else []
    return Markup('<div class="entry">{}<b>{}</b><small>{}</small></div>').format(
        Markup('<i class="num">{}</i>').format(number) if number else "", item.title, Markup(" · ").join(facts)
    )


def _button(label: str, help_: str, item: AgendaItem, act: object, *args: object, disabled: bool = False) -> None:
    st.button(
        label,
        key=f"agenda.{help_}.{item.item}",
        help=help_,
        type="tertiary",
        disabled=disabled,
        on_click=acts.guarded,
        args=(act, *args),
    )


def _move(items: Sequence[AgendaItem], place: int, by: int) -> None:
    moved = list(items)
    moved[place], moved[place + by] = moved[place + by], moved[place]
    meeting.reorder(load.store(), moved)


def _change(item: AgendaItem, state: str) -> None:
    meeting.change_item(load.store(), item, state=state)


def _reached(items: Sequence[AgendaItem]) -> None:
    """What was talked about already; a slip of the finger is put back."""
    for item in items:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"agenda_{item.item}"):
            agenda_parts.html(Markup('<div class="soft">✓ {} <small>reached</small></div>').format(item.title))
            if load.as_of() is None:
                _button("put back", "Not reached after all", item, _change, item, "open")


def _raised(items: Sequence[AgendaItem], week: date) -> None:
    if not items:
        return
    agenda_parts.heading("Key results raised by hand", "each has its place among those that need discussion")
    titles = {row.key_result: row.title for row in load.review(week).key_results}
    for item in items:
        name = item.key_result or ""
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=f"agenda_{item.item}"):
            title = links.link(titles.get(name, name), "/kr", kr=name)
            since = f", carried over from the week of {words.day(item.week)}" if item.week < week else ""
            text = Markup('<div class="entry"><b>{}</b><small>{} · raised by {}{}</small></div>')
            agenda_parts.html(text.format(title, item.title, said.name(item.by), since))
            if load.as_of() is None:
                _button("withdraw", "It need not be discussed", item, _change, item, "withdrawn")


def _edit(item: AgendaItem) -> None:
    """The form in the item's place."""
    with st.form(f"agenda_edit_{item.item}"):
        _fields(f"edit.{item.item}", item)
        with st.container(horizontal=True):
            st.form_submit_button("Save", type="primary", on_click=acts.guarded, args=(_save, item))
            st.form_submit_button("Withdraw", on_click=acts.guarded, args=(_withdraw, item))
            st.form_submit_button("Leave as it is", type="tertiary", on_click=agenda_parts.stop_editing)


def _fields(form: str, item: AgendaItem | None = None) -> None:
    st.text_input(
        "What to talk about",
        item.title if item else "",
        key=f"agenda.{form}.title",
        placeholder="A question, a decision to take, something to show",
    )
    minutes, link = st.columns([1, 2])
    with minutes:
        st.number_input("Minutes", 1.0, 240.0, item.minutes if item else None, 5.0, "%g", key=f"agenda.{form}.minutes")
    with link:
        st.text_input("Link", (item.link if item else None) or "", key=f"agenda.{form}.link", placeholder="https://")


def _save(item: AgendaItem) -> None:
    title, minutes, link = (agenda_parts.field(f"edit.{item.item}.{name}") for name in ("title", "minutes", "link"))
    meeting.change_item(load.store(), item, title=title.strip() or item.title, minutes=minutes, link=link or None)
    agenda_parts.stop_editing()


def _withdraw(item: AgendaItem) -> None:
    _change(item, "withdrawn")
    agenda_parts.stop_editing()


def _add(week: date) -> None:
    titles = {row.key_result: row.title for row in load.review(week).key_results}
    with st.form("agenda_add"):
        _fields("add")
        st.selectbox(
            "Key result, if it is about one",
            list(titles),
            index=None,
            format_func=titles.__getitem__,
            key="agenda.add.key_result",
            placeholder="none: an item of its own",
        )
        st.form_submit_button("Put on the agenda", type="primary", on_click=acts.guarded, args=(_raise, week))


def _raise(week: date) -> None:
    title, minutes, link, key_result = (
        agenda_parts.field(f"add.{name}") for name in ("title", "minutes", "link", "key_result")
    )
    meeting.raise_item(
        load.store(), week, title, by=agenda_parts.me(), minutes=minutes, link=link, key_result=key_result
    )
    agenda_parts.empty("add", title="", minutes=None, link="", key_result=None)
