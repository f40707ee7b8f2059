"""Promises of the decks: they say what the review says, nothing runs over, and every chart can be edited.

The outlines in tests/golden are what leaves the house. After a change that is meant, write them anew and read the
difference: `WRITE_GOLDEN=1 .venv/bin/pytest tests/exports/test_deck.py -k outline`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import exporting, running
from data.config import Settings
from data.errors import OkrError
from data.exports.decks import deck, fitting
from data.monday import weekly
from data.rules import calendar, words
from data.rules.looks import LOOKS
from data.rules.meeting import Action, AgendaItem, Minutes, Note
from data.rules.okr import Person
from data.rules.review import KeyResultReview, Review
from data.rules.tracking import Tracked
from data.rules.work import WorkItem
from data.store import journal
from data.store.connection import Store
from tests import decks

WEEK = date(2022, 1, 10)
INES, MARTA = "ines.halloran@loomline.example", "marta.kowalczyk@loomline.example"
MINUTES = Minutes(
    items=(
        AgendaItem("cover", WEEK, "Holiday cover for the on-call rotation", MARTA, 10, "https://example.com/cover"),
        AgendaItem("crawler", WEEK, "Budget for the second crawler", INES, 5, state="reached"),
        AgendaItem("raised", WEEK, "Is the plan still right?", INES, key_result="self-serve-arr"),
        AgendaItem("gone", WEEK, "A topic that was withdrawn", INES, state="withdrawn"),
    ),
    notes=(
        Note("n1", WEEK, "Next Monday is a holiday: we meet on Tuesday."),
        Note("n2", WEEK, "Forks leave the index by default.", "decision", "first-page-success", INES),
        Note("n3", WEEK, "The plan of **$620k** stands.", "decision", "self-serve-arr", INES),
    ),
    actions=(
        Action("a1", WEEK, "Lend one person for a week", MARTA, date(2022, 1, 21), "first-page-success"),
        Action("a2", WEEK, "Ask finance for December", INES, date(2022, 1, 14)),
        Action("a3", WEEK, "Write down what silent means"),
        Action("a4", WEEK, "Move the sync to Tuesday", INES, None, None, date(2022, 1, 13)),
    ),
)


@pytest.fixture(scope="module")
def only_read(_sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample quarter, for what is read from it once for all these tests: a review never changes."""
    path = Path(shutil.copy(_sample_file, tmp_path_factory.mktemp("read") / "sample.duckdb"))
    with closing(running.opened(path, Settings())) as opened:
        yield opened


@pytest.fixture(scope="module")
def review(only_read: Store) -> Review:
    """Week 11 of the sample quarter."""
    return weekly.review(only_read, Settings(), WEEK)


@pytest.fixture(scope="module")
def people(only_read: Store) -> dict[str, Person]:
    return journal.people(only_read, only_read.now())


@pytest.fixture(scope="module")
def made(review: Review, people: dict[str, Person]) -> bytes:
    return deck.week(review, MINUTES, people, "Loomline")


@pytest.fixture(scope="module")
def reviews(only_read: Store) -> tuple[Review, ...]:
    """The eleven weeks of the sample quarter so far."""
    weeks = calendar.quarter_of(WEEK).review_weeks
    return tuple(weekly.review(only_read, Settings(), week) for week in weeks if week <= WEEK)


@pytest.fixture(scope="module")
def past(reviews: tuple[Review, ...], people: dict[str, Person]) -> bytes:
    return deck.history(reviews, people, "Loomline")


def wordy(review: Review) -> Review:
    """The review as people could write it: long titles, 2,000 characters of prose, words without a break."""
    sentences = "We moved the whole index to the new hosts, and found 1,204 repositories that nobody owns. " * 22
    unbroken = "https://example.com/" + "w" * 1980
    title = "Every self-hosted customer with more than ten thousand repositories searches them within one second each"
    key_results = tuple(
        replace(
            row,
            title=f"{title}, {number:02}" if number % 2 else f"{number:02}" + "Unbroken" * 15,
            team="Platform and everything that has to do with it " * 3,
            update=row.update
            and replace(
                row.update,
                wins=sentences,
                risks=unbroken,
                next_steps="- **Ana**: one\n" * 140,
                help=sentences if number % 3 else None,
            ),
            flags=tuple(replace(flag, reason=flag.reason * 4) for flag in row.flags),
            unit="repositories with symbols" if number % 4 == 0 else row.unit,
        )
        for number, row in enumerate(review.key_results[:8])
    )
    changes = tuple(replace(change, text=change.text + " and so on" * 30) for change in review.changes) * 4
    objectives = tuple(replace(objective, title=objective.title * 9) for objective in review.objectives)
    kpis = tuple(replace(kpi, name=kpi.name * 5, stale_reason="late " * 90, stale=True) for kpi in review.kpis)
    return replace(review, key_results=key_results, changes=changes, objectives=objectives, kpis=kpis)


