"""Where the KPIs come from, Looker and an org's own files: whether they are set up, what each tile answered last, and a
sync by hand.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.errors import OkrError
from data.pulls import lookers, own_kpis, sync
from data.rules import words
from data.store.connection import Row
from pages.parts import load
from pages.setup import jobs, parts, tracker

# A glyph, a word and a colour for what a tile answered.
_ANSWERS = {
    "ok": ("✓", "read", "good"),
    "empty": ("○", "empty", "soft"),
    "truncated": ("▲", "cut off", "s-at-risk"),
    "error": ("■", "failed", "bad"),
    "skipped": ("–", "skipped", "soft"),
}
_CSS = "<style>@media (max-width: 640px) { .plain td:last-child { min-width: 14rem; } }</style>"  # a problem in words
_ORDER = ("error", "truncated", "empty", "ok", "skipped")  # what needs a look comes first


def show() -> None:
    st.html(_CSS)
    missing, head = sync.missing(load.settings()), st.empty()
    head.html(_connection(missing))
    if not missing and load.as_of() is None and st.button("Sync now", type="primary", icon=":material/sync:"):
        _sync("looker")
        head.html(_connection(missing))
    _tiles()
    _files()
    tracker.show()
    jobs.show()


def _connection(missing: list[str]) -> Markup:
    if missing:
        names = Markup(", ").join(Markup("<code>{}</code>").format(name) for name in missing)
        said = Markup(
            "Not set: {}. Set {} in the environment or in <code>.streamlit/secrets.toml</code> and start again. "
            "An admin of Looker makes API keys under Admin → Users. What is read then: {}."
        )
        text = said.format(names, "it" if len(missing) == 1 else "them", _wanted())
        return parts.source("Looker", parts.NOT_CONNECTED, text, load.troubles("looker"))
    text = f"Reads {_wanted()} at {lookers.hosts(load.settings())}."
    return parts.source("Looker", parts.read(bool(load.tiles())), text, load.troubles("looker"))


def _wanted() -> str:
    """What is read: "dashboard 217; Looks 12, 15"."""
    named = [
        f"{noun if len(ids) == 1 else noun + 's'} {', '.join(ids)}"
        for instance in lookers.instances(load.settings())
        for noun, ids in (("dashboard", instance.dashboards), ("Look", instance.looks))
        if ids
    ]
    return "; ".join(named) or "nothing, for no dashboard and no Look is listed under [looker],"


def _files() -> None:
    """The org's own files and queries; without any, how there may be some."""
    is_meant, head = sync.is_meant(load.settings(), "files"), st.empty()
    head.html(_of_files())
    if is_meant and load.as_of() is None and st.button("Read now", type="primary", icon=":material/sync:"):
        _sync("files")
        head.html(_of_files())
    if tiles := load.tiles("files"):
        _table(tiles, "File")


def _of_files() -> Markup:
    settings = load.settings()
    if sync.is_meant(settings, "files"):
        badge = parts.read(bool(load.tiles("files")))
        return parts.source("KPI files", badge, f"Reads {own_kpis.told(settings)}.", load.troubles("files"))
    said = Markup(
        "Without Looker, or beside it: name CSV and Parquet files with the columns kpi, date and value under "
        "<code>[kpis]</code> in <code>okr.toml</code>, or put queries over such files "
        "(<code>&lt;kpi&gt;.sql</code>, with date and value) into <code>{}</code>."
    )
    return parts.source("KPI files", ("soft", "○", "none"), said.format(settings.kpis.folder), ())


def _sync(source: sync.Source) -> None:
    asked = "Asking Looker" if source == "looker" else "Reading the files"
    with st.status(f"{asked}… stay on this page until it is done.", expanded=True) as status:
        read: list[str] = []

        def arrived(tile: sync.Tile) -> None:
            read.append(tile.title)
            status.html(_arrived(tile))
            count = words.count(len(read), sync.COUNTED[source])
            status.update(label=f"{count} read so far… stay on this page until it is done.")

        try:
            report = sync.run(load.store(), load.settings(), source, by=parts.me(), on_tile=arrived)
        except OkrError as error:
            status.update(label=str(error), state="error")
        else:
            status.update(label=_result(report), state="complete" if report.status == "ok" else "error")


def _arrived(tile: sync.Tile) -> Markup:
    said = tile.message or words.count(tile.rows, "row")
    line = Markup('<div class="okr">{} {} <span class="soft">· {}</span></div>')
    return line.format(_answer(tile.status), tile.title, said)


def _result(report: sync.Report) -> str:
    failed = sum(tile.status == "error" for tile in report.tiles)
    count = words.count(len(report.tiles), sync.COUNTED[report.source])
    if not report.tiles:
        return "Looker answered, but there is no tile to read. Check the dashboards in the settings."
    if not failed:
        return f"Done: {count}, {words.count(sum(tile.rows for tile in report.tiles), 'row')}."
    kept = "What was read before is kept; the table below says what is wrong."
    return f"{failed} of {count} could not be read. {kept}"


def _tiles() -> None:
    tiles = load.tiles()
    if not tiles:
        st.html(
            '<p class="okr soft">No tile was read yet. What Looker shows on the dashboard arrives here tile by tile, '
            "and every number in it becomes a KPI. Until then KPIs can be imported as kpis.csv and readings.csv.</p>"
        )
        return
    _table(tiles, "Tile")
    st.html('<p class="okr soft">Times are UTC. A tile that fails keeps its last good numbers, marked stale.</p>')


def _table(tiles: list[Row], called: str) -> None:
    listed = sorted(tiles, key=lambda tile: _ORDER.index(tile["status"]))
    head = (called, "Answer", "Rows", "Asked", "Last good", "Problem")
    st.html(parts.table(head, [_tile(tile) for tile in listed], numbers=(2,)))


def _where(tile: Row) -> str:
    """ "dashboard 217", "dashboard eu/12", "Look"; nothing of a file, a dashboard or a Looker: the title names it."""
    if tile["source"] == "files" or not tile["element"]:
        return ""
    return "Look" if tile["element"].startswith("look:") else f"dashboard {tile['dashboard']}"


def _tile(tile: Row) -> tuple[str | Markup, ...]:
    where = _where(tile)
    never = "never" if tile["element"] else ""  # a dashboard or a Looker gives nothing by itself
    good = parts.moment(tile["last_good_at"]) if tile["last_good_at"] else never
    has_numbers = tile["status"] not in ("error", "skipped")
    return (
        Markup("{}<small>{}</small>").format(tile["title"], where),
        _answer(tile["status"]),
        words.number(tile["count_rows"]) if has_numbers else "",
        Markup('<span class="num">{}</span>').format(parts.moment(tile["recorded_at"])),
        Markup('<span class="num">{}</span>').format(good if tile["status"] != "skipped" else ""),
        tile["message"],
    )


def _answer(status: str) -> Markup:
    glyph, word, css = _ANSWERS[status]
    return Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span>').format(css, glyph, word)
