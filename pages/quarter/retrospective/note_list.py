"""The list beside the owners' notes: one's own key results first, each with whether its note is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from data.rules.quarterly import RetroNote
from data.rules.scorecard import KeyResultScore
from pages.parts import said
from pages.quarter.retrospective import forms, pieces
from pages.quarter.retrospective.asked import Asked

Notes = Mapping[str, RetroNote]  # by key result

CSS = Markup("""
.okr .notes-list { list-style: none; margin: 0.2rem 0 0.8rem; padding: 0; }
.okr .notes-list li { margin: 0; }
.notes-list a { display: grid; grid-template-columns: 1.2rem 1fr; gap: 0 0.4rem; padding: 0.4rem 0.5rem;
  text-decoration: none; border-bottom: 1px solid var(--line); }
.notes-list a:hover, .notes-list [aria-current] { background: var(--wash); }
.notes-list [aria-current] { box-shadow: inset 3px 0 var(--accent); font-weight: 650; }
.notes-list small { grid-column: 2; color: var(--soft); font-weight: 400; }
""")


def shared_out(rows: Sequence[KeyResultScore], me: str | None) -> tuple[list[KeyResultScore], list[KeyResultScore]]:
    """Mine, those that I stand in for last; then everybody else's, by owner."""

    def stands_for(row: KeyResultScore) -> bool:
        return me is not None and said.stand_in(row.owner) == me

    told = [row for row in rows if not row.cancelled]
    mine = [row for row in told if me is not None and row.owner == me]
    for_others = [row for row in told if row not in mine and stands_for(row)]
    others = [row for row in told if row not in mine and row not in for_others]
    return [*mine, *for_others], sorted(others, key=lambda row: (pieces.owner(row), row.title))


def show(
    at: Asked,
    mine: Sequence[KeyResultScore],
    others: Sequence[KeyResultScore],
    chosen: KeyResultScore | None,
    notes: Notes,
) -> None:
    """How many are written, my own, and everybody else's."""
    yours = _list("Yours", mine, notes, chosen, at)
    pieces.html(_count([*mine, *others], notes), yours, _others(others, mine, notes, chosen, at))


def _count(rows: Sequence[KeyResultScore], notes: Notes) -> Markup:
    written = sum(row.key_result in notes for row in rows)
    return Markup("<p><b>{} of {}</b> notes are written.</p>").format(written, len(rows))


def _list(title: str, rows: Sequence[KeyResultScore], notes: Notes, chosen: KeyResultScore | None, at: Asked) -> Markup:
    if not rows:
        return Markup("")
    entries = Markup("").join(_entry(row, notes, row == chosen, at) for row in rows)
    return Markup('<h2>{}</h2><ul class="notes-list">{}</ul>').format(title, entries)


def _others(
    rows: Sequence[KeyResultScore],
    mine: Sequence[KeyResultScore],
    notes: Notes,
    chosen: KeyResultScore | None,
    at: Asked,
) -> Markup:
    """Everybody else's: folded away for who has their own to write."""
    if not mine:
        return _list("All key results", rows, notes, chosen, at)
    is_open = Markup(" open") if chosen in rows else ""
    text = Markup("<details{}><summary>Everybody else’s</summary>{}</details>")
    return text.format(is_open, _list("", rows, notes, chosen, at))


def _entry(row: KeyResultScore, notes: Notes, is_chosen: bool, at: Asked) -> Markup:
    is_written = row.key_result in notes
    mark = Markup('<span class="good" aria-hidden="true">✓</span>') if is_written else Markup("<span></span>")
    state = "written" if is_written else "no note yet"
    if forms.is_unsaved(row.key_result):
        state = "typed, not saved yet"
    text = Markup('<li><a data-page href="{}"{}>{}<span>{}</span><small>{} · {}</small></a></li>')
    current = Markup(' aria-current="true"') if is_chosen else ""
    return text.format(at.here(kr=row.key_result), current, mark, row.title, pieces.owner(row), state)
