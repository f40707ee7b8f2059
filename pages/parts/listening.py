"""What every page does by itself: it follows our links inside the session, and comes back to a server that was away.

Streamlit would load the whole app anew for an anchor in `st.html`. A plain click on one of ours does what the browser's
back button does instead, which Streamlit answers by running the page in the same session.

A server that was started again knows neither the session nor its fragments, and would ignore a click on Save without a
word. So the page is run as soon as the connection is back, and is inert until it was. With the run go the values of all
its fields (see `opened`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import streamlit as st
from streamlit.components import v2 as components

_LISTEN = """
const CONNECTION = "data-test-connection-state", SCRIPT = "data-test-script-state";
let stop = () => {};

export default function () {
  stop();
  const follow = (event) => {
    const link = event.target.closest?.("a[data-page]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  };
  const app = document.querySelector('[data-testid="stApp"]');
  const wake = () => { if (app.getAttribute(SCRIPT) === "notRunning") app.inert = false; };
  const watch = new MutationObserver((changes) => {
    const isConnection = changes.some((change) => change.attributeName === CONNECTION);
    isConnection ? app.inert = app.getAttribute(CONNECTION) === "CONNECTED" : wake();
  });
  document.addEventListener("click", follow);
  watch.observe(app, { attributeFilter: [CONNECTION, SCRIPT] });
  wake();  // a run may be over before its state was shown
  return stop = () => {
    document.removeEventListener("click", follow);
    watch.disconnect();
  };
}
"""


@st.cache_resource
def _listener() -> Callable[..., object]:
    return components.component("okr.listening", js=_LISTEN)


def listen() -> None:
    """Put the script on the page, where it begins anew with each run; called once per run, by the shell."""
    _listener()(key="listening", data=uuid4().hex)
    _come_back()


@st.fragment(run_every=timedelta(days=1))
def _come_back() -> None:
    """Nothing to draw: while a fragment waits for its next run, Streamlit runs the page when a connection is back."""
