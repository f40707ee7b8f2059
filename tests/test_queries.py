"""Every query file is one question: it says its grain, is asked somewhere, and runs on an empty store."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.config import ROOT
from data.store import queries
from data.store.clock import Clock
from data.store.connection import Row, Store, open_store

AN_ORGS_OWN = queries.FOLDER / "kpis" / "own"
FILES = {
    str(path.relative_to(queries.FOLDER).with_suffix("")): path
    for path in queries.FOLDER.rglob("*.sql")
    if not path.is_relative_to(AN_ORGS_OWN)
}
_GRAIN = re.compile(r"-- (One row\b|At most one row\b|Appends\b)")
_NOT_ON_POSTGRES = re.compile(r"\b(RETURNING|NEXTVAL|SEQUENCE|MACRO|TRIGGER|REPLACE INTO|OR REPLACE)\b", re.IGNORECASE)
_EDITS = re.compile(r"\b(UPDATE|DELETE|DROP|ALTER|TRUNCATE|MERGE)\b(?! OF)")
VALUES: dict[str, Any] = {
    **dict.fromkeys(("as_of", "before"), datetime(2021, 12, 10, 17, 40, tzinfo=UTC)),
    **dict.fromkeys(("first", "last", "week"), date(2021, 12, 6)),
    "most": 10,
    "quarter": "FY22 Q4",
}


def sql(question: str) -> str:
    """The statement alone, without its comments and the texts in it."""
    lines = FILES[question].read_text(encoding="utf-8").splitlines()
    return re.sub(r"'[^']*'", "''", "\n".join(line.partition("--")[0] for line in lines))


def asked() -> list[re.Pattern[str]]:
    """What the program may ask for: every text in it that names a question; what is filled in may be any noun."""
    patterns = []
    for path in [*(ROOT / "data").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [str(part.value) if isinstance(part, ast.Constant) else None for part in node.values]
                if any(part and re.search(r"/[a-z]|[a-z]/", part) for part in parts):
                    patterns.append(re.compile("".join(re.escape(part) if part else "[a-z_]+" for part in parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "/" in node.value:
                patterns.append(re.compile(re.escape(node.value)))
    return patterns


def test_every_query_is_one_question_of_one_noun():
    assert all(len(Path(question).parts) == 2 for question in FILES)


@pytest.mark.parametrize("question", FILES)
def test_a_query_says_its_grain_first(question: str):
    assert _GRAIN.match(FILES[question].read_text(encoding="utf-8"))


@pytest.mark.parametrize("question", FILES)
def test_a_query_is_one_statement_that_reads_or_appends(question: str):
    text = sql(question)
    assert text.count(";") == 1
    assert text.strip().endswith(";")
    assert not _EDITS.search(text)
    assert not _NOT_ON_POSTGRES.search(text)
    assert text.strip().startswith("INSERT INTO") == question.endswith("/append")


@pytest.mark.parametrize("question", FILES)
def test_a_query_takes_named_parameters_and_holds_no_threshold(question: str):
    text = sql(question)
    assert "?" not in text
    assert set(re.findall(r"(?<![\w.$])\d+(?:\.\d+)?", text)) <= {"0", "1"}


class _TakenBack(Exception):
    """Ends a transaction that is not to be kept."""


@pytest.fixture(scope="module")
def rolled_back(_empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty store for all the tests that take back what they write."""
    path = Path(shutil.copy(_empty_file, tmp_path_factory.mktemp("rolled_back") / "okr.duckdb"))
    with closing(open_store(path, Clock(datetime(2022, 1, 17, 15, 30, tzinfo=UTC)))) as opened:
        yield opened


@pytest.mark.parametrize("question", FILES)
def test_a_query_runs_on_an_empty_store(rolled_back: Store, question: str):
    names = set(re.findall(r"\$(\w+)", sql(question)))
    lists = set(re.findall(r"\$(\w+)::\w+\[\]", sql(question)))
    values = {name: [] if name in lists else VALUES.get(name) for name in names}
    rows: list[Row] = []
    with suppress(_TakenBack), rolled_back.writing() as writer:
        rows = writer.rows(question, **values)
        raise _TakenBack
    if not question.endswith("/append") and question != "journal/newest":
        assert rows == []


def test_every_query_is_asked_somewhere():
    patterns = asked()
    assert [question for question in FILES if not any(pattern.fullmatch(question) for pattern in patterns)] == []


def test_a_question_without_a_file_is_an_error_of_the_program():
    with pytest.raises(FileNotFoundError):
        queries.text("updates/of_last_summer")
