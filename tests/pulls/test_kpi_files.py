"""KPIs from an org's own files: CSV, Parquet and SQL over them are read like a dashboard's tiles, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from data.cli import DONE, PARTLY, main
from data.config import ROOT, Kpis, Settings
from data.monday import kpis
from data.pulls import own_kpis, sync
from data.pulls.sync import Report
from data.rules.gauges import Gauge
from data.rules.okr import Kpi
from data.rules.wordings import Version
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store

NOON = datetime(2021, 12, 15, 12, 0, tzinfo=UTC)
FIRST, LAST = date(2021, 11, 1), date(2021, 12, 31)

Write = Callable[[str, str], Path]
Read = Callable[..., Report]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "kpis"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a file of the folder: write("churn.sql", "SELECT …")."""

    def written(name: str, text: str) -> Path:
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(dedent(text).strip() + "\n", encoding="utf-8")
        return file

    return written


@pytest.fixture
def read(store: Store, folder: Path) -> Read:
    """Syncs the folder's queries and the files that are named."""
    store.clock = Clock(NOON)

    def synced(*files: str, **limits: float) -> Report:
        own = Kpis.model_validate({"folder": folder, "files": files, **limits})
        return sync.run(store, Settings(kpis=own), "files")

    return synced


def parquet(file: Path, select: str) -> None:
    """Writes what a query finds as Parquet."""
    with duckdb.connect() as connection:
        found = connection.sql(select)
        assert found
        found.write_parquet(str(file))


def gauges(store: Store, as_of: datetime | None = None) -> dict[str, Gauge]:
    return kpis.gauges(store, FIRST, LAST, as_of or store.now())


def values(store: Store, kpi: str) -> dict[date, float]:
    return {reading.date: reading.value for reading in gauges(store)[kpi].readings}


def said(report: Report) -> str:
    """The message of the only file there is, which could not be read."""
    (tile,) = report.tiles
    assert (tile.status, tile.readings) == ("error", ())
    return tile.message


# Files


def test_a_csv_file_brings_the_kpis_that_it_names(store: Store, write: Write, read: Read):
    write("kpi.csv", "kpi,date,value\nchurn-rate,2021-12-06,2.5\nchurn-rate,2021-12-13,2.25\nnps,2021-12-13,41")
    report = read("kpi.csv")
    assert [(tile.dashboard, tile.title, tile.status, tile.rows) for tile in report.tiles] == [
        ("files", "kpi.csv", "ok", 3)
    ]
    assert report.as_json()["source"] == "files"
    assert values(store, "churn-rate") == {date(2021, 12, 6): 2.5, date(2021, 12, 13): 2.25}
    assert {kpi.kpi: kpi.name for kpi in journal.kpis(store, store.now())} == {"churn-rate": "Churn rate", "nps": "Nps"}


def test_a_kpi_that_is_defined_already_keeps_its_name(store: Store, write: Write, read: Read):
    with store.writing() as writer:
        journal.define(writer, journal.KPIS, [Version(Kpi("nps", "Net promoter score"), writer.moment)])
    write("kpi.csv", "kpi,date,value\nnps,2021-12-13,41")
    read("kpi.csv")
    assert [kpi.name for kpi in journal.kpis(store, store.now())] == ["Net promoter score"]
    assert values(store, "nps") == {date(2021, 12, 13): 41}


def test_a_parquet_file_is_read_like_a_csv_file(store: Store, folder: Path, read: Read):
    parquet(folder / "it's.parquet", "SELECT 'nps' AS kpi, DATE '2021-12-13' AS date, 41 AS value")
    assert read("it's.parquet").status == "ok"
    assert values(store, "nps") == {date(2021, 12, 13): 41}


def test_a_restated_value_is_kept_beside_what_was_seen_before_and_the_same_is_not_kept_twice(
    store: Store, write: Write, read: Read
):
    write("kpi.csv", "kpi,date,value\nnps,2021-12-06,40\nnps,2021-12-13,41")
    read("kpi.csv")
    read("kpi.csv")
    assert len(store.rows("readings/all", as_of=store.now())) == 2
    write("kpi.csv", "kpi,date,value\nnps,2021-12-06,39\nnps,2021-12-13,41")
    read("kpi.csv")
    assert gauges(store)["nps"].restated == ((date(2021, 12, 6), 40),)


