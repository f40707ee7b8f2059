"""Reminders go to whoever can write, while it still helps, and say why a minute is well spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data.rules import board, calendar, reminding
from data.rules.board import Facts
from data.rules.calendar import parse_moment, parse_quarter
from data.rules.limits import Limits
from data.rules.okr import KeyResult, Milestone, Objective, Person, Update
from data.rules.reminding import Reminder, Rhythm, Stage
from data.rules.review import KeyResultReview

WEEK = date(2022, 1, 17)
MOMENTS: dict[Stage, calendar.WeekMoment] = {
    "thursday": parse_moment("Thu 15:00", "UTC"),
    "friday": parse_moment("Fri 13:00", "UTC"),
    "directors": parse_moment("Mon 07:00", "America/Los_Angeles"),
}
SYNC = parse_moment("Mon 08:00 America/Los_Angeles", "UTC")


def rhythm(moved: str | None = None, left_out: tuple[date, ...] = (), **stages: str) -> Rhythm:
    """The usual moments, some stages at others or ("") not at all; `moved` is when the sync that reviews WEEK is."""
    own = {stage: parse_moment(text, "UTC") for stage, text in stages.items() if text}
    moments: Any = {stage: at for stage, at in MOMENTS.items() if stage not in stages} | own

    def sync_of(week: date) -> datetime:
        return calendar.sync_of(week, parse_moment(moved, SYNC.zone) if moved and week == WEEK else SYNC)

    return Rhythm(moments, parse_moment("Fri 19:00", "UTC"), SYNC, sync_of, left_out)


def spans(of: Rhythm, week: date = WEEK) -> list[tuple[str, str, str]]:
    return [
        (span.stage, f"{span.begins_at:%a %-d %H:%M}", f"{span.ends_at:%a %-d %H:%M}")
        for span in reminding.spans(of, week)
    ]


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2022, 1, day, hour, minute, tzinfo=UTC)


# When


def test_each_stage_lasts_until_the_next_the_deadline_or_the_sync():
    assert spans(rhythm()) == [
        ("thursday", "Thu 20 15:00", "Fri 21 13:00"),
        ("friday", "Fri 21 13:00", "Fri 21 19:00"),
        ("directors", "Mon 24 15:00", "Mon 24 16:00"),
    ]


def test_a_stage_that_is_left_out_leaves_its_time_to_the_one_before():
    assert spans(rhythm(friday="", directors="")) == [("thursday", "Thu 20 15:00", "Fri 21 19:00")]


def test_a_reminder_after_the_deadline_or_after_the_sync_would_be_too_late():
    late = rhythm(friday="Fri 20:00", directors="Mon 17:00")
    assert spans(late) == [("thursday", "Thu 20 15:00", "Fri 21 19:00")]


def test_directors_follow_a_moved_sync_to_its_day():
    assert spans(rhythm(moved="Wed 10:00"))[-1] == ("directors", "Wed 26 15:00", "Wed 26 18:00")
    assert spans(rhythm(moved="Mon 06:30"))[-1][0] == "friday", "an hour that the sync is over by"


def test_a_week_that_no_sync_reviews_owes_its_updates_and_has_no_stage_before_a_sync():
    assert [stage for stage, _, _ in spans(rhythm(left_out=(WEEK,)))] == ["thursday", "friday"]


@pytest.mark.parametrize(
    ("now", "current", "begun"),
    [
        (at(18, 9), None, "thursday"),
        (at(20, 14, 59), None, "thursday"),
        (at(20, 15), "thursday", "thursday"),
        (at(21, 13), "friday", "friday"),
        (at(21, 19), None, "friday"),
        (at(24, 15), "directors", "directors"),
        (at(24, 16), None, "directors"),
    ],
)
def test_the_stage_that_may_remind_and_the_one_begun_last(now: datetime, current: str | None, begun: str):
    assert reminding.current(rhythm(), WEEK, now) == current
    assert reminding.begun(rhythm(), WEEK, now) == begun


def test_the_moments_of_the_weeks_follow_one_another():
    of, moment, found = rhythm(left_out=(date(2022, 1, 24),)), at(18), []
    for _ in range(6):
        following = reminding.next_moment(of, moment)
        assert following
        moment = following
        found.append(f"{moment:%a %-d %H:%M}")
    assert found == ["Thu 20 15:00", "Fri 21 13:00", "Mon 24 15:00", "Thu 27 15:00", "Fri 28 13:00", "Thu 3 15:00"]


def test_without_stages_there_is_no_moment():
    assert reminding.next_moment(rhythm(thursday="", friday="", directors=""), at(18)) is None


# Who

PEOPLE = {
    person.email: person
    for person in (
        Person("vera@x", "Vera", "vp"),
        Person("dora@x", "Dora", "director", manager="vera@x"),
        Person("ann@x", "Ann", manager="dora@x"),
        Person("ben@x", "Ben", manager="dora@x"),
        Person("cleo@x", "Cleo", manager="dora@x"),
    )
}


def people(**changes: Mapping[str, Any]) -> dict[str, Person]:
    """The people, some with changes: people(ann={"stand_in": "ben@x"})."""
    changed = {f"{name}@x": replace(PEOPLE[f"{name}@x"], **fields) for name, fields in changes.items()}
    return PEOPLE | changed


def row(key_result: str, owner: str, **fields: Any) -> KeyResultReview:
    """A key result of week 12 of FY22 Q4 that was last written about in week 11, at 60% of the way."""
    updates = fields.pop("updates", [Update(key_result, WEEK - calendar.WEEK, value=60, confidence=80)])
    milestones = fields.pop("milestones", [])
    wording = {"kind": "increase", "baseline": 0, "target": 100, "unit": "installs"} | fields
    facts = Facts(
        quarter=parse_quarter("FY22 Q4"),
        week=WEEK,
        as_of=at(20, 15),
        objectives=[Objective("growth", "FY22 Q4", "Growth")],
        key_results=[KeyResult(key_result, "growth", key_result.title(), f"{owner}@x", **wording)],
        milestones=milestones,
        updates=updates,
        people=PEOPLE,
    )
    return board.review(facts, Limits()).key_results[0]


def reminded(stage: Stage, rows: list[KeyResultReview], among: Mapping[str, Person] = PEOPLE) -> tuple[Reminder, ...]:
    return reminding.reminders(stage, WEEK, rows, among, lambda person: person.manager, {})


def told(stage: Stage, rows: list[KeyResultReview], among: Mapping[str, Person] = PEOPLE) -> dict[str, list[str]]:
    """Who hears of which key results: {"ann": ["installs"]}."""
    found = reminded(stage, rows, among)
    return {each.to.name.lower(): [item.key_result for item in each.items] for each in found}


def test_each_owner_hears_once_of_all_that_they_owe():
    rows = [row("installs", "ann"), row("trials", "ben"), row("arr", "ann")]
    assert told("thursday", rows) == {"ann": ["installs", "arr"], "ben": ["trials"]}


def test_when_nothing_is_due_nobody_hears():
    assert told("thursday", []) == told("directors", []) == {}


def test_a_stand_in_hears_in_the_owners_place_after_their_own():
    rows = [row("arr", "ann"), row("trials", "ben")]
    away = people(ann={"stand_in": "ben@x"})
    assert told("friday", rows, away) == {"ben": ["trials", "arr"]}
    (reminder,) = reminded("friday", rows, away)
    assert [item.owner.name for item in reminder.items] == ["Ben", "Ann"]


@pytest.mark.parametrize(
    ("among", "heard"),
    [
        (people(ann={"active": False}), {}),
        (people(ann={"active": False, "stand_in": "ben@x"}), {"ben": ["arr"]}),
        (people(ann={"stand_in": "ben@x"}, ben={"active": False}), {"ann": ["arr"]}),
    ],
)
def test_who_is_not_active_never_hears(among: dict[str, Person], heard: dict[str, list[str]]):
    assert told("thursday", [row("arr", "ann")], among) == heard


def test_directors_hear_of_their_own_people_by_name():
    rows = [row("trials", "cleo"), row("arr", "ann"), row("plan", "dora")]
    assert told("directors", rows) == {"dora": ["arr", "trials"], "vera": ["plan"]}


@pytest.mark.parametrize(
    ("among", "heard"),
    [
        (people(dora={"stand_in": "ben@x"}), "ben"),
        (people(dora={"active": False}), "vera"),
        (people(dora={"active": False, "stand_in": "ben@x"}), "ben"),
        (people(dora={"stand_in": "ben@x"}, ben={"active": False}), "dora"),
        (people(dora={"stand_in": "ann@x"}), "vera"),
        (people(ann={"manager": "ann@x"}), "ann"),
        (people(ann={"manager": "nobody@x"}), "ann"),
        (people(dora={"manager": "ann@x"}), "dora"),
        (people(dora={"manager": "ann@x", "active": False}), "ann"),
        (people(dora={"manager": "ben@x", "active": False}, ben={"active": False}), "ann"),
    ],
    ids=(
        *("stand-in of the director", "director left", "director left and has a stand-in", "stand-in left"),
        *("the owner stands in for the director", "their own manager", "an unknown manager", "a cycle"),
        *("a cycle through who left", "a cycle beside the owner"),
    ),
)
def test_before_the_sync_the_first_above_hears_who_is_there(among: dict[str, Person], heard: str):
    assert told("directors", [row("arr", "ann")], among) == {heard: ["arr"]}


def test_whom_nobody_is_above_hears_before_the_sync_themselves():
    assert told("directors", [row("vision", "vera")]) == {"vera": ["vision"]}
    assert told("directors", [row("vision", "vera")], people(vera={"stand_in": "dora@x"})) == {"dora": ["vision"]}
    assert told("directors", [row("vision", "vera")], people(vera={"active": False})) == {}


def test_of_who_is_gone_the_director_still_hears():
    assert told("directors", [row("arr", "ann")], people(ann={"active": False})) == {"dora": ["arr"]}


# What


def facts(of: KeyResultReview) -> list[str]:
    return list(reminding.facts(of))


def test_it_says_what_was_said_last_and_what_the_numbers_say_against_it():
    assert facts(row("installs", "ann")) == [
        "Last update: week of 10 January, 80% sure",
        "60 installs now, unchanged since that update",
        "Behind pace: 60% done, 91% of the quarter gone",
    ]


def test_it_says_what_the_kpi_did_since():
    of = replace(row("installs", "ann"), kpi="installs", kpi_value=72)
    assert facts(of)[1] == "72 installs by its KPI now, 60 installs at that update"


def test_it_says_where_the_numbers_lead_once_they_can_tell():
    weeks = [WEEK - n * calendar.WEEK for n in range(1, 7)]
    of = row("installs", "ann", updates=[Update("installs", week, value=70 - 5 * n) for n, week in enumerate(weeks)])
    assert facts(of)[2] == "Heads for ≈ 80.7 installs by 31 Jan, under 1% chance"


def test_it_says_since_when_nothing_was_heard():
    longest = row("installs", "ann", updates=[])
    assert facts(longest)[0] == "No update yet this quarter"
    before = row("installs", "ann", updates=[Update("installs", date(2021, 12, 20), value=30)])
    assert facts(before)[:2] == ["Last update: week of 20 December", "30 installs now, unchanged since that update"]


def test_of_milestones_it_names_the_next():
    steps = [Milestone("sdk", "Go", done_on=date(2022, 1, 3)), Milestone("sdk", "Rust", due=date(2022, 1, 28))]
    of = row("sdk", "ann", kind="milestones", milestones=steps, unit=None, baseline=None, target=None)
    assert facts(of)[1] == "Rust: next, by 28 Jan"


def test_of_what_is_confidential_it_tells_no_number():
    of = replace(row("arr", "ann", confidential=True), confidence=None)
    assert facts(replace(of, strip=tuple(replace(cell, confidence=None) for cell in of.strip))) == [
        "Last update: week of 10 January"
    ]


def test_only_who_writes_hears_the_numbers_of_what_is_confidential():
    """Ben stands in for Ann; Dora, who leads them, hears that it is silent."""
    inside = row("arr", "ann", confidential=True)
    among, masked = people(ann={"stand_in": "ben@x"}), replace(inside, title="N1")

    def heard(stage: Stage) -> tuple[str, list[str]]:
        (reminder,) = reminding.reminders(stage, WEEK, [masked], among, lambda person: person.manager, {"arr": inside})
        (item,) = reminder.items
        return item.title, list(item.facts)

    assert heard("thursday") == ("Arr", facts(replace(inside, confidential=False)))
    assert heard("directors") == ("N1", facts(inside))


def test_an_item_that_was_raised_is_not_said_to_be_raised_twice():
    raised = replace(row("installs", "ann"), flags=(reminding.Flag("raised", "raised by Dora: is this true?"),))
    assert facts(raised)[-1] == "Raised by Dora: is this true?"


def test_a_week_and_its_reminders_share_no_moment_with_the_next():
    """Whatever the stages, they lie between the week's Monday and its sync."""
    for week in (WEEK + n * calendar.WEEK for n in range(60)):
        found = reminding.spans(rhythm(), week)
        assert [span.stage for span in found] == ["thursday", "friday", "directors"]
        begins = datetime.combine(week, datetime.min.time(), UTC)
        assert all(begins < span.begins_at < span.ends_at <= begins + timedelta(days=8) for span in found)
