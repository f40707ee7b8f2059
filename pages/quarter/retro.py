"""Retrospective."""

from __future__ import annotations

import streamlit as st

st.html('<div class="okr soft">Being written.</div>')
