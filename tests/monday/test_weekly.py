"""The week: its review means what was promised, an update is kept as written, and who still owes one is known."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from data.config import ROOT, Settings
from data.errors import UsageError
from data.monday import meeting, weekly
from data.rules.okr import Update
from data.rules.review import KeyResultReview, Review
from data.store.clock import Clock
from data.store.connection import Store
from tests.org import ORG, SETTINGS, bring_in

SCHEMA = ROOT.parent / "shared" / "design" / "review.schema.json"
WEEK = date(2021, 12, 6)  # week 6 of FY22 Q4
ANA, BEN = "ana@acme.example", "ben@acme.example"

At = Callable[[str], datetime]


@pytest.fixture
def org(store: Store) -> Store:
    """The small org, seen on Monday 13 December 2021, when its sync begins."""
    store.clock = Clock(datetime(2021, 12, 13, 16, 0, tzinfo=UTC))
    bring_in(store, **ORG)
    return store


def updates(store: Store, *rows: str) -> None:
    """Updates as "key result, week, value, confidence, status, recorded_at"."""
    bring_in(store, updates="\n".join(["key_result,week,value,confidence,status,recorded_at", *rows]))


def rows(review: Review) -> dict[str, KeyResultReview]:
    return {row.key_result: row for row in review.key_results}


def row(store: Store, name: str = "self-serve", week: date = WEEK, as_of: datetime | None = None) -> KeyResultReview:
    return rows(weekly.review(store, SETTINGS, week, as_of))[name]


def flags(of: KeyResultReview) -> dict[str, str]:
    return {flag.flag: flag.reason for flag in of.flags}


# The shape


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    """The document that the review's JSON was promised to fit; it lies beside the project, not in it."""
    if not SCHEMA.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"The promised shape of the review is not at {SCHEMA}")
        pytest.skip(f"The promised shape of the review is not at {SCHEMA}")
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@pytest.mark.parametrize("week", [None, date(2021, 11, 1), date(2021, 12, 6), date(2022, 1, 17), date(2021, 9, 6)])
def test_the_reviews_of_the_sample_have_the_promised_shape(sample: Store, settings: Settings, schema, week):
    document = json.loads(json.dumps(weekly.review(sample, settings, week).as_json(), allow_nan=False))
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    assert document["key_results"]


def test_the_review_of_an_empty_store_has_the_promised_shape(store: Store, settings: Settings, schema):
    document = weekly.review(store, settings).as_json()
    jsonschema.validate(document, schema)
    assert (document["key_results"], document["objectives"], document["kpis"], document["changes"]) == ([], [], [], [])
    assert set(document["counts"].values()) == {0}


def test_the_example_of_the_promise_comes_out_with_its_numbers(org: Store):
    """Week 6 of FY22 Q4: 44 of 20→80 installs, 78 % sure after 88 %, revised once, seen on Monday at 16:00 UTC."""
    bring_in(
        org,
        updates="""
            key_result,week,value,confidence,wins,risks,author,recorded_at
            self-serve,2021-11-29,41,88,,,ana@acme.example,2021-12-03T17:00:00Z
            self-serve,2021-12-06,43,80,,,ana@acme.example,2021-12-10T09:00:00Z
            self-serve,2021-12-06,44,78,Three installs,The proxy,ana@acme.example,2021-12-10T17:40:00Z
        """,
    )
    review = weekly.review(org, SETTINGS, as_of=datetime(2021, 12, 13, 16, 0, tzinfo=UTC)).as_json()
    about = {name: review[name] for name in ("quarter", "week", "week_of_quarter", "as_of", "closed")}
    assert about == {
        "quarter": "FY22 Q4",
        "week": "2021-12-06",
        "week_of_quarter": 6,
        "as_of": "2021-12-13T16:00:00Z",
        "closed": False,
    }
    found = next(each for each in review["key_results"] if each["key_result"] == "self-serve")
    assert found["progress"] == pytest.approx(0.4)
    assert found["expected_progress"] == pytest.approx(42 / 92)
    promised = {
        "objective": "reliability",
        "owner": ANA,
        "team": "Platform",
        "kind": "increase",
        "unit": "installs",
        "commitment": "committed",
        "confidential": False,
        "weight": 1,
        "baseline": 20,
        "target": 80,
        "value": 44,
        "previous_value": 41,
        "change": 3,
        "value_as_of": "2021-12-10T17:40:00Z",
        "confidence": 78,
        "previous_confidence": 88,
        "status": "at risk",
        "stated_status": None,
        "implied_status": "at risk",
        "forecast": None,
        "forecast_reason": "2 weekly values so far, 4 are needed",
        "flags": [
            {"flag": "confidence falling", "reason": "88% last week, 78% now"},
            {"flag": "behind pace", "reason": "40% done, 46% of the quarter gone"},
        ],
        "update": {
            "wins": "Three installs",
            "risks": "The proxy",
            "next_steps": None,
            "help": None,
            "link": None,
            "author": ANA,
            "recorded_at": "2021-12-10T17:40:00Z",
            "revisions": 2,
        },
        "discuss": True,
        "discuss_reason": "confidence falling",
    }
    assert {name: found[name] for name in promised} == promised


