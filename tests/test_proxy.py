"""The companion through Jupyter's server: login before it, the token added behind the browser's back."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_jupyter import TOKEN, Jupyter, jupyter
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from nbtrail import companion
from nbtrail.stop import stop


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # Braces, which the proxy would take for a template's.
    folder = tmp_path_factory.mktemp("store") / "ho{me}"
    yield folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBTRAIL_HOME", str(folder))
        stop()


@pytest.fixture(scope="module")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with jupyter(home, tmp_path_factory.mktemp("jupyter")) as running:
        yield running


def test_questions_are_answered_through_jupyter(server: Jupyter, home: Path) -> None:
    code, told = server.ask("nbtrail/api/query", {"sql": "SELECT 42 AS x"})
    assert code == 200, told
    assert told["data"] == [[42]]
    assert server.ask("nbtrail/api/status", {})[1]["home"] == str(home)


def test_a_question_that_its_view_gave_up_is_no_error_in_jupyters_log(server: Jupyter) -> None:
    slow = "SELECT count(*) FROM range(100000) a, range(100000) b WHERE a.range % 7 = b.range % 5"
    body = json.dumps({"sql": slow}).encode()
    address = urllib.parse.urlsplit(server.url)
    assert address.hostname and address.port
    with socket.create_connection((address.hostname, address.port)) as asker:
        head = (
            f"POST /nbtrail/api/query?given-up HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: token {TOKEN}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        asker.sendall(head.encode() + body)
        assert server.ask("nbtrail/api/query", {"sql": "SELECT 42"})[0] == 200  # it is on its way
    end = time.monotonic() + 60
    while "query?given-up" not in server.log.read_text("utf-8"):
        assert time.monotonic() < end, "the log says nothing of it"
        time.sleep(0.05)
    (line,) = (
        line for line in server.log.read_text("utf-8").splitlines() if "query?given-up" in line
    )
    assert " 204 " in line and "[E " not in line


def test_the_live_socket_goes_through_jupyter(server: Jupyter) -> None:
    async def talk() -> dict[str, Any]:
        url = server.url.replace("http", "ws") + "nbtrail/api/live"
        request = HTTPRequest(url, headers={"Authorization": f"token {TOKEN}"})
        connection = await websocket_connect(request)
        await connection.write_message(json.dumps({"id": 7, "type": "query", "sql": "SELECT 42"}))
        answer = await connection.read_message()
        connection.close()
        return json.loads(answer or "{}")

    told = asyncio.run(talk())
    assert (told["id"], told["result"]["data"]) == (7, [[42]])


def test_without_jupyters_login_nobody_gets_through(server: Jupyter) -> None:
    for token in (None, "wrong"):
        code, told = server.ask("nbtrail/api/query", {"sql": "SELECT 42"}, token=token)
        assert code in (302, 403) or "data" not in told


def test_the_token_is_in_no_answer_log_or_process_list(server: Jupyter, home: Path) -> None:
    server.ask("nbtrail/api/status", {})
    address = companion.written_address(home)
    assert address is not None
    assert address.token not in server.log.read_text("utf-8")
    assert address.token not in str(server.ask("nbtrail/api/status", {}))
    assert address.token not in str(server.ask("nbtrail-server/status"))
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert address.token.encode() not in line.read_bytes()
        except OSError:
            continue


def test_a_restart_brings_another_companion(server: Jupyter, home: Path) -> None:
    before = server.ask("nbtrail/api/status", {})[1]["pid"]
    code, told = server.ask("nbtrail-server/restart", {})
    assert code == 200, told
    assert told["companion"]["running"]
    after = server.ask("nbtrail/api/status", {})[1]["pid"]
    assert after == told["companion"]["pid"] != before


def test_what_keeps_the_companion_from_starting_is_told_to_who_asks(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with jupyter(home, tmp_path, NBTRAIL_NODE=str(tmp_path / "none")) as running:
        code, told = running.ask("nbtrail/api/query", {"sql": "SELECT 42"})
    assert (code, told["error"]["code"]) == (503, "NT506")


def test_the_companion_that_jupyter_started_ends_with_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with jupyter(home, tmp_path) as running:
        pid = running.ask("nbtrail/api/status", {})[1]["pid"]
    until = time.monotonic() + 60
    while companion.running(home) is not None:
        assert time.monotonic() < until, f"process {pid} goes on"
        time.sleep(0.05)


def test_a_page_needs_jupyters_xsrf_token_and_says_that_it_sends_json(server: Jupyter) -> None:
    page = _Page(server)
    asked = {"sql": "SELECT 42 AS x"}
    assert page.post("nbtrail/api/query", asked, {"X-XSRFToken": page.xsrf})[0] == 200
    assert page.post("nbtrail/api/query", asked)[0] == 403
    for form in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"X-XSRFToken": page.xsrf, "Content-Type": form}
        code, _, told = page.post("nbtrail/api/query", asked, headers)
        assert (code, told["error"]["code"]) == (415, "NT405")
        assert page.post("nbtrail-server/autoload", {"on": True}, headers)[0] == 415


def test_a_page_of_another_origin_is_refused_with_a_sentence(server: Jupyter) -> None:
    page = _Page(server)
    before = server.log.read_text("utf-8")
    foreign = {"X-XSRFToken": page.xsrf, "Origin": "https://evil.example"}
    code, _, told = page.post("nbtrail/api/query", {"sql": "SELECT 42"}, foreign)
    assert (code, told["error"]["message"]) == (
        403,
        "Requests from pages of another origin are refused nbtrail",
    )
    code, _, told = page.post("nbtrail-server/autoload", {"on": True}, foreign)
    assert (code, told["message"]) == (
        403,
        "Requests from pages of another origin are refused nbtrail",
    )
    handshake = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": "https://evil.example",
    }  # fmt: skip
    assert page.get("nbtrail/api/live", handshake)[0] == 403
    assert page.get("nbtrail-server/status", {"Origin": "https://evil.example"})[0] == 403
    assert "Traceback" not in server.log.read_text("utf-8")[len(before) :]


def test_an_answer_is_data_and_no_page(server: Jupyter) -> None:
    page = _Page(server)
    code, headers, _ = page.post("nbtrail/api/status", {}, {"X-XSRFToken": page.xsrf})
    assert code == 200
    assert headers["Content-Type"].startswith("application/json")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert page.get("nbtrail/api/status", {})[0] == 405
    assert page.get("nbtrail/index.html", {})[0] == 404


class _Page:
    """A page of JupyterLab, logged in by a cookie."""

    def __init__(self, server: Jupyter) -> None:
        self._server = server
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._open(urllib.request.Request(f"{server.url}api/me?token={TOKEN}"))
        self._open(urllib.request.Request(f"{server.url}login?token={TOKEN}"))
        self.xsrf = next(cookie.value or "" for cookie in jar if cookie.name == "_xsrf")

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        sent = {"Content-Type": "application/json", **(headers or {})}
        content = json.dumps(body).encode()
        return self._open(urllib.request.Request(f"{self._server.url}{path}", content, sent))

    def get(self, path: str, headers: dict[str, str]) -> Any:
        return self._open(urllib.request.Request(f"{self._server.url}{path}", headers=headers))

    def _open(self, request: urllib.request.Request) -> tuple[int, Any, Any]:
        try:
            answer = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            content = answer.read()
        try:
            return answer.status, answer.headers, json.loads(content)
        except ValueError:
            return answer.status, answer.headers, content
