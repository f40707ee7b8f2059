"""The Review of a closed week as text and back: what is stored when a week is closed."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

from data.rules.review import Review


def text(review: Review) -> str:
    return json.dumps(review.as_json(), ensure_ascii=False)


@lru_cache(maxsize=64)
def review(text: str) -> Review:
    """The review that was stored. One stored by an earlier release has the defaults of what it did not know."""
    return _reader().validate_json(text)


@cache
def _reader() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Review)
