"""A Looker that cannot be read is told of everywhere in the same words, until it can; what it gave before stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data import audit, config, doctor
from data.cli import DONE, FAILED, PARTLY, main
from data.config import Settings
from data.monday import health, kpis
from data.pulls import sync
from data.sources.looker import wire
from data.sources.looker.looker import LookerUnavailable
from data.store.clock import Clock
from data.store.connection import Store
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, Looker, falls_silent, json_detail, measure, resets, says

FRIDAY = datetime(2021, 12, 10, 16, 0, tzinfo=UTC)
MONDAY = datetime(2021, 12, 13, 16, 0, tzinfo=UTC)
QUARTER_HOUR = timedelta(minutes=15)
SECRETS = {"LOOKERSDK_CLIENT_ID": KEYS["client_id"], "LOOKERSDK_CLIENT_SECRET": KEYS["client_secret"]}
EU_SECRETS = {"LOOKERSDK_EU_CLIENT_ID": KEYS["client_id"], "LOOKERSDK_EU_CLIENT_SECRET": KEYS["client_secret"]}
NOWHERE = "http://127.0.0.1:9"
DOWN = "Looker could not be read since Friday 16:00 UTC. Showing Friday's numbers."


@pytest.fixture(autouse=True)
def _asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays wrong is not waited for."""
    monkeypatch.setattr(wire, "BACKOFF", ())


@pytest.fixture
def looker() -> Iterator[Looker]:
    """A Looker whose dashboard 217 shows 512 users."""
    with looker_server.running() as running:
        _shows(running, "217", 512)
        yield running
    assert running.wrong == []


def _shows(looker: Looker, dashboard: str, users: int) -> None:
    looker.holds("q7", json_detail(measure("users.count"), rows=[[users]]), fields=("users.count",))
    looker.shows(dashboard, looker.tile("7", "q7", "Users"))


def made(address: str, **secrets: str) -> Settings:
    given = {"LOOKERSDK_BASE_URL": address, "LOOKERSDK_TIMEOUT": 1, **SECRETS, **secrets}
    return Settings(secrets=config.Secrets.model_validate(given))


@pytest.fixture
def settings(looker: Looker) -> Settings:
    return made(looker.address)


def read(store: Store, settings: Settings, at: datetime) -> None:
    store.clock = Clock(at)
    with suppress(LookerUnavailable):
        sync.run(store, settings)


def told(store: Store, settings: Settings, as_of: datetime | None = None) -> list[str]:
    return [each.text for each in health.troubles(store, settings, as_of or store.now())]


def values(store: Store) -> dict[str, float]:
    found = kpis.gauges(store, date(2021, 12, 1), date(2021, 12, 31), store.now())
    return {name: gauge.readings[-1].value for name, gauge in found.items()}


@dataclass(frozen=True)
class Fault:
    """What is wrong with Looker, and what is said of it."""

    why: str
    login: Callable[[Any], None] | None = None
    address: str | None = None
    secrets: tuple[tuple[str, str], ...] = ()


FAULTS = {
    "nobody is there": Fault("Looker cannot be reached at 127.0.0.1:9.", address=NOWHERE),
    "the address is none": Fault("Write the whole address", address="nonsense"),
    "the login is refused": Fault("Looker refuses the login (404).", secrets=(("LOOKERSDK_CLIENT_SECRET", "wrong"),)),
    "the secret is missing": Fault("Set LOOKERSDK_CLIENT_SECRET;", secrets=(("LOOKERSDK_CLIENT_SECRET", ""),)),
    "it is out of order": Fault("Looker is in trouble; sync again later (500", says(500)),
    "it hangs up": Fault("Looker cannot be reached", resets),
    "it is silent": Fault("Looker did not answer within", falls_silent),
    "another page answers": Fault("is not Looker's API", says(200, "<html>Hello</html>")),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.faults) if name == "it is silent" else name for name in FAULTS]
)
def test_whatever_is_wrong_it_is_told_until_it_is_read_again(
    store: Store, looker: Looker, settings: Settings, name: str
):
    """Read on Friday at 15:45; from 16:00 on it cannot be, for a weekend; on Monday at 16:15 it is well again."""
    fault = FAULTS[name]
    ill = made(fault.address or looker.address, **dict(fault.secrets))
    read(store, settings, FRIDAY - QUARTER_HOUR)
    good = store.now()
    for at in (FRIDAY, FRIDAY + QUARTER_HOUR, MONDAY):
        looker.misbehaves("/login", *([fault.login] if fault.login else []))
        read(store, ill, at)
    (trouble,) = health.troubles(store, ill, store.now())
    assert trouble.text == DOWN
    assert fault.why in trouble.why
    assert values(store) == {"217/7/users.count": 512}
    before = store.now()
    read(store, settings, MONDAY + QUARTER_HOUR)
    assert told(store, settings) == []
    assert told(store, settings, as_of=before) == [DOWN], "as it was known then"
    assert told(store, settings, as_of=good) == []


