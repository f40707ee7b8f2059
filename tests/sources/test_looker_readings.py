"""How the numbers of a Looker table are dated, read, named and told apart."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data.sources.looker import tables, tiles
from data.sources.looker.tables import Asked, Unreadable
from tests.sources.looker_server import calculation, dimension, json_detail, measure, pivoted

WEDNESDAY = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)
WEEK = dimension("signups.created_week", "date_week")
COUNT = measure("signups.count")


def found(document: dict[str, Any], now: datetime = WEDNESDAY, **asked: Any) -> tiles.Found:
    """What tile 7 of dashboard 217, titled Signups, holds when Looker answers with `document`."""
    table = tables.read(document, Asked(**{"model": "growth", "explore": "signups", **asked}), limit=5000)
    return tiles.found(table, identity="217/7", title="Signups", hidden=(), timezone=UTC, now=now)


@pytest.mark.parametrize(
    ("kind", "value", "dated", "is_partial"),
    [
        ("date_date", "2021-12-14", date(2021, 12, 14), False),
        ("date_date", "2021-12-15", date(2021, 12, 15), True),
        ("date_week", "2021-12-06", date(2021, 12, 6), False),
        ("date_week", "2021-12-05", date(2021, 12, 6), False),  # here the weeks start on Sunday
        ("date_week", "2021-12-12", date(2021, 12, 13), True),
        ("date_month", "2021-11", date(2021, 11, 1), False),
        ("date_month", "2021-12", date(2021, 12, 1), True),
        ("date_quarter", "2021-07", date(2021, 7, 1), False),
        ("date_quarter", "2021-Q4", date(2021, 10, 1), True),
        ("date_year", 2020, date(2020, 1, 1), False),
        ("date_year", "2021", date(2021, 1, 1), True),
        ("date_time", "2021-12-14 09:30:00", date(2021, 12, 14), False),
        ("string", "2021-12-14", date(2021, 12, 14), False),  # the date of a derived table, come as text
    ],
)
def test_a_period_is_dated_by_its_first_day_and_is_partial_until_it_has_ended(kind, value, dated, is_partial):
    (reading,) = found(json_detail(dimension("signups.on_date", kind), COUNT, rows=[[value, 3]])).readings

    assert (reading.date, reading.is_partial) == (dated, is_partial)


@pytest.mark.parametrize(
    ("kind", "value", "dated"),
    [
        ("date_fiscal_quarter", "FY2022-Q4", date(2021, 11, 1)),
        ("date_fiscal_quarter", "2021-11", date(2021, 11, 1)),
        ("date_fiscal_year", 2022, date(2021, 2, 1)),
    ],
)
def test_a_fiscal_period_starts_where_the_models_fiscal_year_says(kind, value, dated):
    """The fiscal year 2022 starts in February 2021: eleven months before January 2022."""
    described = dimension(
        f"signups.created_{kind.removeprefix('date_')}", kind, is_fiscal=True, fiscal_month_offset=-11
    )

    (reading,) = found(json_detail(described, COUNT, rows=[[value, 3]])).readings

    assert (reading.date, reading.is_partial) == (dated, True)


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("signups.created_day_of_week", "date_day_of_week", "Monday"),
        ("signups.created_month_name", "date_month_name", "December"),
        ("releases.version_date", "string", "the 2nd of May"),
    ],
)
def test_what_does_not_place_its_rows_in_time_is_a_series_instead(name, kind, value):
    (reading,) = found(json_detail(dimension(name, kind), COUNT, rows=[[value, 3]])).readings

    assert (reading.kpi, reading.date) == (f"217/7/signups.count/{value}", date(2021, 12, 15))


def test_a_row_without_a_date_gives_no_reading():
    assert [each.value for each in found(json_detail(WEEK, COUNT, rows=[[None, 9], ["2021-12-06", 3]])).readings] == [3]


def test_a_year_beside_its_month_is_not_a_series_of_its_own():
    year, month = dimension("signups.created_year", "date_year"), dimension("signups.created_month", "date_month")

    (reading,) = found(json_detail(year, month, COUNT, rows=[[2021, "2021-11", 4]])).readings

    assert (reading.kpi, reading.date) == ("217/7/signups.count", date(2021, 11, 1))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0.0),
        ("1,234.5", 1234.5),
        ("-7", -7.0),
        ("1e3", 1000.0),
        ("12%", 12.0),
        (" 3 ", 3.0),
        (None, None),
        ("", None),
        ("n/a", None),
        ("1,5", None),
        (True, None),
        (float("nan"), None),
    ],
)
def test_numbers_may_come_as_strings_and_what_is_no_number_gives_no_reading(value, expected):
    readings = found(json_detail(COUNT, rows=[[value]])).readings

    assert [reading.value for reading in readings] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("described", "unit", "value"),
    [
        ({"value_format": "0.0%"}, "%", 97.3),
        ({"value_format": '0.0"%"'}, "%", 0.973),
        ({"value_format": "0.0\\%"}, "%", 0.973),
        ({"value_format_name": "percent_1"}, "%", 97.3),
        ({"value_format": "$#,##0.00"}, "$", 0.973),
        ({"value_format_name": "eur_0"}, "€", 0.973),
        ({"value_format": '#,##0" ms"'}, "ms", 0.973),
        ({"label_short": "Latency (ms)"}, "ms", 0.973),
        ({"label_short": "Users (without tests)", "value_format": '0.0,"K"'}, None, 0.973),
    ],
)
def test_the_unit_comes_from_the_format_and_a_share_is_read_as_the_percentage_that_is_shown(described, unit, value):
    tile = found(json_detail(measure("signups.rate", **described), rows=[[0.973]]))

    assert (tile.kpis[0].unit, tile.readings[0].value) == (unit, value)


def test_a_slash_in_a_value_does_not_make_two_parts_of_an_id():
    plan = dimension("accounts.plan")
    tile = found(pivoted(WEEK, COUNT, pivot=plan, values=["free/open"], rows=[["2021-12-06", [1]]]))

    assert [(kpi.kpi, kpi.name) for kpi in tile.kpis] == [
        ("217/7/signups.count/free%2Fopen", "Signups – free/open"),
    ]


def test_a_listing_does_not_flood_the_kpis():
    rows = [[f"customer {number}", number] for number in range(300)]

    tile = found(json_detail(dimension("accounts.name"), COUNT, rows=rows))

    assert (len(tile.kpis), len(tile.readings)) == (200, 200)
    assert tile.left_out.startswith("Only the first 200 lines became KPIs.")


def test_rows_that_claim_the_same_day_are_an_error_rather_than_a_guess():
    hour = dimension("signups.created_hour", "date_hour")
    with pytest.raises(Unreadable, match="Several rows hold “Signups” on 2021-12-06"):
        found(json_detail(hour, COUNT, rows=[["2021-12-06 09", 1], ["2021-12-06 10", 2]]))


SAVED = {
    "filters": {"accounts.plan": "team", "signups.created_date": "12 weeks"},
    "timezone": "UTC",
    "dynamic_fields": json.dumps(
        [
            {"table_calculation": "rate", "expression": "${part} / 2", "label": "Rate"},
            {"table_calculation": "part", "expression": "${signups.count}"},
        ]
    ),
}


def definition(**edit: Any) -> str | None:
    document = json_detail(WEEK, COUNT, calculation("rate"), rows=[["2021-12-06", None, 2]])
    return found(document, **{**SAVED, **edit}).readings[0].definition


@pytest.mark.parametrize(
    "edit",
    [
        {"filters": {"accounts.plan": "team", "signups.created_date": "26 weeks"}},
        {"dynamic_fields": SAVED["dynamic_fields"].replace("Rate", "Half")},
        {"dynamic_fields": SAVED["dynamic_fields"][:-1] + ', {"table_calculation": "other", "expression": "1"}]'},
    ],
    ids=["a longer span of time", "another label", "one more table calculation"],
)
def test_an_edit_that_leaves_the_meaning_leaves_the_definition(edit):
    assert definition(**edit) == definition()


@pytest.mark.parametrize(
    "edit",
    [
        {"filters": {"accounts.plan": "enterprise", "signups.created_date": "12 weeks"}},
        {"filter_expression": "${accounts.seats} > 5"},
        {"explore": "all_signups"},
        {"timezone": "America/Los_Angeles"},
        {"dynamic_fields": SAVED["dynamic_fields"].replace("/ 2", "/ 3")},
        {"dynamic_fields": SAVED["dynamic_fields"].replace("{signups.count}", "{signups.active}")},
    ],
    ids=["filter", "filter expression", "explore", "time zone", "expression", "what the expression builds on"],
)
def test_an_edit_that_changes_the_meaning_changes_the_definition(edit):
    assert definition(**edit) != definition()


def test_the_same_count_by_month_instead_of_by_week_has_another_definition():
    by_week = found(json_detail(WEEK, COUNT, rows=[["2021-11-01", 3]])).readings[0]
    month = dimension("signups.created_month", "date_month")
    by_month = found(json_detail(month, COUNT, rows=[["2021-11", 13]])).readings[0]

    assert (by_week.kpi, by_week.date) == (by_month.kpi, by_month.date)
    assert by_week.definition != by_month.definition