WORDY_MINUTES = Minutes(
    tuple(replace(item, title=item.title * 40) for item in MINUTES.items) * 9,
    tuple(replace(note, text=note.text * 40) for note in MINUTES.notes) * 9,
    tuple(replace(action, text="Unbroken" * 200) for action in MINUTES.actions) * 9,
)


def value_of(row: KeyResultReview, week: date) -> float | None:
    return next((cell.value for cell in row.strip if cell.week == week), None)


# The week


@pytest.mark.parametrize("name", ["deck", "history"])
def test_the_outline_of_the_sample_is_the_one_that_was_read(request: pytest.FixtureRequest, name: str):
    written = decks.outline(request.getfixturevalue("made" if name == "deck" else "past"))
    golden = decks.GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")


def test_each_key_result_has_one_slide_with_its_owner_in_the_order_of_discussion(
    made: bytes, review: Review, people: dict[str, Person]
):
    titles = [row.title for row in review.key_results]
    slides = [slide for slide in decks.opened(made) if slide.shapes.title.text_frame.text in titles]
    assert [slide.shapes.title.text_frame.text for slide in slides] == titles
    for slide, row in zip(slides, review.key_results, strict=True):
        assert f"Owner: {people[row.owner or ''].name}" in decks.texts(slide)
        assert f"{LOOKS[row.status].glyph} {row.status}" in decks.texts(slide)


def test_the_slides_say_what_the_page_says(made: bytes, review: Review):
    news = decks.texts(decks.titled(made, "What changed since last Monday"))
    assert [change.text for change in review.changes if change.text not in news] == []
    slide = decks.titled(made, "Flaky-test calls are right 85% of the time")
    assert "66% → 85%" in decks.texts(slide)
    assert "21% done, 84% expected by now" in decks.texts(slide)
    assert "Heading for ≈ 67% on 31 January, under 1% chance of 85%" in decks.texts(slide)
    disagree = next(row for row in review.key_results if row.key_result == "flaky-precision").flags[0]
    assert f"{disagree.flag}: {disagree.reason}" in decks.texts(slide)


def test_the_agenda_gives_the_reasons_and_leads_to_the_slides(made: bytes, review: Review):
    agenda = decks.titled(made, "The order of discussion")
    (table,) = decks.tables(agenda)
    why = [", ".join(reason.flag for reason in row.discuss_reasons) or "nothing to raise" for row in review.key_results]
    assert [row[4] for row in table[1:]] == why
    jumps = [rel.target_part for rel in agenda.part.rels.values() if rel.reltype.endswith("/slide")]
    targets = {part.slide.shapes.title.text_frame.text for part in jumps}
    assert targets == {row.title for row in review.key_results}


def test_charts_are_native_and_hold_the_values_of_the_review(made: bytes, review: Review):
    weeks = calendar.quarter_of(WEEK).review_weeks
    compared = 0
    for row in review.key_results:
        (chart,) = decks.charts(decks.titled(made, row.title))
        assert chart.part.chart_workbook.xlsx_part is not None  # PowerPoint's “Edit data” opens it
        first = chart.plots[0].series[0]
        if first.name == "Value":
            compared += 1
            assert list(first.values) == [value_of(row, week) for week in weeks]
    assert compared > 10


def test_a_chart_shows_target_and_pace_and_is_told_to_those_who_do_not_see_it(made: bytes):
    slide = decks.titled(made, "80 active self-serve installs")
    (chart,) = decks.charts(slide)
    series = {each.name: list(each.values) for each in chart.plots[0].series}
    assert set(series) == {"Value", "Target", "Stretch", "Pace"}
    assert set(series["Target"]) == {80}
    assert series["Pace"][0] == pytest.approx(20 + 60 * 7 / 92)
    assert "67 installs in the week of 10 January, target 80" in decks.texts(slide)


