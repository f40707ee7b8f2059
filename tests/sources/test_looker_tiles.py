"""What a tile of each kind becomes: KPIs with a lasting identity, and readings dated as the dashboard shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.sources.looker_server import calculation, dimension, json_detail, measure, pivoted

WEEK = dimension("signups.created_week", "date_week")
COUNT = measure("signups.count", label_short="Count")
WEEKS = json_detail(WEEK, COUNT, rows=[["2021-12-13", 5], ["2021-12-06", 12], ["2021-11-29", 9]])


def values(tile) -> dict[tuple[str, str], float]:
    """A tile's readings by KPI and date."""
    return {(reading.kpi, reading.date.isoformat()): reading.value for reading in tile.readings}


def test_a_query_tile_gives_one_kpi_with_a_reading_on_each_monday_and_marks_the_running_week(looker, fetch):
    looker.holds("q1", WEEKS, fields=["signups.created_week", "signups.count"])
    looker.shows("217", looker.tile("7", "q1", "Signups"))

    (tile,) = fetch()

    assert (tile.dashboard, tile.element, tile.title, tile.status, tile.rows) == ("217", "7", "Signups", "ok", 3)
    assert [(kpi.kpi, kpi.name, kpi.unit, kpi.good_direction) for kpi in tile.kpis] == [
        ("217/7/signups.count", "Signups", None, "none")
    ]
    assert [(reading.date, reading.value, reading.is_partial) for reading in tile.readings] == [
        (date(2021, 12, 13), 5, True),
        (date(2021, 12, 6), 12, False),
        (date(2021, 11, 29), 9, False),
    ]
    assert {reading.captured_at for reading in tile.readings} == {datetime(2021, 12, 15, 16, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("dashboard", "query", "day"),
    [
        ("America/Los_Angeles", "UTC", date(2021, 12, 14)),
        (None, "Asia/Tokyo", date(2021, 12, 15)),
        (None, "America/Los_Angeles", date(2021, 12, 14)),
        ("viewer_timezone", None, date(2021, 12, 15)),  # a setting of the dashboard that names no zone: UTC
    ],
)
def test_a_single_value_is_of_the_day_of_the_sync_in_the_dashboards_time_zone_else_in_the_querys(
    looker, fetch, dashboard, query, day
):
    looker.holds("q1", json_detail(COUNT, rows=[[42]]), query_timezone=query)
    looker.shows("217", looker.tile("7", "q1"), query_timezone=dashboard)

    (reading,) = fetch(now=datetime(2021, 12, 15, 3, 0, tzinfo=UTC))[0].readings

    assert (reading.kpi, reading.date, reading.value, reading.is_partial) == ("217/7/signups.count", day, 42, False)


def test_the_dashboards_time_zone_is_the_one_its_tiles_run_in(looker, fetch):
    looker.holds("q1", WEEKS, query_timezone="UTC")
    looker.shows("217", looker.tile("7", "q1"), query_timezone="America/Los_Angeles")

    fetch()

    assert looker.runs()[0].body["query_timezone"] == "America/Los_Angeles"


def test_the_dashboards_filter_defaults_are_overlaid_on_the_fields_that_listen(looker, fetch):
    """Dashboard: Region = EMEA by default, Plan without a default, Period = 12 weeks that this tile does not listen to.
    The tile's own filters say region APAC and plan team."""

    def answer(filters):
        return json_detail(COUNT, rows=[[{"EMEA": 3, "APAC": 99}[filters["accounts.region"]]]])

    looker.holds("q1", answer, filters={"accounts.region": "APAC", "accounts.plan": "team"})
    listens = [
        {"dashboard_filter_name": "Region", "field": "accounts.region"},
        {"dashboard_filter_name": "Plan", "field": "accounts.plan"},
    ]
    tile = looker.tile("7", "q1", filterables=[{"model": "growth", "view": "signups", "listen": listens}])
    filters = [
        {"name": "Region", "default_value": "EMEA"},
        {"name": "Plan", "default_value": ""},
        {"name": "Period", "default_value": "12 weeks"},
    ]
    looker.shows("217", tile, dashboard_filters=filters)

    (tile,) = fetch()

    assert [reading.value for reading in tile.readings] == [3]
    assert looker.runs()[0].body["filters"] == {"accounts.region": "EMEA", "accounts.plan": "team"}


def test_a_tile_that_nothing_is_overlaid_on_runs_as_it_is_saved(looker, fetch):
    looker.holds("q1", WEEKS)
    looker.shows("217", looker.tile("7", "q1"), dashboard_filters=[{"name": "Region", "default_value": "EMEA"}])

    fetch()

    assert [each.path for each in looker.runs()] == ["/queries/q1/run/json_detail"]


def test_a_look_tile_is_read_through_its_look(looker, fetch):
    looker.holds("q1", WEEKS)
    look = {"id": "31", "title": "Weekly signups", "query_id": "q1", "query": looker.queries["q1"]}
    looker.shows("217", {"id": "8", "type": "vis", "look_id": "31", "look": look})

    (tile,) = fetch()

    assert (tile.title, tile.status, tile.kpis[0].kpi) == ("Weekly signups", "ok", "217/8/signups.count")
    assert values(tile)["217/8/signups.count", "2021-12-06"] == 12


def test_a_tile_that_carries_only_the_ids_of_its_query_or_look_is_read_all_the_same(looker, fetch):
    looker.holds("q1", WEEKS)
    looker.looks["31"] = {"id": "31", "title": "Weekly signups", "query": looker.queries["q1"]}
    looker.shows("217", {"id": "1", "type": "vis", "query_id": "q1"}, {"id": "2", "type": "vis", "look_id": "31"})

    assert [(tile.status, len(tile.readings)) for tile in fetch()] == [("ok", 3), ("ok", 3)]


def test_a_look_that_is_listed_by_itself_is_a_tile_without_a_dashboard(looker, fetch):
    looker.holds("q1", WEEKS)
    looker.looks["31"] = {"id": "31", "title": "Weekly signups", "query": looker.queries["q1"]}

    (tile,) = fetch(looks=("31",))

    assert (tile.dashboard, tile.element, tile.title, tile.status) == (None, "look:31", "Weekly signups", "ok")
    assert [kpi.kpi for kpi in tile.kpis] == ["look/31/signups.count"]
    assert [each.path for each in looker.runs()] == ["/looks/31/run/json_detail"]


def merged_dashboard(looker, **maker):
    """Signups by week merged with tickets by week; the week of 2021-11-29 has no tickets."""
    tickets = dimension("tickets.opened_week", "date_week")
    looker.holds("q1", WEEKS, fields=["signups.created_week", "signups.count"])
    rows = [["2021-12-06", 4], ["2021-12-13", 2], ["2021-10-04", 77]]
    looker.holds(
        "q2", json_detail(tickets, measure("tickets.count"), rows=rows), view="tickets", fields=["tickets.count"]
    )
    looker.merges["m1"] = {
        "id": "m1",
        "source_queries": [
            {
                "name": "signups",
                "query_id": "q1",
                "merge_fields": [{"field_name": "signups.created_week", "source_field_name": "signups.created_week"}],
            },
            {
                "name": "tickets",
                "query_id": "q2",
                "merge_fields": [{"field_name": "signups.created_week", "source_field_name": "tickets.opened_week"}],
            },
        ],
    }
    made = {"merge_result_id": "m1", **maker}
    element = {"id": "9", "type": "vis", "title": "Load", "merge_result_id": "m1", "result_maker": made}
    looker.shows("217", element, dashboard_filters=[{"name": "Region", "default_value": "EMEA"}])


def test_a_merged_result_joins_its_sources_on_the_merge_fields_keeping_every_row_of_the_first(looker, fetch):
    merged_dashboard(looker)

    (tile,) = fetch()

    assert (tile.status, tile.rows) == ("ok", 3)
    assert [kpi.name for kpi in tile.kpis] == ["Load: Count", "Load: Count"]
    assert values(tile) == {
        ("217/9/signups.count", "2021-12-13"): 5,
        ("217/9/tickets.count", "2021-12-13"): 2,
        ("217/9/signups.count", "2021-12-06"): 12,
        ("217/9/tickets.count", "2021-12-06"): 4,
        ("217/9/signups.count", "2021-11-29"): 9,
    }


def test_each_source_of_a_merged_result_listens_for_itself(looker, fetch):
    listens = [{"dashboard_filter_name": "Region", "field": "tickets.region"}]
    merged_dashboard(looker, filterables=[{"name": "signups", "listen": []}, {"name": "tickets", "listen": listens}])

    fetch()

    assert [(each.path, each.body and each.body["filters"]) for each in looker.runs()] == [
        ("/queries/q1/run/json_detail", None),
        ("/queries/run/json_detail", {"tickets.region": "EMEA"}),
    ]


def test_a_field_that_two_merged_sources_share_is_told_apart_by_its_source(looker, fetch):
    merged_dashboard(looker)
    rows = [["2021-12-06", 20]]
    looker.answers["q2"] = json_detail(dimension("tickets.opened_week", "date_week"), COUNT, rows=rows)

    (tile,) = fetch()

    assert values(tile)["217/9/q1_signups.count", "2021-12-06"] == 20
    assert values(tile)["217/9/signups.count", "2021-12-06"] == 12


def test_a_merged_result_says_that_its_table_calculations_are_left_out(looker, fetch):
    merged_dashboard(looker)
    looker.merges["m1"]["dynamic_fields"] = '[{"table_calculation": "per_ticket", "expression": "1 / 2"}]'

    (tile,) = fetch()

    assert (tile.status, len(tile.readings)) == ("truncated", 5)
    assert tile.message.startswith("Its table calculations are not read")


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"type": "text", "title_text": "Growth", "body_text": "How we grow"}, "A text tile has no numbers."),
        ({"type": "button", "rich_content_json": "{}"}, "The tile has no query, so it has no numbers."),
        ({"type": "vis", "result_maker": {"sql_query_id": "5"}}, "A tile of SQL Runner cannot be read."),
    ],
)
def test_a_tile_without_a_query_is_skipped_with_the_reason(looker, fetch, element, said):
    looker.shows("217", {"id": "1", **element})

    (tile,) = fetch()

    assert (tile.status, tile.readings) == ("skipped", ())
    assert tile.message.startswith(said)


