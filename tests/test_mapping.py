"""A series of a source is the KPI that the org says, with its whole history; a key result reads the KPI it is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from data import audit, config, exporting, imports, mapping
from data.config import Kpis, Settings
from data.errors import UsageError
from data.mapping import MappingRefused
from data.monday import kpis, readings, weekly
from data.pulls import sync
from data.rules.okr import Kpi, Series, Update
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests.org import ORG, bring_in
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, Looker, dimension, json_detail, measure

ANA = "ana@acme.example"
WEDNESDAY = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)
FIRST, LAST = date(2021, 11, 1), date(2021, 12, 31)
LAST_WEEK, THIS_WEEK = date(2021, 12, 6), date(2021, 12, 13)
SIGNUPS, USERS = "217/7/signups.count", "217/8/users.count"


def weeks(*rows: tuple[str, float]):
    return json_detail(dimension("signups.created_week", "date_week"), measure("signups.count"), rows=rows)


@pytest.fixture
def looker() -> Iterator[Looker]:
    """A Looker whose dashboard 217 shows sign-ups by week (tile 7) and the users of today (tile 8)."""
    with looker_server.running() as running:
        running.holds(
            "q7", weeks(("2021-12-06", 31), ("2021-11-29", 29)), fields=("signups.created_week", "signups.count")
        )
        running.holds("q8", json_detail(measure("users.count"), rows=[[512]]), fields=("users.count",))
        running.shows("217", running.tile("7", "q7", "Sign-ups"), running.tile("8", "q8", "Users"))
        yield running
    assert running.wrong == []


@pytest.fixture
def settings(looker: Looker) -> Settings:
    keys = {"LOOKERSDK_CLIENT_ID": KEYS["client_id"], "LOOKERSDK_CLIENT_SECRET": KEYS["client_secret"]}
    secrets = config.Secrets.model_validate({"LOOKERSDK_BASE_URL": looker.address, **keys})
    return Settings().model_copy(update={"secrets": secrets})


@pytest.fixture
def org(store: Store, settings: Settings) -> Store:
    """The small org on Wednesday 15 December 2021, whose KPI `installs` has a reading of its own, after one sync."""
    store.clock = Clock(WEDNESDAY)
    bring_in(store, **ORG)
    bring_in(store, readings="kpi,date,value,captured_at\ninstalls,2021-11-22,40,2021-11-23T06:00:00Z")
    sync.run(store, settings)
    return store


def shown(store: Store, as_of: datetime | None = None) -> set[str]:
    return {kpi.kpi for kpi in journal.kpis(store, as_of or store.now())}


def values(store: Store, kpi: str, as_of: datetime | None = None) -> list[float]:
    return [reading.value for reading in kpis.gauges(store, FIRST, LAST, as_of or store.now())[kpi].readings]


def reads(store: Store, key_result: str) -> str | None:
    found = journal.key_result(store, key_result, store.now())
    return found.kpi if found else None


def test_every_series_that_was_delivered_is_listed_with_the_kpi_it_is(org: Store):
    listed = {each.series: each for each in mapping.series(org, org.now())}
    assert set(listed) == {SIGNUPS, USERS}
    assert (listed[SIGNUPS].name, listed[SIGNUPS].own, listed[SIGNUPS].by) == ("Sign-ups", SIGNUPS, None)
    assert listed[SIGNUPS].kpi == Kpi(SIGNUPS, "Sign-ups")


def test_what_nobody_mapped_was_a_kpi_of_its_own_from_the_beginning(org: Store):
    assert {SIGNUPS, USERS, "p95", "installs"} == shown(org) == shown(org, datetime(2021, 1, 1, tzinfo=UTC))


def test_a_preview_shows_a_series_and_the_kpi_as_it_would_be_and_changes_nothing(org: Store):
    found = mapping.preview(org, SIGNUPS, "installs")
    assert [reading.value for reading in found.series.readings] == [29, 31]
    assert found.kpi is not None
    assert [(reading.date.day, reading.value) for reading in found.kpi.readings] == [(22, 40), (29, 29), (6, 31)]
    assert mapping.preview(org, SIGNUPS, None).kpi is None
    assert mapping.preview(org, SIGNUPS, SIGNUPS).kpi == found.series
    assert values(org, "installs") == [40]


def test_a_series_whose_readings_are_years_old_is_previewed_with_all_of_them(org: Store):
    bring_in(org, readings=f"kpi,date,value\n{USERS},2017-01-02,12")
    assert mapping.preview(org, USERS, None).series.readings[0].value == 12


def test_a_series_that_came_without_a_name_is_called_like_its_kpi(org: Store):
    bring_in(org, series="series,kpi\n217/9/new,installs")
    (found,) = (each for each in mapping.series(org, org.now()) if each.series == "217/9/new")
    assert found.name == "Installs"


def test_a_series_that_is_mapped_brings_its_history_to_the_kpi_and_is_none_itself(org: Store):
    before = org.now()
    mapping.map_series(org, Settings(), SIGNUPS, "installs", ANA)
    assert values(org, "installs") == [40, 29, 31]
    assert [seen.reading.value for seen in readings.whole(org, "installs", org.now())] == [40, 29, 31]
    assert SIGNUPS not in shown(org)
    assert (shown(org, before), values(org, "installs", before)) == (shown(org) | {SIGNUPS}, [40])


def test_what_a_mapped_series_delivers_from_then_on_is_the_kpis(org: Store, settings: Settings, looker: Looker):
    mapping.map_series(org, settings, SIGNUPS, "installs", ANA)
    looker.answers["q7"] = weeks(("2021-12-13", 12), ("2021-12-06", 33), ("2021-11-29", 29))
    sync.run(org, settings)
    gauge = kpis.gauges(org, FIRST, LAST, org.now())["installs"]
    assert [reading.value for reading in gauge.readings] == [40, 29, 33, 12]
    assert gauge.restated == ((LAST_WEEK, 31),)
    assert gauge.kpi == Kpi("installs", "Installs", "installs", "up")


def test_of_two_readings_for_one_date_that_which_was_captured_last_counts(org: Store, settings: Settings):
    bring_in(org, readings="kpi,date,value,captured_at\ninstalls,2021-12-06,50,2021-12-07T06:00:00Z")
    merged = mapping.preview(org, SIGNUPS, "installs").kpi
    mapping.map_series(org, settings, SIGNUPS, "installs")
    assert merged is not None
    assert values(org, "installs") == [40, 29, 31] == [reading.value for reading in merged.readings]


def test_what_another_source_says_is_not_taken_for_a_restatement(org: Store, settings: Settings):
    bring_in(org, readings="kpi,date,value,captured_at\ninstalls,2021-12-06,50,2021-12-07T06:00:00Z")
    mapping.map_series(org, settings, SIGNUPS, "installs")
    assert kpis.gauges(org, FIRST, LAST, org.now())["installs"].restated == ()
    assert [seen.before for seen in readings.whole(org, "installs", org.now())] == [(), (), ()]


def test_a_mapping_that_is_undone_takes_the_history_with_it(org: Store, settings: Settings):
    mapping.map_series(org, settings, SIGNUPS, "installs")
    mapping.map_series(org, settings, SIGNUPS, SIGNUPS)
    assert (values(org, "installs"), values(org, SIGNUPS)) == ([40], [29, 31])


def test_mapping_it_the_same_way_again_writes_nothing(org: Store, settings: Settings):
    mapping.map_series(org, settings, SIGNUPS, "installs", ANA)
    revision = org.revision
    assert mapping.map_series(org, settings, SIGNUPS, "installs", ANA) == ()
    assert org.revision == revision


def test_a_kpi_is_stale_while_the_tile_that_feeds_it_fails(org: Store, settings: Settings, looker: Looker):
    mapping.map_series(org, settings, SIGNUPS, "installs")
    looker.answers["q7"] = {"fields": {}, "data": [], "errors": [{"message": "Syntax error"}]}
    sync.run(org, settings)
    found = kpis.gauges(org, FIRST, LAST, org.now())
    assert "Syntax error" in (found["installs"].failure or "")
    assert found[USERS].failed_at is None


def test_a_series_that_is_left_out_is_on_no_page_and_not_stored_further(org: Store, settings: Settings, looker: Looker):
    mapping.map_series(org, settings, SIGNUPS, None, ANA)
    looker.answers["q7"] = weeks(("2021-12-13", 12), ("2021-12-06", 33))
    sync.run(org, settings)
    assert SIGNUPS not in shown(org)
    assert [reading.value for reading in mapping.preview(org, SIGNUPS, None).series.readings] == [29, 31]
    (left,) = (each for each in mapping.series(org, org.now()) if each.kpi is None)
    assert (left.series, left.by) == (SIGNUPS, ANA)


def test_what_is_left_out_comes_back_with_what_it_had(org: Store, settings: Settings):
    mapping.map_series(org, settings, SIGNUPS, None)
    mapping.map_series(org, settings, SIGNUPS, SIGNUPS)
    sync.run(org, settings)
    assert values(org, SIGNUPS) == [29, 31]


def test_a_key_result_follows_its_series_to_the_kpi(org: Store, settings: Settings):
    mapping.feed(org, "self-serve", SIGNUPS, ANA)
    (moved,) = mapping.map_series(org, settings, SIGNUPS, "installs", ANA)
    assert (moved.key_result, reads(org, "self-serve")) == ("self-serve", "installs")
    assert weekly.standing(org, settings, "self-serve", LAST_WEEK).value == 31
    assert mapping.readers(org, ["installs"], org.now())["installs"][0].title == "Self-serve installs"


def test_a_series_stays_while_a_key_result_of_a_running_quarter_reads_it(org: Store, settings: Settings):
    mapping.feed(org, "self-serve", SIGNUPS)
    with pytest.raises(MappingRefused, match="“Self-serve installs” reads its value from it"):
        mapping.map_series(org, settings, SIGNUPS, None)
    org.clock = Clock(WEDNESDAY + timedelta(days=90))
    mapping.map_series(org, settings, SIGNUPS, None)
    assert weekly.standing(org, settings, "self-serve", LAST_WEEK).value == 31, "what was is still to be seen"


def test_a_kpi_with_another_source_lets_a_series_go(org: Store, settings: Settings):
    mapping.map_series(org, settings, SIGNUPS, "installs")
    mapping.feed(org, "self-serve", "installs")
    mapping.map_series(org, settings, SIGNUPS, None)
    assert values(org, "installs") == [40]


@pytest.mark.parametrize("kpi", ["nowhere", SIGNUPS])
def test_a_series_is_mapped_to_a_kpi_that_there_is(org: Store, settings: Settings, kpi: str):
    """Sign-ups are another KPI already, so that nothing is to be found under their own id."""
    mapping.map_series(org, settings, SIGNUPS, "installs")
    with pytest.raises(MappingRefused, match="There is no KPI"):
        mapping.map_series(org, settings, USERS, kpi)
    with pytest.raises(UsageError, match="No source has delivered"):
        mapping.map_series(org, settings, "217/9/x", "installs")


def test_a_kpi_is_named_anew_and_what_cannot_be_kept_is_said_by_column(org: Store):
    named = Kpi(SIGNUPS, "New customers", "people", "up", "Growth")
    assert mapping.define_kpi(org, named, ANA) == named
    assert named in journal.kpis(org, org.now())
    with pytest.raises(MappingRefused) as refused:
        mapping.define_kpi(org, Kpi(SIGNUPS, " "))
    assert [problem.column for problem in refused.value.problems] == ["name"]
    with pytest.raises(UsageError):
        mapping.define_kpi(org, Kpi("nowhere", "Nowhere"))


@pytest.mark.parametrize(
    ("wrong", "column", "why"),
    [
        ({"name": "search P95"}, "name", "another KPI is called so"),
        ({"name": "x" * 121}, "name", "at most 120 letters, this has 121"),
        ({"unit": "5"}, "unit", "not a number"),
        ({"unit": "u" * 25}, "unit", "at most 24 letters"),
        ({"team": "t" * 61}, "team", "at most 60 letters"),
    ],
)
def test_what_nobody_would_understand_beside_a_number_is_refused(org: Store, wrong, column, why):
    with pytest.raises(MappingRefused) as refused:
        mapping.define_kpi(org, Kpi(**{"kpi": SIGNUPS, "name": "Sign-ups", **wrong}))
    (problem,) = refused.value.problems
    assert problem.column == column and why in problem.message


def test_a_name_that_a_source_gave_twice_does_not_prevent_another_field_from_being_saved(org: Store):
    mapping.define_kpi(org, Kpi(USERS, "Customers"))
    bring_in(org, kpis="kpi,name\nother,Customers")
    assert mapping.define_kpi(org, Kpi(USERS, "Customers", "people")).unit == "people"


def test_who_mapped_and_named_what_is_in_the_audit_trail(org: Store, settings: Settings):
    mapping.feed(org, "self-serve", SIGNUPS, ANA)
    mapping.map_series(org, settings, SIGNUPS, "installs", ANA)
    told = [(each.what, each.by) for each in audit.trail(org, org.now(), by=ANA).entries]
    assert ("Series mapped", ANA) in told
    reasons = [each.reason for each in audit.trail(org, org.now(), kinds=("definition",), by=ANA).entries]
    assert {"It reads its value from Sign-ups", "Sign-ups is Installs now"} <= set(reasons)


def test_a_key_result_is_fed_or_updated_by_hand_again(org: Store, settings: Settings):
    mapping.feed(org, "self-serve", SIGNUPS, ANA)
    assert weekly.standing(org, settings, "self-serve", LAST_WEEK).value == 31
    mapping.feed(org, "self-serve", None, ANA)
    assert weekly.standing(org, settings, "self-serve", LAST_WEEK).value is None
    for unknown in (("nobody", SIGNUPS), ("self-serve", "nowhere")):
        with pytest.raises(UsageError):
            mapping.feed(org, *unknown)


def test_the_owners_value_goes_before_the_kpis_and_both_are_kept(org: Store, settings: Settings):
    mapping.feed(org, "self-serve", SIGNUPS)
    weekly.log(org, settings, Update("self-serve", LAST_WEEK, value=46))
    row = weekly.standing(org, settings, "self-serve", LAST_WEEK)
    assert (row.value, row.kpi_value) == (46, 31)


def test_a_key_result_that_is_graded_or_dropped_is_not_fed_any_more(org: Store):
    bring_in(org, scorecards="quarter,state\nFY22 Q4,final")
    with pytest.raises(MappingRefused, match="final"):
        mapping.feed(org, "self-serve", SIGNUPS)
    bring_in(org, scorecards="quarter,state,recorded_at\nFY22 Q4,open,2021-12-16T08:00:00Z")
    org.clock = Clock(WEDNESDAY + timedelta(days=1))
    bring_in(org, key_results="key_result,objective,title,owner,dropped\nself-serve,reliability,Installs,,yes")
    with pytest.raises(MappingRefused, match="dropped"):
        mapping.feed(org, "self-serve", SIGNUPS)


def test_an_export_takes_the_mapping_along(org: Store, settings: Settings, tmp_path):
    mapping.map_series(org, settings, SIGNUPS, "installs", ANA)
    other = open_store(tmp_path / "other.duckdb", Clock(org.now()))
    imports.bring_in(other, settings, {name: text.encode() for name, text in exporting.csv_files(org).items()})
    assert values(other, "installs") == [40, 29, 31]
    assert shown(other) == shown(org)
    assert journal.series(other, other.now())[SIGNUPS] == Series(
        SIGNUPS, "installs", ANA, journal.series(org, org.now())[SIGNUPS].recorded_at
    )
    other.close()


def test_a_kpi_that_files_named_ends_with_its_last_series_and_comes_back_with_it(store: Store, tmp_path):
    """Two files feed the KPI tickets; a key result reads it."""
    store.clock = Clock(WEDNESDAY)
    bring_in(store, **ORG)
    for name, day in (("old", "2021-11-29"), ("new", "2021-12-06")):
        (tmp_path / f"{name}.csv").write_text(f"kpi,date,value\ntickets,{day},31\n", encoding="utf-8")
    own = Settings(kpis=Kpis(folder=tmp_path, files=("old.csv", "new.csv")))
    sync.run(store, own, "files")
    old, new = "files/old.csv/tickets", "files/new.csv/tickets"
    assert mapping.ending(store, old, store.now()) is None
    mapping.map_series(store, own, old, None)
    assert ("tickets" in shown(store), values(store, "tickets")) == (True, [31])
    assert mapping.ending(store, new, store.now()) == "tickets"
    mapping.feed(store, "self-serve", "tickets")
    (moved,) = mapping.map_series(store, own, new, "installs")
    assert (moved.kpi, "tickets" in shown(store)) == ("installs", False)
    mapping.map_series(store, own, new, "tickets")
    assert ("tickets" in shown(store), values(store, "tickets")) == (True, [31])