def test_two_files_may_have_readings_of_one_kpi(store: Store, write: Write, read: Read):
    write("old.csv", "kpi,date,value\nnps,2021-12-06,40")
    write("new.csv", "kpi,date,value\nnps,2021-12-13,41")
    read("old.csv", "new.csv")
    assert values(store, "nps") == {date(2021, 12, 6): 40, date(2021, 12, 13): 41}
    assert len(gauges(store)) == 1


def test_before_a_file_was_read_its_kpis_are_known_by_their_own_names_alone(store: Store, write: Write, read: Read):
    write("kpi.csv", "kpi,date,value\nnps,2021-12-13,41")
    read("kpi.csv")
    assert [kpi.kpi for kpi in journal.kpis(store, datetime(2021, 1, 1, tzinfo=UTC))] == ["nps"]


def test_a_row_that_cannot_be_read_is_named_and_leaves_the_whole_file_unread(store: Store, write: Write, read: Read):
    write("kpi.csv", "kpi,date,value\nnps,2021-12-06,40\nnps,last week,many")
    assert said(read("kpi.csv")).startswith("Line 3, date: expected a date")
    assert "None of it was read." in said(read("kpi.csv"))
    assert gauges(store) == {}


def test_what_was_read_before_stays_and_is_stale_while_its_file_cannot_be_read(store: Store, write: Write, read: Read):
    file = write("kpi.csv", "kpi,date,value\nnps,2021-12-13,41")
    read("kpi.csv")
    file.unlink()
    assert "take it out of [kpis] files" in said(read("kpi.csv"))
    stale = gauges(store)["nps"]
    assert [reading.value for reading in stale.readings] == [41]
    assert stale.failed_at is not None
    write("kpi.csv", "kpi,date,value\nnps,2021-12-13,41")
    read("kpi.csv")
    assert gauges(store)["nps"].failed_at is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kpi,date\nnps,2021-12-13", "missing column value"),
        ("kpi,date,value\nnps,2021-12-13,41\nnps,2021-12-13,42", "Two rows give “nps” different values on 2021-12-13"),
        ("", "missing column kpi"),
    ],
)
def test_a_file_of_another_shape_says_what_is_wrong(write: Write, read: Read, text: str, why: str):
    write("kpi.csv", text)
    assert why in said(read("kpi.csv"))


def test_a_file_of_another_kind_is_not_read(write: Write, read: Read):
    write("kpi.txt", "kpi,date,value")
    assert "neither" in said(read("kpi.txt"))


def test_a_broken_parquet_file_is_a_file_in_trouble(write: Write, read: Read):
    write("kpi.parquet", "this is no Parquet")
    told = said(read("kpi.parquet"))
    assert "parquet" in told.lower()
    assert "line 1" not in told, "nobody wrote a query"


# Queries


def test_a_query_is_a_kpi_of_its_name_over_the_files_of_its_folder(store: Store, write: Write, read: Read):
    write("orders.csv", "day,amount\n2021-12-06,10\n2021-12-06,5\n2021-12-13,7")
    write("revenue.sql", "SELECT day AS date, sum(amount) AS value FROM 'orders.csv' GROUP BY day;")
    assert [(tile.title, tile.status) for tile in read().tiles] == [("revenue.sql", "ok")]
    assert values(store, "revenue") == {date(2021, 12, 6): 15, date(2021, 12, 13): 7}


def test_a_query_may_tell_several_kpis_apart(store: Store, write: Write, read: Read):
    write("by_region.sql", "VALUES (DATE '2021-12-06', 3, 'eu'), (DATE '2021-12-06', 4, 'us')")
    write("by_region.sql", "SELECT DATE '2021-12-06' AS date, 3 AS value, unnest(['eu', 'us']) AS kpi -- by region")
    read()
    assert set(gauges(store)) == {"eu", "us"}