def test_a_pivoted_tile_gives_one_kpi_for_each_pivot_value_and_leaves_totals_out(looker, fetch):
    plan = dimension("accounts.plan")
    answer = pivoted(WEEK, COUNT, pivot=plan, values=["team", "free/open", None], rows=[["2021-12-06", [3, None, 0]]])
    answer["pivots"].append({"key": "$$$_row_total_$$$", "data": {}, "is_total": True})
    answer["data"][0]["signups.count"]["$$$_row_total_$$$"] = {"value": 3}
    looker.holds("q1", answer)
    looker.shows("217", looker.tile("7", "q1"))

    (tile,) = fetch()

    assert {(kpi.kpi, kpi.name) for kpi in tile.kpis} == {
        ("217/7/signups.count/team", "Signups – team"),
        ("217/7/signups.count/∅", "Signups – ∅"),
    }
    assert values(tile) == {
        ("217/7/signups.count/team", "2021-12-06"): 3,
        ("217/7/signups.count/∅", "2021-12-06"): 0,
    }


def test_a_tile_that_pivots_on_time_is_dated_by_its_columns(looker, fetch):
    region = dimension("accounts.region")
    answer = pivoted(region, COUNT, pivot=WEEK, values=["2021-12-06", "2021-12-13"], rows=[["EMEA", [3, 1]]])
    looker.holds("q1", answer)
    looker.shows("217", looker.tile("7", "q1"))

    assert values(fetch()[0]) == {
        ("217/7/signups.count/EMEA", "2021-12-06"): 3,
        ("217/7/signups.count/EMEA", "2021-12-13"): 1,
    }


