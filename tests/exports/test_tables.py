"""Promises of the tables that go out: an import reads them back without a difference, and no spreadsheet runs them."""

from __future__ import annotations

import io
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import OkrError
from data.exports import tables
from data.rules import okr
from data.rules.formats import FILES
from data.rules.okr import Change, Grade, KeyResult, Kpi, Milestone, Objective, Person, Plan, Reading, Update
from data.sources import files
from data.sources.files import Known

SAMPLE = Path(__file__).parents[2] / "data" / "sample"

first = st.sampled_from(["", *"=+-@'\t\r\n\"", ",", ";", "''", "é漢🎯", "_x0041_"])
texts = st.builds(str.__add__, first, st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
said = texts.filter(lambda text: text.strip())
maybe_said = st.none() | said
ids = said.map(str.strip)
emails = st.from_regex(r"[a-z][a-z.+'-]{0,8}@[a-z]{1,5}\.example", fullmatch=True)
numbers = st.floats(allow_nan=False, allow_infinity=False)
maybe_number = st.none() | numbers
weights = st.none() | st.floats(0, allow_infinity=False)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
maybe_day = st.none() | days
mondays = days.map(lambda day: day - timedelta(days=day.weekday()))
moments = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants naive bounds
quarters = st.builds("FY{:02} Q{}".format, st.integers(0, 99), st.integers(1, 4))


def some(of: st.SearchStrategy[Any], key: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(of, max_size=4, unique_by=key)


@st.composite
def orgs(draw: st.DrawFn) -> dict[str, list[Any]]:
    """A small org of everything that the files can hold, whose references lead somewhere."""
    known_emails = draw(st.lists(emails, min_size=1, max_size=3, unique=True))
    anybody = st.none() | st.sampled_from(known_emails)
    objectives = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    key_results = draw(st.lists(ids, min_size=1, max_size=3, unique=True))
    kpis = draw(st.lists(ids, min_size=1, max_size=2, unique=True))
    key_result, kpi = st.sampled_from(key_results), st.sampled_from(kpis)
    team = st.none() | ids
    low, high = sorted(draw(st.tuples(numbers, numbers)))
    start, due = sorted(draw(st.tuples(days, days)))
    return {
        "people": [
            Person(email, *draw(st.tuples(said, st.sampled_from(okr.ROLES), team, anybody, anybody, st.booleans())))
            for email in known_emails
        ],
        "objectives": [
            Objective(name, *draw(st.tuples(quarters, said, maybe_said, team, anybody, st.none(), weights)))
            for name in objectives
        ],
        "key_results": [
            draw(
                st.builds(
                    KeyResult,
                    st.just(name),
                    st.sampled_from(objectives),
                    title=said,
                    owner=anybody,
                    kind=st.sampled_from(okr.KINDS),
                    unit=maybe_said,
                    baseline=maybe_number,
                    target=maybe_number,
                    low=st.just(low),
                    high=st.just(high),
                    stretch=maybe_number,
                    commitment=st.sampled_from(["committed", "aspirational"]),
                    weight=weights,
                    kpi=st.none() | kpi,
                    confidential=st.booleans(),
                    start=st.sampled_from([None, start]),
                    due=st.sampled_from([None, due]),
                    link=maybe_said,
                    dropped=st.booleans(),
                )
            )
            for name in key_results
        ],
        "milestones": draw(
            some(
                st.builds(Milestone, key_result, ids, weights, maybe_day, maybe_day),
                lambda milestone: (milestone.key_result, milestone.milestone),
            )
        ),
        "plans": draw(some(st.builds(Plan, key_result, mondays, numbers), lambda plan: (plan.key_result, plan.week))),
        "updates": draw(
            st.lists(
                st.builds(
                    Update,
                    key_result,
                    mondays,
                    maybe_number,
                    st.none() | st.floats(0, 100),
                    st.sampled_from([None, *okr.STATED_STATUSES]),
                    *[maybe_said] * 5,
                    author=anybody,
                    recorded_at=moments,
                ),
                max_size=4,
            )
        ),
        "kpis": [
            Kpi(name, *draw(st.tuples(said, maybe_said, st.sampled_from(get_args(okr.Direction)), team)))
            for name in kpis
        ],
        "readings": draw(
            st.lists(st.builds(Reading, kpi, days, numbers, moments, st.booleans(), maybe_said), max_size=4)
        ),
        "changes": draw(
            some(
                st.builds(
                    Change,
                    moments.filter(bool),
                    st.just("title"),
                    maybe_said,
                    maybe_said,
                    maybe_said,
                    anybody,
                    key_result=key_result,
                ),
                lambda change: (change.key_result, change.changed_at),
            )
        ),
        "grades": draw(
            some(
                st.builds(
                    Grade,
                    st.none(),
                    st.sampled_from(objectives),
                    st.none() | st.floats(0, 1),
                    st.sampled_from([None, "achieved", "partly", "missed"]),
                    maybe_said,
                    anybody,
                    moments,
                    st.booleans(),
                ),
                lambda grade: (grade.objective, grade.graded_at),
            )
        ),
    }


def read_back(written: dict[str, str]) -> dict[str, list[Any]]:
    bundle, problems = files.read({name: text.encode() for name, text in written.items()}, Known(), 2)
    assert [str(problem) for problem in problems if not problem.is_warning] == []
    return {name.removesuffix(".csv"): list(getattr(bundle, name.removesuffix(".csv"))) for name in written}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(org=orgs())
def test_whatever_an_org_holds_comes_back_exactly(org: dict[str, list[Any]]):
    assert read_back(tables.csv_files(org)) == org


def test_the_sample_comes_back_exactly():
    sample, _ = files.read({path.name: path.read_bytes() for path in SAMPLE.glob("*.csv")}, Known(), 2)
    nouns = {name: list(getattr(sample, name)) for name in FILES}
    assert read_back(tables.csv_files(nouns)) == nouns


def test_every_field_of_every_noun_has_a_column():
    for name, form in FILES.items():
        held = {field.name for field in fields(form.noun)} - {"revisions"}  # counted, not written
        assert (name, set(form.columns)) == (name, held)
        assert form.required | form.filled | set(form.key) | set(form.subjects) <= held


def test_an_empty_text_goes_out_as_unknown():
    person = Person("a@b.example", "A", team="")
    assert read_back(tables.csv_files({"people": [person]}))["people"] == [replace(person, team=None)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (80.0, "80"),
        (-5, "-5"),
        (0.1, "0.1"),
        (1e22, "1e+22"),
        (float("nan"), ""),
        (True, "yes"),
        (False, "no"),
        (date(2021, 12, 6), "2021-12-06"),
        (datetime(2021, 12, 6, 10, tzinfo=UTC), "2021-12-06T10:00:00Z"),
        (datetime(2021, 12, 6, 10, 0, 0, 250, tzinfo=UTC), "2021-12-06T10:00:00.000250Z"),
        ("-5", "'-5"),
        ("=1+1", "'=1+1"),
        ("@ana", "'@ana"),
        ("'tis", "''tis"),
        ("a=b", "a=b"),
    ],
)
def test_values_are_written_so_that_people_and_imports_understand_them(value: Any, text: str):
    assert tables.csv_text(["value", "x"], [{"value": value}]) == f"value,x\r\n{text},\r\n"


def test_a_workbook_holds_numbers_and_dates_as_such_and_never_a_formula_or_a_link():
    rows = [
        {"title": "=HYPERLINK(1)", "value": -5.5, "date": date(2021, 12, 6), "active": True},
        {"title": "https://acme.example", "value": None, "date": datetime(2021, 12, 6, 10, tzinfo=UTC)},
    ]
    content = tables.xlsx({"Board": (["title", "value", "date", "active"], rows)})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Board"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["title", "value", "date", "active"],
        ["=HYPERLINK(1)", -5.5, datetime(2021, 12, 6), "yes"],  # noqa: DTZ001  XLSX knows no zones
        ["https://acme.example", None, "2021-12-06T10:00:00Z", None],
    ]
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].hyperlink is None


@given(name=said.filter(lambda text: "_x" not in text.lower()))
@settings(max_examples=30)
def test_a_workbook_of_people_is_read_back_too(name: str):
    sheet = (["email", "name"], [{"email": "a@b.example", "name": name}])
    bundle, problems = files.read({"book.xlsx": tables.xlsx({"people": sheet})}, Known(), 2)
    assert problems == []
    assert bundle.people == (Person("a@b.example", name),)


def test_what_a_spreadsheet_cannot_hold_is_refused_instead_of_cut_off():
    with pytest.raises(OkrError, match=r"Row 1 of “Notes” does not fit into a spreadsheet\."):
        tables.xlsx({"Notes": (["note"], [{"note": "x" * 32_768}])})