def test_the_notes_hold_every_word_that_the_owners_wrote(made: bytes, review: Review):
    for row in review.key_results:
        told = decks.notes(decks.titled(made, row.title))
        update = row.update
        written = [update.wins, update.risks, update.next_steps, update.help] if update else []
        assert [text for text in written if text and text not in told] == []
        assert all(flag.reason in told for flag in row.flags)


def test_prose_that_does_not_fit_ends_after_a_sentence_and_names_the_notes(review: Review, people: dict[str, Person]):
    wins = "The first index is done. " * 60
    row = next(row for row in review.key_results if row.update)
    row = replace(row, update=row.update and replace(row.update, wins=wins, risks=None, next_steps=None, help=None))
    slide = decks.titled(deck.week(replace(review, key_results=(row,)), Minutes(), people, "Loomline"), row.title)
    assert "The first index is done. … (notes)" in decks.texts(slide)
    assert wins in decks.notes(slide)


def test_kpis_tell_change_and_direction_in_words_and_what_is_to_be_doubted(made: bytes):
    (table,) = decks.tables(decks.titled(made, "KPIs"))
    rows = {row[0]: row[1:] for row in table}
    assert rows["Search p95 on cloud, seven days"][:3] == ["497 ms", "▼ −37 ms, better", "16 January"]
    assert rows["Out-of-hours pages"][1] == "▲ +8 pages, worse"
    assert rows["Cost per thousand CI runs"][3].startswith("■ Stale: the newest reading of Cost per thousand CI runs")


def test_what_the_meeting_agreed_is_told_with_who_and_when(made: bytes):
    (actions,) = decks.tables(decks.titled(made, "Actions"))
    assert [row[:3] for row in actions[1:]] == [
        ["Ask finance for December", "Ines Halloran", "14 January, overdue"],
        ["Lend one person for a week", "Marta Kowalczyk", "21 January"],
        ["Write down what silent means", "nobody yet", "no date"],
        ["Move the sync to Tuesday", "Ines Halloran", "✓ done 13 January"],
    ]
    (agreed,) = decks.tables(decks.titled(made, "Decisions and notes"))
    assert [row[0] for row in agreed[1:]] == ["Decision", "Decision", "Note"]
    (items,) = decks.tables(decks.titled(made, "Also on the agenda"))
    topics = [("Holiday cover for the on-call rotation", ""), ("Budget for the second crawler", "reached")]
    assert [(row[0], row[3]) for row in items[1:]] == topics
    assert "Decision: Forks leave the index" in decks.notes(
        decks.titled(made, "70% of searches succeed on the first page")
    )


def test_a_week_without_a_meeting_has_no_slides_about_one(review: Review, people: dict[str, Person]):
    titles = {slide.shapes.title.text_frame.text for slide in decks.opened(deck.week(review, Minutes(), people, "L"))}
    assert titles.isdisjoint({"Actions", "Decisions and notes", "Also on the agenda"})


def test_a_week_without_key_results_says_so_and_shows_the_kpis(review: Review, people: dict[str, Person]):
    empty = replace(review, key_results=(), objectives=(), changes=(), counts=dict.fromkeys(review.counts, 0))
    first, *others = decks.opened(deck.week(empty, Minutes(), people, "Loomline"))
    assert "FY22 Q4 has no key results in this week" in decks.texts(first)
    assert [slide.shapes.title.text_frame.text for slide in others] == ["KPIs"]
    assert len(decks.opened(deck.week(replace(empty, kpis=()), Minutes(), {}, "Loomline"))) == 1


def test_people_nobody_knows_and_characters_no_file_can_hold_do_no_harm(review: Review):
    row = replace(review.key_results[0], title="Bell \x07 and <b>&amp;", owner=None, unit="\x0bms")
    made = deck.week(replace(review, key_results=(row,)), Minutes(), {}, "Org & \x00 Sons")
    slide = decks.titled(made, "Bell  and <b>&amp;")
    assert "Owner: no owner yet" in decks.texts(slide)


# Confidential


def test_an_internal_deck_shows_confidential_numbers_and_says_for_whom_it_is(made: bytes):
    assert "$561k → $620k" in decks.texts(decks.titled(made, "Self-serve ARR reaches its plan"))
    assert "For the leadership only" in decks.texts(decks.opened(made)[0])


