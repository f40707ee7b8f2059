"""Trends: what a series knows of each week, what can share an axis, and the files that come out."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest

from data import imports
from data.monday import kpis, trends, weekly
from data.monday.trends import Series, Trend

ORG = {
    "people.csv": "email,name,role,team\nana@org.example,Ana,owner,Growth\n",
    "objectives.csv": "objective,quarter,title,team\ngrow,FY22 Q4,Grow,Growth\n",
    "key_results.csv": "key_result,objective,title,owner,kind,unit,baseline,target\n"
    "installs,grow,80 installs,ana@org.example,increase,installs,20,80\n"
    "tickets,grow,Tickets fall to 10,ana@org.example,decrease,tickets,30,10\n"
    "launch,grow,It is live,ana@org.example,done,,,\n",
    "updates.csv": "key_result,week,value,confidence,status\n"
    "installs,2021-11-01,26,90,\n"
    "installs,2021-11-15,32,,\n"
    "installs,2021-11-22,29,70,\n"
    "tickets,2021-11-01,30,80,\n"
    "tickets,2021-11-08,25,85,\n"
    "launch,2021-11-08,,95,done\n",
    "kpis.csv": "kpi,name,unit,good_direction\nsignups,Sign-ups,sign-ups,up\n",
    "readings.csv": "kpi,date,value,captured_at,is_partial,definition\n"
    "signups,2021-11-01,100,2021-11-08T06:00:00Z,,a\n"
    "signups,2021-11-08,110,2021-11-15T06:00:00Z,,a\n"
    "signups,2021-11-22,50,2021-11-23T06:00:00Z,yes,b\n",
}
WEEKS = [date(2021, 11, 1) + timedelta(weeks=n) for n in range(5)]  # nothing is known of the last one yet
GONE = (7 / 92, 14 / 92, 21 / 92, 28 / 92)  # the share of the quarter behind each week's Sunday


@pytest.fixture
def over(store, settings):
    """`over("value", "installs", kpi="signups")` is the trend of an org whose fourth week has just been written."""
    imports.bring_in(store, settings, {name: text.encode() for name, text in ORG.items()})
    now = store.now()

    def of(measure: trends.Measure, *key_results: str, kpi: str = "") -> Trend:
        facts = weekly.facts(store, settings, WEEKS[-1], now)
        gauges = kpis.gauges(store, WEEKS[0], WEEKS[-1], now)
        return trends.over(WEEKS, [facts], gauges, key_results, [kpi], measure, settings.limits)

    return of


def test_a_week_without_a_value_is_unknown_and_a_last_week_of_which_nothing_is_known_is_left_out(over) -> None:
    trend = over("value", "installs")
    assert trend.weeks == tuple(WEEKS[:4])
    assert trend.series[0].values == (26, None, 32, 29)


def test_a_change_counts_from_the_last_known_value(over) -> None:
    assert over("value", "installs").series[0].changes == (None, None, 6, -3)


def test_progress_is_unknown_in_a_week_that_only_carries_it_on(over) -> None:
    assert over("progress", "installs").series[0].values == pytest.approx((0.1, None, 0.2, 0.15))


def test_confidence_is_what_was_said_in_that_very_week(over) -> None:
    assert over("confidence", "installs").series[0].values == (90, None, None, 70)


def test_done_or_not_is_known_where_somebody_said_so(over) -> None:
    assert over("progress", "launch", "installs").series[0].values == (None, 1.0, None, None)


def test_pace_is_expected_progress_or_the_value_that_it_stands_for(over) -> None:
    assert over("progress", "installs").series[0].pace == pytest.approx(GONE)
    assert over("value", "installs").series[0].pace == pytest.approx([20 + 60 * share for share in GONE])
    assert over("confidence", "installs").series[0].pace == (None, None, None, None)


def test_less_is_better_for_a_decreasing_value_but_more_progress_always_is(over) -> None:
    value, progress = over("value", "tickets").series[0], over("progress", "tickets").series[0]
    assert value.is_good(-5.0) is True and value.is_good(5.0) is False
    assert progress.is_good(0.25) is True
    assert value.is_good(0.0) is None


def test_a_kpi_shows_its_own_weeks_its_running_period_and_where_it_is_defined_anew(over) -> None:
    kpi = over("progress", kpi="signups").series[0]
    assert (kpi.measure, kpi.values) == ("value", (100, 110, None, 50))
    assert (kpi.running, kpi.breaks) == ({WEEKS[3]}, {WEEKS[3]})
    assert kpi.changes == (None, 10, None, None)


def test_what_is_not_there_is_left_out(over) -> None:
    assert [series.id for series in over("value", "installs", "gone", kpi="gone too").series] == ["installs"]


def line(name: str, unit: str, *values: float | None, measure: trends.Measure = "value") -> Series:
    return Series(name, "key result", name, measure, unit, "up", tuple(WEEKS[: len(values)]), values, ())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("a", "ms", 1, 2), line("b", "teams", 1, 2), line("c", "ms", 2, 3)], [["a", "c"], ["b"]]),
        ([line("a", "%", 99.9, 99.95), line("b", "%", 3.1, 4.2)], [["a"], ["b"]]),
        ([line("a", "%", 58, 65), line("b", "%", 61, 85)], [["a", "b"]]),
        ([line("a", "", 0.1, 0.2, measure="progress"), line("b", "", 0.9, 4.0, measure="progress")], [["a", "b"]]),
        ([line("a", "ms", None), line("b", "ms", 5, 5)], [["a", "b"]]),
    ],
    ids=["units apart", "scales apart", "scales alike", "shares always together", "an unknown line with any"],
)
def test_series_share_an_axis_when_no_line_looks_flat_on_it(lines, expected) -> None:
    assert [[series.name for series in panel] for panel in trends.panels(lines)] == expected


def test_the_csv_has_a_row_for_each_week_and_leaves_the_unknown_empty(over) -> None:
    rows = list(csv.DictReader(io.StringIO(trends.as_csv(over("value", "installs", kpi="signups"), 2))))
    assert len(rows) == 8
    assert rows[1] == {
        "kind": "key result",
        "id": "installs",
        "name": "80 installs",
        "measure": "value",
        "unit": "installs",
        "quarter": "FY22 Q4",
        "week_of_quarter": "2",
        "week": "2021-11-08",
        "value": "",
        "change": "",
    }
    assert (rows[2]["value"], rows[2]["change"]) == ("32", "6")
    assert [row["id"] for row in rows[4:]] == ["signups"] * 4


def test_the_workbook_has_the_weeks_side_by_side_and_as_rows(over) -> None:
    book = openpyxl.load_workbook(io.BytesIO(trends.as_xlsx(over("progress", "installs"), 2)))
    head, row = book["Week over week"].iter_rows(values_only=True)
    assert head == ("name", "measure", "unit", "2021-11-01", "2021-11-08", "2021-11-15", "2021-11-22")
    assert row[:3] == ("80 installs", "progress", None)
    assert row[3:] == pytest.approx((0.1, None, 0.2, 0.15))
    assert book["Rows"].max_row == 5
    assert book["Rows"]["H2"].value.date() == WEEKS[0]
