"""Numbers, shares and days read the same wherever they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import words


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1234.5, None, "1,234.5"),
        (44.0, "installs", "44 installs"),
        (1234567, None, "1,234,567"),
        (99.95, "%", "99.95%"),
        (99.999, "%", "99.999%"),
        (12, "% of builds", "12% of builds"),
        (1200, "$k", "$1,200k"),
        (-3.5, "€", "−€3.5"),
        (0.1 + 0.2, None, "0.3"),
        (410.283719, "ms", "410.28 ms"),
        (0.0042, "s", "0.0042 s"),
        (0, "bugs", "0 bugs"),
        (-1e-12, None, "0"),
        (44, "", "44"),
    ],
)
def test_a_number_is_written_with_its_unit(value, unit, written):
    assert words.number(value, unit) == written


def test_a_computed_number_can_be_written_with_fewer_digits():
    assert words.number(58.3716, "installs", digits=3) == "58.4 installs"
    assert words.number(12345.6, digits=3) == "12,346"


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_keeps_all_its_digits(value):
    assert int(words.number(value).replace(",", "").replace("−", "-")) == value


def test_a_change_has_a_sign_unless_nothing_changed():
    assert words.change(3, "installs") == "+3 installs"
    assert words.change(-20, "$k") == "−$20k"
    assert words.change(0, "installs") == "0 installs"
    assert words.change(0.2, "%") == "+0.2 points", "from 4% to 4.2% is not 0.2% more"
    assert words.change(1e-12) == "0"


def test_a_share_is_written_in_whole_percent():
    assert [words.percent(share) for share in (42 / 92, 1.2, -0.1, 0)] == ["46%", "120%", "−10%", "0%"]


def test_a_share_beside_its_cut_off_is_rounded_down_but_not_by_floating_point():
    assert words.percent_reached(0.8999) == "89%"
    assert words.percent_reached(0.36 / 0.4) == "90%"
    assert words.percent_reached(0.29 * 100 / 100) == "29%"


def test_a_band_is_written_by_the_bounds_it_has():
    assert words.band(99, None, "%") == "at least 99%"
    assert words.band(None, 400, "ms") == "at most 400 ms"
    assert words.band(5, 10, "days") == "between 5 and 10 days"
    assert words.band(None, None) == "anywhere"


def test_one_is_singular():
    assert words.count(1, "weekly value") == "1 weekly value"
    assert words.count(0, "week") == "0 weeks"


def test_several_are_listed_with_an_and_before_the_last():
    assert [words.listed("abc"[:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_a_day_is_written_within_its_year():
    assert words.day(date(2021, 12, 20)) == "20 December"


def test_a_day_of_another_year_than_todays_is_told_with_its_year():
    today = date(2022, 1, 17)
    assert words.day(date(2021, 1, 18), today) == "18 January 2021"
    assert words.day(date(2022, 1, 10), today) == "10 January"
