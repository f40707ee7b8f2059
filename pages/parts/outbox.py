"""A message to Slack on a page: as it reads there, as text to copy, and the button that sends it once."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from markupsafe import Markup

from data.exports.slack.message import Message, Sentence
from data.telling import sends
from data.telling.sends import Draft
from pages.parts import acts, load, said, who

_CSS = Markup("""<style>
.slack { border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 6px;
  padding: 0.7rem 1rem; max-width: 62rem; }
.okr .slack h3 { font-size: 1.05rem; margin: 0; padding: 0; font-weight: 680; }
.okr .slack h4 { font-size: 0.95rem; margin: 0.7rem 0 0.1rem; padding: 0; font-weight: 650; }
.okr .slack ul { margin: 0; padding-left: 1.1rem; } .okr .slack li { margin: 0.1rem 0; overflow-wrap: anywhere; }
.okr .slack p { margin: 0.2rem 0 0; }
[class*="st-key-outbox_"] > [data-testid="stElementContainer"]:has(.okr) { flex: 0 1 auto; min-width: 0; }
</style>""")
_CONNECT = Markup(
    '<p class="note">Slack is not connected. Make an incoming webhook for your channel at api.slack.com/apps, set '
    "<code>SLACK_WEBHOOK_URL</code> in the environment or in <code>.streamlit/secrets.toml</code>, and start the app "
    "anew. The text can be copied all the same.</p>"
)


def show(draft: Draft) -> None:
    _html(_CSS + _preview(draft.message))
    with st.expander("Copy as text"):
        st.code(draft.text, language=None, wrap_lines=True)
    if load.as_of() is None:
        _send(draft)


def _html(body: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(body))


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
        _html(_CONNECT)
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"outbox_{draft.what}"):
        if draft.before:
            _html(Markup("<p>✓ {}</p>").format(_told(draft)))
        else:
            _html(Markup("<p>Goes to <b>{}</b>.</p>").format(draft.to))
        st.button(
            "Send it again" if draft.before else "Send to Slack",
            key=f"outbox.send.{draft.what}",
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
    sends.send(load.store(), load.settings(), draft.what, draft.week, again=draft.before is not None, by=who.me())