def test_one_that_never_answered_has_no_numbers(store: Store):
    settings = made(NOWHERE)
    read(store, settings, FRIDAY)
    assert told(store, settings) == ["Looker could not be read since today 16:00 UTC. There are no numbers of it yet."]


def test_what_it_feeds_is_stale_meanwhile(store: Store, settings: Settings):
    read(store, settings, FRIDAY - QUARTER_HOUR)
    read(store, made(NOWHERE), FRIDAY)
    (gauge,) = kpis.gauges(store, date(2021, 12, 1), date(2021, 12, 31), store.now()).values()
    assert "cannot be reached" in (gauge.failure or "")


def test_however_often_it_fails_the_board_says_one_thing_and_the_audit_trail_nothing(store: Store, settings: Settings):
    """Nor does an alert follow what brought nothing in."""
    read(store, settings, FRIDAY - QUARTER_HOUR)
    newest, ill = sync.newest(store), made(NOWHERE)
    trail = audit.trail(store, store.now()).entries
    for step in range(20):
        read(store, ill, FRIDAY + step * QUARTER_HOUR)
    assert len(told(store, ill)) == 1
    assert audit.trail(store, store.now()).entries == trail
    assert sync.newest(store) == newest


def test_a_tile_in_trouble_is_told_by_its_title(store: Store, looker: Looker, settings: Settings):
    read(store, settings, FRIDAY - QUARTER_HOUR)
    looker.answers["q7"] = {"fields": {}, "data": [], "errors": [{"message": "Syntax error"}]}
    read(store, settings, FRIDAY)
    (trouble,) = health.troubles(store, settings, MONDAY)
    assert trouble.text == "“Users” of Looker could not be read since Friday 16:00 UTC. Showing Friday's numbers."
    assert trouble.why == "Users: The query failed: Syntax error"


# Several


@pytest.fixture
def both() -> Iterator[Callable[..., Settings]]:
    """Settings for two Lookers, each at its address unless another is given."""
    with ExitStack() as stack:
        main, eu = (stack.enter_context(looker_server.running()) for _ in range(2))
        _shows(main, "217", 512)
        _shows(eu, "12", 80)

        def settings(at: str = main.address, eu_at: str = eu.address, **secrets: str) -> Settings:
            instance = {"name": "eu", "base_url": eu_at, "dashboards": ["12"]}
            return made(at, **(EU_SECRETS | secrets)).model_copy(
                update={"looker": config.Looker.model_validate({"instances": [instance]})}
            )

        yield settings


EU_DOWN = "Looker “eu” could not be read since Friday 16:00 UTC. Showing Friday's numbers."
MAIN_DOWN = "Looker at 127.0.0.1 could not be read since Friday 16:00 UTC. Showing Friday's numbers."


@pytest.mark.parametrize(
    ("ill", "expected"),
    [
        ({"eu_at": NOWHERE}, [EU_DOWN]),
        ({"LOOKERSDK_EU_CLIENT_SECRET": ""}, [EU_DOWN]),
        ({"at": NOWHERE}, [MAIN_DOWN]),
        ({"at": NOWHERE, "eu_at": NOWHERE}, [MAIN_DOWN, EU_DOWN]),
    ],
)
def test_each_of_several_is_told_by_its_name(
    store: Store, both: Callable[..., Settings], ill: dict[str, str], expected: list[str]
):
    whole, broken = both(), both(**ill)
    read(store, whole, FRIDAY - QUARTER_HOUR)
    read(store, broken, FRIDAY)
    assert told(store, broken, MONDAY) == expected
    well = {"217/7/users.count", "eu/12/7/users.count"}
    assert values(store).keys() == well
    found = {each.about: each for each in doctor.examine(store, broken).findings}
    assert [each.is_well for each in (found["looker"], found["looker eu"])] == [
        MAIN_DOWN not in expected, EU_DOWN not in expected,
    ]  # fmt: skip
    read(store, whole, MONDAY)
    assert told(store, whole) == []
    assert all(each.is_well for each in doctor.examine(store, whole).findings if each.about.startswith("looker"))


