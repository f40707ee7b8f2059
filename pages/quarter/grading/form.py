"""Grading in place: one key result or objective at a time, prefilled with what is suggested, then the next."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.quarter import grades as giving
from data.rules import grading, values
from data.rules.okr import GradeBand
from data.rules.scorecard import KeyResultScore, Preset
from pages.parts import acts, grades, into_view, load, who
from pages.quarter.grading.asked import GRADE, JUDGE, Asked, Scored, name, verb

CSS = Markup("""
.st-key-scorecard_form { border-left: 3px solid var(--accent); padding: 0.7rem 1rem 0.9rem; background: var(--wash);
  border-radius: 0 6px 6px 0; }
.st-key-scorecard_form .follows { padding-top: 0.2rem; }
""")
_BANDS: tuple[GradeBand, ...] = ("achieved", "partly", "missed")


def form(at: Asked, row: Scored) -> None:
    """The fields of one row; Save gives the grade and opens the next one without."""
    preset = at.card.preset
    with st.container(key="scorecard_form", gap="small"):
        acts.refusal()
        measured, judged, noted = st.columns([4, 6, 9], gap="medium")
        with judged:
            score = _score(row, preset)
            chosen = _grade(row, preset)
        with measured:
            if isinstance(row, KeyResultScore):
                _final_value(row)
            _page(_outcome(row, score, chosen, preset))
        with noted:
            st.text_area(
                "Note", (row.given and row.given.note) or "", key=_key(row, "note"), height=132,
                placeholder="How it went, in a sentence or two: it stands on the scorecard.", persist_state="session",
            )  # fmt: skip
        _ends(at, row)
        into_view.bring(
            "scorecard_form", f"{verb(row)} {name(row)}", "[data-testid=stNumberInput] input[aria-label^=S]"
        )


def _ends(at: Asked, row: Scored) -> None:
    following = at.following(row)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Save, and on to the next" if following else "Save", key="scorecard_save", type="primary",
            shortcut="Ctrl+Enter", on_click=acts.guarded, args=(_save, row, following, at.card.preset),
        )  # fmt: skip
        st.button("Leave it", key="scorecard_leave", type="tertiary", on_click=_open, args=(None,))
        left = len(at.left) - (row.given is None)
        _page(Markup('<span class="soft">{}</span>').format(f"{left} more without a grade" if left else "the last one"))


def _score(row: Scored, preset: Preset) -> float | None:
    """The score as it is typed, 0..1; in percent where the preset grades the share complete."""
    key, scale = _key(row, "score"), _scale(preset)
    prefilled = row.score
    typed = st.number_input(
        "Score, in percent complete" if preset == "percent" else "Score, 0.0 to 1.0",
        min_value=0.0,
        max_value=scale,
        value=None if prefilled is None else round(prefilled * scale, 2),
        step=1.0 if preset == "percent" else 0.1,
        format="%g" if preset == "percent" else "%.1f",
        key=key,
        persist_state="session",
    )
    return None if typed is None else typed / scale


def _grade(row: Scored, preset: Preset) -> GradeBand | None:
    return st.segmented_control(
        "Grade, if it does not follow the score",
        _BANDS,
        format_func=lambda band: grading.label(band, preset),
        key=_key(row, "grade"),
    )


def _outcome(row: Scored, score: float | None, chosen: GradeBand | None, preset: Preset) -> Markup:
    """What Save will give."""
    given, band = _given(row, score, chosen)
    if given is None and band is None:
        return Markup('<div class="follows soft">Give a score or a grade.</div>')
    if given is None and band is not None:
        given = grading.score_for(band, row.suggested.score, preset)
    elif given is not None and band is None:
        band = grading.grade_of(given, preset)
    return Markup('<div class="follows">Saves {}</div>').format(grades.badge(band or "ungraded", preset, given))


def _given(row: Scored, score: float | None, chosen: GradeBand | None) -> tuple[float | None, GradeBand | None]:
    """Score and grade as they are given: a grade chosen beside a score that nobody touched goes alone."""
    is_touched = score is not None and (row.score is None or abs(score - row.score) > 1e-9)
    return (score if is_touched or chosen is None else None), chosen


def _save(row: Scored, following: Scored | None, preset: Preset) -> None:
    typed = st.session_state.get(_key(row, "score"))
    score, grade = _given(
        row, None if typed is None else typed / _scale(preset), st.session_state.get(_key(row, "grade"))
    )
    about = {"key_result": row.key_result} if isinstance(row, KeyResultScore) else {"objective": row.objective}
    note = st.session_state.get(_key(row, "note"))
    giving.give(load.store(), load.settings(), **about, score=score, grade=grade, note=note, by=who.me())
    _open(following)


def _final_value(row: KeyResultScore) -> None:
    """The final value may still be written down, here or as an update; the suggestion follows it."""
    if row.kind == "done":
        is_done = row.progress == 1
        st.button(
            "It was not done after all" if is_done else "It was done", key="scorecard_done",
            on_click=acts.guarded, args=(_log_done, row, not is_done),
        )  # fmt: skip
    elif row.kind != "milestones" or row.value is not None:
        about = ", ".join(filter(None, (row.unit, row.value_as_of and values.short_day(row.value_as_of))))
        st.number_input(
            f"Final value ({about})" if about else "Final value",
            value=row.value,
            format="%g",
            step=None,
            key=_key(row, "value"),
        )
        st.button("Keep the value", key="scorecard_value", on_click=acts.guarded, args=(_log_value, row))


def _log_value(row: KeyResultScore) -> None:
    value = st.session_state.get(_key(row, "value"))
    giving.log_final(load.store(), load.settings(), row.key_result, value=value, by=who.me())


def _log_done(row: KeyResultScore, is_done: bool) -> None:
    status = "done" if is_done else "off track"
    giving.log_final(load.store(), load.settings(), row.key_result, value=float(is_done), status=status, by=who.me())


def _open(row: Scored | None) -> None:
    """Open another row's form, or none."""
    for asked in (GRADE, JUDGE):
        st.query_params.pop(asked, None)
    if row is not None:
        st.query_params[verb(row)] = name(row)


def _key(row: Scored, field: str) -> str:
    """A field's key; another suggestion or grade fills it anew, but a note that was typed stays."""
    filled = "" if field == "note" else f".{row.score}"
    return f"scorecard.{verb(row)}.{name(row)}.{field}{filled}"


def _scale(preset: Preset) -> float:
    return 100.0 if preset == "percent" else 1.0


def _page(body: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(body))
