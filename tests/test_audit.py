"""The audit trail: who did what and when, newest first, with nothing lost between its pages.

Monday 17 January 2022: Ana imports the org. By changes.csv she had lowered a target on 20 December, and Ben had written
twice about the week of 6 December.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from data import audit, imports, people
from data.audit import Edit
from data.config import Secrets
from data.monday import weekly
from data.pulls import sync
from data.rules.okr import Update
from data.store import journal
from tests.org import ORG, SETTINGS, bring_in, contents
from tests.sources import looker_server
from tests.sources.looker_server import KEYS, json_detail, measure

ANA, BEN = "ana@acme.example", "ben@acme.example"
CHANGES = """
    key_result,changed_at,field,old,new,reason,by
    self-serve,2021-12-20T10:00:00Z,target,90,80,Two markets wait,ana@acme.example
    self-serve,2021-12-20T10:00:00Z,unit,,installs,Two markets wait,ana@acme.example
"""
UPDATES = """
    key_result,week,value,confidence,author,recorded_at
    latency,2021-12-06,700,80,ben@acme.example,2021-12-10T17:40:00Z
    latency,2021-12-06,690,85,ben@acme.example,2021-12-11T09:00:00Z
"""


@pytest.fixture
def quarter(store):
    imports.bring_in(store, SETTINGS, contents(**ORG, changes=CHANGES, updates=UPDATES), by=ANA)
    return store


def whats(trail: audit.Trail) -> list[tuple[str, str, str | None]]:
    return [(entry.kind, entry.what, entry.by) for entry in trail.entries]


def test_everything_done_is_told_newest_first_by_when_it_was_done(quarter):
    told = audit.trail(quarter, quarter.now())

    assert whats(told) == [
        ("import", "Files imported", ANA),
        ("definition", "Key result: Self-serve installs", ANA),
        ("update", "Search is quick", BEN),
        ("update", "Search is quick", BEN),
    ]
    assert told.older is None
    assert "changes.csv" in told.entries[0].detail
    assert [entry.detail for entry in told.entries[2:]] == [
        "Week of 6 December 2021, 690 ms, confidence 85%, revision 1",
        "Week of 6 December 2021, 700 ms, confidence 80%",
    ]


def test_fields_changed_together_are_one_entry_with_old_and_new_and_the_reason(quarter):
    (told,) = audit.trail(quarter, quarter.now(), kinds=["definition"]).entries

    assert told.edits == (Edit("unit", None, "installs"), Edit("target", "90", "80"))
    assert (told.reason, told.key_result) == ("Two markets wait", "self-serve")


def test_the_trail_can_be_of_one_kind_or_of_one_person(quarter):
    ben = journal.people(quarter, quarter.now())[BEN]
    people.save(quarter, replace(ben, active=False), ANA)

    assert {entry.kind for entry in audit.trail(quarter, quarter.now(), kinds=["update"]).entries} == {"update"}
    assert whats(audit.trail(quarter, quarter.now(), by=ANA)) == [
        ("definition", "Person: Ben", ANA),
        ("import", "Files imported", ANA),
        ("definition", "Key result: Self-serve installs", ANA),
    ]
    assert whats(audit.trail(quarter, quarter.now(), by=BEN, kinds=["import"])) == []


def test_the_trail_of_a_moment_in_the_past_tells_what_was_done_by_then(quarter, at):
    assert whats(audit.trail(quarter, at("2021-12-11 00:00"))) == [("update", "Search is quick", BEN)]


def test_updates_written_in_one_moment_are_one_entry(quarter):
    moment = "2022-01-14T12:00:00Z"
    rows = "\n".join(f"    {name},2022-01-10,1,90,{BEN},{moment}" for name in ("latency", "self-serve", "rotation"))
    bring_in(quarter, updates=f"key_result,week,value,confidence,author,recorded_at\n{rows}")

    told = audit.trail(quarter, quarter.now(), kinds=["update"]).entries[0]

    assert (told.what, told.by, told.key_result) == ("3 updates", BEN, None)


@pytest.mark.parametrize("most", [1, 2, 3, 5, 100])
def test_going_back_page_by_page_tells_everything_once_and_never_parts_a_moment(quarter, most):
    for week in ("2021-12-13", "2021-12-20"):  # the second is recorded in the same moment by two people
        bring_in(
            quarter,
            updates=f"""
                key_result,week,confidence,author,recorded_at
                latency,{week},80,ben@acme.example,2021-12-24T12:00:00Z
                self-serve,{week},90,ana@acme.example,2021-12-24T12:00:00Z
            """,
        )
    now = quarter.now()
    everything = audit.trail(quarter, now).entries

    pages, before = [], None
    while True:
        page = audit.trail(quarter, now, before=before, most=most)
        pages.append(page.entries)
        if (before := page.older) is None:
            break

    assert tuple(entry for page in pages for entry in page) == everything
    assert all(before[-1].at > after[0].at for before, after in pairwise(pages))


def test_an_update_logged_now_is_at_the_top_of_the_trail(quarter):
    weekly.log(quarter, SETTINGS, Update("rotation", weekly.week_to_log(quarter, SETTINGS), confidence=60), None)

    told = audit.trail(quarter, quarter.now()).entries[0]

    assert (told.what, told.by, told.key_result) == ("A second rotation", BEN, "rotation")


def test_a_sync_is_one_entry_with_how_many_tiles_answered(store):
    with looker_server.running() as looker:
        looker.holds("q1", json_detail(measure("signups.count"), rows=[[42]]))
        looker.shows("217", looker.tile("7", "q1"), looker.tile("8", "q1", "Again"))
        secrets = {"LOOKERSDK_BASE_URL": looker.address} | {f"LOOKERSDK_{k.upper()}": v for k, v in KEYS.items()}
        sync.run(store, SETTINGS.model_copy(update={"secrets": Secrets.model_validate(secrets)}), by=ANA)

    (told,) = audit.trail(store, store.now()).entries

    assert (told.kind, told.what, told.detail, told.by) == ("sync", "Looker synced", "2 tiles, none failing", ANA)
