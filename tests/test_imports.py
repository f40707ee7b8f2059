"""What an import does to the store: all of it or nothing, never twice, and each wording in its time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data import exporting, imports, sample, samples
from data.config import Settings
from data.imports import Counts, ImportRefused
from data.monday import kpis, meeting, weekly
from data.rules.okr import KeyResult
from data.rules.wordings import BEGINNING
from data.store import journal
from data.store.clock import Clock
from data.store.connection import Store, open_store
from tests.org import ORG, SETTINGS, bring_in, contents

WEEK = date(2021, 12, 6)
ANA = "ana@acme.example"

At = Callable[[str], datetime]


@pytest.fixture
def org(store: Store) -> Store:
    """The small org, imported on 17 January 2022."""
    bring_in(store, **ORG)
    return store


def key_result(store: Store, name: str = "self-serve", as_of: datetime | None = None) -> KeyResult:
    found = journal.key_result(store, name, as_of or store.now())
    assert found is not None
    return found


def versions(store: Store, week: date = WEEK) -> list[float | None]:
    """The values of the versions of the week's update, newest first."""
    found = journal.update_versions(store, "self-serve", store.now())
    return [update.value for update in found if update.week == week]


def test_a_first_import_says_how_many_are_new(store: Store):
    report = bring_in(store, **ORG)
    assert report.files == {
        "people": Counts(new=2),
        "objectives": Counts(new=1),
        "key_results": Counts(new=3),
        "kpis": Counts(new=2),
    }
    assert report.as_json()["files"]["people"] == {"new": 2, "changed": 0, "same": 0}


def test_what_is_imported_first_holds_from_the_beginning(org: Store):
    assert key_result(org, as_of=BEGINNING).target == 80
    assert journal.people(org, BEGINNING)[ANA].name == "Ana"
    assert journal.objectives(org, "FY22 Q4", BEGINNING)[0].title == "People can rely on us"
    assert {kpi.kpi for kpi in journal.kpis(org, BEGINNING)} == {"p95", "installs"}


def test_a_later_import_that_differs_is_a_change_recorded_now(org: Store, at: At):
    before = org.now()
    files = contents(key_results=ORG["key_results"].replace(",20,80,", ",20,60,"))
    report = imports.bring_in(org, SETTINGS, files, by=ANA)
    assert report.files["key_results"] == Counts(changed=1, same=2)
    assert key_result(org).target == 60
    assert key_result(org, as_of=before).target == 80
    (moved,) = journal.changes(org, org.now())
    assert (moved.field, moved.old, moved.new, moved.by) == ("target", "80", "60", ANA)
    assert before < moved.changed_at <= org.now()


def test_a_column_that_is_absent_leaves_the_value_and_an_empty_cell_empties_it(org: Store):
    bring_in(org, key_results=f"key_result,objective,title,owner\nself-serve,reliability,Renamed,{ANA}")
    assert key_result(org) == replace(key_result(org), title="Renamed", baseline=20, target=80, unit="installs")
    bring_in(org, key_results="key_result,objective,title,owner,unit\nself-serve,reliability,Renamed,,")
    assert key_result(org) == replace(key_result(org), owner=None, unit=None, target=80)


def test_what_a_file_does_not_name_stays(org: Store):
    bring_in(org, people="email,name\ncleo@acme.example,Cleo")
    assert set(journal.people(org, org.now())) == {ANA, "ben@acme.example", "cleo@acme.example"}


def test_a_change_log_tells_how_a_definition_read_before(store: Store, at: At):
    bring_in(
        store,
        **ORG,
        changes="""
            key_result,changed_at,field,old,new,reason,by
            self-serve,2021-11-20T10:00:00Z,target,100,90,Too far,ana@acme.example
            self-serve,2021-12-08T10:00:00Z,target,90,80,Still too far,ana@acme.example
        """,
    )
    assert key_result(store, as_of=at("2021-11-20 09:59:59")).target == 100
    assert key_result(store, as_of=at("2021-11-20 10:00")).target == 90
    assert key_result(store, as_of=at("2021-12-08 10:00")).target == key_result(store).target == 80
    assert [change.reason for change in journal.changes(store, store.now())] == ["Too far", "Still too far"]


