"""Runs before every page: page config, the look, navigation, and the banner while the past is being looked at."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.errors import OkrError
from pages.parts import links, listening, load, opened, style
from pages.parts.addresses import PLACES

PAGES = {
    address: st.Page(place.file, title=place.title, url_path=address[1:], default=address == "/")
    for address, place in PLACES.items()
}


def run() -> None:
    page = st.navigation(list(PAGES.values()), position="hidden")
    try:
        org = load.settings().org.name
        load.store()
    except OkrError as error:
        st.set_page_config(page_title="OKRs", page_icon="🎯", layout="wide")
        st.error(str(error))
        st.stop()
    st.set_page_config(page_title=f"{page.title} · {org}", page_icon="🎯", layout="wide")
    style.apply()
    listening.listen()
    st.html(_bar(page, org))
    _past_banner(page)
    try:
        page.run()
    except OkrError as error:
        st.error(str(error))
    if opened.were_returned():
        st.rerun()


def _bar(page: st.Page, org: str) -> Markup:
    entries = Markup("").join(
        Markup('<a data-page href="{}"{}>{}</a>').format(
            links.to(address), Markup(' aria-current="page"') if PAGES[address] == page else "", place.title
        )
        for address, place in PLACES.items()
        if place.is_in_bar
    )
    brand = Markup('<span class="brand">{}</span>').format(org)
    return Markup('<nav class="okr topbar" aria-label="Pages">{}{}</nav>').format(brand, entries)


def _past_banner(page: st.Page) -> None:
    moment = load.as_of()
    if moment is None:
        if "as_of" in st.query_params:
            st.warning("The moment in the address cannot be read; this is now. Write it like 2021-12-13T16:00:00Z.")
        return
    back = Markup('<a data-page href="{}">Back to now</a>').format(links.at_present(f"/{page.url_path}"))
    text = Markup('<div class="okr note" role="status">As it stood on {}, read-only. {}</div>')
    st.html(text.format(f"{moment:%-d %B %Y, %H:%M} UTC", back))


run()
