"""A mail as it arrives, in a frame of its own: no rule of the page reaches it, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.components import v2 as components

Scheme = Literal["light", "dark"]
_DARK = "(prefers-color-scheme: dark)"

_HTML = '<iframe sandbox="allow-same-origin allow-popups" title="The mail as it will arrive"></iframe>'
_CSS = """
iframe { display: block; box-sizing: border-box; width: 100%; min-height: 12rem; margin: 0 auto;
  border: 1px solid var(--line, #d9e0e1); border-radius: 8px; }
"""
_JS = """
export default function ({ data, parentElement }) {
  const frame = parentElement.querySelector("iframe");
  frame.style.maxWidth = `${data.width}px`;
  const fit = () => {
    const root = frame.contentDocument?.documentElement;
    if (root?.scrollHeight) frame.style.height = `${Math.ceil(root.getBoundingClientRect().height) + 2}px`;
  };
  frame.onload = () => {
    fit();
    new ResizeObserver(fit).observe(frame.contentDocument.documentElement);
  };
  if (frame.srcdoc !== data.html) frame.srcdoc = data.html;
  fit();
}
"""


@st.cache_resource
def _frame() -> Callable[..., object]:
    return components.component("okr.mail_frame", html=_HTML, css=_CSS, js=_JS)


def show(html: str, *, width: int, scheme: Scheme, key: str) -> None:
    """Draw the mail, at most `width` pixels wide, for a reader whose screen is light or dark; links open in a tab."""
    opened = html.replace("<head>", '<head><base target="_blank">', 1)
    opened = opened.replace(_DARK, "all" if scheme == "dark" else "not all", 1)
    _frame()(key=key, data={"html": opened, "width": width})
