"""Settings without this machine's: nothing of the developer's own okr.toml, secrets or environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def patch_settings(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Nothing but the defaults is read; `folder` gets an empty okr.toml."""
    for name in os.environ:
        if name.startswith(("OKR_", "LOOKERSDK_", "SLACK_", "GITHUB_TOKEN")):
            monkeypatch.delenv(name)
    empty = folder / "okr.toml"
    empty.touch()
    monkeypatch.setenv("OKR_CONFIG", str(empty))
    for name in ("LOOKERSDK_BASE_URL", "SLACK_WEBHOOK_URL", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "")  # goes before .streamlit/secrets.toml
