"""What goes wrong with Looker: nothing of it escapes, a failed tile gives nothing to store, the rest is read."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from data.sources.looker import looker as source
from data.sources.looker import wire
from data.sources.looker.looker import LookerUnavailable
from tests.server import nobody_home
from tests.sources.looker_server import breaks_off, dimension, falls_silent, json_detail, measure, pivoted, resets, says

COUNT = measure("signups.count")
RUN = "/queries/q1/run/json_detail"


@pytest.fixture
def two_tiles(looker):
    """Dashboard 217: tile 1 over q1, whose value is 1, and tile 2 over q2, whose value is 2."""
    looker.holds("q1", json_detail(COUNT, rows=[[1]]))
    looker.holds("q2", json_detail(COUNT, rows=[[2]]))
    looker.shows("217", looker.tile("1", "q1", "First"), looker.tile("2", "q2", "Second"))


def is_first_failed_second_read(tiles) -> bool:
    first, second = tiles
    return (first.status, first.kpis, first.readings, second.status) == ("error", (), (), "ok")


def test_a_sql_error_that_comes_with_http_200_is_an_error(looker, fetch, two_tiles):
    said = {"message": "The database encountered an error", "message_details": "column plan does not exist"}
    looker.answers["q1"] = {**json_detail(COUNT, rows=[]), "errors": [said]}

    tiles = fetch()

    assert is_first_failed_second_read(tiles)
    expected = "The query failed: The database encountered an error column plan does not exist"
    assert tiles[0].message == expected


def test_a_warning_beside_the_data_is_no_error(looker, fetch, two_tiles):
    looker.answers["q1"]["errors"] = [{"message": "Sorted by another field", "level": "warning"}]

    assert [tile.status for tile in fetch()] == ["ok", "ok"]


def test_a_login_that_looker_forgot_is_renewed_exactly_once(looker, fetch, two_tiles):
    def forgets(handler) -> None:
        looker.forget_tokens()
        says(401)(handler)

    looker.misbehaves(RUN, forgets)

    tiles = fetch()

    assert [tile.status for tile in tiles] == ["ok", "ok"]
    assert looker.paths().count("POST /login") == 2
    assert looker.paths().count(f"GET {RUN}") == 2


def test_a_login_that_does_not_help_is_not_repeated(looker, fetch, two_tiles):
    looker.misbehaves(RUN, says(401), says(401), says(401))

    tiles = fetch()

    assert is_first_failed_second_read(tiles)
    assert looker.paths().count("POST /login") == 2
    assert looker.paths().count(f"GET {RUN}") == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_that_passes_is_waited_out(looker, fetch, waits, two_tiles, status):
    looker.misbehaves(RUN, says(status), says(status))

    assert [tile.status for tile in fetch()] == ["ok", "ok"]
    assert waits == [1.0, 5.0]


@pytest.mark.parametrize("fault", [resets, breaks_off, falls_silent])
def test_a_broken_or_silent_connection_is_tried_again(looker, fetch, waits, two_tiles, fault):
    looker.misbehaves(RUN, fault)

    assert [tile.status for tile in fetch(timeout=0.2)] == ["ok", "ok"]
    assert waits == [1.0]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (says(503), "Looker is in trouble; sync again later (503: It went wrong with 503)."),
        (says(429), "Looker gets too many requests; sync again later (429: It went wrong with 429)."),
        (resets, "Looker cannot be reached at 127.0.0.1"),
        (breaks_off, "Looker's answer was cut off on the way."),
        (falls_silent, "Looker did not answer within 0.2 seconds."),
        (says(200, "<html><title>Sign in</title></html>"), "Looker answered with a web page instead of data."),
        (says(200, '{"fields": {"meas'), "Looker answered with something cut off, or not data."),
        (says(200, {"unexpected": 1}), "Looker's answer is not the result of a query."),
        (says(200, {"fields": [], "data": {}}), "Looker's answer is not the result of a query."),
        (says(200, [{"looker_error": "no such table"}]), "The query failed: no such table"),
        (says(404, "<html>404</html>"), "Looker does not have it, or does not let this account see it (404)."),
        (
            says(422, {"message": "Validation Failed", "errors": [{"message": "No such field"}]}),
            "Looker does not accept the query (422: Validation Failed; No such field).",
        ),
    ],
)
def test_trouble_that_stays_is_an_error_of_its_tile_after_three_tries_at_most(
    looker, fetch, waits, two_tiles, fault, said
):
    looker.misbehaves(RUN, fault, fault, fault, fault)

    tiles = fetch(timeout=0.2 if fault is falls_silent else 30)  # a busy machine may be slow to answer what is well

    assert is_first_failed_second_read(tiles)
    assert tiles[0].message.startswith(said)
    assert looker.paths().count(f"GET {RUN}") == len(waits) + 1 <= 3


def test_a_long_silence_is_not_asked_for_again(looker, fetch, waits, two_tiles, monkeypatch):
    monkeypatch.setattr(wire, "LONGEST_SILENCE", 0.1)
    looker.misbehaves(RUN, falls_silent)

    assert is_first_failed_second_read(fetch(timeout=0.2))
    assert waits == []


def test_a_looker_that_stays_silent_is_not_asked_for_the_rest(looker, fetch, waits, two_tiles, monkeypatch):
    monkeypatch.setattr(wire, "LONGEST_SILENCE", 0.1)
    monkeypatch.setattr(wire, "LONGEST_SILENCE_TOGETHER", 0.1)
    looker.misbehaves(RUN, falls_silent)

    silent, unasked = fetch(timeout=0.2)

    assert silent.message.startswith("Looker did not answer within 0.2 seconds.")
    assert unasked.message == "Looker kept silent for too long, so it was not asked for this. Sync again later."
    assert "GET /queries/q2/run/json_detail" not in looker.paths()


def test_a_host_that_takes_no_connection_is_not_waited_for_as_long_as_for_a_query(fetch, waits, monkeypatch):
    monkeypatch.setattr(wire, "SECONDS_TO_CONNECT", 0.1)
    with nobody_home() as address, pytest.raises(LookerUnavailable, match=r"Looker cannot be reached at 127\.0\.0\.1"):
        fetch(base_url=address, timeout=600)


def test_looker_says_how_long_to_wait_in_seconds(looker, fetch, waits, two_tiles):
    looker.misbehaves(RUN, says(429, **{"Retry-After": "7"}))

    assert [tile.status for tile in fetch()] == ["ok", "ok"]
    assert waits == [7.0]


def test_looker_says_how_long_to_wait_as_a_date(looker, fetch, waits, two_tiles):
    until = datetime.now(UTC) + timedelta(seconds=30)
    looker.misbehaves(RUN, says(503, **{"Retry-After": format_datetime(until, usegmt=True)}))

    assert [tile.status for tile in fetch()] == ["ok", "ok"]
    assert 0 < waits[0] <= 30


def test_a_looker_that_asks_for_an_hour_is_left_until_the_next_sync(looker, fetch, waits, two_tiles):
    looker.misbehaves(RUN, says(429, **{"Retry-After": "3600"}))

    assert is_first_failed_second_read(fetch())
    assert waits == []


@pytest.mark.parametrize("status", [403, 404])
def test_a_dashboard_that_cannot_be_read_is_one_error_and_the_next_is_read(looker, fetch, two_tiles, status):
    looker.misbehaves("/dashboards/9", says(status))

    unread, *tiles = fetch("9", "217")

    assert (unread.dashboard, unread.element, unread.title, unread.status) == ("9", "", "Dashboard 9", "error")
    assert [tile.status for tile in tiles] == ["ok", "ok"]


def test_a_dashboard_without_tiles_is_an_error(looker, fetch):
    looker.shows("217")

    assert [(tile.element, tile.status) for tile in fetch()] == [("", "error")]


def test_a_dashboard_in_the_trash_is_an_error(looker, fetch, two_tiles):
    looker.dashboards["217"]["deleted"] = True

    assert [(tile.element, tile.status) for tile in fetch()] == [("", "error")]


@pytest.mark.parametrize("answer", [{"dashboard_elements": "none"}, [], "null", {"dashboard_filters": [{"row": "x"}]}])
def test_a_dashboard_of_another_shape_is_an_error(looker, fetch, two_tiles, answer):
    looker.misbehaves("/dashboards/9", says(200, answer))

    assert [tile.status for tile in fetch("9", "217")] == ["error", "ok", "ok"]


def test_a_look_that_does_not_exist_is_an_error(fetch):
    (tile,) = fetch(looks=("404",))

    assert (tile.dashboard, tile.element, tile.status) == (None, "look:404", "error")


def test_a_merged_result_fails_whole_when_one_source_fails(looker, fetch, two_tiles):
    looker.merges["m1"] = {"id": "m1", "source_queries": [{"query_id": "q1"}, {"query_id": "gone"}]}
    looker.shows("217", {"id": "3", "type": "vis", "merge_result_id": "m1"})

    (tile,) = fetch()

    assert (tile.status, tile.readings) == ("error", ())


def test_utf_8_is_read_as_such_from_lookers_text(looker, fetch):
    answer = pivoted(COUNT, pivot=dimension("accounts.city"), values=["Zürich"], rows=[[[3]]])
    looker.holds("q1", answer)
    looker.shows("217", looker.tile("1", "q1"))
    looker.misbehaves(RUN, says(200, answer, **{"Content-Type": "text"}))

    assert [kpi.kpi for kpi in fetch()[0].kpis] == ["217/1/signups.count/Zürich"]


@pytest.mark.parametrize("ending", ["/", "/api/4.0", "/api/4.0/"])
def test_an_address_that_ends_in_a_slash_or_the_apis_path_is_fine(looker, fetch, two_tiles, ending):
    assert [tile.status for tile in fetch(base_url=looker.address + ending)] == ["ok", "ok"]


def test_one_sync_logs_in_once_and_out_at_the_end(looker, fetch, two_tiles):
    fetch()

    assert looker.paths().count("POST /login") == 1
    assert looker.paths()[-1] == "DELETE /logout"
    assert looker.tokens == []


def test_a_logout_that_fails_is_nobodys_trouble(looker, fetch, waits, two_tiles):
    looker.misbehaves("/logout", says(500))

    assert [tile.status for tile in fetch()] == ["ok", "ok"]
    assert waits == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"client_secret": "wrong"}, "Looker refuses the login (404). Check LOOKERSDK_CLIENT_ID"),
        ({"client_secret": None}, "Looker is not set up. Set LOOKERSDK_BASE_URL, LOOKERSDK_CLIENT_ID"),
        ({"base_url": ""}, "Looker is not set up."),
        ({"base_url": "looker.example.com"}, "LOOKERSDK_BASE_URL is 'looker.example.com'. Write the whole address"),
    ],
)
def test_what_is_not_set_up_says_what_to_set(fetch, changed, said):
    with pytest.raises(LookerUnavailable) as failure:
        fetch(**changed)

    assert str(failure.value).startswith(said)


def test_a_looker_that_cannot_be_reached_says_so(fetch, waits):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(LookerUnavailable, match="Looker cannot be reached"):
            fetch(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}")

    assert waits == [1.0, 5.0]


@pytest.mark.parametrize("answer", ["<html>Welcome</html>", {"hello": "world"}, []])
def test_something_else_at_the_address_is_recognised(looker, fetch, answer):
    looker.misbehaves("/login", says(200, answer))

    with pytest.raises(LookerUnavailable, match="is not Looker's API"):
        fetch()


def test_nothing_listed_says_where_to_list_it(connection):
    with pytest.raises(LookerUnavailable, match="No dashboard and no Look is listed"):
        list(source.fetch(connection, dashboards=(), looks=(), now=datetime.now(UTC)))


def test_an_error_makes_no_call_to_anybody_else(looker, fetch, two_tiles, monkeypatch):
    """Looker's errors name a page of Google's, whose index the SDK would fetch: through this proxy, which counts."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def answer() -> None:
            while True:
                try:
                    caller, _ = proxy.accept()
                except OSError:
                    return
                calls.append(caller.recv(100))
                caller.close()

        threading.Thread(target=answer, daemon=True).start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        looker.misbehaves(RUN, says(404))
        tiles = fetch()

    assert is_first_failed_second_read(tiles)
    assert calls == []


def test_neither_the_environment_nor_a_looker_ini_is_read(looker, fetch, two_tiles, monkeypatch, tmp_path):
    monkeypatch.setenv("LOOKERSDK_BASE_URL", "https://elsewhere.invalid")
    monkeypatch.setenv("LOOKERSDK_CLIENT_SECRET", "another")
    (tmp_path / "looker.ini").write_text("[Looker]\nbase_url=https://elsewhere.invalid\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert [tile.status for tile in fetch()] == ["ok", "ok"]


def test_the_secret_is_not_shown(connection):
    assert "secret that nobody" not in repr(connection)