def test_table_calculations_are_measures_when_they_are_numbers_also_beside_pivots(looker, fetch):
    share, grade = calculation("share"), calculation("grade", type="string")
    total = calculation("all_plans")
    answer = pivoted(
        *(WEEK, COUNT, share, grade, total),
        pivot=dimension("accounts.plan"),
        values=["team"],
        rows=[["2021-12-06", [3], [0.5], ["B"], 7]],
    )
    looker.holds("q1", answer, fields=["signups.count"])
    looker.shows("217", looker.tile("7", "q1"))

    assert values(fetch()[0]) == {
        ("217/7/signups.count/team", "2021-12-06"): 3,
        ("217/7/share/team", "2021-12-06"): 0.5,
        ("217/7/all_plans", "2021-12-06"): 7,
    }


def test_fields_hidden_in_the_model_or_in_the_tile_are_left_out(looker, fetch):
    answer = json_detail(COUNT, measure("signups.raw", hidden=True), measure("signups.tests"), rows=[[1, 2, 3]])
    looker.holds("q1", answer, vis_config={"hidden_fields": ["signups.tests"]})
    looker.shows("217", looker.tile("7", "q1"))

    (tile,) = fetch()

    assert [(kpi.kpi, kpi.name) for kpi in tile.kpis] == [("217/7/signups.count", "Signups")]


