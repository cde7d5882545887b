"""The companion through Jupyter's door: login before it, the token added behind the browser's back."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_jupyter import TOKEN, Jupyter, jupyter
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from nbtrail import companion, proxy
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


def test_nothing_that_is_wrong_keeps_jupyter_from_starting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NBTRAIL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NBTRAIL_NODE", str(tmp_path / "none"))
    spec = proxy.setup_nbtrail()
    line = [part.format(port=0, unix_socket="", base_url="/") for part in spec["command"](0)]
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 0
    assert re.match(r"NT50[67]: ", done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="there is no Unix socket")
def test_a_store_that_lies_deep_has_a_short_socket(tmp_path: Path) -> None:
    path = companion.socket_path(tmp_path / ("deep" * 40))
    assert len(os.fsencode(path)) <= 100
    assert path != companion.socket_path(tmp_path / ("deep" * 41))
