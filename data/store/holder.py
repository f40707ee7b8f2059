"""Who holds a store: a file beside it, readable by its user only, tells the command line where the server answers."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """Where the server that holds a store answers, and the token that opens it."""

    url: str
    token: str = field(repr=False)


def announce(store: Path, holder: Holder) -> None:
    file = _file(store)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        json.dump(asdict(holder), opened)


def withdraw(store: Path, holder: Holder) -> None:
    """Take the file away again, unless another server has put its own there."""
    if of(store) == holder:
        _file(store).unlink(missing_ok=True)


def of(store: Path) -> Holder | None:
    """The holder that announced itself last; it may have gone since."""
    try:
        return Holder(**json.loads(_file(store).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _file(store: Path) -> Path:
    return store.with_name(store.name + ".server.json")