# What the words mean


def test_value_confidence_and_progress_are_the_last_known_ones(org: Store):
    updates(org, "self-serve,2021-11-22,35,90,,2021-11-26T12:00:00Z", "self-serve,2021-11-29,,85,,2021-12-03T12:00:00Z")
    now = row(org)
    assert (now.value, now.previous_value, now.change) == (35, 35, 0)
    assert (now.confidence, now.previous_confidence) == (85, 85)
    assert now.progress == now.previous_progress == 0.25
    assert now.value_as_of == datetime(2021, 11, 26, 12, 0, tzinfo=UTC)


def test_previous_numbers_are_those_of_the_week_before(org: Store):
    updates(
        org,
        "self-serve,2021-11-22,26,95,,2021-11-26T12:00:00Z",
        "self-serve,2021-11-29,32,90,,2021-12-03T12:00:00Z",
        "self-serve,2021-12-06,44,80,,2021-12-10T12:00:00Z",
    )
    now = row(org)
    assert (now.value, now.previous_value, now.change) == (44, 32, 12)
    assert (now.confidence, now.previous_confidence) == (80, 90)
    assert (now.progress, now.previous_progress) == (pytest.approx(0.4), pytest.approx(0.2))
    assert row(org, week=date(2021, 11, 29)).previous_value == 26


def test_nothing_is_known_before_the_first_update(org: Store):
    now = row(org)
    assert (now.value, now.previous_value, now.change, now.value_as_of, now.progress, now.confidence) == (None,) * 6
    assert now.update is None
    assert now.implied_status is None


def test_progress_is_not_clamped_in_the_review_and_is_in_its_objective(org: Store):
    updates(
        org, "self-serve,2021-12-06,110,90,,2021-12-10T12:00:00Z", "latency,2021-12-06,1000,50,,2021-12-10T12:00:00Z"
    )
    review = weekly.review(org, SETTINGS, WEEK)
    assert rows(review)["self-serve"].progress == 1.5
    assert rows(review)["latency"].progress == -0.25
    assert review.objectives[0].progress == pytest.approx((1.0 * 1 + 0.0 * 2 + 0.0 * 1) / 4)


def test_an_objectives_progress_weighs_its_key_results_and_leaves_out_the_unknown_and_the_cancelled(org: Store):
    updates(org, "latency,2021-12-06,700,90,,2021-12-10T12:00:00Z", "rotation,2021-12-06,1,100,,2021-12-10T12:00:00Z")
    assert weekly.review(org, SETTINGS, WEEK).objectives[0].progress == pytest.approx((0.5 * 2 + 1.0 * 1) / 3)
    updates(org, "rotation,2021-12-06,1,100,cancelled,2021-12-10T13:00:00Z")
    assert weekly.review(org, SETTINGS, WEEK).objectives[0].progress == pytest.approx(0.5)


def test_revisions_count_the_versions_of_the_week(org: Store):
    updates(org, "self-serve,2021-11-29,40,90,,2021-12-03T12:00:00Z")
    updates(org, *(f"self-serve,2021-12-06,{40 + n},90,,2021-12-10T12:0{n}:00Z" for n in range(3)))
    now = row(org).update
    before = row(org, week=date(2021, 11, 29)).update
    assert now is not None
    assert before is not None
    assert (before.revisions, now.revisions) == (1, 3)


