"""The planning calendar as iCalendar, parsed back: what calendar programs see, when, and that they update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from data import exporting
from data.config import Org, Settings
from data.errors import UsageError
from data.exports import ical_zone
from data.quarter import planning
from data.rules.calendar import Quarter
from data.store.connection import Store
from tests.org import ORG, bring_in

Q4 = Quarter(2022, 4)


@pytest.fixture
def org(store: Store) -> Store:
    bring_in(store, **ORG)
    return store


def parsed(store: Store, quarter: str | None = "FY22 Q4", as_of: datetime | None = None, **org: Any) -> Any:
    settings = Settings(org=Org(**org))
    return icalendar.Calendar.from_ical(exporting.calendar_file(store, settings, quarter, as_of))


def events(file: Any, kind: str) -> list[Any]:
    return [event for event in file.walk("VEVENT") if f".{kind}@" in event["UID"]]


def expanded(file: Any, kind: str) -> list[datetime]:
    """Every time an event takes place, in UTC: the series, less what is left out, with what is moved in its place."""
    series, *moved = events(file, kind)
    begin = series.decoded("dtstart")
    zone = begin.tzinfo
    rule = rrulestr(series["RRULE"].to_ical().decode(), dtstart=begin.replace(tzinfo=None))
    times = {each.replace(tzinfo=zone) for each in rule} - set(_exdates(series))
    for event in moved:
        times.remove(event.decoded("recurrence-id"))
        times.add(event.decoded("dtstart"))
    return sorted(time.astimezone(UTC) for time in times)


def _exdates(series: Any) -> Iterator[datetime]:
    found = series.get("EXDATE", [])
    for line in found if isinstance(found, list) else [found]:
        yield from (each.dt for each in line.dts)


def step(file: Any, name: str) -> Any:
    return next(event for event in events(file, "planning") if f".{name}." in event["UID"])


# The file


def test_the_file_is_as_the_standard_wants_it(org: Store, settings: Settings):
    """Lines end in CRLF and are no longer than 75 octets; no time is without its zone."""
    content = exporting.calendar_file(org, settings)
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    file: Any = icalendar.Calendar.from_ical(content)
    assert (file["VERSION"], file["METHOD"], file["X-WR-CALNAME"]) == (
        "2.0",
        "PUBLISH",
        "Product and engineering: OKR planning",
    )
    assert file["PRODID"]
    for event in file.walk("VEVENT"):
        assert event["DTSTAMP"].dt.tzinfo and event["LAST-MODIFIED"].dt.tzinfo
        begin = event["DTSTART"].dt
        assert not isinstance(begin, datetime) or begin.tzinfo
        assert event["DTEND"].dt > begin


def test_no_two_events_share_a_name_unless_one_moves_the_other(org: Store, settings: Settings):
    file = icalendar.Calendar.from_ical(exporting.calendar_file(org, settings))
    names = [(str(event["UID"]), event.get("RECURRENCE-ID")) for event in file.walk("VEVENT")]
    assert len(names) == len({name for name, _ in names})


# The steps


def test_a_step_fills_its_weeks_working_days_and_leaves_one_free(org: Store):
    draft = step(parsed(org, address="https://okr.acme.example/"), "scorecard-draft")
    assert (draft["DTSTART"].dt, draft["DTEND"].dt) == (date(2022, 1, 17), date(2022, 1, 22))  # the end is exclusive
    assert draft["SUMMARY"] == "OKRs: Draft the scorecard"
    assert "Who: Directors\nWeek 12 of FY22 Q4, for FY23 Q1" in draft["DESCRIPTION"]
    assert draft["URL"] == "https://okr.acme.example/planning?quarter=FY22+Q4&step=scorecard-draft"
    assert draft["TRANSP"] == "TRANSPARENT"


def test_without_an_address_there_are_no_links_into_the_app(org: Store):
    assert all("URL" not in event for event in parsed(org).walk("VEVENT"))


def test_a_step_that_is_done_says_by_whom_and_where_its_document_is(org: Store, settings: Settings):
    link = "https://docs.acme.example/a,b;c"
    planning.mark_done(org, settings, Q4, "retro-cto", by="ana@acme.example", link=link, note="not for everybody")
    done = step(parsed(org), "retro-cto")
    assert done["SUMMARY"].startswith("✓ OKRs: Second retro")
    assert "Done on 17 January 2022 by Ana" in done["DESCRIPTION"]
    assert link in done["DESCRIPTION"]
    assert "not for everybody" not in done["DESCRIPTION"]


def test_a_quarter_ends_with_the_next_ones_kick_off(org: Store):
    kick_offs = [event["DTSTART"].dt for event in events(parsed(org), "planning") if "kick-off" in event["UID"]]
    assert kick_offs == [date(2021, 11, 1), date(2022, 1, 31)]


def test_without_a_quarter_it_is_the_running_one_and_the_next(org: Store):
    quarters = {str(event["UID"])[:7] for event in parsed(org, None).walk("VEVENT")}
    assert quarters == {"fy22-q4", "fy23-q1", "fy23-q2"}  # of the last, the kick-off
    with pytest.raises(UsageError, match="Write it like FY22 Q4"):
        parsed(org, "Q4")


# Importing again


def test_a_later_file_updates_the_same_events(org: Store, settings: Settings, at: Callable[[str], datetime]):
    first = parsed(org, as_of=at("2022-01-17 16:00"))
    later = parsed(org, as_of=at("2022-01-18 09:00"), moved_syncs=("2022-01-10 Wed 10:00",))
    names = [{str(event["UID"]) for event in file.walk("VEVENT")} for file in (first, later)]
    assert names[0] == names[1]
    for name in ("sequence", "dtstamp", "last-modified"):
        before, after = (max(event.decoded(name) for event in file.walk("VEVENT")) for file in (first, later))
        assert after > before


def test_the_same_moment_makes_the_same_file(org: Store, settings: Settings, at: Callable[[str], datetime]):
    made = [exporting.calendar_file(org, settings, None, at("2022-01-17 16:00")) for _ in range(2)]
    assert made[0] == made[1]


# The sync and the deadline


def test_the_sync_stays_at_eight_in_the_morning_when_the_clocks_go_forward(org: Store):
    """FY23 Q1: the clocks go forward on Sunday, 13 March 2022."""
    times = expanded(parsed(org, "FY23 Q1"), "sync")
    assert len(times) == len(Quarter(2023, 1).review_weeks)
    assert times[0] == datetime(2022, 2, 14, 16, tzinfo=UTC)
    assert datetime(2022, 3, 7, 16, tzinfo=UTC) in times
    assert datetime(2022, 3, 14, 15, tzinfo=UTC) in times


def test_and_when_they_go_back(org: Store):
    """FY22 Q3 ends on Sunday, 31 October 2021, FY24 Q3 in 2023 a week before the change of 5 November."""
    times = expanded(parsed(org, "FY23 Q4"), "sync")
    assert times[0] == datetime(2022, 11, 14, 16, tzinfo=UTC)
    assert expanded(parsed(org, "FY23 Q3"), "sync")[-2:] == [
        datetime(2022, 10, 31, 15, tzinfo=UTC),
        datetime(2022, 11, 7, 16, tzinfo=UTC),  # they went back on the 6th
    ]


def test_every_sync_is_where_the_settings_say(org: Store):
    """One left out, one moved to a Tuesday, one moved into another zone, the first one left out."""
    given = Org(
        weeks_without_sync=(date(2021, 11, 1), date(2021, 12, 20)),
        moved_syncs=("2021-12-27 Tue 09:00", "2022-01-10 Wed 18:30 Europe/Berlin"),
    )
    file = parsed(org, **given.model_dump(include={"weeks_without_sync", "moved_syncs"}))
    expected = [given.sync_of(week) for week in Q4.review_weeks if week not in given.weeks_without_sync]
    assert expanded(file, "sync") == sorted(expected)
    assert {str(zone["TZID"]) for zone in file.walk("VTIMEZONE")} == {"America/Los_Angeles", "Europe/Berlin"}


def test_a_quarter_without_any_sync_has_no_series(org: Store):
    assert events(parsed(org, weeks_without_sync=Q4.review_weeks), "sync") == []


def test_updates_are_due_every_week_of_the_quarter(org: Store):
    file = parsed(org)
    (deadline,) = events(file, "deadline")
    assert deadline["TRANSP"] == "TRANSPARENT"
    ends = [begin + timedelta(minutes=30) for begin in expanded(file, "deadline")]
    assert ends == [Settings().org.deadline_moment.in_week(week) for week in Q4.review_weeks]


# The zones


def rules(zone: str) -> list[str]:
    made: Any = ical_zone.component(zone, range(2021, 2025))
    return [part["RRULE"].to_ical().decode() if "RRULE" in part else "" for part in made.subcomponents]


def test_a_zones_changes_are_yearly_rules():
    assert rules("America/Los_Angeles") == ["FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"]
    assert rules("Europe/Berlin") == ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]
    assert rules("Asia/Tokyo") == [""]


@pytest.mark.parametrize(
    "zone",
    ["America/Los_Angeles", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC"],
)
def test_a_zone_written_down_shows_what_its_clocks_show(zone: str):
    """Read back without a database of zones, the component gives the same offsets through three years."""
    made = ical_zone.component(zone, range(2021, 2025))
    read: Any = icalendar.Timezone.from_ical(made.to_ical())
    own = read.to_tz(lookup_tzid=False)
    noons = [datetime(2021, 6, 1, 12) + timedelta(days=n) for n in range(3 * 365)]  # noqa: DTZ001
    wrong = [
        noon
        for noon in noons
        if noon.replace(tzinfo=own).utcoffset() != noon.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    ]
    assert wrong == []
