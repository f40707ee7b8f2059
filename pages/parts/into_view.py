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
  form.onkeydown = (event) => {
    const saves = (event.ctrlKey || event.metaKey) && event.key === "Enter";
    if (!saves || event.target.tagName !== "BUTTON") return;
    event.preventDefault();  // else it presses the button that has the focus, say another grade
    event.stopPropagation();
    form.querySelector('[data-testid="stBaseButton-primary"]')?.click();
  };
  const focus = (tries) => {
    const field = [...form.querySelectorAll(data.field)].find((each) => each.offsetParent);
    if (!field && tries) return setTimeout(focus, 50, tries - 1);
    form.scrollIntoView({ block: form.offsetHeight > innerHeight * 0.8 ? "start" : "center" });
    field?.focus({ preventScroll: true });
    if (field?.type === "number") field.select();
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
