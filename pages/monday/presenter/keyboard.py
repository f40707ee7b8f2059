"""Leaving the field for notes by keyboard: on Escape, and with Ctrl+Enter, after which the arrow keys step again."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.components import v2 as components

_LEAVE = """
export default function () {
  const leave = (event) => {
    const isKept = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    const field = event.target.closest?.(".st-key-sync_minutes textarea");
    if (field && (isKept || event.key === "Escape")) setTimeout(() => field.blur());
  };
  document.addEventListener("keydown", leave);
  return () => document.removeEventListener("keydown", leave);
}
"""


@st.cache_resource
def _listener() -> Callable[..., object]:
    return components.component("okr.keyboard", js=_LEAVE)


def listen() -> None:
    """Called once per run, beside the field."""
    _listener()(key="sync_keyboard")
