"""A mail as it will arrive: on a desk, on a phone, on a dark screen, or as plain text."""

from __future__ import annotations

import streamlit as st

from data.exports.mails.mail import Page
from pages.parts import mail_frame
from pages.parts.mail_frame import Scheme

_WIDTHS = {"Desk": 720, "Phone": 390}
_TEXT = "Plain text"


def show(page: Page, of: str) -> None:
    """`of` is the page that shows it, whose keys it takes."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{of}_preview"):
        shown = st.segmented_control(
            "As it arrives",
            [*_WIDTHS, _TEXT],
            default="Desk",
            required=True,
            key=f"{of}.shown",
            label_visibility="collapsed",
        )
        is_dark = st.toggle("Dark screen", key=f"{of}.dark", disabled=shown == _TEXT)
    if shown == _TEXT:
        st.code(page.text, language=None, wrap_lines=True)
        return
    scheme: Scheme = "dark" if is_dark else "light"
    mail_frame.show(page.self_contained, width=_WIDTHS[shown or "Desk"], scheme=scheme, key=f"{of}_frame")
