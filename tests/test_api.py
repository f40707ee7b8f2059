"""The HTTP door of a real server: who may come in, what the answers are called, and what every answer carries."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from starlette.requests import Request

from data import api, commands, running
from data.api import SAFETY
from data.store import holder
from data.store.holder import Holder
from tests.server import Server, serving, visit

Post = Callable[..., requests.Response]


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def held(server: Server) -> Holder:
    found = holder.of(server.store)
    assert found is not None
    return found


@pytest.fixture
def post(held: Holder, session: requests.Session) -> Post:
    """Runs a command as the holder of the token: post("review", week="2021-12-06")."""

    def ask(command: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {held.token}"}
        return session.post(f"{held.url}/api/v1/{command}", json=options, headers=headers)

    return ask


def test_a_healthy_server_says_so_without_secrets(server: Server, held: Holder, session: requests.Session):
    answer = session.get(f"{server.url}/healthz")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert held.token not in answer.text


def test_a_server_whose_store_cannot_answer_is_not_healthy_and_does_not_tell_why_to_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "okr.duckdb").write_text("Dear diary")
    monkeypatch.setenv("OKR_STORE", str(tmp_path / "okr.duckdb"))
    running.close()
    answer = asyncio.run(api.healthz(Request({"type": "http"})))
    assert answer.status_code == 503
    assert json.loads(bytes(answer.body)) == {"ok": False, "message": "The store cannot answer. `okr doctor` says why."}
    running.close()


def test_a_command_answers_what_the_command_line_prints(post: Post):
    answer = post("review", week="2021-12-06", as_of="2021-12-13T16:00:00Z")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert (answer.json()["week"], answer.json()["as_of"]) == ("2021-12-06", "2021-12-13T16:00:00Z")


def test_what_was_logged_over_http_is_in_the_review_at_once(post: Post):
    logged = post("update", key_result="symbol-repos", week="2022-01-10", confidence=61, help_wanted="A reviewer")
    assert logged.status_code == 200
    rows = post("review", week="2022-01-10").json()["key_results"]
    (row,) = (row for row in rows if row["key_result"] == "symbol-repos")
    assert (row["confidence"], row["update"]["help"]) == (61, "A reviewer")


@pytest.mark.parametrize(
    ("authorization", "cookies"),
    [
        (None, {}),
        ("", {}),
        ("Bearer", {}),
        ("Bearer ", {}),
        ("Bearer wrong", {}),
        ("Basic {token}", {}),
        ("{token}", {}),
        ("Bearer {token}x", {}),
        ("Bearer \xe9", {}),
        (None, {"token": "{token}", "authorization": "Bearer {token}", "_streamlit_xsrf": "{token}"}),
    ],
)
def test_nobody_comes_in_without_the_token(
    held: Holder, session: requests.Session, authorization: str | None, cookies: dict[str, str]
):
    headers = {} if authorization is None else {"Authorization": authorization.format(token=held.token)}
    answer = session.post(
        f"{held.url}/api/v1/review",
        json={},
        headers=headers,
        cookies={name: value.format(token=held.token) for name, value in cookies.items()},
    )
    assert answer.status_code == 401
    assert answer.json()["error"] == "A bearer token is needed: set OKR_API_TOKEN."
    assert "set-cookie" not in answer.headers


def test_a_command_is_never_run_by_following_a_link(held: Holder, session: requests.Session):
    answer = session.get(f"{held.url}/api/v1/review", headers={"Authorization": f"Bearer {held.token}"})
    assert not answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("command", "options", "status", "sentence"),
    [
        ("review", {"week": "2021-12-07"}, 400, "2021-12-07 is no Monday."),
        ("review", {"week": "soon"}, 400, "review: the option week cannot be used"),
        ("review", {"weak": "2021-12-06"}, 400, "review: the option weak cannot be used"),
        ("review", {"as_of": "2021"}, 400, "review: the option as_of cannot be used"),
        ("update", {}, 400, "update: the option key_result cannot be used"),
        ("update", {"key_result": "nothing", "value": 1}, 400, "There is no key result “nothing”."),
        ("update", {"key_result": "q3-uptime", "status": "fine"}, 400, "update: the option status cannot be used"),
        ("update", {"key_result": "q3-uptime", "wins": "\ud800"}, 422, "The store could not be written"),
        ("import", {"files": {"people.csv": "not base64!"}}, 400, "import: the option files cannot be used"),
        ("export", {"what": "everything"}, 400, "export: the option what cannot be used"),
        ("fly", {}, 400, "There is no command “fly”. There are: demo, import,"),
        ("demo", {}, 422, "is not empty"),
        ("sync", {"source": "looker"}, 422, "Looker is not set up."),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(post: Post, command: str, options: dict, status: int, sentence: str):
    answer = post(command, **options)
    assert (answer.status_code, set(answer.json())) == (status, {"error", "problems"})
    assert sentence in answer.json()["error"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff\xfe"])
def test_options_that_are_no_json_object_are_wrong_usage(held: Holder, session: requests.Session, body: bytes):
    headers = {"Authorization": f"Bearer {held.token}"}
    answer = session.post(f"{held.url}/api/v1/review", data=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("The options are not")


def test_without_a_body_a_command_takes_its_defaults(held: Holder, session: requests.Session):
    answer = session.post(f"{held.url}/api/v1/due", headers={"Authorization": f"Bearer {held.token}"})
    assert answer.status_code == 200


def test_an_import_with_problems_lists_them(post: Post):
    wrong = base64.b64encode(b"email,name\nana,Ana").decode()
    answer = post("import", files={"people.csv": wrong})
    assert answer.status_code == 422
    assert answer.json()["problems"] == [
        "people.csv, line 2, column email: expected an e-mail address (found 'ana')",
    ]


def test_a_file_comes_with_its_media_type(post: Post):
    exported, backup = post("export", what="csv"), post("backup")
    assert (exported.status_code, exported.headers["content-type"]) == (200, "application/zip")
    assert "updates.csv" in zipfile.ZipFile(io.BytesIO(exported.content)).namelist()
    assert (backup.status_code, backup.headers["content-type"]) == (200, "application/vnd.duckdb")
    assert backup.content[8:12] == b"DUCK"


def test_paths_of_the_server_cannot_be_named(post: Post):
    """Contents travel: no command has an option that is read as a path."""
    assert post("import", paths=["/etc/passwd"]).status_code == 400
    assert post("backup", path="elsewhere.duckdb").status_code == 400  # refused, never written
    assert post("restore", path="elsewhere.duckdb").status_code == 400


def test_every_answer_carries_the_safety_headers(server: Server, post: Post, session: requests.Session):
    answers = [post("due"), session.post(f"{server.url}/api/v1/due")]
    answers += [session.get(server.url + path) for path in ("/", "/kr?kr=q3-uptime", "/healthz", "/_stcore/health")]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in SAFETY} == SAFETY
    rules = dict(rule.split(" ", 1) for rule in SAFETY["content-security-policy"].split("; "))
    assert (rules["default-src"], rules["object-src"], rules["connect-src"]) == ("'self'", "'none'", "'self' ws: wss:")
    assert not any("http" in allowed or "*" in allowed for allowed in rules.values()), "nothing from another host"


@pytest.mark.parametrize("page", ["", "kr", "log", "trends", "kpis", "setup"])
def test_pages_open_cold_from_their_address(server: Server, page: str):
    assert visit(server.url, page) == []


def test_the_token_can_be_chosen_and_the_store_is_let_go_of_at_the_end(sample_path: Path, session: requests.Session):
    """While the server runs, a private file tells the command line where it is; SIGTERM closes the store cleanly."""
    token = "a token that programs know"
    with serving(sample_path, OKR_API_TOKEN=token, LOOKERSDK_BASE_URL="https://looker.invalid") as server:
        announced = sample_path.with_name("sample.duckdb.server.json")
        assert stat.S_IMODE(announced.stat().st_mode) == 0o600
        assert holder.of(sample_path) == Holder(server.url, token)
        headers = {"Authorization": f"Bearer {token}"}
        update = {"key_result": "q3-uptime", "week": "2021-12-06", "confidence": 90}
        assert session.post(f"{server.url}/api/v1/update", json=update, headers=headers).status_code == 200
        examined = session.post(f"{server.url}/api/v1/doctor", headers=headers)
        assert (examined.status_code, examined.json()["ok"]) == (207, False), "Looker was never synced"
        server.process.terminate()
        server.process.wait(timeout=20)
    assert not announced.exists()
    assert not sample_path.with_name("sample.duckdb.wal").exists()
    assert os.access(sample_path, os.R_OK)


@pytest.mark.parametrize(
    ("host", "url"),
    [(None, "http://127.0.0.1:8501"), ("0.0.0.0", "http://0.0.0.0:8501"), ("::1", "http://[::1]:8501")],  # noqa: S104
)
def test_the_command_line_is_told_an_address_that_it_can_use(
    host: str | None, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OKR_STORE", str(tmp_path / "okr.duckdb"))
    running.close()

    async def told() -> Holder | None:
        async with api.lifespan(host, 8501)(None):
            return holder.of(tmp_path / "okr.duckdb")

    found = asyncio.run(told())
    assert found is not None
    assert found.url == url
    assert len(found.token) >= 32
    assert holder.of(tmp_path / "okr.duckdb") is None


def test_every_command_of_the_command_line_that_needs_the_store_is_here_too():
    from data.cli import main

    assert set(main.commands) - {"restore"} == set(commands.COMMANDS)
