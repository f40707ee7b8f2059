"""A key result that is still a draft: what it says so far, and where it is written."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.rules import drafting
from data.rules.okr import KeyResult, Objective
from pages.parts import links, load, said


def show(key_result: KeyResult, objective: Objective) -> None:
    found = load.quarter_draft(objective.quarter).key_result(key_result.key_result)
    measure = drafting.measured(found.written) if found else ""
    state = "a draft" if objective.state == "draft" else "proposed, and not approved yet"
    facts = (measure, said.name(key_result.owner) if key_result.owner else "no owner yet", key_result.commitment)
    way = links.link(f"Open the OKRs of {objective.quarter}", "/okrs", css="act", quarter=objective.quarter)
    st.html(
        Markup(
            '<div class="okr"><div class="soft">{} · {}</div><h1>{}</h1><div class="facts">{}</div>'
            '<p class="note" style="margin: 0.7rem 0 0">This is {}: it owes no update and is on no board until its '
            "objective is approved.</p>"
            "{}</div>"
        ).format(
            objective.quarter,
            objective.title,
            key_result.title,
            Markup("").join(Markup("<span>{}</span>").format(fact) for fact in facts if fact),
            state,
            way,
        )
    )
