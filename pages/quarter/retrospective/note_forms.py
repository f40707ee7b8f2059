"""The owners' notes before the meeting: whose are missing, and one form at a time with what the quarter left behind."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.rules import calendar, words
from data.rules.okr import Update
from data.rules.quarterly import RetroNote
from data.rules.scorecard import KeyResultScore
from pages.parts import load, said, who
from pages.parts.opened import Opened
from pages.quarter.retrospective import forms, note_list, pieces
from pages.quarter.retrospective.asked import Asked
from pages.quarter.retrospective.forms import Form, Saved
from pages.quarter.retrospective.note_list import Notes

FIELDS = {
    "outcome": ("Outcome", "How did it end, in a sentence or two?"),
    "worked": ("What worked", "What would you do again?"),
    "did_not": ("What did not", "What got in the way, what did you underestimate?"),
    "could_have": ("What could have been done", "By you, by others, earlier or not at all"),
    "team_input": ("The team’s input", "What do those say who did the work?"),
}

_WHO_SEES = (
    "Everybody who can open this app can read your note; it carries your name, is shown in the meeting and goes into "
    "the scorecard’s deck. Every version is kept."
)

CSS = note_list.CSS + Markup("""
.okr .of-kr h2 { font-size: 1.3rem; line-height: 1.25; margin: 0.1rem 0 0.2rem; }
.okr .of-kr p { margin: 0 0 0.25rem; }
.st-key-retro_reminders { border-left: 1px solid var(--line); padding-left: 1.2rem; max-height: 46rem; overflow: auto; }
:has(> .st-key-retro_end) { position: sticky; bottom: 0; z-index: 5; }
.st-key-retro_end { background: var(--paper); padding: 0.4rem 0 0.6rem; }
.st-key-retro_reminders :is(p, li) { font-size: 0.9rem; }
.st-key-retro_reminders h5 { font-size: 0.9rem; padding: 0.5rem 0 0; }
""")


@st.fragment
def show(at: Asked) -> None:
    """The notes of the quarter: a list on the left, one of them on the right. A fragment: typing redraws only this."""
    found, me = load.retro(at.quarter, at.which), who.me()
    rows, notes = found.outcomes, found.notes
    mine, others = note_list.shared_out(rows, me)
    row = _chosen(rows, mine, notes)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        note_list.show(at, mine, others, row, notes)
    with right:
        if row is None:
            pieces.html(_pick(me))
        elif pieces.is_read_only():
            pieces.html(_about(row))
            _written(notes.get(row.key_result))
        else:
            _form(at, row, [*mine, *others], notes)


def _chosen(rows: Sequence[KeyResultScore], mine: Sequence[KeyResultScore], notes: Notes) -> KeyResultScore | None:
    """The key result that the address names, else the first of mine that has no note yet, else my first."""
    asked = st.query_params.get("kr")
    named = next((row for row in rows if row.key_result == asked), None)
    missing = (row for row in mine if row.key_result not in notes)
    return named or next(missing, None) or next(iter(mine), None)


def _following(key_result: str, order: Sequence[KeyResultScore], notes: Notes, me: str | None) -> str | None:
    """The next of this writer's key results without a note, from this one on and around."""
    names = [row.key_result for row in order if row.owner == me or said.stand_in(row.owner) == me]
    at = names.index(key_result) + 1 if key_result in names else 0
    return next((name for name in (*names[at:], *names[:at]) if name not in notes and name != key_result), None)


def _form(at: Asked, row: KeyResultScore, order: Sequence[KeyResultScore], notes: Notes) -> None:
    form = Form(at.quarter, row, who.me() or row.owner, notes.get(row.key_result))
    opened = forms.open_form(form)
    following = _following(row.key_result, order, notes, form.author)
    write, remember = st.columns([3, 2], gap="medium")
    with write:
        _receipt(following or (row.key_result if form.held is None else None))
        pieces.html(_about(row), _version(form, opened))
        _warn_of_newer(form, opened)
        for name, (label, hint) in FIELDS.items():
            st.text_area(
                label, key=form.key(name), placeholder=hint, height="content", persist_state="session",
            )  # fmt: skip
        _save(form, opened, following)
        pieces.html(Markup('<p class="safe">{}</p>').format(_WHO_SEES))
    with remember, st.container(key="retro_reminders", gap="xsmall"):
        _reminders(form)