@pytest.mark.parametrize("make", ["week", "history"])
def test_outside_the_leadership_nothing_confidential_is_anywhere_in_the_file(
    review: Review, reviews: tuple[Review, ...], people: dict[str, Person], make: str
):
    secret = next(row for row in review.key_results if row.confidential)
    review = replace(
        review,
        key_results=tuple(
            replace(row, title="Reach $620k of ARR, 5% a week") if row is secret else row for row in review.key_results
        ),
    )
    updates = [row.update for each in reviews for row in each.key_results if row.confidential]
    written = [update.wins for update in updates if update]
    if make == "week":
        made = deck.week(review, MINUTES, people, "Loomline", internal=False)
    else:
        made = deck.history([*reviews[:-1], review], people, "Loomline", internal=False)
    found = decks.everything(made)
    assert [text for text in ("$561k", "620k", "561", "$533k", *written) if text and text in found] == []
    slide = decks.titled(made, "Reach N1 of ARR, N2 a week")
    assert "confidential" in decks.texts(slide)
    assert "Owner: Ines Halloran" in decks.texts(slide)
    assert decks.charts(slide) == []


# History


def test_the_history_has_a_glyph_for_every_week_of_every_key_result(past: bytes, reviews: tuple[Review, ...]):
    (table,) = decks.tables(decks.titled(past, "Status by week of quarter"))
    assert table[0][2:] == [f"{review.week_of_quarter}" for review in reviews]
    by_title = {row[0]: row[2:] for row in table[1:]}
    for row in reviews[-1].key_results:
        weeks = [next(was for was in each.key_results if was.key_result == row.key_result) for each in reviews]
        shown = next(glyphs for title, glyphs in by_title.items() if row.title.startswith(title.rstrip("….,")[:30]))
        assert shown == [LOOKS[was.status].glyph for was in weeks]


def test_the_history_of_a_key_result_tells_its_weeks_the_newest_first(past: bytes, reviews: tuple[Review, ...]):
    slide = decks.titled(past, "80 active self-serve installs")
    (table,) = decks.tables(slide)
    assert [row[0] for row in table[1:3]] == ["11 · 10 Jan", "10 · 3 Jan"]
    told = [next(row for row in each.key_results if row.key_result == "self-serve-installs") for each in reviews[::-1]]
    values = [words.number(row.strip[-1].value or 0.0, row.unit) if row.strip[-1].value else "–" for row in told]
    assert [row[2] for row in table[1:]] == values
    assert [row[1] for row in table[1:]] == [f"{LOOKS[row.status].glyph} {row.status}" for row in told]
    (chart,) = decks.charts(slide)
    assert list(chart.plots[0].series[0].values)[:11] == [row.strip[-1].value for row in told[::-1]]
    assert all(row.update.wins in decks.notes(slide) for row in told if row.update and row.update.wins)


def test_the_history_keeps_what_each_week_said_though_it_was_reworded_since(
    reviews: tuple[Review, ...], people: dict[str, Person]
):
    """A closed week's review is given as it was closed: its numbers stay, whatever the newest week says."""
    first = reviews[0]
    was = replace(first.key_results[0], status="off track", confidence=12.0)
    closed = replace(first, closed=True, key_results=(was, *first.key_results[1:]))
    newest = next(row for row in reviews[-1].key_results if row.key_result == was.key_result)
    slide = decks.titled(deck.history([closed, *reviews[1:]], people, "Loomline"), newest.title)
    (table,) = decks.tables(slide)
    assert table[-1][1] == "■ off track"
    assert table[-1][4] == "12%"


def test_a_history_of_no_week_at_all_is_refused_in_a_sentence():
    with pytest.raises(OkrError, match="There is no week to tell of yet"):
        deck.history([], {}, "Loomline")


# The look of every slide

Make = Callable[[Review, dict[str, Person]], bytes]
MAKES: dict[str, Make] = {
    "the sample's week": lambda review, people: deck.week(review, MINUTES, people, "Loomline"),
    "a wordy week": lambda review, people: deck.week(wordy(review), WORDY_MINUTES, people, "Loomline " * 12),
    "a wordy history": lambda review, people: deck.history(
        [replace(wordy(review), week=week, week_of_quarter=n) for n, week in enumerate(_weeks(), 1)], people, "Loomline"
    ),
}


def _weeks() -> tuple[date, ...]:
    return calendar.quarter_of(WEEK).weeks


