"""A whole sync against Looker's official document, and recordings that replay it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.sources.looker import looker as source
from tests.sources.looker_server import KEYS, dimension, json_detail, measure, pivoted

RECORDING = Path(__file__).parents[1] / "recordings" / "looker_week.json"
NOW = datetime(2021, 12, 15, 16, 0, tzinfo=UTC)


@pytest.fixture
def growth(looker):
    """Dashboard 217 with a tile of every kind and a filter that two of them hear, and Look 31."""
    week, plan = dimension("signups.created_week", "date_week"), dimension("accounts.plan")
    count, tickets = measure("signups.count", label_short="Count"), dimension("tickets.opened_week", "date_week")
    weeks = [["2021-11-29", 9], ["2021-12-06", 12], ["2021-12-13", 5]]
    looker.holds("weekly", json_detail(week, count, rows=weeks), fields=["signups.created_week", "signups.count"])
    by_plan = pivoted(week, count, pivot=plan, values=["team", "free"], rows=[["2021-12-06", [4, 8]]])
    looker.holds("by plan", by_plan, fields=["plan"], pivots=["accounts.plan"])
    rate = measure("signups.activation", label_short="Activation", value_format="0.0%")
    looker.holds("activation", json_detail(rate, rows=[["0.415"]]), fields=["signups.activation"])
    opened = json_detail(tickets, measure("tickets.count"), rows=[["2021-12-06", 4]])
    looker.holds("tickets", opened, view="tickets", fields=["tickets.opened_week", "tickets.count"])
    on_week = [
        {"field_name": "signups.created_week", "source_field_name": name} for name in (week["name"], tickets["name"])
    ]
    looker.merges["m1"] = {
        "id": "m1",
        "source_queries": [
            {"name": name, "query_id": name, "merge_fields": [fields]}
            for name, fields in zip(("weekly", "tickets"), on_week, strict=True)
        ],
    }
    hears = [{"listen": [{"dashboard_filter_name": "Region", "field": "accounts.region"}]}]
    look = {"id": "31", "title": "Activation", "query_id": "activation", "query": looker.queries["activation"]}
    looker.looks["31"] = look
    looker.shows(
        "217",
        looker.tile("1", "weekly", "Signups", filterables=hears),
        looker.tile("2", "by plan", "Signups by plan", filterables=hears),
        {"id": "3", "type": "vis", "title": "Activation", "look_id": "31", "look": look},
        {"id": "4", "type": "vis", "title": "Load", "merge_result_id": "m1", "result_maker": {"merge_result_id": "m1"}},
        {"id": "5", "type": "text", "title_text": "How to read this"},
        dashboard_filters=[{"name": "Region", "type": "field_filter", "default_value": "EMEA"}],
        query_timezone="America/Los_Angeles",
    )


def test_every_request_and_answer_of_a_sync_is_as_the_official_document_says(official, looker, fetch, growth):
    tiles = fetch("217", "9", looks=("31", "32"))

    assert [tile.status for tile in tiles] == [*["ok"] * 4, "skipped", "error", "ok", "error"]
    assert len(looker.runs()) == 6
    assert looker.wrong == []


def test_the_judge_finds_what_is_wrong(official):
    """The two of a kind that are judged: a parameter, and a body with a field that only Looker writes."""
    query = {"model": "growth", "view": "signups", "slug": "x"}

    assert list(official.wrong_request("GET", "/looks/1/run/json_detail", {"limit": "many"}, None))
    assert list(official.wrong_request("POST", "/queries/run/json_detail", {}, query))
    assert list(official.wrong_request("GET", "/look/1", {}, None))
    assert list(official.wrong_answer("GET", "/looks/1", 200, {"id": 1}))


def test_a_recording_replays_the_same_tiles(fetch, growth, tmp_path):
    kept = tmp_path / "looker.json"
    seen = fetch("217", "9", looks=("31",), record_to=kept, row_limit=100)

    assert list(source.load(kept, dashboards=("217", "9"), looks=("31",), now=NOW)) == seen


def test_a_recording_holds_no_secret_and_no_host(looker, fetch, growth, tmp_path):
    fetch("217", record_to=tmp_path / "looker.json")
    kept = (tmp_path / "looker.json").read_text(encoding="utf-8")

    assert [word for word in (*KEYS.values(), "token-1", "127.0.0.1", "login") if word in kept] == []


def test_what_was_not_recorded_is_an_error_of_its_tile():
    tiles = list(source.load(RECORDING, dashboards=("218",), looks=(), now=NOW))

    assert [(tile.dashboard, tile.status) for tile in tiles] == [("218", "error")]
    assert "it is not in the recording" in tiles[0].message


def test_the_recorded_week_reads_as_it_did():
    tiles = list(source.load(RECORDING, dashboards=("217",), looks=("31",), now=NOW))

    assert [(tile.title, tile.status, len(tile.readings)) for tile in tiles] == [
        ("Signups", "ok", 3),
        ("Signups by plan", "ok", 2),
        ("Activation", "ok", 1),
        ("Load", "ok", 4),
        ("How to read this", "skipped", 0),
        ("Activation", "ok", 1),
    ]
    activation = tiles[2].readings[0]
    assert (activation.kpi, activation.value, activation.date.isoformat()) == (
        "217/3/signups.activation",
        41.5,
        "2021-12-15",
    )


def test_a_recording_can_be_read_by_people():
    recorded = json.loads(RECORDING.read_text(encoding="utf-8"))

    assert recorded["exchanges"][0]["request"].startswith("GET /api/4.0/dashboards/217?fields=")
