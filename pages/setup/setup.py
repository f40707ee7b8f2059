"""The setup page: one section at a time, chosen in the address."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from pages.setup import audit, backup, imports, mapping, parts, people, reminders, sample, settings, sources

SECTIONS = {
    "Sources": sources.show,
    mapping.SECTION: mapping.show,
    "Import": imports.show,
    "People": people.show,
    "Reminders": reminders.show,
    "Audit": audit.show,
    "Backup": backup.show,
    "Settings": settings.show,
}

st.html(parts.style() + Markup('<h1 class="visually-hidden">Setup</h1>'))
sample.show()
chosen = st.segmented_control(
    "Section",
    list(SECTIONS),
    default="Sources",
    required=True,
    key="section",
    bind="query-params",
    label_visibility="collapsed",
)
SECTIONS[chosen or "Sources"]()