def test_a_week_is_silent_from_its_first_moment_until_its_update(org: Store, at: At):
    updates(org, "self-serve,2021-11-29,40,95,on track,2021-12-03T12:00:00Z")
    assert row(org, as_of=at("2021-12-06 00:00")).status == "silent"
    updates(org, "self-serve,2021-12-06,44,95,,2021-12-10T17:40:00Z")
    assert row(org, as_of=at("2021-12-10 17:39")).status == "silent"
    assert row(org, as_of=at("2021-12-10 17:40")).status == "on track"


def test_silence_outranks_what_was_stated_before_also_when_that_was_done(org: Store):
    updates(org, "rotation,2021-11-29,1,100,done,2021-12-03T12:00:00Z", "self-serve,2021-11-29,40,99,on track,")
    assert [row(org, name).status for name in ("rotation", "self-serve")] == ["silent", "silent"]
    assert row(org, "rotation").progress == 1


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (",95,", "on track"),
        (",90,", "on track"),
        (",89.9,", "at risk"),
        (",75,", "at risk"),
        (",74.9,", "off track"),
        (",95,off track", "off track"),
        (",10,done", "done"),
        ("80,,", "on track"),
        ("25,,", "off track"),
        (",,cancelled", "cancelled"),
    ],
)
def test_the_status_is_the_stated_one_else_the_confidences_else_that_of_the_numbers(org: Store, said: str, status: str):
    updates(org, f"self-serve,2021-12-06,{said},2021-12-10T12:00:00Z")
    assert row(org).status == status
    assert row(org).stated_status == (said.rpartition(",")[2] or None)
    assert weekly.review(org, SETTINGS, WEEK).counts[status] == 1


def test_a_dropped_key_result_is_cancelled_since_the_week_it_was_dropped_in(org: Store):
    bring_in(
        org,
        key_results=f"key_result,objective,title,owner,dropped\nself-serve,reliability,Self-serve,{ANA},yes",
        changes="key_result,changed_at,field,old,new\nself-serve,2021-12-08T10:00:00Z,dropped,no,yes",
    )
    assert [row(org, week=WEEK + n * timedelta(weeks=1)).status for n in (-1, 0, 1)] == [
        "silent",
        "cancelled",
        "cancelled",
    ]


def test_a_stated_cancellation_stays_until_another_status_is_stated(org: Store):
    updates(org, "self-serve,2021-11-22,,,cancelled,2021-11-26T12:00:00Z")
    assert row(org).status == "cancelled"
    updates(org, "self-serve,2021-12-06,40,95,on track,2021-12-10T12:00:00Z")
    assert row(org).status == "on track"
    assert row(org, week=date(2021, 11, 29)).status == "cancelled"


def test_a_key_result_is_done_when_it_was_stated_or_its_value_says_so(org: Store):
    assert row(org, "rotation").progress == 0
    updates(org, "rotation,2021-11-29,,100,done,2021-12-03T12:00:00Z")
    assert [row(org, "rotation", week).progress for week in (date(2021, 11, 22), date(2021, 11, 29), WEEK)] == [0, 1, 1]
    updates(org, "rotation,2021-12-06,,60,at risk,2021-12-10T12:00:00Z")
    assert row(org, "rotation").progress == 0
    updates(org, "rotation,2021-12-06,1,60,at risk,2021-12-10T13:00:00Z")
    assert row(org, "rotation").progress == 1
    assert row(org, "rotation").expected_progress is None


def readings(store: Store, *said: str) -> None:
    bring_in(store, readings="\n".join(["kpi,date,value,captured_at", *said]))


