"""One KPI on the setup page: what it is called and how it reads, and the key results that read their value from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, get_args

import streamlit as st
from markupsafe import Markup

from data import mapping
from data.errors import OkrError
from data.monday import readings
from data.rules import words
from data.rules.calendar import Quarter
from data.rules.okr import Direction, KeyResult, Kpi
from pages.parts import acts, doubts, links, load, opened, said
from pages.setup import parts, previews

_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_GOOD = {"up": "Higher is better", "down": "Lower is better", "none": "Neither higher nor lower is better"}


def quarters() -> tuple[Quarter, Quarter]:
    """This quarter and the next: those whose key results may still be fed."""
    this = load.quarter(load.week_to_log())
    return this, this.next


def show(kpi: Kpi) -> None:
    seen, forms = st.columns([1, 2], gap="large")
    with seen:
        st.html(previews.heading(kpi.name, kpi.kpi, _seen(kpi)))
    with forms:
        _definition(kpi)
        _readers(kpi)
        previews.outcome()


def _seen(kpi: Kpi) -> Markup:
    """Its newest value and its course, and that it is stale."""
    gauge = load.gauges(*previews.span()).get(kpi.kpi)
    if gauge is None:
        return Markup("")
    old = doubts.stale(readings.standing(gauge, load.now().date(), load.settings().limits).review.stale_reason)
    return previews.of(gauge) + (Markup("<p>{}</p>").format(old) if old and gauge.readings else Markup(""))


def _definition(kpi: Kpi) -> None:
    """What it is called and how it reads; what was typed stays also while another KPI is looked at."""
    key, typed = partial(_key, kpi), _typed()
    for field, text in typed.get(kpi.kpi, {}).items():
        st.session_state.setdefault(key(field), text)
    fields = {"name": kpi.name, "unit": kpi.unit or "", "good_direction": kpi.good_direction, "team": kpi.team or ""}
    opened.form(key, fields, None)
    named, measured = st.columns(2)
    with named:
        st.text_input("Name", key=key("name"), on_change=_keep, args=(kpi,))
        st.text_input("Team", key=key("team"), on_change=_keep, args=(kpi,))
    with measured:
        st.text_input("Unit", key=key("unit"), placeholder="ms, %, installs", on_change=_keep, args=(kpi,))
        st.selectbox(
            "Good direction",
            _DIRECTIONS,
            format_func=_GOOD.__getitem__,
            key=key("good_direction"),
            on_change=_keep,
            args=(kpi,),
        )
    if not opened.is_touched(key):
        typed.pop(kpi.kpi, None)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Save", type="primary", shortcut="Ctrl+Enter", on_click=acts.guarded, args=(_define, kpi))
        st.html('<p class="okr soft">not saved yet</p>' if kpi.kpi in typed else "<p></p>")


def _key(kpi: Kpi, field: str) -> str:
    return f"setup_kpi_{field}_{kpi.kpi}"


def _typed() -> dict[str, dict[str, Any]]:
    """By KPI: what was typed in this session and not saved."""
    return st.session_state.setdefault("setup.kpis.typed", {})


def _keep(kpi: Kpi) -> None:
    """From a field that lost the focus, maybe to the link that leads elsewhere."""
    _typed()[kpi.kpi] = _written(kpi)


def _written(kpi: Kpi) -> dict[str, Any]:
    return {field: st.session_state[_key(kpi, field)] for field in ("name", "unit", "good_direction", "team")}


def _define(kpi: Kpi) -> None:
    kept = mapping.define_kpi(load.store(), replace(kpi, **_written(kpi)), parts.me())
    opened.let_go(partial(_key, kpi))
    _typed().pop(kpi.kpi, None)
    previews.kept(f"{kept.name} is saved.")


def _readers(kpi: Kpi) -> None:
    """One key result at a time: what it would read, and the button that lets it, or no longer."""
    found = [each for quarter in quarters() for each in load.key_results(quarter).values()]
    known = {each.key_result: each for each in found if not each.dropped}
    if not known:
        st.html('<p class="okr soft">There is no key result yet that could read it.</p>')
        return
    chosen = st.selectbox(
        "Let a key result read it",
        list(known),
        index=None,
        format_func=lambda name: f"{known[name].title}{' (reads it)' if known[name].kpi == kpi.kpi else ''}",
        placeholder="Choose a key result",
        key=f"setup_feed_{kpi.kpi}",
    )
    if chosen:
        _feed(kpi, known[chosen])


def _feed(kpi: Kpi, key_result: KeyResult) -> None:
    reads_it = key_result.kpi == kpi.kpi
    st.html(Markup('<div class="okr chosen">{}</div>').format(_now_and_then(kpi, key_result)))
    label, fed = ("Stop reading it", None) if reads_it else ("Let it read this KPI", kpi)
    st.button(label, type="primary", on_click=acts.guarded, args=(_let, key_result, fed))


def _let(key_result: KeyResult, kpi: Kpi | None) -> None:
    mapping.feed(load.store(), key_result.key_result, kpi.kpi if kpi else None, parts.me())
    how = f"reads its value from {kpi.name}" if kpi else "is updated by hand again"
    previews.kept(f"{key_result.title} {how}.")


def _now_and_then(kpi: Kpi, key_result: KeyResult) -> Markup:
    """What the key result is at, and what it would be by the KPI."""
    try:
        row = load.standing(key_result.key_result)
    except OkrError:
        return Markup("")
    owner = said.name(key_result.owner) if key_result.owner else "nobody"
    now = f"{words.number(row.value, row.unit)} on {_day(row.value_as_of)}" if row.value is not None else "no value yet"
    lines = [Markup("<p>{}: <b>{}</b></p>").format(links.link(key_result.title, "/kr", kr=key_result.key_result), now)]
    newest = previews.newest(load.gauges(*previews.span()).get(kpi.kpi))
    lines.append(Markup("<p>By the KPI: <b>{}</b></p>").format(newest))
    if key_result.kpi and key_result.kpi != kpi.kpi:
        other = load.kpis_by_id().get(key_result.kpi)
        lines.append(Markup("<p>It reads {} now.</p>").format(other.name if other else key_result.kpi))
    if (key_result.unit or "") != (kpi.unit or ""):
        units = (key_result.unit or "no unit", kpi.unit or "no unit")
        lines.append(Markup('<p class="bad">▲ The units differ: {} and {}.</p>').format(*units))
    lines.append(Markup("<p><small>{} can write another value in a week; both stay visible.</small></p>").format(owner))
    return Markup("").join(lines)


def _day(moment: datetime | None) -> str:
    return words.day(moment, load.now().date()) if moment else "an unknown day"
