"""The command line: every command beside a running server and without one, one document as JSON, and its exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data.cli import DONE, FAILED, PARTLY, WRONG_USAGE, main
from data.config import ROOT
from data.rules.formats import FILES
from data.store import holder
from data.store.holder import Holder
from tests.org import ORG, contents
from tests.server import Server

COMMANDS = {
    "demo",
    "import",
    "sync",
    "update",
    "review",
    "due",
    "remind",
    "close-week",
    "scorecard",
    "export",
    "backup",
    "restore",
    "doctor",
}
KEY_RESULTS = ("q3-uptime", "q3-installs", "q3-p95-latency")
_weeks = count()


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        assert self.err == ""
        assert self.out.count("\n") == 1, "one line, one document"
        return json.loads(self.out)


Okr = Callable[..., Said]


def run(*words: str | Path, store: Path) -> Said:
    """A command in this process: the same code, without the start of an interpreter."""
    done = CliRunner().invoke(main, [*map(str, words), "--store", str(store)], prog_name="okr")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


def process(*words: str | Path, store: Path, command: Sequence[str] = ("-m", "data")) -> Said:
    """A command in a process of its own."""
    done = subprocess.run(
        [sys.executable, *command, *map(str, words), "--store", str(store)], cwd=ROOT, capture_output=True, text=True
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture(params=["server down", "server up"])
def store(request: pytest.FixtureRequest) -> Path:
    """The sample quarter, held by nobody, or by the running server."""
    if request.param == "server down":
        return request.getfixturevalue("sample_path")
    return request.getfixturevalue("server").store


@pytest.fixture
def okr(store: Path) -> Okr:
    return lambda *words: run(*words, store=store)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with the small org's files, and others that no import knows."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, content in contents(**ORG).items():
        (folder / name).write_bytes(content)
    (folder / "notes.txt").write_text("not for import")
    (folder / "holidays.csv").write_text("day\n2021-12-25")
    return folder


# The words


def test_there_are_the_promised_commands():
    assert set(main.commands) >= COMMANDS


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself(command: str):
    said = CliRunner().invoke(main, [command, "--help"])
    assert said.exit_code == DONE
    assert " ".join(str(main.commands[command].help).split()) in " ".join(said.stdout.split())
    for option in ("--store", "--json", *(["--as-of"] if command in ("review", "due", "scorecard", "export") else [])):
        assert option in said.stdout


@pytest.mark.parametrize("command", [("-m", "data"), ("-c", "from data.cli import main; main(prog_name='okr')")])
def test_it_starts_as_a_module_and_as_a_script(command: tuple[str, ...], sample_path: Path):
    said = process("review", "--week", "2021-12-06", "--json", store=sample_path, command=command)
    assert said.code == DONE
    assert said.document["week"] == "2021-12-06"


def test_the_store_is_that_of_the_environment_unless_it_is_named(
    sample_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("OKR_STORE", str(sample_path))
    said = CliRunner().invoke(main, ["review", "--json"])
    assert json.loads(said.stdout)["key_results"]
    assert run("review", "--json", store=tmp_path / "new.duckdb").document["key_results"] == []


# Every command, beside a server and without one


def test_a_review_is_of_the_newest_week_whose_deadline_has_passed(okr: Okr):
    review = okr("review", "--json")
    assert review.code == DONE
    assert (review.document["week"], review.document["quarter"]) == ("2022-01-10", "FY22 Q4")
    assert len(review.document["key_results"]) >= 16


def test_a_review_of_another_week_and_moment(okr: Okr):
    past = okr("review", "--week", "2021-12-06", "--as-of", "2021-12-13T08:00:00-08:00", "--json").document
    assert (past["week"], past["as_of"]) == ("2021-12-06", "2021-12-13T16:00:00Z")
    midnight = okr("review", "--as-of", "2021-12-13", "--json").document
    assert (midnight["week"], midnight["as_of"]) == ("2021-12-06", "2021-12-13T00:00:00Z")


def test_an_update_is_in_the_review_at_once(okr: Okr):
    words = ("--value", "0.5", "--confidence", "66", "--status", "at risk", "--wins", "Größe = 1", "--risks", "None")
    more = (
        "--next-steps",
        "Noor",
        "--help-wanted",
        "A reviewer",
        "--link",
        "https://acme.example",
        "--by",
        "A@acme.example",
    )
    name = okr("review", "--week", "2022-01-10", "--json").document["key_results"][0]["key_result"]
    logged = okr("update", name, "--week", "2022-01-10", *words, *more, "--json")
    assert logged.code == DONE
    assert logged.document["author"] == "a@acme.example"
    review = okr("review", "--week", "2022-01-10", "--json").document
    (row,) = (row for row in review["key_results"] if row["key_result"] == name)
    assert (row["value"], row["confidence"], row["stated_status"]) == (0.5, 66, "at risk")
    revisions, recorded_at = logged.document["revisions"], logged.document["recorded_at"]
    assert row["update"] == {
        "wins": "Größe = 1",
        "risks": "None",
        "next_steps": "Noor",
        "help": "A reviewer",
        "link": "https://acme.example",
        "author": "a@acme.example",
        "recorded_at": recorded_at,
        "revisions": revisions,
    }


def test_a_second_update_of_a_week_is_a_version_and_the_first_is_reported(okr: Okr):
    words = ("update", "q3-uptime", "--week", "2021-11-08", "--confidence")
    assert okr(*words, "90", "--json").document["newer"] is None
    second = okr(*words, "80", "--json")
    assert second.code == DONE
    assert second.document["revisions"] == 2
    assert second.document["newer"]["author"] == "marta.kowalczyk@loomline.example"


def test_an_update_without_a_week_is_for_the_one_that_is_due(okr: Okr):
    assert okr("update", "q3-installs", "--value", "20", "--json").document["week"] == "2022-01-10"
    assert okr("due", "--json").document["week"] == "2022-01-10"


def test_reminders_are_shown_before_they_go(okr: Okr):
    shown = okr("remind", "--week", "2021-12-06", "--stage", "directors", "--dry-run", "--json")
    assert shown.code == DONE
    assert (shown.document["stage"], shown.document["dry_run"], shown.document["sent"]) == ("directors", True, 0)
    assert all(letter["subject"] and letter["ways"] == [] for letter in shown.document["reminders"])
    assert okr("remind", "--week", "2021-12-06", "--dry-run").out.endswith("Nothing was sent.\n")


def test_who_has_not_written_yet(okr: Okr):
    due = okr("due", "--week", "2022-01-24", "--json")
    assert due.code == DONE
    assert due.document["deadline"] == "2022-01-28T19:00:00Z"
    assert all(set(owed) == {"owner", "name", "writer", "key_results"} for owed in due.document["due"])
    assert due.document["due"]


def test_a_scorecard_is_of_the_quarter_that_is_due_or_of_the_one_named(okr: Okr):
    due = okr("scorecard", "--json")
    assert due.code == DONE
    assert (due.document["quarter"], due.document["state"]) == ("FY22 Q4", "open")
    assert {row["objective"] for row in due.document["objectives"]} >= {"reliability", "self-serve"}
    past = okr("scorecard", "--quarter", "FY22 Q3", "--json").document
    assert (past["state"], past["tally"]["counts"]["achieved"]) == ("final", 9)
    assert okr("scorecard", "--as-of", "2021-12-13", "--json").document["quarter"] == "FY22 Q3"
    wrong = okr("scorecard", "--quarter", "last", "--json")
    assert (wrong.code, wrong.document["error"]) == (WRONG_USAGE, "“last” is not a quarter. Write it like FY22 Q4.")


def test_a_scorecard_is_printed_with_grades_notes_and_what_is_only_suggested(okr: Okr):
    past, due = okr("scorecard", "--quarter", "FY22 Q3").out, okr("scorecard").out
    assert "9 achieved, 3 partly, 3 missed; mean 88%, committed 88%, aspirational 88%" in past
    assert "● achieved 100%              Active self-serve installs (20 installs; from 5 to 20 installs)" in past
    assert "20 of 20, after the target was moved from 30 in September." in past
    assert "as first worded, from 5 to 30 installs: missed" in past
    assert "(suggested)" not in past
    assert "▲ partly 84% (suggested)" in due
    assert "cancelled: not graded" in due


def test_a_week_is_closed_once_and_can_be_reopened(okr: Okr):
    words = ("close-week", "--week", "2021-11-01", "--by", "ana@acme.example", "--json")
    assert okr(*words, "--reopen").code == DONE  # the sample's weeks are closed
    assert okr(*words).code == DONE
    assert okr("review", "--week", "2021-11-01", "--json").document["closed"]
    again = okr(*words)
    assert (again.code, "Reopen it" in again.document["error"]) == (FAILED, True)
    assert okr(*words, "--reopen", "--reason", "A late number").code == DONE
    assert not okr("review", "--week", "2021-11-01", "--json").document["closed"]
    wrong = okr("close-week", "--week", "2021-11-02", "--json")
    assert (wrong.code, "is no Monday" in wrong.document["error"]) == (WRONG_USAGE, True)


def test_an_import_says_what_is_new_and_a_dry_run_what_would_be(okr: Okr, files: Path):
    (files / "people.csv").write_text(f"email,name\nnew-{next(_weeks)}@acme.example,New")
    dry = okr("import", files / "people.csv", "--dry-run", "--json").document
    assert dry == {"dry_run": True, "files": {"people": {"new": 1, "changed": 0, "same": 0}}, "warnings": []}
    assert okr("import", files / "people.csv", "--json").document == {**dry, "dry_run": False}
    assert okr("import", files / "people.csv", "--json").document["files"]["people"]["same"] == 1


def test_an_import_of_a_folder_takes_the_files_it_knows(okr: Okr, files: Path):
    said = okr("import", files, "--by", "ana@acme.example", "--json")
    assert said.code == DONE
    assert set(said.document["files"]) == set(ORG)


def test_an_import_with_a_problem_fails_names_it_and_changes_nothing(okr: Okr, tmp_path: Path):
    wrong = tmp_path / "updates.csv"
    wrong.write_text("key_result,week,value\nq3-uptime,2021-12-06,many\nnothing,2021-12-07,1")
    before = okr("review", "--week", "2021-12-06", "--json").document["key_results"]
    said = okr("import", wrong, "--json")
    assert said.code == FAILED
    assert said.document == {
        "error": "Nothing was imported. Mend what is listed and import again.",
        "problems": [
            "updates.csv, line 2, column value: expected a number like 12.5 (found 'many')",
            "updates.csv, line 3, column week: expected a Monday like 2021-12-06, this is a Tuesday"
            " (found '2021-12-07')",
        ],
    }
    assert okr("review", "--week", "2021-12-06", "--json").document["key_results"] == before


def test_an_export_reads_back_into_an_empty_store(okr: Okr, tmp_path: Path):
    exported = okr("export", "csv", "-o", tmp_path / "out", "--json")
    assert exported.code == DONE
    written = [Path(path) for path in exported.document["written"]]
    assert {path.parent for path in written} == {tmp_path / "out"}
    assert {path.stem for path in written} == set(FILES)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in written}
    other = tmp_path / "other.duckdb"
    assert run("import", tmp_path / "out", store=other).code == DONE
    assert run("export", "csv", "-o", tmp_path / "again", store=other).code == DONE
    for path in written:
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_the_monthly_update_is_exported_as_a_page_that_is_no_strangers(okr: Okr, tmp_path: Path):
    assert okr("export", "mail", "-o", tmp_path / "mail.html").code == DONE
    assert (tmp_path / "mail.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_planning_calendar_is_exported_for_a_quarter_or_for_what_is_ahead(okr: Okr, tmp_path: Path):
    one, ahead = tmp_path / "q4.ics", tmp_path / "ahead.ics"
    assert okr("export", "calendar", "--quarter", "FY22 Q4", "-o", one, "--json").document == {"written": [str(one)]}
    assert okr("export", "calendar", "-o", ahead).code == DONE
    assert one.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"fy22-q4.sync@" in one.read_bytes() and b"fy23-q1.sync@" not in one.read_bytes()
    assert b"fy23-q1.sync@" in ahead.read_bytes()
    refused = okr("export", "calendar", "--quarter", "next", "-o", tmp_path / "none.ics")
    assert (refused.code, "Write it like FY22 Q4" in refused.err) == (WRONG_USAGE, True)
    assert not (tmp_path / "none.ics").exists()


def test_a_backup_restores_to_the_same_review(okr: Okr, tmp_path: Path):
    said = okr("backup", tmp_path / "backup.duckdb", "--json")
    assert said.code == DONE
    assert said.document == {"written": [str(tmp_path / "backup.duckdb")]}
    new = tmp_path / "new.duckdb"
    assert run("restore", tmp_path / "backup.duckdb", "--json", store=new).document == {"restored": str(new)}
    words = ("review", "--as-of", "2022-01-17T15:29:00Z", "--json")
    assert run(*words, store=new).document == okr(*words).document


def test_a_backup_never_overwrites(okr: Okr, tmp_path: Path):
    (tmp_path / "mine").write_text("mine")
    said = okr("backup", tmp_path / "mine", "--json")
    assert said.code == FAILED
    assert "a backup never overwrites" in said.document["error"]
    assert (tmp_path / "mine").read_text() == "mine"


def test_restoring_refuses_a_store_that_is_there_also_while_a_server_holds_it(okr: Okr, store: Path, tmp_path: Path):
    okr("backup", tmp_path / "backup.duckdb")
    said = okr("restore", tmp_path / "backup.duckdb", "--json")
    assert said.code == FAILED
    assert "Restoring never overwrites" in said.document["error"]
    assert okr("review", "--json").code == DONE


def test_the_doctor_finds_the_sample_well(okr: Okr):
    said = okr("doctor", "--json")
    assert said.code == DONE
    assert said.document["ok"]
    assert [finding["about"] for finding in said.document["findings"]] == [
        "settings",
        "store",
        "quarters",
        "clock",
        "looker",
        "github",
        "mail",
        "slack",
        "jobs",
    ]


def test_the_sample_is_refused_where_there_is_something(okr: Okr):
    said = okr("demo", "--json")
    assert said.code == FAILED
    assert "is not empty" in said.document["error"]


def test_a_sync_without_looker_says_what_is_missing(okr: Okr):
    for words in (("sync", "--json"), ("sync", "looker", "--json")):
        said = okr(*words)
        assert said.code == FAILED
        assert said.document["error"].startswith("Looker is not set up. Set LOOKERSDK_BASE_URL")
    assert "GitHub is not set up. Set GITHUB_TOKEN" in okr("sync", "--json").document["error"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("update", "nothing", "--value", "1"), "There is no key result “nothing”. `okr review` lists them."),
        (("update", "q3-uptime", "--week", "2021-12-07", "--value", "1"), "2021-12-07 is no Monday."),
        (("update", "q3-uptime", "--week", "2021-12-06"), "The update says nothing yet."),
        (("update", "q3-uptime", "--wins", " "), "The update says nothing yet."),
        (("update", "q3-uptime", "--value", "nan"), "The value is not a number."),
        (("update", "q3-uptime", "--value", "much"), "'much' is not a valid float"),
        (("update", "q3-uptime", "--confidence", "101"), "101.0 is not in the range"),
        (("update", "q3-uptime", "--status", "silent"), "'silent' is not one of"),
        (("update",), "Missing argument 'KEY_RESULT'"),
        (("review", "--week", "2021-12-07"), "2021-12-07 is no Monday. The week it lies in is named 2021-12-06."),
        (("review", "--week", "last"), "'last' is not a day like 2021-12-06"),
        (("review", "--as-of", "yesterday"), "'yesterday' is not a moment like"),
        (("due", "--week", "2021-12-07"), "2021-12-07 is no Monday."),
        (("import", "nowhere"), "'nowhere' does not exist"),
        (("export", "deck", "-o", "week.pdf"), "A deck is written as .pptx, not as “week.pdf”."),
        (("export", "mail", "-o", "m"), "A mail is written as .html or .eml, not as “m”."),
        (("export", "deck", "--team", "Search", "-o", "d.pptx"), "export deck takes no --team. It takes --week."),
        (("export", "csv", "--internal", "-o", "x"), "export csv takes no --internal. It takes nothing of the kind."),
        (("export", "mail", "--week", "2022-01-10", "-o", "m.html"), "export mail takes no --week."),
        (("export", "deck.csv", "-o", "x"), "'deck.csv' is not one of 'csv', 'deck', 'history'"),
        (("sync", "jira"), "'jira' is not one of 'looker', 'files', 'github'"),
        (("review", "--weak", "2021-12-06"), "No such option"),
    ],
)
def test_wrong_words_are_told_in_a_sentence_and_as_json(okr: Okr, words: tuple[str, ...], sentence: str):
    said = okr(*words, "--json")
    assert said.code == WRONG_USAGE
    assert said.document["problems"] == []
    assert sentence in said.document["error"]
    for_people = okr(*words)
    assert (for_people.code, for_people.out) == (WRONG_USAGE, "")
    assert sentence in for_people.err


@pytest.mark.parametrize("words", [("review",), ("due",), ("doctor",), ("export", "csv", "-o", "{tmp}/out")])
def test_for_people_every_answer_is_in_words(okr: Okr, words: tuple[str, ...], tmp_path: Path):
    said = okr(*(word.format(tmp=tmp_path) for word in words))
    assert (said.code, said.err) == (DONE, "")
    assert not said.out.startswith("{")
    assert said.out.strip()


# Without a server


def test_the_sample_fills_a_new_store(tmp_path: Path):
    said = run("demo", store=tmp_path / "okr.duckdb")
    assert said.code == DONE
    assert "The sample quarter is ready." in said.out
    assert run("review", "--json", store=tmp_path / "okr.duckdb").document["week"] == "2022-01-10"


def test_the_doctor_says_what_to_do_with_an_empty_store(tmp_path: Path):
    said = run("doctor", "--json", store=tmp_path / "okr.duckdb")
    assert said.code == PARTLY
    assert not said.document["ok"]
    (finding,) = (each for each in said.document["findings"] if not each["is_well"])
    assert "okr import" in finding["to_do"]


def test_a_folder_without_files_for_an_import_is_wrong_usage(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    said = run("import", tmp_path / "empty", "--json", store=tmp_path / "okr.duckdb")
    assert said.code == WRONG_USAGE
    assert "There is nothing to import" in said.document["error"]


def test_a_file_named_twice_is_wrong_usage(files: Path, tmp_path: Path):
    said = run("import", files, files / "people.csv", "--json", store=tmp_path / "okr.duckdb")
    assert said.code == WRONG_USAGE
    assert said.document["error"].startswith("people.csv was named twice.")


def test_a_workbook_is_imported_like_files(tmp_path: Path):
    from data.exports import tables

    book = tables.xlsx({"people": (["email", "name"], [{"email": "ana@acme.example", "name": "Ana"}])})
    (tmp_path / "org.xlsx").write_bytes(book)
    said = run("import", tmp_path / "org.xlsx", "--json", store=tmp_path / "okr.duckdb")
    assert said.document["files"] == {"people": {"new": 1, "changed": 0, "same": 0}}


def test_a_setting_that_is_not_known_stops_every_command_and_is_named(
    sample_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OKR_ORG__NAM", "x")
    said = run("review", "--json", store=sample_path)
    assert said.code == FAILED
    assert said.document["error"].startswith("The setting [org] nam is not known.")


def test_a_file_that_is_no_store_is_told(tmp_path: Path):
    (tmp_path / "okr.duckdb").write_text("Dear diary")
    said = run("review", "--json", store=tmp_path / "okr.duckdb")
    assert said.code == FAILED
    assert "cannot be opened as a store" in said.document["error"]


def test_today_can_be_set(sample_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OKR_TODAY", "2021-12-13")
    assert run("due", "--json", store=sample_path).document["week"] == "2022-01-10", "never earlier than what it holds"
    monkeypatch.setenv("OKR_TODAY", "2022-01-24T16:00:00Z")
    assert run("due", "--json", store=sample_path).document["week"] == "2022-01-24"


def test_commands_at_the_same_time_take_turns(sample_path: Path):
    words = ["update", "q3-uptime", "--week", "2021-11-15", "--json", "--store", str(sample_path), "--value"]
    begun = [
        subprocess.Popen([sys.executable, "-m", "data", *words, str(n)], cwd=ROOT, stdout=subprocess.PIPE)
        for n in range(3)
    ]
    logged = [json.loads(each.communicate()[0]) for each in begun]
    assert [each.returncode for each in begun] == [DONE] * 3
    assert sorted(each["revisions"] for each in logged) == [1, 2, 3]


@contextmanager
def stranger(status: int, kind: str, body: str) -> Iterator[str]:
    """Another program, on a port that a server of ours once had."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (404, "application/json", '{"detail": "Not Found"}'),
        (405, "application/json", '{"detail": "Method Not Allowed"}'),
        (200, "text/html; charset=utf-8", "<html>Welcome"),
        (501, "text/html;charset=utf-8", "<html>Unsupported"),
        (500, "text/plain", "Internal Server Error"),
    ],
)
def test_a_server_that_was_killed_is_not_asked_again_though_its_port_answers(
    sample_path: Path, status: int, kind: str, body: str
):
    with stranger(status, kind, body) as url:
        holder.announce(sample_path, Holder(url, "a token of the past"))
        assert run("review", "--json", store=sample_path).document["week"] == "2022-01-10"


