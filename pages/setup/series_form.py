"""One series of a source on the setup page: the KPI it is, looked at before it is kept."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data import mapping
from data.mapping import Delivered, Preview
from data.rules import words
from data.rules.okr import Kpi
from pages.parts import acts, links, load
from pages.setup import parts, previews

_NONE = ""
LEFT_OUT = "Left out"


def show(delivered: Delivered) -> None:
    found = mapping.preview(load.store(), delivered.series, None)
    seen, form = st.columns([1, 2], gap="large")
    with seen:
        st.html(previews.heading(delivered.name, delivered.series, _now(delivered), previews.of(found.series)))
    with form:
        chosen = _choose(delivered)
        if chosen != (delivered.kpi.kpi if delivered.kpi else None):
            _preview(delivered, chosen)
            st.button("Save", type="primary", on_click=acts.guarded, args=(_save, delivered, chosen))
        previews.outcome()


def _now(delivered: Delivered) -> Markup:
    """The KPI that it is, with the way to it; nothing where they have one name."""
    if delivered.kpi is None:
        return Markup('<p class="soft">left out</p>')
    if delivered.kpi.name == delivered.name:
        return Markup("")
    way = links.link(delivered.kpi.name, "/setup", section=previews.SECTION, kpi=delivered.kpi.kpi)
    return Markup('<p class="soft">is the KPI {}</p>').format(way)


def _choose(delivered: Delivered) -> str | None:
    """The KPI it is to be: its own, another one, or none."""
    own, now = delivered.own, delivered.kpi.kpi if delivered.kpi else _NONE
    others = {name: each.name for name, each in load.kpis_by_id().items() if name != own}
    names = {own: _own(delivered), **others, _NONE: LEFT_OUT}
    key = f"setup_series_{delivered.series}_{now}"
    return st.selectbox("This series is", list(names), list(names).index(now), names.__getitem__, key=key) or None


def _own(delivered: Delivered) -> str:
    known = load.kpis_by_id().get(delivered.own)
    return f"A KPI of its own: {known.name if known else delivered.name}"


def _preview(delivered: Delivered, chosen: str | None) -> None:
    found = mapping.preview(load.store(), delivered.series, chosen)
    ends = mapping.ending(load.store(), delivered.series, load.now())
    readers = mapping.readers(load.store(), [ends], load.now())[ends] if ends else []
    st.html(Markup('<div class="okr chosen">{}</div>').format(_would_be(found, chosen, len(readers))))


def _would_be(found: Preview, chosen: str | None, count_readers: int) -> Markup:
    held = len(found.series.readings)
    if chosen is None or found.kpi is None:
        kept = f" Its {words.count(held, 'reading')} {'stays' if held == 1 else 'stay'}." if held else ""
        gone = Markup("<p>It is then on no page, and nothing more of it is stored.{}</p>").format(kept)
        many = words.count(count_readers, "key result")
        return gone + Markup('<p class="bad">▲ Read by {}.</p>').format(many) if count_readers else gone
    told = Markup("<p>{} would then be:</p>{}<p>{}</p>").format(
        found.kpi.kpi.name, previews.of(found.kpi), _brought(held)
    )
    told += _units(found.series.kpi, found.kpi.kpi)
    if not count_readers:
        return told
    verb = "reads" if count_readers == 1 else "read"
    return told + Markup("<p>{} that {} it will read {} instead.</p>").format(
        words.count(count_readers, "key result"), verb, found.kpi.kpi.name
    )


def _units(series: Kpi, kpi: Kpi) -> Markup:
    if series.unit is None or series.unit == kpi.unit:
        return Markup("")
    told = Markup('<p class="bad">▲ The units differ: the series is in {}, the KPI in {}.</p>')
    return told.format(series.unit, kpi.unit or "none")


def _brought(held: int) -> str:
    """What of its history comes along."""
    if not held:
        return "The series has no reading yet: nothing comes along, and what it delivers from now on counts."
    verb = "comes" if held == 1 else "come"
    return f"{words.count(held, 'reading')} {verb} along, each with what was seen there before."


def _save(delivered: Delivered, chosen: str | None) -> None:
    mapping.map_series(load.store(), load.settings(), delivered.series, chosen, parts.me())
    kpi = load.kpis_by_id().get(chosen or "")
    now = "left out" if kpi is None else "a KPI of its own" if kpi.name == delivered.name else kpi.name
    previews.kept(f"{delivered.name} is {now} now.")
