"""The summary of the newest closed week: as it reads in Slack, as text to copy, and the button that sends it once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st
from markupsafe import Markup

from data import sends
from data.exports.message import Message, Sentence
from data.rules import words
from data.sends import Draft
from pages.monday import agenda_parts
from pages.parts import acts, load, said

_NOTHING = Markup(
    '<p class="soft">No week is closed yet. When the meeting is over and its week is closed, the summary for Slack '
    "stands here.</p>"
)
_CONNECT = Markup(
    '<p class="note">Slack is not connected. Make an incoming webhook for your channel at api.slack.com/apps, set '
    "<code>SLACK_WEBHOOK_URL</code> in the environment or in <code>.streamlit/secrets.toml</code>, and start the app "
    "anew. The text can be copied all the same.</p>"
)


def show(week: date | None) -> None:
    """The summary of a closed week; None when no week is closed."""
    if week is None:
        agenda_parts.heading("Summary after the meeting")
        agenda_parts.html(_NOTHING)
        return
    draft = load.summary(week)
    agenda_parts.heading("Summary after the meeting", f"what goes to Slack about the week of {words.day(week)}")
    agenda_parts.html(_preview(draft.message))
    with st.expander("Copy as text"):
        st.code(draft.text, language=None, wrap_lines=True)
    if load.as_of() is None:
        _send(draft)


def _preview(message: Message) -> Markup:
    sections = Markup("").join(
        Markup("<h4>{}</h4><ul>{}</ul>").format(section.title, _lines(section.sentences))
        for section in message.sections
    )
    remark = Markup("<p><em>{}</em></p>").format(message.remark) if message.remark else ""
    return Markup('<div class="slack"><h3>{}</h3><p>{}</p>{}{}</div>').format(
        message.title, message.standing, remark, sections
    )


def _lines(sentences: Iterable[Sentence]) -> Markup:
    line = Markup("<li>{}{}</li>")
    return Markup("").join(
        line.format(Markup("<b>{}</b>").format(each.subject) if each.subject else "", each.text) for each in sentences
    )


def _send(draft: Draft) -> None:
    """Where it goes, and the button; once it went, when and by whom, and a quieter way to send it again."""
    if draft.to is None:
        agenda_parts.html(_CONNECT)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="agenda_send"):
        if draft.before:
            agenda_parts.html(Markup("<p>✓ {}</p>").format(_told(draft)))
        else:
            agenda_parts.html(Markup("<p>Goes to <b>{}</b>.</p>").format(draft.to))
        st.button(
            "Send it again" if draft.before else "Send to Slack",
            key="agenda.send",
            type="tertiary" if draft.before else "primary",
            icon=":material/send:",
            on_click=acts.guarded,
            args=(_post, draft),
        )


def _told(draft: Draft) -> str:
    before = draft.before
    at = said.moment(before.recorded_at) if before else ""
    by = f" by {said.name(before.by)}" if before and before.by else ""
    return f"Sent on {at}{by} to {draft.to}."


def _post(draft: Draft) -> None:
    sends.send(load.store(), load.settings(), draft.what, draft.week, again=draft.before is not None, by=agenda_parts.me())
