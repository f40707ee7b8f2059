"""The subject and the text of the monthly update, written in place: whatever leaves a field is kept at once."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.rules import words
from data.rules.monthly import MonthlyUpdate
from data.telling import monthly
from data.telling.monthly import Draft
from pages.parts import acts, load, said, who

_NEWER = "monthly.newer"
CSS = Markup("""
.okr .monthly-to { margin: 0; }
.okr.monthly-overtaken { font-size: 0.9rem; }
.okr.monthly-overtaken :is(th, td) { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0 0; }
.okr.monthly-kept p { margin: 0 0 0.3rem; font-size: 0.9rem; }
""")
_HINT = (
    "Markdown. `[…](/kr?kr=…)` leads to a page of this app, `![…](chart:…)` draws a chart: delete its line to leave it "
    "out. What you write is kept when you leave the field, or with Ctrl+Enter."
)


def show(draft: Draft) -> str | None:
    """The fields; what is wrong with what stands in them, as a sentence."""
    if newer := st.session_state.pop(_NEWER, None):
        st.warning(newer)
    base = _base(draft)
    refused = monthly.why_not_write(load.people().get(who.me() or ""))
    choices = {
        "on_change": acts.guarded,
        "args": (_save, draft, base),
        "persist_state": "session",
        "disabled": refused is not None,
    }
    subject = st.text_input("Subject", draft.subject, key=_key(draft, base, "subject"), **choices)
    text = st.text_area("Text", draft.text, key=_key(draft, base, "text"), height=390, help=_HINT, **choices)
    wrong = _wrong(draft, subject, text)
    told = Markup('<p class="note" role="status">▲ {}</p>').format(wrong) if wrong else Markup("")
    below = (
        Markup('<p class="note">{}</p>').format(refused) if refused else told + Markup("<p>{}</p>").format(_kept(draft))
    )
    st.html(Markup('<div class="okr monthly-kept">{}</div>').format(below))
    if draft.is_edited and not refused:
        st.button(
            "Start over from the facts",
            key="monthly.start_over",
            type="tertiary",
            icon=":material/restart_alt:",
            help="Composes the update anew, to follow the facts; what was written is kept as an older version.",
            on_click=acts.guarded,
            args=(_start_over, draft),
        )
    return wrong


def _wrong(draft: Draft, subject: str, text: str) -> str | None:
    """What stands in the fields and cannot be sent: it was refused, or names a chart that there is not."""
    if (" ".join(subject.split()), text.strip()) != (" ".join(draft.subject.split()), draft.text.strip()):
        return "What stands in these fields is not saved."
    if not draft.unknown:
        return None
    named = words.listed([f"“{name}”" for name in draft.unknown])
    is_one = len(draft.unknown) == 1
    return (
        f"There {'is no chart' if is_one else 'are no charts'} {named}. A chart is “chart:status”, “chart:kr/” and the "
        "key result's name, or “chart:kpi/” and the KPI's."
    )


def _kept(draft: Draft) -> str:
    if draft.stored is None or not draft.is_edited:
        return "Composed from the month's updates, decisions and numbers; nobody has edited it yet."
    by = f" by {said.name(draft.stored.by)}" if draft.stored.by else ""
    return f"Saved on {said.moment(draft.stored.recorded_at)}{by}."


def _base(draft: Draft) -> str:
    """The version that the fields began with: they keep their places while only this session saves newer ones."""
    newest = _at(draft.stored) if draft.is_edited else f"composed.{_at(draft.stored)}.{hash(draft.text)}"
    base, latest = st.session_state.get(_held(draft), (newest, newest))
    if latest != newest:
        base = newest  # somebody else saved: their text is shown
    st.session_state[_held(draft)] = (base, newest)
    return base


def _held(draft: Draft) -> str:
    return f"monthly.base.{draft.month}.{draft.team}"


def _at(stored: MonthlyUpdate | None) -> str:
    return str(stored.recorded_at) if stored else ""


def _key(draft: Draft, base: str, field: str) -> str:
    return f"monthly.{field}.{draft.month}.{draft.team}.{base}"


def _save(draft: Draft, base: str) -> None:
    subject, text = (st.session_state[_key(draft, base, field)] for field in ("subject", "text"))
    saved = monthly.save(
        load.store(),
        load.settings(),
        draft.month,
        draft.team,
        subject,
        text,
        seen_at=draft.stored.recorded_at if draft.stored else None,
        by=who.me(),
    )
    st.session_state[_held(draft)] = (base, _at(saved.update))
    if saved.newer:
        st.session_state[_NEWER] = (
            f"{said.name(saved.newer.by)} saved another version on {said.moment(saved.newer.recorded_at)}, while you "
            "wrote. Both are kept; yours is shown and would be sent."
        )


def _start_over(draft: Draft) -> None:
    monthly.start_over(load.store(), load.settings(), draft.month, draft.team, by=who.me())


def overtaken(draft: Draft) -> None:
    """What the update says as it was composed, where the facts say something else by now."""
    changes = load.monthly_changes(draft)
    if changes is None:
        return
    count = len(changes.overtaken)
    head = f"{words.count(count, 'sentence')} {'tells' if count == 1 else 'tell'} of {said.moment(changes.since)}; "
    rows = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td></tr>").format(each.said, each.now or "nothing any more")
        for each in changes.overtaken
    )
    st.html(
        Markup(
            '<div class="okr monthly-overtaken"><details class="note"><summary>▲ {}the numbers have changed since.'
            "</summary><table><thead><tr><th>It says</th><th>The facts now</th></tr></thead><tbody>{}</tbody></table>"
            "</details></div>"
        ).format(head, rows)
    )
