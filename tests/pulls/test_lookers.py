"""Several Lookers are one source: each with keys of its own, its name before its ids, and its trouble its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest

from data import config
from data.config import LookerInstance, Settings, SettingsError
from data.monday import kpis
from data.pulls import lookers, sync
from data.rules.gauges import Gauge
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, Looker, calculation, json_detail, measure, says

WEDNESDAY = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)
MAIN_KEYS = {"LOOKERSDK_CLIENT_ID": KEYS["client_id"], "LOOKERSDK_CLIENT_SECRET": KEYS["client_secret"]}
EU_KEYS = {"LOOKERSDK_EU_CLIENT_ID": KEYS["client_id"], "LOOKERSDK_EU_CLIENT_SECRET": KEYS["client_secret"]}
MAIN, EU, EU_LOOK = "217/7/users.count", "eu/12/7/users.count", "eu/look/3/users.count"

Make = Callable[..., Settings]


@pytest.fixture
def two() -> Iterator[tuple[Looker, Looker]]:
    """Two Lookers. The first shows 512 users on dashboard 217, the other 80 on its dashboard 12 and in its Look 3."""
    with ExitStack() as stack:
        main, eu = (stack.enter_context(looker_server.running()) for _ in range(2))
        for each, dashboard, users in ((main, "217", 512), (eu, "12", 80)):
            each.holds("q7", json_detail(measure("users.count"), rows=[[users]]), fields=("users.count",))
            each.shows(dashboard, each.tile("7", "q7", "Users"))
        eu.looks["3"] = {"id": "3", "title": "Users, looked at", "deleted": False, "query": eu.queries["q7"]}
        yield main, eu
    assert main.wrong == eu.wrong == []


@pytest.fixture
def made(two: tuple[Looker, Looker], store: Store) -> Make:
    """Settings for both Lookers, with the keys that are given."""
    store.clock = Clock(WEDNESDAY)
    main, eu = two

    def settings(**keys: str) -> Settings:
        instance = {"name": "eu", "base_url": eu.address, "dashboards": ["12"], "looks": ["3"]}
        return Settings(
            looker=config.Looker.model_validate({"instances": [instance]}),
            secrets=config.Secrets.model_validate({"LOOKERSDK_BASE_URL": main.address, **keys}),
        )

    return settings


def gauges(store: Store) -> dict[str, Gauge]:
    return kpis.gauges(store, date(2021, 12, 1), date(2021, 12, 31), store.now())


def newest(store: Store) -> dict[str, float]:
    return {name: gauge.readings[-1].value for name, gauge in gauges(store).items()}


def test_both_are_read_and_the_names_of_others_come_before_their_ids(store: Store, made: Make):
    report = sync.run(store, made(**MAIN_KEYS, **EU_KEYS))
    assert [(tile.dashboard, tile.element) for tile in report.tiles] == [
        ("217", "7"),
        ("eu/12", "7"),
        ("eu", "look:3"),
    ]
    assert report.status == "ok"
    assert newest(store) == {MAIN: 512, EU: 80, EU_LOOK: 80}
    assert set(journal.series(store, store.now())) == {MAIN, EU, EU_LOOK}


def test_one_whose_login_is_refused_is_a_tile_in_trouble_that_names_its_own_keys(store: Store, made: Make):
    sync.run(store, made(**MAIN_KEYS, **EU_KEYS))
    report = sync.run(store, made(**MAIN_KEYS, **(EU_KEYS | {"LOOKERSDK_EU_CLIENT_SECRET": "wrong"})))
    assert [(tile.dashboard, tile.element, tile.status) for tile in report.tiles] == [
        ("217", "7", "ok"),
        ("eu", "", "error"),
    ]
    assert "Check LOOKERSDK_EU_CLIENT_ID and LOOKERSDK_EU_CLIENT_SECRET" in report.tiles[1].message
    assert "the base_url of “eu”" in report.tiles[1].message
    assert {name for name, gauge in gauges(store).items() if gauge.failed_at} == {EU, EU_LOOK}


def test_what_could_not_be_read_is_not_forgotten_and_well_again_once_it_is(store: Store, made: Make):
    whole = made(**MAIN_KEYS, **EU_KEYS)
    sync.run(store, whole)
    sync.run(store, made(**MAIN_KEYS))
    titles = sorted(row["title"] for row in store.rows("syncs/latest", as_of=store.now()))
    assert titles == ["Looker “eu”", "Users", "Users", "Users, looked at"]
    sync.run(store, whole)
    assert not any(gauge.failed_at for gauge in gauges(store).values())
    assert len(store.rows("syncs/latest", as_of=store.now())) == 3


def test_one_without_keys_is_told_and_the_other_is_read(store: Store, made: Make):
    settings = made(**MAIN_KEYS)
    report = sync.run(store, settings)
    assert report.tiles[1].message == (
        "Looker “eu” is not set up. Set LOOKERSDK_EU_CLIENT_ID and LOOKERSDK_EU_CLIENT_SECRET; an admin of Looker "
        "makes the keys under Users."
    )
    assert sync.missing(settings) == []


def test_where_only_others_are_named_nothing_is_asked_of_the_environment(
    store: Store, two: tuple[Looker, Looker], made: Make
):
    settings = made(**EU_KEYS, LOOKERSDK_BASE_URL="")
    assert [instance.name for instance in lookers.instances(settings)] == ["eu"]
    assert sync.run(store, settings).status == "ok"
    assert newest(store) == {EU: 80, EU_LOOK: 80}
    assert two[0].asked == []
    assert sync.missing(made(LOOKERSDK_BASE_URL="")) == ["LOOKERSDK_EU_CLIENT_ID", "LOOKERSDK_EU_CLIENT_SECRET"]


def test_a_dashboard_that_cannot_be_read_makes_its_kpis_stale_until_it_can(
    store: Store, two: tuple[Looker, Looker], made: Make
):
    settings = made(**MAIN_KEYS, **EU_KEYS)
    sync.run(store, settings)
    two[1].misbehaves("/dashboards/12", says(403))
    sync.run(store, settings)
    assert {name for name, gauge in gauges(store).items() if gauge.failed_at} == {EU}
    sync.run(store, settings)
    assert not any(gauge.failed_at for gauge in gauges(store).values())


def test_a_tile_that_was_taken_off_its_dashboard_is_not_listed_any_more(
    store: Store, two: tuple[Looker, Looker], made: Make
):
    settings = made(**MAIN_KEYS, **EU_KEYS)
    main = two[0]
    main.shows("217", main.tile("7", "q7", "Users"), main.tile("8", "q7", "Again"))
    sync.run(store, settings)
    before = store.now()
    main.shows("217", main.tile("7", "q7", "Users"))
    sync.run(store, settings)
    elements = {(row["dashboard"], row["element"]) for row in store.rows("syncs/latest", as_of=store.now())}
    assert elements == {("217", "7"), ("eu/12", "7"), ("eu", "look:3")}
    assert ("217", "8") in {(row["dashboard"], row["element"]) for row in store.rows("syncs/latest", as_of=before)}
    assert "217/8/users.count" in gauges(store), "what it delivered stays"


def test_a_single_value_with_its_comparison_is_two_kpis(store: Store, two: tuple[Looker, Looker], made: Make):
    """A tile that shows one number, and beside it the change against the quarter before."""
    main = two[0]
    answer = json_detail(
        measure("users.count"), calculation("against_last_quarter", value_format="0.0%"), rows=[[512, 0.125]]
    )
    main.holds("q9", answer, fields=("users.count",), vis_config={"type": "single_value", "show_comparison": True})
    main.shows("217", main.tile("9", "q9", "Users"))
    sync.run(store, made(**MAIN_KEYS))
    found = gauges(store)
    assert {name: (gauge.kpi.name, gauge.kpi.unit) for name, gauge in found.items()} == {
        "217/9/users.count": ("Users: Count", None),
        "217/9/against_last_quarter": ("Users: Against Last Quarter", "%"),
    }
    assert newest(store) == {"217/9/users.count": 512, "217/9/against_last_quarter": 12.5}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('name = "EU"\nbase_url = "x"', "instances.1.name"),
        ('name = "eu"', "instances.1.base_url"),
        ('name = "files"\nbase_url = "x"', "cannot be named “files”"),
        ('name = "eu"\nbase_url = "x"\n[[looker.instances]]\nname = "eu"\nbase_url = "y"', "the same name"),
    ],
)
def test_an_instance_that_cannot_be_used_is_refused_with_its_key(tmp_path, written: str, why: str):
    file = tmp_path / "own.toml"
    file.write_text(f"[[looker.instances]]\n{written}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=why):
        config.load({"OKR_CONFIG": str(file)})


def test_the_keys_of_an_instance_are_read_from_the_environment_and_never_shown(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('[[looker.instances]]\nname = "eu"\nbase_url = "https://looker.eu.example"\n', encoding="utf-8")
    settings = config.load({"OKR_CONFIG": str(file), **EU_KEYS})
    assert settings.looker.instances == (LookerInstance(name="eu", base_url="https://looker.eu.example"),)
    (instance,) = (each for each in lookers.instances(settings) if each.name)
    assert (instance.connection.client_secret, instance.missing) == (KEYS["client_secret"], ())
    assert KEYS["client_secret"] not in repr(settings)
    assert KEYS["client_secret"] not in repr(instance)
