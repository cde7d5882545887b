"""`os._exit` ends a process without anything that follows: what is open ends before it, with its code.

It is what a program falls back on that cannot end otherwise, so it never waits
long: the ends are written by a thread that gets a second. Forked children leave
by it, too; what they have inherited is not theirs to end.
"""

from __future__ import annotations

import functools
import os
import threading
from typing import TYPE_CHECKING, Any

from ..machine import own_threads
from ..notices.guard import guarded
from .outcome import error_of, status_of

if TYPE_CHECKING:
    from .session import Tracker

#: Seconds that an exit may wait for the disk.
PATIENCE = 1.0


def end_before_abrupt_exits(tracker: Tracker) -> None:
    """End the tracker's open runs before `os._exit`, from now on."""
    leave = os._exit

    @functools.wraps(leave)
    def leaving(status: Any) -> Any:
        _end(tracker, status)
        return leave(status)

    leaving.__module__ = "os"  # where it is found again by whoever unpickles it
    os._exit = leaving


@guarded()
def _end(tracker: Tracker, code: Any) -> None:
    runs = [run for run in tracker.open_runs if not run.inherited]
    if not runs or not isinstance(code, int):
        return
    left = SystemExit(code)
    status = status_of(left)
    written = threading.Event()

    def write() -> None:
        try:
            for run in reversed(runs):
                run.end(status, None if status == "finished" else error_of(left))
        finally:
            written.set()

    try:
        own_threads.start(write)
    except RuntimeError:  # too late for a thread, and nobody left to wait for
        write()
    written.wait(PATIENCE)
