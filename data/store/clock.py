"""The clock: real time, or one that was set to a moment and runs on from there."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """`starts_at` (UTC) is what the clock showed when it was made; None is real time."""

    starts_at: datetime | None = None
    _begun: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        if self.starts_at is None:
            return datetime.now(UTC)
        return self.starts_at + timedelta(seconds=time.monotonic() - self._begun)
