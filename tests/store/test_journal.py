"""What was true when: every noun reads as it was known at a moment, and nothing that was known is ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data.exports import tables
from data.rules.okr import Grade, KeyResult, Kpi, Milestone, Objective, Person, Plan, Reading, Update
from data.rules.wordings import BEGINNING, Version
from data.store import journal
from data.store.connection import Store
from data.store.journal import DEFINITIONS

WEEK = date(2021, 12, 6)
FRIDAY = datetime(2021, 12, 10, 17, 40, tzinfo=UTC)
BEFORE, AFTER = FRIDAY - timedelta(microseconds=1), FRIDAY + timedelta(microseconds=1)

DEFINED = {
    "people": (Person("ana@acme.example", "Ana"), {"role": "vp"}),
    "objectives": (Objective("reliability", "FY22 Q4", "Reliable"), {"title": "More reliable"}),
    "key_results": (KeyResult("p95", "reliability", "Quick"), {"target": 400.0, "dropped": True}),
    "milestones": (Milestone("p95", "Profiled"), {"done_on": WEEK}),
    "plans": (Plan("p95", WEEK, 500.0), {"value": 450.0}),
    "kpis": (Kpi("p95", "Search p95"), {"good_direction": "down"}),
}
READ = {
    "people": lambda store, as_of: list(journal.people(store, as_of).values()),
    "objectives": lambda store, as_of: journal.objectives(store, "FY22 Q4", as_of),
    "key_results": lambda store, as_of: journal.key_results(store, [DEFINED["objectives"][0]], as_of),
    "milestones": lambda store, as_of: journal.milestones(store, ["p95"], as_of),
    "plans": lambda store, as_of: journal.plans(store, ["p95"], as_of),
    "kpis": lambda store, as_of: journal.kpis(store, as_of),
}


def define(store: Store, noun: str, *versions: Version) -> None:
    with store.writing() as writer:
        journal.define(writer, DEFINITIONS[noun], versions)


def write(store: Store, *updates: Update) -> None:
    with store.writing() as writer:
        journal.record(writer, updates)


def newest(store: Store, as_of: datetime) -> Update | None:
    return next(iter(journal.updates(store, ["p95"], WEEK, WEEK, as_of)), None)


@pytest.mark.parametrize("noun", DEFINITIONS)
def test_a_definition_reads_as_it_was_worded_at_each_moment(store: Store, noun: str):
    first, edit = DEFINED[noun]
    later = replace(first, **edit)
    define(store, noun, Version(first, BEGINNING), Version(later, FRIDAY, "ana@acme.example", "Agreed on Monday"))
    read = READ[noun]
    assert read(store, BEFORE) == [first]
    assert read(store, FRIDAY) == read(store, AFTER) == [later]
    assert read(store, BEGINNING - timedelta(microseconds=1)) == []


@pytest.mark.parametrize("noun", DEFINITIONS)
def test_a_change_log_says_what_was_edited_by_whom_and_why(store: Store, noun: str):
    first, edit = DEFINED[noun]
    define(
        store, noun, Version(first, BEGINNING), Version(replace(first, **edit), FRIDAY, "ana@acme.example", "Agreed")
    )
    found = journal.changes(store, AFTER)
    assert {change.field for change in found} == set(edit)
    assert {(change.changed_at, change.by, change.reason) for change in found} == {
        (FRIDAY, "ana@acme.example", "Agreed")
    }
    assert all(DEFINITIONS[noun].changed_key(change) == DEFINITIONS[noun].key_of(first) for change in found)
    assert journal.changes(store, BEFORE) == []


def test_one_key_result_and_one_objective_are_found_by_name(store: Store):
    objective, key_result = DEFINED["objectives"][0], DEFINED["key_results"][0]
    define(store, "objectives", Version(objective, BEGINNING))
    define(store, "key_results", Version(key_result, BEGINNING), Version(replace(key_result, target=1.0), FRIDAY))
    assert journal.objective(store, "reliability", AFTER) == objective
    assert journal.key_result(store, "p95", BEFORE) == key_result
    assert journal.key_result(store, "p95", AFTER) == replace(key_result, target=1.0)
    assert journal.key_result(store, "p96", AFTER) is None
    assert journal.objective(store, "growth", AFTER) is None


def test_a_key_result_that_moved_to_another_objective_belongs_to_each_in_its_time(store: Store):
    here, there = Objective("here", "FY22 Q4", "Here"), Objective("there", "FY22 Q4", "There")
    moved = KeyResult("p95", "here", "Quick")
    define(store, "key_results", Version(moved, BEGINNING), Version(replace(moved, objective="there"), FRIDAY))
    assert journal.key_results(store, [here], BEFORE) == [moved]
    assert journal.key_results(store, [here], AFTER) == []
    assert journal.key_results(store, [there], AFTER) == [replace(moved, objective="there")]


def test_the_quarters_are_those_that_have_an_objective_by_then(store: Store):
    objective = DEFINED["objectives"][0]
    define(store, "objectives", Version(objective, BEGINNING))
    define(store, "objectives", Version(replace(objective, objective="next", quarter="FY23 Q1"), FRIDAY))
    assert journal.quarters(store, BEFORE) == ["FY22 Q4"]
    assert journal.quarters(store, AFTER) == ["FY22 Q4", "FY23 Q1"]


def test_of_an_update_the_newest_version_counts_and_all_are_counted(store: Store):
    said = Update("p95", WEEK, value=410.0, author="ana@acme.example", recorded_at=FRIDAY)
    revised = replace(said, value=405.0, wins="Codec", recorded_at=FRIDAY + timedelta(hours=1))
    write(store, said, revised)
    assert newest(store, BEFORE) is None
    assert newest(store, FRIDAY) == said
    assert newest(store, FRIDAY + timedelta(hours=1)) == replace(revised, revisions=2)
    versions = journal.update_versions(store, "p95", FRIDAY + timedelta(hours=1))
    assert versions == [replace(revised, revisions=2), said]


def test_a_version_recorded_earlier_but_learned_later_does_not_count(store: Store):
    write(store, Update("p95", WEEK, value=2.0, recorded_at=FRIDAY))
    write(store, Update("p95", WEEK, value=1.0, recorded_at=FRIDAY - timedelta(hours=1)))
    assert newest(store, AFTER) == Update("p95", WEEK, value=2.0, recorded_at=FRIDAY, revisions=2)


def test_of_versions_recorded_at_one_moment_the_one_written_last_counts(store: Store):
    for value in (1.0, 2.0, 3.0):
        write(store, Update("p95", WEEK, value=value, recorded_at=FRIDAY))
    write(store, *(Update("p95", WEEK, value=value, recorded_at=FRIDAY) for value in (4.0, 5.0)))
    define(store, "kpis", *(Version(Kpi("p95", name), FRIDAY) for name in ("a", "b", "c")))
    assert newest(store, FRIDAY) == Update("p95", WEEK, value=5.0, recorded_at=FRIDAY, revisions=5)
    assert [update.value for update in journal.update_versions(store, "p95", FRIDAY)] == [5, 4, 3, 2, 1]
    assert journal.kpis(store, FRIDAY) == [Kpi("p95", "c")]
    assert [version.value.name for version in journal.KPIS.versions(store, FRIDAY)[("p95",)]] == ["c"]


def test_updates_without_a_moment_are_recorded_now(store: Store):
    write(store, Update("p95", WEEK, value=1.0))
    (update,) = journal.updates(store, ["p95"], WEEK, WEEK, store.now())
    assert update.recorded_at is not None
    assert store.clock.starts_at is not None
    assert store.clock.starts_at <= update.recorded_at <= store.now()


def test_updates_are_read_for_the_weeks_and_key_results_asked_for(store: Store):
    weeks = [WEEK + n * timedelta(weeks=1) for n in range(4)]
    write(store, *(Update(name, week, value=1.0, recorded_at=FRIDAY) for week in weeks for name in ("p95", "other")))
    found = journal.updates(store, ["p95"], weeks[1], weeks[2], AFTER)
    assert [(update.key_result, update.week) for update in found] == [("p95", weeks[1]), ("p95", weeks[2])]


def test_a_reading_counts_since_it_was_captured_and_the_restated_one_is_kept_beside_it(store: Store):
    seen, restated = Reading("p95", WEEK, 410.0, FRIDAY), Reading("p95", WEEK, 400.0, FRIDAY + timedelta(days=7))
    with store.writing() as writer:
        journal.record(writer, [seen, restated])

    def read(as_of: datetime) -> list[tuple[float, float | None]]:
        span = {"since": WEEK, "count_before": 0, "first": WEEK, "last": WEEK}
        rows = store.rows("readings/of_span", kpis=["p95"], as_of=as_of, **span)
        return [(row["value"], row["restated_from"]) for row in rows]

    assert read(BEFORE) == []
    assert read(AFTER) == [(410.0, None)]
    assert read(FRIDAY + timedelta(days=7)) == [(400.0, 410.0)]


def test_of_the_readings_before_a_span_only_the_newest_few_are_read(store: Store):
    days = [WEEK + timedelta(days=n) for n in range(-20, 7)]
    with store.writing() as writer:
        journal.record(writer, [Reading("p95", day, 400.0, FRIDAY) for day in days])
    span = {"since": WEEK - timedelta(days=15), "first": WEEK, "last": days[-1]}
    rows = store.rows("readings/of_span", kpis=["p95"], count_before=3, as_of=AFTER, **span)
    assert [row["date"] for row in rows] == days[-10:]


def test_a_grade_counts_since_it_was_given(store: Store):
    draft = Grade(key_result="p95", score=0.7, graded_at=FRIDAY)
    final = replace(draft, score=0.8, final=True, graded_at=FRIDAY + timedelta(days=3))
    with store.writing() as writer:
        journal.record(writer, [draft, final])
    assert store.rows("grades/all", as_of=BEFORE) == []
    assert [Grade(**row) for row in store.rows("grades/all", as_of=AFTER)] == [draft]
    assert [Grade(**row) for row in store.rows("grades/all", as_of=FRIDAY + timedelta(days=3))] == [draft, final]


def test_a_store_is_empty_until_it_learns_something(store: Store):
    assert journal.is_empty(store)
    with store.writing() as writer:
        journal.record_event(writer, "import", "people.csv", None)
    assert not journal.is_empty(store)
    assert journal.sample_today(store) is None


def test_the_sample_knows_the_day_at_which_it_stands_still(sample: Store):
    assert journal.sample_today(sample) == datetime(2022, 1, 17, 15, 30, tzinfo=UTC)
    assert sample.now() - datetime(2022, 1, 17, 15, 30, tzinfo=UTC) < timedelta(hours=1)


def test_text_comes_back_to_the_letter(store: Store):
    said = "“Größe” 漢字 🎯\r\n= 1 + 1\t'quoted' \"twice\" \\ $named %s {x} -- ;"
    write(store, Update("p95", WEEK, wins=said, recorded_at=FRIDAY))
    found = newest(store, AFTER)
    assert found is not None
    assert found.wins == said
    assert tables.csv_files({"updates": [found]})["updates.csv"].count("🎯") == 1
