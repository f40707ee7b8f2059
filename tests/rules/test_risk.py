"""Each flag is raised for one reason, and prints it with its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from data.rules import calendar, risk
from data.rules.limits import Limits
from data.rules.okr import Change, KeyResult, Status
from data.rules.risk import Case

LIMITS = Limits()
WEEK = date(2021, 12, 6)  # week 6 of FY22 Q4
SUNDAY = date(2021, 12, 12)
INSTALLS = KeyResult("self-serve", "reliability", "Installs", baseline=20, target=80, unit="installs", kpi="installs")
LATENCY = KeyResult("p95", "reliability", "p95", kind="stay_below", target=400, unit="ms")
FALLING = KeyResult("empty", "reliability", "Empty searches", kind="decrease", baseline=14, target=8, unit="%")
COST = KeyResult("cost", "reliability", "Cost", kind="band", low=0.8, high=1.1, unit="$")

NAMES = {
    *("silent", "behind pace", "going backwards", "stalled", "confidence falling", "owner and numbers disagree"),
    *("help wanted", "kpi stale", "target moved", "out of band", "no baseline or target", "raised"),
}


def weekly(*numbers: float | None) -> list[tuple[date, float | None]]:
    """Numbers by week, the last one of the week under review."""
    return [
        (WEEK - n * calendar.WEEK, number) for n, number in zip(range(len(numbers) - 1, -1, -1), numbers, strict=True)
    ]


# Nothing to say about it: 44 of 80 installs, 40 % done of 40 % expected, 90 % confident, a KPI read on Sunday.
FINE = Case(
    key_result=INSTALLS,
    week=WEEK,
    on=SUNDAY,
    status="on track",
    has_update=True,
    last_update=date(2021, 11, 29),
    implied_status="on track",
    implied_reason="40% done of the 40% expected by now: 100% of pace, on track from 90%",
    progress=0.4,
    expected=0.4,
    values=weekly(35, 38, 41, 44),
    confidences=weekly(90, 90, 90, 90),
    kpi_as_of=SUNDAY,
)


def flags(limits: Limits = LIMITS, /, **differences) -> dict[str, str]:
    """The flags, by name, of a case that differs so from the one that is fine."""
    return {flag.flag: flag.reason for flag in risk.flags(replace(FINE, **differences), limits)}


def test_a_key_result_that_is_fine_has_no_flags():
    assert flags() == {}


def test_the_flags_have_the_names_that_were_promised():
    assert set(risk.RULES) == NAMES


def test_a_key_result_of_which_nothing_is_known_raises_no_error_and_is_only_silent():
    bare = Case(KeyResult("new", "reliability", "New", baseline=0, target=1), WEEK, SUNDAY, "silent")
    assert [flag.flag for flag in risk.flags(bare, LIMITS)] == ["silent"]


@pytest.mark.parametrize("over", ["done", "cancelled"])
def test_a_done_or_cancelled_key_result_raises_no_flags(over):
    troubles = {"help": "Please", "raised_by": "Ana", "values": weekly(44, 20), "progress": 0.0}
    assert flags(status="off track", **troubles)
    assert flags(status=over, **troubles) == {}


# What the owner does and says


def test_silence_says_when_the_owner_last_wrote():
    assert flags(status="silent", has_update=False, last_update=date(2021, 12, 20)) == {
        "silent": "no update for this week; the last was for the week of 20 December"
    }
    assert flags(status="silent", has_update=False, last_update=None) == {
        "silent": "no update for this week, nor for any before it"
    }


def test_an_update_without_status_confidence_or_number_is_silent_in_its_own_words():
    assert flags(status="silent") == {"silent": "the update gives no status, no confidence and no number"}


def test_the_owner_and_the_numbers_disagree():
    behind = {"implied_status": "off track", "implied_reason": "20% done of the 46% expected by now"}
    assert flags(stated_status="on track", **behind) == {
        "owner and numbers disagree": "the owner says on track, the numbers say off track "
        "(20% done of the 46% expected by now)"
    }
    assert flags(**behind)["owner and numbers disagree"].startswith(
        "a confidence of 90% says on track, the numbers say off track"
    )


def test_an_owner_who_updates_without_a_new_confidence_still_holds_the_last_one():
    assert "owner and numbers disagree" in flags(confidences=weekly(90, None), implied_status="off track")


def test_an_owner_more_worried_than_the_numbers_disagrees_too():
    assert "owner and numbers disagree" in flags(stated_status="off track")


def test_how_far_apart_they_must_be_is_a_setting():
    amber = {"stated_status": "on track", "implied_status": "at risk"}
    assert "owner and numbers disagree" in flags(**amber)
    assert flags(Limits(disagreement=2), **amber) == {}


def test_nobody_disagrees_in_a_week_without_an_update():
    assert "owner and numbers disagree" not in flags(status="silent", has_update=False, stated_status="off track")


@pytest.mark.parametrize(
    ("of", "wrote", "says", "is_apart"),
    [
        (FALLING, 9, 13.3, True),  # 0.72 of the way from 14 to 8
        (FALLING, 9, 9.6, True),  # just a tenth of it
        (FALLING, 9, 9.5, False),
        (FALLING, 9, 9, False),
        (LATENCY, 395, 405, True),  # on either side of the limit
        (LATENCY, 405, 450, False),
        (COST, 0.9, 1.0, True),  # a third of the band's width
        (COST, 1.09, 1.11, True),
        (COST, 1.05, 1.06, False),
        (KeyResult("new", "reliability", "New", kind="baseline", unit="%"), 9, 13.3, False),  # no way to measure it by
        (FALLING, None, 13.3, False),
        (FALLING, 9, None, False),
    ],
)
def test_an_owners_value_that_is_far_from_its_kpis_is_told_with_both(of, wrote, says, is_apart):
    found = flags(key_result=of, values=weekly(wrote), owner_value=wrote, kpi_value=says, kpi_name="Empty")
    assert ("owner and numbers disagree" in found) == is_apart


def test_what_the_owner_wrote_and_what_the_kpi_says_are_told_in_their_unit():
    apart = {"key_result": FALLING, "values": weekly(9), "owner_value": 9, "kpi_value": 13.3}
    assert flags(**apart) == {"owner and numbers disagree": "the owner wrote 9%, the KPI says 13.3%"}
    assert flags(**apart, stated_status="off track")["owner and numbers disagree"].endswith(
        "(40% done of the 40% expected by now: 100% of pace, on track from 90%); the owner wrote 9%, the KPI says 13.3%"
    )
    assert flags(Limits(value_disagreement=0.75), **apart) == {}


def test_help_is_wanted_in_the_owners_words():
    assert flags(help="We need a\ndecision on the trial.") == {"help wanted": "We need a decision on the trial."}
    assert flags(help="  ") == {}
    long = flags(help="word " * 100)["help wanted"]
    assert len(long) <= 160
    assert long.endswith("…")


def test_who_raised_it_is_named():
    assert flags(raised_by="Ana Ruiz") == {"raised": "raised by Ana Ruiz"}
    assert flags(raised_by="Ana Ruiz", raised_about="scope") == {"raised": "raised by Ana Ruiz: scope"}


# Confidence


def falling(confidences) -> str | None:
    return flags(confidences=confidences).get("confidence falling")


def test_confidence_falls_by_ten_points_in_a_week():
    assert falling(weekly(88, 78)) == "88% last week, 78% now"
    assert falling(weekly(88, 78.5)) is None


def test_confidence_falls_since_it_was_last_known():
    assert falling(weekly(88, None, 78)) == "88% in the week of 22 November, 78% now"


def test_confidence_falls_little_by_little_three_weeks_running():
    assert falling(weekly(90, 88, 87, 85)) == "lower 3 weeks running: 90%, 88%, 87%, 85%"
    assert falling(weekly(90, 88, 88, 85)) is None
    assert falling(weekly(90, 88, 85)) is None
    assert falling(weekly(92, None, 90, 88, 85)) is None


@pytest.mark.parametrize("confidences", [(), weekly(70), weekly(90, None), weekly(70, 90)])
def test_confidence_that_is_unknown_new_or_rising_is_not_falling(confidences):
    assert falling(confidences) is None


# The numbers


def test_behind_pace_gives_both_shares():
    assert flags(expected=42 / 92) == {"behind pace": "40% done, 46% of the quarter gone"}
    assert flags(expected=42 / 92, basis="planned by now") == {"behind pace": "40% done, 46% planned by now"}


def test_behind_pace_begins_below_its_cut_off_and_ends_at_the_target():
    assert flags(progress=0.36, expected=0.4) == {}
    assert flags(progress=0.35, expected=0.4) != {}
    assert flags(Limits(behind_pace_below=0.5), progress=0.35, expected=0.4) == {}
    assert flags(progress=0.0, expected=0.0) == {}
    assert flags(Limits(behind_pace_below=1.2), progress=1.0, expected=1.0) == {}


@pytest.mark.parametrize("unknown", ["progress", "expected"])
def test_unknown_is_not_behind_pace(unknown):
    assert flags(**{unknown: None}) == {}


def test_going_backwards_gives_both_values():
    assert flags(values=weekly(44, 41)) == {"going backwards": "44 installs last week, 41 installs now"}
    assert flags(values=weekly(44, None, 41)) == {
        "going backwards": "44 installs in the week of 22 November, 41 installs now"
    }


def test_a_rise_of_what_should_fall_is_going_backwards():
    decrease = replace(INSTALLS, kind="decrease", baseline=80, target=20)
    assert "going backwards" in flags(key_result=decrease, values=weekly(41, 44))
    assert flags(key_result=decrease, values=weekly(44, 41)) == {}


def test_less_than_the_baseline_is_going_backwards_every_week():
    assert flags(values=weekly(14, 15)) == {"going backwards": "20 installs at the start, 15 installs now"}


def test_a_trifle_is_not_going_backwards():
    """From 44 to 43.5 of the 60 installs between baseline and target is less than one hundredth of the way."""
    assert flags(values=weekly(44, 43.5)) == {}
    assert "going backwards" in flags(Limits(movement=0.005), values=weekly(44, 43.5))


def test_a_moved_target_alone_is_not_going_backwards():
    assert "going backwards" not in flags(key_result=replace(INSTALLS, target=200), values=weekly(41, 44))


def test_three_weeks_of_standing_still_are_stalled():
    assert flags(values=weekly(44, 44, 44, 44)) == {"stalled": "44 installs 3 weeks ago, 44 installs now"}
    assert flags(values=weekly(44, 44, 44.2, 44.3)) == {"stalled": "44 installs 3 weeks ago, 44.3 installs now"}
    assert flags(values=weekly(44, None, None, None, 44)) == {"stalled": "44 installs 3 weeks ago, 44 installs now"}


@pytest.mark.parametrize(
    "values",
    [
        weekly(44, 44, 44),  # not yet
        weekly(43, 44, 44, 44),  # moved three weeks ago
        weekly(44, 46, 46, 44.1),  # moved, up and down again; that is another flag's news
        weekly(44, 44, 44, None),  # silent, which is not standing still
        weekly(80, 80, 80, 80),  # arrived
    ],
)
def test_what_is_not_stalled(values):
    assert "stalled" not in flags(values=values)


def test_a_maintenance_goal_does_not_stall():
    steady = replace(INSTALLS, baseline=80, target=80)
    assert "stalled" not in flags(key_result=steady, values=weekly(79, 70, 60, 50))


def test_the_weeks_of_a_stall_are_a_setting():
    assert "stalled" in flags(Limits(stalled_weeks=1), values=weekly(44, 44))


def test_out_of_band_gives_the_value_and_the_band():
    assert flags(key_result=LATENCY, values=weekly(390, 430)) == {"out of band": "430 ms now, should be at most 400 ms"}
    assert flags(key_result=LATENCY, values=weekly(430, 390)) == {}
    assert flags(key_result=LATENCY, values=weekly(None)) == {}


def test_a_value_outside_a_band_that_is_not_its_kinds_is_fine():
    assert flags(key_result=replace(INSTALLS, low=50, high=60)) == {}


# What is wrong with the numbers


def test_no_baseline_or_target():
    bare = replace(INSTALLS, baseline=None)
    assert flags(key_result=bare, progress=None) == {"no baseline or target": "no baseline"}


def test_milestones_are_missing_only_where_progress_is_unknown():
    migration = KeyResult("migration", "reliability", "Migrate", kind="milestones")
    assert flags(key_result=migration, values=(), progress=0.4) == {}
    assert flags(key_result=migration, values=(), progress=None) == {"no baseline or target": "no milestones"}


def test_a_kpi_is_stale_three_days_after_its_next_weekly_reading_was_due():
    """Asked on Sunday 12 December: a weekly reading is expected two weeks after the newest one's date."""
    assert flags(kpi_as_of=date(2021, 11, 25)) == {}
    assert flags(kpi_as_of=date(2021, 11, 24), kpi_name="Installs") == {
        "kpi stale": "the newest reading of Installs is of 24 November, 18 days old"
    }