@pytest.fixture(params=MAKES, scope="module")
def any_deck(request: pytest.FixtureRequest, review: Review, people: dict[str, Person]) -> bytes:
    return MAKES[request.param](review, people)


def test_nothing_runs_over_its_place_and_all_of_it_can_be_read_in_a_room(any_deck: bytes):
    for number, slide in enumerate(decks.opened(any_deck), 1):
        assert (number, list(decks.overflowing(slide))) == (number, [])
        assert decks.smallest(slide) >= 12


def test_slides_have_titles_numbers_and_no_empty_placeholder(any_deck: bytes):
    slides = decks.opened(any_deck)
    for number, slide in enumerate(slides, 1):
        kinds = {shape.placeholder_format.type.name: shape.text_frame.text for shape in slide.placeholders}
        assert all(text.strip() for text in kinds.values())
        assert kinds.keys() & {"TITLE", "CENTER_TITLE"}
        assert kinds["SLIDE_NUMBER"] == f"{number}"
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(ids) == len(set(ids))
    assert len({slide.shapes.title.text_frame.text for slide in slides}) == len(slides)


def test_charts_and_tables_are_described(any_deck: bytes):
    for slide in decks.opened(any_deck):
        described = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
        assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in described)


def test_only_a_font_that_every_machine_has_is_asked_for(made: bytes):
    package = decks.everything(made, workbooks=False)
    assert 'latin typeface="Arial"' in package
    assert "Calibri" not in package


@pytest.mark.skipif(not decks.CAN_RENDER, reason="LibreOffice (soffice) and pdftotext are not here to draw the slides")
def test_drawn_by_libreoffice_no_words_lie_on_each_other_or_leave_the_page(any_deck: bytes, tmp_path: Path):
    for number, found in enumerate(decks.drawn(any_deck, tmp_path), 1):
        outside = [word.text for word in found if word.right > 961 or word.bottom > 541 or word.left < -1]
        assert (number, outside) == (number, [])
        assert (number, decks.on_each_other(found)) == (number, [])


# Fitting


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(1, 6), st.sampled_from([12, 14, 20]))
def test_a_cut_text_fits_and_is_the_beginning_of_the_whole(text: str, most_lines: int, size: int):
    room = fitting.lines(most_lines, size)
    kept = fitting.cut(text, 3.0, room, size)
    assert fitting.height(kept, 3.0, size) <= room + 1e-9
    assert kept == text or text.startswith(kept.removesuffix(fitting.CUT))


def test_a_word_without_a_break_takes_the_lines_it_needs():
    assert fitting.count_lines("m" * 100, 1.0, 12) == pytest.approx(100 * 0.889 * 12 / 72 * 1.03, abs=1)


def test_a_cut_prefers_the_end_of_a_sentence_then_of_a_word():
    assert fitting.cut("The first is done. Two is on its way", 2.6, 0.2, 12) == "The first is done. … (notes)"
    assert fitting.cut("Supercalifragilistic words are rather long", 3.0, 0.2, 12).endswith("are … (notes)")


# The work


def test_the_deck_tells_of_the_work_what_the_meeting_sees(sample: Store, settings: Settings):
    made = exporting.deck(sample, settings, WEEK)
    ((_, *rows),) = decks.tables(decks.titled(made, "Work (1 of 2)"))
    assert rows[0] == [
        "Slipped",
        "Hosts for the symbol backfill",
        "3,000 repositories with precise symbols",
        "10 Jan → 18 Jan",
    ]
    assert {row[0] for row in rows} <= {"Slipped", "Closed", "Overdue", "Due"}
    assert ["Closed", "Precise symbols: Java", "Precise symbols for five languages", "closed 12 Jan"] in rows


def test_without_a_tracker_the_deck_has_no_work_and_outside_none_of_what_is_confidential(
    review: Review, people: dict[str, Person]
):
    secret = next(row for row in review.key_results if row.confidential)
    work = [("Due", Tracked(WorkItem("1", "P", "draft", "Hidden work"), secret.key_result))]

    def titles(**told: Any) -> set[str]:
        return {
            slide.shapes.title.text_frame.text
            for slide in decks.opened(deck.week(review, Minutes(), people, "L", **told))
        }

    assert "Work" not in titles()
    assert "Work" in titles(work=work)
    assert "Work" not in titles(work=work, internal=False)