def test_a_server_that_was_killed_leaves_the_store_to_the_command_line(sample_path: Path):
    holder.announce(sample_path, Holder("http://127.0.0.1:9", "a token of the past"))
    assert run("review", "--json", store=sample_path).document["week"] == "2022-01-10"


def test_a_server_that_stumbles_is_told_and_nothing_of_it_is_kept(sample_path: Path, tmp_path: Path):
    with stranger(500, "application/json", '{"error": "The server stumbled.", "problems": []}') as url:
        holder.announce(sample_path, Holder(url, "a token"))
        said = run("backup", tmp_path / "backup.duckdb", "--json", store=sample_path)
    assert (said.code, said.document["error"]) == (FAILED, "The server stumbled.")
    assert not (tmp_path / "backup.duckdb").exists()


# Beside a server


def test_a_backup_made_while_others_write_is_whole(server: Server, tmp_path: Path):
    """Updates are logged through the server until the backup is there; the backup holds the first ones of them."""
    logged, stopped = [], threading.Event()

    def write() -> None:
        while not stopped.is_set():
            words = ("update", "q3-p95-latency", "--week", "2021-11-22", "--value", str(len(logged)), "--json")
            logged.append(run(*words, store=server.store).document["revisions"])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        said = process("backup", tmp_path / "backup.duckdb", "--json", store=server.store)
    finally:
        stopped.set()
        writer.join()
    assert said.code == DONE
    shutil.copy(tmp_path / "backup.duckdb", tmp_path / "copy.duckdb")
    words = ("update", "q3-p95-latency", "--week", "2021-11-22", "--value", "-1", "--json")
    revisions = run(*words, store=tmp_path / "copy.duckdb").document["revisions"]
    assert 1 <= revisions <= len(logged) + 1
    assert logged == list(range(1, len(logged) + 1))


def test_a_store_without_objectives_says_how_to_bring_some(tmp_path: Path):
    said = run("review", store=tmp_path / "okr.duckdb")
    assert said.code == DONE
    assert "has no objectives. `okr import` brings them" in said.out


def test_a_refused_import_tells_what_needs_mending_from_what_is_only_worth_a_look(okr: Okr, tmp_path: Path):
    wrong = tmp_path / "people.csv"
    wrong.write_text("email,name,colour\nnobody,Ana,red")
    assert okr("import", wrong, "--json").document["problems"] == [
        "people.csv, line 2, column email: expected an e-mail address (found 'nobody')",
        "Note: people.csv, line 1, column colour: unknown column, ignored",
    ]