def test_a_kpi_that_is_read_monthly_is_given_its_month():
    assert flags(kpi_as_of=date(2021, 11, 1), kpi_rhythm=30) == {}
    assert flags(kpi_as_of=date(2021, 10, 10), kpi_rhythm=30) == {}
    assert "kpi stale" in flags(kpi_as_of=date(2021, 10, 9), kpi_rhythm=30, kpi_name="Churn")


def test_a_kpi_that_was_never_read_is_stale():
    assert flags(kpi_as_of=None) == {"kpi stale": "no reading of installs yet"}


def test_without_a_kpi_nothing_is_stale():
    assert flags(key_result=replace(INSTALLS, kpi=None), kpi_as_of=None) == {}


def moved(field: str, old: str | None, new: str | None, reason: str | None = None) -> Change:
    return Change(datetime(2021, 12, 8, 15, tzinfo=UTC), field, old, new, reason, key_result="self-serve")


def test_a_moved_goalpost_says_from_where_to_where_and_why():
    changes = [moved("target", "80", "60", "the trial slipped"), moved("due", "2022-01-31", "2022-02-14")]
    assert flags(changes=changes) == {
        "target moved": "target moved from 80 installs to 60 installs on 8 December: the trial slipped; "
        "due moved from 31 January to 14 February on 8 December"
    }


def test_a_first_target_has_not_moved_and_a_new_title_is_no_goalpost():
    assert flags(changes=[moved("target", None, "80"), moved("title", "Installs", "Installs by hand")]) == {}


def test_an_imported_change_log_is_quoted_as_it_is_written():
    assert flags(changes=[moved("target", "about 80", None)]) == {
        "target moved": "target moved from about 80 to none on 8 December"
    }


def test_flags_come_in_the_order_of_their_importance():
    troubles = {
        "status": "at risk",
        "stated_status": "on track",
        "implied_status": "at risk",
        "confidences": weekly(90, 80),
        "help": "Please",
        "progress": 0.1,
        "kpi_as_of": None,
        "kpi_rhythm": 7,
    }
    assert list(flags(**troubles)) == [
        "owner and numbers disagree",
        "help wanted",
        "confidence falling",
        "behind pace",
        "kpi stale",
    ]


def test_every_status_can_be_judged():
    for each in get_args(Status):
        assert isinstance(flags(status=each), dict)
