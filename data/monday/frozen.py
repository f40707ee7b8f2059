"""The Review of a closed week and a final Scorecard as text and back: what is stored when they are frozen.

What an earlier release stored has the defaults of what it did not know.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

from data.rules.review import Review
from data.rules.scorecard import Scorecard


def text(value: Review | Scorecard) -> str:
    return json.dumps(value.as_json(), ensure_ascii=False)


@lru_cache(maxsize=64)
def review(text: str) -> Review:
    """The review that was stored."""
    return _reader(Review).validate_json(text)


@lru_cache(maxsize=16)
def scorecard(text: str) -> Scorecard:
    """The scorecard that was stored."""
    return _reader(Scorecard).validate_json(text)


@cache
def _reader(noun: type) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(noun)
