"""Where the work items come from: whether GitHub's board is connected, what it answered last, and a sync by hand."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.errors import OkrError
from data.pulls import tracker
from data.rules import words
from data.sources.github.projects import Page
from data.store.connection import Row
from pages.parts import links, load
from pages.setup import parts

_GITHUB = Markup(
    '<div class="okr"><h2 class="section">GitHub <span class="badge {}"><i aria-hidden="true">{}</i> {}</span></h2>'
    '<p class="lead">{}</p></div>'
)
_ANSWERS = {
    "ok": ("✓", "read", "good"),
    "empty": ("○", "empty", "soft"),
    "partial": ("▲", "in part", "s-at-risk"),
    "error": ("■", "failed", "bad"),
}


def show() -> None:
    missing = tracker.missing(load.settings())
    rows = load.tracker_pages()
    st.html(_connection(missing, rows))
    if missing:
        return
    if load.as_of() is None and st.button("Read the board now", icon=":material/sync:", key="setup_github"):
        _sync()
    if rows:
        head = ("Page", "Answer", "Items", "Asked", "Problem")
        st.html(parts.table(head, [_row(row) for row in rows if _is_told(row)], numbers=(2,)))


def _connection(missing: tuple[str, ...], rows: list[Row]) -> Markup:
    if missing:
        names = Markup(", ").join(Markup("<code>{}</code>").format(name) for name in missing)
        text = Markup("Not set: {}. {} tells how, step by step.").format(names, links.link("Work", "/work"))
        return _GITHUB.format("soft", "○", "not connected", text)
    place = tracker.place(load.settings())
    read = next((row["last_good_at"] for row in rows if row["element"] == tracker.BOARD), None)
    when = f"read last on {parts.moment(read)} UTC" if read else "never read yet"
    text = Markup("Reads the board of {}, {}. {} shows it.").format(place, when, links.link("Work", "/work"))
    return _GITHUB.format("good", "✓", "set up", text)


def _is_told(row: Row) -> bool:
    """The board as a whole, and of its pages those that are in trouble."""
    return row["element"] == tracker.BOARD or row["status"] not in ("ok", "empty")


def _row(row: Row) -> tuple[str | Markup, ...]:
    glyph, word, css = _ANSWERS[row["status"]]
    answer = Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span>').format(css, glyph, word)
    is_board = row["element"] == tracker.BOARD
    title = Markup("<b>{}</b>").format(row["title"] or "The board") if is_board else row["title"]
    asked = Markup('<span class="num">{}</span>').format(parts.moment(row["recorded_at"]))
    return title, answer, words.number(row["count_rows"]), asked, row["message"]


def _sync() -> None:
    with st.status("Asking GitHub… stay on this page until it is done.", expanded=True) as status:
        read = 0

        def arrived(page: Page) -> None:
            nonlocal read
            read += page.count_read
            total = f" of {words.number(page.total)}" if page.total else ""
            status.update(label=f"{words.number(read)}{total} items read… stay on this page until it is done.")

        try:
            report = tracker.sync(load.store(), load.settings(), by=parts.me(), on_page=arrived)
        except OkrError as error:
            status.update(label=str(error), state="error")
        else:
            done = f"Done: {words.count(len(report.pages), 'page')}, {words.count(len(report.board.ids), 'item')}."
            status.update(
                label=done if report.board.status == "ok" else report.board.message,
                state="complete" if report.board.status == "ok" else "error",
            )
