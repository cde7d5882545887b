"""What tells one process from another: host name, start time, and where its pid means something."""

from __future__ import annotations

import functools
import os
import re
import sys


@functools.cache
def host_name() -> str:
    """This machine's name, as it calls itself."""
    if hasattr(os, "uname"):  # `socket` is slow to import
        return os.uname().nodename or "localhost"
    import socket

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


def pid_space() -> str | None:
    """Where this process's pid and start time mean something; equal texts mean the same place.

    On Linux the boot's id and the numbers of the pid and the time namespace, parted
    by `/`. None elsewhere, and where /proc shows another namespace than this one.
    """
    try:
        if os.readlink("/proc/self") != str(os.getpid()):
            return None
        # As bytes: text could import its codec, which a child that is forked meanwhile could never do.
        with open("/proc/sys/kernel/random/boot_id", "rb") as boot:
            text = boot.read().strip().decode("latin-1")
        return "/".join((text, _namespace("pid"), _namespace("time")))
    except (OSError, ValueError):
        return None


def _namespace(kind: str) -> str:
    """Number of a namespace; `-` where the system has none of the kind."""
    try:
        found = re.search(r"\[(\d+)\]", os.readlink(f"/proc/self/ns/{kind}"))
    except FileNotFoundError:
        if kind == "time":
            return "-"
        raise
    return found[1] if found else "-"
