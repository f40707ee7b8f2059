"""Which cases of a test run every time: the others are of the same kind and wait for `make faults`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def some_in_every_run(cases: Iterable[Any], *kept: Any) -> list[Any]:
    """The cases for `parametrize`, those that are not kept marked as slow."""
    return [case if case in kept else pytest.param(case, marks=pytest.mark.faults) for case in cases]