def test_a_change_log_of_its_own_edits_what_is_there(org: Store, at: At):
    bring_in(
        org,
        changes="""
            key_result,changed_at,field,old,new
            self-serve,2021-12-08T10:00:00Z,target,80,60
        """,
    )
    assert key_result(org, as_of=at("2021-12-08 09:59")).target == 80
    assert key_result(org, as_of=at("2021-12-08 10:00")).target == key_result(org).target == 60


def test_people_objectives_kpis_milestones_and_plans_have_a_change_log_too(org: Store, at: At):
    bring_in(
        org,
        milestones="key_result,milestone,weight\nrotation,Hired,2",
        plans="key_result,week,value\nself-serve,2021-12-06,50",
        changes="""
            key_result,objective,person,kpi,milestone,week,changed_at,field,old,new
            ,,ben@acme.example,,,,2021-12-08T10:00:00Z,team,Search,Platform
            ,reliability,,,,,2021-12-08T10:00:00Z,title,Rely on us,People can rely on us
            ,,,p95,,,2021-12-08T10:00:00Z,good_direction,up,down
            rotation,,,,Hired,,2021-12-08T10:00:00Z,weight,1,2
            self-serve,,,,,2021-12-06,2021-12-08T10:00:00Z,value,40,50
        """,
    )
    before, after = at("2021-12-08 09:59"), at("2021-12-08 10:00")

    def read(as_of: datetime) -> tuple:
        return (
            journal.people(org, as_of)["ben@acme.example"].team,
            journal.objectives(org, "FY22 Q4", as_of)[0].title,
            next(kpi.good_direction for kpi in journal.kpis(org, as_of) if kpi.kpi == "p95"),
            journal.milestones(org, ["rotation"], as_of)[0].weight,
            journal.plans(org, ["self-serve"], as_of)[0].value,
        )

    assert read(before) == ("Search", "Rely on us", "up", 1, 40)
    assert read(after) == read(org.now()) == ("Platform", "People can rely on us", "down", 2, 50)


def test_a_change_of_a_week_that_is_not_planned_is_a_problem(org: Store):
    with pytest.raises(ImportRefused) as refused:
        bring_in(
            org,
            changes="""
                key_result,week,changed_at,field,old,new
                self-serve,2021-12-06,2021-12-08T10:00:00Z,value,40,50
            """,
        )
    assert [str(problem) for problem in refused.value.problems] == [
        "changes.csv, line 2, column week: the key result has no planned value for this week (found '2021-12-06')"
    ]


def test_an_import_again_changes_nothing(store: Store):
    files = {
        **ORG,
        "updates": "key_result,week,value,recorded_at\nself-serve,2021-12-06,44,2021-12-10T17:40:00Z",
        "readings": "kpi,date,value\np95,2021-12-06,410\np95,2021-12-13,400",
        "grades": "key_result,score,graded_at\nself-serve,0.7,\nlatency,0.9,2022-01-10T10:00:00Z",
        "changes": "key_result,changed_at,field,old,new\nself-serve,2021-12-08T10:00:00Z,target,90,80",
    }
    bring_in(store, **files)
    held = exporting.csv_files(store)
    again = bring_in(store, **files)
    assert {name: (count.new, count.changed) for name, count in again.files.items()} == dict.fromkeys(
        again.files, (0, 0)
    )
    assert exporting.csv_files(store) == held


def test_revisions_without_a_moment_are_taken_in_their_order_and_only_once(org: Store):
    revisions = "key_result,week,value\nself-serve,2021-12-06,40\nself-serve,2021-12-06,44"
    bring_in(org, updates=revisions)
    assert versions(org) == [44, 40]
    assert bring_in(org, updates=revisions).files["updates"] == Counts(same=2)
    assert versions(org) == [44, 40]


def test_an_update_without_a_moment_that_differs_is_a_new_version(org: Store):
    bring_in(org, updates="key_result,week,value\nself-serve,2021-12-06,40")
    assert bring_in(org, updates="key_result,week,value\nself-serve,2021-12-06,41").files["updates"] == Counts(new=1)
    assert bring_in(org, updates="key_result,week,value\nself-serve,2021-12-06,40").files["updates"] == Counts(new=1)
    assert versions(org) == [40, 41, 40]


def test_of_updates_with_moments_the_later_one_counts_wherever_it_stands(org: Store):
    bring_in(
        org,
        updates="""
            key_result,week,value,recorded_at
            self-serve,2021-12-06,44,2021-12-10T17:40:00Z
            self-serve,2021-12-06,40,2021-12-09T17:40:00Z
        """,
    )
    assert versions(org) == [44, 40]


