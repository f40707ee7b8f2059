"""Schedules as people write them: an interval, or a cron line that means what cron means by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from data import timetables

At = Callable[[str], datetime]


def moments(text: str, zone: str, start: datetime, count: int) -> list[str]:
    """The first moments after a start: ["Mon 17 16:00", …], in UTC."""
    table, moment, found = timetables.parse(text, zone), start, []
    assert table is not None
    for _ in range(count):
        following = table.after(moment)
        assert following is not None
        moment = following
        found.append(f"{moment:%a %-d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("every 30 minutes", "Mon 17 08:30"),
        ("Every  hour", "Mon 17 09:00"),
        ("every 2 hours", "Mon 17 10:00"),
        ("every day", "Tue 18 08:00"),
    ],
)
def test_an_interval_is_counted_from_a_moment_and_begins_at_once(at: At, text: str, first: str):
    assert moments(text, "UTC", at("2022-01-17 08:00"), 1) == [first]
    table = timetables.parse(text, "UTC")
    assert table is not None
    assert table.at_once


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("0 */2 * * *", ["Mon 17 10:00", "Mon 17 12:00", "Mon 17 14:00"]),
        ("15,45 9-10 * * mon-fri", ["Mon 17 09:15", "Mon 17 09:45", "Mon 17 10:15"]),
        ("0 9 * * 1", ["Mon 17 09:00", "Mon 24 09:00", "Mon 31 09:00"]),  # cron's Monday is 1
        ("0 9 * * 0", ["Sun 23 09:00", "Sun 30 09:00", "Sun 6 09:00"]),
        ("0 9 * * 5-7", ["Fri 21 09:00", "Sat 22 09:00", "Sun 23 09:00"]),
        ("0 9 * * 0-2", ["Mon 17 09:00", "Tue 18 09:00", "Sun 23 09:00"]),
        ("0 9 1 * 5", ["Fri 21 09:00", "Fri 28 09:00", "Tue 1 09:00"]),  # of a day and a weekday, either
        ("30 6 1 feb,mar *", ["Tue 1 06:30", "Tue 1 06:30", "Wed 1 06:30"]),
    ],
)
def test_a_cron_line_means_what_cron_means_by_it(at: At, line: str, following: list[str]):
    assert moments(line, "UTC", at("2022-01-17 08:00"), 3) == following


def test_a_cron_line_goes_by_the_orgs_clocks(at: At):
    assert moments("0 8 * * mon", "America/Los_Angeles", at("2022-03-07 00:00"), 2) == ["Mon 7 16:00", "Mon 14 15:00"]


def test_an_hour_that_the_clocks_repeat_counts_once_and_one_they_leave_out_is_made_up_for(at: At):
    """Berlin: 02:30 comes twice on 30 October 2022 and not at all on 27 March."""
    autumn = moments("30 2 * * *", "Europe/Berlin", at("2022-10-29 12:00"), 3)
    assert autumn == ["Sun 30 00:30", "Mon 31 01:30", "Tue 1 01:30"]
    spring = moments("30 2 * * *", "Europe/Berlin", at("2022-03-26 12:00"), 2)
    assert spring == ["Sun 27 01:30", "Mon 28 00:30"]


def test_a_moment_within_its_minute_is_over(at: At):
    start = at("2022-01-17 08:00").replace(second=20)
    assert moments("* * * * *", "UTC", start, 2) == ["Mon 17 08:01", "Mon 17 08:02"]


def test_empty_is_never():
    assert timetables.parse("", "UTC") is None
    assert timetables.parse("  ", "UTC") is None


@pytest.mark.parametrize(
    "text",
    [
        *("often", "every", "every 0 minutes", "every 5 seconds", "0 9 * *", "60 * * * *", "0 9 * * 8", "* * * * */2"),
        *("0 9 * * 5-3", "0 0 31 2 *", "@daily", "0 9 * * 1 2022"),
    ],
)
def test_what_is_neither_is_refused_with_how_to_write_it(text: str):
    with pytest.raises(
        ValueError, match=r"is no schedule\. Write every 30 minutes, or a cron line like 0 \*/2 \* \* \*"
    ):
        timetables.parse(text, "UTC")
