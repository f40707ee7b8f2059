"""Carrying key results over from the quarter before, as a list to tick."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.quarter import carrying
from data.quarter.carrying import Offer
from data.rules import drafting, values
from pages.parts import acts, load, said, who
from pages.quarter.objectives import asked
from pages.quarter.objectives.asked import Asked

_TARGETS = {"leave the targets empty": False, "keep the targets": True}
_ABOUT = Markup(
    '<div class="okr"><h3 class="panel-title">Carry over from {}</h3><p class="soft">They become drafts with new ids. '
    "Each baseline is the last known value; limits, bands and milestones that are not done come along.</p></div>"
)


def show(at: Asked) -> None:
    """Everything of the quarter before, what is unfinished ticked."""
    offers = load.offers(str(at.quarter))
    if not offers.objectives:
        text = Markup('<div class="okr soft">{} has no key results to carry over.</div>')
        st.html(text.format(offers.of))
        return
    with st.form("okrs_carry"):
        st.html(_ABOUT.format(offers.of))
        for objective, some in offers.objectives:
            with st.container(gap="xxsmall"):
                st.html(Markup('<div class="okr"><b>{}</b></div>').format(objective.title))
                for offer in some:
                    _box(at, offer)
        st.radio("Targets", list(_TARGETS), horizontal=True, key="okrs.carry.targets")
        with st.container(horizontal=True):
            names = [each.key_result.key_result for _, some in offers.objectives for each in some]
            st.form_submit_button("Carry over", type="primary", on_click=_carry, args=(at, names))
            st.form_submit_button("Cancel", type="tertiary", on_click=asked.leave)


def _box(at: Asked, offer: Offer) -> None:
    kr = offer.key_result
    told = [said.name(kr.owner) if kr.owner else "no owner", drafting.measured(offer.written)]
    if offer.row and (offer.row.value is not None or offer.row.milestones):
        now, _ = values.standing(offer.row)
        told.append(f"now {now}")
    told.append("carried over already" if offer.is_carried else "finished" if offer.is_finished else "")
    label = f"{kr.title} :gray[{' · '.join(filter(None, told))}]".replace("$", "\\$")
    st.checkbox(
        label,
        value=not offer.is_carried and not offer.is_finished,
        key=_key(at, kr.key_result),
        disabled=offer.is_carried,
    )


def _key(at: Asked, name: str) -> str:
    return f"okrs.carry.{at.quarter}.{name}"


def _carry(at: Asked, names: list[str]) -> None:
    chosen = [name for name in names if st.session_state.get(_key(at, name))]
    keeps = _TARGETS[st.session_state["okrs.carry.targets"]]
    acts.guarded(_carried, str(at.quarter), chosen, keeps)


def _carried(quarter: str, chosen: list[str], keeps_targets: bool) -> None:
    kept = carrying.carry_over(load.store(), load.settings(), quarter, chosen, who.me(), keeps_targets=keeps_targets)
    asked.leave()
    st.session_state["okrs.saved"] = f"{len(kept)} carried over."