def test_a_reading_captured_later_restates_the_earlier_one(org: Store, at: At):
    bring_in(
        org,
        readings="""
            kpi,date,value,captured_at
            p95,2021-12-06,410,2021-12-13T06:00:00Z
            p95,2021-12-06,405,2021-12-20T06:00:00Z
        """,
    )

    def seen(as_of: datetime) -> list[float]:
        gauge = kpis.gauges(org, WEEK, WEEK + timedelta(days=6), as_of)["p95"]
        return [reading.value for reading in gauge.readings]

    assert seen(at("2021-12-13 05:59")) == []
    assert seen(at("2021-12-13 06:00")) == [410]
    assert seen(org.now()) == [405]


def test_a_file_with_a_problem_imports_nothing_and_every_problem_is_named(org: Store):
    held, revision = exporting.csv_files(org), org.revision
    with pytest.raises(ImportRefused) as refused:
        bring_in(
            org,
            people="email,name\ncleo@acme.example,Cleo",
            updates="""
                key_result,week,value,confidence
                self-serve,2021-12-06,44,90
                self-serve,2021-12-07,44,90
                self-serve,2021-12-13,many,120
                nothing,2021-12-13,1,90
            """,
        )
    assert [str(problem) for problem in refused.value.problems] == [
        "updates.csv, line 3, column week: expected a Monday like 2021-12-06, this is a Tuesday (found '2021-12-07')",
        "updates.csv, line 4, column value: expected a number like 12.5 (found 'many')",
        "updates.csv, line 4, column confidence: expected a percentage from 0 to 100, without the % sign (found '120')",
        "updates.csv, line 5, column key_result: there is no such key result (found 'nothing')",
    ]
    assert exporting.csv_files(org) == held
    assert org.revision == revision


def test_a_dry_run_says_what_an_import_would_do_and_changes_nothing(org: Store):
    files = {
        "people": "email,name\ncleo@acme.example,Cleo",
        "key_results": ORG["key_results"].replace(",20,80,", ",20,60,"),
        "updates": "key_result,week,value\nself-serve,2021-12-06,44",
    }
    held, revision = exporting.csv_files(org), org.revision
    said = imports.bring_in(org, SETTINGS, contents(**files), dry_run=True)
    assert said.is_dry_run
    assert exporting.csv_files(org) == held
    assert org.revision == revision
    assert bring_in(org, **files).files == said.files


def test_advice_is_a_warning_and_does_not_stop_an_import(org: Store):
    rows = "".join(f"\nextra-{n},reliability,Extra,{ANA}" for n in range(3))
    report = bring_in(org, key_results=f"key_result,objective,title,owner{rows}")
    assert report.files["key_results"] == Counts(new=3)
    assert any("6 key results are more than the 5" in str(warning) for warning in report.warnings)


def test_an_import_is_in_the_audit_trail_with_who_did_it(org: Store):
    imports.bring_in(org, SETTINGS, contents(people="email,name\ncleo@acme.example,Cleo"), by=ANA)
    rows = org.rows("events/trail", as_of=org.now(), before=None, kinds=["import"], author=ANA, most=5)
    assert [(row["detail"], row["author"]) for row in rows] == [("people.csv", ANA)]


def test_references_may_lead_into_the_store(org: Store):
    bring_in(org, key_results=f"key_result,objective,title,owner\nnew,reliability,New,{ANA}")
    assert key_result(org, "new").owner == ANA


def test_the_sample_says_where_it_stands_and_fills_only_an_empty_store(store: Store, settings: Settings):
    samples.fill(store, settings)
    assert journal.sample_today(store) == sample.TODAY
    with pytest.raises(samples.StoreIsNotEmpty, match="is not empty"):
        samples.fill(store, settings)


def test_the_sample_goes_the_way_of_every_import(sample: Store, store: Store, settings: Settings):
    from data.sample import contents as sample_contents

    imports.bring_in(store, settings, sample_contents())
    assert exporting.csv_files(store) == exporting.csv_files(sample)


# What goes out comes back


WEEKS = [date(2021, 11, 8), date(2021, 12, 6), date(2022, 1, 10), date(2021, 9, 6)]
MOMENTS = ["2021-11-15 16:00", "2021-12-08 18:40", "2021-12-13 16:00", "2022-01-17 15:29"]


