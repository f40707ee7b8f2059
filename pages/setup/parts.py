"""What the setup sections share: headings, tables, moments in words, and the stylesheet."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from data.errors import Problem
from data.monday.health import State, Trouble
from pages.parts import load

_CSS = Markup("""<style>
.plain { border-collapse: collapse; width: 100%; }
.plain th { text-align: left; font-weight: 600; font-size: 0.85em; color: var(--soft); white-space: nowrap; }
.plain th, .plain td { border-bottom: 1px solid var(--line); padding: 0.4rem 1.1rem 0.4rem 0; vertical-align: top; }
.plain td.right, .plain th.right { text-align: right; }
.plain tr.group td { padding-top: 1.1rem; font-weight: 650; }
.plain tr.dim td { color: var(--soft); }
.plain small { color: var(--soft); display: block; overflow-wrap: anywhere; }
.plain code, .okr code { font-size: 0.9em; overflow-wrap: anywhere; }
.plain td:first-child code { white-space: nowrap; }
.wide { overflow-x: auto; } .okr.soft { color: var(--soft); }
.okr h2.section { margin: 0.5rem 0 0; font-size: 1.2rem; }
.okr .ill { margin: 0 0 0.6rem; padding-left: 0.7rem; border-left: 3px solid var(--bad); max-width: 54rem; }
.okr .ill small { display: block; color: var(--soft); overflow-wrap: anywhere; }
.okr .lead { color: var(--soft); margin: 0.1rem 0 0.6rem; max-width: 54rem; }
</style>""")
_TABLE = Markup('<div class="okr wide"><table class="plain"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>')
_SOURCE = Markup(
    '<div class="okr"><h2 class="section">{} <span class="badge {}"><i aria-hidden="true">{}</i> {}</span></h2>'
    '<p class="lead">{}</p>{}</div>'
)
# The CSS class, the glyph and the word for how a source is after its last reading; of troubles the worst first.
NOT_CONNECTED, _NOT_READ, _READ = ("soft", "○", "not connected"), ("soft", "○", "not read yet"), ("good", "✓", "read")
_STATES: Mapping[State, tuple[str, str, str]] = {
    "failed": ("bad", "■", "failed"),
    "in part": ("s-at-risk", "▲", "in part"),
    "late": ("s-at-risk", "▲", "not read lately"),
}
_ILL = Markup('<p class="ill">{}<small>{}</small></p>')
_FOUND = Markup("<code>{}</code>")
_HEAD, _CELL = Markup('<th scope="col" class="{}">{}</th>'), Markup('<td class="{}">{}</td>')


def style() -> Markup:
    return _CSS


def heading(title: str, lead: str | Markup = "") -> None:
    st.html(Markup('<div class="okr"><h2 class="section">{}</h2><p class="lead">{}</p></div>').format(title, lead))


def table(head: Sequence[str], rows: Iterable[Sequence[str | Markup]], *, numbers: Iterable[int] = ()) -> Markup:
    """A table; the columns whose positions are among `numbers` stand to the right."""
    right = frozenset(numbers)
    body = Markup("").join(row if isinstance(row, Markup) else line(row, right) for row in rows)
    cells = Markup("").join(_HEAD.format(_css(place, right), text) for place, text in enumerate(head))
    return _TABLE.format(cells, body)


def line(cells: Sequence[str | Markup], right: Container[int] = (), *, css: str = "") -> Markup:
    drawn = Markup("").join(_CELL.format(_css(place, right), text) for place, text in enumerate(cells))
    return Markup('<tr class="{}">{}</tr>').format(css, drawn)


def group(title: str, columns: int) -> Markup:
    """A row that heads the rows below it."""
    return Markup('<tr class="group"><td colspan="{}">{}</td></tr>').format(columns, title)


def problems(found: Iterable[Problem]) -> Markup:
    """What is wrong with files, or worth a look in them: where, what was found, what was expected."""
    rows = [
        (each.file or "", str(each.line or ""), each.column or "", _FOUND.format(each.value or ""), each.message)
        for each in found
    ]
    return table(("File", "Line", "Column", "Found", "What is wrong"), rows, numbers=(1,))


def moment(at: datetime) -> str:
    return f"{at:%-d %b %Y, %H:%M}"


def me() -> str | None:
    """Who is looking, as far as they said."""
    return st.query_params.get("me")


def read(is_read: bool) -> tuple[str, str, str]:
    """The badge of a source that is set up, whether it was read yet or not."""
    return _READ if is_read else _NOT_READ


def source(title: str, badge: tuple[str, str, str], lead: str | Markup, troubles: Sequence[Trouble]) -> Markup:
    """A source's heading with how it is, as the CSS class, the glyph and the word of a `badge`; one that is in trouble
    says so instead, in the words of the board and with why.
    """
    ill = {trouble.state for trouble in troubles}
    shown = next((each for state, each in _STATES.items() if state in ill), badge)
    ill = Markup("").join(_ILL.format(trouble.text, trouble.why) for trouble in troubles)
    return _SOURCE.format(title, *shown, lead, ill)


def is_past() -> bool:
    """Whether the past is being looked at, which nobody can change; says so."""
    if load.as_of() is None:
        return False
    st.html('<p class="okr soft">You are looking at the past, where nothing can be changed.</p>')
    return True


def _css(place: int, right: Container[int]) -> str:
    return "right num" if place in right else ""
