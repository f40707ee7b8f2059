"""What the summary of a meeting says, to whom it shows what, and how it fits into Slack."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.config import Org, Settings
from data.exports import notes
from data.exports.slack import block_kit, message
from data.exports.slack.message import Message, Section, Sentence
from data.monday import meeting
from data.rules.review import Flag
from data.store import journal
from data.store.connection import Store
from data.telling import sends

WEEK = date(2022, 1, 10)
GOLDEN = Path(__file__).parents[1] / "golden" / "summary_week11.md"
INES, LUCIA, JOON_HO = (
    "ines.halloran@loomline.example",
    "lucia.ferrante@loomline.example",
    "joonho.bae@loomline.example",
)
SETTINGS = Settings(org=Org(name="Loomline", address="https://okr.loomline.example/"))


@pytest.fixture
def met(sample: Store) -> Store:
    """The sample after its week 11 was met about: decisions, actions old and new, some confidential."""
    before = date(2022, 1, 3)
    meeting.note(sample, WEEK, "The connector waits.\nForks come first.", kind="decision", by=INES)
    meeting.note(sample, WEEK, "ARR is at $561k, we announce it.", kind="decision", key_result="self-serve-arr")
    meeting.note(sample, WEEK, "Somebody mentioned the weather.", kind="note")
    meeting.promise(sample, WEEK, "Ask R&D for a crawler expert", owner=LUCIA, due=date(2022, 1, 21), by=INES)
    meeting.promise(sample, before, "Check the <invoice> totals", owner=JOON_HO, due=date(2022, 1, 12))
    meeting.promise(sample, WEEK, "Tell finance about $561k", owner=JOON_HO, key_result="self-serve-arr")
    booked = meeting.promise(sample, before, "Book the room", owner=INES)
    meeting.change_action(sample, booked, done_on=date(2022, 1, 13))
    long_done = meeting.promise(sample, before, "Order the cake", owner=INES)
    meeting.change_action(sample, long_done, done_on=date(2022, 1, 5))
    meeting.promise(sample, date(2022, 1, 17), "Something of the week after", owner=INES)
    meeting.close_week(sample, SETTINGS, WEEK, by=INES)
    return sample


def of(store: Store, **how: bool) -> Message:
    review = meeting.of(store, SETTINGS, WEEK).review
    minutes = meeting.minutes_of(store, WEEK, store.now())
    people = journal.people(store, store.now())
    return notes.summary(review, minutes, people, "Loomline", SETTINGS.org.address, **how)


def test_the_summary_of_the_sample_week_reads_as_it_was_last_approved(met: Store):
    """`WRITE_GOLDEN=1 pytest tests/exports/test_notes.py` writes it anew; the difference is read in review."""
    told = sends.draft(met, SETTINGS, "summary", WEEK).text
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def test_what_is_confidential_leaves_only_where_it_is_asked_for(met: Store):
    masked, internal = message.text(of(met)), message.text(of(met, internal=True))
    assert "561" not in masked and "Tell finance" not in masked
    assert "ARR is at $561k, we announce it." in internal and "Tell finance about $561k" in internal


def test_it_tells_what_is_open_and_what_was_done_since_last_monday_and_nothing_of_other_weeks(met: Store):
    told = message.text(of(met))
    assert "Check the <invoice> totals (Joon-ho Bae, due 12 January)" in told
    assert told.index("## Done since last Monday") < told.index("Book the room (Ines Halloran)")
    for absent in ("cake", "week after", "weather"):
        assert absent not in told


def test_the_changes_are_the_sentences_of_the_review_in_its_order(met: Store):
    review = meeting.of(met, SETTINGS, WEEK).review
    section = next(section for section in of(met).sections if section.title.startswith("What changed"))
    assert [sentence.subject + sentence.text for sentence in section.sentences] == [
        each.text for each in review.changes
    ]


def test_a_long_list_of_changes_ends_with_how_many_more_there_are(met: Store):
    review = meeting.of(met, SETTINGS, WEEK).review
    many = replace(review, changes=review.changes * 3)
    section = notes.summary(many, meeting.minutes_of(met, WEEK, met.now()), {}, "Loomline").sections[0]
    assert len(section.sentences) == notes.MOST_CHANGES + 1
    assert section.sentences[-1].text == "and 17 more on the board"


def test_an_open_week_says_that_it_is_open_and_without_an_address_there_are_no_links(sample: Store):
    told = sends.draft(sample, Settings(), "summary", WEEK).text
    assert "The week is not closed yet" in told
    assert "http" not in told and "](" not in told


def test_a_confidential_cry_for_help_is_heard_without_its_words(met: Store):
    review = meeting.of(met, SETTINGS, WEEK).review
    secret = tuple(
        replace(row, flags=(Flag("help wanted", "We miss $40k"),)) if row.confidential else row
        for row in review.key_results
    )
    told = message.text(
        notes.summary(replace(review, key_results=secret), meeting.minutes_of(met, WEEK, met.now()), {}, "")
    )
    assert "Self-serve ARR reaches its plan: confidential" in told and "$40k" not in told


def test_slack_mentions_nobody_and_links_nothing_because_of_what_somebody_wrote():
    said = Sentence(": <!channel> & <https://evil.example|click>", "A <b> & c", "https://okr.example/kr?kr=a&me=b")
    blocks = block_kit.blocks(Message("T", "S", None, None, (Section("Decisions", (said,)),)))
    assert blocks[-1]["text"]["text"] == (
        "*Decisions*\n• <https://okr.example/kr?kr=a&amp;me=b|A &lt;b&gt; &amp; c>"
        ": &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;"
    )


def test_every_block_keeps_slacks_limits_however_much_was_written():
    lines = tuple(Sentence("&" * 900, "<" * 400, "https://okr.example/kr?kr=x") for _ in range(300))
    full = Message("T" * 400, "S", "R", "https://okr.example/", (Section("A", lines), Section("B", lines)))
    blocks = block_kit.blocks(full)
    assert len(blocks) == block_kit.MOST_BLOCKS
    assert len(blocks[0]["text"]["text"]) <= block_kit.MOST_IN_HEADER
    assert all(len(block["text"]["text"]) <= block_kit.MOST_LETTERS for block in blocks)
    assert blocks[-1]["text"]["text"] == "There is more: see the board."


def test_an_ordinary_summary_loses_nothing_on_its_way_into_blocks(met: Store):
    summary = of(met)
    told = "\n".join(block["text"]["text"] for block in block_kit.blocks(summary))
    for section in summary.sections:
        for sentence in section.sentences:
            assert block_kit.escaped(sentence.text) in told