def emptied(store: Store, path: Path, settings: Settings) -> Store:
    """Another store, with what the first one exports."""
    other = open_store(path, Clock(store.clock.starts_at))
    imports.bring_in(other, settings, {name: text.encode() for name, text in exporting.csv_files(store).items()})
    return other


def test_an_export_imports_into_an_empty_store_byte_for_byte(sample: Store, settings: Settings, tmp_path: Path):
    with closing(emptied(sample, tmp_path / "other.duckdb", settings)) as other:
        as_of = sample.now()
        assert exporting.csv_files(other, as_of) == exporting.csv_files(sample, as_of)


@pytest.fixture(scope="module")
def two(_sample_file: Path, tmp_path_factory: pytest.TempPathFactory):
    """The sample, and a store that took in its export."""
    folder = tmp_path_factory.mktemp("two")
    clock = Clock(sample.TODAY)
    (folder / "one.duckdb").write_bytes(_sample_file.read_bytes())
    with (
        closing(open_store(folder / "one.duckdb", clock)) as one,
        closing(emptied(one, folder / "two.duckdb", SETTINGS)) as other,
    ):
        yield one, other


@pytest.mark.parametrize("week", WEEKS, ids=str)
@pytest.mark.parametrize("moment", MOMENTS)
def test_its_reviews_are_the_same_in_every_week_and_at_every_moment(two: tuple[Store, Store], week, moment, at: At):
    one, other = (weekly.review(store, SETTINGS, week, at(moment)) for store in two)
    assert one == other


def test_what_was_logged_and_edited_by_hand_comes_back_too(sample: Store, settings: Settings, tmp_path: Path):
    from data.rules.okr import Update

    name = weekly.review(sample, settings).key_results[0].key_result
    said = "=1+1\r\n“Größe”, 'quoted'\t🎯"
    weekly.log(sample, settings, Update(name, date(2022, 1, 10), value=1.5, wins=said, risks="   "))
    weekly.log(sample, settings, Update(name, date(2022, 1, 10), confidence=33.3, author="ana@acme.example"))
    edited = "key_result,changed_at,field,old,new,reason,by"
    edited += f"\n{name},2022-01-10T10:00:00Z,title,Before,After,“Why”,ana@acme.example"
    imports.bring_in(sample, settings, contents(changes=edited))
    with closing(emptied(sample, tmp_path / "other.duckdb", settings)) as other:
        as_of = datetime(2023, 1, 1, tzinfo=UTC)
        assert exporting.csv_files(other, as_of) == exporting.csv_files(sample, as_of)
        week = date(2022, 1, 10)
        assert weekly.review(other, settings, week, as_of) == weekly.review(sample, settings, week, as_of)


def test_what_the_meeting_kept_and_closed_comes_back_too(sample: Store, settings: Settings, tmp_path: Path):
    week = date(2022, 1, 10)
    meeting.raise_item(sample, week, "=Hiring", by=ANA, minutes=5)
    meeting.change_note(sample, meeting.note(sample, week, "Größe", kind="decision", by=ANA), text="Länge")
    promised = meeting.promise(sample, week, "Ask legal", owner="priya.nandakumar@loomline.example", due=week)
    meeting.change_action(sample, promised, done_on=week)
    meeting.close_week(sample, settings, week, by=ANA)
    meeting.reopen_week(sample, settings, week, by=ANA, reason="Too early")
    meeting.close_week(sample, settings, week, by=ANA)
    with closing(emptied(sample, tmp_path / "other.duckdb", settings)) as other:
        as_of = datetime(2023, 1, 1, tzinfo=UTC)
        assert exporting.csv_files(other, as_of) == exporting.csv_files(sample, as_of)
        assert meeting.of(other, settings, week, as_of) == meeting.of(sample, settings, week, as_of)
        assert weekly.review(other, settings, week, as_of).closed


def test_an_export_of_the_past_holds_what_was_known_then(org: Store, at: At):
    bring_in(org, updates="key_result,week,value,recorded_at\nself-serve,2021-12-06,44,2021-12-10T17:40:00Z")
    bring_in(org, changes="key_result,changed_at,field,old,new\nself-serve,2021-12-08T10:00:00Z,target,90,80")
    then = exporting.csv_files(org, at("2021-12-08 09:00"))
    assert then["updates.csv"].count("\n") == then["changes.csv"].count("\n") == 1
    assert (
        "self-serve,reliability,Self-serve installs,ana@acme.example,increase,installs,20,90,"
        in then["key_results.csv"]
    )