def test_a_key_result_takes_its_kpis_reading_unless_its_owner_wrote_a_value(org: Store):
    readings(
        org,
        "p95,2021-11-29,820,2021-12-05T06:00:00Z",
        "p95,2021-12-06,700,2021-12-12T06:00:00Z",
        "p95,2021-12-13,600,2021-12-13T06:00:00Z",
    )
    updates(org, "latency,2021-12-06,,80,,2021-12-10T12:00:00Z")
    now = row(org, "latency")
    assert (now.value, now.kpi_value, now.previous_value, now.progress) == (700, 700, 820, 0.5)
    assert now.value_as_of == datetime(2021, 12, 12, 6, 0, tzinfo=UTC)
    updates(org, "latency,2021-12-06,720,80,,2021-12-10T13:00:00Z")
    now = row(org, "latency")
    assert (now.value, now.kpi_value, now.previous_value) == (720, 700, 820)
    assert now.value_as_of == datetime(2021, 12, 10, 13, 0, tzinfo=UTC)


def test_a_kpis_value_for_a_week_is_its_newest_reading_by_sunday(org: Store):
    readings(
        org,
        "p95,2021-11-30,820,2021-12-01T06:00:00Z",
        "p95,2021-12-12,700,2021-12-13T06:00:00Z",
        "p95,2021-12-13,600,2021-12-13T07:00:00Z",
        "installs,2021-12-01,40,2021-12-01T06:00:00Z",
    )
    found = {kpi.kpi: kpi for kpi in weekly.review(org, SETTINGS, WEEK).kpis}
    p95, installs = found["p95"], found["installs"]
    assert (p95.value, p95.previous_value, p95.change, p95.good) == (700, 820, -120, True)
    assert p95.as_of == date(2021, 12, 12)
    assert (installs.value, installs.previous_value, installs.change, installs.good) == (40, 40, 0, None)


def test_a_review_of_the_past_knows_only_what_was_known_then(org: Store, at: At):
    updates(org, "self-serve,2021-12-06,44,78,,2021-12-10T17:40:00Z")
    readings(org, "p95,2021-12-06,700,2021-12-12T06:00:00Z")
    then = weekly.review(org, SETTINGS, WEEK, at("2021-12-11 00:00"))
    updates(org, "self-serve,2021-12-06,50,90,,2021-12-12T10:00:00Z")
    readings(org, "p95,2021-12-06,650,2021-12-12T07:00:00Z")
    bring_in(org, key_results=ORG["key_results"].replace(",20,80,", ",20,60,"))
    assert weekly.review(org, SETTINGS, WEEK, at("2021-12-11 00:00")) == then
    now = weekly.review(org, SETTINGS, WEEK)
    assert (rows(now)["self-serve"].value, rows(now)["self-serve"].target) == (50, 60)
    assert now.kpis != then.kpis


def test_a_backfill_is_seen_in_its_week_and_after_but_not_before_it_was_written(org: Store, at: At):
    org.clock = Clock(at("2021-12-20 10:00"))
    seen = org.now()
    weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=44, confidence=78))
    assert row(org).value == 44
    assert row(org, week=date(2021, 12, 13)).value == 44
    assert row(org, week=date(2021, 11, 29)).value is None
    assert row(org, as_of=seen).value is None


def test_the_review_is_of_the_newest_week_whose_deadline_has_passed(org: Store, at: At):
    assert weekly.review(org, SETTINGS, as_of=at("2021-12-10 18:59")).week == date(2021, 11, 29)
    assert weekly.review(org, SETTINGS, as_of=at("2021-12-10 19:00")).week == WEEK
    assert weekly.review(org, SETTINGS, as_of=at("2021-12-17 18:59")).week == WEEK


def test_a_week_that_two_quarters_share_is_reviewed_with_the_older_one(org: Store):
    shared = weekly.review(org, SETTINGS, date(2022, 1, 31))
    assert (shared.quarter, shared.week_of_quarter) == ("FY22 Q4", 14)
    assert weekly.review(org, SETTINGS, date(2022, 2, 7)).quarter == "FY23 Q1"


