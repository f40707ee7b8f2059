"""A backup is the whole store, and restoring never costs anybody theirs."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from data import backups, exporting, running
from data.backups import RestoreRefused
from data.config import ROOT, Settings
from data.errors import OkrError
from data.store.connection import Store


def test_a_backup_restores_to_the_same_store(sample: Store, settings: Settings, tmp_path: Path):
    (tmp_path / "backup.duckdb").write_bytes(backups.copy(sample))
    backups.restore(tmp_path / "backup.duckdb", tmp_path / "new" / "okr.duckdb", settings)
    with closing(running.opened(tmp_path / "new" / "okr.duckdb", settings)) as restored:
        assert exporting.csv_files(restored) == exporting.csv_files(sample)
        assert restored.clock.starts_at == sample.clock.starts_at
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["okr.duckdb"]


def test_restoring_refuses_to_overwrite(sample: Store, settings: Settings, tmp_path: Path):
    backup, there = tmp_path / "backup.duckdb", tmp_path / "okr.duckdb"
    backup.write_bytes(backups.copy(sample))
    there.write_bytes(b"mine")
    with pytest.raises(RestoreRefused, match=r"okr\.duckdb exists\. Restoring never overwrites"):
        backups.restore(backup, there, settings)
    assert there.read_bytes() == b"mine"


def test_restoring_refuses_beside_the_newest_rows_of_a_store_that_was_moved_away(
    sample_path: Path, settings: Settings, tmp_path: Path
):
    """A store whose process was killed keeps its newest rows in a .wal file: whoever moves it must take both."""
    store = tmp_path / "okr.duckdb"
    code = "import os, signal, sys\nfrom pathlib import Path\nfrom data import config, running\n"
    code += "from data.store import journal\n"
    code += "store = running.opened(Path(sys.argv[1]), config.Settings())\n"
    code += "with store.writing() as writer: journal.record_event(writer, 'import', 'people.csv', None)\n"
    code += "os.kill(os.getpid(), signal.SIGKILL)"
    assert subprocess.run([sys.executable, "-c", code, str(store)], cwd=ROOT).returncode == -signal.SIGKILL
    store.rename(tmp_path / "moved.duckdb")
    with pytest.raises(RestoreRefused, match=r"okr\.duckdb\.wal exists\. .* with its \.wal file"):
        backups.restore(sample_path, store, settings)
    assert not store.exists()


def test_what_is_no_backup_is_refused_and_leaves_nothing(settings: Settings, tmp_path: Path):
    (tmp_path / "backup").write_bytes(b"not a backup")
    with pytest.raises(OkrError, match="is not a backup of a store"):
        backups.restore(tmp_path / "backup", tmp_path / "new" / "okr.duckdb", settings)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_that_is_empty_or_not_there_is_refused(settings: Settings, tmp_path: Path):
    (tmp_path / "empty").touch()
    for name in ("empty", "nowhere"):
        with pytest.raises(OkrError, match=f"There is no backup at .*{name}"):
            backups.restore(tmp_path / name, tmp_path / "okr.duckdb", settings)
    assert not (tmp_path / "okr.duckdb").exists()
