"""Links between pages: plain anchors with real addresses, followed inside the session.

Streamlit would load the whole app anew for an anchor in `st.html`. `listen` makes a plain click on one of ours do what
the browser's back button does instead, which Streamlit answers by running the page in the same session.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup
from streamlit.components import v2 as components

KEPT = ("as_of", "me")  # what every link carries on: the moment being looked at and who is looking

_FOLLOW = """
export default function () {
  const follow = (event) => {
    const link = event.target.closest?.("a[data-page]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  };
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""


@st.cache_resource
def _listener() -> Callable[..., object]:
    return components.component("okr.links", js=_FOLLOW)


def listen() -> None:
    """Follow our anchors inside the session; called once per run, by the shell."""
    _listener()(key="links")


def to(page: str, **params: str | None) -> str:
    """The address of a page with its choices; who is looking and the moment looked at go along unless given (None drops
    one).
    """
    query = st.query_params.to_dict()
    kept = {name: query[name] for name in KEPT if name in query}
    chosen = {name: value for name, value in (kept | params).items() if value}
    return f"{page}?{urlencode(chosen)}" if chosen else page


def at_present(page: str) -> str:
    """The address of this page with every choice it has, as it stands now."""
    kept = [(name, value) for name in st.query_params for value in st.query_params.get_all(name) if name != "as_of"]
    return f"{page}?{urlencode(kept)}" if kept else page


def link(label: str, page: str, *, css: str = "", **params: str | None) -> Markup:
    """An anchor to a page, its label escaped."""
    return Markup('<a data-page href="{}" class="{}">{}</a>').format(to(page, **params), css, label)
