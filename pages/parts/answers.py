"""Answers kept by their question: each is worked out once, however many ask for it at the same time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any


class Answers:
    """The `most` answers that were asked for last. They are shared between sessions and never changed.

    Streamlit's own cache takes a tenth of a millisecond to make a key, and a page asks for people's names by the
    hundred.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def of(self, question: Hashable, ask: Callable[[], Any]) -> Any:
        """The answer; what `ask` raises is raised to all who wait for it, and is not kept."""
        with self._lock:
            found = self._kept.get(question)
            if found:
                self._kept.move_to_end(question)
            else:
                mine = self._kept[question] = Future()
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        if found:
            return found.result()
        try:
            mine.set_result(ask())
        except BaseException as error:
            with self._lock:
                self._kept.pop(question, None)
            mine.set_exception(error)
        return mine.result()
