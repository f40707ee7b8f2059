"""What leaves the house of a quarter's OKRs: the handbook's page to take along, and the announcement on Slack."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.quarter import publishing
from data.quarter.drafts import QuarterDraft
from pages.parts import downloads, load, outbox, who

_ABOUT = Markup(
    '<div class="okr"><h2>For the handbook and for Slack</h2><p class="soft">What is published, without names and '
    "numbers that are confidential. The page imports back. {}</p></div>"
)


def show(found: QuarterDraft) -> None:
    """Only where something is published."""
    if not any(each.objective.state == "published" for each in found.objectives):
        return
    label = str(found.quarter)
    st.html(_ABOUT.format(publishing.left_out(load.published(label)) or ""))
    downloads.handbook(label, internal=_is_leader())
    with st.expander("The announcement on Slack"):
        outbox.show(load.announcement(found.quarter))


def _is_leader() -> bool:
    """Whether who looks may see what is confidential."""
    people, me = load.people(), who.me()
    return me in people and people[me].role in ("director", "vp")
