"""Finding and starting the companion: one per store, whoever comes first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbtrail import companion
from nbtrail.companion.node import find_node
from nbtrail.notices.trail_error import TrailError
from nbtrail.stop import stop


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "home"
    monkeypatch.setenv("NBTRAIL_HOME", str(folder))
    yield folder
    stop()


def test_it_is_started_when_somebody_asks_and_found_afterwards(home: Path) -> None:
    assert companion.running() is None
    address = companion.ensure()
    assert companion.ensure() == address
    assert companion.running() == address
    assert home.stat().st_mode & 0o077 == 0
    assert (home / "companion.json").stat().st_mode & 0o077 == 0
    assert (home / "run" / "companion.log").stat().st_mode & 0o077 == 0
    assert address.token not in repr(address)


def test_two_processes_that_start_one_get_the_same(home: Path) -> None:
    code = "from nbtrail.companion import ensure; print(ensure().pid)"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    line = [sys.executable, "-c", code]
    both = [
        subprocess.Popen(line, env=environ, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    pids = {process.communicate(timeout=120)[0].strip() for process in both}
    assert pids == {str(companion.ensure().pid)}


def test_it_outlives_the_one_who_started_it_and_is_replaced_when_killed(home: Path) -> None:
    code = "from nbtrail.companion import ensure; print(ensure().pid)"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    address = companion.running()
    assert address is not None and str(address.pid) == told.stdout.strip()
    os.kill(address.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    _until(lambda: companion.running() is None)
    assert companion.ensure().pid != address.pid


def test_stop_ends_it(home: Path) -> None:
    address = companion.ensure()
    stop()
    assert companion.running() is None
    _until(lambda: not _alive(address.pid))


@pytest.mark.skipif(os.name == "nt", reason="a process cannot be frozen there")
def test_stop_ends_one_that_hangs(home: Path) -> None:
    address = companion.ensure()
    os.kill(address.pid, signal.SIGSTOP)
    stop(timeout=0.5)
    _until(lambda: not _alive(address.pid))
    assert companion.ensure().pid != address.pid


def test_stop_does_not_end_a_stranger_whose_number_is_in_the_file(home: Path) -> None:
    """The file is a leftover, and its process id belongs to somebody else by now."""
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        home.mkdir()
        told = {
            "pid": stranger.pid,
            "version": "0",
            "token": "x",
            "socket": str(home / "s"),
            "port": None,
        }
        (home / "companion.json").write_text(json.dumps(told))
        assert companion.running() is None
        stop()
        assert stranger.poll() is None
    finally:
        stranger.communicate(b"\n")


def test_a_store_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NBTRAIL_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(TrailError, match=r"NT502: The store folder .* cannot be written"):
        companion.ensure()


def test_a_node_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NBTRAIL_NODE", str(tmp_path / "none"))
    with pytest.raises(TrailError, match=r"NT506: NBTRAIL_NODE is .*none.*pip install"):
        find_node()


def test_an_old_node_on_path_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.19.0\n")
    old.chmod(0o755)
    monkeypatch.delenv("NBTRAIL_NODE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("nbtrail.companion.node._shipped", lambda: None)
    with pytest.raises(TrailError, match=r"NT506: .* is version 18, and 20 or newer is needed"):
        find_node()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return "Z" not in _state(pid)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


def _until(condition, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR2"), reason="the system has no such signal")
def test_a_companion_that_hangs_before_it_begins_is_not_left_behind(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stuck = tmp_path / "node"
    stuck.write_text(f"#!/bin/sh\necho $$ > {tmp_path / 'pid'}\nexec sleep 1000\n")
    stuck.chmod(0o755)
    monkeypatch.setattr(companion, "find_node", lambda: str(stuck))
    with pytest.raises(TrailError, match="did not answer"):
        companion.ensure(timeout=2)
    pid = int((tmp_path / "pid").read_text())
    assert os.waitpid(pid, 0)[1] == signal.SIGUSR2


@pytest.mark.skipif(not hasattr(signal, "SIGUSR2"), reason="the system has no such signal")
def test_a_companion_that_is_slow_is_let_be(home: Path) -> None:
    address = companion.ensure()
    os.kill(address.pid, signal.SIGUSR2)
    assert companion.ensure() == address
