"""The scorecard as Markdown and as a workbook, and `okr export scorecard` in every format, masked or whole."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from data import exporting
from data.cli import main
from data.config import Org, Settings
from data.exports import scorecard_markdown, scorecard_workbook
from data.exports.markdown_text import inline, quoted
from data.quarter import retro
from data.rules import confidential
from data.rules.scorecard import Retrospect, Scorecard
from data.store.connection import Store
from tests import decks, scorecards

FORMATS: Sequence[exporting.ScorecardFormat] = ("pptx", "md", "xlsx")
INES = "ines.halloran@loomline.example"
SETTINGS = Settings(org=Org(confidential_names=("Fennimore & Pike",)))


def markdown(scorecard: Scorecard, *, internal: bool = True) -> str:
    return scorecard_markdown.text(scorecard, scorecards.ACTIONS, scorecards.PEOPLE, "Loomline", internal=internal)


def workbook(scorecard: Scorecard) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(scorecard_workbook.content(scorecard, scorecards.PEOPLE, "Loomline", internal=True))
    )


def rows(sheet: Any) -> list[dict[str, Any]]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def html(text: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(text)


def headings(text: str) -> list[str]:
    """The headings as a reader of the rendered document sees them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]


def everything(content: bytes, format: str) -> str:
    return content.decode() if format == "md" else decks.everything(content)


# Markdown


def test_the_markdown_tells_the_quarter_its_objectives_and_what_was_promised():
    told = markdown(scorecards.rich())
    assert told.startswith(
        "# Loomline: FY22 Q4 scorecard\n\nFinal, by Ines Halloran, 3 February 2022. For the leadership"
    )
    assert "- **4 of 9 graded key results achieved** (9 of 15 in FY22 Q3)" in told
    assert "## Cloud is quick enough to demo without fear: ▲ partly" in told
    assert "As first worded, from 20 to 120 installs, it would be ■ missed, 61%." in told
    assert "- 9 December: target 120 → 80 (Noor Siddiqi, agreed by Ines Halloran). The installs that sales" in told
    assert "**What worked**\n\n> - **One shard at a time**, with a number after each" in told
    assert "- [ ] Ask the customers with hosts of their own in week 1 (Marta Kowalczyk, by 11 February)" in told
    assert "- [x] Book the room for the kick-off (Noor Siddiqi)" in told


def test_its_tables_stand_in_columns_where_they_are_read_as_written():
    lines = markdown(scorecards.rich()).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("| Key result"))
    found = lines[start : start + 7]
    assert len({len(line) for line in found}) == 1
    assert "| 497 → 450 ms               |      88% | ▲ partly, 88%   | ● achieved, 90% |" in found[2]
    assert html("\n".join(found)).count("<tr>") == 6


def test_what_people_wrote_makes_no_heading_no_tag_and_no_cell():
    scorecard, note = (
        scorecards.rich(),
        "# Loud\n\nUnder\n---\n<script>alert(1)</script> and `List<int>`\n```\n# code <b>",
    )
    row = replace(
        scorecard.key_results[0],
        title="A | B *bold* <b> [x](http://evil.example) `code` # end #",
        retro=Retrospect(note, None, None, None, None, None),
    )
    told = markdown(replace(scorecard, key_results=(row, *scorecard.key_results[1:])))
    shown = html(told)
    assert headings(told)[0] == "Loomline: FY22 Q4 scorecard"
    assert not {"Loud", "Under", "code <b>"} & set(headings(told))
    assert "<script>" not in shown and "<b>" not in shown and "evil.example</a>" not in shown
    assert "A | B *bold* &lt;b&gt; [x](http://evil.example) `code` # end #" in shown
    assert "<code>List&lt;int&gt;</code>" in shown
    assert "## Self-hosted without a call to support" in told  # a fence that nobody closed ends with its quotation
    assert "Self-hosted without a call to support: ▲ partly" in headings(told)


@pytest.mark.parametrize("text", ["a_b_c", "_x_", "1 < 2 & 3", "&amp;", "~~gone~~", "C:\\temp", "# not", "x #1", "**"])
def test_a_text_is_shown_as_it_was_written(text: str):
    shown = MarkdownIt("commonmark").enable("strikethrough").parseInline(inline(text))[0].children or []
    assert "".join(token.content for token in shown) == text
    assert quoted(text).startswith("> ")


def test_a_quarter_nobody_graded_says_so_without_a_number():
    told = markdown(scorecards.unwritten())
    assert "As of 4 February 2022: not drafted yet." in told
    assert "| no suggestion | not given" in told
    assert "What we would do differently" not in told


# The workbook


