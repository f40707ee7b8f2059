"""The file: one moment for each transaction, all of it or nothing, readers beside writers, and whose file it is."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from data.config import ROOT
from data.rules.okr import Update
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store, StoreIsBusy, StoreUnavailable, open_store
from data.store.ids import new_id
from data.store.migrations import FOLDER, NAMES, NotAStore, StoreIsNewer

WEEK = date(2021, 12, 6)
MONDAY = datetime(2022, 1, 17, 15, 30, tzinfo=UTC)


def log(store: Store, value: float, name: str = "p95") -> datetime:
    with store.writing() as writer:
        journal.record(writer, [Update(name, WEEK, value=value)])
        return writer.moment


def values(store: Store) -> list[float]:
    return [row["value"] for row in store.rows("updates/all", as_of=store.now())]


def test_a_clock_that_was_set_runs_on_from_there():
    clock = Clock(MONDAY)
    first, second = clock.now(), clock.now()
    assert MONDAY <= first <= second < MONDAY + timedelta(minutes=1)


def test_without_a_moment_the_clock_is_the_real_one():
    before = datetime.now(UTC)
    assert before <= Clock().now() <= datetime.now(UTC)


def test_what_is_written_later_is_recorded_later_though_the_clock_was_set_back(store: Store):
    first = log(store, 1)
    store.clock = Clock(MONDAY - timedelta(days=1))
    second = log(store, 2)
    assert second > first
    assert store.now() >= second
    assert values(store) == [1, 2]


def test_a_store_that_is_opened_again_is_never_earlier_than_what_it_holds(tmp_path: Path):
    with closing(open_store(tmp_path / "okr.duckdb", Clock(MONDAY))) as store:
        first = log(store, 1)
    with closing(open_store(tmp_path / "okr.duckdb", Clock(MONDAY - timedelta(days=30)))) as store:
        assert store.now() >= first
        assert log(store, 2) > first
        assert values(store) == [1, 2]


def test_rows_imported_with_a_moment_to_come_do_not_move_the_clock(store: Store):
    with store.writing() as writer:
        later = MONDAY + timedelta(days=365)
        journal.record(writer, [Update("p95", WEEK, value=1, recorded_at=later)])
    assert store.now() < MONDAY + timedelta(minutes=1)


def test_each_row_keeps_when_the_store_learned_it(store: Store):
    with store.writing() as writer:
        journal.record(writer, [Update("p95", WEEK, value=1, recorded_at=MONDAY - timedelta(days=30))])
        learned = writer.moment
    assert store.rows("journal/newest") == [{"learned_at": learned}]


def test_a_transaction_that_fails_leaves_nothing(store: Store):
    log(store, 1)
    revision = store.revision
    with pytest.raises(ZeroDivisionError), store.writing() as writer:
        journal.record(writer, [Update("p95", WEEK, value=2)])
        raise ZeroDivisionError
    assert values(store) == [1]
    assert store.revision == revision


def test_what_the_database_refuses_is_told_in_a_sentence_and_changes_nothing(store: Store):
    sentence = r"^The store could not be written: .* Nothing was changed\.$"
    with pytest.raises(StoreUnavailable, match=sentence), store.writing() as writer:
        journal.record(writer, [Update("p95", WEEK, value=1)])
        writer.append("updates", [{"key_result": "p95"}])
    assert values(store) == []
    log(store, 2)
    assert values(store) == [2]


def test_the_revision_moves_with_every_write_and_with_nothing_else(store: Store):
    log(store, 1)
    written = store.revision
    values(store)
    with store.writing() as writer:
        writer.append("updates", [])
    assert store.revision == written
    log(store, 2)
    assert store.revision == written + 1


def test_readers_in_eight_threads_get_whole_answers_while_others_write(store: Store):
    """Each transaction writes ten rows of one value: a reader sees all ten of them or none."""
    writing, rounds = threading.Event(), 25

    def write(name: str) -> None:
        for value in range(rounds):
            with store.writing() as writer:
                journal.record(writer, [Update(f"{name}{n}", WEEK, value=value) for n in range(10)])

    def read(_: int) -> set[int]:
        sizes: set[int] = set()
        while writing.is_set():
            rows = store.rows("updates/all", as_of=datetime(2100, 1, 1, tzinfo=UTC))
            assert all(row["key_result"][:-1] in ("a", "b") and row["week"] == WEEK for row in rows)
            sizes.add(len(rows) % 10)
        return sizes

    writing.set()
    with ThreadPoolExecutor(8) as readers, ThreadPoolExecutor(2) as writers:
        reads = readers.map(read, range(8))
        try:
            list(writers.map(write, "ab"))
        finally:
            writing.clear()
        assert set().union(*reads) <= {0}
    assert sorted(values(store)) == sorted(float(value) for value in range(rounds) for _ in range(20))


def test_writers_in_threads_never_share_a_moment(store: Store):
    with ThreadPoolExecutor(8) as writers:
        moments = list(writers.map(lambda value: log(store, value), range(40)))
    assert len(set(moments)) == 40


def test_ids_sort_in_the_order_they_were_made():
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_a_copy_is_whole_and_is_a_store(store: Store, tmp_path: Path):
    log(store, 1)
    store.copy_to(tmp_path / "copy.duckdb")
    log(store, 2)
    with closing(open_store(tmp_path / "copy.duckdb", Clock(MONDAY))) as copy:
        assert values(copy) == [1]
        log(copy, 3)
    assert values(store) == [1, 2]


def test_several_copies_may_be_made_at_once_while_others_write(store: Store, tmp_path: Path):
    log(store, 0)
    paths = [tmp_path / f"copy-{n}.duckdb" for n in range(4)]
    with ThreadPoolExecutor(5) as threads:
        written = threads.map(lambda value: log(store, value), range(1, 20))
        list(threads.map(store.copy_to, paths))
        list(written)
    for path in paths:
        with closing(open_store(path, Clock(MONDAY))) as copy:
            found = values(copy)
            assert found[:1] == [0.0]
            assert found == values(store)[: len(found)]


def test_a_path_may_hold_quotes(tmp_path: Path):
    with closing(open_store(tmp_path / 'Ana\'s "OKRs".duckdb', Clock(MONDAY))) as store:
        log(store, 1)
        store.copy_to(tmp_path / 'Ben\'s "copy".duckdb')
    with closing(open_store(tmp_path / 'Ben\'s "copy".duckdb', Clock(MONDAY))) as copy:
        assert values(copy) == [1]


def test_folders_on_the_way_to_a_new_store_are_made(tmp_path: Path):
    open_store(tmp_path / "a" / "b" / "okr.duckdb", Clock()).close()
    assert (tmp_path / "a" / "b" / "okr.duckdb").is_file()


@pytest.mark.parametrize("content", [b"Dear diary, today I wrote an OKR.\n" * 100, b"\0" * 20_000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes):
    path = tmp_path / "okr.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"okr\.duckdb cannot be opened as a store"):
        open_store(path, Clock())
    assert path.read_bytes() == content


def test_somebody_elses_database_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "sales.duckdb"
    with closing(duckdb.connect(path)) as sales:
        sales.execute("CREATE TABLE invoices (number INTEGER)")
    with pytest.raises(NotAStore, match=r"holds something else \(invoices\)"):
        open_store(path, Clock())
    with closing(duckdb.connect(path)) as sales:
        assert sales.execute("SELECT table_name FROM information_schema.tables").fetchall() == [("invoices",)]


def test_a_store_of_a_newer_release_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "okr.duckdb"
    open_store(path, Clock()).close()
    with closing(duckdb.connect(path)) as newer:
        newer.execute("INSERT INTO migrations VALUES ('999_from_the_future')")
    with pytest.raises(StoreIsNewer, match=r"newer release \(999_from_the_future\)\. Update the program"):
        open_store(path, Clock())
    with closing(duckdb.connect(path)) as newer:
        assert newer.execute("SELECT count(*) FROM migrations").fetchall() == [(len(NAMES) + 1,)]


def test_each_migration_runs_once(tmp_path: Path):
    for _ in range(3):
        open_store(tmp_path / "okr.duckdb", Clock()).close()
    with closing(duckdb.connect(tmp_path / "okr.duckdb")) as store:
        assert store.execute("SELECT name FROM migrations ORDER BY name").fetchall() == [(name,) for name in NAMES]


def test_a_store_from_before_the_tracker_knew_people_keeps_its_items_and_their_numbers(tmp_path: Path):
    """The release before kept numbers as fractions and knew nobody's login."""
    path = tmp_path / "okr.duckdb"
    before = NAMES[: NAMES.index("006_tracker")]
    with closing(duckdb.connect(path)) as older:
        older.execute("CREATE TABLE migrations (name VARCHAR)")
        for name in before:
            older.execute((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
            older.execute("INSERT INTO migrations VALUES (?)", [name])
        older.execute(
            "INSERT INTO work_items (id, item, project, kind, number, is_archived, is_gone, captured_at, learned_at) "
            "VALUES ('a', 'PVTI_1', 'P', 'issue', 4921.0, FALSE, FALSE, '2021-12-06', '2021-12-06')"
        )
    with closing(open_store(path, Clock())) as store:
        (item,) = journal.work_items(store, store.now())
        assert (item.number, type(item.number), item.status_place) == (4921, int, None)


def test_every_migration_file_is_listed_in_order():
    files = sorted(path.stem for path in (ROOT / "data" / "store" / "migrations").glob("*.sql"))
    assert files == list(NAMES)


def test_a_store_that_another_process_holds_says_which(tmp_path: Path):
    path = tmp_path / "okr.duckdb"
    code = (
        "import sys; from pathlib import Path; from data.store.clock import Clock\n"
        "from data.store.connection import open_store\n"
        "store = open_store(Path(sys.argv[1]), Clock()); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreIsBusy, match=rf"is in use by process {other.pid}\b"):
            open_store(path, Clock())
        other.communicate()
    open_store(path, Clock()).close()


def test_what_1_5_could_not_read_is_not_written(store: Store, tmp_path: Path):
    """The storage version is the first that has a PostgreSQL extension on PyPI, in the store and in its copies."""
    log(store, 1)
    store.copy_to(tmp_path / "copy.duckdb")
    with closing(duckdb.connect(tmp_path / "copy.duckdb")) as copy:
        tags = copy.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'copy'").fetchall()[0][0]
    assert "v1.5" in json.dumps(tags)
