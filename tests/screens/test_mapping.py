"""The KPIs on the setup page: named, merged, left out and given to key results, each looked at before it is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data import config, running
from data.config import Kpis, Settings
from data.monday import kpis
from data.pulls import sync
from data.rules.okr import Kpi
from data.store import journal
from data.store.clock import Clock
from data.store.connection import open_store
from tests.org import ORG, bring_in
from tests.screens.conftest import markup

ANA = "ana@acme.example"
WEDNESDAY = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)
TICKETS = "files/tickets.csv/tickets"
CSV = "kpi,date,value\ntickets,2021-11-29,29\ntickets,2021-12-06,31\n"


@pytest.fixture
def page(open_page, tmp_path, monkeypatch):
    """The setup page of the small org on 15 December 2021, whose file tickets.csv has been read: page(series=…)."""
    monkeypatch.setenv("OKR_TODAY", WEDNESDAY.isoformat())
    monkeypatch.setenv("OKR_KPIS__FOLDER", str(tmp_path))
    monkeypatch.setenv("OKR_KPIS__FILES", '["tickets.csv"]')
    path = tmp_path / "okr.duckdb"
    (tmp_path / "tickets.csv").write_text(CSV, encoding="utf-8")
    store = open_store(path, Clock(WEDNESDAY))
    bring_in(store, **ORG, readings="kpi,date,value,captured_at\ninstalls,2021-11-22,40,2021-11-23T06:00:00Z")
    sync.run(store, Settings(kpis=Kpis(folder=tmp_path, files=("tickets.csv",))), "files")
    store.close()
    opened = open_page(path)
    return lambda **choices: opened("/setup", **{"section": "KPIs", "me": ANA, **choices})


def click(app, label: str):
    (button,) = [button for button in app.button if button.label == label]
    return button.click().run()


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def now() -> datetime:
    return running.store().now()


def fed_by(name: str) -> str | None:
    key_result = journal.key_result(running.store(), name, now())
    assert key_result
    return key_result.kpi


def values(kpi: str) -> list[float]:
    found = kpis.gauges(running.store(), date(2021, 11, 1), date(2021, 12, 31), now())
    return [reading.value for reading in found[kpi].readings]


def test_every_kpi_is_listed_with_its_newest_value_its_series_and_who_reads_it(page):
    app = page()

    assert not app.exception
    drawn = markup(app)
    for told in ("Tickets", "31", "6 December", "imported", "no reading yet", "lower is better", "Search is quick"):
        assert told in drawn
    assert "series=files%2Ftickets.csv%2Ftickets" in drawn
    assert labels(app) == []


def test_a_kpi_is_named_and_saved_in_the_name_of_who_is_looking(page):
    app = page(kpi="tickets")
    app.text_input(key="setup_kpi_name_tickets").input("Open tickets")
    app.text_input(key="setup_kpi_unit_tickets").input("tickets")
    app.selectbox(key="setup_kpi_good_direction_tickets").select("down")
    app.text_input(key="setup_kpi_team_tickets").input("Support")

    app = click(app, "Save")

    assert app.success[0].value == "Open tickets is saved."
    assert Kpi("tickets", "Open tickets", "tickets", "down", "Support") in journal.kpis(running.store(), now())
    assert "31 tickets on 6 December" in markup(app)
    (*_, version) = journal.KPIS.versions(running.store(), now())["tickets",]
    assert version.recorded_by == ANA


def test_a_name_that_is_empty_is_refused_in_words_and_stays_to_be_mended(page):
    app = page(kpi="tickets")
    app.text_input(key="setup_kpi_name_tickets").input(" ")

    app = click(app, "Save")

    assert "Nothing was saved." in app.error[0].value
    assert app.text_input(key="setup_kpi_name_tickets").value == " "


def test_a_series_is_seen_as_the_kpi_it_would_be_before_it_is(page):
    app = page(series=TICKETS)
    assert "31 on 6 December" in markup(app)
    assert labels(app) == []

    app = app.selectbox[0].select("installs").run()

    assert "The units differ" not in markup(app), "the file says nothing of a unit"
    assert "Installs would then be:" in markup(app)
    assert "31 installs on 6 December" in markup(app)
    assert "2 readings come along" in markup(app)
    assert values("installs") == [40], "nothing is kept yet"

    app = click(app, "Save")

    assert app.success[0].value == "Tickets is Installs now."
    assert values("installs") == [40, 29, 31]
    assert journal.series(running.store(), now())[TICKETS].by == ANA
    assert labels(app) == []


def test_a_series_that_is_left_out_is_listed_as_such_and_can_come_back(page):
    app = click(page(series=TICKETS).selectbox[0].select("").run(), "Save")

    assert app.success[0].value == "Tickets is left out now."
    assert "Left out" in markup(app)
    assert "since 15 December, by Ana" in markup(app)

    app = click(app.selectbox[0].select("tickets").run(), "Save")

    assert app.success[0].value == "Tickets is a KPI of its own now."
    assert journal.series(running.store(), now())[TICKETS].kpi == "tickets"
    assert values("tickets") == [29, 31]


def test_a_key_result_reads_a_kpi_once_its_value_was_seen_and_stops_again(page):
    app = page(kpi="tickets").selectbox(key="setup_feed_tickets").select("self-serve").run()
    for told in ("Self-serve installs", "no value yet", "31 on 6 December", "The units differ: installs and no unit"):
        assert told in markup(app)

    app = click(app, "Let it read this KPI")

    assert app.success[0].value == "Self-serve installs reads its value from Tickets."
    assert fed_by("self-serve") == "tickets"

    app = click(app, "Stop reading it")

    assert fed_by("self-serve") is None


def test_what_a_key_result_reads_is_not_left_out(page):
    app = click(
        page(kpi="tickets").selectbox(key="setup_feed_tickets").select("self-serve").run(), "Let it read this KPI"
    )
    app.query_params.pop("kpi")
    app.query_params["series"] = TICKETS
    app = app.run().selectbox[0].select("").run()
    assert "Read by 1 key result" in markup(app)

    app = click(app, "Save")

    assert "“Self-serve installs” reads its value from it. Let it read another KPI first." in app.error[0].value
    assert values("tickets") == [29, 31]


def test_nothing_can_be_changed_while_the_past_is_looked_at(page):
    app = page(kpi="tickets", as_of="2021-12-15T17:00:00Z")

    assert not app.exception
    assert labels(app) == []
    assert not app.text_input
    assert "Tickets" in markup(app)


def test_what_is_not_there_is_said_and_the_rest_is_shown(page):
    app = page(series="217/9/nothing")

    assert not app.exception
    assert "There is no “217/9/nothing” any more." in markup(app)
    assert "Tickets" in markup(app)


def test_an_empty_store_says_where_kpis_come_from(empty_page):
    app = empty_page("/setup", section="KPIs")

    assert not app.exception
    assert "No KPI yet." in markup(app)


def test_a_name_is_told_as_it_was_typed_and_not_as_markdown(page):
    app = page(kpi="tickets")
    app.text_input(key="setup_kpi_name_tickets").input("Cost in $ of *all* $ tickets")

    app = click(app, "Save")

    assert app.success[0].value == r"Cost in \$ of \*all\* \$ tickets is saved."
    assert app.text_input(key="setup_kpi_name_tickets").value == "Cost in $ of *all* $ tickets"


def test_what_was_typed_of_one_kpi_is_there_again_after_another_was_looked_at(page):
    app = page(kpi="tickets")
    app.text_input(key="setup_kpi_name_tickets").input("Open tickets").run()
    app.query_params["kpi"] = "p95"
    app.run()
    assert app.text_input(key="setup_kpi_name_p95").value == "Search p95"
    assert "not saved yet" not in markup(app)

    app.query_params["kpi"] = "tickets"
    app.run()

    assert app.text_input(key="setup_kpi_name_tickets").value == "Open tickets"
    assert "not saved yet" in markup(app)
    assert "not saved yet" not in markup(click(app, "Save"))


def test_a_move_that_brings_nothing_along_says_what_it_means(page, tmp_path):
    app = page()
    bring_in(running.store(), series="series,kpi\n217/9/new,tickets")
    app.query_params["series"] = "217/9/new"

    app = app.run().selectbox[0].select("installs").run()

    assert "The series has no reading yet: nothing comes along" in markup(app)
    assert "0 readings" not in markup(app)


# The sample


def test_a_series_is_headed_by_its_name_with_its_value_and_its_course(sample_page):
    drawn = markup(sample_page("/setup", section="KPIs", series="217/18/searches.success_share"))

    head = drawn[drawn.index('<div class="okr chosen">') : drawn.index('<div class="mapping">')]
    assert ">Search quality: Success share</h3>" in head
    assert "<code>217/18/searches.success_share</code>" in head
    assert "65.4% on 10 January</p>" in head and "<img src=" in head
    assert ">Searches that succeed on the first page</a>" in head


def test_one_that_was_left_out_shows_what_it_had_before_it_comes_back(sample_page):
    app = sample_page("/setup", section="KPIs", series="217/18/searches.count")
    assert "2,307,412 searches on 11 January 2021" in markup(app)
    assert "since 18 January 2021, by Ines Halloran" in markup(app), "another year is named"

    drawn = markup(app.selectbox[0].select("zero-result-rate").run())

    assert "5 readings come along" in drawn
    assert "The units differ: the series is in searches, the KPI in %." in drawn


def test_a_stale_kpi_carries_the_same_mark_as_on_the_kpi_page(sample_page):
    mark = "■ Stale:</span> the newest reading of Cost per thousand CI runs is of 20 December 2021, 28 days old"
    assert mark in markup(sample_page("/setup", section="KPIs"))
    assert mark in markup(sample_page("/setup", section="KPIs", kpi="ci-run-cost"))
    assert mark in markup(sample_page("/kpis"))


def test_which_way_is_good_is_said_in_words(sample_page):
    drawn = markup(sample_page("/setup", section="KPIs"))
    for told in ("in ms; lower is better", "in $; neither higher nor lower is better: it has a band"):
        assert told in drawn


def test_the_samples_series_are_mapped_and_one_is_left_out(sample_page):
    app = sample_page("/setup", section="KPIs")

    assert not app.exception
    assert "series=217%2F9%2Finstalls.active" in markup(app)
    assert markup(app).index("Left out") < markup(app).index("217/18/searches.count")
    assert journal.series(running.store(), now())["217/18/searches.count"].kpi is None


def test_what_people_and_sources_call_things_is_never_markup(page, tmp_path):
    with_tags = "<img src=x onerror=alert(1)>"
    app = page(kpi="tickets")
    app.text_input(key="setup_kpi_name_tickets").input(with_tags)
    app = click(app, "Save")
    assert with_tags not in markup(app)
    assert "&lt;img src=x" in markup(app)


# Where a KPI's value and its owner's differ, both are seen


@pytest.mark.parametrize(
    ("address", "choices", "told"),
    [
        ("/", {}, ("<b>511</b>", "KPI: 497 ms")),
        ("/", {}, ("<em>owner and numbers disagree</em>: the owner wrote 9%, the KPI says 13.3%",)),
        ("/kr", {"kr": "zero-results"}, ("the owner wrote 9%, the KPI says 13.3%",)),
        ("/sync", {"at": "kr-zero-results"}, ("the owner wrote 9%, the KPI says 13.3%",)),
        ("/kr", {"kr": "p95-latency"}, ('<b class="num">497 ms</b> on 16 January; the owner wrote 511 ms.',)),
        (
            "/log",
            {"kr": "p95-latency", "week": "2022-01-10"},
            ('<b class="num">497 ms</b> on 16 January, your own value counts instead.',),
        ),
    ],
)
def test_what_the_kpi_says_stays_visible_beside_what_its_owner_wrote(sample_page, address, choices, told):
    app = sample_page(address, **choices)

    assert not app.exception
    for each in told:
        assert each in markup(app)


def test_the_kpi_page_says_when_the_files_were_read(page):
    app = page()

    app = app.switch_page("monday/kpis.py").run()

    assert "Files synced today at 16:00 UTC, 1 file, none failing." in markup(app)


# The board


def test_the_board_tells_of_a_source_that_fails_and_only_then(open_page, tmp_path, monkeypatch):
    monkeypatch.setenv("OKR_TODAY", "2021-12-15T16:00:00Z")
    monkeypatch.setenv("OKR_KPIS__FOLDER", str(tmp_path))
    monkeypatch.setenv("OKR_KPIS__FILES", '["tickets.csv"]')
    path, file = tmp_path / "okr.duckdb", tmp_path / "tickets.csv"
    file.write_text(CSV, encoding="utf-8")
    settings = config.load()
    store = open_store(path, Clock(WEDNESDAY))
    bring_in(store, **ORG)
    sync.run(store, settings, "files")
    store.close()
    opened = open_page(path)
    assert "could not be read" not in markup(opened("/"))

    file.unlink()
    sync.run(running.store(), settings, "files")

    drawn = markup(opened("/"))
    assert "The KPI file “tickets.csv” could not be read since today 16:00 UTC." in drawn
    assert "/setup?section=Sources" in drawn
