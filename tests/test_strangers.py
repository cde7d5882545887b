"""Somebody else where the companion should be: nothing is told, and nothing of theirs is believed."""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_jupyter import jupyter

import nbtrail
from nbtrail import companion
from nbtrail.notices.trail_error import TrailError
from nbtrail.stop import stop

posix = pytest.mark.skipif(os.name == "nt", reason="there are no Unix sockets")
root = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="wants another user's processes"
)
NOBODY = 65_534


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("NBTRAIL_HOME", str(folder))
    yield folder
    monkeypatch.undo()
    monkeypatch.setenv("NBTRAIL_HOME", str(folder))
    monkeypatch.setenv("NBTRAIL_SHARED_HOME", "1")
    if (folder / "run").exists():
        (folder / "run").chmod(0o700)
    with contextlib.suppress(TrailError):
        stop()


class Stranger:
    """Listens, writes down what it hears, and answers every request with the same."""

    def __init__(self, listener: socket.socket, answer: bytes, token: str | None = None) -> None:
        self.heard = b""
        self._listener, self._answer, self._token = listener, answer, token
        listener.listen(50)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                stream, _ = self._listener.accept()
                threading.Thread(target=self._talk, args=(stream,), daemon=True).start()

    def _talk(self, stream: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while told := stream.recv(65536):
                self.heard += told
                stream.sendall(self._proof(told) if b"/api/prove" in told else self._answer)

    def _proof(self, told: bytes) -> bytes:
        """What the companion would say; a wrong one without the token."""
        asked = next(
            line.partition(b": ")[2].decode()
            for line in told.split(b"\r\n")
            if line.lower().startswith(b"x-nbtrail-nonce")
        )
        mine = secrets.token_hex(16)
        words = f"nbtrail companion {asked} {mine}".encode()
        proof = hmac.new((self._token or "a guess").encode(), words, "sha256").hexdigest()
        return f"HTTP/1.1 204 No Content\r\nX-Nbtrail-Proof: {mine}.{proof}\r\n\r\n".encode()


def _answer(content: bytes, kind: str, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + content


ROWS = _answer(
    json.dumps({"columns": [{"name": "n", "type": "BIGINT"}], "data": [[666]], "row_count": 1,
                "truncated": False, "elapsed_ms": 1, "version": 1}).encode(), "application/json",
)  # fmt: skip
PAGE = _answer(b"<script>steal()</script>", "text/html", "Set-Cookie: evil=1")


def _told_of(home: Path, **address: Any) -> dict[str, Any]:
    """A companion.json as a companion that was killed leaves it."""
    file = {"pid": 0, "version": "0", "token": secrets.token_hex(32), "socket": None, "port": None,
            "proves": True, **address}  # fmt: skip
    path = home / "companion.json"
    path.write_text(json.dumps(file))
    path.chmod(0o600)
    return file


def _on_a_port(answer: bytes, token: str | None = None) -> tuple[Stranger, int]:
    listener = socket.create_server(("127.0.0.1", 0))
    return Stranger(listener, answer, token), listener.getsockname()[1]


@pytest.mark.parametrize("answer", [ROWS, PAGE], ids=["rows", "a page"])
def test_a_stranger_on_the_port_of_a_dead_companion_hears_and_says_nothing(
    home: Path, answer: bytes
) -> None:
    stranger, port = _on_a_port(answer)
    file = _told_of(home, port=port)
    assert nbtrail.sql("SELECT 42 AS private_question").scalar() == 42
    assert file["token"].encode() not in stranger.heard
    assert b"private_question" not in stranger.heard


def test_a_stranger_on_the_port_who_says_nothing_is_left_behind(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        _told_of(home, port=silent.getsockname()[1])
        assert nbtrail.sql("SELECT 42").scalar() == 42


def test_the_command_line_tells_a_stranger_nothing(home: Path) -> None:
    stranger, port = _on_a_port(ROWS)
    file = _told_of(home, port=port)
    line = companion.command("sql", "--json", "SELECT 42 AS private_question")
    told = subprocess.run(line, capture_output=True, text=True, env=companion.environment())
    assert json.loads(told.stdout) == [{"private_question": 42}], told.stderr
    assert file["token"].encode() not in stranger.heard
    assert b"private_question" not in stranger.heard


@posix
def test_a_socket_whose_listener_does_not_know_the_token_is_told_nothing(home: Path) -> None:
    (home / "run").mkdir(mode=0o700)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(home / "run" / "companion.sock"))
    stranger = Stranger(listener, ROWS)
    file = _told_of(home, socket=str(home / "run" / "companion.sock"))
    with pytest.raises(TrailError, match=r"NT501: .*not the companion"):
        nbtrail.sql("SELECT 42 AS private_question")
    listener.close()
    assert b"/api/prove" in stranger.heard
    assert file["token"].encode() not in stranger.heard
    assert b"private_question" not in stranger.heard


@posix
@root
def test_a_listener_of_another_user_is_told_nothing_though_the_socket_looks_right(
    home: Path,
) -> None:
    (home / "run").mkdir(mode=0o700)
    path = str(home / "run" / "companion.sock")
    code = (
        "import os, socket, sys\n"
        "s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); os.seteuid(65534); s.listen()\n"
        "print('listens', flush=True)\n"
        "stream, _ = s.accept(); print(stream.recv(99), flush=True)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "listens\n"
    address = companion.Address(0, "0", "token", path, None)
    with pytest.raises(TrailError, match=f"NT504: A process of another user .{NOBODY}. listens"):
        address.reach(5)
    assert other.stdout.read() == "b''\n"
    other.wait(120)


@posix
def test_a_store_that_others_may_write_is_refused_unless_it_is_meant_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mode in (0o777, 0o1777):
        home.chmod(mode)
        with pytest.raises(TrailError, match=r"NT504: .* is open to other users.*chmod go-w"):
            nbtrail.sql("SELECT 1")
    line = companion.command("sql", "SELECT 1")
    told = subprocess.run(line, capture_output=True, text=True, env=companion.environment())
    assert told.returncode != 0 and "NT504" in told.stderr
    assert not (home / "run").exists(), "nothing is begun there"
    monkeypatch.setenv("NBTRAIL_SHARED_HOME", "1")
    assert nbtrail.sql("SELECT 1").scalar() == 1


@posix
def test_recording_goes_on_in_a_store_that_others_may_write(home: Path) -> None:
    home.chmod(0o777)
    code = "import nbtrail\nwith nbtrail.run('r') as run: run.log({'loss': 1})"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    home.chmod(0o700)
    assert nbtrail.sql("SELECT name FROM runs").scalar() == "r"


@posix
def test_a_link_in_the_place_of_companion_json_is_not_followed(home: Path, tmp_path: Path) -> None:
    stranger, port = _on_a_port(ROWS, "known")
    _told_of(tmp_path, port=port, token="known")
    (home / "companion.json").symlink_to(tmp_path / "companion.json")
    with pytest.raises(TrailError, match=r"NT504: .*companion\.json is not what it should be"):
        nbtrail.sql("SELECT 1")
    assert stranger.heard == b""


@posix
@root
@pytest.mark.parametrize("spoil", ["owner", "mode"])
def test_a_companion_json_that_others_wrote_is_not_believed(home: Path, spoil: str) -> None:
    stranger, port = _on_a_port(ROWS, "known")
    _told_of(home, port=port, token="known")
    if spoil == "owner":
        os.chown(home / "companion.json", NOBODY, NOBODY)
    else:
        (home / "companion.json").chmod(0o666)
    with pytest.raises(TrailError, match="NT504"):
        nbtrail.sql("SELECT 1")
    assert stranger.heard == b""


@posix
def test_a_store_that_lies_deep_has_its_socket_where_only_its_user_can_go(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tmp_path / "session"
    session.mkdir(mode=0o700)
    short = Path("/tmp", f"nbtrail-test-{secrets.token_hex(4)}")
    short.symlink_to(session)
    monkeypatch.setenv("NBTRAIL_HOME", str(home / ("deep" * 40)))
    for runtime, expected in ((str(short), f"/tmp/nbtrail-{os.getuid()}"), ("", None)):
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        address = companion.ensure()
        assert address.socket is not None and len(os.fsencode(address.socket)) <= 100
        folder = os.path.dirname(address.socket)
        assert expected in (None, folder), "a link is no private folder"
        found = os.lstat(folder)
        assert (found.st_uid, found.st_mode & 0o077) == (os.getuid(), 0)
        stop()
    short.unlink()


@posix
def test_the_sessions_own_folder_comes_first_and_one_that_others_made_there_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Path("/tmp", f"nbtrail-test-{secrets.token_hex(4)}")
    session.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(session))
    monkeypatch.setenv("NBTRAIL_HOME", str(home / ("deep" * 40)))
    try:
        assert os.path.dirname(companion.ensure().socket or "") == str(session / "nbtrail")
        stop()
        (session / "nbtrail").chmod(0o777)
        with pytest.raises(
            TrailError, match=r"NT502: .*NT504: The folder .* is open to other users.*chmod 700"
        ):
            companion.ensure()
        (session / "nbtrail").chmod(0o700)
        assert nbtrail.sql("SELECT 1").scalar() == 1
        stop()
    finally:
        for left in (session / "nbtrail").glob("*"):
            left.unlink()
        (session / "nbtrail").rmdir()
        session.rmdir()


def test_jupyter_passes_nothing_of_a_stranger_on(home: Path, tmp_path: Path) -> None:
    stranger, port = _on_a_port(PAGE)
    file = _told_of(home, port=port)
    with jupyter(home, tmp_path) as server:
        code, told = server.ask("nbtrail/api/query", {"sql": "SELECT 42 AS private_question"})
        assert (code, told["data"]) == (200, [[42]])
    assert file["token"].encode() not in stranger.heard
    assert b"private_question" not in stranger.heard


def test_jupyter_passes_on_no_page_and_no_cookie_even_of_who_knows_the_token(
    home: Path, tmp_path: Path
) -> None:
    with jupyter(home, tmp_path) as server:
        assert server.ask("nbtrail/api/status", {})[0] == 200
        token = json.loads((home / "companion.json").read_text())["token"]
        _, port = _on_a_port(PAGE, token)
        _told_of(home, port=port, token=token)
        code, told = server.ask("nbtrail/api/query", {"sql": "SELECT 1"})
        assert (code, told["error"]["code"]) == (502, "NT501")
        assert "steal" not in str(told)