def test_only_what_one_feeds_is_stale(store: Store, both: Callable[..., Settings]):
    read(store, both(), FRIDAY - QUARTER_HOUR)
    read(store, both(at=NOWHERE), FRIDAY)
    found = kpis.gauges(store, date(2021, 12, 1), date(2021, 12, 31), store.now())
    assert [name for name, gauge in found.items() if gauge.failed_at] == ["217/7/users.count"]


# The same words everywhere

Okr = Callable[..., tuple[int, Any]]


@pytest.fixture
def okr(settings: Settings, looker: Looker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Okr:
    """The command line on Friday at 16:00: its exit code and its one document."""
    for name, value in {"LOOKERSDK_BASE_URL": looker.address, "OKR_TODAY": "2021-12-10T16:00:00Z", **SECRETS}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, Any]:
        said = CliRunner().invoke(main, [*words, "--json", "--store", str(tmp_path / "cli.duckdb")])
        assert said.stderr == ""
        return said.exit_code, json.loads(said.stdout)

    return run


def test_the_command_and_the_doctor_say_what_the_board_says(okr: Okr, monkeypatch: pytest.MonkeyPatch):
    assert okr("sync", "looker")[0] == DONE
    monkeypatch.setenv("LOOKERSDK_BASE_URL", NOWHERE)
    down = "Looker could not be read since today 16:00 UTC. Showing today's numbers."
    for words in (("sync", "looker"), ("sync",)):
        code, document = okr(*words)
        assert code == FAILED
        assert document["error"].startswith("Looker cannot be reached at 127.0.0.1:9.")
        assert document["problems"] == [down]
    code, examined = okr("doctor")
    (finding,) = (each for each in examined["findings"] if each["about"] == "looker")
    assert (code, finding["is_well"], finding["text"]) == (PARTLY, False, down)
    assert finding["to_do"].startswith("Looker cannot be reached at 127.0.0.1:9.")
    assert finding["to_do"].endswith("Last tried 2021-12-10 16:00 UTC.")


def test_a_tile_in_trouble_is_said_likewise(okr: Okr, looker: Looker):
    looker.answers["q7"] = {"fields": {}, "data": [], "errors": [{"message": "Syntax error"}]}
    said = ["“Users” of Looker could not be read since today 16:00 UTC. There are no numbers of it yet."]
    code, document = okr("sync", "looker")
    assert (code, document["troubles"]) == (PARTLY, said)


def test_a_looker_whose_key_was_lost_is_no_source_that_is_skipped(okr: Okr, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOOKERSDK_CLIENT_SECRET", "")
    code, document = okr("sync")
    assert code == FAILED
    assert document["error"].startswith("Looker is not set up. Set LOOKERSDK_CLIENT_SECRET;")
    assert document["problems"] == ["Looker could not be read since today 16:00 UTC. There are no numbers of it yet."]


# Nothing is set up


@pytest.mark.parametrize(
    ("source", "to_do"),
    [
        ("looker", "Looker is not set up. Set LOOKERSDK_BASE_URL, LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET;"),
        ("files", "No KPI files are set up. Name CSV and Parquet files under [kpis] in okr.toml, or put queries"),
        ("github", "GitHub is not set up. Set GITHUB_TOKEN, and organization and project under [github] in okr.toml."),
    ],
)
def test_a_source_that_nobody_set_up_is_no_success(tmp_path: Path, monkeypatch, source: str, to_do: str):
    monkeypatch.setenv("OKR_KPIS__FOLDER", str(tmp_path))
    said = CliRunner().invoke(main, ["sync", source, "--store", str(tmp_path / "okr.duckdb")])
    assert (said.exit_code, said.stdout) == (FAILED, "")
    assert said.stderr.startswith(to_do)
    every = CliRunner().invoke(main, ["sync", "--store", str(tmp_path / "okr.duckdb")])
    assert every.exit_code == FAILED
    assert to_do.split(",")[0] in every.stderr
