"""A form that opens in the middle of a page is brought into view, ready to be typed into."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.components import v2 as components

_BRING = """
export default function ({ data }) {
  const form = document.querySelector(`.st-key-${data.form}`);
  if (!form || form.dataset.shown === data.about) return;
  form.dataset.shown = data.about;
  const focus = (tries) => {
    const field = form.querySelector(data.field);
    if (!field && tries) return setTimeout(focus, 50, tries - 1);
    form.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
    field?.select();
  };
  focus(40);
}
"""


@st.cache_resource
def _bringer() -> Callable[..., object]:
    return components.component("okr.bring_into_view", js=_BRING)


def bring(form: str, about: str, field: str) -> None:
    """Show the container with this key, once for each thing that it is `about`, and put the cursor into a field that
    is named by its CSS selector, once it is there. Following a link went to the top of the page.
    """
    _bringer()(key=f"{form}_shown", data={"form": form, "about": about, "field": field})