def test_a_table_by_region_gives_one_kpi_for_each_region(looker, fetch):
    rows = [["EMEA", 3, 4], ["APAC", 5, 6]]
    fields = dimension("accounts.region"), COUNT, measure("signups.active", label_short="Active")
    looker.holds("q1", json_detail(*fields, rows=rows))
    looker.shows("217", looker.tile("7", "q1"))

    (tile,) = fetch()

    assert [(kpi.kpi, kpi.name) for kpi in tile.kpis] == [
        ("217/7/signups.count/EMEA", "Signups: Count – EMEA"),
        ("217/7/signups.active/EMEA", "Signups: Active – EMEA"),
        ("217/7/signups.count/APAC", "Signups: Count – APAC"),
        ("217/7/signups.active/APAC", "Signups: Active – APAC"),
    ]


@pytest.mark.parametrize(("own_limit", "row_limit", "kept"), [("500", 2, 2), ("1", 5000, 1), ("-1", 2, 2)])
def test_a_tile_with_more_rows_than_its_limit_is_truncated_and_says_so(looker, fetch, own_limit, row_limit, kept):
    looker.holds("q1", WEEKS, limit=own_limit)
    looker.shows("217", looker.tile("7", "q1"))

    (tile,) = fetch(row_limit=row_limit)

    assert (tile.status, tile.rows, len(tile.readings)) == ("truncated", kept, kept)
    assert tile.message.startswith(f"Only the first {kept} rows were read, there are more.")
    assert looker.runs()[0].query["limit"] == str(kept + 1)


def test_a_tile_with_as_many_rows_as_its_limit_is_whole(looker, fetch):
    looker.holds("q1", WEEKS, limit="3")
    looker.shows("217", looker.tile("7", "q1"))

    assert fetch()[0].status == "ok"


def test_a_tile_whose_columns_looker_cut_is_truncated(looker, fetch):
    looker.holds("q1", {**WEEKS, "columns_truncated": "yes"})
    looker.shows("217", looker.tile("7", "q1"))

    assert fetch()[0].status == "truncated"


def test_a_query_without_rows_is_empty(looker, fetch):
    looker.holds("q1", json_detail(WEEK, COUNT, rows=[]))
    looker.shows("217", looker.tile("7", "q1"))

    (tile,) = fetch()

    assert (tile.status, tile.rows, tile.message) == ("empty", 0, "The query answers with no rows.")


def test_a_metric_outlives_a_renamed_tile_and_an_edited_query_and_its_new_definition_shows(looker, fetch):
    looker.holds("q1", WEEKS, filters={"accounts.plan": "team"})
    looker.shows("217", looker.tile("7", "q1", "Signups"))
    before = fetch()[0].readings[0]
    looker.holds("q2", WEEKS, filters={"accounts.plan": "enterprise"}, limit="100")
    looker.shows("217", looker.tile("7", "q2", "New signups"))
    after = fetch()[0].readings[0]

    assert (after.kpi, after.date, after.value) == (before.kpi, before.date, before.value)
    assert after.definition != before.definition
