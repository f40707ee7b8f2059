"""The look that all pages share: one stylesheet, whose colours follow Streamlit's light and dark theme."""

from __future__ import annotations

import streamlit as st

from pages.parts.statuses import LOOKS, css_class

_LIGHT = {
    "ink": "#1b2426", "soft": "#566367", "line": "#d9e0e1", "wash": "#f4f6f6", "paper": "#ffffff", "accent": "#0b6e63",
    "good": "#00735a", "bad": "#b8420a", "warn": "#fff4dc",
}  # fmt: skip
_DARK = {
    "ink": "#e8eded", "soft": "#a4b2b6", "line": "#334043", "wash": "#1b2426", "paper": "#12181a", "accent": "#4cc2b0",
    "good": "#35c29c", "bad": "#ff8552", "warn": "#3a2f14",
}  # fmt: skip

_SHARED = """
[data-testid="stMainBlockContainer"] { padding: 0.6rem 2rem 3rem; max-width: 1680px; }
[data-testid="stHeader"] { background: transparent; height: 2.2rem; }
[data-testid="stHeader"], [data-testid="stHeader"] div { pointer-events: none; }
[data-testid="stHeader"] button { pointer-events: auto; }
.okr { color: var(--ink); font-size: 0.95rem; line-height: 1.4; overflow-wrap: break-word; }
.okr a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 2px; }
.okr a:hover { color: var(--accent); text-decoration-color: currentcolor; }
.okr a:focus-visible, .okr summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.okr .soft { color: var(--soft); } .okr .num { font-variant-numeric: tabular-nums; white-space: nowrap; }
.okr .good { color: var(--good); } .okr .bad { color: var(--bad); }
.okr h2 { font-size: 1.1rem; margin: 1.1rem 0 0.3rem; padding: 0; font-weight: 650; }
.okr.note, .okr .note { background: var(--warn); border-radius: 6px; padding: 0.5rem 0.8rem; }
[class*="st-key-opened-"] { display: none; }
[data-testid="stApp"][inert] { opacity: 0.6; transition: opacity 0.2s 0.4s; }
[data-testid="stButtonGroup"] [aria-checked="true"] p { color: var(--accent); }
.badge { white-space: nowrap; font-weight: 600; } .badge i { font-style: normal; }
.bar { position: relative; height: 0.5rem; background: var(--line); border-radius: 3px; min-width: 4.5rem; }
.bar > b { position: absolute; inset: 0 auto 0 0; background: var(--accent); border-radius: 3px; }
.bar > u { position: absolute; top: -0.2rem; bottom: -0.2rem; width: 2px; background: var(--ink); }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.topbar { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 0.95rem; padding-right: 3rem; }
.topbar a { text-decoration: none; padding: 0.15rem 0; border-bottom: 2px solid transparent; }
.topbar a[aria-current="page"] { border-color: var(--accent); font-weight: 650; }
.topbar .brand { font-weight: 700; margin-right: 0.4rem; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 0.5rem 1rem 3rem; }
  .topbar { padding-right: 3rem; }
}
@media print { [data-testid="stHeader"], .topbar { display: none; } }
"""


def _colours(theme: dict[str, str], is_dark: bool) -> str:
    names = "".join(f"--{name}: {colour};" for name, colour in theme.items())
    statuses = "".join(
        f"--{css_class(status)}: {look.dark if is_dark else look.light};" for status, look in LOOKS.items()
    )
    return f":root {{ {names}{statuses} }}"


_STATUSES = "".join(f".{css_class(status)} {{ color: var(--{css_class(status)}); }}\n" for status in LOOKS)


def apply() -> None:
    """Put the stylesheet on the page; once per run, by the shell."""
    is_dark = st.context.theme.type == "dark"
    st.html(f"<style>{_colours(_DARK if is_dark else _LIGHT, is_dark)}{_STATUSES}{_SHARED}</style>")