def test_what_needs_discussion_comes_first_and_what_is_over_last(org: Store):
    """By reason: disagreement, worse, help, silence, falling confidence; then by flags, weight and title."""
    names = ("worse", "help", "silent", "falling", "fine", "over")
    bring_in(
        org,
        key_results="\n".join(
            [
                "key_result,objective,title,owner,kind,dropped",
                *(f"{name},reliability,{name},{BEN},done,{'yes' if name == 'over' else 'no'}" for name in names),
            ]
        ),
    )
    bring_in(
        org,
        updates="""
            key_result,week,value,confidence,help,recorded_at
            worse,2021-11-29,,95,,2021-12-03T12:00:00Z
            falling,2021-11-29,,100,,2021-12-03T12:00:00Z
            self-serve,2021-12-06,21,95,,2021-12-10T12:00:00Z
            worse,2021-12-06,,89,,2021-12-10T12:00:00Z
            help,2021-12-06,,95,A second reviewer,2021-12-10T12:00:00Z
            falling,2021-12-06,,90,,2021-12-10T12:00:00Z
            fine,2021-12-06,,95,,2021-12-10T12:00:00Z
            latency,2021-12-06,700,95,,2021-12-10T12:00:00Z
        """,
    )
    review = weekly.review(org, SETTINGS, WEEK)
    order = [each.key_result for each in review.key_results]
    assert order == ["self-serve", "worse", "help", "rotation", "silent", "falling", "latency", "fine", "over"]
    reasons = {each.key_result: each.discuss_reason for each in review.key_results}
    assert reasons == {
        "self-serve": "owner and numbers disagree",
        "worse": "status got worse",
        "help": "help wanted",
        "rotation": "silent",
        "silent": "silent",
        "falling": "confidence falling",
        "latency": None,
        "fine": None,
        "over": None,
    }
    assert all(each.discuss == (each.discuss_reason is not None) for each in review.key_results)


def test_what_changed_since_last_week_is_told_in_sentences(org: Store):
    updates(
        org,
        "self-serve,2021-11-29,40,95,,2021-12-03T12:00:00Z",
        "latency,2021-11-29,760,95,,2021-12-03T12:00:00Z",
        "latency,2021-12-06,740,80,,2021-12-10T12:00:00Z",
    )
    bring_in(
        org,
        changes=f"""
            key_result,changed_at,field,old,new,reason,by
            self-serve,2021-12-08T10:00:00Z,target,90,80,Agreed on Monday,{ANA}
        """,
    )
    told = [change.text for change in weekly.review(org, SETTINGS, WEEK).changes]
    assert told == [
        "Search is quick: on track → at risk (95% last week, 80% now)",
        "Self-serve installs: no update from Ana, on track the week before",
        "Self-serve installs: target changed from 90 to 80 by Ana — Agreed on Monday",
    ]
    assert (
        flags(row(org))["target moved"]
        == "target moved from 90 installs to 80 installs on 8 December: Agreed on Monday"
    )


def test_a_week_is_named_by_its_monday(org: Store):
    for ask in (weekly.review, weekly.due):
        with pytest.raises(UsageError, match=r"2021-12-08 is no Monday\. The week it lies in is named 2021-12-06\."):
            ask(org, SETTINGS, date(2021, 12, 8))


# A closed week


def test_a_closed_week_reads_as_it_was_closed_whatever_is_written_or_set_since(org: Store, at: At):
    updates(org, "self-serve,2021-12-06,44,78,,2021-12-10T17:40:00Z")
    before = org.now()
    closed = meeting.close_week(org, SETTINGS, WEEK, by=ANA).recorded_at
    frozen = json.dumps(weekly.review(org, SETTINGS, WEEK, closed).as_json())
    updates(org, "self-serve,2021-12-06,60,95,,2021-12-10T18:00:00Z")
    weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=70))
    bring_in(org, key_results=ORG["key_results"].replace(",20,80,", ",20,60,"))
    stricter = SETTINGS.model_copy(update={"risk": SETTINGS.risk.model_copy(update={"confidence_on_track": 99.0})})
    for as_of in (closed, org.now(), at("2023-01-01 00:00")):
        assert json.dumps(weekly.review(org, stricter, WEEK, as_of).as_json()) == frozen
    assert weekly.review(org, SETTINGS, WEEK).closed
    assert not weekly.review(org, SETTINGS, WEEK, before).closed
    assert row(org, week=date(2021, 12, 13)).value == 70, "the next week knows what was written late"


