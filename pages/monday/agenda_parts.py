"""What the parts of the agenda share: headings, who is looking, and what is being edited."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from pages.parts import links

CSS = Markup("""<style>
.okr h1 { font-size: 1.45rem; line-height: 1.25; margin: 0.1rem 0; padding: 0; font-weight: 680; }
.okr .heading { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.8rem; margin-top: 0.8rem;
  border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
.okr .heading h2 { margin: 0; }
.okr .entry { position: relative; padding: 0.15rem 0; } .entry b { font-weight: 600; overflow-wrap: anywhere; }
.entry small, .okr small { color: var(--soft); } .entry small { display: block; overflow-wrap: anywhere; }
.okr .entry:has(> i) { padding-left: 1.6rem; } .entry > i { position: absolute; left: 0; font-style: normal;
  color: var(--soft); }
.entry.done b { font-weight: 400; text-decoration: line-through; color: var(--soft); }
.okr .decided { list-style: none; margin: 0.3rem 0; padding: 0; }
.okr .decided li { margin: 0 0 0.45rem; } .decided small { display: block; }
[class*="st-key-agenda_"] > [data-testid="stElementContainer"]:has(.okr) { flex: 1 1 auto; min-width: 0; }
[class*="st-key-agenda_"] [data-testid="stButton"] button { min-width: 2.2rem; min-height: 2.2rem; }
</style>""")


def html(body: Markup) -> None:
    st.html(Markup('<div class="okr">{}</div>').format(body))


def heading(title: str, about: str | Markup = "") -> None:
    html(Markup('<div class="heading"><h2>{}</h2><small>{}</small></div>').format(title, about))


def me() -> str | None:
    """Who is looking, as far as they said."""
    return st.query_params.get("me") or None


def is_edited(name: str) -> bool:
    """Whether the address asks for the form of an item or action."""
    return st.query_params.get("edit") == name


def edit_link(name: str) -> Markup:
    whose = st.query_params.get("whose")
    return links.link("edit", "/agenda", edit=name, whose=whose)


def stop_editing() -> None:
    st.query_params.pop("edit", None)


def outside(address: str) -> Markup:
    """A link that somebody gave; what is no web address stays text."""
    if not address.startswith(("http://", "https://")):
        return Markup("{}").format(address)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">link ↗</a>').format(address)


def field(name: str) -> Any:
    return st.session_state.get(f"agenda.{name}")


def empty(form: str, **fields: Any) -> None:
    """Make a form ready for the next one."""
    for name, value in fields.items():
        st.session_state[f"agenda.{form}.{name}"] = value