def test_the_workbook_holds_numbers_as_numbers_and_says_how_they_are_shown():
    book = workbook(scorecards.rich())
    assert book.sheetnames == ["Summary", "Key results", "Objectives", "Changes", "Retrospective"]
    assert [sheet.freeze_panes for sheet in book] == ["A2"] * 5
    sheet = book["Key results"]
    latency = rows(sheet)[0]
    assert (latency["Baseline"], latency["Target"], latency["Final value"]) == (840, 450, 497)
    assert (latency["Progress"], latency["Suggested score"], latency["Given score"]) == (0.88, 0.88, 0.9)
    assert latency["As of"].isoformat() == "2022-01-28T00:00:00"
    shown = {cell.value: below.number_format for cell, below in zip(sheet[1], sheet[2], strict=True)}
    assert (shown["Progress"], shown["Given score"], shown["Target"]) == ("0%", "0%", "General")
    scored = workbook(replace(scorecards.rich(), preset="score"))["Key results"]
    assert dict(zip([cell.value for cell in scored[1]], scored[2], strict=True))["Given score"].number_format == "0.0"


def test_the_workbook_holds_everything_else_in_full():
    book = workbook(scorecards.rich())
    now, before = rows(book["Summary"])[:2]
    assert (now["Quarter"], now["State"], now["Final by"], now["Achieved"]) == ("FY22 Q4", "final", "Ines Halloran", 4)
    assert (before["Quarter"], before["State"], before["Mean score"]) == ("FY22 Q3", None, 0.87)
    target, title, dropped = rows(book["Changes"])
    assert (target["Field"], target["Old"], target["New"], target["Agreed by"]) == ("target", 120, 80, "Ines Halloran")
    assert (title["Old"], dropped["New"]) == ("120 active self-serve installs", "yes")
    moved = next(row for row in rows(book["Key results"]) if row["Id"] == "installs")
    assert moved["Measured as first worded"] == "from 20 to 120 installs"
    assert (moved["Suggested grade as first worded"], moved["Progress as first worded"]) == ("missed", 0.61)
    notes = rows(book["Retrospective"])
    assert notes[0]["What we would do differently"].startswith("Ask the customers with hosts of their own")
    assert len(notes) == 4


def test_no_text_becomes_a_formula():
    scorecard = scorecards.rich()
    row = replace(scorecard.key_results[0], title="=HYPERLINK(1)", team="+49", owner="@nobody")
    sheet = workbook(replace(scorecard, key_results=(row,)))["Key results"]
    assert [sheet.cell(2, column).data_type for column in (2, 3, 4)] == ["s", "s", "s"]


# Out of a store


@pytest.mark.parametrize("format", FORMATS)
def test_the_company_gets_no_confidential_number_name_or_word_in_any_format(
    sample: Store, format: exporting.ScorecardFormat
):
    retro.promise(sample, SETTINGS, 1, "Tell finance about $561k", owner=INES, key_result="self-serve-arr")
    retro.promise(sample, SETTINGS, 1, "Ask Fennimore & Pike again", owner=INES, topic="A secret topic")
    company = [
        everything(exporting.scorecard(sample, SETTINGS, quarter, format), format) for quarter in ("FY22 Q3", "FY22 Q4")
    ]
    whole = everything(exporting.scorecard(sample, SETTINGS, "FY22 Q4", format, internal=True), format)
    for secret in ("$561k", "561k", "$620k", "Fennimore", "A secret topic"):
        assert secret not in "".join(company)
    assert "Self-serve ARR" in company[1]
    assert "620" in whole


def test_the_deck_of_a_final_scorecard_shows_what_was_promised_afterwards(sample: Store, settings: Settings):
    deck = exporting.scorecard(sample, settings, "FY22 Q3")
    assert "Final, by Tobias Renqvist, 9 November 2021." in decks.texts(decks.opened(deck)[0])
    (promised,) = decks.tables(decks.titled(deck, "What we take on"))
    assert "Write the five trial e-mails, and send them" in [row[0] for row in promised]


@pytest.mark.parametrize(("name", "begins"), [("q.pptx", b"PK"), ("q.XLSX", b"PK"), ("q.md", b"# Product and")])
def test_the_suffix_of_the_file_decides_what_is_written(sample_path: Path, tmp_path: Path, name: str, begins: bytes):
    words = ["export", "scorecard", "--quarter", "FY22 Q3", "-o", str(tmp_path / name), "--store", str(sample_path)]
    done = CliRunner().invoke(main, [*words, "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"written": [str(tmp_path / name)]})
    assert (tmp_path / name).read_bytes().startswith(begins)
    shown = CliRunner().invoke(main, [*words, "--internal"])
    assert shown.exit_code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "q.pdf"], "A scorecard is written as .pptx, .md or .xlsx, not as “q.pdf”."),
        (["-o", "q"], "A scorecard is written as .pptx, .md or .xlsx, not as “q”."),
        (["-o", "q.md", "--quarter", "Q4"], "“Q4” is not a quarter. Write it like FY22 Q4."),
    ],
)
def test_what_cannot_be_written_is_wrong_usage_in_a_sentence(sample_path: Path, words: list[str], told: str):
    done = CliRunner().invoke(main, ["export", "scorecard", *words, "--store", str(sample_path)])
    assert done.exit_code == 2
    assert told in done.stderr


def test_masked_by_the_rules_a_row_has_its_grade_alone():
    told = markdown(confidential.scorecard_outside(scorecards.rich(), ()), internal=False)
    assert (
        "| Self-serve ARR reaches N1 | Ines Halloran | confidential         |          | ■ missed  | ■ missed |" in told
    )
    assert "### Self-serve ARR" not in told
