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

_ANSWERS = {
    "ok": ("✓", "read", "good"),
    "empty": ("○", "empty", "soft"),
    "partial": ("▲", "in part", "s-at-risk"),
    "error": ("■", "failed", "bad"),
}
_STEPS = Markup(
    '<div class="okr"><ol class="lead">'
    "<li>Make a token on GitHub that may read the organization’s projects (classic: <code>read:project</code>; "
    "fine-grained: Projects, read), and set it as <code>GITHUB_TOKEN</code> in the environment or in "
    "<code>.streamlit/secrets.toml</code>.</li>"
    "<li>Name the board under <code>[github]</code> in <code>okr.toml</code>: for "
    "<code>github.com/orgs/acme/projects/12</code> that is <code>organization = &quot;acme&quot;</code> and "
    "<code>project = 12</code>.</li><li>Start again, and read the board here.</li></ol>"
    '<p class="lead">{} then shows what slipped, what was closed and what is due. Without GitHub, items can be '
    "imported as <code>work_items.csv</code>.</p></div>"
)


def show() -> None:
    missing = tracker.missing(load.settings())
    head = st.empty()
    head.html(_connection(missing))
    if missing:
        st.html(_STEPS.format(links.link("Work", "/work")))
        return
    if load.as_of() is None and st.button("Read the board now", icon=":material/sync:", key="setup_github"):
        _sync()
        head.html(_connection(missing))
    if rows := load.tracker_pages():
        columns = ("Page", "Answer", "Items", "Asked", "Problem")
        st.html(parts.table(columns, [_row(row) for row in rows if _is_told(row)], numbers=(2,)))


def _connection(missing: tuple[str, ...]) -> Markup:
    ill = load.troubles("github")
    if missing:
        names = Markup(", ").join(Markup("<code>{}</code>").format(name) for name in missing)
        text = Markup("Not set: {}.").format(names)
        return parts.source("GitHub", parts.NOT_CONNECTED, text, ill)
    place = tracker.place(load.settings())
    read = next((row["last_good_at"] for row in load.tracker_pages() if row["element"] == tracker.BOARD), None)
    when = f"read last on {parts.moment(read)} UTC" if read else "never read yet"
    text = Markup("Reads the board of {}, {}. {} shows it.").format(place, when, links.link("Work", "/work"))
    return parts.source("GitHub", parts.read(read is not None), text, ill)


def _is_told(row: Row) -> bool:
    """The board as a whole, and of its pages those that are in trouble."""
    return row["element"] == tracker.BOARD or row["status"] not in ("ok", "empty")


def _row(row: Row) -> tuple[str | Markup, ...]:
    glyph, word, css = _ANSWERS[row["status"]]
    answer = Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span>').format(css, glyph, word)
    is_board = row["element"] == tracker.BOARD
    title = Markup("<b>{}</b>").format(row["title"] or "The board") if is_board else row["title"]
    asked = Markup('<span class="num">{}</span>').format(parts.moment(row["recorded_at"]))
    count = words.number(row["count_rows"]) if row["status"] != "error" else ""
    return title, answer, count, asked, row["message"]


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
