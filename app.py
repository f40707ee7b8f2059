"""Serves the pages, /healthz and /api/v1/… in one process: `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from data import api
from pages.parts import mishap

app = st.App(
    "pages/shell.py",
    routes=api.ROUTES,
    middleware=api.MIDDLEWARE,
    lifespan=api.lifespan(st.get_option("server.address"), st.get_option("server.port")),
    on_script_error=mishap.tell,
)
