"""The monthly update on its page: written in place, shown to whom it goes, sent once, found again; due on the board."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea, TextInput

from data import audit, running
from data.rules.okr import Update
from data.store import journal
from data.telling import monthly, monthly_sends
from data.telling.monthly import Draft
from tests.mail_server import Inbox, serving
from tests.screens.conftest import Open, markup

JANUARY = date(2022, 1, 1)
INES, MARTA = "ines.halloran@loomline.example", "marta.kowalczyk@loomline.example"
IN_ITS_WEEK = "2021-12-30T12:00:00Z"


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    with serving() as held:
        for name, value in {
            "HOST": "127.0.0.1",
            "PORT": str(held.port),
            "SECURITY": "none",
            "SENDER": "OKRs <okrs@loomline.example>",
            "TO": json.dumps(["everybody@loomline.example"]),
        }.items():
            monkeypatch.setenv(f"OKR_MAIL__{name}", value)
        yield held


def kept(team: str | None = None, month: date = JANUARY) -> Draft:
    return monthly.draft(running.store(), running.settings(), month, team)


def field(app: AppTest, label: str) -> TextInput | TextArea:
    return next(each for each in (*app.text_input, *app.text_area) if each.label == label)


def written(app: AppTest, label: str) -> str:
    return field(app, label).value or ""


def labels(app: AppTest) -> list[str]:
    return [each.label for each in (*app.text_input, *app.text_area, *app.button)]


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def can_send(app: AppTest) -> bool:
    return not next(button for button in app.button if button.label == "Send now").disabled


def test_it_opens_on_the_month_that_is_due_with_a_draft_from_the_facts(sample_page: Open):
    app = sample_page("/monthly")
    assert not app.exception
    assert written(app, "Subject") == "Product and engineering: monthly update, 1 January 2022"
    assert written(app, "Text").startswith(
        "In the 4 weeks to 2 January we finished the milestones TypeScript and Python"
    )
    assert "Not sent; it was due by Sunday 2 January" in markup(app)
    assert "nobody has edited it yet" in markup(app)


def test_the_address_names_the_month_and_the_picker_the_team(sample_page: Open):
    app = sample_page("/monthly", month="2021-12")
    assert written(app, "Subject") == "Product and engineering: monthly update, 1 December 2021"
    app.selectbox[1].select("Growth").run()
    assert written(app, "Subject") == "Growth: monthly update, 1 December 2021"


def test_a_month_that_cannot_be_read_is_told(sample_page: Open):
    app = sample_page("/monthly", month="Nivôse")
    assert "“Nivôse” is not a month. Write it like 2022-01. Showing the one that is due." in markup(app)
    app = sample_page("/monthly", month="2030-01")
    assert "January 2030 is still to come: 2022-02 is the newest. Showing the one that is due." in markup(app)


def test_another_month_is_chosen_in_the_address(sample_page: Open):
    app = sample_page("/monthly")
    app.selectbox[0].select(date(2021, 12, 1)).run()
    assert app.query_params["month"] in ("2021-12", ["2021-12"])
    assert "1 December 2021" in written(app, "Subject")


def test_what_is_written_is_kept_at_once_and_stays_in_its_field(sample_page: Open):
    app = sample_page("/monthly", me=INES)
    field(app, "Text").input("We **did** it.").run()
    stored = kept().stored
    assert stored is not None
    assert (stored.text, stored.by) == ("We **did** it.\n", INES)
    assert written(app, "Text").strip() == "We **did** it."
    field(app, "Subject").input("Done").run()
    assert (kept().subject, kept().text) == ("Done", "We **did** it.\n")
    assert "Saved on 17 January, 15:30 UTC by Ines Halloran." in markup(app)


def test_a_text_that_is_emptied_is_refused_in_a_sentence_and_not_kept(sample_page: Open):
    app = sample_page("/monthly", me=INES)
    field(app, "Text").input("We did it.").run()
    field(app, "Text").input("").run()
    assert [each.value for each in app.error] == ["An update needs a subject and a text. Nothing was saved."]
    assert kept().text == "We did it.\n"
    assert "What stands in these fields is not saved." in markup(app)


def test_what_somebody_else_saved_meanwhile_is_shown(sample_page: Open):
    app = sample_page("/monthly", me=INES)
    monthly.save(running.store(), running.settings(), JANUARY, None, "Marta's", "Her text", by=MARTA)
    app.run()
    assert (written(app, "Subject"), written(app, "Text")) == ("Marta's", "Her text\n")


def test_who_saves_over_somebody_else_is_told_and_both_are_kept(sample_page: Open):
    app = sample_page("/monthly", me=INES)
    monthly.save(running.store(), running.settings(), JANUARY, None, "Marta's", "Her text", by=MARTA)
    field(app, "Text").input("My text").run()
    assert "Marta Kowalczyk saved another version" in app.warning[0].value
    assert kept().text == "My text\n"


def test_starting_over_composes_it_anew_from_the_facts(sample_page: Open):
    app = sample_page("/monthly", me=INES)
    assert "Start over from the facts" not in labels(app)
    field(app, "Text").input("Wrong").run()
    press(app, "Start over from the facts")
    assert written(app, "Text").startswith("In the 4 weeks to 2 January")


def test_an_edited_one_says_which_of_its_sentences_the_numbers_have_overtaken(sample_page: Open):
    app = sample_page("/monthly", me=INES, month="2022-02")
    field(app, "Text").input(f"{written(app, 'Text')}\nBy hand.").run()
    assert "have changed since" not in markup(app)
    with running.store().writing() as writer:
        journal.record(writer, [Update("p95-latency", date(2022, 1, 10), 499.0, 50.0, recorded_at=writer.moment)])
    app = sample_page("/monthly", me=INES, month="2022-02")
    assert written(app, "Text").endswith("By hand.\n")
    assert "of 17 January, 15:30 UTC; the numbers have changed since." in markup(app)


def test_who_gets_it_stands_there_and_it_is_sent_once(sample_page: Open, inbox: Inbox):
    app = sample_page("/monthly", me=INES)
    assert "Goes to <b>everybody@loomline.example</b>, from OKRs &lt;okrs@loomline.example&gt;." in markup(app)
    press(app, "Send now")
    assert not app.error
    assert inbox.addresses == ["everybody@loomline.example"]
    assert "✓ Sent on 17 January, 15:30 UTC by Ines Halloran" in markup(app)
    assert "It went already." in markup(app)


def test_a_director_is_told_who_sends_the_departments(sample_page: Open, inbox: Inbox):
    app = sample_page("/monthly", me=MARTA)
    assert "VPs send the department&#39;s update; Marta Kowalczyk may write it." in markup(app)
    assert not can_send(app)
    assert can_send(sample_page("/monthly", me=MARTA, team="Platform"))


@pytest.mark.parametrize("who", [{}, {"me": "nobody@loomline.example"}])
def test_it_asks_who_sends_before_anything_is_sent(sample_page: Open, inbox: Inbox, who: dict[str, str]):
    app = sample_page("/monthly", **who)
    assert "Who sends it? Say who you are" in markup(app)
    assert not can_send(app)


def test_the_audit_trail_names_who_sent_it(sample_page: Open, inbox: Inbox):
    press(sample_page("/monthly", me=INES), "Send now")
    newest = audit.trail(running.store(), running.store().now()).entries[0]
    assert (newest.what, newest.by) == ("Monthly update sent", INES)
    assert newest.detail == "1 January 2022, to everybody@loomline.example"


def test_who_may_only_read_sees_the_fields_and_why_they_cannot_write(sample_page: Open, inbox: Inbox):
    viewer = next(
        each.email for each in journal.people(running.store(), running.store().now()).values() if each.role == "viewer"
    )
    app = sample_page("/monthly", me=viewer)
    assert all(field(app, label).disabled for label in ("Subject", "Text"))
    assert "may read the monthly update. Owners, directors and VPs write it." in markup(app)
    assert not can_send(app)


def test_a_chart_that_there_is_not_is_named_and_nothing_is_sent_until_it_is_gone(sample_page: Open, inbox: Inbox):
    app = sample_page("/monthly", me=INES)
    field(app, "Text").input("We did it.\n\n![Nope](chart:nope)").run()
    assert "There is no chart “chart:nope”." in markup(app)
    assert not can_send(app)
    field(app, "Text").input("We did it.\n\n![Status](chart:status)").run()
    assert "There is no chart" not in markup(app)
    assert can_send(app)


def test_a_past_month_with_nothing_to_tell_is_no_fault_and_not_sent(sample_page: Open, inbox: Inbox):
    app = sample_page("/monthly", me=INES, month="2021-02")
    assert "Nothing to tell of it yet" in markup(app)
    assert "Not sent; it was due" not in markup(app)
    assert "Send now" not in labels(app)


def test_who_was_refused_is_named(sample_page: Open, inbox: Inbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_MAIL__TO", json.dumps(["everybody@loomline.example", "gone@loomline.example"]))
    inbox.refusals = {"gone@loomline.example": ["550 No such user"]}
    app = press(sample_page("/monthly", me=INES), "Send now")
    assert app.warning[0].value == "Sent, but the mail server refused gone@loomline.example (No such user)."
    assert "It went already, but not to gone@loomline.example." in markup(app)
    press(app, "Send now")
    assert inbox.addresses == ["everybody@loomline.example", "gone@loomline.example"]
    assert "It went already." in markup(app)


def test_without_a_mail_server_it_says_what_to_set_and_can_be_downloaded(sample_page: Open):
    app = sample_page("/monthly", me=INES)
    assert "Mail is not set up: [mail] host, [mail] sender, [mail] to" in markup(app)
    assert "Send now" not in labels(app)
    assert [each.proto.label for each in app.get("download_button")] == ["Download .eml", "Download .html"]


def test_past_ones_are_listed_and_found_by_their_words(sample_page: Open, inbox: Inbox):
    app = sample_page("/monthly", me=INES)
    assert 'href="/monthly?me=ines.halloran%40loomline.example&amp;month=2021-12&amp;team=Growth"' in markup(app)
    monthly.save(running.store(), running.settings(), JANUARY, None, "A happy <new> year", "The wizard is gone.")
    monthly_sends.send(running.store(), running.settings(), JANUARY, by=INES)
    found = markup(sample_page("/monthly", month="2021-12", q="WIZARD gone"))
    assert 'href="/monthly?month=2022-01"' in found
    assert "month=2021-11" not in found
    assert "A happy &lt;new&gt; year" in found
    assert "No update has all of “dragons” in it." in markup(sample_page("/monthly", q="dragons"))


def test_the_past_is_shown_and_cannot_be_written(sample_page: Open, inbox: Inbox):
    app = sample_page("/monthly", as_of=IN_ITS_WEEK)
    assert not app.exception
    assert "Due by Sunday 2 January" in markup(app)
    assert labels(app) == ["Search past updates"]
    assert [each.label for each in app.selectbox] == ["Month", "Team"]


def test_an_empty_store_has_a_page_that_says_so(empty_page: Open):
    app = empty_page("/monthly")
    assert not app.exception
    assert written(app, "Text").startswith("There are no key results in")
    assert "None was sent yet." in markup(app)


def test_the_board_says_in_its_week_that_it_is_due(sample_page: Open):
    board = markup(sample_page("/", as_of=IN_ITS_WEEK))
    assert "due Sunday 2 January" in board
    assert 'href="/monthly?as_of=2021-12-30T12%3A00%3A00Z&amp;month=2022-01"' in board
    assert "Overdue since 2 January" in markup(sample_page("/"))


def test_the_page_is_one_of_the_bar(sample_page: Open, sample_path: Path):
    assert 'href="/monthly"' in markup(sample_page("/"))
