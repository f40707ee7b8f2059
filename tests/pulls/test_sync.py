"""A sync keeps what Looker's tiles say, once, beside what was seen before; trouble with one tile is its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data import config
from data.cli import DONE, FAILED, PARTLY, main
from data.config import Settings
from data.monday import kpis, weekly
from data.pulls import sync
from data.rules.gauges import Gauge
from data.rules.okr import Kpi
from data.rules.wordings import Version
from data.sources.looker.looker import LookerUnavailable
from data.store import holder, journal
from data.store.clock import Clock
from data.store.connection import Store
from tests.server import serving
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, Looker, dimension, json_detail, measure

WEDNESDAY = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)
WEEK, SIGNUPS = dimension("signups.created_week", "date_week"), measure("signups.count")
KPI = "217/7/signups.count"
FAILED_QUERY = {"fields": {}, "data": [], "errors": [{"message": "Syntax error"}]}


def weeks(*rows: tuple[str, float]) -> dict[str, Any]:
    return json_detail(WEEK, SIGNUPS, rows=rows)


@pytest.fixture
def looker() -> Iterator[Looker]:
    """A Looker whose dashboard 217 shows sign-ups by week (tile 7) and the users of today (tile 8)."""
    with looker_server.running() as running:
        running.holds(
            "q7", weeks(("2021-12-13", 12), ("2021-12-06", 31)), fields=("signups.created_week", "signups.count")
        )
        running.holds("q8", json_detail(measure("users.count"), rows=[[512]]), fields=("users.count",))
        running.shows("217", running.tile("7", "q7", "Sign-ups"), running.tile("8", "q8", "Users"))
        yield running
    assert running.wrong == []


@pytest.fixture
def environment(looker: Looker) -> dict[str, str]:
    return {
        "LOOKERSDK_BASE_URL": looker.address,
        "LOOKERSDK_CLIENT_ID": KEYS["client_id"],
        "LOOKERSDK_CLIENT_SECRET": KEYS["client_secret"],
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return replace_secrets(Settings(), environment)


def replace_secrets(settings: Settings, environment: dict[str, str]) -> Settings:
    return settings.model_copy(update={"secrets": config.Secrets.model_validate(environment)})


@pytest.fixture
def wednesday(store: Store) -> Store:
    """An empty store on Wednesday 15 December 2021."""
    store.clock = Clock(WEDNESDAY)
    return store


def gauge(store: Store, kpi: str = KPI, as_of: datetime | None = None) -> Gauge:
    return kpis.gauges(store, date(2021, 11, 1), date(2021, 12, 31), as_of or store.now())[kpi]


def values(store: Store, kpi: str = KPI) -> dict[date, float]:
    return {reading.date: reading.value for reading in gauge(store, kpi).readings}


def captures(store: Store) -> int:
    return len(store.rows("readings/all", as_of=store.now()))


def test_every_tile_is_kept_as_kpis_with_their_readings(wednesday: Store, settings: Settings):
    report = sync.run(wednesday, settings)
    assert (report.status, len(report.tiles)) == ("ok", 2)
    assert values(wednesday) == {date(2021, 12, 6): 31, date(2021, 12, 13): 12}
    assert values(wednesday, "217/8/users.count") == {date(2021, 12, 15): 512}
    assert [kpi.kpi for kpi in journal.kpis(wednesday, wednesday.now())] == [KPI, "217/8/users.count"]


def test_the_period_that_still_runs_is_kept_and_marked(wednesday: Store, settings: Settings):
    sync.run(wednesday, settings)
    assert [reading.is_partial for reading in gauge(wednesday).readings] == [False, True]


def test_the_same_answer_again_is_not_kept_twice(wednesday: Store, settings: Settings):
    sync.run(wednesday, settings)
    kept, defined = captures(wednesday), journal.KPIS.versions(wednesday, wednesday.now())
    sync.run(wednesday, settings)
    assert captures(wednesday) == kept == 3
    assert journal.KPIS.versions(wednesday, wednesday.now()) == defined


def test_a_value_of_today_grows_by_a_reading_a_day(wednesday: Store, settings: Settings, looker: Looker):
    for day, value in ((15, 512), (16, 515), (17, 520)):
        wednesday.clock = Clock(datetime(2021, 12, day, 16, 0, tzinfo=UTC))
        looker.answers["q8"] = json_detail(measure("users.count"), rows=[[value]])
        sync.run(wednesday, settings)
    assert list(values(wednesday, "217/8/users.count").values()) == [512, 515, 520]


def test_a_restated_value_is_kept_beside_what_was_seen_before(wednesday: Store, settings: Settings, looker: Looker):
    sync.run(wednesday, settings)
    seen = wednesday.now()
    looker.answers["q7"] = weeks(("2021-12-13", 12), ("2021-12-06", 29))
    sync.run(wednesday, settings)
    assert values(wednesday)[date(2021, 12, 6)] == 29
    assert gauge(wednesday).restated == ((date(2021, 12, 6), 31),)
    assert gauge(wednesday, as_of=seen).restated == ()
    assert [reading.value for reading in gauge(wednesday, as_of=seen).readings] == [31, 12]


def test_a_running_week_that_ends_was_not_restated(wednesday: Store, settings: Settings, looker: Looker):
    sync.run(wednesday, settings)
    wednesday.clock = Clock(datetime(2021, 12, 20, 16, 0, tzinfo=UTC))
    looker.answers["q7"] = weeks(("2021-12-13", 33), ("2021-12-06", 31))
    sync.run(wednesday, settings)
    assert [(reading.value, reading.is_partial) for reading in gauge(wednesday).readings] == [(31, False), (33, False)]
    assert gauge(wednesday).restated == ()


def test_a_failed_tile_keeps_its_last_good_values_and_is_stale_until_it_answers(
    wednesday: Store, settings: Settings, looker: Looker
):
    sync.run(wednesday, settings)
    good, looker.answers["q7"] = looker.answers["q7"], FAILED_QUERY
    report = sync.run(wednesday, settings)
    assert [(tile.element, tile.status) for tile in report.tiles] == [("7", "error"), ("8", "ok")]
    assert report.status == "partial"
    assert values(wednesday) == {date(2021, 12, 6): 31, date(2021, 12, 13): 12}
    failed = gauge(wednesday)
    assert failed.failed_at is not None
    assert "Syntax error" in (failed.failure or "")
    assert gauge(wednesday, "217/8/users.count").failed_at is None
    shown = {kpi.kpi: kpi for kpi in weekly.review(wednesday, settings, date(2021, 12, 13)).kpis}
    assert shown[KPI].stale
    assert "the source failed on 15 December" in (shown[KPI].stale_reason or "")
    looker.answers["q7"] = good
    sync.run(wednesday, settings)
    assert gauge(wednesday).failed_at is None


def test_a_sync_in_which_every_tile_failed_has_failed(wednesday: Store, settings: Settings, looker: Looker):
    looker.answers.update(q7=FAILED_QUERY, q8=FAILED_QUERY)
    assert sync.run(wednesday, settings).status == "failed"
    assert captures(wednesday) == 0


def test_what_the_org_calls_a_kpi_outlives_the_next_sync(wednesday: Store, settings: Settings, looker: Looker):
    sync.run(wednesday, settings)
    ours = Kpi(KPI, "New customers", "people", "up", "Growth")
    with wednesday.writing() as writer:
        journal.define(writer, journal.KPIS, [Version(ours, writer.moment, "ana@acme.example")])
    looker.shows("217", looker.tile("7", "q7", "Renamed in Looker"))
    sync.run(wednesday, settings)
    assert gauge(wednesday).kpi == ours


def test_each_tile_is_told_and_kept_as_soon_as_it_is_read(wednesday: Store, settings: Settings):
    seen: list[tuple[str, int]] = []
    sync.run(wednesday, settings, on_tile=lambda tile: seen.append((tile.element, captures(wednesday))))
    assert seen == [("7", 2), ("8", 3)]


def test_what_each_tile_answered_last_is_kept_with_who_asked(wednesday: Store, settings: Settings, looker: Looker):
    sync.run(wednesday, settings, by="ana@acme.example")
    first = wednesday.now()
    looker.answers["q7"] = FAILED_QUERY
    sync.run(wednesday, settings, by="ben@acme.example")
    rows = {row["element"]: row for row in wednesday.rows("syncs/latest", as_of=wednesday.now())}
    assert (rows["7"]["status"], rows["7"]["recorded_by"]) == ("error", "ben@acme.example")
    assert rows["7"]["last_good_at"] <= first
    assert (rows["8"]["status"], rows["8"]["count_rows"], rows["8"]["title"]) == ("ok", 1, "Users")


def test_without_looker_a_sync_says_what_is_missing_and_keeps_nothing(wednesday: Store):
    with pytest.raises(LookerUnavailable, match=r"^Looker is not set up\. Set LOOKERSDK_BASE_URL"):
        sync.run(wednesday, Settings())
    assert journal.is_empty(wednesday)
    assert sync.missing(Settings()) == ["LOOKERSDK_BASE_URL", "LOOKERSDK_CLIENT_ID", "LOOKERSDK_CLIENT_SECRET"]


def test_of_a_login_that_is_refused_only_that_it_was_is_kept(wednesday: Store, environment: dict[str, str]):
    wrong = replace_secrets(Settings(), {**environment, "LOOKERSDK_CLIENT_SECRET": "wrong"})
    with pytest.raises(LookerUnavailable, match="refuses the login"):
        sync.run(wednesday, wrong)
    (row,) = wednesday.rows("syncs/latest", as_of=wednesday.now())
    assert (row["title"], row["status"], row["last_good_at"]) == ("Looker", "error", None)
    assert captures(wednesday) == 0
    sync.run(wednesday, replace_secrets(Settings(), environment))


def test_only_one_sync_runs_at_a_time(wednesday: Store, settings: Settings):
    """The second is asked for while the first reads its first tile."""
    refused: list[str] = []

    def ask_again(_: object) -> None:
        with pytest.raises(sync.SyncIsRunning) as error:
            sync.run(wednesday, settings)
        refused.append(str(error.value))

    done = threading.Thread(target=lambda: sync.run(wednesday, settings, on_tile=ask_again))
    done.start()
    done.join()
    assert refused == ["A sync is running already. Its tiles appear as they arrive; start another when it is done."] * 2
    assert sync.run(wednesday, settings).status == "ok"


def test_a_key_result_reads_its_value_from_the_synced_kpi(wednesday: Store, settings: Settings):
    from tests.org import ORG, bring_in

    sync.run(wednesday, settings)
    bring_in(wednesday, **{name: ORG[name] for name in ("people", "objectives")})
    bring_in(
        wednesday,
        key_results=f"""
            key_result,objective,title,owner,baseline,target,kpi
            signups,reliability,Sign-ups,ana@acme.example,1,61,{KPI}
        """,
    )
    row = weekly.standing(wednesday, settings, "signups", date(2021, 12, 6))
    assert (row.value, row.kpi_value, row.progress) == (31, 31, 0.5)


# The command


Okr = Callable[..., tuple[int, Any]]


@pytest.fixture
def okr(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Okr:
    """The command line with the keys to Looker: its exit code and its one document."""
    for name, value in {**environment, "OKR_TODAY": "2021-12-15T16:00:00Z"}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, Any]:
        said = CliRunner().invoke(main, [*words, "--json", "--store", str(tmp_path / "okr.duckdb")])
        assert said.stderr == ""
        return said.exit_code, json.loads(said.stdout)

    return run


TILES = [
    {"dashboard": "217", "element": "7", "title": "Sign-ups", "status": "ok", "rows": 2, "message": ""},
    {"dashboard": "217", "element": "8", "title": "Users", "status": "ok", "rows": 1, "message": ""},
]


def test_the_command_prints_every_source_or_the_one_that_was_named(okr: Okr):
    looker = {"source": "looker", "status": "ok", "tiles": TILES}
    code, document = okr("sync")
    assert (code, document["sources"][0]) == (DONE, looker)
    assert [(each["source"], each["status"]) for each in document["sources"]] == [
        ("looker", "ok"),
        ("github", "skipped"),
    ]
    assert document["sources"][1]["message"].startswith("GitHub is not set up. Set GITHUB_TOKEN,")
    assert okr("sync", "looker") == (DONE, looker)


def test_a_tile_in_trouble_is_done_in_part_and_listed(okr: Okr, looker: Looker):
    looker.answers["q8"] = FAILED_QUERY
    code, document = okr("sync", "looker")
    assert (code, document["status"]) == (PARTLY, "partial")
    assert [tile["status"] for tile in document["tiles"]] == ["ok", "error"]
    assert "Syntax error" in document["tiles"][1]["message"]
    code, examined = okr("doctor")
    assert code == PARTLY
    (finding,) = (each for each in examined["findings"] if each["about"] == "looker")
    assert finding["text"].startswith("“Users” of Looker could not be read since today 16:00 UTC.")


def test_a_looker_that_cannot_be_reached_fails(okr: Okr, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOOKERSDK_BASE_URL", "nonsense")
    code, document = okr("sync", "looker")
    assert (code, set(document)) == (FAILED, {"error", "problems"})


def test_for_people_there_is_a_line_for_each_tile(environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(main, ["sync", "looker", "--store", str(tmp_path / "okr.duckdb")])
    assert said.stdout.splitlines() == [
        "looker: ok",
        "  ok            2 rows  Sign-ups",
        "  ok            1 rows  Users",
    ]


def test_a_running_server_syncs_for_the_command_line(okr: Okr, environment: dict[str, str], tmp_path: Path):
    with serving(tmp_path / "okr.duckdb", port=None, **environment, OKR_TODAY="2021-12-15T16:00:00Z") as server:
        assert okr("sync", "looker") == (DONE, {"source": "looker", "status": "ok", "tiles": TILES})
        assert holder.of(server.store)
        _, review = okr("review")
    assert {kpi["kpi"]: kpi["value"] for kpi in review["kpis"]} == {KPI: 31, "217/8/users.count": None}
