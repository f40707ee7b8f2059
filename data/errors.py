"""What goes wrong, in sentences that can be read out on the shared screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with content: where it is, what was found and what was expected.

    `line` counts from 1 with the header as line 1. A warning does not stop an import.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    is_warning: bool = False

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"line {self.line}" if self.line else None,
                f"column {self.column}" if self.column else None,
            )
            if part
        )
        found = f" (found {self.value!r})" if self.value is not None else ""
        return f"{place}: {self.message}{found}" if place else f"{self.message}{found}"


class OkrError(Exception):
    """The caller asked for something that cannot be done. The message says what to do next; nothing was changed."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class UsageError(OkrError):
    """The words of the request were wrong: an unknown key result, a week that is no Monday."""