def test_a_week_that_is_reopened_shows_what_is_known_until_it_is_closed_anew(org: Store):
    updates(org, "self-serve,2021-12-06,44,78,,2021-12-10T17:40:00Z")
    closed = meeting.close_week(org, SETTINGS, WEEK, by=ANA).recorded_at
    with pytest.raises(meeting.WeekIsClosed, match=r"was closed on 13 December 2021\. Reopen it"):
        meeting.close_week(org, SETTINGS, WEEK)
    weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=50))
    meeting.reopen_week(org, SETTINGS, WEEK, by=BEN, reason="A late number")
    assert (row(org).value, row(org, as_of=closed).value) == (50, 44)
    with pytest.raises(meeting.WeekIsOpen, match="is not closed"):
        meeting.reopen_week(org, SETTINGS, WEEK)
    meeting.close_week(org, SETTINGS, WEEK, by=BEN)
    assert row(org).value == 50


def test_a_week_that_still_runs_cannot_be_closed(org: Store):
    with pytest.raises(meeting.WeekIsOpen, match=r"still running\. It can be closed after its deadline\."):
        meeting.close_week(org, SETTINGS, date(2021, 12, 13))
    with pytest.raises(UsageError, match="is no Monday"):
        meeting.close_week(org, SETTINGS, date(2021, 12, 7))


# Logging an update


def test_an_update_is_kept_as_it_was_written_under_its_owners_name(org: Store):
    logged = weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=44, confidence=78, wins="Three installs"))
    assert logged.update == Update(
        "self-serve",
        WEEK,
        value=44,
        confidence=78,
        wins="Three installs",
        author=ANA,
        recorded_at=logged.update.recorded_at,
    )
    assert (logged.newer, logged.row) == (None, row(org))


def test_a_stand_in_writes_under_their_own_name(org: Store):
    weekly.log(org, SETTINGS, Update("latency", WEEK, confidence=80, author=ANA))
    written = row(org, "latency").update
    assert written is not None
    assert written.author == ANA


def test_a_second_version_is_kept_beside_the_first_which_is_reported(org: Store):
    first = weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=44, author=BEN))
    second = weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=45))
    assert second.newer == first.update
    assert second.update.revisions == 2
    assert row(org).value == 45


def test_a_version_that_its_writer_had_before_them_is_no_news(org: Store):
    first = weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=44)).update
    second = weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=45), seen_at=first.recorded_at)
    assert second.newer is None
    third = weekly.log(org, SETTINGS, Update("self-serve", WEEK, value=46), seen_at=first.recorded_at)
    assert third.newer is not None
    assert third.newer.value == 45


def test_an_update_after_the_deadline_is_late_and_counts(org: Store, at: At):
    week = date(2021, 12, 13)
    org.clock = Clock(at("2021-12-17 18:59"))
    assert not weekly.log(org, SETTINGS, Update("self-serve", week, value=44)).is_late
    org.clock = Clock(at("2021-12-17 19:01"))
    assert weekly.log(org, SETTINGS, Update("self-serve", week, value=45)).is_late
    assert row(org, week=week).value == 45


def test_final_values_may_come_after_the_quarters_end(org: Store, at: At):
    org.clock = Clock(at("2022-02-10 10:00"))
    logged = weekly.log(org, SETTINGS, Update("self-serve", date(2022, 1, 31), value=80))
    assert logged.row.progress == 1


def test_blank_prose_is_unknown(org: Store):
    logged = weekly.log(
        org, SETTINGS, Update("self-serve", WEEK, value=44, wins="  ", risks="", next_steps="\n", help=" x ")
    )
    assert logged.update == replace(logged.update, wins=None, risks=None, next_steps=None, help=" x ")


@pytest.mark.parametrize(
    ("update", "sentence"),
    [
        (Update("nothing", WEEK, value=1), r"There is no key result “nothing”\. `okr review` lists them\."),
        (Update("self-serve", date(2021, 12, 7), value=1), r"2021-12-07 is no Monday"),
        (Update("self-serve", WEEK), r"The update says nothing yet\."),
        (Update("self-serve", WEEK, wins=" ", link="https://acme.example"), r"The update says nothing yet\."),
        (Update("self-serve", WEEK, confidence=101), r"from 0 to 100, not 101\."),
        (Update("self-serve", WEEK, confidence=-1), r"from 0 to 100, not -1\."),
        (Update("self-serve", WEEK, confidence=float("nan")), r"from 0 to 100, not nan\."),
        (Update("self-serve", WEEK, value=float("inf")), r"The value is not a number\."),
        (Update("self-serve", WEEK, status="silent"), r"Silent is what a week without an update is called\."),
    ],
)
def test_an_update_that_cannot_be_kept_is_refused_in_a_sentence(org: Store, update: Update, sentence: str):
    revision = org.revision
    with pytest.raises(UsageError, match=sentence):
        weekly.log(org, SETTINGS, update)
    assert org.revision == revision