def test_a_query_reads_parquet_and_lists_of_files_below_its_folder(
    store: Store, folder: Path, write: Write, read: Read
):
    (folder / "2021").mkdir()
    parquet(folder / "2021" / "a.parquet", "SELECT DATE '2021-12-06' AS date, 3 AS value")
    parquet(folder / "2021" / "b.parquet", "SELECT DATE '2021-12-13' AS date, 4 AS value")
    write("both.sql", "SELECT * FROM read_parquet(['2021/a.parquet', '2021/b.parquet'])")
    read()
    assert values(store, "both") == {date(2021, 12, 6): 3, date(2021, 12, 13): 4}


def test_rows_of_days_to_come_are_read_and_said_to_be_shown_later(write: Write, read: Read):
    write("plan.csv", "kpi,date,value\nseats,2021-12-13,40\nseats,2022-01-03,44\nseats,2022-01-10,46")
    (tile,) = read("plan.csv").tiles
    assert (tile.status, tile.rows) == ("ok", 3)
    assert tile.message == "2 rows of a day that is still to come: shown from that day on."


def test_an_unknown_value_is_no_reading(store: Store, write: Write, read: Read):
    write("n.sql", "SELECT DATE '2021-12-06' AS date, unnest([NULL, 'nan', '3'])::DOUBLE AS value")
    read()
    assert values(store, "n") == {date(2021, 12, 6): 3}


def test_a_query_that_means_something_else_from_now_on_shows_in_its_series(store: Store, write: Write, read: Read):
    write("n.sql", "SELECT DATE '2021-12-06' AS date, 3 AS value")
    read()
    write("n.sql", "SELECT DATE '2021-12-13' AS date, 3 + 1 AS value")
    read()
    before, after = gauges(store)["n"].readings
    assert before.definition != after.definition


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELEC 1", "Syntax error at or near"),
        ("SELECT DATE '2021-12-06' AS date, foo AS value", "foo"),
        ("SELECT 1 AS n", "It has no column date and none named value"),
        ("SELECT 'x' AS date, 1 AS value", "Invalid date"),
        ("", "This file has nothing"),
        ("SELECT 1; SELECT 2", "one SELECT"),
        ("CREATE TABLE t (n INTEGER)", "one SELECT"),
        ("INSERT INTO t VALUES (1)", "one SELECT"),
        ("INSTALL httpfs", "one SELECT"),
        ("ATTACH 'x.duckdb'", "one SELECT"),
        ("SELECT * FROM query('DROP TABLE t')", "Expected a single SELECT"),
        (
            "SELECT * FROM 'https://example.com/kpis.csv'",
            "“https://example.com/kpis.csv” is no data file of its folder",
        ),
        ("SELECT * FROM read_parquet('s3://bucket/kpis.parquet')", "is no data file of its folder"),
        ("SELECT * FROM read_text('/etc/hostname')", "“/etc/hostname” is no data file of its folder"),
        ("SELECT * FROM glob('/*')", "is no data file of its folder"),
        ("SELECT * FROM '../secret.csv'", "“../secret.csv” is no data file of its folder"),
    ],
)
def test_a_query_reads_its_folder_and_does_nothing_else(folder: Path, write: Write, read: Read, sql: str, why: str):
    (folder.parent / "secret.csv").write_text("date,value\n2021-12-06,1\n", encoding="utf-8")
    write("n.sql", sql)
    assert why in said(read())


@pytest.mark.parametrize("target", ["new.csv", "orders.csv"])
def test_a_query_cannot_write_even_in_its_folder(folder: Path, write: Write, read: Read, target: str):
    orders = write("orders.csv", "date,value\n2021-12-06,1")
    before = orders.read_text(encoding="utf-8")
    write("n.sql", f"COPY (SELECT 1) TO '{folder / target}'")
    assert "changes nothing" in said(read())
    assert sorted(path.name for path in folder.iterdir()) == ["n.sql", "orders.csv"]
    assert orders.read_text(encoding="utf-8") == before


def test_the_store_is_out_of_a_querys_reach(store: Store, write: Write, read: Read):
    write("n.sql", f"FROM read_blob('{store.path}')")
    assert "is no data file of its folder" in said(read())
    write("n.sql", "SELECT DATE '2021-12-06' AS date, count(*) AS value FROM key_results")
    assert "key_results" in said(read())


