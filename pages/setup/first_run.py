"""What a new, empty store shows: three ways to begin."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data import samples
from data.pulls import sync
from data.rules.calendar import Quarter
from pages.parts import links, load
from pages.setup import imports, parts, sample

_WIDTH = 1180

_CSS = Markup("""<style>
.hello { padding: 1.6rem 0 0.6rem; }
.okr.hello h1 { font-size: 2.1rem; font-weight: 700; letter-spacing: -0.02em; line-height: 1.15; margin: 0;
  padding: 0; }
.okr.hello p { font-size: 1.1rem; color: var(--soft); margin: 0.4rem 0 0; max-width: 52rem; }
.way h2 { font-size: 1.15rem; margin: 0 0 0.2rem; }
.way p { margin: 0; color: var(--soft); }
.way ol { margin: 0.5rem 0 0; padding-left: 1.2rem; } .way li { margin-bottom: 0.35rem; }
.way code { font-size: 0.85em; overflow-wrap: anywhere; }
.lines { font: 0.8rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre;
  overflow-x: auto; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem 0.8rem;
  margin: 0.25rem 0 0.7rem; }
.lines b { color: var(--accent); font-weight: 600; }
.okr .file { font-weight: 600; font-size: 0.85rem; }
</style>""")

_HELLO = Markup(
    '<div class="okr hello"><h1>Your quarter starts here.</h1>'
    "<p>This store is empty. Bring your OKRs, or look around a living sample first.</p>{}</div>"
)
_KEPT = Markup(
    '<div class="note" style="margin-top: 0.9rem" role="status">This is your own store now. '
    "The sample is kept as <code>{}</code>.</div>"
)
_WAY = Markup('<div class="okr way"><h2>{}</h2>{}</div>')
_EXAMPLES = Markup(
    '<div class="okr"><p class="soft">Three small files are enough to begin. Every other column can wait.</p>{}</div>'
)
_EXAMPLE = Markup('<span class="file">{}</span><div class="lines"><b>{}</b>\n{}</div>')
_SAMPLE = Markup(
    "<p>An invented company in the eleventh week of its quarter: a green that the numbers deny, a late rescue, a "
    "silent owner. You leave it with one click, for a store of your own.</p>"
)

FILES = (  # each a file's name, its header and rows
    (
        "people.csv",
        "email,name,role,team",
        "ada@example.com,Ada Park,director,Platform",
        "bo@example.com,Bo Lind,owner,Growth",
    ),
    (
        "objectives.csv",
        "objective,quarter,title,why,team,owner",
        "reliable,{quarter},Nobody waits for us,Waiting is why people leave,Platform,ada@example.com",
        "self-serve,{quarter},Teams start without a call,Sales should sell,Growth,bo@example.com",
    ),
    (
        "key_results.csv",
        "key_result,objective,title,owner,unit,baseline,target",
        "p95,reliable,Pages open in 400 ms,ada@example.com,ms,900,400",
        "installs,self-serve,80 active installs,bo@example.com,installs,20,80",
    ),
)


def show() -> None:
    """Three ways to begin, for a store without objectives."""
    st.html(parts.style() + _CSS)
    if load.as_of() is not None:
        st.html('<p class="okr soft">Nothing was known here at that moment.</p>')
        return
    with st.container(width=_WIDTH):
        kept = st.session_state.get(sample.KEPT)
        st.html(_HELLO.format(_KEPT.format(kept) if kept else ""))
        wide, narrow = st.columns([1.75, 1], gap="medium")
        with wide.container(border=True):
            _bring()
        with narrow:
            if not load.has_anything():
                with st.container(border=True):
                    _look_around()
            with st.container(border=True):
                _connect()


def _bring() -> None:
    quarter = load.quarter(load.week_under_review())
    st.html(
        _WAY.format(
            "Bring your OKRs", Markup("<p>Drop your files here. You see what they hold before anything is kept.</p>")
        )
    )
    if not imports.upload():
        st.html(_EXAMPLES.format(Markup("").join(_example(*lines, quarter=quarter) for lines in FILES)))
        imports.templates()


def _example(file: str, head: str, *rows: str, quarter: Quarter) -> Markup:
    return _EXAMPLE.format(file, head, "\n".join(rows).format(quarter=quarter))


def _look_around() -> None:
    st.html(_WAY.format("Look around first", _SAMPLE))
    if st.button("Open the sample", type="primary", width="stretch"):
        with st.spinner("Filling in a year of an invented company…"):
            samples.fill(load.store(), load.settings())
        st.rerun()


def _connect() -> None:
    missing = sync.missing(load.settings())
    if not missing:
        said = Markup("<p>Looker is set up. {} brings your dashboard’s numbers in as KPIs.</p>")
        st.html(_WAY.format("Connect Looker", said.format(links.link("Sync now, in Setup", "/setup"))))
        return
    names = Markup("").join(Markup("<li><code>{}</code></li>").format(name) for name in missing)
    said = Markup(
        "<p>KPIs then arrive by themselves. Set these in the environment or in <code>.streamlit/secrets.toml</code>, "
        "name your dashboards in <code>okr.toml</code>, and start again:</p><ol>{}</ol>"
    )
    st.html(_WAY.format("Connect Looker", said.format(names)))
