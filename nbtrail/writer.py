"""What tells one process from another: host name and start time."""

from __future__ import annotations

import functools
import socket
import sys


@functools.cache
def host_name() -> str:
    """This machine's name, as it calls itself."""
    return socket.gethostname() or "localhost"


def process_started(pid: int) -> int | None:
    """Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); null off Linux.

    Together with the pid it tells whether a writer still lives, though pids come back.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            content = stat.read()
    except OSError:
        return None
    # The command name, field 2, is in parentheses and may hold anything, spaces too.
    fields = content[content.rfind(b")") + 2 :].split()
    return int(fields[19]) if len(fields) > 19 else None