# Who owes an update


def owed(store: Store, week: date | None = WEEK, as_of: datetime | None = None) -> dict[str, set[str]]:
    """Key results by who is to write."""
    due = weekly.due(store, SETTINGS, week, as_of)
    found: dict[str, set[str]] = {}
    for each in due.owed:
        found.setdefault(each.writer.email, set()).update(kr.key_result for kr in each.key_results)
    return found


def test_owners_owe_what_they_have_not_written_and_a_stand_in_writes_for_those_on_leave(org: Store):
    """Ana stands in for Ben."""
    due = weekly.due(org, SETTINGS, WEEK)
    assert [(each.owner.email, each.writer.email, len(each.key_results)) for each in due.owed] == [
        (ANA, ANA, 1),
        (BEN, ANA, 2),
    ]
    assert due.deadline == datetime(2021, 12, 10, 19, 0, tzinfo=UTC)
    assert due.as_json()["due"][1] == {
        "owner": BEN,
        "name": "Ben",
        "writer": ANA,
        "key_results": [
            {"key_result": "latency", "title": "Search is quick"},
            {"key_result": "rotation", "title": "A second rotation"},
        ],
    }


def test_whoever_has_written_owes_nothing_for_that_week(org: Store, at: At):
    updates(org, "latency,2021-12-06,700,90,,2021-12-08T10:00:00Z", "self-serve,2021-12-06,44,90,,2021-12-09T10:00:00Z")
    assert owed(org) == {ANA: {"rotation"}}
    assert owed(org, as_of=at("2021-12-09 09:59")) == {ANA: {"self-serve", "rotation"}}
    assert owed(org, date(2021, 12, 13)) == {ANA: {"self-serve", "latency", "rotation"}}


def test_nobody_owes_an_update_of_what_was_dropped_or_cancelled_or_has_no_owner(org: Store):
    bring_in(
        org,
        key_results=f"""
            key_result,objective,title,owner,dropped
            dropped,reliability,Dropped,{BEN},yes
            orphan,reliability,Orphan,,no
        """,
    )
    updates(org, "rotation,2021-11-29,,,cancelled,2021-12-03T12:00:00Z")
    assert owed(org) == {ANA: {"self-serve", "latency"}}
    updates(org, "rotation,2021-12-06,,90,at risk,2021-12-10T12:00:00Z")
    assert owed(org, date(2021, 12, 13)) == {ANA: {"self-serve", "latency", "rotation"}}


def test_updates_are_due_for_a_week_until_the_sync_that_reviews_it_begins(org: Store, at: At):
    """The sync is on Mondays at 08:00 in Los Angeles, 16:00 UTC in winter."""
    for moment, week in [
        ("2021-12-06 15:59", date(2021, 11, 29)),
        ("2021-12-06 16:00", WEEK),
        ("2021-12-12 23:59", WEEK),
        ("2021-12-13 15:59", WEEK),
        ("2021-12-13 16:00", date(2021, 12, 13)),
    ]:
        assert weekly.due(org, SETTINGS, as_of=at(moment)).week == week
        assert weekly.week_to_log(org, SETTINGS, at(moment)) == week


def test_everybody_who_has_written_leaves_nobody(org: Store):
    updates(org, *(f"{name},2021-12-06,,90,,2021-12-08T10:00:00Z" for name in ("self-serve", "latency", "rotation")))
    assert owed(org) == {}
    assert weekly.due(org, SETTINGS, WEEK).as_json()["due"] == []


def test_the_sample_review_does_not_depend_on_this_folder(
    sample: Store, settings: Settings, tmp_path: Path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert weekly.review(sample, settings).key_results
