"""Answers that pages share: worked out once, kept while they are asked for, errors not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from pages.parts.answers import Answers


def test_of_many_who_ask_at_once_one_works_it_out():
    answers, asked, is_due = Answers(most=2), [], Event()
    together = Barrier(4)

    def ask() -> int:
        asked.append("asked")
        is_due.wait(10)
        return 42

    def want(_: int) -> int:
        together.wait(10)
        return answers.of("question", ask)

    with ThreadPoolExecutor(4) as threads:
        wanted = [threads.submit(want, n) for n in range(4)]
        is_due.set()
        assert [each.result(10) for each in wanted] == [42] * 4
    assert asked == ["asked"]


def test_the_answer_that_nobody_asked_for_longest_goes_first():
    answers, asked = Answers(most=2), []
    for question in ("a", "b", "a", "c", "a", "b"):
        answers.of(question, lambda question=question: asked.append(question))
    assert asked == ["a", "b", "c", "b"]


def test_what_could_not_be_answered_is_asked_again():
    answers = Answers(most=2)
    with pytest.raises(ValueError, match="not yet"):
        answers.of("question", lambda: int("not yet"))
    assert answers.of("question", lambda: 42) == 42
