"""What nobody foresaw is told in a sentence, without a traceback."""

from __future__ import annotations

import logging

from streamlit.testing.v1 import AppTest

from pages.parts import mishap


def _failing() -> None:
    from pages.parts import mishap

    try:
        raise ZeroDivisionError("division by zero in rules/pace.py")
    except ZeroDivisionError as error:
        assert mishap.tell(error)


def _refusing() -> None:
    from data.errors import OkrError
    from pages.parts import mishap

    assert mishap.tell(OkrError("Looker did not answer. Sync again from Setup."))


def test_an_unforeseen_failure_is_a_sentence_on_the_page_and_a_traceback_in_the_log(caplog):
    with caplog.at_level(logging.ERROR, logger="okr"):
        app = AppTest.from_function(_failing).run()
    assert [error.value for error in app.error] == [mishap.UNFORESEEN]
    assert "division by zero in rules/pace.py" in caplog.text


def test_an_error_in_plain_words_is_told_in_them():
    app = AppTest.from_function(_refusing).run()
    assert [error.value for error in app.error] == ["Looker did not answer. Sync again from Setup."]


def test_a_moment_that_cannot_be_read_is_said_to_be_ignored(sample_page):
    app = sample_page("/kpis", as_of="last Monday")
    assert "cannot be read; this is now" in app.warning[0].value