def _save(form: Form, opened: Opened, following: str | None) -> None:
    """Save, always within reach, and above it what prevented the last attempt."""
    with st.container(key="retro_end", gap="xsmall"):
        if told := forms.refusal(form):
            st.error(told)
        st.button(
            "Save, and on to the next" if following else "Save",
            key="retro_save",
            type="primary",
            width="stretch",
            shortcut="Ctrl+Enter",
            on_click=forms.save,
            args=(form, opened, following, load.store()),
        )


def _receipt(following: str | None) -> None:
    """What was saved last, once."""
    saved: Saved | None = st.session_state.pop("retro.saved", None)
    if saved is None:
        return
    title = saved.row.title.replace("$", "\\$")
    st.success(f"Saved: {title}.{'' if following else ' All your notes are written.'}", icon=":material/check:")
    if newer := saved.noted.newer:
        st.warning(
            f"{said.name(newer.by)} saved a note on {said.moment(newer.recorded_at)}, after you opened yours. Both are "
            "kept; yours is the newest and counts."
        )


def _warn_of_newer(form: Form, opened: Opened) -> None:
    if form.held and form.held.recorded_at != opened.seen_at:
        writer, when = said.name(form.held.by), said.moment(form.held.recorded_at)
        st.warning(
            f"{writer} saved a note on {when}, after you opened yours. Save keeps both; yours will be the newest."
        )


def _about(row: KeyResultScore) -> Markup:
    """The final value, and what the numbers would give."""
    suggested = row.last.suggested
    why = Markup('<p class="soft">Suggested: {}.</p>').format(suggested.why.rstrip(".")) if suggested.why else ""
    given = Markup("<p>{}</p>").format(f"“{row.given.note}”") if row.given and row.given.note else ""
    return Markup('<div class="of-kr"><h2>{}</h2><p>{} · {} · {}</p>{}{}</div>').format(
        pieces.link(row), pieces.value(row), pieces.graded(row), pieces.owner(row), why, given
    )


def _version(form: Form, opened: Opened) -> Markup:
    parts = []
    if form.held and form.held.recorded_at == opened.seen_at:
        parts.append(f"{said.name(form.held.by)} wrote this on {said.moment(form.held.recorded_at)}; it is filled in.")
    if form.author != form.row.owner and form.row.owner and form.author:
        parts.append(f"In place of {said.name(form.row.owner)}, under your own name.")
    return Markup('<p class="soft">{}</p>').format(" ".join(parts)) if parts else Markup("")


def _reminders(form: Form) -> None:
    """The wins and risks of the quarter's updates, the newest first, as their owner wrote them."""
    last = min(form.quarter.review_weeks[-1], calendar.monday(load.now().date()))
    updates = load.story(form.row.key_result, last).updates
    told = [_reminder(update) for update in sorted(updates, key=lambda each: each.week, reverse=True)]
    found = "\n\n".join(filter(None, told))
    pieces.html(Markup("<h2>What the quarter’s updates said</h2>"))
    st.markdown(found or ":gray[No update told of a win or a risk.]")


def _reminder(update: Update) -> str:
    """One week's wins and risks as Markdown; a dollar is a dollar and not the beginning of a formula."""
    told = [
        f"**{label}** {text.strip()}" if "\n" not in text.strip() else f"**{label}**\n\n{text.strip()}"
        for label, text in (("Wins.", update.wins), ("Risks.", update.risks))
        if text and text.strip()
    ]
    if not told:
        return ""
    return f"##### Week of {words.day(update.week)}\n\n" + "\n\n".join(told).replace("$", "\\$")


def _written(note: RetroNote | None) -> None:
    if note is None:
        pieces.html(Markup('<p class="soft">There was no note.</p>'))
        return
    st.markdown(prose(note))
    by = Markup('<p class="soft">{}, {}</p>')
    pieces.html(by.format(said.name(note.by), said.moment(note.recorded_at)))


def prose(note: RetroNote) -> str:
    """The parts of a note that say something, each under its heading, as Markdown; a dollar is a dollar."""
    told = ((label, getattr(note, name)) for name, (label, _) in FIELDS.items())
    return "\n\n".join(f"##### {label}\n\n{text}" for label, text in told if text).replace("$", "\\$")


def _pick(me: str | None) -> Markup:
    if pieces.is_read_only():
        return Markup('<div class="empty"><p>Pick a key result on the left to read its note.</p></div>')
    if me is None:
        return Markup(
            '<div class="empty"><h2>Who are you?</h2><p>Choose your name above and your key results come first, one at '
            "a time, with what you wrote about them during the quarter beside the form.</p></div>"
        )
    return Markup(
        '<div class="empty"><h2>You own no key result of this quarter</h2><p>Pick one on the left to read its note or '
        "to write in its owner’s place.</p></div>"
    )
