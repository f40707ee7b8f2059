"""Runs before every page: page config, the look, navigation, and the banner while the past is being looked at."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.errors import OkrError
from pages.parts import links, load, style

PAGES = {
    "/": st.Page("monday/board.py", title="This week", url_path="", default=True),
    "/kpis": st.Page("monday/kpis.py", title="KPIs", url_path="kpis"),
    "/log": st.Page("owner/log.py", title="Log update", url_path="log"),
    "/trends": st.Page("explore/trends.py", title="Trends", url_path="trends"),
    "/setup": st.Page("setup/setup.py", title="Setup", url_path="setup"),
    "/kr": st.Page("owner/key_result.py", title="Key result", url_path="kr"),
}
IN_BAR = ("/", "/log", "/kpis", "/trends", "/setup")


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
    links.listen()
    st.html(_bar(page, org))
    _past_banner(page)
    try:
        page.run()
    except OkrError as error:
        st.error(str(error))


def _bar(page: st.Page, org: str) -> Markup:
    entries = Markup("").join(
        Markup('<a data-page href="{}"{}>{}</a>').format(
            links.to(address), Markup(' aria-current="page"') if PAGES[address] == page else "", PAGES[address].title
        )
        for address in IN_BAR
    )
    brand = Markup('<span class="brand">{}</span>').format(org)
    return Markup('<nav class="okr topbar" aria-label="Pages">{}{}</nav>').format(brand, entries)


def _past_banner(page: st.Page) -> None:
    moment = load.as_of()
    if moment is None:
        return
    back = links.link("Back to now", f"/{page.url_path}", as_of=None)
    text = Markup('<div class="okr note" role="status">As it stood on {}, read-only. {}</div>')
    st.html(text.format(f"{moment:%-d %B %Y, %H:%M} UTC", back))


run()
