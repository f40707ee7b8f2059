"""What `okr export csv` writes: everything in the store, as files that an import reads back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.exports import tables
from data.rules import formats
from data.store import journal
from data.store.connection import Store
from data.store.journal import DEFINITIONS, RECORDS


def csv_files(store: Store, as_of: datetime | None = None) -> dict[str, str]:
    """The store as CSV texts by file name, as it was known at a moment."""
    moment = as_of or store.now()
    nouns: dict[str, list[Any]] = {
        table: [chain[-1].value for chain in noun.versions(store, moment).values()]
        for table, noun in DEFINITIONS.items()
    }
    nouns |= {table: kind.all(store, moment) for table, kind in RECORDS.items()}
    nouns["changes"] = journal.changes(store, moment)
    return tables.csv_files(nouns)


def templates() -> dict[str, str]:
    """Every file with its header and no row, by file name: what an org fills in."""
    return tables.csv_files(dict.fromkeys(formats.FILES, ()))


def packed(files: Mapping[str, str]) -> bytes:
    """Texts by file name as one ZIP archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()
