"""Saying something about an objective or a key result, and taking one's own words back."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from data.quarter import drafting
from data.rules.quarterly import Comment
from pages.parts import load, said, who
from pages.quarter.objectives import forms
from pages.quarter.objectives.asked import Asked
from pages.quarter.objectives.forms import KEPT, Form


def show(at: Asked) -> None:
    """The field for a comment, and one's own to withdraw."""
    about = at.key_result or at.objective
    if about is None:
        return
    form = Form(at.name, {"text": ""})
    forms.open_form(form)
    title = at.key_result.key_result.title if at.key_result else at.objective.objective.title if at.objective else ""
    st.text_area(
        f"Comment on “{title}”",
        key=form.key("text"),
        height="content",
        placeholder="What is missing, what is unclear, what is good?",
        persist_state=KEPT,
    )

    def keep() -> Any:
        named = {"key_result": at.key_result.key_result.key_result} if at.key_result else {}
        named = named or ({"objective": at.objective.objective.objective} if at.objective else {})
        return drafting.comment(load.store(), form.field("text") or "", who.me(), **named)

    forms.refusal(form)
    with st.container(horizontal=True):
        st.button(
            "Comment",
            key="okrs_save",
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=forms.save,
            args=(form, keep),
        )
        st.button("Cancel", key="okrs_cancel", type="tertiary", on_click=forms.give_up, args=(form,))
    for comment in about.comments:
        if comment.by is None or comment.by == who.me():
            _own(form, comment)


def _own(form: Form, comment: Comment) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        text = Markup('<div class="okr">{} <small class="soft">{}</small></div>')
        st.html(text.format(comment.text, said.moment(comment.recorded_at)))
        st.button(
            "withdraw",
            key=f"okrs_comment_{comment.comment}",
            type="tertiary",
            on_click=forms.save,
            args=(form, lambda: drafting.withdraw_comment(load.store(), comment)),
        )
