"""Finds the companion of the store, or starts it.

There is at most one companion per store: the companion itself sees to that
with a lock, so two processes that start one at the same time both end up with
the winner's address. `companion.json` in the store folder tells it; a file
whose address nobody answers is a leftover.

Nothing here is called while recording; see client/ for who asks.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from ..journal.store_home import store_home
from ..journal.store_mount import make_store_folder, missing_mount
from ..notices.trail_error import TrailError
from .node import find_node
from .ownership import check_peer, check_socket, check_store, read_companion_file
from .proof import StrangerError, prove

#: The bundled companion.
MAIN = Path(__file__).parent.parent / "companion_dist" / "main.js"

MAX_LOG = 1_000_000
#: `Address.socket` is a path.
Stream: TypeAlias = socket.socket

#: Seconds in which what listens on a port, which may be anybody's, has to prove itself.
_PORT_SECONDS = 5.0


@dataclass(frozen=True)
class Address:
    """Where a companion listens: a Unix socket, or a port on 127.0.0.1."""

    pid: int
    version: str
    token: str = field(repr=False)
    socket: str | None
    port: int | None
    #: It proves that it is the companion; one of an earlier version does not.
    proves: bool = True

    def connect(self, timeout: float) -> Stream:
        """A connected stream, to a process of this user where the system can tell.

        Raises OSError when nobody listens, TrailError NT504 for somebody else's socket.
        """
        if self.socket is None:
            return socket.create_connection(("127.0.0.1", self.port or 0), timeout=timeout)
        check_socket(self.socket)
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            stream.settimeout(timeout)
            _knock(stream, self.socket, timeout)
            check_peer(stream, self.socket)
        except (OSError, TrailError):
            stream.close()
            raise
        return stream

    def reach(self, timeout: float) -> tuple[Stream, dict[str, str]]:
        """A stream to what has proven to be the companion, and the header that lets requests on it in.

        Raises as `connect` does, and StrangerError, an OSError, for what is not the companion.
        """
        stream = self.connect(timeout)
        try:
            if self.socket is not None and not self.proves:
                return stream, {"X-Nbtrail-Token": self.token}
            if self.socket is None:
                stream.settimeout(min(timeout, _PORT_SECONDS))
            proof = prove(stream, self.token)
            stream.settimeout(timeout)
            return stream, {"X-Nbtrail-Proof": proof}
        except OSError as error:
            stream.close()
            if isinstance(error, TimeoutError) and self.socket is None:
                raise StrangerError("what listens at its port says nothing") from None
            raise


def _knock(stream: socket.socket, path: str, timeout: float) -> None:
    """Connect, after those who wait already where they are as many as may."""
    until = time.monotonic() + timeout
    while True:
        try:
            return stream.connect(path)
        except BlockingIOError:
            if time.monotonic() > until:
                raise TimeoutError from None
            time.sleep(0.005)


def written_address(home: Path | None = None) -> Address | None:
    """What companion.json says, whether or not somebody listens there.

    Raises TrailError NT504 where others can have written it.
    """
    home = home or store_home()
    check_store(home)
    written = read_companion_file(home)
    try:
        proves = written.get("proves") is True
        return Address(
            written["pid"],
            written["version"],
            written["token"],
            written["socket"],
            written["port"],
            proves,
        )
    except (AttributeError, KeyError, TypeError):
        return None


def running(home: Path | None = None) -> Address | None:
    """The companion's address if it listens now. Raises TrailError NT504, as `written_address` does.

    Where somebody else listens by now, it does not.
    """
    address = written_address(home)
    if address is None:
        return None
    try:
        if address.socket is None:
            address.reach(2)[0].close()
        else:
            address.connect(2).close()
    except (OSError, TrailError):
        return None
    return address


def command(*arguments: str) -> list[str]:
    """The command line that runs the companion's program.

    Raises TrailError NT506 without Node.js, NT507 when it is not built.
    """
    if not MAIN.exists():
        raise TrailError("NT507", f"The companion is missing: there is no {MAIN}")
    return [find_node(), str(MAIN), *arguments]


def environment() -> dict[str, str]:
    """The environment for it: ours, the store's place, and threads enough for queries beside the ingest."""
    return {"UV_THREADPOOL_SIZE": "8", **os.environ, "NBTRAIL_HOME": str(store_home())}


def ensure(timeout: float = 15) -> Address:
    """The address of a companion that listens, started if need be.

    Raises TrailError NT502 when none listens within `timeout` seconds, NT504 where
    others can change the store.
    """
    address = running()
    if address is not None:
        return address
    home = store_home()
    child = start(home)
    until = time.monotonic() + timeout
    pause = 0.02
    while True:
        address = running(home)
        if address is not None:
            return address
        if child.poll() not in (None, 0):
            raise ended_at_once(home)
        if time.monotonic() > until:
            end_if_stuck(child)
            raise silent(home, timeout)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def end_if_stuck(child: subprocess.Popen[bytes]) -> None:
    """End one that hangs before its first line, as Node.js does where it gets no thread; others take no notice."""
    if hasattr(signal, "SIGUSR2"):
        child.send_signal(signal.SIGUSR2)


def ended_at_once(home: Path) -> TrailError:
    """NT502 for one that was started and is not there any more."""
    return TrailError("NT502", f"The companion ended at once: {_last_line(home)}")


def silent(home: Path, seconds: float) -> TrailError:
    """NT502 for one that was waited for in vain."""
    return TrailError(
        "NT502",
        f"The companion did not answer within {seconds:g} s",
        f"`nbtrail doctor` looks for the reason; its log is {_log(home)}.",
    )


def start(home: Path, *more: str, detached: bool = True) -> subprocess.Popen[bytes]:
    """Start one; when detached it outlives this process and has no terminal."""
    line = command("serve", "--home", str(home), *more)
    check_store(home)
    missing = missing_mount(home)
    if missing is not None:
        raise TrailError(
            "NT504",
            f"Nothing is mounted at {missing}, where the disk of the store {home} was",
            "Mount it, and everything goes on. To begin another store without it: "
            f"mkdir -p '{home / 'journal'}'.",
        )
    try:
        make_store_folder(home, str(home / "run"))
        path = _log(home)
        if path.exists() and path.stat().st_size > MAX_LOG:
            path.unlink()
        log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise TrailError(
            "NT502",
            f"The store folder {home} cannot be written: {error.strerror}",
            "Free the folder, or choose another with NBTRAIL_HOME.",
        ) from None
    apart: dict[str, Any] = {}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    elif detached:
        apart = {"start_new_session": True}
    try:
        return _Detached(
            line,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            env=environment(),
            close_fds=True,
            **apart,
        )
    except OSError as error:
        raise TrailError("NT502", f"{line[0]} could not be started: {error.strerror}") from None
    finally:
        os.close(log)


class _Detached(subprocess.Popen[bytes]):
    """A process that is meant to outlive this one: to let go of it is worth no warning."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            super().__del__(_warn=lambda *_told, **_more: None)  # type: ignore[call-arg]


def _log(home: Path) -> Path:
    return home / "run" / "companion.log"


def _last_line(home: Path) -> str:
    """The last line of the log that tells of an error, or else the last."""
    try:
        with open(_log(home), "rb") as log:
            log.seek(max(0, os.fstat(log.fileno()).st_size - 4_000))
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return "its log is empty"
    if not any(lines) and shutil.disk_usage(home).free == 0:
        return "its disk is full"
    errors = [line for line in lines if re.match(r".*Error: |.*NT\d{3}", line)] or lines
    return errors[-1][:500] if errors else "its log is empty"
