"""A copy of everything to take away, how it comes back, and how the store is."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data import backups
from data.doctor import Finding
from pages.parts import load
from pages.setup import parts

_RESTORE = Markup(
    '<div class="okr"><strong>To bring it back</strong><ol><li>Stop the app and move <code>{0}</code> away; '
    "restoring never overwrites.</li>"
    "<li>Run <code>okr restore okr-backup.duckdb --store {0}</code> with the name of your copy.</li>"
    "<li>Start the app again. Everything is as it was when the copy was made.</li></ol></div>"
)


def show() -> None:
    parts.heading(
        "Backup",
        "A consistent copy of everything in one file, also while others write. It holds confidential numbers too.",
    )
    st.download_button(
        "Download a backup",
        lambda: backups.copy(load.store()),
        f"okr-{load.store().now():%Y-%m-%dT%H%M}.duckdb",
        "application/vnd.duckdb",
        type="primary",
        on_click="ignore",
        icon=":material/download:",
    )
    st.html(_RESTORE.format(load.store().path))
    parts.heading("How it is", "What works, what does not, and what to do.")
    st.html(parts.table(("", "What", "Found"), map(_finding, load.examination().findings)))


def _finding(finding: Finding) -> tuple[str | Markup, ...]:
    badge = Markup('<span class="badge {}"><i aria-hidden="true">{}</i> {}</span>')
    well = ("good", "✓", "works") if finding.is_set_up else ("soft", "○", "not set up")
    mark = badge.format(*(well if finding.is_well else ("bad", "■", "needs you")))
    found = Markup("{}<small>{}</small>").format(finding.text[:1].upper() + finding.text[1:], finding.to_do)
    return mark, finding.about.capitalize(), found
