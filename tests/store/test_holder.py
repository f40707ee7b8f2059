"""The file beside a store that says where its server answers: private, and taken away only by who put it there."""

from __future__ import annotations

import stat
from pathlib import Path

from data.store import holder
from data.store.holder import Holder

OURS = Holder("http://127.0.0.1:8501", "a secret")


def test_who_holds_a_store_is_known_until_they_withdraw(tmp_path: Path):
    store = tmp_path / "okr.duckdb"
    assert holder.of(store) is None
    holder.announce(store, OURS)
    assert holder.of(store) == OURS
    holder.withdraw(store, OURS)
    assert holder.of(store) is None
    assert not list(tmp_path.glob("okr.duckdb*"))


def test_only_its_user_may_read_the_token(tmp_path: Path):
    file = tmp_path / "okr.duckdb.server.json"
    file.touch(mode=0o666)
    holder.announce(tmp_path / "okr.duckdb", OURS)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "a secret" not in repr(OURS)


def test_a_server_does_not_take_away_what_another_has_announced(tmp_path: Path):
    theirs = Holder("http://127.0.0.1:8502", "their secret")
    holder.announce(tmp_path / "okr.duckdb", OURS)
    holder.announce(tmp_path / "okr.duckdb", theirs)
    holder.withdraw(tmp_path / "okr.duckdb", OURS)
    assert holder.of(tmp_path / "okr.duckdb") == theirs


def test_a_file_that_says_nothing_useful_is_nobody(tmp_path: Path):
    for content in ("", "{", "[]", '{"url": "http://127.0.0.1"}', '{"url": "", "token": "", "more": 1}'):
        (tmp_path / "okr.duckdb.server.json").write_text(content)
        assert holder.of(tmp_path / "okr.duckdb") is None
