"""The sample quarter: an invented developer-tools company in FY22 Q4, and the day at which it stands still."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

TODAY = datetime(2022, 1, 17, 15, 30, tzinfo=UTC)  # half an hour before the sync that reviews week 11


def contents() -> dict[str, bytes]:
    """The sample's files by name, as an import takes them."""
    return {file.name: file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.csv"))}
