"""Ends the store's companion: by its own request, else by its process id.

A process id in a file may have been given to another process since. So the
process is ended only when its command line is the companion's for this store.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from .client import send
from .companion import Address, running, written_address
from .journal.store_home import store_home
from .notices.trail_error import TrailError

#: Seconds that a companion which heard the request may take: it ends what does not stop
#: within a few, and moving the database's log into its file is the longest of the rest.
_LEAVING = 40.0


def stop(timeout: float = 5) -> int | None:
    """Return once the companion's process has ended, or, behind JupyterLab, has let go of the store.

    The companion that JupyterLab starts stays there in waiting. Gives the process id
    of the one that was ended, and None where there was none.

    Raises TrailError NT501 when the companion can neither be asked nor ended.
    """
    address = written_address()
    if address is None or not (running() == address or _is_companion(address.pid)):
        return None
    try:
        send(address, "shutdown", timeout=timeout)
        until, forced = time.monotonic() + _LEAVING, False
    except (OSError, TrailError):
        _terminate(address)
        until, forced = time.monotonic() + timeout, False
    while _holds(address):
        if time.monotonic() > until:
            if forced:
                raise TrailError("NT501", f"The companion, process {address.pid}, cannot be ended")
            _terminate(address, force=True)
            until, forced = time.monotonic() + timeout, True
        time.sleep(0.05)
    return address.pid


def _holds(address: Address) -> bool:
    """Whether that companion still has the store, or its process has not ended that is to end."""
    line = _command_of(address.pid)
    if not _serves(line):
        return running() == address
    return written_address() == address or "--standby" not in line


def _terminate(address: Address, force: bool = False) -> None:
    if not _is_companion(address.pid):
        if running() is None:
            return
        raise TrailError(
            "NT501",
            f"The companion does not answer, and process {address.pid} is another program",
            f"Look for the process that has {store_home()} open, and end it.",
        )
    hard = getattr(signal, "SIGKILL", signal.SIGTERM)
    with contextlib.suppress(ProcessLookupError):
        os.kill(address.pid, hard if force else signal.SIGTERM)


def _is_companion(pid: int) -> bool:
    return _serves(_command_of(pid))


def _serves(line: str) -> bool:
    """Is this the command line of `main.js serve` for this store?"""
    return "main.js" in line and "serve" in line.split() and str(store_home()) in line


def _command_of(pid: int) -> str:
    """The command line of a process; empty where there is none that can be seen, or it has ended."""
    try:
        if Path("/proc/self/cmdline").exists():
            line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
            return line.replace("\0", " ")
        asked = ["ps", "-ww", "-p", str(pid), "-o", "command="]
        return subprocess.run(
            asked, capture_output=True, encoding="utf-8", errors="replace", timeout=5, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
