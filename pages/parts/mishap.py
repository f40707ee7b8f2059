"""What a page says when something failed that nobody foresaw: a sentence, and the details in the server's log."""

from __future__ import annotations

import logging

import streamlit as st

from data.errors import OkrError

_log = logging.getLogger("okr")

UNFORESEEN = (
    "Something failed here that should not have. Nothing that was saved is lost, and what you typed is still in its "
    "field. Load the page again; if it stays, the server's log says where it broke."
)


def tell(error: Exception) -> bool:
    """Tell an error of a page, a fragment or a click in a sentence, in place of Streamlit's own box."""
    if isinstance(error, OkrError):
        st.error(str(error))
    else:
        _log.error("A page failed", exc_info=error)
        st.error(UNFORESEEN)
    return True
