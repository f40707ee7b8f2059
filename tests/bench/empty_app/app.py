"""The empty Streamlit app that everything is measured against: two pages with a title, one with a button."""

from __future__ import annotations

import streamlit as st


def first() -> None:
    st.title("First")


def second() -> None:
    st.title("Second")
    st.button("Again", key="again", on_click=count)
    st.text(st.session_state.get("count", 0))


def count() -> None:
    st.session_state["count"] = st.session_state.get("count", 0) + 1


first_page = st.Page(first, title="First", default=True)
second_page = st.Page(second, title="Second")
page = st.navigation([first_page, second_page])
page.run()
