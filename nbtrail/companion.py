"""Finds the companion of the store, or starts it.

There is at most one companion per store: the companion itself sees to that
with a lock, so two processes that start one at the same time both end up with
the winner's address. `companion.json` in the store folder tells it; a file
whose address nobody answers is a leftover.

Nothing here is called while recording; see client.py for who asks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from .home import make_private, store_home
from .node import find_node
from .trail_error import TrailError

#: The bundled companion.
MAIN = Path(__file__).parent / "companion_dist" / "main.js"

LOG_MOST = 1_000_000


@dataclass(frozen=True)
class Address:
    """Where a companion listens: a Unix socket, or a port on 127.0.0.1."""

    pid: int
    version: str
    token: str = field(repr=False)
    socket: str | None
    port: int | None

    def connect(self, timeout: float) -> socket.socket:
        """A connected stream. Raises OSError when nobody listens."""
        if self.socket is None:
            return socket.create_connection(("127.0.0.1", self.port or 0), timeout=timeout)
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            stream.settimeout(timeout)
            stream.connect(self.socket)
        except OSError:
            stream.close()
            raise
        return stream


def socket_path(home: Path) -> str:
    """Where the store's companion listens on POSIX (server/src/http has the same rule).

    A socket's path has at most about a hundred bytes; a store that lies deeper has
    its socket in a private folder of the temporary directory.
    """
    path = os.path.join(os.path.realpath(home), "run", "companion.sock")
    if len(os.fsencode(path)) <= 100:
        return path
    name = hashlib.sha256(os.fsencode(os.path.realpath(home))).hexdigest()[:16]
    return f"/tmp/nbtrail-{os.getuid()}/{name}.sock"


def written_address(home: Path | None = None) -> Address | None:
    """What companion.json says, whether or not somebody listens there."""
    try:
        told = json.loads(((home or store_home()) / "companion.json").read_text("utf-8"))
        return Address(told["pid"], told["version"], told["token"], told["socket"], told["port"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def running(home: Path | None = None) -> Address | None:
    """The companion's address if it listens now."""
    address = written_address(home)
    if address is None:
        return None
    try:
        address.connect(2).close()
    except OSError:
        return None
    return address


def command(*arguments: str) -> list[str]:
    """The command line that runs the companion's program.

    Raises TrailError NT506 without Node.js, NT507 when it is not built.
    """
    if not MAIN.exists():
        raise TrailError(
            "NT507",
            f"The companion is missing: there is no {MAIN}",
            "Run `npm run build` in the checkout, or reinstall nbtrail.",
        )
    return [find_node(), str(MAIN), *arguments]


def environment() -> dict[str, str]:
    """The environment for it: ours, the store's place, and threads enough for queries beside the ingest."""
    return {"UV_THREADPOOL_SIZE": "8", **os.environ, "NBTRAIL_HOME": str(store_home())}


def ensure(timeout: float = 15) -> Address:
    """The address of a companion that listens, started if need be.

    Raises TrailError NT502 when none listens within `timeout` seconds.
    """
    address = running()
    if address is not None:
        return address
    home = store_home()
    child = _start(home)
    until = time.monotonic() + timeout
    pause = 0.02
    while True:
        address = running(home)
        if address is not None:
            return address
        if child.poll() not in (None, 0):
            raise TrailError(
                "NT502",
                f"The companion ended at once: {_last_line(home)}",
                "`nbtrail doctor` looks for the reason.",
            )
        if time.monotonic() > until:
            raise TrailError(
                "NT502",
                f"The companion did not answer within {timeout:g} s",
                f"`nbtrail doctor` looks for the reason; its log is {_log(home)}.",
            )
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def _start(home: Path) -> subprocess.Popen[bytes]:
    """Start one that outlives this process and has no terminal."""
    line = command("serve", "--home", str(home))
    try:
        make_private(home)
        make_private(home / "run")
        path = _log(home)
        if path.exists() and path.stat().st_size > LOG_MOST:
            path.unlink()
        log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise TrailError(
            "NT502",
            f"The store folder {home} cannot be written: {error.strerror}",
            "Free the folder, or choose another with NBTRAIL_HOME.",
        ) from None
    detached = (
        {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
        if os.name == "nt"
        else {"start_new_session": True}
    )
    try:
        return _Detached(
            line,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            env=environment(),
            close_fds=True,
            **detached,
        )
    except OSError as error:
        raise TrailError(
            "NT502",
            f"{line[0]} could not be started: {error.strerror}",
            "`nbtrail doctor` looks for the reason.",
        ) from None
    finally:
        os.close(log)


class _Detached(subprocess.Popen):
    """A process that is meant to outlive this one: to let go of it is worth no warning."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            super().__del__(_warn=lambda *_told, **_more: None)


def _log(home: Path) -> Path:
    return home / "run" / "companion.log"


def _last_line(home: Path) -> str:
    """The last line of the log that tells of an error, or else the last."""
    try:
        with open(_log(home), "rb") as log:
            log.seek(max(0, os.fstat(log.fileno()).st_size - 4_000))
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return "it left no word"
    telling = [line for line in lines if re.match(r".*Error: |.*NT\d{3}", line)] or lines
    return telling[-1][:500] if telling else "it left no word"
