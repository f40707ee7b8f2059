"""Promises of the file door: what is understood, and what is said about a file that is not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.errors import Problem
from data.rules.okr import Change, Grade, KeyResult, Objective, Person, Reading, Update
from data.sources import files, sheets
from data.sources.files import Bundle, Known

ORG = {
    "people": "email,name\nana@acme.example,Ana",
    "objectives": "objective,quarter,title\nreliability,FY22 Q4,Cloud never surprises",
    "key_results": """key_result,objective,title,owner,baseline,target
uptime,reliability,Uptime rises,ana@acme.example,99.5,99.9""",
    "kpis": "kpi,name\np95,Latency",
}
NOTHING = Known()
SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def read(tables: Mapping[str, str], known: Known = NOTHING) -> tuple[Bundle, list[Problem]]:
    return files.read({f"{name}.csv": text.encode() for name, text in tables.items()}, known, start_month=2)


def said(tables: Mapping[str, str], known: Known = NOTHING) -> list[str]:
    """What stops the import, as people read it."""
    return [str(problem) for problem in read(tables, known)[1] if not problem.is_warning]


def warned(tables: Mapping[str, str]) -> list[str]:
    return [str(problem) for problem in read(tables)[1] if problem.is_warning]


def workbook(**tables: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_small_org_is_read_as_its_nouns_without_a_word_of_complaint():
    bundle, problems = read(ORG)
    assert problems == []
    assert bundle.people == (Person("ana@acme.example", "Ana", role="owner", active=True),)
    assert bundle.objectives == (Objective("reliability", "FY22 Q4", "Cloud never surprises"),)
    assert bundle.key_results == (
        KeyResult("uptime", "reliability", "Uptime rises", "ana@acme.example", "increase", baseline=99.5, target=99.9),
    )


def test_the_sample_reads_without_problems():
    bundle, problems = files.read({path.name: path.read_bytes() for path in SAMPLE.glob("*.csv")}, NOTHING, 2)
    assert [problem for problem in problems if not problem.is_warning] == []
    assert bundle.people
    assert bundle.readings


def test_a_bundle_says_which_columns_each_file_had_so_that_the_others_are_left_as_they_are():
    bundle, _ = read(ORG)
    assert bundle.given["objectives"] == {"objective", "quarter", "title"}
    assert "updates" not in bundle.given


def test_headers_come_in_any_order_case_and_spacing_with_a_byte_order_mark_and_empty_lines():
    content = "\ufeff\r\n Name ,EMAIL\r\n\r\nAna, Ana@Acme.example \r\n,\r\n".encode()
    bundle, problems = files.read({"people.csv": content}, NOTHING, 2)
    assert problems == []
    assert bundle.people == (Person("ana@acme.example", "Ana"),)


def test_files_that_excel_writes_with_semicolons_are_recognised():
    bundle, problems = read({"people": 'email;name;team\nana@acme.example;"Ana; the first";Search'})
    assert problems == []
    assert bundle.people == (Person("ana@acme.example", "Ana; the first", team="Search"),)


def test_exactly_one_leading_apostrophe_is_removed():
    bundle, _ = read({"people": "email,name\na@b.example,'=Ana\nb@b.example,''tis\nc@b.example,=Ana"})
    assert [person.name for person in bundle.people] == ["=Ana", "'tis", "=Ana"]


def test_a_blank_cell_is_unknown_and_a_zero_is_not():
    bundle, problems = read(
        {**ORG, "updates": "key_result,week,value,wins\nuptime,2021-12-06,, \nuptime,2021-12-13,0,x"}
    )
    assert problems == []
    assert bundle.updates == (
        Update("uptime", date(2021, 12, 6)),
        Update("uptime", date(2021, 12, 13), value=0, wins="x"),
    )


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2021-12-06T10:00:00Z", datetime(2021, 12, 6, 10, tzinfo=UTC)),
        ("2021-12-06T10:00:00+02:00", datetime(2021, 12, 6, 8, tzinfo=UTC)),
        ("2021-12-06 10:00", datetime(2021, 12, 6, 10, tzinfo=UTC)),
        ("2021-12-06T10:00:00.000250Z", datetime(2021, 12, 6, 10, 0, 0, 250, tzinfo=UTC)),
        ("2021-12-06", datetime(2021, 12, 6, tzinfo=UTC)),
    ],
)
def test_moments_without_an_offset_are_utc(written: str, moment: datetime):
    bundle, problems = read({**ORG, "readings": f"kpi,date,value,captured_at\np95,2021-12-05,410,{written}"})
    assert problems == []
    assert bundle.readings == (Reading("p95", date(2021, 12, 5), 410, moment),)


@pytest.mark.parametrize(
    ("baseline", "target", "kind"), [("20", "80", "increase"), ("80", "20", "decrease"), ("", "20", "increase")]
)
def test_a_key_result_without_a_kind_goes_from_its_baseline_towards_its_target(baseline: str, target: str, kind: str):
    key_results = f"key_result,objective,title,owner,kind,baseline,target\nk,reliability,T,,,{baseline},{target}"
    bundle, _ = read({**ORG, "key_results": key_results})
    assert bundle.key_results[0].kind == kind


def test_a_stated_kind_stays_whatever_the_numbers_say():
    bundle, _ = read(
        {**ORG, "key_results": "key_result,objective,title,owner,kind,target\nk,reliability,T,,Stay_Above,9"}
    )
    assert bundle.key_results[0].kind == "stay_above"


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("week", "2021-12-07", "expected a Monday like 2021-12-06, this is a Tuesday"),
        ("week", "06.12.2021", "expected a date like 2021-12-06"),
        ("week", "1638748800", "expected a date like 2021-12-06"),
        ("week", "20211206", "expected a date like 2021-12-06"),
        ("value", "4,4", "expected a number like 12.5"),
        ("value", "NaN", "expected a number like 12.5"),
        ("value", "-inf", "expected a number like 12.5"),
        ("value", "1e999", "expected a number like 12.5"),
        ("value", "1_000", "expected a number like 12.5"),
        ("confidence", "101", "expected a percentage from 0 to 100, without the % sign"),
        ("confidence", "78%", "expected a number like 12.5"),
        ("status", "silent", "expected one of on track, at risk, off track, done, cancelled"),
        ("recorded_at", "1638748800", "expected a moment like 2021-12-10T17:40:00Z"),
    ],
)
def test_a_wrong_cell_is_named_by_file_line_column_and_value_with_what_was_expected(
    column: str, cell: str, expected: str
):
    row = {"key_result": "uptime", "week": "2021-12-06", column: cell}
    text = ",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values())
    assert said({**ORG, "updates": text}) == [f"updates.csv, line 2, column {column}: {expected} (found {cell!r})"]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("people", "email,name,role\na@b.example,A,boss", "column role: expected one of viewer, owner, director, vp"),
        ("people", "email,name,active\na@b.example,A,maybe", "column active: expected yes or no"),
        ("people", "email,name\nana,A", "column email: expected an e-mail address"),
        ("people", "email,name\na@b.example,", "column name: this must be filled in"),
        ("objectives", "objective,quarter,title\no,2021 Q4,T", "column quarter: expected a quarter like FY22 Q4"),
        (
            "objectives",
            "objective,quarter,title,weight\no,FY22 Q4,T,-1",
            "column weight: expected a weight of 0 or more",
        ),
        ("objectives", "objective,quarter,title,parent\no,FY22 Q4,T,o", "column parent: an objective is not its own"),
        ("grades", "key_result,score\nuptime,85", "column score: expected a score from 0.0 to 1.0"),
        (
            "work_items",
            "item,project,kind,number\n1,P,issue,4921.5",
            "column number: expected a whole number like 4921 (found '4921.5')",
        ),
        ("work_items", "item,project,kind,number\n1,P,issue,4_921", "column number: expected a whole number like 4921"),
        ("people", "email,name,github\na@b.example,A,a b", "column github: expected a GitHub login like octocat"),
    ],
)
def test_each_column_says_what_it_expects(file: str, text: str, expected: str):
    (problem,) = said({file: text}, Known(key_results={"uptime": "reliability"}))
    assert problem.startswith(f"{file}.csv, line 2, {expected}")


def test_a_long_wrong_cell_is_shown_by_its_beginning():
    (problem,) = said({**ORG, "readings": f"kpi,date,value\np95,2021-12-05,{'prose ' * 100}"})
    assert len(problem) < 200


def test_all_problems_of_a_file_are_told_at_once_and_rows_without_any_are_understood():
    bundle, problems = read({"people": "email,name,role\nnobody,A,boss\na@b.example,A,vp\nb@b.example,,vp"})
    assert [(problem.line, problem.column) for problem in problems] == [(2, "email"), (2, "role"), (4, "name")]
    assert bundle.people == (Person("a@b.example", "A", role="vp"),)


def test_lines_are_those_of_an_editor_also_after_a_cell_of_several_lines():
    (problem,) = said({"people": 'email,name\n\na@b.example,"Ana\nof\nSearch"\nb,B'})
    assert problem.startswith("people.csv, line 6, column email")


def test_a_missing_required_column_is_one_problem_that_names_it():
    assert said({"people": "name\nAna\nBob"}) == ["people.csv, line 1: missing column email"]
    assert said({"people": ""}) == [
        "people.csv, line 1: missing column email",
        "people.csv, line 1: missing column name",
    ]
    assert said({"grades": "score\n1"}) == ["grades.csv, line 1: missing column key_result or objective"]


def test_a_column_that_is_there_twice_is_a_problem():
    assert said({"people": "email,name,Name\na@b.example,A,B"}) == [
        "people.csv, line 1: the column name is there twice",
    ]


def test_unknown_columns_are_ignored_with_one_warning_each_that_guesses_what_was_meant():
    bundle, problems = read({"people": "email,name,shoe size,menager\na@b.example,A,44,b@b.example"})
    assert [str(problem) for problem in problems] == [
        "people.csv, line 1, column shoe size: unknown column, ignored",
        "people.csv, line 1, column menager: unknown column, ignored; did you mean manager?",
    ]
    assert all(problem.is_warning for problem in problems)
    assert bundle.people == (Person("a@b.example", "A"),)


def test_a_row_with_more_cells_than_the_header_is_a_problem_because_they_may_have_shifted():
    (problem,) = said({"people": "email,name\na@b.example,Halloran, Ines"})
    assert problem == "people.csv, line 2: 3 cells under a header of 2; is a comma in a text that is not quoted?"


def test_a_quotation_mark_that_is_never_closed_is_told_by_the_row_that_opens_it():
    (problem,) = said({"people": 'email,name\na@b.example,A\nb@b.example,"B\nc@b.example,C'})
    assert problem == "people.csv, line 3: a quotation mark is opened in this row and never closed"


def test_text_that_is_not_utf8_is_the_only_problem_told_with_the_way_out():
    contents = {f"{name}.csv": text.encode() for name, text in ORG.items()}
    _, (problem,) = files.read({**contents, "people.csv": "email,name\na@b.example,Zoë".encode("latin-1")}, NOTHING, 2)
    assert str(problem) == "people.csv, line 2: the text is not UTF-8; save the file as “CSV UTF-8”"


def test_a_file_whose_name_says_nothing_is_a_problem():
    _, problems = files.read({"okrs.csv": b"", "notes.txt": b""}, NOTHING, 2)
    assert [problem.message for problem in problems] == [
        "expected a CSV or XLSX file",
        f"the file's name says what it holds; expected one of {sheets.NAMES}, then .csv",
    ]


def test_two_rows_for_the_same_thing_are_a_problem_that_names_the_first():
    (problem,) = said({"people": "email,name\na@b.example,A\nA@B.example,B"})
    assert problem == "people.csv, line 3, column email: this was already said in line 2 (found 'a@b.example')"
    (problem,) = said({**ORG, "plans": "key_result,week,value\nuptime,2021-12-06,1\nuptime,2021-12-06,2"})
    assert problem == "plans.csv, line 3: this was already said in line 2 (found 'uptime 2021-12-06')"


def test_two_updates_of_a_week_and_two_readings_of_a_date_are_revisions():
    bundle, problems = read(
        {
            **ORG,
            "updates": "key_result,week,value\nuptime,2021-12-06,1\nuptime,2021-12-06,2",
            "readings": "kpi,date,value\np95,2021-12-06,1\np95,2021-12-06,2",
        }
    )
    assert problems == []
    assert [update.value for update in bundle.updates] == [reading.value for reading in bundle.readings] == [1, 2]


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("people", "email,name,manager\na@b.example,A,x@b.example", "column manager: there is no such person"),
        ("people", "email,name,stand_in\na@b.example,A,x@b.example", "column stand_in: there is no such person"),
        (
            "objectives",
            "objective,quarter,title,owner\no,FY22 Q4,T,x@b.example",
            "column owner: there is no such person",
        ),
        ("objectives", "objective,quarter,title,parent\no,FY22 Q4,T,x", "column parent: there is no such objective"),
        ("key_results", "key_result,objective,title,owner\nk,x,T,", "column objective: there is no such objective"),
        ("milestones", "key_result,milestone\nx,M", "column key_result: there is no such key result"),
        ("plans", "key_result,week,value\nx,2021-12-06,1", "column key_result: there is no such key result"),
        ("updates", "key_result,week\nx,2021-12-06", "column key_result: there is no such key result"),
        ("readings", "kpi,date,value\nx,2021-12-06,1", "column kpi: there is no such KPI"),
        ("grades", "objective,score\nx,1", "column objective: there is no such objective"),
        ("changes", "person,changed_at,field\nx@b.example,2021-12-06,name", "column person: there is no such person"),
    ],
)
def test_a_reference_that_leads_nowhere_is_a_problem(file: str, text: str, problem: str):
    assert [line.partition(" (found 'x")[0] for line in said({file: text})] == [f"{file}.csv, line 2, {problem}"]


def test_references_may_lead_to_what_the_store_already_holds():
    known = Known(
        people=frozenset({"ana@acme.example"}),
        objectives={"reliability": "FY22 Q4"},
        key_results={"uptime": "reliability"},
        kpis=frozenset({"p95"}),
        milestones=frozenset({("uptime", "Beta")}),
    )
    tables = {
        "people": "email,name,manager\nbob@acme.example,Bob,ANA@acme.example",
        "key_results": "key_result,objective,title,owner,kpi\nk,reliability,T,ana@acme.example,p95",
        "updates": "key_result,week\nuptime,2021-12-06",
        "changes": "key_result,milestone,changed_at,field,old\nuptime,Beta,2021-12-06,weight,2",
    }
    assert read(tables, known)[1] == []


def test_a_row_with_a_problem_does_not_make_the_rows_that_refer_to_it_wrong_too():
    assert said({**ORG, "people": "email,name,role\nana@acme.example,Ana,boss"}) == [
        "people.csv, line 2, column role: expected one of viewer, owner, director, vp (found 'boss')"
    ]
    assert said({**ORG, "people": "email,role\nana@acme.example,vp"}) == ["people.csv, line 1: missing column name"]


def test_a_band_needs_two_ends_in_order():
    header = "key_result,objective,title,owner,kind,low,high\n"
    assert said({**ORG, "key_results": header + "k,reliability,T,,band,1,"}) == [
        "key_results.csv, line 2, column high: a band needs a low and a high value"
    ]
    assert said({**ORG, "key_results": header + "k,reliability,T,,band,3,2"}) == [
        "key_results.csv, line 2, column low: low is above high, 2 (found '3')"
    ]


def test_a_band_in_the_store_keeps_its_ends_when_the_file_does_not_speak_of_them():
    known = Known(objectives={"reliability": "FY22 Q4"}, key_results={"k": "reliability"})
    tables = {"key_results": "key_result,objective,title,owner,kind\nk,reliability,T,,band"}
    assert said(tables, known) == []


def test_a_key_result_is_not_due_before_it_starts():
    tables = {
        **ORG,
        "key_results": "key_result,objective,title,owner,start,due\nk,reliability,T,,2021-12-02,2021-12-01",
    }
    assert said(tables) == ["key_results.csv, line 2, column due: it is due before it starts (found '2021-12-01')"]


def test_a_grade_is_of_exactly_one_thing():
    bundle, problems = read({**ORG, "grades": "key_result,objective,score\nuptime,,1\n,reliability,0.5"})
    assert problems == []
    assert bundle.grades == (Grade("uptime", score=1), Grade(objective="reliability", score=0.5))
    assert said({**ORG, "grades": "key_result,objective,score\nuptime,reliability,1\n,,1"}) == [
        "grades.csv, line 2: expected exactly one of key_result, objective, found both key_result and objective",
        "grades.csv, line 3: expected exactly one of key_result, objective, found none",
    ]


def test_a_change_names_what_was_edited_and_what_it_said_before():
    bundle, problems = read({**ORG, "changes": "key_result,changed_at,field,old,new\nuptime,2021-12-06,target,99,99.9"})
    assert problems == []
    assert bundle.changes == (
        Change(datetime(2021, 12, 6, tzinfo=UTC), "target", old="99", new="99.9", key_result="uptime"),
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("uptime,,,,2021-12-06,colour,", "column field: expected one of objective, title, owner, kind"),
        (
            "uptime,,,,2021-12-06,target,ninety",
            "column old: expected a number like 12.5, for this is what target holds",
        ),
        ("uptime,,Beta,,2021-12-06,weight,1", "column milestone: the key result has no such milestone"),
        (",reliability,Beta,,2021-12-06,title,T", "column key_result: a milestone or a planned week is named together"),
        (
            "uptime,,Beta,2021-12-06,2021-12-06,weight,1",
            "column week: expected a milestone or a planned week, not both",
        ),
        (",,,,2021-12-06,title,T", "expected exactly one of key_result, objective, person, kpi, found none"),
    ],
)
def test_a_change_that_cannot_have_happened_is_a_problem(row: str, problem: str):
    (line,) = said({**ORG, "changes": f"key_result,objective,milestone,week,changed_at,field,old\n{row}"})
    assert line.removeprefix("changes.csv, line 2").lstrip(",: ").startswith(problem)


def test_advice_is_given_as_warnings():
    six = "".join(f"\nk{n},many,T,ana@acme.example,1,2,no" for n in range(6))
    tables = {
        **ORG,
        "objectives": "objective,quarter,title\nmany,FY22 Q4,M\nnone,FY22 Q4,N",
        "key_results": "key_result,objective,title,owner,baseline,target,dropped"
        + six
        + "\nflat,many,T,,2,2,no\ngone,none,T,ana@acme.example,,,yes",
        "updates": "key_result,week,confidence\nk1,2022-01-31,80\nk1,2022-06-06,80\nk1,2021-12-06,0.78",
    }
    assert said(tables) == []
    assert warned(tables) == [
        "key_results.csv, line 8, column owner: nobody owns this key result yet",
        "key_results.csv, line 8, column target: the target equals the baseline, so there is no progress between them "
        "(found '2')",
        "objectives.csv, line 2, column objective: 7 key results are more than the 5 an objective should have "
        "(found 'many')",
        "objectives.csv, line 3, column objective: no key result yet (found 'none')",
        "updates.csv, line 3, column week: this week is far from the key result's quarter, 2021-11-01 to 2022-01-31 "
        "(found '2022-06-06')",
        "updates.csv, line 4, column confidence: confidence is in percent, from 0 to 100 (found '0.78')",
    ]


def test_of_many_problems_fifty_are_listed_before_the_count_of_the_others():
    _, problems = read({"people": "email,name,hat\n" + "nobody,A,x\n" * 60})
    assert len(problems) == 51
    assert [str(problems[0]), str(problems[-1])] == [
        "people.csv, line 2, column email: expected an e-mail address (found 'nobody')",
        "and 11 more",
    ]
    assert not problems[-1].is_warning


def test_a_workbook_brings_its_sheets_with_their_dates_numbers_and_truths():
    content = workbook(
        people=[["email", "name", "active"], ["ana@acme.example", "=Ana", False]],
        Kpis=[["kpi", "name"], [95, "Latency"], [None, None]],
        readings=[
            ["kpi", "date", "value", "captured_at"],
            [95, datetime(2021, 12, 6), 410, datetime(2021, 12, 6, 17, 30)],  # noqa: DTZ001  XLSX knows no zones
            [95, date(2021, 12, 7), 0.1, "2021-12-07T10:00:00Z"],
        ],
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["people"]["B2"].data_type = "s"
    book.save(repaired := io.BytesIO())
    bundle, problems = files.read({"Book.XLSX": repaired.getvalue()}, NOTHING, 2)
    assert problems == []
    assert bundle.people == (Person("ana@acme.example", "=Ana", active=False),)
    assert bundle.readings == (
        Reading("95", date(2021, 12, 6), 410, datetime(2021, 12, 6, 17, 30, tzinfo=UTC)),
        Reading("95", date(2021, 12, 7), 0.1, datetime(2021, 12, 7, 10, tzinfo=UTC)),
    )


def test_the_number_of_an_item_is_whole_in_a_file_and_in_a_workbook():
    lines = "item,project,kind,number\n1,P,issue,4921\n2,P,issue, 4922.0 \n3,P,draft,"
    cells = [line.split(",") for line in lines.splitlines()]
    cells[1][3] = 4921  # type: ignore[call-overload]
    for content in ({"work_items.csv": lines.encode()}, {"all.xlsx": workbook(work_items=cells)}):
        bundle, problems = files.read(content, NOTHING, 2)
        assert problems == []
        numbers = [each.number for each in bundle.work_items]
        assert numbers == [4921, 4922, None]
        assert all(number is None or isinstance(number, int) for number in numbers)


def test_a_login_is_read_with_or_without_its_at_sign():
    bundle, problems = read({"people": "email,name,github\na@b.example,A,@Octo-cat\nb@b.example,B, bo_acme "})
    assert problems == []
    assert [person.github for person in bundle.people] == ["Octo-cat", "bo_acme"]


def test_problems_in_a_workbook_name_the_sheet_and_its_row():
    content = workbook(people=[[], ["email", "name"], ["nobody", "A"]], Sheet1=[["x"]])
    _, problems = files.read({"book.xlsx": content}, NOTHING, 2)
    assert [str(problem) for problem in problems] == [
        "book.xlsx (sheet people), line 3, column email: expected an e-mail address (found 'nobody')",
        f"book.xlsx (sheet Sheet1): this sheet is ignored; known names are {sheets.NAMES}",
    ]
    assert [problem.is_warning for problem in problems] == [False, True]


def test_a_workbook_without_a_known_sheet_is_a_problem():
    _, (problem,) = files.read({"book.xlsx": workbook(Sheet1=[["x"]])}, NOTHING, 2)
    assert problem.message == f"no sheet is named {sheets.NAMES}"


def test_what_comes_twice_in_one_import_is_a_problem():
    people = [["email", "name"], ["a@b.example", "A"]]
    _, (problem,) = files.read({"people.csv": b"email,name", "book.xlsx": workbook(people=people)}, NOTHING, 2)
    assert str(problem) == "book.xlsx (sheet people): people was already read from people.csv"


def repacked(content: bytes, part: str, text: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return changed.getvalue()


PEOPLE = workbook(people=[["email", "name"], ["a@b.example", "A"]])
SHEET = "xl/worksheets/sheet1.xml"
ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
TEXT = b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>'
ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (n + 1, b"&%c;" % n * 30) for n in b"abcdefghi")
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">%s]>' % ENTITIES + ROWS % b'<row r="1">%s</row>' % (TEXT % (b"A1", b"&j;"))


@pytest.mark.parametrize(
    ("made", "message"),  # made by its own test: the largest takes a second
    [
        (lambda: b"not a zip file", sheets.BROKEN),
        (lambda: PEOPLE[:-50], sheets.BROKEN),
        (lambda: repacked(PEOPLE, SHEET, b"<worksheet"), sheets.BROKEN),
        (lambda: repacked(PEOPLE, SHEET, LAUGHS), sheets.BROKEN),
        (lambda: repacked(PEOPLE, SHEET, b" " * 150_000_000), "the file unpacks to more than 150 MB; import it as CSV"),
        (lambda: b" " * 20_000_001, "the file is larger than 20 MB; import it as CSV"),
    ],
    ids=["no zip", "cut off", "broken sheet", "billion laughs", "bomb", "large"],
)
def test_a_workbook_that_is_broken_or_a_bomb_is_one_problem(made: Callable[[], bytes], message: str):
    _, (problem,) = files.read({"book.xlsx": made()}, NOTHING, 2)
    assert problem.message == message
    assert str(problem).startswith("book.xlsx")


def test_a_sheet_that_claims_a_billion_rows_ends_where_a_spreadsheet_does():
    header = b'<row r="1">%s%s</row>' % (TEXT % (b"A1", b"email"), TEXT % (b"B1", b"name"))
    sheet = ROWS % (header + b'<row r="1000000000"><c r="XFD1000000000"><v>1</v></c></row>')
    bundle, problems = files.read({"book.xlsx": repacked(PEOPLE, SHEET, sheet)}, NOTHING, 2)
    assert (bundle.people, problems) == ((), [])


def test_a_sheet_of_somebodys_own_that_is_only_named_like_ours_is_ignored_with_a_warning():
    own = [["What I must not forget"], ["Ask Ada"]]
    content = workbook(people=[["email", "name"], ["ada@example.com", "Ada"]], notes=own)
    bundle, problems = files.read({"book.xlsx": content}, NOTHING, 2)
    assert [person.email for person in bundle.people] == ["ada@example.com"]
    assert [str(problem) for problem in problems] == [
        "book.xlsx (sheet notes): this sheet is ignored; it has none of the columns that an import knows"
    ]
    assert problems[0].is_warning and bundle.notes == ()