def test_a_huge_result_is_cut_and_says_so(store: Store, write: Write, read: Read):
    write(
        "n.sql", "SELECT DATE '2000-01-01' + range::INTEGER % 100000 AS date, range AS value FROM range(100000000000)"
    )
    (tile,) = read(row_limit=10).tiles
    assert (tile.status, tile.rows) == ("truncated", 10)
    assert "Only the first 10 rows" in tile.message


def test_a_query_that_takes_too_long_is_stopped(write: Write, read: Read):
    write(
        "n.sql",
        "SELECT DATE '2021-12-06' AS date, sum(a.range * b.range) AS value FROM range(9999999) a, range(9999999) b",
    )
    assert said(read(seconds=0.2)) == "It ran for more than 0.2 seconds and was stopped. Ask for less."


def test_trouble_with_one_query_is_its_own_and_one_that_was_taken_away_is_forgotten(
    store: Store, write: Write, read: Read
):
    broken = write("broken.sql", "SELECT nothing")
    write("fine.sql", "SELECT DATE '2021-12-06' AS date, 3 AS value")
    report = read()
    assert [(tile.title, tile.status) for tile in report.tiles] == [("broken.sql", "error"), ("fine.sql", "ok")]
    assert report.status == "partial"
    broken.unlink()
    assert read().status == "ok"
    assert [row["title"] for row in store.rows("syncs/latest", as_of=store.now())] == ["fine.sql"]
    assert values(store, "fine") == {date(2021, 12, 6): 3}


def test_an_orgs_own_queries_lie_beside_the_projects_unless_they_lie_elsewhere():
    assert Settings().kpis.folder == Path("queries/kpis/own")
    assert own_kpis.folder(Settings()).parent == ROOT / "queries" / "kpis"


def test_without_a_file_and_a_query_it_is_said_where_they_would_go(folder: Path):
    settings = Settings(kpis=Kpis(folder=folder))
    assert sync.missing(settings, "files") == [f"files under [kpis], or a query in {folder}"]
    (folder / "n.sql").touch()
    assert sync.missing(settings, "files") == []


# The command and the doctor


@pytest.fixture
def okr(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    """The command line over the folder: its exit code and its one document."""
    monkeypatch.setenv("OKR_KPIS__FOLDER", str(folder))

    def run(*words: str) -> tuple[int, Any]:
        said = CliRunner().invoke(main, [*words, "--json", "--store", str(tmp_path / "cli.duckdb")])
        return said.exit_code, json.loads(said.stdout)

    return run


def test_an_org_without_looker_syncs_its_own_files(okr: Callable[..., tuple[int, Any]], write: Write):
    write("fine.sql", "SELECT DATE '2021-12-06' AS date, 3 AS value")
    tile = {"dashboard": "files", "element": "fine.sql", "title": "fine.sql", "status": "ok", "rows": 1, "message": ""}
    files = {"source": "files", "status": "ok", "tiles": [tile]}
    assert okr("sync", "files") == (DONE, files)
    code, every = okr("sync")
    assert code == DONE
    statuses = {each["source"]: each["status"] for each in every["sources"]}
    assert statuses == {"looker": "skipped", "files": "ok", "github": "skipped"}


def test_the_doctor_says_which_file_is_in_trouble(okr: Callable[..., tuple[int, Any]], write: Write):
    write("broken.sql", "SELECT nothing")
    (never,) = (each for each in okr("doctor")[1]["findings"] if each["about"] == "files")
    assert never["to_do"] == "Run `okr sync files`."
    assert okr("sync", "files")[0] == PARTLY
    (finding,) = (each for each in okr("doctor")[1]["findings"] if each["about"] == "files")
    assert finding["text"].startswith("The KPI file “broken.sql” could not be read since ")
    assert finding["to_do"].startswith("broken.sql: ")


def test_without_files_of_its_own_an_org_hears_nothing_of_them(okr: Callable[..., tuple[int, Any]]):
    assert "files" not in [each["about"] for each in okr("doctor")[1]["findings"]]
