"""One series of a source on the setup page: the KPI it is, looked at before it is kept."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data import mapping
from data.mapping import Delivered, Preview
from data.rules import words
from pages.parts import acts, load
from pages.setup import parts, previews

_NONE = ""
LEFT_OUT = "Left out: on no page, and not stored further"


def show(delivered: Delivered) -> None:
    series = delivered.series
    found = mapping.preview(load.store(), series, None)
    st.html(previews.heading(delivered.name, series, found.series))
    chosen = _choose(delivered)
    now = delivered.kpi.kpi if delivered.kpi else None
    if chosen != now:
        _preview(delivered, chosen)
        st.button("Save", type="primary", on_click=acts.guarded, args=(_save, delivered, chosen))


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
    count = words.count(len(found.series.readings), "reading")
    if chosen is None or found.kpi is None:
        gone = Markup("<p>It disappears from the pages. What it has ({}) stays in the store.</p>").format(count)
        many = words.count(count_readers, "key result")
        return gone + Markup('<p class="bad">▲ Read by {}.</p>').format(many) if count_readers else gone
    told = Markup("<p>{} would then be:</p>{}<p>{}</p>").format(
        found.kpi.kpi.name, previews.of(found.kpi), f"{count} come along, also those that were seen before."
    )
    if not count_readers:
        return told
    verb = "reads" if count_readers == 1 else "read"
    return told + Markup("<p>{} that {} it will read {} instead.</p>").format(
        words.count(count_readers, "key result"), verb, found.kpi.kpi.name
    )


def _save(delivered: Delivered, chosen: str | None) -> None:
    mapping.map_series(load.store(), load.settings(), delivered.series, chosen, parts.me())
    kpi = load.kpis_by_id().get(chosen or "")
    previews.kept(f"{delivered.name} is {kpi.name if kpi else 'left out'} now.")
