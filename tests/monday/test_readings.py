"""One KPI's readings: where it stands against a week before, and its whole series."""

from __future__ import annotations

from datetime import date

from data import imports
from data.monday import kpis, readings
from data.rules import calendar

KPIS = b"kpi,name,unit,good_direction,team\nnps,Net promoter score,points,up,\n"


def bring(store, settings, text: str) -> None:
    imports.bring_in(store, settings, {"kpis.csv": KPIS, "readings.csv": text.encode()})


def standing(store, settings):
    now = store.now()
    found = kpis.gauges(store, calendar.monday(now.date()), now.date(), now)
    return readings.standing(found["nps"], now.date(), settings.limits)


def test_a_monthly_kpi_is_compared_with_the_month_before_also_weeks_after_its_newest_reading(store, settings) -> None:
    bring(store, settings, "kpi,date,value\nnps,2021-11-01,37\nnps,2021-12-01,41\nnps,2022-01-01,40\n")
    found = standing(store, settings)
    assert (found.review.value, found.review.change, found.good) == (40, -1, False)
    assert found.since == date(2021, 12, 1)


def test_a_single_reading_has_nothing_to_be_compared_with(store, settings) -> None:
    bring(store, settings, "kpi,date,value\nnps,2022-01-01,40\n")
    found = standing(store, settings)
    assert (found.review.value, found.review.change, found.since, found.good) == (40, None, None, None)


def test_a_value_that_a_running_period_had_is_not_a_restatement(store, settings) -> None:
    bring(
        store,
        settings,
        "kpi,date,value,captured_at,is_partial\n"
        "nps,2022-01-01,30,2022-01-10T06:00:00Z,yes\n"
        "nps,2022-01-01,40,2022-01-14T06:00:00Z,\n"
        "nps,2022-01-01,42,2022-01-16T06:00:00Z,\n",
    )
    (seen,) = readings.whole(store, "nps", store.now())
    assert seen.reading.value == 42
    assert [capture.value for capture in seen.before] == [40]


def test_the_file_of_a_series_imports_again_without_a_difference(store, settings) -> None:
    bring(
        store,
        settings,
        "kpi,date,value,captured_at,is_partial,definition\n"
        "nps,2022-01-01,30.5,2022-01-10T06:00:00Z,yes,a\n"
        "nps,2022-01-01,40,2022-01-14T06:00:00Z,,a\n",
    )
    text = readings.as_csv(readings.whole(store, "nps", store.now()))
    report = imports.bring_in(store, settings, {"readings.csv": text.encode()})
    assert (report.files["readings"].new, report.files["readings"].same) == (0, 2)
