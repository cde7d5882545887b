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

from .client import tell
from .companion import Address, running, written_address
from .home import store_home
from .trail_error import TrailError


def stop(timeout: float = 5) -> None:
    """Return once nobody listens at the store's address.

    Raises TrailError NT501 when the companion can neither be asked nor ended.
    """
    address = written_address()
    if address is None:
        return
    try:
        tell(address, "shutdown", timeout=timeout)
    except (OSError, TrailError):
        _terminate(address)
    until, forced = time.monotonic() + timeout, False
    while running() == address:
        if time.monotonic() > until:
            if forced:
                raise TrailError("NT501", f"The companion, process {address.pid}, cannot be ended")
            _terminate(address, force=True)
            until, forced = time.monotonic() + timeout, True
        time.sleep(0.05)


def _terminate(address: Address, force: bool = False) -> None:
    if running() is None:
        return
    if not _is_companion(address.pid):
        raise TrailError(
            "NT501",
            f"The companion does not answer, and process {address.pid} is not it",
            f"Look for the process that has {store_home()} open, and end it.",
        )
    hard = getattr(signal, "SIGKILL", signal.SIGTERM)
    with contextlib.suppress(ProcessLookupError):
        os.kill(address.pid, hard if force else signal.SIGTERM)


def _is_companion(pid: int) -> bool:
    """Does the process run `main.js serve` for this store?"""
    try:
        if Path("/proc/self/cmdline").exists():
            line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        else:
            asked = ["ps", "-ww", "-p", str(pid), "-o", "command="]
            line = subprocess.run(
                asked, capture_output=True, encoding="utf-8", errors="replace", timeout=5, check=True
            ).stdout.split()
    except (OSError, subprocess.SubprocessError):
        return False
    text = " ".join(line)
    return "main.js" in text and "serve" in text.split() and str(store_home()) in text
