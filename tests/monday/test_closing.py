"""A closed week on the command line: whatever happens afterwards, `okr review` as of its closing stays as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from data.cli import DONE, main
from data.config import ROOT

BEFORE, WEEK, AFTER = "2022-01-03", "2022-01-10", "2022-01-17"
SAMPLE = ROOT / "data" / "sample"


def okr(store: Path, *words: str | Path) -> bytes:
    """What a command prints, to the byte."""
    done = CliRunner().invoke(main, [*map(str, words), "--store", str(store)], prog_name="okr", catch_exceptions=False)
    assert done.exit_code == DONE, done.output
    return done.stdout_bytes


def reworded(folder: Path) -> Path:
    """The sample's key results with another target and another owner."""
    text = (SAMPLE / "key_results.csv").read_text(encoding="utf-8")
    assert text.count(",70,") and text.count("hana.virtanen")
    path = folder / "key_results.csv"
    path.write_text(text.replace(",70,", ",75,").replace("hana.virtanen", "priya.nandakumar"), encoding="utf-8")
    return path


@pytest.mark.parametrize("as_json", [["--json"], []])
def test_edits_after_the_closing_leave_the_review_as_of_it_byte_for_byte(
    sample_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_json: list[str]
):
    """After the closing a target, an owner, an update of the week, one of the week before and a threshold change."""
    okr(sample_path, "close-week", "--week", WEEK)
    document = json.loads(okr(sample_path, "review", "--week", WEEK, "--json"))
    assert document["closed"]
    closing = datetime.fromisoformat(document["as_of"]).astimezone(UTC).isoformat()
    review = "review", "--week", WEEK, *as_json
    as_closed = okr(sample_path, *review, "--as-of", closing)
    okr(sample_path, "import", reworded(tmp_path))
    for week in (WEEK, BEFORE):
        okr(sample_path, "update", "flaky-precision", "--week", week, "--value", "12", "--confidence", "5")
    monkeypatch.setenv("OKR_RISK__CONFIDENCE_ON_TRACK", "99")
    assert okr(sample_path, *review, "--as-of", closing) == as_closed
    assert okr(sample_path, *review) == as_closed
    running = json.loads(okr(sample_path, "review", "--week", AFTER, "--json"))
    assert 75 in [row["target"] for row in running["key_results"]]
