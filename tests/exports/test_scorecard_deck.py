"""Promises of the scorecard's deck: it says what the scorecard says, to those who may read it, and nothing runs over.

The outline in tests/golden is what leaves the house. After a change that is meant, write it anew and read the
difference: `WRITE_GOLDEN=1 .venv/bin/pytest tests/exports/test_scorecard_deck.py -k outline`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from data.exports.decks import scorecard_deck
from data.rules import confidential
from data.rules.scorecard import Scorecard
from tests import decks, scorecards


def made(scorecard: Scorecard, *, internal: bool = True) -> bytes:
    return scorecard_deck.made(scorecard, scorecards.ACTIONS, scorecards.PEOPLE, "Loomline", internal=internal)


def outside() -> Scorecard:
    return confidential.scorecard_outside(scorecards.rich(), ["Saltmere Rail"])


MAKES = {
    "the quarter, internal": lambda: made(scorecards.rich()),
    "the quarter, for the company": lambda: made(outside(), internal=False),
    "a quarter nobody graded": lambda: made(scorecards.unwritten()),
    "scores instead of grades": lambda: made(replace(scorecards.rich(), preset="score")),
    "a wordy quarter": lambda: made(scorecards.wordy()),
}


@pytest.fixture(params=MAKES)
def any_deck(request: pytest.FixtureRequest) -> bytes:
    return built(request.param)


@cache
def built(name: str) -> bytes:
    return MAKES[name]()


def test_the_outline_is_the_one_that_was_read():
    written = decks.outline(made(outside(), internal=False))
    golden = decks.GOLDEN / "scorecard.txt"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")


def test_the_opening_counts_the_grades_and_says_whether_they_are_final():
    final, draft = decks.opened(made(scorecards.rich()))[0], decks.opened(made(scorecards.unwritten()))[0]
    assert "4\n● achieved" in decks.texts(final)
    assert "74%\nmean score" in decks.texts(final)
    assert "Final, by Ines Halloran, 3 February 2022." in decks.texts(final)
    assert "As of 4 February 2022: not drafted yet." in decks.texts(draft)


def test_the_summary_has_native_charts_by_commitment_and_beside_earlier_quarters():
    slide = decks.titled(made(scorecards.rich()), "How the quarter went")
    commitment, quarters = decks.charts(slide)
    assert list(commitment.plots[0].categories) == ["Committed", "Aspirational"]
    assert {each.name: list(each.values) for each in commitment.plots[0].series}["● achieved"] == [2, 2]
    assert [each.split("\n")[0] for each in quarters.plots[0].categories] == ["FY22 Q2", "FY22 Q3", "FY22 Q4"]
    assert {each.name: list(each.values) for each in quarters.plots[0].series}["■ missed"] == [5, 3, 3]
    for chart in (commitment, quarters):
        assert chart.part.chart_workbook.xlsx_part is not None  # PowerPoint's “Edit data” opens it
    told = decks.texts(slide)
    assert "4 of 9 graded key results achieved (9 of 15 in FY22 Q3)" in told
    assert "Committed key results: 66% (100% is expected of them)" in told


def test_a_quarter_without_one_before_it_is_compared_with_nothing():
    slide = decks.titled(made(replace(scorecards.rich(), earlier=())), "How the quarter went")
    assert len(decks.charts(slide)) == 1


def test_an_objective_shows_suggested_beside_given_for_each_key_result():
    slide = decks.titled(made(scorecards.rich()), "Cloud is quick enough to demo without fear")
    (table,) = decks.tables(slide)
    rows = {row[0]: row[1:] for row in table[1:]}
    assert rows["Search p95 on cloud falls to 450 ms"] == [
        "Marta Kowalczyk",
        "497 → 450 ms",
        "88%",
        "▲ partly, 88%",
        "● achieved, 90%",
    ]
    assert rows["At most 12 out-of-hours pages a week"][-1] == "not given"
    assert rows["Restore a full shard in under two hours, rehearsed"][1] == "not done"
    assert "▲ partly\nas people judged it" in decks.texts(slide)
    assert "Given by Ines Halloran: ▲ partly, 80%. Demos are done live again." in decks.texts(slide)


def test_a_key_result_tells_why_what_was_learned_and_how_the_goalposts_moved():
    deck = made(scorecards.rich())
    told = decks.texts(decks.titled(deck, "80 active self-serve installs"))
    assert "As first worded, from 20 to 120 installs, it would be ■ missed, 61%." in told
    assert "9 December: target 120 → 80 (Noor Siddiqi, agreed by Ines Halloran). The installs that sales" in told
    missed = decks.texts(decks.titled(deck, "Cloud availability stays above 99.9%"))
    assert "9 weeks before the quarter’s last there was a warning: 99.71% in the week of 29 November" in missed
    assert "Nothing warned of it before the end." in decks.texts(decks.titled(deck, "A chart that five customers run"))
    learned = decks.texts(decks.titled(deck, "Search p95 on cloud falls to 450 ms"))
    for heading in (
        "What worked\n• One shard at a time",
        "What did not\nWe planned",
        "What we would do differently\nAsk",
    ):
        assert heading in learned


def test_the_notes_hold_every_word():
    deck = built("a wordy quarter")
    for row in scorecards.wordy().key_results:
        retro = row.retro
        assert retro
        prose = (retro.outcome, retro.worked, retro.did_not, retro.could_have, retro.team_input)
        told = [decks.notes(slide) for slide in decks.opened(deck) if decks.notes(slide).startswith(row.title)]
        assert any(all(text and text in note for text in prose) for note in told)


def test_what_came_of_it_is_at_the_end():
    deck = made(scorecards.rich())
    (learned,) = decks.tables(decks.titled(deck, "What we learned"))
    assert learned[1] == [
        "Search p95 on cloud falls to 450 ms",
        "● achieved",
        "Ask the customers with hosts of their own in week 1, and count shards before we promise a number.",
    ]
    (actions,) = decks.tables(decks.titled(deck, "What we take on"))
    assert actions[1][0] == "Ask the customers with hosts of their own in week 1"
    assert "Something nobody wants any more" not in decks.texts(decks.titled(deck, "What we take on"))


def test_for_the_company_a_confidential_key_result_stands_in_the_table_with_its_grade_alone():
    deck = made(outside(), internal=False)
    (table,) = decks.tables(decks.titled(deck, "People pay us without talking to us"))
    assert table[1] == ["Self-serve ARR reaches N1", "Ines Halloran", "confidential", "", "■ missed", "■ missed"]
    titles = [slide.shapes.title.text_frame.text for slide in decks.opened(deck)]
    assert not any(title.startswith("Self-serve ARR") for title in titles)
    assert "For the leadership only" in decks.texts(decks.opened(made(scorecards.rich()))[0])


def test_a_quarter_without_key_results_says_so():
    empty = replace(scorecards.unwritten(), objectives=(), key_results=())
    (slide,) = decks.opened(scorecard_deck.made(empty, (), {}, "Loomline", internal=True))
    assert "FY22 Q4 has no key results: there is nothing to score." in decks.texts(slide)


# The look of every slide


def test_nothing_runs_over_its_place_and_all_of_it_can_be_read_in_a_room(any_deck: bytes):
    for number, slide in enumerate(decks.opened(any_deck), 1):
        assert (number, list(decks.overflowing(slide))) == (number, [])
        assert decks.smallest(slide) >= 12


def test_slides_have_titles_numbers_descriptions_and_no_empty_placeholder(any_deck: bytes):
    for number, slide in enumerate(decks.opened(any_deck), 1):
        kinds = {shape.placeholder_format.type.name: shape.text_frame.text for shape in slide.placeholders}
        assert all(text.strip() for text in kinds.values())
        assert kinds["SLIDE_NUMBER"] == f"{number}"
        described = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
        assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in described)


def test_only_a_font_that_every_machine_has_is_asked_for():
    package = decks.everything(made(scorecards.rich()), workbooks=False)
    assert 'latin typeface="Arial"' in package
    assert "Calibri" not in package


@pytest.mark.skipif(not decks.CAN_RENDER, reason="LibreOffice (soffice) and pdftotext are not here to draw the slides")
@pytest.mark.parametrize("name", ["the quarter, internal", "a wordy quarter"])
def test_drawn_by_libreoffice_no_words_lie_on_each_other_or_leave_the_page(name: str, tmp_path: Path):
    for number, found in enumerate(decks.drawn(built(name), tmp_path), 1):
        outside = [word.text for word in found if word.right > 961 or word.bottom > 541 or word.left < -1]
        assert (number, outside) == (number, [])
        assert (number, decks.on_each_other(found)) == (number, [])
